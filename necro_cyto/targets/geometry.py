"""Shapes and arrow heads as points, in network units; for targets that draw themselves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from necro_cyto.channels import Value
from necro_cyto.routes import Point, Points, curve

HEAD_LENGTH, HEAD_HALF, TEE_HALF = 9.0, 4.0, 5.5
GAP = 1.5  # between an arrow head and the border it points at
# Unit polygons, corners in [-1, 1]; other shapes are drawn as boxes or ellipses.
POLYGONS: Mapping[str, tuple[Point, ...]] = {
    "octagon": ((-0.86, -1), (0.86, -1), (1, -0.5), (1, 0.5), (0.86, 1), (-0.86, 1), (-1, 0.5), (-1, -0.5)),
    "hexagon": ((-0.86, -1), (0.86, -1), (1, 0), (0.86, 1), (-0.86, 1), (-1, 0)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -1), (1, 1), (-1, 1)),
    "parallelogram": ((-0.8, -1), (1, -1), (0.8, 1), (-1, 1)),
    "vee": ((-1, -1), (0, -0.5), (1, -1), (0, 1)),
}


def inside(
    points: Points, centre: Point, look: Mapping[str, Value], margin: float = 0.0
) -> NDArray[np.bool_]:
    """Say for each point whether it lies in a node's shape grown by `margin`."""
    half = np.array([float(look["width"]) / 2 + margin, float(look["height"]) / 2 + margin])
    relative = (points - np.asarray(centre)) / half
    if look["shape"] == "ellipse":
        return np.asarray((relative**2).sum(axis=1) < 1.0)
    return np.asarray((np.abs(relative) < 1.0).all(axis=1))


def trimmed(
    source: Point, target: Point, control: Point | None, looks: tuple[Mapping[str, Value], Mapping[str, Value]]
) -> Points:
    """Return the visible part of an edge's way, from border to border, shape (n, 2)."""
    way = curve(source, target, control, 161)
    hidden = inside(way, source, looks[0], GAP) | inside(way, target, looks[1], GAP)
    shown = np.flatnonzero(~hidden)
    return way if len(shown) < 2 else way[shown[0] : shown[-1] + 1]


def shortened(way: Points, length: float) -> Points:
    """Cut `length` off the end of a way, so that a line does not run under its head."""
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    left = np.cumsum(steps[::-1])[::-1]
    kept = np.flatnonzero(left > length)
    return way[: kept[-1] + 2] if len(kept) else way[:2]


def head(way: Points, arrow: str, width: float) -> Points:
    """Return the corners of the arrow head at the end of a way (empty for none)."""
    tip = way[-1]
    back = shortened(way, HEAD_LENGTH)[-1]
    along = (tip - back) / (np.linalg.norm(tip - back) or 1.0)
    across = np.array([-along[1], along[0]])
    if arrow == "tee":
        thick = along * max(width * 1.25, 1.6)
        return np.array([tip + across * TEE_HALF, tip - across * TEE_HALF,
                         tip - across * TEE_HALF - thick, tip + across * TEE_HALF - thick])  # fmt: skip
    if arrow == "none":
        return np.empty((0, 2))
    base = tip - along * HEAD_LENGTH
    middle = [tip - along * HEAD_LENGTH * 2] if arrow == "diamond" else []
    return np.array([tip, base + across * HEAD_HALF, *middle, base - across * HEAD_HALF])
