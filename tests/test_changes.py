"""The difference between two versions of the tables is complete and readable."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from necro_cyto import NecroCytoError
from necro_cyto.changes import changes

TINY = Path(__file__).parent / "samples" / "tiny"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    folder = shutil.copytree(TINY, tmp_path / "new")
    edit(folder / "edges.tsv", "MLKL promotes necroptosis\t", None)
    edit(folder / "evidence.tsv", "MLKL promotes necroptosis\t", None)
    edit(folder / "edges.tsv", "necroptosis releases IL1A_ext\tnecroptosis\tIL1A_ext\treleases\t+\tmechanism",
         "necroptosis releases IL1A_ext\tnecroptosis\tIL1A_ext\treleases\t+\tsummary")  # fmt: skip
    edit(folder / "nodes.tsv", "released IL-1α\tprotein", "IL-1α, *released*\tprotein")
    edit(folder / "evidence.tsv", "Thr357 and Ser358", "Thr357")
    with (folder / "references.tsv").open("a", encoding="utf-8") as file:
        file.write("new2026\t1\t\t\t\t2026\t\tA new paper\n")
    return folder


def edit(path: Path, find: str, put: str | None) -> None:
    """Replace a text, or drop the row that begins with it."""
    text = path.read_text(encoding="utf-8")
    assert find in text
    rows = [line for line in text.splitlines(keepends=True) if not line.startswith(find)]
    path.write_text("".join(rows) if put is None else text.replace(find, put), encoding="utf-8")


def test_every_change_is_found_and_nothing_else(new: Path) -> None:
    found = {(c.table, c.what, c.id): dict(c.columns) for c in changes(TINY, new).changes}
    assert found == {
        ("nodes", "changed", "IL1A_ext"): {"label": ("released IL-1α", "IL-1α, *released*")},
        ("edges", "removed", "MLKL promotes necroptosis"): {},
        ("edges", "changed", "necroptosis releases IL1A_ext"): {"class": ("mechanism", "summary")},
        ("evidence", "removed", "MLKL promotes necroptosis / sun2012"): {},
        ("evidence", "changed", "RIPK3 phosphorylates MLKL / sun2012"): {"note": ("Thr357 and Ser358", "Thr357")},
        ("references", "added", "new2026"): {},
    }


def test_backwards_adds_what_was_removed(new: Path) -> None:
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    there = {(c.table, swap[c.what], c.id) for c in changes(TINY, new).changes}
    assert {(c.table, c.what, c.id) for c in changes(new, TINY).changes} == there


def test_the_list_is_markdown_that_says_what_changed(new: Path) -> None:
    text = changes(TINY, new).markdown()
    assert "1 edge removed" in text and "1 row of evidence changed" in text
    assert '- changed edge `necroptosis releases IL1A_ext`: class "mechanism" → "summary"' in text
    assert r"\*released\*" in text
    assert text.count("\n- ") == 6


def test_nothing_changed_and_no_tables(tmp_path: Path) -> None:
    assert "nothing changed" in changes(TINY, TINY).markdown()
    with pytest.raises(NecroCytoError, match="no such folder"):
        changes(TINY, tmp_path / "none")


def test_a_row_that_stands_twice_is_not_lost(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "twice")
    path = folder / "nodes.tsv"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[1] + "\n")
    assert [(c.what, c.id) for c in changes(TINY, folder).changes] == [("added", "IL1A_ext")]
