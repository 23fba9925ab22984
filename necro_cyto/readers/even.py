"""A text whose lines all hold as many cells: where each cell stands is found in the bytes, and columns are cut out."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np

from necro_cyto.identifiers import Packed, Words

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
# Small enough for the cache.
_PIECE = 1 << 17
_QUOTE = ord('"')
# Taken for nothing elsewhere; a text with it is left to the parser, as is one with blanks round a cell.
_BOM = b"\xef\xbb\xbf"
# What pandas takes for a missing cell, beside that of no letters.
_MISSING = Words(
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
        found: list[list[Any]] = []
        text = _held(self, file) or _Read(self, file)
        for piece in text.pieces():
            if not piece.is_plain(first=not found):
                return None
            found.append([text.kept(piece.column(column)) for column in wanted])
        joined = {column: text.joined([cells[i] for cells in found]) for i, column in enumerate(wanted)}
        if any(packed.between_blanks() for packed in joined.values()):
            return None
        return {column: packed.emptied(_MISSING) for column, packed in joined.items()}


class _Piece:
    """Whole lines of a text, many at once: those from one of its bytes up to another."""

    def __init__(self, lines: Lines, text: bytes | bytearray) -> None:
        self._lines, self._text = lines, text
        self._letters: Any = np.frombuffer(text, dtype=np.uint8)
        self._ending, self._borders = (np.empty(_PIECE + 1, dtype=bool) for _ in range(2))
        self._start = self._stop = self._shift = 0
        self._ends: Any = None

    def at(self, start: int, stop: int) -> _Piece:
        """Go to other lines."""
        self._start, self._stop = start, stop
        return self

    def is_plain(self, first: bool) -> bool:
        """Find where each cell ends; tell whether all lines are plain and hold as many cells."""
        size = self._stop - self._start
        if size <= 0 or self._holds(b"\x00") or (first and self._text.startswith(_BOM, self._start)):
            return False
        letters, ending, borders = self._letters[self._start : self._stop], self._ending[:size], self._borders[:size]
        np.equal(letters, self._lines.end, out=ending)
        np.equal(letters, self._lines.mark, out=borders)
        np.logical_or(borders, ending, out=borders)
        places = _outside_quotes(letters, borders) if self._holds(b'"') else np.flatnonzero(borders)
        rows, over = divmod(len(places), self._lines.width)
        if over or rows != np.count_nonzero(ending):
            return False
        self._ends = places.reshape(rows, self._lines.width)
        last = self._ends[:, -1]
        return bool(ending[last].all()) and self._ends_alike(letters, last)

    def column(self, column: int) -> Packed:
        """Return a column of the lines, where it stands."""
        starts = np.zeros(len(self._ends), dtype=np.intp)
        if column:
            np.add(self._ends[:, column - 1], 1 + self._start, out=starts)
        else:
            np.add(self._ends[:-1, -1], 1 + self._start, out=starts[1:])
            starts[:1] = self._start
        stops = self._ends[:, column] + (self._start - (self._shift if column == self._lines.width - 1 else 0))
        if self._holds(b'"'):
            quoted = self._letters[starts] == _QUOTE
            starts, stops = starts + quoted, stops - quoted
        return Packed(self._letters, starts, stops)

    def _holds(self, text: bytes) -> bool:
        return self._text.find(text, self._start, self._stop) >= 0

    def _ends_alike(self, letters: Any, last: Ints) -> bool:
        r"""Tell whether all lines end with \n, or all with \r\n, or all with \r; how far before the end the cells end is kept."""
        other, is_break = (b"\r", True) if self._lines.end == ord("\n") else (b"\n", False)
        self._shift = int(self._holds(other))
        if not self._shift:
            return True
        alike = is_break and bool((letters[last - 1] == ord("\r")).all())
        return alike and self._text.count(other, self._start, self._stop) == len(last)


class _Held:
    """A text in memory: cells are left where they stand."""

    def __init__(self, lines: Lines, text: bytes, start: int) -> None:
        self._lines, self._text, self._start = lines, text, start

    def pieces(self) -> Iterator[_Piece]:
        """Yield all lines, piece by piece; an empty piece if a line is too long."""
        piece, stop, end = _Piece(self._lines, self._text), self._start, bytes([self._lines.end])
        while stop < len(self._text):
            start, stop = stop, self._text.rfind(end, stop, stop + _PIECE) + 1
            yield piece.at(start, stop)

    def kept(self, cells: Packed) -> Packed:
        """Return cells of a piece as they can be joined."""
        return cells

    def joined(self, parts: Sequence[Packed]) -> Packed:
        """Return the cells of all pieces."""
        return Packed.together(parts)


class _Read:
    """A text that is read from a file, piece by piece: cells are copied out of it."""

    def __init__(self, lines: Lines, file: BinaryIO) -> None:
        self._lines, self._file = lines, file

    def pieces(self) -> Iterator[_Piece]:
        """Yield all lines, piece by piece, each in the same place of the memory; an empty piece if a line is too long."""
        text, end, size, held = bytearray(_PIECE + 1), bytes([self._lines.end]), 0, 0
        piece = _Piece(self._lines, text)
        while True:
            rest = held - size
            text[:rest] = text[size:held]
            got = self._file.readinto(memoryview(text)[rest:_PIECE])  # type: ignore[attr-defined]
            held = rest + got
            if rest and not got:  # the last line lacks its end
                text[rest : rest + 1] = end
                held += 1
            if not held:
                return
            size = text.rfind(end, 0, held) + 1
            yield piece.at(0, size)

    def kept(self, cells: Packed) -> tuple[Any, Ints]:
        """Return cells of a piece as they can be joined."""
        return cells.compact()

    def joined(self, parts: Sequence[tuple[Any, Ints]]) -> Packed:
        """Return the cells of all pieces."""
        return Packed.joined(parts)


def _held(lines: Lines, file: BinaryIO) -> _Held | None:
    """Return the rest of a file that is in memory, if its last line is whole."""
    if not isinstance(file, io.BytesIO):
        return None
    text = file.getvalue()  # which is not copied
    return _Held(lines, text, file.tell()) if text.endswith(bytes([lines.end])) else None


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
