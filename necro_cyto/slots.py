"""Who stands where in a grid: nodes that share one change places until their edges are short and run downwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Floats = NDArray[np.float64]
UPWARDS = 0.35  # what an edge that runs upwards costs besides its length, per unit
SWEEPS, MOST = 40, 600  # rounds; and nodes, for which everybody is compared with everybody


def shorter(
    groups: Sequence[Sequence[str]], positions: Mapping[str, Point], edges: Iterable[tuple[str, str]]
) -> dict[str, int]:
    """Return the slot that each node takes among those of its group, counted in the order of the group.

    Parameters
    ----------
    groups : sequences of node ids
        Each the nodes of one grid, in the order of its slots.
    positions : mapping of node id to point
        Of the slots, by the node that holds it now.
    edges : iterable of (source, target)
    """
    ids = [name for group in groups for name in group]
    index = {name: i for i, name in enumerate(ids)}
    group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    slots = np.array([positions[name] for name in ids], dtype=float)
    if not 1 < len(ids) <= MOST:
        return _as_they_are(groups)
    weight = np.zeros((len(ids), len(ids)))
    for source, target in edges:
        if source != target:
            weight[index[source], index[target]] += 1.0
    held = np.arange(len(ids))
    for _ in range(SWEEPS):
        if not _swap(held, slots, weight, group_of):
            break
    start = {i: int(np.argmax(group_of == g)) for i, g in enumerate(group_of)}
    return {name: int(held[i]) - start[i] for i, name in enumerate(ids)}


def _as_they_are(groups: Sequence[Sequence[str]]) -> dict[str, int]:
    return {name: slot for group in groups for slot, name in enumerate(group)}


def _swap(held: NDArray[np.int64], slots: Floats, weight: Floats, group_of: NDArray[np.int64]) -> bool:
    """Let pairs of a group change places where it helps, the best first; say whether any did."""
    places = slots[held]
    # What node i costs in slot s, everybody else staying: rows are nodes, columns slots.
    cost = weight @ _length(slots[None, :], places[:, None]) + weight.T @ _length(places[:, None], slots[None, :])
    now = cost[np.arange(len(held)), held]
    there = cost[:, held]
    both = weight + weight.T
    apart = (_length(places[:, None], places[None, :]) + _length(places[None, :], places[:, None])) / 2
    gain = now[:, None] + now[None, :] - there - there.T - 2 * both * apart
    gain[group_of[:, None] != group_of[None, :]] = 0.0
    gain = np.triu(gain, 1)
    moved = np.zeros(len(held), dtype=bool)
    helping = np.argwhere(gain > 1e-6)
    for i, j in helping[np.argsort(-gain[tuple(helping.T)], kind="stable")]:
        # Neighbours that moved in this sweep have made the figures stale.
        if moved[i] or moved[j] or (both[i] @ moved) or (both[j] @ moved):
            continue
        held[i], held[j] = held[j], held[i]
        moved[[i, j]] = True
    return bool(moved.any())


def _length(source: Floats, target: Floats) -> Floats:
    step = target - source
    return np.asarray(np.hypot(step[..., 0], step[..., 1]) + UPWARDS * np.maximum(-step[..., 1], 0.0))
