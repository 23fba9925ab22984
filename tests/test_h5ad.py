"""Marker genes inside .h5ad files, written here as Scanpy writes them."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pytest

from necro_cyto import inspect, read_contrasts, read_values
from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError

GROUPS = {
    "Macrophages": {"Il1r1": (12.5, 2.25, 1e-9), "Cxcl1": (8.0, 1.5, 0.2), "Mlkl": (-3.0, -0.75, 0.01)},
    "CD8 T": {"Pdcd1": (20.0, 3.5, 1e-12), "Ripk3": (1.0, 0.125, 0.9), "Mlkl": (0.5, 0.25, 1.0)},
}


def write(path: Path, fields: tuple[str, ...] = ("scores", "logfoldchanges", "pvals_adj")) -> Path:
    """Write the ranked genes as recarrays with one field per group, the best first."""
    with h5py.File(path, "w") as file:
        place = file.create_group("uns/rank_genes_groups")
        names = np.array(list(zip(*(list(genes) for genes in GROUPS.values()), strict=True)), dtype=[(g, h5py.string_dtype()) for g in GROUPS])  # fmt: skip
        place["names"] = names
        for i, field in enumerate(("scores", "logfoldchanges", "pvals_adj")):
            if field in fields:
                rows = list(zip(*([values[i] for values in genes.values()] for genes in GROUPS.values()), strict=True))
                place[field] = np.array(rows, dtype=[(group, "f8") for group in GROUPS])
    return path


def test_every_group_is_a_contrast(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5ad")
    with pytest.raises(ChoiceNeededError) as asked:
        read_values(path)
    assert asked.value.choices == list(GROUPS)
    for values in read_contrasts(path):
        found = {row.given_id: (row.effect, row.significance) for row in values.table.itertuples()}
        assert found == {gene: value[1:] for gene, value in GROUPS[values.contrast].items()}
        assert (values.tool, values.effect_kind, values.significance_kind) == ("Scanpy", "log2FC", "adjusted p")
    assert inspect(path).species == "mouse"


def test_scores_alone_are_scores(tmp_path: Path) -> None:
    values = read_values(write(tmp_path / "a.h5ad", ("scores",)), contrast="CD8 T")
    assert (values.effect_kind, values.significance_kind) == ("score", "none")
    assert values.table.set_index("given_id")["effect"].to_dict() == {g: v[0] for g, v in GROUPS["CD8 T"].items()}


def test_what_holds_no_ranked_genes_is_refused(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "empty.h5ad", "w") as file:
        file["X"] = np.zeros((2, 2))
    with pytest.raises(RefusedError, match="rank_genes_groups"):
        read_values(tmp_path / "empty.h5ad")
    whole = write(tmp_path / "a.h5ad").read_bytes()
    (tmp_path / "half.h5ad").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="half"):
        read_values(tmp_path / "half.h5ad", contrast="CD8 T")
