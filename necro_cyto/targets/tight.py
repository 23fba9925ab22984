"""Networks of panels laid out closer together, where they could not be read otherwise: all of one network alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from necro_cyto.fit import fit
from necro_cyto.panels.model import Panel
from necro_cyto.panels.page import EDGE, GAP_X, GAP_Y, PLOT_WIDTH
from necro_cyto.scene import Scene
from necro_cyto.targets.sizes import MARGIN

Geometry = tuple[object, ...]


def tightened(
    panels: Sequence[Panel], columns: int | None, width: float, height: float, least: float, unit: float
) -> Iterator[tuple[Panel, ...]]:
    """Yield the panels with their networks fitted into ever narrower columns.

    Parameters
    ----------
    panels : sequence of Panel
    columns : int, optional
        How many stand side by side, if that was asked for.
    width, height : float
        Points at hand for all panels.
    least : float
        Points of the smallest text.
    unit : float
        Points per network unit at which that text is just large enough.
    """
    networks = [p.content for p in panels if isinstance(p.content, Scene)]
    plots = len(panels) > len(networks)
    for wide, rows in _columns(len(networks), plots and not columns, columns, width - 2 * EDGE, least):
        high = (height - (rows - 1) * GAP_Y) / rows
        found = _fitted(networks, wide / unit - MARGIN, high / unit - 2 * MARGIN)
        if found:
            scenes = iter(found)
            yield tuple(replace(p, content=next(scenes)) if isinstance(p.content, Scene) else p for p in panels)


def _columns(count: int, plots: bool, columns: int | None, width: float, least: float) -> list[tuple[float, int]]:
    """Return the widths that networks may get, the widest first, and in how many rows they then stand."""
    sides = [min(columns, count)] if columns else range(1, count + 1)
    found = [((width - (n - 1) * GAP_X) / n, -(-count // n)) for n in sides]
    if plots:
        found.append((width - GAP_X - (PLOT_WIDTH[0] + 2) * least, count))
    return sorted(found, reverse=True)


def _fitted(networks: Sequence[Scene], wide: float, high: float) -> list[Scene] | None:
    """Return the networks in a box each, those that are alike laid out alike; None if one does not fit."""
    known: dict[Geometry, Scene] = {}
    for scene in networks:
        geometry = _geometry(scene)
        if geometry not in known:
            fitted = fit(scene, wide, high) if wide > 0 and high > 0 else None
            if fitted is None:
                return None
            known[geometry] = fitted
    return [_like(known[_geometry(scene)], scene) for scene in networks]


def _geometry(scene: Scene) -> Geometry:
    nodes = tuple((n.id, n.x, n.y, n.columns["label"], n.columns["width"], n.columns["height"]) for n in scene.nodes)
    return scene.style.name, nodes, frozenset(e.id for e in scene.edges)


def _like(fitted: Scene, scene: Scene) -> Scene:
    """Return a scene laid out as another one of the same network."""
    nodes, edges = {n.id: n for n in fitted.nodes}, {e.id: e for e in fitted.edges}
    sizes = ("label", "width", "height")
    return replace(
        scene,
        nodes=tuple(
            replace(n, x=nodes[n.id].x, y=nodes[n.id].y, columns={**n.columns, **{c: nodes[n.id].columns[c] for c in sizes}})
            for n in scene.nodes
        ),
        edges=tuple(replace(e, handle=edges[e.id].handle) for e in scene.edges),
        marks=fitted.marks,
        places=fitted.places,
    )
