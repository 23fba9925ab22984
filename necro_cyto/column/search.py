"""Search: nodes change rows and places while that makes the arrangement cheaper, at first also where it does not."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from necro_cyto.column.blocks import NAME_LEFT, NAME_TOP, Layout, Setter, Spot
from necro_cyto.column.build import Plan
from necro_cyto.column.cost import Cost

WARM, COLD = 160.0, 3.0  # what a step may cost, at the beginning and at the end
TOO_HIGH, TOO_WIDE = 4.0, 60.0  # per unit


class Search:
    """Looks for a cheap arrangement of a plan on a page."""

    def __init__(self, made: Plan, setter: Setter, cost: Cost, ids: Sequence[str], page: tuple[float, float], seed: int) -> None:
        self.plan, self.setter, self.cost, self.ids = made, setter, cost, list(ids)
        self.width, self.high = page
        self.chance = random.Random(seed)
        self.spots: dict[str, Spot] = setter.spots  # type: ignore[assignment]
        self.titles = {b.name: b.title for b in made.page.all()}
        self.pool_of = {name: pool for pool in made.pools for name in pool}
        self.movable = list(self.pool_of)

    def price(self) -> float:
        """Return what the present arrangement costs."""
        made = self.setter.page(self.plan.page, self.width)
        cost = self.cost(np.array([made.centres[n] for n in self.ids]), self._names(made))
        return cost + TOO_WIDE * made.over + TOO_HIGH * max(0.0, made.bottom - self.high)

    def run(self, steps: int, warm: float = WARM) -> float:
        """Search for a number of steps, which may cost `warm` at first; the cheapest arrangement found is left in the setter's spots."""
        now = self.price()
        best, kept = now, self._copy()
        for step in range(steps):
            heat = warm * (COLD / warm) ** (step / steps)
            changed = self._change()
            then = self.price()
            if then <= now or self.chance.random() < math.exp((now - then) / heat):
                now = then
                if now < best:
                    best, kept = now, self._copy()
            else:
                self.spots.update(changed)
        self.spots.update(kept)
        return best

    def _names(self, made: Layout) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        rows = [
            (box[0] + NAME_LEFT + self.titles[n][0] / 2, box[1] + NAME_TOP + self.titles[n][1] / 2, self.titles[n][0] / 2, self.titles[n][1] / 2)
            for n, box in made.boxes.items()
        ]
        return np.array(rows).reshape(-1, 4)

    def _copy(self) -> dict[str, Spot]:
        return {name: replace(spot) for name, spot in self.spots.items()}

    def _change(self) -> Mapping[str, Spot]:
        """Change one or two spots; returns what they were."""
        kind = self.chance.random()
        blocks = [b.name for b in self.plan.page.blocks]
        if kind < 0.02 and len(blocks) > 1:
            return self._turn(*self.chance.sample(blocks, 2))
        name = self.chance.choice(self.movable)
        pool = self.pool_of[name]
        if kind < 0.45 and len(pool) > 1:
            other = self.chance.choice(pool)
            return self._swap(name, other) if other != name else self._shift(name)
        return self._shift(name) if kind < 0.75 else self._move(name)

    def _swap(self, one: str, other: str) -> Mapping[str, Spot]:
        before = {one: self.spots[one], other: self.spots[other]}
        self.spots[one], self.spots[other] = before[other], before[one]
        return before

    def _turn(self, one: str, other: str) -> Mapping[str, Spot]:
        """Let two cells change sides; their rows stay, so that the story still runs downwards."""
        before = {one: self.spots[one], other: self.spots[other]}
        self.spots[one], self.spots[other] = Spot(before[one].row, before[other].x), Spot(before[other].row, before[one].x)
        return before

    def _shift(self, name: str) -> Mapping[str, Spot]:
        spot = self.spots[name]
        x = spot.x + self.chance.gauss(0.0, 60.0)
        self.spots[name] = Spot(spot.row, min(max(x, 0.0), self.width))
        return {name: spot}

    def _move(self, name: str) -> Mapping[str, Spot]:
        spot = self.spots[name]
        self.spots[name] = Spot(self.chance.choice(self.plan.rows[name]), self.chance.random() * self.width)
        return {name: spot}
