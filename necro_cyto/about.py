"""What there is to say about a node or an edge, in plain text (never markup)."""

from __future__ import annotations

from necro_cyto.identifiers import load_identifiers
from necro_cyto.network import Network
from necro_cyto.schema import Edge, Evidence, Node, Reference

EFFECTS = {
    "log2FC": "log2 fold change",
    "score": "score",
    "beta": "effect size (b)",
    "direction": "direction",
    "expression": "expression",
}
SIGN_WORDS = {"+": "raises", "-": "lowers", "0": "no established sign"}


def symbols(node: Node) -> tuple[str, ...] | None:
    """Return the approved symbols of a node's genes; ``None`` when it stands for no gene."""
    known = load_identifiers()
    return tuple(known.symbol(hgnc) or hgnc for hgnc in node.genes) or None


def effect_words(kind: str, name: str) -> str:
    """Return how a legend calls an effect.

    >>> effect_words("log2FC", "logFC")
    'log2 fold change'
    """
    return EFFECTS.get(kind, name or kind)


def node_text(node: Node) -> str:
    """Return two lines on a node: what it is and where."""
    where = node.compartment if node.cell == "any" else f"{node.cell}, {node.compartment}"
    return plain(f"{node.name or node.label}\n{node.kind}; {where}; {node.module}")


def edge_text(edge: Edge, network: Network) -> str:
    """Return what an edge says, how sure it is, and who showed it."""
    source, target = (network.nodes[end].label for end in (edge.source, edge.target))
    head = f"{source} {edge.relation} {target} ({SIGN_WORDS[edge.sign]}; {edge.klass})"
    condition = [f"only: {edge.condition}"] if edge.condition else []
    rows = [_evidence_text(row, network) for row in network.evidence.get(edge.id, ())]
    return plain("\n".join([head, *condition, *rows]))


def citation(reference: Reference) -> str:
    """Return a short citation with its identifier; what is unknown is left out.

    >>> citation(Reference("sun2012", pmid="22265413", first_author="Sun L", year="2012"))
    'Sun 2012, PMID 22265413'
    """
    author = reference.first_author.split(" ")[0] if reference.first_author else ""
    who = " ".join(part for part in (author, reference.year) if part)
    numbers = (("PMID ", reference.pmid), ("doi ", reference.doi), ("", reference.pmcid))
    number = next((f"{kind}{value}" for kind, value in numbers if value), "")
    return ", ".join(part for part in (who, number) if part) or reference.id


def plain(text: str) -> str:
    """Return text that no viewer can take for markup."""
    return text.replace("<", "‹").replace(">", "›")


def _evidence_text(row: Evidence, network: Network) -> str:
    reference = network.references.get(row.reference)
    who = citation(reference) if reference else row.reference
    model = ", ".join(part for part in (row.species, row.context) if part)
    note = f": {row.note}" if row.note else ""
    return f"{row.stance}: {who} ({model}){note}" if model else f"{row.stance}: {who}{note}"
