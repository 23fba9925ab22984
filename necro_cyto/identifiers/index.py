"""The shipped columns, unpacked when first asked for, and an index from each name to the genes that bear it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from pathlib import Path

import numpy as np

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
# The code of a name that no gene bears; codes below it are numbers of groups of genes.
NONE = -1


class Columns(Mapping[str, Sequence[str]]):
    """The columns of ``genes.zip``: a text for each gene, several values in it joined by ``|``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cells: dict[str, Sequence[str]] = {}

    def text(self, name: str) -> str:
        """Return a column as one text, a line for each gene."""
        with zipfile.ZipFile(self._path) as archive:
            return archive.read(f"{name}.txt").decode("utf-8").removesuffix("\n")

    def __getitem__(self, name: str) -> Sequence[str]:
        if name not in self._cells:
            self._cells[name] = self.text(name).split("\n")
        return self._cells[name]

    def __iter__(self) -> Iterator[str]:
        with zipfile.ZipFile(self._path) as archive:
            return iter([name.removesuffix(".txt") for name in archive.namelist()])

    def __len__(self) -> int:
        return len(list(iter(self)))


class Index:
    """Which genes bear a name, as a code: a row of the table, a group of rows, or `NONE`."""

    def __init__(self, text: str) -> None:
        names = text.replace("|", "\n").split("\n")
        bearers = _lines(text)
        self._codes: dict[str, int] = dict(zip(names, bearers, strict=True))
        self._groups: list[tuple[int, ...]] = []
        self._codes.pop("", None)
        if len(self._codes) < len(names) - names.count(""):
            self._share(names, bearers)

    def __contains__(self, name: object) -> bool:
        return name in self._codes

    def codes(self, names: Iterable[str], count: int) -> Ints:
        """Return the codes of so many names."""
        return np.fromiter(map(self._codes.get, names, repeat(NONE)), dtype=np.intp, count=count)

    def rows(self, name: str) -> tuple[int, ...]:
        """Return the rows of the genes that bear a name."""
        return self.group(self._codes.get(name, NONE))

    def group(self, code: int) -> tuple[int, ...]:
        """Return the rows that a code stands for."""
        return (code,) if code >= 0 else self._groups[NONE - 1 - code] if code < NONE else ()

    def _share(self, names: Sequence[str], bearers: Sequence[int]) -> None:
        """Give a name that several genes bear the code of a group."""
        shared: dict[str, set[int]] = {}
        for name, row in zip(names, bearers, strict=True):
            if name and self._codes[name] != row:
                shared.setdefault(name, {self._codes[name]}).add(row)
        for name, rows in shared.items():
            self._codes[name] = NONE - 1 - len(self._groups)
            self._groups.append(tuple(sorted(rows)))


def _lines(text: str) -> list[int]:
    r"""Return on which line each value of a text stands.

    >>> _lines("IL8\n\nRIP3|RIP-3")
    [0, 1, 2, 2]
    """
    letters = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    ends = letters[(letters == ord("\n")) | (letters == ord("|"))] == ord("\n")
    found: list[int] = np.concatenate(([0], np.cumsum(ends))).tolist()
    return found
