"""Blocks: a page, a cell or a compartment as rows of nodes and of further blocks, and where that puts them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from necro_cyto.places import Place

Point = tuple[float, float]
Size = tuple[float, float]
ROOM = 13.0  # between neighbours in a row without an edge from one to the other
PAGE_ROOM = 14.0  # between two cells side by side
INSET, BOTTOM = 15.0, 14.0  # from the border of a place to what is in it
NAME_LEFT, NAME_TOP, NAME_ROOM = 14.0, 10.0, 7.0  # where the name of a place hangs, and room around it


@dataclass
class Spot:
    """Where a node or a block stands: the row (of its block, by number) and the x it would like."""

    row: int
    x: float


@dataclass
class Block:
    """A place with what is in it.

    Attributes
    ----------
    name : str
    place : Place or None
        None for the page.
    title : (width, height)
        Of its name.
    rows : int
        How many rows there are; for a place the first and the last lie on its membrane.
    nodes : list of str
        In its rows.
    edge_nodes : list of str
        On its membrane.
    blocks : list of Block
        In its rows.
    share : float
        How it shares a row with other blocks.
    least : float
        The least width it needs.
    """

    name: str
    place: Place | None
    title: Size
    rows: int
    nodes: list[str] = field(default_factory=list)
    edge_nodes: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    share: float = 1.0
    least: float = 0.0

    @property
    def stretches(self) -> bool:
        """Whether it takes what room there is, as a cell does."""
        return self.place is not None and self.place.what == "cell"

    def all(self) -> Iterator[Block]:
        """Yield this block and those within."""
        yield self
        for block in self.blocks:
            yield from block.all()


@dataclass
class Layout:
    """What a page looks like: centres of nodes, boxes of places (left, top, right, bottom), the height, what does not fit."""

    centres: dict[str, Point] = field(default_factory=dict)
    boxes: dict[str, tuple[float, float, float, float]] = field(default_factory=dict)
    bottom: float = 0.0
    over: float = 0.0


@dataclass
class Setter:
    """Sets blocks: from rows and wishes to places.

    Attributes
    ----------
    sizes : mapping of node id to (width, height)
    spots : mapping of node id or block name to Spot
    rooms : mapping of two ids to a length
        How far nodes with an edge from one to the other stand apart in a row.
    gap : float
        Between rows.
    """

    sizes: Mapping[str, Size]
    spots: Mapping[str, Spot]
    rooms: Mapping[frozenset[str], float]
    gap: float

    def page(self, page: Block, width: float) -> Layout:
        """Return the layout of a page of a width."""
        made = Layout()
        made.bottom = self._rows(page, range(page.rows), page.nodes, 0.0, width, 0.0, made)
        return made

    def _rows(
        self, block: Block, rows: Sequence[int], nodes: Sequence[str], left: float, right: float, top: float, made: Layout
    ) -> float:  # fmt: skip
        """Set rows one under the other; returns the bottom of the last one."""
        y, first = top, True
        inside: dict[int, list[str]] = {}
        for name in nodes:
            inside.setdefault(self.spots[name].row, []).append(name)
        held: dict[int, list[Block]] = {}
        for other in block.blocks:
            held.setdefault(self.spots[other.name].row, []).append(other)
        for row in rows:
            if row not in inside and row not in held:
                continue
            y += 0.0 if first else self.gap
            first = False
            y = self._row(inside.get(row, []), held.get(row, []), left, right, y, made)
        return y

    def _row(self, nodes: list[str], blocks: list[Block], left: float, right: float, top: float, made: Layout) -> float:
        if not blocks:
            return self._line(nodes, left, right, top, made)
        by_name = {b.name: b for b in blocks}
        items = sorted([*nodes, *by_name], key=lambda n: (self.spots[n].x, n))
        widths = self._widths(items, by_name, right - left)
        room = (right - left - sum(widths.values())) / max(len(items) - 1, 1) if len(items) > 1 else 0.0
        made.over += max(0.0, (ROOM - room) * (len(items) - 1)) if len(items) > 1 else max(0.0, -room)
        lead = max(self._lead(b) for b in blocks)
        x, bottom, loose = left, top, []
        for name in items:
            if name in by_name:
                bottom = max(bottom, self._place(by_name[name], x, x + widths[name], top + lead, made))
            else:
                loose.append((name, x + widths[name] / 2))
            x += widths[name] + room
        for name, middle in loose:
            made.centres[name] = (middle, (top + bottom) / 2)
            bottom = max(bottom, (top + bottom + self.sizes[name][1]) / 2)
        return max(bottom, self._levelled(blocks, made))

    def _widths(self, items: Sequence[str], blocks: Mapping[str, Block], width: float) -> dict[str, float]:
        """Return how wide nodes and blocks in a row are: cells take what room there is, compartments what they need."""
        cells = [b for b in blocks.values() if b.stretches]
        widths = {n: blocks[n].least if n in blocks else self.sizes[n][0] for n in items}
        widths |= {n: max(b.least, b.share * width) for n, b in blocks.items() if not b.stretches}
        used = sum(w for n, w in widths.items() if n not in {b.name for b in cells})
        free, shares = width - used - PAGE_ROOM * (len(items) - 1), sum(b.share for b in cells)
        return widths | {b.name: max(b.least, free * b.share / shares) for b in cells}

    def _lead(self, block: Block) -> float:
        """Return how far nodes on its upper membrane stand out above a block."""
        return max((self.sizes[n][1] / 2 for n in block.edge_nodes if self.spots[n].row == 0), default=0.0)

    def _levelled(self, blocks: Sequence[Block], made: Layout) -> float:
        """Let cells side by side end at the same height; returns the bottom of all of them."""
        level = max(made.boxes[b.name][3] for b in blocks)
        bottom = level
        for block in blocks:
            if not block.stretches:
                continue
            left, top, right, _ = made.boxes[block.name]
            made.boxes[block.name] = (left, top, right, level)
            for name in self._on_bottom(block):
                made.centres[name] = (made.centres[name][0], level)
                bottom = max(bottom, level + self.sizes[name][1] / 2)
        return bottom

    def _on_bottom(self, block: Block) -> list[str]:
        return [n for n in block.edge_nodes if self.spots[n].row == block.rows - 1]

    def _place(self, block: Block, left: float, right: float, border: float, made: Layout) -> float:
        """Set a place under its upper border; returns the bottom of it with what hangs on its membrane."""
        upper, lower = [n for n in block.edge_nodes if self.spots[n].row == 0], self._on_bottom(block)
        (wide, high), y = block.title, border
        if upper:
            after_name = left + NAME_LEFT + wide + NAME_ROOM
            y = self._line(upper, after_name, right - INSET, border, made, middle=True)
        y = max(y + (self.gap * 0.75 if upper else 0.0), border + NAME_TOP + high + NAME_ROOM)
        y = self._rows(block, range(1, block.rows - 1), block.nodes, left + INSET, right - INSET, y, made)
        bottom = y + BOTTOM
        if lower:
            bottom = y + self.gap * 0.75 + max(self.sizes[n][1] for n in lower) / 2
            y = self._line(lower, left + INSET, right - INSET, bottom, made, middle=True)
        made.boxes[block.name] = (left, border, right, bottom)
        return max(y, bottom)

    def _line(
        self, nodes: list[str], left: float, right: float, top: float, made: Layout, middle: bool = False
    ) -> float:
        """Set nodes in a row, each as near to where it would like to be as its neighbours allow."""
        nodes = sorted(nodes, key=lambda n: (self.spots[n].x, n))
        halves = [self.sizes[n][0] / 2 for n in nodes]
        steps = [0.0]
        for i in range(1, len(nodes)):
            steps.append(steps[-1] + halves[i - 1] + halves[i] + self._room(nodes[i - 1], nodes[i]))
        low, high = left + halves[0], right - halves[-1] - steps[-1]
        made.over += max(0.0, low - high)
        shifts = _rising([self.spots[n].x - step for n, step in zip(nodes, steps, strict=True)])
        tall = max(self.sizes[n][1] for n in nodes)
        y = top if middle else top + tall / 2
        for name, shift, step in zip(nodes, shifts, steps, strict=True):
            made.centres[name] = (max(low, min(shift, high)) + step if high >= low else low + step, y)
        return y + tall / 2

    def _room(self, one: str, other: str) -> float:
        return self.rooms.get(frozenset((one, other)), ROOM)


def _rising(wishes: Sequence[float]) -> list[float]:
    """Return the rising numbers nearest to the wishes, in the least squares sense.

    >>> _rising([1.0, 3.0, 2.0])
    [1.0, 2.5, 2.5]
    """
    pools: list[tuple[float, int]] = []
    for wish in wishes:
        total, count = wish, 1
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, many = pools.pop()
            total, count = total + before, count + many
        pools.append((total, count))
    return [total / count for total, count in pools for _ in range(count)]

