"""Fit a scene to a page: closer together, labels in shorter lines, the legend below or beside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from necro_cyto.compose import with_legend
from necro_cyto.layout import LABEL_SIZE
from necro_cyto.marks import place_marks
from necro_cyto.metrics import text_height, text_width, wrap
from necro_cyto.routes import Point, route, through
from necro_cyto.scene import Cell, Mark, Scene, SceneNode
from necro_cyto.squeeze import Boxes, squeeze

NARROW_WRAP, LESS_PADDING = 72.0, 5.0
TRIES = 4
SLENDER = 1.5  # higher than this many times the width is a pity
FEW, MOST_THROUGH = 0.02, 0.06  # of the edges may pass behind a node that is not theirs; with more, no drawing is the better one


def fit(scene: Scene, wide: float, high: float = float("inf"), beside: bool = False) -> Scene | None:
    """Return the scene in a box of `wide` × `high` network units, or None if it cannot be brought there.

    Parameters
    ----------
    scene : Scene
    wide, high : float
    beside : bool
        Whether the legend goes to the right instead of below.

    Notes
    -----
    Nodes keep their type size, their order and their places; white space is given up, long labels are broken
    into more lines, edges find new ways and the legend is laid out anew.
    """
    shown = any(mark.group == "legend" for mark in scene.marks)
    if not scene.nodes or (not scene.places and any(m.group == "places" for m in scene.marks)):
        return None
    nodes = tuple(_narrow(node) for node in scene.nodes)
    narrow, tall = wide, high
    for _ in range(TRIES):
        fitted = _arranged(replace(scene, nodes=nodes), narrow, tall)
        if fitted is None:
            return None
        whole = with_legend(fitted, beside) if shown else fitted
        left, top, right, bottom = whole.box
        over, below = right - left - wide, bottom - top - high
        if over <= 0 and below <= 0:
            return whole
        # Bows of edges and the legend take room as well.
        narrow, tall = narrow - max(over, 0.0), min(tall, fitted.box[3] - fitted.box[1]) - max(below, 0.0)
    return None


def could_fit(scene: Scene, wide: float, high: float = float("inf")) -> bool:
    """Say whether the nodes could be brought into a box, whatever their edges then run through; quick."""
    if scene.places or not any(m.group == "places" for m in scene.marks):
        return next(squeeze(_boxes(replace(scene, nodes=tuple(map(_narrow, scene.nodes)))), wide, high), None) is not None
    return False


def legend_beside(scene: Scene) -> Scene:
    """Return a scene with its legend to the right of it, as wide pages want it."""
    bare = replace(scene, marks=tuple(m for m in scene.marks if m.group != "legend"))
    return with_legend(bare, beside=True) if len(bare.marks) < len(scene.marks) else scene


def _arranged(scene: Scene, wide: float, high: float) -> Scene | None:
    """Return the scene within a box, in the arrangement in which the fewest edges run through foreign nodes."""
    boxes = _boxes(scene)
    edges, around = [(e.id, e.source, e.target) for e in scene.edges], (0.0, 0.0, wide, high)
    best, least = None, float("inf")
    for squeezed in squeeze(boxes, wide, high):
        marks = tuple(place_marks(squeezed.places, scene.style))
        names = [(m.x, m.y, m.x + m.width, m.y + m.height) for m in marks if m.kind == "text"]
        ways = route(edges, squeezed.positions, boxes.sizes, names, around)
        found = len(through(edges, ways, squeezed.positions, boxes.sizes))
        moved = _moved(scene, squeezed, ways, marks)
        cost = found + max(0.0, (moved.box[3] - moved.box[1]) / wide - SLENDER) * 4.0
        if found <= MOST_THROUGH * len(edges) and cost < least:
            best, least = moved, cost
        if cost <= FEW * len(edges):
            break
    return best


def _boxes(scene: Scene) -> Boxes:
    sizes = {n.id: (_number(n.columns, "width"), _number(n.columns, "height")) for n in scene.nodes}
    texts = [(m.width, m.height) for m in scene.marks if m.group == "places" and m.kind == "text"]
    linked = {frozenset((e.source, e.target)) for e in scene.edges}
    return Boxes({n.id: (n.x, n.y) for n in scene.nodes}, sizes, scene.places, linked, texts)


def _moved(scene: Scene, boxes: Boxes, ways: Mapping[str, Point | None], marks: tuple[Mark, ...]) -> Scene:
    return replace(
        scene,
        nodes=tuple(replace(n, x=boxes.positions[n.id][0], y=boxes.positions[n.id][1]) for n in scene.nodes),
        edges=tuple(replace(e, handle=ways[e.id]) for e in scene.edges),
        marks=marks,
        places=tuple(boxes.places),
    )


def _narrow(node: SceneNode) -> SceneNode:
    """Return a node with its label in shorter lines and less room around it."""
    label = str(node.columns["label"])
    head, bracket, rest = label.replace("\n", " ").partition(" (")
    lines = wrap(head, LABEL_SIZE, NARROW_WRAP) + (f"\n{wrap(f'({rest}', LABEL_SIZE, NARROW_WRAP)}" if bracket else "")
    lines = lines if text_width(lines, LABEL_SIZE) < text_width(label, LABEL_SIZE) else label
    width = _number(node.columns, "width") - text_width(label, LABEL_SIZE) + text_width(lines, LABEL_SIZE) - LESS_PADDING
    height = _number(node.columns, "height") - text_height(label, LABEL_SIZE) + text_height(lines, LABEL_SIZE) - 2.0
    width = max(width, 44.0 if width < _number(node.columns, "width") else width)
    return replace(node, columns={**node.columns, "label": lines, "width": round(width, 1), "height": round(height, 1)})


def _number(columns: Mapping[str, Cell], name: str) -> float:
    value = columns.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
