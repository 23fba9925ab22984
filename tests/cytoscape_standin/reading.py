"""Reads the stand-in's own PNG pictures, for tests."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Picture:
    """A decoded picture."""

    width: int
    height: int
    rows: tuple[bytes, ...]

    def pixel(self, x: int, y: int) -> str:
        """``#RRGGBB`` of a pixel, empty where nothing is drawn."""
        return _name(self.rows[y][4 * x : 4 * x + 4])

    def colours(self) -> set[str]:
        """Every colour there is; empty text for "nothing is drawn"."""
        found = {row[at : at + 4] for row in set(self.rows) for at in range(0, len(row), 4)}
        return {_name(four) for four in found}


def _name(four: bytes) -> str:
    return f"#{four[:3].hex().upper()}" if four[3] else ""


def read_png(data: bytes) -> Picture:
    """A picture from its file: RGBA, no filters, one block of data."""
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise ValueError("no PNG")
    width, height = struct.unpack(">II", data[16:24])
    length = struct.unpack(">I", data[33:37])[0]
    raw = zlib.decompress(data[41 : 41 + length])
    step = 4 * width + 1
    return Picture(width, height, tuple(raw[y * step + 1 : (y + 1) * step] for y in range(height)))
