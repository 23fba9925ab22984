"""The visual properties of the program: their defaults, and how values are read."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

Json = Any
Values = dict[str, Json]

FACES = {"SansSerif": "SansSerif.plain", "Serif": "Serif.plain", "Monospaced": "Monospaced.plain"}
KEPT_FACES = {"DejaVu Sans", "DejaVu Serif", "DejaVu Sans Mono"}


@cache
def catalogue() -> dict[str, Values]:
    """Every visual property by its identifier."""
    text = (Path(__file__).parent / "visual_properties.json").read_text(encoding="utf-8")
    return {entry["id"]: entry for entry in json.loads(text)}


@cache
def _defaults(style: str) -> Values:
    return {name: entry.get(style, entry["new"]) for name, entry in catalogue().items()}


def renderer_defaults() -> Values:
    """The values of a new style, and of a view no style was applied to."""
    return dict(_defaults("new"))


def default_style() -> Values:
    """The values of the style called ``default``."""
    return dict(_defaults("default"))


@cache
def of(target: str) -> tuple[str, ...]:
    """The properties of ``Node``, ``Edge`` or ``Network`` that a view lists."""
    return tuple(n for n, e in catalogue().items() if e["target"] == f"Cy{target}" and n != target.upper())


def kind(name: str) -> str:
    """What sort of value a property takes."""
    entry = catalogue()[name]
    value = entry["new"]
    if "choices" in entry:
        return "choice"
    if name.endswith("FONT_FACE"):
        return "font"
    if isinstance(value, str) and re.fullmatch("#[0-9A-F]{6}", value):
        return "paint"
    return {bool: "boolean", int: "integer", float: "double"}.get(type(value), "text")


def read(name: str, value: Json) -> Json:
    """The value as the program keeps it; None where it can make nothing of it."""
    if name not in catalogue() or value is None:
        return None
    return READERS[kind(name)](name, value)


def _choice(name: str, value: Json) -> Json:
    return value if value in catalogue()[name]["choices"] else None


def _font(name: str, value: Json) -> Json:
    parts = str(value).split(",")
    face = parts[0].removesuffix(".plain")
    size = parts[2] if len(parts) > 2 else "12"
    return f"{FACES.get(face, face if face in KEPT_FACES else 'Dialog.plain')},plain,{size}"


def _paint(name: str, value: Json) -> Json:
    return value.upper() if isinstance(value, str) and re.fullmatch("#[0-9A-Fa-f]{6}", value) else None


def _boolean(name: str, value: Json) -> Json:
    return str(value).lower() == "true"


def _integer(name: str, value: Json) -> Json:
    number = _double(name, value)
    return None if number is None else int(number)


def _double(name: str, value: Json) -> Json:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _text(name: str, value: Json) -> Json:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else str(value)


READERS = {
    "choice": _choice,
    "font": _font,
    "paint": _paint,
    "boolean": _boolean,
    "integer": _integer,
    "double": _double,
    "text": _text,
}


def listed(values: Values) -> list[Values]:
    """Values as the program lists them."""
    return [{"visualProperty": name, "value": values[name]} for name in sorted(values)]
