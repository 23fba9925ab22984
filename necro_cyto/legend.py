"""The legend: what the channels of a style mean, made from the channels themselves.

First a model (sections of entries whose looks come out of `Channel.resolve`), then marks. A
legend can therefore not say anything else than what is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from necro_cyto.channels import Value
from necro_cyto.scene import SceneEdge, SceneNode, Strip, look
from necro_cyto.schema import KINDS, MODULES
from necro_cyto.style import Style

KIND_WORDS = {
    "protein": "protein",
    "complex": "complex",
    "metabolite": "metabolite",
    "drug": "drug",
    "process": "process",
    "cell": "cell",
    "phenotype": "outcome",
    "condition": "condition",
}
STATE_WORDS = {
    "not in file": "gene not in the file",
    "no value": "in the file, no value",
    "no p": "value, but no {significance}",
    "no gene": "stands for no gene",
}
EDGE_WORDS = {"+": "activates, raises", "-": "inhibits, lowers", "0": "binds, or no effect shown"}
# Column → what can be said of it: an example to draw, whether a value is such a case, the words.
Case = tuple[object, Callable[[object], bool], str]
EDGE_CASES: dict[str, tuple[Case, ...]] = {
    "direct": (("no", lambda v: v == "no", "effect, contact not shown"),),
    "relation": (
        ("phosphorylates", lambda v: v == "phosphorylates", "phosphorylates"),
        ("ubiquitinates", lambda v: v == "ubiquitinates", "ubiquitinates"),
        ("cleaves", lambda v: v == "cleaves", "cleaves"),
    ),
    "class": (("summary", lambda v: v != "mechanism", "finding that is no single step"),),
    "disputed": ((True, lambda v: v is True, "papers disagree"),),
    "papers": (
        (1, lambda v: v == 1, "one paper"),
        (3, lambda v: v == 3, "three papers"),
        (5, lambda v: isinstance(v, int) and v >= 5, "five papers or more"),
    ),
}


@dataclass(frozen=True)
class Swatch:
    """A small node with its meaning."""

    label: str
    look: Mapping[str, Value]


@dataclass(frozen=True)
class Line:
    """A piece of an edge with its meaning."""

    label: str
    look: Mapping[str, Value]


@dataclass(frozen=True)
class Scale:
    """A colour bar: anchors from low to high, the words at its ends, and whether nodes also say up or down."""

    points: tuple[tuple[float, Value], ...]
    ticks: tuple[tuple[float, str], ...]
    trend: bool = False


@dataclass(frozen=True)
class Note:
    """A line of text."""

    label: str


@dataclass(frozen=True)
class StripCell:
    """Where in a strip a contrast stands, with its name."""

    label: str
    index: int
    of: int


Entry = Swatch | Line | Scale | Note | StripCell


@dataclass(frozen=True)
class Section:
    """Entries under a common heading."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Measured:
    """What the legend says about the user's values.

    Attributes
    ----------
    effect, significance : str
        In words: ``"log2 fold change"``, ``"adjusted p"`` (empty: the file has none).
    threshold : float
    contrast : str
        The comparison in words, with the software.
    coverage : str
        ``"41 of 45 genes on the map"``.
    clipped_low, clipped_high : bool
        Whether values lie beyond the ends of the scale (≤ and ≥).
    cells : mapping
        For values per cell: cell of the network → clusters of the file. Empty for bulk values.
    """

    effect: str
    significance: str
    threshold: float
    contrast: str
    coverage: str
    clipped_low: bool = False
    clipped_high: bool = False
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Measured:
        """Return it from plain data, as a scene and Cytoscape's network table keep it."""
        return cls(**{f.name: given[f.name] for f in fields(cls) if f.name in given})


def legend(
    style: Style,
    nodes: Sequence[SceneNode],
    edges: Sequence[SceneEdge],
    measured: Measured | None = None,
    strip: Strip | None = None,
    highlights: Sequence[str] = (),
) -> tuple[Section, ...]:
    """Return the sections of the legend for what is really drawn.

    Parameters
    ----------
    style : Style
        With its limits filled in.
    nodes, edges : sequences of `SceneNode`, `SceneEdge`
        Only kinds, states and signs that occur here get an entry.
    measured : Measured, optional
        What the user's values are; without it no scale is shown.
    strip : Strip, optional
        Several contrasts in each node.
    highlights : sequence of str
        What is highlighted, in words.
    """
    sections = [
        Section("Highlighted", tuple(Note(words) for words in highlights)),
        *(_values(style, nodes, measured, strip) if measured else ()),
        _modules(style, nodes),
        _kinds(style, nodes),
        _edges(style, edges),
    ]
    return tuple(s for s in sections if s.entries)


def tick(number: float) -> str:
    """Write a number of the scale: a true minus, no tail of rounding.

    >>> tick(-2.0), tick(1e-17), tick(0.5)
    ('−2', '0', '0.5')
    """
    text = f"{round(number, 6):g}"
    return "0" if text in ("0", "-0") else text.replace("-", "−")


def _values(
    style: Style, nodes: Sequence[SceneNode], measured: Measured, strip: Strip | None
) -> list[Section]:
    fill = style.channel("node", "fill")
    if not strip and fill.column != "effect":
        return []
    trend = not strip and style.channel("node", "trend").column == "effect"
    scale = _scale(strip.points if strip else fill.points(), measured, trend)
    notes = tuple(Note(text) for text in (measured.contrast, measured.coverage) if text)
    names = strip.contrasts if strip else ()
    cells = Section("Contrasts", _contrasts(names, nodes, strip))
    borders = Section("Border", _borders(style, nodes, measured, " in a contrast" if strip else ""))
    return [
        Section(measured.effect, (scale, *notes)), cells, _per_cell(measured), borders, _missing(style, nodes, measured)
    ]  # fmt: skip


def _contrasts(names: Sequence[str], nodes: Sequence[SceneNode], strip: Strip | None) -> tuple[Entry, ...]:
    entries: list[Entry] = [StripCell(name, i, len(names)) for i, name in enumerate(names)]
    if strip and any(0 < strip.in_row(n.columns) < len(names) for n in nodes):
        entries.append(Note("grey: no value in that contrast"))
    return tuple(entries)


def _scale(points: Sequence[tuple[float, Value]], measured: Measured, trend: bool) -> Scale:
    low, high = points[0][0], points[-1][0]
    ticks = (
        (low, ("≤ " if measured.clipped_low else "") + tick(low)),
        *([(0.0, "0")] if low < 0 < high else []),
        (high, ("≥ " if measured.clipped_high else "") + tick(high)),
    )
    return Scale(tuple(points), ticks, trend)


def _per_cell(measured: Measured) -> Section:
    """Say whose values a node shows: those of its cell, or one value per gene on all of its nodes."""
    rows = (f"{cell}: {', '.join(clusters)}" for cell, clusters in measured.cells.items())
    return Section("Values per cell", tuple(Note(row) for row in rows))


def _borders(style: Style, nodes: Sequence[SceneNode], measured: Measured, where: str) -> tuple[Entry, ...]:
    if not measured.significance:
        return ()
    word = f"{measured.significance} < {measured.threshold:g}"
    if measured.significance == "flag":
        word = "flagged significant"
    seen = {n.columns.get("significant") for n in nodes}
    rows = [(True, word + where), (False, "not significant")]
    return tuple(
        _swatch(style, text, {"significant": value, "state": "measured", "effect": 0.0})
        for value, text in rows
        if value in seen
    )


def _missing(style: Style, nodes: Sequence[SceneNode], measured: Measured) -> Section:
    seen = {str(n.columns.get("state", "")) for n in nodes}
    entries = (
        _swatch(
            style,
            _state_words(text, measured),
            {"state": state, **({"effect": 0.0} if state == "no p" else {})},
        )
        for state, text in STATE_WORDS.items()
        if state in seen
    )
    return Section("Missing", tuple(entries))


def _state_words(text: str, measured: Measured) -> str:
    said = text.format(significance=measured.significance or "p")
    return said.replace("gene not", "gene or cell not") if measured.cells else said


def _kinds(style: Style, nodes: Sequence[SceneNode]) -> Section:
    seen = {str(n.columns["kind"]) for n in nodes}
    # Where values are shown, a kind is shown as it looks without one.
    state: dict[str, object] = {"state": "no gene"} if any("state" in n.columns for n in nodes) else {}
    entries = (_swatch(style, KIND_WORDS[k], {"kind": k, **state}) for k in KINDS if k in seen)
    return Section("Nodes", tuple(entries))


def _modules(style: Style, nodes: Sequence[SceneNode]) -> Section:
    seen = {str(n.columns.get("module", "")) for n in nodes}
    shown = [m for m in MODULES if m in seen] if style.channel("node", "fill").column == "module" else []
    return Section("Modules", tuple(_swatch(style, m, {"module": m}) for m in shown))


def _edges(style: Style, edges: Sequence[SceneEdge]) -> Section:
    """Signs first, then each further column that the style's edges read, as far as it occurs."""
    base: dict[str, object] = {"class": "mechanism", "direct": "yes", "disputed": False, "papers": 2}
    signs = {str(e.columns["sign"]) for e in edges}
    entries = [_line(style, text, {**base, "sign": s}) for s, text in EDGE_WORDS.items() if s in signs]
    for column, cases in EDGE_CASES.items():
        if not style.uses(column, "edge"):
            continue
        values = [e.columns.get(column) for e in edges]
        entries += [
            _line(style, text, {**base, "sign": "+", column: example})
            for example, occurs, text in cases
            if any(occurs(value) for value in values)
        ]
    return Section("Edges", tuple(entries))


def _swatch(style: Style, label: str, row: Mapping[str, object]) -> Swatch:
    return Swatch(label, look("node", style.section("node"), {"kind": "protein", **row}))


def _line(style: Style, label: str, row: Mapping[str, object]) -> Line:
    return Line(label, look("edge", style.section("edge"), row))
