"""Find the network again that necro-cyto opened: in another process, or after a session was opened."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from necro_cyto.errors import CytoscapeRefused, InputError
from necro_cyto.files import escaped
from necro_cyto.merge import join_networks
from necro_cyto.network import Network, list_networks
from necro_cyto.style import Style, load_style, read_style
from necro_cyto.targets.cytoscape.current import current, views_of
from necro_cyto.targets.cytoscape.facts import LEGEND, MARK, NODES, SOURCE, STAMP, STYLE_FILE, Row, mark, marked
from necro_cyto.targets.cytoscape.legend import Drawn
from necro_cyto.targets.cytoscape.pull import node_rows, present, redrawn
from necro_cyto.targets.cytoscape.session import NO_VIEW, Session
from necro_cyto.targets.cytoscape.transport import Transport, connect, understood

if TYPE_CHECKING:
    from necro_cyto.view import View


def find_session(url: str | Transport = "", network: str = "") -> Session:
    """Return a handle on the network that necro-cyto opened (the current one, if it is ours).

    Parameters
    ----------
    url : str
        Address of the REST interface; empty for this machine's standard port.
    network : str
        Name of the network to find, as it was given to open it; empty for any of ours.

    Raises
    ------
    CytoscapeRefused
        If there is none.
    InputError
        If its files, or those of its style, are gone.
    """
    transport = connect(url)
    transport.ping()
    with understood():
        suid, facts = _ours(transport, _name(network))
        views = views_of(transport, suid)
        if not views:
            raise CytoscapeRefused(NO_VIEW)
        rows = node_rows(transport, suid)
        whole = _network(facts)
        view = _view(present(whole, rows), facts)
        drawn = Drawn(transport, views[0], str(facts.get(STAMP) or ""), str(facts.get(LEGEND) or ""))
        scene = redrawn(view, facts, rows)
    # Of a network that was opened in part we do not know which nodes are gone.
    opened = whole if str(len(whole.nodes)) == facts.get(NODES) else view.network
    # What fades in a part that was zoomed in is not known: the style is compared in full.
    return Session(view, transport, suid, views[0], drawn, scene, tuple(opened.nodes), known=False,
                   sure=not facts.get("nc zoom"))  # fmt: skip


def _name(given: str) -> str:
    """Return what a network is called that was opened by a name, a folder, a SIF file or several of them."""
    return "+".join(escaped(Path(part).resolve().name.removesuffix(".sif")) for part in given.split("+")) if given else ""


def _ours(transport: Transport, name: str) -> tuple[int, Row]:
    for suid in _likely(transport, name):
        for row in transport.get(f"networks/{suid}/tables/defaultnetwork/rows", poll=True):
            if (found := marked(row)) and name in ("", found):
                return suid, row
    what = f'the network "{name}" is not' if name else "no network of necro-cyto is"
    raise CytoscapeRefused(f'{what} open in Cytoscape at {transport.url}: run "necro-cyto open {name or "core"}" first')


def _likely(transport: Transport, name: str) -> Iterator[int]:
    """Yield the numbers of networks that may be meant: the current one first."""
    if name:
        yield from transport.get("networks", {"column": MARK, "query": mark(name)}, poll=True)
        return
    first, _ = current(transport)
    if first:
        yield first
    yield from (suid for suid in transport.get("networks", poll=True) if suid != first)


def _view(network: Network, facts: Row) -> View:
    from necro_cyto.view import View

    view = View(network, _style(facts), with_legend=bool(facts.get(LEGEND)))
    strong = str(facts.get("nc highlight") or "")
    return view.highlight(*strong.split("; ")) if strong else view


def _network(facts: Row) -> Network:
    name, shipped = marked(facts), list_networks()
    names = [str(part) for part in json.loads(facts.get(SOURCE) or "[]")] or [name]
    for part in names:
        if part in shipped:
            continue
        if not Path(part).is_absolute():
            raise InputError(f'the open network "{name}" was made in Python: use it there, or open it again')
        if not Path(part).exists():
            raise InputError(f'{part}: the open network "{name}" was read from it, and it is gone: put it back, or open a network')
    return join_networks(names)


def _style(facts: Row) -> Style:
    file = str(facts.get(STYLE_FILE) or "")
    if not file:
        return load_style(str(facts.get("nc style") or "signed"))
    if not Path(file).exists():
        raise InputError(f"{file}: the open network is shown in this style, and it is gone: put it back, or open the network again")
    return read_style(file)
