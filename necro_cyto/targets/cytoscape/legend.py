"""The legend in an open view: replaced piece by piece with annotation commands, kept in one group."""

from __future__ import annotations

from typing import Any

from necro_cyto.scene import Mark, Scene
from necro_cyto.targets.annotations import SAFE
from necro_cyto.targets.cytoscape.transport import Transport

# What the commands call a shape; the stored form has other words.
TYPES = {
    "rectangle": "Rectangle", "round-rectangle": "Rounded Rectangle", "capsule": "Rounded Rectangle",
    "ellipse": "Ellipse", "double-ellipse": "Ellipse", "triangle": "Triangle", "octagon": "Octagon", "hexagon": "Hexagon",
    "diamond": "Diamond", "parallelogram": "Parallelogram", "vee": "V",
}  # fmt: skip


def legend_of(scene: Scene) -> list[Mark]:
    """Return the marks of a scene's legend."""
    return [m for m in scene.marks if m.group == "legend"]


def replace_legend(transport: Transport, view: int, scene: Scene, former: list[str]) -> list[str]:
    """Draw the legend of `scene` in place of the one there is.

    Parameters
    ----------
    former : list of str
        Ids of what has to go: deleting a group deletes its members.

    Returns
    -------
    list of str
        Ids of what was drawn, for the next time.
    """
    for identity in former:
        transport.command("annotation delete", uuidOrName=identity)
    made = [_add(transport, view, mark) for mark in legend_of(scene)]
    return _grouped(transport, view, [identity for identity in made if identity])


def arguments(mark: Mark, view: int) -> tuple[str, dict[str, Any]]:
    """Return the command and its arguments that draw a mark."""
    common = {"view": f"SUID:{view}", "x": mark.x, "y": mark.y, "canvas": "foreground", "angle": mark.rotation or None}
    if mark.kind == "text":
        style = "bold" if mark.bold else "plain"
        return "annotation add text", {
            **common, "text": mark.text.translate(SAFE), "fontFamily": "SansSerif", "fontSize": round(mark.size),
            "fontStyle": style, "color": mark.color, "newName": mark.name.translate(SAFE),
        }  # fmt: skip
    return "annotation add shape", {
        **common, "type": TYPES[mark.kind], "width": mark.width, "height": mark.height,
        "fillColor": mark.fill or "#FFFFFF", "opacity": 100 if mark.fill else 0,
        "borderColor": mark.outline or mark.fill, "borderOpacity": 100 if mark.outline else 0,
        "borderThickness": mark.outline_width if mark.outline else 0, "newName": mark.name.translate(SAFE),
    }  # fmt: skip


def _add(transport: Transport, view: int, mark: Mark) -> str:
    command, given = arguments(mark, view)
    answer = transport.command(command, **given)
    return str(answer.get("uuid", "")) if isinstance(answer, dict) else ""


def _grouped(transport: Transport, view: int, made: list[str]) -> list[str]:
    if not made:
        return []
    answer = transport.command("annotation group", view=f"SUID:{view}", annotationlist=",".join(made))
    identity = answer.get("uuid") if isinstance(answer, dict) else None
    return [str(identity)] if identity else made
