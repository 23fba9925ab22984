"""Annotations of a view in a rehearsal: what the commands would have done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from necro_cyto.targets.annotations import PREFIX
from necro_cyto.targets.cytoscape.pieces import TYPES

Json = Any
STYLES = ("plain", "bold", "italic", "bolditalic")
# What the commands call it → what the list calls it.
NAMES = {"angle": "rotation", "newName": "name", "type": "shapeType", "borderColor": "edgeColor",
         "borderOpacity": "edgeOpacity", "borderThickness": "edgeThickness"}  # fmt: skip
SHAPES = {word: stored for stored, word in TYPES.items()}
FRESH = {"x": "0", "y": "0", "rotation": "0", "canvas": "foreground", "text": "", "fontSize": "12", "fontStyle": "plain",
         "fontFamily": "Dialog", "color": "#000000", "width": "0", "height": "0", "shapeType": "RECTANGLE",
         "edgeColor": "#000000", "edgeOpacity": "100", "edgeThickness": "1"}  # fmt: skip


class Notes:
    """The annotations of one view, as Cytoscape lists them."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.all = [_stored(text) for text in texts]
        self._made = 0
        for group in [one for one in self.all if "memberUUIDs" in one]:
            self._join(group, group.pop("memberUUIDs").split(","))

    def do(self, verb: str, given: Mapping[str, Any]) -> Json:
        """Carry a command out (``"add text"``, ``"list"``) and return its data."""
        first, _, what = verb.partition(" ")
        if first == "list":
            return [dict(one) for one in self.all]
        if first == "add":
            kind = "TextAnnotation" if what == "text" else "ShapeAnnotation"
            return self._add(kind, {**FRESH, **_looks(given)})
        if first == "group":
            members = str(given["annotationlist"]).split(",")
            group = self._add("GroupAnnotation", {"name": "Group", "canvas": "foreground"})
            self._join(group, members)
            return group
        found = self._find(str(given.get("uuidOrName", "")))
        if found is None:
            return {}
        if first == "delete":
            self._delete(found)
            return {}
        found |= _looks(given)
        return found

    def _add(self, kind: str, looks: Mapping[str, Any]) -> Json:
        self._made += 1
        made = {"type": PREFIX + kind, "uuid": f"00000000-0000-4000-8000-{self._made:012x}", **looks}
        self.all.append(made)
        return made

    def _find(self, called: str) -> Json:
        return next((one for one in self.all if called in (one["uuid"], one.get("name"))), None)

    def _join(self, group: Json, members: Iterable[str]) -> None:
        for called in members:
            member = self._find(called)
            if member is not None:
                member["parent"] = group["uuid"]

    def _delete(self, gone: Json) -> None:
        self.all.remove(gone)
        for member in [one for one in self.all if one.get("parent") == gone["uuid"]]:
            self._delete(member)


def command_of(line: str) -> tuple[str, dict[str, str]]:
    r"""Return a line of a command file as the path and the body of a request.

    >>> command_of('annotation add text x="1.5" text="say \\"a\\""')
    ('annotation/add text', {'x': '1.5', 'text': 'say "a"'})
    """
    words = re.match(r"[\w ]+?(?= \w+=|$)", line)
    given = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', line)
    name = words[0] if words else ""
    return name.replace(" ", "/", 1), {key: re.sub(r"\\(.)", r"\1", value) for key, value in given}


def _stored(text: str) -> Json:
    """Return the entry of an annotation from the form in which a network body holds it."""
    entry: Json = dict(part.split("=", 1) for part in text.split("|"))
    if "fontStyle" in entry:
        entry["fontStyle"] = STYLES[int(entry["fontStyle"])]
    for name in ("fillColor", "edgeColor", "color"):
        if name in entry:
            entry[name] = f"#{int(entry[name]) & 0xFFFFFF:06X}"
    return entry


def _looks(given: Mapping[str, Any]) -> Json:
    looks = {NAMES.get(k, k): v for k, v in given.items() if k not in ("view", "uuidOrName", "annotationlist")}
    if "shapeType" in looks:
        looks["shapeType"] = SHAPES.get(looks["shapeType"], "RECTANGLE")
    return looks
