"""The rows of one contrast: its labels, effect and significance measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers.contrasts import by_label
from necro_cyto.readers.matched import Genes, names_in
from necro_cyto.readers.measure import Column, directions, effect_of, flags_of, significance_of, without_filler
from necro_cyto.readers.model import Contrast, counted, one_line
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.table import Table, firsts

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
Floats = np.ndarray[tuple[int], np.dtype[np.floating[Any]]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Signs = np.ndarray[tuple[int], np.dtype[np.int8]]
Objects = np.ndarray[tuple[int], np.dtype[np.object_]]


@dataclass(frozen=True)
class Best:
    """The genes that the rows name (rows of the shipped table, in its order), the best row of each, and how many name it."""

    gene: Ints
    at: Ints
    count: Ints


@dataclass(frozen=True)
class Rows:
    """Effect, significance, significant (1, 0, -1 for unknown), tested of each row; the contrast with its final kinds."""

    effect: Floats
    significance: Floats
    significant: Signs
    tested: Flags
    contrast: Contrast
    notes: tuple[str, ...]

    def table(self, genes: Genes, best: Best) -> pd.DataFrame:
        """Return the table of `Values`."""
        (gene, at), identifiers = (best.gene, best.at), load_identifiers()
        columns = {
            "symbol": identifiers.named("symbol", gene),
            "given_id": identifiers.spelled(genes.names.take(at), gene),
            "effect": self.effect[at],
            "significance": self.significance[at],
            "significant": in_words(self.significant[at]),
            "tested": self.tested[at],
            "rows": best.count,
        }
        return pd.DataFrame(columns, index=pd.Index(identifiers.named("hgnc", gene), name="hgnc", copy=False), copy=False)


def in_words(significant: Signs) -> Objects:
    """Return True for 1, False for 0, None for -1."""
    return np.array([False, True, None], dtype=object)[significant]


def read_columns(plan: Plan, contrasts: Sequence[Contrast]) -> Table:
    """Read the columns that the plan and some contrasts need, once."""
    text = {plan.gene.column, *(gene.column for gene in plan.others), *plan.labels, plan.status}
    text |= {contrast.gene for contrast in contrasts}  # each may have its own
    text |= {contrast.significance for contrast in contrasts if contrast.significance_kind == "flag"}
    text |= {contrast.effect for contrast in contrasts if contrast.effect_kind == "direction"}
    numbers = {column for c in contrasts for column in (c.effect, c.significance)}
    return plan.sheet.begin(sorted(text - {-1}), sorted(numbers - text - {-1}))


def contrasts_of(plan: Plan, table: Table) -> list[Contrast]:
    """Return all contrasts of the file, those that stand below each other one by one.

    Labels that no tool declared are contrasts only if the same gene stands under several of them.
    """
    columns = list(plan.labels) if plan.declared else _telling(plan, table)
    if not columns:
        return list(plan.contrasts)
    first = _first_rows(table, columns)
    found = list(dict.fromkeys(zip(*(_labels_at(table, column, first) for column in columns), strict=True)))
    joint = " vs " if plan.declared else ", "
    return by_label(plan.contrasts, columns, [label for label in found if any(label)], joint)


def _telling(plan: Plan, table: Table) -> list[int]:
    """Return the columns of labels that tell rows of the same gene apart."""
    told: list[int] = []
    codes = table.coded(plan.gene.column)[0]
    known = _count(codes)
    for label in plan.labels:
        labels, texts = table.coded(label)
        both = np.where((codes < 0) | (labels < 0), -1, codes * len(texts) + labels)
        more = _count(both)
        if known < 0.99 * more:
            told, known, codes = [*told, label], more, pd.factorize(np.where(both < 0, np.nan, both))[0]
    return told


def _count(codes: Ints) -> int:
    """Return how many numbers there are, each counted once, -1 not."""
    return len(pd.unique(codes[codes >= 0]))


def _first_rows(table: Table, columns: Sequence[int]) -> Ints:
    """Return the first row of each combination of cells in some columns, in file order."""
    combined = np.zeros(len(table), dtype=np.intp)
    for column in columns:
        codes, texts = table.coded(column)
        combined = pd.factorize(combined * (len(texts) + 1) + codes + 1)[0]
    return firsts(combined)


def _labels_at(table: Table, column: int, rows: Ints) -> list[str]:
    """Return the texts in some rows as labels: each as one line without blanks at the ends, a missing one empty."""
    codes, texts = table.coded(column)
    return [one_line(texts[code]) if code >= 0 else "" for code in codes[rows].tolist()]


def _labelled(table: Table, column: int, label: str) -> Flags:
    """Tell which rows have a label."""
    codes, texts = table.coded(column)
    flags: Flags = np.array([*(one_line(text) == label for text in texts), not label])[codes]
    return flags


def rows_of(table: Table, contrast: Contrast) -> Table:
    """Return the rows of one contrast."""
    for column, label in contrast.where:
        mine = _labelled(table, column, label)
        table = table if mine.all() else table.rows(mine)
    return table


def without_controls(plan: Plan, table: Table) -> tuple[Table, tuple[str, ...]]:
    """Leave out the control probes of Affymetrix arrays."""
    controls = np.zeros(len(table), dtype=bool)
    for gene in (plan.gene, *plan.others):
        if gene.id_type == "probe":
            controls |= names_in(table, gene.column).starting(b"AFFX")
    notes = (f"{counted(controls.sum(), 'control probe')} (AFFX) left out",) if controls.any() else ()
    return (table.rows(~controls) if notes else table), notes


@np.errstate(all="ignore")
def measure(plan: Plan, table: Table, contrast: Contrast, threshold: float) -> Rows:
    """Return effect and significance on their final scales.

    Raises
    ------
    ChoiceNeededError
        If it is not clear whether a fold change is a logarithm.
    """
    notes: list[str] = []
    column = Column(table[contrast.effect], plan.name(contrast.effect), plan.path, notes, plan.decimal)
    effect, effect_kind = effect_of(column, contrast.effect_kind, plan.effect_chosen, plan.one_sided)
    p = np.full(len(table), np.nan)
    flags, kind, where = None, contrast.significance_kind, contrast.significance
    if kind == "flag":
        flags, effect = flags_of(table[where]), without_filler(effect, column)
    elif kind == "none" and effect_kind == "direction":
        flags, kind, where = directions(table[contrast.effect]) != 0, "flag", contrast.effect
    elif kind != "none":
        p, kind = significance_of(Column(table[where], plan.name(where), plan.path, notes, plan.decimal), kind)
    effect, p = _without_zeros(effect, p, notes)
    tested = _tested(plan, table, notes)
    change, value = (np.where(tested, cells, np.nan) for cells in (effect, p))
    notes += _scale_notes(plan, change, contrast, kind)
    significant: Any = (value < threshold if flags is None else flags).astype(np.int8)
    significant[np.isnan(change) if flags is not None else np.isnan(change) | np.isnan(value)] = -1
    where = where if kind != "none" else -1
    final = replace(contrast, effect_kind=effect_kind, significance_kind=kind, significance=where)
    return Rows(change, value, significant, tested, final, tuple(notes))


def _without_zeros(effect: Floats, p: Floats, notes: list[str]) -> tuple[Floats, Floats]:
    """Take rows for not measured that say 0 for all: no gene without any change is sure to have changed."""
    zero = (effect == 0) & (p == 0)
    if not zero.any():
        return effect, p
    notes.append(f"{counted(zero.sum(), 'row')} with exactly 0 for the effect and for its p value taken for not measured")
    return np.where(zero, np.nan, effect), np.where(zero, np.nan, p)


def _tested(plan: Plan, table: Table, notes: list[str]) -> Flags:
    if plan.status < 0:
        return np.full(len(table), True)
    tested = _labelled(table, plan.status, "OK")
    if not tested.all():
        notes.append(f'{counted((~tested).sum(), "row")} not tested ("{plan.name(plan.status)}" is not OK)')
    return tested


def _scale_notes(plan: Plan, effect: Floats, contrast: Contrast, kind: str) -> list[str]:
    notes = []
    infinite = int(np.isinf(effect).sum())
    if infinite:
        notes.append(f"{counted(infinite, 'infinite effect')} (found in one condition only), drawn at the limit")
    if kind == "raw p":
        notes.append(f'"{plan.name(contrast.significance)}" holds raw p values, not adjusted for the number of tests')
    return notes
