"""A Network: what is known. Nodes, signed and cited edges, and where they are drawn."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import networkx as nx

from necro_cyto import shipped
from necro_cyto.errors import ChoiceNeededError, InputError, TableError, UnknownNameError
from necro_cyto.files import escaped
from necro_cyto.knowledge import Knowledge, read_knowledge, read_toml
from necro_cyto.naming import candidates
from necro_cyto.places import Arrangement, read_arrangement
from necro_cyto.schema import KINDS, SIGNS, Edge, Evidence, Node, Reference

NO_EFFECT = "has no effect on"


@dataclass(frozen=True, repr=False)
class Network:
    """Nodes and edges with their evidence.

    Attributes
    ----------
    name, title, description : str
        ``name`` is the key of a shipped network (``"core"``).
    nodes : mapping of id to `Node`
    edges : mapping of id to `Edge`
    evidence : mapping of edge id to its `Evidence` rows
    references : mapping of id to `Reference`, only those that the edges cite
    arrangement : Arrangement
        Curated coordinates and places; empty when there are none.
    version : str
        Data version and content hash of the tables.
    source : tuple of str
        What it can be read from again: the name of a shipped one, full paths of the user's; empty if from Python.
    notes : tuple of str
        What the user should know of how an own network was understood.
    """

    name: str
    title: str
    nodes: Mapping[str, Node]
    edges: Mapping[str, Edge]
    evidence: Mapping[str, tuple[Evidence, ...]]
    references: Mapping[str, Reference]
    description: str = ""
    version: str = ""
    arrangement: Arrangement = field(default_factory=Arrangement)
    source: tuple[str, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def __repr__(self) -> str:
        return f"<network {self.name}: {len(self.nodes)} nodes, {len(self.edges)} edges>"

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The network as a new ``networkx.MultiDiGraph``, edges keyed by their id."""
        graph = nx.MultiDiGraph(name=self.title, version=self.version)
        graph.add_nodes_from((n.id, {"label": n.label, "kind": n.kind, "cell": n.cell}) for n in self.nodes.values())
        for e in self.edges.values():
            graph.add_edge(e.source, e.target, key=e.id, sign=e.sign, relation=e.relation, klass=e.klass)
        return graph

    def select(
        self, nodes: Collection[str] | None = None, *, classes: Collection[str] | None = None,
        without_edges: Collection[str] = (),
    ) -> Network:
        """Return the part of the network with these nodes, edge classes and without these edges.

        Raises
        ------
        UnknownNameError
            If a node or an edge is not in the network.
        """
        kept = self._known("node", nodes, self.nodes) if nodes is not None else set(self.nodes)
        dropped = self._known("edge", without_edges, self.edges)
        edges = {
            e.id: e
            for e in self.edges.values()
            if e.source in kept and e.target in kept and e.id not in dropped
            and (classes is None or e.klass in classes)
        }
        return self._with({k: n for k, n in self.nodes.items() if k in kept}, edges)

    def disputed(self, edge: Edge) -> bool:
        """Say whether a paper contradicts the edge, or another edge between its ends says otherwise.

        Otherwise means: the opposite sign, or that there is no effect.
        """
        if any(row.stance == "contradicts" for row in self.evidence.get(edge.id, ())):
            return True
        others = {(e.sign, e.relation) for e in self._between.get((edge.source, edge.target), ()) if e.id != edge.id}
        signs = {sign for sign, _ in others} | ({"none"} if any(r == NO_EFFECT for _, r in others) else set())
        return bool(signs & {"+": {"-", "none"}, "-": {"+", "none"}}.get(edge.sign, set())) or (
            edge.relation == NO_EFFECT and bool(signs & {"+", "-"})
        )

    @cached_property
    def _between(self) -> dict[tuple[str, str], list[Edge]]:
        ends: dict[tuple[str, str], list[Edge]] = {}
        for e in self.edges.values():
            ends.setdefault((e.source, e.target), []).append(e)
        return ends

    def find(self, name: str) -> Node:
        """Return the node that a user means by an id, a label, a gene symbol or an alias, in any case.

        Raises
        ------
        UnknownNameError
            If no node answers to it.
        ChoiceNeededError
            If several do; the message and ``choices`` list them.
        """
        found = candidates(self.nodes, name)
        if not found:
            raise UnknownNameError("node", name, [*self.nodes, *(n.label for n in self.nodes.values())])
        if len(found) > 1:
            choices = " or ".join(f"{n.id} ({n.label})" for n in found)
            raise ChoiceNeededError(f'"{name}" may be {choices}: give one of these ids', [n.id for n in found])
        return found[0]

    def _known(self, what: str, names: Iterable[str], known: Mapping[str, object]) -> set[str]:
        wanted = set(names)
        for name in sorted(wanted - set(known)):
            raise UnknownNameError(what, name, known)
        return wanted

    def _with(self, nodes: Mapping[str, Node], edges: Mapping[str, Edge]) -> Network:
        evidence = {k: v for k, v in self.evidence.items() if k in edges}
        cited = {row.reference for rows in evidence.values() for row in rows}
        references = {k: r for k, r in self.references.items() if k in cited}
        return replace(self, nodes=nodes, edges=edges, evidence=evidence, references=references)


def from_knowledge(knowledge: Knowledge, name: str = "full", title: str = "") -> Network:
    """Build the whole network of a folder of tables.

    Raises
    ------
    InputError
        If an edge runs to a node that is not there; `check` tells about everything else.
    """
    nodes = {n.id: n for n in knowledge.nodes}
    _refuse(knowledge, ((n.where, "kind", n.kind, KINDS) for n in knowledge.nodes))
    _refuse(knowledge, ((n.where, "label", n.label, (n.label,) if n.label else ()) for n in knowledge.nodes))
    _refuse(knowledge, ((e.where, "sign", e.sign, SIGNS) for e in knowledge.edges))
    for e in knowledge.edges:
        for end in (e.source, e.target):
            if end not in nodes:
                raise UnknownNameError(f"{e.where}: node", end, nodes)
    evidence: dict[str, list[Evidence]] = {e.id: [] for e in knowledge.edges}
    for row in knowledge.evidence:
        evidence.setdefault(row.edge, []).append(row)
    return Network(
        name=name,
        title=title or str(knowledge.meta.get("title", name)),
        description=str(knowledge.meta.get("description", "")),
        version=knowledge.version,
        nodes=nodes,
        edges={e.id: e for e in knowledge.edges},
        evidence={k: tuple(v) for k, v in evidence.items()},
        references={r.id: r for r in knowledge.references},
    )


def _refuse(knowledge: Knowledge, cells: Iterable[tuple[str, str, str, Collection[str]]]) -> None:
    """Refuse the first cell that is not in its vocabulary; nothing could be drawn of it."""
    for where, column, value, known in cells:
        if value not in known:
            raise InputError(f'{where}: {column} is "{value}": run "necro-cyto check {knowledge.folder}"')


def list_networks() -> list[str]:
    """Return the names of the shipped networks.

    >>> "core" in list_networks()
    True
    """
    return sorted(path.stem for path in shipped.folder("networks").glob("*.toml"))


def load_network(name: str) -> Network:
    """Return a shipped network.

    Raises
    ------
    UnknownNameError
        If there is none of that name; the names at hand are in the message.
    """
    folder = shipped.folder("networks")
    if name not in list_networks():
        raise UnknownNameError("network", name, list_networks())
    found = read_selection(folder / f"{name}.toml", read_knowledge(folder / "knowledge"))
    return replace(found, source=(name,))


def read_network(folder: str | Path) -> Network:
    """Return the network of a user's own folder of tables (nodes, edges, evidence, references)."""
    path = Path(folder)
    if path.is_file():
        raise TableError(f"{path}: is a file, not a folder of tables; a SIF file is read with read_sif")
    return replace(from_knowledge(read_knowledge(path), name=escaped(path.name)), source=(str(path.resolve()),))


def read_selection(path: Path, knowledge: Knowledge) -> Network:
    """Return the named network that a TOML file selects from the tables."""
    spec = read_toml(path)
    whole = from_knowledge(knowledge, path.stem, str(spec.get("title", path.stem)))
    return replace(
        whole.select(None if spec.get("all") else _strings(path, spec, "nodes"),
                     without_edges=_strings(path, spec, "without_edges")),
        description=str(spec.get("description", "")),
        arrangement=_arrangement(path),
    )


def _arrangement(path: Path) -> Arrangement:
    """Return the coordinates that stand beside a named network: for a wide page, and for one column."""
    wide, column = (path.with_name(f"{path.stem}{word}.layout.tsv") for word in ("", ".column"))
    if not wide.is_file():
        return Arrangement()
    return replace(read_arrangement(wide), column=read_arrangement(column) if column.is_file() else None)


def _strings(path: Path, spec: Mapping[str, Any], key: str) -> list[str]:
    value = spec.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InputError(f'{path}: "{key}" must be a list of names')
    return cast("list[str]", value)
