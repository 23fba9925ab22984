"""Our annotations as pieces that can be compared: what is drawn, what is wanted, and the way between."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from necro_cyto.scene import Mark
from necro_cyto.targets.annotations import SAFE, shape_words

Looks = dict[str, Any]
# What the commands call a shape; the stored form has other words.
TYPES = {
    "RECTANGLE": "Rectangle", "ROUNDEDRECTANGLE": "Rounded Rectangle", "ELLIPSE": "Ellipse", "TRIANGLE": "Triangle",
    "OCTAGON": "Octagon", "HEXAGON": "Hexagon", "DIAMOND": "Diamond", "PARALLELOGRAM": "Parallelogram", "V": "V",
    "CUSTOM": "Custom",
}  # fmt: skip
# Of a compartment only the paint is ours to change: the user may have moved it.
PAINT = {"fillColor", "borderColor", "borderThickness", "borderOpacity", "color", "fontSize"}
NEAR = 0.05  # network units; the program rounds


@dataclass(frozen=True)
class Piece:
    """An annotation of ours, in the words of the commands.

    Attributes
    ----------
    identity : str
        Cytoscape's id; empty for one that is not drawn yet.
    what : str
        ``"text"`` or ``"shape"``.
    tag : str
        What its name ends with, by which it is known as ours.
    """

    identity: str
    what: str
    name: str
    looks: Looks
    tag: str = ""


@dataclass
class Plan:
    """What has to be done, and which pieces there are afterwards (without those to be added)."""

    change: list[tuple[Piece, Looks]] = field(default_factory=list)
    drop: list[Piece] = field(default_factory=list)
    add: list[Piece] = field(default_factory=list)
    after: list[Piece] = field(default_factory=list)

    @property
    def moves(self) -> bool:
        """Whether places are spoken of, so that it matters where things stand now."""
        return bool(self.add) or any({"x", "y"} & looks.keys() for _, looks in self.change)


def wanted(mark: Mark, identity: str = "") -> Piece:
    """Return the piece that a mark asks for; `identity` if it has been drawn."""
    name = plain(mark.name)
    place: Looks = {"x": round(mark.x, 2), "y": round(mark.y, 2), "angle": mark.rotation}
    if mark.kind == "text":
        text = {"text": mark.text.translate(SAFE), "fontSize": round(mark.size), "fontStyle": "bold" if mark.bold else "plain"}
        return Piece(identity, "text", name, {**place, **text, "fontFamily": "SansSerif", "color": mark.color.upper()})
    shape = shape_words(mark)
    return Piece(identity, "shape", name, {
        **place, **({"angle": 0.0} if "customShape" in shape else {}), "width": round(mark.width, 2),
        "height": round(mark.height, 2), "type": TYPES[shape["shapeType"]], "customShape": _path(shape.get("customShape")), "fillColor": mark.fill.upper() if mark.fill else None,
        **_border(mark.outline, mark.outline_width),
    })  # fmt: skip


def plain(name: str) -> str:
    """Return a name by which a command can call an annotation: commas separate names there."""
    return name.translate(SAFE).replace(",", ";")


def seen(entry: Mapping[str, Any], name: str, tag: str) -> Piece:
    """Return the piece that an entry of Cytoscape's list of annotations tells of."""
    place: Looks = {"x": round(float(entry["x"]), 2), "y": round(float(entry["y"]), 2), "angle": float(entry["rotation"])}
    identity = str(entry["uuid"])
    if entry["type"].endswith("TextAnnotation"):
        text = {"text": str(entry["text"]).replace("\n", "\\n"), "fontSize": round(float(entry["fontSize"]))}
        looks = {**place, **text, **{k: entry[k] for k in ("fontStyle", "fontFamily")}, "color": entry["color"].upper()}
        return Piece(identity, "text", plain(name), looks, tag)
    fill = entry.get("fillColor")
    outlined = float(entry.get("edgeOpacity") or 0) > 0
    return Piece(identity, "shape", plain(name), {
        **place, "width": round(float(entry["width"]), 2), "height": round(float(entry["height"]), 2),
        "type": TYPES.get(entry["shapeType"], ""), "customShape": _path(entry.get("customShape")),
        "fillColor": fill.upper() if fill else None,
        **_border(entry["edgeColor"] if outlined else None, float(entry["edgeThickness"])),
    }, tag)  # fmt: skip


def plan(present: Sequence[Piece], target: Sequence[Piece]) -> Plan:
    """Return a short way from what is drawn to what is wanted.

    Pieces of one name are the same thing where there are as many of them, and a text may become another text.
    """
    here, there = _by_name(present), _by_name(target)
    pairs: list[tuple[Piece, Piece]] = []
    for key in sorted(here.keys() & there.keys()):
        if len(here[key]) == len(there[key]):
            pairs += zip(_placed(here.pop(key)), _placed(there.pop(key)), strict=True)
    pairs += zip(_texts(here), _texts(there), strict=False)
    kept, met = {old.identity for old, _ in pairs}, {id(new) for _, new in pairs}
    return Plan(
        change=[(old, difference) for old, new in pairs if (difference := _difference(old, new))],
        drop=[old for old in present if old.identity not in kept],
        add=[new for new in target if id(new) not in met],
        after=[replace(new, identity=old.identity, tag=old.tag) for old, new in pairs],
    )


def repaint(present: Sequence[Piece], target: Sequence[Piece]) -> Plan:
    """Return what gives the bodies of cells another paint; where they stand, and which, is the user's."""
    here, there = _by_name(present), _by_name(target)
    pairs = [pair for key in sorted(here.keys() & there.keys()) if len(here[key]) == len(there[key])
             for pair in zip(_placed(here[key]), _placed(there[key]), strict=True)]  # fmt: skip
    painted = [(old, {k: v for k, v in _difference(old, new).items() if k in PAINT}) for old, new in pairs]
    return Plan(
        change=[(old, paint) for old, paint in painted if paint],
        after=[replace(old, looks={**old.looks, **paint}) for old, paint in painted],
    )


def moved(piece: Piece, dx: float, dy: float) -> Piece:
    """Return a piece that stands elsewhere."""
    return replace(piece, looks={**piece.looks, "x": round(piece.looks["x"] + dx, 2), "y": round(piece.looks["y"] + dy, 2)})


def corner(pieces: Sequence[Piece]) -> tuple[float, float]:
    """Return left and top of some pieces."""
    return min(p.looks["x"] for p in pieces), min(p.looks["y"] for p in pieces)


def _difference(old: Piece, new: Piece) -> Looks:
    found = {k: v for k, v in new.looks.items() if v is not None and not _same(old.looks.get(k), v)}
    if "text" in found and new.name != old.name:
        found["newName"] = f"{new.name}{old.tag}"
    return found


def _same(one: object, two: object) -> bool:
    if isinstance(one, int | float) and isinstance(two, int | float):
        return abs(one - two) < NEAR
    return one == two


def _by_name(pieces: Iterable[Piece]) -> dict[tuple[str, ...], list[Piece]]:
    # A fill can be changed, but neither given nor taken away.
    found: dict[tuple[str, ...], list[Piece]] = defaultdict(list)
    for p in pieces:
        found[p.what, p.name, str(p.looks.get("type")), str(p.looks.get("fillColor") is None)].append(p)
    return found


def _placed(pieces: Iterable[Piece]) -> list[Piece]:
    return sorted(pieces, key=lambda p: [float(p.looks.get(k) or 0) for k in ("width", "height", "y", "x")])


def _texts(groups: Mapping[tuple[str, ...], list[Piece]]) -> list[Piece]:
    texts = (p for group in groups.values() for p in group if p.what == "text")
    return sorted(texts, key=lambda p: (p.looks["y"], p.looks["x"]))


def _border(colour: str | None, thickness: float) -> Looks:
    if not colour:
        return {"borderOpacity": 0.0}
    return {"borderColor": colour.upper(), "borderOpacity": 100.0, "borderThickness": thickness}


def _path(shape: object) -> str | None:
    if not shape:
        return None
    return re.sub(r"-?\d+(?:\.\d+)?", lambda number: f"{float(number[0]):.2f}", str(shape)).strip()
