"""Which kind of identifiers a column holds, and of which species, from some hundred of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from necro_cyto.identifiers.forms import accession, ensembl_gene, is_date, is_zebrafish, kind_of, parts
from necro_cyto.identifiers.index import NONE, Index
from necro_cyto.identifiers.packed import Flags, Packed

_SAMPLE = 500
_ENSEMBL_SPECIES = {"": "human", "MUS": "mouse", "RNO": "rat", "DAR": "zebrafish"}
# Of so many zebrafish symbols one at least has a form that human ones do not have; about every third has.
_ENOUGH = 20
# NCBI's name of a gene without a symbol, in capitals in any species.
_LOCUS = re.compile(r"LOC\d+$")
# Most symbols: nothing to take apart, no date, and of no other kind.
_WORDS = re.compile(r"^(?!ENS|AFFX|cg)[A-Za-z][A-Za-z][A-Za-z0-9]*$", re.MULTILINE)


@dataclass(frozen=True)
class Guess:
    """Kind (`ID_TYPES`) and species (`SPECIES`), and whether the names are written in lower case throughout."""

    id_type: str
    species: str
    lower: bool = False


def guess(ids: Iterable[str], index: Callable[[str], Index]) -> Guess:
    """Guess what identifiers are; `index` gives the names of one kind.

    Where the first of many say nothing, as loci do that stand before the genes, some of all are asked.
    """
    found = _guessed(ids, index)
    if found.id_type != "unknown" or not isinstance(ids, Sequence) or len(ids) <= 2 * _SAMPLE:
        return found
    return _guessed(ids[:: len(ids) // _SAMPLE], index)


def _guessed(ids: Iterable[str], index: Callable[[str], Index]) -> Guess:
    first = _first(ids)
    found = frozenset(_WORDS.findall("\n".join(first)))
    words = [name for name in first if name in found]
    others = [name for given in first if given not in found for name in _one(given)]
    forms = list(map(kind_of, others))
    # Names are what is left over; a few probes or accessions among them are not the rule.
    enough = (len(words) + len(others)) / 2
    kind = next((k for k, n in Counter(forms).items() if k != "symbol" and n > enough), "symbol")
    chosen = [name for name, form in zip(others, forms, strict=True) if form == kind]
    if kind == "ensembl":
        return Guess(kind, _ensembl_species(chosen))
    if kind in ("entrez", "uniprot"):
        return _numbered(kind, chosen, index)
    if kind == "symbol":
        return _named([*words, *chosen], index)
    if kind == "transcript":
        return Guess(kind, _ensembl_species(re.sub("^(ENS(?:[A-Z]{3})?)[TP]", r"\1G", name) for name in chosen))
    return Guess(kind, "human" if kind == "hgnc" else "unknown")


def _one(name: str) -> Iterable[str]:
    """Return the first gene that a cell names, if any."""
    if name.isalnum() and not name.isdecimal():  # nothing to take apart, no date
        return [name]
    return [part for part in parts(name)[:1] if not is_date(part)]


def _first(ids: Iterable[str]) -> Iterable[str]:
    """Return the first names, each once."""
    names: dict[str, None] = {}
    given = filter(None, ids)
    while more := list(islice(given, _SAMPLE - len(names))):
        names |= dict.fromkeys(more)
    return names


def _numbered(kind: str, sample: Sequence[str], index: Callable[[str], Index]) -> Guess:
    hits = index(kind).has([accession(name) for name in sample]).sum()
    if hits * 4 >= len(sample):
        return Guess(kind, "human")
    # Numbers of seven and more digits that are no genes are transcript clusters of an array.
    lengths = sorted(map(len, sample))
    return Guess("probe" if kind == "entrez" and lengths[len(lengths) // 2] >= 7 else kind, "unknown")


def _named(words: Sequence[str], index: Callable[[str], Index]) -> Guess:
    hits = {"human": _human(words, index).sum()}
    if hits["human"] * 2 < len(words):
        hits["mouse"] = index("mouse symbol").has(words).sum()
        hits["rat"] = index("rat symbol").has(words).sum()
    best = max(hits, key=lambda species: hits[species])
    if hits[best] * 2 < len(words):
        named = _without_loci(words)
        if sum(word == word.lower() for word in named) > len(named) * 0.8:
            return _lower(named, index)
    return Guess("symbol", best) if hits[best] > len(words) / 20 else Guess("unknown", "unknown")


def _without_loci(words: Sequence[str]) -> Sequence[str]:
    """Leave out loci, if the other names have forms that only those of zebrafish have; other fish have loci, too."""
    named = [word for word in words if not _LOCUS.match(word)]
    return named if sum(map(is_zebrafish, named)) > len(named) / 10 else words


def _lower(words: Sequence[str], index: Callable[[str], Index]) -> Guess:
    """Guess the species of names in lower case, as zebrafish has them, and human ones after careless handling."""
    upper = [word.upper() for word in words]
    fits, stems = _human(upper, index), _human([word[:-1] for word in upper], index)
    certain = np.array([is_zebrafish(word) for word in words])
    if fits.sum() <= len(words) / 20 and certain.sum() <= len(words) / 10:
        return Guess("unknown", "unknown", True)
    # One of two genes where humans have one: stat1a.
    double = stems & ~fits & np.array([word[-1:] in ("A", "B") for word in upper])
    marked = double | certain
    if marked.sum() > len(words) / 50:
        return Guess("symbol", "zebrafish", True)
    known = fits.sum() * 2 > len(words) >= _ENOUGH
    return Guess("symbol", "human" if known else "unknown", True)


def _human(words: Sequence[str], index: Callable[[str], Index]) -> Flags:
    hashes = Packed.of(words).hashes
    current, previous = (index(kind).find(hashes) for kind in ("symbol", "previous symbol"))
    known: Flags = np.maximum(current, previous) != NONE
    return known


def _ensembl_species(names: Iterable[str]) -> str:
    marks = Counter(gene[1] for name in names if (gene := ensembl_gene(name)))
    return _ENSEMBL_SPECIES.get(marks.most_common(1)[0][0], "unknown") if marks else "unknown"
