"""The cells of a delimited text: only the columns that are needed, as they stand.

Where all lines have the same number of cells, columns of text are cut out, and meanwhile pandas reads those of numbers.
Any other text is first searched for lines with more or fewer cells than the header.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, BinaryIO, TypeVar

import numpy as np
import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.readers.even import Lines
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.shape import Shape
from necro_cyto.readers.source import HEAD_BYTES, Source, meanwhile
from necro_cyto.readers.table import Table

T = TypeVar("T")
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
NO_NUMBER = ["Filtered", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "-", "NOTEST", "na", "Na", "none", "."]
_SKIPPED = re.compile(r"Skipping line (\d+)")
_PIECE = 1 << 18
_GLANCE = 20_000
_AT_ONCE = 1 << 20
# Whole numbers up to here are the same whether they were read as such or not.
_EXACT = 1e15


def read_cells(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int], notes: list[str]) -> Table:
    """Read some columns of text and some of numbers; `notes` gets what should be known of the lines.

    A column of numbers holds text where its cells are none.

    Raises
    ------
    InputError
        If it cannot be read, here or where the numbers are asked for.
    """
    return _told(source, partial(_read, source, shape, text, numbers, notes))


def _told(source: Source, work: Callable[[], T]) -> T:
    try:
        return work()
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
        why = one_line(error)
        raise InputError(f"{source.path}: cannot be read as a table ({why}); export it again") from None


def _read(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int], notes: list[str]) -> Table:
    even = _even(source, shape, text, numbers)
    if even is not None:
        return even
    long, found = _uneven(source, shape)
    with source.open() as file, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        file.seek(source.start + shape.offset)
        table = _parsed(file, shape, text, numbers, long)
    skipped = [int(line) - 1 for warning in caught for line in _SKIPPED.findall(str(warning.message))]
    if skipped or long:
        found.append(_long_note(sorted({*long, *skipped}), shape))
    notes += [note for note in found if note not in notes]
    return Table({}, lambda: table)


def _parsed(
    file: Any,
    shape: Shape,
    text: Sequence[int],
    numbers: Sequence[int],
    long: Sequence[int] = (),
    bad: Any = "warn",
    plain: bool = False,
) -> pd.DataFrame:
    no_number: Any = NO_NUMBER if plain else dict.fromkeys(numbers, NO_NUMBER)
    return pd.read_csv(
        file,
        sep=shape.delimiter,
        header=None,
        names=list(range(len(shape.columns))),
        usecols=sorted({*text, *numbers}),
        index_col=False,
        dtype=np.float64 if plain else dict.fromkeys(text, str),
        na_values=no_number,
        decimal=shape.decimal,
        quoting=0 if shape.quoted else 3,
        skipinitialspace=not plain,  # a blank before anything but a number is an error then
        skiprows=long or None,
        on_bad_lines=bad,
        engine="c",
    )


class _Bytes:
    """An open file that pandas reads as the bytes that they are, without decoding them first, and many at once.

    Each time that it asks for more it has to wait for what is done meanwhile.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        return self._file.read(max(size, _AT_ONCE))

    def __iter__(self) -> Iterator[bytes]:  # asked for, not used
        return iter(())


def _even(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int]) -> Table | None:
    """Return the columns of a text whose lines all hold as many cells as the header, else None."""
    width, mark, end = len(shape.columns), shape.delimiter.encode(), b"\n" if b"\n" in source.head else b"\r"
    if width == 1 or mark == b" " or not shape.quoted:
        return None
    lines = Lines(width, mark[0], end[0])
    if lines.columns(io.BytesIO(source.head[shape.offset : shape.offset + _GLANCE].rpartition(end)[0]), ()) is None:
        return None

    def read() -> pd.DataFrame:
        with source.open() as file:
            file.seek(source.start + shape.offset)
            table = _parsed(_Bytes(file), shape, (), numbers, bad="error", plain=True)
        source.forget()
        return table

    begun = meanwhile(read, len(source.head) + source.start >= HEAD_BYTES) if numbers else None
    with source.open() as file:
        file.seek(source.start + shape.offset)
        cut = lines.columns(file, text)
    if cut is None:
        return None
    rows = next((len(cells.ends) for cells in cut.values()), None)
    return Table(cut, partial(_told, source, partial(_numbers, source, shape, numbers, rows, begun)))


def _numbers(
    source: Source, shape: Shape, numbers: Sequence[int], rows: int | None, begun: Future[pd.DataFrame] | None
) -> pd.DataFrame:
    """Return the columns of numbers; those that hold anything else, or large whole numbers, as pandas finds them."""
    if begun is None:
        return pd.DataFrame()
    found = begun.result() if begun.exception() is None else None
    if found is not None and rows in (None, len(found)) and not any(_are_large(found[i].to_numpy()) for i in numbers):
        return found
    with source.open() as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.seek(source.start + shape.offset)
        return _parsed(file, shape, (), numbers)


def _are_large(values: Floats) -> bool:
    """Tell whether numbers, but those without end, are so large that digits may have been lost."""
    if max(-np.fmin.reduce(values, initial=0), np.fmax.reduce(values, initial=0)) < _EXACT:
        return False
    return bool(((np.abs(values) >= _EXACT) & np.isfinite(values)).any())


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
