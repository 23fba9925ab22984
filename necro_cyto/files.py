"""Files: written so that a fault never loses or half-writes one, and told by names that do nothing to who reads them."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unicodedata import category

from necro_cyto.errors import OutputError


def escaped(name: str) -> str:
    r"""Return a name, or a line that holds names, with what cannot be seen or ends a line written out.

    >>> escaped("my\nfile\x1b[31m.csv"), escaped("IL-1α é.csv")
    ('my\\nfile\\x1b[31m.csv', 'IL-1α é.csv')
    """
    if name.isprintable():
        return name
    seen = (c if c.isprintable() or category(c) == "Zs" else c.encode("unicode_escape").decode("ascii") for c in name)
    return "".join(seen)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`; it replaces `path` only if all went well.

    Raises
    ------
    OutputError
        If the folder is missing or cannot be written, or the disk is full.
    """
    path = path.resolve()  # through a symbolic link, which stays
    temporary = _temporary_beside(path)
    try:
        yield temporary
        _open_to_readers(temporary, path)
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    finally:
        temporary.unlink(missing_ok=True)


def read_regular(path: Path, most: int = 256 * 1024 * 1024) -> bytes:
    """Return the bytes of a regular file; a device or a pipe would never end.

    Raises
    ------
    OSError
        If it cannot be read, is no regular file, or is larger than `most` bytes.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if path.is_file() and path.stat().st_size > most:
        raise OSError(errno.EFBIG, "too large for what it should be", str(path))
    return path.read_bytes()


def keep_inputs(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Refuse to write over a file that is read, or into a folder of tables that is read.

    Raises
    ------
    OutputError
        Names the file.
    """
    read = {path.resolve() for path in inputs}
    for out in outputs:
        if out.resolve() in read or (out.exists() and out.resolve().parent in read):
            raise OutputError(f"{out}: is an input of this command; write to another name")


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path`, all or nothing."""
    with replacing(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` to `path` as UTF-8 with LF line ends, all or nothing."""
    write_bytes(path, text.encode("utf-8"))


def _temporary_beside(path: Path) -> Path:
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; give a file name")
    if path.exists() and not path.is_file():
        raise OutputError(f"{path}: is no regular file; give another name")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=path.parent)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error})") from error
    os.close(handle)
    return Path(name)


def _open_to_readers(temporary: Path, path: Path) -> None:
    # mkstemp files are private; give the new file the rights the old one (or any new one) has.
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~mask)
