"""Open a view in the running Cytoscape: everything in few requests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.arranged import as_arranged, has_additions
from necro_cyto.targets.cytoscape.facts import LEGEND, facts, layout_mark, standing
from necro_cyto.targets.cytoscape.legend import Drawn
from necro_cyto.targets.cytoscape.pull import node_rows
from necro_cyto.targets.cytoscape.push import all_or_nothing, look, push_network, push_new_style, retire
from necro_cyto.targets.cytoscape.session import Session
from necro_cyto.targets.cytoscape.settle import settle
from necro_cyto.targets.cytoscape.transport import Transport, connect

if TYPE_CHECKING:
    from necro_cyto.view import View


def open_view(view: View, url: str | Transport = "", stamp: str = "", *, fresh: bool = False) -> Session:
    """Show a view in the running Cytoscape and return the handle on it.

    Our own network of the same name is replaced, its nodes stay where the user moved them by hand unless all is to be
    `fresh`; nothing of the user's is touched. If anything fails on the way, what was made is removed again, and the
    user looks at what they looked at before.
    """
    started, scene = time.monotonic(), view.scene
    transport = connect(url)
    stamp = stamp or transport.stamp()
    transport.ping()
    before, laid = look(transport, scene), layout_mark(standing(scene))
    rows = {former: node_rows(transport, former) for former in before.networks}
    theirs = [former for former in rows if has_additions(transport, former, rows[former])]
    if rows and not fresh:
        former = before.networks[-1]
        view = as_arranged(transport, former, rows[former], view)
        scene = view.scene
    with all_or_nothing(transport, before, stamp):
        network = push_network(transport, scene, stamp, laid)
        title = push_new_style(transport, scene, before)
        transport.get(f"apply/styles/{title}/{network}")
        transport.get(f"apply/fit/{network}")
        view_suid = int(transport.get(f"networks/{network}/views")[0])
        settle(transport, network, view_suid, messages.background(scene), exact=False)
    retire(transport, before, scene, title, theirs)
    drawn = Drawn(transport, view_suid, stamp, marks=scene.marks)
    noted = {**facts(scene), LEGEND: drawn.note}
    opened = tuple(view.network.nodes)
    return Session(view, transport, network, view_suid, drawn, scene, opened, time.monotonic() - started, noted=noted)
