"""Annotations of a view: the text format of ``__Annotations``, order, groups."""

from __future__ import annotations

import random
import uuid
from typing import Any

Json = Any
Annotation = dict[str, str]

PACKAGE = "org.cytoscape.view.presentation.annotations."
STYLES = ("plain", "bold", "italic", "bold_italic")
COLOURS = ("fillColor", "edgeColor", "color", "lineColor")
NUMBERS = ("x", "y", "width", "height", "rotation", "fillOpacity", "edgeOpacity", "edgeThickness")
TEXT = {"color": "#000000", "fontFamily": "Dialog", "fontSize": "12", "fontStyle": "plain", "text": ""}
SHAPE = {
    "shapeType": "RECTANGLE",
    "edgeColor": "#000000",
    "edgeOpacity": "100.0",
    "edgeThickness": "1.0",
    "fillOpacity": "100.0",
    "width": "100.0",
    "height": "100.0",
}
FIELDS: dict[str, Annotation] = {
    "TextAnnotation": TEXT,
    "ShapeAnnotation": SHAPE,
    "BoundedTextAnnotation": TEXT | SHAPE,
    "GroupAnnotation": {"memberUUIDs": ""},
    "ImageAnnotation": {"width": "100.0", "height": "100.0", "URL": ""},
    "ArrowAnnotation": {"lineColor": "#000000", "lineThickness": "1.0"},
}


def kind(annotation: Annotation) -> str:
    """The annotation's type without its package."""
    return annotation["type"].removeprefix(PACKAGE)


def new_uuid(source: random.Random) -> str:
    """A UUID; the same ones for the same seed."""
    return str(uuid.UUID(int=source.getrandbits(128), version=4))


def fresh(kind_: str, name: str, source: random.Random) -> Annotation:
    """An annotation with the program's defaults."""
    common = {"canvas": "foreground", "rotation": "0.0", "x": "0.0", "y": "0.0", "z": "0", "name": name}
    return FIELDS[kind_] | common | {"type": PACKAGE + kind_, "uuid": new_uuid(source)}


def read(text: str, source: random.Random) -> Annotation | None:
    """An annotation from its text; a part with more than one ``=`` is lost, and ``|`` always ends a part."""
    parts = [part.split("=") for part in text.split("|")]
    pairs = {part[0]: part[1] for part in parts if len(part) == 2}
    kind_ = pairs.get("type", "").removeprefix(PACKAGE)
    if kind_ not in FIELDS:
        return None
    annotation = fresh(kind_, pairs.get("name", "Annotation"), source)
    for key, value in pairs.items():
        annotation[key] = _read_value(key, value)
    annotation["uuid"] = _uuid_or(pairs.get("uuid", ""), annotation["uuid"], source)
    if kind_ == "GroupAnnotation":
        annotation["canvas"] = "foreground"
    return annotation


def _uuid_or(given: str, kept: str, source: random.Random) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return kept if kept != given else new_uuid(source)


def _read_value(key: str, value: str) -> str:
    if key in COLOURS and value.lstrip("-").isdigit():
        return f"#{int(value) & 0xFFFFFF:06X}"
    if key in NUMBERS:
        return as_number(value)
    if key == "fontStyle" and value.isdigit():
        return STYLES[int(value) % len(STYLES)]
    return value.replace("\\n", "\n") if key == "text" else value


def as_number(value: Json) -> str:
    """A number as the program writes it; 0.0 for what is none."""
    try:
        return str(float(value))
    except (TypeError, ValueError):
        return "0.0"


def written(annotation: Annotation) -> str:
    """The annotation's text in the network table; the program keeps its own ``parent`` out of it."""
    pairs = {key: _written_value(key, value) for key, value in annotation.items() if key != "parent"}
    return "|".join(f"{key}={value}" for key, value in pairs.items())


def _written_value(key: str, value: str) -> str:
    if key in COLOURS:
        return str(int(value[1:], 16) - 0x1000000)
    if key == "fontStyle":
        return str(STYLES.index(value))
    return value.replace("\n", "\\n") if key == "text" else value


class Annotations:
    """The annotations of one view."""

    def __init__(self, source: random.Random) -> None:
        self.all: list[Annotation] = []
        self._source = source
        self._shapes = 0
        self._groups = 0

    def load(self, texts: list[str]) -> None:
        """Read the texts of the network table; members find their group afterwards."""
        found = [read(text, self._source) for text in texts]
        self.all += [annotation for annotation in found if annotation is not None]
        for group in [a for a in self.all if kind(a) == "GroupAnnotation"]:
            self._adopt(group)

    def _adopt(self, group: Annotation) -> None:
        for member in self.members(group):
            member["parent"] = group["uuid"]

    def members(self, group: Annotation) -> list[Annotation]:
        """The annotations in a group."""
        uuids = group.get("memberUUIDs", "").split(",")
        return [annotation for annotation in self.all if annotation["uuid"] in uuids]

    def texts(self) -> list[str]:
        """The annotations as a saved network holds them."""
        return [written(annotation) for annotation in self.all]

    def add(self, kind_: str, given: Annotation, at: int) -> Annotation:
        """Add one by command at place ``at`` of its canvas, 0 being the front."""
        annotation = fresh(kind_, self._name(kind_), self._source) | given
        self._order(annotation, at)
        self.all.append(annotation)
        return annotation

    def _name(self, kind_: str) -> str:
        if kind_ != "ShapeAnnotation":
            return "Image" if kind_ == "ImageAnnotation" else "Text"
        self._shapes += 1
        return f"Shape {self._shapes}"

    def _order(self, new: Annotation, at: int) -> None:
        for canvas in ("background", "foreground"):
            ones = [a for a in self.all if a["canvas"] == canvas and kind(a) != "GroupAnnotation"]
            ones.sort(key=lambda a: int(float(a["z"])))
            if new["canvas"] == canvas:
                ones.insert(at, new)
            for z, annotation in enumerate(ones):
                annotation["z"] = str(z)

    def group(self, names: list[str]) -> Annotation | None:
        """Put annotations, given by UUID or name, into a new group; nothing happens if they have not the same parent."""
        members = [found for name in names if (found := self.find(name.strip())) is not None]
        parents = {member.get("parent", "") for member in members}
        if len(parents) != 1:
            return None
        self._leave(members)
        self._groups += 1
        group = fresh("GroupAnnotation", f"Group {self._groups}", self._source)
        group["memberUUIDs"] = ",".join(member["uuid"] for member in members)
        for axis in ("x", "y"):
            group[axis] = min((a[axis] for a in members), key=float)
        self._order(group, 0)
        self.all.append(group)
        self._adopt(group)
        return group

    def _leave(self, members: list[Annotation]) -> None:
        for group in [a for a in self.all if kind(a) == "GroupAnnotation"]:
            gone = {member["uuid"] for member in members}
            group["memberUUIDs"] = ",".join(u for u in group["memberUUIDs"].split(",") if u not in gone)

    def find(self, uuid_or_name: str) -> Annotation | None:
        """The annotation of that UUID or name, the frontmost if there are several."""
        found = [a for a in self.all if uuid_or_name in (a["uuid"], a["name"])]
        return min(found, key=lambda a: float(a["z"]), default=None)

    def remove(self, annotation: Annotation) -> None:
        """Remove one; a group takes its members with it."""
        if kind(annotation) == "GroupAnnotation":
            for member in self.members(annotation):
                self.remove(member)
        self._leave([annotation])
        self.all = [one for one in self.all if one is not annotation]


def extent(annotation: Annotation) -> tuple[float, float, float, float] | None:
    """Left, top, right and bottom in network units."""
    if kind(annotation) in ("GroupAnnotation", "ArrowAnnotation"):
        return None
    x, y = float(annotation["x"]), float(annotation["y"])
    width, height = annotation.get("width"), annotation.get("height")
    if width is None or height is None:
        width, height = map(str, text_size(annotation["text"], float(annotation["fontSize"])))
    return x, y, x + float(width), y + float(height)


def text_size(text: str, size: float) -> tuple[float, float]:
    """Width and height of a text, roughly."""
    lines = text.split("\n")
    return 0.6 * size * max(len(line) for line in lines), 1.165 * size * len(lines)
