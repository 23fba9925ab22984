"""File rows to one row per gene, by one stated rule."""

from __future__ import annotations

import numpy as np
import pandas as pd

RULES = ("smallest adjusted p", "largest effect")


def rule_for(collapse: str, significance_kind: str) -> str:
    """Return the rule in words, for the kind of significance that the file has.

    >>> rule_for("smallest adjusted p", "raw p"), rule_for("smallest adjusted p", "none")
    ('smallest raw p', 'largest effect')
    """
    kinds = {"adjusted p": "smallest adjusted p", "raw p": "smallest raw p", "flag": "flagged, then largest effect"}
    return kinds.get(significance_kind, "largest effect") if collapse == RULES[0] else collapse


def per_gene(rows: pd.DataFrame, pairs: pd.DataFrame, rule: str) -> pd.DataFrame:
    """Return the best row of each gene, in the order of genes, and how many there were (``rows``).

    Tested rows come before untested ones, rows with an effect before those without; then the rule decides, and among
    equals the largest absolute effect.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per file row: ``code`` of its identifier, ``effect``, ``significance``, ``significant``, ``tested``.
    pairs : pandas.DataFrame
        ``code`` of an identifier and the number of a ``gene`` that it names.
    rule : str
        What `rule_for` returned.
    """
    table = rows.merge(pairs, on="code", how="inner")
    table = table.iloc[_best_first(table, rule)]
    best = table.drop_duplicates("gene").sort_values("gene")
    counts = table["gene"].value_counts()
    return best.assign(rows=counts.reindex(best["gene"]).to_numpy(dtype=int))


def _best_first(table: pd.DataFrame, rule: str) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    effect = table["effect"].to_numpy(dtype=float)
    first = np.zeros(len(table))
    if rule.startswith("smallest"):
        first = table["significance"].fillna(np.inf).to_numpy(dtype=float)
    elif rule.startswith("flagged"):
        first = np.array([flag is not True for flag in table["significant"]], dtype=float)
    size = -np.nan_to_num(np.abs(effect), nan=-1.0, posinf=np.inf)
    return np.lexsort((size, first, np.isnan(effect), ~table["tested"].to_numpy(dtype=bool)))
