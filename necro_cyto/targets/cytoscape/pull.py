"""The user's hand work comes home: where nodes stand now, which were hidden, deleted or added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx

from necro_cyto.compose import with_legend
from necro_cyto.fading import faded
from necro_cyto.focus import Focus
from necro_cyto.layout import arrange
from necro_cyto.merge import from_graph, merge
from necro_cyto.network import Network
from necro_cyto.places import Arrangement
from necro_cyto.scene import Scene
from necro_cyto.targets.bends import bends, handle
from necro_cyto.targets.columns import column_name
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.facts import limit, measured, provenance, strip_of
from necro_cyto.targets.cytoscape.transport import Transport, understood
from necro_cyto.view import View

Point = tuple[float, float]
Row = Mapping[str, Any]
ADDED = "added in Cytoscape"  # origin of what the user drew by hand


@dataclass(frozen=True)
class HandWork:
    """What the user did to our network in the window.

    Attributes
    ----------
    places : mapping of node id to (x, y)
        Of every node that is there and shown, added ones by their name.
    hidden, deleted, added : tuple of str
        Node ids; names of those that were added.
    edges : int
        How many edges were added.
    """

    places: Mapping[str, Point] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    edges: int = 0


@understood()
def node_rows(transport: Transport, network: int) -> list[Row]:
    """Return the rows of the node table."""
    return list(transport.get(f"networks/{network}/tables/defaultnode/rows", poll=True))


@understood()
def hand_work(transport: Transport, network: int, view: int, known: Iterable[str]) -> HandWork:
    """Return what the user did: `known` are the ids of the nodes that we opened."""
    names = {int(row["SUID"]): _name(row) for row in node_rows(transport, network)}
    at = points(transport, network, view)
    shown = values(transport, f"networks/{network}/views/{view}/nodes", "NODE_VISIBLE")
    ours, there = set(known), {suid: name for suid, name in names.items() if suid in at}
    seen = {suid: name for suid, name in there.items() if shown.get(suid, True) is not False}
    return HandWork(
        {name: at[suid] for suid, name in seen.items()},
        tuple(sorted(name for suid, name in there.items() if suid not in seen and name in ours)),
        tuple(sorted(ours - set(there.values()))),
        tuple(sorted(set(seen.values()) - ours)),
        sum(1 for row in transport.get(f"networks/{network}/tables/defaultedge/rows", poll=True) if not row.get("nc id")),
    )


def as_left(scene: Scene, work: HandWork) -> Scene:
    """Return a scene as the user left it: nodes where they stand, curves between them, without those that are gone."""
    at = work.places
    curves = bends(scene)
    nodes = tuple(replace(n, x=at[n.id][0], y=at[n.id][1]) for n in scene.nodes if n.id in at)
    edges = (
        replace(e, handle=handle(at[e.source], at[e.target], curves[e.id]) if e.id in curves else None)
        for e in scene.edges
        if e.source in at and e.target in at
    )
    return replace(scene, nodes=nodes, edges=tuple(edges))


def pulled(transport: Transport, network: int, view: View, work: HandWork) -> View:
    """Return a view with nodes where the user put them, without those hidden or deleted, with those added."""
    arranged = arrange(view.network.nodes, view.network.edges.values(), view.network.arrangement)
    kept = view.network.select([n for n in view.network.nodes if n in work.places])
    if work.added or work.edges:
        own = from_graph(_drawn_by_hand(transport, network, work.added), onto=kept, name=ADDED)
        kept = replace(merge(kept, own), name=view.network.name, title=view.network.title)
    places = {n: work.places[n] for n in sorted(kept.nodes) if n in work.places}
    return replace(view, network=replace(kept, arrangement=Arrangement(places, arranged.places)))


@understood()
def redrawn(view: View, facts: Row, rows: Iterable[Row]) -> Scene:
    """Return the scene of a view whose values this process does not know: they come from Cytoscape's tables."""
    bare = replace(view, with_legend=False, focus=Focus()).scene
    by_id = {str(row.get("nc id")): row for row in rows}
    style, strip = bare.style.with_limit("effect", limit(facts)), strip_of(facts)
    empty = replace(
        bare,
        style=style.without_scale("effect") if strip else style,
        strip=strip,
        measured=measured(facts),
        provenance={**bare.provenance, **provenance(facts)},
    )
    columns = messages.value_columns(empty)
    nodes = (replace(n, columns={**n.columns, **_cells(by_id.get(n.id, {}), columns)}) for n in bare.nodes)
    scene = replace(empty, nodes=tuple(nodes), highlights=view.focus.words)
    strong = view.focus.strong(view.network)
    scene = faded(scene, *strong) if strong else scene
    return with_legend(scene) if view.with_legend else scene


def present(network: Network, rows: Iterable[Row]) -> Network:
    """Return the part of a network that is open in Cytoscape."""
    there = {str(row.get("nc id")) for row in rows}
    kept = [n for n in network.nodes if n in there]
    return network if len(kept) == len(network.nodes) else network.select(kept)


def points(transport: Transport, network: int, view: int) -> dict[int, Point]:
    """Return where the nodes of a view stand, by their number."""
    path = f"networks/{network}/views/{view}/nodes"
    xs, ys = (values(transport, path, visual) for visual in ("NODE_X_LOCATION", "NODE_Y_LOCATION"))
    return {suid: (round(float(x), 2), round(float(ys[suid]), 2)) for suid, x in xs.items()}


def values(transport: Transport, path: str, name: str) -> dict[int, Any]:
    """Return a visual property of all nodes or edges of a view, by their number."""
    entries = transport.get(path, {"visualProperty": name}, poll=True)
    return {e["SUID"]: e["value"] if "value" in e else e["view"][0]["value"] for e in entries}


def _name(row: Row) -> str:
    return str(row.get("nc id") or row.get("name") or f"node {row['SUID']}")


def _cells(row: Row, columns: Iterable[str]) -> dict[str, Any]:
    found = {c: row.get(column_name(c)) for c in columns}
    return {c: tuple(v) if isinstance(v, list) else v for c, v in found.items() if v not in (None, "", [])}


def _drawn_by_hand(transport: Transport, network: int, added: Iterable[str]) -> nx.MultiDiGraph:
    """Return the nodes that the user added, and the edges that are not ours."""
    elements = transport.get(f"networks/{network}", poll=True)["elements"]
    names = {node["data"]["id"]: str(node["data"].get("nc_id") or node["data"].get("name")) for node in elements["nodes"]}
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(added)
    for edge in (e["data"] for e in elements["edges"] if not e["data"].get("nc_id")):
        ends = names[edge["source"]], names[edge["target"]]
        if ends[0] != ends[1]:  # a loop cannot be drawn in a figure
            graph.add_edge(*ends, interaction=str(edge.get("interaction") or ""))
    return graph
