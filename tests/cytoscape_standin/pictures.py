"""PNG pictures, drawn without any library: filled boxes on the background."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

from .annotations import Annotation, extent
from .snapshots import Box, Extent, Snapshot
from .styles import channels

Pixel = bytes
CLEAR: Pixel = bytes(4)


@dataclass(frozen=True)
class Scene:
    """A snapshot in a window; ``box`` is the size of what is cut out of the window."""

    snapshot: Snapshot
    annotations: tuple[Annotation, ...]
    window: tuple[float, float]
    box: tuple[float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place of the network in pixels of the window."""
        (centre_x, centre_y), scale = self.snapshot.centre, self.snapshot.scale
        return (x - centre_x) * scale + self.window[0] / 2, (y - centre_y) * scale + self.window[1] / 2

    def extent_at(self, extent_: Extent) -> Extent:
        """A box of the network in pixels of the window."""
        return self.at(extent_[0], extent_[1]) + self.at(extent_[2], extent_[3])

    def on(self, canvas: str) -> list[Annotation]:
        """The annotations of a canvas, back to front."""
        ones = [a for a in self.annotations if a["canvas"] == canvas]
        return sorted(ones, key=lambda a: -float(a["z"]))


def node_extent(box: Box) -> Extent:
    """Left, top, right, bottom of a node without its label."""
    half_width, half_height = box.width / 2, box.height / 2
    return box.x - half_width, box.y - half_height, box.x + half_width, box.y + half_height


def pixel(paint: str, opacity: float = 1.0, on: str = "#FFFFFF") -> Pixel:
    """A paint laid over another one."""
    pairs = zip(channels(paint), channels(on), strict=True)
    return bytes((*(round(a * opacity + b * (1 - opacity)) for a, b in pairs), 255))


class Canvas:
    """Rows of RGBA pixels; rows nothing is drawn in share one string of bytes."""

    def __init__(self, width: int, height: int, drawn: tuple[int, int], background: Pixel) -> None:
        self.width, self.height = width, height
        self.drawn = min(drawn[0], width), min(drawn[1], height)
        self._plain = background * self.drawn[0] + CLEAR * (width - self.drawn[0])
        self._rows: dict[int, bytearray] = {}

    def fill(self, box: Extent, colour: Pixel) -> None:
        """A filled box, at least one pixel, cut at the edges of what is drawn."""
        left, right = self._span(box[0], box[2], self.drawn[0])
        top, bottom = self._span(box[1], box[3], self.drawn[1])
        for y in range(top, bottom):
            row = self._rows.setdefault(y, bytearray(self._plain))
            row[4 * left : 4 * right] = colour * max(0, right - left)

    @staticmethod
    def _span(low: float, high: float, limit: int) -> tuple[int, int]:
        start = round(low)
        return min(max(start, 0), limit), min(max(round(high), start + 1, 0), limit)

    def png(self) -> bytes:
        """The picture as a file."""
        clear = CLEAR * self.width
        empty = [self._plain if y < self.drawn[1] else clear for y in range(self.height)]
        data = b"".join(b"\0" + bytes(self._rows.get(y, empty[y])) for y in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 6, 0, 0, 0)
        chunks = (b"IHDR", header), (b"IDAT", zlib.compress(data, 1)), (b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def draw(scene: Scene, width: int, height: int, transparent: bool = False) -> bytes:
    """The picture of a scene at a size; edges and texts are left out."""
    factor = width / scene.box[0]
    drawn = round(scene.window[0] * factor), round(scene.window[1] * factor)
    background = scene.snapshot.background
    canvas = Canvas(width, height, drawn, CLEAR if transparent else pixel(background))
    _shapes(canvas, scene, factor, "background")
    for box in scene.snapshot.boxes:
        if box.opacity:
            colour = pixel(box.fill, box.opacity, background)
            canvas.fill(_times(scene.extent_at(node_extent(box)), factor), colour)
    _shapes(canvas, scene, factor, "foreground")
    return canvas.png()


def _shapes(canvas: Canvas, scene: Scene, factor: float, name: str) -> None:
    for annotation in scene.on(name):
        place = extent(annotation)
        if place is not None and "fillColor" in annotation:
            opacity = float(annotation.get("fillOpacity", "100")) / 100
            colour = pixel(annotation["fillColor"], opacity, scene.snapshot.background)
            canvas.fill(_times(scene.extent_at(place), factor), colour)


def _times(extent_: Extent, factor: float) -> Extent:
    left, top, right, bottom = extent_
    return left * factor, top * factor, right * factor, bottom * factor


def size_by(box: tuple[float, float], width: float | None, height: float | None) -> tuple[int, int]:
    """Width and height in pixels for one of them; the aspect is the box's."""
    if width is not None:
        return max(1, int(width)), max(1, int(box[1] / box[0] * width + 1e-9))
    height = 600 if height is None else height
    return max(1, int(box[0] / box[1] * height + 1e-9)), max(1, int(height))
