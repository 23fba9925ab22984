"""A push is all or nothing: what was there stays untouched until the new is drawn, and comes back if that fails."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from necro_cyto.errors import CytoscapeError
from necro_cyto.scene import Scene
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.current import current, give_back
from necro_cyto.targets.cytoscape.facts import HEAD, MARK, STAMP, mark, style_title
from necro_cyto.targets.cytoscape.styles import Json, change_style, find_style, has_more, push_style
from necro_cyto.targets.cytoscape.transport import Transport, understood

UNDO_SECONDS = 3.0
log = logging.getLogger("necro_cyto")


@dataclass(frozen=True)
class Before:
    """What there was before a push: our networks of that name and their style, the titles of all styles, the screen."""

    networks: list[int]
    style: Json | None
    styles: list[str]
    screen: tuple[int, int]


def look(transport: Transport, scene: Scene) -> Before:
    """Return what there is before a push."""
    with understood():
        networks = transport.get("networks", {"column": MARK, "query": mark(scene.name)}, poll=True)
        styles = [str(title) for title in transport.get("styles", poll=True)]
        title = style_title(scene)
        style = find_style(transport, title) if title in styles else None
        return Before([int(suid) for suid in networks], style, styles, current(transport))


@contextmanager
def all_or_nothing(transport: Transport, before: Before, stamp: str) -> Iterator[None]:
    """Remove what a push made, if it fails for whatever reason, and put the user's view on screen again."""
    try:
        with understood():
            yield
    except BaseException:
        with transport.hurried(UNDO_SECONDS), suppress(CytoscapeError), understood():
            _undo(transport, before, stamp)
        raise


def push_network(transport: Transport, scene: Scene, stamp: str, laid: str = "") -> int:
    """Send the network body; returns its number. `laid` marks its layout, if nodes were moved by hand."""
    # Networks of one collection share columns and their types: each push has a collection of its own.
    query = {"format": "json", "title": scene.title, "collection": f"{scene.title} ({stamp[:4]})"}
    return int(transport.post("networks", messages.network_body(scene, stamp, laid), query)["networkSUID"])


def push_new_style(transport: Transport, scene: Scene, before: Before) -> str:
    """Make our style, or bring the one of our former networks to what is wanted; returns its title for now.

    A style that the window does not know yet keeps it busy for a second, so there is a new one, beside the former,
    only where the user added what we cannot take away.
    """
    if before.style is None:
        return push_style(transport, scene)
    if has_more(before.style):
        return push_style(transport, scene, f"{style_title(scene)} (new)")
    change_style(transport, before.style, messages.style_body(scene))
    return style_title(scene)


def retire(transport: Transport, before: Before, scene: Scene, title: str, theirs: Collection[int] = ()) -> None:
    """Remove our former networks and style, whose title the new one then gets; some networks become the user's."""
    final = style_title(scene)
    try:
        for suid in before.networks:
            if suid in theirs:
                _hand_over(transport, suid)
            else:
                transport.delete(f"networks/{suid}", missing_ok=True)
        for old in _ours(before.styles, final, kept=title):
            transport.delete(f"styles/{old}", missing_ok=True)
        if title != final:
            transport.put(f"styles/{title}", {"title": final})
    except CytoscapeError as error:
        log.warning("the network is shown, but an older one of ours could not be removed (%s)", error)


def _hand_over(transport: Transport, network: int) -> None:
    """Take our mark from a network: it is never replaced or removed from now on."""
    table = {"key": "SUID", "dataKey": "SUID", "data": [{"SUID": network, MARK: "", STAMP: ""}]}
    transport.put(f"networks/{network}/tables/defaultnetwork", table)
    log.warning("the former network stays beside the new one: nodes or edges were added to it by hand, it is yours now")


def _undo(transport: Transport, before: Before, stamp: str) -> None:
    for suid in transport.get("networks", {"column": STAMP, "query": stamp}):
        transport.delete(f"networks/{suid}", missing_ok=True)
    for title in sorted(set(transport.get("styles")) - set(before.styles)):
        if title.startswith(f"{HEAD} "):
            transport.delete(f"styles/{title}", missing_ok=True)
    if before.style is not None and (now := find_style(transport, before.style["title"])):
        change_style(transport, now, before.style)
    give_back(transport, before.screen)


def _ours(styles: list[str], title: str, kept: str) -> list[str]:
    """Return the titles of a style of ours and of those that broken pushes left behind, but for the one in use."""
    pattern = re.compile(rf"{re.escape(title)}( \(new\)(_\d+)?)?")
    return [style for style in styles if style != kept and pattern.fullmatch(style)]
