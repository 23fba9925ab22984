"""A text whose lines all hold as many cells: where each cell stands is found in the bytes, and columns are cut out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
        for piece in _pieces(file, bytes([self.end])):
            first_odd = not found and piece.startswith(_BOM)
            cells = self._cut(piece, wanted) if piece and not first_odd else None
            if cells is None:
                return None
            found.append(cells)
        joined = {column: Packed.joined([cells[i] for cells in found]) for i, column in enumerate(wanted)}
        if any(packed.holds(blank) for packed in joined.values() for blank in _BLANKS):
            return None
        return {column: packed.emptied(_MISSING) for column, packed in joined.items()}

    def _cut(self, piece: bytes, wanted: Sequence[int]) -> list[tuple[Any, Ints]] | None:
        grid = None if b"\x00" in piece else self._grid(piece)
        if grid is None:
            return None
        letters, ends, shift = grid
        cells = []
        for column in wanted:
            starts = ends[:, column - 1] + 1 if column else np.concatenate(([0], ends[:-1, -1] + 1))
            stops = ends[:, column] - shift if column == self.width - 1 else ends[:, column]
            if _QUOTE in piece:
                quoted = letters[starts] == _QUOTE
                starts, stops = starts + quoted, stops - quoted
            cells.append(Packed(letters, starts, stops).compact())
        return cells

    def _grid(self, piece: bytes) -> tuple[Any, Any, int] | None:
        """Return the letters of some lines, where each cell ends, and how many bytes end a line beside the last."""
        letters = np.frombuffer(piece, dtype=np.uint8)
        ending = letters == self.end
        if _QUOTE in piece:
            places = self._outside_quotes(letters, ending)
        else:
            places = np.flatnonzero(ending | (letters == self.mark))
        rows, over = divmod(len(places), self.width)
        if over or rows != np.count_nonzero(ending):
            return None
        ends = places.reshape(rows, self.width)
        shift = self._returns(piece, letters, ends[:, -1])
        return (letters, ends, shift) if shift is not None and ending[ends[:, -1]].all() else None

    def _outside_quotes(self, letters: Any, ending: Any) -> Ints:
        """Return the marks and ends that do not stand between quotation marks; none, if these are not round whole cells."""
        borders = ending | (letters == self.mark)
        places = np.flatnonzero(borders | (letters == _QUOTE))
        are_quotes = letters[places] == _QUOTE
        around = places[np.flatnonzero(are_quotes)]
        opening, closing = around[::2], around[1::2]
        closed = borders[closing + 1] | (letters[closing + 1] == ord("\r"))
        whole = len(opening) == len(closing) and closed.all() and (borders[opening - 1] | (opening == 0)).all()
        inside = np.logical_xor.accumulate(are_quotes)
        outside: Ints = places[np.flatnonzero(~(are_quotes | inside))]
        return outside if whole else outside[:0]

    def _returns(self, piece: bytes, letters: Any, last: Ints) -> int | None:
        r"""Return 1 if all lines end with \r\n, 0 if none does; None if there are other ends of lines."""
        other = b"\r" if self.end == ord("\n") else b"\n"
        if other not in piece:
            return 0
        all_of = self.end == ord("\n") and bool((letters[last - 1] == ord("\r")).all())
        return 1 if all_of and piece.count(other) == len(last) else None


def _pieces(file: BinaryIO, end: bytes) -> Iterator[bytes]:
    """Yield whole lines, many at once; nothing in place of one that is longer than a piece."""
    rest = b""
    while piece := file.read(_PIECE):
        cut = piece.rfind(end) + 1
        yield rest + piece[:cut] if cut else b""
        rest = piece[cut:]
    if rest:
        yield rest + end
