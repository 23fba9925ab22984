"""Volcano plots and heat maps as artists of matplotlib; dots as pixels, all else as lines and text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Ellipse, Polygon, Rectangle
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from necro_cyto.colour import mix
from necro_cyto.legend import tick
from necro_cyto.metrics import text_width
from necro_cyto.panels.heatgrid import Grid
from necro_cyto.panels.heatmap import Heatmap
from necro_cyto.panels.labels import Box, Label, Point, place_labels
from necro_cyto.panels.page import Slot
from necro_cyto.panels.volcano import Gene, Volcano
from necro_cyto.scene import Scene

THIN = 0.6  # points
DOT, MARKED = 0.28, 0.7  # diameters of dots in sizes of type: of all genes, of those on the map
BORDER, THICKEST = 0.075, 0.17  # of a dot's border for one unit of a node's, and at most


def volcano_frame(found: Volcano, slot: Slot, text: float) -> Box:
    """Return where the axes of a volcano plot run: left, top, right, bottom."""
    wide = max(text_width(word, text) for _, word in _ticks(0.0, found.up, 5))
    return slot.left + text * 2.0 + wide, slot.top + 2.0, slot.left + slot.width - 3.0, slot.top + slot.height - text * 3.0


def volcano_labels(found: Volcano, slot: Slot, text: float) -> list[Label]:
    """Return where the names of the genes of the map stand; those without room have none."""
    left, top, right, bottom = frame = volcano_frame(found, slot, text)
    points = _points(found, frame)
    sizes = [(text_width(g.symbol, text), text * 0.95) for g in found.genes]
    return place_labels(points, [MARKED * text / 2 + 0.6] * len(points), sizes, (left + 1, top, right + 2, bottom - 1))


def _points(found: Volcano, frame: Box) -> list[Point]:
    left, top, right, bottom = frame
    return [(left + (right - left) * (g.x / found.across + 1) / 2, bottom - (bottom - top) * g.y / found.up) for g in found.genes]


class Drawer:
    """Draws plots into a page of points, with the colours of a style's page and one size of type."""

    def __init__(self, figure: Figure, axes: Axes, scene: Scene, text: float) -> None:
        self.figure, self.axes, self.text = figure, axes, text
        self.paper, self.ink, self.quiet = (str(scene.style.channel("page", c).value) for c in ("background", "ink", "quiet"))

    def volcano(self, found: Volcano, slot: Slot, labels: Sequence[Label], name: str) -> None:
        """Draw a volcano plot at its place; `labels` are those of `volcano_labels`."""
        frame = volcano_frame(found, slot, self.text)
        self._dots(self._frame(found, frame, name), found)
        self._words(found, frame, _ticks(0.0, found.up, 5))
        self._genes(found, frame, labels, name)

    def heatmap(self, found: Heatmap, grid: Grid, slot: Slot, name: str) -> None:
        """Draw a heat map at its place."""
        for place in grid.rows:
            y = slot.top + place.top
            middle, x = y + grid.pitch / 2, slot.left + place.left
            if not place.row.cells:
                self.word(x, middle, place.row.label, color=self.quiet)
                continue
            self.word(x - 3.0, middle, place.row.label, ha="right")
            for i, cell in enumerate(place.row.cells):
                box = Rectangle((x + i * grid.across, y), grid.across, grid.pitch, facecolor=cell.fill,
                                edgecolor=mix(self.paper, self.quiet, 0.4), linewidth=THIN * 0.6, gid=f"{name}-{place.row.label}-{i + 1}")  # fmt: skip
                self.axes.add_artist(box)
                if cell.ink:
                    centre, size = (x + (i + 0.5) * grid.across, middle), self.text * 0.36
                    self.axes.add_artist(Ellipse(centre, size, size, facecolor=cell.ink, edgecolor="none"))
        for column in grid.names:
            turned = {"rotation": 45.0, "rotation_mode": "anchor", "ha": "left"} if column.slanted else {"ha": "center"}
            shift = self.text * 0.25 if column.slanted else 0.0
            self.word(slot.left + column.x + shift, slot.top + column.y, column.text, va="baseline", **turned)

    def word(self, x: float, y: float, text: str, size: float = 0.0, **options: object) -> None:
        """Write a text; its middle stands at `y` unless told otherwise."""
        given = {"ha": "left", "va": "center_baseline", "color": self.ink, "fontsize": size or self.text, **options}
        self.axes.add_artist(Text(x, y, text, **given))  # type: ignore[arg-type]

    def _frame(self, found: Volcano, frame: Box, name: str) -> Axes:
        """Return axes for the dots, in the units of the values, without anything of their own."""
        wide, high = (inches * 72.0 for inches in self.figure.get_size_inches())
        left, top, right, bottom = frame
        plot = self.figure.add_axes((left / wide, 1 - bottom / high, (right - left) / wide, (bottom - top) / high))
        plot.set_xlim(-found.across, found.across)
        plot.set_ylim(0.0, found.up)
        plot.set_axis_off()
        plot.set_gid(f"{name}-dots")
        return plot

    def _words(self, found: Volcano, frame: Box, ups: Sequence[tuple[float, str]]) -> None:
        """Draw axes, ticks, the lines of the threshold and of no change, and what they are, in words."""
        left, top, right, bottom = frame
        text, middle = self.text, (left + right) / 2
        level = bottom - (bottom - top) * found.threshold / found.up
        self._line((left, left), (top, bottom), THIN)
        self._line((left, right), (bottom, bottom), THIN)
        self._line((middle, middle), (top, bottom), THIN, self.quiet, (0, (1.0, 2.0)))
        self._line((left, right), (level, level), THIN, self.quiet, (0, (3.0, 2.0)))
        for value, word in ups:
            y = bottom - (bottom - top) * value / found.up
            self._line((left - 2.0, left), (y, y), THIN)
            self.word(left - 3.5, y, word, ha="right")
        for value, word in _ticks(-found.across, found.across, 6):
            x = middle + (right - left) / 2 * value / found.across
            self._line((x, x), (bottom, bottom + 2.0), THIN)
            self.word(x, bottom + text * 0.95, word, ha="center")
        self.word(middle, bottom + text * 2.2, found.effect, ha="center")
        self.word(left - text * 1.2 - max(text_width(word, text) for _, word in ups), (top + bottom) / 2,
                  f"−log10 {found.significance}", ha="center", va="center", rotation=90.0)  # fmt: skip

    def _dots(self, plot: Axes, found: Volcano) -> None:
        """Draw the genes that are not on the map as pixels: there may be tens of thousands."""
        for sure, colour in ((False, found.grey), (True, found.dark)):
            x, y = found.x[found.significant == sure], found.y[found.significant == sure]
            rim = (np.abs(x) >= found.across) | (y >= found.up)
            for some, marker in ((~rim, "o"), (rim, "^")):
                if some.any():
                    plot.scatter(x[some], y[some], s=(DOT * self.text * (1.6 if marker == "^" else 1.0)) ** 2, c=colour, marker=marker,
                                 linewidths=0, rasterized=True, clip_on=False)  # fmt: skip

    def _genes(self, found: Volcano, frame: Box, labels: Sequence[Label], name: str) -> None:
        points = _points(found, frame)
        for gene, (x, y) in reversed(list(zip(found.genes, points, strict=True))):
            self._gene(gene, x, y, name, abs(gene.x) >= found.across or gene.y >= found.up)
        for label in labels:
            if label.line:
                (x, y), (u, v) = label.line
                self._line((x, u), (y, v), 0.4)
            left, top, right, bottom = label.box
            # On the dots of other genes a name could not be read.
            behind = Rectangle((left + (right - left) * 0.04, top), (right - left) * 0.92, bottom - top)
            behind.set(facecolor=self.paper, linewidth=0)
            self.axes.add_artist(behind)
            self.word((left + right) / 2, (top + bottom) / 2, found.genes[label.index].symbol, ha="center")

    def _gene(self, gene: Gene, x: float, y: float, name: str, rim: bool) -> None:
        size = MARKED * self.text
        half = size / 2
        dot = Polygon([(x, y - half), (x + half, y + half), (x - half, y + half)]) if rim else Ellipse((x, y), size, size)
        dot.set(facecolor=gene.fill, edgecolor=gene.outline, linewidth=min(max(0.06, gene.outline_width * BORDER), THICKEST) * self.text,
                gid=f"{name}-gene-{gene.symbol}")  # fmt: skip
        self.axes.add_artist(dot)

    def _line(self, xs: tuple[float, float], ys: tuple[float, float], width: float, colour: str = "", style: object = "-") -> None:
        self.axes.add_artist(Line2D(xs, ys, linewidth=width, color=colour or self.ink, linestyle=style, solid_capstyle="butt"))  # type: ignore[arg-type]


def _ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return round places on an axis and how they are written."""
    places = MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    return [(float(p), tick(float(p))) for p in places if low - 1e-9 <= p <= high + 1e-9]
