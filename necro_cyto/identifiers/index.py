"""The shipped columns, unpacked when first asked for, and an index from each name to the genes that bear it."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from necro_cyto.identifiers.packed import Flags, Hashes, Ints, Packed

NONE = -1
# So many leading bits of a hash lead near its place.
_BITS = 17
_MORE = 20
_SHIFT = np.uint64(64 - _BITS)
_LAST = np.uint64(2**64 - 1)


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


def leading(hashes: Hashes) -> Ints:
    """Return the leading bits of hashes, so many that few names beside those of the table share them with one."""
    return (hashes >> np.uint64(64 - _MORE)).astype(np.intp)


class Index:
    """Which genes bear a name: a sorted table of 64-bit hashes of names, not the names.

    It is built and searched in a fraction of the time and the memory of a dict, which counts where a file names
    60,000 genes. That two names of some 100,000 share a hash is less likely than one in a thousand million.
    """

    def __init__(self, text: str) -> None:
        names = Packed.lines(text.replace("|", "\n").encode("utf-8"))
        hashes, filled = names.hashes, names.ends > names.starts
        order = np.argsort(hashes, kind="stable")
        hashes, rows, kept = hashes[order], _lines(text)[order], filled[order]
        # A gene may list a name twice.
        kept[1:] &= (hashes[1:] != hashes[:-1]) | (rows[1:] != rows[:-1])
        hashes, self._rows = hashes[kept], rows[kept]
        self._first = np.flatnonzero(np.concatenate((np.ones(min(1, len(hashes)), bool), hashes[1:] != hashes[:-1])))
        self._count = np.diff(self._first, append=len(hashes))
        # Whether each name is borne by one gene.
        self._single = len(self._first) == len(hashes)
        self._hashes = np.append(hashes[self._first], _LAST)
        leading = (self._hashes[:-1] >> _SHIFT).astype(np.intp)
        fewer = np.cumsum(np.bincount(leading + 1, minlength=(1 << _BITS) + 1))
        self._begins = fewer[:-1].astype(np.int32)

    @cached_property
    def hashes_of_rows(self) -> Hashes:
        """The hash of the name of each gene, where each has one."""
        hashes = np.zeros(self._rows.max(initial=-1) + 1, dtype=np.uint64)
        hashes[self._rows[self._first]] = self._hashes[:-1]
        return hashes

    @property
    def begun(self) -> Flags:
        """Which leading bits the names in it have."""
        begun = np.zeros(1 << _MORE, dtype=bool)
        begun[leading(self._hashes[:-1])] = True
        return begun

    def find(self, hashes: Hashes) -> Ints:
        """Return where in the index names stand, by their hashes, or `NONE`."""
        places = self._begins[(hashes >> _SHIFT).astype(np.intp)].astype(np.intp)
        there = self._hashes[places]
        before = np.flatnonzero(there < hashes)
        while len(before):
            places[before] += 1
            there[before] = self._hashes[places[before]]
            before = before[there[before] < hashes[before]]
        places[there != hashes] = NONE
        return places

    def has(self, names: Sequence[str]) -> Flags:
        """Tell which names are borne by a gene."""
        known: Flags = self.find(Packed.of(names).hashes) != NONE
        return known

    def count(self, places: Ints) -> Ints:
        """Return how many genes bear the names at some places of the index."""
        count: Ints = np.ones(len(places), dtype=np.intp) if self._single else self._count[places]
        return count

    def rows(self, places: Ints) -> Ints:
        """Return the genes that bear the names at some places of the index, one name after the other."""
        if self._single:
            only: Ints = self._rows[places]
            return only
        first, count = self._first[places], self._count[places]
        rows: Ints = self._rows[first]
        several = np.flatnonzero(count > 1)
        if not len(several):
            return rows
        more = count[several] - 1
        behind = np.arange(more.sum()) - np.repeat(np.cumsum(more) - more, more) + 1
        found: Ints = np.insert(rows, np.repeat(several + 1, more), self._rows[np.repeat(first[several], more) + behind])
        return found


def _lines(text: str) -> Ints:
    r"""Return on which line each value of a text stands.

    >>> _lines("IL8\n\nRIP3|RIP-3").tolist()
    [0, 1, 2, 2]
    """
    letters = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    ends = letters[(letters == ord("\n")) | (letters == ord("|"))] == ord("\n")
    return np.concatenate((np.zeros(1, dtype=np.intp), np.cumsum(ends)))
