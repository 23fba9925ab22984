"""The page of a node or an edge: what it is, what is known of it, by whom, and where to read on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from necro_cyto.about import citation, evidence_text, plain, symbols
from necro_cyto.cite import full_citation, links
from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.knowledge import cells
from necro_cyto.network import Network
from necro_cyto.schema import CLASSES, Edge, Evidence, Node

DIRECT = {"yes": "a molecular contact or catalysis", "no": "an effect seen in an experiment"}
SIGNS = {"+": "+ (raises)", "-": "− (lowers)", "0": "0 (no established sign)"}


def find_subject(network: Network, words: Sequence[str]) -> Node | list[Edge]:
    """Return the node, or the edges, that a user means.

    Parameters
    ----------
    network : Network
    words : sequence of str
        A node; an edge by its id; or two nodes, for the edges from one to the other.

    Raises
    ------
    UnknownNameError, ChoiceNeededError, InputError
        If nothing, or no single thing, answers to it.
    """
    text = " ".join(words).strip()
    edges = [e for e in network.edges.values() if e.id.casefold() == text.casefold()]
    if edges:
        return edges
    try:
        return network.find(text)
    except UnknownNameError:
        if len(words) != 2:
            raise UnknownNameError("node or edge", text, [*network.nodes, *network.edges]) from None
    source, target = (network.find(word) for word in words)
    between = [e for e in network.edges.values() if (e.source, e.target) == (source.id, target.id)]
    if not between:
        raise InputError(
            f'no edge runs from "{source.id}" to "{target.id}": look for a path with necro-cyto trace {source.id} {target.id}'
        )
    return between


def page(network: Network, words: Sequence[str]) -> list[str]:
    """Return the page of a node or of edges as lines of plain text."""
    subject = find_subject(network, words)
    if isinstance(subject, Node):
        return _plain(_node_page(network, subject))
    return _plain([line for e in subject for line in (*_edge_page(network, e), "")][:-1])


def page_json(network: Network, words: Sequence[str]) -> dict[str, Any]:
    """Return the page as data: ``node`` with ``in`` and ``out``, or ``edges`` with their evidence."""
    subject = find_subject(network, words)
    if isinstance(subject, Node):
        into, out = _around(network, subject)
        return {
            "node": {**_row(subject), "symbols": list(symbols(subject) or ())},
            "in": [_edge_json(network, e) for e in into],
            "out": [_edge_json(network, e) for e in out],
        }
    return {"edges": [_edge_json(network, e) for e in subject]}


def _node_page(network: Network, node: Node) -> list[str]:
    where = node.compartment if node.cell == "any" else f"{node.cell}, {node.compartment}"
    genes = [f"{s} ({g})" for s, g in zip(symbols(node) or (), node.genes, strict=True)]
    kin = [n.id for n in network.nodes.values() if n.id != node.id and set(n.genes) & set(node.genes)]
    into, out = _around(network, node)
    return [
        f"{node.label} [{node.id}]",
        *_said("", node.name),
        f"{node.kind}; {'; '.join(filter(None, (where, node.module)))}",
        *_said("genes: ", ", ".join(genes)),
        *_said("the same genes elsewhere: ", ", ".join(kin)),
        *_said("row of ", node.origin),
        *_edge_list(network, f"acted on by ({len(into)})", into),
        *_edge_list(network, f"acts on ({len(out)})", out),
    ]


def _edge_page(network: Network, edge: Edge) -> list[str]:
    source, target = (network.nodes[end].label for end in (edge.source, edge.target))
    rows = network.evidence.get(edge.id, ())
    others = [
        e.id for e in network.edges.values() if {e.source, e.target} == {edge.source, edge.target} and e.id != edge.id
    ]
    return [
        f"{source} {edge.relation} {target} [{edge.id}]",
        f"sign {SIGNS.get(edge.sign, edge.sign)}; {edge.klass}: {CLASSES.get(edge.klass, 'no class of ours')}",
        *_said("shown as: ", DIRECT.get(edge.direct, "")),
        *_said("condition: ", edge.condition),
        *_said("module: ", edge.module),
        *_said("row of ", edge.origin),
        *_said("other edges of these two: ", ", ".join(others)),
        f"evidence ({len(rows)})",
        *(line for row in rows for line in _evidence_lines(network, row)),
    ]


def _evidence_lines(network: Network, row: Evidence) -> list[str]:
    paper = network.references.get(row.reference)
    level = f" [{row.level}]" if row.level else ""
    lines = [f"  {evidence_text(row, network)}{level}"]
    return lines + ([f"    {full_citation(paper)}", *(f"    {link}" for link in links(paper))] if paper else [])


def _edge_list(network: Network, title: str, edges: Sequence[Edge]) -> list[str]:
    return [title, *(f"  {_edge_line(network, e)}" for e in edges)] if edges else []


def _edge_line(network: Network, edge: Edge) -> str:
    rows = network.evidence.get(edge.id, ())
    papers = [network.references[r] for r in dict.fromkeys(r.reference for r in rows) if r in network.references]
    against = sum(r.stance == "contradicts" for r in rows)
    said = [edge.klass, *(["contested"] if against else []), *([f"row of {edge.origin}"] if edge.origin else [])]
    sign = edge.sign.replace("-", "−")
    return f"{sign} {edge.id} ({', '.join(said)}): {'; '.join(map(citation, papers)) or 'no paper'}"


def _around(network: Network, node: Node) -> tuple[list[Edge], list[Edge]]:
    edges = sorted(network.edges.values(), key=lambda e: (list(CLASSES).index(e.klass) if e.klass in CLASSES else 9, e.id))
    return [e for e in edges if e.target == node.id], [e for e in edges if e.source == node.id]


def _edge_json(network: Network, edge: Edge) -> dict[str, Any]:
    return {**_row(edge), "evidence": [_evidence_json(network, r) for r in network.evidence.get(edge.id, ())]}


def _evidence_json(network: Network, row: Evidence) -> dict[str, Any]:
    paper = network.references.get(row.reference)
    known = {"citation": full_citation(paper), "links": links(paper)} if paper else {}
    return {**{k: v for k, v in _row(row).items() if k != "edge"}, **known}


def _row(item: Node | Edge | Evidence) -> dict[str, str]:
    return {k: v for k, v in {**cells(item), "origin": item.origin}.items() if v}


def _said(before: str, what: str) -> list[str]:
    return [before + what] if what else []


def _plain(lines: Sequence[str]) -> list[str]:
    return [plain(line) for line in lines]
