"""Our style in Cytoscape: made anew for a new network, changed in place for an open one.

A style in use is never deleted: its view would fall back to the style "default", and come
back from it late.
"""

from __future__ import annotations

from typing import Any

from necro_cyto.errors import CytoscapeRefused
from necro_cyto.scene import Scene
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.transport import Transport


def push_style(transport: Transport, scene: Scene, title: str = "") -> str:
    """Make our style of a network; returns the title that Cytoscape gave it, another one if that is taken."""
    body = messages.style_body(scene)
    given = str(transport.post("styles", {**body, "title": title or body["title"]})["title"])
    transport.put(f"styles/{given}/dependencies", messages.DEPENDENCIES)
    return given


def update_style(transport: Transport, before: Scene | None, after: Scene) -> None:
    """Bring our style to what a scene needs, sending only what differs.

    Parameters
    ----------
    before : Scene or None
        What is shown; None if that is not known and has to be asked.
    """
    path, new = f"styles/{messages.style_title(after)}", messages.style_body(after)
    try:
        old = transport.get(path) if before is None else messages.style_body(before)
        if old != new:
            _change(transport, path, old, new)
    except CytoscapeRefused as error:
        if getattr(error, "status", 0) != 404:
            raise
        push_style(transport, after)  # the user deleted or renamed it


def _change(transport: Transport, path: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    defaults = [d for d in new["defaults"] if d not in old["defaults"]]
    if defaults:
        transport.put(f"{path}/defaults", defaults)
    was, now = ({m["visualProperty"]: m for m in body["mappings"]} for body in (old, new))
    for name in was.keys() - now.keys():
        transport.delete(f"{path}/mappings/{name}")
    for name in sorted(was.keys() & now.keys()):
        if was[name] != now[name]:
            transport.put(f"{path}/mappings/{name}", [now[name]])
    added = [now[name] for name in sorted(now.keys() - was.keys())]
    if added:
        transport.post(f"{path}/mappings", added)
