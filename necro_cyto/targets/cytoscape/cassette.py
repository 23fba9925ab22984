"""Requests that were sent once, kept with their answers; and played again to see whether the same would be sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from necro_cyto.errors import CytoscapeRefused, InputError
from necro_cyto.recipe import is_plain_name, relative_to
from necro_cyto.targets.cytoscape.facts import SOURCE, STYLE_FILE
from necro_cyto.targets.cytoscape.rehearsal import SVG, blank
from necro_cyto.targets.cytoscape.transport import Sent, Transport, told

Json = Any
KEYS = {"method": str, "path": str, "query": dict, "body": object, "poll": bool, "status": int, "answer": object}
WIDEST = 40_000  # pixels


def window_of(transport: Transport, folder: Path, figures: Sequence[str] = ()) -> Json:
    """Return what a recipe in a folder keeps of the requests that were sent.

    Requests that only wait are left out; the user's files are named relative to the folder.

    Parameters
    ----------
    figures : sequence of str
        The names of all figures that were made by these requests.
    """
    kept = [_kept(s) for s in transport.sent or () if not s.waits]
    return {"stamps": list(transport.stamps), "figures": list(figures), "requests": _placed(kept, folder, _near)}


def window_faults(window: Mapping[str, Json]) -> Iterator[str]:
    """Yield what is wrong with requests from a recipe."""
    if set(window) != {"stamps", "figures", "requests"} or not all(isinstance(part, list) for part in window.values()):
        yield 'its "window" holds no stamps, figures and requests'
        return
    if not all(is_plain_name(name) for name in window["figures"]):
        yield "a name of a figure in it is none"
    if not all(isinstance(stamp, str) and stamp.isalnum() and len(stamp) < 40 for stamp in window["stamps"]):
        yield "a stamp in it is none"
    for number, entry in enumerate(window["requests"], 1):
        if not isinstance(entry, dict) or set(entry) != set(KEYS) or not all(isinstance(entry[k], t) for k, t in KEYS.items()):
            yield f"request {number} in it is none"


class Cassette(Transport):
    """Answers as Cytoscape did then, and notes what is asked otherwise.

    Attributes
    ----------
    differences : list of str
        In words, in order.
    """

    def __init__(self, window: Mapping[str, Json], folder: Path) -> None:
        super().__init__(keep=True)
        self.differences: list[str] = []
        self._then: list[Json] = list(_placed(window["requests"], folder.resolve(), _full))
        self._stamps: list[str] = list(window["stamps"])
        self._number, self._paint, self._ended = 0, "#FFFFFF", ""

    def finish(self) -> list[str]:
        """Return all differences, requests that were not sent again included."""
        left = self._then[self._number :]
        if left and not self.differences:
            self.differences.append(f"{len(left)} requests were sent then and are not now, first {_name(left[0])}")
        return self.differences

    def _new_stamp(self) -> str:
        return self._stamps[len(self.stamps)] if len(self.stamps) < len(self._stamps) else super()._new_stamp()

    def _status(self) -> dict[str, Any]:
        return dict(self._value(Sent("GET", "", {}, None, False, None), 1))

    def _value(self, sent: Sent, attempts: int) -> Any:
        now = replace(sent, body=told(sent.path, sent.body))
        if now.waits:
            return self._look(now)
        if self._ended:
            raise CytoscapeRefused(self._ended)
        if again := self._looked_again(now):
            return self._given(again)
        if self._number >= len(self._then):
            raise self._end(f"{now.method} {now.path} is sent now and was not then")
        then, self._number = self._then[self._number], self._number + 1
        if (then["method"], then["path"]) != (now.method, now.path):
            raise self._end(f"request {self._number}: {_name(then)} then, {now.method} {now.path} now")
        self._compare(then, now)
        return self._given(then)

    def _looked_again(self, now: Sent) -> Json:
        """Step over looks that were repeated then; return the last one if it is repeated only now."""
        last = self._then[self._number - 1] if self._number else None
        if not last or not last["poll"]:
            return None
        if _asked({**vars(now), "query": dict(now.query)}) == _asked(last):
            return None if self._is_next(last) else last
        while self._is_next(last):
            self._number += 1
        return None

    def _is_next(self, entry: Json) -> bool:
        return self._number < len(self._then) and _asked(self._then[self._number]) == _asked(entry)

    def _look(self, now: Sent) -> Any:
        if now.method == "PUT":
            self._paint = now.body[0]["value"]
            return None
        return blank(min(int(now.query.get("w", 64)), WIDEST), self._paint)

    def _compare(self, then: Json, now: Sent) -> None:
        # Through JSON and back: that is what is sent.
        fresh = json.loads(json.dumps({"query": now.query, "body": now.body}))
        found = next(differences({"query": then["query"], "body": then["body"]}, fresh), "")
        if found:
            self.differences.append(f"request {self._number}, {_name(then)}: {found}")

    def _given(self, then: Json) -> Any:
        if then["status"] == 200:
            return self._answer(then)
        error = CytoscapeRefused(f"Cytoscape refused {_name(then)}")
        error.status = then["status"]
        raise error

    def _answer(self, then: Json) -> Any:
        answer = then["answer"]
        if not isinstance(answer, dict) or set(answer) != {"bytes", "sha256"}:
            return answer
        width = int(then["query"].get("w", 64))
        if not 0 < width <= WIDEST:
            raise InputError(f"{_name(then)}: no picture is {width} pixels wide")
        return SVG if then["path"].endswith(".svg") else blank(width, self._paint)

    def _end(self, difference: str) -> CytoscapeRefused:
        self.differences.append(difference)
        self._ended = difference  # what is tried afterwards, to tidy up, says nothing more
        return CytoscapeRefused(difference)


def differences(then: Json, now: Json, where: str = "") -> Iterator[str]:
    """Yield in words where two JSON values differ.

    >>> list(differences({"data": [1, {"x": 2}]}, {"data": [1, {"x": 3}]}))
    ['data[1].x: 2 then, 3 now']
    """
    if isinstance(then, dict) and isinstance(now, dict):
        for key in [*then, *(k for k in now if k not in then)]:
            yield from differences(then.get(key), now.get(key), f"{where}.{key}" if where else str(key))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for i, (one, two) in enumerate(zip(then, now, strict=True)):
            yield from differences(one, two, f"{where}[{i}]")
    elif then != now:
        yield f"{where}: {_short(then)} then, {_short(now)} now"


def _placed(value: Json, folder: Path, name: Callable[[str, Path], str]) -> Json:
    """Return a value in which the files that a network and its style were read from have other names."""
    if isinstance(value, list):
        return [_placed(part, folder, name) for part in value]
    if not isinstance(value, dict):
        return value
    placed = {key: _placed(part, folder, name) for key, part in value.items()}
    if isinstance(placed.get(STYLE_FILE), str):
        placed[STYLE_FILE] = name(placed[STYLE_FILE], folder)
    if isinstance(placed.get(SOURCE), str):
        with suppress(ValueError, TypeError, RecursionError):
            parts = [name(part, folder) for part in json.loads(placed[SOURCE])]
            placed[SOURCE] = json.dumps(parts, ensure_ascii=False)
    return placed


def _near(file: str, folder: Path) -> str:
    if not Path(file).is_absolute():
        return file
    near = relative_to(Path(file), folder)
    return near if near.startswith(".") else f"./{near}"


def _full(file: str, folder: Path) -> str:
    return str((folder / file).resolve()) if file.startswith(".") else file


def _kept(sent: Sent) -> Json:
    answer = sent.answer
    if isinstance(answer, bytes):
        answer = {"bytes": len(answer), "sha256": hashlib.sha256(answer).hexdigest()}
    return {"method": sent.method, "path": sent.path, "query": dict(sent.query), "body": sent.body, "poll": sent.poll,
            "status": sent.status, "answer": answer}  # fmt: skip


def _name(entry: Mapping[str, Json]) -> str:
    return f"{entry['method']} {entry['path']}"


def _asked(entry: Mapping[str, Json]) -> tuple[Json, ...]:
    return tuple(entry[key] for key in ("method", "path", "query", "body", "poll"))


def _short(value: Json) -> str:
    text = f"{len(value)} entries" if isinstance(value, Sequence) and not isinstance(value, str) else json.dumps(value)
    return text if len(text) < 60 else text[:57] + "…"
