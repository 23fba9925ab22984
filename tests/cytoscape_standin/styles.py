"""Styles and what their mappings make of a row."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from . import properties
from .properties import Values
from .tables import Row, as_text

Json = Any
PYTHON = {"Double": float, "Integer": int, "Long": int, "Boolean": bool, "String": str, "List": list}
SIZES = {"NODE_WIDTH": "NODE_SIZE", "NODE_HEIGHT": "NODE_SIZE"}
GRAPHICS = {f"NODE_CUSTOMGRAPHICS_SIZE_{number}": "NODE_SIZE" for number in range(1, 10)}
PAINTS = {
    "EDGE_STROKE_UNSELECTED_PAINT": "EDGE_UNSELECTED_PAINT",
    "EDGE_SOURCE_ARROW_UNSELECTED_PAINT": "EDGE_UNSELECTED_PAINT",
    "EDGE_TARGET_ARROW_UNSELECTED_PAINT": "EDGE_UNSELECTED_PAINT",
}
LINKS = {"nodeSizeLocked": SIZES, "arrowColorMatchesEdge": PAINTS, "nodeCustomGraphicsSizeSync": GRAPHICS}


def new_dependencies() -> dict[str, bool]:
    """The switches of a new style."""
    return {"arrowColorMatchesEdge": False, "nodeCustomGraphicsSizeSync": True, "nodeSizeLocked": True}


@dataclass
class Style:
    """A style; mappings are kept by the property they set."""

    title: str
    defaults: Values = field(default_factory=properties.renderer_defaults)
    mappings: dict[str, Json] = field(default_factory=dict)
    dependencies: dict[str, bool] = field(default_factory=new_dependencies)

    def set_defaults(self, entries: list[Json]) -> None:
        """Take defaults over; what cannot be read is left out without a word."""
        for entry in entries:
            value = properties.read(entry["visualProperty"], entry.get("value"))
            if value is not None:
                self.defaults[entry["visualProperty"]] = value

    def set_mappings(self, entries: list[Json]) -> None:
        """Take mappings over; unknown types and properties are left out without a word."""
        for entry in entries:
            mapping = _mapping(entry)
            if mapping is not None:
                self.mappings[mapping["visualProperty"]] = mapping

    def linked(self) -> dict[str, str]:
        """Properties that take another one's value, by the switches."""
        links = [LINKS[switch] for switch, on in self.dependencies.items() if on]
        return {name: source for link in links for name, source in link.items()}

    def mapped(self, target: str, rows: dict[int, Row]) -> dict[int, Values]:
        """What the mappings give for each row of the nodes or edges."""
        mappings = [m for name, m in self.mappings.items() if name in properties.of(target)]
        return {suid: _values(mappings, row) for suid, row in rows.items()}

    def described(self) -> Json:
        """The style as the program lists it."""
        return {
            "title": self.title,
            "defaults": properties.listed(self.defaults),
            "mappings": list(self.mappings.values()),
        }


def _values(mappings: list[Json], row: Row) -> Values:
    values = {m["visualProperty"]: evaluate(m, row.get(m["mappingColumn"])) for m in mappings}
    return {name: value for name, value in values.items() if value is not None}


def _mapping(entry: Json) -> Json:
    known = entry.get("visualProperty") in properties.catalogue()
    if not known or entry.get("mappingType") not in EVALUATORS:
        return None
    kept = ("mappingType", "mappingColumn", "mappingColumnType", "visualProperty")
    mapping = {name: entry[name] for name in kept}
    if "points" in entry:
        mapping["points"] = [dict(point) | {"value": float(point["value"])} for point in entry["points"]]
    if "map" in entry:
        mapping["map"] = [dict(pair) for pair in entry["map"]]
    return mapping


def evaluate(mapping: Json, value: Json) -> Json:
    """The value a mapping gives for a table value, None for "take the default"."""
    type_ = PYTHON.get(mapping["mappingColumnType"], str)
    if value is None or type(value) is not type_:
        return None
    return properties.read(mapping["visualProperty"], EVALUATORS[mapping["mappingType"]](mapping, value))


def _passthrough(mapping: Json, value: Json) -> Json:
    return value if isinstance(value, int | float | bool) else as_text(value)


def _discrete(mapping: Json, value: Json) -> Json:
    for pair in mapping.get("map", ()):
        if _same(pair["key"], value):
            return pair["value"]
    return None


def _same(key: Json, value: Json) -> bool:
    if isinstance(value, str | bool):
        return as_text(key) == as_text(value)
    try:
        return float(key) == float(value)
    except (TypeError, ValueError):
        return False


def _continuous(mapping: Json, value: Json) -> Json:
    points = sorted(mapping.get("points", ()), key=lambda point: float(point["value"]))
    if not points or not isinstance(value, int | float):
        return None
    if value < points[0]["value"]:
        return points[0]["lesser"]
    for low, high in pairwise(points):
        if value == low["value"]:
            return low["equal"]
        if value < high["value"]:
            part = (value - low["value"]) / (high["value"] - low["value"])
            return between(low["greater"], high["lesser"], part)
    return points[-1]["equal"] if value == points[-1]["value"] else points[-1]["greater"]


EVALUATORS = {"passthrough": _passthrough, "discrete": _discrete, "continuous": _continuous}


def between(low: Json, high: Json, part: float) -> Json:
    """A value between two, for colours and numbers; other values change only at the points."""
    if isinstance(low, str) and low.startswith("#"):
        pairs = zip(channels(low), channels(high), strict=True)
        return "#" + "".join(f"{int(a + (b - a) * part + 0.5):02X}" for a, b in pairs)
    try:
        return float(low) + (float(high) - float(low)) * part
    except (TypeError, ValueError):
        return low


def channels(paint: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#RRGGBB``."""
    return int(paint[1:3], 16), int(paint[3:5], 16), int(paint[5:7], 16)
