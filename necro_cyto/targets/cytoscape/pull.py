"""The user's hand work comes home: where nodes stand now, and which are still there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from necro_cyto.places import Arrangement
from necro_cyto.targets.cytoscape.transport import Transport

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


def _values(transport: Transport, path: str, name: str) -> dict[int, Any]:
    entries = transport.get(path, {"visualProperty": name})
    return {e["SUID"]: e["value"] if "value" in e else e["view"][0]["value"] for e in entries}
