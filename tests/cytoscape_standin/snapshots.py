"""What a picture is drawn from: the state of a view at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .views import View

Extent = tuple[float, float, float, float]


@dataclass(frozen=True)
class Box:
    """A node, by its centre."""

    x: float
    y: float
    width: float
    height: float
    fill: str
    opacity: float  # of the fill, 0 to 1
    label: str
    label_size: float
    shape: str


@dataclass(frozen=True)
class Line:
    """An edge."""

    x1: float
    y1: float
    x2: float
    y2: float
    paint: str
    width: float
    label: str


@dataclass(frozen=True)
class Snapshot:
    """Everything a picture shows, except annotations and the size of its box."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    background: str
    scale: float
    centre: tuple[float, float]


def take(view: View) -> Snapshot:
    """The view as it is now."""
    values = view.network_values
    return Snapshot(
        boxes=tuple(_box(view, suid) for suid in view.places if view.value("NODE_VISIBLE", suid)),
        lines=tuple(_line(view, suid) for suid in view.network.edges if view.value("EDGE_VISIBLE", suid)),
        background=values["NETWORK_BACKGROUND_PAINT"],
        scale=values["NETWORK_SCALE_FACTOR"],
        centre=(values["NETWORK_CENTER_X_LOCATION"], values["NETWORK_CENTER_Y_LOCATION"]),
    )


def _box(view: View, suid: int) -> Box:
    x, y, _ = view.places[suid]
    return Box(
        x=x,
        y=y,
        width=view.value("NODE_WIDTH", suid),
        height=view.value("NODE_HEIGHT", suid),
        fill=view.value("NODE_FILL_COLOR", suid),
        opacity=float(view.value("NODE_TRANSPARENCY", suid)) / 255,
        label=view.value("NODE_LABEL", suid),
        label_size=view.value("NODE_LABEL_FONT_SIZE", suid),
        shape=view.value("NODE_SHAPE", suid),
    )


def _line(view: View, suid: int) -> Line:
    source, target = (view.places[end] for end in view.network.edges[suid])
    return Line(
        x1=source[0],
        y1=source[1],
        x2=target[0],
        y2=target[1],
        paint=view.value("EDGE_STROKE_UNSELECTED_PAINT", suid),
        width=view.value("EDGE_WIDTH", suid),
        label=view.value("EDGE_LABEL", suid),
    )


def around(extents: list[Extent]) -> Extent | None:
    """The smallest box around all of them."""
    if not extents:
        return None
    lefts, tops, rights, bottoms = zip(*extents, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def box_extent(box: Box) -> Extent:
    """Left, top, right, bottom of a node and its label in the middle."""
    lines = box.label.split("\n")
    width = max(box.width, 0.55 * box.label_size * max(len(line) for line in lines))
    height = max(box.height, 1.165 * box.label_size * len(lines) if box.label else 0.0)
    return box.x - width / 2, box.y - height / 2, box.x + width / 2, box.y + height / 2
