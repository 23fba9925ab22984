"""Curved edges as Cytoscape writes them: one handle, by turn and reach from the source."""

from __future__ import annotations

import math

from necro_cyto.scene import Scene

Point = tuple[float, float]


def bends(scene: Scene) -> dict[str, tuple[float, float, float]]:
    """Return the turn and reach of every curved edge, by edge id; straight ones have none."""
    ends = {n.id: (n.x, n.y) for n in scene.nodes}
    return {e.id: turn(ends[e.source], ends[e.target], e.handle) for e in scene.edges if e.handle}


def turn(source: Point, target: Point, handle: Point) -> tuple[float, float, float]:
    """Return cosine, sine and reach of a handle as seen from `source` looking at `target`.

    >>> [round(part, 4) for part in turn((0, 0), (10, 0), (5, 5))]
    [0.7071, 0.7071, 0.7071]
    """
    dx, dy = target[0] - source[0], target[1] - source[1]
    hx, hy = handle[0] - source[0], handle[1] - source[1]
    length, reach = math.hypot(dx, dy), math.hypot(hx, hy)
    if not length or not reach:
        return 1.0, 0.0, 0.0
    return (dx * hx + dy * hy) / (length * reach), (dx * hy - dy * hx) / (length * reach), reach / length


def handle(source: Point, target: Point, bend: tuple[float, float, float]) -> Point:
    """Return the handle that a turn and a reach mean between two points: the way back of `turn`.

    >>> handle((0, 0), (10, 0), turn((0, 0), (10, 0), (5, 5)))
    (5.0, 5.0)
    """
    cosine, sine, reach = bend
    dx, dy = reach * (target[0] - source[0]), reach * (target[1] - source[1])
    return round(source[0] + cosine * dx - sine * dy, 6), round(source[1] + sine * dx + cosine * dy, 6)
