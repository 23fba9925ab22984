"""What should be known of the identifiers of a file: spoilt, ambiguous, by name only, one gene for several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from necro_cyto.identifiers import BY_NAME, DATE_STARTS, KINDS, Lookup, Packed, Pairs, is_date, load_identifiers, parts
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.plan import Plan

Ints = np.ndarray[tuple[int], np.dtype[np.intp]]


def date_notes(plan: Plan, lookup: Lookup, first: Packed, names: Packed) -> list[str]:
    """Tell how many names Excel turned into dates, and how many of their genes were found through another column."""
    serials = lookup.id_type == "symbol"  # elsewhere a number is a number
    lost = (*lookup.peculiar, *lookup.ambiguous)
    dates = {name for name in lost if name[:1] in DATE_STARTS and is_date(name) and (serials or not name.isdecimal())}
    spoilt = [i for i, name in enumerate(first) if name in dates] if dates else []
    if not spoilt:
        return []
    saved = sum(names[i] != first[i] for i in spoilt)
    rest = "" if saved == len(spoilt) else "; export the results again and do not save them from Excel"
    name = first[next((i for i in spoilt if names[i] == first[i]), spoilt[0])]
    where = plan.sheet.locate(plan.gene.column, name)
    example = f'as "{one_line(name, 30)}"' + (f" in {where}" if where else "")
    return [f"{counted(len(spoilt), 'gene name')} turned into dates by Excel ({example}): {saved} recovered{rest}"]


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
    notes = []
    many = _by_several_names(pairs, names)
    several = _shared(zip(pairs.gene[many].tolist(), names.texts(pairs.at[many]), strict=True))
    symbols = load_identifiers().named("symbol", np.array(sorted(several), dtype=np.intp))
    if several:
        example = f"{symbols[0]}: {_listed(several[min(several)])}"
        notes.append(
            f"{counted(len(several), 'human gene')} with several {species} genes in the file (as {example}): "
            "one row stands for the gene, by the rule for several rows"
        )
    twice = np.flatnonzero(np.bincount(pairs.at)[pairs.at] > 1)
    given = names.texts(pairs.at[twice])
    alone = [name for name in set(given) if len(parts(name)) == 1]
    if alone:
        name = min(alone)
        meant = twice[[i for i, other in enumerate(given) if other == name]]
        genes = dict.fromkeys(load_identifiers().named("symbol", pairs.gene[meant]))
        notes.append(
            f"{counted(len(alone), f'{species} gene')} for several human genes each (as {name}: {_listed(list(genes))})"
        )
    return notes


def _by_several_names(pairs: Pairs, names: Packed) -> Ints:
    """Return the pairs whose gene is named in several ways."""
    many = np.flatnonzero(np.bincount(pairs.gene)[pairs.gene] > 1)
    order = many[np.argsort(pairs.gene[many], kind="stable")]
    gene, hashes = pairs.gene[order], names.take(pairs.at[order]).hashed()
    other = np.flatnonzero((gene[1:] == gene[:-1]) & (hashes[1:] != hashes[:-1]))
    return many[np.isin(pairs.gene[many], gene[other])]


def _shared(pairs: Iterable[tuple[Any, Any]]) -> dict[Any, list[str]]:
    """Return the values of the keys that have several."""
    found: dict[Any, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return {key: list(several) for key, several in found.items() if len(several) > 1}


def _listed(names: list[str]) -> str:
    return ", ".join(one_line(name, 30) for name in names[:4]) + (", …" if len(names) > 4 else "")
