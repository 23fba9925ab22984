"""What a user points at in a network: a path, a node, an edge or a module; to highlight it or to zoom in on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from necro_cyto.errors import ChoiceNeededError, InputError, UnknownNameError
from necro_cyto.layout import arrange, node_size
from necro_cyto.metrics import text_width
from necro_cyto.network import Network
from necro_cyto.places import Arrangement, Place
from necro_cyto.reason import Trace, agreed, trace

ARROW = re.compile(r"\s*(?:->|→)\s*")
KINDS = ("node", "module")  # what may stand before a colon, where a name means both
SIGN_WORDS = {"+": "activates", "-": "inhibits", "both": "both signs"}
FRAME = 24.0  # network units around a zoomed part
CELL_MARGIN = 22.0  # between a shortened cell body and its nodes
NAME_AT, NAME_SIZE = (14.0, 10.0), 12.0  # of a cell body, from its upper left corner
REST = ("faded", "out")

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Part:
    """A part of a network that a user pointed at.

    Attributes
    ----------
    given : str
        As the user wrote it.
    words : str
        For the legend: ``"MLKL → CD8 T cell (inhibits, 4 steps)"``.
    nodes, edges : frozenset of str
        Their ids.
    note : str
        What the user should know of the choice; may be empty.
    """

    given: str
    words: str
    nodes: frozenset[str]
    edges: frozenset[str]
    note: str = ""


@dataclass(frozen=True)
class Focus:
    """What a view points at.

    Attributes
    ----------
    highlights : tuple of Part
        These stay strong, the rest fades.
    zoom : tuple of Part
        Only the frame of these is shown.
    rest : str
        What becomes of the others in that frame: ``"faded"`` or ``"out"``.
    steps : int
        How far the surroundings of a single node reach that is zoomed in on.
    """

    highlights: tuple[Part, ...] = ()
    zoom: tuple[Part, ...] = ()
    rest: str = REST[0]
    steps: int = 1

    @property
    def words(self) -> tuple[str, ...]:
        """What is highlighted, in words."""
        return tuple(part.words for part in self.highlights)

    @property
    def facts(self) -> dict[str, str]:
        """What is said of it in every output, as the user gave it."""
        given = {"highlight": self.highlights, "zoom": self.zoom}
        return {name: "; ".join(part.given for part in parts) for name, parts in given.items() if parts}

    def zoomed(self, network: Network) -> Network:
        """Return what is shown of a network."""
        nodes = {name for part in self.zoom for name in part.nodes} & set(network.nodes)
        return zoomed(network, nodes, self.rest) if nodes else network

    def strong(self, network: Network) -> tuple[frozenset[str], frozenset[str]] | None:
        """Return the nodes and edges that do not fade; None if nothing does."""
        parts = self.highlights or (self.zoom if self.rest == "faded" else ())
        nodes = frozenset(name for part in parts for name in part.nodes)
        edges = frozenset(name for part in parts for name in part.edges)
        if not parts or (nodes >= set(network.nodes) and edges >= set(network.edges)):
            return None
        return nodes, edges


def find_part(network: Network, what: str, steps: int = 1) -> Part:
    """Return the part of a network that a text points at.

    Parameters
    ----------
    network : Network
    what : str
        A path as ``"MLKL -> CD8 T cell"`` (more arrows: through these nodes), the id of an edge, a node by id, label,
        gene symbol or alias, or a module; ``"module:apoptosis"`` where a node has that name too.
    steps : int
        How far the surroundings of a single node reach.

    Raises
    ------
    UnknownNameError, ChoiceNeededError
        If a name is not known or means several things.
    InputError
        If there is no path.

    Examples
    --------
    >>> from necro_cyto import load_network
    >>> core = load_network("core")
    >>> find_part(core, "RIPK1 -> MLKL").words
    'RIPK1 → MLKL (activates, 2 steps)'
    >>> find_part(core, "module:apoptosis").words
    'module apoptosis'
    """
    ends = [part for part in ARROW.split(what.strip()) if part]
    if not ends:
        raise InputError(f'"{what}" names nothing: give a node, edge or module, or a path as "RIPK1 -> MLKL"')
    if len(ends) > 1:
        return _path(network, what, ends)
    if edge := next((e for e in network.edges if e.casefold() == what.strip().casefold()), ""):
        return _edge(network, what, edge)
    return _named(network, what, steps)


def _path(network: Network, what: str, ends: Sequence[str]) -> Part:
    found = trace(network, ends[0], ends[-1], via=ends[1:-1])
    labels = " → ".join(_label(network, network.find(end).id) for end in ends)
    if not found.paths:
        raise InputError(f'no path {labels} in "{network.name}"{_hint(found)}')
    least = len(found.paths[0].steps)
    shortest = [path for path in found.paths if len(path.steps) == least]
    sign = agreed([path.sign for path in shortest])
    several = f", {len(shortest)} paths" if len(shortest) > 1 else ""
    differs = "; longer paths disagree" if found.net.sign == "both" and sign != "both" else ""
    return Part(
        given=what,
        words=f"{labels} ({SIGN_WORDS[sign]}, {least} step{'s' if least > 1 else ''}{several}{differs})",
        nodes=frozenset(node for path in shortest for node in path.nodes),
        edges=frozenset(edge for path in shortest for edge in path.edges),
        note=_counted(labels, len(shortest), found),
    )


def _hint(found: Trace) -> str:
    if found.least:
        return f" of up to {found.max_length} steps; the shortest has {found.least}: name a node between them"
    return ": only signed mechanism edges are chained; draw a larger network, or another pair of nodes"


def _counted(labels: str, shown: int, found: Trace) -> str:
    if shown == len(found.paths):
        return ""
    which = "the shortest" if shown == 1 else f"the {shown} shortest"
    return f"note: {labels}: of {len(found.paths)} paths, {which} {'is' if shown == 1 else 'are'} highlighted"


def _edge(network: Network, what: str, name: str) -> Part:
    edge = network.edges[name]
    words = f"{_label(network, edge.source)} {edge.relation} {_label(network, edge.target)}"
    return Part(what, words, frozenset((edge.source, edge.target)), frozenset((name,)))


def _named(network: Network, what: str, steps: int) -> Part:
    kind, _, rest = what.partition(":")
    asked = kind.strip().casefold() if kind.strip().casefold() in KINDS else ""
    name = rest.strip() if asked else what.strip()
    module = next((m for m in modules(network) if m.casefold() == name.casefold()), "")
    if asked == "module" and not module:
        raise UnknownNameError("module", name, modules(network))
    node = "" if asked == "module" else _node(network, name, missing_ok=bool(module) and not asked)
    if node and module and not asked:
        raise ChoiceNeededError(
            f'"{name}" is a node and a module: give "node:{name}" or "module:{name}"', [f"{k}:{name}" for k in KINDS]
        )
    return _around(network, what, node, steps) if node else _module(network, what, module)


def modules(network: Network) -> list[str]:
    """Return the modules that the nodes of a network belong to."""
    return sorted({n.module for n in network.nodes.values() if n.module})


def _node(network: Network, name: str, missing_ok: bool) -> str:
    try:
        return network.find(name).id
    except UnknownNameError:
        if missing_ok:
            return ""
        known = [*network.nodes, *(n.label for n in network.nodes.values()), *modules(network)]
        raise UnknownNameError("node, edge or module", name, known) from None


def _around(network: Network, what: str, node: str, steps: int) -> Part:
    near = neighbours(network, node, steps)
    edges = frozenset(e.id for e in network.edges.values() if {e.source, e.target} <= near)
    if steps == 1:  # not how the neighbours act on each other
        edges = frozenset(e for e in edges if node in (network.edges[e].source, network.edges[e].target))
    reach = ("", " and its neighbours")[steps] if steps < 2 else f" and what is within {steps} steps"
    return Part(what, f"{_label(network, node)}{reach}", frozenset(near), edges)


def neighbours(network: Network, node: str, steps: int) -> set[str]:
    """Return a node and those that can be reached from it in so many steps, against the arrows too."""
    near = {node}
    for _ in range(min(steps, len(network.nodes))):  # no way is longer
        near |= {end for e in network.edges.values() if near & {e.source, e.target} for end in (e.source, e.target)}
    return near


def _module(network: Network, what: str, module: str) -> Part:
    nodes = frozenset(n.id for n in network.nodes.values() if n.module == module)
    edges = frozenset(e.id for e in network.edges.values() if {e.source, e.target} <= nodes)
    return Part(what, f"module {module}", nodes, edges)


def _label(network: Network, node: str) -> str:
    return network.nodes[node].label


def zoomed(network: Network, nodes: Collection[str], rest: str = REST[0]) -> Network:
    """Return the part of a network that lies in the frame of some nodes; cell bodies end where the frame does.

    Parameters
    ----------
    network : Network
    nodes : collection of str
        Those to zoom in on.
    rest : str
        ``"faded"`` keeps the others that lie wholly in the frame, ``"out"`` only these nodes.
    """
    if rest not in REST:
        raise UnknownNameError("rest of a zoom", rest, REST)
    arranged = arrange(network.nodes, network.edges.values(), network.arrangement)
    boxes = {name: _box(network, arranged, name) for name in network.nodes}
    frame = _frame((boxes[name] for name in nodes), FRAME)
    inside = [n for n, b in boxes.items() if n in nodes or (rest == "faded" and _within(b, frame))]
    kept = [boxes[name] for name in inside]
    places = tuple(_shortened(p, [b for b in kept if _overlaps(b, p.box)], frame) for p in arranged.places
                   if any(_overlaps(b, p.box) for b in kept))  # fmt: skip
    positions = {name: arranged.positions[name] for name in inside}
    return replace(network.select(inside), arrangement=Arrangement(positions, places))


def _box(network: Network, arranged: Arrangement, name: str) -> Box:
    (x, y), (width, height) = arranged.positions[name], node_size(network.nodes[name])
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _frame(boxes: Iterable[Box], margin: float) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts) - margin, min(tops) - margin, max(rights) + margin, max(bottoms) + margin


def _within(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def _overlaps(box: Box, other: Box) -> bool:
    return box[0] < other[2] and box[2] > other[0] and box[1] < other[3] and box[3] > other[1]


def _shortened(place: Place, held: Sequence[Box], frame: Box) -> Place:
    """Return a place that ends with the frame, or around its nodes where these reach farther."""
    around = _frame(held, CELL_MARGIN)
    left, top, right, bottom = place.box
    left, top = max(left, min(frame[0], around[0])), max(top, min(frame[1], around[1]))
    right, bottom = min(right, max(frame[2], around[2])), min(bottom, max(frame[3], around[3]))
    name = (NAME_AT[0], NAME_AT[1], NAME_AT[0] + text_width(place.label, NAME_SIZE), NAME_AT[1] + NAME_SIZE * 1.2)
    while left > place.box[0] and any(_overlaps((left + name[0], top + name[1], left + name[2], top + name[3]), b) for b in held):
        left = max(left - 10.0, place.box[0])
    return replace(place, x=(left + right) / 2, y=(top + bottom) / 2, width=right - left, height=bottom - top)
