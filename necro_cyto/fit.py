"""Fit a scene to a page: closer together, labels in shorter lines, the legend below or beside, or all in a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from necro_cyto.column import Link, column
from necro_cyto.compose import legend_of, with_legend, without_legend
from necro_cyto.faces import known_family, set_in
from necro_cyto.layout import LABEL_SIZE, LEAST_WIDTH
from necro_cyto.marks import legend_marks, place_marks
from necro_cyto.metrics import text_height, text_width, wrap
from necro_cyto.places import Arrangement
from necro_cyto.routes import Point, route, through
from necro_cyto.scene import Box, Cell, Mark, Scene, SceneEdge, SceneNode
from necro_cyto.squeeze import Boxes, squeeze

NARROW_WRAP, LESS_PADDING = 72.0, 5.0
TRIES = 4
SEEDS = 2  # searches for an arrangement in a column
STRONG, WEAK = 1.0, 0.6  # how short the edges of the story, and the others, are wanted
SEEN, SEEN_BADGE = 27.0, 40.0  # how much of an edge is seen: its head, and its badge
BADGED = ("phosphorylates", "ubiquitinates", "cleaves")
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
    shown = _has_legend(scene)
    if not scene.nodes or (not scene.places and any(m.group == "places" for m in scene.marks)):
        return None
    nodes = tuple(_narrow(node) for node in scene.nodes)
    narrow, tall = wide, high
    for _ in range(TRIES):
        fitted = _arranged(replace(scene, nodes=nodes), narrow, tall)
        if fitted is None:
            return None
        whole = with_legend(fitted, beside, wide) if shown else fitted
        left, top, right, bottom = whole.box
        over, below = right - left - wide, bottom - top - high
        if over <= 0 and below <= 0:
            return whole
        # Bows of edges and the legend take room as well.
        narrow, tall = narrow - max(over, 0.0), min(tall, fitted.box[3] - fitted.box[1]) - max(below, 0.0)
    return None


def fit_column(scene: Scene, wide: float, high: float = 1e6) -> Scene | None:
    """Return the scene in a new arrangement for a narrow page: cells one under the other, nodes in rows; or None.

    Parameters
    ----------
    scene : Scene
    wide, high : float
        Network units.
    """
    if not scene.nodes or (not scene.places and any(m.group == "places" for m in scene.marks)):
        return None
    if scene.column and (known := fit(_placed(scene, scene.column), wide, high)):
        return known
    narrow, boxes, links, last, below = column_parts(scene, wide)
    edges, left = [(e.id, e.source, e.target) for e in scene.edges], high - below
    best, least = None, MOST_THROUGH * len(edges)
    for seed in range(SEEDS):
        found = column(boxes, links, last, wide, left, seed)
        if found is None:
            break
        drawn, through_nodes = _routed(narrow, found, edges, (0.0, 0.0, wide, left))
        whole = with_legend(drawn, most=wide) if below else drawn
        box = whole.box
        if box[2] - box[0] <= wide + 1e-6 and box[3] - box[1] <= high + 1e-6 and through_nodes <= least:
            best, least = whole, through_nodes
        if best is not None and least <= FEW * len(edges):
            break
    return best


def column_parts(scene: Scene, wide: float) -> tuple[Scene, Boxes, list[Link], list[str], float]:
    """Return what a column is arranged from: the scene with narrow nodes, its boxes, its links, what stands last, and how
    high the legend is below it.
    """
    narrow = replace(scene, nodes=tuple(_narrow(node) for node in scene.nodes))
    shown = _has_legend(scene)
    legend = legend_marks(legend_of(scene), (0.0, 0.0, wide, 0.0), scene.style) if shown else []
    links = [_link(e) for e in scene.edges if e.source != e.target]
    last = [n.id for n in scene.nodes if n.columns["kind"] == "phenotype"]
    return narrow, _boxes(narrow), links, last, max((m.y + m.height for m in legend), default=0.0)


def _placed(scene: Scene, column: Arrangement) -> Scene:
    """Return a scene with nodes and places where an arrangement has them."""
    legend = (m for m in scene.marks if m.group == "legend")
    nodes = tuple(replace(n, x=column.positions[n.id][0], y=column.positions[n.id][1]) for n in scene.nodes)
    return replace(scene, nodes=nodes, places=column.places, marks=(*place_marks(column.places, scene.style), *legend))


def could_fit(scene: Scene, wide: float, high: float = float("inf")) -> bool:
    """Say whether the nodes could be brought into a box, whatever their edges then run through; quick."""
    if scene.places or not any(m.group == "places" for m in scene.marks):
        return next(squeeze(_boxes(replace(scene, nodes=tuple(map(_narrow, scene.nodes)))), wide, high), None) is not None
    return False


def typeset(scene: Scene, family: str) -> Scene:
    """Return a scene set in another font: nodes as wide as their labels need, names of places and legend laid out anew.

    Raises
    ------
    UnknownNameError
        If there is no such font.
    """
    family = known_family(family)
    shown = _has_legend(scene)
    before = [text_width(str(n.columns["label"]), LABEL_SIZE) for n in scene.nodes]
    with set_in(family):
        nodes = tuple(_widened(n, text_width(str(n.columns["label"]), LABEL_SIZE) - was) for n, was in zip(scene.nodes, before, strict=True))
        places = tuple(place_marks(scene.places, scene.style)) if scene.places else tuple(m for m in scene.marks if m.group == "places")
        made = replace(scene, nodes=nodes, marks=places, font=family)
        return with_legend(made) if shown else made


def _widened(node: SceneNode, more: float) -> SceneNode:
    width = _number(node.columns, "width")
    return replace(node, columns={**node.columns, "width": round(max(width + more, min(width, LEAST_WIDTH)), 1)})


def overlapping(scene: Scene) -> bool:
    """Say whether two nodes of a scene lie on one another."""
    boxes = _boxes(scene)
    at, half = np.array(list(boxes.positions.values())), np.array(list(boxes.sizes.values())) / 2
    on = (np.abs(at[:, None] - at[None]) < half[:, None] + half[None]).all(axis=2)
    return bool(np.triu(on, 1).any())


def legend_beside(scene: Scene) -> Scene:
    """Return a scene with its legend to the right of it, as wide pages want it."""
    bare = without_legend(scene)
    return with_legend(bare, beside=True) if len(bare.marks) < len(scene.marks) else scene


def legend_below(scene: Scene) -> Scene | None:
    """Return a scene with its legend as wide as the network, as narrow pages want it; None if it is no wider."""
    bare = without_legend(scene)
    if all(m.x + m.width <= bare.box[2] for m in scene.marks if m.group == "legend"):
        return None
    return with_legend(bare, most=0.0)


def _arranged(scene: Scene, wide: float, high: float) -> Scene | None:
    """Return the scene within a box, in the arrangement in which the fewest edges run through foreign nodes."""
    boxes = _boxes(scene)
    edges, around = [(e.id, e.source, e.target) for e in scene.edges], (0.0, 0.0, wide, high)
    best, least = None, float("inf")
    for squeezed in squeeze(boxes, wide, high):
        moved, found = _routed(scene, squeezed, edges, around)
        cost = found + max(0.0, (moved.box[3] - moved.box[1]) / wide - SLENDER) * 4.0
        if found <= MOST_THROUGH * len(edges) and cost < least:
            best, least = moved, cost
        if cost <= FEW * len(edges):
            break
    return best


def _routed(scene: Scene, boxes: Boxes, edges: Sequence[tuple[str, str, str]], around: Box) -> tuple[Scene, int]:
    """Return the scene with its nodes and places moved and its edges on new ways, and how many run through foreign nodes."""
    marks = tuple(place_marks(boxes.places, scene.style))
    names = [(m.x, m.y, m.x + m.width, m.y + m.height) for m in marks if m.kind == "text"]
    ways = route(edges, boxes.positions, boxes.sizes, names, around)
    return _moved(scene, boxes, ways, marks), len(through(edges, ways, boxes.positions, boxes.sizes))


def _link(edge: SceneEdge) -> Link:
    weight = STRONG if edge.columns["class"] == "mechanism" else WEAK
    return edge.source, edge.target, weight, SEEN_BADGE if edge.columns["relation"] in BADGED else SEEN


def _has_legend(scene: Scene) -> bool:
    return any(mark.group == "legend" for mark in scene.marks)


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
    lines = label if min(map(len, lines.split("\n"))) < 3 else lines  # no letter on a line of its own
    lines = lines if text_width(lines, LABEL_SIZE) < text_width(label, LABEL_SIZE) else label
    width = _number(node.columns, "width") - text_width(label, LABEL_SIZE) + text_width(lines, LABEL_SIZE) - LESS_PADDING
    height = _number(node.columns, "height") - text_height(label, LABEL_SIZE) + text_height(lines, LABEL_SIZE) - 2.0
    width = max(width, 44.0 if width < _number(node.columns, "width") else width)
    return replace(node, columns={**node.columns, "label": lines, "width": round(width, 1), "height": round(height, 1)})


def _number(columns: Mapping[str, Cell], name: str) -> float:
    value = columns.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
