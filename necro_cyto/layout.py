"""Where nodes stand: curated coordinates first, the rest by cell and compartment.

Deterministic: the same network gives the same positions on every machine. Nothing here
knows a style; a node's size follows from its label and kind.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import networkx as nx

from necro_cyto.metrics import text_height, text_width, wrap
from necro_cyto.places import Arrangement, Place
from necro_cyto.schema import Edge, Node
from necro_cyto.slots import shorter

LABEL_SIZE = 12.0
WRAP, PADDING, LEAST_WIDTH, LEAST_HEIGHT = 100.0, 16.0, 58.0, 28.0
# Shapes that are narrower at the corners need more room for the same text.
ROUNDING = {"cell": 26.0, "metabolite": 22.0, "drug": 20.0, "complex": 10.0, "process": 10.0, "condition": 18.0}
GAP_X, GAP_Y, MARGIN, TITLE, BETWEEN = 44.0, 40.0, 26.0, 30.0, 70.0
TUMOUR_CELL, ANY_CELL = "tumour cell", "any"
BODIES = ("cytosol", "mitochondrion", "nucleus", "endosome/ER")

Size = tuple[float, float]
Point = tuple[float, float]


def drawn_label(node: Node) -> str:
    """Return the label as it is drawn, broken into lines when it is long (before a bracket, best)."""
    head, bracket, rest = node.label.partition(" (")
    if bracket and text_width(node.label, LABEL_SIZE) > WRAP:
        return f"{wrap(head, LABEL_SIZE, WRAP)}\n{wrap(f'({rest}', LABEL_SIZE, WRAP)}"
    return wrap(node.label, LABEL_SIZE, WRAP)


def node_size(node: Node) -> Size:
    """Return width and height that hold the drawn label."""
    label = drawn_label(node)
    width = text_width(label, LABEL_SIZE) + PADDING + ROUNDING.get(node.kind, 0.0)
    height = text_height(label, LABEL_SIZE) + 14.0 + (8.0 if node.kind in ("cell", "metabolite") else 0.0)
    return math.ceil(max(width, LEAST_WIDTH)), math.ceil(max(height, LEAST_HEIGHT))


def arrange(nodes: Mapping[str, Node], edges: Iterable[Edge], curated: Arrangement) -> Arrangement:
    """Return positions for every node and the places behind them.

    Curated positions are kept as they are; nodes without one are laid out by cell and
    compartment, below the curated part when there is one.
    """
    missing = {k: n for k, n in nodes.items() if k not in curated.positions}
    kept = {k: p for k, p in curated.positions.items() if k in nodes}
    if not missing:
        return Arrangement(kept, curated.places if kept else ())
    made = _by_cell(missing, [e for e in edges if e.source in missing and e.target in missing])
    if kept:
        made = _shifted(made, *_below(kept, nodes, curated, made))
    return Arrangement({**kept, **made.positions}, (*(curated.places if kept else ()), *made.places))


@dataclass(frozen=True)
class _Block:
    """Nodes and places in own coordinates, with the size they take."""

    width: float
    height: float
    positions: Mapping[str, Point]
    places: tuple[Place, ...] = ()


def _by_cell(nodes: Mapping[str, Node], edges: Sequence[Edge]) -> Arrangement:
    """Lay out by rank first, then let the nodes of each grid change places to shorten their edges."""
    rank, regions = _ranks(nodes, edges), _regions(nodes)
    first = _in_columns(nodes, rank)
    grids: dict[tuple[str, str], list[Node]] = defaultdict(list)
    for node in sorted(nodes.values(), key=lambda n: _order(n, rank)):
        grids[regions[node.id], _body(node) if _is_cell(regions[node.id]) else ""].append(node)
    groups = [[n.id for n in grids[key]] for key in sorted(grids)]
    slots = shorter(groups, first.positions, [(e.source, e.target) for e in edges])
    return _in_columns(nodes, {name: float(slot) for name, slot in slots.items()})


def _order(node: Node, rank: Mapping[str, float]) -> tuple[float, str, str]:
    return rank[node.id], node.module, node.id


def _is_cell(region: str) -> bool:
    return region not in ("", "outside", "tumour", "causes")


def _in_columns(nodes: Mapping[str, Node], rank: Mapping[str, float]) -> Arrangement:
    groups: dict[str, list[Node]] = defaultdict(list)
    for name, region in _regions(nodes).items():
        groups[region].append(nodes[name])
    cells = {name: members for name, members in groups.items() if _is_cell(name)}
    main = max(cells, key=lambda c: (len(cells[c]), c)) if cells else ""
    columns = [
        [_loose(groups["causes"], rank, 1 + len(groups["causes"]) // 14)],
        [_cell(main, cells[main], rank)] if main else [],
        [_loose(groups["outside"], rank, 1 + len(groups["outside"]) // 14)],
        *_balanced([_cell(c, cells[c], rank) for c in sorted(cells) if c != main]),
        [_loose(groups["tumour"], rank, 1)],
    ]
    return _side_by_side([[b for b in column if b.positions] for column in columns])


def _regions(nodes: Mapping[str, Node]) -> dict[str, str]:
    """Return where each node belongs; what may be in any cell joins the tumour cells, if there are any."""
    home = TUMOUR_CELL if any(n.cell == TUMOUR_CELL for n in nodes.values()) else ANY_CELL
    return {name: _region(node, home) for name, node in nodes.items()}


def _region(node: Node, home: str) -> str:
    if node.kind in ("drug", "condition"):
        return "causes"
    if node.compartment == "tumour" and node.kind != "cell":
        return "tumour"
    if node.compartment == "extracellular":
        return "outside"
    return home if node.cell == ANY_CELL else node.cell


def _ranks(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> dict[str, float]:
    """Return how far down the story a node lies: the longest way to it in the condensed graph."""
    graph = nx.DiGraph()
    graph.add_nodes_from(sorted(nodes))
    graph.add_edges_from(sorted((e.source, e.target) for e in edges))
    condensed = nx.condensation(graph)
    depth: dict[int, int] = {}
    for part in nx.topological_sort(condensed):
        depth[part] = 1 + max((depth[p] for p in condensed.predecessors(part)), default=-1)
    return {name: float(depth[condensed.graph["mapping"][name]]) for name in graph}


def _loose(nodes: Sequence[Node], rank: Mapping[str, float], columns: int) -> _Block:
    return _grid(sorted(nodes, key=lambda n: _order(n, rank)), columns)


def _cell(name: str, nodes: Sequence[Node], rank: Mapping[str, float]) -> _Block:
    columns = _columns_for(nodes)
    parts = {
        body: _loose([n for n in nodes if _body(n) == body], rank, columns)
        for body in ("plasma membrane", *BODIES)
    }
    y, width, positions, places = TITLE, 0.0, {}, []
    for body, block in parts.items():
        if not block.positions:
            continue
        inset = 0.0 if body in ("plasma membrane", "cytosol") else MARGIN
        moved = {k: (px + MARGIN + inset, py + y + inset) for k, (px, py) in block.positions.items()}
        positions.update(moved)
        wide, high = block.width + 2 * inset, block.height + 2 * inset
        if inset:
            places.append(Place("compartment", body, _title(body), MARGIN + wide / 2, y + high / 2, wide, high))
        width, y = max(width, wide), y + high + GAP_Y / 2
    width, height = width + 2 * MARGIN, y + MARGIN - GAP_Y / 2
    cell = Place("cell", name, _title(name), width / 2, height / 2, width, height)
    # What is in no cell in particular, as a user's own nodes are, has no body around it.
    return _Block(width, height, positions, (*([] if name == ANY_CELL else [cell]), *places))


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


def _body(node: Node) -> str:
    return node.compartment if node.compartment in ("plasma membrane", *BODIES) else "cytosol"


def _columns_for(nodes: Sequence[Node]) -> int:
    count = sum(1 for n in nodes if _body(n) == "cytosol")
    most = max(9, math.ceil(math.sqrt(len(nodes) * 0.6)))  # of hundreds of nodes, about as wide as high
    return max(2, min(most, math.ceil(math.sqrt(max(count, len(nodes) / 2) * 0.8))))


def _grid(nodes: Sequence[Node], columns: int) -> _Block:
    sizes = [node_size(n) for n in nodes]
    rows = [range(i, min(i + columns, len(nodes))) for i in range(0, len(nodes), columns)]
    widths = [max(sizes[r[c]][0] for r in rows if c < len(r)) for c in range(min(columns, len(nodes)))]
    lefts = [sum(widths[:c]) + GAP_X * c for c in range(len(widths))]
    y, positions = 0.0, {}
    for row in rows:
        high = max(sizes[i][1] for i in row)
        for c, i in enumerate(row):
            # Unseen, but no two in a row stand at the very same height: Cytoscape draws no label on such an edge.
            positions[nodes[i].id] = (lefts[c] + widths[c] / 2, y + high / 2 + c * 5 % 9 / 4)
        y += high + GAP_Y
    return _Block(sum(widths) + GAP_X * max(len(widths) - 1, 0), max(y - GAP_Y + 2.0, 0.0), positions)


def _balanced(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Spread the smaller cells over two columns of about the same height."""
    columns: list[list[_Block]] = [[], []]
    for block in sorted(blocks, key=lambda b: -b.height):
        min(columns, key=lambda column: sum(b.height + BETWEEN for b in column)).append(block)
    return columns


def _side_by_side(columns: Sequence[Sequence[_Block]]) -> Arrangement:
    tallest = max((_stack_height(c) for c in columns), default=0.0)
    positions: dict[str, Point] = {}
    places: list[Place] = []
    x = 0.0
    for column in columns:
        if not column:
            continue
        wide, y = max(b.width for b in column), (tallest - _stack_height(column)) / 2
        for block in column:
            moved = _shifted(Arrangement(block.positions, block.places), x + (wide - block.width) / 2, y)
            positions.update(moved.positions)
            places += moved.places
            y += block.height + BETWEEN
        x += wide + BETWEEN
    return Arrangement(positions, tuple(places))


def _stack_height(column: Sequence[_Block]) -> float:
    return sum(b.height for b in column) + BETWEEN * max(len(column) - 1, 0)


def _shifted(arrangement: Arrangement, dx: float, dy: float) -> Arrangement:
    return Arrangement(
        {k: (round(x + dx, 1), round(y + dy, 1)) for k, (x, y) in arrangement.positions.items()},
        tuple(replace(p, x=p.x + dx, y=p.y + dy) for p in arrangement.places),
    )


def _below(
    kept: Mapping[str, Point], nodes: Mapping[str, Node], curated: Arrangement, made: Arrangement
) -> Point:
    bottoms = [y + node_size(nodes[k])[1] / 2 for k, (_, y) in kept.items()]
    bottoms += [p.box[3] for p in curated.places]
    left = min(x for x, _ in kept.values())
    tops = [y for _, y in made.positions.values()] + [p.box[1] for p in made.places]
    lefts = [x for x, _ in made.positions.values()] + [p.box[0] for p in made.places]
    return left - min(lefts), max(bottoms) + BETWEEN - min(tops)
