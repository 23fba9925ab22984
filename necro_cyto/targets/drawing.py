"""A scene as artists of matplotlib: named groups, one for each node, edge, cell body and the legend.

The groups are artists themselves, so that SVG files hold them as ``<g id="…">`` and no artist
goes through the bookkeeping of axes, which costs more than the drawing. No artist is
transparent: pale colours are mixed with the page, as print and PostScript need it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Polygon
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from necro_cyto.channels import Value
from necro_cyto.colour import contrast, mix, text_on
from necro_cyto.faces import set_in
from necro_cyto.metrics import LINE_HEIGHT, text_width
from necro_cyto.scene import FADED, STRIP_HEIGHT, Mark, Scene, SceneNode, strip_cells
from necro_cyto.targets.geometry import HEAD_LENGTH, Way, head, head_length, visible
from necro_cyto.targets.pieces import Group, identity, patch_of
from necro_cyto.targets.sizes import MM_PER_INCH, POINTS_PER_INCH, Page

DASHES = {"solid": "solid", "dashed": (0, (3.4, 1.6)), "dotted": (0, (1.0, 1.6))}
BADGE, BADGE_TEXT = 13.0, 12.0  # height and letters
READABLE = 3.0  # least contrast of the letters of a badge
TREND = 6.0  # size of the triangle that says up or down
DOUBLE = 2.6  # between the two lines of a cell
ASCENT, CAPITAL = 0.93, 0.73  # of the letters, as shares of the type size
CURVES = {2: [Outline.MOVETO, Outline.LINETO], 3: [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3]}


def draw(scene: Scene, page: Page) -> Figure:
    """Return the matplotlib figure of a scene on a page, in the middle of it."""
    figure = Figure(figsize=(page.width_mm / MM_PER_INCH, page.height_mm / MM_PER_INCH))
    figure.patch.set_facecolor(str(scene.style.channel("page", "background").value))
    put(figure, scene, (0.0, 0.0, 1.0, 1.0), page.scale)
    return figure


def put(figure: Figure, scene: Scene, place: tuple[float, float, float, float], scale: float, prefix: str = "") -> None:
    """Draw a scene in the middle of a place (left, bottom, width, height, as shares of the figure), at a scale of points
    per network unit; `prefix` stands before the names of its groups, where a figure holds several scenes.
    """
    left, top, right, bottom = scene.box
    axes = figure.add_axes(place)
    sizes = (share * inches for share, inches in zip(place[2:], figure.get_size_inches(), strict=True))
    across, down = (size * POINTS_PER_INCH / scale / 2 for size in sizes)
    middle = (left + right) / 2, (top + bottom) / 2
    axes.set_xlim(middle[0] - across, middle[0] + across)
    axes.set_ylim(middle[1] + down, middle[1] - down)
    axes.set_axis_off()
    with set_in(scene.font):
        groups = list(_Drawing(axes, scene, scale).groups())
    for group in groups:
        for artist in group.findobj() if prefix else ():
            if artist.get_gid():
                artist.set_gid(f"{prefix}-{artist.get_gid()}")
        axes.add_artist(group)


def beside(x: float, width: float, text: float) -> tuple[float, float]:
    """Return where the middles of a label and of the triangle beside it stand in a node, so that they do not touch.

    >>> beside(0.0, 100.0, 50.0)
    (0.0, 44.0)
    >>> beside(0.0, 62.0, 50.0)
    (-4.0, 25.0)
    """
    side = x + width / 2
    end = min(side - TREND, max(x + text / 2 + 1.0 + TREND / 2, side - TREND / 2 - 2.0))
    return max(min(x, end - TREND / 2 - 1.0 - text / 2), x - width / 2 + text / 2 + 1.5), end


class _Drawing:
    """Makes the groups of a scene; `scale` is points per network unit."""

    def __init__(self, axes: Axes, scene: Scene, scale: float) -> None:
        self.axes, self.scene, self.scale = axes, scene, scale
        self.paper, self.side = str(scene.style.channel("page", "background").value), scene.strip_cell
        self.badges: list[Any] = []  # where badges of edges lie
        self.ends: dict[str, list[Any]] = defaultdict(list)  # of the edges of every node
        self.places = [m for m in scene.marks if m.group == "places" and m.kind != "text"]

    def groups(self) -> Iterable[Group]:
        """Yield places, edges, nodes, names of places and legend, back to front."""
        marks = self.scene.marks
        yield self.marks("places", (m for m in marks if m.group == "places" and m.kind != "text"))
        yield self.edges()
        yield self.nodes()
        yield self.marks("place names", (m for m in marks if m.group == "places" and m.kind == "text"))
        yield self.marks("legend", (m for m in marks if m.group != "places"))

    def edges(self) -> Group:
        """Return one group for every edge: its line and its head."""
        whole, looks, ways = Group("edges"), self.scene.node_looks(), self.scene.edge_looks()
        nodes = {n.id: n for n in self.scene.nodes}
        # Those with a badge come last among the strong and among the faded: no line as strong runs over one.
        for edge in sorted(self.scene.edges, key=lambda e: (e.columns.get(FADED) == "no", ways[e.id]["badge"] != "")):
            ends = [(nodes[end].x, nodes[end].y) for end in (edge.source, edge.target)]
            way = visible(ends[0], ends[1], edge.handle, (looks[edge.source], looks[edge.target]))
            self.ends[edge.source].append(way.points[0])
            self.ends[edge.target].append(way.points[-1])
            group = Group(f"edge {edge.id}")
            self.edge(group, way, ways[edge.id])
            whole.add(group)
        return whole

    def edge(self, group: Group, way: Way, look: Mapping[str, Value]) -> None:
        colour, width, arrow = str(look["color"]), float(look["width"]), str(look["arrow"])
        colour = mix(self.paper, colour, float(look["opacity"]))
        line = way.cut(head_length(width) * 0.8 if arrow in ("triangle", "open", "diamond") else 0.0)
        shaft = PathPatch(Outline(line, CURVES[len(line)]), fill=False, edgecolor=colour, linewidth=width * self.scale,
                          linestyle=DASHES[str(look["line"])], capstyle="butt")  # fmt: skip
        self.add(group, shaft)
        tip = head(way, arrow, width)
        if len(tip):
            hollow = arrow == "open"
            point = Polygon(tip, closed=True, facecolor=self.paper if hollow else colour, edgecolor=colour,
                            linewidth=0.6 * self.scale if hollow else 0.0)  # fmt: skip
            self.add(group, point)
        if look["badge"]:
            self.on_edge(group, way, str(look["badge"]), colour, float(look["opacity"]))

    def on_edge(self, group: Group, way: Way, text: str, colour: str, strength: float) -> None:
        """Draw a badge on an edge, near its head, beside the badges of its neighbours."""
        first = HEAD_LENGTH + badge_width(text) / 2 + 2.0
        backs = [first + step for step in np.arange(0.0, max(way.length / 2 - first, 1.0), 4.0)]
        places = [way.point(back) for back in backs]
        room = [min((np.hypot(*(place - other)) for other in self.badges), default=BADGE) for place in places]
        best = next((i for i, free in enumerate(room) if free >= BADGE + 1.0), int(np.argmax(room)))
        self.badges.append(places[best])
        self.badge(group, places[best], text, colour, mix(self.paper, text_on(self.paper), max(strength, 0.5)))

    def badge(self, group: Group, centre: Any, text: str, colour: str, ink: str) -> None:
        """Draw a small circled letter, as the P of a phosphorylation."""
        ink = ink if contrast(ink, self.paper) >= READABLE else text_on(self.paper)
        x, y = (float(v) for v in centre)
        wide = badge_width(text)
        self.shape(group, "capsule", (x - wide / 2, y - BADGE / 2, wide, BADGE), self.paper, colour, 0.9, "solid")
        base = y + BADGE_TEXT * CAPITAL / 2
        self.text(group, x, base, text, ha="center", va="baseline", color=ink, fontsize=BADGE_TEXT * self.scale)

    def nodes(self) -> Group:
        """Return one group for every node: its shape and its label."""
        whole, looks = Group("nodes"), self.scene.node_looks()
        for node in self.scene.nodes:
            group = Group(f"node {node.id}")
            self.node(group, node, looks[node.id])
            whole.add(group)
        return whole

    def node(self, group: Group, node: SceneNode, look: Mapping[str, Value]) -> None:
        width, height = float(look["width"]), float(look["height"])
        # What is not filled takes the colour behind it: lines that pass below must not show through.
        fill = mix(self.behind(node.x, node.y), str(look["fill"]), float(look["fill_opacity"]))
        box = (node.x - width / 2, node.y - height / 2, width, height)
        self.shape(group, str(look["shape"]), box, fill, str(look["border_color"]), float(look["border_width"]),
                   str(look["border_style"]))  # fmt: skip
        raised = STRIP_HEIGHT / 2 if self.strip(group, node, box, look) else 0.0
        label, size = str(look["label"]), float(look["label_size"])
        one = "\n" not in label
        y = node.y - raised + (size * CAPITAL / 2 if one else 0.0)
        x = node.x
        if look["trend"] != "none":
            x, end = beside(node.x, width, text_width(label, size))
            self.trend(group, end, node.y, look)
        self.text(group, x, y, label, ha="center", va="baseline" if one else "center", color=str(look["label_color"]),
                  fontsize=size * self.scale, linespacing=1.05)  # fmt: skip
        if look["badge"]:
            self.badge(group, self.corner(node, width, height), str(look["badge"]), str(look["border_color"]), str(look["label_color"]))

    def trend(self, group: Group, x: float, y: float, look: Mapping[str, Value]) -> None:
        """Draw a small triangle beside the label: up or down, for those who cannot tell by colour."""
        way = {"up": -1.0, "down": 1.0}[str(look["trend"])]
        middle = np.array([x, y])
        triangle = middle + TREND / 2 * np.array([(-1, -way * 0.8), (1, -way * 0.8), (0, way * 0.8)])
        self.add(group, Polygon(triangle, closed=True, facecolor=str(look["label_color"]), edgecolor="none", linewidth=0))

    def corner(self, node: SceneNode, width: float, height: float) -> Any:
        """Return the corner of a node that is free of names and farthest from the ends of its edges, upper left first."""
        middle, ends = np.array([node.x, node.y]), np.array(self.ends.get(node.id) or [[np.inf, np.inf]])
        reach = np.array([width / 2 - 2.2, height / 2 + 1])
        places = [middle + reach * side for side in ((-1, -1), (1, -1), (-1, 1), (1, 1))]
        free = [round(min(float(np.hypot(*(ends - place).T).min()), BADGE)) - self.on_name(place) for place in places]
        return places[free.index(max(free))]

    def on_name(self, place: Any) -> float:
        """Return a penalty for a badge that would lie on the name of a place."""
        half = BADGE * 0.75
        return BADGE * any(
            m.x - half < place[0] < m.x + m.width + half and m.y - half < place[1] < m.y + m.height + half
            for m in self.scene.marks
            if m.group == "places" and m.kind == "text"
        )

    def strip(self, group: Group, node: SceneNode, box: tuple[float, float, float, float], look: Mapping[str, Value]) -> int:
        """Draw the cells of several contrasts, if the scene has them; returns how many."""
        colours = self.scene.strip.colours(node.columns) if self.scene.strip else []
        cells = zip(colours, strip_cells(box, len(colours), self.side), strict=True)
        behind, outline = self.behind(node.x, node.y), str(look["border_color"])
        for i, (colour, (left, top, right, bottom)) in enumerate(cells):
            place = (left, top, right - left, bottom - top)
            self.shape(group, "rectangle", place, mix(behind, colour, float(look["fill_opacity"])), outline, 0.5, "solid", gid=identity(f"strip {node.id} {i + 1}"))
        return len(colours)

    def behind(self, x: float, y: float) -> str:
        """Return the colour of the foremost body at a point, or of the page."""
        over = (
            m.fill for m in reversed(self.places) if m.fill and m.x <= x <= m.x + m.width and m.y <= y <= m.y + m.height
        )
        return next(over, self.paper)

    def marks(self, name: str, marks: Iterable[Mark]) -> Group:
        """Return a group of marks."""
        group = Group(name)
        for mark in marks:
            gid = "" if name == "legend" else identity(f"{name} {mark.name}")
            if mark.kind == "text":
                # Single lines stand on a common base line, whatever their letters reach.
                one = "\n" not in mark.text
                if name == "place names":  # where an edge has to cross, it passes behind the name
                    box = (mark.x - 1.0, mark.y, mark.width * 0.95, mark.height)
                    self.shape(group, "rectangle", box, self.behind(mark.x, mark.y), None, 0.0, "solid")
                y = mark.y + mark.size * (ASCENT if one else 0.02)
                self.text(group, mark.x, y, mark.text, ha="left", va="baseline" if one else "top", color=mark.color,
                          fontsize=mark.size * self.scale, linespacing=LINE_HEIGHT,
                          fontweight="bold" if mark.bold else "normal", gid=gid or None)  # fmt: skip
            else:
                self.shape(group, mark.kind, (mark.x, mark.y, mark.width, mark.height), mark.fill, mark.outline,
                           mark.outline_width, mark.line, mark.rotation, gid)  # fmt: skip
        return group

    def text(self, group: Group, x: float, y: float, text: str, **options: Any) -> None:
        self.add(group, Text(x, y, text, **options))

    def shape(
        self, group: Group, kind: str, box: tuple[float, float, float, float], fill: str | None, outline: str | None,
        width: float, line: str, rotation: float = 0.0, gid: str = "",
    ) -> None:  # fmt: skip
        patch = patch_of(kind, *box)
        patch.set_snap(False)  # thin boxes keep their thickness instead of whole pixels
        patch.set(facecolor=fill or "none", edgecolor=outline or "none", linewidth=width * self.scale if outline else 0,
                  linestyle=DASHES[line], gid=gid or None)  # fmt: skip
        if rotation:
            x, y, wide, high = box
            turn = Affine2D().rotate_deg_around(x + wide / 2, y + high / 2, rotation)
            patch.set_transform(turn + self.axes.transData)
        self.add(group, patch)
        if kind == "double-ellipse":
            x, y, wide, high = box
            inner = (x + DOUBLE, y + DOUBLE, wide - 2 * DOUBLE, high - 2 * DOUBLE)
            self.shape(group, "ellipse", inner, None, outline, min(width, 0.9), line)

    def add(self, group: Group, artist: Artist) -> None:
        artist.set_figure(self.axes.figure)
        artist.axes = self.axes
        if not artist.is_transform_set():
            artist.set_transform(self.axes.transData)
        group.add(artist)


def badge_width(text: str) -> float:
    """Return how wide the badge with a text is: a circle, or longer."""
    return max(BADGE, text_width(text, BADGE_TEXT) + 4.0)
