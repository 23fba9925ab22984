"""An expression matrix and groups of its samples to log2 ratios, Welch t tests and adjusted p values.

Each row is tested on its own; rows of one gene are collapsed after the test, as the rows of any other table are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.errors import InputError, RefusedError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.readers.contrasts import roles_of
from necro_cyto.readers.genes import gene_columns
from necro_cyto.readers.measure import Column, numbers
from necro_cyto.readers.model import Contrast, counted
from necro_cyto.readers.names import plain
from necro_cyto.readers.plan import Options, Plan, plan_around
from necro_cyto.readers.refuse import PEPTIDES, refusal
from necro_cyto.readers.samples import Groups, Samples, compared, grouped
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.tools import tool_of

TOOL = "matrix"
Floats = np.ndarray[tuple[int, int], np.dtype[np.float64]]
Vector = np.ndarray[tuple[int], np.dtype[np.float64]]
# No logarithm of an expression is as large; log2 intensities of mass spectrometry reach 40.
_BEYOND_LOG2 = 50.0
# Intensities begin far above 1; what lies lower are rates (TPM, CPM), whose zeros are measured.
_LEAST_INTENSITY = 20.0
_UNWANTED = ("potential contaminant", "reverse", "only identified by site")


@dataclass(frozen=True)
class _Matrix:
    """A sheet of samples, its groups, and the comparisons that they allow."""

    path: Path
    sheet: Sheet
    groups: Groups
    pairs: Sequence[tuple[str, str]]
    notes: list[str] = field(default_factory=list)

    @cached_property
    def values(self) -> pd.DataFrame:
        """The values of all samples on a log2 scale, by column position; rows that are no proteins are blank."""
        columns = sorted({column for columns in self.groups.columns.values() for column in columns})
        flags = [i for i, name in enumerate(self.sheet.columns) if plain(name) in _UNWANTED]
        read = self.sheet.read(flags, columns)
        cells = [numbers(Column(read[i], self.sheet.columns[i], self.path, self.notes)) for i in columns]
        logged = log2_scaled(self.path, np.array(cells, dtype=np.float64).T, self.notes)
        unwanted = (read[flags] == "+").any(axis=1).to_numpy()
        if unwanted.any():
            logged[unwanted] = np.nan
            self.notes.append(f"{counted(unwanted.sum(), 'row')} of contaminants, decoys and the like left out")
        return pd.DataFrame(logged, columns=columns)

    def compare(self, pair: tuple[str, str]) -> tuple[Vector, Vector]:
        """Return effect and adjusted p of each row."""
        one, other = (self.values[list(self.groups.columns[name])].to_numpy() for name in pair)
        effect, p = log2_ratio(one, other), welch_p(one, other)
        if min(one.shape[1], other.shape[1]) > 1:
            untested = int((np.isnan(p) & ~np.isnan(effect)).sum())
            if untested:
                self.notes.append(f"{counted(untested, 'row')} without a p value: fewer than 2 values, or no variation")
        return effect, adjusted(p)


def matrix_plan(path: Path, sheet: Sheet, options: Options) -> Plan:
    """Plan a table of expression values as the comparison of its groups.

    Raises
    ------
    InputError
        If the groups cannot be found among the columns.
    """
    genes = gene_columns(sheet, (), load_identifiers())
    samples = Samples(sheet, [gene.column for gene in genes])
    groups = _groups(path, sheet, samples, options)
    sheet.notes.extend(_described(samples, groups))
    matrix = _Matrix(path, sheet, groups, groups.comparisons(), sheet.notes)
    names = [name for pair in matrix.pairs for name in column_names(groups, pair)]
    whole = Sheet(
        (*sheet.columns, *names),
        tuple((*row, *[""] * len(names)) for row in sheet.head),
        lambda text, columns: _read(matrix, text, columns),
        sheet.delimiter,
        sheet.encoding,
        sheet.name,
        sheet.notes,
    )
    return plan_around(path, whole, TOOL, _contrasts(groups, matrix.pairs, len(sheet.columns)), genes, options)


def _groups(path: Path, sheet: Sheet, samples: Samples, options: Options) -> Groups:
    """Return the groups that the user gave, if they are of samples and not of results."""
    refused = refusal(sheet, (), (), (), None)
    if refused and refused[0] == PEPTIDES:
        raise RefusedError(f"{path}: is {refused[1]}")
    if options.compare is not None and options.groups is not None:
        raise InputError("groups and compare were both given: leave one of them out")
    if options.effect is not None or options.significance is not None:
        raise InputError("groups of samples make the effect and its p value: leave out --effect and --significance")
    groups = compared(samples, options.compare or "") if options.groups is None else grouped(samples, Path(options.groups))
    tool = tool_of(sheet.columns)
    results = {role.column for role in roles_of(sheet)} if tool else set()
    wrong = [sheet.columns[i] for columns in groups.columns.values() for i in columns if i in results]
    if tool and wrong:
        raise InputError(f'{path}: "{wrong[0]}" is a result of {tool.name}, no sample; leave out --compare')
    return groups


def _contrasts(groups: Groups, pairs: Sequence[tuple[str, str]], width: int) -> list[Contrast]:
    """Return a contrast for each pair, whose two columns stand behind those of the table."""
    found = []
    for i, pair in enumerate(pairs):
        effect, p = width + 2 * i, width + 2 * i + 1
        significance = (p, "adjusted p") if _tested(groups, pair) else (-1, "none")
        found.append(Contrast(" vs ".join(pair), effect, "log2FC", *significance))
    return found


def column_names(groups: Groups, pair: tuple[str, str]) -> tuple[str, str]:
    """Return what the effect and the significance of a comparison are called."""
    ratio = f"log2 ratio {pair[0]}/{pair[1]}"
    if not _tested(groups, pair):
        return f"{ratio} (by necro-cyto, no test)", f"no p value for {pair[0]}/{pair[1]}"
    return f"{ratio} (Welch t test by necro-cyto)", f"Benjamini–Hochberg p of {pair[0]} vs {pair[1]} (Welch t test by necro-cyto)"


def log2_scaled(path: Path, values: Floats, notes: list[str]) -> Floats:
    """Return values on a log2 scale, and say what was done to get there.

    Raises
    ------
    RefusedError
        If they are counts of reads, fractions, or standardised.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    known = values[~np.isnan(values)]
    if not len(known):
        raise RefusedError(f"{path}: the samples hold no numbers; check the names of the samples")
    low, high = float(known.min()), float(known.max())
    _check_scale(path, known, low, high)
    if high <= _BEYOND_LOG2:
        notes.append(f"values from {low:g} to {high:g} are taken for log2 values")
        return values
    if low < 0:
        notes.append(
            f"values from {low:g} to {high:g}: intensities with the background taken off, as older array software writes "
            f"them; those below {_LEAST_INTENSITY:g} were set to {_LEAST_INTENSITY:g}, then log2 was taken"
        )
        floored: Floats = np.log2(np.fmax(values, _LEAST_INTENSITY))
        return np.where(np.isnan(values), np.nan, floored)
    positive = known[known > 0]
    if np.percentile(positive, 1) >= _LEAST_INTENSITY:
        zeros = int((known == 0).sum())
        missing = f"; {counted(zeros, 'zero')} taken for not measured" if zeros else ""
        notes.append(f"values from {low:g} to {high:g} are intensities: log2 was taken{missing}")
        return np.log2(np.where(values > 0, values, np.nan))
    notes.append(f"values from {low:g} to {high:g} are not logarithms: log2(value + 1) was taken")
    return np.log2(values + 1)


def log2_ratio(one: Floats, other: Floats) -> Vector:
    """Return the difference of the means of each row; NaN where a group has no value.

    >>> log2_ratio(np.array([[3.0, 5.0]]), np.array([[1.0, np.nan]])).tolist()
    [3.0]
    """
    return _moments(one)[1] - _moments(other)[1]


def welch_p(one: Floats, other: Floats) -> Vector:
    """Return two-sided p values of Welch's t test for each row.

    NaN where a group has fewer than two values, or neither group varies.

    Raises
    ------
    InputError
        If scipy is not installed.
    """
    count, mean, spread, still = (np.array(both) for both in zip(_moments(one), _moments(other), strict=True))
    able = (count.min(axis=0) > 1) & ~still.all(axis=0)
    p = np.full(len(one), np.nan)
    if able.any():
        (n, k), (a, b), (s, r) = count[:, able], mean[:, able], spread[:, able]
        p[able] = _stats().ttest_ind_from_stats(a, s, n, b, r, k, equal_var=False).pvalue
    return p


def adjusted(p: Vector) -> Vector:
    """Return p values adjusted after Benjamini and Hochberg; missing ones stay missing."""
    found = np.full(len(p), np.nan)
    known = ~np.isnan(p)
    if known.any():
        found[known] = _stats().false_discovery_control(p[known])
    return found


def _check_scale(path: Path, known: Vector, low: float, high: float) -> None:
    nonzero = known[known != 0]
    whole = len(nonzero) > 0 and low >= 0 and (nonzero == np.round(nonzero)).mean() > 0.99
    if whole and (nonzero < _LEAST_INTENSITY).mean() > 0.01:
        raise RefusedError(
            f"{path}: holds counts of reads, which no t test fits; run DESeq2 or edgeR on them and give the result table"
        )
    if low >= 0 and high <= 1:
        raise RefusedError(
            f"{path}: all values lie between 0 and 1 (fractions, beta values): no log2 ratio can be made; give log2 values"
        )
    if "zscore" in plain(path.name).replace(" ", ""):
        raise RefusedError(f"{path}: holds z-scores by its name: no log2 ratio can be made; give the expression itself")


def _moments(values: Floats) -> tuple[Vector, Vector, Vector, Vector]:
    """Return number, mean and standard deviation of the values of each row, and whether they are all the same."""
    known = ~np.isnan(values)
    count = known.sum(axis=1).astype(float)
    filled = np.where(known, values, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(count > 0, filled.sum(axis=1) / count, np.nan)
        apart = np.where(known, values - mean[:, None], 0.0)
        spread = np.sqrt((apart**2).sum(axis=1) / (count - 1))
    top = np.where(known, values, -np.inf).max(axis=1, initial=-np.inf)
    bottom = np.where(known, values, np.inf).min(axis=1, initial=np.inf)
    return count, mean, spread, (top <= bottom).astype(float)


def _tested(groups: Groups, pair: tuple[str, str]) -> bool:
    return min(len(groups.columns[name]) for name in pair) > 1


def _read(matrix: _Matrix, text: Sequence[int], columns: Sequence[int]) -> pd.DataFrame:
    """Read text columns as they are, and compute those of the comparisons."""
    width = len(matrix.sheet.columns)
    table = matrix.sheet.read(text, [column for column in columns if column < width])
    for i, pair in enumerate(matrix.pairs):
        if {width + 2 * i, width + 2 * i + 1} & set(columns):
            table[width + 2 * i], table[width + 2 * i + 1] = matrix.compare(pair)
    return table


def _described(samples: Samples, groups: Groups) -> list[str]:
    notes = []
    for name, columns in groups.columns.items():
        shown = ", ".join(samples.label(i) for i in columns[:6]) + (", …" if len(columns) > 6 else "")
        single = ": with one sample there is no p value" if len(columns) < 2 else ""
        notes.append(f"group {name}: {counted(len(columns), 'sample')} ({shown}){single}")
    return [*notes, *groups.notes]


def _stats() -> Any:
    try:
        return import_module("scipy.stats")
    except ImportError:
        raise InputError(
            'the test of a matrix needs the package scipy: pip install "necro-cyto[stats]"; or give a table of results'
        ) from None
