"""What a reader returns: contrasts, how the file was read, and one value per gene."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd


def one_line(text: object, limit: int = 200) -> str:
    r"""Return a text from a file or a library as one printable line, for names and messages.

    >>> one_line("KO\n  vs\x1b WT")
    'KO vs WT'
    """
    line = "".join(letter for letter in " ".join(str(text).split()) if letter.isprintable())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def counted(number: int, what: str) -> str:
    """Return a number of things in words.

    >>> counted(1, "row"), counted(2, "row")
    ('1 row', '2 rows')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@dataclass(frozen=True)
class Contrast:
    """One comparison in a file: its effect and its significance.

    `effect` and `significance` are column positions (-1: none); `where` names the rows of this contrast as
    (column position, value) pairs when the contrasts stand below each other.
    """

    name: str
    effect: int
    effect_kind: str
    significance: int = -1
    significance_kind: str = "none"
    gene: int = -1
    where: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Inspection:
    """How a file is read: the part of a report that needs no network."""

    file: str
    tool: str
    rows: int
    id_column: str
    id_type: str
    species: str
    contrasts: Sequence[Mapping[str, Any]]
    chosen: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    ambiguous: Sequence[Mapping[str, Any]] = ()
    collapsed: Mapping[str, Any] = field(default_factory=dict)
    warnings: Sequence[str] = ()
    refused: str | None = None
    examples: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the stable keys of the interface; those that need a network are empty."""
        return {
            "file": self.file,
            "tool": self.tool,
            "sheet": self.sheet,
            "rows": self.rows,
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "id_column": self.id_column,
            "id_type": self.id_type,
            "species": self.species,
            "contrasts": [dict(contrast) for contrast in self.contrasts],
            "chosen": self.chosen,
            "matched": {"network_genes": 0, "of": 0, "rows": 0},
            "not_in_file": [],
            "ambiguous": [dict(item) for item in self.ambiguous],
            "collapsed": dict(self.collapsed),
            "warnings": list(self.warnings),
            "refused": self.refused,
        }


@dataclass(frozen=True)
class Values:
    """One value per gene, in a `table` that is put together when it is first asked for."""

    path: Path
    tool: str
    contrast: str
    effect_name: str
    effect_kind: str
    significance_name: str
    significance_kind: str
    threshold: float
    made: Callable[[], pd.DataFrame] = field(repr=False, compare=False)
    inspection: Inspection
    file_hash: str

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per HGNC id, as the index.

        Columns: ``symbol``, ``given_id``, ``effect`` (may be NaN or infinite), ``significance`` (or NaN), ``significant``
        (True, False or None), ``tested`` and ``rows`` (of the file, collapsed).
        """
        return self.made()
