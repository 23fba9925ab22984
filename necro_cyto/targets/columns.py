"""How the columns and cells of a scene are written into the tables of Cytoscape and CX2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from necro_cyto.channels import Channel
from necro_cyto.metrics import text_height, text_width
from necro_cyto.scene import Cell, Scene

SHOWN = "label shown"
MOST_WIDER = 20.0  # network units, so that no neighbour is reached
WAYS = {"up": " ▲", "down": " ▼", "none": ""}
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def column_name(column: str) -> str:
    """Return what a column of ours is called in a user's tables.

    >>> column_name("effect")
    'nc effect'
    """
    return f"nc {column}"


def one_line(label: Cell) -> str:
    """Return a label without line breaks."""
    return str(label).replace("\n", " ")


def with_signs(scene: Scene) -> Scene:
    """Return the scene with the way of each effect and the badge behind the label, where the style marks them.

    Programs draw no triangles and no badges in their nodes, but every one of them draws labels.
    """
    if not any(scene.style.channel("node", name).column for name in ("trend", "badge")):
        return scene
    looks = scene.node_looks()
    nodes = tuple(replace(n, columns={**n.columns, SHOWN: f"{n.columns['label']}{_sign(looks[n.id])}"}) for n in scene.nodes)
    channels = {**scene.style.channels, "node": {**scene.style.channels["node"], "label": Channel(column=SHOWN)}}
    return replace(scene, nodes=nodes, style=replace(scene.style, channels=channels))


def _sign(look: Mapping[str, Any]) -> str:
    return WAYS[str(look["trend"])] + str(look["badge"]).translate(RAISED)


def with_room(scene: Scene) -> Scene:
    """Return the scene with wider parallelograms: Cytoscape slants their sides by a third of their width."""
    looks, nodes = scene.node_looks(), []
    for node in scene.nodes:
        look = looks[node.id]
        if look["shape"] == "parallelogram":
            label, size, width = str(node.columns["label"]), float(look["label_size"]), float(look["width"])
            inside = 1 / 3 - text_height(label, size) / float(look["height"]) / 6
            needed = (text_width(label, size) / 2 + 2) / max(inside, 0.1)
            node = replace(node, columns={**node.columns, "width": round(min(max(width, needed), width + MOST_WIDER), 1)})
        nodes.append(node)
    return replace(scene, nodes=tuple(nodes))


def json_cell(value: Cell | None) -> Any:
    """Return a cell as JSON: lists for tuples, nothing for numbers that JSON does not know."""
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
