"""The rows of one contrast: identifiers found (and recovered), effect and significance measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.identifiers import Lookup, Packed, Pairs, load_identifiers
from necro_cyto.readers.contrasts import by_label
from necro_cyto.readers.genes import bare
from necro_cyto.readers.measure import Column, directions, effect_of, flags_of, significance_of, without_filler
from necro_cyto.readers.model import Contrast, counted, one_line
from necro_cyto.readers.notes import Objects, date_notes, lookup_notes, orthologue_notes, weaker_notes
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.table import Table, firsts

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
Floats = np.ndarray[tuple[int], np.dtype[np.floating[Any]]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
Signs = np.ndarray[tuple[int], np.dtype[np.int8]]
_BLANKS = (" ", "\t", "\xa0")


@dataclass(frozen=True)
class Genes:
    """The identifiers of the rows, and the genes they name.

    Row ``i`` bears ``names[i]``; a name that led nowhere is replaced by one of another column that did. `pairs` tell
    which row names which gene (row of the shipped table).
    """

    names: Objects
    pairs: Pairs
    lookup: Lookup
    ambiguous: Mapping[str, list[str]]
    notes: Sequence[str]

    @cached_property
    def blank(self) -> tuple[int, int]:
        """How many rows have no name, and how many a dash; neither names a gene."""
        left = self.names[_lost(self.pairs, len(self.names))].tolist()
        return left.count(""), left.count("-")

    def examples(self, count: int) -> tuple[str, ...]:
        """Return the first identifiers."""
        first = list(dict.fromkeys(self.names[:1000].tolist()))[: count + 1]
        return tuple(one_line(name, 30) for name in first if name)[:count]


@dataclass(frozen=True)
class Rows:
    """Effect, significance, significant (1, 0, -1 for unknown), tested of each row; the contrast with its final kinds."""

    effect: Floats
    significance: Floats
    significant: Signs
    tested: Flags
    contrast: Contrast
    notes: tuple[str, ...]

    def table(self, genes: Genes, best: tuple[Ints, Ints, Ints]) -> pd.DataFrame:
        """Return the table of `Values`, from the genes, the best row of each, and how many rows there were."""
        gene, at, count = best
        identifiers = load_identifiers()
        columns = {
            "symbol": identifiers.named("symbol", gene),
            "given_id": pd.array(genes.names[at], dtype="str"),
            "effect": self.effect[at],
            "significance": self.significance[at],
            "significant": in_words(self.significant[at]),
            "tested": self.tested[at],
            "rows": count,
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
            controls |= np.array([name[:4] == "AFFX" for name in _names(table, gene.column)[0]], dtype=bool)
    notes = (f"{counted(controls.sum(), 'control probe')} (AFFX) left out",) if controls.any() else ()
    return (table.rows(~controls) if notes else table), notes


def genes_of(plan: Plan, table: Table, species: str | None) -> Genes:
    """Find the genes of the rows; a name that leads nowhere is tried through the other identifier columns."""
    (names, given), species = _names(table, plan.gene.column), species or plan.species
    first, notes = names, []
    lookup = load_identifiers().lookup(given, species=species)
    pairs = lookup.pairs
    for other in plan.others:
        lost = _lost(pairs, len(names))
        if other.id_type == "probe" or not len(lost):
            continue
        more_names = _trimmed_names(table[other.column].iloc[lost])
        more = load_identifiers().lookup(more_names.tolist(), species=species).pairs
        if len(more):
            saved = np.unique(more.at)
            names = first.copy() if names is first else names
            names[lost[saved]] = more_names[saved]
            pairs = _joined(pairs, replace(more, at=lost[more.at]))
            notes.append(f'{counted(len(saved), "row")} matched through "{plan.name(other.column)}" instead')
    kept = pairs.strongest(lookup.species)
    notes += weaker_notes(pairs, kept, names)
    left = set(names[_lost(pairs, len(names))]) if lookup.ambiguous else set()
    ambiguous = {name: genes for name, genes in lookup.ambiguous.items() if name in left}
    genes = Genes(names, kept, lookup, ambiguous, notes)
    notes += [
        *date_notes(plan, lookup, first, names),
        *lookup_notes(lookup, pairs, ambiguous, genes.blank[0]),
        *orthologue_notes(lookup.species, kept, names),
    ]
    return genes


def _names(table: Table, column: int) -> tuple[Objects, Packed | list[str]]:
    """Return the names in a column, also as they are looked up fastest."""
    packed = table.packed.get(column)
    if packed is None or bare(packed.names) is not packed.names:
        names = _trimmed_names(table[column])
        return names, names.tolist()
    return np.array(packed.names, dtype=object), packed


def _trimmed_names(cells: pd.Series[str]) -> Objects:
    names = cells.to_numpy(dtype=object)
    try:
        text = "".join(names)
    except TypeError:  # a cell is missing
        names = cells.fillna("").to_numpy(dtype=object)
        text = "".join(names)
    if any(blank in text for blank in _BLANKS):
        names = np.array([name.strip() for name in names], dtype=object)
    given = names.tolist()
    plain = bare(given)
    return names if plain is given else np.array(plain, dtype=object)


def _lost(pairs: Pairs, count: int) -> Ints:
    """Return the rows that name no gene."""
    named = np.zeros(count, dtype=bool)
    named[pairs.at] = True
    return np.flatnonzero(~named)


def _joined(one: Pairs, other: Pairs) -> Pairs:
    at = np.concatenate([one.at, other.at])
    order = np.argsort(at, kind="stable")
    gene, kind = np.concatenate([one.gene, other.gene]), np.concatenate([one.kind, other.kind])
    return Pairs(at[order], gene[order], kind[order])


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
    tested = _tested(plan, table, notes)
    change, value = (np.where(tested, cells, np.nan) for cells in (effect, p))
    notes += _scale_notes(plan, change, contrast, kind)
    significant: Any = (value < threshold if flags is None else flags).astype(np.int8)
    significant[np.isnan(change) if flags is not None else np.isnan(change) | np.isnan(value)] = -1
    where = where if kind != "none" else -1
    final = replace(contrast, effect_kind=effect_kind, significance_kind=kind, significance=where)
    return Rows(change, value, significant, tested, final, tuple(notes))


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


def ambiguous_of(genes: Genes) -> list[dict[str, Any]]:
    """Return the ambiguous identifiers with the symbols of their genes."""
    symbol = load_identifiers().symbol
    return [{"id": name, "genes": [symbol(gene) for gene in several]} for name, several in genes.ambiguous.items()]
