"""Routes of networks and their tables."""

from __future__ import annotations

from . import cx2, cyjs
from .answers import JSON_UTF8, Answer, Call, Json, as_json, done, refuse, route, uncaught
from .model import Network
from .tables import TYPES, Column, Table, convert
from .views import View

VERSION = "3.11.0-SNAPSHOT"


def network_of(call: Call, where: str = "networks") -> Network:
    """The network the path names."""
    return network_by(call, call.number("network"), where)


def network_by(call: Call, suid: int, where: str = "networks") -> Network:
    """The network with that SUID."""
    if suid not in call.model.networks:
        refuse(404, where, 1, f"Could not find Network with SUID: {suid}")
    return call.model.networks[suid]


@route("GET", "/v1/networks")
def list_networks(call: Call) -> Json:
    column, query = call.query.get("column"), call.query.get("query")
    networks = call.model.networks.values()
    if column is None or query is None:
        return as_json([network.suid for network in networks], content_type=JSON_UTF8)
    found = [n.suid for n in networks if str(n.table("network").rows[n.suid].get(column)) == query]
    return as_json(found, content_type=JSON_UTF8)


@route("GET", "/v1/networks.names")
def list_names(call: Call) -> Json:
    names = [{"name": n.name, "SUID": n.suid} for n in call.model.networks.values()]
    return as_json(names, content_type=JSON_UTF8)


@route("GET", "/v1/networks/count")
def count_networks(call: Call) -> Json:
    return {"count": len(call.model.networks)}


@route("GET", "/v1/collections")
def list_collections(call: Call) -> Json:
    return as_json(list(call.model.collections), content_type=JSON_UTF8)


@route("POST", "/v1/networks")
def create_network(call: Call) -> Json:
    build = cx2.build if call.query.get("format") == "cx2" else cyjs.build
    try:
        title, collection = call.query.get("title", ""), call.query.get("collection", "")
        return {"networkSUID": build(call.model, call.body(), title, collection).suid}
    except cyjs.BadNetwork as error:
        message = str(error)
    except ValueError as error:
        message = cyjs.parser_message(error)
    refuse(412, "networks", 7, f"Could not parse the given network JSON: {message}")


@route("DELETE", "/v1/networks")
def delete_networks(call: Call) -> None:
    for network in list(call.model.networks.values()):
        call.model.remove_network(network)


@route("GET", "/v1/networks/currentNetwork")
def current_network(call: Call) -> Json:
    if call.model.current_network is None:
        refuse(404, "networks", 1, "No current network available")
    return done({"networkSUID": call.model.current_network.suid})


@route("PUT", "/v1/networks/currentNetwork")
def set_current_network(call: Call) -> Json:
    network = network_by(call, call.body()["networkSUID"])
    call.model.make_current(network, network.views[0] if network.views else None)
    return done()


@route("GET", "/v1/networks/views/currentNetworkView")
def current_view(call: Call) -> Json:
    if call.model.current_view is None:
        refuse(404, "networks:views", 2, "No current network view available")
    return done({"networkViewSUID": call.model.current_view.suid})


@route("PUT", "/v1/networks/views/currentNetworkView")
def set_current_view(call: Call) -> Json:
    suid = call.body()["networkViewSUID"]
    view = call.model.view(suid)
    if view is None:
        refuse(404, "networks", 6, f"Could not find view matching SUID:{suid}")
    call.model.make_current(view.network, view)
    return done()


@route("GET", "/v1/networks/{network}")
def get_network(call: Call) -> Answer:
    return as_json(cyjs.export(network_of(call), VERSION), content_type=JSON_UTF8)


@route("DELETE", "/v1/networks/{network}")
def delete_network(call: Call) -> None:
    call.model.remove_network(network_of(call))


@route("GET", "/v1/networks/{network}/nodes")
def list_nodes(call: Call) -> Json:
    return list(network_of(call).nodes)


@route("GET", "/v1/networks/{network}/edges")
def list_edges(call: Call) -> Json:
    return list(network_of(call).edges)


@route("GET", "/v1/networks/{network}/nodes/count")
def count_nodes(call: Call) -> Json:
    return {"count": len(network_of(call).nodes)}


@route("GET", "/v1/networks/{network}/edges/count")
def count_edges(call: Call) -> Json:
    return {"count": len(network_of(call).edges)}


@route("GET", "/v1/networks/{network}/views")
def list_views(call: Call) -> Json:
    network = network_of(call, "networks:views")
    if not network.views:
        refuse(404, "networks:views", 2, f"No Views Available for Network with SUID: {network.suid}")
    return [view.suid for view in network.views]


@route("POST", "/v1/networks/{network}/views")
def create_view(call: Call) -> Answer:
    network = network_of(call, "networks:views")
    view: View = call.model.add_view(network)
    if len(network.views) > 1:
        view.put_nodes({suid: place[:2] for suid, place in network.views[0].places.items()})
    return as_json({"networkViewSUID": view.suid}, 201)


def table_of(call: Call) -> Table:
    """The table the path names."""
    network = network_of(call, "networks:tables")
    kind = call.named["table"].removeprefix("default")
    if kind not in network.tables or kind == call.named["table"]:
        refuse(404, "networks:tables", 2, f"No such table type: {call.named['table']}")
    return network.tables[kind]


@route("GET", "/v1/networks/{network}/tables/{table}")
def get_table(call: Call) -> Json:
    table = table_of(call)
    return {"title": f"default {table.kind}", "primaryKey": "SUID", "public": True, "rows": table.listed()}


@route("GET", "/v1/networks/{network}/tables/{table}/rows")
def list_rows(call: Call) -> Json:
    return table_of(call).listed()


@route("GET", "/v1/networks/{network}/tables/{table}/rows/{row}")
def get_row(call: Call) -> Json:
    rows = {row["SUID"]: row for row in table_of(call).listed()}
    if call.number("row") not in rows:
        refuse(404, "networks:tables", 4, f"Could not find the row with primary key: {call.named['row']}")
    return rows[call.number("row")]


@route("GET", "/v1/networks/{network}/tables/{table}/columns")
def list_columns(call: Call) -> Json:
    return [column.described() for column in table_of(call).columns.values()]


@route("POST", "/v1/networks/{network}/tables/{table}/columns")
def create_columns(call: Call) -> Answer:
    table, body = table_of(call), call.body()
    for entry in body if isinstance(body, list) else [body]:
        _create_column(table, entry)
    network = network_of(call)
    if table.kind in network.collection.columns:
        _share(call, network, table)
    return Answer(201)


def _create_column(table: Table, entry: Json) -> None:
    name, type_ = entry["name"], entry["type"]
    if name in table.columns:
        uncaught(f"Column already exists: {name}")
    if type_ not in TYPES:
        uncaught('Cannot invoke "java.lang.Class.getName()" because "type" is null')
    is_list = bool(entry.get("list"))
    table.columns[name] = Column(name, "List", type_) if is_list else Column(name, type_)


def _share(call: Call, network: Network, table: Table) -> None:
    """Networks of one collection get each other's columns."""
    network.collection.columns[table.kind] = table.extra()
    for other in call.model.networks.values():
        if other.collection is network.collection:
            for column in table.extra():
                other.table(table.kind).columns.setdefault(column.name, column)


@route("PUT", "/v1/networks/{network}/tables/{table}")
def update_rows(call: Call) -> None:
    table = table_of(call)
    try:
        body = call.body()
    except ValueError as error:
        reason = cyjs.parser_message(error)
        message = f"Could not parse the input JSON for updating table because: {reason}"
        refuse(500, "networks:tables", 5, message)
    if not isinstance(body, dict) or not isinstance(body.get("data"), list):
        refuse(500, "networks:tables", 5, "Data array is missing.")
    key = body.get("key", "SUID")
    if key not in table.columns:
        refuse(404, "networks:tables", 3, f"No such column in the table: {key}")
    table.update(key, body.get("dataKey", "SUID"), body["data"])
    call.model.table_changed(network_of(call))


def column_of(call: Call, table: Table) -> Column:
    """The column the path names."""
    name = call.named["column"]
    if name not in table.columns:
        uncaught('Cannot invoke "org.cytoscape.model.CyColumn.getType()" because "column" is null')
    return table.columns[name]


@route("GET", "/v1/networks/{network}/tables/{table}/columns/{column}")
def get_column(call: Call) -> Json:
    table = table_of(call)
    return {"name": call.named["column"], "values": table.values(column_of(call, table).name)}


@route("PUT", "/v1/networks/{network}/tables/{table}/columns/{column}")
def set_column(call: Call) -> None:
    table = table_of(call)
    column = column_of(call, table)
    if "default" in call.query:
        for row in table.rows.values():
            table.put(row, column, _from_text(call.query["default"], column))
    else:
        for entry in call.body():
            table.put(table.rows[entry["SUID"]], column, entry["value"])
    call.model.table_changed(network_of(call))


def _from_text(text: str, column: Column) -> Json:
    if column.type in ("Double", "Integer", "Long"):
        return convert(float(text), column.type)
    return text.lower() == "true" if column.type == "Boolean" else text


@route("DELETE", "/v1/networks/{network}/tables/{table}/columns/{column}")
def delete_column(call: Call) -> None:
    table, name = table_of(call), call.named["column"]
    if name in table.columns and table.columns[name].immutable:
        uncaught(f'cannot delete immutable column "{name}".')
    network = network_of(call)
    shared = network.collection.columns
    shared[table.kind] = [c for c in shared.get(table.kind, []) if c.name != name]
    for other in call.model.networks.values():
        if other is network or (other.collection is network.collection and table.kind != "network"):
            other.table(table.kind).drop(name)
