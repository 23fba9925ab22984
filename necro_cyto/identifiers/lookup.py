"""The search for identifiers: all names at once as they stand, then what the cells that are left hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from necro_cyto.identifiers.forms import accession, ensembl_gene, is_date, is_word, kind_of, parts, unrepeated, whole
from necro_cyto.identifiers.index import NONE, Index
from necro_cyto.identifiers.packed import UNTOLD, Flags, Hashes, Ints, Packed
from necro_cyto.identifiers.pairs import BY_NAME, ENSEMBL_KIND, KINDS, OFTEN_SHARED, ORDER, Pairs, Unknown
from necro_cyto.identifiers.spelling import clones, fish_names, like_dates, numbered, words

# So many names that the first index lacks are worth a look at all others together.
_MANY = 5_000


@dataclass
class _Hits:
    """Pairs as they are found, and the rows that an ambiguous name at a place may mean."""

    found: list[tuple[Ints, Ints, Ints]] = field(default_factory=list)
    unsure: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def add(self, index: Index, kind: str, at: Ints, places: Ints) -> None:
        """Add the genes at some places of an index; a shared alias means none of its genes for sure."""
        count = index.count(places)
        if kind in OFTEN_SHARED:
            for i in np.flatnonzero(count > 1).tolist():
                meant = tuple(index.rows(places[i : i + 1]).tolist())
                self.unsure[int(at[i])] = self.unsure.get(int(at[i]), ()) + meant
            at, places, count = at[count == 1], places[count == 1], count[count == 1]
        rows = index.rows(places)
        at = at if len(rows) == len(at) else np.repeat(at, count)
        self.found.append((at, rows, np.full(len(rows), KINDS.index(kind))))

    def pairs(self) -> Pairs:
        none = np.empty(0, dtype=np.intp)
        return Pairs(*(np.concatenate([none, *(hits[i] for hits in self.found)]) for i in range(3)))


class Search:
    """A search for identifiers of one kind and species in the indexes of the table."""

    def __init__(
        self,
        index: Callable[[str], Index],
        likely: Callable[[tuple[str, ...], Hashes], Flags],
        id_type: str,
        species: str,
        lower: bool = False,
    ) -> None:
        self._index, self._likely, self._id_type, self._species = index, likely, id_type, species
        self._by_name = id_type in ("symbol", "unknown")
        self._order = ORDER[species]
        if lower and species in ("human", "unknown"):
            self._order = (*self._order, BY_NAME)
        self.ambiguous: dict[str, tuple[int, ...]] = {}
        self.unknown: Sequence[str] = ()
        self.peculiar: list[str] = []
        self._words = np.empty(0, dtype=np.intp)
        self._unresolved: list[str] = []

    def run(self, packed: Packed) -> Pairs:
        """Look up names; what is `ambiguous` (with the rows that it may mean) and `unknown` is kept.

        Unknown names that may be dates are `peculiar`, as are those that are no plain identifiers.
        """
        hits = _Hits()
        left, rest = self._found_whole(packed, hits)
        self.ambiguous.update((packed[at], rows) for at, rows in sorted(hits.unsure.items()))
        pairs = hits.pairs()
        apart = self._plain(rest)
        if not apart.all():  # what is no plain word may hold several genes
            places = left[~apart]
            found = self._found_apart(packed.texts(places), places)
            joined = zip((pairs.at, pairs.gene, pairs.kind), (found.at, found.gene, found.kind), strict=True)
            pairs = Pairs(*(np.concatenate(both) for both in joined))
        self.unknown = Unknown(packed, (left[apart], self._words), self._unresolved)
        self.peculiar += self._unresolved
        return pairs.in_order()

    def _found_whole(self, packed: Packed, hits: _Hits) -> tuple[Ints, Packed]:
        """Look names up as they stand; return the places of those that are left, and these."""
        words = packed.before_dot() if self._id_type == "ensembl" else packed
        left = self._pass(self._whole_kinds(), np.arange(len(packed)), words, hits)
        if not self._by_name or self._species == "zebrafish":  # whose tandem duplicates are named so
            return left, packed.take(left)
        # Row names that R made unique: MLKL.1
        rest = packed.take(left)
        ends = rest.stems
        if self._order[-1] == BY_NAME or (ends == UNTOLD).any():
            several = zip(left.tolist(), rest.names, strict=True)
            stems = [(place, stem) for place, name in several if (stem := unrepeated(name))]
            made = np.array([place for place, _ in stems], dtype=np.intp)
            lost = self._look(self._order, made, [stem for _, stem in stems], hits)
        else:
            made, ends = left[ends > 0], ends[ends > 0]
            lost = self._pass(self._order, made, packed.take(made, ends), hits)
        known = np.zeros(len(packed), dtype=bool)
        known[made] = True
        known[lost] = False
        kept = ~known[left]
        return left[kept], rest.take(kept)

    def _look(self, kinds: Sequence[str], at: Ints, words: Sequence[str], hits: _Hits) -> Ints:
        return self._pass(kinds, at, Packed.of(words), hits)

    def _pass(self, kinds: Sequence[str], at: Ints, words: Packed, hits: _Hits) -> Ints:
        """Look up words that stand at some places, by one kind after the other; return the places that are left."""
        left, hashes = np.arange(len(at)), words.hashes
        unlikely = left[:0]
        for place, kind in enumerate(kinds):
            if not len(left):
                break
            if place == 1 and len(left) > _MANY and BY_NAME not in kinds:  # most may be strangers to all of them
                likely = self._likely(tuple(kinds[1:]), hashes)
                unlikely, left, hashes = left[~likely], left[likely], hashes[likely]
            index = self._index("symbol" if kind == BY_NAME else kind)
            if kind == BY_NAME:
                hashes = words.take(left).upper().hashes
            found = index.find(hashes)
            there = found != NONE
            if there.any():
                hits.add(index, kind, at[left[there]], found[there])
                left, hashes = left[~there], hashes[~there]
        return at[np.sort(np.concatenate((unlikely, left))) if len(unlikely) else left]

    def _plain(self, rest: Packed) -> Flags:
        """Tell which names are plain: they were looked up whole, there is nothing to take apart."""
        if self._id_type == "ensembl":
            plain: Flags = np.logical_or.reduce([numbered(rest, f"ENS{kind}G".encode()) for kind in ENSEMBL_KIND])
            return plain
        if not self._by_name or not len(rest):
            return np.zeros(len(rest), dtype=bool)
        plain = fish_names(rest) if self._species == "zebrafish" else words(rest) & ~rest.starting(b"ENS")
        return (plain & ~like_dates(rest)) | clones(rest)

    def _found_apart(self, names: Sequence[str], at: Ints) -> Pairs:
        """Take the cells apart that stand at some places, and look up each gene that they name."""
        is_plain = whole(self._id_type, self._species)
        unique = dict.fromkeys(names)
        aside = {name for name in unique if is_plain(name)}
        self.peculiar.extend(name for name in unique if name in aside)
        self._words = at[np.array([name in aside for name in names])]
        if len(aside) == len(unique):
            return _Hits().pairs()
        cells = {name: number for number, name in enumerate(name for name in unique if name not in aside)}
        found = self._found_in(list(cells)).once()
        # From each cell to the places that hold it.
        count = np.bincount(found.at, minlength=len(cells) + 1)
        own = np.array([cells.get(name, len(cells)) for name in names])
        order = np.repeat((np.cumsum(count) - count)[own], count[own])
        places = np.repeat(np.arange(len(names)), count[own])
        order += np.arange(len(order)) - np.repeat(np.cumsum(count[own]) - count[own], count[own])
        return Pairs(at[places], found.gene[order], found.kind[order])

    def _found_in(self, cells: Sequence[str]) -> Pairs:
        """Return which cell names which gene, by one part of it at least."""
        hits = _Hits()
        words: list[tuple[int, str]] = []
        ids: dict[str, list[tuple[int, str]]] = {}
        for at, cell in enumerate(cells):
            for part in parts(cell):
                kind, key = self._kind_of(part)
                if kind:
                    ids.setdefault(kind, []).append((at, key))
                elif key and not (self._by_name and part == cell):  # which was looked up whole
                    words.append((at, part))
                elif key and kind_of(part) == "uniprot":
                    ids.setdefault("uniprot", []).append((at, accession(part)))
        for kind, keys in ids.items():
            self._look((kind,), np.array([at for at, _ in keys]), [key for _, key in keys], hits)
        self._named(words, hits)
        pairs = hits.pairs()
        sure = set(pairs.at.tolist())
        self.ambiguous.update((cells[at], rows) for at, rows in sorted(hits.unsure.items()) if at not in sure)
        self._unresolved.extend(cell for at, cell in enumerate(cells) if at not in sure and at not in hits.unsure)
        return pairs

    def _named(self, words: Sequence[tuple[int, str]], hits: _Hits) -> None:
        """Look words up as names; those that are none as accessions, or as names that were made unique."""
        left = self._look(self._order, np.arange(len(words)), [word for _, word in words], inner := _Hits())
        over = [(*words[i], kind_of(words[i][1]) == "uniprot") for i in left.tolist()]
        codes = [(at, accession(word)) for at, word, is_code in over if is_code]
        stems = [(at, stem) for at, word, is_code in over if not is_code and (stem := unrepeated(word))]
        places = np.array([at for at, _ in words], dtype=np.intp)
        found = inner.pairs()
        found = found.take(np.argsort(found.at, kind="stable"))
        hits.found.append((places[found.at], found.gene, found.kind))
        for at, rows in inner.unsure.items():
            hits.unsure[int(places[at])] = hits.unsure.get(int(places[at]), ()) + rows
        self._look(("uniprot",), np.array([at for at, _ in codes]), [code for _, code in codes], hits)
        if self._species != "zebrafish":
            self._look(self._order, np.array([at for at, _ in stems]), [stem for _, stem in stems], hits)

    def _kind_of(self, part: str) -> tuple[str, str]:
        """Return the kind of an identifier by its form, and its key there; no kind for a name, no key for neither."""
        if is_word(part):
            return "", part
        gene = ensembl_gene(part)
        if gene:
            kind = ENSEMBL_KIND.get(gene[1], "")
            return kind, gene[0] if kind else ""
        kind = kind_of(part)
        if kind in ("hgnc", "entrez") or self._id_type == kind == "uniprot":
            return ("", "") if kind != self._id_type and is_date(part) else (kind, accession(part))
        return "", part

    def _whole_kinds(self) -> tuple[str, ...]:
        """Return the kinds of identifiers by which whole cells are looked up at once."""
        if self._by_name:
            return self._order
        if self._id_type == "ensembl":
            return tuple(ENSEMBL_KIND.values())
        return (self._id_type,) if self._id_type in ("hgnc", "entrez", "uniprot") else ()
