"""Figure files from the running Cytoscape: exact sizes, nothing cut, nothing left half-written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from necro_cyto.errors import CytoscapeRefused, OutputError
from necro_cyto.files import write_bytes
from necro_cyto.scene import Box
from necro_cyto.targets.cytoscape.settle import settle
from necro_cyto.targets.cytoscape.transport import Transport

MM_PER_INCH = 25.4
SUFFIXES = (".png", ".svg")
BOX = ("NETWORK_WIDTH", "NETWORK_HEIGHT", "NETWORK_SCALE_FACTOR", "NETWORK_CENTER_X_LOCATION",
       "NETWORK_CENTER_Y_LOCATION")  # fmt: skip


def export(
    transport: Transport, network: int, view: int, box: Box, page: str, path: Path, width_mm: float, dpi: float,
    facts: Mapping[str, str],
) -> None:  # fmt: skip
    """Write one picture of the view, framed by `box` (network units), `width_mm` wide.

    Raises
    ------
    OutputError
        If the suffix is not .png or .svg, or the file cannot be written.
    CytoscapeRefused
        If Cytoscape gives no usable picture.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f'{path}: no "{path.suffix}" from Cytoscape: use {", ".join(SUFFIXES)}, .pdf')
    base = f"networks/{network}/views/{view}"
    with framed(transport, base, box):
        settle(transport, network, view, page)
        height_mm = width_mm * (box[3] - box[1]) / (box[2] - box[0])
        if path.suffix.lower() == ".svg":
            write_bytes(path, sized_svg(_picture(transport, f"{base}.svg", {}), width_mm, height_mm))
        else:
            pixels = round(width_mm / MM_PER_INCH * dpi)
            picture = _picture(transport, f"{base}.png", {"w": pixels})
            write_bytes(path, labelled_png(picture, pixels, dpi, facts))


@contextmanager
def framed(transport: Transport, base: str, box: Box) -> Iterator[None]:
    """Fit the picture's frame to `box` by its size properties; the window stays as it is."""
    before = {e["visualProperty"]: e["value"] for e in transport.get(f"{base}/network")}
    saved = [{"visualProperty": name, "value": before[name]} for name in BOX if name in before]
    transport.put(f"{base}/network", frame(box, float(before["NETWORK_WIDTH"]), float(before["NETWORK_HEIGHT"])))
    try:
        yield
    finally:
        transport.put(f"{base}/network", saved)


def frame(box: Box, width: float, height: float) -> list[dict[str, Any]]:
    """Return the view properties that show exactly `box` in a window of `width` × `height`.

    The frame starts at the window's top left corner and has the aspect of the box.
    """
    wide, high = box[2] - box[0], box[3] - box[1]
    scale = min(width / wide, height / high)
    across, down = wide * scale, high * scale
    values = (
        across,
        down,
        scale,
        (box[0] + box[2]) / 2 + (width - across) / 2 / scale,
        (box[1] + box[3]) / 2 + (height - down) / 2 / scale,
    )
    return [{"visualProperty": name, "value": value} for name, value in zip(BOX, values, strict=True)]


def labelled_png(picture: bytes, pixels: int, dpi: float, facts: Mapping[str, str]) -> bytes:
    """Return the PNG with its resolution and provenance stored in it."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    if image.width != pixels:
        raise CytoscapeRefused(f"Cytoscape drew {image.width} pixels instead of {pixels}: try again")
    notes = PngInfo()
    notes.add_itxt("Description", "; ".join(f"{k}: {v}" for k, v in facts.items()))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi), pnginfo=notes)
    return out.getvalue()


def sized_svg(picture: bytes, width_mm: float, height_mm: float) -> bytes:
    """Return the SVG with its page in millimetres; the drawing and its texts stay as they are."""
    text = picture.decode("utf-8")
    opening = re.search(r"<svg\b[^>]*>", text, re.DOTALL)
    if opening is None:
        raise CytoscapeRefused("Cytoscape gave no SVG: try again")
    tag = re.sub(r'\bwidth="[^"]*"', f'width="{width_mm:g}mm"', opening[0], count=1)
    tag = re.sub(r'\bheight="[^"]*"', f'height="{height_mm:.4g}mm"', tag, count=1)
    return (text[: opening.start()] + tag + text[opening.end() :]).encode("utf-8")


def _picture(transport: Transport, path: str, query: Mapping[str, Any]) -> bytes:
    picture = transport.get(path, query)
    if not isinstance(picture, bytes) or not picture:
        raise CytoscapeRefused("Cytoscape gave no picture: try again")
    return picture
