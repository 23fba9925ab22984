"""Where panels stand on a page: rows of networks on one scale, plots and the legend, as large as fits.

All lengths are points; a network has its own units and one common scale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate, product

GAP_X, GAP_Y, EDGE = 12.0, 10.0, 2.0
LEGEND_GAP, WIDEST_GAP = 6.0, 30.0
LARGEST = 7.0  # points of node labels: then there is room for other things
LABEL = 12.0  # size of node labels in network units
PLOT_HEIGHT, PLOT_WIDTH = (18.0, 46.0), (21.0, 58.0)  # least and most, in sizes of type
ALONE = 34.0  # the most height of a plot in a row without networks
BESIDE = 1.1  # how much lower a page must be for the legend to stand beside plots
LEAST_LEGEND = 25.0  # width, in sizes of type
ROUNDS = 22

Size = tuple[float, float]


@dataclass(frozen=True)
class Type:
    """Sizes of type in points: plain text, titles, letters of panels."""

    text: float
    title: float
    letter: float

    @property
    def head(self) -> float:
        """Height of the line over a panel."""
        return max(self.title, self.letter) * 1.45


@dataclass(frozen=True)
class Block:
    """What is to be placed: a network (`size` in network units), a volcano plot, or a heat map in one of several sizes."""

    kind: str
    size: Size = (0.0, 0.0)
    sizes: Callable[[float], Sequence[Size]] = lambda text: ()
    headed: bool = True


@dataclass(frozen=True)
class Slot:
    """Where a panel stands, below its line; where that starts and ends, and which of its sizes was taken."""

    left: float
    top: float
    width: float
    height: float
    head: tuple[float, float] = (0.0, 0.0)
    choice: int = 0


@dataclass(frozen=True)
class Sheet:
    """A page with everything placed; `scale` is points per network unit."""

    width: float
    height: float
    scale: float
    type: Type
    slots: tuple[Slot, ...]
    legend: Slot | None
    beside: bool = False

    @cached_property
    def label(self) -> float:
        """Size of node labels."""
        return self.scale * LABEL


Legend = Callable[[float, float], Size]  # (width at hand, size of type) → size


def type_sizes(least: float) -> list[Type]:
    """Return the sizes of type to try, the best first, none under `least` points.

    >>> [t.text for t in type_sizes(5)]
    [6.0, 5.5, 5.0]
    """
    texts = sorted({max(6.0, least * 1.1), max(5.5, least * 1.05), float(least)}, reverse=True)
    return [Type(text, max(7.0, least * 1.15) if text > least else max(text, 6.5, least), max(8.0, least * 1.3)) for text in texts]


def arrange(
    blocks: Sequence[Block], legend: Legend | None, width: float, most: float, columns: int | None, least: float
) -> Sheet | None:
    """Return the page on which the networks are largest, up to a comfortable size; None if nothing fits.

    Parameters
    ----------
    blocks : sequence of Block
    legend : callable or None
    width : float
        Of the page.
    most : float
        Greatest height of the page.
    columns : int, optional
        How many panels stand side by side; without it every number is tried.
    least : float
        No text smaller than this.
    """
    legend = cache(legend) if legend else None
    tried = (_fitted(ways, blocks, legend, width, most, least) for ways in _ways(blocks, legend, columns, least))
    sheets = [sheet for sheet in tried if sheet]
    enough = _greatest(least) * LABEL
    return max(sheets, key=lambda s: (round(min(s.label, enough), 2), s.type.text, -s.height * (BESIDE if s.beside else 1.0))) if sheets else None


def _greatest(least: float) -> float:
    """Return the scale beyond which networks are not drawn larger."""
    return max(LARGEST, 1.4 * least) / LABEL


@dataclass(frozen=True)
class _Way:
    """A way to be tried: how many panels each row has, which size of a heat map, the legend beside plots, the type."""

    rows: tuple[int, ...]
    choice: int
    beside: bool
    type: Type


def _ways(blocks: Sequence[Block], legend: Legend | None, columns: int | None, least: float) -> Iterator[_Way]:
    shapes = dict.fromkeys(_shapes(blocks, columns))
    for type_ in type_sizes(least):
        choices = max((len(b.sizes(type_.text)) for b in blocks), default=0)
        for rows, choice, beside in product(shapes, range(max(choices, 1)), (False, True) if legend else (False,)):
            yield _Way(rows, choice, beside, type_)


def _shapes(blocks: Sequence[Block], columns: int | None) -> Iterator[tuple[int, ...]]:
    """Yield how many panels stand in each row; plots that follow the networks may have a row of their own."""
    networks = next((i for i, b in enumerate(blocks) if b.kind != "network"), len(blocks))
    follow = len(blocks) - networks if all(b.kind != "network" for b in blocks[networks:]) else 0
    for count in [columns] if columns else range(1, max(len(blocks), 1) + 1):
        yield _even(len(blocks), count)
        if follow and networks and not columns:
            yield (*_even(networks, count), follow)


def _even(number: int, columns: int) -> tuple[int, ...]:
    return tuple(min(columns, number - i) for i in range(0, number, columns))


def _fitted(
    way: _Way, blocks: Sequence[Block], legend: Legend | None, width: float, most: float, least: float
) -> Sheet | None:
    """Return the page of one way at the largest scale that fits."""
    greatest = _greatest(least)
    if (sheet := _laid(way, blocks, legend, width, most, greatest)) or not any(b.kind == "network" for b in blocks):
        return sheet
    low, high = 0.0, greatest
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        found = _laid(way, blocks, legend, width, most, middle)
        low, high, sheet = (middle, high, found) if found else (low, middle, sheet)
    return sheet


def _laid(
    way: _Way, blocks: Sequence[Block], legend: Legend | None, width: float, most: float, scale: float
) -> Sheet | None:
    """Return the page at a scale, or None if something does not fit."""
    room, slots, y, lefts = width - 2 * EDGE, list[Slot](), EDGE, list[float]()
    ends = [*accumulate(way.rows)]
    rows = [blocks[end - count : end] for end, count in zip(ends, way.rows, strict=True)]
    key: Slot | None = None
    for number, row in enumerate(rows):
        last = number == len(rows) - 1
        plots_only = all(b.kind != "network" for b in row)
        shared = way.beside and last and plots_only and legend is not None
        sizes = _sizes(row, room * 0.55 if shared else room, scale, way)
        free = room - sum(w for w, _ in sizes) - GAP_X * (len(sizes) - 1)
        if free < -0.01:
            return None
        head = way.type.head if any(b.headed for b in row) else 0.0
        lefts = _lefts(sizes, 0.0 if plots_only else free, lefts)
        rooms = [*(x - GAP_X for x in lefts[1 : len(row)]), EDGE + room]
        slots += [Slot(x, y + head, w, h, (x if i else EDGE, end), way.choice)
                  for i, (x, (w, h), end) in enumerate(zip(lefts, sizes, rooms, strict=False))]  # fmt: skip
        height = head + max(h for _, h in sizes)
        if shared:
            assert legend is not None
            key = _beside(legend, free, way.type.text, width, y + head)
            if key is None:
                return None
            height = max(height, head + key.height)
        y += height + GAP_Y
    if way.beside and key is None:
        return None
    if legend and not way.beside:
        y += LEGEND_GAP if slots else 0.0
        key = Slot(EDGE, y, room, legend(room, way.type.text)[1])
        y += key.height + GAP_Y
    total = y - GAP_Y + EDGE
    return Sheet(width, total, scale, way.type, tuple(slots), key, way.beside) if total <= most + 1e-6 else None


def _beside(legend: Legend, free: float, text: float, width: float, top: float) -> Slot | None:
    room = free - 1.5 * GAP_X
    if room < LEAST_LEGEND * text:
        return None
    wide, high = legend(room, text)
    return Slot(width - EDGE - room, top, room, high) if wide <= room + 0.01 else None


def _lefts(sizes: Sequence[Size], free: float, above: Sequence[float]) -> list[float]:
    """Return the left sides in a row: those of the row above it where that is longer, else somewhat apart."""
    if len(above) > len(sizes) and all(x + w <= y for x, (w, _), y in zip(above, sizes, above[1:], strict=False)):
        return list(above[: len(sizes)])
    extra = min(free / (len(sizes) - 1), WIDEST_GAP) if len(sizes) > 1 else 0.0
    lefts, x = [], EDGE + (free / 2 if len(sizes) == 1 else 0.0)
    for wide, _ in sizes:
        lefts.append(x)
        x += wide + GAP_X + extra
    return lefts


def _sizes(row: Sequence[Block], room: float, scale: float, way: _Way) -> list[Size]:
    networks = [b.size[1] * scale for b in row if b.kind == "network"]
    fixed = [b.sizes(way.type.text) for b in row]
    taken = sum(options[min(way.choice, len(options) - 1)][0] for options in fixed if options)
    flexible = sum(b.kind == "volcano" for b in row)
    share = (room - taken - GAP_X * (len(row) - 1)) / flexible if flexible else 0.0
    found = []
    for block, options in zip(row, fixed, strict=True):
        if block.kind == "network":
            found.append((block.size[0] * scale, block.size[1] * scale))
        elif options:
            found.append(options[min(way.choice, len(options) - 1)])
        else:
            found.append(_plot(max(networks, default=0.0), share, way.type.text))
    return found


def _plot(height: float, share: float, text: float) -> Size:
    """Return the size of a volcano plot: as high as the networks in its row, or in proportion to its width."""
    if height:
        high = _between(height, PLOT_HEIGHT, text)
        return _between(high * 0.95, PLOT_WIDTH, text), high
    wide = _between(share, PLOT_WIDTH, text)
    return wide, min(_between(wide * 0.8, PLOT_HEIGHT, text), ALONE * text)


def _between(size: float, ends: tuple[float, float], text: float) -> float:
    return min(max(size, ends[0] * text), ends[1] * text)
