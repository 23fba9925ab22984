"""Tables that hold no effect: what they are, and what to do instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers.genes import GeneColumn, are_pairs, words
from necro_cyto.readers.model import Contrast, one_line
from necro_cyto.readers.names import plain
from necro_cyto.readers.shape import is_missing, is_number
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.significance import Role
from necro_cyto.readers.tools import Tool

PEPTIDES = "peptide table"
_PEPTIDE = frozenset({
    "peptidesequence", "precursorcharge", "fragmention", "eg modifiedpeptide", "peptide sequence", "eg precursorid",
    "modified sequence", "precursor charge", "precursor id", "stripped sequence", "pep strippedsequence", "fg charge",
    "missed cleavages", "charges", "psm count", "annotated sequence",
})  # fmt: skip
_VARIANT = (
    frozenset({"variant classification"}),
    frozenset({"chrom", "pos", "ref", "alt"}),
    frozenset({"reference allele", "tumor seq allele2"}),
    frozenset({"site1 hugo symbol", "site2 hugo symbol"}),
    frozenset({"snp", "chr"}), frozenset({"snp", "a1"}), frozenset({"snp", "effect allele"}), frozenset({"rsid"}), frozenset({"rs id"}),
    frozenset({"variant id"}), frozenset({"snp", "bp"}),
)  # fmt: skip
_POSITION = (frozenset({"seqnames", "start", "end"}), frozenset({"chr", "start", "end", "width"}))
_CYCLES = re.compile(r"(?:(?:δ|∆|d|delta[\W_]*){1,2}[\W_]*c[tqp]|c[tq])\b")
_CHROMOSOME = re.compile(r"(?:chr)(?:\d{1,2}|[XYM]|MT)\w*$", re.IGNORECASE)
_PATHWAY = frozenset({
    "nes", "generatio", "enrichmentscore", "leadingedge", "term", "term name", "pathway", "overlap",
    "description", "gene ratio", "leading edge", "lead genes", "odds ratio", "core enrichment", "nom p val",
    "combined score", "leading edge genes", "gene set", "nr genes", "nr sig genes", "term size", "term id",
    "intersections", "intersection size", "core genes", "geneset", "pathway name", "richfactor", "foldenrichment",
    "bgratio", "es", "nom p value", "fwer p val", "fdr q val", "phenotype", "negative log10 of adjusted p value",
    "input number", "background number", "go id", "annotated", "hits total", "members input overlap", "effective size",
})  # fmt: skip
_PATHWAY_NAMES = re.compile(r"(?:HALLMARK|KEGG|REACTOME|GO(?:BP|CC|MF)?|BIOCARTA|WP|PID)_[A-Z]|GO:\d{7}|R-[A-Z]{3}-\d+")
_WEAK = ("beta", "score", "direction", "expression", "fold change")
_TEST = "run the test (DESeq2, limma, edgeR …) and give its result table, or choose one column with --effect NAME"
_COMPARE = (
    'compare groups of them with --groups samples.tsv or --compare "A,B,C:D,E,F" (counts: DESeq2 or edgeR), '
    "or choose one column with --effect NAME"
)
_LISTED, _EXAMPLES = 6, 3
_NO_GENES = ("symbol", "unknown", "uniprot", "entrez", "ensembl")
_NOT_A_TABLE = {
    (b"!Series_", b"!Sample_", b"^SAMPLE", b"^DATABASE", b"^SERIES"): (
        "a GEO series file, not a result table; analyse it with GEO2R and give the table it saves"
    ),
    (b"##fileformat=VCF", b">", b"@HD\t", b"@SQ\t", b"%%MatrixMarket", b"LOCUS "): (
        "a file of sequences, variants or counts, not a result table; give the table of genes that a test made from it"
    ),
    (b"##gff", b"#gtf", b"#!genome-build", b"##gtf", b"track ", b"browser "): (
        "an annotation of a genome, not a result table; give one of genes with an effect"
    ),
    (b"{", b"[{", b"[["): "a JSON file, not a table; export the results as .csv or .tsv",
}


def first_lines_refused(data: bytes) -> str | None:
    """Return why a text file is refused, judged by its first bytes."""
    head = data[:400].lstrip(b"\xef\xbb\xbf").lstrip()
    return next((why for starts, why in _NOT_A_TABLE.items() if head.startswith(starts)), None)


def refusal(
    sheet: Sheet, contrasts: Sequence[Contrast], genes: Sequence[GeneColumn], labels: Sequence[int], tool: Tool | None
) -> tuple[str, str] | None:
    """Return what a table is and why it is refused, though it may have columns that look like an effect."""
    names = {plain(column) for column in sheet.columns}
    weak = all(contrast.effect_kind in _WEAK for contrast in contrasts)
    if tool and tool.refused:
        return tool.name, tool.refused
    if _names_positions(sheet) or (weak and any(signature <= names for signature in _POSITION)):
        return (
            "genome positions",
            "a list of positions in a genome (peaks, exons, an annotation); give one of genes with an effect",
        )
    if weak and any(signature <= names for signature in _VARIANT):
        return "variants", "a list of variants or mutations; give one of genes with an effect"
    if weak and names & _PEPTIDE:
        return PEPTIDES, (
            "a peptide-level table, the input of a test and not its result; summarise and test it (MSstats, limma …) first"
        )
    if weak and is_pathways(sheet):
        return "pathway table", "a table of pathways or terms, not of genes; give the table of genes it was made from"
    roles = {contrast.effect for contrast in contrasts}
    own = any(contrast.gene >= 0 for contrast in contrasts)
    if weak and contrasts and not own and are_pairs(sheet, genes, labels, roles, load_identifiers()):
        return "pairs", (
            "a table of pairs of genes, as an interaction list; give one with a value for each gene, "
            "or choose columns with --id-column and --effect"
        )
    return None


def is_pathways(sheet: Sheet) -> bool:
    """Tell whether a table holds scores of pathways or terms."""
    terms = {plain(column) for column in sheet.columns} & _PATHWAY
    return len(terms) >= 2 or (len(terms) == 1 and are_pathway_names(sheet.cells(0)))


def are_pathway_names(cells: Sequence[str]) -> bool:
    """Tell whether cells are names of gene sets.

    >>> are_pathway_names(["HALLMARK_APOPTOSIS", "GOBP_CELL_KILLING"]), are_pathway_names(["MLKL", "TNF"])
    (True, False)
    """
    filled = [cell for cell in cells if cell]
    return sum(bool(_PATHWAY_NAMES.search(cell)) for cell in filled) * 2 > len(filled)


def _names_positions(sheet: Sheet) -> bool:
    first = [cell for cell in sheet.cells(0) if cell]
    return bool(first) and len(sheet.columns) > 2 and all(map(_CHROMOSOME.match, first))


def no_effect(
    sheet: Sheet, roles: Sequence[Role], genes: Sequence[GeneColumn], tool: Tool | None = None
) -> tuple[str, str]:
    """Return what a table without an effect is, and why it is refused."""
    gene = genes[0].column if genes else -1
    cycles = next((name for name in sheet.columns if are_cycles(name)), None)
    if cycles and not roles:
        return "PCR cycles", (
            f'a table of cycles of a PCR ("{cycles}"), whose sign runs against that of the expression; '
            "give −ΔΔCt in a column log2FC, or 2^−ΔΔCt in a column fold change"
        )
    values = number_columns(sheet, [gene, *(role.column for role in roles)])
    if roles:
        return tool.name if tool else "p values only", (
            "a table with p values but no effect; export the fold changes too, or choose a column with --effect NAME"
        )
    if not values and gene < 0:
        return "unknown", "a text without genes and numbers; give a table of results"
    if not values:
        return (
            "names only",
            "a table of names without numbers; export effects (log fold changes or scores) with the names",
        )
    counts = "counts" if all(are_counts(sheet.cells(i)) for i in values) else "numbers"
    named = [name for name in sheet.columns[1:] if not name.endswith("_p")]
    if named and all(name.endswith("_n") and f"{name[:-2]}_p" in sheet.columns for name in named):
        return "matrix", (
            "a table of names and p values without an effect, as Scanpy's tutorial makes it; add the logfoldchanges "
            "(scanpy.get.rank_genes_groups_df)"
        )
    unnamed = all(name.startswith("#") for name in sheet.columns)
    if unnamed and gene >= 0 and 1 < len(values) <= _LISTED and counts == "numbers":
        return "matrix", (
            "a table without a header; put a line of column names first (gene, log2FC, padj …), or choose its columns, as "
            f'--effect "#{values[0] + 1}" --significance "#{values[-1] + 1}"'
        )
    if len(values) == 1:
        return "matrix", f'a column of {counts} ("{sheet.columns[values[0]]}") without a comparison; {_TEST}'
    if _share_of_genes([sheet.columns[i] for i in values]) > max([0.5, *(column.hits for column in genes)]):
        return "matrix", (
            f'a matrix with genes in its columns (as "{sheet.columns[values[-1]]}"), not in its rows; '
            "turn it round (transpose), so that each gene has a row"
        )
    listed = f" ({', '.join(sheet.columns[i] for i in values)})" if len(values) <= _LISTED else ""
    what = f"a matrix of {len(values)} columns of {counts}{listed} without a comparison"
    return "matrix", f"{what}{_strangers(sheet, genes)}; {_COMPARE}"


def _strangers(sheet: Sheet, genes: Sequence[GeneColumn]) -> str:
    """Return what to add where the first rows of a matrix name nothing that is known."""
    if any(gene.hits or gene.id_type not in _NO_GENES for gene in genes):
        return ""
    column = next(iter(genes or words(sheet, ())), None)
    names = list(dict.fromkeys(sheet.known(column.column)))[:_EXAMPLES] if column else []
    seen = f" (as {', '.join(one_line(name, 30) for name in names)})" if names else ""
    return (
        f", and its first {len(sheet.head)} rows name no known gene{seen}: genes of human, mouse, rat and zebrafish are known; "
        "name their column with --id-column"
    )


def _share_of_genes(columns: Sequence[str]) -> float:
    columns = [re.sub(r"^gene[_-](?=ENS)", "", column) for column in columns]
    return len(load_identifiers().lookup(columns).matches) / len(columns) if len(columns) >= _LISTED else 0.0


def are_cycles(name: str) -> bool:
    """Tell whether a column holds cycles of a PCR, by its name.

    >>> are_cycles("ddCt"), are_cycles("ΔΔCq mean"), are_cycles("2^-ddCt"), are_cycles("act")
    (True, True, False, False)
    """
    return bool(_CYCLES.match(name.strip().lower()))


def are_counts(cells: Sequence[str]) -> bool:
    """Tell whether numbers are counts of reads: whole, not negative, and some of them large.

    >>> are_counts(["0", "12", "310"]), are_counts(["0.5", "310"]), are_counts(["1", "2", "3"])
    (True, False, False)
    """
    filled = [cell for cell in cells if not is_missing(cell)]
    return bool(filled) and all(map(str.isdecimal, filled)) and max(map(len, filled)) > 2


def number_columns(sheet: Sheet, taken: Sequence[int]) -> list[int]:
    """Return the columns of numbers, row numbers and `taken` columns left out."""
    return [i for i in range(len(sheet.columns)) if i not in taken and _numeric(sheet.cells(i))]


def _numeric(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_missing(cell)]
    counted = [str(i) for i in range(len(filled))]
    rows = filled in (counted, [str(i + 1) for i in range(len(filled))])
    return bool(filled) and sum(map(is_number, filled)) > len(filled) * 0.8 and not (rows and len(filled) > 2)
