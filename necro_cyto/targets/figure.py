"""Figures with matplotlib: SVG and PDF with text as text, PNG at an exact size.

The page is exactly `width_mm` wide; one scale turns network units into points, so that the
figure is the scene, only smaller. Nothing global of matplotlib is changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, PathPatch, Polygon, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D

from necro_cyto.channels import Value
from necro_cyto.files import replacing
from necro_cyto.metrics import LINE_HEIGHT
from necro_cyto.scene import Mark, Scene, corner
from necro_cyto.targets.geometry import HEAD_LENGTH, POLYGONS, head, shortened, trimmed
from necro_cyto.targets.sizes import check_size

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72.0
DASHES = {"solid": "solid", "dashed": (0, (3.4, 1.6)), "dotted": (0, (1.0, 1.6))}
FONT = ["DejaVu Sans"]  # comes with matplotlib: the same glyphs on every machine
SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "necro-cyto",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "font.family": FONT,
    "path.simplify": False,
    "text.parse_math": False,
}
MARGIN = 8.0  # network units around everything


def write(scene: Scene, path: Path, width_mm: float = 183.0, dpi: float = 300.0) -> None:
    """Write a figure file.

    Parameters
    ----------
    scene : Scene
    path : Path
        ``.svg``, ``.pdf`` or ``.png``.
    width_mm : float
        Width of the page in millimetres; the height follows.
    dpi : float
        Pixels per inch of a PNG, stored in the file.

    Raises
    ------
    InputError
        If width or dpi is out of all reason.
    OutputError
        If the file cannot be written.
    """
    check_size(width_mm, dpi)
    kind = path.suffix.lower()[1:]
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        figure = draw(scene, width_mm)
        with replacing(path) as temporary:
            if kind == "png":
                _write_png(figure, scene, temporary, width_mm, dpi)
            else:
                figure.savefig(temporary, format=kind, metadata=_metadata(scene, kind))


def draw(scene: Scene, width_mm: float = 183.0) -> Figure:
    """Return the matplotlib figure of a scene, `width_mm` wide."""
    left, top, right, bottom = scene.box
    wide, high = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    inches = width_mm / MM_PER_INCH
    figure = Figure(figsize=(inches, inches * high / wide))
    figure.patch.set_facecolor(str(scene.style.channel("page", "background").value))
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(left - MARGIN, right + MARGIN)
    axes.set_ylim(bottom + MARGIN, top - MARGIN)
    axes.set_axis_off()
    _Drawing(axes, inches * POINTS_PER_INCH / wide).scene(scene)
    return figure


def smallest_text(scene: Scene, width_mm: float) -> float:
    """Return the size in points at which the smallest text of the scene would print."""
    left, _, right, _ = scene.box
    scale = width_mm / MM_PER_INCH * POINTS_PER_INCH / (right - left + 2 * MARGIN)
    sizes = [m.size for m in scene.marks if m.kind == "text"]
    sizes += [float(look["label_size"]) for look in scene.node_looks().values()]
    return min(sizes, default=12.0) * scale


class _Drawing:
    """Puts the pieces of a scene on axes; `scale` is points per network unit."""

    def __init__(self, axes: Axes, scale: float) -> None:
        self.axes, self.scale = axes, scale

    def scene(self, scene: Scene) -> None:
        for i, mark in enumerate(m for m in scene.marks if m.group == "places"):
            self.mark(mark, zorder=1 + i * 1e-3)
        looks, ways = scene.node_looks(), scene.edge_looks()
        nodes = {n.id: n for n in scene.nodes}
        for edge in scene.edges:
            ends = [(nodes[end].x, nodes[end].y) for end in (edge.source, edge.target)]
            way = trimmed(ends[0], ends[1], edge.handle, (looks[edge.source], looks[edge.target]))
            self.edge(way, ways[edge.id], edge.id)
        for node in scene.nodes:
            self.node(node.id, node.x, node.y, looks[node.id])
        for mark in scene.marks:
            if mark.group != "places":
                self.mark(mark, zorder=5)

    def edge(self, way: np.ndarray[Any, Any], look: Mapping[str, Value], name: str) -> None:
        colour, width, arrow = str(look["color"]), float(look["width"]), str(look["arrow"])
        line = shortened(way, HEAD_LENGTH * 0.8) if arrow in ("triangle", "open", "diamond") else way
        shaft = PathPatch(Outline(line), fill=False, edgecolor=colour, linewidth=width * self.scale,
                          linestyle=DASHES[str(look["line"])], capstyle="butt", zorder=2,
                          alpha=_alpha(look["opacity"]), gid=f"edge {name}")  # fmt: skip
        self.axes.add_patch(shaft)
        corners = head(way, arrow, width)
        if len(corners):
            hollow = arrow == "open"
            point = Polygon(corners, closed=True, facecolor="#FFFFFF" if hollow else colour, edgecolor=colour,
                            linewidth=0.6 * self.scale if hollow else 0.0, zorder=2.1,
                            alpha=_alpha(look["opacity"]), gid=f"head {name}")  # fmt: skip
            self.axes.add_patch(point)

    def node(self, name: str, x: float, y: float, look: Mapping[str, Value]) -> None:
        width, height = float(look["width"]), float(look["height"])
        fill = str(look["fill"]) if float(look["fill_opacity"]) > 0 else None
        self.shape(str(look["shape"]), (x - width / 2, y - height / 2, width, height), fill,
                   str(look["border_color"]), float(look["border_width"]), str(look["border_style"]),
                   3.0, f"node {name}", alpha=float(look["fill_opacity"]) or 1.0)  # fmt: skip
        self.axes.text(x, y, str(look["label"]), ha="center", va="center", color=str(look["label_color"]),
                       fontsize=float(look["label_size"]) * self.scale, linespacing=1.05, zorder=4,
                       gid=f"label {name}")  # fmt: skip

    def mark(self, mark: Mark, zorder: float) -> None:
        if mark.kind == "text":
            self.axes.text(mark.x, mark.y + mark.size * 0.02, mark.text, ha="left", va="top", color=mark.color,
                           fontsize=mark.size * self.scale, linespacing=LINE_HEIGHT,
                           fontweight="bold" if mark.bold else "normal", zorder=zorder + 0.5,
                           gid=f"{mark.group} {mark.name}")  # fmt: skip
            return
        self.shape(mark.kind, (mark.x, mark.y, mark.width, mark.height), mark.fill, mark.outline,
                   mark.outline_width, mark.line, zorder, f"{mark.group} {mark.name}", rotation=mark.rotation)  # fmt: skip

    def shape(
        self, kind: str, box: tuple[float, float, float, float], fill: str | None, outline: str | None,
        width: float, line: str, zorder: float, name: str, rotation: float = 0.0, alpha: float = 1.0,
    ) -> None:  # fmt: skip
        patch = _patch(kind, *box)
        patch.set_snap(False)  # thin boxes keep their thickness instead of whole pixels
        patch.set(facecolor=fill or "none", edgecolor=outline or "none", linewidth=width * self.scale if outline else 0,
                  linestyle=DASHES[line], zorder=zorder, gid=name, alpha=_alpha(alpha))  # fmt: skip
        if rotation:
            x, y, wide, high = box
            turn = Affine2D().rotate_deg_around(x + wide / 2, y + high / 2, rotation)
            patch.set_transform(turn + self.axes.transData)
        self.axes.add_patch(patch)


def _patch(kind: str, x: float, y: float, width: float, height: float) -> Any:
    if kind == "ellipse":
        return Ellipse((x + width / 2, y + height / 2), width, height)
    if kind in POLYGONS:
        centre, half = np.array([x + width / 2, y + height / 2]), np.array([width / 2, height / 2])
        return Polygon(centre + np.array(POLYGONS[kind]) * half, closed=True)
    if kind == "rectangle":
        return Rectangle((x, y), width, height)
    radius = height / 2 if kind == "capsule" else corner(width, height)
    return FancyBboxPatch((x, y), width, height, boxstyle=f"round,pad=0,rounding_size={radius}")


def _alpha(opacity: float | str) -> float | None:
    return None if float(opacity) >= 1.0 else float(opacity)


def _write_png(figure: Figure, scene: Scene, path: Path, width_mm: float, dpi: float) -> None:
    # Drawn at exactly whole pixels, then labelled with the dpi asked for.
    _, high = figure.get_size_inches()
    figure.set_size_inches(round(width_mm / MM_PER_INCH * dpi) / dpi, max(1, round(high * dpi)) / dpi)
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", dpi=dpi, metadata=_metadata(scene, "png"))


def _metadata(scene: Scene, kind: str) -> dict[str, Any]:
    facts = "; ".join(f"{k}: {v}" for k, v in scene.provenance.items())
    if kind == "png":
        return {"Title": scene.title, "Software": "necro-cyto", "Description": facts}
    if kind == "pdf":
        return {"Title": scene.title, "Creator": "necro-cyto", "Producer": "matplotlib", "Subject": facts,
                "CreationDate": None}  # fmt: skip
    return {"Title": scene.title, "Creator": "necro-cyto", "Description": facts, "Date": None}
