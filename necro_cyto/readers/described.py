"""How a file is read, in the words of the interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from necro_cyto.readers.matched import Genes, ambiguous_of, genes_of
from necro_cyto.readers.measure import UNSIGNED
from necro_cyto.readers.model import Contrast, Inspection
from necro_cyto.readers.nogenes import are_by_chance, no_genes
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.rows import contrasts_of, read_columns

_EXAMPLES = 3
_FINAL = {
    "lnFC": "log2FC",
    "log10FC": "log2FC",
    "log2 of": "log2FC",
    UNSIGNED: "log2FC",
    "-log10 adjusted p": "adjusted p",
    "1 - adjusted p": "adjusted p",
    "-log10 p": "raw p",
}


def described(
    plan: Plan, contrasts: Sequence[Contrast], rows: int, genes: Genes, insisted: str | None = None
) -> Inspection:
    """Describe a plan and what its rows are; `insisted` is the species that the user gave."""
    return Inspection(
        file=str(plan.path),
        tool=plan.tool,
        rows=rows,
        id_column=plan.name(plan.gene.column),
        id_type=genes.lookup.id_type,
        species="unknown" if insisted is None and are_by_chance(genes) else genes.lookup.species,
        contrasts=[_contrast(plan, contrast) for contrast in contrasts],
        sheet=plan.sheet.name,
        delimiter=plan.sheet.delimiter,
        encoding=plan.sheet.encoding,
        ambiguous=ambiguous_of(genes),
        examples=genes.examples(_EXAMPLES),
    )


def pending(plans: Sequence[Plan], species: str | None, why: str) -> Inspection:
    """Describe a file that needs a choice: everything but the values."""
    tables = [read_columns(plan, []) for plan in plans]
    found = [contrasts_of(plan, table) for plan, table in zip(plans, tables, strict=True)]
    rows = sum(map(len, tables))
    genes = genes_of(plans[0], tables[0], species)
    inspection = described(plans[0], found[0], rows, genes, species)
    notes, refused = (why, *plans[0].sheet.notes), no_genes(plans[0], genes, species)
    if len(plans) == 1:
        return replace(inspection, warnings=notes, refused=refused)
    listed = [_in_sheet(plan, contrast) for plan, several in zip(plans, found, strict=True) for contrast in several]
    return replace(inspection, contrasts=listed, sheet=None, warnings=notes, refused=refused)


def without_effect(plan: Plan, species: str | None) -> Inspection:
    """Describe a table that holds no effect."""
    table = read_columns(plan, [])
    inspection = described(plan, [], len(table), genes_of(plan, table, species), species)
    return replace(inspection, warnings=tuple(plan.sheet.notes), refused=f"{plan.path}: is {plan.refused}")


def refused(path: Path, why: str) -> Inspection:
    """Describe a file that is no table."""
    unknown = "unknown"
    tool = "AnnData" if path.name.endswith(".h5ad") else unknown
    return Inspection(str(path), tool, 0, "", unknown, unknown, [], refused=why)


def _contrast(plan: Plan, contrast: Contrast) -> dict[str, Any]:
    return {
        "name": contrast.name,
        "effect": plan.name(contrast.effect),
        "effect_kind": _FINAL.get(contrast.effect_kind, contrast.effect_kind),
        "significance": plan.name(contrast.significance) if contrast.significance >= 0 else None,
        "significance_kind": _FINAL.get(contrast.significance_kind, contrast.significance_kind),
    }


def _in_sheet(plan: Plan, contrast: Contrast) -> dict[str, Any]:
    name = f"{plan.sheet.name}: {contrast.name}" if contrast.name else plan.sheet.name
    return {**_contrast(plan, contrast), "name": name}
