"""A user's own nodes and edges: read from a SIF file or a networkx graph, and joined to another network.

Rows that came in by a merge carry the name of their network as ``origin``; it is told wherever they appear.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx

from necro_cyto.errors import ChoiceNeededError, InputError, TableError, UnknownNameError
from necro_cyto.files import escaped, read_regular
from necro_cyto.links import Link, graph_link, sif_links, sign_notes
from necro_cyto.naming import candidates, genes_of
from necro_cyto.network import Network, list_networks, load_network, read_network
from necro_cyto.schema import Edge, Evidence, Node, Reference, edge_id
from necro_cyto.table import refuse_controls
from necro_cyto.understood import name_notes

RowT = TypeVar("RowT", Node, Edge, Reference)
Told = Mapping[str, Mapping[str, Any]]  # what is said of nodes, by the names they go by
# How an edge gets a sign, and how a name is kept as it is.
IN_SIF = (
    "for a sign write activates, inhibits or another relation of ours, or -> or -|",
    'to keep a name as it is, put it into quotation marks, as "{}"',
)
IN_GRAPH = (
    'for a sign give edges the attribute sign, "+" or "-"',
    'to keep a name as it is, give its node the attribute gene=False, as "{}"',
)


def merge(network: Network, other: Network) -> Network:
    """Return two networks as one; the rows that only `other` has are marked with its name.

    A row that both have must be the same in every column. Evidence of both is kept. Coordinates are those of
    `network`; what it does not place is laid out.

    Parameters
    ----------
    network : Network
        The one that is added to, a shipped one as a rule.
    other : Network
        A user's: `read_network`, `read_sif` or `from_graph`.

    Raises
    ------
    InputError
        If a row of the same id differs; the message names both places.

    Examples
    --------
    >>> import networkx as nx
    >>> from necro_cyto import load_network
    >>> core = load_network("core")
    >>> mine = from_graph(nx.DiGraph([("MLKL", "my phenotype")]), onto=core, name="mine")
    >>> both = merge(core, mine)
    >>> [(e.id, e.origin) for e in both.edges.values() if e.origin]
    [('MLKL associates with my phenotype', 'mine')]
    """
    return replace(
        network,
        name=f"{network.name}+{other.name}",
        title=f"{network.title} + {other.name}",
        version=", ".join(filter(None, (network.version, f"{other.name} {other.version}".strip()))),
        nodes=_joined("node", network.nodes, other.nodes, other.name),
        edges=_joined("edge", network.edges, other.edges, other.name),
        references=_joined("reference", network.references, other.references, other.name),
        evidence=_evidence(network.evidence, other.evidence, other.name),
        source=(*network.source, *other.source) if network.source and other.source else (),
        notes=tuple(dict.fromkeys([*network.notes, *other.notes])),
    )


def read_sif(path: str | Path, onto: Network | None = None) -> Network:
    """Read a SIF file: ``source relation target …`` or ``source target`` a line, split by tabs, else by blanks.

    Nodes are those of `onto` that answer to the name, otherwise new ones; a new one that is called as a gene stands
    for it, but for names in quotation marks, which are kept as they are. A relation of ours (``activates``, ``inhibits``
    …) or an arrow (``->``, ``-|``) has a sign; without one the sign is 0. An edge that `onto` has too is that edge.

    Raises
    ------
    TableError
        If the file cannot be read or a line is no edge; the message starts with ``file:line``.
    ChoiceNeededError
        If a name means several nodes of `onto`.
    """
    file = Path(path)
    text = _text(file)
    links = sif_links(file, text)
    kept: Told = {name: {"gene": False} for link in links for name in link.kept}
    meant = _meant(links, str(file), onto, kept)
    found = _network(links, meant, escaped(file.stem), hashlib.sha256(text.encode()).hexdigest()[:8], onto)
    notes = (*sign_notes(str(file), links, IN_SIF[0]), *name_notes(str(file), meant, onto.nodes if onto else {}, IN_SIF[1]))
    return replace(found, source=(str(file.resolve()),), notes=notes)


def find_network(name: str) -> Network:
    """Return a shipped network by name, or a user's by the folder of its tables or its SIF file.

    ``core+mine`` or ``core+mine.sif`` is the one with the other merged into it.
    """
    return join_networks(network_parts(name))


def network_parts(name: str) -> list[str]:
    """Return the names and paths that a network's name joins; a plus sign may also be part of a path.

    >>> network_parts("core+my genes.sif")
    ['core', 'my genes.sif']
    """
    pieces, parts = name.split("+"), []
    while pieces:
        joined = ["+".join(pieces[:i]) for i in range(len(pieces), 0, -1)]
        parts.append(next((part for part in joined if part in list_networks() or Path(part).exists()), pieces[0]))
        pieces = pieces[parts[-1].count("+") + 1 :]
    return parts


def join_networks(names: Sequence[str]) -> Network:
    """Return the first network with the others merged into it; each is a shipped name or a path."""
    network = _own_network(names[0], None)
    for other in names[1:]:
        network = merge(network, _own_network(other, network))
    return network


def _own_network(name: str, onto: Network | None) -> Network:
    if not name or name in list_networks() or not Path(name).exists():
        return load_network(name)
    return read_network(name) if Path(name).is_dir() else read_sif(name, onto)


def from_graph(graph: nx.Graph, onto: Network | None = None, name: str = "") -> Network:
    """Return a networkx graph as a Network.

    Used when they are there: ``label`` and ``kind`` of nodes, and ``gene``, False for one that is called like a gene and
    is none; ``sign`` (``+``, ``-``, 1, -1, …) and ``relation`` (or ``interaction``) of edges. An edge of an undirected graph has the sign 0, as has one whose sign is not known.

    Parameters
    ----------
    graph : networkx.Graph
        Or DiGraph, MultiGraph, MultiDiGraph.
    onto : Network, optional
        Where nodes are looked for before new ones are made.
    name : str
        What the rows are marked with; the graph's name, or ``graph``.

    Raises
    ------
    ChoiceNeededError
        If a name means several nodes of `onto`.
    """
    title = name or str(graph.name) or "graph"
    ends = graph.edges(data=True)
    links = [graph_link(str(a), str(b), data, graph.is_directed(), f"graph {title}, {a} to {b}") for a, b, data in ends]
    told = {str(node): data for node, data in graph.nodes(data=True)}
    digest = hashlib.sha256(repr(sorted(map(repr, links)) + sorted(told)).encode()).hexdigest()[:8]
    place = f"graph {title}"
    meant = _meant(links, place, onto, told)
    notes = (*sign_notes(place, links, IN_GRAPH[0]), *name_notes(place, meant, onto.nodes if onto else {}, IN_GRAPH[1]))
    return replace(_network(links, meant, title, digest, onto), notes=notes)


def _joined(what: str, first: Mapping[str, RowT], second: Mapping[str, RowT], origin: str) -> dict[str, RowT]:
    for name in first.keys() & second.keys():
        if first[name] != second[name]:
            raise InputError(_difference(what, name, first[name], second[name]))
    new = {name: replace(row, origin=row.origin or origin) for name, row in second.items() if name not in first}
    return {**first, **new}


def _difference(what: str, name: str, first: RowT, second: RowT) -> str:
    pairs = [(f.name, getattr(first, f.name), getattr(second, f.name)) for f in fields(first) if f.compare]
    field, one, two = next((f, a, b) for f, a, b in pairs if a != b)
    where = f"{second.where or 'the second network'} and {first.where or 'the first'}"
    return f'{where}: {what} "{name}" is not the same, {field} is {two!r} and {one!r}: make the rows equal or give another id'


def _evidence(
    first: Mapping[str, tuple[Evidence, ...]], second: Mapping[str, tuple[Evidence, ...]], origin: str
) -> dict[str, tuple[Evidence, ...]]:
    joined = dict(first)
    for edge, rows in second.items():
        known = joined.get(edge, ())
        new = tuple(replace(r, origin=r.origin or origin) for r in rows if r not in known)
        joined[edge] = (*known, *new)
    return joined


def _text(path: Path) -> str:
    try:
        return refuse_controls(path, read_regular(path).decode("utf-8-sig"))
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error


def _network(links: list[Link], meant: Mapping[str, Node], name: str, version: str, onto: Network | None) -> Network:
    edges = [_edge(link, meant[link.source].id, meant[link.target].id, onto) for link in links]
    return Network(
        name=name,
        title=name,
        version=version,
        nodes={n.id: n for n in meant.values()},
        edges={e.id: e for e in edges},
        evidence={e.id: () for e in edges},
        references={},
    )


def _meant(links: Sequence[Link], place: str, onto: Network | None, told: Told) -> dict[str, Node]:
    """Return the node that each name of a network stands for."""
    called = dict.fromkeys([*told, *(end for link in links for end in (link.source, link.target))])
    places = {end: link.where for link in reversed(links) for end in (link.source, link.target)}
    return {c: _node(c, told.get(c, {}), places.get(c, place), onto) for c in called}


def _node(name: str, data: Mapping[str, Any], where: str, onto: Network | None) -> Node:
    """Return the node that is meant, or make one; an unknown name is never bent to a similar one."""
    plain = data.get("gene") is False
    for called in filter(None, (name, str(data.get("label", "")))):
        try:
            return _same(called, onto) if plain else _found(called, where, onto)
        except UnknownNameError:
            continue
    genes = set() if plain else genes_of(name)
    kind = str(data.get("kind", "") or ("protein" if genes else "process"))
    one = tuple(genes) if len(genes) == 1 and kind == "protein" else ()
    return Node(" ".join(name.split()), str(data.get("label", name)), kind, one, where=where)


def _same(name: str, onto: Network | None) -> Node:
    """Return the node of exactly this id, or the only one of this label."""
    nodes = onto.nodes if onto is not None else {}
    labelled = [n for n in nodes.values() if n.label == name]
    if name in nodes or len(labelled) == 1:
        return nodes.get(name) or labelled[0]
    raise UnknownNameError("node", name)


def _found(name: str, where: str, onto: Network | None) -> Node:
    if onto is None or not candidates(onto.nodes, name):
        raise UnknownNameError("node", name)  # without a suggestion: there are many, and nobody reads them
    try:
        return onto.find(name)
    except ChoiceNeededError as error:
        raise ChoiceNeededError(f"{where}: {error}", error.choices) from None


def _edge(link: Link, source: str, target: str, onto: Network | None) -> Edge:
    if source == target:
        raise TableError(f'{link.where}: an edge from "{source}" to itself cannot be drawn: remove it')
    name = edge_id(source, link.relation, target)
    known = onto.edges.get(name) if onto is not None else None
    if known is not None and (link.unsaid or link.sign == known.sign):  # a line has no room for all that is known of it
        return known
    klass = "mechanism" if link.sign != "0" else "binding" if link.relation == "binds" else "correlative"
    return Edge(name, source, target, link.relation, link.sign, klass, "no", where=link.where)
