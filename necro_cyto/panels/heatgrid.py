"""Where the rows, columns and names of a heat map stand, in points; in one block, or several side by side."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from necro_cyto.metrics import text_width
from necro_cyto.panels.heatmap import Heatmap, HeatRow

PITCH, ACROSS = 1.3, 2.4  # height of a row and width of a cell, in sizes of type
LABEL_GAP, BLOCK_GAP = 3.0, 12.0
MOST_BLOCKS, LONGEST_NAME = 5, 34
SLANT = math.sqrt(0.5)  # names of contrasts stand at 45° where they are too long


@dataclass(frozen=True)
class Row:
    """A row of the heat map at its place: the left side of its cells, or of its heading, and its top."""

    row: HeatRow
    left: float
    top: float


@dataclass(frozen=True)
class Name:
    """The name of a column: where it starts, and whether it is slanted."""

    text: str
    x: float
    y: float
    slanted: bool


@dataclass(frozen=True)
class Grid:
    """A heat map laid out; `pitch` and `across` are the height and width of a cell."""

    width: float
    height: float
    pitch: float
    across: float
    rows: tuple[Row, ...]
    names: tuple[Name, ...]


def grids(found: Heatmap, text: float) -> list[Grid]:
    """Return the heat map in one block, in two, and so on, for a size of type."""
    most = min(MOST_BLOCKS, max(1, found.genes // 4))
    return [_grid(found, text, count) for count in range(1, most + 1)]


def _grid(found: Heatmap, text: float, count: int) -> Grid:
    pitch, across = text * PITCH, text * ACROSS
    names = [short(name) for name in found.columns]
    wide = max((text_width(name, text) for name in names), default=0.0)
    slanted = wide > across - 1.0
    head = wide * SLANT + text * 0.9 if slanted else text * 1.5
    over = max(0.0, wide * SLANT + text * 0.7 - across / 2) if slanted else 0.0
    labels = max((text_width(row.label, text) for row in found.rows if row.cells), default=0.0) + LABEL_GAP
    headings = max((text_width(row.label, text) for row in found.rows if not row.cells), default=0.0)
    body = labels + across * len(names)
    block = max(body + over, headings)
    rows, heads, parts = list[Row](), list[Name](), _parts(found.rows, count)
    for number, part in enumerate(parts):
        left = number * (block + BLOCK_GAP) + labels
        rows += [Row(row, left if row.cells else left - labels, head + i * pitch) for i, row in enumerate(part)]
        heads += [Name(name, left + (i + 0.5) * across, head - text * 0.45, slanted) for i, name in enumerate(names)]
    width = block * len(parts) + BLOCK_GAP * (len(parts) - 1)
    return Grid(width, head + pitch * max(map(len, parts)), pitch, across, tuple(rows), tuple(heads))


def short(name: str) -> str:
    """Return the name of a contrast, cut where it would take too much room.

    >>> short("treated vs untreated")
    'treated vs untreated'
    """
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _parts(rows: Sequence[HeatRow], count: int) -> list[list[HeatRow]]:
    """Cut the rows into blocks of about one height; no heading is left behind at the foot of a block."""
    parts, heading = list[list[HeatRow]]([[]]), ""
    size = math.ceil(len(rows) / count)
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        full = len(parts[-1]) >= size or (len(parts[-1]) == size - 1 and not row.cells and following is not None)
        if full and len(parts) < count:
            parts.append([HeatRow(f"{heading} (cont.)")] if heading and row.cells else [])
        heading = row.label if not row.cells else heading
        parts[-1].append(row)
    return parts
