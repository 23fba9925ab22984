"""Borders as wide as they are meant: Cytoscape draws the fill of a node over the inner half of its border."""

from __future__ import annotations

from dataclasses import replace

from necro_cyto.channels import GRAMMAR, Value
from necro_cyto.scene import Scene

HALF = 2.0  # so much wider must a border be whose inner half is hidden


def whole_borders(scene: Scene) -> Scene:
    """Return the scene in a style whose borders look as wide in Cytoscape as they are in a figure.

    Where some nodes have no fill, which hides nothing, only those with a known significance are filled for sure.
    """
    nodes = scene.style.channels.get("node", {})
    width = scene.style.channel("node", "border_width")
    if not scene.style.channel("node", "fill_opacity").column:
        wider = replace(width, value=_wider(width.value), missing=_wider(width.missing),
                        map={k: _wider(v) or 0.0 for k, v in width.map.items()})  # fmt: skip
    elif width.column == "significant":
        rest = width.missing if width.missing is not None else GRAMMAR["node"]["border_width"].default
        wider = replace(width, map={k: _wider(width.map.get(k, rest)) or 0.0 for k in ("true", "false")})
    else:
        return scene
    return replace(scene, style=replace(scene.style, channels={**scene.style.channels, "node": {**nodes, "border_width": wider}}))


def _wider(width: Value | None) -> Value | None:
    return None if width is None else float(width) * HALF
