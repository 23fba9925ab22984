"""One interface to a table, whatever the file: column names, first rows, and chosen columns read once."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.shape import Shape, shape_of
from necro_cyto.readers.source import HEAD_BYTES, Source

NO_NUMBER = ["Filtered", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "-", "NOTEST", "na", "Na", "none", "."]
_SKIPPED = re.compile(r"Skipping line (\d+)")
_PIECE = 1 << 18
_NAMES = {"\t": "tab", " ": "space"}


@dataclass(frozen=True)
class Sheet:
    """A table whose head is known.

    `read` takes the positions of text columns and of number columns; text is given as it stands, and a number column
    may hold text where its cells are no numbers. `notes` gathers what the user should know; `locate` tells in which
    line or row a column first holds a text.
    """

    columns: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    read: Callable[[Sequence[int], Sequence[int]], pd.DataFrame]
    delimiter: str | None = None
    encoding: str | None = None
    name: str | None = None
    notes: list[str] = field(default_factory=list)
    locate: Callable[[int, str], str] = lambda column, text: ""

    def cells(self, column: int) -> list[str]:
        """Return the cells of a column in the head."""
        return self._cells[column]

    @cached_property
    def _cells(self) -> list[list[str]]:
        columns = zip(*self.head, strict=True) if self.head else ([] for _ in self.columns)
        return [[cell.strip() for cell in column] for column in columns]


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

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        try:
            return _read(source, shape, text, numbers, notes)
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
            why = one_line(error)
            raise InputError(f"{source.path}: cannot be read as a table ({why}); export it again") from None

    def locate(column: int, text: str) -> str:
        rows = _rows(source, shape)
        return next((f"line {n}" for n, row in rows if len(row) > column and row[column].strip() == text), "")

    delimiter = _NAMES.get(shape.delimiter, shape.delimiter) if len(shape.columns) > 1 else None
    return Sheet(shape.columns, shape.head, read, delimiter, source.encoding, notes=notes, locate=locate)


def _shape(source: Source) -> Shape:
    try:
        shape = shape_of(source.head, complete=len(source.head) < HEAD_BYTES - 3)
    except csv.Error as error:
        raise InputError(f"{source.path}: cannot be read as a table ({one_line(error)}); export it again") from None
    if not shape.head:
        raise InputError(f"{source.path}: holds no rows of data; export the results again")
    return shape


def _rows(source: Source, shape: Shape) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row with the number of its line."""
    with source.open() as file:
        file.seek(source.start + shape.offset)
        lines = io.TextIOWrapper(file, "utf-8", errors="replace", newline="")
        reader = csv.reader(lines, delimiter=shape.delimiter, skipinitialspace=True, quoting=0 if shape.quoted else 3)
        try:
            for row in reader:
                yield shape.lines + reader.line_num, row
        except csv.Error:  # a cell of megabytes
            return


def _read(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int], notes: list[str]) -> pd.DataFrame:
    no_number: Any = dict.fromkeys(numbers, NO_NUMBER)
    long, found = _uneven(source, shape)
    with source.open() as file, warnings.catch_warnings(record=True) as caught:
        file.seek(source.start + shape.offset)
        warnings.simplefilter("always")
        table: pd.DataFrame = pd.read_csv(
            file,
            sep=shape.delimiter,
            header=None,
            names=list(range(len(shape.columns))),
            usecols=sorted({*text, *numbers}),
            index_col=False,
            dtype=dict.fromkeys(text, str),
            na_values=no_number,
            decimal=shape.decimal,
            quoting=0 if shape.quoted else 3,
            skipinitialspace=True,
            skiprows=long or None,
            on_bad_lines="warn",
            engine="c",
        )
    skipped = [int(line) - 1 for warning in caught for line in _SKIPPED.findall(str(warning.message))]
    if skipped or long:
        found.append(_long_note(sorted({*long, *skipped}), shape))
    notes += [note for note in found if note not in notes]
    return table


def _uneven(source: Source, shape: Shape) -> tuple[list[int], list[str]]:
    """Return the lines with more cells than the header, to be left out, and a note on those with fewer.

    Lines with quotation marks are left to the parser, and short ones are not worth a note if most are.
    """
    last, mark, end = len(shape.columns) - 1, shape.delimiter.encode(), shape.delimiter.encode() + b" \r\n"
    if mark == b" " or not shape.quoted:
        return [], []
    count, odd = _odd_lines(source, shape, mark, last)
    long = [n for n, line in odd if line.rstrip(end).count(mark) > last]
    short = [n for n, line in odd if line.count(mark) < last]
    if not short or len(short) * 2 > count:
        return long, []
    first = shape.lines + short[0] + 1
    return long, [
        f"{counted(len(short), 'line')} with fewer cells than the header (the first is line {first}): the rest is missing"
    ]


def _odd_lines(source: Source, shape: Shape, mark: bytes, last: int) -> tuple[int, list[tuple[int, bytes]]]:
    """Return how many lines there are, and those without quotation marks that do not have so many delimiters."""
    end = 10 if b"\n" in source.head else 13
    ends, before, place, marks = [], [], 0, 0
    start = source.start + shape.offset
    with source.open() as file:
        file.seek(start)
        while piece := file.read(_PIECE):  # small enough for the cache
            letters = np.frombuffer(piece, dtype=np.uint8)
            at, found = np.flatnonzero(letters == end), np.flatnonzero(letters == mark[0])
            ends.append(at + place)
            before.append(np.searchsorted(found, at) + marks)
            place, marks = place + len(piece), marks + len(found)
        borders = np.concatenate([[-1], *ends, [place]])
        wrong = np.flatnonzero(np.diff(np.concatenate([*before, [marks]]), prepend=0) != last).tolist()
        lines = []
        for n in wrong:
            file.seek(start + int(borders[n]) + 1)
            lines.append((n, file.read(int(borders[n + 1] - borders[n]) - 1).removesuffix(b"\r")))
    return len(borders) - 1, [(n, line) for n, line in lines if line and b'"' not in line]


def _long_note(lines: Sequence[int], shape: Shape) -> str:
    first = shape.lines + lines[0] + 1
    return f"{counted(len(lines), 'line')} left out: more cells than the header (the first is line {first})"
