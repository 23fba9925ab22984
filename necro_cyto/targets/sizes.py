"""The page of a figure: how wide, how high, at which scale, and whether its texts can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from necro_cyto.errors import InputError
from necro_cyto.scene import Scene
from necro_cyto.targets.presets import Preset

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72.0
LIMITS = {"width_mm": (10.0, 2000.0), "dpi": (36.0, 2400.0), "min_font": (0.1, 100.0)}
MOST_PIXELS, MOST_AREA = 40_000, 600_000_000
USUAL_WIDTH, USUAL_DPI, LEAST_POINTS = 183.0, 300.0, 5.0
MOST_POINTS = 9.0  # type of a small network on a page that it does not fill; in proportion on wider ones, as posters
MARGIN = 8.0  # network units around everything


@dataclass(frozen=True)
class Page:
    """A page for one scene; `scale` is points per network unit, `notes` what the user should know."""

    width_mm: float
    height_mm: float
    scale: float
    dpi: float
    notes: tuple[str, ...] = ()


def check_size(width_mm: float, dpi: float) -> None:
    """Refuse a width or a resolution that is out of all reason.

    Raises
    ------
    InputError
        Names the option and its range.
    """
    in_range("width_mm", width_mm)
    in_range("dpi", dpi)
    if width_mm / MM_PER_INCH * dpi > MOST_PIXELS:
        raise InputError(f"{width_mm:g} mm at {dpi:g} dpi are over {MOST_PIXELS} pixels: lower one of them")


def smallest_text(scene: Scene, width_mm: float) -> float:
    """Return the size in points at which the smallest text of the scene would print."""
    return _smallest_size(scene) * page_of(scene, width_mm).scale


def _smallest_size(scene: Scene) -> float:
    return min((size for size, _ in texts(scene)), default=12.0)


def texts(scene: Scene) -> Iterator[tuple[float, str]]:
    """Yield the size of every text in network units, and which one it is in words."""
    for name, look in scene.node_looks().items():
        yield float(look["label_size"]), f'the label of "{name}"'
    for mark in scene.marks:
        if mark.kind == "text":
            what = "the legend's" if mark.group == "legend" else "the place name"
            yield mark.size, f'{what} "{_short(mark.text)}"'


def _short(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def in_range(name: str, value: float) -> None:
    """Refuse a number that is out of all reason (see `LIMITS`)."""
    low, high = LIMITS[name]
    if not low <= value <= high:
        raise InputError(f"{name} is {value:g}: give a number from {low:g} to {high:g}")


def _extent(scene: Scene) -> tuple[float, float]:
    left, top, right, bottom = scene.box
    return right - left + 2 * MARGIN, bottom - top + 2 * MARGIN


def page_of(
    scene: Scene, width_mm: float, dpi: float = USUAL_DPI, preset: Preset | None = None, least: float = 0.0
) -> Page:
    """Return the page of a width on which a scene is drawn as large as it can be, but for type of more than
    `MOST_POINTS`, or `least` if that is more.
    """
    wide, high = _extent(scene)
    points = POINTS_PER_INCH / MM_PER_INCH
    scale, most = width_mm * points / wide, preset.height_mm if preset else float("inf")
    if high * scale > most * points:
        scale = most * points / high
    scale = min(scale, max(MOST_POINTS * max(1.0, width_mm / USUAL_WIDTH), least) / _smallest_size(scene))
    height = most if preset and preset.whole_page else min(high * scale / points, most)
    return Page(width_mm, height, scale, dpi)


def smallest(scene: Scene, page: Page) -> tuple[float, str]:
    """Return the size in points at which the smallest text prints, and which one it is."""
    size, what = min(texts(scene), key=itemgetter(0), default=(12.0, "a text"))
    return size * page.scale, what


def width_for(scene: Scene, least: float) -> float:
    """Return the width, in whole millimetres, at which the smallest text of a scene prints at `least` points."""
    points, _ = smallest(scene, page_of(scene, USUAL_WIDTH, least=least))
    return float(-(-USUAL_WIDTH * least // points))


def format_notes(preset: Preset | None, suffix: str) -> tuple[str, ...]:
    """Return a note when a preset's journal does not take files of a suffix."""
    same = {".tif": ".tiff"}.get(suffix, suffix)
    if preset is None or not suffix or same in preset.formats:
        return ()
    return (f"note: {preset.title} takes {', '.join(preset.formats)}, not {suffix}",)
