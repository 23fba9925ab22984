"""Values laid over the nodes of a network, and a report of what matched."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers import Values
from necro_cyto.schema import Node

STATES = ("measured", "no p", "no value", "not in file", "no gene")
_NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_NOTHING = 1e-12
_STRONGEST = 10


class Member(NamedTuple):
    """One gene of a node."""

    symbol: str
    effect: float | None
    significance: float | None


@dataclass(frozen=True)
class NodeValue:
    """What a node shows: the value of its gene, or of one member of a complex."""

    effect: float | None = None
    significance: float | None = None
    significant: bool | None = None
    state: str = "no gene"
    gene: str = ""
    members: tuple[Member, ...] = ()
    given_id: str = ""


@dataclass(frozen=True)
class Overlay:
    """Values on nodes, the limit of the colour scale, and which of its ends are clipped."""

    values: Values
    by_node: Mapping[str, NodeValue]
    limit: float
    clipped_low: bool
    clipped_high: bool
    report: dict[str, Any]


def lay_over(nodes: Mapping[str, Node], values: Values, limit: float | None = None) -> Overlay:
    """Lay values over nodes.

    A complex shows its member with the largest absolute effect among the significant ones, else among all.

    Parameters
    ----------
    nodes : mapping of str to Node
        The nodes of a network.
    values : Values
        What `read_values` returned.
    limit : float, optional
        Where the colour scale ends on both sides; see `nice_limit` for the default.

    Raises
    ------
    InputError
        If no gene of the network is in the file, or the limit is not positive.
    """
    if limit is not None and not (limit > 0 and math.isfinite(limit)):
        raise InputError(f"limit {limit:g}: give a number above 0, as 2")
    genes = list(dict.fromkeys(gene for node in nodes.values() for gene in node.genes))
    on_network = values.table[values.table.index.isin(genes)]
    rows: dict[str, Any] = {str(row.Index): row for row in on_network.itertuples()}
    matched = [gene for gene in genes if gene in rows]
    if genes and not matched:
        raise InputError(_nothing_matched(values))
    by_node = {name: _node_value(node, rows, values) for name, node in nodes.items()}
    effects = [value.effect for value in by_node.values() if value.effect is not None]
    end = limit if limit is not None else nice_limit(effects, values.effect_kind)
    return Overlay(
        values,
        by_node,
        end,
        any(effect < -end for effect in effects),
        any(effect > end for effect in effects),
        {**_report(values, genes, matched), "complexes": _complexes(nodes, by_node)},
    )


def _complexes(nodes: Mapping[str, Node], by_node: Mapping[str, NodeValue]) -> list[dict[str, Any]]:
    """Return which member each node of several genes shows."""
    return [
        {"node": nodes[name].label, "shown": value.gene, "members": [m.symbol for m in value.members]}
        for name, value in by_node.items()
        if value.members and value.effect is not None
    ]


def nice_limit(effects: Iterable[float], kind: str = "log2FC") -> float:
    """Return a round limit that covers nearly all absolute effects.

    It is the smallest of 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 (times a power of ten) that is not below the 98th
    percentile of the finite absolute effects, so that one outlier among many does not pale the rest; never less than
    1 for fold changes, and 1 if there are none.

    >>> nice_limit([0.2, -1.7, 0.4]), nice_limit([0.03, -0.02], "score"), nice_limit([12.0, -0.1])
    (2.0, 0.03, 15.0)
    """
    if kind == "direction":
        return 1.0
    sizes = [abs(effect) for effect in effects if math.isfinite(effect) and abs(effect) > _NOTHING]
    if not sizes:
        return 1.0
    top = float(np.percentile(sizes, 98))
    scale = 10.0 ** math.floor(math.log10(top))
    steps = [float(f"{step * scale:.3g}") for step in (*_NICE, 10.0)]
    found = next((step for step in steps if step >= top * 0.999 and math.isfinite(step)), top)
    return max(found, 1.0) if kind == "log2FC" else found


def _node_value(node: Node, rows: Mapping[str, Any], values: Values) -> NodeValue:
    if not node.genes:
        return NodeValue()
    symbol = load_identifiers().symbol
    found = [rows[gene] for gene in node.genes if gene in rows]
    members = tuple(_member(rows[gene]) if gene in rows else Member(symbol(gene), None, None) for gene in node.genes)
    shown = members if len(members) > 1 else ()
    if not found:
        return NodeValue(state="not in file", gene=symbol(node.genes[0]) if len(node.genes) == 1 else "", members=shown)
    best = min(found, key=_weight)
    effect, p = _number(best.effect), _number(best.significance)
    return NodeValue(
        effect,
        p,
        None if best.significant is None else bool(best.significant),
        _state(effect, p, best.significant, values),
        best.symbol,
        shown,
        best.given_id,
    )


def _state(effect: float | None, p: float | None, significant: bool | None, values: Values) -> str:
    if effect is None:
        return "no value"
    has_p = values.significance_kind in ("adjusted p", "raw p")
    return "no p" if has_p and p is None else "measured"


def _weight(row: Any) -> tuple[bool, bool, float]:
    effect = _number(row.effect)
    return (effect is None, row.significant is not True, -abs(effect or 0.0))


def _member(row: Any) -> Member:
    return Member(row.symbol, _number(row.effect), _number(row.significance))


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def _nothing_matched(values: Values) -> str:
    seen = values.inspection
    examples = ", ".join(seen.examples) or "none"
    return (
        f'{values.path}: no gene of the network is in it. Column "{seen.id_column}" was read as {seen.id_type} '
        f"({seen.species}), for example {examples}; name another column with --id-column, or the species with --species"
    )


def _report(values: Values, genes: Sequence[str], matched: Sequence[str]) -> dict[str, Any]:
    symbol = load_identifiers().symbol
    there, symbols = set(matched), {symbol(gene) for gene in genes}
    on_network = values.table.loc[list(matched)]
    report = values.inspection.to_json()
    report["matched"] = {"network_genes": len(matched), "of": len(genes), "rows": int(on_network["rows"].sum())}
    report["not_in_file"] = sorted(symbol(gene) for gene in genes if gene not in there)
    # Those that may be on the network come first.
    report["ambiguous"] = sorted(report["ambiguous"], key=lambda item: symbols.isdisjoint(item["genes"]))
    report["warnings"] += _shared(on_network)
    report["strongest_absent"] = _strongest_absent(values.table, set(genes))
    return report


def _shared(table: pd.DataFrame) -> list[str]:
    """Tell which identifier stands for several genes of the network, as one mouse gene may."""
    several = table[table.duplicated("given_id", keep=False)]
    return [
        f'"{name}" stands for {", ".join(sorted(rows["symbol"]))}: they show the same value'
        for name, rows in several.groupby("given_id", sort=True)
    ]


def _strongest_absent(table: pd.DataFrame, genes: set[str]) -> list[dict[str, Any]]:
    """Return the genes with the largest effects, among the significant if there are any, that are not on the network."""
    absent = table[~table.index.isin(genes) & table["effect"].notna()]
    significant = absent[absent["significant"] == True]  # noqa: E712
    ranked = (significant if len(significant) else absent).copy()
    ranked["size"] = ranked["effect"].abs()
    top = ranked.nlargest(_STRONGEST, "size")
    cells = zip(top["symbol"], top["effect"], top["significance"], strict=True)
    return [{"gene": gene, "effect": _text(effect), "significance": _number(p)} for gene, effect, p in cells]


def _text(effect: float) -> float | str:
    # JSON has no infinity.
    return float(effect) if math.isfinite(effect) else ("inf" if effect > 0 else "-inf")
