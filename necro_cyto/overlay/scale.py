"""The end of the colour scale: round, and not stretched by one outlier."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

_NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_NOTHING = 1e-12


def nice_limit(effects: Iterable[float], kind: str = "log2FC") -> float:
    """Return a round limit that covers nearly all absolute effects.

    It is the smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 (times a power of ten) that is not below the 98th
    percentile of the finite absolute effects, so that one outlier among many does not pale the rest; never less than
    1 for fold changes, and 1 if there are none.

    >>> nice_limit([0.2, -1.7, 0.4]), nice_limit([0.03, -0.02], "score"), nice_limit([12.0, -0.1])
    (2.0, 0.03, 15.0)
    """
    if kind == "direction":
        return 1.0
    sizes = [abs(effect) for effect in effects if math.isfinite(effect) and abs(effect) > _NOTHING]
    if not sizes:
        return 1.0
    top = float(np.percentile(sizes, 98))
    scale = 10.0 ** math.floor(math.log10(top))
    steps = [float(f"{step * scale:.3g}") for step in (*_NICE, 10.0)]
    found = next((step for step in steps if step >= top * 0.999 and math.isfinite(step)), top)
    return max(found, 1.0) if kind == "log2FC" else found
