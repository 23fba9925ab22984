"""The shape of a table: delimiter, header, decimal sign; looked for in its first lines only."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from necro_cyto.readers.model import one_line
from necro_cyto.readers.names import OF_NUMBERS, is_known
from necro_cyto.readers.records import HEAD, PREAMBLE, delimiter_of, first_lines, read_records

MISSING = frozenset({
    "", "na", "n/a", "nan", "-nan", "null", "none", "-", "#n/a", "#na", "<na>", "inf", "-inf", "+inf",
    "infinity", "#div/0!", "#value!", "#ref!", "#num!", "#name?", "filtered", "notest",
})  # fmt: skip
_NUMBER = re.compile(
    r"[-+−–‒‐‑]?(?:\d+\.?\d*|\.\d+|\d*,\d+)(?:[eE][-+−–]?\d+|\s*[×xX*·⋅]\s*10\s*\^?\s*[-+−–‒‐‑]?\d+)?\s*[*†‡§]*$"
)
# A comma that can be no thousands separator: 1,5 and 0,123 but not 1,234.
_COMMA = re.compile(r"[-+−]?(?:\d*,(?!\d{3}$)\d+|0?,\d+|\d{4,},\d+)(?:[eE][-+]?\d+)?$|[-+−]?\d+,\d+[eE]")
_POINT = re.compile(r"[-+−]?\d*\.\d+(?:[eE][-+]?\d+)?$")


@dataclass(frozen=True)
class Shape:
    """Where the rows of a text table start (after `lines` lines) and how its cells are divided."""

    delimiter: str
    columns: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    offset: int
    lines: int
    decimal: str = "."
    quoted: bool = True


def shape_of(head: bytes, complete: bool = True) -> Shape:
    """Find the shape of a table from its first bytes, UTF-8; its last line may be cut off if it is not complete."""
    text = head.decode("utf-8", errors="ignore")
    if not complete:
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1] or text
    text = first_lines(text)
    delimiter = delimiter_of(text)
    found, quoted = read_records(text, delimiter)
    rows = [cells for cells, _ in found]
    start, columns = frame(rows)
    while start < len(rows) and rows[start][0].startswith("#!{"):  # Perseus: types of the columns
        start += 1
    widest = max((len(row) for row in rows[start:]), default=len(columns))
    columns = columns[:widest]  # the last names may stand above nothing
    before = text[: found[start - 1][1]] if start else ""
    shown = tuple(padded(row, len(columns)) for row in rows[start : start + HEAD])
    lines = len(re.findall(r"\r\n|\r|\n", before))
    return Shape(delimiter, columns, shown, len(before.encode("utf-8")), lines, decimal_of(shown, delimiter), quoted)


def frame(rows: Sequence[Sequence[str]]) -> tuple[int, tuple[str, ...]]:
    """Return the index of the first data row and the names of the columns.

    A header that is one field short of the rows (R's ``write.table``) lacks the name of the row names. A row of
    group names above a header with repeated names is joined to it.
    """
    width = _width(rows)
    at = _header_at(rows, width)
    if at is None:
        return _first_wide(rows, width), named([""] * width)
    cells = [one_line(cell) for cell in rows[at]]
    if _are_groups(rows, at):
        at, cells = at + 1, [one_line(cell) for cell in rows[at + 1]]
    if at:
        cells = _filled(_under(_with_groups(cells, rows[at - 1]), rows[at - 1]), rows[at - 1])
    if len(cells) == width - 1 and any(row[-1].strip() for row in rows[at + 1 :] if len(row) == width):
        cells = ["", *cells]
    return at + 1, named(cells + [""] * (width - len(cells)))


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Name columns; one without a name is called by its position.

    >>> named(["", "logFC"])
    ('#1', 'logFC')
    """
    return tuple(cell.strip() or f"#{i}" for i, cell in enumerate(cells, 1))


def is_unnamed(column: str) -> bool:
    """Tell whether a column is called by its position."""
    return column[:1] == "#" and column[1:].isdigit()


def is_number(cell: str) -> bool:
    """Tell whether a cell is written as a number, with a point or a comma.

    >>> [is_number(cell) for cell in ("1", "-2.5e-10", "0,05", "NA", "MLKL", "1-Mar")]
    [True, True, True, False, False, False]
    """
    return bool(_NUMBER.match(cell.strip()))


def is_missing(cell: str) -> bool:
    """Tell whether a cell holds no number but a word for none, or for one without end."""
    return cell.strip().lower() in MISSING


def are_numbers(cells: Sequence[str]) -> bool:
    """Tell quickly whether all cells are numbers, none missing; False tells nothing.

    >>> are_numbers(["1", "-2.5e-10"]), are_numbers(["1", "NA"]), are_numbers(["1", "nan"])
    (True, False, False)
    """
    try:
        finite = all(map(math.isfinite, map(float, cells)))
    except ValueError:
        return False
    return finite and "_" not in "".join(cells)


def decimal_of(rows: Sequence[Sequence[str]], delimiter: str = "\t") -> str:
    """Return the decimal sign of the numbers in some rows.

    >>> decimal_of([["MLKL", "1,5", "0,001"]], ";"), decimal_of([["MLKL", "1,234", "12"]], ";")
    (',', '.')
    """
    if delimiter == ",":
        return "."
    commas = sum(bool(_COMMA.match(cell.strip())) for row in rows for cell in row if "," in cell)
    return "," if commas and commas > sum(bool(_POINT.match(cell.strip())) for row in rows for cell in row) else "."


def padded(row: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a row of exactly `width` cells."""
    if len(row) == width:
        return tuple(row)
    return (*row[:width], *[""] * (width - len(row)))


def _header_at(rows: Sequence[Sequence[str]], width: int) -> int | None:
    known = [sum(is_known(cell) for cell in row if cell.strip(OF_NUMBERS)) for row in rows[:PREAMBLE]]
    # A title is a cell alone.
    best = max(range(len(known)), key=lambda i: (known[i], sum(map(bool, rows[i])) > 1, -i), default=0)
    if known and (known[best] > 1 or (known[best] and _is_header(rows[best], rows[best + 1 :], 0))):
        return best
    first = _first_wide(rows, width)
    if first and len(rows[first - 1]) == width - 1 and _is_header(rows[first - 1], rows[first:], 1):
        return first - 1
    return first if rows and _is_header(rows[first], rows[first + 1 :], 0) else None


def _first_wide(rows: Sequence[Sequence[str]], width: int) -> int:
    enough = [i for i, row in enumerate(rows) if len(row) >= width and _is_filled(row, width)]
    return enough[0] if enough else 0


def _is_filled(row: Sequence[str], width: int) -> bool:
    # R and pandas leave the name of the row names empty.
    return sum(map(bool, row)) * 2 > width or (width > 1 and not row[0] and all(row[1:]))


def _is_header(row: Sequence[str], below: Sequence[Sequence[str]], shift: int) -> bool:
    """Tell a header by its names above columns of numbers; one of the names may be a number itself."""
    over = [cell for i, cell in enumerate(row) if cell and _is_numeric(below, i + shift)]
    numbers = sum(is_number(cell) or is_missing(cell) for cell in over)
    return not numbers or (len(over) - numbers >= numbers and any(map(is_known, row)))


def _is_numeric(rows: Sequence[Sequence[str]], column: int) -> bool:
    cells = [row[column] for row in rows[:50] if len(row) > column]
    if are_numbers(cells):
        return bool(cells)
    cells = [cell for cell in cells if not is_missing(cell)]
    return bool(cells) and sum(map(is_number, cells)) * 2 >= len(cells)


def _are_groups(rows: Sequence[Sequence[str]], at: int) -> bool:
    """Tell whether a row says what the columns hold ("Fold change") above one that names them ("KO", "WT")."""
    if len(rows) < at + 3 or rows[at][0].strip() or not any(map(is_known, rows[at])):
        return False
    groups, names, below = rows[at], rows[at + 1], rows[at + 2 :]
    if sum(map(bool, groups)) * 2 > sum(map(bool, names)):
        return False
    over = [cell for i, cell in enumerate(names) if _is_numeric(below, i)]
    return len(over) > 1 and all(cell.strip() and not is_number(cell) and not is_missing(cell) for cell in over)


def _under(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return names behind what stands above them and says what they are, unless they do so themselves."""
    cells, group = [], ""
    for cell, above in zip(map(one_line, names), padded(groups, len(names)), strict=True):
        group = one_line(above) or group
        cells.append(f"{group} {cell}" if cell and is_known(group) and not is_known(cell) else cell)
    return cells


def _filled(names: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Return names with those that reach down from the row above where there is none; a cell alone is a title."""
    above = padded(groups, len(names)) if sum(map(bool, groups)) > 1 else [""] * len(names)
    return [cell or one_line(over) for cell, over in zip(names, above, strict=True)]


def _with_groups(cells: list[str], groups: Sequence[str]) -> list[str]:
    """Return repeated names with the name of their group behind, if that tells them apart."""
    spread, group = [], ""
    for cell in padded(groups, len(cells)):
        group = one_line(cell) or group
        spread.append(group)
    repeated = {cell for cell, count in Counter(cells).items() if cell and count > 1}
    joined = [
        f"{cell} {group}" if cell in repeated and group else cell for cell, group in zip(cells, spread, strict=True)
    ]
    return joined if len(set(joined)) > len(set(cells)) else cells


def _width(rows: Sequence[Sequence[str]]) -> int:
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 0
