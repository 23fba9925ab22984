"""Panels as one figure file: networks, plots, letters and the legend at their places on a page."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from necro_cyto.errors import InputError
from necro_cyto.faces import known_family, set_in
from necro_cyto.fit import typeset
from necro_cyto.legend import Section
from necro_cyto.marks import TEXT as LEGEND_TEXT
from necro_cyto.marks import legend_marks
from necro_cyto.metrics import text_width
from necro_cyto.panels.heatgrid import grids
from necro_cyto.panels.heatmap import Heatmap
from necro_cyto.panels.labels import Label
from necro_cyto.panels.model import Panel, Panels
from necro_cyto.panels.page import EDGE, Block, Sheet, Slot, arrange, type_sizes
from necro_cyto.panels.volcano import Volcano
from necro_cyto.scene import Mark, Scene
from necro_cyto.targets.drawing import put
from necro_cyto.targets.figure import NOTEBOOK_MM, SETTINGS, check_area, settings, svg_text, write_figure
from necro_cyto.targets.fitting import HIGHEST, TIGHTENED
from necro_cyto.targets.plots import Drawer, volcano_labels
from necro_cyto.targets.presets import Preset, load_preset
from necro_cyto.targets.sizes import (
    LEAST_POINTS,
    LIMITS,
    MARGIN,
    MM_PER_INCH,
    POINTS_PER_INCH,
    USUAL_DPI,
    USUAL_WIDTH,
    Page,
    check_size,
    format_notes,
    in_range,
    texts,
)
from necro_cyto.targets.tight import tightened

POINTS = POINTS_PER_INCH / MM_PER_INCH  # in a millimetre


@dataclass(frozen=True)
class Paged:
    """Panels on a page: where everything stands, and what the user should know."""

    panels: tuple[Panel, ...]
    sections: tuple[Section, ...]
    sheet: Sheet
    page: Page
    labels: Mapping[int, Sequence[Label]] = field(default_factory=dict)


def write(
    found: Panels, path: Path, width_mm: float | None = None, dpi: float | None = None, preset: str | None = None,
    min_font: float | None = None, legend_only: bool = False, font: str | None = None,
) -> None:  # fmt: skip
    """Write panels, or their legend alone, as a figure file; options as for one figure."""
    paged = paged_for(found, path.suffix.lower(), width_mm, dpi, preset, min_font, legend_only, font)
    check_area(paged.page, path.suffix.lower())
    with mpl.rc_context(settings(known_family(font) if font else "")), set_in(font or ""):
        figure = draw(found, paged)
        write_figure(figure, found.scene, path, paged.page)


def paged_for(
    found: Panels, suffix: str = "", width_mm: float | None = None, dpi: float | None = None, preset: str | None = None,
    min_font: float | None = None, legend_only: bool = False, font: str | None = None,
) -> Paged:  # fmt: skip
    """Return panels on the page that the options ask for.

    Raises
    ------
    InputError
        If a text would print too small, or the panels do not fit; the message names the ways out.
    """
    family = known_family(font) if font else ""
    with set_in(family):
        return _paged(found, suffix, width_mm, dpi, preset, min_font, legend_only, family)


def _paged(
    found: Panels, suffix: str, width_mm: float | None, dpi: float | None, preset: str | None, min_font: float | None,
    legend_only: bool, family: str,
) -> Paged:  # fmt: skip
    asked = load_preset(preset) if preset is not None else None
    least = min_font if min_font is not None else asked.least_points if asked else LEAST_POINTS
    in_range("min_font", least)
    resolution = dpi if dpi is not None else asked.dpi if asked else USUAL_DPI
    width = width_mm if width_mm is not None else asked.width_mm if asked else USUAL_WIDTH
    check_size(width, resolution)
    capitals = bool(asked and asked.letters == "upper")
    panels = tuple(replace(p, letter=p.letter.upper() if capitals else p.letter) for p in found.panels)
    panels = tuple(replace(p, content=typeset(p.content, family)) if family and isinstance(p.content, Scene) else p for p in panels)
    panels, sections = (() if legend_only else panels), found.legend(capitals)
    fixed = asked is not None or width_mm is not None
    if legend_only and not fixed:
        width = _natural_width(sections, found.scene, least)
    key = (width, preset, least, fixed, legend_only, family)
    if key not in found.laid:  # notes are asked for before the file is written, and there may be several files
        found.laid[key] = _sheet(found, panels, sections, width, asked, least, fixed)
    panels, sheet, notes = found.laid[key]
    _check_legend(sections, found.scene, sheet)
    check_size(sheet.width / POINTS, resolution)
    height = asked.height_mm if asked and asked.whole_page else sheet.height / POINTS
    labels = {i: volcano_labels(panel.content, sheet.slots[i], sheet.type.text)
              for i, panel in enumerate(panels) if isinstance(panel.content, Volcano)}  # fmt: skip
    notes = (*notes, *_unnamed(panels, labels), *format_notes(asked, suffix))
    return Paged(panels, sections, sheet, Page(sheet.width / POINTS, height, sheet.scale, resolution, notes), labels)


def _natural_width(sections: Sequence[Section], scene: Scene, least: float) -> float:
    """Return the width in millimetres that a legend alone needs, the usual one at most."""
    text = type_sizes(least)[0].text
    return (_legend_size(sections, scene, USUAL_WIDTH * POINTS - 2 * EDGE, text)[0] + 2 * EDGE) / POINTS


def _check_legend(sections: Sequence[Section], scene: Scene, sheet: Sheet) -> None:
    """Refuse a page on which the legend would be cut."""
    needed = _legend_size(sections, scene, sheet.width - 2 * EDGE, sheet.type.text)[0] + 2 * EDGE if sections else 0.0
    if needed > sheet.width + 1e-6:
        page, wide = sheet.width / POINTS, math.ceil(needed / POINTS)
        raise InputError(f"the legend does not fit on {page:g} mm: give {wide} mm (--width-mm {wide}), or a smaller --min-font")


def _unnamed(panels: Sequence[Panel], labels: Mapping[int, Sequence[Label]]) -> list[str]:
    return [
        f"note: {missing} of {len(content.genes)} genes of the map have no room for their names in the volcano plot"
        for i, panel in enumerate(panels)
        if isinstance(content := panel.content, Volcano) and (missing := len(content.genes) - len(labels[i]))
    ]


def _sheet(
    found: Panels, panels: tuple[Panel, ...], sections: Sequence[Section], width: float, asked: Preset | None,
    least: float, fixed: bool,
) -> tuple[tuple[Panel, ...], Sheet, tuple[str, ...]]:  # fmt: skip
    """Return the panels as they are drawn, their page, and notes: as they are, laid out closer, or on a wider page."""
    most = asked.height_mm if asked else LIMITS["width_mm"][1]
    size, what = _smallest(panels)
    legend = partial(_legend_size, sections, found.scene) if sections else None
    sheet = arrange(_blocks(panels), legend, width * POINTS, most * POINTS, found.columns, least)
    if sheet and _readable(sheet, size, least):
        return panels, sheet, ()
    room = (min(most, HIGHEST) * POINTS - (legend(width * POINTS, least)[1] if legend else 0.0)) * 0.94
    for tight in tightened(panels, found.columns, width * POINTS, room, least, least / size):
        fitted = arrange(_blocks(tight), legend, width * POINTS, most * POINTS, found.columns, least)
        if fitted and _readable(fitted, size, least):
            return tight, fitted, (TIGHTENED.format(least=least),)
    if not fixed and (wider := _wider(lambda w: arrange(_blocks(panels), legend, w * POINTS, most * POINTS, found.columns, least),
                                      width, size, least)):  # fmt: skip
        return panels, wider, (f"note: drawn {wider.width / POINTS:g} mm wide, because {what} would print too small at "
                               f"{width:g} mm; choose with --width-mm or --preset",)  # fmt: skip
    where = f"{width:g} mm" + (f" × {most:g} mm ({asked.name})" if asked else "")
    if not sheet:
        raise InputError(f"{len(panels)} panels do not fit on {where}: draw fewer, or give a larger page")
    points = size * sheet.scale
    high = ", other --columns" if found.columns else ""
    raise InputError(
        f"{len(panels)} panels on {where}: {what} would print at {points:.1f} pt, under {least:g} pt: draw fewer panels or a "
        f"part (--zoom), give a larger page{high}, or accept it with --min-font {int(points * 10) / 10:g}"
    )


def _wider(lay: Callable[[float], Sheet | None], width: float, size: float, least: float) -> Sheet | None:
    """Return the page of about the least width, in whole millimetres, on which a text of a size can be read."""
    low, high, best = width, width, None
    while best is None and high < LIMITS["width_mm"][1]:
        low, high = high, min(LIMITS["width_mm"][1], float(math.ceil(high * 1.4)))
        best = sheet if (sheet := lay(high)) and _readable(sheet, size, least) else None
    while best and high - low > 2:
        middle = float(round((low + high) / 2))
        sheet = lay(middle)
        low, high, best = (low, middle, sheet) if sheet and _readable(sheet, size, least) else (middle, high, best)
    return best


def _readable(sheet: Sheet, size: float, least: float) -> bool:
    return size * sheet.scale >= least - 1e-6


def _blocks(panels: Sequence[Panel]) -> list[Block]:
    found = []
    for panel in panels:
        headed, content = bool(panel.letter or panel.title), panel.content
        if isinstance(content, Heatmap):
            found.append(Block("heat map", sizes=cache(partial(_grid_sizes, content)), headed=headed))
        elif isinstance(content, Volcano):
            found.append(Block("volcano", headed=headed))
        else:
            left, top, right, bottom = content.box
            found.append(Block("network", (right - left + MARGIN, bottom - top + 2 * MARGIN), headed=headed))
    return found


def _grid_sizes(found: Heatmap, text: float) -> list[tuple[float, float]]:
    return [(grid.width, grid.height) for grid in grids(found, text)]


def _smallest(panels: Sequence[Panel]) -> tuple[float, str]:
    """Return the smallest text of the networks, in their units, and which it is."""
    return min((t for p in panels if isinstance(p.content, Scene) for t in texts(p.content)), default=(12.0, ""))


def _legend_of(sections: Sequence[Section], scene: Scene, room: float, text: float) -> tuple[list[Mark], float]:
    """Return the legend's marks for a width in points, and points per unit of theirs."""
    scale = text / LEGEND_TEXT
    return legend_marks(sections, (0.0, 0.0, room / scale, 0.0), scene.style), scale


def _legend_size(sections: Sequence[Section], scene: Scene, room: float, text: float) -> tuple[float, float]:
    marks, scale = _legend_of(sections, scene, room, text)
    top, bottom = min(m.y for m in marks), max(m.y + m.height for m in marks)
    return max(m.x + m.width for m in marks) * scale, (bottom - top) * scale


def draw(found: Panels, paged: Paged) -> Figure:
    """Return the matplotlib figure of panels on their page."""
    sheet, page, scene = paged.sheet, paged.page, found.scene
    figure = Figure(figsize=(page.width_mm / MM_PER_INCH, page.height_mm / MM_PER_INCH))
    figure.patch.set_facecolor(str(scene.style.channel("page", "background").value))
    shift = (page.height_mm * POINTS - sheet.height) / 2  # on a page that is higher than its content
    sheet = replace(sheet, slots=tuple(_lower(s, shift) for s in sheet.slots), legend=_lower(sheet.legend, shift) if sheet.legend else None)
    axes = _page_axes(figure)
    drawer = Drawer(figure, axes, scene, sheet.type.text)
    for number, (panel, slot) in enumerate(zip(paged.panels, sheet.slots, strict=True)):
        name = f"panel-{panel.letter or number + 1}"
        _head(drawer, panel, slot, sheet)
        if isinstance(panel.content, Volcano):
            drawer.volcano(panel.content, slot, paged.labels[number], name)
        elif isinstance(panel.content, Heatmap):
            drawer.heatmap(panel.content, grids(panel.content, sheet.type.text)[slot.choice], slot, name)
        else:
            put(figure, panel.content, _share(figure, slot), sheet.scale, name)
    if sheet.legend and paged.sections:
        marks, scale = _legend_of(paged.sections, scene, sheet.legend.width, sheet.type.text)
        size = _legend_size(paged.sections, scene, sheet.legend.width, sheet.type.text)
        place = replace(sheet.legend, width=size[0], height=size[1])
        put(figure, replace(scene, nodes=(), edges=(), marks=tuple(marks)), _share(figure, place), scale)
    return figure


def _lower(slot: Slot, by: float) -> Slot:
    return replace(slot, top=slot.top + by)


def _page_axes(figure: Figure) -> Axes:
    """Return axes of the whole page, in points from its upper left corner."""
    wide, high = (inches * POINTS_PER_INCH for inches in figure.get_size_inches())
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_xlim(0.0, wide)
    axes.set_ylim(high, 0.0)
    axes.set_axis_off()
    axes.set_zorder(1.0)  # above the dots of plots
    axes.patch.set_visible(False)
    return axes


def _share(figure: Figure, slot: Slot) -> tuple[float, float, float, float]:
    wide, high = (inches * POINTS_PER_INCH for inches in figure.get_size_inches())
    return slot.left / wide, 1 - (slot.top + slot.height) / high, slot.width / wide, slot.height / high


def _head(drawer: Drawer, panel: Panel, slot: Slot, sheet: Sheet) -> None:
    """Write the letter and the title of a panel over it."""
    base, (left, end) = slot.top - sheet.type.head * 0.36, slot.head
    if panel.letter:
        drawer.word(left, base, panel.letter, sheet.type.letter, va="baseline", fontweight="bold")
        left += sheet.type.letter * 1.2
    title = fitted(panel.title, sheet.type.title, end - left)
    if title:
        drawer.word(left, base, title, sheet.type.title, va="baseline")


def fitted(text: str, size: float, room: float) -> str:
    """Return a text, cut where it would be longer than its room.

    >>> fitted("treated vs untreated", 7, 60)
    'treated vs unt…'
    """
    if text_width(text, size) <= room:
        return text
    return next((f"{text[:i]}…" for i in range(len(text), 0, -1) if text_width(f"{text[:i]}…", size) <= room), "")


def notebook_svg(found: Panels) -> str:
    """Return panels as SVG for a notebook, whatever size the texts get."""
    paged = paged_for(found, width_mm=NOTEBOOK_MM, min_font=LIMITS["min_font"][0])
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        return svg_text(draw(found, paged), found.scene)
