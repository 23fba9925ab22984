"""Networks as Cytoscape.js bodies, with the program's extensions ``columnTypes`` and ``__Annotations``."""

from __future__ import annotations

import json
import re
from typing import Any

from .model import Model, Network
from .tables import TYPES, BadValue, Column, Row, Table, as_text
from .views import View

Json = Any


class BadNetwork(Exception):
    """A body the program cannot read."""


def null(what: str, call: str) -> BadNetwork:
    """What the program says when something is missing."""
    node = "com.fasterxml.jackson.databind.JsonNode"
    return BadNetwork(f'Cannot invoke "{node}.{call}" because "{what}" is null')


def build(model: Model, body: Json, title: str, collection_name: str) -> Network:
    """Make the network of a body and show it."""
    if not isinstance(body, dict) or "elements" not in body:
        raise null("elements", "get(String)")
    data = body["data"] if isinstance(body.get("data"), dict) else {}
    collection = model.collection(collection_name)
    collection.name = collection.name or title or str(data.get("name", ""))
    network = model.new_network(collection)
    try:
        places = _fill(model, network, body, data)
    except BadValue as error:
        raise BadNetwork(str(error)) from error
    finally:
        model.drop_if_unused(collection)
    model.collections[collection.suid] = collection
    network.rename(title or str(data.get("name", "Network")))
    _show(model, network, places)
    return network


def _fill(model: Model, network: Network, body: Json, data: Json) -> dict[int, Json]:
    declare(network, body.get("columnTypes"))
    _attributes(network.table("network"), network.table("network").rows[network.suid], data)
    nodes = {}
    places = {}
    for entry in body["elements"].get("nodes", ()):
        row = _node(model, network, entry["data"])
        nodes[as_text(entry["data"]["id"])] = row["SUID"]
        places[row["SUID"]] = entry.get("position", {})
    for entry in body["elements"].get("edges", ()):
        _edge(model, network, entry["data"], nodes)
    return places


def _show(model: Model, network: Network, places: dict[int, Json]) -> None:
    view = model.add_network(network)
    view.put_nodes({suid: (float(at.get("x", 0)), float(at.get("y", 0))) for suid, at in places.items()})


def declare(network: Network, types: Json) -> None:
    """Make the columns of ``columnTypes``; those a collection has already stay as they are."""
    if not isinstance(types, dict):
        return
    for kind, entries in types.items():
        for entry in entries:
            column = _column(entry if isinstance(entry, dict) else {})
            network.table(kind).columns.setdefault(column.name, column)


def _column(entry: Json) -> Column:
    if "columnName" not in entry:
        raise null("columnName", "textValue()")
    if "type" not in entry:
        raise null("type", "textValue()")
    if entry["type"] != "List":
        return Column(entry["columnName"], entry["type"] if entry["type"] in TYPES else "String")
    if "listType" not in entry:
        raise null("listClass", "textValue()")
    return Column(entry["columnName"], "List", entry["listType"] if entry["listType"] in TYPES else "String")


def _attributes(table: Table, row: Row, data: Json) -> None:
    for name, value in data.items():
        if name not in ("SUID", "selected", "name"):
            row[name] = table.ensure(name, value).convert(value)


def _node(model: Model, network: Network, data: Json) -> Row:
    row: Row = model.new_node(network)
    row["shared name"] = row["name"] = as_text(data.get("name", data["id"]))
    _attributes(network.table("node"), row, data | {"id": as_text(data["id"])})
    return row


def _edge(model: Model, network: Network, data: Json, nodes: dict[str, int]) -> Row:
    ends = {}
    for end in ("source", "target"):
        if as_text(data.get(end)) not in nodes:
            raise BadNetwork(f"{end} node is not a member of this network")
        ends[end] = nodes[as_text(data[end])]
    row: Row = model.new_edge(network, ends["source"], ends["target"])
    if "name" in data:
        row["shared name"] = row["name"] = as_text(data["name"])
    if "interaction" in data:
        row["shared interaction"] = as_text(data["interaction"])
    texts = {end: as_text(data[end]) for end in ends}
    _attributes(network.table("edge"), row, data | texts)
    return row


def export(network: Network, version: str, view: View | None = None) -> Json:
    """The network as a Cytoscape.js body; ``id`` is the SUID, what was called so is ``id_original``."""
    nodes = [_element(row, {}) for row in network.table("node").rows.values()]
    if view is not None:
        for node in nodes:
            x, y, _ = view.places[node["data"]["SUID"]]
            node["position"] = {"x": x, "y": y}
    edges = [
        _element(row, {"source": str(network.edges[suid][0]), "target": str(network.edges[suid][1])})
        for suid, row in network.table("edge").rows.items()
    ]
    return {
        "format_version": "1.0",
        "generated_by": f"cytoscape-{version}",
        "target_cytoscapejs_version": "~2.1",
        "data": _data(network.table("network").rows[network.suid], ()),
        "elements": {"nodes": nodes, "edges": edges},
    }


def _element(row: Row, ends: Row) -> Json:
    data = {"id": str(row["SUID"])} | ends
    return {"data": data | _data(row, data)}


def _data(row: Row, taken: Json) -> Row:
    return {f"{name}_original" if name in taken else re.sub(r"\W", "_", name): row[name] for name in row}


def parser_message(error: ValueError) -> str:
    """The program's JSON parser in place of Python's."""
    if not isinstance(error, json.JSONDecodeError):
        return str(error)
    if not error.doc.strip():
        return "No content to map due to end-of-input"
    found = error.doc[error.pos : error.pos + 1]
    if "property name" not in error.msg or not found:
        return f"Unexpected character ('{found}'): expected a valid value"
    wanted = "was expecting double-quote to start field name"
    return f"Unexpected character ('{found}' (code {ord(found)})): {wanted}"
