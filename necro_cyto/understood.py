"""How the names of an own network were understood, where its owner may not expect it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from necro_cyto.identifiers import load_identifiers
from necro_cyto.links import some
from necro_cyto.naming import genes_of, loose
from necro_cyto.schema import Node


def name_notes(place: str, meant: Mapping[str, Node], known: Collection[str], remedy: str) -> tuple[str, ...]:
    """Return notes on the names of an own network that mean what is called otherwise, as aliases do, or may be several genes.

    Parameters
    ----------
    place : str
        The file or graph.
    meant : mapping of str to Node
        What each name was taken for.
    known : collection of str
        Ids of the nodes that were there before.
    remedy : str
        How a name is kept as it is, with ``{}`` for one.
    """
    others = {name: other for name, node in meant.items() if (other := _other_name(name, node, node.id in known))}
    new = {name: node for name, node in meant.items() if node.id not in known}
    return (*_alias_note(place, others, remedy), *_doubt_note(place, new))


def _alias_note(place: str, others: Mapping[str, str], remedy: str) -> tuple[str, ...]:
    if not others:
        return ()
    means = "1 name means a gene or node that is" if len(others) == 1 else f"{len(others)} names mean genes or nodes that are"
    told = some([f"{name} ({other})" for name, other in others.items()])
    return (f"note: {place}: {means} called otherwise: {told}; {remedy.format(next(iter(others)))}",)


def _doubt_note(place: str, new: Mapping[str, Node]) -> tuple[str, ...]:
    symbol, proteins = load_identifiers().symbol, [n for n, node in new.items() if node.kind == "protein" and not node.genes]
    doubtful = {name: sorted(map(symbol, genes)) for name in proteins if len(genes := genes_of(name)) > 1}
    if not doubtful:
        return ()
    told = some([f"{name} ({' or '.join(genes)})" for name, genes in doubtful.items()])
    one = len(doubtful) == 1
    return (
        f"note: {place}: {len(doubtful)} {'name' if one else 'names'} may be several genes and {'stands' if one else 'stand'} "
        f"for none: {told}; write the symbol of the one that is meant",
    )


def _other_name(name: str, node: Node, known: bool) -> str:
    """Return what is meant by a name, where that is called otherwise."""
    own = [node.label, node.id] if known else [load_identifiers().symbol(gene) or gene for gene in node.genes]
    return own[0] if own and loose(name) not in map(loose, own) else ""
