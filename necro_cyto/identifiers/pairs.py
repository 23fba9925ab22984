"""What became of identifiers that were looked up: which of them names which gene, and what led there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import overload

import numpy as np

from necro_cyto.identifiers.packed import Ints, Packed

BY_NAME = "matched by name"
SPECIES = ("human", "mouse", "rat", "zebrafish", "unknown")
HUMAN = ("symbol", "previous symbol", "alias")
# The kinds of names of a species, the best first.
ORDER: Mapping[str, tuple[str, ...]] = {
    "human": (*HUMAN, "mouse symbol", "rat symbol"),
    "mouse": ("mouse symbol", "symbol", "mouse synonym", "mouse shared synonym", *HUMAN[1:], "rat symbol"),
    "rat": ("rat symbol", "mouse symbol", "symbol", "rat synonym", "rat shared synonym", *HUMAN[1:]),
    "zebrafish": (BY_NAME,),
    "unknown": (*HUMAN, "mouse symbol", "rat symbol"),
}
OFTEN_SHARED = frozenset({"previous symbol", "alias", "mouse shared synonym", "rat shared synonym"})
ENSEMBL_KIND = {"": "ensembl", "MUS": "mouse ensembl", "RNO": "rat ensembl"}
KINDS = (
    "hgnc", "entrez", "uniprot", *ENSEMBL_KIND.values(), *ORDER["mouse"],
    "rat synonym", "rat shared synonym", BY_NAME,
)  # fmt: skip


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

    def take(self, order: Ints) -> Pairs:
        """Return some of the pairs, in an order."""
        return Pairs(self.at[order], self.gene[order], self.kind[order])

    def in_order(self) -> Pairs:
        """Return the pairs by place; those of one place as they were found."""
        return self if (self.at[1:] >= self.at[:-1]).all() else self.take(np.argsort(self.at, kind="stable"))

    def once(self) -> Pairs:
        """Return the pairs by place, a gene only once for each place: as it was found first."""
        order = np.lexsort((np.arange(len(self.at)), self.gene, self.at))
        at, gene = self.at[order], self.gene[order]
        again = np.zeros(len(order), dtype=bool)
        again[1:] = (at[1:] == at[:-1]) & (gene[1:] == gene[:-1])
        kept = np.sort(order[~again])
        return self.take(kept[np.argsort(self.at[kept], kind="stable")])

    def strongest(self, species: str) -> Pairs:
        """Return the pairs without those where the file names the same gene in a better way.

        A file that holds TOP2A means something else by TOP2, though that is an alias of TOP2A.
        """
        order = ORDER[species]
        ranks = np.array([order.index(kind) if kind in order else len(order) * (kind == BY_NAME) for kind in KINDS])
        rank = ranks[self.kind]
        if not rank.any():
            return self
        best = np.full(self.gene.max(initial=-1) + 1, len(KINDS))
        np.minimum.at(best, self.gene, rank)
        return self.take(np.flatnonzero(rank == best[self.gene]))


class Matches(Mapping[str, tuple[Match, ...]]):
    """The genes of each identifier, as given; made when asked for, since a file names thousands."""

    def __init__(self, names: Packed, pairs: Pairs, genes: Mapping[str, Sequence[str]]) -> None:
        self._names, self._pairs, self._genes = names, pairs, genes

    @cached_property
    def _found(self) -> dict[str, dict[int, str]]:
        found: dict[str, dict[int, str]] = {}
        names = self._names.names
        pairs = (column.tolist() for column in (self._pairs.at, self._pairs.gene, self._pairs.kind))
        for at, gene, kind in zip(*pairs, strict=True):
            found.setdefault(names[at], {}).setdefault(gene, KINDS[kind])
        return found

    def __getitem__(self, name: str) -> tuple[Match, ...]:
        hgnc, symbol = self._genes["hgnc"], self._genes["symbol"]
        return tuple(Match(hgnc[row], symbol[row], how) for row, how in self._found[name].items())

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Unknown(Sequence[str]):
    """The identifiers that name no gene, each once; made when asked for, as are `Matches`."""

    def __init__(self, names: Packed, places: Sequence[Ints], others: Sequence[str]) -> None:
        self._given, self._places, self._others = names, places, others

    @cached_property
    def _names(self) -> list[str]:
        return [*dict.fromkeys(self._given.texts(np.sort(np.concatenate(self._places)))), *self._others]

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._names[place]

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Lookup:
    """What became of a column of identifiers; keys are the identifiers as given.

    `peculiar` are those of the unknown ones that may be dates, or are no plain identifiers.
    """

    matches: Matches
    pairs: Pairs
    ambiguous: Mapping[str, list[str]]
    unknown: Sequence[str]
    id_type: str
    species: str
    peculiar: Sequence[str] = ()
