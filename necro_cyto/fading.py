"""Fading: what is not highlighted steps back, by columns of the tables and channels that read them.

So every target draws it without knowing of it. A channel that is constant reads the column ``faded``; one that reads a
column already gets a column of its own, ``drawn <channel>``, with what is drawn as a text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from necro_cyto.channels import Channel, Value
from necro_cyto.colour import mix
from necro_cyto.scene import FADED, Scene, drawn_column, look
from necro_cyto.style import Style

FILL, OUTLINE, LABEL, LINE = 0.22, 0.34, 0.62, 0.3  # of the colour's strength that is left
FAINTEST = 0.2  # of an edge
THICK, THIN = 1.5, 0.8  # edges that are highlighted, and those that are not
Change = Callable[[Value, bool], Value]  # what is drawn, from what would be and whether it is faded


def faded(scene: Scene, nodes: Collection[str], edges: Collection[str]) -> Scene:
    """Return a scene in which all but these nodes and edges step back.

    Its `plain_style` is the style of before: what the legend explains.
    """
    paper, ink = (str(scene.style.channel("page", c).value) for c in ("background", "ink"))
    changes: dict[str, dict[str, Change]] = {
        "node": {
            "fill_opacity": lambda v, weak: round(float(v) * FILL, 3) if weak else v,
            "border_color": lambda v, weak: mix(paper, str(v), OUTLINE) if weak else v,
            "label_color": lambda v, weak: mix(paper, ink, LABEL) if weak else v,
        },
        "edge": {
            "opacity": lambda v, weak: round(max(float(v) * LINE, FAINTEST), 3) if weak else v,
            "width": lambda v, weak: round(float(v) * (THIN if weak else THICK), 2),
        },
    }
    style = scene.style
    rows: dict[str, dict[str, dict[str, str]]] = {
        "node": {n.id: {FADED: _word(n.id not in nodes)} for n in scene.nodes},
        "edge": {e.id: {FADED: _word(e.id not in edges)} for e in scene.edges},
    }
    tables = {
        "node": {n.id: n.columns for n in scene.nodes},
        "edge": {e.id: e.columns for e in scene.edges},
    }
    for section, channels in changes.items():
        for name, change in channels.items():
            channel = _faded_channel(style, section, name, change, tables[section], rows[section])
            style = style.with_channel(section, name, channel)
    weak_last = sorted(scene.edges, key=lambda e: rows["edge"][e.id][FADED] == "no")  # drawn first
    return replace(
        scene,
        style=style,
        plain_style=scene.style,
        nodes=tuple(replace(n, columns={**n.columns, **rows["node"][n.id]}) for n in scene.nodes),
        edges=tuple(replace(e, columns={**e.columns, **rows["edge"][e.id]}) for e in weak_last),
    )


def _faded_channel(
    style: Style, section: str, name: str, change: Change, table: Mapping[str, Mapping[str, object]],
    rows: Mapping[str, dict[str, str]],
) -> Channel:  # fmt: skip
    """Return a channel that draws what fades as faded, and write the column it needs into `rows`."""
    rules = style.section(section)
    before = rules[name]
    if not before.column:
        value = look(section, rules, {})[name]
        return _by_text(FADED, {word: change(value, word == "yes") for word in ("no", "yes")})
    column, drawn = drawn_column(name), dict[str, Value]()
    for key, columns in table.items():
        value = change(look(section, rules, columns)[name], rows[key][FADED] == "yes")
        text = _text(value)
        rows[key][column], drawn[text] = text, value
    return _by_text(column, dict(sorted(drawn.items())))


def _by_text(column: str, drawn: Mapping[str, Value]) -> Channel:
    return Channel(column=column, map=drawn, missing=next(iter(drawn.values()), None))


def _text(value: Value) -> str:
    return f"{value:g}" if isinstance(value, float | int) else value


def _word(weak: bool) -> str:
    return "yes" if weak else "no"

