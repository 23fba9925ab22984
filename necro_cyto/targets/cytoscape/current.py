"""What the user looks at, and how we leave it so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from necro_cyto.errors import CytoscapeError, CytoscapeRefused
from necro_cyto.targets.cytoscape.transport import Transport, understood

NETWORK, VIEW = "networks/currentNetwork", "networks/views/currentNetworkView"


def current(transport: Transport) -> tuple[int, int]:
    """Return the numbers of the network and the view that the user looks at; 0 where there is none."""
    return _asked(transport, NETWORK, "networkSUID"), _asked(transport, VIEW, "networkViewSUID")


@contextmanager
def shown(transport: Transport, view: int) -> Iterator[None]:
    """Make a view the current one for a while, and give the user back what they looked at.

    Applying a style also restyles whatever view is current, so that has to be ours.
    """
    before = current(transport)
    if before[1] == view:
        yield
        return
    transport.put(VIEW, {"networkViewSUID": view})
    try:
        yield
    finally:
        give_back(transport, before)


def give_back(transport: Transport, before: tuple[int, int]) -> None:
    """Let the user look again at what they looked at; it may be gone by now."""
    network, view = before
    with suppress(CytoscapeError):
        if view:
            transport.put(VIEW, {"networkViewSUID": view})
        elif network:
            transport.put(NETWORK, {"networkSUID": network})


@understood()
def views_of(transport: Transport, network: int) -> list[int]:
    """Return the numbers of a network's views; none if it has none, or is gone."""
    try:
        return [int(view) for view in transport.get(f"networks/{network}/views", poll=True)]
    except CytoscapeRefused as error:
        if error.status == 404:
            return []
        raise


@understood()
def _asked(transport: Transport, path: str, key: str) -> int:
    try:
        answer = transport.get(path, poll=True)
    except CytoscapeRefused as error:
        if error.status == 404:
            return 0
        raise
    return int((answer.get("data") or {}).get(key) or 0)
