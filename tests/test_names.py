"""Names of files may hold anything that a file system takes; they are told so that they do nothing to who reads them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from command import run

from necro_cyto import load_network, read_sif, read_values, view
from necro_cyto.cite import methods
from necro_cyto.files import escaped
from necro_cyto.overlay.model import contrast_names
from necro_cyto.scene import Scene

BAD, TOLD = "my\nfile\x1b[31m\tα é", r"my\nfile\x1b[31m\tα é"
VALUES = "gene,log2FC,padj\nMLKL,2,0.01\nRIPK3,-1,0.2\n"
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="takes no such names")


def raw(text: str) -> bool:
    return "\x1b" in text or "my\n" in text


def texts(scene: Scene) -> str:
    columns = " ".join(str(v) for part in (*scene.nodes, *scene.edges) for v in part.columns.values())
    return " ".join([scene.title, str(scene.provenance), columns, *(m.text for m in scene.marks)])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("plain name.csv", "plain name.csv"),
        ("α é\u00a0x", "α é\u00a0x"),
        (BAD, TOLD),
        ("a\u202eb", r"a\u202eb"),
        ("a\udcff", r"a\udcff"),
    ],
)
def test_what_cannot_be_seen_is_written_out(name: str, told: str) -> None:
    assert escaped(name) == told


def test_in_pictures_and_captions(tmp_path: Path) -> None:
    file, own = tmp_path / f"{BAD}.csv", tmp_path / f"{BAD}.sif"
    file.write_text(VALUES)
    own.write_text("MLKL -> mine\nRIPK3 -| mine\n")
    values = read_values(file)
    drawn = view(load_network("core")).overlay(values)
    assert not raw(texts(drawn.scene) + drawn.caption())
    assert f"{TOLD}.csv" in drawn.caption() and f"{TOLD}.csv" in texts(drawn.scene).replace("\\\\", "\\").replace("\n", "")
    assert contrast_names([values, values])[0] == f"{TOLD} (1)"
    mine = read_sif(own)
    assert mine.name == TOLD and TOLD in methods(mine)
    assert not raw(texts(view(mine).scene) + view(mine).caption() + methods(mine))


def test_in_messages_and_reports(tmp_path: Path) -> None:
    file = tmp_path / f"{BAD}.csv"
    file.write_text(VALUES)
    for arguments, status in (
        (["inspect", file], 0),
        (["inspect", tmp_path / f"no {BAD}.csv"], 1),
        (["draw", "core", "-v", file, "-o", tmp_path / f"{BAD}.svg", "--report", tmp_path / f"{BAD} r.csv"], 0),
        (["draw", "core", "-o", tmp_path / f"{BAD}.doc"], 1),
        (["replay", tmp_path / f"{BAD}.figure.json"], 0),
        (["check", tmp_path / f"{BAD}.tsv"], 1),
        (["draw", f"core+{BAD}"], 1),
    ):
        done = run(*arguments)
        assert done.returncode == status, done.stderr
        assert TOLD in done.stdout + done.stderr and not raw(done.stdout + done.stderr)
        assert status == 0 or done.stderr.count("\n") == 1
    assert (tmp_path / f"{BAD}.svg").stat().st_size > 1000
    assert "\x1b" not in (tmp_path / f"{BAD}.svg").read_text()
