"""The sectors of an old workbook (.xls): a damaged table of them sends a reader round in circles, into all memory."""

from __future__ import annotations

import numpy as np

Sectors = np.ndarray[tuple[int], np.dtype[np.uint32]]

_MAGIC = b"\xd0\xcf\x11\xe0"
# Numbers from here on are no sectors: end of a chain, free, or used for the tables themselves.
_RESERVED = 0xFFFFFFFA
_IN_HEADER = 109


def goes_in_circles(data: bytes) -> bool:
    """Tell whether some chain of sectors of an OLE file comes back to where it was."""
    if not data.startswith(_MAGIC) or len(data) < 512:
        return False
    size = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    tables = _tables(data, size)
    if tables is None:
        return True
    table = _joined(data, size, tables)
    if _has_circle(table):
        return True
    small, at = [], int.from_bytes(data[60:64], "little")
    while at < len(table):
        small.append(at)
        at = int(table[at])
    return _has_circle(_joined(data, size, small))


def _tables(data: bytes, size: int) -> list[int] | None:
    """Return the sectors that hold the table of sectors; None if the list of them goes in circles."""
    found = [int(n) for n in np.frombuffer(data, "<u4", _IN_HEADER, 76)]
    at, seen = int.from_bytes(data[68:72], "little"), set[int]()
    while at < _RESERVED and len(listed := _sector(data, size, at)):
        if at in seen:
            return None
        seen.add(at)
        found += listed[:-1].tolist()
        at = int(listed[-1])
    return [number for number in found if number < _RESERVED]


def _joined(data: bytes, size: int, sectors: list[int]) -> Sectors:
    none = np.empty(0, dtype=np.uint32)
    return np.concatenate([none, *(_sector(data, size, number) for number in sectors)])


def _sector(data: bytes, size: int, number: int) -> Sectors:
    piece = data[(number + 1) * size : (number + 2) * size]
    return np.frombuffer(piece[: len(piece) // 4 * 4], dtype="<u4")


def _has_circle(following: Sectors) -> bool:
    """Tell whether one comes back by going from each number to the one that stands there.

    >>> _has_circle(np.array([1, 2, 0xFFFFFFFE])), _has_circle(np.array([1, 2, 1]))
    (False, True)
    """
    count = len(following)
    ends = np.minimum(following, count).astype(np.intp)
    after = np.append(ends, count)
    for _ in range(count.bit_length()):  # twice as far each time
        after = after[after]
    return bool((after != count).any())
