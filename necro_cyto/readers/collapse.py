"""File rows to one row per gene, by one stated rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

from necro_cyto.identifiers import Pairs
from necro_cyto.readers.matched import Genes
from necro_cyto.readers.rows import Best, Rows, in_words

RULES = ("smallest adjusted p", "largest effect", "first", "mean")
Ints = np.ndarray[tuple[int], np.dtype[np.intp]]


def rule_for(collapse: str, significance_kind: str) -> str:
    """Return the rule in words, for the kind of significance that the file has.

    >>> rule_for("smallest adjusted p", "raw p"), rule_for("smallest adjusted p", "none")
    ('smallest raw p', 'largest effect')
    >>> rule_for("mean", "adjusted p"), rule_for("first", "flag")
    ('mean effect, largest adjusted p', 'first row of the file')
    """
    if collapse == "first":
        return "first row of the file"
    if collapse == "mean":
        return "mean effect" if significance_kind == "none" else f"mean effect, largest {significance_kind}"
    kinds = {"adjusted p": "smallest adjusted p", "raw p": "smallest raw p", "flag": "flagged, then largest effect"}
    return kinds.get(significance_kind, "largest effect") if collapse == RULES[0] else collapse


def collapsed(rows: Rows, genes: Genes, best: Best, rule: str) -> pd.DataFrame:
    """Return the table of `Values`: one row for each gene."""
    table = rows.table(genes, best)
    return _averaged(table, rows, genes.pairs, best) if rule.startswith("mean") else table


def disagreeing(rows: Rows, pairs: Pairs) -> int:
    """Return how many genes have rows that went up and rows that went down, significantly where that is known."""
    several = np.flatnonzero(np.bincount(pairs.gene)[pairs.gene] > 1)
    at, gene = pairs.at[several], pairs.gene[several]
    counts = rows.tested[at] if rows.contrast.significance_kind == "none" else rows.significant[at] == 1
    effect = np.where(counts, rows.effect[at], np.nan)
    up, down = (np.bincount(gene[side], minlength=1) for side in (effect > 0, effect < 0))
    width = min(len(up), len(down))
    return int(((up[:width] > 0) & (down[:width] > 0)).sum())


def _averaged(table: pd.DataFrame, rows: Rows, pairs: Pairs, best: Best) -> pd.DataFrame:
    """Return the table with the means of the tested rows of each gene; significant is what all of them are."""
    every = pd.DataFrame(
        {
            "gene": pairs.gene,
            "effect": rows.effect[pairs.at],
            "significance": rows.significance[pairs.at],
            "significant": in_words(rows.significant[pairs.at]),
        }
    )[rows.tested[pairs.at]]
    groups = every.groupby("gene")
    means = pd.DataFrame({"effect": groups["effect"].mean(), "significance": groups["significance"].max()})
    means = means.reindex(best.gene)
    all_of = every.dropna(subset="significant").groupby("gene")["significant"].agg(lambda flags: all(flags))
    significant = all_of.reindex(best.gene).astype(object)
    significant = significant.where(significant.notna(), None)
    columns = {"effect": means["effect"], "significance": means["significance"], "significant": significant}
    return table.assign(**{name: column.to_numpy() for name, column in columns.items()})


def per_gene(rows: Rows, pairs: Pairs, rule: str) -> Best:
    """Return the genes that the rows name, the best row of each, and how many there were.

    Tested rows come before untested ones, rows with an effect before those without; then the rule decides, and among
    equals the largest absolute effect.

    Parameters
    ----------
    rows : Rows
        Effect, significance and whether it was tested of each row of the file.
    pairs : Pairs
        Which row (``at``) names which gene.
    rule : str
        What `rule_for` returned.
    """
    count = np.bincount(pairs.gene)
    best = np.full(len(count), -1)
    best[pairs.gene] = pairs.at
    if count.max(initial=1) > 1:
        several = np.flatnonzero(count[pairs.gene] > 1)
        at, gene = pairs.at[several], pairs.gene[several]
        order = _best_first(rows, at, gene, rule)
        at, gene = at[order], gene[order]
        first = np.flatnonzero(np.diff(gene, prepend=-1))
        best[gene[first]] = at[first]
    genes = np.flatnonzero(count)
    return Best(genes, best[genes], count[genes])


def _best_first(rows: Rows, at: Ints, gene: Ints, rule: str) -> Ints:
    """Return the order by gene, the best row of each first."""
    effect = rows.effect[at]
    # Tested ones and those with an effect come first, whatever the rule.
    group = gene * 4 + 2 * ~rows.tested[at] + np.isnan(effect)
    if rule.startswith("first"):
        return np.lexsort((at, group))
    size = -np.nan_to_num(np.abs(effect), nan=-1.0, posinf=np.inf)
    if rule.startswith("smallest"):
        p = rows.significance[at]
        return np.lexsort((size, np.where(np.isnan(p), np.inf, p), group))
    if rule.startswith("flagged"):
        return np.lexsort((size, rows.significant[at] != 1, group))
    return np.lexsort((size, group))
