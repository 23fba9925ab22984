"""Which page, and how the scene has to be laid out on it so that every text can be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from necro_cyto.compose import without_legend
from necro_cyto.errors import InputError
from necro_cyto.faces import set_in
from necro_cyto.fit import could_fit, fit, fit_column, legend_below, legend_beside, overlapping, typeset
from necro_cyto.scene import Scene
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
    page_of,
    smallest,
    texts,
    width_for,
)

HIGHEST = 260.0  # mm: what a printed page can hold, where no preset says less
LARGE = 120  # nodes: with more, white space is not what makes a drawing wide
COLUMN_WIDTH = 89.0  # mm: for which coordinates of one column are kept
HALVINGS, MORE = 5, (1.02, 1.06, 1.12, 1.2)  # to find a width that does
TIGHTENED = "note: white space was tightened and labels broken so that every text prints at {least:g} pt or more"
IN_A_COLUMN = "note: cells were put one under the other and labels broken so that every text prints at {least:g} pt or more"


@dataclass(frozen=True)
class Asked:
    """What a user asks of a page, worked out: the preset and the options that win over it."""

    width_mm: float | None
    dpi: float
    least: float
    preset: Preset | None
    suffix: str = ""
    tighten: bool = True
    search: bool = True


def page_for(scene: Scene, suffix: str = "", **options: Any) -> Page:
    """Return the page for a scene that is drawn as it stands; see `laid_out`."""
    return laid_out(scene, suffix, **{**options, "font": None}, tighten=False)[1]


def laid_out(
    scene: Scene, suffix: str = "", width_mm: float | None = None, dpi: float | None = None,
    preset: str | None = None, min_font: float | None = None, tighten: bool = True, font: str | None = None,
) -> tuple[Scene, Page]:  # fmt: skip
    """Return a scene laid out for a page, and the page.

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
    tighten : bool
        Whether nodes may be moved closer and the legend laid out anew; not when somebody placed them by hand.
    font : str, optional
        The family that texts are set in.

    Raises
    ------
    InputError
        If a text would print smaller; the message names it and the ways out.
    """
    scene = typeset(scene, font) if font else scene
    with set_in(scene.font):
        return _laid_out(scene, suffix, width_mm, dpi, preset, min_font, tighten)


def _laid_out(
    scene: Scene, suffix: str, width_mm: float | None, dpi: float | None, preset: str | None, min_font: float | None,
    tighten: bool,
) -> tuple[Scene, Page]:  # fmt: skip
    asked = replace(_asked(width_mm, dpi, preset, min_font, suffix), tighten=tighten)
    if asked.width_mm is None:
        found: tuple[Scene, Page] | None = _readable(scene, replace(asked, width_mm=USUAL_WIDTH)) or _wide(scene, asked)
    else:
        check_size(asked.width_mm, asked.dpi)
        found = _readable(scene, asked)
    if found is None:
        raise _too_small(scene, asked)
    drawn, page = found
    check_size(page.width_mm, page.dpi)
    return drawn, replace(page, notes=(*format_notes(asked.preset, suffix), *page.notes))


def _asked(
    width_mm: float | None, dpi: float | None, preset: str | None, min_font: float | None, suffix: str
) -> Asked:
    wanted = load_preset(preset) if preset is not None else None
    least = min_font if min_font is not None else wanted.least_points if wanted else LEAST_POINTS
    in_range("min_font", least)
    resolution = dpi if dpi is not None else wanted.dpi if wanted else USUAL_DPI
    width = width_mm if width_mm is not None or wanted is None else wanted.width_mm
    return Asked(width, resolution, least, wanted, suffix)


def _readable(scene: Scene, asked: Asked) -> tuple[Scene, Page] | None:
    """Return the first layout in which every text is large enough."""
    assert asked.width_mm is not None
    for drawn, note in _layouts(scene, asked):
        page = page_of(drawn, asked.width_mm, asked.dpi, asked.preset, asked.least)
        if smallest(drawn, page)[0] >= asked.least - 1e-6:
            return drawn, replace(page, notes=(note,) if note else ())
    return None


def _layouts(scene: Scene, asked: Asked) -> Iterator[tuple[Scene, str]]:
    """Yield the scene as it is, with its legend where it leaves most room for type, and tightened."""
    assert asked.width_mm is not None
    if not asked.tighten:
        yield scene, ""
        return
    flat = asked.preset is not None and asked.preset.whole_page
    if not (scene.font and overlapping(scene)):
        yield from ((s, "") for s in _with_other_legend(scene, asked))
    wide_units, high_units = _units(scene, asked, asked.width_mm)
    for beside in (True, False) if flat else (False,):
        tight = fit(scene, wide_units, high_units, beside)
        if tight is not None:
            yield tight, TIGHTENED.format(least=asked.least)
    if asked.search and not flat and len(scene.nodes) <= LARGE:
        stacked = fit_column(scene, wide_units, high_units)
        if stacked is not None:
            yield stacked, IN_A_COLUMN.format(least=asked.least)


def _with_other_legend(scene: Scene, asked: Asked) -> list[Scene]:
    """Return the scene, and the one with its legend laid out anew; first the one that is drawn larger."""
    other = legend_beside(scene) if asked.preset is not None and asked.preset.whole_page else legend_below(scene)
    given = [scene, *([other] if other else [])]
    return sorted(given, key=lambda s: -page_of(s, asked.width_mm or USUAL_WIDTH, 1, asked.preset).scale)


def _wide(scene: Scene, asked: Asked) -> tuple[Scene, Page]:
    """Return a page of the width at which every text of a large scene can be read, as far as there is one."""
    width = min(width_for(scene, asked.least), LIMITS["width_mm"][1])
    page = page_of(scene, width, asked.dpi, least=asked.least)
    before, what = smallest(scene, page_of(scene, USUAL_WIDTH))
    note = (
        f"note: drawn {width:g} mm wide, because at {USUAL_WIDTH:g} mm {what} would print at {before:.1f} pt; "
        "choose with --width-mm or --preset"
    )
    after, _ = smallest(scene, page)
    if after < asked.least - 1e-6:
        note = f"note: drawn {width:g} mm wide, the most there is; {what} prints at {after:.1f} pt"
    return scene, replace(page, notes=(note,))


def _too_small(scene: Scene, asked: Asked) -> InputError:
    assert asked.width_mm is not None
    best = _with_other_legend(scene, asked)[0] if asked.tighten else scene
    points, what = smallest(best, page_of(best, asked.width_mm, asked.dpi, asked.preset, asked.least))
    where = f"at {asked.width_mm:g} mm" + (f" ({asked.preset.name})" if asked.preset else "")
    width, without = _width_that_does(scene, asked)
    enough = ", and it cannot be tightened enough" if asked.tighten else ""
    return InputError(
        f"{scene.name} {where}: {what} would print at {points:.1f} pt, under {asked.least:g} pt{enough}: give a width of "
        f"{width:g} mm (--width-mm {width:g}){without}, {_legend_apart(scene, asked)}draw fewer nodes, or accept it with "
        f"--min-font {int(points * 10) / 10:g}"
    )


def _legend_apart(scene: Scene, asked: Asked) -> str:
    """Return in words that the legend may be left out, if that is what makes a page too low."""
    bare = without_legend(scene)
    if asked.preset is None or len(bare.marks) == len(scene.marks) or _readable(bare, asked) is None:
        return ""
    return "leave the legend out (--no-legend) and draw it apart (--legend-only), "


def _width_that_does(scene: Scene, asked: Asked) -> tuple[float, str]:
    """Return about the least width at which the scene can be read, and whether the preset has to go for it."""
    in_column = replace(asked, width_mm=COLUMN_WIDTH)
    if scene.column and asked.width_mm and asked.width_mm < COLUMN_WIDTH and asked.tighten and _readable(scene, in_column):
        return COLUMN_WIDTH, ""
    asked = replace(asked, search=False)  # it takes seconds
    enough = width_for(scene, asked.least)
    if asked.preset is not None and _readable(scene, replace(asked, width_mm=enough)) is None:
        return _width_that_does(scene, replace(asked, preset=None))[0], " without the preset"
    assert asked.width_mm is not None
    if not asked.tighten or len(scene.nodes) > LARGE:
        return enough, ""
    low, high = min(asked.width_mm, enough), enough
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if could_fit(scene, *_units(scene, asked, middle)) else (middle, high)
    widths = (float(round(high * more + 0.5)) for more in MORE)
    tries = (replace(asked, width_mm=width) for width in widths if width < enough)
    return next((t.width_mm for t in tries if t.width_mm and _readable(scene, t)), enough), ""


def _units(scene: Scene, asked: Asked, width_mm: float) -> tuple[float, float]:
    """Return the width and the height of a page in network units, when the smallest text prints as small as it may."""
    size = min((size for size, _ in texts(scene)), default=12.0)
    per_mm = POINTS_PER_INCH / MM_PER_INCH * size / asked.least
    high = asked.preset.height_mm if asked.preset else max(HIGHEST, width_mm)
    return width_mm * per_mm - 2 * MARGIN, high * per_mm - 2 * MARGIN
