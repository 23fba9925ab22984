"""What should be known of the identifiers of a file: spoilt, ambiguous, by name only, one gene for several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from necro_cyto.identifiers import (
    BY_NAME,
    KINDS,
    Lookup,
    Packed,
    Pairs,
    is_date,
    like_dates,
    load_identifiers,
    parts,
)
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.plan import Plan

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]


def date_notes(plan: Plan, lookup: Lookup, first: Packed, names: Packed) -> list[str]:
    """Tell how many names Excel turned into dates, and how many of their genes were found through another column."""
    serials = lookup.id_type == "symbol"  # elsewhere a number is a number
    lost = (*lookup.peculiar, *lookup.ambiguous)
    dates = {name for name in lost if is_date(name) and (serials or not name.isdecimal())}
    may_be = np.flatnonzero(like_dates(first)) if dates else np.empty(0, dtype=np.intp)
    pairs = zip(first.texts(may_be), names.texts(may_be), strict=True)
    spoilt = [(given, now) for given, now in pairs if given in dates]
    if not spoilt:
        return []
    left = [given for given, now in spoilt if now == given]
    rest = "; export the results again and do not save them from Excel" if left else ""
    name = (left or [given for given, _ in spoilt])[0]
    where = plan.sheet.locate(plan.gene.column, name)
    example = f'as "{one_line(name, 30)}"' + (f" in {where}" if where else "")
    what = f"{counted(len(spoilt), 'gene name')} turned into dates by Excel ({example})"
    return [f"{what}: {len(spoilt) - len(left)} recovered{rest}"]


def lookup_notes(lookup: Lookup, pairs: Pairs, ambiguous: Mapping[str, Any], blank: int) -> list[str]:
    """Tell what the look-up left out, or did by name only; `blank` is how many rows have no name."""
    notes = [f"{counted(blank, 'row')} without an identifier"] if blank else []
    if (pairs.kind == KINDS.index(BY_NAME)).any():
        notes.append(_by_name(lookup.species))
    if lookup.id_type == "probe":
        notes.append("the identifiers are array probes; add a column of gene symbols to the file")
    if ambiguous:
        notes.append(f"{counted(len(ambiguous), 'identifier')} left out: the name of several genes")
    return notes


def weaker_notes(pairs: Pairs, kept: Pairs, names: Packed) -> list[str]:
    """Tell which rows bear an old or other name of a gene that the file also has by its own."""
    if len(pairs) == len(kept):
        return []
    gone = np.flatnonzero(~np.isin(pairs.at, kept.at))
    if not len(gone):
        return []
    symbol = load_identifiers().named("symbol", pairs.gene[gone[:1]])[0]
    example = f"{one_line(names[int(pairs.at[gone[0]])], 30)} for {symbol}"
    rows = counted(len(np.unique(pairs.at[gone])), "row")
    return [f"{rows} left out: an old or other name of a gene that the file has by its symbol (as {example})"]


def _by_name(species: str) -> str:
    if species == "zebrafish":
        return "zebrafish genes are matched by name, not by orthology"
    return f"the gene names are in lower case: matched by name ({species}); say --species if it is another"


def orthologue_notes(species: str, pairs: Pairs, names: Packed) -> list[str]:
    """Tell which human genes have several genes of the animal in the file, and which of these stand for several."""
    if species not in ("mouse", "rat"):
        return []
    several, symbols = _in_several_ways(pairs, names), load_identifiers().named
    notes = []
    if len(several):
        ways = dict.fromkeys(names.texts(pairs.at[pairs.gene == several[0]]))
        example = f"{symbols('symbol', several[:1])[0]}: {_listed(list(ways))}"
        notes.append(
            f"{counted(len(several), 'human gene')} with several {species} genes in the file (as {example}): "
            "one row stands for the gene, by the rule for several rows"
        )
    twice = np.flatnonzero(np.bincount(pairs.at) > 1)
    given = names.texts(twice)
    alone = {name for name in given if name.isalnum() or len(parts(name)) == 1}
    if alone:
        name = min(alone)
        meant = pairs.gene[np.isin(pairs.at, [at for at, other in zip(twice.tolist(), given, strict=True) if other == name])]
        genes = dict.fromkeys(symbols("symbol", meant))
        notes.append(
            f"{counted(len(alone), f'{species} gene')} for several human genes each (as {name}: {_listed(list(genes))})"
        )
    return notes


def _in_several_ways(pairs: Pairs, names: Packed) -> Ints:
    """Return the genes that are named in several ways, in the order of the table."""
    many = np.flatnonzero(np.bincount(pairs.gene)[pairs.gene] > 1)
    order = many[np.argsort(pairs.gene[many], kind="stable")]
    gene, hashes = pairs.gene[order], names.take(pairs.at[order]).hashes
    other = np.flatnonzero((gene[1:] == gene[:-1]) & (hashes[1:] != hashes[:-1]))
    return np.unique(gene[other])


def _listed(names: list[str]) -> str:
    return ", ".join(one_line(name, 30) for name in names[:4]) + (", …" if len(names) > 4 else "")
