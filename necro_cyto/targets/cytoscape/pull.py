"""The user's hand work comes home: where nodes stand now, and which are still there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from necro_cyto.compose import with_legend
from necro_cyto.places import Arrangement
from necro_cyto.scene import Scene
from necro_cyto.targets.columns import column_name
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.messages import VALUE_COLUMNS
from necro_cyto.targets.cytoscape.transport import Transport
from necro_cyto.view import View

Point = tuple[float, float]


def positions(transport: Transport, network: int, view: int) -> dict[str, Point]:
    """Return the position of each of our nodes that is there and not hidden, by node id.

    Nodes that the user added have no id of ours and are left out.
    """
    rows = transport.get(f"networks/{network}/tables/defaultnode/rows")
    ids = {row["SUID"]: str(row["nc id"]) for row in rows if row.get("nc id")}
    xs, ys, seen = (
        _values(transport, f"networks/{network}/views/{view}/nodes", name)
        for name in ("NODE_X_LOCATION", "NODE_Y_LOCATION", "NODE_VISIBLE")
    )
    return {
        name: (round(float(xs[suid]), 2), round(float(ys[suid]), 2))
        for suid, name in ids.items()
        if suid in xs and seen.get(suid, True) is not False
    }


def moved(before: Arrangement, found: Mapping[str, Point]) -> Arrangement:
    """Return the arrangement with the pulled positions; places stay where they are."""
    return Arrangement(dict(sorted(found.items())), before.places)


def redrawn(transport: Transport, network: int, view: View, known: bool) -> Scene:
    """Return the scene of a pulled view; values that this process does not know come from the node table."""
    if known:
        return view.scene
    facts = transport.get(f"networks/{network}/tables/defaultnetwork/rows")[0]
    rows = {row.get("nc id"): row for row in transport.get(f"networks/{network}/tables/defaultnode/rows")}
    bare = view.legend(False).scene
    scene = replace(
        bare,
        nodes=tuple(replace(n, columns={**n.columns, **_cells(rows.get(n.id, {}))}) for n in bare.nodes),
        style=bare.style.with_limit("effect", float(facts.get("nc scale limit") or 1.0)),
        measured=json.loads(facts.get(messages.MEASURED) or "{}"),
    )
    return with_legend(scene)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    found = {c: row.get(column_name(c)) for c in VALUE_COLUMNS}
    return {c: tuple(v) if isinstance(v, list) else v for c, v in found.items() if v not in (None, "", [])}


def _values(transport: Transport, path: str, name: str) -> dict[int, Any]:
    entries = transport.get(path, {"visualProperty": name})
    return {e["SUID"]: e["value"] if "value" in e else e["view"][0]["value"] for e in entries}
