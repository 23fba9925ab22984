"""The shipped table of genes, and what became of identifiers that were looked up in it.

An approved symbol beats a previous symbol beats an alias. A previous symbol or alias that several genes bear is
reported as ambiguous, never guessed. Mouse and rat genes go through the orthologues in the table, spelt as given;
only zebrafish symbols are matched by name, and `Match.how` says so.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from necro_cyto import shipped
from necro_cyto.errors import InputError
from necro_cyto.identifiers.forms import (
    ID_TYPES,
    accession,
    ensembl_gene,
    is_date,
    is_whole,
    kind_of,
    parts,
    unrepeated,
)

BY_NAME = "matched by name"
SPECIES = ("human", "mouse", "rat", "zebrafish", "unknown")
# For one identifier: rows of the table, and the kind of identifier that led there.
Rows = tuple[int, ...]
Found = tuple[tuple[Rows, str], ...]

_SAMPLE = 500
_HUMAN = ("symbol", "previous symbol", "alias")
_ORDER = {
    "human": (*_HUMAN, "mouse symbol", "rat symbol"),
    "mouse": ("mouse symbol", *_HUMAN, "rat symbol"),
    "rat": ("rat symbol", "mouse symbol", *_HUMAN),
    "zebrafish": (BY_NAME,),
    "unknown": (*_HUMAN, "mouse symbol", "rat symbol"),
}
_OFTEN_SHARED = frozenset({"previous symbol", "alias"})
_ENSEMBL_SPECIES = {"": "human", "MUS": "mouse", "RNO": "rat", "DAR": "zebrafish"}
_ENSEMBL_KIND = {"": "ensembl", "MUS": "mouse ensembl", "RNO": "rat ensembl"}
_ONE_IN_A_CELL = frozenset({"hgnc", "symbol", "entrez"})


@dataclass(frozen=True)
class Match:
    """A gene, and which kind of identifier led to it."""

    hgnc: str
    symbol: str
    how: str


class Matches(Mapping[str, tuple[Match, ...]]):
    """The genes of each identifier, as given; made when asked for, since a file names thousands."""

    def __init__(self, found: Mapping[str, Found], genes: Mapping[str, Sequence[str]]) -> None:
        self.found, self._genes = found, genes

    def __getitem__(self, name: str) -> tuple[Match, ...]:
        hgnc, symbol = self._genes["hgnc"], self._genes["symbol"]
        matches = {row: Match(hgnc[row], symbol[row], how) for rows, how in self.found[name] for row in rows}
        return tuple(matches.values())

    def __iter__(self) -> Iterator[str]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


@dataclass(frozen=True)
class Lookup:
    """What became of a column of identifiers; keys are the identifiers as given."""

    matches: Matches
    ambiguous: Mapping[str, list[str]]
    unknown: Sequence[str]
    id_type: str
    species: str


class Identifiers:
    """The table of genes, indexed by each kind of identifier when first asked for."""

    def __init__(self, columns: Mapping[str, Sequence[str]]) -> None:
        self.columns = columns
        self._indexes: dict[str, dict[str, Rows]] = {}
        self._single: list[Rows] = [(row,) for row in range(len(columns["hgnc"]))]

    def guess(self, ids: Iterable[str]) -> tuple[str, str]:
        """Guess the kind and the species of identifiers from some hundred of them.

        Returns
        -------
        tuple of str
            Kind (`ID_TYPES`) and species (`SPECIES`).
        """
        cells = islice((name for name in ids if name), _SAMPLE)
        sample = [part for name in cells for part in parts(name)[:1] if not is_date(part)]
        kinds = Counter(map(kind_of, sample))
        # Names are what is left over; a few probes or accessions among them are not the rule.
        kind = next((k for k, n in kinds.items() if k != "symbol" and n > len(sample) / 2), "symbol")
        chosen = [name for name in sample if kind_of(name) == kind]
        if kind == "ensembl":
            return kind, _ensembl_species(chosen)
        if kind in ("entrez", "uniprot"):
            return self._numbered(kind, chosen)
        if kind == "symbol":
            return self._named(chosen)
        return kind, "human" if kind == "hgnc" else "unknown"

    def lookup(self, ids: Iterable[str], id_type: str | None = None, species: str | None = None) -> Lookup:
        """Find the genes of identifiers.

        Parameters
        ----------
        ids : iterable of str
            Identifiers as they stand in a file; a cell may name several genes.
        id_type, species : str, optional
            What they are; guessed if not given.
        """
        unique = list(dict.fromkeys(ids))
        guessed = self.guess(unique) if id_type is None or species is None else ("", "")
        if guessed[0] == "unknown" and species is not None:
            guessed = ("symbol", species)
        id_type, species = _known(id_type or guessed[0], ID_TYPES), _known(species or guessed[1], SPECIES)
        found, ambiguous, left = self._find_whole(unique, id_type, species)
        unknown: list[str] = []
        for name in left:
            settled = species != "zebrafish" and is_whole(name, id_type)
            rows, unsure = ((), []) if settled else self._find(name, id_type, species)
            if rows:
                found[name] = rows
            elif unsure:
                ambiguous[name] = unsure
            else:
                unknown.append(name)
        return Lookup(Matches(found, self.columns), ambiguous, unknown, id_type, species)

    def symbol(self, hgnc: str) -> str:
        """Return the approved symbol of an HGNC id; the id itself if it is not known."""
        found = self._index("hgnc").get(hgnc)
        return self.columns["symbol"][found[0]] if found else hgnc

    def _numbered(self, kind: str, sample: Sequence[str]) -> tuple[str, str]:
        hits = sum(accession(name) in self._index(kind) for name in sample)
        if hits * 4 >= len(sample):
            return kind, "human"
        # Numbers of seven and more digits that are no genes are transcript clusters of an array.
        lengths = sorted(map(len, sample))
        return ("probe" if kind == "entrez" and lengths[len(lengths) // 2] >= 7 else kind), "unknown"

    def _named(self, words: Sequence[str]) -> tuple[str, str]:
        symbols = self._index("symbol")
        hits = {"human": sum(word in symbols or word in self._index("previous symbol") for word in words)}
        if hits["human"] * 2 < len(words):
            hits["mouse"] = sum(word in self._index("mouse symbol") for word in words)
            hits["rat"] = sum(word in self._index("rat symbol") for word in words)
            hits["zebrafish"] = sum(word == word.lower() and word.upper() in symbols for word in words)
        best = max(hits, key=lambda species: hits[species])
        return ("symbol", best) if hits[best] > len(words) / 20 else ("unknown", "unknown")

    def _find_whole(
        self, names: Sequence[str], id_type: str, species: str
    ) -> tuple[dict[str, Found], dict[str, list[str]], Sequence[str]]:
        """Look names up as they stand, all at once; return found, ambiguous, and those that are left."""
        found: dict[str, Found] = {}
        ambiguous: dict[str, list[str]] = {}
        for kind in _whole(id_type, species):
            keys = [name.partition(".")[0] for name in names] if id_type == "ensembl" else names
            for name, rows in zip(names, map(self._index(kind).get, keys), strict=True):
                if rows and (len(rows) == 1 or kind not in _OFTEN_SHARED):
                    found[name] = ((rows, kind),)
                elif rows:
                    ambiguous[name] = [self.columns["hgnc"][row] for row in rows]
            names = [name for name in names if name not in found and name not in ambiguous]
        return found, ambiguous, names

    def _find(self, name: str, id_type: str, species: str) -> tuple[Found, list[str]]:
        """Look up each gene that a cell names."""
        found: list[tuple[Rows, str]] = []
        unsure: list[str] = []
        for part in parts(name):
            rows, kind = self._find_part(part, id_type, species)
            if len(rows) > 1 and kind in _OFTEN_SHARED:
                unsure += [self.columns["hgnc"][row] for row in rows]
            elif rows:
                found.append((rows, kind))
        return tuple(found), unsure

    def _find_part(self, part: str, id_type: str, species: str) -> tuple[Rows, str]:
        gene = ensembl_gene(part)
        if gene:
            kind = _ENSEMBL_KIND.get(gene[1], "")
            return (self._index(kind).get(gene[0], ()), kind) if kind else ((), "")
        kind = kind_of(part)
        if kind in ("hgnc", "entrez") or id_type == kind == "uniprot":
            return self._index(kind).get(accession(part), ()), kind
        rows, how = self._find_name(part, species)
        if not rows and kind == "uniprot":
            return self._index(kind).get(accession(part), ()), kind
        if rows or species == "zebrafish":  # whose tandem duplicates are named so
            return rows, how
        return self._find_name(unrepeated(part), species)

    def _find_name(self, name: str, species: str) -> tuple[Rows, str]:
        for kind in _ORDER[species]:
            rows = self._index("symbol").get(name.upper()) if kind == BY_NAME else self._index(kind).get(name)
            if rows:
                return rows, kind
        return (), ""

    def _index(self, kind: str) -> dict[str, Rows]:
        if kind not in self._indexes:
            self._indexes[kind] = _index_of(self.columns[kind], self._single, kind not in _ONE_IN_A_CELL)
        return self._indexes[kind]


@cache
def load_identifiers() -> Identifiers:
    """Return the shipped identifiers; the file is read once."""
    packed = (shipped.folder("identifiers") / "genes.tsv.gz").read_bytes()
    text = gzip.decompress(packed).decode("utf-8")
    width = text.partition("\n")[0].count("\t") + 1
    cells = text.rstrip("\n").replace("\n", "\t").split("\t")
    columns = [cells[i::width] for i in range(width)]
    return Identifiers({column[0]: column[1:] for column in columns})


def _index_of(cells: Sequence[str], single: Sequence[Rows], several: bool) -> dict[str, Rows]:
    if not several:
        index = dict(zip(cells, single, strict=True))
        index.pop("", None)
        return index
    index = {}
    for cell, row in zip(cells, single, strict=True):
        if cell:
            for token in cell.split("|"):
                index[token] = index[token] + row if token in index else row
    return index


def _whole(id_type: str, species: str) -> tuple[str, ...]:
    """Return the kinds of identifiers by which whole cells are looked up at once."""
    if id_type == "symbol" and species != "zebrafish":
        return _ORDER[species]
    if id_type == "ensembl":
        return tuple(_ENSEMBL_KIND.values())
    return (id_type,) if id_type in ("hgnc", "entrez", "uniprot") else ()


def _ensembl_species(names: Iterable[str]) -> str:
    marks = Counter(gene[1] for name in names if (gene := ensembl_gene(name)))
    return _ENSEMBL_SPECIES.get(marks.most_common(1)[0][0], "unknown") if marks else "unknown"


def _known(name: str, known: Sequence[str]) -> str:
    if name not in known:
        raise InputError(f'unknown "{name}": use one of {", ".join(known)}')
    return name
