"""Many names as one run of bytes, so that what is asked of each is answered for all of them at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, overload

import numpy as np

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Letters = np.ndarray[tuple[int], np.dtype[np.uint8]]
Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]

# What the stem of a name is if its last letters are not ASCII.
UNTOLD = -2
_WORD = 8
# So many names are made texts at once where they are looked at one by one.
_BLOCK = 512
# So many are cut out at once, which takes little memory.
_AT_ONCE = 1 << 12
# The last bytes of a name that is hashed word by word; a longer one is no gene.
_LONGEST = 128
_MASKS = np.array([(1 << 8 * count) - 1 for count in range(_WORD + 1)], dtype=np.uint64)
_ODD, _OTHER, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93), np.uint64(32)
DIGIT = np.array([chr(code).isdecimal() for code in range(256)]) & (np.arange(256) < 128)
# Those of ASCII; and what the parts of a no-break space share with few letters.
_BLANK_FIRST, _BLANK_LAST = (np.isin(np.arange(256), [ord(" "), ord("\t"), part]) for part in (0xC2, 0xA0))


class Words:
    """Some words of eight bytes at most: the letters that they begin with, and each as a number."""

    def __init__(self, *words: bytes) -> None:
        self.first = np.isin(np.arange(256), [word[0] for word in words])
        self.whole = np.array([int.from_bytes(word, "little") for word in words], dtype=np.uint64)


class Packed(Sequence[str]):
    """Names in UTF-8; name ``i`` ends before byte ``ends[i]``. They are made texts only where they are asked for."""

    def __init__(self, letters: Letters, starts: Ints, ends: Ints) -> None:
        self._letters, self.starts, self.ends = letters, starts, ends
        # Whether the letters are all names, each with a line break behind.
        self._whole = False

    def __len__(self) -> int:
        return len(self.ends)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if "names" in self.__dict__:
            return self.names[place]
        if isinstance(place, slice):
            return self.take(place).names
        return self.take(slice(place, place + 1 or None)).names[0]

    def texts(self, at: Ints) -> Sequence[str]:
        """Return some of the names as texts."""
        if "names" in self.__dict__:
            return [self.names[i] for i in at.tolist()]
        return self.take(at).names

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _BLOCK):
            yield from self[start : start + _BLOCK]

    @classmethod
    def of(cls, names: Sequence[str]) -> Packed:
        """Pack names; half a letter, as a terminal may give it, is replaced."""
        data = "\n".join(names).encode("utf-8", "replace")
        packed = cls.lines(data)
        if len(packed.ends) != len(names):
            lengths = np.array([len(name.encode("utf-8", "replace")) for name in names], dtype=np.intp)
            ends = np.cumsum(lengths + 1) - 1
            packed = cls(_letters(data), ends - lengths, ends)
        packed.__dict__["names"] = names
        return packed

    @classmethod
    def lines(cls, data: bytes) -> Packed:
        """Take each line for a name."""
        letters = _letters(data)
        breaks = np.flatnonzero(letters == ord("\n"))
        return cls(letters, np.concatenate(([0], breaks + 1)), np.concatenate((breaks, [len(data)])))

    @classmethod
    def joined(cls, parts: Sequence[tuple[Letters, Ints]]) -> Packed:
        """Return the names of several `compact` ones."""
        letters = np.concatenate([*(letters for letters, _ in parts), _letters(b"")])
        beyond = np.concatenate([np.zeros(1, np.intp), *(beyond for _, beyond in parts)])
        np.cumsum(beyond, out=beyond)
        packed = cls(letters, beyond[:-1], beyond[1:] - 1)
        packed._whole = True
        return packed

    @classmethod
    def together(cls, parts: Sequence[Packed]) -> Packed:
        """Return the names of several that stand in the same letters, one after the other."""
        if not any(map(len, parts)):
            return cls.joined([])
        starts, ends = (np.concatenate(places) for places in ([p.starts for p in parts], [p.ends for p in parts]))
        packed = cls(parts[0]._letters, starts, ends)
        return packed if ends[-1] + _WORD <= len(packed._letters) else cls.joined([packed.compact()])

    def compact(self) -> tuple[Letters, Ints]:
        """Return the letters of all names, with a line break behind each, and how long these lines are."""
        if len(self) > _AT_ONCE:
            parts = [self.take(slice(i, i + _AT_ONCE)).compact() for i in range(0, len(self), _AT_ONCE)]
            return np.concatenate([letters for letters, _ in parts]), np.concatenate([length for _, length in parts])
        length = self.ends - self.starts + 1
        beyond = np.cumsum(length)
        places = np.repeat(self.starts - beyond + length, length)
        places += np.arange(len(places))
        letters = self._letters[places]
        letters[beyond - 1] = ord("\n")
        return letters, length

    @cached_property
    def names(self) -> Sequence[str]:
        """The names as texts."""
        packed = self if self._whole else Packed.joined([self.compact()])
        names = packed._letters[:-_WORD].tobytes().decode("utf-8").split("\n")[:-1]
        return names if len(names) == len(self) else packed._broken()

    def _broken(self) -> Sequence[str]:
        """Return names that hold line breaks themselves."""
        places = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [self._letters[start:end].tobytes().decode("utf-8") for start, end in places]

    def between_blanks(self) -> bool:
        """Tell whether a name may begin or end with a blank."""
        odd = _BLANK_FIRST[self._letters[self.starts]] | _BLANK_LAST[self._letters[self.ends - 1]]
        return bool(odd.any() and (odd & (self.ends > self.starts)).any())

    def emptied(self, words: Words) -> Packed:
        """Return the names with those emptied that are among some words, of eight bytes at most."""
        at = np.flatnonzero(words.first[self._letters[self.starts]])
        at = at[self.ends[at] - self.starts[at] <= _WORD]
        short = self._words[self.starts[at]] & _MASKS[self.ends[at] - self.starts[at]]
        found = at[np.isin(short, words.whole)] if len(at) else at
        if not len(found):
            return self
        ends = self.ends.copy()
        ends[found] = self.starts[found]
        return Packed(self._letters, self.starts, ends)

    def replaced(self, at: Ints, others: Packed) -> Packed:
        """Return the names with those at some places replaced by others."""
        letters, length = others.compact()
        starts, ends, beyond = self.starts.copy(), self.ends.copy(), np.cumsum(length) + len(self._letters)
        starts[at], ends[at] = beyond - length, beyond - 1
        return Packed(np.concatenate((self._letters, letters, _letters(b""))), starts, ends)

    def take(self, at: Ints | Flags | slice, ends: Ints | None = None) -> Packed:
        """Return some of the names, each up to its end or to another."""
        taken = Packed(self._letters, self.starts[at], self.ends[at] if ends is None else ends)
        if ends is None:
            taken.__dict__.update((told, self.__dict__[told][at]) for told in ("stems", "hashes") if told in self.__dict__)
        return taken

    @cached_property
    def hashes(self) -> Hashes:
        """A hash of each name."""
        left = self.ends - self.starts
        longest = int(left.max(initial=0))
        hashes = left.astype(np.uint64)
        hashes *= _ODD
        live: Any = slice(None)
        for offset in range(0, min(longest, _LONGEST), _WORD):
            if offset:
                live = np.flatnonzero(left > offset)
            rest = np.minimum(left[live] - offset, _WORD)
            hashes[live] = _mixed(hashes[live] ^ (self._words[self.starts[live] + offset] & _MASKS[rest]))
        for i in np.flatnonzero(left > _LONGEST).tolist() if longest > _LONGEST else ():
            text = self._letters[self.starts[i] : self.ends[i]].tobytes()
            hashes[i] = int.from_bytes(hashlib.blake2b(text, digest_size=_WORD).digest(), "little")
        return hashes

    def upper(self) -> Packed:
        """Return the names in capitals."""
        packed = self.dense()
        letters = packed._letters.tobytes()
        if not letters.isascii():
            return Packed.of([name.upper() for name in self.names])
        return Packed(np.frombuffer(letters.upper(), dtype=np.uint8), packed.starts, packed.ends)

    def dense(self) -> Packed:
        """Return the names where few letters stand between them."""
        few = len(self._letters) < 4 * int((self.ends - self.starts + 1).sum()) + _LONGEST
        return self if few else Packed.joined([self.compact()])

    @property
    def _words(self) -> Any:
        # Eight bytes from each place on.
        return np.ndarray(len(self._letters) - _WORD + 1, "<u8", self._letters, strides=(1,))

    def before_dot(self) -> Packed:
        """Return what stands before the first dot of each name."""
        names = self.dense()
        dots = np.append(np.flatnonzero(names._letters == ord(".")), len(names._letters))
        return Packed(names._letters, names.starts, np.minimum(names.ends, dots[np.searchsorted(dots, names.starts)]))

    @cached_property
    def stems(self) -> Ints:
        """Where the stem of a name ends that was made unique (``MLKL.1``); -1 for another, `UNTOLD` where it may be."""
        one, two, three = (self.from_end(i) for i in (1, 2, 3))
        length = self.ends - self.starts
        first, second = two == ord("."), three == ord(".")
        cut = np.where(DIGIT[one], 2, 0) * first + np.where(DIGIT[one] & DIGIT[two], 3, 0) * (second & ~first)
        stems: Ints = np.where((cut > 0) & (length > cut), self.ends - cut, -1)
        stems[(one > 127) | (two > 127)] = UNTOLD
        return stems

    def hold(self, letters: bytes, ends: Ints) -> Flags:
        """Tell which names hold some letters before some ends; they must stand in order, and empty ones tell nothing."""
        if not len(ends):
            return np.zeros(0, dtype=bool)
        found = np.frombuffer(self._letters.tobytes().translate(letters), dtype=bool)
        held: Flags = np.logical_or.reduceat(found, np.stack((self.starts, ends), axis=1).ravel())[::2]
        return held

    def starting(self, text: bytes) -> Flags:
        """Tell which names start with some bytes, eight at most."""
        found: Flags = np.array(self.beginnings(len(text)) == int.from_bytes(text, "little")) & (self.ends - self.starts >= len(text))
        return found

    def equal(self, text: bytes) -> Flags:
        """Tell which names are some bytes, eight at most."""
        found: Flags = self.starting(text) & (self.ends - self.starts == len(text))
        return found

    def beginnings(self, count: int) -> Any:
        """Return the first bytes of each name, eight at most, as a number."""
        return self._words[self.starts] & _MASKS[count]

    def letters(self, place: int) -> Any:
        """Return the byte at a place of each name; any if it is shorter."""
        return self._letters[np.minimum(self.starts + place, len(self._letters) - 1)]

    def from_end(self, place: int) -> Any:
        """Return the byte at a place counted from the end of each name; 0 if it is shorter."""
        return np.where(self.ends - self.starts >= place, self._letters[np.maximum(self.ends - place, 0)], 0)


def _letters(data: bytes) -> Letters:
    return np.frombuffer(data + bytes(_WORD), dtype=np.uint8)


def _mixed(hashes: Hashes) -> Hashes:
    # Each step can be undone, so that different words of equal beginnings never meet.
    for factor in (_ODD, _OTHER):
        hashes ^= hashes >> _HALF
        hashes *= factor
    hashes ^= hashes >> _HALF
    return hashes
