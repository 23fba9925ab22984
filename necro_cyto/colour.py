"""Colours: palettes with a meaning, mixing, and legible text on a fill."""

from __future__ import annotations

import re

INK, PAPER, BLACK = "#1B1F24", "#FFFFFF", "#000000"
LEGIBLE = 4.5  # least contrast of small text (WCAG 2, AA)
# Anchors from the low end to the high end, evenly spaced. Blue–orange is told apart under
# deuteranopia, protanopia and tritanopia; purple–green is kept for predictions.
PALETTES: dict[str, tuple[str, ...]] = {
    "blue-white-orange": ("#2166AC", "#8FBEDC", "#F7F7F7", "#F3B06B", "#B35806"),
    "purple-white-green": ("#762A83", "#C2A5CF", "#F7F7F7", "#A6DBA0", "#1B7837"),
    "sky-white-amber": ("#4FA3F0", "#A6D1F8", "#FFFFFF", "#FACB8C", "#F08C14"),
    "blue-dark-orange": ("#9CCBFF", "#5A90CC", "#364150", "#BC7636", "#FFBE78"),
    "white-grey-black": ("#FFFFFF", "#DADADA", "#B2B2B2", "#6F6F6F", "#262626"),
    "white-blue": ("#F7FBFF", "#6BAED6", "#08306B"),
}
_HEX = re.compile(r"#[0-9A-Fa-f]{6}")


def is_colour(value: object) -> bool:
    """Say whether `value` is a colour as we write it: ``#RRGGBB``.

    >>> is_colour("#2166AC"), is_colour("red")
    (True, False)
    """
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def rgb(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0–255.

    >>> rgb("#2166AC")
    (33, 102, 172)
    """
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def mix(low: str, high: str, share: float) -> str:
    """Mix two colours linearly in RGB, as Cytoscape does; `share` 0 gives `low`, 1 `high`.

    >>> mix("#000000", "#FFFFFF", 0.5)
    '#808080'
    """
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(low), rgb(high), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2), 0 black to 1 white."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(colour))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio (WCAG 2), 1 to 21.

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_on(fill: str, least: float = LEGIBLE) -> str:
    """Return the ink that reads on `fill`: the usual one where it can, else white, else black.

    One of the three always has a contrast of 4.5 or more.

    >>> text_on("#2166AC"), text_on("#F7F7F7")
    ('#FFFFFF', '#1B1F24')
    """
    return next((ink for ink in (INK, PAPER) if contrast(ink, fill) >= least), "") or max(
        (BLACK, PAPER), key=lambda ink: contrast(ink, fill)
    )
