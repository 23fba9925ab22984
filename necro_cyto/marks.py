"""Marks: the bodies of cells and the legend as plain shapes and texts, placed.

Built from few primitives so that every target (annotations of Cytoscape, matplotlib) draws
the same: boxes, ellipses, triangles and left-aligned texts. Lines are thin boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from necro_cyto.channels import Value
from necro_cyto.colour import mix, text_on
from necro_cyto.legend import Entry, Line, Note, Scale, Section, StripCell, Swatch
from necro_cyto.metrics import LINE_HEIGHT, text_width, wrap
from necro_cyto.places import Place
from necro_cyto.scene import Box, Mark, look
from necro_cyto.style import Style

MEMBRANE = 5.0  # distance of the two lines of a membrane
ENVELOPE, CRISTA, PITCH = 3.6, 11.0, 24.0  # of a nucleus and a mitochondrion; size and distance of the folds
TEXT, HEADING, BOLDER = 12.0, 12.0, 1.16
ROW, GAP, SWATCH_WIDTH, SWATCH_HEIGHT, BAR = 19.0, 34.0, 30.0, 13.0, 150.0
BADGE = 13.0
DOT, DOT_SIZE = "dot", 6.0  # of a plot, not of the map
STEPS = 30  # pieces of a colour bar
WIDER = (0.75, 1.0)  # shares of the greatest width that are tried for a long legend
LONGEST = 5  # entries of a section in one column
STROKE = SWATCH_WIDTH - 4
STROKES = {
    "solid": ((0.0, STROKE),),
    "dashed": ((0.0, 7.0), (10.0, 7.0), (20.0, STROKE - 20.0)),
    "dotted": tuple((i * 3.5, 1.5) for i in range(8)),
}


def place_marks(places: Iterable[Place], style: Style) -> list[Mark]:
    """Return the bodies behind the nodes: cells with a double membrane, compartments as pale bodies."""
    marks: list[Mark] = []
    for place in places:
        drawn = look("place", style.section("place"), {"id": place.id, "what": place.what})
        marks += _body(place, drawn)
    return marks


def legend_marks(
    sections: Sequence[Section], box: Box, style: Style, beside: bool = False, most: float = 0.0
) -> list[Mark]:
    """Return the legend, laid out in columns under `box` (left, top, right, bottom), or in rows to its right.

    Below, it is as wide as the box; where it would be higher than that, it may be up to `most` wide.
    """
    if beside:
        return _beside(sections, box, style)
    left, top, right, bottom = box
    for width in (right - left, *(most * share for share in WIDER if most * share > right - left)):
        marks = _below(sections, (left, top, left + width, bottom), style)
        if all(m.y + m.height <= 2 * bottom - top for m in marks):
            break
    return marks


def _below(sections: Sequence[Section], box: Box, style: Style) -> list[Mark]:
    left, _, right, bottom = box
    marks: list[Mark] = []
    x, y, tallest = left, bottom + GAP, 0.0
    columns = _in_columns(sections, right - left)
    for i, section in enumerate(columns):
        width, height = _section_size(section)
        whole = _with_rest(columns, i)
        if x > left and (x + width > right or (section.title and x + whole > right and whole <= right - left)):
            x, y, tallest = left, y + tallest + GAP / 2, 0.0
        marks += _section(section, x, y, style)
        x, tallest = x + width + GAP, max(tallest, height)
    return marks


def _beside(sections: Sequence[Section], box: Box, style: Style) -> list[Mark]:
    _, top, right, bottom = box
    marks: list[Mark] = []
    x, y, widest = right + GAP, top, 0.0
    for section in sections:
        width, height = _section_size(section)
        if y > top and y + height > bottom:
            x, y, widest = x + widest + GAP, top, 0.0
        marks += _section(section, x, y, style)
        y, widest = y + height + GAP / 2, max(widest, width)
    return marks


def _in_columns(sections: Sequence[Section], room: float) -> list[Section]:
    """Split long sections into columns: short ones, unless higher ones save a second row."""
    for longest in (LONGEST, LONGEST + 2, LONGEST + 4):
        parts = [part for section in sections for part in _columns(section, longest, room)]
        if sum(_section_size(part)[0] + GAP for part in parts) - GAP <= room:
            return parts
    return [part for section in sections for part in _columns(section, LONGEST, room)]


def _with_rest(columns: Sequence[Section], first: int) -> float:
    """Return the width of a column with those that go on with its section."""
    rest = takewhile(lambda section: not section.title, columns[first + 1 :])
    return sum(_section_size(part)[0] + GAP for part in (columns[first], *rest)) - GAP


def _columns(section: Section, longest: int, room: float) -> list[Section]:
    """Split a long section, if its columns fit beside each other; only the first carries the heading."""
    if len(section.entries) <= longest:
        return [section]
    parts = -(-len(section.entries) // longest)
    size = -(-len(section.entries) // parts)
    cut = [section.entries[i : i + size] for i in range(0, len(section.entries), size)]
    found = [Section(section.title if not i else "", entries) for i, entries in enumerate(cut)]
    return found if _with_rest(found, 0) <= room else [section]


def _body(place: Place, drawn: dict[str, Value]) -> list[Mark]:
    left, top = place.box[:2]
    fill, outline, width = str(drawn["fill"]), str(drawn["outline"]), float(drawn["outline_width"])
    thin = width if place.what == "cell" else width * 0.6
    size, color = float(drawn["label_size"]), str(drawn["label_color"])

    def body(name: str, inset: float) -> Mark:
        return Mark(
            kind="round-rectangle", name=f"{place.label} ({name})", x=left + inset, y=top + inset,
            width=place.width - 2 * inset, height=place.height - 2 * inset, group="places", fill=fill,
            outline=outline, outline_width=thin,
        )  # fmt: skip

    lines = {"cell": MEMBRANE, "nucleus": ENVELOPE, "mitochondrion": ENVELOPE}
    inset = lines.get("cell" if place.what == "cell" else place.id, 0.0)
    return [
        body(place.what, 0.0),
        *([body("membrane", inset)] if inset else []),
        *(_cristae(place, fill, outline, thin, size) if place.id == "mitochondrion" else []),
        _text(place.label, left + 14, top + 10, size, color, "places"),
    ]


def _cristae(place: Place, fill: str, outline: str, width: float, size: float) -> list[Mark]:
    """Fold the inner membrane of a mitochondrion: short pockets from above and below, none at its name."""
    left, top, right, bottom = place.box
    named = left + 14 + text_width(place.label, size)
    below = [(x, bottom - ENVELOPE - CRISTA) for x in _every(left + 26, right - 22)]
    above = [(x, top + ENVELOPE) for x in _every(left + 26 + PITCH / 2, right - 22) if x > named + 6]
    return [
        Mark("capsule", f"{place.label} (crista {i})", x, y, 5.0, CRISTA, "places", fill=fill, outline=outline, outline_width=width)
        for i, (x, y) in enumerate([*above, *below], 1)
    ]


def _every(start: float, end: float) -> list[float]:
    return [start + i * PITCH for i in range(max(0, int((end - start) // PITCH) + 1))]


def _section_size(section: Section) -> tuple[float, float]:
    widths = [text_width(section.title, HEADING) * BOLDER, *(_entry_width(e) for e in section.entries)]
    return max(widths), ROW + sum(_entry_height(e) for e in section.entries)


def _entry_width(entry: Entry) -> float:
    if isinstance(entry, Scale):
        return BAR + 20
    if isinstance(entry, Note):
        return text_width(wrap(entry.label, TEXT, BAR + 70), TEXT)
    return SWATCH_WIDTH + 8 + text_width(entry.label, TEXT)


def _entry_height(entry: Entry) -> float:
    if isinstance(entry, Scale):
        return 2 * ROW
    if isinstance(entry, Note):
        return (wrap(entry.label, TEXT, BAR + 70).count("\n") + 1) * TEXT * LINE_HEIGHT + 4
    return ROW


def _section(section: Section, x: float, y: float, style: Style) -> list[Mark]:
    ink, quiet, paper = (str(style.channel("page", c).value) for c in ("ink", "quiet", "background"))
    marks = [_text(section.title, x, y, HEADING, ink, bold=True)] if section.title else []
    y += ROW
    for entry in section.entries:
        marks += _entry(entry, x, y, ink, quiet, paper)
        y += _entry_height(entry)
    return marks


def _entry(entry: Entry, x: float, y: float, ink: str, quiet: str, paper: str) -> list[Mark]:
    if isinstance(entry, Scale):
        return _bar(entry, x, y, ink)
    if isinstance(entry, Note):
        return [_text(wrap(entry.label, TEXT, BAR + 70), x, y, TEXT, quiet)]
    label = _text(entry.label, x + SWATCH_WIDTH + 8, y, TEXT, ink)
    if isinstance(entry, StripCell):
        return [*_cells(entry, x, y, ink, quiet), label]
    return [*(_sample(entry, x, y) if isinstance(entry, Swatch) else _stroke(entry, x, y, paper)), label]


def _cells(entry: StripCell, x: float, y: float, ink: str, quiet: str) -> list[Mark]:
    """Draw a strip with the cell of one contrast filled in."""
    step, name = (SWATCH_WIDTH - 2) / entry.of, f"legend {entry.label}"
    return [
        Mark("rectangle", name, x + 1 + i * step, y + 3, step, SWATCH_HEIGHT - 6,
             fill=ink if i == entry.index else None, outline=quiet, outline_width=0.6)
        for i in range(entry.of)
    ]  # fmt: skip


def _sample(entry: Swatch, x: float, y: float) -> list[Mark]:
    drawn, name = entry.look, f"legend {entry.label}"
    fill = str(drawn["fill"]) if float(drawn["fill_opacity"]) > 0 else None
    colour, thick = str(drawn["border_color"]), float(drawn["border_width"])
    x, width = x + 1, SWATCH_WIDTH - 2
    if drawn["shape"] == DOT:
        return [Mark("ellipse", name, x + (width - DOT_SIZE) / 2, y + (SWATCH_HEIGHT - DOT_SIZE) / 2, DOT_SIZE, DOT_SIZE, fill=fill)]
    if drawn["border_style"] == "solid":
        badge, ink = str(drawn["badge"]), str(drawn["label_color"])
        number = [_text(badge, x + (width - text_width(badge, TEXT) * 0.95) / 2, y, TEXT, ink)] if badge else []
        return [Mark(str(drawn["shape"]), name, x, y, width, SWATCH_HEIGHT, fill=fill, outline=colour,
                     outline_width=thick), *number]  # fmt: skip
    # Annotations know no broken outlines: the border is laid out of pieces.
    dash, gap = (3.4, 1.6) if drawn["border_style"] == "dashed" else (1.2, 1.8)
    body = [Mark("rectangle", name, x, y, width, SWATCH_HEIGHT, fill=fill)] if fill else []
    return [*body, *_broken_border(name, x, y, width, SWATCH_HEIGHT, dash, gap, thick, colour)]


def _broken_border(
    name: str, x: float, y: float, width: float, height: float, dash: float, gap: float, thick: float, colour: str
) -> list[Mark]:
    across = [i * (dash + gap) for i in range(int(width / (dash + gap)) + 1) if i * (dash + gap) + dash <= width + 1]
    down = [i * (dash + gap) for i in range(int(height / (dash + gap)) + 1) if i * (dash + gap) + dash <= height + 1]
    rows = [Mark("rectangle", name, x + i, edge, dash, thick, fill=colour) for edge in (y, y + height - thick) for i in across]
    sides = [Mark("rectangle", name, edge, y + i, thick, dash, fill=colour) for edge in (x, x + width - thick) for i in down]
    return rows + sides


def _stroke(entry: Line, x: float, y: float, paper: str) -> list[Mark]:
    colour, thick = str(entry.look["color"]), float(entry.look["width"])
    name, middle = f"legend {entry.label}", y + SWATCH_HEIGHT / 2
    # Marks are opaque: a pale edge is mixed with the paper.
    colour = mix(paper, colour, float(entry.look["opacity"]))
    marks = [
        Mark("rectangle", name, x + start, middle - thick / 2, size, thick, fill=colour)
        for start, size in STROKES[str(entry.look["line"])]
    ]
    badge = str(entry.look["badge"])
    marks += _badge(badge, x + 8, middle, paper, colour) if badge else []
    return [*marks, *_head(str(entry.look["arrow"]), colour, name, x + STROKE, middle)]


def _badge(text: str, x: float, y: float, paper: str, outline: str) -> list[Mark]:
    """Draw a small circled letter around a point."""
    wide = max(BADGE, text_width(text, TEXT) + 4)
    body = Mark("ellipse" if wide == BADGE else "capsule", f"legend {text}", x - wide / 2, y - BADGE / 2, wide, BADGE, fill=paper, outline=outline, outline_width=0.9)
    return [body, _text(text, x - text_width(text, TEXT) * 0.45, y - TEXT * LINE_HEIGHT / 2, TEXT, text_on(paper))]


def _head(arrow: str, colour: str, name: str, x: float, y: float) -> list[Mark]:
    if arrow == "tee":
        return [Mark("rectangle", name, x, y - 5, 2.2, 10, fill=colour)]
    if arrow == "none":
        return []
    return [Mark("triangle", name, x - 5, y - 4, 8, 8, fill=colour, rotation=90.0)]


def _bar(entry: Scale, x: float, y: float, ink: str) -> list[Mark]:
    low, high = entry.points[0][0], entry.points[-1][0]
    step, name = BAR / STEPS, "legend scale"
    marks = [_piece(name, x + i * step, y, step + 0.4, _colour_at(entry, low + (high - low) * i / (STEPS - 1))) for i in range(STEPS)]
    marks.append(Mark("rectangle", f"{name} frame", x, y, BAR, SWATCH_HEIGHT, outline="#8A94A0", outline_width=0.6))
    if entry.trend:
        low_ink, high_ink = (text_on(_colour_at(entry, end)) for end in (low, high))
        marks.append(Mark("triangle", f"{name} down", x + 4, y + 4, 6, 5, fill=low_ink, rotation=180.0))
        marks.append(Mark("triangle", f"{name} up", x + BAR - 10, y + 4, 6, 5, fill=high_ink))
    for value, word in entry.ticks:
        place, wide = x + BAR * (value - low) / (high - low), text_width(word, TEXT)
        start = min(max(place - wide / 2, x), x + BAR - wide + 8)
        marks.append(_text(word, start, y + SWATCH_HEIGHT + 3, TEXT, ink))
    return marks


def _piece(name: str, x: float, y: float, width: float, colour: str) -> Mark:
    return Mark("rectangle", name, x, y, width, SWATCH_HEIGHT, fill=colour)


def _colour_at(entry: Scale, value: float) -> str:
    for (a, one), (b, other) in pairwise(entry.points):
        if value <= b:
            return mix(str(one), str(other), (value - a) / (b - a))
    return str(entry.points[-1][1])


def _text(
    text: str, x: float, y: float, size: float, color: str, group: str = "legend", bold: bool = False
) -> Mark:
    width, height = text_width(text, size) * (BOLDER if bold else 1.0), (text.count("\n") + 1) * size * LINE_HEIGHT
    return Mark("text", text, x, y, width, height, group, text=text, size=size, color=color, bold=bold)
