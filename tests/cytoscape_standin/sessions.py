"""Saving and opening sessions: everything comes back under new SUIDs."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .model import KINDS, Model, Network
from .styles import Style
from .tables import Column
from .views import View

Json = Any
INSIDE = "session.json"


def save(model: Model, path: Path) -> None:
    """Write the session; annotations go into the network tables as texts."""
    for network in model.networks.values():
        if network.views:
            row = network.table("network").rows[network.suid]
            row["__Annotations"] = network.views[0].annotations.texts()
    content = {
        "styles": [asdict(style) for style in model.styles.values()],
        "networks": [_network(network) for network in model.networks.values()],
        "current": None if model.current_network is None else model.current_network.suid,
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(INSIDE, json.dumps(content))
    model.session_file = str(path)


def _network(network: Network) -> Json:
    tables = {}
    for kind in KINDS:
        table = network.table(kind)
        columns = [asdict(column) for column in table.extra()]
        tables[kind] = {"columns": columns, "rows": list(table.rows.values())}
    return {
        "suid": network.suid,
        "collection": network.collection.name,
        "tables": tables,
        "edges": {str(suid): ends for suid, ends in network.edges.items()},
        "views": [_view(view) for view in network.views],
    }


def _view(view: View) -> Json:
    return {
        "style": view.style_title,
        "styled": view.styled,
        "places": [view.places[suid] for suid in view.network.nodes],
        "bypass": {str(suid): values for suid, values in view.bypass.items()},
        "values": view.network_values,
    }


def open_(model: Model, path: Path) -> None:
    """Replace everything by the session of a file; its styles win over those of the same title."""
    with zipfile.ZipFile(path) as archive:
        content = json.loads(archive.read(INSIDE))
    model.reset()
    model.styles |= {style["title"]: Style(**style) for style in content["styles"]}
    current = None
    for entry in sorted(content["networks"], key=lambda e: str(e["suid"])[::-1]):
        network = _restore(model, entry)
        current = network if entry["suid"] == content["current"] else current
    if current is not None:
        model.make_current(current, current.views[0] if current.views else None)
    model.session_file = str(path)


def _restore(model: Model, entry: Json) -> Network:
    network = model.new_network(model.collection(entry["collection"]))
    model.networks[network.suid] = network
    for kind in KINDS:
        columns = {column["name"]: Column(**column) for column in entry["tables"][kind]["columns"]}
        network.table(kind).columns |= columns
    renewed: dict[int, int] = {}
    row = network.table("network").rows[network.suid]
    row |= entry["tables"]["network"]["rows"][0] | {"SUID": network.suid}
    for old in entry["tables"]["node"]["rows"]:
        _row(model.new_node(network), old, renewed)
    for old in entry["tables"]["edge"]["rows"]:
        source, target = (renewed[end] for end in entry["edges"][str(old["SUID"])])
        _row(model.new_edge(network, source, target), old, renewed)
    network.collection.columns = {kind: network.table(kind).extra() for kind in ("node", "edge")}
    for saved in entry["views"]:
        _restore_view(model.add_view(network), saved, renewed)
    return network


def _row(row: Json, old: Json, renewed: dict[int, int]) -> None:
    renewed[old["SUID"]] = row["SUID"]
    row |= old | {"SUID": row["SUID"]}


def _restore_view(view: View, saved: Json, renewed: dict[int, int]) -> None:
    places = zip(view.network.nodes, saved["places"], strict=True)
    view.put_nodes({suid: (place[0], place[1]) for suid, place in places})
    view.bypass = {renewed[int(suid)]: values for suid, values in saved["bypass"].items()}
    view.style_title = saved["style"]
    if saved["styled"]:
        view.apply(view.model.style_of(view))
    view.network_values |= saved["values"] | {"NETWORK_TITLE": view.network.name}
