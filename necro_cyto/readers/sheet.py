"""One interface to a table, whatever the file: column names, first rows, and chosen columns read once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.identifiers import Lookup
from necro_cyto.readers.cells import read_cells
from necro_cyto.readers.model import one_line
from necro_cyto.readers.records import LONG, reader
from necro_cyto.readers.shape import Shape, are_numbers, is_missing, shape_of
from necro_cyto.readers.source import HEAD_BYTES, Source
from necro_cyto.readers.table import Table

_NAMES = {"\t": "tab", " ": "space"}


@dataclass(frozen=True)
class Sheet:
    """A table whose head is known.

    `read` takes the positions of text columns and of number columns; text is given as it stands, and a number column
    may hold text where its cells are no numbers. `begun` does the same, but for columns that are made when they are
    needed. `notes` gathers what the user should know; `locate` tells in which line or row a column first holds a text;
    `lookups` keeps what became of names of the head.
    """

    columns: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    read: Callable[[Sequence[int], Sequence[int]], pd.DataFrame]
    delimiter: str | None = None
    encoding: str | None = None
    name: str | None = None
    notes: list[str] = field(default_factory=list)
    locate: Callable[[int, str], str] = lambda column, text: ""
    begun: Callable[[Sequence[int], Sequence[int]], Table] | None = None
    lookups: dict[tuple[str, ...], Lookup] = field(default_factory=dict)

    def begin(self, text: Sequence[int], numbers: Sequence[int]) -> Table:
        """Read columns as `read` does, those of numbers while others are looked at."""
        if self.begun is not None:
            return self.begun(text, numbers)
        frame = self.read(text, numbers)
        return Table({}, lambda: frame)

    def cells(self, column: int) -> list[str]:
        """Return the cells of a column in the head."""
        return self._cells[column]

    def known(self, column: int) -> list[str]:
        """Return those that are not missing."""
        cells = self.cells(column)
        return cells if self.holds_numbers(column) else [cell for cell in cells if not is_missing(cell)]

    def holds_numbers(self, column: int) -> bool:
        """Tell whether all cells of a column in the head are numbers, none missing; False tells nothing."""
        return self._numeric[column]

    @cached_property
    def _cells(self) -> list[list[str]]:
        columns = zip(*self.head, strict=True) if self.head else ([] for _ in self.columns)
        return [list(map(str.strip, column)) for column in columns]

    @cached_property
    def _numeric(self) -> list[bool]:
        return list(map(are_numbers, self._cells))


def text_sheet(source: Source, decimal: str | None = None) -> Sheet:
    """Open a delimited text table; its decimal sign is found if not given.

    Raises
    ------
    InputError
        If there is no table in it.
    """
    shape = _shape(source)
    shape = replace(shape, decimal=decimal or shape.decimal)
    notes: list[str] = []

    def begun(text: Sequence[int], numbers: Sequence[int]) -> Table:
        return read_cells(source, shape, text, numbers, notes)

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        return begun(text, numbers).frame

    def locate(column: int, text: str) -> str:
        rows = _rows_with(source, shape, text)
        return next((f"line {n}" for n, row in rows if len(row) > column and row[column].strip() == text), "")

    delimiter = _NAMES.get(shape.delimiter, shape.delimiter) if len(shape.columns) > 1 else None
    return Sheet(shape.columns, shape.head, read, delimiter, source.encoding, notes=notes, locate=locate, begun=begun)


def _shape(source: Source) -> Shape:
    try:
        shape = shape_of(source.head, complete=len(source.head) < HEAD_BYTES - 3)
    except csv.Error as error:
        raise InputError(f"{source.path}: cannot be read as a table ({one_line(error)}); export it again") from None
    if not shape.head:
        raise InputError(f"{source.path}: holds no rows of data; export the results again")
    return shape


def _rows_with(source: Source, shape: Shape, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of the lines that hold a text, with the number of each."""
    with source.open() as file:
        file.seek(source.start + shape.offset)
        lines = io.TextIOWrapper(file, "utf-8", errors="replace")
        for number, line in enumerate(lines, shape.lines + 1):
            if text in line and len(line) < LONG:
                yield from ((number, row) for row in reader([line], shape.delimiter, shape.quoted))
