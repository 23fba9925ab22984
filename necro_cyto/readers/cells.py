"""The cells of a delimited text: only the columns that are needed, read by pandas as they stand.

A text whose lines all have the same number of cells, and no quotation mark in them, is read as it is, a long one in
two pieces side by side. Any other is first searched for lines with more or fewer cells than the header.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import wait
from functools import partial
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from necro_cyto.readers.model import counted
from necro_cyto.readers.shape import Shape
from necro_cyto.readers.source import Source, meanwhile

NO_NUMBER = ["Filtered", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "-", "NOTEST", "na", "Na", "none", "."]
_SKIPPED = re.compile(r"Skipping line (\d+)")
_PIECE = 1 << 18
_GLANCE = 20_000
# So many bytes are worth two readers.
_LONG = 4_000_000


def read_cells(
    source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int], notes: list[str]
) -> pd.DataFrame:
    """Read some columns of text and some of numbers; `notes` gets what should be known of the lines.

    A column of numbers holds text where its cells are none.
    """
    table = _even(source, shape, text, numbers)
    if table is not None:
        return table
    long, found = _uneven(source, shape)
    with source.open() as file, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        file.seek(source.start + shape.offset)
        table = _parsed(file, shape, text, numbers, long)
    skipped = [int(line) - 1 for warning in caught for line in _SKIPPED.findall(str(warning.message))]
    if skipped or long:
        found.append(_long_note(sorted({*long, *skipped}), shape))
    notes += [note for note in found if note not in notes]
    return table


def _parsed(
    file: Any, shape: Shape, text: Sequence[int], numbers: Sequence[int], long: Sequence[int] = (), bad: Any = "warn"
) -> pd.DataFrame:
    no_number: Any = dict.fromkeys(numbers, NO_NUMBER)
    return pd.read_csv(
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
        on_bad_lines=bad,
        engine="c",
    )


class _Checked:
    """Some bytes of an open file; while they are read it is seen whether all lines hold as many cells."""

    def __init__(self, file: BinaryIO, size: int, line: bytes, more: bytes) -> None:
        self._file, self._left, self._line, self._place = file, size, line, 0
        self._others = bytes(set(range(256)) - {*line, *more})
        self._even, self._end = True, b""

    def __iter__(self) -> Iterator[bytes]:  # asked for, not used
        return iter(self._file)

    def read(self, size: int) -> bytes:
        data = self._file.read(min(size, self._left))
        self._left -= len(data)
        self._end = data[-1:] or self._end
        found = data.translate(None, self._others)
        expected = self._line * (len(found) // len(self._line) + 2)
        self._even = self._even and expected.startswith(found, self._place)
        self._place = (self._place + len(found)) % len(self._line)
        return data

    def even(self) -> bool:
        """Tell it at the end; the last line may lack its own."""
        ended = self._place == 0 and self._end == self._line[-1:]
        return self._even and (ended or self._place == len(self._line) - 1)


def _even(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame | None:
    """Return the columns of a text whose lines all hold as many delimiters as the header, else None."""
    last, mark, end = len(shape.columns) - 1, shape.delimiter.encode(), b"\n" if b"\n" in source.head else b"\r"
    if not last or mark == b" " or not shape.quoted:
        return None
    line = mark * last + end
    first = source.head[shape.offset : shape.offset + _GLANCE].translate(None, bytes(set(range(256)) - {*line}))
    if not (line * (len(first) // len(line) + 1)).startswith(first):
        return None
    pieces = _pieces(source, shape, end)

    def read(start: int, size: int) -> pd.DataFrame | None:
        with source.open() as file:
            file.seek(start)
            checked = _Checked(file, size, line, b'"' if len(pieces) > 1 else b"")
            table = _parsed(checked, shape, text, numbers, bad="error")
            return table if checked.even() else None

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        begun = [meanwhile(partial(read, *piece), len(pieces) > 1) for piece in pieces]
        wait(begun)
    if any(part.exception() for part in begun):
        return None
    tables = [table for part in begun if (table := part.result()) is not None]
    return _joined(tables, numbers) if len(tables) == len(pieces) else None


def _pieces(source: Source, shape: Shape, end: bytes) -> list[tuple[int, int]]:
    """Return where the rows start, and how many bytes they are; of a long text two pieces."""
    start = source.start + shape.offset
    with source.open() as file:
        size = file.seek(0, io.SEEK_END)
        if size - start < _LONG or end != b"\n":
            return [(start, size - start)]
        file.seek((start + size) // 2)
        file.readline()
        middle = file.tell()
    return [(start, middle - start), (middle, size - middle)]


def _joined(tables: Sequence[pd.DataFrame], numbers: Sequence[int]) -> pd.DataFrame | None:
    """Return the rows of all; None if a column of numbers holds anything else, which is judged as a whole."""
    if len(tables) == 1:
        return tables[0]
    if any(table[column].dtype not in (np.float64, np.int64) for table in tables for column in numbers):
        return None
    return pd.concat(tables, ignore_index=True)


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
    ends, before, place, marks, quotes = [], [], 0, 0, 0
    start = source.start + shape.offset
    with source.open() as file:
        file.seek(start)
        while piece := file.read(_PIECE):  # small enough for the cache
            letters = np.frombuffer(piece, dtype=np.uint8)
            at, found, quoted = (np.flatnonzero(letters == letter) for letter in (end, mark[0], ord('"')))
            ends.append(at + place)
            before.append(np.stack([np.searchsorted(found, at) + marks, np.searchsorted(quoted, at) + quotes]))
            place, marks, quotes = place + len(piece), marks + len(found), quotes + len(quoted)
        borders = np.concatenate([[-1], *ends, [place]])
        counts = np.diff(np.concatenate([*before, [[marks], [quotes]]], axis=1), prepend=0)
        wrong = np.flatnonzero((counts[0] != last) & (counts[1] == 0)).tolist()
        lines = []
        for n in wrong:
            file.seek(start + int(borders[n]) + 1)
            lines.append((n, file.read(int(borders[n + 1] - borders[n]) - 1).removesuffix(b"\r")))
    return len(borders) - 1, [(n, line) for n, line in lines if line]


def _long_note(lines: Sequence[int], shape: Shape) -> str:
    first = shape.lines + lines[0] + 1
    return f"{counted(len(lines), 'line')} left out: more cells than the header (the first is line {first})"
