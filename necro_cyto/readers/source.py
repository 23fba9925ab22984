"""A file to text: compression, encoding, and what is no table at all."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from necro_cyto.errors import InputError, RefusedError

_REFUSED = {
    b"%PDF": "a PDF; save its table as .csv or .xlsx",
    b"\x89PNG": "a picture (PNG), not a table",
    b"\xff\xd8\xff": "a picture (JPEG), not a table",
    b"\x89HDF": "an HDF5 file (.h5ad, .h5, .loom)",
    b"RDX": "an R data file; in R: write.csv(as.data.frame(x), 'results.csv')",
    b"X\n\x00\x00": "an R data file; in R: write.csv(as.data.frame(x), 'results.csv')",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls); save it as .xlsx or .csv",
    b"PAR1": "a Parquet file; save it as .csv",
    b"BAM\x01": "an alignment (BAM), not a result table",
    b"\x93NUMPY": "a NumPy array without gene names",
}
_MARKUP = (b"<!doctype html", b"<html", b"<?xml", b"{\\rtf")
_UNPACK = {b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ": lzma.decompress}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, ValueError)
_LIMIT = 4_000_000_000


@dataclass(frozen=True)
class Source:
    """The bytes of a table, unpacked; `kind` is ``"text"``, ``"xlsx"`` or ``"h5ad"`` (then without the bytes)."""

    path: Path
    data: bytes
    kind: str
    file_hash: str


def open_source(path: Path) -> Source:
    """Read and unpack a file.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, empty or damaged.
    RefusedError
        If it is of a kind that holds no table of results.
    """
    if path.name.endswith(".h5ad") and _is_hdf5(path):
        with path.open("rb") as file:
            return Source(path, b"", "h5ad", hashlib.file_digest(file, "sha256").hexdigest())
    packed = _bytes(path)
    data = _unpacked(path, packed)
    if not data.strip():
        raise InputError(f"{path}: the file is empty; export the results again")
    return Source(path, data, _kind(path, data), hashlib.sha256(packed).hexdigest())


def decode(source: Source) -> tuple[bytes, str]:
    """Return the table as UTF-8 bytes, and the encoding found."""
    data = source.data
    if data.startswith(b"\xef\xbb\xbf"):
        return _recoded(source, data[3:], "utf-8"), "utf-8 with BOM"
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _recoded(source, data, "utf-16"), "utf-16"
    if b"\x00" in data[:4000]:
        return _recoded(source, data, "utf-16-le" if data[1:2] == b"\x00" else "utf-16-be"), "utf-16"
    if data.isascii():
        return data, "ascii"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace").encode("utf-8"), "latin-1"
    return data, "utf-8"


def _is_hdf5(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4) == b"\x89HDF"
    except OSError:
        return False


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the file of results in it")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _unpacked(path: Path, data: bytes) -> bytes:
    unpack = next((how for mark, how in _UNPACK.items() if data.startswith(mark)), None)
    try:
        if unpack is not None:
            return unpack(data)
        if data.startswith(b"PK\x03\x04"):
            return _unzipped(path, data)
    except _BROKEN as error:
        raise InputError(f"{path}: the compressed file is damaged ({error}); download it again") from None
    return data


def _unzipped(path: Path, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [i.filename for i in archive.infolist() if not i.is_dir() and "__MACOSX" not in i.filename]
        if "[Content_Types].xml" in names:
            return data
        if "mimetype" in names:
            raise RefusedError(f"{path}: an OpenDocument file; save it as .xlsx or .csv")
        if len(names) != 1:
            raise InputError(f"{path}: a zip of {len(names)} files; unpack it and give the one with the results")
        if archive.getinfo(names[0]).file_size > _LIMIT:
            raise InputError(f"{path}: {names[0]} is larger than 4 GB; keep the columns of results only")
        return archive.read(names[0])


def _kind(path: Path, data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                return "xlsx"
        raise RefusedError(f"{path}: an Office file without a worksheet; save the table as .xlsx or .csv")
    for mark, what in _REFUSED.items():
        if data.startswith(mark):
            raise RefusedError(f"{path}: is {what}")
    if data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_MARKUP):
        raise RefusedError(f"{path}: is a web page or document, not a table; save the table as .csv or .xlsx")
    if _is_binary(data[:8000]):
        raise RefusedError(f"{path}: is a binary file, not a table; export the results as .csv or .tsv")
    return "text"


def _is_binary(head: bytes) -> bool:
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    zeros = head.count(0)
    control = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x00" for byte in head)
    # UTF-16 without a mark: nearly every second byte is zero.
    return (0 < zeros < len(head) * 0.4) or zeros > len(head) * 0.6 or control > len(head) * 0.02


def _recoded(source: Source, data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode("utf-8")
    except UnicodeDecodeError:
        raise InputError(f"{source.path}: not readable as {encoding}; save it as UTF-8") from None
