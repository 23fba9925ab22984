"""A Scene: what is to be drawn, as plain data. A target sees nothing else.

Units are network units (a node is about 30 high); x runs right, y down; node positions are
centres, marks have their top left corner.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from necro_cyto.channels import GRAMMAR, Channel, Value
from necro_cyto.places import Arrangement, Place
from necro_cyto.routes import curve
from necro_cyto.style import Style

Cell = str | float | int | bool | tuple[str, ...]
Box = tuple[float, float, float, float]

# Columns of the scene's tables and their types, in the words of Cytoscape's tables.
NODE_COLUMNS = {
    "label": "String",
    "label shown": "String",
    "kind": "String",
    "cell": "String",
    "compartment": "String",
    "module": "String",
    "full name": "String",
    "genes": "List",
    "about": "String",
    "origin": "String",
    "width": "Double",
    "height": "Double",
    "effect": "Double",
    "significance": "Double",
    "significant": "Boolean",
    "state": "String",
    "gene": "String",
    "members": "List",
}
EDGE_COLUMNS = {
    "relation": "String",
    "sign": "String",
    "class": "String",
    "direct": "String",
    "module": "String",
    "condition": "String",
    "references": "List",
    "papers": "Integer",
    "contradicting": "Integer",
    "disputed": "Boolean",
    "origin": "String",
    "about": "String",
    "bend": "String",
}
# Columns of a scene with something highlighted: whether a row fades, and what a channel draws then, as a text.
FADED = "faded"
STRIP_INSET = 8.0  # from the sides, where corners are cut
STRIP_HEIGHT = 10.0  # what a strip adds to a node's height
STRIP_BOTTOM = 5.0  # from the node's lower edge
STRIP_CELL = 8.0  # the side of a cell, if there is room


@dataclass(frozen=True)
class Strip:
    """Several contrasts in a node: one cell each, left to right, under the label.

    Attributes
    ----------
    contrasts : tuple of str
    points : tuple of (effect, colour)
        Low end, middle and high end of their one scale; between them colours are mixed linearly.
    missing : str
        Colour of a cell without a value.
    """

    contrasts: tuple[str, ...]
    points: tuple[tuple[float, Value], ...]
    missing: str

    def colours(self, row: Mapping[str, object]) -> list[str]:
        """Return the colour of each cell for one row of the node table; none where there is no value at all."""
        if not self.in_row(row):
            return []
        scale = Channel(column="effect", steps=(), anchors=self.points, missing=self.missing)
        values = (row.get(effect_column(i)) for i in range(len(self.contrasts)))
        return [str(scale.resolve({"effect": value})) for value in values]

    def in_row(self, row: Mapping[str, object]) -> int:
        """Return how many of the contrasts have a value in a row of the node table."""
        return sum(row.get(effect_column(i)) is not None for i in range(len(self.contrasts)))


def effect_column(index: int) -> str:
    """Return the name of the node column that holds the effects of a contrast, counted from 0.

    >>> effect_column(0)
    'effect 1'
    """
    return f"effect {index + 1}"


def drawn_column(channel: str) -> str:
    """Return the name of the column that tells what a channel draws, where some rows are faded.

    >>> drawn_column("label_color")
    'drawn label_color'
    """
    return f"drawn {channel}"


@dataclass(frozen=True)
class SceneNode:
    """A node to be drawn: its row of the table and its centre."""

    id: str
    x: float
    y: float
    columns: Mapping[str, Cell]


@dataclass(frozen=True)
class SceneEdge:
    """An edge to be drawn; `handle` is the control point of its curve, or None for a straight one."""

    id: str
    source: str
    target: str
    columns: Mapping[str, Cell]
    handle: tuple[float, float] | None = None


def corner(width: float, height: float) -> float:
    """Return the radius of a rounded corner: ``corner(30, 12)`` is 3.4."""
    return round(min(height * 0.28, width * 0.28, 26.0), 1)


@dataclass(frozen=True)
class Mark:
    """A shape or a text that is no node: a piece of a cell body or of the legend."""

    kind: str
    name: str
    x: float
    y: float
    width: float
    height: float
    group: str = "legend"
    fill: str | None = None
    outline: str | None = None
    outline_width: float = 0.0
    line: str = "solid"
    rotation: float = 0.0
    text: str = ""
    size: float = 11.0
    color: str = "#1B1F24"
    bold: bool = False


@dataclass(frozen=True)
class Scene:
    """Everything a target needs.

    Attributes
    ----------
    name, title, description : str
    nodes, edges : tuples of `SceneNode`, `SceneEdge`
    marks : tuple of `Mark`
        Bodies of cells and compartments (group ``"places"``, behind everything, back to
        front) and the legend (group ``"legend"``).
    style : Style
        With its limits filled in.
    provenance : mapping
        Data version, file name and hash, parameters: written into every output.
    measured : mapping
        What the legend says about the user's values; empty without any.
    source : tuple of str
        What the network can be read from again, as `Network.source`.
    strip : Strip or None
        Several contrasts, drawn as a strip in every node of a gene.
    plain_style : Style or None
        The style before anything was faded: what the legend explains. None if nothing is.
    highlights : tuple of str
        What is highlighted, in words.
    places : tuple of Place
        Cells and compartments, of which the marks in the group ``"places"`` are drawn.
    column : Arrangement or None
        Where everything stands on a page of one column, if that is known; `font` is the family of texts, if not the usual.
    """

    name: str
    title: str
    nodes: tuple[SceneNode, ...]
    edges: tuple[SceneEdge, ...]
    marks: tuple[Mark, ...]
    style: Style
    description: str = ""
    provenance: Mapping[str, str] = field(default_factory=dict)
    measured: Mapping[str, object] = field(default_factory=dict)
    source: tuple[str, ...] = ()
    strip: Strip | None = None
    plain_style: Style | None = None
    highlights: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    column: Arrangement | None = None
    font: str = ""

    @property
    def node_columns(self) -> dict[str, str]:
        """Columns of the node table and their types, with one effect column per contrast of a strip."""
        effects = (effect_column(i) for i in range(len(self.strip.contrasts))) if self.strip else ()
        return {**NODE_COLUMNS, **dict.fromkeys(effects, "Double"), **self._fading("node")}

    @property
    def edge_columns(self) -> dict[str, str]:
        """Columns of the edge table and their types."""
        return {**EDGE_COLUMNS, **self._fading("edge")}

    @property
    def strip_cell(self) -> float:
        """The side of a strip's cells, the same in every node: what the narrowest one has room for."""
        if not self.strip:
            return STRIP_CELL
        widths = [float(n.columns["width"]) for n in self.nodes if self.strip.in_row(n.columns)]  # type: ignore[arg-type]
        room = (min(widths, default=60.0) - 2 * STRIP_INSET) / len(self.strip.contrasts)
        return round(max(1.0, min(STRIP_CELL, room)), 2)

    def _fading(self, section: str) -> dict[str, str]:
        if self.plain_style is None:
            return {}
        read = {c.column for c in self.style.channels.get(section, {}).values() if c.column}
        known = NODE_COLUMNS if section == "node" else EDGE_COLUMNS
        return dict.fromkeys([FADED, *sorted(c for c in read - {FADED} if c not in known)], "String")

    @property
    def box(self) -> Box:
        """Left, top, right, bottom of everything that is drawn."""
        looks = self.node_looks()
        boxes = [_around(n.x, n.y, *_size(looks[n.id])) for n in self.nodes]
        boxes += [(m.x, m.y, m.x + m.width, m.y + m.height) for m in self.marks]
        centres = {n.id: (n.x, n.y) for n in self.nodes}
        boxes += [_bow(centres[e.source], centres[e.target], e.handle) for e in self.edges if e.handle]
        lefts, tops, rights, bottoms = zip(*boxes or [(0.0, 0.0, 1.0, 1.0)], strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    def node_looks(self) -> dict[str, dict[str, Value]]:
        """Return what every channel draws for every node, by node id."""
        rules = self.style.section("node")
        return {n.id: look("node", rules, n.columns) for n in self.nodes}

    def edge_looks(self) -> dict[str, dict[str, Value]]:
        """Return what every channel draws for every edge, by edge id."""
        rules = self.style.section("edge")
        return {e.id: look("edge", rules, e.columns) for e in self.edges}


def look(section: str, rules: Mapping[str, object], row: Mapping[str, object]) -> dict[str, Value]:
    """Return what each channel of a section draws for one row of a table."""
    drawn: dict[str, Value] = {}
    for name, kind in GRAMMAR[section].items():
        value = rules[name].resolve(row)  # type: ignore[attr-defined]
        # A cell that this channel cannot draw (a text as a width) counts as missing.
        drawn[name] = value if value is not None and kind.accepts(value) else kind.default
    return drawn


def strip_cells(box: Box, cells: int, side: float) -> list[Box]:
    """Return the boxes of a strip's cells in a node, left to right: squares, as Cytoscape's charts are.

    Parameters
    ----------
    box : tuple
        Left, top, width and height of the node.
    cells : int
    side : float
        Of a square.

    >>> strip_cells((0.0, 0.0, 60.0, 38.0), 2, 8.0)
    [(22.0, 25.0, 30.0, 33.0), (30.0, 25.0, 38.0, 33.0)]
    """
    left, top, width, height = box
    first, bottom = left + (width - cells * side) / 2, top + height - STRIP_BOTTOM
    starts = (first + i * side for i in range(cells))
    return [(x, bottom - side, x + side, bottom) for x in starts]


def _bow(source: tuple[float, float], target: tuple[float, float], handle: tuple[float, float]) -> Box:
    way = curve(source, target, handle, 17)
    (left, top), (right, bottom) = way.min(axis=0), way.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def _around(x: float, y: float, width: float, height: float) -> Box:
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _size(drawn: Mapping[str, Value]) -> tuple[float, float]:
    return float(drawn["width"]), float(drawn["height"])
