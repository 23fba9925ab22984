"""From a drawing to blocks: who is in which cell and compartment, how many rows that takes, and where to begin."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from necro_cyto.column.blocks import INSET, NAME_LEFT, NAME_ROOM, PAGE_ROOM, ROOM, Block, Spot
from necro_cyto.places import Place
from necro_cyto.squeeze import Boxes

LOOSE_ROWS = 2  # of nodes outside every cell, before, between and after the rows of cells
CROWDED = 1.3  # how much wider than its nodes a row is thought to be


@dataclass
class Plan:
    """The blocks of a page, where everything stands at first, and which rows each node may take."""

    page: Block
    spots: dict[str, Spot] = field(default_factory=dict)
    pools: list[list[str]] = field(default_factory=list)  # nodes and compartments that may change places
    rows: dict[str, Sequence[int]] = field(default_factory=dict)


def plan(boxes: Boxes, last: Sequence[str], width: float) -> Plan:
    """Return the blocks of a drawing for a page of a width.

    Parameters
    ----------
    boxes : Boxes
        The drawing as it is.
    last : sequence of node ids
        What stands at the bottom of the page, as outcomes do.
    width : float
    """
    blocks = [Block(f"place {i}", p, boxes.names[i] if i < len(boxes.names) else (0.0, 0.0), 0) for i, p in enumerate(boxes.places)]
    page = Block("page", None, (0.0, 0.0), 0)
    for block in blocks:
        assert block.place is not None
        around = [b for b in blocks if b is not block and _holds(b.place, block.place)]
        min(around, key=_area, default=page).blocks.append(block)
    for name in boxes.positions:
        _settle(name, boxes, blocks, page)
    made = Plan(page)
    _rows_of_cells(page, boxes, width, made)
    _loose(page, boxes, set(last), width, made)
    return made


def _holds(outer: Place | None, inner: Place | None) -> bool:
    assert outer is not None and inner is not None
    a, b = inner.box, outer.box
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3] and outer.box != inner.box


def _area(block: Block) -> float:
    return block.place.width * block.place.height if block.place else math.inf


def _settle(name: str, boxes: Boxes, blocks: Sequence[Block], page: Block) -> None:
    """Put a node into the innermost place that it touches: inside, or on the membrane of a cell."""
    (x, y), (wide, high) = boxes.positions[name], boxes.sizes[name]
    for block in sorted(blocks, key=_area):
        assert block.place is not None
        left, top, right, bottom = block.place.box
        if left < x < right and top < y < bottom and (
            block.place.what != "cell" or (left <= x - wide / 2 and x + wide / 2 <= right and top <= y - high / 2 and y + high / 2 <= bottom)
        ):
            block.nodes.append(name)
            return
        if block.place.what == "cell" and left < x + wide / 2 and x - wide / 2 < right and top < y + high / 2 and y - high / 2 < bottom:
            block.edge_nodes.append(name)
            return
    page.nodes.append(name)


def _rows_of_cells(page: Block, boxes: Boxes, width: float, made: Plan) -> None:
    """Put the cells into rows, the largest first, the small ones side by side, and share out their widths."""
    order = sorted(page.blocks, key=lambda b: (-(len(_members(b)) >= 9), b.place.x if b.place else 0.0, b.name))
    rows: list[list[Block]] = []
    for block in order:
        _measure(block, boxes)
        if rows and sum(_wish(b, boxes) + PAGE_ROOM for b in [*rows[-1], block]) - PAGE_ROOM <= width:
            rows[-1].append(block)
        else:
            rows.append([block])
    for i, row in enumerate(rows):
        wishes = sum(_wish(b, boxes) for b in row)
        for j, block in enumerate(row):
            block.share = _wish(block, boxes) / wishes
            made.spots[block.name] = Spot(LOOSE_ROWS + i * (LOOSE_ROWS + 1), width * (j + 0.5) / len(row))
            _inside(block, boxes, width * block.share, width, made)
    page.rows = LOOSE_ROWS + len(rows) * (LOOSE_ROWS + 1)


def _members(block: Block) -> list[str]:
    return [n for b in block.all() for n in (*b.nodes, *b.edge_nodes)]


def _measure(block: Block, boxes: Boxes) -> None:
    """Find the least width of a block: its widest node or block with the room around it."""
    for inner in block.blocks:
        _measure(inner, boxes)
    wide = max((boxes.sizes[n][0] for n in (*block.nodes, *block.edge_nodes)), default=0.0)
    wide = max([wide, block.title[0], *(b.least for b in block.blocks)])
    upper = block.title[0] + NAME_LEFT + NAME_ROOM + max((boxes.sizes[n][0] for n in block.edge_nodes), default=0.0)
    block.least = max(wide + 2 * INSET, min(upper + INSET, 200.0) if block.edge_nodes else 0.0)


def _wish(block: Block, boxes: Boxes) -> float:
    """Return the width that a block would like: one, two or three nodes beside each other, or all there is."""
    members = _members(block)
    if len(members) >= 9:
        return 1e4
    beside = 1 if len(members) <= 2 else 2 if len(members) <= 6 else 3
    mean = sum(boxes.sizes[n][0] for n in members) / max(len(members), 1)
    return max(block.least, beside * (mean + ROOM) + 2 * INSET)


def _inside(block: Block, boxes: Boxes, width: float, page: float, made: Plan) -> None:
    inner = width - 2 * INSET
    for other in block.blocks:
        wide = min(inner, max(other.least, _wish(other, boxes)))
        other.share = wide / inner
        _inside(other, boxes, wide, page, made)
    wide = sum(boxes.sizes[n][0] + ROOM for n in block.nodes) + sum(b.share * inner + ROOM for b in block.blocks)
    count = max(1, math.ceil(wide * CROWDED / inner)) if block.nodes or block.blocks else 0
    count += 1 if len(block.nodes) > 4 else 0
    block.rows = count + 2
    assert block.place is not None
    items = [(boxes.positions[n], n) for n in block.nodes] + [((b.place.x, b.place.y), b.name) for b in block.blocks if b.place]
    for at, ((x, _), name) in enumerate(sorted(items, key=lambda i: (i[0][1], i[1]))):
        made.spots[name] = Spot(1 + at * count // len(items), _across(x, block.place, width, page))
        made.rows[name] = range(1, count + 1)
    for name in block.edge_nodes:
        x, y = boxes.positions[name]
        upper = y - block.place.box[1] < block.place.box[3] - y
        made.spots[name] = Spot(0 if upper else block.rows - 1, _across(x, block.place, width, page))
        made.rows[name] = (0, block.rows - 1)
    inner_pool = [*block.nodes, *(b.name for b in block.blocks)]
    made.pools += [pool for pool in (inner_pool, list(block.edge_nodes)) if pool]


def _across(x: float, place: Place, width: float, page: float) -> float:
    return (x - place.box[0]) / place.width * min(width, page)


def _loose(page: Block, boxes: Boxes, last: set[str], width: float, made: Plan) -> None:
    xs = [x for x, _ in boxes.positions.values()]
    ys = [y for _, y in boxes.positions.values()]
    low, far = min(xs), max(max(xs) - min(xs), 1.0)
    top, deep = min(ys), max(max(ys) - min(ys), 1.0)
    ends = [n for n in page.nodes if n in last]
    page.rows += max(0, math.ceil(sum(boxes.sizes[n][0] + ROOM for n in ends) / width) - 1)
    for name in page.nodes:
        x, y = boxes.positions[name]
        final = name in last
        taken = set() if final else {made.spots[b.name].row for b in page.blocks}
        rows = [r for r in range(page.rows - LOOSE_ROWS if final else 0, page.rows - (not final)) if r not in taken]
        made.rows[name] = rows
        made.spots[name] = Spot(rows[-1] if final else rows[min(len(rows) - 1, int((y - top) / deep * len(rows)))], (x - low) / far * width)
    made.pools += [pool for pool in (ends, [n for n in page.nodes if n not in last]) if pool]
