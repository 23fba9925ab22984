"""The page of a figure: how wide, how high, at which scale, and whether its texts can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from necro_cyto.errors import InputError
from necro_cyto.scene import Scene
from necro_cyto.targets.presets import Preset, load_preset

MM_PER_INCH, POINTS_PER_INCH = 25.4, 72.0
LIMITS = {"width_mm": (10.0, 2000.0), "dpi": (36.0, 2400.0), "min_font": (0.1, 100.0)}
MOST_PIXELS, MOST_AREA = 40_000, 600_000_000
USUAL_WIDTH, USUAL_DPI, LEAST_POINTS = 183.0, 300.0, 5.0
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
    _in_range("width_mm", width_mm)
    _in_range("dpi", dpi)
    if width_mm / MM_PER_INCH * dpi > MOST_PIXELS:
        raise InputError(f"{width_mm:g} mm at {dpi:g} dpi are over {MOST_PIXELS} pixels: lower one of them")


def page_for(
    scene: Scene, suffix: str = "", width_mm: float | None = None, dpi: float | None = None,
    preset: str | None = None, min_font: float | None = None,
) -> Page:  # fmt: skip
    """Return the page on which a scene is drawn.

    Parameters
    ----------
    scene : Scene
    suffix : str
        Of the file, for a note when the preset's journal does not take it.
    width_mm, dpi : float, optional
        Win over the preset; without either the width is 183 mm, or more if the texts need it.
    preset : str, optional
        See `necro-cyto list`.
    min_font : float, optional
        Points under which no text may print; the preset's, or 5.

    Raises
    ------
    InputError
        If a text would print smaller; the message names it and the ways out.
    """
    asked = load_preset(preset) if preset is not None else None
    least = min_font if min_font is not None else asked.least_points if asked else LEAST_POINTS
    _in_range("min_font", least)
    resolution = dpi if dpi is not None else asked.dpi if asked else USUAL_DPI
    if width_mm is None and asked is None:
        page = _free_page(scene, resolution, least)
    else:
        width = width_mm if width_mm is not None else asked.width_mm  # type: ignore[union-attr]
        check_size(width, resolution)
        page = _page(scene, width, resolution, asked, _format_notes(asked, suffix))
        _check_texts(scene, page, least, asked)
    check_size(page.width_mm, page.dpi)
    return page


def smallest_text(scene: Scene, width_mm: float) -> float:
    """Return the size in points at which the smallest text of the scene would print."""
    return min((size for size, _ in texts(scene)), default=12.0) * _page(scene, width_mm, USUAL_DPI).scale


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


def _in_range(name: str, value: float) -> None:
    low, high = LIMITS[name]
    if not low <= value <= high:
        raise InputError(f"{name} is {value:g}: give a number from {low:g} to {high:g}")


def _extent(scene: Scene) -> tuple[float, float]:
    left, top, right, bottom = scene.box
    return right - left + 2 * MARGIN, bottom - top + 2 * MARGIN


def _page(scene: Scene, width_mm: float, dpi: float, preset: Preset | None = None, notes: tuple[str, ...] = ()) -> Page:
    wide, high = _extent(scene)
    points = POINTS_PER_INCH / MM_PER_INCH
    scale, most = width_mm * points / wide, preset.height_mm if preset else float("inf")
    if high * scale > most * points:
        scale = most * points / high
    height = most if preset and preset.whole_page else min(high * scale / points, most)
    return Page(width_mm, height, scale, dpi, notes)


def _free_page(scene: Scene, dpi: float, least: float) -> Page:
    """Return a page of the usual width, or of the width at which every text can be read."""
    size, what = min(texts(scene), default=(12.0, ""))
    page = _page(scene, USUAL_WIDTH, dpi)
    if size * page.scale >= least:
        return page
    width = min(_needed(page, size, least), LIMITS["width_mm"][1])
    wider = _page(scene, width, dpi)
    note = (
        f"note: drawn {width:g} mm wide, because at {USUAL_WIDTH:g} mm {what} would print at "
        f"{size * page.scale:.1f} pt; choose with --width-mm or --preset"
    )
    if size * wider.scale < least:
        note = f"note: drawn {width:g} mm wide, the most there is; {what} prints at {size * wider.scale:.1f} pt"
    return Page(wider.width_mm, wider.height_mm, wider.scale, dpi, (note,))


def _needed(page: Page, size: float, least: float) -> float:
    """Return the width, in whole millimetres, at which a text of `size` prints at `least` points."""
    return float(-(-page.width_mm * least // (size * page.scale)))


def _check_texts(scene: Scene, page: Page, least: float, preset: Preset | None) -> None:
    size, what = min(texts(scene), default=(12.0, ""))
    points = size * page.scale
    if points >= least - 1e-6:
        return
    unlimited = _page(scene, page.width_mm, page.dpi)
    floor = int(points * 10) / 10
    where = f"at {page.width_mm:g} mm" + (f" ({preset.name})" if preset else "")
    high = f" and {preset.height_mm:g} mm height" if preset and unlimited.scale > page.scale * 1.001 else ""
    width = f"{_needed(unlimited, size, least):g}"
    way = f"a width of {width} mm (--width-mm {width})" + (" without the preset" if high else "")
    raise InputError(
        f"{scene.name} {where}{high}: {what} would print at {points:.1f} pt, under {least:g} pt: give {way}, "
        f"draw fewer nodes, or accept it with --min-font {floor:g}"
    )


def _format_notes(preset: Preset | None, suffix: str) -> tuple[str, ...]:
    same = {".tif": ".tiff"}.get(suffix, suffix)
    if preset is None or not suffix or same in preset.formats:
        return ()
    return (f"note: {preset.title} takes {', '.join(preset.formats)}, not {suffix}",)
