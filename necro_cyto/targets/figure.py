"""Figure files with matplotlib: text as text in SVG, PDF and EPS; PNG and TIFF of exactly the pixels asked for.

The page is exactly as wide as asked; one scale turns network units into points, so that the
figure is the scene, only smaller. Nothing global of matplotlib is changed, and the same scene
gives the same bytes: no dates, no chance.
"""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image, PngImagePlugin, TiffImagePlugin

from necro_cyto.errors import InputError
from necro_cyto.files import write_bytes
from necro_cyto.scene import Scene
from necro_cyto.targets.drawing import draw as draw_on
from necro_cyto.targets.fitting import laid_out
from necro_cyto.targets.sizes import MM_PER_INCH, MOST_AREA, USUAL_DPI, Page, page_of, smallest_text

__all__ = ["draw", "smallest_text", "write"]

FONT = ["DejaVu Sans"]  # comes with matplotlib: the same glyphs on every machine
SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "necro-cyto",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "ps.fonttype": 42,
    "font.family": FONT,
    "path.simplify": False,
    "text.parse_math": False,
}
NOTEBOOK_MM = 240.0  # about 900 pixels of a screen
PIXELS = (".png", ".tif", ".tiff")
TIFF_DESCRIPTION, TIFF_SOFTWARE = 270, 305


def write(
    scene: Scene, path: Path, width_mm: float | None = None, dpi: float | None = None, preset: str | None = None,
    min_font: float | None = None, tighten: bool = True, font: str | None = None,
) -> None:  # fmt: skip
    """Write a figure file.

    Parameters
    ----------
    scene : Scene
    path : Path
        ``.svg``, ``.pdf``, ``.eps``, ``.png``, ``.tif`` or ``.tiff``.
    width_mm : float, optional
        Width of the page in millimetres; the height follows. Without it and a preset: 183 mm, or
        more if the texts need it.
    dpi : float, optional
        Pixels per inch of a PNG or TIFF, stored in the file; 300, or the preset's.
    preset : str, optional
        A page by name, as ``"nature-double"``.
    min_font : float, optional
        The least size in points at which a text may print; 5, or the preset's.
    tighten : bool
        Whether nodes may be moved closer when a text would print too small.
    font : str, optional
        The family of fonts that texts are set in; letters that it lacks are taken from DejaVu Sans.

    Raises
    ------
    InputError
        If width or dpi is out of all reason, or a text would print too small.
    OutputError
        If the file cannot be written.
    """
    suffix = path.suffix.lower()
    scene, page = laid_out(scene, suffix, width_mm, dpi, preset, min_font, tighten, font)
    check_area(page, suffix)
    with mpl.rc_context(settings(scene.font)):
        write_figure(draw_on(scene, page), scene, path, page)


def settings(family: str) -> Any:
    """Return matplotlib's settings for texts in a family of fonts."""
    return {**SETTINGS, "font.family": [family, *FONT]} if family else SETTINGS


def write_figure(figure: Figure, scene: Scene, path: Path, page: Page) -> None:
    """Write a drawn figure with the facts of a scene; call it inside ``rc_context(SETTINGS)``."""
    suffix = path.suffix.lower()
    made = io.BytesIO()  # the libraries do not all say it well when a disk is full
    if suffix in PIXELS:
        _write_pixels(figure, scene, made, page, suffix)
    elif suffix == ".eps":
        made.write(_eps(figure, scene, _raster(page)))
    else:
        figure.savefig(made, format=suffix[1:], metadata=_metadata(scene, suffix), dpi=_raster(page))
    write_bytes(path, made.getvalue())


def _raster(page: Page) -> float:
    """Return the resolution of what a vector file holds as pixels."""
    return max(page.dpi, USUAL_DPI)


def svg_text(figure: Figure, scene: Scene) -> str:
    """Return a drawn figure as the text of an SVG file; call it inside ``rc_context(SETTINGS)``."""
    file = io.StringIO()
    figure.savefig(file, format="svg", metadata=_metadata(scene, ".svg"), dpi=USUAL_DPI)
    return file.getvalue()


def notebook_svg(scene: Scene) -> str:
    """Return a scene as SVG for a notebook, whatever size its texts get."""
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        return svg_text(draw(scene, NOTEBOOK_MM), scene)


def draw(scene: Scene, width_mm: float = 183.0) -> Figure:
    """Return the matplotlib figure of a scene, `width_mm` wide, whatever size its texts get."""
    return draw_on(scene, page_of(scene, width_mm))


def check_area(page: Page, suffix: str) -> None:
    """Refuse a picture of more pixels than a machine holds."""
    pixels = page.width_mm * page.height_mm * (page.dpi / MM_PER_INCH) ** 2
    if suffix in PIXELS and pixels > MOST_AREA:
        raise InputError(
            f"{page.width_mm:g} × {page.height_mm:.0f} mm at {page.dpi:g} dpi are {pixels / 1e6:.0f} million pixels, "
            f"over {MOST_AREA // 1_000_000}: lower dpi or width_mm, or write .pdf"
        )


def _write_pixels(figure: Figure, scene: Scene, file: io.BytesIO, page: Page, suffix: str) -> None:
    # Drawn at exactly whole pixels, then labelled with the dpi asked for.
    size = [max(1, round(mm / MM_PER_INCH * page.dpi)) for mm in (page.width_mm, page.height_mm)]
    figure.set_size_inches(size[0] / page.dpi, size[1] / page.dpi)
    figure.set_dpi(page.dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    picture = Image.fromarray(pixels).convert("RGB")
    resolution = (page.dpi, page.dpi)
    if suffix == ".png":
        facts = PngImagePlugin.PngInfo()
        for key, text in _metadata(scene, ".png").items():
            facts.add_itxt(key, text)
        picture.save(file, format="PNG", dpi=resolution, pnginfo=facts)
        return
    tags = TiffImagePlugin.ImageFileDirectory_v2()
    tags[TIFF_DESCRIPTION], tags[TIFF_SOFTWARE] = _plain(f"{scene.title}; {_facts(scene)}"), "necro-cyto"
    picture.save(file, format="TIFF", compression="tiff_lzw", dpi=resolution, tiffinfo=tags)


def _eps(figure: Figure, scene: Scene, raster_dpi: float) -> bytes:
    """Return an EPS document whose comments hold no date and no name of a temporary file."""
    file = io.StringIO()
    figure.savefig(file, format="eps", dpi=raster_dpi)
    title = _plain(scene.title)
    header = re.compile(r"^%%(Title|Creator|CreationDate):.*\n", re.MULTILINE)
    body = header.sub("", file.getvalue(), count=3)
    first, rest = body.split("\n", 1)
    return f"{first}\n%%Title: {title}\n%%Creator: necro-cyto\n{rest}".encode()


def _plain(text: str) -> str:
    """Return a text in ASCII, for headers that know no other; Greek letters by their names.

    >>> _plain("IL-1α → CD8")
    'IL-1alpha ? CD8'
    """
    greek = (unicodedata.name(c, "").removeprefix("GREEK SMALL LETTER ") if "α" <= c <= "ω" else c for c in text)
    return "".join(w.lower() if len(w) > 1 else w for w in greek).encode("ascii", "replace").decode("ascii")


def _facts(scene: Scene) -> str:
    return "; ".join(f"{k}: {v}" for k, v in scene.provenance.items())


def _metadata(scene: Scene, suffix: str) -> dict[str, Any]:
    facts = _facts(scene)
    if suffix == ".png":
        return {"Title": scene.title, "Software": "necro-cyto", "Description": facts}
    if suffix == ".pdf":
        return {"Title": scene.title, "Creator": "necro-cyto", "Producer": "matplotlib", "Subject": facts,
                "CreationDate": None}  # fmt: skip
    return {"Title": scene.title, "Creator": "necro-cyto", "Description": facts, "Date": None}
