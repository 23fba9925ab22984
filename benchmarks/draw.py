"""Drawing the whole map to PDF, side by side with a bare matplotlib drawing of as many artists.

The bare drawing has the same patches, lines and texts at the same places, added to axes one by one, and nothing else:
no routes, no trimming at borders, no groups, no legend model. Run ``python benchmarks/draw.py [NETWORK]``.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, FancyBboxPatch, Patch, PathPatch, Polygon, Rectangle
from matplotlib.text import Text

from necro_cyto import load_network, view
from necro_cyto.scene import Scene
from necro_cyto.targets import save
from necro_cyto.targets.figure import SETTINGS, draw

WIDTH, ROUNDS = 600.0, 5


def copied(artist: Patch | Text) -> Patch | Text:
    """Return a fresh artist that looks like one of ours."""
    if isinstance(artist, Text):
        x, y = artist.get_position()
        return Text(x, y, artist.get_text(), fontsize=artist.get_fontsize(), color=artist.get_color(), ha=artist.get_ha())
    looks = {"fc": artist.get_facecolor(), "ec": artist.get_edgecolor(), "lw": artist.get_linewidth()}
    if isinstance(artist, FancyBboxPatch):
        box = artist.get_x(), artist.get_y()
        return FancyBboxPatch(box, artist.get_width(), artist.get_height(), boxstyle=artist.get_boxstyle(), **looks)
    if isinstance(artist, Ellipse):
        return Ellipse(artist.center, artist.width, artist.height, **looks)
    if isinstance(artist, Rectangle):
        return Rectangle(artist.get_xy(), artist.get_width(), artist.get_height(), **looks)
    if isinstance(artist, Polygon):
        return Polygon(artist.get_xy(), closed=True, **looks)
    return PathPatch(artist.get_path(), **looks, fill=False)


def bare(artists: list[Patch | Text], figure: Figure, file: io.BytesIO) -> None:
    """Draw artists with nothing but matplotlib."""
    fresh = Figure(figsize=figure.get_size_inches())
    axes = fresh.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    for artist in artists:
        new = copied(artist)
        axes.add_artist(new) if isinstance(new, Text) else axes.add_patch(new)
    axes.set_xlim(figure.axes[0].get_xlim())
    axes.set_ylim(figure.axes[0].get_ylim())
    fresh.savefig(file, format="pdf", metadata={"CreationDate": None})


def ours(scene: Scene, folder: Path) -> None:
    """Draw a scene as `View.save` does, after the first time."""
    save(scene, folder / "a.pdf", width_mm=WIDTH, min_font=0.5)


def seconds(action: Callable[[], None]) -> list[float]:
    """Return how long an action takes, each time."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return times


def main(name: str) -> None:
    """Print both times and their ratio."""
    scene = view(load_network(name)).scene
    with mpl.rc_context(SETTINGS), TemporaryDirectory() as folder:
        figure = draw(scene, WIDTH)
        artists = [a for a in figure.findobj(lambda a: isinstance(a, Patch | Text)) if a.axes and a is not a.axes.patch]
        artists = [a for a in artists if not isinstance(a, Text) or a.get_text()]
        plain = seconds(lambda: bare(artists, figure, io.BytesIO()))
        own = seconds(lambda: ours(scene, Path(folder)))
    print(f"{name}: {len(scene.nodes)} nodes, {len(scene.edges)} edges, {len(artists)} artists")
    print(f"bare matplotlib  {statistics.median(plain):.2f} s")
    print(f"necro-cyto       {statistics.median(own):.2f} s, {statistics.median(own) / statistics.median(plain):.2f} times")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "full")
