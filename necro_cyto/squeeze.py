"""Tighten white space: move boxes closer until they fit a width, keeping who is left of, above and inside whom.

First along x, for boxes that share a height; then along y, for boxes that now share a place along x. Along each
axis the wishes are differences (`b` at least so far after `a`); what they need is found exactly, so that a
width is either met without any overlap or known to be too small.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from necro_cyto.places import Place

Point = tuple[float, float]
Size = tuple[float, float]
Span = tuple[float, float]
Floats = NDArray[np.float64]
# Room between boxes along x and y: without and with an edge between them, and around places.
ROOM, EDGE_ROOM, PLACE_ROOM = (10.0, 9.0), (28.0, 24.0), (12.0, 12.0)
INSIDE, NAME_INSET = 12.0, (14.0, 10.0)
TOUCH = 3.0  # what a label lost in width must not take a node off its membrane
STRETCHES = (1.0, 1.1, 1.2, 1.3, 1.4, 1.55, 1.7, 1.9, 2.2, 2.6)


@dataclass(frozen=True)
class Boxes:
    """What is moved: nodes by id (centre and size), places with the sizes of their names, and the pairs that edges join."""

    positions: Mapping[str, Point]
    sizes: Mapping[str, Size]
    places: Sequence[Place]
    linked: Collection[frozenset[str]] = frozenset()
    names: Sequence[Size] = ()


def squeeze(boxes: Boxes, wide: float, high: float = float("inf")) -> Iterator[Boxes]:
    """Yield arrangements of the boxes within a width and a height, squat ones first; none if there is no way.

    Parameters
    ----------
    boxes : Boxes
    wide, high : float
        What they may take; without a height the drawing grows downwards as far as it must.
    """
    for stretch in STRETCHES:
        taller = _with_names(_stretched(boxes, stretch))
        narrow = _along(taller, 0, wide)
        if narrow is None:
            continue
        fitted = _along(narrow, 1, min(high, _extent(taller, 1)))
        if fitted is None and high == float("inf"):
            fitted = _along(narrow, 1, _least(narrow, 1))
        if fitted is not None:
            yield replace(fitted, positions={n: fitted.positions[n] for n in boxes.positions}, sizes=boxes.sizes)


def _with_names(boxes: Boxes) -> Boxes:
    """Return the boxes with the names of places among them: each hangs in the upper left corner of its place."""
    sizes = {f"name {i}": size for i, size in enumerate(boxes.names)}
    at = {
        f"name {i}": (place.box[0] + NAME_INSET[0] + size[0] / 2, place.box[1] + NAME_INSET[1] + size[1] / 2)
        for i, (place, size) in enumerate(zip(boxes.places, boxes.names, strict=False))
    }
    return replace(boxes, positions={**boxes.positions, **at}, sizes={**boxes.sizes, **sizes})


@dataclass
class _Wishes:
    """Differences along one axis, between variables; a variable may hang on another one."""

    names: dict[str, int] = field(default_factory=dict)
    hangs: dict[str, tuple[str, float]] = field(default_factory=dict)
    rows: list[tuple[int, int, float]] = field(default_factory=list)

    def root(self, name: str) -> tuple[int, float]:
        base, offset = self.hangs.get(name, (name, 0.0))
        return self.names.setdefault(base, len(self.names)), offset

    def after(self, first: str, second: str, room: float) -> None:
        """Ask that `second` lies at least `room` after `first`."""
        (a, offset_a), (b, offset_b) = self.root(first), self.root(second)
        if a != b:
            self.rows.append((a, b, room + offset_a - offset_b))


def _along(boxes: Boxes, axis: int, room: float) -> Boxes | None:
    wishes = _wishes(boxes, axis)
    low, high = _bounds(boxes, axis, wishes, room)
    wanted = _wanted(boxes, axis, wishes, room)
    values = _solved(wishes.rows, wanted, low, high)
    return None if values is None else _moved(boxes, axis, wishes, values)


def _least(boxes: Boxes, axis: int) -> float:
    """Return the least room that the boxes need along an axis."""
    wishes = _wishes(boxes, axis)
    low, _ = _bounds(boxes, axis, wishes, 0.0)
    lowest = _pushed(wishes.rows, low)
    if lowest is None:
        return float("inf")
    ends = [_place_of(wishes, name, lowest) + size[axis] / 2 for name, size in boxes.sizes.items()]
    ends += [_place_of(wishes, f"end {i}", lowest) for i in range(len(boxes.places))]
    return max(ends) + 1.0


def _wishes(boxes: Boxes, axis: int) -> _Wishes:
    wishes = _Wishes()
    for i, size in enumerate(boxes.names[: len(boxes.places)]):
        wishes.hangs[f"name {i}"] = (f"start {i}", NAME_INSET[axis] + size[axis] / 2)
    for i, place in enumerate(boxes.places):
        for name, (x, y) in boxes.positions.items():
            _hang(wishes, i, place, name, (x, y), boxes.sizes[name], axis)
    for name in boxes.positions:
        wishes.root(name)
    for i, place in enumerate(boxes.places):
        wishes.after(f"start {i}", f"end {i}", 40.0)
        for name in boxes.positions:
            _beside_place(wishes, boxes, i, place, name, axis)
    for one, other in combinations(boxes.positions, 2):
        _beside(wishes, boxes, one, other, axis)
    for first, second in combinations(enumerate(boxes.places), 2):
        _places_beside(wishes, first, second, axis)
    return wishes


def _hang(wishes: _Wishes, i: int, place: Place, name: str, at: Point, size: Size, axis: int) -> None:
    """Keep a node that sits on a membrane on it."""
    along, across = axis, 1 - axis
    start, end = _span(place, along)
    first, last = _span(place, across)
    if name in wishes.hangs or not first - size[across] / 2 < at[across] < last + size[across] / 2:
        return
    for edge, which in ((start, f"start {i}"), (end, f"end {i}")):
        if abs(at[along] - edge) < size[along] / 2 + TOUCH:
            wishes.hangs[name] = (which, at[along] - edge)


def _beside_place(wishes: _Wishes, boxes: Boxes, i: int, place: Place, name: str, axis: int) -> None:
    at, size = boxes.positions[name], boxes.sizes[name]
    half = size[axis] / 2
    (start, end), (first, last) = _span(place, axis), _span(place, 1 - axis)
    near = size[1 - axis] / 2 + PLACE_ROOM[1 - axis]
    on_border = wishes.hangs.get(name, ("",))[0] in (f"start {i}", f"end {i}")
    if on_border or not first - near < at[1 - axis] < last + near:
        return
    if start < at[axis] < end:
        if first - size[1 - axis] / 2 < at[1 - axis] < last + size[1 - axis] / 2:
            wishes.after(f"start {i}", name, half + INSIDE)
            wishes.after(name, f"end {i}", half + INSIDE)
    elif at[axis] <= start:
        wishes.after(name, f"start {i}", half + PLACE_ROOM[axis])
    else:
        wishes.after(f"end {i}", name, half + PLACE_ROOM[axis])


def _beside(wishes: _Wishes, boxes: Boxes, one: str, other: str, axis: int) -> None:
    room = EDGE_ROOM if frozenset((one, other)) in boxes.linked else ROOM
    (a, b), (wide_a, wide_b) = (boxes.positions[n] for n in (one, other)), (boxes.sizes[n] for n in (one, other))
    across = 1 - axis
    # Boxes that nearly share a height are kept apart along x as well, so that small moves along y are free.
    if abs(a[across] - b[across]) >= (wide_a[across] + wide_b[across]) / 2 + (ROOM[across] if axis == 0 else ROOM[across] / 2):
        return
    need = (wide_a[axis] + wide_b[axis]) / 2 + room[axis]
    first, second = (one, other) if (a[axis], one) <= (b[axis], other) else (other, one)
    wishes.after(first, second, need)


def _places_beside(wishes: _Wishes, one: tuple[int, Place], other: tuple[int, Place], axis: int) -> None:
    (i, a), (j, b) = one, other
    (start_a, end_a), (start_b, end_b) = _span(a, axis), _span(b, axis)
    for outer, inner, nested in ((i, j, _within(b, a)), (j, i, _within(a, b))):
        if nested:
            wishes.after(f"start {outer}", f"start {inner}", INSIDE + (NAME_INSET[1] if axis else 0.0))
            wishes.after(f"end {inner}", f"end {outer}", INSIDE)
            return
    first, last = _span(a, 1 - axis), _span(b, 1 - axis)
    if min(first[1], last[1]) + PLACE_ROOM[1 - axis] <= max(first[0], last[0]):
        return
    if end_a <= start_b or end_b <= start_a:
        before, after = (i, j) if end_a <= start_b else (j, i)
        wishes.after(f"end {before}", f"start {after}", PLACE_ROOM[axis] + 2.0)


def _within(inner: Place, outer: Place) -> bool:
    a, b = inner.box, outer.box
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]


def _span(place: Place, axis: int) -> Span:
    return place.box[axis], place.box[axis + 2]


def _bounds(boxes: Boxes, axis: int, wishes: _Wishes, room: float) -> tuple[Floats, Floats]:
    for i in range(len(boxes.places)):
        wishes.root(f"start {i}"), wishes.root(f"end {i}")
    low, high = np.full(len(wishes.names), 0.0), np.full(len(wishes.names), room)
    for name, size in boxes.sizes.items():
        root, offset = wishes.root(name)
        low[root] = max(low[root], size[axis] / 2 - offset)
        high[root] = min(high[root], room - size[axis] / 2 - offset)
    return low, high


def _wanted(boxes: Boxes, axis: int, wishes: _Wishes, room: float) -> Floats:
    """Return where the variables would stand if everything were only scaled."""
    present = dict(_present(boxes, axis))
    low = min(present[n] - boxes.sizes[n][axis] / 2 for n in boxes.positions)
    low = min([low, *(_span(p, axis)[0] for p in boxes.places)])
    share = room / max(_extent(boxes, axis), 1.0)
    wanted = np.zeros(len(wishes.names))
    for name, root in wishes.names.items():
        wanted[root] = (present[name] - low) * share
    return wanted


def _present(boxes: Boxes, axis: int) -> Iterator[tuple[str, float]]:
    yield from ((name, at[axis]) for name, at in boxes.positions.items())
    for i, place in enumerate(boxes.places):
        start, end = _span(place, axis)
        yield f"start {i}", start
        yield f"end {i}", end


def _extent(boxes: Boxes, axis: int) -> float:
    lows = [at[axis] - boxes.sizes[n][axis] / 2 for n, at in boxes.positions.items()]
    highs = [at[axis] + boxes.sizes[n][axis] / 2 for n, at in boxes.positions.items()]
    spans = [_span(p, axis) for p in boxes.places]
    return max(highs + [s[1] for s in spans]) - min(lows + [s[0] for s in spans])


def _solved(rows: Sequence[tuple[int, int, float]], wanted: Floats, low: Floats, high: Floats) -> Floats | None:
    """Return values near the wanted ones that keep every difference and bound, or None."""
    lowest = _pushed(rows, low)
    mirrored = [(b, a, room) for a, b, room in rows]
    highest = _pushed(mirrored, -high)
    if lowest is None or highest is None or (lowest > -highest + 1e-6).any():
        return None
    start = np.clip(wanted, lowest, -highest)
    forward, backward = _pushed(rows, start), _pushed(mirrored, -start)
    assert forward is not None and backward is not None
    return (forward - backward) / 2  # both keep all differences, and so does their mean


def _pushed(rows: Sequence[tuple[int, int, float]], values: Floats) -> Floats | None:
    """Raise values until every difference is kept; None if they chase one another for ever."""
    values = values.copy()
    if not rows:
        return values
    first, second = np.array([r[:2] for r in rows]).T
    room = np.array([r[2] for r in rows])
    for _ in range(len(values) + 1):
        before = values.copy()
        np.maximum.at(values, second, values[first] + room)
        if np.abs(values - before).max() < 1e-9:
            return values
    return None


def _place_of(wishes: _Wishes, name: str, values: Floats) -> float:
    root, offset = wishes.root(name)
    return float(values[root] + offset)


def _moved(boxes: Boxes, axis: int, wishes: _Wishes, values: Floats) -> Boxes:
    positions = {}
    for name, at in boxes.positions.items():
        new = round(_place_of(wishes, name, values), 2)
        positions[name] = (new, at[1]) if axis == 0 else (at[0], new)
    places = [_stood(p, axis, _place_of(wishes, f"start {i}", values), _place_of(wishes, f"end {i}", values))
              for i, p in enumerate(boxes.places)]  # fmt: skip
    return replace(boxes, positions=positions, places=places)


def _stood(place: Place, axis: int, start: float, end: float) -> Place:
    middle, length = round((start + end) / 2, 2), round(end - start, 2)
    return replace(place, x=middle, width=length) if axis == 0 else replace(place, y=middle, height=length)


def _stretched(boxes: Boxes, share: float) -> Boxes:
    """Return the boxes further apart along y; those on a membrane keep their distance from it."""
    edges = [edge for place in boxes.places for edge in _span(place, 1)]
    positions = {}
    for name, (x, y) in boxes.positions.items():
        near = [edge for edge in edges if abs(y - edge) < boxes.sizes[name][1] / 2 + TOUCH]
        positions[name] = (x, near[0] * share + y - near[0] if near else y * share)
    places = [replace(p, y=p.y * share, height=p.height * share) for p in boxes.places]
    return replace(boxes, positions=positions, places=places)
