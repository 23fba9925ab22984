"""A file to UTF-8 text that can be read again: compression, encoding, and what is no table at all."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import lzma
import zipfile
from _thread import start_new_thread
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from os import fstat
from pathlib import Path
from typing import BinaryIO, TypeVar

from necro_cyto.errors import InputError
from necro_cyto.readers.kinds import BROKEN, file_kind
from necro_cyto.readers.model import one_line

T = TypeVar("T")
HEAD_BYTES = 200_000
# So many bytes are worth a thread.
LARGE = 500_000
# Small enough for the cache.
_CHUNK = 1 << 17
# A smaller file is read once, and kept in memory until its cells are taken.
_KEPT = 1 << 22
_LIMIT = 4_000_000_000
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # which are read in places, not as a whole
_LISTED = 6
_UNPACK = {b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ": lzma.decompress}


@dataclass(frozen=True)
class Source:
    """A file that was opened: `kind` is ``"text"``, ``"xlsx"``, ``"xls"``, ``"ods"`` or ``"h5ad"``.

    `open` gives its unpacked bytes, from the disk where it can be, in memory where it must be; text is UTF-8 from
    `start` on. `head` are the first bytes from there. `forget` frees a file that was kept in memory for speed.
    """

    path: Path
    kind: str
    hashed: Future[str]
    open: Callable[[], BinaryIO]
    head: bytes = b""
    start: int = 0
    encoding: str | None = None
    forget: Callable[[], None] = lambda: None

    @property
    def file_hash(self) -> str:
        """The SHA-256 of the file as it was opened; that of a large one is made meanwhile."""
        try:
            return self.hashed.result()
        except OSError as error:
            raise InputError(f"{self.path}: cannot be read ({error.strerror or error})") from None


def open_source(path: Path) -> Source:
    """Look at a file: unpack it and find its kind, and the encoding of a text.

    Raises
    ------
    InputError
        If the file is missing, a folder, unreadable, empty or damaged.
    RefusedError
        If it is of a kind that holds no table of results.
    """
    if path.is_dir():
        raise InputError(f"{path}: is a folder; give the file of results in it")
    try:
        source = _opened(path)
    except FileNotFoundError:
        raise InputError(f"{path}: no such file; check the path") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    source = _unpacked(source)
    if not source.head.strip():
        raise InputError(f"{path}: the file is empty; export the results again")
    kind = file_kind(path, source.head, source.open)
    return _unwrapped(_as_utf8(source)) if kind == "text" else replace(source, kind=kind)


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Yield the bytes of an open file piece by piece, and close it."""
    with file:
        while piece := file.read(_CHUNK):
            yield piece


MOST_PIPED = 512 * 1024**2  # bytes


def _opened(path: Path) -> Source:
    if not path.is_file():  # a pipe can be read only once
        with path.open("rb") as pipe:
            data = pipe.read(MOST_PIPED + 1)
        if len(data) > MOST_PIPED:
            raise ValueError("is endless, or far larger than a table of results")
        return _in_memory(Source(path, "text", meanwhile(lambda: hashlib.sha256(data).hexdigest(), False), io.BytesIO), data)
    with path.open("rb") as file:
        size = fstat(file.fileno()).st_size
        if 0 < size <= _KEPT:
            data = file.read()
            return _kept(path, data)
        head = file.read(HEAD_BYTES)
    return Source(path, "text", meanwhile(lambda: _sha256(path.open("rb")), size > LARGE), lambda: path.open("rb"), head)


def _kept(path: Path, data: bytes) -> Source:
    kept = [] if data.startswith(_BOOKS) else [data]

    def opened() -> BinaryIO:
        left = kept[:]  # at once, since it may be forgotten meanwhile
        return io.BytesIO(left[0]) if left else path.open("rb")

    hashed = meanwhile(lambda: hashlib.sha256(data).hexdigest(), len(data) > LARGE)
    return Source(path, "text", hashed, opened, data[:HEAD_BYTES], forget=kept.clear)


def meanwhile(work: Callable[[], T], large: bool = True) -> Future[T]:
    """Begin a work in a thread if it is large; do it at once if it is not."""
    done: Future[T] = Future()

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as error:  # told where the result is asked for
            done.set_exception(error)
        except BaseException as error:
            done.set_exception(error)
            raise

    if large:
        start_new_thread(run, ())  # which does not wait for it to run
    else:
        run()
    return done


def _sha256(file: BinaryIO) -> str:
    with file:
        return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _unpacked(source: Source) -> Source:
    unpack = next((how for mark, how in _UNPACK.items() if source.head.startswith(mark)), None)
    try:
        if unpack is not None:
            with source.open() as file:
                return _in_memory(source, unpack(file.read()))
        if source.head.startswith(b"PK\x03\x04"):
            return _unzipped(source)
    except BROKEN as error:
        why = one_line(error)
        raise InputError(f"{source.path}: the compressed file is damaged ({why}); download it again") from None
    return source


def _unzipped(source: Source) -> Source:
    with source.open() as file, zipfile.ZipFile(file) as archive:
        names = [i.filename for i in archive.infolist() if not i.is_dir() and "__MACOSX" not in i.filename]
        if "[Content_Types].xml" in names or "mimetype" in names:
            return source
        if len(names) != 1:
            listed = ", ".join(one_line(name, 60) for name in names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
            raise InputError(
                f"{source.path}: a zip of {len(names)} files ({listed}); unpack it and give the one with the results"
            )
        if archive.getinfo(names[0]).file_size > _LIMIT:
            raise InputError(f"{source.path}: {names[0]} is larger than 4 GB; keep the columns of results only")
        return _in_memory(source, archive.read(names[0]))


def _in_memory(source: Source, data: bytes) -> Source:
    """Return a source with other bytes in place of those of the file."""
    source.forget()
    return replace(source, open=lambda: io.BytesIO(data), head=data[:HEAD_BYTES])


def _as_utf8(source: Source) -> Source:
    head = source.head
    if head.startswith(codecs.BOM_UTF8) and _is_utf8(source):
        return replace(source, head=head[3:], start=3, encoding="utf-8 with BOM")
    if head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return _recoded(source, "utf-16")
    if b"\x00" in head[:4000]:
        return _recoded(source, "utf-16-le" if head[1:2] == b"\x00" else "utf-16-be")
    if _is_ascii(source.open()):
        return replace(source, encoding="ascii")
    return replace(source, encoding="utf-8") if _is_utf8(source) else _recoded(source, "cp1252")


def _is_ascii(file: BinaryIO) -> bool:
    if isinstance(file, io.BytesIO):
        return file.getvalue().isascii()  # which copies nothing
    return all(piece.isascii() for piece in chunks(file))


def _unwrapped(source: Source) -> Source:
    """Take lines out of quotation marks, as spreadsheets put them round each when they took it for one cell."""
    first = source.head.decode("utf-8", errors="ignore").lstrip().partition("\n")[0].strip()
    if not _is_wrapped(first):
        return source
    with source.open() as file:
        file.seek(source.start)
        lines = file.read().decode("utf-8").splitlines()
    text = "\n".join(line[1:-1].replace('""', '"') if _is_wrapped(line) else line for line in lines)
    return replace(_in_memory(source, text.encode("utf-8")), start=0)


def _is_wrapped(line: str) -> bool:
    """Tell whether a line is one cell that holds several.

    >>> _is_wrapped('"gene,""logFC"",FDR"'), _is_wrapped('"gene","logFC","FDR"')
    (True, False)
    """
    inner = line[1:-1].replace('""', "")
    return len(line) > 2 and line[0] == line[-1] == '"' and '""' in line[1:-1] and '"' not in inner and "," in inner


def _is_utf8(source: Source) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in chunks(source.open()):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _recoded(source: Source, encoding: str) -> Source:
    """Return the text as UTF-8 in memory; Western single bytes decode whatever they are."""
    names = {"cp1252": "latin-1"}
    decoder = codecs.getincrementaldecoder(encoding)("replace" if encoding in names else "strict")
    text = io.BytesIO()
    try:
        for piece in chunks(source.open()):
            text.write(decoder.decode(piece).encode("utf-8"))
        text.write(decoder.decode(b"", final=True).encode("utf-8"))
    except UnicodeError:
        raise InputError(f"{source.path}: cannot be read as {encoding}; save it as UTF-8") from None
    return replace(_in_memory(source, text.getvalue()), encoding=names.get(encoding, encoding[:6]))
