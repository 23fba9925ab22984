"""Tab-separated tables: rows that know their file and line, and one canonical form.

Canonical: UTF-8, LF, the declared columns in the declared order, cells without blanks at
the ends, rows sorted. Whatever the canonical writer would print is the only right file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from necro_cyto.errors import TableError
from necro_cyto.files import read_regular


@dataclass(frozen=True)
class Row:
    """One line of a table."""

    path: Path
    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """``file:line``, for messages."""
        return f"{self.path}:{self.line}"


@dataclass(frozen=True)
class Table:
    """A whole file: its text, for the canonical form, and its rows."""

    path: Path
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    text: str


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Read a table that must have exactly `columns` (in any order).

    Raises
    ------
    TableError
        If the file is missing, not UTF-8, lacks a column, has one too many, or a row has
        another number of cells than the header.
    """
    text = _text(path, columns)
    lines = text.splitlines()
    header = tuple(cell.strip() for cell in lines[0].split("\t")) if lines else ()
    _check_header(path, header, columns)
    rows = tuple(_row(path, number, line, header) for number, line in enumerate(lines[1:], 2) if line.strip())
    return Table(path, header, rows, text)


def canonical(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    r"""Return the canonical text of a table; rows are sorted by their cells in column order.

    >>> canonical(["id", "n"], [{"id": "b", "n": "1"}, {"id": "a", "n": " 2 "}])
    'id\tn\na\t2\nb\t1\n'
    """
    cells = [tuple(_clean(row.get(column, "")) for column in columns) for row in rows]
    lines = ["\t".join(columns), *("\t".join(row) for row in sorted(cells))]
    return "\n".join(lines) + "\n"


def _clean(cell: str) -> str:
    return " ".join(cell.split())


def _text(path: Path, columns: Sequence[str]) -> str:
    try:
        text = read_regular(path).decode("utf-8")
    except FileNotFoundError:
        raise TableError(f"{path}: no such table: make it, with the columns {', '.join(columns)}") from None
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    return refuse_controls(path, text)


def refuse_controls(path: Path, text: str) -> str:
    """Return `text`, unless it holds a control character: no viewer and no terminal should meet one.

    Raises
    ------
    TableError
        Names the line.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if any(ord(c) < 32 and c not in "\t\r" for c in line):
            raise TableError(f"{path}:{number}: holds a control character: remove it")
    return text


def _check_header(path: Path, header: Sequence[str], columns: Sequence[str]) -> None:
    missing = [c for c in columns if c not in header]
    surplus = [c for c in header if c not in columns]
    if missing:
        raise TableError(f"{path}:1: column {', '.join(missing)} is missing: add it to the header")
    if surplus:
        raise TableError(f'{path}:1: unknown column "{surplus[0]}": the columns are {", ".join(columns)}')
    if len(set(header)) < len(header):
        raise TableError(f"{path}:1: a column stands twice in the header")


def _row(path: Path, line: int, text: str, header: Sequence[str]) -> Row:
    cells = [cell.strip() for cell in text.split("\t")]
    if len(cells) != len(header):
        raise TableError(
            f"{path}:{line}: {len(cells)} cells where the header has {len(header)}: check the tabs"
        )
    return Row(path, line, dict(zip(header, cells, strict=True)))
