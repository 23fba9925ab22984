"""Coordinates as data: where nodes stand, and the cells and compartments around them.

One table ``<network>.layout.tsv`` with the columns ``what id label x y width height``; ``what`` is
``node``, ``cell`` or ``compartment``. x and y are centres, in network units (a node is about
30 high), x to the right, y downward. ``id`` of a place is its cell or compartment name.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from necro_cyto.errors import TableError
from necro_cyto.table import Row, canonical, read_table

COLUMNS = ("what", "id", "label", "x", "y", "width", "height")
FARTHEST = 1e6  # network units
WHAT = ("node", "cell", "compartment")


@dataclass(frozen=True)
class Place:
    """A cell or compartment: a body behind the nodes. x and y are its centre."""

    what: str
    id: str
    label: str
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        dx, dy = self.width / 2, self.height / 2
        return self.x - dx, self.y - dy, self.x + dx, self.y + dy


@dataclass(frozen=True)
class Arrangement:
    """Positions of nodes by id, and the places, back to front.

    Attributes
    ----------
    positions : mapping of node id to point
    places : tuple of Place
    column : Arrangement or None
        Another one, for a page of one column.
    """

    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    places: tuple[Place, ...] = ()
    column: Arrangement | None = None

    def only(self, nodes: Collection[str]) -> Arrangement | None:
        """Return the arrangement of these nodes, with the places that hold any of them; None if one has no position."""
        if not all(name in self.positions for name in nodes):
            return None
        at = {name: self.positions[name] for name in nodes}
        held = (p for p in self.places if any(p.box[0] <= x <= p.box[2] and p.box[1] <= y <= p.box[3] for x, y in at.values()))
        return Arrangement(at, tuple(held))


def read_arrangement(path: Path) -> Arrangement:
    """Read a layout table.

    Raises
    ------
    TableError
        If a cell is no number, a size is missing, or ``what`` is not in the vocabulary.
    """
    rows = read_table(path, COLUMNS).rows
    for row in rows:
        if row.cells["what"] not in WHAT:
            raise TableError(f'{row.where}: "what" is {row.cells["what"]!r}: use {", ".join(WHAT)}')
    return Arrangement(
        positions={
            r.cells["id"]: (_number(r, "x"), _number(r, "y")) for r in rows if r.cells["what"] == "node"
        },
        places=_back_to_front([_place(r) for r in rows if r.cells["what"] != "node"]),
    )


def arrangement_text(arrangement: Arrangement) -> str:
    """Return the canonical layout table of an arrangement."""
    nodes = [
        {"what": "node", "id": name, "x": f"{x:g}", "y": f"{y:g}"}
        for name, (x, y) in arrangement.positions.items()
    ]
    bodies = [
        {"what": p.what, "id": p.id, "label": p.label, "x": f"{p.x:g}", "y": f"{p.y:g}",
         "width": f"{p.width:g}", "height": f"{p.height:g}"}
        for p in arrangement.places
    ]  # fmt: skip
    return canonical(COLUMNS, [*nodes, *bodies])


def _back_to_front(places: list[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda p: (WHAT.index(p.what), -p.width * p.height, p.id)))


def _place(row: Row) -> Place:
    sizes = (_number(row, "x"), _number(row, "y"), _number(row, "width"), _number(row, "height"))
    return Place(row.cells["what"], row.cells["id"], row.cells["label"], *sizes)


def _number(row: Row, column: str) -> float:
    try:
        number = float(row.cells[column])
    except ValueError:
        raise TableError(f'{row.where}: {column} is "{row.cells[column]}": give a number') from None
    if not abs(number) <= FARTHEST or (column in ("width", "height") and number <= 0):
        raise TableError(f'{row.where}: {column} is "{row.cells[column]}": give a finite number of sensible size')
    return number
