"""Tables that hold no effect: what they are, and what to do instead."""

from __future__ import annotations

from collections.abc import Sequence

from necro_cyto.readers.contrasts import Role
from necro_cyto.readers.model import Contrast
from necro_cyto.readers.names import plain
from necro_cyto.readers.shape import is_missing, is_number
from necro_cyto.readers.sheet import Sheet

PEPTIDES = "peptide table"
_PEPTIDE = frozenset({
    "peptidesequence", "precursorcharge", "fragmention", "eg modifiedpeptide", "peptide sequence",
    "modified sequence", "precursor charge", "precursor id", "stripped sequence",
})  # fmt: skip
_PATHWAY = frozenset({
    "nes", "generatio", "enrichmentscore", "leadingedge", "term", "term name", "pathway", "overlap",
    "description", "gene ratio", "leading edge", "lead genes", "odds ratio", "core enrichment", "nom p val",
    "combined score",
})  # fmt: skip
_TEST = "run the test (DESeq2, limma, edgeR …) and give its result table, or choose one column with --effect NAME"
_COMPARE = (
    'compare groups of them with --groups samples.tsv or --compare "A,B,C:D,E,F" (counts: DESeq2 or edgeR), '
    "or choose one column with --effect NAME"
)
_LISTED = 6
_NOT_A_TABLE = {
    (b"!Series_", b"!Sample_", b"^SAMPLE", b"^DATABASE", b"^SERIES"): (
        "a GEO series file, not a result table; analyse it with GEO2R and give the table it saves"
    ),
    (b"##fileformat=VCF", b">", b"@HD\t", b"@SQ\t", b"%%MatrixMarket", b"##gff", b"LOCUS "): (
        "a file of sequences, variants or counts, not a result table"
    ),
    (b"{", b"[{", b"[["): "a JSON file, not a table; export the results as .csv or .tsv",
}


def first_lines_refused(data: bytes) -> str | None:
    """Return why a text file is refused, judged by its first bytes."""
    head = data[:400].lstrip(b"\xef\xbb\xbf").lstrip()
    return next((why for starts, why in _NOT_A_TABLE.items() if head.startswith(starts)), None)


def is_pathways(sheet: Sheet, contrasts: Sequence[Contrast]) -> bool:
    """Tell whether a table holds scores of pathways or terms."""
    weak = all(contrast.effect_kind in ("beta", "score", "direction", "expression") for contrast in contrasts)
    return weak and len({plain(column) for column in sheet.columns} & _PATHWAY) >= 2


def no_effect(sheet: Sheet, roles: Sequence[Role], gene: int) -> tuple[str, str]:
    """Return what a table without an effect is, and why it is refused."""
    names = {plain(column) for column in sheet.columns}
    values = number_columns(sheet, [gene, *(role.column for role in roles)])
    if names & _PEPTIDE:
        return PEPTIDES, (
            "a peptide-level table, the input of a test and not its result; summarise and test it (MSstats, limma …) first"
        )
    if is_pathways(sheet, []):
        return "pathway table", "a table of pathways or terms, not of genes; give the table of genes it was made from"
    if roles:
        return "p values only", (
            "a table with p values but no effect; export the fold changes too, or choose a column with --effect NAME"
        )
    if not values:
        return (
            "names only",
            "a table of names without numbers; export effects (log fold changes or scores) with the names",
        )
    if len(values) == 1:
        return "matrix", f'a column of counts ("{sheet.columns[values[0]]}") without a comparison; {_TEST}'
    listed = f" ({', '.join(sheet.columns[i] for i in values)})" if len(values) <= _LISTED else ""
    return "matrix", f"a matrix of {len(values)} columns of numbers{listed} without a comparison; {_COMPARE}"


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
