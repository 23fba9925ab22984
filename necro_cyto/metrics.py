"""How wide a text is, without a font engine: an upper estimate for common sans-serif faces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Advance widths of DejaVu Sans in em, rounded up a little, by character; anything not listed is 0.79, and letters of
# unusual alphabets rarely are wider.
_ADVANCES = {
    0.28: "'ijl′",
    0.30: "IJΙ",
    0.34: " ,.·‘’/:;\\|ιί",
    0.36: "f",
    0.37: "-",
    0.40: "()[]t″",
    0.42: "r!¡²³¹",
    0.46: '"',
    0.50: "*_`°–",
    0.53: "sz“”",
    0.54: "?¿",
    0.56: "cεζΓLξν",
    0.59: "Fkκςχυ",
    0.61: "vxyPΡγλτπ",
    0.62: "aeoTYδθοΤΥ",
    0.64: "bdghnpquSE0123456789$µμβηρσΕΞΣ{}",
    0.66: "Kακφψ",
    0.70: "ABCRVXZΑΒΔΛΧΖ",
    0.76: "HNUΗΝΠ",
    0.79: "DGOQ&ΘΟΦΨΩ",
    0.84: "w+<=>#~±×÷−≤≥→←↑↓≈≠∞ω",
    0.87: "MΜ",
    0.98: "m%",
    1.00: "W@—…©®æÆ¼½¾",
}
_WIDTHS = {char: width for width, chars in _ADVANCES.items() for char in chars}
LINE_HEIGHT = 1.17
Advances = Callable[[str], "float | None"]  # of a letter, in em; None if a face lacks it
_FACE: ContextVar[Advances | None] = ContextVar("face", default=None)


@contextmanager
def measured_with(advances: Advances) -> Iterator[None]:
    """Measure texts with the letters of another face, while the context lasts."""
    token = _FACE.set(advances)
    try:
        yield
    finally:
        _FACE.reset(token)


def _advance(letter: str) -> float:
    face = _FACE.get()
    own = face(letter) if face else None
    return _WIDTHS.get(letter, 0.79) if own is None else own


def text_width(text: str, size: float) -> float:
    """Return the width of the widest line of `text` at a font size, in the unit of `size`.

    Meant to be a little too wide (DejaVu Sans, the widest of the usual faces, fits), so that
    what is planned with it never overlaps when drawn.

    >>> text_width("MLKL", 10) < text_width("MLKL oligomer", 10)
    True
    """
    return max((sum(map(_advance, line)) for line in text.split("\n")), default=0.0) * size


def text_height(text: str, size: float) -> float:
    """Return the height of all lines of `text`, in the unit of `size`."""
    return (text.count("\n") + 1) * size * LINE_HEIGHT


def wrap(text: str, size: float, width: float) -> str:
    r"""Break `text` at blanks so that no line is wider than `width`, where that can be done.

    >>> wrap("one two three", 10, 30)
    'one\ntwo\nthree'
    """
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return "\n".join(lines)
