"""Which columns of an expression matrix are the samples, and which of them belong to which group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.readers.excel import excel_sheets
from necro_cyto.readers.model import counted, one_line
from necro_cyto.readers.names import plain
from necro_cyto.readers.shape import is_missing, is_number
from necro_cyto.readers.sheet import Sheet, text_sheet
from necro_cyto.readers.source import open_source

# Quantities that a proteomics tool gives several of per sample: the first that occurs is meant.
_FAMILIES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (r"^LFQ intensity ", r"\.PG\.Quantity$", r"^Reporter intensity corrected ", r"^Intensity ", r"^iBAQ ")
)
_NUMBERED = re.compile(r"^\[\d+\] ")
_GROUP_NAMES = ("group", "condition", "treatment", "genotype", "class", "phenotype", "status")
_CONTROLS = frozenset({
    "control", "controls", "ctrl", "ctl", "con", "wt", "wildtype", "wild type", "vehicle", "veh", "dmso", "mock",
    "untreated", "normal", "healthy", "baseline", "pbs", "saline", "sham", "naive", "unstimulated", "scramble", "scr",
    "nt", "ntc", "reference",
})  # fmt: skip


@dataclass(frozen=True)
class Groups:
    """The groups of samples in the order they are named, each with its columns, and what should be known of them."""

    columns: Mapping[str, tuple[int, ...]]
    notes: list[str] = field(default_factory=list)
    ordered: bool = False

    def comparisons(self) -> list[tuple[str, str]]:
        """Return the pairs of groups to compare, the control second; both ways where no group is called a control.

        Groups that the user `ordered` are one pair.
        """
        names = list(self.columns)
        if self.ordered:
            return [(names[0], names[1])]
        controls = [name for name in names if is_control(name)]
        if len(controls) != 1:
            return [(one, other) for one in names for other in names if one != other]
        others = [name for name in names if name != controls[0]]
        return [(name, controls[0]) for name in others] + [(a, b) for a in others for b in others if a != b]


class Samples:
    """The columns of a matrix that hold values, found by name, by the part that tells them apart, or by pattern."""

    def __init__(self, sheet: Sheet, ids: Iterable[int]) -> None:
        self._sheet = sheet
        taken = set(ids)
        self._every = [i for i in range(len(sheet.columns)) if i not in taken and _may_be_numbers(sheet.cells(i))]
        families = ([i for i in self._every if family.search(sheet.columns[i])] for family in _FAMILIES)
        self.columns = next((found for found in families if len(found) > 1), self._every)
        self.short = dict(zip(self.columns, _short([sheet.columns[i] for i in self.columns]), strict=True))

    def named(self, name: str) -> int | None:
        """Return the column that a name means, or None.

        Raises
        ------
        InputError
            If several columns bear the name.
        """
        full = [(i, self._sheet.columns[i]) for i in self._every]
        for names in (full, list(self.short.items())):
            for same in (str.strip, str.lower, plain):
                found = [i for i, column in names if same(column) == same(name.strip()) != ""]
                if len(found) > 1:
                    raise InputError(f'several columns are called "{name}": name them by their position, as #{found[0] + 1}')
                if found:
                    return found[0]
        position = int(name[1:]) - 1 if name[:1] == "#" and name[1:].isdecimal() else -1
        return position if position in self._every else None

    def matching(self, pattern: str) -> list[int]:
        """Return the columns that a name or a pattern with ``*`` and ``?`` means."""
        found = self.named(pattern)
        if found is not None:
            return [found]
        for fold in (str.strip, str.lower):
            wanted = fold(pattern.strip())
            columns = [
                i
                for i, short in self.short.items()
                if fnmatchcase(fold(self._sheet.columns[i]), wanted) or fnmatchcase(fold(short), wanted)
            ]
            columns = columns or [i for i in self._every if fnmatchcase(fold(self._sheet.columns[i]), wanted)]
            if columns:
                return columns
        return []

    def label(self, column: int) -> str:
        """Return how a sample is called."""
        return self.short.get(column, self._sheet.columns[column])

    def known(self) -> list[str]:
        """Return the names of the samples."""
        return list(self.short.values())


def is_control(name: str) -> bool:
    """Tell whether a group is called a control.

    >>> is_control("WT"), is_control("DMSO 24h"), is_control("KO")
    (True, True, False)
    """
    words = plain(name)
    return words in _CONTROLS or bool(set(words.split()) & _CONTROLS)


def compared(samples: Samples, compare: str) -> Groups:
    """Return the two groups of ``"A,B,C:D,E,F"``: treated first, then control.

    Raises
    ------
    InputError
        If that is not two groups of samples, or a sample stands in both.
    UnknownNameError
        If a name or pattern means no sample.
    """
    places = [i for i, letter in enumerate(compare) if letter == ":"]
    halves = [(compare[:i], compare[i + 1 :]) for i in places]
    if not halves:
        raise InputError(f'compare "{compare}": write the treated samples, a colon, and the controls, as "A,B,C:D,E,F"')
    # A colon may be part of a name.
    whole = [pair for pair in halves if all(samples.matching(part) for half in pair for part in _parts(half))]
    treated, control = (_columns(samples, half) for half in (whole or halves)[0])
    both = [samples.label(i) for i in treated if i in control]
    if both:
        raise InputError(f'compare "{compare}": {", ".join(both)} stands on both sides of the colon')
    names = [_label(samples, columns) for columns in (treated, control)]
    if names[0] == names[1]:
        names = ["treated", "control"]
    return Groups({names[0]: treated, names[1]: control}, ordered=True)


def grouped(samples: Samples, path: Path) -> Groups:
    """Return the groups of a table with a column of samples and one of groups.

    Raises
    ------
    InputError
        If no sample of the matrix is in it, a sample is in two groups, there are fewer than two groups, or several
        columns may be the groups.
    """
    names, table = _table(path)
    found = [[_known(samples, cell) for cell in cells] for cells in table]
    hits = [sum(column is not None for column in columns) for columns in found]
    if not any(hits):
        listed = ", ".join(samples.known()[:6])
        raise InputError(f"{path}: names no sample of the matrix; its samples are {listed} …")
    at = hits.index(max(hits))
    labels = table[_group_column(path, names, table, at)]
    groups: dict[str, list[int]] = {}
    seen: dict[int, str] = {}
    for column, label in zip(found[at], labels, strict=True):
        if column is None or not label:
            continue
        if seen.setdefault(column, label) != label:
            raise InputError(f'{path}: sample "{samples.label(column)}" is in two groups: {seen[column]} and {label}')
        groups.setdefault(label, []).append(column)
    if len(groups) < 2:
        raise InputError(f'{path}: column "{names[at]}" has samples of {counted(len(groups), "group")}: two are needed')
    strangers = [cell for cell, column in zip(table[at], found[at], strict=True) if cell and column is None]
    notes = [_missing(f"in {path.name}, not in the matrix", strangers)] if strangers else []
    left = [name for column, name in samples.short.items() if column not in seen]
    notes += [_missing(f"in the matrix, in no group of {path.name}", left)] if left else []
    return Groups({name: tuple(dict.fromkeys(columns)) for name, columns in groups.items()}, notes)


def _may_be_numbers(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if not is_missing(cell)]
    return sum(map(is_number, filled)) >= len(filled) * 0.8


def _short(names: Sequence[str]) -> list[str]:
    """Return what tells names apart: without what all begin or end with, up to a separator.

    >>> _short(["LFQ intensity KO_1", "LFQ intensity WT_1"]), _short(["/run/KO_1.raw", "/run/WT_2.raw"])
    (['KO_1', 'WT_1'], ['KO_1', 'WT_2'])
    """
    for family in _FAMILIES:
        if all(family.search(name) for name in names):
            names = [family.sub("", name) for name in names]
    names = [_NUMBERED.sub("", name) for name in names]
    start = re.match(r"(?:.*[\s./\\])?", _common(names))
    cut = start.end() if start and len(names) > 1 else 0
    names = [name[cut:] for name in names]
    tail = _common([name[::-1] for name in names])[::-1]
    end = re.search(r"\.(?:raw|mzml|d|wiff|bam|cel|txt)\b.*$", tail, re.IGNORECASE)
    return [name[: -len(end[0])] if end and len(names) > 1 else name for name in names]


def _common(names: Sequence[str]) -> str:
    """Return what names begin with, letter by letter."""
    low, high = min(names, default=""), max(names, default="")
    same = next((i for i, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), len(low))
    return low[:same]


def _parts(half: str) -> list[str]:
    return [part.strip() for part in half.split(",") if part.strip()]


def _columns(samples: Samples, half: str) -> tuple[int, ...]:
    columns: dict[int, None] = {}
    for part in _parts(half):
        found = samples.matching(part)
        if not found:
            raise UnknownNameError("sample", part, samples.known())
        columns |= dict.fromkeys(found)
    if not columns:
        raise InputError('compare: a side of the colon is empty; write both, as "A,B,C:D,E,F"')
    return tuple(columns)


def _label(samples: Samples, columns: Sequence[int]) -> str:
    """Return what the names of some samples have in common, else the names."""
    names = [samples.label(i) for i in columns]
    stem = re.sub(r"[\W_]*\d*$", "", _common(names)) if len(names) > 1 else names[0]
    return stem if len(stem) > 1 else one_line("+".join(names), 40)


def _table(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return the names and the cells of the columns of a small table."""
    source = open_source(path)
    sheet = excel_sheets(source)[0] if source.kind == "xlsx" else text_sheet(source)
    table = sheet.read(range(len(sheet.columns)), [])
    return sheet.columns, [table[i].fillna("").map(str.strip).tolist() for i in range(len(sheet.columns))]


def _known(samples: Samples, cell: str) -> int | None:
    return samples.named(cell) if cell else None


def _group_column(path: Path, names: Sequence[str], table: Sequence[Sequence[str]], at: int) -> int:
    """Return the column of groups: the one called so, else the only one with fewer words than rows."""
    others = [i for i in range(len(names)) if i != at]
    called = [i for word in _GROUP_NAMES for i in others if plain(names[i]) == word]
    if called:
        return called[0]
    few = [i for i in others if 1 < len({cell for cell in table[i] if cell}) < len(table[i])]
    if len(few) == 1 or len(others) == 1:
        return (few or others)[0]
    listed = ", ".join(names[i] for i in few or others)
    raise InputError(f'{path}: {listed or "no column"} may be the groups; call the column "group" that is meant')


def _missing(where: str, names: Sequence[str]) -> str:
    more = ", …" if len(names) > 6 else ""
    return f"{counted(len(names), 'sample')} {where}: {', '.join(one_line(name, 30) for name in names[:6])}{more}"
