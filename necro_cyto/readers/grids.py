"""The cells of a workbook (.xlsx, .xls, .ods), sheet by sheet, up to the last filled one."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from necro_cyto.errors import InputError
from necro_cyto.readers.kinds import BROKEN
from necro_cyto.readers.model import one_line
from necro_cyto.readers.ole import goes_in_circles
from necro_cyto.readers.source import Source

Cells = list[Any]
Grid = tuple[str, list[Cells]]

_BLANK_ROWS = 500
# calamine lays out the whole rectangle up to the last cell: a stray one far away would take all memory.
_MOST_CELLS = 3_000_000
_LEAST_FILLED = 0.2
_CHUNK = 1 << 20
_XLSX_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"')
_ODS_ROW = re.compile(rb"<table:table-row\b[^>]*?(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b[^>]*>")
_ODS_TIMES = re.compile(rb'table:number-(?:rows|columns)-repeated="(\d+)"')


def grids(source: Source) -> Iterator[Grid]:
    """Yield the visible sheets of a workbook, then the hidden ones: title and filled rows.

    Raises
    ------
    InputError
        If the workbook is damaged or protected.
    """
    try:
        with source.open() as file:
            yield from _far(file) if source.kind == "xlsx" and _is_far(file) else _near(source, file)
    except InputError:
        raise
    except Exception as error:  # both packages let through whatever their zip and XML parsers raise
        why = one_line(error)
        raise InputError(
            f"{source.path}: cannot be read as a workbook ({why}); save it again as .xlsx or .csv"
        ) from None


def _near(source: Source, file: BinaryIO) -> Iterator[Grid]:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    if source.kind == "ods":
        _check_repeats(source, file)
    file.seek(0)
    if source.kind == "xls" and goes_in_circles(file.read()):
        raise InputError(f"{source.path}: the workbook is damaged (its sectors go in circles); save it again")
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    for sheet in sorted(sheets, key=lambda sheet: sheet.visible != SheetVisibleEnum.Visible):
        yield sheet.name, _filled(book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))


def _far(file: BinaryIO) -> Iterator[Grid]:
    """Yield the sheets of a workbook with cells far apart, row by row and slowly."""
    from openpyxl import load_workbook

    file.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True, data_only=True)
        for sheet in sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible"):
            sheet.reset_dimensions()
            yield sheet.title, _filled(sheet.iter_rows(values_only=True))
        book.close()


def _filled(rows: Iterable[Sequence[Any]]) -> list[Cells]:
    """Return the rows up to the last filled one; a sheet may declare a million empty ones."""
    kept: list[Cells] = []
    blank = 0
    for row in rows:
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        kept.append(cells)
        blank = 0 if cells else blank + 1
        if blank > _BLANK_ROWS:
            break
    return kept[: len(kept) - blank]


def _is_far(file: BinaryIO) -> bool:
    """Tell whether some sheet of an .xlsx has a cell so far away that the rectangle up to it is too large."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            return any(_is_sparse(archive, name) for name in names)
    except BROKEN:
        return False


def _is_sparse(archive: zipfile.ZipFile, name: str) -> bool:
    rows, columns, filled, tail = 0, 0, 0, b""
    with archive.open(name) as sheet:
        while piece := sheet.read(_CHUNK):
            found = _XLSX_CELL.findall(tail + piece)
            if found:
                filled += len(found)
                rows = max(rows, int(found[-1][1]))
                columns = max(columns, *(_number(letters) for letters in {letters for letters, _ in found}))
            tail = piece[-30:]
    return rows * columns > max(_MOST_CELLS, filled / _LEAST_FILLED)


def _number(letters: bytes) -> int:
    """Return the number of a column.

    >>> _number(b"A"), _number(b"AB")
    (1, 28)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _check_repeats(source: Source, file: BinaryIO) -> None:
    """Refuse an .ods whose filled cells are repeated without end."""
    with zipfile.ZipFile(file) as archive:
        content = archive.read("content.xml")
    cells = 0
    for row in _ODS_ROW.finditer(content):
        if b"office:value-type" not in (row[1] or b""):
            continue
        width = sum(_times(cell[0]) for cell in _ODS_CELL.finditer(row[1]) if b"office:value-type" in cell[0])
        cells += width * _times(row[0][: row[0].find(b">")])
    if cells > 10 * _MOST_CELLS:
        raise InputError(f"{source.path}: a sheet of {cells:,} cells; save the results alone as .csv")


def _times(tag: bytes) -> int:
    found = _ODS_TIMES.search(tag)
    return int(found[1]) if found else 1
