"""Compose a Scene: the network's columns, the user's values, places, edges and the legend put together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import lru_cache

from necro_cyto import about
from necro_cyto.errors import InputError
from necro_cyto.fading import faded
from necro_cyto.files import escaped
from necro_cyto.focus import Focus
from necro_cyto.layout import arrange, drawn_label, node_size
from necro_cyto.legend import Measured, Section, legend
from necro_cyto.marks import legend_marks, place_marks
from necro_cyto.network import Network
from necro_cyto.overlay import NodeValue, Overlay, contrast_names
from necro_cyto.overlay.model import BULK
from necro_cyto.places import Arrangement, Place
from necro_cyto.routes import Point, route
from necro_cyto.scene import STRIP_HEIGHT, Box, Cell, Mark, Scene, SceneEdge, SceneNode, Strip, effect_column
from necro_cyto.schema import Edge, Node
from necro_cyto.style import Style

MOST_STRIPS = 8  # more cells cannot be told apart at the size of a node
LEGEND_WIDTH = 675.0  # at most, where a legend is higher than the network: what a page of 183 mm takes at 9 pt
Links = tuple[tuple[str, str, str], ...]
Placed = tuple[tuple[str, Point], ...]  # a point or a size for each node id
HUGE = 1e9  # no table of a viewer needs larger effects


def compose(
    network: Network, look: Style, overlays: Sequence[Overlay], legend_shown: bool = True, focus: Focus | None = None
) -> Scene:
    """Return what is to be drawn.

    Parameters
    ----------
    network : Network
    look : Style
    overlays : sequence of Overlay
        None; one, which fills the nodes; or several on one scale, which become strips in the nodes.
    legend_shown : bool
    focus : Focus, optional
        What is highlighted, and what of the network is shown.

    Raises
    ------
    InputError
        If there are no nodes, or more contrasts than a strip can hold.
    """
    if not network.nodes:
        raise InputError(f"{network.name}: has no nodes, there is nothing to draw: give a network that has some")
    if focus and focus.zoom:
        network = focus.zoomed(network)
    shown = look.with_limit("effect", overlays[0].limit) if overlays else look
    strip = _strip(shown, overlays)
    nodes_and_edges, curated = (tuple(network.nodes.values()), tuple(network.edges.values())), network.arrangement
    arrangement = _arranged(*nodes_and_edges, tuple(curated.positions.items()), curated.places)
    nodes = tuple(
        SceneNode(n.id, *arrangement.positions[n.id], _node_columns(n, overlays, strip))
        for n in network.nodes.values()
    )
    style = shown.without_scale("effect") if strip else shown
    seen = arrangement.only(network.nodes) or arrangement  # a selection may leave some places empty
    marks = tuple(place_marks(seen.places, style))
    bare = Scene(
        name=network.name,
        title=network.title,
        description=network.description,
        nodes=nodes,
        edges=_edges(network, nodes, marks),
        marks=marks,
        style=style,
        provenance={**_provenance(network, look, overlays), **(focus.facts if focus else {})},
        measured=asdict(measured_of(network, overlays)) if overlays else {},
        source=network.source,
        strip=strip,
        highlights=focus.words if focus else (),
        places=seen.places,
        column=curated.column.only(network.nodes) if curated.column else None,
    )
    if focus and (strong := focus.strong(network)):
        bare = faded(bare, *strong)
    return with_legend(bare) if legend_shown else bare


def without_legend(scene: Scene) -> Scene:
    """Return a scene without its legend."""
    return replace(scene, marks=tuple(m for m in scene.marks if m.group != "legend"))


def with_legend(scene: Scene, beside: bool = False, most: float = LEGEND_WIDTH) -> Scene:
    """Return a scene with the legend of what is in it, below it or to its right; a long one may be `most` wide."""
    return replace(scene, marks=(*scene.marks, *legend_marks(legend_of(scene), scene.box, scene.style, beside, most)))


def legend_of(scene: Scene) -> tuple[Section, ...]:
    """Return the sections of the legend of what is in a scene."""
    measured = Measured.of(scene.measured) if scene.measured else None
    style = scene.plain_style or scene.style
    return legend(style, scene.nodes, scene.edges, measured, scene.strip, scene.highlights)


def _strip(look: Style, overlays: Sequence[Overlay]) -> Strip | None:
    fill = look.channel("node", "fill")
    if len(overlays) < 2 or fill.column != "effect" or not fill.scale:
        return None
    names = contrast_names([o.values for o in overlays])
    if len(names) > MOST_STRIPS:
        raise InputError(
            f"{len(names)} contrasts are too many for strips in the nodes, which hold {MOST_STRIPS}: name fewer with "
            f'--contrast, as "{names[0]}", or draw them as panels'
        )
    points = fill.points()
    # Low end, middle, high end: what a chart of Cytoscape can draw as well.
    anchors = (points[0], points[len(points) // 2], points[-1])
    return Strip(tuple(names), anchors, str(fill.missing or "#D9D9D9"))


def measured_of(network: Network, overlays: Sequence[Overlay]) -> Measured:
    """Return what is to be said of values that are shown together on a network."""
    values = overlays[0].values
    tools = dict.fromkeys(about.tool_words(o.values.tool, o.values.significance_kind) for o in overlays)
    files = dict.fromkeys(escaped(o.values.path.name) for o in overlays)
    contrast = values.contrast if len(overlays) == 1 and not overlays[0].cells else ""
    genes = {gene for node in network.nodes.values() for gene in node.genes}
    matched, of = [o.report["matched"] for o in overlays], len(genes)
    # Of a zoomed part only its own genes count.
    found = [m["network_genes"] if m["of"] == of else _found(network, o) for m, o in zip(matched, overlays, strict=True)]
    counts = f"{min(found)} to {max(found)}" if min(found) < max(found) else f"{found[0]}"
    return Measured(
        effect=about.effect_words(values.effect_kind, values.effect_name),
        significance="" if values.significance_kind == "none" else values.significance_kind,
        threshold=values.threshold,
        contrast=", ".join(word for word in (contrast, *files, *tools) if word),
        coverage=f"{counts} of {of} genes on the map" + _same_everywhere(network, overlays),
        clipped_low=any(o.clipped_low for o in overlays),
        clipped_high=any(o.clipped_high for o in overlays),
        cells={cell: list(names) for cell, names in overlays[0].cells.items()},
    )


def _found(network: Network, overlay: Overlay) -> int:
    """Return how many genes of the network have a row in the values that their nodes show."""
    bulk = overlay.sources.get(BULK, ())
    return len({
        gene
        for node in network.nodes.values()
        for gene in node.genes
        if any(gene in values.table.index for values in (*bulk, *overlay.sources.get(node.cell, ())))
    })  # fmt: skip


def _same_everywhere(network: Network, overlays: Sequence[Overlay]) -> str:
    """Say that a bulk value stands for a gene in every cell, where the network has it in several."""
    cells: dict[str, set[str]] = {}
    for node in network.nodes.values():
        for gene in node.genes:
            cells.setdefault(gene, set()).add(node.cell)
    several = any(len(found) > 1 for found in cells.values())
    return "; one value per gene, the same in every cell" if several and not overlays[0].cells else ""


def _node_columns(node: Node, overlays: Sequence[Overlay], strip: Strip | None) -> dict[str, Cell]:
    width, height = node_size(node)
    values = _value_columns(node.id, overlays, strip)
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
        "height": height + (STRIP_HEIGHT if strip and strip.in_row(values) else 0),
        **values,
    }
    return {k: v for k, v in columns.items() if v is not None}


def _value_columns(name: str, overlays: Sequence[Overlay], strip: Strip | None) -> dict[str, Cell | None]:
    if strip:
        return _strip_columns([o.by_node[name] for o in overlays], overlays[0].limit, strip)
    if len(overlays) != 1:
        return {}
    value, limit = overlays[0].by_node[name], overlays[0].limit
    members = tuple(f"{symbol} {effect:g}" for symbol, effect, _ in value.members if effect is not None)
    return {
        "effect": _capped(value.effect, limit),
        "significance": value.significance,
        "significant": value.significant,
        "state": value.state,
        "gene": value.gene or None,
        "members": members or None,
    }


def _strip_columns(values: Sequence[NodeValue], limit: float, strip: Strip) -> dict[str, Cell | None]:
    measured = [value for value in values if value.effect is not None]
    known = [value.significant for value in values if value.significant is not None]
    shown = tuple(
        f"{contrast}: {value.gene} {value.effect:g}"
        for contrast, value in zip(strip.contrasts, values, strict=True)
        if value.effect is not None
    )
    return {
        **{effect_column(i): _capped(value.effect, limit) for i, value in enumerate(values)},
        "significant": any(known) if known else None,
        "state": (measured or values)[0].state,
        "members": shown or None,
    }


def _capped(effect: float | None, limit: float) -> float | None:
    # Infinite effects (seen in one condition only) are drawn at the end of the scale, marked ≤ or ≥.
    if effect is None:
        return None
    return max(-HUGE, min(HUGE, effect)) if math.isfinite(effect) else math.copysign(limit, effect)


def _edges(network: Network, nodes: Sequence[SceneNode], marks: Sequence[Mark]) -> tuple[SceneEdge, ...]:
    positions = {n.id: (n.x, n.y) for n in nodes}
    sizes = {n.id: (float(n.columns["width"]), float(n.columns["height"])) for n in nodes}  # type: ignore[arg-type]
    names = [(m.x, m.y, m.x + m.width, m.y + m.height) for m in marks if m.kind == "text"]
    edges = tuple((e.id, e.source, e.target) for e in network.edges.values())
    ways = _ways(edges, tuple(positions.items()), tuple(sizes.items()), tuple(names), _around(positions, sizes, marks))
    return tuple(
        SceneEdge(e.id, e.source, e.target, _edge_columns(e, network), ways[e.id]) for e in network.edges.values()
    )


# The same network is composed again for every style, contrast and size: its ways and positions stay the same.
@lru_cache(maxsize=32)
def _ways(edges: Links, positions: Placed, sizes: Placed, names: tuple[Box, ...], around: Box) -> Mapping[str, Point | None]:
    return route(edges, dict(positions), dict(sizes), names, around, leaving=1.5)


@lru_cache(maxsize=16)
def _arranged(nodes: tuple[Node, ...], edges: tuple[Edge, ...], placed: Placed, places: tuple[Place, ...]) -> Arrangement:
    return arrange({n.id: n for n in nodes}, edges, Arrangement(dict(placed), places))


def _around(positions: Mapping[str, Point], sizes: Mapping[str, Point], marks: Sequence[Mark]) -> Box:
    """Return the box of all nodes and places: a bow beyond it would make everything smaller on paper."""
    boxes = [(x - sizes[n][0] / 2, y - sizes[n][1] / 2, x + sizes[n][0] / 2, y + sizes[n][1] / 2) for n, (x, y) in positions.items()]
    boxes += [(m.x, m.y, m.x + m.width, m.y + m.height) for m in marks]
    lefts, tops, rights, bottoms = zip(*boxes or [(0.0, 0.0, 1.0, 1.0)], strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


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


def _provenance(network: Network, look: Style, overlays: Sequence[Overlay]) -> dict[str, str]:
    facts = {"necro-cyto data": network.version, "style": look.name}
    if overlays:
        values = [o.values for o in overlays]
        first = values[0]
        facts |= {
            "values file": _each(escaped(v.path.name) for v in values),
            "values sha256": _each(v.file_hash for v in values),
            "contrast": _each(contrast_names(values) if len(values) > 1 else _clusters(overlays[0]) or [first.contrast]),
            "effect": _each(v.effect_name for v in values),
            "significance": _each(v.significance_name or "" for v in values),
            "threshold": f"{first.threshold:g}",
            "scale limit": f"{overlays[0].limit:g}",
        }
    return {k: v for k, v in facts.items() if v}


def _clusters(overlay: Overlay) -> list[str]:
    return [f"{cell}: {', '.join(names)}" for cell, names in overlay.cells.items()]


def _each(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))
