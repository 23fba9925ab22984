"""Build ``networks/NAME.column.layout.tsv``: where the nodes of a named network stand on a page of one column.

    python scripts/build_columns.py core therapy      # these, from several searches of which the best is kept
    python scripts/build_columns.py                   # all that have a layout

A search as the program's own for a network without such a file, but longer and followed by one that looks at the
real ways of the edges. What comes out is a start: move nodes in the file as you see fit, positions are kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from necro_cyto import load_network, view
from necro_cyto.column import GAP, arrangement, rooms_of
from necro_cyto.column.blocks import Setter
from necro_cyto.column.build import plan
from necro_cyto.column.cost import Cost
from necro_cyto.column.search import Search
from necro_cyto.fit import column_parts
from necro_cyto.places import arrangement_text
from necro_cyto.routes import route, through

NETWORKS = Path(__file__).resolve().parents[1] / "networks"
WIDE, HIGH = 588.0, 1140.0  # network units of a column of 89 × 170 mm at 5 points
SEEDS, STEPS, LAST_STEPS = 3, 20_000, 1200
THROUGH_WAY, BEHIND_NAME = 400.0, 60.0


class Routed(Search):
    """A search that also looks at the ways that edges take in the end."""

    edges: Sequence[tuple[str, str, str]] = ()

    def price(self) -> float:
        """Return what the present arrangement costs, with what its edges run through."""
        made = self.setter.page(self.plan.page, self.width)
        names = self._names(made)
        texts = [(x - w, y - h, x + w, y + h) for x, y, w, h in names]
        ways = route(self.edges, made.centres, self.setter.sizes, texts, (0.0, 0.0, self.width, made.bottom))
        found = len(through(self.edges, ways, made.centres, self.setter.sizes))
        bows = sum(float(np.hypot(h[0] - (made.centres[s][0] + made.centres[t][0]) / 2, h[1] - (made.centres[s][1] + made.centres[t][1]) / 2))
                   for e, s, t in self.edges if (h := ways[e]))  # fmt: skip
        return super().price() + THROUGH_WAY * found + 0.5 * bows


def build(name: str) -> None:
    """Search, and write the file."""
    scene, boxes, links, last, below = column_parts(view(load_network(name)).scene, WIDE)
    rooms, ids, best, kept = rooms_of(links), list(boxes.positions), float("inf"), None
    for seed in range(SEEDS):
        made = plan(boxes, last, WIDE)
        setter = Setter(boxes.sizes, made.spots, rooms, GAP)
        page = (WIDE, HIGH - below)
        first = Search(made, setter, Cost(ids, boxes.sizes, links), ids, page, seed)
        first.run(STEPS)
        second = Routed(made, setter, Cost(ids, boxes.sizes, links), ids, page, seed)
        second.edges = [(e.id, e.source, e.target) for e in scene.edges]
        second.cost.through = 20.0
        found = second.run(LAST_STEPS, warm=40.0)
        print(name, seed, round(found), flush=True)
        if found < best:
            best, kept = found, arrangement(boxes, made, setter, page)
    if kept is None:
        sys.exit(f"{name}: no arrangement fits a column")
    path = NETWORKS / f"{name}.column.layout.tsv"
    path.write_text(arrangement_text(kept), encoding="utf-8")


def main(names: Sequence[str]) -> None:
    """Build the files of these networks, or of all that have a layout."""
    for name in names or sorted(p.name.split(".")[0] for p in NETWORKS.glob("*.layout.tsv") if ".column" not in p.name):
        build(name)


if __name__ == "__main__":
    main(sys.argv[1:])
