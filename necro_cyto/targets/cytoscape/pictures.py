"""Figure files from the running Cytoscape: exact sizes, nothing cut, nothing left half-written."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from necro_cyto.errors import CytoscapeRefused, OutputError
from necro_cyto.files import write_bytes
from necro_cyto.metrics import text_height, text_width
from necro_cyto.scene import Box, Scene
from necro_cyto.targets import check_suffix, is_figure
from necro_cyto.targets.cytoscape.messages import background
from necro_cyto.targets.cytoscape.pull import HandWork
from necro_cyto.targets.cytoscape.settle import LOOK_WIDTH, settle
from necro_cyto.targets.cytoscape.transport import Transport, understood
from necro_cyto.targets.fitting import page_for
from necro_cyto.targets.presets import load_preset
from necro_cyto.targets.sizes import MM_PER_INCH

OWN = (".png", ".svg")  # kinds that Cytoscape draws right
BOX = ("NETWORK_WIDTH", "NETWORK_HEIGHT", "NETWORK_SCALE_FACTOR", "NETWORK_CENTER_X_LOCATION",
       "NETWORK_CENTER_Y_LOCATION")  # fmt: skip
MARGIN, MOST_LOOK = 10.0, 1000
LOOP = 70.0  # how far a loop, or an edge beside another, may stand out; a node of the user's may be as wide


@dataclass(frozen=True)
class Shot:
    """A picture that Cytoscape is to draw."""

    path: Path
    width_mm: float
    dpi: float

    @property
    def pixels(self) -> int:
        """How wide it is."""
        return round(self.width_mm / MM_PER_INCH * self.dpi)


def check_paths(paths: Sequence[Path]) -> None:
    """Refuse files that cannot be written, before the first one is.

    Raises
    ------
    OutputError
        If nothing writes such a file, or its folder is not there.
    """
    for path in paths:
        check_suffix(path)
        if not path.parent.is_dir():
            raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")


def plan_shots(scene: Scene, box: Box, paths: Sequence[Path], options: Mapping[str, Any]) -> list[Shot]:
    """Return the pictures that Cytoscape is to draw; the page of every figure is checked, also of the others."""
    preset = options.get("preset")
    most = load_preset(preset).height_mm if preset else float("inf")
    shots = []
    for path in filter(is_figure, paths):
        page = page_for(scene, path.suffix.lower(), **options)
        width = min(page.width_mm, most * (box[2] - box[0]) / (box[3] - box[1]))
        shots += [Shot(path, width, page.dpi)] if path.suffix.lower() in OWN else []
    return shots


@understood()
def take(transport: Transport, network: int, view: int, scene: Scene, box: Box, shots: Sequence[Shot]) -> None:
    """Take pictures of the view, framed by `box` (network units), once it is proved to be drawn; then write them.

    Raises
    ------
    CytoscapeRefused
        If Cytoscape gives no usable picture; no file is touched then.
    """
    if not shots:
        return
    base = f"networks/{network}/views/{view}"
    with framed(transport, base, box):
        # The margin must be some pixels wide, so that the page is seen in any case.
        width = min(max(LOOK_WIDTH, round(3 * (box[2] - box[0]) / MARGIN)), MOST_LOOK)
        around = MARGIN * width / (box[2] - box[0])
        settle(transport, network, view, background(scene), width=width, margin=min(1.5, around / 2))
        drawn = [_drawn(transport, base, shot) for shot in shots]
    pictures = [_finished(picture, box, shot, scene.provenance) for shot, picture in zip(shots, drawn, strict=True)]
    for shot, picture in zip(shots, pictures, strict=True):
        write_bytes(shot.path, picture)


@understood()
def frame_box(transport: Transport, view: int, scene: Scene, work: HandWork) -> Box:
    """Return the frame of everything drawn, as the user left it: nodes, curves, legend, notes and nodes of their own."""
    boxes = [scene.box, *_annotations(transport, view)]
    loose = work.places.values() if work.edges else [work.places[name] for name in work.added]
    boxes += [(x - LOOP, y - LOOP, x + LOOP, y + LOOP) for x, y in loose]
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts) - MARGIN, min(tops) - MARGIN, max(rights) + MARGIN, max(bottoms) + MARGIN


def _annotations(transport: Transport, view: int) -> Iterator[Box]:
    for entry in transport.command("annotation list", poll=True, view=f"SUID:{view}") or []:
        if entry["type"].endswith(("GroupAnnotation", "ArrowAnnotation")):
            continue
        x, y, text, size = float(entry["x"]), float(entry["y"]), entry.get("text", ""), float(entry.get("fontSize") or 0)
        wide = float(entry.get("width") or text_width(text.replace("\\n", "\n"), size))
        high = float(entry.get("height") or text_height(text.replace("\\n", "\n"), size))
        turned = (wide + high) / 2 if float(entry.get("rotation") or 0) else 0.0
        yield x - turned, y - turned, x + wide + turned, y + high + turned


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


def _drawn(transport: Transport, base: str, shot: Shot) -> bytes:
    if shot.path.suffix.lower() == ".svg":
        return _bytes(transport.get(f"{base}.svg"))
    return _bytes(transport.get(f"{base}.png", {"w": shot.pixels}))


def _finished(picture: bytes, box: Box, shot: Shot, facts: Mapping[str, str]) -> bytes:
    if shot.path.suffix.lower() == ".svg":
        return sized_svg(picture, shot.width_mm, shot.width_mm * (box[3] - box[1]) / (box[2] - box[0]))
    return labelled_png(picture, shot.pixels, shot.dpi, facts)


def _bytes(picture: object) -> bytes:
    if not isinstance(picture, bytes) or not picture:
        raise CytoscapeRefused("Cytoscape gave no picture: try again")
    return picture
