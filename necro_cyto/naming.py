"""Which nodes a user means by a name: an id, a label, a gene symbol or an alias, in any case."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from necro_cyto.identifiers import load_identifiers, parts
from necro_cyto.schema import Node

GREEK = {"α": "a", "β": "b", "γ": "g", "κ": "k", "ε": "e", "alpha": "a", "beta": "b", "gamma": "g", "kappa": "k"}
BRACKETS = re.compile(r"\s*\([^()]*\)")


def candidates(nodes: Mapping[str, Node], name: str) -> list[Node]:
    """Return the nodes that answer to a name; the first of these rules that finds any decides.

    1. the id as given; 2. id or label in any case; 3. label, then also id and full name, without regard to blanks,
    hyphens, Greek letters, a plural s and what stands in brackets; 4. a symbol, alias or other identifier of the
    node's gene; 5. several words that all stand in the label and full name of one node only.

    Parameters
    ----------
    nodes : mapping of id to `Node`
    name : str

    Returns
    -------
    list of Node
        Empty when none does; several when the name is ambiguous.

    Examples
    --------
    >>> nodes = {i: Node(i, l, "protein") for i, l in [("IL1A", "IL-1α precursor"), ("IL1A_ext", "IL-1α (released)")]}
    >>> [n.id for n in candidates(nodes, "IL-1alpha")]
    ['IL1A', 'IL1A_ext']
    >>> [n.id for n in candidates(nodes, "il1a")]
    ['IL1A']
    """
    if name in nodes:
        return [nodes[name]]
    return next((found for found in _tiers(nodes.values(), name.strip()) if found), [])


@lru_cache(maxsize=1 << 14)  # the labels of a network are compared with every name
def loose(name: str) -> str:
    """Return a name without what people write differently.

    >>> loose("IL-1α"), loose("IL-1 alpha"), loose("CD8+ T cells")
    ('il1a', 'il1a', 'cd8tcell')
    """
    text = name.casefold()
    for written, letter in GREEK.items():
        text = text.replace(written, letter)
    bare = "".join(c for c in text if c.isalnum())
    return bare.removesuffix("s") if len(bare) > 4 else bare


def genes_of(name: str) -> set[str]:
    """Return the HGNC ids that a gene symbol, alias or other identifier may stand for.

    >>> genes_of("ripk3"), genes_of("no such gene")
    ({'HGNC:10021'}, set())
    """
    if len(parts(name)) != 1:
        return set()
    known = load_identifiers()
    for spelt in dict.fromkeys((name, name.upper(), name.capitalize())):
        found = known.lookup([spelt], "symbol", "unknown")
        hits = {m.hgnc for matches in found.matches.values() for m in matches}
        hits |= {gene for genes in found.ambiguous.values() for gene in genes}
        if hits:
            return hits
    found = known.lookup([name])
    return {m.hgnc for matches in found.matches.values() for m in matches}


def _tiers(nodes: Collection[Node], name: str) -> Iterator[list[Node]]:
    folded, wanted = name.casefold(), loose(name)
    yield [n for n in nodes if folded in (n.id.casefold(), n.label.casefold())]
    yield [n for n in nodes if wanted and wanted == loose(n.label)]
    yield [n for n in nodes if wanted and wanted in _spellings(n)]
    genes = genes_of(name) if name else set()
    # An alias means what the symbol would: the node that is called by it, not its namesakes in other cells.
    yield [n for n in nodes if n.id in {load_identifiers().symbol(gene) for gene in genes}]
    yield [n for n in nodes if len(n.genes) == 1 and genes & set(n.genes)]
    yield [n for n in nodes if genes & set(n.genes)]
    # "CD8 T cell activity" for "CD8 T cell, number and activity": all words, and only if that is one node.
    said = _words(name)
    worded = [n for n in nodes if len(said) > 1 and said <= _words(f"{n.label} {n.name}")]
    yield worded if len(worded) == 1 else []


def _words(text: str) -> set[str]:
    return {loose(word) for word in re.split(r"[\s,;()]+", text) if loose(word)}


def _spellings(node: Node) -> set[str]:
    return {loose(text) for text in (node.id, node.label, BRACKETS.sub("", node.label), node.name) if text}
