"""Compares answers; identifiers need not be the same, only used in the same way."""

from __future__ import annotations

import json
import math
import re
from typing import Any

Json = Any
ID_KEYS = ("SUID", "networkSUID", "networkViewSUID", "uuid", "parent", "memberUUIDs")
ID_LISTS = ("views", "nodes", "edges")
ID_TEXTS = ("id", "source", "target")
UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
Identifier = int | str


class Pairs:
    """Recorded identifiers and ours."""

    def __init__(self) -> None:
        self._ours: dict[Identifier, Identifier] = {}
        self._recorded: dict[Identifier, Identifier] = {}

    def learn(self, recorded: Identifier, ours: Identifier) -> bool:
        """Whether the two are, or from now on are, the same thing."""
        known = self._ours.setdefault(recorded, ours)
        return known == ours and self._recorded.setdefault(ours, recorded) == recorded

    def ours(self, recorded: Identifier) -> Identifier:
        """Our identifier; an unknown one as it is."""
        return self._ours.get(recorded, recorded)

    def copy(self) -> Pairs:
        """The same pairs, to try something."""
        other = Pairs()
        other._ours, other._recorded = dict(self._ours), dict(self._recorded)
        return other

    def take(self, other: Pairs) -> None:
        """Keep what was tried."""
        self._ours, self._recorded = other._ours, other._recorded


def differences(recorded: Json, ours: Json, pairs: Pairs, place: str = "", key: str = "") -> list[str]:
    """Every difference as ``place: what``."""
    if type(recorded) is not type(ours):
        return [f"{place}: {ours!r} instead of {recorded!r}"]
    if isinstance(recorded, dict):
        return _in_dicts(recorded, ours, pairs, place, key)
    if isinstance(recorded, list):
        return _in_lists(recorded, ours, pairs, place, key)
    return [] if _same(recorded, ours, pairs, key) else [f"{place}: {ours!r} instead of {recorded!r}"]


def _in_dicts(recorded: Json, ours: Json, pairs: Pairs, place: str, key: str) -> list[str]:
    found = [f"{place}.{name}: missing" for name in recorded if name not in ours]
    found += [f"{place}.{name}: not in the recording" for name in ours if name not in recorded]
    for name in recorded.keys() & ours.keys():
        inner = _inner_key(recorded, name, key)
        found += differences(recorded[name], ours[name], pairs, f"{place}.{name}", inner)
    return found


def _inner_key(recorded: Json, name: str, key: str) -> str:
    """What a value is: texts called id, source or target are identifiers only in exported elements."""
    if name == "values":
        return "SUID" if recorded.get("name") == "SUID" else "column" if "name" in recorded else "choices"
    return f"{name}:text" if name in ID_TEXTS and "SUID" in recorded and key == "data" else name


def _in_lists(recorded: Json, ours: Json, pairs: Pairs, place: str, key: str) -> list[str]:
    if len(recorded) != len(ours):
        return [f"{place}: {len(ours)} entries instead of {len(recorded)}"]
    identifiers = all(type(one) is int for one in recorded)
    inner = "SUID" if identifiers and key in ("", *ID_LISTS, "SUID") else key
    any_order = key in ("", "choices", *ID_LISTS) or any(isinstance(one, dict) for one in recorded)
    found, rest = [], list(ours)
    for number, one in enumerate(recorded):
        other = _partner(one, rest, pairs, inner) if any_order else rest[0]
        found += differences(one, other, pairs, f"{place}[{number}]", inner)
        rest.remove(other)
    return found


def _partner(recorded: Json, candidates: list[Json], pairs: Pairs, key: str) -> Json:
    """The first of ours without any difference, else the first of the same identifier, else the first."""
    for other in candidates:
        trial = pairs.copy()
        if not differences(recorded, other, trial, "", key):
            pairs.take(trial)
            return other
    wanted = _identity(recorded, pairs)
    return next((other for other in candidates if wanted == _identity(other)), candidates[0])


def _identity(entry: Json, pairs: Pairs | None = None) -> Json:
    if not isinstance(entry, dict):
        return None
    for key in ("SUID", "uuid"):
        if key in entry:
            return entry[key] if pairs is None else pairs.ours(entry[key])
    return entry.get("visualProperty") or entry.get("visualPropertyDependency") or entry.get("name")


def _same(recorded: Json, ours: Json, pairs: Pairs, key: str) -> bool:
    if key in ID_KEYS and recorded:
        return _same_identifiers(recorded, ours, pairs)
    if key.endswith(":text"):
        return pairs.learn(int(recorded), int(ours))
    if isinstance(recorded, float):
        return math.isclose(recorded, ours, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(recorded, str):
        return _plain(recorded) == _plain(ours) or _same_chart(recorded, ours)
    return bool(recorded == ours)


def _same_identifiers(recorded: Json, ours: Json, pairs: Pairs) -> bool:
    if isinstance(recorded, int):
        return pairs.learn(recorded, ours)
    both = zip(recorded.split(","), ours.split(","), strict=False)
    return recorded.count(",") == ours.count(",") and all(pairs.learn(a, b) for a, b in both)


def _plain(text: str) -> str:
    """A text without what differs from run to run."""
    text = re.sub(r"\n at \[Source.*|(?<=VisualPropertyValue) \(java\..*", "", text, flags=re.DOTALL)
    text = re.sub(r"\[qtp[-\d]*\]", "[qtp]", text)
    return re.sub(rf"SUID: ?\d+|uuid={UUID}", "SUID", text)


def _same_chart(recorded: str, ours: str) -> bool:
    if not recorded.startswith("org.cytoscape.") or ":{" not in recorded or ":{" not in ours:
        return False
    (kind, text), (our_kind, our_text) = recorded.split(":", 1), ours.split(":", 1)
    return kind == our_kind and bool(json.loads(text) == json.loads(our_text))
