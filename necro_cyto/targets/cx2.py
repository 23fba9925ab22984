"""CX2 files: for Cytoscape Web, NDEx and for opening by hand.

One aspect of each kind, ``status`` last, integer ids, no nulls, coordinates always, every
continuous mapping with open ends: what both readers, the Web's and the Desktop's, take.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from necro_cyto.channels import GRAMMAR, Channel, Value
from necro_cyto.errors import OutputError
from necro_cyto.files import write_text
from necro_cyto.scene import EDGE_COLUMNS, NODE_COLUMNS, Cell, Scene
from necro_cyto.targets.annotations import annotation_texts
from necro_cyto.targets.bends import bends
from necro_cyto.targets.columns import column_name, one_line, with_room, with_signs

Json = dict[str, Any]
TYPES = {"String": "string", "Double": "double", "Integer": "integer", "Boolean": "boolean", "List": "list_of_string"}
SHAPES = {"capsule": "round-rectangle", "double-ellipse": "ellipse"}
ARROWS = {"open": "triangle"}  # the readers know no open head by one common name
PROPERTIES: dict[str, dict[str, tuple[str, ...]]] = {
    "node": {
        "label": ("NODE_LABEL",),
        "shape": ("NODE_SHAPE",),
        "fill": ("NODE_BACKGROUND_COLOR",),
        "fill_opacity": ("NODE_BACKGROUND_OPACITY",),
        "border_color": ("NODE_BORDER_COLOR",),
        "border_width": ("NODE_BORDER_WIDTH",),
        "border_style": ("NODE_BORDER_STYLE",),
        "label_color": ("NODE_LABEL_COLOR",),
        "label_size": ("NODE_LABEL_FONT_SIZE",),
        "width": ("NODE_WIDTH",),
        "height": ("NODE_HEIGHT",),
        "tooltip": ("NODE_TOOLTIP",),
    },
    "edge": {
        "color": ("EDGE_LINE_COLOR", "EDGE_TARGET_ARROW_COLOR", "EDGE_LABEL_COLOR"),
        "width": ("EDGE_WIDTH",),
        "opacity": ("EDGE_OPACITY",),
        "line": ("EDGE_LINE_STYLE",),
        "arrow": ("EDGE_TARGET_ARROW_SHAPE",),
        "badge": ("EDGE_LABEL",),
        "tooltip": ("EDGE_TOOLTIP",),
    },
}
# A whole object: half a one takes Cytoscape Web down.
LABEL_POSITION = {
    "HORIZONTAL_ALIGN": "center", "VERTICAL_ALIGN": "center", "HORIZONTAL_ANCHOR": "center",
    "VERTICAL_ANCHOR": "center", "JUSTIFICATION": "center", "MARGIN_X": 0, "MARGIN_Y": 0,
}  # fmt: skip
LABEL_FACE = {"FONT_FAMILY": "sans-serif", "FONT_STYLE": "normal", "FONT_WEIGHT": "normal"}
FIXED: dict[str, Json] = {
    "node": {
        "NODE_LABEL_POSITION": LABEL_POSITION,
        "NODE_LABEL_FONT_FACE": LABEL_FACE,
        "NODE_LABEL_MAX_WIDTH": 400,
    },
    "edge": {"EDGE_SOURCE_ARROW_SHAPE": "none", "EDGE_CURVED": True},
}
STAMP = "cx2"


def write(scene: Scene, path: Path) -> None:
    """Write a scene as a CX2 file."""
    write_text(path, text(scene))


def text(scene: Scene) -> str:
    """Return the CX2 document of a scene."""
    return json.dumps(document(scene), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def document(scene: Scene) -> list[Json]:
    """Return the aspects of a scene in the order that readers need.

    Raises
    ------
    OutputError
        If the scene shows several contrasts: viewers of this format draw no strips.
    """
    if scene.strip:
        named = scene.strip.contrasts[0]
        raise OutputError(f'a .cx2 file shows one contrast: choose it with --contrast "{named}", or write .svg, .pdf or .png')
    scene = with_room(with_signs(scene))
    numbers = {n.id: i for i, n in enumerate(scene.nodes)}
    attributes, curves = _network_attributes(scene), bends(scene)
    aspects: dict[str, list[Any]] = {
        "attributeDeclarations": [_declarations(scene, attributes)],
        "networkAttributes": [attributes],
        "nodes": [
            {"id": numbers[n.id], "x": round(n.x, 2), "y": round(n.y, 2),
             "v": {"name": one_line(n.columns["label"]), column_name("id"): n.id, **_cells(n.columns, scene.node_columns)}}
            for n in scene.nodes
        ],
        "edges": [
            {"id": i, "s": numbers[e.source], "t": numbers[e.target],
             "v": {"name": e.id, "interaction": e.columns["relation"], **_cells(e.columns, scene.edge_columns)}}
            for i, e in enumerate(scene.edges)
        ],
        "visualProperties": [_visual(scene)],
        "edgeBypasses": [{"id": i, "v": _curve(curves[e.id])} for i, e in enumerate(scene.edges) if e.id in curves],
        "visualEditorProperties": [{"properties": {"nodeSizeLocked": False, "arrowColorMatchesEdge": True}}],
    }  # fmt: skip
    counts = [{"name": name, "elementCount": len(items)} for name, items in aspects.items()]
    return [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": counts},
        *({name: items} for name, items in aspects.items()),
        {"status": [{"success": True, "error": ""}]},
    ]


def _curve(turn: tuple[float, float, float]) -> Json:
    # The reader in Cytoscape joins the three in this order into its own form, which starts with the cosine.
    cosine, sine, reach = (round(part, 8) for part in turn)
    return {"EDGE_CONTROL_POINTS": [{"sin": cosine, "cos": sine, "ratio": reach}]}


def _network_attributes(scene: Scene) -> Json:
    facts = {column_name(k): v for k, v in scene.provenance.items()}
    # Several pictures of one network lie side by side in a workspace: the values tell them apart.
    name = " – ".join(filter(None, (scene.title, scene.provenance.get("values file"), scene.provenance.get("contrast"))))
    given = {"name": name, "description": scene.description or scene.title, **facts}
    return {**given, "__Annotations": annotation_texts(scene.marks, f"{STAMP} {scene.name}")}


def _declarations(scene: Scene, attributes: Mapping[str, Any]) -> Json:
    listed = {True: {"d": "list_of_string"}, False: {"d": "string"}}
    own = {"name": {"d": "string"}}
    return {
        "networkAttributes": {k: listed[isinstance(v, list)] for k, v in attributes.items()},
        "nodes": {**own, column_name("id"): {"d": "string"}, **_declared(scene.node_columns)},
        "edges": {**own, "interaction": {"d": "string"}, **_declared(scene.edge_columns)},
    }


def _declared(columns: Mapping[str, str]) -> Json:
    return {column_name(c): {"d": TYPES[kind]} for c, kind in columns.items()}


def _cells(columns: Mapping[str, Cell], types: Mapping[str, str]) -> Json:
    return {column_name(c): _cell(v, types[c]) for c, v in columns.items()}


def _cell(value: Cell, kind: str) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return float(value) if kind == "Double" else value


def _visual(scene: Scene) -> Json:
    background = str(scene.style.channel("page", "background").value)
    default: Json = {"network": {"NETWORK_BACKGROUND_COLOR": background}}
    visual: Json = {"default": default}
    for section, properties in PROPERTIES.items():
        rules = scene.style.section(section)
        pairs = [(v, name, rules[name]) for name, visuals in properties.items() for v in visuals]
        default[section] = {**FIXED[section], **{v: _default(section, name, rule) for v, name, rule in pairs}}
        visual[f"{section}Mapping"] = {
            v: _mapping(section, name, rule) for v, name, rule in pairs if rule.column
        }
    return visual


def _default(section: str, name: str, channel: Channel) -> Any:
    given = channel.missing if channel.column else channel.value
    return _word(name, GRAMMAR[section][name].default if given is None else given)


def _mapping(section: str, name: str, channel: Channel) -> Json:
    types = NODE_COLUMNS if section == "node" else EDGE_COLUMNS
    kind = TYPES[types.get(channel.column, "String")]
    definition: Json = {"attribute": column_name(channel.column), "type": kind}
    if channel.scale or channel.steps:
        return {"type": "CONTINUOUS", "definition": {**definition, "map": _ranges(name, channel)}}
    if channel.map:
        entries = [{"v": _key(k, kind), "vp": _word(name, v)} for k, v in channel.map.items()]
        return {"type": "DISCRETE", "definition": {**definition, "map": entries}}
    return {"type": "PASSTHROUGH", "definition": definition}


def _ranges(name: str, channel: Channel) -> list[Json]:
    """Return below, the ranges between, and above; at least three, closed so that no point is lost."""
    points = [(place, _word(name, value)) for place, value in channel.points()]
    if len(points) == 1:
        points = [points[0], (points[0][0] + 1.0, points[0][1])]
    (first, low), (last, high) = points[0], points[-1]
    between = [
        {"min": a, "max": b, "includeMin": True, "includeMax": True, "minVPValue": one,
         "maxVPValue": one if channel.steps else other}
        for (a, one), (b, other) in pairwise(points)
    ]  # fmt: skip
    return [
        {"max": first, "includeMin": False, "includeMax": True, "maxVPValue": low},
        *between,
        {"min": last, "includeMin": True, "includeMax": False, "minVPValue": high},
    ]


def _key(key: str, kind: str) -> Any:
    return key == "true" if kind == "boolean" else key


def _word(name: str, value: Value) -> Any:
    if name == "shape":
        return SHAPES.get(str(value), value)
    if name == "arrow":
        return ARROWS.get(str(value), value)
    return round(float(value)) if name == "label_size" else value
