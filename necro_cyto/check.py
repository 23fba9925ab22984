"""Rules for the curated tables. Each is one small function from the tables to its problems.

A message names the culprit as ``file:line`` and says what to do.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from necro_cyto.errors import suggestion
from necro_cyto.files import write_text
from necro_cyto.knowledge import TABLES, Knowledge, cells, read_knowledge
from necro_cyto.schema import (
    CELLS,
    CLASSES,
    COMPARTMENTS,
    DIRECT,
    KINDS,
    LEVELS,
    MODULES,
    RELATIONS,
    SIGNS,
    SPECIES,
    STANCES,
    Record,
    columns,
    edge_id,
)
from necro_cyto.table import canonical

Found = Iterator[tuple[str, str]]  # where, message
Rule = Callable[[Knowledge], Found]

VOCABULARIES: dict[str, dict[str, Iterable[str]]] = {
    "nodes": {"kind": KINDS, "cell": CELLS, "compartment": COMPARTMENTS, "module": MODULES},
    "edges": {"relation": RELATIONS, "sign": SIGNS, "klass": CLASSES, "direct": DIRECT, "module": MODULES},
    "evidence": {"stance": STANCES, "species": SPECIES, "level": LEVELS},
    "claims": {"sign": (*SIGNS, "")},
}
GENE = re.compile(r"HGNC:[1-9]\d*")
PMID = re.compile(r"[1-9]\d{0,8}")
PMCID = re.compile(r"PMC[1-9]\d*")
DOI = re.compile(r"10\.\d{4,9}/\S+")


@dataclass(frozen=True)
class Problem:
    """One fault: file, line (0: the whole file), the rule that found it, and what to do."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}"


def check(folder: str | Path, fix: bool = False) -> list[Problem]:
    """Return the problems of a folder of tables, sorted by file and line.

    Parameters
    ----------
    folder : str or Path
        Holds ``nodes.tsv``, ``edges.tsv``, ``evidence.tsv``, ``references.tsv``.
    fix : bool
        Rewrite the tables in canonical form first (order, blanks); never changes a cell's words.

    Raises
    ------
    TableError
        If a table is missing or is no table at all.
    """
    knowledge = read_knowledge(Path(folder))
    if fix and write_canonical(knowledge):
        knowledge = read_knowledge(Path(folder))
    return problems(knowledge)


def problems(knowledge: Knowledge) -> list[Problem]:
    """Return what every rule finds."""
    found = [_problem(rule, where, text) for rule, function in RULES.items() for where, text in function(knowledge)]
    return sorted(found, key=lambda p: (p.file, p.line, p.rule, p.message))


def write_canonical(knowledge: Knowledge) -> list[Path]:
    """Rewrite every table that is not in canonical form; returns the files changed."""
    changed = []
    for name, kind in TABLES.items():
        if name in knowledge.tables and (text := _canonical(knowledge, name, kind)) != knowledge.tables[name].text:
            write_text(knowledge.tables[name].path, text)
            changed.append(knowledge.tables[name].path)
    return changed


def _canonical_form(k: Knowledge) -> Found:
    for name, kind in TABLES.items():
        if name in k.tables and _canonical(k, name, kind) != k.tables[name].text:
            yield str(k.tables[name].path), f'not in canonical form: run "necro-cyto check {k.folder} --fix"'


def _vocabulary(k: Knowledge) -> Found:
    for table, fields in VOCABULARIES.items():
        for item in getattr(k, table):
            for field, known in fields.items():
                value = getattr(item, field)
                if value not in known and not (value == "" and field in ("module", "species")):
                    column = "class" if field == "klass" else field
                    yield item.where, f'{column} is "{value}"{suggestion(value, known)}'


def _unique(k: Knowledge) -> Found:
    for table in ("nodes", "edges", "references", "claims"):
        items = getattr(k, table)
        counts = Counter(item.id for item in items)
        for item in items:
            if counts[item.id] > 1:
                yield item.where, f'"{item.id}" stands {counts[item.id]} times: keep one row'


def _duplicate_edge(k: Knowledge) -> Found:
    first: dict[tuple[str, str, str, str], str] = {}
    for e in k.edges:
        key = (e.source, e.target, e.sign, e.klass)
        if key in first and first[key] != e.id:
            yield e.where, f'same ends, sign and class as "{first[key]}": merge them, one row per finding in evidence.tsv'
        first.setdefault(key, e.id)


def _unknown_node(k: Knowledge) -> Found:
    known = {n.id for n in k.nodes}
    for e in k.edges:
        for end in (e.source, e.target):
            if end not in known:
                yield e.where, f'unknown node "{end}": add it to nodes.tsv{_or(suggestion(end, known))}'
    for c in k.claims:
        for name in (c.from_, c.to, *c.via, *c.must_pass):
            if name and name not in known:
                yield c.where, f'unknown node "{name}"{suggestion(name, known)}'


def _edge_name(k: Knowledge) -> Found:
    for e in k.edges:
        if e.id != edge_id(e.source, e.relation, e.target):
            yield e.where, f'id is "{e.id}": call it "{edge_id(e.source, e.relation, e.target)}"'


def _sign_and_relation(k: Knowledge) -> Found:
    for e in k.edges:
        allowed = RELATIONS.get(e.relation, "")
        if allowed and e.sign not in allowed:
            yield e.where, f'sign {e.sign} does not go with "{e.relation}" ({" or ".join(allowed)}): correct one of them'


def _condition(k: Knowledge) -> Found:
    for e in k.edges:
        if (e.klass == "conditional") != bool(e.condition):
            yield e.where, "a conditional edge, and no other, says its condition: fill or empty the column"


def _evidence(k: Knowledge) -> Found:
    edges, references = {e.id for e in k.edges}, {r.id for r in k.references}
    strong = {
        row.edge for row in k.evidence if LEVELS.get(row.level) == "strong" and row.stance in ("supports", "refines")
    }
    for row in k.evidence:
        if row.edge not in edges:
            yield row.where, f'unknown edge "{row.edge}"{suggestion(row.edge, edges)}'
        if row.reference not in references:
            yield row.where, f'unknown reference "{row.reference}": add it to references.tsv{_or(suggestion(row.reference, references))}'  # fmt: skip
    for e in k.edges:
        if e.id not in strong:
            yield e.where, f'no evidence strong enough for "{e.id}": add a row to evidence.tsv (gene-linked alone is too weak)'


def _repeated_evidence(k: Knowledge) -> Found:
    seen = Counter((r.edge, r.reference, r.stance, r.species, r.context) for r in k.evidence)
    for r in k.evidence:
        if seen[r.edge, r.reference, r.stance, r.species, r.context] > 1:
            yield r.where, f'{r.reference} stands twice under "{r.edge}" with the same context: merge the rows'


def _reference(k: Knowledge) -> Found:
    cited = {row.reference for row in k.evidence} | {name for c in k.claims for name in c.references}
    for r in k.references:
        if not (r.pmid or r.doi or r.pmcid):
            yield r.where, f"{r.id} has neither PMID nor DOI nor PMCID: add one or remove the reference"
        if r.pmcid and not PMCID.fullmatch(r.pmcid):
            yield r.where, f'PMCID is "{r.pmcid}": write it as PMC1234567'
        if r.pmid and not PMID.fullmatch(r.pmid):
            yield r.where, f'PMID is "{r.pmid}": digits only'
        if r.doi and not DOI.fullmatch(r.doi):
            yield r.where, f'DOI is "{r.doi}": write it as 10.1000/name, without an address before it'
        if r.year and not re.fullmatch(r"(19|20)\d\d", r.year):
            yield r.where, f'year is "{r.year}": four digits'
        if r.id not in cited:
            yield r.where, f"{r.id} is cited by no row: remove it or cite it"
    known = {r.id for r in k.references}
    for c in k.claims:
        for name in c.references:
            if name not in known:
                yield c.where, f'unknown reference "{name}"{suggestion(name, known)}'


def _genes(k: Knowledge) -> Found:
    for n in k.nodes:
        for gene in n.genes:
            if not GENE.fullmatch(gene):
                yield n.where, f'gene is "{gene}": write the HGNC id, as HGNC:10021'
        if n.kind == "protein" and len(n.genes) > 1:
            yield n.where, f"a protein has one gene, {n.id} has {len(n.genes)}: make it a complex"
        if n.kind not in ("protein", "complex") and n.genes:
            yield n.where, f"a {n.kind} has no genes: empty the column or change the kind"


def _orphan(k: Knowledge) -> Found:
    joined = {end for e in k.edges for end in (e.source, e.target)}
    for n in k.nodes:
        if n.id not in joined:
            yield n.where, f"{n.id} has no edge: connect it or remove it"


RULES: dict[str, Rule] = {
    "canonical form": _canonical_form,
    "vocabulary": _vocabulary,
    "unique": _unique,
    "duplicate edge": _duplicate_edge,
    "unknown node": _unknown_node,
    "edge name": _edge_name,
    "sign and relation": _sign_and_relation,
    "condition": _condition,
    "evidence": _evidence,
    "repeated evidence": _repeated_evidence,
    "reference": _reference,
    "genes": _genes,
    "orphan": _orphan,
}


def _canonical(k: Knowledge, name: str, kind: type[Record]) -> str:
    return canonical(columns(kind), (cells(item) for item in getattr(k, name)))


def _or(hint: str) -> str:
    return f", or {hint[2:]}" if "did you mean" in hint else ""


def _problem(rule: str, where: str, message: str) -> Problem:
    file, _, line = where.rpartition(":")
    return Problem(file, int(line), rule, message) if file and line.isdigit() else Problem(where, 0, rule, message)
