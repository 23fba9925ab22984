"""What the sections of a legend say, in sentences: for captions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from necro_cyto.channels import NEAR_ZERO, Value
from necro_cyto.hues import colour_word
from necro_cyto.legend import Line, Note, Scale, Section, StripCell, Swatch, tick

LETTER = re.compile(r"(?P<title>.*) \((?P<letter>\w|panel \d+)\)")
COVERAGE = re.compile(r"(?P<found>.+) of (?P<all>\d+) genes on the map(?P<same>; one value per gene.*)?")
PLURALS = {"process": "processes", "complex": "complexes"}
SHAPES = {
    "round-rectangle": "rounded rectangles", "rectangle": "rectangles", "octagon": "octagons", "hexagon": "hexagons",
    "ellipse": "ellipses", "double-ellipse": "double ellipses", "capsule": "capsules", "diamond": "diamonds",
    "triangle": "triangles", "parallelogram": "parallelograms", "vee": "arrowheads",
}  # fmt: skip
HEADS = {"triangle": "an arrow head", "open": "an open arrow head", "tee": "a bar", "diamond": "a diamond", "none": "no head"}
SIGNS = {
    "activates, raises": "activate or raise their target",
    "inhibits, lowers": "inhibit or lower their target",
    "binds, or no effect shown": "bind, or no effect was shown",
}
EDGES = {
    "effect, contact not shown": "effects without shown contact",
    "phosphorylates": "phosphorylations",
    "ubiquitinates": "ubiquitinations",
    "cleaves": "cleavages",
    "finding that is no single step": "findings that are no single step",
    "papers disagree": "those on which papers disagree",
}
PAPERS = ("one paper", "three papers", "five papers or more")
MISSING = {
    "gene not in the file": "genes that are not in the data",
    "gene or cell not in the file": "genes or cells that are not in the data",
    "in the file, no value": "genes in the data without a value",
    "stands for no gene": "nodes that stand for no gene",
}


def explained(sections: Sequence[Section]) -> Iterator[str]:
    """Yield a sentence or two for each section of a legend: what is drawn, and what it means."""
    strips = any(isinstance(e, StripCell) for s in sections for e in s.entries)
    for section in sections:
        match = LETTER.fullmatch(section.title)
        title = match["title"] if match else section.title
        where = f"In {match['letter']}: " if match else ""
        sentence = _sentence(title, section, strips)
        if sentence:
            yield where + (sentence[0].lower() + sentence[1:] if where else sentence)


def _sentence(title: str, section: Section, strips: bool) -> str:
    if any(isinstance(entry, Scale) for entry in section.entries):
        return _scale(title, section, strips)
    said = {
        "Highlighted": _highlighted, "Contrasts": _contrasts, "Values per cell": _per_cell, "Border": _borders,
        "Missing": _missing, "Modules": _modules, "Nodes": _nodes, "Edges": _edges,
    }.get(title)  # fmt: skip
    return said(section) if said else ""


def _scale(title: str, section: Section, strips: bool) -> str:
    scale = next(entry for entry in section.entries if isinstance(entry, Scale))
    ticks = dict(scale.ticks)
    low, high = scale.points[0], scale.points[-1]
    middle = scale.points[len(scale.points) // 2]
    through = f"through {colour_word(str(middle[1]))} ({ticks[0.0]}) " if 0.0 in ticks else ""
    subject = "The strips in the nodes show" if strips else "The fill of a node shows"
    sentence = (
        f"{subject} the {title}, from {colour_word(str(low[1]))} ({ticks[low[0]]}) {through}"
        f"to {colour_word(str(high[1]))} ({ticks[high[0]]})."
    )
    beyond = [word for word in ticks.values() if word[0] in "≤≥"]
    cut = " Values beyond the scale have the colour of its end." if beyond else ""
    near = tick(round(NEAR_ZERO * high[0], 6))
    trend = f" A small triangle points up or down where it is above {near} or below −{near}." if scale.trend else ""
    notes = [entry.label for entry in section.entries if isinstance(entry, Note)]
    return sentence + cut + trend + "".join(f" {_note(note)}" for note in notes)


def _note(note: str) -> str:
    letters, _, rest = note.rpartition(": ") if re.match(r"[a-zA-Z](, [a-zA-Z])*: ", note) else ("", "", note)
    where = f" ({letters})" if letters else ""
    match = COVERAGE.fullmatch(rest)
    if not match:
        return f"Data{where}: {rest}."
    same = "; a gene that stands in several cells shows the same value in all" if match["same"] else ""
    return f"{match['found']} of the {match['all']} genes on the map are in the data{where}{same}."


def _highlighted(section: Section) -> str:
    return f"Highlighted: {'; '.join(_labels(section))}; everything else is faded."


def _contrasts(section: Section) -> str:
    names = [entry.label for entry in section.entries if isinstance(entry, StripCell)]
    grey = " (grey: no value)" if any(isinstance(entry, Note) for entry in section.entries) else ""
    return f"From left to right a strip shows {join(names)}{grey}."


def _per_cell(section: Section) -> str:
    return f"Values are shown on the nodes of their cell ({'; '.join(_labels(section))})."


def _borders(section: Section) -> str:
    swatches = _swatches(section)
    widths = [float(s.look["border_width"]) for s in swatches]
    parts = []
    for swatch, width in zip(swatches, widths, strict=True):
        size = "" if max(widths) < 1.3 * min(widths) else "thick " if width > min(widths) else "thin "
        parts.append(f"a {size}{colour_word(str(swatch.look['border_color']))} border means {swatch.label}")
    return _capital(f"{join(parts)}.")


def _missing(section: Section) -> str:
    parts, valued = list[str](), ""
    for swatch in _swatches(section):
        if swatch.label in MISSING:
            parts.append(f"{MISSING[swatch.label]} ({_drawn(swatch.look)})")
        else:
            valued = f"{swatch.label.replace('value, but no', 'values without')} have a {_drawn(swatch.look)}"
    sentence = f"There are no values for {join(parts)}" if parts else ""
    return _capital(f"{'; '.join(filter(None, (sentence, valued)))}.")


def _drawn(look: Mapping[str, Value]) -> str:
    style = {"dotted": "dotted border", "dashed": "dashed border"}.get(str(look["border_style"]), "")
    if float(look["fill_opacity"]) == 0:
        fill = "unfilled"
    else:
        fill = "" if style == "dashed border" else colour_word(str(look["fill"]))
    return ", ".join(part for part in (fill, style) if part)


def _nodes(section: Section) -> str:
    swatches = _swatches(section)
    shapes = [str(s.look["shape"]) for s in swatches]
    parts = []
    for swatch, shape in zip(swatches, shapes, strict=True):
        told = SHAPES.get(shape, shape)
        if shapes.count(shape) > 1:  # then the colour tells them apart
            told = f"{colour_word(str(swatch.look['border_color']))}-edged, {colour_word(str(swatch.look['fill']))} {told}"
        parts.append(f"{PLURALS.get(swatch.label, swatch.label + 's')} ({told})")
    return f"Nodes are {join(parts)}."


def _modules(section: Section) -> str:
    swatches = _swatches(section)
    numbered = all(s.look["badge"] for s in swatches)
    parts = [f"{s.look['badge'] if numbered else colour_word(str(s.look['fill']))}, {s.label}" for s in swatches]
    return f"{'Number and fill' if numbered else 'Fill'} tell the module: {'; '.join(parts)}."


def _edges(section: Section) -> str:
    lines = [entry for entry in section.entries if isinstance(entry, Line)]
    signs = [line for line in lines if line.label in SIGNS]
    colours = [colour_word(str(line.look["color"])) for line in signs]
    parts: list[str] = []
    for line, colour in zip(signs, colours, strict=True):
        told = f" ({colour})" if len(set(colours)) > 1 else ""
        parts.append(f"{'those' if parts else 'edges'} with {HEADS[str(line.look['arrow'])]}{told} {SIGNS[line.label]}")
    base = signs[0].look if signs else {}
    kinds = [f"{_differs(line.look, base)} are {EDGES[line.label]}" for line in lines if line.label in EDGES]
    clauses = [join(parts), join(kinds), _papers([line for line in lines if line.label in PAPERS])]
    return _capital(f"{'; '.join(filter(None, clauses))}.") if any(clauses) else ""


def _papers(lines: Sequence[Line]) -> str:
    widths = [float(line.look["width"]) for line in lines]
    if len(set(widths)) < 2 or widths != sorted(widths):
        return ""
    return f"the wider an edge, the more papers support it ({lines[0].label} to {lines[-1].label})"


def _differs(look: Mapping[str, Value], base: Mapping[str, Value]) -> str:
    """Return in words how an edge is drawn otherwise than an ordinary one."""
    found = [
        str(look["line"]) if look["line"] != base.get("line", "solid") else "",
        "thin" if float(look["width"]) < 0.9 * float(base.get("width", 0)) else "",
        "thick" if float(look["width"]) > 1.1 * float(base.get("width", 1e9)) else "",
        "pale" if float(look["opacity"]) < float(base.get("opacity", 0)) - 0.05 else "",
        colour_word(str(look["color"])) if look["color"] != base.get("color") else "",
    ]
    words = " and ".join([word for word in found if word][:2])
    marked = f" marked {look['badge']}" if look["badge"] else ""
    return f"{words} ones{marked}".strip() if words else f"those{marked}"


def _swatches(section: Section) -> list[Swatch]:
    return [entry for entry in section.entries if isinstance(entry, Swatch)]


def _labels(section: Section) -> list[str]:
    return [entry.label for entry in section.entries if isinstance(entry, Note)]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def join(words: Sequence[str]) -> str:
    """Return words as a list in a sentence.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
