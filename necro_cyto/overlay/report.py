"""The report of an overlay: what matched, what did not, and which strong genes the network lacks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from necro_cyto.identifiers import load_identifiers
from necro_cyto.overlay.model import BULK, NodeValue, Overlay
from necro_cyto.readers import Values
from necro_cyto.schema import Node

_STRONGEST = 10
MATCH_COLUMNS = ("contrast", "gene", "nodes", "outcome", "reason", "id", "effect", "significance", "significant", "rows")


def report(
    nodes: Mapping[str, Node], values: Values, by_node: Mapping[str, NodeValue], whole: Mapping[str, Node]
) -> dict[str, Any]:
    """Return what of one file or contrast is on the nodes, some of the `whole` network's, with the stable keys of the
    interface.
    """
    symbol = load_identifiers().symbol
    genes = _genes(nodes)
    symbols = {symbol(gene) for gene in genes}
    on_network = values.table[values.table.index.isin(genes)]
    there = set(on_network.index)
    found = values.inspection.to_json()
    found["matched"] = {"network_genes": len(there), "of": len(genes), "rows": int(on_network["rows"].sum())}
    found["not_in_file"] = sorted(symbol(gene) for gene in genes if gene not in there)
    # Those that may be on the network come first.
    found["ambiguous"] = sorted(found["ambiguous"], key=lambda item: symbols.isdisjoint(item["genes"]))
    found["warnings"] += _shared(on_network)
    found["strongest_absent"] = _strongest_absent(values.table, set(_genes(whole)))
    found["complexes"] = _complexes(nodes, by_node)
    return found


def merged_report(
    nodes: Mapping[str, Node], reports: Sequence[dict[str, Any]], found: set[str], by_node: Mapping[str, NodeValue]
) -> dict[str, Any]:
    """Return one report of several contrasts.

    Parameters
    ----------
    reports : sequence of dict
        One per contrast.
    found : set of str
        Genes that at least one of them has.
    by_node : mapping
        What each node shows; empty when it shows several.
    """
    if len(reports) == 1:
        return reports[0]
    symbol, genes = load_identifiers().symbol, _genes(nodes)
    matched = {"network_genes": sum(gene in found for gene in genes), "of": len(genes)}
    return {
        **reports[0],
        "chosen": None,
        "chosen_contrasts": list(dict.fromkeys(part["chosen"] or part["file"] for part in reports)),
        "matched": {**matched, "rows": sum(part["matched"]["rows"] for part in reports)},
        "not_in_file": sorted(symbol(gene) for gene in genes if gene not in found),
        "warnings": list(dict.fromkeys(warning for part in reports for warning in part["warnings"])),
        "complexes": _complexes(nodes, by_node),
        "strongest_absent": _strongest_of(reports),
    }


def of_other_cells(
    whole: Mapping[str, Any], nodes: Mapping[str, Node], several: Sequence[Values], found: set[str]
) -> dict[str, Any]:
    """Return a report of values per cell that tells genes of the file from those whose nodes are of another cell."""
    symbol = load_identifiers().symbol
    there = [gene for gene in _genes(nodes) if gene not in found and any(gene in values.table.index for values in several)]
    names = sorted(map(symbol, there))
    if not names:
        return dict(whole)
    note = f"{', '.join(names)}: in the file, but for other cells than those of their nodes, which show no value"
    absent = [name for name in whole["not_in_file"] if name not in names]
    return {**whole, "not_in_file": absent, "warnings": [*whole["warnings"], note]}


def match_rows(nodes: Mapping[str, Node], overlays: Sequence[Overlay]) -> list[dict[str, Any]]:
    """Return one row per contrast and gene of the network, then the strongest genes that it lacks.

    Columns: ``contrast``, ``gene`` (symbol), ``nodes`` (labels), ``outcome`` (``matched``, ``collapsed``, ``no value``,
    ``ambiguous``, ``absent``, ``not on the network``), ``reason``, ``id`` (as in the file), ``effect``,
    ``significance``, ``significant``, ``rows`` (of the file).
    """
    return [
        row
        for overlay in overlays
        for cell, several in overlay.sources.items()
        for values in several
        for row in (*_gene_rows(_of_cell(nodes, cell), values), *_absent_rows(nodes, values))
    ]


def _of_cell(nodes: Mapping[str, Node], cell: str) -> dict[str, Node]:
    return {name: node for name, node in nodes.items() if cell in (BULK, node.cell)}


def _gene_rows(nodes: Mapping[str, Node], values: Values) -> list[dict[str, Any]]:
    table, symbol = values.table, load_identifiers().symbol
    labels: dict[str, list[str]] = {}
    for node in nodes.values():
        for gene in node.genes:
            labels.setdefault(gene, []).append(node.label)
    doubtful = {gene: item for item in values.inspection.ambiguous for gene in item["genes"]}
    rule = values.inspection.collapsed.get("rule", "")
    return [
        {
            "contrast": values.contrast,
            "gene": symbol(gene),
            "nodes": "; ".join(dict.fromkeys(labels[gene])),
            **(_found(table.loc[gene], rule) if gene in table.index else _missing(doubtful.get(symbol(gene)))),
        }
        for gene in labels
    ]


def _found(row: Any, rule: str) -> dict[str, Any]:
    count = int(row["rows"])
    known = pd.notna(row["effect"])
    outcome = "no value" if not known else "collapsed" if count > 1 else "matched"
    reason = f"one of {count} rows, by the {rule}" if count > 1 else "" if known else "the cell holds no number"
    return {
        "outcome": outcome,
        "reason": reason,
        "id": row["given_id"],
        "effect": _text(row["effect"]) if known else None,
        "significance": None if pd.isna(row["significance"]) else float(row["significance"]),
        "significant": None if row["significant"] is None else bool(row["significant"]),
        "rows": count,
    }


def _missing(doubtful: Mapping[str, Any] | None) -> dict[str, Any]:
    empty = {"id": None, "effect": None, "significance": None, "significant": None, "rows": 0}
    if doubtful is None:
        return {"outcome": "absent", "reason": "no identifier of the file names it", **empty}
    reason = f'"{doubtful["id"]}" may be {", ".join(doubtful["genes"])}'
    return {"outcome": "ambiguous", "reason": reason, **empty, "id": doubtful["id"]}


def _absent_rows(nodes: Mapping[str, Node], values: Values) -> list[dict[str, Any]]:
    strongest = _strongest(values.table, set(_genes(nodes)))
    return [
        {
            "contrast": values.contrast,
            "gene": row["symbol"],
            "nodes": "",
            **_found(row, ""),
            "outcome": "not on the network",
            "reason": "among the strongest of the file",
        }
        for _, row in strongest.iterrows()
    ]


def nothing_matched(values: Values) -> str:
    """Return what to say when no gene of the network is in the file."""
    seen = values.inspection
    examples = ", ".join(seen.examples) or "none"
    return (
        f'{values.path}: no gene of the network is in it. Column "{seen.id_column}" was read as {seen.id_type} '
        f"({seen.species}), for example {examples}; name another column with --id-column, or the species with --species"
    )


def _genes(nodes: Mapping[str, Node]) -> list[str]:
    return list(dict.fromkeys(gene for node in nodes.values() for gene in node.genes))


def _complexes(nodes: Mapping[str, Node], by_node: Mapping[str, NodeValue]) -> list[dict[str, Any]]:
    """Return which member each node of several genes shows."""
    return [
        {"node": nodes[name].label, "shown": value.gene, "members": [m.symbol for m in value.members]}
        for name, value in by_node.items()
        if name in nodes and value.members and value.effect is not None
    ]


def _shared(table: pd.DataFrame) -> list[str]:
    """Tell which identifier stands for several genes of the network, as one mouse gene may."""
    several = table[table.duplicated("given_id", keep=False)]
    return [
        f'"{name}" stands for {", ".join(sorted(rows["symbol"]))}: they show the same value'
        for name, rows in several.groupby("given_id", sort=True)
    ]


def _strongest_absent(table: pd.DataFrame, genes: set[str]) -> list[dict[str, Any]]:
    top = _strongest(table, genes)
    cells = zip(top["symbol"], top["effect"], top["significance"], strict=True)
    return [
        {"gene": gene, "effect": _text(effect), "significance": None if pd.isna(p) else float(p)}
        for gene, effect, p in cells
    ]


def _strongest(table: pd.DataFrame, genes: set[str]) -> pd.DataFrame:
    """Return the genes with the largest effects, among the significant if there are any, that are not on the network.

    Among equal effects, as infinite ones are, the smallest p comes first.
    """
    absent = table[~table.index.isin(genes) & table["effect"].notna()]
    significant = absent[absent["significant"] == True]  # noqa: E712
    ranked = (significant if len(significant) else absent).copy()
    ranked["size"] = ranked["effect"].abs()
    largest = ranked.nlargest(_STRONGEST, "size", keep="all")
    return largest.sort_values(["size", "significance"], ascending=[False, True], kind="stable").head(_STRONGEST)


def _strongest_of(reports: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the strongest absent genes of several contrasts, each with its largest effect."""
    every = [entry for part in reports for entry in part["strongest_absent"]]
    ranked = sorted(every, key=lambda entry: -abs(float(entry["effect"])))
    strongest: dict[str, dict[str, Any]] = {}
    for entry in ranked:
        strongest.setdefault(entry["gene"], entry)
    return list(strongest.values())[:_STRONGEST]


def _text(effect: float) -> float | str:
    # JSON has no infinity.
    return float(effect) if math.isfinite(effect) else ("inf" if effect > 0 else "-inf")
