"""What an arrangement costs: long ways, ways upwards, ways through nodes and across one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
UPWARDS = 0.5  # per unit
THROUGH, CROSSING, ON_NAME = 130.0, 22.0, 60.0
PAD = 4.0  # around a node
SLACK, TOO_SHORT = 5.0, 5.0  # of the room of an edge; and what it costs not to have it, per unit


class Cost:
    """Costs of arrangements of the same nodes and edges."""

    def __init__(self, ids: Sequence[str], sizes: Mapping[str, tuple[float, float]], edges: Sequence[tuple[str, str, float, float]]) -> None:
        index = {name: i for i, name in enumerate(ids)}
        self.room = np.array([e[3] - SLACK for e in edges])
        self.halves = np.array([sizes[i] for i in ids]) / 2
        self.source = np.array([index[e[0]] for e in edges], dtype=int)
        self.target = np.array([index[e[1]] for e in edges], dtype=int)
        self.weight = np.array([e[2] for e in edges])
        self.foreign = np.ones((len(edges), len(ids)), dtype=bool)
        self.foreign[np.arange(len(edges)), self.source] = False
        self.foreign[np.arange(len(edges)), self.target] = False
        one, other = np.triu_indices(len(edges), 1)
        ends = np.stack([self.source, self.target])
        apart = (ends[:, None, one] != ends[None, :, other]).all(axis=(0, 1))
        self.one, self.other = one[apart], other[apart]
        self.through = THROUGH

    def __call__(self, centres: Floats, names: Floats) -> float:
        """Return the cost with nodes at `centres`; `names` are texts in the way (centre and half size)."""
        a, b = centres[self.source], centres[self.target]
        step = b - a
        length = np.sqrt((step * step).sum(axis=1))
        reach = np.abs(step) - self.halves[self.source] - self.halves[self.target]
        shown = reach.max(axis=1)
        cost = self.weight @ (length + UPWARDS * np.maximum(-step[:, 1], 0.0)) + TOO_SHORT * np.maximum(self.room - shown, 0.0).sum()
        through = _hits(a, b, centres, self.halves + PAD) & self.foreign
        cost += self.through * float(through.sum())
        if len(names):
            cost += ON_NAME * float(_hits(a, b, names[:, :2], names[:, 2:]).sum())
        return float(np.rint(cost * 8.0) / 8.0 + CROSSING * self._crossings(a, b))

    def _crossings(self, a: Floats, b: Floats) -> int:
        p, q, r, s = a[self.one], b[self.one], a[self.other], b[self.other]
        return int(((_turn(p, q, r) != _turn(p, q, s)) & (_turn(r, s, p) != _turn(r, s, q))).sum())


def _turn(p: Floats, q: Floats, r: Floats) -> NDArray[np.bool_]:
    return np.asarray((q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) > (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0]))


def _hits(a: Floats, b: Floats, centres: Floats, halves: Floats) -> NDArray[np.bool_]:
    """Say for each line from `a` to `b` which boxes it touches: no axis separates them."""
    middle, half = (a + b) / 2, (b - a) / 2
    away = middle[:, None, :] - centres[None, :, :]
    ex, ey = np.abs(half[:, 0])[:, None], np.abs(half[:, 1])[:, None]
    hx, hy = halves[None, :, 0], halves[None, :, 1]
    across = np.abs(away[:, :, 0] * half[:, 1][:, None] - away[:, :, 1] * half[:, 0][:, None])
    return np.asarray(
        (np.abs(away[:, :, 0]) <= hx + ex) & (np.abs(away[:, :, 1]) <= hy + ey) & (across <= hx * ey + hy * ex)
    )
