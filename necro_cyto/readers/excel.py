"""Workbooks: each sheet as a table, with its header row found."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pandas as pd

from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.readers.model import one_line
from necro_cyto.readers.names import parse
from necro_cyto.readers.shape import HEAD, frame, is_missing, is_number, padded
from necro_cyto.readers.sheet import NO_NUMBER, Sheet
from necro_cyto.readers.source import Source

_BLANK_ROWS = 500
Cells = list[Any]


def excel_sheets(source: Source, only: str | None = None) -> list[Sheet]:
    """Open the sheets of a workbook that are not empty; only one of them if its name is given.

    Raises
    ------
    InputError
        If the workbook is damaged or protected, or has no such sheet.
    """
    from openpyxl import load_workbook

    try:
        with source.open() as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(file, read_only=True, data_only=True)
            found = []
            for sheet in book.worksheets:
                if only is None or sheet.title.strip().lower() == only.strip().lower():
                    sheet.reset_dimensions()
                    found.append((sheet.title, _filled(sheet.iter_rows(values_only=True))))
            titles = book.sheetnames
            book.close()
    except Exception as error:  # openpyxl lets through whatever its zip and XML parsers raise
        why = one_line(error)
        raise InputError(
            f"{source.path}: cannot be read as a workbook ({why}); save it again as .xlsx or .csv"
        ) from None
    if not found:
        raise UnknownNameError(f"sheet in {source.path.name}", only or "", titles)
    return [_sheet(title, rows) for title, rows in found if len(rows) > 1]


def _filled(rows: Iterable[Sequence[Any]]) -> list[Cells]:
    """Return the rows up to the last filled one; a sheet may declare a million empty ones."""
    kept: list[Cells] = []
    blank = 0
    for row in rows:
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        blank = 0 if cells else blank + 1
        if blank > _BLANK_ROWS:
            break
        if cells:
            kept.append(cells)
    return kept


def _sheet(title: str, rows: list[Cells]) -> Sheet:
    width = max(len(row) for row in rows)
    head = [[_text(cell) for cell in padded(row, width)] for row in rows[: HEAD + 50]]
    start, columns = frame(head)
    left, right = _block(columns, head[start:])
    body = [row for row in rows[start:] if any(cell not in (None, "") for cell in row[left:right])]

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        table = {column: _texts(body, column + left) for column in text}
        return pd.DataFrame(table | {column: _numbers(body, column + left) for column in numbers})

    shown = tuple(tuple(row[left:right]) for row in head[start : start + HEAD])
    return Sheet(columns[left:right], shown, read, name=title)


def _block(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Return the columns of the table; an unrelated one may stand beside it behind an empty column."""
    empty = [i for i, name in enumerate(columns) if name == f"#{i + 1}" and not any(row[i] for row in rows)]
    edges = [-1, *empty, len(columns)]
    blocks = [(a + 1, b) for a, b in pairwise(edges) if b > a + 1]
    roles = [len({parse(name).role for name in columns[a:b]} - {""}) for a, b in blocks]
    if not blocks or max(roles) == 0:
        return 0, len(columns)
    left, right = blocks[roles.index(max(roles))]
    words = any(row[i] and not is_number(row[i]) and not is_missing(row[i]) for row in rows for i in range(left, right))
    return (left if words else 0), right


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
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
