"""What the user did by hand in our network stays when it is opened again: places of nodes, and what they added."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from necro_cyto.layout import arrange
from necro_cyto.places import Arrangement
from necro_cyto.targets.cytoscape.current import views_of
from necro_cyto.targets.cytoscape.facts import PLACES, layout_mark, standing
from necro_cyto.targets.cytoscape.pull import Row, points
from necro_cyto.targets.cytoscape.transport import Transport, understood
from necro_cyto.view import View

log = logging.getLogger("necro_cyto")


@understood()
def as_arranged(transport: Transport, network: int, rows: Sequence[Row], view: View) -> View:
    """Return a view with its nodes where the user put those of our former network, whose node table has these rows.

    Only if that was laid out alike: in another layout, which was asked for, all nodes get the places of that one.
    """
    facts = transport.get(f"networks/{network}/tables/defaultnetwork/rows", poll=True)[0]
    laid, new, views = facts.get(PLACES), standing(view.scene), views_of(transport, network)
    if not laid or not views:
        return view
    at = points(transport, network, views[0])
    there = {str(row["nc id"]): at[row["SUID"]] for row in rows if row.get("nc id") and row["SUID"] in at}
    now = {name: there.get(name, place) for name, place in new.items()}
    if now == new or laid in (layout_mark(now), layout_mark(there)):
        return view
    if laid != layout_mark(new):
        log.warning("another layout than before: nodes that were moved by hand in the window got its places")
        return view
    moved = sum(now[name] != new[name] for name in new)
    log.warning("left where moved by hand in the window: %d node%s; --fresh (fresh=True) lays out anew", moved, "s"[: moved > 1])
    places = arrange(view.network.nodes, view.network.edges.values(), view.network.arrangement).places
    return replace(view, network=replace(view.network, arrangement=Arrangement(now, places)))


@understood()
def has_additions(transport: Transport, network: int, rows: Sequence[Row]) -> bool:
    """Tell whether a network of ours, whose node table has these rows, holds nodes or edges that the user added."""
    edges = transport.get(f"networks/{network}/tables/defaultedge/rows", poll=True)
    return not all(row.get("nc id") for row in (*rows, *edges))

