"""What Cytoscape's network table says of our picture: for users, and all that a later process has to know."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from necro_cyto.recipe import version_of
from necro_cyto.scene import Scene, Strip
from necro_cyto.style import own_file
from necro_cyto.targets.annotations import group_id

Row = Mapping[str, Any]
MARK, STYLE = "nc_id", "nc_style"
STAMP = "nc_push"  # one for each push: a network is found by it whose number never arrived
LEGEND = "nc_legend"
MEASURED = "nc_measured"  # what the legend says about the values, as JSON
SOURCE = "nc_source"  # what the network can be read from again, as JSON
STYLE_FILE = "nc_style_file"  # a style of the user's; empty for a shipped one
NODES = "nc_nodes"  # how many nodes were opened
PLACES = "nc_places"  # how the nodes were laid out, before anyone moved one
VALUES = ("values file", "values sha256", "contrast", "effect", "significance", "threshold", "scale limit")
VERSION = "necro-cyto version"
TOLD = (VERSION, "necro-cyto data", "style", *VALUES, "highlight", "zoom")
COLUMNS = (MARK, STAMP, STYLE, LEGEND, MEASURED, SOURCE, STYLE_FILE, NODES, PLACES, *(f"nc {fact}" for fact in TOLD))
HEAD = "necro-cyto"
# A slash would end the title in an address; Cytoscape tells the title of a new style without escaping the others.
UNSAFE = str.maketrans({"/": "∕", "\\": "⧵", '"': "”"})


def mark(name: str) -> str:
    """Return our mark in the network table, by which the network of that name is found again."""
    return f"{HEAD}:{name}"


def marked(row: Row) -> str:
    """Return the name of our network that a row of a network table tells of; empty for another's."""
    head, _, name = str(row.get(MARK) or "").partition(":")
    return name if head == HEAD else ""


def style_title(scene: Scene) -> str:
    """Return the title that our style of a network has: never a user's."""
    return f"{HEAD} {scene.name.translate(UNSAFE)}"


def facts(scene: Scene) -> dict[str, str]:
    """Return what the table says of a picture; what does not apply is empty."""
    given = {**dict.fromkeys(TOLD, ""), VERSION: version_of(HEAD), **scene.provenance}
    shown = {**scene.measured, **({"strip": asdict(scene.strip)} if scene.strip else {})}
    return {
        STYLE: style_title(scene),
        MEASURED: json.dumps(shown, ensure_ascii=False),
        SOURCE: json.dumps(scene.source, ensure_ascii=False),
        STYLE_FILE: own_file(scene.style),
        **{f"nc {fact}": value for fact, value in given.items()},
    }


def standing(scene: Scene) -> dict[str, tuple[float, float]]:
    """Return where the nodes of a scene are put in the window."""
    return {node.id: (round(node.x, 2), round(node.y, 2)) for node in scene.nodes}


def layout_mark(places: Mapping[str, tuple[float, float]]) -> str:
    """Return what tells one layout of nodes from another."""
    return hashlib.sha256(repr(sorted((n, *map(float, at)) for n, at in places.items())).encode()).hexdigest()[:16]


def first_facts(scene: Scene, stamp: str, laid: str = "") -> dict[str, str]:
    """Return what a new network is made with; `laid` marks its layout, if nodes were moved by hand."""
    corners = [(m.x, m.y) for m in scene.marks if m.group == "legend"]
    corner = (min(x for x, _ in corners), min(y for _, y in corners)) if corners else None
    legend = legend_note(group_id("legend", stamp), corner)
    layout = laid or layout_mark(standing(scene))
    counted = {NODES: str(len(scene.nodes)), PLACES: layout}
    given = {MARK: mark(scene.name), STAMP: stamp, LEGEND: legend, **counted, **facts(scene)}
    return {column: value for column, value in given.items() if value}


def legend_note(group: str, corner: tuple[float, float] | None) -> str:
    """Return what a later process has to know of the legend: its group, and where its corner was put; or nothing."""
    return f"{group} {corner[0]:.2f} {corner[1]:.2f}" if corner else ""


def noted_legend(note: str) -> tuple[str, tuple[float, float] | None]:
    """Return what `legend_note` wrote."""
    group, _, place = note.partition(" ")
    try:
        left, top = map(float, place.split())
    except ValueError:
        return group, None
    return group, (left, top)


def measured(row: Row) -> dict[str, Any]:
    """Return what was measured; nothing without values."""
    return {k: v for k, v in _stored(row).items() if k != "strip"}


def strip_of(row: Row) -> Strip | None:
    """Return the strip of several contrasts, if there is one."""
    given = _stored(row).get("strip")
    if not given:
        return None
    points = tuple((float(place), colour) for place, colour in given["points"])
    return Strip(tuple(given["contrasts"]), points, given["missing"])


def limit(row: Row) -> float:
    """Return the end of the colour scale."""
    return float(row.get("nc scale limit") or 1.0)


def provenance(row: Row) -> dict[str, str]:
    """Return what is known of the values."""
    return {fact: str(row[f"nc {fact}"]) for fact in VALUES if row.get(f"nc {fact}")}


def _stored(row: Row) -> dict[str, Any]:
    return dict(json.loads(row.get(MEASURED) or "{}"))
