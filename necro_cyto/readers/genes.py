"""Which column holds the gene identifiers, and which others could stand in for a spoilt one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from necro_cyto.errors import ChoiceNeededError, InputError, UnknownNameError
from necro_cyto.identifiers import ID_TYPES, Identifiers, Lookup, is_date
from necro_cyto.readers.names import IDS, ROW_CONTRASTS, id_rank, plain
from necro_cyto.readers.shape import are_numbers, is_missing, is_number, is_unnamed
from necro_cyto.readers.sheet import Sheet

# An unnamed column holds row names, as R writes them: better than an id, worse than a symbol.
_UNNAMED = IDS.index("id")
_MRNA = "-mRNA"
_BEFORE = ("gene:", "gene-", "GeneID:", "hsa:", "mmu:", "rno:")
_ENTREZ_BEHIND = re.compile(r" \(\d+\)$")
_OF_ROWS = frozenset({"id", "ids", "index", "row", "row names", "rownames", "identifier", "name", "names", "no", "feature id"})
# Bare numbers of these are none of Entrez.
_OTHER_NUMBERS = re.compile(r"hgnc|mgi|rgd|zfin|omim", re.IGNORECASE)
# Of so many genes one has an Entrez id of six digits.
_MANY = 12
# No table of genes has 100 000 rows: what counts further is no row number.
_ROW_DIGITS = 5
_SAMPLE = 500
_FULL = ("ensembl", "symbol", "uniprot", "hgnc")
# Two words that no sign of a list parts.
_WORDS = re.compile(r"[^\s/;,|] +[^\s/;,|]")
# YES1, NOS and others are called so too.
_ANSWERS = frozenset({"yes", "no", "y", "n", "true", "false", "up", "down", "ns", "sig", "not", "none", "high", "low", "na"})


@dataclass(frozen=True)
class GeneColumn:
    """A column that may hold identifiers; `hits` is the share of its cells that are genes we know."""

    column: int
    id_type: str
    species: str
    hits: float
    rank: int
    distinct: bool = True


def gene_columns(sheet: Sheet, taken: Iterable[int], identifiers: Identifiers) -> list[GeneColumn]:
    """Return the columns that may hold identifiers, the best first."""
    used = set(taken)
    left = (i for i in range(len(sheet.columns)) if i not in used and not _says_numbers(sheet, i))
    found = [_judged(sheet, i, sheet.known(i), identifiers) for i in left]
    columns = [column for column in found if column]
    numbers = [column for column in columns if _may_be_row_numbers(sheet, column.column)]
    others = [column for column in columns if column not in numbers]
    # There are names that are genes, or may be those of genes that we do not know.
    if numbers and (any(map(_is_known, others)) or (len(sheet.head) >= _MANY and words(sheet, used))):
        columns = others
    if not any(map(_is_known, columns)):
        columns += _late(sheet, used, identifiers)
    ranked = sorted(columns, key=_order)
    return _fuller(sheet, ranked) if ranked and len(sheet.known(ranked[0].column)) * 3 < len(sheet.head) else ranked


def _fuller(sheet: Sheet, columns: Sequence[GeneColumn]) -> list[GeneColumn]:
    """Put a column that names the genes of most rows before one of few, as of symbols where the annotation has few."""
    full = (c for c in columns if c.id_type in _FULL and _is_known(c) and len(sheet.known(c.column)) * 3 > 2 * len(sheet.head))
    best = next(full, columns[0])
    return [best, *(column for column in columns if column is not best)]


def _late(sheet: Sheet, used: Collection[int], identifiers: Identifiers) -> list[GeneColumn]:
    """Return the columns of identifiers that are blank in the head, as where new loci stand before the known genes."""
    blank = [
        i
        for i, name in enumerate(sheet.columns)
        if i not in used and id_rank(name) < len(IDS) and sheet.head and not sheet.known(i)
    ]
    found = []
    for column in blank:
        cells = [str(cell).strip() for cell in sheet.read([column], [])[column].dropna()]
        filled = [cell for cell in cells if not is_missing(cell)]
        found.append(_judged(sheet, column, filled[:: len(filled) // _SAMPLE + 1], identifiers))
    return [column for column in found if column and _is_known(column)]


def bare(names: Sequence[str]) -> Sequence[str]:
    """Return names without what nCounter and DepMap put behind each, and the files of Ensembl, NCBI and KEGG before.

    >>> bare(["MLKL-mRNA", "RIPK3-mRNA"]), bare(["MLKL (197259)"]), bare(["gene:ENSG00000168404", "gene-MLKL"])
    (['MLKL', 'RIPK3'], ['MLKL'], ['ENSG00000168404', 'MLKL'])
    """
    if not any(name.endswith((_MRNA, ")")) or name.startswith(_BEFORE) for name in names[:9]):
        return names
    return [_ENTREZ_BEHIND.sub("", _without_prefix(name.removesuffix(_MRNA))) for name in names]


def _without_prefix(name: str) -> str:
    return next((name[len(start) :] for start in _BEFORE if name.startswith(start)), name)


def own_columns(
    sheet: Sheet, effects: Sequence[int], genes: Sequence[GeneColumn], identifiers: Identifiers
) -> list[int]:
    """Return the gene column of each effect where tables stand side by side, each with its own genes; else none."""
    known = sorted(gene.column for gene in genes if gene.hits >= 0.3)
    nearest = [max((column for column in known if column < effect), default=-1) for effect in effects]
    columns = list(dict.fromkeys(nearest))
    if len(columns) < 2 or -1 in columns:
        return []
    return nearest if all(_differ(sheet, one, other, identifiers) for one, other in pairwise(columns)) else []


def words(sheet: Sheet, taken: Iterable[int]) -> list[GeneColumn]:
    """Return the column of words that best tell the rows apart, though nobody knows them."""
    used = set(taken)
    distinct: dict[int, int] = {}
    for i in range(len(sheet.columns)):
        cells = [cell for cell in sheet.cells(i) if not is_missing(cell)]
        if i not in used and cells and not _is_numeric(cells):
            distinct[i] = len(set(cells))
    best = max(distinct, key=lambda i: distinct[i], default=None)
    return [] if best is None else [GeneColumn(best, "unknown", "unknown", 0.0, len(IDS))]


def are_pairs(
    sheet: Sheet, genes: Sequence[GeneColumn], labels: Sequence[int], roles: Collection[int], identifiers: Identifiers
) -> bool:
    """Tell whether the rows are pairs of genes: two columns of them, without a role, that name different ones."""
    known = [gene.column for gene in genes if gene.hits >= 0.5 and gene.id_type != "entrez"]
    few = {label for label in labels if len(set(sheet.cells(label))) * 3 <= len(sheet.head)}
    left = (i for i in range(len(sheet.columns)) if i not in {*few, *known, *roles})
    others = [i for i in left if _are_names(sheet, i, identifiers)]
    return any(_differ(sheet, one, other, identifiers) for one, other in pairwise([*known, *others]))


def _are_names(sheet: Sheet, column: int, identifiers: Identifiers) -> bool:
    names = list(dict.fromkeys(cell for cell in sheet.cells(column) if not is_missing(cell)))
    if len(names) < 2 or max(map(len, names)) < 2 or _is_numeric(names) or _are_lists_of_numbers(names):
        return False
    if {name.lower() for name in names} <= _ANSWERS:
        return False
    return len(_looked_up(sheet, names, identifiers).matches) * 2 >= len(names)


def _differ(sheet: Sheet, one: int, other: int, identifiers: Identifiers) -> bool:
    found = [_looked_up(sheet, sheet.cells(column), identifiers).pairs for column in (one, other)]
    named = [{(int(at), int(gene)) for at, gene in zip(pairs.at, pairs.gene, strict=True)} for pairs in found]
    rows = {at for at, _ in named[0]} & {at for at, _ in named[1]}
    same = {at for at, _ in named[0] & named[1]}
    return len(rows) > 2 and len(same) < 0.2 * len(rows)


def column_named(sheet: Sheet, name: str, what: str) -> int:
    """Return the position of a column given by its name or as ``#3``.

    Raises
    ------
    UnknownNameError
        If the table has no such column.
    ChoiceNeededError
        If several effects are called so.
    """
    for same in (str.strip, str.lower, plain):
        names = [same(column) for column in sheet.columns]
        if names.count(same(name.strip())) > 1 and what == "effect column":
            places = [f"#{i}" for i, column in enumerate(names, 1) if column == same(name.strip())]
            raise ChoiceNeededError(
                f'{len(places)} columns are called "{name}": {", ".join(places)}; choose one with --effect "{places[0]}"',
                places,
                "--effect",
            )
        if same(name.strip()) in names:
            return names.index(same(name.strip()))
    if name.startswith("#") and name[1:].isdigit() and 0 < int(name[1:]) <= len(sheet.columns):
        return int(name[1:]) - 1
    raise UnknownNameError(what, name, sheet.columns)


def chosen_gene_column(sheet: Sheet, column: int, identifiers: Identifiers) -> GeneColumn:
    """Return the identifier column that the user, or the contrast, names.

    Raises
    ------
    InputError
        If it holds bare numbers of another kind than Entrez.
    """
    name, cells = sheet.columns[column], sheet.known(column)
    if _OTHER_NUMBERS.search(name) and cells and all(map(_is_whole, cells)):
        raise InputError(
            f'identifier column "{name}" holds bare numbers, which would be taken for Entrez genes: write them as HGNC:26617, '
            "or name a column of symbols with --id-column"
        )
    id_type, species = identifiers.guess(bare(sheet.cells(column)))
    return GeneColumn(column, id_type, species, 1.0, 0)


def _is_known(column: GeneColumn) -> bool:
    return column.hits >= 0.3 or (column.id_type in ("ensembl", "symbol") and column.hits >= 0.05)


def _order(column: GeneColumn) -> tuple[bool, int, int, int]:
    known = _is_known(column)
    kind = ID_TYPES.index(column.id_type)
    return (not known, kind if known else 0, column.rank, column.column)


def _looked_up(sheet: Sheet, names: Sequence[str], identifiers: Identifiers) -> Lookup:
    """Look up names of the head, once: columns may hold the same, and are asked about for several reasons."""
    key = tuple(names)
    if key not in sheet.lookups:
        sheet.lookups[key] = identifiers.lookup(key)
    return sheet.lookups[key]


def _judged(sheet: Sheet, column: int, cells: Sequence[str], identifiers: Identifiers) -> GeneColumn | None:
    names = bare(list(dict.fromkeys(cells)))
    rank = _UNNAMED if is_unnamed(sheet.columns[column]) else id_rank(sheet.columns[column])
    labels = plain(sheet.columns[column]) in ROW_CONTRASTS and len(names) * 2 <= max(len(cells), _MANY)
    if not names or labels or _counts_up(names):
        return None
    if _is_numeric(names) and (rank == len(IDS) or _OTHER_NUMBERS.search(sheet.columns[column]) or not all(map(_is_whole, names))):
        return None
    if rank == len(IDS) and (_are_lists_of_numbers(names) or sum(map(_is_prose, names)) > 0.9 * len(names)):
        return None
    sought = [name for name in names if not is_date(name)] or names
    lookup = _looked_up(sheet, sought, identifiers)
    hits = (len(lookup.matches) + len(lookup.ambiguous)) / len(sought)
    distinct = len(names) * 3 > len(cells)
    found = GeneColumn(column, lookup.id_type, lookup.species, hits, rank, distinct)
    return found if rank < len(IDS) or (distinct and _tells(found)) else None


def _is_prose(cell: str) -> bool:
    """Tell whether a cell is several words, as a description is, but no list of names nor the header of a sequence."""
    return " " in cell and "GN=" not in cell and bool(_WORDS.search(cell))


def _says_numbers(sheet: Sheet, column: int) -> bool:
    """Tell quickly that a column of numbers has a name that is not one of identifiers."""
    name = sheet.columns[column]
    return sheet.holds_numbers(column) and not is_unnamed(name) and id_rank(name) == len(IDS)


def _tells(found: GeneColumn) -> bool:
    """Tell whether the cells alone, under a name that says nothing, show identifiers."""
    return found.hits >= 0.3 or found.id_type not in ("symbol", "unknown", "entrez")


def _may_be_row_numbers(sheet: Sheet, column: int) -> bool:
    """Tell whether a column of whole numbers may number the rows of a table that was sorted since."""
    name = sheet.columns[column]
    if not is_unnamed(name) and plain(name) not in _OF_ROWS:
        return False
    cells = [cell.removesuffix(".0") for cell in sheet.known(column)]
    return all(cell.isascii() and cell.isdigit() and len(cell) <= _ROW_DIGITS for cell in cells)


def _counts_up(cells: Sequence[str]) -> bool:
    """Tell whether cells are row numbers: 1, 2, 3 … or 0, 1, 2 …"""
    if len(cells) < 2 or not all(_is_whole(cell) and cell.isascii() for cell in cells):
        return False
    numbers = [int(cell.removesuffix(".0")) for cell in cells]
    return numbers[0] in (0, 1) and all(b - a == 1 for a, b in pairwise(numbers))


def _is_numeric(cells: Sequence[str]) -> bool:
    return bool(cells) and (are_numbers(cells) or sum(map(is_number, cells)) * 2 > len(cells))


def _are_lists_of_numbers(cells: Sequence[str]) -> bool:
    """Tell whether most cells list numbers, as "4;4;3", MaxQuant's counts of peptides, which are no Entrez genes."""
    return sum(not cell.strip("0123456789.;, ") for cell in cells) * 2 > len(cells)


def _is_whole(cell: str) -> bool:
    return cell.removesuffix(".0").isdigit()
