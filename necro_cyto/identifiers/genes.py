"""The shipped table of genes, and what became of identifiers that were looked up in it.

An approved symbol beats a previous symbol beats an alias. A previous symbol, alias or synonym that several genes bear
is reported as ambiguous, never guessed. Mouse and rat genes go through the orthologues in the table, spelt as given;
only zebrafish symbols, and names written in lower case throughout, are matched by name, and `Match.how` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from necro_cyto import shipped
from necro_cyto.errors import InputError
from necro_cyto.identifiers.forms import ID_TYPES
from necro_cyto.identifiers.guess import Guess, guess
from necro_cyto.identifiers.index import Columns, Index, leading
from necro_cyto.identifiers.lookup import Search
from necro_cyto.identifiers.packed import Flags, Hashes, Ints, Packed
from necro_cyto.identifiers.pairs import SPECIES, Lookup, Matches


class Identifiers:
    """The table of genes, indexed by each kind of identifier when first asked for."""

    def __init__(self, columns: Columns) -> None:
        self.columns: Mapping[str, Sequence[str]] = columns
        self._columns = columns
        self._indexes: dict[str, Index] = {}
        self._arrays: dict[str, ExtensionArray] = {}
        self._begins: dict[tuple[str, ...], Flags] = {}

    def guess(self, ids: Iterable[str]) -> tuple[str, str]:
        """Guess the kind and the species of identifiers from some hundred of them.

        Returns
        -------
        tuple of str
            Kind (`ID_TYPES`) and species (`SPECIES`).
        """
        found = guess(ids, self._index)
        return found.id_type, found.species

    def lookup(self, ids: Iterable[str] | Packed, id_type: str | None = None, species: str | None = None) -> Lookup:
        """Find the genes of identifiers.

        Parameters
        ----------
        ids : iterable of str, or Packed
            Identifiers as they stand in a file; a cell may name several genes, and cells may be repeated.
        id_type, species : str, optional
            What they are; guessed if not given.
        """
        packed = ids if isinstance(ids, Packed) else Packed.of(list(ids))
        guessed = guess(packed, self._index) if id_type is None or species is None else Guess("", "")
        if guessed.id_type == "unknown" and species is not None:
            guessed = Guess("symbol", species, guessed.lower)
        id_type, species = _known(id_type or guessed.id_type, ID_TYPES), _known(species or guessed.species, SPECIES)
        search = Search(self._index, self._likely, id_type, species, guessed.lower)
        pairs = search.run(packed)
        hgnc = self.columns["hgnc"] if search.ambiguous else ()
        ambiguous = {name: [hgnc[row] for row in rows] for name, rows in search.ambiguous.items()}
        matches = Matches(packed, pairs, self.columns)
        return Lookup(matches, pairs, ambiguous, search.unknown, id_type, species, search.peculiar)

    def named(self, column: str, rows: Ints) -> ExtensionArray:
        """Return the cells of a column for some rows of the table."""
        if column not in self._arrays:
            self._arrays[column] = pd.array(self.columns[column], dtype="str")
        return self._arrays[column].take(rows)

    def spelled(self, names: Packed, rows: Ints) -> ExtensionArray:
        """Return names of the genes in some rows of the table as texts; only those that are not symbols are cut out."""
        symbols = self.named("symbol", rows)
        others = np.flatnonzero(names.hashes != self._index("symbol").hashes_of_rows[rows])
        if not len(others):
            return symbols
        texts = np.array(symbols, dtype=object)
        texts[others] = names.texts(others)
        return pd.array(texts, dtype="str")

    def symbol(self, hgnc: str) -> str:
        """Return the approved symbol of an HGNC id; the id itself if it is not known."""
        row = self._row_of.get(hgnc)
        return hgnc if row is None else self.columns["symbol"][row]

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {hgnc: row for row, hgnc in enumerate(self.columns["hgnc"])}

    def _likely(self, kinds: tuple[str, ...], hashes: Hashes) -> Flags:
        """Tell which names may be in the indexes of some kinds, and which are in none for sure, by their hashes."""
        if kinds not in self._begins:
            self._begins[kinds] = np.logical_or.reduce([self._index(kind).begun for kind in kinds])
        likely: Flags = self._begins[kinds][leading(hashes)]
        return likely

    def _index(self, kind: str) -> Index:
        if kind not in self._indexes:
            self._indexes[kind] = Index(self._columns.text(kind))
        return self._indexes[kind]


@cache
def load_identifiers() -> Identifiers:
    """Return the shipped identifiers; each column of the file is unpacked once, when it is needed."""
    return Identifiers(Columns(shipped.folder("identifiers") / "genes.zip"))


def _known(name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise InputError(f'unknown "{name}": use one of {", ".join(known)}')
    return name
