"""The curated tables of one folder, read leniently so that `check` can speak of every row."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from necro_cyto.errors import TableError
from necro_cyto.files import read_regular
from necro_cyto.schema import Claim, Edge, Evidence, Node, Record, Reference, columns, stored
from necro_cyto.table import Row, Table, read_table

RecordT = TypeVar("RecordT", Node, Edge, Evidence, Reference, Claim)
TABLES: dict[str, type[Record]] = {
    "nodes": Node,
    "edges": Edge,
    "evidence": Evidence,
    "references": Reference,
    "claims": Claim,
}


@dataclass(frozen=True)
class Knowledge:
    """Everything that stands in a folder of tables, in file order, faults included."""

    folder: Path
    tables: Mapping[str, Table]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    evidence: tuple[Evidence, ...]
    references: tuple[Reference, ...]
    claims: tuple[Claim, ...]
    meta: Mapping[str, Any]

    @property
    def version(self) -> str:
        """Data version and the first eight digits of the content hash: ``2026.11+1a2b3c4d``."""
        return f"{self.meta.get('version', '0')}+{self.content_hash[:8]}"

    @property
    def content_hash(self) -> str:
        """SHA-256 over the tables."""
        digest = hashlib.sha256()
        for name in sorted(self.tables):
            digest.update(f"{name}\n{self.tables[name].text}".encode())
        return digest.hexdigest()


def read_knowledge(folder: Path) -> Knowledge:
    """Read the tables of `folder`; ``claims.tsv`` and ``network.toml`` may be absent.

    Raises
    ------
    TableError
        If a table is missing or is no table at all. Wrong rows are left to `check`.
    """
    tables = {name: read_table(folder / f"{name}.tsv", columns(kind)) for name, kind in _present(folder)}
    return Knowledge(
        folder=folder,
        tables=tables,
        nodes=_records(tables, "nodes", Node),
        edges=_records(tables, "edges", Edge),
        evidence=_records(tables, "evidence", Evidence),
        references=_records(tables, "references", Reference),
        claims=_records(tables, "claims", Claim),
        meta=read_toml(folder / "network.toml") if (folder / "network.toml").is_file() else {},
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file; a fault names file and line."""
    try:
        found = tomllib.loads(read_regular(path).decode("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error
    except OSError as error:
        raise TableError(f"{path}: cannot be read ({error.strerror})") from error
    except RecursionError as error:
        raise TableError(f"{path}: is nested too deeply") from error
    if re.search(r"(?<!\\)\\x[01]", repr(found)):
        raise TableError(f"{path}: a text holds a control character: remove it")
    return found


def record(kind: type[RecordT], row: Row) -> RecordT:
    """Make one record from one row; cells joined by ``|`` become tuples."""
    values: dict[str, Any] = {
        f.name: _cell(str(f.type), row.cells[column]) for column, f in stored(kind).items() if column in row.cells
    }
    return kind(**values, where=row.where)


def cells(item: Record) -> dict[str, str]:
    """Return the table cells of a record: the inverse of `record`."""
    return {column: _text(getattr(item, f.name)) for column, f in stored(type(item)).items()}


def _present(folder: Path) -> list[tuple[str, type[Record]]]:
    if not folder.is_dir():
        raise TableError(f"{folder}: no such folder of tables")
    return [(n, k) for n, k in TABLES.items() if n != "claims" or (folder / "claims.tsv").is_file()]


def _records(tables: Mapping[str, Table], name: str, kind: type[RecordT]) -> tuple[RecordT, ...]:
    return tuple(record(kind, row) for row in tables[name].rows) if name in tables else ()


def _cell(kind: str, text: str) -> str | tuple[str, ...]:
    if kind.startswith("tuple"):
        return tuple(part.strip() for part in text.split("|") if part.strip())
    return text


def _text(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else "|".join(value)
