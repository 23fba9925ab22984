"""How a table will be read, decided from its head: tool, contrasts, identifier column."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

import pandas as pd

from necro_cyto.errors import InputError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers.contrasts import column_contrasts, label_columns, roles_of, without_header
from necro_cyto.readers.genes import GeneColumn, chosen_gene_column, column_named, gene_columns, own_columns, words
from necro_cyto.readers.measure import UNSIGNED, lists_down
from necro_cyto.readers.model import Contrast
from necro_cyto.readers.names import EFFECTS, SIGNIFICANCES, parse, plain
from necro_cyto.readers.refuse import are_counts, are_cycles, no_effect, number_columns, refusal
from necro_cyto.readers.shape import is_missing
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.significance import Role, key
from necro_cyto.readers.tools import Tool, tool_of

_LOG2_OF = re.compile(r"log2\((.+)\)$", re.IGNORECASE)
_EXPRESSION = re.compile(r"expr|tpm|fpkm|rpkm|cpm|count|intensity|abundance|mean", re.IGNORECASE)
_RODENTS = {"mus musculus": "mouse", "mouse": "mouse", "rattus norvegicus": "rat", "rat": "rat"}
_DECISIONS = frozenset({"-1", "0", "1"})
_TRUSTED = ("hgnc", "ensembl", "entrez", "uniprot", "symbol", "probe")


@dataclass(frozen=True)
class Options:
    """What the user chose; None leaves it to the reader."""

    contrast: str | None = None
    effect: str | None = None
    significance: str | None = None
    id_column: str | None = None
    sheet: str | None = None
    species: str | None = None
    threshold: float = 0.05
    collapse: str = "smallest adjusted p"
    contrast_column: str | None = None
    groups: str | PathLike[str] | None = None
    compare: str | None = None
    decimal: str | None = None


@dataclass(frozen=True)
class Plan:
    """The decisions that the head of a table allows.

    `others` are columns of identifiers that can stand in for a spoilt or unknown one, the steadiest first; `labels`
    name the contrast of each row, and `declared` tells that the tool says so; `status` tells which rows were tested.
    A table without an effect has no contrasts, and `refused` says why. `species` is what another column of identifiers
    tells where the names alone do not; `one_sided` that the tool may list only what went up.
    """

    path: Path
    sheet: Sheet
    tool: str
    contrasts: tuple[Contrast, ...]
    gene: GeneColumn
    others: tuple[GeneColumn, ...] = ()
    labels: tuple[int, ...] = ()
    declared: bool = False
    status: int = -1
    effect_chosen: bool = False
    refused: str | None = None
    species: str | None = None
    one_sided: bool = False
    decimal: str | None = None

    def name(self, column: int) -> str:
        """Return the name of a column."""
        return self.sheet.columns[column]

    def for_contrast(self, contrast: Contrast) -> Plan:
        """Return the plan with the gene column of this contrast, where each has its own."""
        return self if contrast.gene < 0 else replace(self, gene=replace(self.gene, column=contrast.gene), others=())


def plan_for(path: Path, sheet: Sheet, options: Options) -> Plan:
    """Decide how to read a table.

    Raises
    ------
    InputError
        If there is no column of identifiers, or a named column is not there.
    """
    tool = tool_of(sheet.columns)
    roles = roles_of(sheet, tool)
    own_name, found = without_header(sheet)
    roles = found or roles
    labels, declared = _labels(sheet, tool, options)
    taken = {*labels, *(role.column for role in roles)}
    genes = gene_columns(sheet, taken, load_identifiers())
    contrasts = _contrasts(sheet, roles, tool, [*labels, *(gene.column for gene in genes[:1])], options)
    contrasts = _with_own_genes(sheet, roles, contrasts, genes, options)
    refused = refusal(sheet, contrasts, genes, labels, tool) if options.effect is None else None
    if refused or not contrasts:
        kind, why = refused or no_effect(sheet, roles, genes, tool)
        gene = genes[0] if genes else GeneColumn(0, "unknown", "unknown", 0.0, 0)
        return Plan(path, sheet, kind, (), gene, refused=why)
    if lists_down(sheet.name or "") and options.effect is None:
        contrasts = [replace(c, effect_kind=UNSIGNED) if c.effect_kind == "log2FC" else c for c in contrasts]
    names = [plain(column) for column in sheet.columns]
    if tool and tool.note:
        sheet.notes.append(tool.note)
    return replace(
        plan_around(
            path, sheet, own_name or _tool_name(path, tool, contrasts, sheet), contrasts, genes, options, taken
        ),
        labels=tuple(labels),
        declared=declared,
        status=names.index(tool.status) if tool and tool.status in names else -1,
        effect_chosen=options.effect is not None,
        one_sided=tool is not None and tool.one_sided,
    )


def _labels(sheet: Sheet, tool: Tool | None, options: Options) -> tuple[list[int], bool]:
    if options.contrast_column is None:
        return label_columns(sheet, tool)
    return [column_named(sheet, options.contrast_column, "contrast column")], True


def plan_around(
    path: Path,
    sheet: Sheet,
    tool: str,
    contrasts: Sequence[Contrast],
    genes: Sequence[GeneColumn],
    options: Options,
    roles: Collection[int] = (),
) -> Plan:
    """Plan a table whose contrasts are known; `roles` are columns that hold no identifiers.

    Raises
    ------
    InputError
        If there is no column of identifiers.
    """
    gene = _gene(path, sheet, genes, contrasts, options, roles)
    others = tuple(sorted((g for g in genes if g.column != gene.column and _helps(g)), key=_steadiness))
    return Plan(
        path,
        sheet,
        tool,
        tuple(contrasts),
        gene,
        others,
        effect_chosen=True,
        species=_said(sheet, gene) or _told(gene, genes),
        decimal=options.decimal,
    )


def _gene(
    path: Path,
    sheet: Sheet,
    genes: Sequence[GeneColumn],
    contrasts: Sequence[Contrast],
    options: Options,
    roles: Collection[int],
) -> GeneColumn:
    if options.id_column is not None:
        column = column_named(sheet, options.id_column, "identifier column")
        return chosen_gene_column(sheet, column, load_identifiers())
    if contrasts[0].gene >= 0:
        return chosen_gene_column(sheet, contrasts[0].gene, load_identifiers())
    effects = {contrast.effect for contrast in contrasts}
    found = [gene for gene in genes if gene.column not in effects] or words(sheet, {*roles, *effects})
    if not found:
        raise InputError(
            f"{path}: no column of gene identifiers found; if they were row names in R, save the table with row.names = TRUE; "
            "else name the column with --id-column NAME (or #1, #2 …)"
        )
    return _surer(found)


def _surer(found: Sequence[GeneColumn]) -> GeneColumn:
    """Return the first column, or the Ensembl ids that tell that its symbols are those of a rodent in capitals."""
    ensembl = [gene for gene in found if gene.id_type == "ensembl" and gene.hits >= 0.3]
    capitals = found[0].id_type == "symbol" and found[0].species == "human"
    rodent = capitals and ensembl and {gene.species for gene in ensembl} <= set(_RODENTS.values())
    return ensembl[0] if rodent else found[0]


def _said(sheet: Sheet, gene: GeneColumn) -> str | None:
    """Return what a column of the species says, where the names are those of mouse and of rat."""
    said = {
        cell.lower()
        for i, name in enumerate(sheet.columns)
        if gene.species in _RODENTS.values() and plain(name) in ("species", "organism")
        for cell in sheet.known(i)
    }
    found = {rodent for name, rodent in _RODENTS.items() if len(said) == 1 and next(iter(said)).startswith(name)}
    return found.pop() if found else None


def _told(gene: GeneColumn, genes: Sequence[GeneColumn]) -> str | None:
    ensembl = [g.species for g in genes if g.id_type == "ensembl"]
    if gene.species == "unknown":
        return next((species for species in ensembl if species != "unknown"), None)
    # Ensembl ids of a species that we do not know stand beside names that are human by chance.
    return "unknown" if gene.species == "human" and ensembl and set(ensembl) == {"unknown"} else None


def _helps(gene: GeneColumn) -> bool:
    return gene.id_type == "probe" or (gene.hits >= 0.3 and gene.distinct and gene.id_type in _TRUSTED)


def _steadiness(gene: GeneColumn) -> int:
    return _TRUSTED.index(gene.id_type)


def _contrasts(
    sheet: Sheet, roles: Sequence[Role], tool: Tool | None, taken: Sequence[int], options: Options
) -> list[Contrast]:
    if options.effect is not None:
        found = [_named_effect(sheet, roles, tool, options.effect)]
    else:
        found = column_contrasts(sheet, roles, tool) or _decisions(sheet, roles, taken)
        found = found or _only_numbers(sheet, roles, taken)
    if options.significance is not None:
        found = [_with_significance(sheet, contrast, options.significance) for contrast in found]
    return found


def _with_own_genes(
    sheet: Sheet, roles: Sequence[Role], contrasts: list[Contrast], genes: Sequence[GeneColumn], options: Options
) -> list[Contrast]:
    """Give each contrast the gene column before it, where tables stand side by side in a sheet."""
    effects = [contrast.effect for contrast in contrasts]
    if options.effect is not None:  # the others tell that tables stand side by side
        effects += [role.column for role in roles if role.role in EFFECTS]
    if len(effects) < 2 or options.id_column is not None or contrasts[0].gene >= 0:
        return contrasts
    own = own_columns(sheet, effects, genes, load_identifiers())
    return [replace(contrast, gene=gene) for contrast, gene in zip(contrasts, own, strict=False)] if own else contrasts


def _named_effect(sheet: Sheet, roles: Sequence[Role], tool: Tool | None, name: str) -> Contrast:
    inner = None if plain(name) in map(plain, sheet.columns) else _LOG2_OF.match(name.strip())
    column = column_named(sheet, inner[1] if inner else name, "effect column")
    parsed = parse(sheet.columns[column])
    kind = parsed.role if parsed.role in EFFECTS else _value_kind(sheet.columns[column])
    significances = [role for role in roles if role.role in SIGNIFICANCES and role.column != column]
    own = any(key(role.contrast) == key(sheet.columns[column]) for role in significances)
    contrast = sheet.columns[column] if own else parsed.contrast
    [pair] = column_contrasts(sheet, [*significances, Role(column, EFFECTS[0], contrast)], tool)
    return replace(pair, effect_kind="log2 of" if inner else kind)


def _with_significance(sheet: Sheet, contrast: Contrast, name: str) -> Contrast:
    if name.strip().lower() == "none" and "none" not in map(plain, sheet.columns):
        return replace(contrast, significance=-1, significance_kind="none")
    column = column_named(sheet, name, "significance column")
    role = parse(sheet.columns[column]).role
    return replace(contrast, significance=column, significance_kind=role if role in SIGNIFICANCES else "raw p")


def _decisions(sheet: Sheet, roles: Sequence[Role], taken: Sequence[int]) -> list[Contrast]:
    """Return a contrast for each column of a table that says only -1, 0 or 1, as limma's decideTests does."""
    values = number_columns(sheet, taken)
    if roles or not values or not _told_by([cell for i in values for cell in sheet.cells(i)]) <= _DECISIONS:
        return []
    told = _told_by(pd.unique(sheet.read(values, []).to_numpy(dtype=object).ravel()).tolist())
    if "-1" not in told or not told <= _DECISIONS:
        return []
    return [Contrast(sheet.columns[i] if len(values) > 1 else "", i, "direction") for i in values]


def _told_by(cells: Sequence[str | None]) -> set[str]:
    return {cell.strip().removesuffix(".0") for cell in cells if isinstance(cell, str) and not is_missing(cell)}


def _only_numbers(sheet: Sheet, roles: Sequence[Role], taken: Sequence[int]) -> list[Contrast]:
    """Return the one column of numbers in a table whose names say nothing, if it is the only one."""
    values = number_columns(sheet, taken)
    if len(values) != 1 or roles or are_counts(sheet.cells(values[0])) or are_cycles(sheet.columns[values[0]]):
        return []
    return [Contrast("", values[0], _value_kind(sheet.columns[values[0]]))]


def _value_kind(name: str) -> str:
    return "expression" if _EXPRESSION.search(name) else "score"


def _tool_name(path: Path, tool: Tool | None, contrasts: Sequence[Contrast], sheet: Sheet) -> str:
    if tool:
        return tool.name
    if any(plain(sheet.columns[contrast.gene]).count("names") for contrast in contrasts if contrast.gene >= 0):
        return "Scanpy"
    ranked = ".rnk" in path.suffixes or sheet.columns == ("#1", "#2")
    return "ranked list" if ranked else "generic"
