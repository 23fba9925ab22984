"""File rows to one row per gene, by one stated rule."""

from __future__ import annotations

import numpy as np

from necro_cyto.identifiers import Pairs
from necro_cyto.readers.rows import Rows

RULES = ("smallest adjusted p", "largest effect")
Ints = np.ndarray[tuple[int], np.dtype[np.intp]]


def rule_for(collapse: str, significance_kind: str) -> str:
    """Return the rule in words, for the kind of significance that the file has.

    >>> rule_for("smallest adjusted p", "raw p"), rule_for("smallest adjusted p", "none")
    ('smallest raw p', 'largest effect')
    """
    kinds = {"adjusted p": "smallest adjusted p", "raw p": "smallest raw p", "flag": "flagged, then largest effect"}
    return kinds.get(significance_kind, "largest effect") if collapse == RULES[0] else collapse


def per_gene(rows: Rows, pairs: Pairs, rule: str) -> tuple[Ints, Ints, Ints]:
    """Return the genes that the rows name, in the order of the table, the best row of each, and how many there were.

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
    single = count[pairs.gene] == 1
    best[pairs.gene[single]] = pairs.at[single]
    at, gene = pairs.at[~single], pairs.gene[~single]
    order = _best_first(rows, at, gene, rule)
    at, gene = at[order], gene[order]
    first = np.flatnonzero(np.diff(gene, prepend=-1))
    best[gene[first]] = at[first]
    genes = np.flatnonzero(count)
    return genes, best[genes], count[genes]


def _best_first(rows: Rows, at: Ints, gene: Ints, rule: str) -> Ints:
    """Return the order by gene, the best row of each first."""
    effect = rows.effect[at]
    first = np.zeros(len(at))
    if rule.startswith("smallest"):
        first = np.where(np.isnan(rows.significance[at]), np.inf, rows.significance[at])
    elif rule.startswith("flagged"):
        first = (rows.significant[at] != True).astype(float)  # noqa: E712 (None is not True)
    size = -np.nan_to_num(np.abs(effect), nan=-1.0, posinf=np.inf)
    return np.lexsort((size, first, np.isnan(effect), ~rows.tested[at], gene))
