"""What there is to say about a node or an edge, in plain text (never markup)."""

from __future__ import annotations

from necro_cyto.cite import split_author
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
TITLE_WORDS = 4  # of a title that stands for an author
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


def tool_words(tool: str, significance_kind: str) -> str:
    """Return how a legend calls what made the values; a test of our own is called so.

    >>> tool_words("DESeq2", "adjusted p"), tool_words("matrix", "adjusted p")
    ('DESeq2', 'Welch t test by necro-cyto')
    """
    if tool == "matrix":
        return "ratio of means by necro-cyto" if significance_kind == "none" else "Welch t test by necro-cyto"
    return "" if tool == "generic" else tool


def node_text(node: Node) -> str:
    """Return two lines on a node: what it is and where."""
    where = node.compartment if node.cell == "any" else f"{node.cell}, {node.compartment}"
    facts = "; ".join(part for part in (node.kind, where, node.module) if part)
    return plain("\n".join([node.name or node.label, facts, *_origin(node)]))


def edge_text(edge: Edge, network: Network) -> str:
    """Return what an edge says, how sure it is, and who showed it."""
    source, target = (network.nodes[end].label for end in (edge.source, edge.target))
    head = f"{source} {edge.relation} {target} ({SIGN_WORDS[edge.sign]}; {edge.klass})"
    condition = [f"only: {edge.condition}"] if edge.condition else []
    rows = [evidence_text(row, network) for row in network.evidence.get(edge.id, ())]
    return plain("\n".join([head, *condition, *_origin(edge), *rows]))


def citation(reference: Reference) -> str:
    """Return a short citation with its identifier; what is unknown is left out.

    >>> citation(Reference("sun2012", pmid="22265413", first_author="Sun L", year="2012"))
    'Sun 2012, PMID 22265413'
    >>> citation(Reference("x", pmid="1", year="2004", title="Regulatory T cells suppress tumor-specific cytotoxicity"))
    '“Regulatory T cells suppress …” 2004, PMID 1'
    """
    who = " ".join(part for part in (_author(reference), reference.year) if part)
    numbers = (("PMID ", reference.pmid), ("doi ", reference.doi), ("", reference.pmcid))
    number = next((f"{kind}{value}" for kind, value in numbers if value), "")
    return ", ".join(part for part in (who, number) if part) or reference.id


def _author(reference: Reference) -> str:
    """Return the family name of the first author, or what is cited instead of one: the first words of the title."""
    words = reference.title.split()
    if name := reference.first_author:
        return split_author(name)[0]
    if words:
        return f"“{' '.join(words[:TITLE_WORDS]).rstrip('.,:;')}{' …' if len(words) > TITLE_WORDS else ''}”"
    return "Anonymous" if reference.year else ""


def plain(text: str) -> str:
    r"""Return text that no viewer can take for markup, and no terminal for a command.

    >>> plain("<b>IL-1\x1b[31m</b>")
    '‹b›IL-1 [31m‹/b›'
    """
    marked = text.replace("<", "‹").replace(">", "›")
    return "".join(c if c.isprintable() or c == "\n" else " " for c in marked)


def evidence_text(row: Evidence, network: Network) -> str:
    """Return one line on what a paper says of an edge."""
    reference = network.references.get(row.reference)
    who = citation(reference) if reference else row.reference
    model = ", ".join(part for part in (row.species, row.context) if part)
    said = f"{row.stance}: {who} ({model})" if model else f"{row.stance}: {who}"
    own = f" [row of {row.origin}]" if row.origin else ""
    return f"{said}: {row.note}{own}" if row.note else f"{said}{own}"


def _origin(row: Node | Edge) -> list[str]:
    return [f"row of {row.origin}, not of the curated tables"] if row.origin else []
