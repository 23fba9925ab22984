"""A heat map as plain data: the genes of a network by contrast, on the scale of the map."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necro_cyto.channels import Channel
from necro_cyto.colour import text_on
from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.network import Network
from necro_cyto.overlay import contrast_names
from necro_cyto.panels.volcano import genes_of, value_style
from necro_cyto.readers import Values
from necro_cyto.schema import CELLS, MODULES
from necro_cyto.view import View

ORDERS = ("module", "cell", "cluster")
MISSING = "#D9D9D9"


@dataclass(frozen=True)
class HeatCell:
    """One gene in one contrast; `ink` is the colour of the dot that marks it as significant, empty without one."""

    fill: str
    ink: str
    missing: bool = False


@dataclass(frozen=True)
class HeatRow:
    """A gene; or, without cells, the heading of the genes below it."""

    label: str
    cells: tuple[HeatCell, ...] = ()


@dataclass(frozen=True)
class Heatmap:
    """Genes by contrast.

    Attributes
    ----------
    columns : tuple of str
        Contrasts, or cells for values per cell.
    rows : tuple of HeatRow
    missing, middle : str
        Colours of a cell without a value, and of one without a change.
    significance : str
        What a dot means, in words; empty if there are no dots.
    order : str
        By what the rows are ordered.
    """

    columns: tuple[str, ...]
    rows: tuple[HeatRow, ...]
    missing: str
    middle: str
    significance: str
    order: str

    @property
    def genes(self) -> int:
        """How many genes are shown."""
        return sum(1 for row in self.rows if row.cells)


def heatmap(view: View, order: str = ORDERS[0]) -> Heatmap:
    """Return the heat map of the genes of a view's network, in all of its contrasts.

    Parameters
    ----------
    view : View
        With values.
    order : str
        By ``"module"`` or ``"cell"`` of the network, each with a heading, or ``"cluster"``: similar genes together.

    Raises
    ------
    InputError
        If the view has no values.
    UnknownNameError
        If there is no such order.
    """
    if not view.overlays:
        raise InputError("a heat map needs values: give results files with --values")
    if order not in ORDERS:
        raise UnknownNameError("order of a heat map", order, ORDERS)
    network, columns = view.shown_network, _columns(view)
    fill = value_style(view).channel("node", "fill")
    genes = [g for g in genes_of(network) if any(g in values.table.index for _, several in columns for values in several)]
    table = {gene: [_value(gene, several) for _, several in columns] for gene in genes}
    rows = {gene: HeatRow(load_identifiers().symbol(gene) or gene, tuple(_cell(fill, *v) for v in table[gene])) for gene in genes}
    dots = any(cell.ink for row in rows.values() for cell in row.cells)
    return Heatmap(
        columns=tuple(name for name, _ in columns),
        rows=tuple(_ordered(network, table, rows, order, fill.points()[-1][0])),
        missing=str(fill.missing or MISSING),
        middle=str(fill.resolve({"effect": 0.0})),
        significance=_significance(view.overlays[0].values) if dots else "",
        order=order,
    )


def _columns(view: View) -> list[tuple[str, list[Values]]]:
    """Return what the columns show: the contrasts, or the values of each cell."""
    if view.overlays[0].cells:
        return [(cell, list(several)) for cell, several in view.overlays[0].sources.items()]
    values = [overlay.values for overlay in view.overlays]
    return [(name, [v]) for name, v in zip(contrast_names(values), values, strict=True)]


def _value(gene: str, several: Sequence[Values]) -> tuple[float, bool]:
    """Return effect and significance of a gene: of several clusters of a cell, the strongest significant."""
    rows: list[Any] = [v.table.loc[gene] for v in several if gene in v.table.index]
    found = [(float(row["effect"]), bool(row["significant"] is True or row["significant"] == 1)) for row in rows]
    known = [pair for pair in found if not math.isnan(pair[0])]
    return max(known, key=lambda pair: (pair[1], abs(pair[0])), default=(math.nan, False))


def _cell(fill: Channel, effect: float, significant: bool) -> HeatCell:
    if math.isnan(effect):
        return HeatCell(str(fill.missing or MISSING), "", missing=True)
    end = fill.points()[-1][0]
    colour = str(fill.resolve({"effect": max(-end, min(end, effect))}))
    return HeatCell(colour, text_on(colour) if significant else "")


def _significance(values: Values) -> str:
    return "flagged significant" if values.significance_kind == "flag" else f"{values.significance_kind} < {values.threshold:g}"


def _ordered(
    network: Network, table: Mapping[str, Sequence[tuple[float, bool]]], rows: Mapping[str, HeatRow], order: str,
    end: float,
) -> list[HeatRow]:  # fmt: skip
    genes = list(rows)
    # What lies beyond the scale is drawn, and compared, as its end.
    effects = np.clip(np.array([[v for v, _ in table[g]] for g in genes], dtype=float).reshape(len(genes), -1), -end, end)
    if order == "cluster":
        return [rows[genes[i]] for i in clustered(effects)]
    groups: dict[str, list[int]] = {}
    known = {"module": MODULES, "cell": CELLS}[order]
    for i, gene in enumerate(genes):
        groups.setdefault(_group(network, gene, order), []).append(i)
    found: list[HeatRow] = []
    for name in sorted(groups, key=lambda n: (known.index(n) if n in known else len(known), n)):
        within = groups[name]
        inside = [within[i] for i in clustered(effects[within])]
        found += [HeatRow(name or "other"), *(rows[genes[i]] for i in inside)]
    return found


def _group(network: Network, gene: str, order: str) -> str:
    """Return the module or cell of the first node that stands for a gene, a node of its own before a complex."""
    nodes = sorted((n for n in network.nodes.values() if gene in n.genes), key=lambda n: len(n.genes))
    return nodes[0].module if order == "module" else nodes[0].cell


def clustered(effects: NDArray[Any]) -> list[int]:
    """Return the order in which similar rows stand together: average linkage of their mean absolute differences.

    Of two clusters that are joined, the one with the larger mean comes first. Missing values count for nothing.

    >>> clustered(np.array([[-2.0, -1.9], [1.0, 1.1], [-1.8, -2.0], [1.2, 0.9]]))
    [1, 3, 2, 0]
    """
    if len(effects) < 2:
        return list(range(len(effects)))
    distance, means = _distances(effects)
    clusters = {i: [i] for i in range(len(effects))}
    while len(clusters) > 1:
        one, other = (int(i) for i in np.unravel_index(np.argmin(distance), distance.shape))
        a, b = len(clusters[one]), len(clusters[other])
        joined = (distance[one] * a + distance[other] * b) / (a + b)  # what is infinite stays so
        distance[one], distance[:, one] = joined, joined
        distance[one, one] = distance[other] = distance[:, other] = np.inf
        parts = sorted((clusters[one], clusters.pop(other)), key=lambda c: -float(means[c].mean()))
        clusters[one] = parts[0] + parts[1]
    return next(iter(clusters.values()))


def _distances(effects: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the distances of the rows, infinite to themselves, and their means."""
    gaps = np.abs(effects[:, None, :] - effects[None, :, :])
    common = (~np.isnan(gaps)).sum(axis=2)
    far = float(np.nanmax(gaps, initial=0.0)) + 1.0
    distance = np.where(common > 0, np.nansum(gaps, axis=2) / np.maximum(common, 1), far)
    np.fill_diagonal(distance, np.inf)
    counts = (~np.isnan(effects)).sum(axis=1)
    return distance, np.where(counts > 0, np.nansum(effects, axis=1) / np.maximum(counts, 1), -far)
