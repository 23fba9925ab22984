"""Files whose identifiers name no gene that we know: what they are, and what to do."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from necro_cyto.identifiers import KINDS, is_zebrafish
from necro_cyto.readers.matched import Genes
from necro_cyto.readers.model import one_line
from necro_cyto.readers.names import parse
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.refuse import are_pathway_names
from necro_cyto.readers.rows import Rows
from necro_cyto.readers.shape import is_number

# So few of so many: the names hit others by chance.
_FEW, _MANY = 0.15, 100
# Of a short list more must be known.
_FEW_OF_SHORT, _SHORT = 0.25, 20
# Most genes are called by their symbols: so large may the share of former and second names be.
_STRANGE = 0.4
_SECOND_NAMES = [i for i, kind in enumerate(KINDS) if kind in ("previous symbol", "alias") or kind.endswith("synonym")]
# So often must the same genes stand in the file, and so many groups of rows may it have at most.
_REPEATED, _GROUPS, _SHOWN = 1.3, 200, 12
_BLANK = ("", "-")
_ADD = "add a column of gene symbols or gene ids to the file"
_ORGANISMS = "genes of human, mouse, rat and zebrafish are known"
_BY_TYPE = {
    "probe": ("array probes", "add a column of gene symbols to the file; the annotation of the array has them"),
    "transcript": ("transcript ids", f"{_ADD}, or summarise the transcripts to genes"),
    "refseq": ("RefSeq ids", _ADD),
    "uniprot": ("UniProt accessions of no known gene", _ORGANISMS),
    "entrez": ("numbers that are no known Entrez genes", _ORGANISMS),
    "ensembl": ("Ensembl genes of another species", _ORGANISMS),
}
_LOOKS = (
    (r"(?:[a-z]{3}-)?(?:miR|mir|let)-?\d", "miRNAs", "they are not in the networks; give a table of genes"),
    (r"(?:[a-z]{3}_)?circ", "circular RNAs", "they are not in the networks; give a table of genes"),
    (r"\w{2,5}_(?:HUMAN|MOUSE|RAT|DANRE)$", "UniProt entry names, which are no gene symbols",
     "add a column of accessions or gene names"),
    (r"Y[A-P][LR]\d{3}[WC](?:-[A-Z])?$", "yeast genes", _ORGANISMS),
    (r"FBgn\d{7}$", "fly genes", _ORGANISMS),
    (r"WBGene\d{8}$|[A-Z]{1,2}\d{1,3}[A-Z]\d{1,2}\.\d+[a-z]?$", "worm genes", _ORGANISMS),
    (r"AT[1-5CM]G\d{5}", "Arabidopsis genes", _ORGANISMS),
    (r"ENS[A-Z]{3,4}[GTP]\d{11}", "Ensembl ids of another species", _ORGANISMS),
    (r"IPR\d{6}|PF\d{5}|GO:\d{7}", "domains or terms", _ADD),
    (r"HMDB\d+|C\d{5}$|CHEBI", "metabolites", "they carry no values here; give a table of genes"),
    (r"cg\d{8}|ch\.\d", "CpG sites", _ADD),
)  # fmt: skip
_EXAMPLES = 3
_SAMPLE = 1000


def no_genes(plan: Plan, genes: Genes, species: str | None) -> str | None:
    """Return why a file cannot be drawn, if it names no known gene, or so few that they are hits by chance."""
    if len(genes.pairs) and (species or not are_by_chance(genes)):
        return hidden_contrasts(plan, genes)
    known, rows = _known(genes)
    led = set(genes.pairs.at.tolist())
    names = list(dict.fromkeys(n for i, n in enumerate(genes.names[:_SAMPLE]) if n not in _BLANK and i not in led))
    what, remedy = _what(names, genes.lookup.id_type)
    listed = f" (as {', '.join(one_line(name, 30) for name in names[:_EXAMPLES])})" if names else ""
    found = f"only {known} of {rows} rows name a known gene" if known else "no gene in it is known"
    insist = "; if it is one of these, say --species" if known else ""
    return f'{plan.path}: {found}: "{plan.name(plan.gene.column)}" holds {what}{listed}; {remedy}{insist}'


def are_by_chance(genes: Genes) -> bool:
    """Tell whether so few names are genes that they are another species' names for other genes."""
    if genes.lookup.id_type not in ("symbol", "unknown") or len(genes.pairs) > len(genes.names) / 2:
        return False
    known, rows = _known(genes)
    if rows < _SHORT or known >= rows / 2:
        return False
    # A name of yeast is seldom the symbol of a human gene, but often a former or second name of another.
    strange = bool(len(genes.pairs)) and np.isin(genes.pairs.kind, _SECOND_NAMES).mean() > _STRANGE
    if strange or known >= rows * _FEW_OF_SHORT:
        return strange
    if genes.lookup.species == "zebrafish":  # its loci have no human counterpart of the same name
        rows -= sum(is_zebrafish(name) or name.startswith("LOC") for name in genes.names)
    return known < rows * (_FEW if rows > _MANY else _FEW_OF_SHORT)


def hidden_contrasts(plan: Plan, genes: Genes) -> str | None:
    """Return why a file cannot be drawn whose contrasts stand below each other under a name that nobody knows."""
    columns = [] if plan.labels or _stand_once(genes) else [i for i in range(len(plan.sheet.columns)) if _may_label(plan, i)]
    if not columns:
        return None
    named = ~(genes.names.equal(b"") | genes.names.equal(b"-"))
    hashes, rows = genes.names.take(named).hashes, int(named.sum())
    if rows < _SHORT or rows < _REPEATED * len(pd.unique(hashes)):
        return None
    codes, distinct = pd.factorize(hashes)
    table = plan.sheet.read(columns, [])
    if len(table) != len(genes.names):
        return None
    for column in columns:
        labels, texts = pd.factorize(table[column].to_numpy(dtype=object)[named])
        pairs = len(pd.unique(codes * (len(texts) + 1) + labels))
        if 1 < len(texts) <= min(_GROUPS, len(distinct) / 5) and pairs > 0.98 * rows:
            name = plan.name(column)
            return (
                f'{plan.path}: the same genes stand in it several times, once for each "{name}" (as {one_line(texts[0], 30)}, '
                f'{one_line(texts[1], 30)}); say --contrast-column "{name}"'
            )
    return None


def _stand_once(genes: Genes) -> bool:
    """Tell quickly that most names are genes and most of these stand in the file once; False tells nothing."""
    known = len(genes.pairs)
    distinct = int(np.count_nonzero(np.bincount(genes.pairs.gene)))
    return known * 2 > len(genes.names) and known < _REPEATED * distinct


def _may_label(plan: Plan, column: int) -> bool:
    """Tell whether the head of a column may name groups of rows: few words, or small whole numbers."""
    sheet = plan.sheet
    used = {plan.gene.column, *(gene.column for gene in plan.others)}
    used |= {c for contrast in plan.contrasts for c in (contrast.effect, contrast.significance)}
    words = set(sheet.known(column))
    if column in used or not 0 < len(words) <= _SHOWN or parse(sheet.columns[column]).role:
        return False
    if not all(len(word) < 100 and ("." not in word or not is_number(word)) for word in words):
        return False
    rows = [row for row in zip(sheet.cells(plan.gene.column), sheet.cells(column), strict=True) if row[0]]
    return len(rows) - len(set(rows)) <= 0.02 * len(rows)  # else one gene has several rows of one label


def _known(genes: Genes) -> tuple[int, int]:
    """Return how many of how many rows name a gene that is known."""
    # The places are in order.
    return int(np.count_nonzero(np.diff(genes.pairs.at, prepend=-1))), len(genes.names) - sum(genes.blank)


def no_values(plan: Plan, rows: Rows) -> str | None:
    """Return why a file cannot be drawn, if its column of effects is empty."""
    if not len(rows.effect) or not np.isnan(rows.effect).all():
        return None
    name = plan.name(rows.contrast.effect)
    return f'{plan.path}: "{name}" holds no values; formulas must be saved with their results, or choose --effect NAME'


def _what(names: Sequence[str], id_type: str) -> tuple[str, str]:
    if not names:
        return "no identifiers", _ADD
    if are_pathway_names(names):
        return "pathways or gene sets", "give the table of genes they were made from"
    if id_type in ("probe", "transcript", "refseq"):
        return _BY_TYPE[id_type]
    for pattern, what, remedy in _LOOKS:
        if sum(bool(re.match(pattern, name)) for name in names) * 2 > len(names):
            return what, remedy
    return _BY_TYPE.get(
        id_type, ("names that are no known genes", f"{_ORGANISMS}; name another column with --id-column")
    )
