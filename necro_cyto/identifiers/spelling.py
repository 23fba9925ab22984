"""How many names at once are written: as plain words, as those of zebrafish, as clones, dates, or Ensembl ids."""

from __future__ import annotations

import numpy as np

from necro_cyto.identifiers.forms import MONTHS
from necro_cyto.identifiers.packed import DIGIT, Flags, Ints, Packed

_LETTER = np.array([chr(code).isalpha() for code in range(256)]) & (np.arange(256) < 128)
_SMALL = _LETTER & (np.arange(256) >= ord("a"))
_IS_LETTER = _LETTER.tobytes()
_ODD_IN_CLONES, _ODD_IN_WORDS, _ODD_IN_FISH = (
    (~(DIGIT | _LETTER | np.isin(np.arange(256), list(signs)))).tobytes() for signs in (b"", b"_-", b"_-:.()")
)
# What makes small letters of three capital ones.
_CAPITALS = 0x202020
_MONTHS = np.array([int.from_bytes(month.encode()[:3], "little") | _CAPITALS for month in MONTHS], dtype=np.uint64)
# Those of an Ensembl id.
_DIGITS = 11


def words(names: Packed) -> Flags:
    """Tell which names are words of ASCII letters, digits, underscores and hyphens, but for a number that made them unique.

    The first of their bytes is a letter, the second is none of the digits with which accessions go on. The names must
    stand in order.
    """
    names = names.dense()
    ends = np.where(names.stems > 0, names.stems, names.ends)
    found: Flags = _made_of(names, _ODD_IN_WORDS, ends) & _LETTER[names.letters(0)] & ~DIGIT[names.letters(1)]
    return found


def fish_names(names: Packed) -> Flags:
    """Tell which names are written as those of zebrafish: a small letter, then letters, digits and some signs.

    The names must stand in order.
    """
    names = names.dense()
    found: Flags = _made_of(names, _ODD_IN_FISH, names.ends) & _SMALL[names.letters(0)]
    return found


def clones(names: Packed) -> Flags:
    """Tell which names are letters and digits, a digit first and a letter behind, as those of RIKEN clones are.

    The names must stand in order.
    """
    found = _begin_with_digits(names)
    some = names.take(found).dense()
    found[found] = some.hold(_IS_LETTER, some.ends) & ~some.hold(_ODD_IN_CLONES, some.ends)
    return found


def like_dates(names: Packed) -> Flags:
    """Tell which names begin with a digit, or as the name of a month does."""
    month = np.isin(names.beginnings(3) | np.uint64(_CAPITALS), _MONTHS) & (names.ends > names.starts)
    found: Flags = month | _begin_with_digits(names)
    return found


def numbered(names: Packed, text: bytes) -> Flags:
    """Tell which names are some bytes, eight at most, with eleven digits and maybe a version of one or two."""
    length = names.ends - names.starts - len(text) - _DIGITS
    found: Flags = names.starting(text) & np.isin(length, (0, 2, 3))
    some, rest = names.take(found), length[found]
    digits = np.logical_and.reduce([DIGIT[some.letters(len(text) + place)] for place in range(_DIGITS)])
    dot, one, two = some.letters(len(text) + _DIGITS) == ord("."), DIGIT[some.from_end(1)], DIGIT[some.from_end(2)]
    found[found] = digits & ((rest == 0) | (dot & one & (two | (rest == 2))))
    return found


def _begin_with_digits(names: Packed) -> Flags:
    found: Flags = (names.ends > names.starts) & DIGIT[names.letters(0)]
    return found


def _made_of(names: Packed, odd: bytes, ends: Ints) -> Flags:
    """Tell which names hold no odd letter before some ends, and are not empty."""
    return ~names.hold(odd, ends) & (ends > names.starts)
