"""Sizes of figures that make sense, for every target that draws."""

from __future__ import annotations

from necro_cyto.errors import InputError

LIMITS = {"width_mm": (10.0, 2000.0), "dpi": (36.0, 2400.0)}
MOST_PIXELS = 40_000


def check_size(width_mm: float, dpi: float) -> None:
    """Refuse a width or a resolution that is out of all reason.

    Raises
    ------
    InputError
        Names the option and its range.
    """
    for name, value in (("width_mm", width_mm), ("dpi", dpi)):
        low, high = LIMITS[name]
        if not low <= value <= high:
            raise InputError(f"{name} is {value:g}: give a number from {low:g} to {high:g}")
    if width_mm / 25.4 * dpi > MOST_PIXELS:
        raise InputError(f"{width_mm:g} mm at {dpi:g} dpi are over {MOST_PIXELS} pixels: lower one of them")
