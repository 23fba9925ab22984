"""How the columns and cells of a scene are written into the tables of Cytoscape and CX2."""

from __future__ import annotations

import math
from typing import Any

from necro_cyto.scene import Cell


def column_name(column: str) -> str:
    """Return what a column of ours is called in a user's tables.

    >>> column_name("effect")
    'nc effect'
    """
    return f"nc {column}"


def one_line(label: Cell) -> str:
    """Return a label without line breaks."""
    return str(label).replace("\n", " ")


def json_cell(value: Cell | None) -> Any:
    """Return a cell as JSON: lists for tuples, nothing for numbers that JSON does not know."""
    if isinstance(value, tuple):
        return list(value)
    return None if isinstance(value, float) and not math.isfinite(value) else value
