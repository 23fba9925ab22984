"""One interface to a table, whatever the file: column names, first rows, and chosen columns read once."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.shape import Shape, shape_of
from necro_cyto.readers.source import HEAD_BYTES, Source

NO_NUMBER = ["Filtered", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "-", "NOTEST", "na", "Na", "none", "."]
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
        return [row[column].strip() for row in self.head]


def text_sheet(source: Source) -> Sheet:
    """Open a delimited text table.

    Raises
    ------
    InputError
        If there is no table in it.
    """
    shape = _shape(source)
    notes: list[str] = []

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        try:
            return _read(source, shape, text, numbers, notes)
        except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError, OverflowError) as error:
            why = one_line(error)
            raise InputError(f"{source.path}: cannot be read as a table ({why}); export it again") from None

    delimiter = _NAMES.get(shape.delimiter, shape.delimiter) if len(shape.columns) > 1 else None
    return Sheet(shape.columns, shape.head, read, delimiter, source.encoding, notes=notes)


def _shape(source: Source) -> Shape:
    try:
        shape = shape_of(source.head, complete=len(source.head) < HEAD_BYTES - 3)
    except csv.Error as error:
        raise InputError(f"{source.path}: cannot be read as a table ({one_line(error)}); export it again") from None
    if not shape.head:
        raise InputError(f"{source.path}: holds no rows of data; export the results again")
    return shape


def _read(source: Source, shape: Shape, text: Sequence[int], numbers: Sequence[int], notes: list[str]) -> pd.DataFrame:
    no_number: Any = dict.fromkeys(numbers, NO_NUMBER)
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
            on_bad_lines="warn",
            low_memory=False,
            engine="c",
        )
    skipped = sum(str(warning.message).count("Skipping line") for warning in caught)
    note = f"{counted(skipped, 'line')} left out: more cells than the header"
    if skipped and note not in notes:
        notes.append(note)
    return table
