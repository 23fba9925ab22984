"""Names of colours, for captions."""

from __future__ import annotations

import colorsys

from necro_cyto.colour import rgb

# Where a hue ends, in degrees, and what it is called up to there.
HUES = ((14, "red"), (48, "orange"), (70, "yellow"), (160, "green"), (200, "teal"), (250, "blue"), (292, "purple"),
        (340, "pink"), (360, "red"))  # fmt: skip
GREYS = ((0.16, "black"), (0.42, "dark grey"), (0.66, "grey"), (0.93, "light grey"), (1.01, "white"))


def colour_word(colour: str) -> str:
    """Return what a colour is called.

    >>> [colour_word(c) for c in ("#2166AC", "#B35806", "#F7F7F7", "#D0D0D0", "#1B1F24", "#00687A", "#F8DFCB")]
    ['blue', 'orange', 'white', 'light grey', 'black', 'teal', 'pale orange']
    """
    hue, saturation, value = colorsys.rgb_to_hsv(*(part / 255 for part in rgb(colour)))
    chroma = saturation * value
    if chroma < 0.12:
        return next(word for end, word in GREYS if value < end)
    name = next(word for end, word in HUES if hue * 360 <= end)
    if saturation < 0.35 and value > 0.75:
        return f"pale {name}"
    if name == "orange" and value < 0.62:
        return "brown"
    return f"dark {name}" if value < 0.4 else name
