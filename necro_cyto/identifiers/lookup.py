"""What became of identifiers that were looked up: all names at once first, then cell by cell what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from necro_cyto.identifiers.forms import accession, ensembl_gene, is_date, kind_of, parts, unrepeated, whole
from necro_cyto.identifiers.index import NONE, Index, Ints

BY_NAME = "matched by name"
SPECIES = ("human", "mouse", "rat", "zebrafish", "unknown")
# Rows of the table for one identifier, each with the kind of identifier that led there.
Found = dict[int, str]

_HUMAN = ("symbol", "previous symbol", "alias")
_ORDER: Mapping[str, tuple[str, ...]] = {
    "human": (*_HUMAN, "mouse symbol", "rat symbol"),
    "mouse": ("mouse symbol", "symbol", "mouse synonym", "mouse shared synonym", *_HUMAN[1:], "rat symbol"),
    "rat": ("rat symbol", "mouse symbol", "symbol", "rat synonym", "rat shared synonym", *_HUMAN[1:]),
    "zebrafish": (BY_NAME,),
    "unknown": (*_HUMAN, "mouse symbol", "rat symbol"),
}
_OFTEN_SHARED = frozenset({"previous symbol", "alias", "mouse shared synonym", "rat shared synonym"})
_ENSEMBL_KIND = {"": "ensembl", "MUS": "mouse ensembl", "RNO": "rat ensembl"}
KINDS = (
    "hgnc", "entrez", "uniprot", *_ENSEMBL_KIND.values(), *_ORDER["mouse"],
    "rat synonym", "rat shared synonym", BY_NAME,
)  # fmt: skip
_NUMBER = {kind: number for number, kind in enumerate(KINDS)}


@dataclass(frozen=True)
class Match:
    """A gene, and which kind of identifier led to it."""

    hgnc: str
    symbol: str
    how: str


@dataclass(frozen=True)
class Pairs:
    """Which identifier names which gene: place among the identifiers, row of the table, number of the kind."""

    at: Ints
    gene: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.at)

    def strongest(self, species: str) -> Pairs:
        """Return the pairs without those where the file names the same gene in a better way.

        A file that holds BHLHE40 means another gene by DEC1, though DEC1 is an alias of BHLHE40.
        """
        order = _ORDER[species]
        ranks = np.array([order.index(kind) if kind in order else len(order) * (kind == BY_NAME) for kind in KINDS])
        rank = ranks[self.kind]
        if not rank.any():
            return self
        best = np.full(self.gene.max(initial=-1) + 1, len(KINDS))
        np.minimum.at(best, self.gene, rank)
        kept = rank == best[self.gene]
        return Pairs(self.at[kept], self.gene[kept], self.kind[kept])


class Matches(Mapping[str, tuple[Match, ...]]):
    """The genes of each identifier, as given; made when asked for, since a file names thousands."""

    def __init__(self, names: Sequence[str], pairs: Pairs, genes: Mapping[str, Sequence[str]]) -> None:
        self._names, self._pairs, self._genes = names, pairs, genes

    @cached_property
    def _found(self) -> dict[str, Found]:
        found: dict[str, Found] = {}
        pairs = (column.tolist() for column in (self._pairs.at, self._pairs.gene, self._pairs.kind))
        for at, gene, kind in zip(*pairs, strict=True):
            found.setdefault(self._names[at], {}).setdefault(gene, KINDS[kind])
        return found

    def __getitem__(self, name: str) -> tuple[Match, ...]:
        hgnc, symbol = self._genes["hgnc"], self._genes["symbol"]
        return tuple(Match(hgnc[row], symbol[row], how) for row, how in self._found[name].items())

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


@dataclass(frozen=True)
class Lookup:
    """What became of a column of identifiers; keys are the identifiers as given."""

    matches: Matches
    pairs: Pairs
    ambiguous: Mapping[str, list[str]]
    unknown: Sequence[str]
    id_type: str
    species: str


class Search:
    """A search for identifiers of one kind and species in the indexes of the table."""

    def __init__(self, index: Callable[[str], Index], id_type: str, species: str, lower: bool = False) -> None:
        self._index, self._id_type, self._species = index, id_type, species
        self._order = _ORDER[species]
        self._by_name = id_type in ("symbol", "unknown")
        if lower and species in ("human", "unknown"):
            self._order = (*self._order, BY_NAME)
        self._places: list[Ints] = []
        self._genes: list[Ints] = []
        self._numbers: list[Ints] = []
        self.ambiguous: dict[str, tuple[int, ...]] = {}
        self.unknown: list[str] = []

    def run(self, names: Sequence[str]) -> Pairs:
        """Look up names; what is `ambiguous` (with the rows that it may mean) and `unknown` is kept."""
        self._found_apart(names, self._found_whole(names))
        columns = [np.concatenate([np.empty(0, np.intp), *c]) for c in (self._places, self._genes, self._numbers)]
        order = np.argsort(columns[0], kind="stable")
        return Pairs(*(column[order] for column in columns))

    def _found_whole(self, names: Sequence[str]) -> Ints:
        """Look names up as they stand, all at once; return the places of those that are left."""
        words = names
        if self._id_type == "ensembl" and "." in "".join(names):
            words = [name.partition(".")[0] for name in names]
        left = self._pass(names, np.arange(len(names)), words)
        if not self._by_name or self._species == "zebrafish":
            return left
        # Row names that R made unique: MLKL.1
        stems = [(place, stem) for place in left.tolist() if (stem := unrepeated(names[place]))]
        if stems:
            places = np.array([place for place, _ in stems])
            over = self._pass(names, places, [stem for _, stem in stems])
            left = np.setdiff1d(left, np.setdiff1d(places, over))
        return left

    def _pass(self, names: Sequence[str], left: Ints, words: Sequence[str]) -> Ints:
        """Look words up that stand for the names at some places; return the places that are left."""
        for kind in self._whole_kinds():
            if not words:
                break
            index = self._of(kind)
            codes = index.codes(map(str.upper, words) if kind == BY_NAME else words, len(words))
            single = codes >= 0
            self._add(left[single], codes[single], kind)
            for i in np.flatnonzero(codes < NONE).tolist():
                place = int(left[i])
                self._several(place, names[place], index.group(int(codes[i])), kind)
            over = np.flatnonzero(codes == NONE)
            left, words = left[over], [words[i] for i in over.tolist()]
        return left

    def _found_apart(self, names: Sequence[str], left: Ints) -> None:
        """Take the cells that are left apart, and look up each gene that they name."""
        found: dict[str, Found] = {}
        # A plain word was looked up whole: there is nothing to take apart.
        is_plain = whole(self._id_type, self._species)
        for name in dict.fromkeys([names[i] for i in left.tolist()]):
            rows, unsure = ({}, ()) if is_plain(name) else self._cell(name)
            if rows:
                found[name] = rows
            elif unsure:
                self.ambiguous[name] = unsure
            else:
                self.unknown.append(name)
        for kind in dict.fromkeys(kind for rows in found.values() for kind in rows.values()):
            pairs = [
                (place, row)
                for place in left.tolist()
                for row, how in found.get(names[place], {}).items()
                if how == kind
            ]
            self._add(np.array([place for place, _ in pairs]), np.array([row for _, row in pairs]), kind)

    def _add(self, places: Ints, genes: Ints, kind: str) -> None:
        self._places.append(places)
        self._genes.append(genes)
        self._numbers.append(np.full(len(places), _NUMBER[kind]))

    def _several(self, place: int, name: str, rows: tuple[int, ...], kind: str) -> None:
        if kind in _OFTEN_SHARED:
            self.ambiguous[name] = rows
        else:
            self._add(np.full(len(rows), place), np.array(rows), kind)

    def _whole_kinds(self) -> tuple[str, ...]:
        """Return the kinds of identifiers by which whole cells are looked up at once."""
        if self._by_name:
            return self._order
        if self._id_type == "ensembl":
            return tuple(_ENSEMBL_KIND.values())
        return (self._id_type,) if self._id_type in ("hgnc", "entrez", "uniprot") else ()

    def _of(self, kind: str) -> Index:
        return self._index("symbol" if kind == BY_NAME else kind)

    def _cell(self, name: str) -> tuple[Found, tuple[int, ...]]:
        """Look up each gene that a cell names; return the genes, and those that an ambiguous name may mean."""
        found: Found = {}
        unsure: list[int] = []
        for part in parts(name):
            rows, kind = self._part(part, part == name)
            if len(rows) > 1 and kind in _OFTEN_SHARED:
                unsure += rows
            else:
                found = {**found, **{row: kind for row in rows if row not in found}}
        return found, tuple(unsure)

    def _part(self, part: str, seen: bool) -> tuple[tuple[int, ...], str]:
        """Look up one name; if it was `seen`, it was looked up whole and is no symbol."""
        gene = ensembl_gene(part)
        if gene:
            kind = _ENSEMBL_KIND.get(gene[1], "")
            return (self._of(kind).rows(gene[0]) if kind else ()), kind
        kind = kind_of(part)
        if kind in ("hgnc", "entrez") or self._id_type == kind == "uniprot":
            return () if kind != self._id_type and is_date(part) else self._of(kind).rows(accession(part)), kind
        rows, how = ((), "") if seen and self._by_name else self._name(part)
        if not rows and kind == "uniprot":
            return self._of(kind).rows(accession(part)), kind
        if rows or self._species == "zebrafish":  # whose tandem duplicates are named so
            return rows, how
        stem = "" if seen and self._by_name else unrepeated(part)
        return self._name(stem) if stem else ((), "")

    def _name(self, name: str) -> tuple[tuple[int, ...], str]:
        for kind in self._order:
            rows = self._of(kind).rows(name.upper() if kind == BY_NAME else name)
            if rows:
                return rows, kind
        return (), ""
