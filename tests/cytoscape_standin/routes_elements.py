"""Routes by which a user's nodes and edges come and go."""

from __future__ import annotations

from .answers import Answer, Call, as_json, refuse, route
from .routes_networks import network_of

ELEMENTS = "/v1/networks/{network}"


@route("POST", ELEMENTS + "/nodes")
def add_nodes(call: Call) -> Answer:
    network, made = network_of(call), []
    for name in call.body():
        row = call.model.new_node(network)
        row |= {"shared name": name, "name": name}
        made.append({"name": name, "SUID": row["SUID"]})
        for view in network.views:
            view.places[row["SUID"]] = (0.0, 0.0, 0.0)
            view.changed()
    return as_json(made, 201)


@route("DELETE", ELEMENTS + "/nodes/{node}")
def delete_node(call: Call) -> None:
    """A node takes its edges with it."""
    network, suid = network_of(call), call.number("node")
    if suid not in network.nodes:
        refuse(404, "networks", 3, f"Could not find Node with SUID: {suid}")
    for edge in [edge for edge, ends in network.edges.items() if suid in ends]:
        del network.edges[edge]
        del network.table("edge").rows[edge]
    network.nodes.remove(suid)
    del network.table("node").rows[suid]
    for view in network.views:
        del view.places[suid]
        view.changed()


@route("POST", ELEMENTS + "/edges")
def add_edges(call: Call) -> Answer:
    network, made = network_of(call), []
    names = network.table("node").rows
    for given in call.body():
        ends, kind = (given["source"], given["target"]), given.get("interaction", "-")
        row = call.model.new_edge(network, *ends)
        name = f"{names[ends[0]].get('name')} ({kind}) {names[ends[1]].get('name')}"
        row |= {"shared name": name, "shared interaction": kind, "name": name, "interaction": kind}
        made.append({"SUID": row["SUID"], "source": ends[0], "target": ends[1]})
        for view in network.views:
            view.changed()
    return as_json(made, 201)
