"""Cells to numbers on a known scale: log2 fold changes, p values, flags. Missing stays missing."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from necro_cyto.errors import ChoiceNeededError
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.names import plain
from necro_cyto.readers.numerals import as_written, decimal_sign
from necro_cyto.readers.shape import is_missing, is_number
from necro_cyto.readers.words import word_sign

Floats = np.ndarray[tuple[int], np.dtype[np.floating[Any]]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
_TRUE = frozenset({"+", "*", "**", "***", "yes", "true", "sig", "significant", "1", "-1"})
_TO_LOG2: Mapping[str, tuple[float, str]] = {
    "lnFC": (1 / math.log(2), "natural-log"),
    "log10FC": (math.log2(10), "log10"),
}
# No gene changes 2^50-fold: larger numbers are fold changes, whatever the name says.
_BEYOND_LOG2 = 50.0
# A name in percent; the sign behind a number belongs to a condition ("1% O2").
_PERCENT = re.compile(r"(?:^|[^\d\s])\s*%")
# So many rows tell that a sign is missing; fewer may lack it by chance.
_ENOUGH = 8
# A log2 fold change that may lack its sign, by the name of its sheet.
UNSIGNED = "log2FC without sign"
_OTHER_BASE = re.compile(r"\b(?:natural|log e|loge|log 10|log10)\b")
# Beside "log" it is the lymph node.
_LN = re.compile(r"\b(?:ln|lg)\b")
_DOWN_ONLY = re.compile(r"\bdown(?:regulated)?\b")
_UP = re.compile(r"\bup(?:regulated)?\b")
# So many exact zeros are no measurements.
_FILLER = 0.05


@dataclass(frozen=True)
class Column:
    """The cells of one column with what a message needs to name it."""

    cells: pd.Series
    name: str
    path: object
    notes: list[str] = field(default_factory=list)
    decimal: str | None = None


def numbers(column: Column, above: bool = True) -> Floats:
    """Return the cells as floats; what is no number becomes missing and is reported.

    ``>5`` counts as 5 only if `above`: of a p value it tells nothing.
    """
    cells = column.cells
    if pd.api.types.is_numeric_dtype(cells):  # flags too
        return cells.to_numpy(dtype=np.float64)
    text = cells.astype(str).str.strip().str.replace("−", "-").str.removeprefix("<").str.strip()
    parsed = pd.to_numeric(text, errors="coerce")
    if parsed.isna().any():
        lost = parsed.isna() & cells.notna()
        text = text.where(~lost, text[lost].map(partial(as_written, above=above)))
        parsed = parsed.fillna(pd.to_numeric(_with_points(column, text), errors="coerce"))
    odd = text[parsed.isna() & cells.notna()]
    odd = odd[[not is_missing(cell) for cell in odd]]
    if len(odd):
        column.notes.append(
            f'{counted(len(odd), "cell")} of "{column.name}" without a number (as "{one_line(odd.iloc[0], 30)}"): missing'
        )
    return parsed.to_numpy(dtype=np.float64)


def _with_points(column: Column, text: pd.Series) -> pd.Series:
    """Return numbers with decimal points; what a comma means is decided for the whole column."""
    written = text[text.str.contains(",", regex=False)]
    if written.empty:
        return text
    sign = column.decimal or decimal_sign(written, text)
    if sign is None:
        example = one_line(written.iloc[0], 30)
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" holds numbers as "{example}", where the comma may be the decimal sign or part '
            'the thousands; choose with --decimal "," or --decimal "."',
            [",", "."],
            "--decimal",
        )
    if sign == ".":
        column.notes.append(f'the commas in "{column.name}" part the thousands')
        return text.str.replace(",", "")
    return text.str.replace(".", "", regex=False).str.replace(",", ".")


def effect_of(column: Column, kind: str, chosen: bool, one_sided: bool = False) -> tuple[Floats, str]:
    """Return effects on their final scale, and what they are.

    Parameters
    ----------
    column : Column
        The cells.
    kind : str
        The role of the column's name.
    chosen : bool
        The user named this column, so its scale is not questioned.
    one_sided : bool
        The tool may list only what went up, so that no value need be below 0.

    Raises
    ------
    ChoiceNeededError
        If a fold change is not, or may not be, a logarithm, or if values are never negative and thus no change.
    """
    if kind == "direction":
        return directions(column.cells), kind
    effect = numbers(column)
    if kind == UNSIGNED:
        kind = "log2FC"
        if not chosen:
            _check_down(column, effect[np.isfinite(effect)], "sheet")
    if kind in _TO_LOG2:
        factor, base = _TO_LOG2[kind]
        column.notes.append(f'"{column.name}" is a {base} fold change; it was converted to log2')
        return effect * factor, "log2FC"
    if kind == "log2 of":
        column.notes.append(f'the logarithm (base 2) of "{column.name}" was taken')
        return log2_of(effect), "log2FC"
    if chosen:
        if len(effect) >= _ENOUGH and not (effect < 0).any():
            column.notes.append(f'"{column.name}" is never negative: it is drawn as if all of it went up')
        return effect, "log2FC" if kind == "fold change" else kind
    finite = effect[np.isfinite(effect)]
    if kind in ("fold change", "log2FC"):
        _check_base(column, kind)
        _check_logarithm(column, finite, kind)
        _check_small(column, finite, one_sided)
        return effect, "log2FC"
    if not one_sided:
        _check_sign(column, finite)
    return effect, kind


def log2_of(change: Floats) -> Floats:
    """Return log2 of fold changes; a negative one (-2: halved) keeps its sign.

    >>> log2_of(np.array([4.0, 0.5, -2.0])).tolist()
    [2.0, -1.0, -1.0]
    """
    with np.errstate(divide="ignore"):
        logs: Floats = np.where(change < 0, -1.0, 1.0) * np.log2(np.abs(change))
    return logs


def significance_of(column: Column, kind: str) -> tuple[Floats, str]:
    """Return p values, and whether they are adjusted; a column that holds no p values is left out."""
    p = numbers(column, above=False)
    if kind.startswith("-log10"):
        kind = "adjusted p" if "adjusted" in kind else "raw p"
        p = 10.0 ** -(p if np.fmax.reduce(p, initial=-np.inf) > 0 else -p)
        column.notes.append(f'"{column.name}" is a logarithm; it was converted to p values')
    if kind == "1 - adjusted p":
        p, kind = 1 - p, "adjusted p"
    if _PERCENT.search(column.name):
        p = p / 100
    outside = (p < 0) | (p > 1)
    if outside.sum() > max(1, len(p) / 100):
        column.notes.append(
            f'"{column.name}" is not used: {counted(outside.sum(), "value")} outside 0 to 1 cannot be p values'
        )
        return np.full(len(p), np.nan), "none"
    if outside.any():
        odd = p[outside][0]
        column.notes.append(f'{counted(outside.sum(), "value")} of "{column.name}" outside 0 to 1 (as {odd:g}): missing')
        p = np.where(outside, np.nan, p)
    return p, kind


def flags_of(cells: pd.Series) -> Flags:
    """Return True for ``+``, ``yes``, ``TRUE`` …, else False."""
    if pd.api.types.is_bool_dtype(cells):
        return cells.to_numpy(dtype=bool)
    return _by_word(cells, lambda word: word.strip().lower().removesuffix(".0") in _TRUE).to_numpy(dtype=bool)


def directions(cells: pd.Series) -> Floats:
    """Return +1, -1 and 0 for words of direction, or numbers; blank is missing."""
    return _by_word(cells, _direction).to_numpy(dtype=np.float64)


def _direction(word: str) -> float:
    if is_missing(word):
        return math.nan
    if not is_number(word):
        return float(word_sign(word))
    number = float(as_written(word.strip()).replace(",", "."))
    return math.copysign(number != 0, number)


def without_filler(effect: Floats, column: Column) -> Floats:
    """Take exact zeros for "not quantified" where no p value could tell and they are too many to be measured."""
    zero = effect == 0
    if zero.sum() <= max(2, _FILLER * len(effect)):
        return effect
    column.notes.append(f'{counted(zero.sum(), "row")} with exactly 0 in "{column.name}" taken for not quantified')
    return np.where(zero, np.nan, effect)


def _by_word(cells: pd.Series, meaning: Callable[[str], object]) -> pd.Series:
    text = cells.astype(object).where(cells.notna(), "").astype(str)
    return text.map({word: meaning(word) for word in text.unique()})


def _check_base(column: Column, kind: str) -> None:
    """Ask when the name tells of a logarithm to another base in a way that is not understood."""
    name = plain(column.name)
    if _OTHER_BASE.search(name) or (kind == "fold change" and _LN.search(name)):
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" may be a logarithm to another base than 2: divide it by log(2) in that base in the '
            f'file and call it log2FC; to draw it as it stands choose --effect "{column.name}"',
            [column.name],
            "--effect",
        )


def _check_logarithm(column: Column, finite: Floats, kind: str) -> None:
    if not len(finite):
        return
    linear = bool((finite >= 0).all()) or not bool((np.abs(finite) < 1).any())
    if kind == "fold change" and not linear:
        column.notes.append(f'"{column.name}" holds values below and above 0: it is read as a log2 fold change')
    elif kind == "fold change" or (linear and np.abs(finite).max() > _BEYOND_LOG2):
        choices = [f"log2({column.name})", column.name]
        one_way = " and is nowhere below 1, so it may lack the sign of what went down" if finite.min() >= 1 else ""
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" ({finite.min():g} to {finite.max():g}) does not look like a log fold change{one_way}; '
            f'choose with --effect "{choices[0]}" to take its logarithm, or --effect "{choices[1]}" to take it as it is',
            choices,
            "--effect",
        )


def _check_small(column: Column, finite: Floats, one_sided: bool) -> None:
    """Ask when values are all positive, many on either side of 1, as fold changes without a logarithm are."""
    if len(finite) >= _ENOUGH and (finite < 0).all():
        column.notes.append(f'"{column.name}" is nowhere above 0: the file lists only what went down')
    if one_sided or len(finite) < _ENOUGH or (finite < 0).any() or not (finite > 0).any():
        return
    if 0.2 < (finite < 1).mean() < 0.8:
        choices = [column.name, f"log2({column.name})"]
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" is never negative ({finite.min():g} to {finite.max():g}): if it holds only what '
            f'went up, choose --effect "{choices[0]}"; if it is no logarithm, --effect "{choices[1]}"',
            choices,
            "--effect",
        )
    if lists_down(Path(str(column.path)).stem):
        _check_down(column, finite, "file")
    column.notes.append(f'"{column.name}" is nowhere below 0: the file lists only what went up')


def lists_down(title: str) -> bool:
    """Tell whether a file or a sheet lists what went down, by its name.

    >>> lists_down("Down-regulated genes"), lists_down("up and down"), lists_down("downstream")
    (True, False, False)
    """
    words = plain(title)
    return bool(_DOWN_ONLY.search(words)) and not _UP.search(words)


def _check_down(column: Column, finite: Floats, what: str) -> None:
    """Ask when a list of what went down holds no negative value."""
    if len(finite) and not (finite < 0).any():
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" is never negative, but by its name the {what} lists what went down: turn the signs in '
            f'the file if they are missing; to draw the values as they stand choose --effect "{column.name}"',
            [column.name],
            "--effect",
        )


def _check_sign(column: Column, finite: Floats) -> None:
    """Ask when values are never negative, as measurements are and changes are not."""
    if len(finite) >= _ENOUGH and (finite >= 0).all() and (finite > 0).any():
        raise ChoiceNeededError(
            f'{column.path}: "{column.name}" is never negative ({finite.min():g} to {finite.max():g}), so it is no change; '
            f'to draw it as it stands choose --effect "{column.name}"',
            [column.name],
            "--effect",
        )
