"""What somebody meets who tries the library in a notebook: short answers, and errors that say what to write instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import necro_cyto as nc

CORE = nc.load_network("core")


def test_answers_are_short_in_a_notebook() -> None:
    assert repr(CORE) == f"<network core: {len(CORE.nodes)} nodes, {len(CORE.edges)} edges>"
    assert repr(nc.load_style("signed")) == "<style signed: The biology>"
    assert repr(nc.trace(CORE, "RIPK3", "MLKL")) == "<trace from RIPK3 to MLKL: 1 path, net sign +>"
    assert repr(nc.view(CORE)) == "<view of core in style signed>"
    assert repr(nc.panels([nc.view(CORE)])) == "<1 panel of core>"


@pytest.mark.parametrize("wrong", ["core", None, ["core"]])
def test_a_view_is_of_a_network(wrong: Any) -> None:
    with pytest.raises(nc.NecroCytoError, match="load_network"):
        nc.view(wrong)


@pytest.mark.parametrize("wrong", ["deseq2.csv", {"MLKL": 2.0}, [1, 2]])
def test_an_overlay_is_of_values(wrong: Any) -> None:
    with pytest.raises(nc.NecroCytoError, match="read_values"):
        nc.view(CORE).overlay(wrong)


def test_a_sif_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "own.sif").write_text("A -> B\n")
    with pytest.raises(nc.NecroCytoError, match=r"own\.sif: is a file.*read_sif"):
        nc.read_network(tmp_path / "own.sif")


def test_a_page_is_of_figures(tmp_path: Path) -> None:
    with pytest.raises(nc.NecroCytoError, match=r"a\.cx2: dpi, width_mm would do nothing"):
        nc.view(CORE).save(tmp_path / "a.cx2", width_mm=183, dpi=300)
    assert not any(tmp_path.iterdir())
