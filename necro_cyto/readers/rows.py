"""The rows of one contrast: identifiers found (and recovered), effect and significance measured."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.identifiers import BY_NAME, Lookup, Matches, is_date, load_identifiers
from necro_cyto.readers.contrasts import by_label
from necro_cyto.readers.measure import Column, directions, effect_of, flags_of, significance_of, without_filler
from necro_cyto.readers.model import Contrast, counted, one_line
from necro_cyto.readers.plan import Plan

Codes = np.ndarray[tuple[int], np.dtype[np.intp]]
COLUMNS = ("symbol", "given_id", "effect", "significance", "significant", "tested", "rows")


@dataclass(frozen=True)
class Genes:
    """The identifiers of the rows, and the genes they name.

    Row ``i`` bears ``names[codes[i]]``; a name that led nowhere is replaced by one of another column that did.
    """

    names: Sequence[str]
    codes: Codes
    lookup: Lookup
    notes: tuple[str, ...]

    def pairs(self) -> pd.DataFrame:
        """Return which genes (``gene``: row of the shipped table) each identifier (``code``) names."""
        found = self.lookup.matches.found
        codes, genes = array("q"), array("q")
        for code, name in enumerate(self.names):
            for rows, _ in found.get(name, ()):
                codes.extend([code] * len(rows))
                genes.extend(rows)
        pairs = pd.DataFrame({"code": np.array(codes, dtype=np.intp), "gene": np.array(genes, dtype=np.intp)})
        return pairs.drop_duplicates()

    def named(self, best: pd.DataFrame) -> pd.DataFrame:
        """Return a table by ``gene`` and ``code`` with the names of both, by HGNC id."""
        columns = load_identifiers().columns
        named = best.assign(
            symbol=[columns["symbol"][gene] for gene in best["gene"]],
            given_id=[self.names[code] for code in best["code"]],
        )
        index = pd.Index([columns["hgnc"][gene] for gene in best["gene"]], dtype="str", name="hgnc")
        return named.set_index(index)[list(COLUMNS)]


@dataclass(frozen=True)
class Rows:
    """Effect, significance, significant and tested of each row; the contrast with its final kinds."""

    table: pd.DataFrame
    contrast: Contrast
    notes: tuple[str, ...]


def read_columns(plan: Plan, contrasts: Sequence[Contrast]) -> pd.DataFrame:
    """Read the columns that the plan and some contrasts need, once."""
    text = {plan.gene.column, *(gene.column for gene in plan.others), *plan.labels, plan.status}
    text |= {contrast.gene for contrast in contrasts}  # each may have its own
    text |= {contrast.significance for contrast in contrasts if contrast.significance_kind == "flag"}
    text |= {contrast.effect for contrast in contrasts if contrast.effect_kind == "direction"}
    numbers = {column for c in contrasts for column in (c.effect, c.significance)}
    return plan.sheet.read(sorted(text - {-1}), sorted(numbers - text - {-1}))


def contrasts_of(plan: Plan, table: pd.DataFrame) -> list[Contrast]:
    """Return all contrasts of the file, those that stand below each other one by one.

    Labels that no tool declared are contrasts only if the same gene stands under several of them.
    """
    columns = list(plan.labels)
    if not columns:
        return list(plan.contrasts)
    labels = table[columns].apply(trimmed).drop_duplicates()
    if not plan.declared:
        pairs = table[[plan.gene.column, columns[0]]].dropna().drop_duplicates()
        if pairs[plan.gene.column].nunique() >= 0.99 * len(pairs):
            return list(plan.contrasts)
    found = [tuple(row) for row in labels.itertuples(index=False, name=None)]
    return by_label(plan.contrasts, columns, [label for label in found if any(label)])


def rows_of(table: pd.DataFrame, contrast: Contrast) -> pd.DataFrame:
    """Return the rows of one contrast."""
    for column, label in contrast.where:
        table = table[trimmed(table[column]) == label]
    return table


def trimmed(cells: pd.Series[str]) -> pd.Series[str]:
    """Return each text as one line without blanks at the ends; missing is empty."""
    meanings: dict[Any, str] = {cell: one_line(cell) for cell in cells.unique() if isinstance(cell, str)}
    return cells.map(lambda cell: meanings.get(cell, ""))


def without_controls(plan: Plan, table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Leave out the control probes of Affymetrix arrays."""
    controls = pd.Series(False, index=table.index)
    for gene in (plan.gene, *plan.others):
        if gene.id_type == "probe":
            controls |= table[gene.column].fillna("").str.startswith("AFFX")
    notes = (f"{counted(controls.sum(), 'control probe')} (AFFX) left out",) if controls.any() else ()
    return (table[~controls] if notes else table), notes


def genes_of(plan: Plan, table: pd.DataFrame, species: str | None) -> Genes:
    """Find the genes of the rows; a name that leads nowhere is tried through the other identifier columns."""
    codes, names = _coded(table[plan.gene.column])
    lookup = load_identifiers().lookup(names, species=species)
    first, notes = codes, []
    dates = [code for code, name in enumerate(names) if name not in lookup.matches.found and is_date(name)]
    for other in plan.others:
        lost = ~np.array([name in lookup.matches.found for name in names], dtype=bool)[codes]
        if other.id_type == "probe" or not lost.any():
            continue
        own, more_names = _coded(table[other.column][lost])
        more = load_identifiers().lookup(more_names, species=species)
        saved = np.array([name in more.matches.found for name in more_names], dtype=bool)[own]
        if saved.any():
            codes = codes.copy()
            codes[np.flatnonzero(lost)[saved]] = own[saved] + len(names)
            names = [*names, *more_names]
            lookup = _joined(lookup, more, {names[code] for code in np.unique(codes)})
            notes.append(f'{counted(saved.sum(), "row")} matched through "{plan.name(other.column)}" instead')
    spoilt = np.isin(first, dates)
    if spoilt.any():
        notes.append(_date_note(names[first[spoilt][0]], int(spoilt.sum()), int((codes != first)[spoilt].sum())))
    blank = sum(not names[code] for code in codes) if "" in names else 0
    return Genes(names, codes, lookup, (*notes, *_lookup_notes(lookup, blank)))


def _coded(cells: pd.Series[str]) -> tuple[Codes, list[str]]:
    codes, unique = pd.factorize(cells.fillna("").to_numpy(dtype=object))
    return codes, [str(name).strip() for name in unique]


def measure(plan: Plan, table: pd.DataFrame, contrast: Contrast, threshold: float) -> Rows:
    """Return effect and significance on their final scales.

    Raises
    ------
    ChoiceNeededError
        If it is not clear whether a fold change is a logarithm.
    """
    notes: list[str] = []
    column = Column(table[contrast.effect], plan.name(contrast.effect), plan.path, notes)
    effect, effect_kind = effect_of(column, contrast.effect_kind, plan.effect_chosen)
    p = pd.Series(np.nan, index=table.index)
    flags, kind, where = None, contrast.significance_kind, contrast.significance
    if kind == "flag":
        flags, effect = flags_of(table[where]), without_filler(effect, column)
    elif kind == "none" and effect_kind == "direction":
        flags, kind, where = directions(table[contrast.effect]) != 0, "flag", contrast.effect
    elif kind != "none":
        p, kind = significance_of(Column(table[where], plan.name(where), plan.path, notes), kind)
    tested = _tested(plan, table, notes)
    effect, p = effect.where(tested), p.where(tested)
    notes += _scale_notes(plan, effect, contrast, kind)
    known = effect.notna() if flags is not None else effect.notna() & p.notna()
    significant = (p < threshold if flags is None else flags).astype(object).where(known, None)
    rows = pd.DataFrame({"effect": effect, "significance": p, "significant": significant, "tested": tested})
    where = where if kind != "none" else -1
    final = replace(contrast, effect_kind=effect_kind, significance_kind=kind, significance=where)
    return Rows(rows, final, tuple(notes))


def _joined(lookup: Lookup, more: Lookup, left: Collection[str]) -> Lookup:
    """Return the first lookup with the matches of a second; `left` are the names still in use."""
    matches = Matches({**lookup.matches.found, **more.matches.found}, load_identifiers().columns)
    ambiguous = {name: genes for name, genes in lookup.ambiguous.items() if name in left}
    unknown = [name for name in lookup.unknown if name in left]
    return replace(lookup, matches=matches, ambiguous=ambiguous, unknown=unknown)


def _tested(plan: Plan, table: pd.DataFrame, notes: list[str]) -> pd.Series[bool]:
    if plan.status < 0:
        return pd.Series(True, index=table.index)
    tested = trimmed(table[plan.status]) == "OK"
    if not tested.all():
        notes.append(f'{counted((~tested).sum(), "row")} not tested ("{plan.name(plan.status)}" is not OK)')
    return tested


def _scale_notes(plan: Plan, effect: pd.Series[float], contrast: Contrast, kind: str) -> list[str]:
    notes = []
    if not effect.notna().any():
        notes.append(f'"{plan.name(contrast.effect)}" holds no values; formulas must be saved with their results')
    infinite = int(np.isinf(effect).sum())
    if infinite:
        notes.append(f"{counted(infinite, 'infinite effect')} (found in one condition only), drawn at the limit")
    if kind == "raw p":
        notes.append(f'"{plan.name(contrast.significance)}" holds raw p values, not adjusted for the number of tests')
    return notes


def _date_note(example: str, count: int, saved: int) -> str:
    rest = "" if saved == count else "; export the results again and do not save them from Excel"
    return f'{counted(count, "gene name")} turned into dates by Excel (as "{one_line(example, 30)}"): {saved} recovered{rest}'


def _lookup_notes(lookup: Lookup, blank: int) -> list[str]:
    notes = [f"{counted(blank, 'row')} without an identifier"] if blank else []
    if any(how == BY_NAME for found in lookup.matches.found.values() for _, how in found):
        notes.append(f"{lookup.species} genes are matched by name, not by orthology")
    if lookup.id_type == "probe":
        notes.append("the identifiers are array probes; add a column of gene symbols to the file")
    if lookup.ambiguous:
        notes.append(f"{counted(len(lookup.ambiguous), 'identifier')} left out: the name of several genes")
    return notes


def ambiguous_of(lookup: Lookup) -> list[dict[str, Any]]:
    """Return the ambiguous identifiers with the symbols of their genes."""
    symbol = load_identifiers().symbol
    return [{"id": name, "genes": [symbol(gene) for gene in genes]} for name, genes in lookup.ambiguous.items()]
