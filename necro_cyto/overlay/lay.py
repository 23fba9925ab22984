"""Lay values over nodes: one value per gene on all its nodes, several contrasts, or values per cell."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.overlay.model import BULK, Member, NodeValue, Overlay, contrast_names
from necro_cyto.overlay.report import merged_report, nothing_matched, of_other_cells, report
from necro_cyto.overlay.scale import nice_limit
from necro_cyto.readers import Values
from necro_cyto.schema import CELLS, Node

# What a node of several genes shows.
LEAST_LIMIT, MOST_LIMIT = 1e-9, 1e9  # of a colour scale that a user gives
LARGEST = 1e100  # of the effects of a file
COMPLEX_RULES = ("strongest significant", "strongest", "smallest p", "mean")
Rows = Mapping[str, Any]  # gene → its row of a table of values


def lay_over(
    nodes: Mapping[str, Node], values: Values, limit: float | None = None, complexes: str = COMPLEX_RULES[0]
) -> Overlay:
    """Lay values over nodes.

    Parameters
    ----------
    nodes : mapping of str to Node
        The nodes of a network.
    values : Values
        What `read_values` returned.
    limit : float, optional
        Where the colour scale ends on both sides; see `nice_limit` for the default.
    complexes : str
        What a node of several genes shows: the member with the largest absolute effect among the significant ones, else
        among all (``"strongest significant"``), among all (``"strongest"``), the one with the ``"smallest p"``, or the
        ``"mean"`` effect, which has no significance.

    Raises
    ------
    InputError
        If no gene of the network is in the file, or the limit is not positive.
    """
    return lay_over_all(nodes, [values], limit, complexes)[0]


def lay_over_all(
    nodes: Mapping[str, Node],
    several: Sequence[Values],
    limit: float | None = None,
    complexes: str = COMPLEX_RULES[0],
) -> tuple[Overlay, ...]:
    """Lay several contrasts over nodes, on one scale.

    Parameters
    ----------
    nodes : mapping of str to Node
    several : sequence of Values
        What `read_contrasts` returned, or values of several files; their effects must be of one kind.
    limit : float, optional
        Where the colour scale ends on both sides, for all of them.
    complexes : str
        See `lay_over`.

    Raises
    ------
    InputError
        If no gene of the network is in any of them, their effects are of different kinds, or the limit is not positive.
    """
    _check(several, limit, complexes)
    return _scaled(nodes, [_laid(nodes, {BULK: [values]}, complexes) for values in several], limit)


def lay_over_cells(
    nodes: Mapping[str, Node],
    several: Sequence[Values],
    cells: Mapping[str, str | Sequence[str]],
    limit: float | None = None,
    complexes: str = COMPLEX_RULES[0],
) -> Overlay:
    """Lay values per cell over the nodes of that cell.

    Parameters
    ----------
    nodes : mapping of str to Node
    several : sequence of Values
        One per cluster or cell type of the file.
    cells : mapping of str to str or sequence of str
        Contrast (cluster) of the file → cell or cells of the network. Where several clusters are one cell, a node shows the
        value that the rule for complexes takes among them.
    limit : float, optional
    complexes : str
        See `lay_over`.

    Raises
    ------
    InputError
        If a cluster is unknown, or no cell is one of the network's, or nothing matches.
    """
    _check(several, limit, complexes)
    of_cell = _by_cell(nodes, several, cells)
    laid = _laid(nodes, of_cell, complexes)
    (overlay,) = _scaled(nodes, [laid], limit)
    return replace(overlay, report={**overlay.report, "cells": overlay.cells})


def _check(several: Sequence[Values], limit: float | None, complexes: str) -> None:
    if limit is not None and not LEAST_LIMIT <= limit <= MOST_LIMIT:
        raise InputError(f"limit {limit:g}: give a number above 0, as 2 (from {LEAST_LIMIT:g} to {MOST_LIMIT:g})")
    if complexes not in COMPLEX_RULES:
        raise UnknownNameError("rule for complexes", complexes, COMPLEX_RULES)
    if not several:
        raise InputError("no values were given: read them with read_values")
    kinds = {values.effect_kind: name for values, name in zip(several, contrast_names(several), strict=True)}
    if len(kinds) > 1:
        listed = ", ".join(f'"{name}" is a {kind}' for kind, name in kinds.items())
        raise InputError(f"these effects are not on one scale: {listed}; show them one at a time")


def _by_cell(
    nodes: Mapping[str, Node], several: Sequence[Values], cells: Mapping[str, str | Sequence[str]]
) -> dict[str, list[Values]]:
    # Only cells that have genes on the network can show values.
    known, names = sorted({node.cell for node in nodes.values() if node.genes}), contrast_names(several)
    pairs = [(cluster, cell) for cluster, given in cells.items() for cell in ([given] if isinstance(given, str) else given)]
    found: dict[str, list[Values]] = {}
    for cluster, cell in pairs:
        if cluster not in names:
            raise UnknownNameError(f"cluster in {several[0].path.name}", cluster, names)
        if cell not in (*known, *CELLS):
            raise UnknownNameError("cell of the network", cell, known)
        if cell in known:
            found.setdefault(cell, []).append(several[names.index(cluster)])
    if not found:
        raise InputError(f"{several[0].path}: no cluster is given to a cell of the network ({', '.join(known)})")
    return found


def _laid(nodes: Mapping[str, Node], of_cell: Mapping[str, Sequence[Values]], complexes: str) -> Overlay:
    reports, found = [], set[str]()
    by_node: dict[str, NodeValue] = {}
    for cell, several in of_cell.items():
        mine = {name: node for name, node in nodes.items() if cell in (BULK, node.cell)}
        genes = list(dict.fromkeys(gene for node in mine.values() for gene in node.genes))
        tables = [_rows(values, genes) for values in several]
        by_node |= {name: _node_value(node, tables, several[0], complexes) for name, node in mine.items()}
        reports += [report(mine, values, by_node, nodes) for values in several]
        found.update(*tables)
    for name, node in nodes.items():
        by_node.setdefault(name, _node_value(node, [], next(iter(of_cell.values()))[0], complexes))
    sources = {cell: tuple(several) for cell, several in of_cell.items()}
    first = next(iter(sources.values()))[0]
    whole = merged_report(nodes, reports, found, by_node)
    if BULK not in of_cell:
        whole = of_other_cells(whole, nodes, [values for several in of_cell.values() for values in several], found)
    return Overlay(first, by_node, 1.0, False, False, whole, sources)


def _rows(values: Values, genes: Sequence[str]) -> Rows:
    return {str(row.Index): row for row in values.table[values.table.index.isin(genes)].itertuples()}


def _scaled(nodes: Mapping[str, Node], laid: Sequence[Overlay], limit: float | None) -> tuple[Overlay, ...]:
    if any(node.genes for node in nodes.values()) and not any(o.report["matched"]["network_genes"] for o in laid):
        raise InputError(nothing_matched(laid[0].values))
    effects = [value.effect for overlay in laid for value in overlay.by_node.values() if value.effect is not None]
    end = limit if limit is not None else nice_limit(effects, laid[0].values.effect_kind)
    if end > LARGEST:
        raise InputError(f"{laid[0].values.path}: effects reach {end:g}, beyond any scale; name another column with --effect")
    return tuple(on_scale(overlay, end) for overlay in laid)


def on_scale(overlay: Overlay, end: float) -> Overlay:
    """Return an overlay whose colour scale ends at another place."""
    effects = [value.effect for value in overlay.by_node.values() if value.effect is not None]
    low, high = any(effect < -end for effect in effects), any(effect > end for effect in effects)
    return replace(overlay, limit=end, clipped_low=low, clipped_high=high)


def _node_value(node: Node, tables: Sequence[Rows], values: Values, complexes: str) -> NodeValue:
    if not node.genes:
        return NodeValue()
    symbol = load_identifiers().symbol
    found = [rows[gene] for rows in tables for gene in node.genes if gene in rows]
    members = tuple(_member(gene, tables, complexes) for gene in node.genes) if len(node.genes) > 1 else ()
    if not found:
        return NodeValue(state="not in file", gene=symbol(node.genes[0]) if len(node.genes) == 1 else "", members=members)
    if complexes == "mean" and len(node.genes) > 1:
        return _mean(found, members)
    best = min(found, key=_ORDERS[complexes])
    effect, p = _number(best.effect), _number(best.significance)
    return NodeValue(
        effect,
        p,
        None if best.significant is None else bool(best.significant),
        _state(effect, p, values),
        best.symbol,
        members,
        best.given_id,
    )


def _mean(found: Sequence[Any], members: tuple[Member, ...]) -> NodeValue:
    effects = [effect for row in found if (effect := _number(row.effect)) is not None and math.isfinite(effect)]
    if not effects:
        return NodeValue(state="no value", members=members)
    # A mean has no p value of its own.
    return NodeValue(sum(effects) / len(effects), state="measured", gene="mean of members", members=members)


def _state(effect: float | None, p: float | None, values: Values) -> str:
    if effect is None:
        return "no value"
    has_p = values.significance_kind in ("adjusted p", "raw p")
    return "no p" if has_p and p is None else "measured"


def _by_effect(row: Any) -> tuple[bool, float]:
    effect = _number(row.effect)
    return (effect is None, -abs(effect or 0.0))


def _by_significance(row: Any) -> tuple[bool, bool, float]:
    missing, size = _by_effect(row)
    return (missing, row.significant is not True, size)


def _by_p(row: Any) -> tuple[bool, float, float]:
    missing, size = _by_effect(row)
    p = _number(row.significance)
    return (missing, math.inf if p is None else p, size)


_ORDERS = {
    "strongest significant": _by_significance,
    "strongest": _by_effect,
    "smallest p": _by_p,
    "mean": _by_significance,
}


def _member(gene: str, tables: Sequence[Rows], complexes: str) -> Member:
    rows = [table[gene] for table in tables if gene in table]
    if not rows:
        return Member(load_identifiers().symbol(gene), None, None)
    best = min(rows, key=_ORDERS[complexes])
    return Member(best.symbol, _number(best.effect), _number(best.significance))


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
