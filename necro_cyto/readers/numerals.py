"""Numbers as papers and spreadsheets write them."""

from __future__ import annotations

import re

import pandas as pd

# Numbers as papers print them: with dashes for minus, powers of ten, marks of significance.
_PRINTED = re.compile(
    r"(?:[pPqQ]\s*)?(?:[<=≤]|(?P<above>[>≥]))?\s*(?P<number>[-+−–‒‐‑]?\s?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+−–‒‐‑]?\d+)?)"
    r"(?:\s*[×xX*·⋅]\s*10\s*\^?\s*(?P<power>[-+−–‒‐‑]?\d+))?\s*[*†‡§#]*$"
)
_DASHES = str.maketrans("−–‒‐‑", "-----")


def as_written(cell: str, above: bool = True) -> str:
    """Return a number as programs write it.

    >>> as_written("1.2×10–5"), as_written("–2.31**"), as_written("P < 0.0001"), as_written("n.s.")
    ('1.2e-5', '-2.31', '0.0001', 'n.s.')
    """
    found = _PRINTED.match(cell)
    if found is None or (found["above"] and not above):
        return cell
    number = found["number"].replace(" ", "").translate(_DASHES)
    return f"{number}e{found['power'].translate(_DASHES)}" if found["power"] else number


def decimal_sign(written: pd.Series, text: pd.Series) -> str | None:
    """Return the decimal sign of numbers with commas, or None if nothing tells it."""
    if written.str.contains(r",\d*\.|,\d+,", regex=True).any():  # 1,234.5 and 1,234,567
        return "."
    if not written.str.fullmatch(r"[-+]?[1-9]\d{0,2},\d{3}").all():  # 1,5 and 0,123
        return ","
    others = text[~text.str.contains(",", regex=False)]
    if others.str.fullmatch(r"[-+]?\d*\.\d+(?:[eE][-+]?\d+)?").any():
        return "."
    return "," if others.str.fullmatch(r"[-+]?\d{4,}").any() else None
