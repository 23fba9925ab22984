"""Networks as CX2 bodies."""

from __future__ import annotations

from typing import Any

from . import properties
from .cyjs import BadNetwork
from .model import Model, Network
from .styles import Style
from .tables import Column, Row, Table

Json = Any
TYPES = {"string": "String", "double": "Double", "integer": "Integer", "long": "Long", "boolean": "Boolean"}
NAMES = {
    "NODE_BACKGROUND_COLOR": "NODE_FILL_COLOR",
    "NODE_BACKGROUND_OPACITY": "NODE_TRANSPARENCY",
    "NODE_BORDER_COLOR": "NODE_BORDER_PAINT",
    "NODE_BORDER_STYLE": "NODE_BORDER_STROKE",
    "NODE_BORDER_OPACITY": "NODE_BORDER_TRANSPARENCY",
    "NODE_LABEL_MAX_WIDTH": "NODE_LABEL_WIDTH",
    "NODE_LABEL_OPACITY": "NODE_LABEL_TRANSPARENCY",
    "EDGE_LINE_COLOR": "EDGE_STROKE_UNSELECTED_PAINT",
    "EDGE_LINE_STYLE": "EDGE_LINE_TYPE",
    "EDGE_OPACITY": "EDGE_TRANSPARENCY",
    "EDGE_SOURCE_ARROW_COLOR": "EDGE_SOURCE_ARROW_UNSELECTED_PAINT",
    "EDGE_TARGET_ARROW_COLOR": "EDGE_TARGET_ARROW_UNSELECTED_PAINT",
    "NETWORK_BACKGROUND_COLOR": "NETWORK_BACKGROUND_PAINT",
}
CHOICES = {
    "EDGE_TARGET_ARROW_SHAPE": {"triangle": "DELTA", "tee": "T", "triangle-cross": "CROSS_DELTA"},
    "EDGE_LINE_TYPE": {"solid": "SOLID", "dotted": "DOT", "dashed": "EQUAL_DASH", "double": "EQUAL_DASH"},
    "NODE_BORDER_STROKE": {"solid": "SOLID", "dotted": "DOT", "dashed": "EQUAL_DASH", "double": "EQUAL_DASH"},
}
CHOICES["EDGE_SOURCE_ARROW_SHAPE"] = CHOICES["EDGE_TARGET_ARROW_SHAPE"]


def build(model: Model, body: Json, title: str, collection_name: str) -> Network:
    """Make the network of a body with its style, and show it; never in a collection that is there already."""
    if not isinstance(body, list) or not body or not isinstance(body[0], dict):
        raise BadNetwork("Expect '{' at line: 1, column: 2")
    aspects = {name: value for part in body for name, value in part.items()}
    collection = model.collection("")
    collection.name = collection_name
    network = model.new_network(collection)
    try:
        attributes = _fill(model, network, aspects)
    finally:
        model.drop_if_unused(collection)
    model.collections[collection.suid] = collection
    network.rename(title or attributes.get("name", "Network"))
    view = model.add_network(network)
    placed = zip(network.nodes, aspects.get("nodes", ()), strict=True)
    view.put_nodes({suid: (float(node.get("x", 0)), float(node.get("y", 0))) for suid, node in placed})
    if "visualProperties" in aspects:
        style = _style(model, attributes.get("name", "Network"), aspects)
        view.apply(style)
    if "visualEditorProperties" in aspects:
        view.fit()
    return network


def _fill(model: Model, network: Network, aspects: Json) -> Row:
    declared = aspects.get("attributeDeclarations") or [{}]
    for aspect, kind in (("nodes", "node"), ("edges", "edge"), ("networkAttributes", "network")):
        _declare(network.table(kind), declared[0].get(aspect, {}))
    attributes: Row = (aspects.get("networkAttributes") or [{}])[0]
    _write(network.table("network"), network.table("network").rows[network.suid], attributes)
    by_id = {}
    for node in aspects.get("nodes", ()):
        row = model.new_node(network)
        by_id[node["id"]] = row["SUID"]
        _write(network.table("node"), row, node.get("v", {}))
    for edge in aspects.get("edges", ()):
        row = model.new_edge(network, by_id[edge["s"]], by_id[edge["t"]])
        _write(network.table("edge"), row, edge.get("v", {}))
    return attributes


def _declare(table: Table, declared: Json) -> None:
    for name, entry in declared.items():
        type_ = entry.get("d", "string")
        list_type = TYPES[type_.removeprefix("list_of_")] if type_.startswith("list_of_") else ""
        column = Column(name, "List" if list_type else TYPES[type_], list_type)
        table.columns.setdefault(name, column)


def _write(table: Table, row: Row, values: Row) -> None:
    for name, value in values.items():
        if name not in table.columns:
            raise BadNetwork(f"Attribute {name} is not declared in attributeDeclarations aspect.")
        table.put(row, table.columns[name], value)
        if name in ("name", "interaction"):
            row[f"shared {name}"] = row[name]


def _style(model: Model, network_name: str, aspects: Json) -> Style:
    base = f"{network_name}-Style"
    style = Style(model.free_title(base, lambda n: f"-{n + 1}"), properties.default_style())
    editor = (aspects.get("visualEditorProperties") or [{}])[0].get("properties", {})
    style.dependencies |= {key: bool(editor[key]) for key in style.dependencies if key in editor}
    given = aspects["visualProperties"][0]
    for values in given.get("default", {}).values():
        style.set_defaults(_defaults(values))
    for part in ("nodeMapping", "edgeMapping"):
        for cx_name, mapping in given.get(part, {}).items():
            style.set_mappings([_mapping(name, mapping) for name in names(cx_name)])
    model.styles[style.title] = style
    return style


def names(cx_name: str) -> list[str]:
    """The program's properties for one of CX2."""
    if cx_name == "EDGE_LINE_COLOR":
        return ["EDGE_UNSELECTED_PAINT", "EDGE_STROKE_UNSELECTED_PAINT"]
    return [NAMES.get(cx_name, cx_name)]


def _defaults(values: Json) -> list[Json]:
    return [
        {"visualProperty": name, "value": _value(name, value, cx_name)}
        for cx_name, value in values.items()
        for name in names(cx_name)
    ]


def _value(name: str, value: Json, cx_name: str = "") -> Json:
    if isinstance(value, dict):
        return None
    if cx_name.endswith("_OPACITY"):
        return round(float(value) * 255)
    if name in properties.catalogue() and properties.kind(name) == "choice":
        return CHOICES.get(name, {}).get(value, str(value).upper().replace("-", "_"))
    return value


def _mapping(name: str, mapping: Json) -> Json:
    definition = mapping["definition"]
    entry = {
        "visualProperty": name,
        "mappingType": mapping["type"].lower(),
        "mappingColumn": definition["attribute"],
        "mappingColumnType": TYPES[definition.get("type", "string")],
    }
    if entry["mappingType"] == "discrete":
        pairs = definition["map"]
        entry["map"] = [{"key": str(pair["v"]), "value": _value(name, pair["vp"])} for pair in pairs]
    if entry["mappingType"] == "continuous":
        entry["points"] = _points(definition["map"])
    return entry


def _points(ranges: list[Json]) -> list[Json]:
    points: dict[float, Json] = {}
    for entry in ranges:
        for limit, value in (("min", "minVPValue"), ("max", "maxVPValue")):
            if limit in entry and value in entry:
                same = dict.fromkeys(("lesser", "equal", "greater"), entry[value])
                points.setdefault(float(entry[limit]), {"value": entry[limit]} | same)
    return [points[at] for at in sorted(points)]
