"""A text whose lines all hold as many cells: where each cell stands is found in the bytes, and columns are cut out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from necro_cyto.identifiers import Packed

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
# Small enough for the cache.
_PIECE = 1 << 17
_QUOTE = ord('"')
# What is trimmed, taken for nothing or for the end of a line elsewhere; a text with these is left to the parser.
_BOM = b"\xef\xbb\xbf"
_BLANKS = (b" ", b"\t", b"\xc2\xa0")
# What pandas takes for a missing cell, beside that of no letters.
_MISSING = (
    b"NA", b"N/A", b"n/a", b"NaN", b"nan", b"-NaN", b"-nan", b"NULL", b"null", b"None", b"<NA>", b"#NA", b"#N/A",
    b"#N/A N/A", b"1.#IND", b"-1.#IND", b"1.#QNAN", b"-1.#QNAN",
)  # fmt: skip


@dataclass(frozen=True)
class Lines:
    """What lines are made of: so many cells, the byte between them, and that at the end."""

    width: int
    mark: int
    end: int

    def columns(self, file: BinaryIO, wanted: Sequence[int]) -> dict[int, Packed] | None:
        """Return some columns of the rest of a file, missing cells empty; None if any line or cell is not plain."""
        found: list[list[tuple[Any, Ints]]] = []
        piece = _Piece(self)
        while size := piece.fill(file):
            ends = piece.grid(size, first=not found)
            if ends is None:
                return None
            found.append([piece.column(ends, column) for column in wanted])
        joined = {column: Packed.joined([cells[i] for cells in found]) for i, column in enumerate(wanted)}
        if any(packed.holds(blank) for packed in joined.values() for blank in _BLANKS):
            return None
        return {column: packed.emptied(_MISSING) for column, packed in joined.items()}


class _Piece:
    """Whole lines of a file, many at once, in the same place of the memory each time."""

    def __init__(self, lines: Lines) -> None:
        self._lines, self._end = lines, bytes([lines.end])
        self._bytes = bytearray(_PIECE + 1)
        self._letters: Any = np.frombuffer(self._bytes, dtype=np.uint8)
        self._ending, self._borders = (np.empty(_PIECE + 1, dtype=bool) for _ in range(2))
        self._held = self._size = self._shift = 0

    def fill(self, file: BinaryIO) -> int:
        """Read on; return of how many bytes the lines are: 0 at the end of the file, -1 if one is too long."""
        rest = self._held - self._size
        self._bytes[:rest] = self._bytes[self._size : self._held]
        got = file.readinto(memoryview(self._bytes)[rest:_PIECE])  # type: ignore[attr-defined]
        self._held = rest + got
        if rest and not got:  # the last line lacks its end
            self._bytes[rest : rest + 1] = self._end
            self._held += 1
        self._size = self._bytes.rfind(self._end, 0, self._held) + 1
        return self._size or -min(self._held, 1)

    def grid(self, size: int, first: bool) -> Any:
        """Return where each cell ends, a row for each line; None if any line is not plain."""
        if size < 0 or self._holds(b"\x00") or (first and self._bytes.startswith(_BOM)):
            return None
        letters, ending, borders = (cells[:size] for cells in (self._letters, self._ending, self._borders))
        np.equal(letters, self._lines.end, out=ending)
        np.equal(letters, self._lines.mark, out=borders)
        np.logical_or(borders, ending, out=borders)
        places = _outside_quotes(letters, borders) if self._holds(b'"') else np.flatnonzero(borders)
        rows, over = divmod(len(places), self._lines.width)
        if over or rows != np.count_nonzero(ending):
            return None
        ends = places.reshape(rows, self._lines.width)
        return ends if ending[ends[:, -1]].all() and self._ends_alike(ends[:, -1]) else None

    def column(self, ends: Any, column: int) -> tuple[Any, Ints]:
        """Return a column of the lines, compact."""
        starts = np.zeros(len(ends), dtype=np.intp)
        if column:
            np.add(ends[:, column - 1], 1, out=starts)
        else:
            np.add(ends[:-1, -1], 1, out=starts[1:])
        stops = ends[:, column] - self._shift if column == self._lines.width - 1 else ends[:, column]
        if self._holds(b'"'):
            quoted = self._letters[starts] == _QUOTE
            starts, stops = starts + quoted, stops - quoted
        return Packed(self._letters, starts, stops).compact()

    def _holds(self, text: bytes) -> bool:
        return self._bytes.find(text, 0, self._size) >= 0

    def _ends_alike(self, last: Ints) -> bool:
        r"""Tell whether all lines end with \n, or all with \r\n, or all with \r; how far before the end the cells end is kept."""
        other = b"\r" if self._end == b"\n" else b"\n"
        self._shift = int(self._holds(other))
        if not self._shift:
            return True
        alike = self._end == b"\n" and bool((self._letters[last - 1] == ord("\r")).all())
        return alike and self._bytes.count(other, 0, self._size) == len(last)


def _outside_quotes(letters: Any, borders: Any) -> Ints:
    """Return the borders of cells that do not stand between quotation marks; none, if these are not round whole cells."""
    places = np.flatnonzero(borders | (letters == _QUOTE))
    are_quotes = letters[places] == _QUOTE
    around = places[np.flatnonzero(are_quotes)]
    opening, closing = around[::2], around[1::2]
    closed = borders[closing + 1] | (letters[closing + 1] == ord("\r"))
    whole = len(opening) == len(closing) and closed.all() and (borders[opening - 1] | (opening == 0)).all()
    inside = np.logical_xor.accumulate(are_quotes)
    outside: Ints = places[np.flatnonzero(~(are_quotes | inside))]
    return outside if whole else outside[:0]
