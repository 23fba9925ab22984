"""The genes of the rows: identifiers found, and what is spoilt or unknown recovered through other columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from necro_cyto.identifiers import Lookup, Packed, Pairs, load_identifiers
from necro_cyto.readers.genes import bare
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.notes import date_notes, lookup_notes, orthologue_notes, weaker_notes
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.table import Table

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]
_BLANKS = (" ", "\t", "\xa0")


@dataclass(frozen=True)
class Genes:
    """The identifiers of the rows, and the genes they name.

    Row ``i`` bears ``names[i]``; a name that led nowhere is replaced by one of another column that did. `pairs` tell
    which row names which gene (row of the shipped table).
    """

    names: Packed
    pairs: Pairs
    lookup: Lookup
    ambiguous: Mapping[str, list[str]]
    notes: Sequence[str]

    @cached_property
    def blank(self) -> tuple[int, int]:
        """How many rows have no name, and how many a dash; neither names a gene."""
        left = self.names.take(_lost(self.pairs, len(self.names)))
        return int(left.equal(b"").sum()), int(left.equal(b"-").sum())

    def examples(self, count: int) -> tuple[str, ...]:
        """Return the first identifiers."""
        first: list[str] = []
        for names in (self.names[:50], self.names[50:1000]):
            first = list(dict.fromkeys([*first, *names]))[: count + 1]
            if len(first) > count:
                break
        return tuple(one_line(name, 30) for name in first if name)[:count]


def genes_of(plan: Plan, table: Table, species: str | None) -> Genes:
    """Find the genes of the rows; a name that leads nowhere is tried through the other identifier columns."""
    first, species = names_in(table, plan.gene.column), species or plan.species
    names, notes = first, []
    lookup = load_identifiers().lookup(names, species=species)
    pairs, tried = lookup.pairs, [names]
    for other in plan.others:
        lost = _lost(pairs, len(names))
        if other.id_type == "probe" or not len(lost):
            continue
        given = names_in(table, other.column)
        more_names = given.take(lost)
        if any(np.array_equal(more_names.hashes, others.take(lost).hashes) for others in tried):
            continue
        tried.append(given)
        more = load_identifiers().lookup(more_names, species=species).pairs
        if len(more):
            saved = np.unique(more.at)
            names = names.replaced(lost[saved], more_names.take(saved))
            pairs = _joined(pairs, replace(more, at=lost[more.at]))
            notes.append(f'{counted(len(saved), "row")} matched through "{plan.name(other.column)}" instead')
    kept = pairs.strongest(lookup.species)
    notes += weaker_notes(pairs, kept, names)
    left = set(names.texts(_lost(pairs, len(names)))) if lookup.ambiguous else set()
    ambiguous = {name: genes for name, genes in lookup.ambiguous.items() if name in left}
    genes = Genes(names, kept, lookup, ambiguous, notes)
    notes += [
        *date_notes(plan, lookup, first, names),
        *lookup_notes(lookup, pairs, ambiguous, genes.blank[0] if len(tried) == 1 else _blank_in_all(pairs, tried)),
        *orthologue_notes(lookup.species, kept, names),
    ]
    return genes


def names_in(table: Table, column: int) -> Packed:
    """Return the names in a column, those of missing cells empty."""
    packed = table.packed.get(column)
    if packed is None:
        names: Sequence[str] = table[column].fillna("").tolist()
        text = "".join(names)
        if any(blank in text for blank in _BLANKS):
            names = [name.strip() for name in names]
        return Packed.of(bare(names))
    return packed if bare(first := packed[:9]) is first else Packed.of(bare(packed.names))


def ambiguous_of(genes: Genes) -> list[dict[str, Any]]:
    """Return the ambiguous identifiers with the symbols of their genes."""
    symbol = load_identifiers().symbol
    return [{"id": name, "genes": [symbol(gene) for gene in several]} for name, several in genes.ambiguous.items()]


def _blank_in_all(pairs: Pairs, columns: Sequence[Packed]) -> int:
    """Return how many rows have no name in any column."""
    lost = _lost(pairs, len(columns[0]))
    return int(np.logical_and.reduce([names.take(lost).equal(b"") for names in columns]).sum())


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
