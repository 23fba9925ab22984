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
# Two tables with a header and a few rows each.
_LEAST_STACKED = 8


def excel_sheets(source: Source, only: str | None = None) -> list[Sheet]:
    """Open the sheets of a workbook that are not empty; only one of them if its name is given.

    Raises
    ------
    InputError
        If the workbook is damaged or protected, or has no such sheet.
    """
    titles, found = [], []
    wanted = None if only is None else only.strip().lower()
    for sheet, rows in grids(source):
        named = wanted in (None, sheet.strip().lower())
        for title, numbered in _stacked(sheet, [(number, row) for number, row in enumerate(rows, 1) if row]):
            titles.append(title)
            if named or wanted == title.strip().lower():
                found.append((title, numbered))
    if not found:
        raise UnknownNameError(f"sheet in {source.path.name}", only or "", titles)
    return [_sheet(title, numbered) for title, numbered in found if len(numbered) > 1]


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
    roles = {parse(cell).role for cell in texts}
    return not roles.isdisjoint(EFFECTS) and not roles.isdisjoint(SIGNIFICANCES)


def _sheet(title: str, numbered: list[Numbered]) -> Sheet:
    width = max(len(row) for _, row in numbered)
    head = [[_text(cell) for cell in padded(row, width)] for _, row in numbered[: HEAD + 50]]
    start, columns = frame(head)
    left, right, others = _block(columns, head[start:])
    filled = [(n, row) for n, row in numbered[start:] if any(cell not in (None, "") for cell in row[left:right])]
    body = [row for _, row in filled]

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        table = {column: _texts(body, column + left) for column in text}
        return pd.DataFrame(table | {column: _numbers(body, column + left) for column in numbers})

    def locate(column: int, text: str) -> str:
        return next((f"row {n}" for n, row in filled if _text(_cell(row, column + left)) == text), "")

    shown = tuple(tuple(row[left:right]) for row in head[start : start + HEAD])
    return Sheet(columns[left:right], shown, read, name=title, locate=locate, notes=_beside(title, others))


def _beside(title: str, others: Sequence[str]) -> list[str]:
    """Say which results stand beside those that are read, so that none is lost in silence."""
    if not others:
        return []
    return [
        f'sheet "{title}" holds {len(others) + 1} tables of results side by side; not read: columns '
        f"{', '.join(others)}; put each into a sheet of its own"
    ]


def _block(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, int, list[str]]:
    """Return the columns of the table, and where others hold results; an empty column parts them."""
    empty = [i for i, name in enumerate(columns) if name == f"#{i + 1}" and not any(row[i] for row in rows)]
    edges = [-1, *empty, len(columns)]
    blocks = [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]
    roles = [{parse(name).role for name in columns[a:b]} - {""} for a, b in blocks]
    best = max(range(len(blocks)), key=lambda i: len(roles[i]), default=None)
    if best is None or not roles[best]:
        return 0, len(columns), []
    left, right = blocks[best]
    words = any(row[i] and not is_number(row[i]) and not is_missing(row[i]) for row in rows for i in range(left, right))
    others = [f"{_letters(a)} to {_letters(b - 1)}" for i, (a, b) in enumerate(blocks) if i != best and _results(roles[i])]
    return (left if words else 0), right, others


def _results(roles: set[str]) -> bool:
    return not roles.isdisjoint(EFFECTS) and not roles.isdisjoint(SIGNIFICANCES)


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
