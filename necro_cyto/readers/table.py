"""The columns of a file that were asked for, each made when it is first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.identifiers import Packed

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class Table:
    """Columns by position: packed text, whose missing cells are empty, and others that may still be being read."""

    def __init__(self, packed: Mapping[int, Packed], others: Callable[[], pd.DataFrame]) -> None:
        self.packed = packed
        self._read = others
        self._text: dict[int, pd.Series[Any]] = {}

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

    def rows(self, kept: Flags) -> Table:
        """Return some of the rows."""
        packed = {column: cells.take(kept) for column, cells in self.packed.items()}
        return Table(packed, lambda: self._others[kept].reset_index(drop=True))

    def some(self, columns: Iterable[int]) -> pd.DataFrame:
        """Return some of the columns."""
        return pd.DataFrame({column: self[column] for column in columns})

    @property
    def frame(self) -> pd.DataFrame:
        """All columns."""
        return self.some([*self.packed, *self._others]) if self.packed else self._others
