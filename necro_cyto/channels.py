"""Channels: the grammar of a style, one rule at a time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from necro_cyto.colour import LEGIBLE, PALETTES, is_colour, mix, text_on
from necro_cyto.errors import StyleError, suggestion

Value = str | float
SHAPES = ("ellipse", "rectangle", "round-rectangle", "octagon", "hexagon", "diamond", "triangle",
          "parallelogram", "vee", "capsule", "double-ellipse")  # fmt: skip
LINES = ("solid", "dashed", "dotted")
TRENDS = ("none", "up", "down")
NEAR_ZERO = 0.1  # of a scale's limit: what is smaller has no direction
ARROWS = ("none", "triangle", "tee", "diamond", "open")
LONGEST = 2000.0  # network units; more is a slip
KEYS = ("column", "map", "scale", "palette", "missing", "default", "limit", "contrast", "signs")


@dataclass(frozen=True)
class Kind:
    """What a channel's values must be: a colour, a number in a range, one of a list, or a text."""

    default: Value
    choices: tuple[str, ...] = ()
    low: float = -math.inf
    high: float = math.inf

    def accepts(self, value: object) -> bool:
        """Say whether `value` may be drawn by this channel."""
        if isinstance(self.default, float):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            return number and self.low <= float(value) <= self.high  # type: ignore[arg-type]
        if self.choices:
            return value in self.choices
        return is_colour(value) if self.default.startswith("#") else isinstance(value, str)

    @property
    def words(self) -> str:
        """What is accepted, for a message."""
        if isinstance(self.default, float):
            return "a number" if self.high == math.inf else f"a number from {self.low:g} to {self.high:g}"
        if self.choices:
            return f"one of {', '.join(self.choices)}"
        return "a colour as #RRGGBB" if self.default.startswith("#") else "a text"


def _share(default: float) -> Kind:
    return Kind(default, low=0.0, high=1.0)


def _length(default: float) -> Kind:
    return Kind(default, low=0.0, high=LONGEST)


GRAMMAR: dict[str, dict[str, Kind]] = {
    "node": {
        "label": Kind(""),
        "shape": Kind("round-rectangle", choices=SHAPES),
        "fill": Kind("#FFFFFF"),
        "fill_opacity": _share(1.0),
        "border_color": Kind("#8A94A0"),
        "border_width": _length(0.75),
        "border_style": Kind("solid", choices=LINES),
        "label_color": Kind("#1B1F24"),
        "label_size": Kind(12.0, low=1.0, high=LONGEST),
        "width": _length(80.0),
        "height": _length(30.0),
        "badge": Kind(""),
        "trend": Kind("none", choices=TRENDS),
        "tooltip": Kind(""),
    },
    "edge": {
        "color": Kind("#6B7280"),
        "width": _length(1.2),
        "opacity": _share(1.0),
        "line": Kind("solid", choices=LINES),
        "arrow": Kind("none", choices=ARROWS),
        "badge": Kind(""),
        "tooltip": Kind(""),
    },
    "place": {
        "fill": Kind("#F6F8FB"),
        "outline": Kind("#B8C1CC"),
        "outline_width": _length(0.8),
        "label_color": Kind("#7A8592"),
        "label_size": Kind(12.0, low=1.0, high=LONGEST),
    },
    "page": {"background": Kind("#FFFFFF"), "ink": Kind("#1B1F24"), "quiet": Kind("#6B7280")},
}


@dataclass(frozen=True)
class Channel:
    """A constant, or a column with a rule.

    ``limit`` is filled in by the view: a scale runs from ``-limit`` to ``limit`` (diverging)
    or from 0 to ``limit`` (sequential). ``signs`` are what is drawn for values below, near and above zero. ``steps`` and ``anchors`` are made, never read from a file: values that jump,
    or mix, between given places.
    """

    value: Value | None = None
    column: str = ""
    map: Mapping[str, Value] = field(default_factory=dict)
    scale: str = ""
    palette: str = ""
    missing: Value | None = None
    limit: float = 0.0
    contrast: str = ""
    steps: Sequence[tuple[float, Value]] = ()
    anchors: Sequence[tuple[float, Value]] = ()
    signs: Sequence[Value] = ()

    def points(self) -> tuple[tuple[float, Value], ...]:
        """Return the anchors of a scale as (column value, drawn value), rising."""
        if self.steps or self.anchors:
            return tuple(self.steps or self.anchors)
        colours = PALETTES[self.palette]
        low, limit = (-1.0 if self.scale == "diverging" else 0.0), self.limit or 1.0
        step = (1.0 - low) / (len(colours) - 1)
        return tuple((_rounded((low + i * step) * limit, limit), colour) for i, colour in enumerate(colours))

    def resolve(self, row: Mapping[str, object]) -> Value | None:
        """Return what is drawn for a row; ``None`` if nothing is said (take the grammar's default)."""
        if not self.column:
            return self.value
        given = row.get(self.column)
        if given is None or (isinstance(given, float) and math.isnan(given)):
            return self.missing
        if self.signs:
            return self._by_sign(given)
        if self.scale or self.steps or self.anchors:
            return self._on_scale(float(given)) if isinstance(given, int | float) else self.missing
        if self.map:
            return self.map.get(key(given), self.missing)
        return given if isinstance(given, str | int | float) else self.missing

    def _by_sign(self, given: object) -> Value | None:
        if not isinstance(given, int | float):
            return self.missing
        near = NEAR_ZERO * (self.limit or 1.0)
        return self.signs[0 if given < -near else 2 if given > near else 1]

    def text_colour(self) -> Channel:
        """Return the channel that draws legible text on this one's colours."""
        missing = text_on(str(self.missing)) if self.missing is not None else None
        if not self.column:
            return Channel(value=text_on(str(self.value)))
        if self.map:
            inks: dict[str, Value] = {k: text_on(str(v)) for k, v in self.map.items()}
            return Channel(column=self.column, map=inks, missing=missing)
        if not self.scale:
            return Channel(value=missing)
        return Channel(column=self.column, missing=missing, steps=_ink_steps(self.points()))

    def _on_scale(self, number: float) -> Value:
        points = self.points()
        if self.steps:
            return [value for place, value in points if place <= number or place == points[0][0]][-1]
        return _mixed(points, number)


def _mixed(points: Sequence[tuple[float, Value]], number: float) -> Value:
    """Return the colour of a number on a scale."""
    if number <= points[0][0]:
        return points[0][1]
    for (a, low), (b, high) in pairwise(points):
        if number <= b:
            return mix(str(low), str(high), (number - a) / (b - a))
    return points[-1][1]


@lru_cache(maxsize=64)
def _ink_steps(points: tuple[tuple[float, Value], ...]) -> tuple[tuple[float, Value], ...]:
    """Return where along a scale the colour of legible text changes, and to what."""
    low, high = points[0][0], points[-1][0]
    places = [low + (high - low) * i / 400 for i in range(401)]
    # A little more than legible, so that it still is between two of the places.
    inks = [text_on(str(_mixed(points, place)), LEGIBLE * 1.03) for place in places]
    turns = [i for i in range(1, len(inks)) if inks[i] != inks[i - 1]]
    return ((places[0], inks[0]), *((_rounded(places[i], high), inks[i]) for i in turns))


def _rounded(place: float, limit: float) -> float:
    """Return a place on a scale without the noise of floats; small scales keep more decimals."""
    return round(place, 9 if limit > 1e-3 else 9 - math.floor(math.log10(limit)))


def key(value: object) -> str:
    """Return the word by which a discrete map knows a value: booleans are ``true``/``false``."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_channel(where: str, kind: Kind, spec: object) -> Channel:
    """Return the channel that a TOML value describes.

    Raises
    ------
    StyleError
        If the rule or one of its values is not in the grammar; `where` names file and channel.
    """
    if not isinstance(spec, dict):
        return Channel(value=_value(where, kind, spec))
    for word in spec:
        if word not in KEYS:
            raise StyleError(f"{where}: unknown key {word!r}{suggestion(word, KEYS)}")
    if "contrast" in spec:
        return Channel(contrast=str(spec["contrast"]))
    if "column" not in spec:
        raise StyleError(f'{where}: a rule needs a "column"')
    return _rule(where, kind, spec)


def _rule(where: str, kind: Kind, spec: Mapping[str, object]) -> Channel:
    scale, palette, mapped = str(spec.get("scale", "")), str(spec.get("palette", "")), spec.get("map", {})
    if scale and scale not in ("diverging", "sequential"):
        raise StyleError(f'{where}: scale is "{scale}": use diverging or sequential')
    if scale and palette not in PALETTES:
        raise StyleError(f'{where}: unknown palette "{palette}"{suggestion(palette, PALETTES)}')
    if scale and mapped:
        raise StyleError(f"{where}: has both a map and a scale: keep one")
    if not isinstance(mapped, dict):
        raise StyleError(f"{where}: map must be a table of value = drawn value")
    signs = spec.get("signs", [])
    if not isinstance(signs, list) or len(signs) not in (0, 3):
        raise StyleError(f"{where}: signs must be three values, for below, near and above zero")
    rest = spec.get("missing", spec.get("default"))
    limit = spec.get("limit", 0.0)
    if not isinstance(limit, int | float) or not 0 <= limit < 1e9:
        raise StyleError(f"{where}: limit is {limit!r}: give a number above 0")
    return Channel(
        column=str(spec["column"]),
        map={str(k): _value(f"{where} map {k!r}", kind, v) for k, v in mapped.items()},
        scale=scale,
        palette=palette,
        missing=kind.default if rest is None else _value(where, kind, rest),
        limit=float(limit),
        signs=tuple(_value(f"{where} signs", kind, v) for v in signs),
    )


def _value(where: str, kind: Kind, value: object) -> Value:
    if not kind.accepts(value):
        raise StyleError(f"{where}: {value!r} is not {kind.words}")
    return float(value) if isinstance(value, int) else value  # type: ignore[return-value]
