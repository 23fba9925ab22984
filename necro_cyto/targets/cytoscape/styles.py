"""Our style in Cytoscape: made once, then changed in place, in as few requests as can be.

A style in use is never deleted: its views would fall back to the style "default". Sending mappings
applies the style to all views that have it, on screen or not, and to no other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from necro_cyto.errors import CytoscapeRefused
from necro_cyto.scene import Scene
from necro_cyto.targets.columns import column_name
from necro_cyto.targets.cytoscape import messages, strips
from necro_cyto.targets.cytoscape.transport import Transport, understood

Json = dict[str, Any]


@understood()
def style_at(transport: Transport, path: str) -> Json:
    """Return the style that Cytoscape tells at a path."""
    found = transport.get(path, poll=True)
    return {part: found[part] for part in ("title", "defaults", "mappings")}


def find_style(transport: Transport, title: str) -> Json | None:
    """Return a style as Cytoscape has it; None if it has none of that title."""
    try:
        return style_at(transport, f"styles/{title}")
    except CytoscapeRefused as error:
        if error.status == 404:
            return None
        raise


def push_style(transport: Transport, scene: Scene, title: str = "") -> str:
    """Make our style of a network; returns the title that Cytoscape gave it, another one if that is taken."""
    body = messages.style_body(scene)
    given = str(transport.post("styles", {**body, "title": title or body["title"]})["title"])
    transport.put(f"styles/{given}/dependencies", messages.dependencies(body))
    return given


def has_more(style: Json) -> bool:
    """Tell whether a style of ours got mappings that we never make."""
    return any(mapping["visualProperty"] not in messages.VISUALS for mapping in style["mappings"])


@understood()
def change_style(transport: Transport, now: Json, new: Json, old: Json | None = None, *, values: bool = False) -> None:
    """Bring a style to what is wanted; its views follow at once.

    Parameters
    ----------
    now : dict
        The style as Cytoscape has it.
    new : dict
        The body of the one that is wanted.
    old : dict, optional
        The body that was sent before: where it says the same as `new`, a user's changes stay.
    values : bool
        Whether table values have changed, so that the views have to be styled again in any case.
    """
    path = f"styles/{now['title']}"
    unlocked = messages.dependencies(new)
    if old is None or len(unlocked) > len(messages.dependencies(old)):
        transport.put(f"{path}/dependencies", unlocked)
    defaults = [d for d in new["defaults"] if _plain(d) not in _each(now["defaults"]) and not (old and d in old["defaults"])]
    was, wanted = _by_property(now), _by_property(new)
    sent = _by_property(old) if old else {}
    gone = [name for name in (sent if old else was) if name in was and name not in wanted and name in messages.VISUALS]
    changed = [name for name in wanted if was.get(name) != wanted[name] and sent.get(name) != wanted[name]]
    if values:
        changed += [name for name in _of_values(new) if name not in changed]
    if defaults:
        transport.put(f"{path}/defaults", defaults)
    for name in gone:
        if name not in strips.VISUALS:
            transport.delete(f"{path}/mappings/{name}", missing_ok=True)
    if changed or defaults or gone:
        body = [m for m in new["mappings"] if m["visualProperty"] in changed] or new["mappings"][:1]
        # Several are taken away by one request if nothing is left of them but their names.
        body += [strips.emptied(name) for name in gone if name in strips.VISUALS]
        transport.post(f"{path}/mappings", body, harmless=True)


def _of_values(body: Json) -> list[str]:
    columns = {column_name(c) for c in (*messages.VALUE_COLUMNS, strips.STRIP)}
    return [m["visualProperty"] for m in body["mappings"] if m["mappingColumn"] in columns]


def _by_property(body: Json) -> dict[str, Json]:
    return {m["visualProperty"]: _sorted(m) for m in body["mappings"]}


def _sorted(mapping: Mapping[str, Any]) -> Json:
    # Cytoscape tells the entries of a discrete mapping in an order of its own.
    entries = sorted((str(e["key"]), str(e["value"])) for e in mapping.get("map", ()))
    return {**mapping, "map": entries, "points": mapping.get("points", [])}


def _each(defaults: list[Json]) -> set[tuple[str, str]]:
    return {_plain(d) for d in defaults}


def _plain(default: Mapping[str, Any]) -> tuple[str, str]:
    """A default in the form in which Cytoscape tells it: "SansSerif.plain,plain,12", 20.0."""
    value = default["value"]
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = float(value)
    return default["visualProperty"], re.sub(r"\.(plain|bold|italic|bolditalic),", ",", str(value))
