"""One legend for several panels: what they have in common once, what differs told apart by their letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from necro_cyto.channels import GRAMMAR, Value
from necro_cyto.colour import text_on
from necro_cyto.legend import Entry, Line, Note, Scale, Section, StripCell, Swatch

if TYPE_CHECKING:
    from necro_cyto.panels.heatmap import Heatmap
    from necro_cyto.panels.volcano import Volcano

DOT = "•"
Lettered = tuple[str, tuple[Section, ...]]


def common_legend(found: Sequence[Lettered]) -> tuple[Section, ...]:
    """Return the sections of all panels joined.

    Parameters
    ----------
    found : sequence of (letter, sections)
    """
    titles = dict.fromkeys(section.title for _, sections in found for section in sections)
    joined: list[Section] = []
    for title in titles:
        parts = [(letter, s.entries) for letter, sections in found for s in sections if s.title == title]
        if _agree(parts):
            joined.append(Section(title, _united(parts)))
        else:
            joined += [Section(f"{title} ({letter})" if letter else title, entries) for letter, entries in parts]
    return tuple(joined)


def heatmap_sections(found: Heatmap) -> tuple[Section, ...]:
    """Return what is to be said of a heat map that the legend of a network does not say."""
    entries: list[Entry] = []
    if found.significance:
        entries.append(_cell(found.significance, found.middle, DOT))
    if any(cell.missing for row in found.rows for cell in row.cells):
        entries.append(_cell("no value", found.missing, ""))
    return (Section("Heat map", tuple(entries)),) if entries else ()


def volcano_sections(found: Volcano) -> tuple[Section, ...]:
    """Return what is to be said of a volcano plot that the legend of a network does not say."""
    word = f"{found.significance} < {found.p:g}"
    entries: list[Entry] = [
        _dot(f"gene that is not on the map, {word}", found.dark),
        _dot("gene that is not on the map, not significant", found.grey),
    ]
    if found.cut:
        entries.append(Note("triangles at the rim: values beyond the axes"))
    return (Section("Volcano plot", tuple(entries)),)


def _cell(label: str, fill: str, badge: str) -> Swatch:
    return Swatch(label, _look(shape="rectangle", fill=fill, badge=badge, label_color=text_on(fill), border_color="#8A94A0", border_width=0.6))


def _dot(label: str, fill: str) -> Swatch:
    return Swatch(label, _look(shape="dot", fill=fill, border_color=fill, border_width=0.0))


def _look(**given: Value) -> dict[str, Value]:
    return {**{name: kind.default for name, kind in GRAMMAR["node"].items()}, **given}


def _key(entry: Entry) -> str:
    return "scale" if isinstance(entry, Scale) else entry.label


def _agree(parts: Sequence[tuple[str, tuple[Entry, ...]]]) -> bool:
    """Say whether no meaning is drawn in two ways."""
    drawn: dict[str, object] = {}
    for _, entries in parts:
        for entry in entries:
            said: object = entry
            if isinstance(entry, Scale):
                said = entry.points
            elif isinstance(entry, Swatch | Line):
                said = dict(entry.look)
            elif isinstance(entry, StripCell):
                said = (entry.index, entry.of)
            if drawn.setdefault(_key(entry), said) != said:
                return False
    return True


def _united(parts: Sequence[tuple[str, tuple[Entry, ...]]]) -> tuple[Entry, ...]:
    """Return every entry once; notes that not all panels share carry the letters of those that do."""
    found: dict[str, Entry] = {}
    letters: dict[str, list[str]] = {}
    for letter, entries in parts:
        for entry in entries:
            letters.setdefault(_key(entry), []).append(letter)
            before = found.get(_key(entry))
            found[_key(entry)] = _both(before, entry) if isinstance(before, Scale) and isinstance(entry, Scale) else before or entry
    several = len({letter for letter, _ in parts if letter}) > 1
    return tuple(
        Note(f"{', '.join(letters[key])}: {entry.label}") if several and isinstance(entry, Note) and len(letters[key]) < len(parts) else entry
        for key, entry in found.items()
    )


def _both(one: Scale, other: Scale) -> Scale:
    """Return a scale that says ≤ and ≥ where either does."""
    ticks = tuple((place, max(a, b, key=len)) for (place, a), (_, b) in zip(one.ticks, other.ticks, strict=True))
    return replace(one, ticks=ticks, trend=one.trend or other.trend)
