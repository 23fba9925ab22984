"""Read a file of results: plan, choose the contrast, read the needed columns once, one row per gene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError, UnknownNameError
from necro_cyto.identifiers import SPECIES
from necro_cyto.readers.collapse import RULES, per_gene, rule_for
from necro_cyto.readers.described import described, pending, refused, without_effect
from necro_cyto.readers.excel import excel_sheets
from necro_cyto.readers.h5ad import h5ad_sheet
from necro_cyto.readers.model import Contrast, Inspection, Values
from necro_cyto.readers.plan import Options, Plan, plan_for
from necro_cyto.readers.refuse import first_lines_refused
from necro_cyto.readers.rows import (
    contrasts_of,
    genes_of,
    measure,
    read_columns,
    rows_of,
    without_controls,
)
from necro_cyto.readers.sheet import Sheet, text_sheet
from necro_cyto.readers.source import Source, open_source


def read_values(
    path: str | PathLike[str],
    *,
    contrast: str | None = None,
    effect: str | None = None,
    significance: str | None = None,
    id_column: str | None = None,
    sheet: str | None = None,
    species: str | None = None,
    threshold: float = 0.05,
    collapse: str = "smallest adjusted p",
) -> Values:
    """Read one value per gene from a file of results.

    Parameters
    ----------
    path : path
        A table as DESeq2, edgeR, limma, GEO2R, Seurat, Scanpy, cuffdiff, MSstats, Perseus … write it, or any table
        with a gene and an effect column: csv, tsv, xlsx, packed or not.
    contrast : str, optional
        Which comparison, cluster or group; needed if the file holds several.
    effect, significance, id_column : str, optional
        Columns to use, by name or as ``#3``; ``effect="log2(foldChange)"`` takes the logarithm,
        ``significance="none"`` leaves it out.
    sheet : str, optional
        Which sheet of a workbook.
    species : str, optional
        ``human``, ``mouse``, ``rat`` or ``zebrafish``, if the guess is wrong.
    threshold : float
        Significant is what is smaller than this.
    collapse : str
        Which row stands for a gene with several: ``"smallest adjusted p"`` (among equals the largest absolute
        effect) or ``"largest effect"``.

    Raises
    ------
    ChoiceNeededError
        If there are several contrasts, sheets or readings and none was chosen.
    RefusedError
        If the file holds no results.
    InputError
        If it cannot be read.
    """
    options = Options(contrast, effect, significance, id_column, sheet, species, threshold, collapse)
    source, plans = _plans(Path(path), options)
    plan = _one_sheet(plans, options)
    if plan.refused:
        raise RefusedError(f"{plan.path}: is {plan.refused}")
    return _values(source, plan, options)


def inspect(path: str | PathLike[str], **options: Any) -> Inspection:
    """Say how a file would be read; takes the options of `read_values`.

    A file that would be refused, or that needs a choice, is described rather than raised.
    """
    chosen = Options(**options)
    try:
        source, plans = _plans(Path(path), chosen)
        plan = _one_sheet(plans, chosen)
        return without_effect(plan, chosen.species) if plan.refused else _values(source, plan, chosen).inspection
    except RefusedError as error:
        return refused(Path(path), str(error))
    except ChoiceNeededError as error:
        return pending(plans, chosen.species, str(error))


def _check(options: Options) -> None:
    if not 0 < options.threshold <= 1:
        raise InputError(f"threshold {options.threshold:g}: give a number above 0 and up to 1, as 0.05")
    if options.collapse not in RULES:
        raise UnknownNameError("collapse rule", options.collapse, RULES)
    if options.species is not None and options.species not in SPECIES:
        raise UnknownNameError("species", options.species, SPECIES)


def _plans(path: Path, options: Options) -> tuple[Source, list[Plan]]:
    """Open a file and plan each of its sheets that holds results."""
    _check(options)
    source = open_source(path)
    sheets = _sheets(source, options)
    if len(sheets) == 1:
        return source, [plan_for(path, sheets[0], options)]
    plans, faults = [], []
    for sheet in sheets:
        try:
            plans.append(plan_for(path, sheet, options))
        except InputError as error:
            faults.append(error)
    with_effect = [plan for plan in plans if not plan.refused]
    with_genes = [plan for plan in with_effect if plan.gene.hits > 0.05]
    if not plans:
        raise faults[0]
    chosen = with_genes or with_effect or plans[:1]
    if len(chosen) == 1:
        chosen[0].sheet.notes.append(f'sheet "{chosen[0].sheet.name}" of {len(sheets)} was read')
    return source, chosen


def _sheets(source: Source, options: Options) -> list[Sheet]:
    if source.kind == "xlsx":
        sheets = excel_sheets(source, options.sheet)
        if not sheets:
            raise InputError(f"{source.path}: the workbook holds no rows of data; export the results again")
        return sheets
    if options.sheet is not None:
        raise InputError(f"{source.path}: is no workbook and has no sheets; leave out --sheet")
    if source.kind == "h5ad":
        return [h5ad_sheet(source.path)]
    why = first_lines_refused(source.head)
    if why:
        raise RefusedError(f"{source.path}: is {why}")
    return [text_sheet(source)]


def _one_sheet(plans: Sequence[Plan], options: Options) -> Plan:
    """Return the only plan, or the one whose sheet or contrast the user named."""
    if len(plans) == 1:
        return plans[0]
    names = [plan.sheet.name or "" for plan in plans]
    wanted = (options.contrast or "").strip().lower()
    found = [plan for plan in plans if wanted in {(plan.sheet.name or "").lower(), *_lower_names(plan)}]
    if len(found) == 1 and wanted:
        return found[0]
    raise ChoiceNeededError(
        f'{plans[0].path}: {len(names)} sheets hold results: {", ".join(names)}; choose one with --sheet "{names[0]}"',
        names,
    )


def _lower_names(plan: Plan) -> set[str]:
    return {contrast.name.lower() for contrast in plan.contrasts}


def _values(source: Source, plan: Plan, options: Options) -> Values:
    contrasts = plan.contrasts if plan.labels else (_one(plan, plan.contrasts, options),)
    plan = plan.for_contrast(contrasts[0])
    table = read_columns(plan, contrasts)
    count = len(table)
    found = contrasts_of(plan, table) if plan.labels else list(plan.contrasts)
    chosen = _one(plan, found, options)
    table, controls = without_controls(plan, rows_of(table, chosen))
    genes = genes_of(plan, table, options.species)
    rows = measure(plan, table, chosen, options.threshold)
    rule = rule_for(options.collapse, rows.contrast.significance_kind)
    del table
    result = genes.named(per_gene(rows.table.assign(code=genes.codes), genes.pairs(), rule))
    inspection = replace(
        described(plan, [rows.contrast if c == chosen else c for c in found], count, genes),
        chosen=chosen.name or None,
        collapsed={"genes": int((result["rows"] > 1).sum()), "rule": rule},
        warnings=tuple(dict.fromkeys((*plan.sheet.notes, *rows.notes, *controls, *genes.notes))),
    )
    return Values(
        path=plan.path,
        tool=plan.tool,
        contrast=chosen.name,
        effect_name=plan.name(chosen.effect),
        effect_kind=rows.contrast.effect_kind,
        significance_name=plan.name(rows.contrast.significance) if rows.contrast.significance >= 0 else "",
        significance_kind=rows.contrast.significance_kind,
        threshold=options.threshold,
        table=result,
        inspection=inspection,
        file_hash=source.file_hash,
    )


def _one(plan: Plan, contrasts: Sequence[Contrast], options: Options) -> Contrast:
    """Return the only contrast, or the one that the user named."""
    names = [contrast.name for contrast in contrasts]
    sheet = (plan.sheet.name or "").lower()
    wanted = options.contrast
    if wanted is not None and wanted.strip().lower() not in (sheet, ""):
        for same in (str.strip, str.lower):
            if same(wanted.strip()) in map(same, names):
                return contrasts[list(map(same, names)).index(same(wanted.strip()))]
        if names != [""]:
            raise UnknownNameError(f"contrast in {plan.path.name}", wanted, names)
        raise InputError(f'{plan.path}: holds one contrast without a name; leave out --contrast "{wanted}"')
    if len(contrasts) > 1:
        listed = ", ".join(names[:30]) + (", …" if len(names) > 30 else "")
        raise ChoiceNeededError(
            f'{plan.path}: holds {len(names)} contrasts: {listed}; choose one with --contrast "{names[0]}"', names
        )
    return contrasts[0]
