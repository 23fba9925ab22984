"""How the columns and cells of a scene are written into the tables of Cytoscape and CX2."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from necro_cyto.channels import Channel
from necro_cyto.scene import Cell, Scene

SHOWN = "label shown"
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


def json_cell(value: Cell | None) -> Any:
    """Return a cell as JSON: lists for tuples, nothing for numbers that JSON does not know."""
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
