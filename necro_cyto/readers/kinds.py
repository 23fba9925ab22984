"""What kind of file it is, told by its first bytes; most kinds hold no table of results."""

from __future__ import annotations

import codecs
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from necro_cyto.errors import InputError, RefusedError
from necro_cyto.readers.model import one_line

_LIMIT = 4_000_000_000
_R_DATA = "an R data file; in R: write.csv(as.data.frame(x), 'results.csv')"
_REFUSED = {
    b"%PDF": "a PDF; save its table as .csv or .xlsx",
    b"\x89PNG": "a picture (PNG), not a table; give the table itself as .csv or .xlsx",
    b"\xff\xd8\xff": "a picture (JPEG), not a table; give the table itself as .csv or .xlsx",
    b"GIF8": "a picture (GIF), not a table; give the table itself as .csv or .xlsx",
    b"II*\x00": "a picture (TIFF), not a table; give the table itself as .csv or .xlsx",
    b"MM\x00*": "a picture (TIFF), not a table; give the table itself as .csv or .xlsx",
    b"\x89HDF": "an HDF5 file; export its results as .csv",
    b"RDX": _R_DATA,
    b"X\n\x00\x00": _R_DATA,
    b"PAR1": "a Parquet file; save it as .csv",
    b"BAM\x01": "an alignment (BAM), not a result table; count, test and give the table of results",
    b"\x93NUMPY": "a NumPy array without gene names; save the results with them as .csv",
    b"SQLite": "a database; export its results as .csv",
}
_OLE = b"\xd0\xcf\x11\xe0"
# Names in the directory of an OLE file, and in that of an Office file, tell what it holds.
_OLE_PARTS = {
    "EncryptedPackage": "protected by a password; save it without",
    "WordDocument": "a Word document; copy its table into a sheet and save that as .xlsx or .csv",
    "PowerPoint Document": "a presentation; copy its table into a sheet and save that as .xlsx or .csv",
}
_OFFICE_PARTS = {"word/": _OLE_PARTS["WordDocument"], "ppt/": _OLE_PARTS["PowerPoint Document"]}
_TAR = b"ustar"
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"{\\rtf", b"<svg")
# What the readers of packed files raise for damaged ones.
BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    ValueError,
    NotImplementedError,
    RuntimeError,
)


def file_kind(path: Path, head: bytes, open_file: Callable[[], BinaryIO]) -> str:
    """Return ``"text"``, ``"xlsx"``, ``"xls"``, ``"ods"`` or ``"h5ad"``.

    Raises
    ------
    RefusedError
        If a file of this kind holds no table of results.
    InputError
        If it is damaged.
    """
    if head.startswith(b"PK\x03\x04"):
        return _office(path, open_file)
    if head.startswith(_OLE):
        return _old_office(path, open_file)
    if head.startswith(b"\x89HDF") and path.name.endswith(".h5ad"):
        return "h5ad"
    for mark, what in _REFUSED.items():
        if head.startswith(mark):
            raise RefusedError(f"{path}: is {what}")
    if head[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise RefusedError(
            f"{path}: is a web page or document, not a table; open it and save the table as .csv or .xlsx"
        )
    if head[257:262] == _TAR:
        raise RefusedError(f"{path}: is an archive of files (tar); unpack it and give the one with the results")
    if _is_binary(head[:8000]):
        raise RefusedError(f"{path}: is a binary file, not a table; export the results as .csv or .tsv")
    return "text"


def _office(path: Path, open_file: Callable[[], BinaryIO]) -> str:
    try:
        with open_file() as file, zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if sum(part.file_size for part in archive.infolist()) > _LIMIT:
                raise InputError(f"{path}: the workbook unpacks to more than 4 GB; save the sheet of results as .csv")
            mimetype = archive.read("mimetype") if "mimetype" in names else b""
    except BROKEN as error:
        raise InputError(f"{path}: the workbook is damaged ({one_line(error)}); save it again") from None
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "xlsx" if "xl/workbook.xml" in names else "xls"
    if mimetype.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    what = next((what for part, what in _OFFICE_PARTS.items() if any(name.startswith(part) for name in names)), None)
    raise RefusedError(f"{path}: is {what or 'an Office file without a worksheet; save the table as .xlsx or .csv'}")


def _old_office(path: Path, open_file: Callable[[], BinaryIO]) -> str:
    """Tell an old workbook by the names in the directory of its OLE container."""
    with open_file() as file:
        data = file.read()
    if any(part.encode("utf-16-le") in data for part in ("Workbook", "Book")):
        return "xls"
    what = next((what for part, what in _OLE_PARTS.items() if part.encode("utf-16-le") in data), None)
    raise RefusedError(
        f"{path}: is {what or 'an old Office file without a worksheet; save the table as .xlsx or .csv'}"
    )


_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c\x1a\x00"))


def _is_binary(head: bytes) -> bool:
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return False
    zeros = head.count(0)
    control = len(head) - len(head.translate(None, _CONTROL))
    # UTF-16 without a mark: nearly every second byte is zero.
    return (0 < zeros < len(head) * 0.4) or zeros > len(head) * 0.6 or control > len(head) * 0.02
