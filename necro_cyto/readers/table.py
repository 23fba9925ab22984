"""The columns of a file that were asked for, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.identifiers import Packed

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Table:
    """Columns by position: packed text, whose missing cells are empty, and others that may still be being read."""

    def __init__(self, packed: Mapping[int, Packed], others: Callable[[], pd.DataFrame]) -> None:
        self.packed = packed
        self._read = others
        self._text: dict[int, pd.Series[Any]] = {}
        self._codes: dict[int, tuple[Ints, Sequence[str]]] = {}

    @cached_property
    def _others(self) -> pd.DataFrame:
        return self._read()

    def __len__(self) -> int:
        return len(next(iter(self.packed.values())).ends) if self.packed else len(self._others)

    def __getitem__(self, column: int) -> pd.Series[Any]:
        if column not in self.packed:
            return self._others[column]
        if column not in self._text:
            cells = self.packed[column]
            text = np.array(cells.names, dtype=object)
            text[cells.ends == cells.starts] = np.nan
            self._text[column] = pd.Series(pd.array(text, dtype="str"))
        return self._text[column]

    def coded(self, column: int) -> tuple[Ints, Sequence[str]]:
        """Return for each row the number of its text, -1 where it is missing, and the texts."""
        if column not in self._codes:
            self._codes[column] = _coded(self.packed[column] if column in self.packed else self._others[column])
        return self._codes[column]

    def rows(self, kept: Flags) -> Table:
        """Return some of the rows."""
        packed = {column: cells.take(kept) for column, cells in self.packed.items()}
        return Table(packed, lambda: self._others[kept].reset_index(drop=True))

    @property
    def frame(self) -> pd.DataFrame:
        """All columns."""
        return pd.DataFrame({i: self[i] for i in (*self.packed, *self._others)}) if self.packed else self._others


def firsts(codes: Ints) -> Ints:
    """Return where each number stands first, if they are numbered as they come.

    >>> firsts(np.array([0, 1, 0, 2, 1])).tolist()
    [0, 1, 3]
    """
    return np.flatnonzero(np.diff(np.maximum.accumulate(codes), prepend=-1))


def _coded(cells: Packed | pd.Series[Any]) -> tuple[Ints, Sequence[str]]:
    if not isinstance(cells, Packed):
        found, unique = pd.factorize(cells)
        return found, list(unique)
    codes = pd.factorize(cells.hashes)[0]
    texts = cells.take(firsts(codes)).names
    return (np.where(codes == texts.index(""), -1, codes) if "" in texts else codes), texts
