"""Workbooks: each sheet as a table, with its header row found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from necro_cyto.errors import UnknownNameError
from necro_cyto.readers.cells import NO_NUMBER
from necro_cyto.readers.grids import Cells, grids
from necro_cyto.readers.model import one_line
from necro_cyto.readers.names import EFFECTS, SIGNIFICANCES, parse
from necro_cyto.readers.records import HEAD
from necro_cyto.readers.shape import frame, is_missing, is_number, padded
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.source import Source

Numbered = tuple[int, Cells]
Block = tuple[int, int]  # from a column up to another
# Two tables with a header and a few rows each.
_LEAST_STACKED = 8


def excel_sheets(source: Source, only: str | None = None) -> list[Sheet]:
    """Open the sheets of a workbook that are not empty; only one of them if its name is given.

    Raises
    ------
    InputError
        If the workbook is damaged or protected, or has no such sheet.
    """
    titles: list[str] = []
    found: list[Sheet] = []
    wanted = None if only is None else only.strip().lower()
    for sheet, rows in grids(source):
        parts = _stacked(sheet, [(number, row) for number, row in enumerate(rows, 1) if row])
        tables = [table for title, numbered in parts if len(numbered) > 1 for table in _tables(title, numbered)]
        names = [table.name or "" for table in tables]
        titles += names or [sheet]
        found += [t for t, name in zip(tables, names, strict=True) if wanted in (None, sheet.strip().lower(), name.lower())]
    if not found and wanted is not None and wanted not in map(str.lower, titles):
        raise UnknownNameError(f"sheet in {source.path.name}", only or "", titles)
    return found


def _stacked(title: str, rows: list[Numbered]) -> list[tuple[str, list[Numbered]]]:
    """Part a sheet whose tables stand below each other, each with a header of its own, into one sheet for each."""
    width = max((len(row) for _, row in rows), default=0)
    if len(rows) < _LEAST_STACKED:
        return [(title, rows)]
    start, columns = frame([[_text(cell) for cell in padded(row, width)] for _, row in rows[: HEAD + 50]])
    named = [i for i, name in enumerate(columns) if parse(name).role in (*EFFECTS, *SIGNIFICANCES)]
    if len(named) < 2:
        return [(title, rows)]
    again = [
        at
        for at, (_, row) in enumerate(rows[start:], start)
        if (isinstance(_cell(row, named[0]), str) or isinstance(_cell(row, named[-1]), str)) and _is_header(row)
    ]
    if not again:
        return [(title, rows)]
    edges = [0, *again, len(rows)]
    parts = [rows[a:b] for a, b in pairwise(edges)]
    heads = [rows[start - 1][0], *(rows[at][0] for at in again)]
    return [(f"{title} (row {number})", part) for number, part in zip(heads, parts, strict=True)]


def _is_header(row: Cells) -> bool:
    """Tell whether a row names an effect and a significance, and holds no number."""
    texts = [cell for cell in row if cell not in (None, "")]
    if not all(isinstance(cell, str) and not is_number(cell) for cell in texts):
        return False
    return _results({parse(cell).role for cell in texts})


def _tables(title: str, numbered: list[Numbered]) -> list[Sheet]:
    """Return the table of a sheet, or those that stand side by side in it."""
    width = max(len(row) for _, row in numbered)
    head = [[_text(cell) for cell in padded(row, width)] for _, row in numbered[: HEAD + 50]]
    start, columns = frame(head)
    blocks, others = _blocks(columns, head[start:])
    names = _names(title, blocks, head[: max(start - 1, 0)])
    body = numbered[start:]
    shown = head[start:]
    return [
        _sheet(name, columns, body, shown, block, _beside(title, others))
        for name, block in zip(names, blocks, strict=True)
    ]


def _names(title: str, blocks: Sequence[Block], above: Sequence[Sequence[str]]) -> list[str]:
    """Name the tables of a sheet: by what stands above each if that tells them apart, else by their columns."""
    if len(blocks) == 1:
        return [title]
    told = [next((cell for row in reversed(above) for cell in row[a:b] if cell), "") for a, b in blocks]
    if not all(told) or len(set(told)) < len(told):
        told = [f"columns {_span(block)}" for block in blocks]
    return [f"{title} ({one_line(name, 60)})" for name in told]


def _sheet(
    title: str,
    columns: Sequence[str],
    rows: list[Numbered],
    shown: Sequence[Sequence[str]],
    block: Block,
    notes: list[str],
) -> Sheet:
    left, right = block
    filled = [(n, row) for n, row in rows if any(cell not in (None, "") for cell in row[left:right])]
    body = [row for _, row in filled]

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        table = {column: _texts(body, column + left) for column in text}
        return pd.DataFrame(table | {column: _numbers(body, column + left) for column in numbers})

    def locate(column: int, text: str) -> str:
        return next((f"row {n}" for n, row in filled if _text(_cell(row, column + left)) == text), "")

    cells = tuple(tuple(row[left:right]) for row in shown[:HEAD])
    return Sheet(tuple(columns[left:right]), cells, read, name=title, locate=locate, notes=notes)


def _beside(title: str, others: Sequence[Block]) -> list[str]:
    """Say which results stand beside those that are read, so that none is lost in silence."""
    if not others:
        return []
    return [
        f'sheet "{title}" holds more results without genes of their own; not read: columns '
        f"{', '.join(map(_span, others))}; put each into a sheet of its own, beside the genes"
    ]


def _blocks(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[Block], list[Block]]:
    """Return the columns of each table of results, which empty columns part, and those of results without genes."""
    empty = [i for i, name in enumerate(columns) if name == f"#{i + 1}" and not any(row[i] for row in rows)]
    edges = [-1, *empty, len(columns)]
    blocks = [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]
    roles = {(a, b): {parse(name).role for name in columns[a:b]} - {""} for a, b in blocks}
    named = {block for block in blocks if roles[block] and any(_are_names(_words(rows, i)) for i in range(*block))}
    best = max(blocks, key=lambda block: (block in named, len(roles[block])), default=None)
    if best is None or not roles[best]:
        return [(0, len(columns))], []
    others = [block for block in blocks if block != best and _results(roles[block])]
    if not any(_words(rows, i) for i in range(*best)):
        return [(0, best[1])], others
    return sorted({best, *others} & {best, *named}), [block for block in others if block not in named]


def _words(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    return [row[column] for row in rows if row[column] and not is_number(row[column]) and not is_missing(row[column])]


def _are_names(words: Sequence[str]) -> bool:
    """Tell whether words tell rows apart, as genes do and "up" and "down" do not."""
    return len(set(words)) * 2 > len(words)


def _results(roles: set[str]) -> bool:
    return not roles.isdisjoint(EFFECTS) and not roles.isdisjoint(SIGNIFICANCES)


def _span(block: Block) -> str:
    return f"{_letters(block[0])} to {_letters(block[1] - 1)}"


def _letters(column: int) -> str:
    """Return the name of a column in a workbook.

    >>> _letters(0), _letters(27)
    ('A', 'AB')
    """
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _cell(row: Cells, column: int) -> Any:
    return row[column] if column < len(row) else None


def _texts(rows: Sequence[Cells], column: int) -> pd.Series[str]:
    return pd.Series([_text(_cell(row, column)) or None for row in rows], dtype="str")


def _numbers(rows: Sequence[Cells], column: int) -> pd.Series[Any]:
    cells = [_cell(row, column) for row in rows]
    values = [None if isinstance(c, str) and (not c.strip() or c.strip() in NO_NUMBER) else c for c in cells]
    if all(c is None or isinstance(c, int | float) for c in values):
        return pd.Series(values, dtype=float)
    return pd.Series([None if c is None else _text(c) for c in values], dtype="str")


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split()) if cell.isprintable() else one_line(cell, 2000)
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return one_line(cell)
