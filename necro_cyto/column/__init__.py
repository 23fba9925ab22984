"""Columns: a network arranged anew for a narrow page, cells one under the other and nodes in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from necro_cyto.column.blocks import INSET, ROOM, Setter
from necro_cyto.column.build import Plan, plan
from necro_cyto.column.cost import Cost
from necro_cyto.column.search import Search
from necro_cyto.places import Arrangement, Place
from necro_cyto.squeeze import Boxes

__all__ = ["arrangement", "column", "rooms_of"]

GAP, GAPS = 32.0, (40.0, 36.0, 32.0, 28.0, 25.0, 22.0)  # between rows: while searching, and in the end
STEPS = 6000
FIRST_STEPS, HASTY, FAR_OVER = 750, 20.0, 25.0  # of a first search that sees whether it is worth while
Link = tuple[str, str, float, float]
Frozen = tuple[tuple[str, tuple[float, float]], ...]


def column(
    boxes: Boxes, links: Sequence[Link], last: Sequence[str], wide: float, high: float, seed: int = 0, steps: int = STEPS
) -> Boxes | None:
    """Return the boxes in an arrangement of their own for a width and a height, or None if none was found.

    Parameters
    ----------
    boxes : Boxes
        Where everything stands now: who is in which place, and where to begin.
    links : sequence of (source, target, weight, room)
        Heavy ones are kept short; `room` is how much of one has to be seen.
    last : sequence of node ids
        What stands at the bottom of the page.
    wide, high : float
    seed, steps : int
        Of the search: the same ones find the same.
    """
    if _hopeless(boxes, wide, high):
        return None
    made = _searched(
        tuple(boxes.positions.items()), tuple(boxes.sizes.items()), tuple(boxes.places), tuple(boxes.names),
        tuple(links), tuple(last), (wide, high), seed, steps,
    )  # fmt: skip
    return None if made is None else replace(boxes, positions=made.positions, places=made.places)


def _hopeless(boxes: Boxes, wide: float, high: float) -> bool:
    """Say whether the nodes with the least room around them fill more than the page."""
    needed = sum((w + ROOM) * (h + GAPS[-1]) for w, h in boxes.sizes.values())
    return needed > wide * high or max((w for w, _ in boxes.sizes.values()), default=0.0) + 2 * INSET > wide


# A figure is drawn in several styles and formats: what was found once stays found.
@lru_cache(maxsize=16)
def _searched(
    positions: Frozen, sizes: Frozen, places: tuple[Place, ...], names: tuple[tuple[float, float], ...],
    links: tuple[Link, ...], last: tuple[str, ...], page: tuple[float, float], seed: int, steps: int,
) -> Arrangement | None:  # fmt: skip
    boxes = Boxes(dict(positions), dict(sizes), places, {frozenset(link[:2]) for link in links}, names)
    made = plan(boxes, last, page[0])
    setter = Setter(boxes.sizes, made.spots, rooms_of(links), GAP)
    search = Search(made, setter, Cost(list(boxes.positions), boxes.sizes, links), list(boxes.positions), page, seed)
    search.run(FIRST_STEPS, HASTY)
    if setter.page(made.page, page[0]).over > FAR_OVER:
        return None  # no order of the nodes makes the page wide enough
    search.run(steps)
    return arrangement(boxes, made, setter, page)


def rooms_of(links: Sequence[Link]) -> dict[frozenset[str], float]:
    """Return how much room each pair of nodes with edges between them needs."""
    rooms: dict[frozenset[str], float] = {}
    for source, target, _, room in links:
        rooms[frozenset((source, target))] = max(room, rooms.get(frozenset((source, target)), 0.0))
    return rooms


def arrangement(boxes: Boxes, made: Plan, setter: Setter, page: tuple[float, float]) -> Arrangement | None:
    """Return where everything stands, with as much room between rows as the page has; None if it does not fit."""
    layouts = (replace(setter, gap=gap).page(made.page, page[0]) for gap in GAPS)
    found = next((layout for layout in layouts if layout.over < 0.5 and layout.bottom <= page[1]), None)
    if found is None:
        return None
    places = tuple(_stood(place, found.boxes[f"place {i}"]) for i, place in enumerate(boxes.places))
    return Arrangement({n: (round(x, 1), round(y, 1)) for n, (x, y) in found.centres.items()}, places)


def _stood(place: Place, box: tuple[float, float, float, float]) -> Place:
    left, top, right, bottom = box
    return replace(
        place, x=round((left + right) / 2, 1), y=round((top + bottom) / 2, 1), width=round(right - left, 1), height=round(bottom - top, 1)
    )
