"""Read a file of results: plan, choose the contrast, read the needed columns once, one row per gene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any

from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError, UnknownNameError
from necro_cyto.identifiers import SPECIES
from necro_cyto.readers.choice import Found, chosen, look, one_sheet, only
from necro_cyto.readers.collapse import RULES, collapsed, disagreeing, per_gene, rule_for
from necro_cyto.readers.described import described, pending, refused, without_effect
from necro_cyto.readers.excel import excel_sheets
from necro_cyto.readers.h5ad import h5ad_sheet
from necro_cyto.readers.matched import Genes, genes_of
from necro_cyto.readers.matrix import matrix_plan
from necro_cyto.readers.model import Contrast, Inspection, Values, counted
from necro_cyto.readers.nogenes import no_genes, no_values
from necro_cyto.readers.plan import Options, Plan, plan_for
from necro_cyto.readers.refuse import first_lines_refused
from necro_cyto.readers.rows import measure, rows_of, without_controls
from necro_cyto.readers.sheet import Sheet, text_sheet
from necro_cyto.readers.source import Source, open_source
from necro_cyto.readers.table import Table


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
    contrast_column: str | None = None,
    groups: str | PathLike[str] | None = None,
    compare: str | None = None,
    decimal: str | None = None,
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
        What stands for a gene with several rows: that with the ``"smallest adjusted p"`` (among equals the largest
        absolute effect) or the ``"largest effect"``, the ``"first"``, or the ``"mean"`` of their effects with the
        largest p.
    contrast_column : str, optional
        Column that says to which contrast, cluster or cell type a row belongs, if it is not found by its name.
    groups : path, optional
        For an expression matrix: a table with a column of samples and one of groups. log2 ratios, Welch t tests and
        adjusted p values (Benjamini–Hochberg) of the groups are made; `contrast` chooses, as ``"KO vs WT"``.
    compare : str, optional
        The same for two groups of samples, treated first: ``"A,B,C:D,E,F"`` or ``"KO*:WT*"``.
    decimal : str, optional
        The decimal sign, ``","`` or ``"."``, where the numbers do not tell it.

    Raises
    ------
    ChoiceNeededError
        If there are several contrasts, sheets or readings and none was chosen.
    RefusedError
        If the file holds no results.
    InputError
        If it cannot be read.
    """
    options = Options(
        contrast, effect, significance, id_column, sheet, species, threshold, collapse, contrast_column, groups,
        compare, decimal,
    )
    source, plans = _plans(Path(path), options)
    found = look(one_sheet(plans, options.contrast))
    values = _values(source, found, [only(found, options.contrast)], options)[0]
    if values.inspection.refused:
        raise RefusedError(values.inspection.refused)
    return values


def read_contrasts(
    path: str | PathLike[str], contrasts: Sequence[str] | None = None, **options: Any
) -> tuple[Values, ...]:
    """Read several contrasts, clusters or sheets of one file, which is opened and planned once.

    Parameters
    ----------
    path : path
        As for `read_values`.
    contrasts : sequence of str, optional
        Contrasts, clusters or sheets, in the order wanted; all of the file in its order if None. Where several sheets
        hold results, a contrast is called by its sheet, as ``"Sheet1"`` or ``"Sheet1: KO vs WT"``.
    **options
        The options of `read_values`, but for `contrast`.

    Returns
    -------
    tuple of Values
        One for each contrast; `Values.contrast` holds the name by which it can be asked for.

    Raises
    ------
    InputError
        As `read_values` does.
    """
    given = Options(**options)
    source, plans = _plans(Path(path), given)
    sheets = [look(plan, several=len(plans) > 1) for plan in plans]
    wanted = chosen(sheets, contrasts)
    values: dict[tuple[int, str], Values] = {}
    for found in sheets:
        mine = [contrast for sheet, contrast in wanted if sheet is found]
        values |= {(id(found), value.contrast): value for value in _values(source, found, mine, given)}
    read = tuple(values[id(found), found.name(contrast)] for found, contrast in wanted)
    if read and all(value.inspection.refused for value in read):
        raise RefusedError(str(read[0].inspection.refused))
    return read


def inspect(path: str | PathLike[str], **options: Any) -> Inspection:
    """Say how a file would be read; takes the options of `read_values`.

    A file that would be refused, or that needs a choice, is described rather than raised.

    Raises
    ------
    InputError
        If an option is wrong: an unknown column, contrast, sheet, species, rule.
    """
    given = Options(**options)
    _check(given)
    try:
        return _inspected(Path(path), given)
    except UnknownNameError:
        raise
    except InputError as error:
        return refused(Path(path), str(error))


def _inspected(path: Path, options: Options) -> Inspection:
    source, plans = _plans(path, options)
    try:
        plan = one_sheet(plans, options.contrast)
        if plan.refused:
            return without_effect(plan, options.species)
        found = look(plan)
        return _values(source, found, [only(found, options.contrast)], options)[0].inspection
    except ChoiceNeededError as error:
        return pending(plans, options.species, str(error))


def _check(options: Options) -> None:
    if not 0 < options.threshold <= 1:
        raise InputError(f"threshold {options.threshold:g}: give a number above 0 and up to 1, as 0.05")
    if options.collapse not in RULES:
        raise UnknownNameError("collapse rule", options.collapse, RULES)
    if options.species is not None and options.species not in SPECIES:
        raise UnknownNameError("species", options.species, SPECIES)
    if options.decimal not in (None, ",", "."):
        raise UnknownNameError("decimal sign", options.decimal or "", [",", "."])


def _plans(path: Path, options: Options) -> tuple[Source, list[Plan]]:
    """Open a file and plan each of its sheets that holds results."""
    _check(options)
    source = open_source(path)
    sheets = _sheets(source, options)
    if len(sheets) == 1:
        return source, [_plan(path, sheets[0], options)]
    plans, faults = [], []
    for sheet in sheets:
        try:
            plans.append(_plan(path, sheet, options))
        except InputError as error:
            faults.append(error)
    with_effect = [plan for plan in plans if not plan.refused]
    with_genes = [plan for plan in with_effect if plan.gene.hits > 0.05]
    if not plans:
        raise faults[0]
    telling = [plan for plan in plans if plan.tool != "unknown"]
    chosen = with_genes or with_effect or telling[:1] or plans[:1]
    if len(chosen) == 1:
        chosen[0].sheet.notes.append(f'sheet "{chosen[0].sheet.name}" of {len(sheets)} was read')
    return source, chosen


def _plan(path: Path, sheet: Sheet, options: Options) -> Plan:
    asked = options.groups is not None or options.compare is not None
    return matrix_plan(path, sheet, options) if asked else plan_for(path, sheet, options)


def _sheets(source: Source, options: Options) -> list[Sheet]:
    if source.kind in ("xlsx", "xls", "ods"):
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
    return [text_sheet(source, options.decimal)]


def _values(source: Source, found: Found, contrasts: Sequence[Contrast], options: Options) -> list[Values]:
    """Read some contrasts of a sheet; rows and genes that they share are looked up once."""
    if not contrasts:
        return []
    whole = found.read(contrasts)
    shared: dict[int, Genes] = {}
    return [_one(source, found, contrast, whole, shared, options) for contrast in contrasts]


def _one(
    source: Source,
    found: Found,
    contrast: Contrast,
    whole: Table,
    shared: dict[int, Genes],
    options: Options,
) -> Values:
    plan = found.plan.for_contrast(contrast)
    table, controls = without_controls(plan, rows_of(whole, contrast))
    genes = shared.get(plan.gene.column) or genes_of(plan, table, options.species)
    if not contrast.where:
        shared[plan.gene.column] = genes
    rows = measure(plan, table, contrast, options.threshold)
    rule = rule_for(options.collapse, rows.contrast.significance_kind)
    best = per_gene(rows, genes.pairs, rule)
    signs = disagreeing(rows, genes.pairs)
    what = "" if rows.contrast.significance_kind == "none" else "significant "
    both = (f"{counted(signs, 'gene')} with {what}rows both up and down: see --collapse",) if signs else ()
    name = found.name(contrast)
    inspection = replace(
        described(plan, [rows.contrast if c == contrast else c for c in found.contrasts], len(whole), genes, options.species),
        chosen=name or None,
        collapsed={"genes": int((best.count > 1).sum()), "rule": rule},
        warnings=tuple(dict.fromkeys((*plan.sheet.notes, *rows.notes, *controls, *genes.notes, *both))),
        refused=no_genes(plan, genes, options.species) or no_values(plan, rows),
    )
    return Values(
        path=plan.path,
        tool=plan.tool,
        contrast=name,
        effect_name=plan.name(contrast.effect),
        effect_kind=rows.contrast.effect_kind,
        significance_name=plan.name(rows.contrast.significance) if rows.contrast.significance >= 0 else "",
        significance_kind=rows.contrast.significance_kind,
        threshold=options.threshold,
        made=partial(collapsed, rows, genes, best, rule),
        inspection=inspection,
        file_hash=source.file_hash,
    )
