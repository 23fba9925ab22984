"""Presets: the pages that journals, slides and posters ask for, as a table beside this module."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from necro_cyto.errors import UnknownNameError
from necro_cyto.knowledge import read_toml

TABLE = Path(__file__).with_name("presets.toml")


@dataclass(frozen=True)
class Preset:
    """A page and what is asked of a figure on it.

    Attributes
    ----------
    name, title : str
    width_mm, height_mm : float
        The width, and the most height; with `whole_page` exactly that height.
    dpi : float
        For pictures made of pixels.
    least_points : float
        No text may print smaller.
    formats : tuple of str
        Suffixes of what is taken.
    source : str
        Where the numbers stand.
    letters : str
        Case of the letters of panels, ``"lower"`` or ``"upper"``.
    """

    name: str
    title: str
    width_mm: float
    height_mm: float
    dpi: float
    least_points: float
    formats: tuple[str, ...]
    source: str
    whole_page: bool = False
    letters: str = "lower"


@cache
def presets() -> Mapping[str, Preset]:
    """Return every preset by name, in the order of the table."""
    found = {}
    for name, spec in read_toml(TABLE).items():
        found[name] = Preset(name=name, **{**spec, "formats": tuple(spec["formats"])})
    return found


def load_preset(name: str) -> Preset:
    """Return a preset by name.

    Raises
    ------
    UnknownNameError
        If there is none; the names at hand are in the message.

    Examples
    --------
    >>> load_preset("nature-double").width_mm
    183
    """
    if name not in presets():
        raise UnknownNameError("preset", name, presets())
    return presets()[name]
