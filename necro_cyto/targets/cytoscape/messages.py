"""Scene → the bodies that Cytoscape's REST interface takes. Pure: no connection needed.

One network body carries nodes, edges, typed columns, positions, annotations and our mark; one
style body carries every rule. All columns that are ours start with ``nc``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from necro_cyto.channels import GRAMMAR, Channel, Value
from necro_cyto.scene import EDGE_COLUMNS, NODE_COLUMNS, Cell, Scene, SceneEdge
from necro_cyto.targets.annotations import annotation_texts
from necro_cyto.targets.bends import bends
from necro_cyto.targets.columns import SHOWN, column_name, json_cell, one_line, with_room, with_signs
from necro_cyto.targets.cytoscape import strips
from necro_cyto.targets.cytoscape.borders import whole_borders
from necro_cyto.targets.cytoscape.facts import COLUMNS, first_facts, style_title
from necro_cyto.targets.cytoscape.strips import node_columns, node_row, strip_defaults, strip_mappings

Json = dict[str, Any]

SHAPES = {
    "ellipse": "ELLIPSE", "rectangle": "RECTANGLE", "round-rectangle": "ROUND_RECTANGLE", "octagon": "OCTAGON",
    "hexagon": "HEXAGON", "diamond": "DIAMOND", "triangle": "TRIANGLE", "parallelogram": "PARALLELOGRAM",
    "vee": "VEE", "capsule": "ROUND_RECTANGLE", "double-ellipse": "ELLIPSE",
}  # fmt: skip
LINES = {"solid": "SOLID", "dashed": "EQUAL_DASH", "dotted": "DOT"}
ARROWS = {"none": "NONE", "triangle": "DELTA", "tee": "T", "diamond": "DIAMOND", "open": "OPEN_DELTA"}
# Channel → visual properties. The edge colour goes to three: which one is drawn depends on a dependency.
PROPERTIES: dict[str, dict[str, tuple[str, ...]]] = {
    "node": {
        "label": ("NODE_LABEL",),
        "shape": ("NODE_SHAPE",),
        "fill": ("NODE_FILL_COLOR",),
        "fill_opacity": ("NODE_TRANSPARENCY",),
        "border_color": ("NODE_BORDER_PAINT",),
        "border_width": ("NODE_BORDER_WIDTH",),
        "border_style": ("NODE_BORDER_STROKE",),
        "label_color": ("NODE_LABEL_COLOR",),
        "label_size": ("NODE_LABEL_FONT_SIZE",),
        "width": ("NODE_WIDTH",),
        "height": ("NODE_HEIGHT",),
        "badge": (),
        "trend": (),
        "tooltip": ("NODE_TOOLTIP",),
    },
    "edge": {
        "color": (
            "EDGE_UNSELECTED_PAINT",
            "EDGE_STROKE_UNSELECTED_PAINT",
            "EDGE_TARGET_ARROW_UNSELECTED_PAINT",
            "EDGE_LABEL_COLOR",
        ),
        "width": ("EDGE_WIDTH",),
        "opacity": ("EDGE_TRANSPARENCY",),
        "line": ("EDGE_LINE_TYPE",),
        "arrow": ("EDGE_TARGET_ARROW_SHAPE",),
        "badge": ("EDGE_LABEL",),
        "tooltip": ("EDGE_TOOLTIP",),
    },
}
FIXED = {
    "EDGE_LABEL_BACKGROUND_SHAPE": "ROUND_RECTANGLE",
    "NODE_LABEL_FONT_FACE": "SansSerif,plain,12",
    "NODE_LABEL_POSITION": "C,C,c,0.00,0.00",
    "NODE_LABEL_WIDTH": 1000.0,
    "EDGE_SOURCE_ARROW_SHAPE": "NONE",
    "EDGE_TARGET_ARROW_SIZE": 6.0,
    "EDGE_CURVED": True,
    "EDGE_BEND": "",
}
VALUE_COLUMNS = ("effect", "significance", "significant", "state", "gene", "members", "height", SHOWN)
VISUALS = {"EDGE_BEND", *strips.VISUALS, *(visual for part in PROPERTIES.values() for visuals in part.values() for visual in visuals)}


def dependencies(body: Json) -> list[Json]:
    """Return what a style with this body must have unlocked: each takes Cytoscape a third of a second."""
    charts = any(m["visualProperty"] == strips.VISUALS[0] for m in body["mappings"])
    unlocked = ["nodeSizeLocked", *(["nodeCustomGraphicsSizeSync"] if charts else [])]
    return [{"visualPropertyDependency": name, "enabled": False} for name in unlocked]


def network_body(scene: Scene, stamp: str, laid: str = "") -> Json:
    """Return the Cytoscape.js body of a scene.

    Parameters
    ----------
    scene : Scene
    stamp : str
        Makes the annotations' ids unique to this push.
    laid : str
        Mark of the layout, if nodes were moved by hand.
    """
    scene, curves = with_room(with_signs(scene)), bends(scene)
    data = {
        "name": scene.title,
        **first_facts(scene, stamp, laid),
        "__Annotations": annotation_texts(scene.marks, stamp),
    }
    return {
        "data": data,
        "columnTypes": {
            "node": [_column(c, t) for c, t in node_columns(scene).items()] + [_column("id", "String")],
            "edge": [_column(c, t) for c, t in scene.edge_columns.items()] + [_column("id", "String")],
            "network": [{"columnName": c, "type": "String"} for c in COLUMNS],
        },
        "elements": {
            "nodes": [
                {"data": {"id": n.id, "name": one_line(n.columns["label"]), "nc id": n.id, **_cells(node_row(scene, n))},
                 "position": {"x": round(n.x, 2), "y": round(n.y, 2)}}
                for n in scene.nodes
            ],
            "edges": [{"data": _edge_data(e, curves.get(e.id))} for e in scene.edges],
        },
    }  # fmt: skip


def value_columns(scene: Scene) -> tuple[str, ...]:
    """Return the columns of the node table that hold the user's values, or depend on them."""
    return (*VALUE_COLUMNS, *(c for c in node_columns(scene) if c not in NODE_COLUMNS))


def value_rows(scene: Scene, before: Scene) -> list[Json]:
    """Return the rows that bring new values to the node table; a value that is gone is sent as null.

    A column that is new to the table is typed by the first value that comes: it gets no null.
    """
    scene, now, was = with_signs(scene), value_columns(scene), value_columns(before)
    columns = dict.fromkeys((*now, *was))
    rows = ((n.id, node_row(scene, n)) for n in scene.nodes)
    return [
        {"nc id": i, **{column_name(c): cell for c in columns if (cell := json_cell(row.get(c))) is not None or c in was}}
        for i, row in rows
    ]


def style_body(scene: Scene) -> Json:
    """Return the style body: defaults and mappings from the very channels of the scene."""
    scene = whole_borders(with_signs(scene))
    defaults: Json = dict(FIXED)
    # A badge stands on a piece of page, as its line goes through it.
    defaults["NETWORK_BACKGROUND_PAINT"] = defaults["EDGE_LABEL_BACKGROUND_COLOR"] = background(scene)
    mappings: list[Json] = []
    for section, properties in PROPERTIES.items():
        for name, channel in scene.style.section(section).items():
            for visual in properties[name]:
                defaults[visual] = _default(section, name, channel)
                mappings += [m] if (m := mapping(section, name, channel, visual)) else []
    mappings += [_passthrough("bend", "String", "EDGE_BEND"), *strip_mappings(scene)]
    defaults |= strip_defaults(scene)
    return {
        "title": style_title(scene),
        "defaults": [{"visualProperty": k, "value": v} for k, v in defaults.items()],
        "mappings": mappings,
    }


def background(scene: Scene) -> str:
    """Return the page colour of a scene's style."""
    return str(scene.style.channel("page", "background").value)


def mapping(section: str, name: str, channel: Channel, visual: str) -> Json | None:
    """Return the mapping of one channel to one visual property; None for a constant."""
    if not channel.column:
        return None
    types = NODE_COLUMNS if section == "node" else EDGE_COLUMNS
    kind = types.get(channel.column, "String")
    if channel.scale or channel.steps:
        return {**_head("continuous", channel.column, "Double", visual), "points": _points(name, channel)}
    if channel.map:
        # A number here is refused ("Could not create new Visual Style"): mapped values are texts.
        entries = [{"key": k, "value": str(word(name, v))} for k, v in channel.map.items()]
        return {**_head("discrete", channel.column, kind, visual), "map": entries}
    return _passthrough(channel.column, kind, visual)


def word(name: str, value: Value) -> Any:
    """Return how Cytoscape writes a channel's value."""
    if name == "shape":
        return SHAPES[str(value)]
    if name in ("line", "border_style"):
        return LINES[str(value)]
    if name == "arrow":
        return ARROWS[str(value)]
    if name in ("fill_opacity", "opacity"):
        return round(float(value) * 255)
    if name == "label_size":
        return round(float(value))
    return value


def _edge_data(edge: SceneEdge, curve: tuple[float, float, float] | None) -> Json:
    data: Json = {
        "id": edge.id,
        "source": edge.source,
        "target": edge.target,
        "name": edge.id,
        "interaction": edge.columns["relation"],
        "nc id": edge.id,
        **_cells(edge.columns),
    }
    if curve:
        data[column_name("bend")] = ",".join(f"{part:.8f}" for part in curve)
    return data


def _cells(columns: Mapping[str, Cell]) -> Json:
    return {column_name(c): value for c, given in columns.items() if (value := json_cell(given)) is not None}


def _column(column: str, kind: str) -> Json:
    entry: Json = {"columnName": column_name(column), "type": kind}
    return {**entry, "listType": "String"} if kind == "List" else entry


def _default(section: str, name: str, channel: Channel) -> Any:
    given = channel.missing if channel.column else channel.value
    return word(name, GRAMMAR[section][name].default if given is None else given)


def _points(name: str, channel: Channel) -> list[Json]:
    # A scale passes through its anchors; steps jump at each, from the value before.
    points = [(place, str(word(name, value))) for place, value in channel.points()]
    before = [points[0], *points[:-1]] if channel.steps else points
    return [
        {"value": place, "lesser": low, "equal": high, "greater": high}
        for (place, high), (_, low) in zip(points, before, strict=True)
    ]


def _head(kind: str, column: str, column_type: str, visual: str) -> Json:
    return {"mappingType": kind, "mappingColumn": column_name(column), "mappingColumnType": column_type,
            "visualProperty": visual}  # fmt: skip


def _passthrough(column: str, kind: str, visual: str) -> Json:
    return _head("passthrough", column, kind, visual)
