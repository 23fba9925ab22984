"""Ways of edges: straight where that is free, else a curve that passes the nodes in between."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Size = tuple[float, float]
Points = NDArray[np.float64]
Box = tuple[float, float, float, float]
# Sideways offsets of the handle that are tried, as shares of the edge's length, quiet ones first.
OFFSETS = (0.0, *(side * step / 100 for step in (5, 9, 13, 17, 22, 27, 33, 40, 48, 60, 75) for side in (1, -1)))
CLEARANCE = 5.0
APART = 24.0  # between the handles of edges that join the same two nodes: about 2 mm between the lines
GRAZING = 0.2  # passing closely, as a share of crossing
NODE_WEIGHT, TEXT_WEIGHT = 2.0, 0.8  # of crossing a node, or a text
DETOUR = 400.0  # a handle this far aside is half as bad as crossing a node
WIDEST = 300.0  # no handle lies further aside: long edges stay nearly straight
MOST = 150_000_000  # points of curves that are held against boxes, for all edges
STEP, BETWEEN = 8.0, 2.0  # between points of a way, and what a corner may reach in between


def route(
    edges: Iterable[tuple[str, str, str]],
    positions: Mapping[str, Point],
    sizes: Mapping[str, Size],
    texts: Sequence[Box] = (),
    within: Box | None = None,
    leaving: float = 10.0,
) -> dict[str, Point | None]:
    """Return the handle of every edge: the control point of a quadratic curve, or None.

    Parameters
    ----------
    edges : iterable of (edge id, source, target)
    positions, sizes : mapping of node id to centre and to (width, height)
    texts : sequence of (left, top, right, bottom)
        What else no edge should cross, as the names of places.
    within : (left, top, right, bottom), optional
        What no bow should leave.
    leaving : float
        What leaving it costs; crossing a node costs 2.

    Notes
    -----
    Of some twenty curves the one is taken that crosses the fewest foreign nodes and texts without a wide bow and,
    among these, lies closest to the straight line. Edges between the same two nodes never share a way.
    """
    edges, ids = list(edges), list(positions)
    place = {name: i for i, name in enumerate(ids)}
    boxes = [(x, y, *sizes[i]) for i, (x, y) in positions.items()]
    boxes += [((x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0) for x0, y0, x1, y1 in texts]
    centres, halves = np.array(boxes, dtype=float)[:, :2], np.array(boxes, dtype=float)[:, 2:] / 2
    weights = np.where(np.arange(len(boxes)) < len(ids), NODE_WEIGHT, TEXT_WEIGHT)
    together = Counter(frozenset(ends) for _, *ends in edges)
    taken: dict[frozenset[str], list[float]] = defaultdict(list)
    ways: dict[str, Point | None] = {}
    for name, source, target in edges:
        pair, ends = frozenset((source, target)), (positions[source], positions[target])
        length = max(float(np.hypot(ends[1][0] - ends[0][0], ends[1][1] - ends[0][1])), 1.0)
        offsets = OFFSETS if together[pair] == 1 else _lanes(length, together[pair])
        free = [o for o in offsets if all(abs(_side(source, target, o) - t) * length > APART - 1 for t in taken[pair])]
        foreign = np.ones(len(centres), dtype=bool)
        foreign[[place[source], place[target]]] = False
        most = MOST // len(edges)
        offset = _best(*ends, free or offsets, centres[foreign], halves[foreign], weights[foreign], within, leaving, most)
        taken[pair].append(_side(source, target, offset))
        ways[name] = handle(*ends, offset) if offset else None
    return ways


def _lanes(length: float, count: int) -> tuple[float, ...]:
    """Return offsets for edges side by side: an even number lies around the straight line, an odd one on it too."""
    first = APART / 2 / length if count % 2 == 0 else 0.0
    near = [round(side * (first + APART * i / length), 6) for i in range(count) for side in (1, -1)]
    return tuple(sorted({*near, *(o for o in OFFSETS if abs(o) > max(near))}, key=lambda o: (abs(o), o < 0)))


def through(
    edges: Iterable[tuple[str, str, str]], ways: Mapping[str, Point | None],
    positions: Mapping[str, Point], sizes: Mapping[str, Size],
) -> list[tuple[str, str]]:  # fmt: skip
    """Return which edges run through the box of which foreign node."""
    ids = np.array(list(positions))
    centres, halves = np.array(list(positions.values())), np.array([sizes[i] for i in positions]) / 2
    return [
        (edge, str(name))
        for edge, source, target in edges
        for name in ids[crossings(curve(positions[source], positions[target], ways[edge], 121), centres, halves)]
        if name not in (source, target)
    ]


def handle(source: Point, target: Point, offset: float) -> Point:
    """Return the control point beside the middle of source → target, `offset` lengths to its left."""
    (x0, y0), (x1, y1) = source, target
    return (x0 + x1) / 2 + (y1 - y0) * offset, (y0 + y1) / 2 - (x1 - x0) * offset


def curve(source: Point, target: Point, control: Point | None, count: int = 121) -> Points:
    """Return points on the way, shape (count, 2): a line, or a quadratic Bézier curve."""
    t = np.linspace(0.0, 1.0, count)[:, None]
    a, b = np.asarray(source), np.asarray(target)
    if control is None:
        return np.asarray(a * (1 - t) + b * t)
    return np.asarray(a * (1 - t) ** 2 + 2 * np.asarray(control) * t * (1 - t) + b * t**2)


def crossings(way: Points, centres: Points, halves: Points) -> NDArray[np.bool_]:
    """Say for each box (centre, half width and height) whether a way passes through it."""
    inside = np.abs(way[:, None, :] - centres[None, :, :]) < halves[None, :, :]
    return np.asarray(inside.all(axis=2).any(axis=0))


def _side(source: str, target: str, offset: float) -> float:
    # Left of A → B is right of B → A: seen from the smaller name both are the same way.
    return offset if source <= target else -offset


def _best(
    source: Point, target: Point, offsets: Sequence[float], centres: Points, halves: Points,
    weights: NDArray[np.float64], within: Box | None, leaving: float, most: int,
) -> float:  # fmt: skip
    length = float(np.hypot(target[0] - source[0], target[1] - source[1]))
    near = _near(source, target, centres, halves)
    samples = int(np.clip(length / STEP, 17, 161))
    # Among hundreds of nodes hardly a curve is free, and looking at all of them takes long and much memory.
    some_offsets = offsets[: most // (samples * max(int(near.sum()), 1))]
    if len(some_offsets) < 2:
        return offsets[0]
    tried = np.array([o for o in some_offsets if o == offsets[0] or abs(o) * length <= WIDEST])
    detours = np.abs(tried) * length / DETOUR
    # Most edges are free as they are; only for the others all curves are looked at.
    for some in (slice(0, 1), slice(0, None)):
        ways = _bundle(source, target, tried[some], samples)
        costs = _costs(ways, centres[near], halves[near], weights[near], within, leaving) + detours[some]
        if costs.min() <= detours[1:].min(initial=np.inf):
            break
    return float(tried[int(np.argmin(costs))])


def _bundle(source: Point, target: Point, offsets: NDArray[np.float64], samples: int) -> Points:
    """Return points on the curves with some offsets, shape (offsets, samples, 2)."""
    a, b = np.asarray(source), np.asarray(target)
    aside = np.array([b[1] - a[1], a[0] - b[0]])
    handles = (a + b) / 2 + offsets[:, None, None] * aside
    t = np.linspace(0.0, 1.0, samples)[:, None]
    return np.asarray(a * (1 - t) ** 2 + 2 * handles * t * (1 - t) + b * t**2)


def _costs(
    ways: Points, centres: Points, halves: Points, weights: NDArray[np.float64], within: Box | None, leaving: float
) -> NDArray[np.float64]:
    """Return what each way crosses, passes closely, or leaves."""
    # How far the nearest point of each way lies outside each box; corners between two points count as well.
    away = np.abs(ways[:, :, None, :] - centres).__isub__(halves).max(axis=3).min(axis=1)
    costs = (away < BETWEEN) @ weights + GRAZING * ((away >= BETWEEN) & (away < CLEARANCE)) @ weights
    if within is not None:
        costs += leaving * ((ways < within[:2]) | (ways > within[2:])).any(axis=(1, 2))
    return np.asarray(costs)


def _near(source: Point, target: Point, centres: Points, halves: Points) -> NDArray[np.bool_]:
    ends = np.array([source, target])
    reach = halves + WIDEST / 2
    return np.asarray(((centres > ends.min(axis=0) - reach) & (centres < ends.max(axis=0) + reach)).all(axis=1))
