"""Shapes, visible parts of edges and arrow heads as points, in network units; for targets that draw themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from necro_cyto.channels import Value
from necro_cyto.routes import Point, Points, curve
from necro_cyto.scene import corner

HEAD_LENGTH, HEAD_HALF, TEE_HALF = 9.0, 4.0, 5.5
GAP = 1.5  # between an arrow head and the border it points at
SAMPLES = 97
# Corners as (share of half the width, share of half the height, cuts inward along x, along y); other shapes are
# boxes or ellipses. Cuts have one size whatever the node's, so that a small swatch shows the same shape.
POLYGONS: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "octagon": ((-1, -1, 1, 0), (1, -1, 1, 0), (1, -1, 0, 1), (1, 1, 0, 1), (1, 1, 1, 0), (-1, 1, 1, 0), (-1, 1, 0, 1),
                (-1, -1, 0, 1)),
    "hexagon": ((-1, -1, 1.4, 0), (1, -1, 1.4, 0), (1, 0, 0, 0), (1, 1, 1.4, 0), (-1, 1, 1.4, 0), (-1, 0, 0, 0)),
    "diamond": ((0, -1, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (-1, 0, 0, 0)),
    "triangle": ((0, -1, 0, 0), (1, 1, 0, 0), (-1, 1, 0, 0)),
    "parallelogram": ((-1, -1, 0, 0), (1, -1, 1.2, 0), (1, 1, 0, 0), (-1, 1, 1.2, 0)),  # leans as Cytoscape draws it
    "vee": ((-1, -1, 0, 0), (0, -0.5, 0, 0), (1, -1, 0, 0), (0, 1, 0, 0)),
}  # fmt: skip
CONVEX = frozenset(POLYGONS) - {"vee"}
CUT = 0.27  # of a cut corner, as a share of the height


@dataclass(frozen=True)
class Way:
    """The visible part of an edge: a straight line (two points) or a quadratic curve (three), and its length."""

    points: Points
    length: float

    def cut(self, length: float) -> Points:
        """Return the control points with `length` taken off the end."""
        return self.points if length <= 0 else part(self.points, 0.0, self.at(length))

    def at(self, back: float) -> float:
        """Return the parameter of the point that lies `back` before the end."""
        way, steps = _sampled(self.points)
        left = np.concatenate([np.cumsum(steps[::-1])[::-1], [0.0]])
        return float(np.interp(-min(back, self.length * 0.9), -left, np.linspace(0.0, 1.0, len(way))))

    def point(self, back: float) -> Points:
        """Return the point that lies `back` before the end."""
        return _at(self.points, self.at(back))


def distance(points: Points, centre: Point, look: Mapping[str, Value]) -> NDArray[np.float64]:
    """Return how far each point lies outside a node's border (negative inside)."""
    half = np.array([float(look["width"]) / 2, float(look["height"]) / 2])
    relative, shape = np.asarray(points) - np.asarray(centre), str(look["shape"])
    if shape in ("ellipse", "double-ellipse"):
        along = np.linalg.norm(relative / half, axis=1)
        return np.asarray((along - 1.0) * np.linalg.norm(relative, axis=1) / np.maximum(along, 1e-9))
    if shape in CONVEX:
        return _outside_polygon(relative, corners(shape, *(2 * half)))
    radius = {"rectangle": 0.0, "capsule": half[1], "vee": 0.0}.get(shape, corner(*(2 * half)))
    over = np.abs(relative) - (half - radius)
    return np.asarray(np.linalg.norm(np.maximum(over, 0), axis=1) + np.minimum(over.max(axis=1), 0) - radius)


def corners(shape: str, width: float, height: float) -> Points:
    """Return the corners of a polygon around 0, 0."""
    cut = CUT * min(height, width)
    return np.array([(x * width / 2 - np.sign(x) * dx * cut, y * height / 2 - np.sign(y) * dy * cut)
                     for x, y, dx, dy in POLYGONS[shape]])  # fmt: skip


def visible(
    source: Point, target: Point, control: Point | None, looks: tuple[Mapping[str, Value], Mapping[str, Value]]
) -> Way:
    """Return the part of an edge between the borders of its nodes.

    Nodes that touch hide their edge; then all of it is returned.
    """
    points = np.array([source, target] if control is None else [source, control, target], dtype=float)
    t = np.linspace(0.0, 1.0, SAMPLES)
    out = _shown(points, t, source, target, looks)
    shown = np.flatnonzero(out)
    if len(shown) < 2:
        return _way(points)
    first, last = int(shown[0]), int(shown[-1])
    start = _border(points, t[max(first - 1, 0)], t[first], source, looks[0])
    end = _border(points, t[min(last + 1, SAMPLES - 1)], t[last], target, looks[1])
    return _way(part(points, start, end))


def part(points: Points, start: float, end: float) -> Points:
    """Return the control points of a line or a quadratic curve between two of its parameters."""
    first, last = _at(points, start), _at(points, end)
    if len(points) == 2:
        return np.array([first, last])
    a, b, c = points
    middle = (1 - start) * ((1 - end) * a + end * b) + start * ((1 - end) * b + end * c)
    return np.array([first, middle, last])


def head(way: Way, arrow: str, width: float) -> Points:
    """Return the corners of the arrow head at the end of a way (empty for none)."""
    tip, length, half = way.points[-1], head_length(width), max(HEAD_HALF, width * 1.7)
    away = tip - way.point(length)
    along = away / (np.linalg.norm(away) or 1.0)
    across = np.array([-along[1], along[0]])
    if arrow == "tee":
        thick = along * max(width * 1.25, 1.6)
        bar = across * max(TEE_HALF, width * 2.0)
        return np.array([tip + bar, tip - bar, tip - bar - thick, tip + bar - thick])
    if arrow == "none":
        return np.empty((0, 2))
    base = tip - along * length
    middle = [tip - along * length * 2] if arrow == "diamond" else []
    return np.array([tip, base + across * half, *middle, base - across * half])


def head_length(width: float) -> float:
    """Return how long the head of an edge of a width is: longer on a thick one."""
    return max(HEAD_LENGTH, width * 3.0)


def _shown(
    points: Points, t: NDArray[np.float64], source: Point, target: Point,
    looks: tuple[Mapping[str, Value], Mapping[str, Value]],
) -> NDArray[np.bool_]:  # fmt: skip
    places = _at(points, t[:, None])
    return np.asarray((distance(places, source, looks[0]) > GAP) & (distance(places, target, looks[1]) > GAP))


def _border(points: Points, hidden: float, shown: float, centre: Point, look: Mapping[str, Value]) -> float:
    """Return the parameter between a hidden and a shown point at which the border (and its gap) is passed."""
    t = np.linspace(hidden, shown, 33)
    out = distance(_at(points, t[:, None]), centre, look) > GAP
    return float(t[int(np.argmax(out))]) if out.any() else shown


def _at(points: Points, t: float | NDArray[np.float64]) -> Points:
    if len(points) == 2:
        return np.asarray(points[0] * (1 - t) + points[1] * t)
    return np.asarray(points[0] * (1 - t) ** 2 + 2 * points[1] * t * (1 - t) + points[2] * t**2)


def _sampled(points: Points) -> tuple[Points, NDArray[np.float64]]:
    control = tuple(points[1]) if len(points) == 3 else None
    way = curve(tuple(points[0]), tuple(points[-1]), control, 2 if control is None else 61)
    return way, np.linalg.norm(np.diff(way, axis=0), axis=1)


def _way(points: Points) -> Way:
    return Way(points, float(_sampled(points)[1].sum()))


def _outside_polygon(relative: Points, corners: Points) -> NDArray[np.float64]:
    sides = np.roll(corners, -1, axis=0) - corners
    normals = np.column_stack([sides[:, 1], -sides[:, 0]]) / np.linalg.norm(sides, axis=1)[:, None]
    return np.asarray(((relative[:, None, :] - corners[None, :, :]) * normals[None, :, :]).sum(axis=2).max(axis=1))
