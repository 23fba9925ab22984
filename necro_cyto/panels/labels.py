"""Labels of points, none over another: near their point where there is room, else farther off with a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]
Boxes = NDArray[np.float64]
Point = tuple[float, float]
ANGLES = tuple(math.radians(a) for a in (0, 180, 45, 135, -45, -135, 90, -90, 22, 158, -22, -158, 67, 113, -67, -113))
STEPS = (0.0, 3.0, 7.0, 12.0, 18.0, 26.0, 36.0, 48.0, 62.0, 78.0, 96.0, 116.0)
NEAR = 2.0  # up to here no line is needed
SPACE = 0.8


@dataclass(frozen=True)
class Label:
    """Where the label of a point stands (its box), and where the line to the point ends; None without one."""

    index: int
    box: Box
    line: tuple[Point, Point] | None


def place_labels(
    points: Sequence[Point], radii: Sequence[float], sizes: Sequence[tuple[float, float]], frame: Box,
    taken: Sequence[Box] = (),
) -> list[Label]:  # fmt: skip
    """Return labels for points, the first points first; those without room have none.

    Parameters
    ----------
    points : sequence of (x, y)
    radii : sequence of float
        Of the points' dots, which no label covers.
    sizes : sequence of (width, height)
        Of the labels.
    frame : box
        Left, top, right, bottom: no label leaves it.
    taken : sequence of box
        What else may not be covered.
    """
    filled = [*((x - r, y - r, x + r, y + r) for (x, y), r in zip(points, radii, strict=True)), *taken]
    found: list[Label] = []
    for i, point in enumerate(points):
        boxes = _boxes(point, radii[i], sizes[i])
        free = _inside(boxes, frame) & ~_overlap(boxes, np.array(filled))
        label = next((found_one for k in np.flatnonzero(free) if (found_one := _lined(i, point, radii[i], boxes, int(k), found))), None)
        if label:
            found.append(label)
            filled.append(label.box)
    return found


def _lined(index: int, point: Point, radius: float, boxes: Boxes, number: int, before: Sequence[Label]) -> Label | None:
    """Return a label with its line, unless a line would run through it or cross another."""
    left, top, right, bottom = (float(v) for v in boxes[number])
    box = (left, top, right, bottom)
    if any(other.line and _cuts(other.line, box) for other in before):
        return None
    line = _line(point, radius, box) if STEPS[number // len(ANGLES)] > NEAR else None
    if line and any(_cuts(line, other.box) or (other.line and _cross(line, other.line)) for other in before):
        return None
    return Label(index, box, line)


def _boxes(point: Point, radius: float, size: tuple[float, float]) -> Boxes:
    """Return every place for the label of a point, the best first: near ones, and beside it before above it."""
    distance = np.repeat(np.array(STEPS), len(ANGLES)) + radius + SPACE
    angle = np.tile(np.array(ANGLES), len(STEPS))
    across, up = np.cos(angle), -np.sin(angle)
    left = point[0] + across * distance - size[0] * (1 - across) / 2
    top = point[1] + up * distance - size[1] * (1 - up) / 2
    return np.column_stack([left, top, left + size[0], top + size[1]])


def _line(point: Point, radius: float, box: Box) -> tuple[Point, Point]:
    """Return the line from the rim of a dot to the nearest place of a box."""
    end = (min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3]))
    length = math.dist(point, end) or 1.0
    start = tuple(p + (e - p) / length * min(radius, length) for p, e in zip(point, end, strict=True))
    return (start[0], start[1]), end


def _inside(boxes: Boxes, frame: Box) -> NDArray[np.bool_]:
    return np.asarray(np.all(boxes[:, :2] >= frame[:2], axis=1) & np.all(boxes[:, 2:] <= frame[2:], axis=1))


def _overlap(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Say of each box whether it lies over any of the others."""
    a, b = boxes[:, None, :], others[None, :, :]
    over = (a[..., :2] < b[..., 2:]) & (b[..., :2] < a[..., 2:])
    return np.asarray(np.any(np.all(over, axis=2), axis=1))


def _cuts(line: tuple[Point, Point], box: Box) -> bool:
    """Say whether a line runs through a box (Liang and Barsky)."""
    (x, y), (u, v) = line
    low, high = 0.0, 1.0
    for start, delta, least, most in ((x, u - x, box[0], box[2]), (y, v - y, box[1], box[3])):
        if delta == 0:
            if not least < start < most:
                return False
            continue
        near, far = sorted(((least - start) / delta, (most - start) / delta))
        low, high = max(low, near), min(high, far)
    return low < high


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    def side(a: Point, b: Point, c: Point) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return (side(*one, other[0]) * side(*one, other[1]) < 0) and (side(*other, one[0]) * side(*other, one[1]) < 0)
