"""What a node, an edge, an evidence row, a reference and a claim are.

Plain frozen records whose fields are the columns of the curated tables, and the
vocabularies that those columns may use. Nothing here reads or draws anything. Two fields are no
columns: ``where`` (file:line) and ``origin`` (whose row it is, when networks were merged).
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from typing import Any

SIGNS = ("+", "-", "0")
DIRECT = ("yes", "no")
CLASSES = {
    "mechanism": "a step; chained into paths and predictions",
    "summary": "a genetic or whole-experiment finding that jumps over steps",
    "conditional": "holds only under the stated condition",
    "correlative": "seen together, no intervention",
    "binding": "physical contact without an established effect",
}
KINDS = ("protein", "complex", "metabolite", "drug", "process", "cell", "phenotype", "condition")
CELLS = (
    "tumour cell",
    "macrophage",
    "monocyte",
    "PMN-MDSC",
    "myeloid cell",
    "dendritic cell",
    "CD8 T cell",
    "CD4 T cell",
    "gamma-delta T cell",
    "Treg",
    "fibroblast",
    "endothelial cell",
    "any",
)
COMPARTMENTS = (
    "extracellular",
    "plasma membrane",
    "cytosol",
    "mitochondrion",
    "nucleus",
    "endosome/ER",
    "tumour",
)
MODULES = (
    "triggers",
    "TNFR1 complex I",
    "complex II",
    "necrosome",
    "membrane execution",
    "apoptosis",
    "ferroptosis",
    "pyroptosis",
    "NF-kB",
    "IL-1 axis",
    "myeloid",
    "T cell and DC",
    "therapy",
    "outcome",
)
STANCES = ("supports", "contradicts", "refines")
# How a citation was verified; "weak" levels never stand alone under an edge.
LEVELS = {"title-and-id": "strong", "database": "strong", "id-and-abstract": "strong", "gene-linked": "weak"}
SPECIES = ("human", "mouse", "rat", "human/mouse", "human/rat", "mouse/rat", "other")
RELATIONS = {
    "activates": "+",
    "promotes": "+",
    "induces expression of": "+",
    "produces": "+",
    "releases": "+",
    "recruits": "+",
    "assembles into": "+",
    "becomes": "+",
    "acts as": "+",
    "inhibits": "-",
    "suppresses": "-",
    "represses expression of": "-",
    "neutralises": "-",
    "sequesters": "-",
    "degrades": "-",
    "removes": "-",
    "binds": "+-0",
    "phosphorylates": "+-0",
    "dephosphorylates": "+-0",
    "ubiquitinates": "+-0",
    "deubiquitinates": "+-0",
    "cleaves": "+-0",
    "changes": "+-0",
    "associates with": "+-0",
    "is member of": "0",
    "has no effect on": "0",
}


@dataclass(frozen=True)
class Node:
    """A gene product in one cell and state, a complex, drug, process, cell or outcome."""

    id: str
    label: str
    kind: str
    genes: tuple[str, ...] = ()
    cell: str = "any"
    compartment: str = "cytosol"
    module: str = ""
    name: str = ""
    where: str = field(default="", compare=False, repr=False)
    origin: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Edge:
    """A signed, cited effect of one node on another."""

    id: str
    source: str
    target: str
    relation: str
    sign: str
    klass: str = field(default="mechanism", metadata={"column": "class"})
    direct: str = "no"
    module: str = ""
    condition: str = ""
    where: str = field(default="", compare=False, repr=False)
    origin: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Evidence:
    """One paper's word on one edge."""

    edge: str
    reference: str
    stance: str = "supports"
    species: str = ""
    context: str = ""
    level: str = ""
    note: str = ""
    where: str = field(default="", compare=False, repr=False)
    origin: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Reference:
    """A publication. Fields that were never verified are empty, not guessed."""

    id: str
    pmid: str = ""
    doi: str = ""
    pmcid: str = ""
    first_author: str = ""
    year: str = ""
    journal: str = ""
    title: str = ""
    where: str = field(default="", compare=False, repr=False)
    origin: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Claim:
    """A sentence of the source articles as a signed path question."""

    id: str
    statement: str
    source: str
    from_: str = field(default="", metadata={"column": "from"})
    to: str = ""
    sign: str = "+"
    via: tuple[str, ...] = ()
    must_pass: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    where: str = field(default="", compare=False, repr=False)


Record = Node | Edge | Evidence | Reference | Claim


def columns(kind: type[Record]) -> tuple[str, ...]:
    """Return the column names of a record type, in table order.

    >>> columns(Evidence)
    ('edge', 'reference', 'stance', 'species', 'context', 'level', 'note')
    """
    return tuple(stored(kind))


def stored(kind: type[Record]) -> dict[str, Field[Any]]:
    """Return the fields of a record type that stand in its table, by column name."""
    return {f.metadata.get("column", f.name): f for f in fields(kind) if f.name not in ("where", "origin")}


def edge_id(source: str, relation: str, target: str) -> str:
    """Return the id that an edge must carry: it reads as a sentence.

    >>> edge_id("RIPK3", "phosphorylates", "MLKL")
    'RIPK3 phosphorylates MLKL'
    """
    return f"{source} {relation} {target}"
