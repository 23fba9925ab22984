"""A View: what the user says. Network, style, overlay, legend; immutable, every verb returns a new one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necro_cyto import about
from necro_cyto.layout import arrange, drawn_label, node_size
from necro_cyto.legend import Measured, legend
from necro_cyto.marks import legend_marks, place_marks
from necro_cyto.network import Network
from necro_cyto.overlay import Overlay, lay_over
from necro_cyto.places import Arrangement
from necro_cyto.readers import Values
from necro_cyto.routes import route
from necro_cyto.scene import Cell, Scene, SceneEdge, SceneNode
from necro_cyto.schema import Edge, Node
from necro_cyto.style import Style, load_style

if TYPE_CHECKING:
    from necro_cyto.targets.cytoscape import Session

HUGE = 1e9  # no table of a viewer needs larger effects


@dataclass(frozen=True)
class View:
    """A network as it is to be shown.

    Attributes
    ----------
    network : Network
    look : Style
    laid_over : Overlay or None
        The user's values on the nodes, with the match report.
    """

    network: Network
    look: Style
    laid_over: Overlay | None = None
    with_legend: bool = field(default=True)

    def style(self, style: str | Style) -> View:
        """Return the view in another style, given by name or read with `read_style`."""
        return replace(self, look=load_style(style) if isinstance(style, str) else style)

    def overlay(self, values: Values, limit: float | None = None) -> View:
        """Return the view with the user's values on its nodes, in the style ``overlay``
        unless the present one shows values already.

        Raises
        ------
        InputError
            If no gene of the network is in the file.
        """
        laid_over = lay_over(self.network.nodes, values, limit)
        look = self.look if self.look.uses("effect") else load_style("overlay")
        return replace(self, laid_over=laid_over, look=look)

    def legend(self, shown: bool = True) -> View:
        """Return the view with or without its legend."""
        return replace(self, with_legend=shown)

    @property
    def report(self) -> Mapping[str, Any]:
        """How the values matched; empty without an overlay."""
        return self.laid_over.report if self.laid_over else {}

    @cached_property
    def scene(self) -> Scene:
        """What is to be drawn."""
        return _scene(self)

    def save(self, path: str | Path, **options: Any) -> Path:
        """Write a file; the suffix decides: ``.svg .pdf .eps .png .tiff .cx2``.

        Parameters
        ----------
        path : str or Path
        **options
            For figures: ``preset`` (``"nature-double"``; see `necro-cyto list`), and what wins over it:
            ``width_mm``, ``dpi``, ``min_font``.

        Raises
        ------
        InputError
            If a text of a figure would print too small to read, or a preset is unknown.
        OutputError
            If the suffix is unknown or the file cannot be written; nothing is left half-written.
        """
        from necro_cyto.targets import save

        return save(self.scene, Path(path), **options)

    def open(self, url: str = "") -> Session:
        """Show the view in the running Cytoscape and return a handle on it.

        Raises
        ------
        CytoscapeNotReached
            If no Cytoscape answers at `url` (default ``http://127.0.0.1:1234/v1``).
        """
        from necro_cyto.targets.cytoscape import open_view

        return open_view(self, url)


def view(network: Network, style: str | Style = "signed") -> View:
    """Return a view of a network.

    >>> from necro_cyto import load_network, view
    >>> view(load_network("core")).scene.name
    'core'
    """
    return View(network, load_style(style) if isinstance(style, str) else style)


def _scene(view: View) -> Scene:
    network, overlay = view.network, view.laid_over
    look = view.look.with_limit("effect", overlay.limit) if overlay else view.look
    arrangement = arrange(network.nodes, network.edges.values(), network.arrangement)
    nodes = tuple(
        SceneNode(n.id, *arrangement.positions[n.id], _node_columns(n, overlay)) for n in network.nodes.values()
    )
    edges = _edges(network, nodes)
    bare = Scene(
        name=network.name,
        title=network.title,
        description=network.description,
        nodes=nodes,
        edges=edges,
        marks=tuple(place_marks(_seen(arrangement, nodes).places, look)),
        style=look,
        provenance=_provenance(view),
        measured=asdict(_measured(overlay)) if overlay else {},
        source=network.source,
    )
    return with_legend(bare) if view.with_legend else bare


def with_legend(scene: Scene) -> Scene:
    """Return a scene with the legend of what is in it, below it."""
    measured = Measured(**scene.measured) if scene.measured else None  # type: ignore[arg-type]
    sections = legend(scene.style, scene.nodes, scene.edges, measured)
    return replace(scene, marks=(*scene.marks, *legend_marks(sections, scene.box, scene.style)))


def _seen(arrangement: Arrangement, nodes: Sequence[SceneNode]) -> Arrangement:
    """Drop places that hold none of the nodes (a selection may leave some empty)."""
    points = [(n.x, n.y) for n in nodes]
    held = tuple(
        p
        for p in arrangement.places
        if any(p.box[0] <= x <= p.box[2] and p.box[1] <= y <= p.box[3] for x, y in points)
    )
    return replace(arrangement, places=held)


def _measured(overlay: Overlay) -> Measured:
    values, matched = overlay.values, overlay.report["matched"]
    tool = "" if values.tool == "generic" else values.tool
    words = [values.contrast, values.path.name, tool]
    return Measured(
        effect=about.effect_words(values.effect_kind, values.effect_name),
        significance="" if values.significance_kind == "none" else values.significance_kind,
        threshold=values.threshold,
        contrast=", ".join(w for w in words if w),
        coverage=f"{matched['network_genes']} of {matched['of']} genes on the map",
        clipped_low=overlay.clipped_low,
        clipped_high=overlay.clipped_high,
    )


def _node_columns(node: Node, overlay: Overlay | None) -> dict[str, Cell]:
    width, height = node_size(node)
    columns: dict[str, Cell | None] = {
        "label": drawn_label(node),
        "kind": node.kind,
        "cell": node.cell,
        "compartment": node.compartment,
        "module": node.module,
        "full name": node.name or node.label,
        "genes": about.symbols(node),
        "about": about.node_text(node),
        "origin": node.origin or None,
        "width": width,
        "height": height,
        **(_value_columns(overlay, node.id) if overlay else {}),
    }
    return {k: v for k, v in columns.items() if v is not None}


def _value_columns(overlay: Overlay, name: str) -> dict[str, Cell | None]:
    value = overlay.by_node[name]
    members = tuple(f"{symbol} {effect:g}" for symbol, effect, _ in value.members if effect is not None)
    return {
        "effect": _capped(value.effect, overlay.limit),
        "significance": value.significance,
        "significant": value.significant,
        "state": value.state,
        "gene": value.gene or None,
        "members": members or None,
    }


def _capped(effect: float | None, limit: float) -> float | None:
    # Infinite effects (seen in one condition only) are drawn at the end of the scale, marked ≤ or ≥.
    if effect is None:
        return None
    return max(-HUGE, min(HUGE, effect)) if math.isfinite(effect) else math.copysign(limit, effect)


def _edges(network: Network, nodes: Sequence[SceneNode]) -> tuple[SceneEdge, ...]:
    positions = {n.id: (n.x, n.y) for n in nodes}
    sizes = {n.id: (float(n.columns["width"]), float(n.columns["height"])) for n in nodes}  # type: ignore[arg-type]
    ways = route([(e.id, e.source, e.target) for e in network.edges.values()], positions, sizes)
    return tuple(
        SceneEdge(e.id, e.source, e.target, _edge_columns(e, network), ways[e.id]) for e in network.edges.values()
    )


def _edge_columns(edge: Edge, network: Network) -> dict[str, Cell]:
    rows = network.evidence.get(edge.id, ())
    papers = [network.references[r.reference] for r in rows if r.reference in network.references]
    columns: dict[str, Cell] = {
        "relation": edge.relation,
        "sign": edge.sign,
        "class": edge.klass,
        "direct": edge.direct,
        "module": edge.module,
        "condition": edge.condition,
        "references": tuple(dict.fromkeys(about.citation(r) for r in papers)),
        "papers": len({r.reference for r in rows if r.stance != "contradicts"}),
        "contradicting": sum(1 for r in rows if r.stance == "contradicts"),
        "disputed": network.disputed(edge),
        "about": about.edge_text(edge, network),
        "origin": edge.origin,
    }
    return {k: v for k, v in columns.items() if v != ""}


def _provenance(view: View) -> dict[str, str]:
    facts = {"necro-cyto data": view.network.version, "style": view.look.name}
    if view.laid_over:
        values = view.laid_over.values
        facts |= {
            "values file": values.path.name,
            "values sha256": values.file_hash,
            "contrast": values.contrast,
            "effect": values.effect_name,
            "significance": values.significance_name or "",
            "threshold": f"{values.threshold:g}",
            "scale limit": f"{view.laid_over.limit:g}",
        }
    return {k: v for k, v in facts.items() if v}
