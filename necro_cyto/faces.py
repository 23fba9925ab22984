"""Faces: the font families that figures can be set in, and how wide their letters are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

from necro_cyto.errors import UnknownNameError
from necro_cyto.metrics import Advances, measured_with

TRUETYPE = (".ttf", ".ttc")
SIZE, SAFE = 100.0, 1.005  # at which letters are measured, and a little more for the renderer's rounding


@contextmanager
def set_in(family: str) -> Iterator[None]:
    """Measure every text as set in a family, while the context lasts; an empty name is the usual face."""
    with measured_with(_advances(family)) if family else nullcontext():
        yield


def known_family(family: str) -> str:
    """Return a family as the machine spells it.

    Raises
    ------
    UnknownNameError
        If there is no such TrueType font, the kind that every format here can hold; the nearest names are in the message.

    Examples
    --------
    >>> known_family("dejavu sans")
    'DejaVu Sans'
    """
    from matplotlib import font_manager

    entries = (e for e in font_manager.fontManager.ttflist if e.fname.casefold().endswith(TRUETYPE))
    names = {e.name.casefold(): e.name for e in entries}
    wanted = family.strip().casefold()
    if wanted not in names:
        raise UnknownNameError("TrueType font", family, names.values())
    return names[wanted]


@cache
def _advances(family: str) -> Advances:
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font, LoadFlags

    # A bold heading is measured as regular; the legend adds what bold letters are wider.
    font: Any = FT2Font(font_manager.findfont(font_manager.FontProperties(family=[family]), fallback_to_default=False))
    font.set_size(SIZE, 72)

    @cache
    def advance(letter: str) -> float | None:
        if not font.get_char_index(ord(letter)):
            return None
        return float(font.load_char(ord(letter), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / SIZE * SAFE)

    return advance
