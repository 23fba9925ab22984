"""AnnData files (.h5ad): the marker genes that ``scanpy.tl.rank_genes_groups`` left in them, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from necro_cyto.errors import InputError, RefusedError
from necro_cyto.readers.model import one_line
from necro_cyto.readers.records import HEAD
from necro_cyto.readers.sheet import Sheet

_PLACE = "uns/rank_genes_groups"
_FIELDS = ("names", "scores", "logfoldchanges", "pvals", "pvals_adj")


def h5ad_sheet(path: Path) -> Sheet:
    """Open the ranked genes of an .h5ad file as a long table, one block of rows for each group.

    Raises
    ------
    RefusedError
        If no genes were ranked.
    InputError
        If the file is damaged.
    """
    import h5py

    try:
        with h5py.File(path, "r") as file:
            table = _long(file[_PLACE]) if _PLACE in file else None
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        why = one_line(error)
        raise InputError(f"{path}: cannot be read as .h5ad ({why}); write it again") from None
    if table is None:
        raise RefusedError(f"{path}: holds no ranked genes; run scanpy.tl.rank_genes_groups and write it again")
    return _sheet(table)


def _long(ranked: Any) -> pd.DataFrame:
    fields = {field: ranked[field][()] for field in _FIELDS if field in ranked}
    groups = fields["names"].dtype.names
    blocks = [pd.DataFrame({"group": group, **{f: v[group] for f, v in fields.items()}}) for group in groups]
    table = pd.concat(blocks, ignore_index=True)
    return table.assign(names=[name.decode() if isinstance(name, bytes) else name for name in table["names"]])


def _sheet(table: pd.DataFrame) -> Sheet:
    columns = tuple(map(str, table.columns))
    head = tuple(tuple(map(str, row)) for row in table.head(HEAD).itertuples(index=False, name=None))

    def read(text: Sequence[int], numbers: Sequence[int]) -> pd.DataFrame:
        found = {i: table.iloc[:, i].astype("str") for i in text}
        return pd.DataFrame(found | {i: table.iloc[:, i].astype(float) for i in numbers})

    return Sheet(columns, head, read)
