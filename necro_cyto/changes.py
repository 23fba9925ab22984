"""What changed between two versions of the tables: nodes, edges, evidence, references and claims."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necro_cyto.knowledge import TABLES, Knowledge, cells, read_knowledge

# Rows without an id of their own are the same when these columns are.
EVIDENCE_KEY = ("edge", "reference", "stance", "species", "context")
SINGULAR = {"nodes": "node", "edges": "edge", "evidence": "evidence", "references": "reference", "claims": "claim"}
Rows = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Change:
    """One row that was added, removed or changed.

    Attributes
    ----------
    table : str
        ``nodes``, ``edges``, ``evidence``, ``references`` or ``claims``.
    what : str
        ``added``, ``removed`` or ``changed``.
    id : str
        The row's id; edge and reference for evidence.
    row : mapping
        Its cells, the new ones unless it was removed.
    columns : mapping of column to (old, new)
        What changed; empty unless ``what`` is ``changed``.
    """

    table: str
    what: str
    id: str
    row: Mapping[str, str]
    columns: Mapping[str, tuple[str, str]]

    def __str__(self) -> str:
        """One line of Markdown."""
        differs = "; ".join(f'{c} "{old}" → "{new}"' for c, (old, new) in self.columns.items())
        return _literal(f"{self.what} {SINGULAR[self.table]} ") + _code(self.id) + _literal(self._told(differs))

    def _told(self, differs: str) -> str:
        if differs:
            return f": {differs}"
        columns = {"nodes": ("label", "kind"), "edges": ("sign", "class"), "evidence": ("stance", "context")}
        told = [self.row.get(c, "") for c in columns.get(self.table, ("title",))]
        return f" ({', '.join(filter(None, told))})" if any(told) else ""


@dataclass(frozen=True)
class Changes:
    """All changes between two folders of tables, in the order of tables and ids."""

    old: str
    new: str
    changes: tuple[Change, ...]

    def markdown(self) -> str:
        """Return a list for the section "Networks" of the changelog."""
        head = f"Data {self.old} → {self.new}: {self.summary() or 'nothing changed'}."
        return "\n".join([head, *([""] if self.changes else []), *(f"- {c}" for c in self.changes)]) + "\n"

    def summary(self) -> str:
        """Return the numbers in words: ``2 edges added, 1 node changed``."""
        counts = Counter((c.table, c.what) for c in self.changes)
        return ", ".join(
            f"{n} {table if n > 1 else SINGULAR[table]} {what}"
            if table != "evidence"
            else f"{n} row{'s' if n > 1 else ''} of evidence {what}"
            for (table, what), n in counts.items()
        )

    def to_json(self) -> dict[str, Any]:
        """Return the changes as the command line prints them."""
        rows = [
            {"table": c.table, "what": c.what, "id": c.id, "row": dict(c.row),
             "columns": {k: {"old": a, "new": b} for k, (a, b) in c.columns.items()}}
            for c in self.changes
        ]  # fmt: skip
        return {"old": self.old, "new": self.new, "changes": rows}


def changes(old: str | Path, new: str | Path) -> Changes:
    """Return what changed between two folders of tables.

    Raises
    ------
    TableError
        If a folder holds no tables.

    Examples
    --------
    >>> from necro_cyto import shipped
    >>> folder = shipped.folder("networks") / "knowledge"
    >>> changes(folder, folder).changes
    ()
    """
    before, after = read_knowledge(Path(old)), read_knowledge(Path(new))
    found = [c for table in TABLES for c in _compared(table, _rows(before, table), _rows(after, table))]
    return Changes(before.version, after.version, tuple(found))


def _compared(table: str, before: Rows, after: Rows) -> list[Change]:
    found = [Change(table, "added", _name(k), after[k], {}) for k in after.keys() - before.keys()]
    found += [Change(table, "removed", _name(k), before[k], {}) for k in before.keys() - after.keys()]
    for key in before.keys() & after.keys():
        one, two = before[key], after[key]
        differ = {c: (one.get(c, ""), two.get(c, "")) for c in {**one, **two} if one.get(c, "") != two.get(c, "")}
        if differ:
            found.append(Change(table, "changed", _name(key), two, differ))
    return sorted(found, key=lambda c: (c.what, c.id, sorted(c.row.items())))


def _rows(knowledge: Knowledge, table: str) -> Rows:
    """Return the rows of a table by a key; a key that stands twice is numbered."""
    rows: Rows = {}
    for item in getattr(knowledge, table):
        row = cells(item)
        key = "\t".join(row[c] for c in EVIDENCE_KEY) if table == "evidence" else row["id"]
        rows[next(k for n in range(len(rows) + 1) if (k := key + "\t" * n) not in rows)] = row
    return rows


def _name(key: str) -> str:
    edge, _, rest = key.partition("\t")
    return " / ".join(filter(None, (edge, rest.split("\t")[0])))


def _literal(text: str) -> str:
    r"""Escape what Markdown would read as markup.

    >>> _literal("IL1A_ext *new*")
    'IL1A\\_ext \\*new\\*'
    """
    return "".join(f"\\{c}" if c in "\\`*_[]<>|" else c for c in text)


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"
