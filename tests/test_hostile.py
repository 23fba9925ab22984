"""Hostile input: one clear line, nothing lost, nothing that commands a terminal."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from command import run

HERE = Path(__file__).parent
TINY = HERE / "samples" / "tiny"
VALUES = HERE / "samples" / "tiny_deseq2.csv"


def refused(*arguments: object, cwd: Path) -> str:
    done = run(*arguments, cwd=cwd, timeout=60)
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1, done.stderr
    assert "\x1b" not in done.stderr
    assert "fault of ours" not in done.stderr
    return done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links and pipes")
def test_links_stay_links_and_pipes_stay_pipes(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_text("older")
    (tmp_path / "link.svg").symlink_to("real.svg")
    assert run("draw", TINY, "-o", "link.svg", cwd=tmp_path).returncode == 0
    assert (tmp_path / "link.svg").is_symlink()
    assert "<svg" in (tmp_path / "real.svg").read_text()
    os.mkfifo(tmp_path / "pipe.svg")
    assert "no regular file" in refused("draw", TINY, "-o", "pipe.svg", cwd=tmp_path)
    assert (tmp_path / "pipe.svg").is_fifo()


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    shutil.copy(VALUES, tmp_path / "in.svg")
    folder = shutil.copytree(TINY, tmp_path / "tables")
    before = (folder / "edges.tsv").read_text()
    assert "is an input" in refused("draw", TINY, "-v", "in.svg", "-o", "in.svg", cwd=tmp_path)
    assert "is an input" in refused("cite", folder, "-o", folder / "edges.tsv", cwd=tmp_path)
    assert (tmp_path / "in.svg").read_bytes() == VALUES.read_bytes()
    assert (folder / "edges.tsv").read_text() == before


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("nodes.tsv", "\tRIPK1\tprotein", "\tRI\x1b[31mPK1\tprotein", "control character"),
        ("nodes.tsv", "\tRIPK1\tprotein", "\tRIPK1\tthing", 'kind is "thing"'),
        ("edges.tsv", "inhibits\t-\t", "inhibits\t?\t", 'sign is "?"'),
    ],
)
def test_tables_that_cannot_be_drawn_name_the_line(tmp_path: Path, table: str, old: str, new: str, message: str) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tables")
    path = folder / table
    path.write_text(path.read_text().replace(old, new))
    line = refused("draw", folder, "-o", "a.svg", cwd=tmp_path)
    assert message in line
    assert f"{table}:" in line


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[node]\nlabel_size = 0\n", "is not a number from 1"),
        ("[node]\nwidth = inf\n", "is not a number"),
        ('[node]\nlabel_color = { contrast = "label" }\n', "name a channel of colours"),
        ('[node]\nlabel_color = { contrast = "label_color" }\n', "name a channel of colours"),
        ('[node]\nfill = { column = "effect", scale = "diverging", palette = "white-blue", limit = nan }\n', "limit is nan"),
        ('[node]\nlabel = "a\\u001b[31m"\n', "control character"),
    ],
)
def test_styles_without_sense(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "mine.toml").write_text(text)
    assert message in refused("draw", TINY, "-s", "mine.toml", "-o", "a.svg", cwd=tmp_path)


def test_a_column_that_a_channel_cannot_draw_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[node]\nwidth = { column = "label" }\nfill = { column = "kind" }\n')
    assert run("draw", TINY, "-s", "mine.toml", "-o", "a.svg", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("number", ["nan", "inf", "1e308"])
def test_positions_without_sense(tmp_path: Path, number: str) -> None:
    rows = f"what\tid\tlabel\tx\ty\twidth\theight\nnode\tRIPK1\t\t{number}\t1\t\t\n"
    (tmp_path / "a.layout.tsv").write_text(rows)
    assert "layout.tsv:2" in refused("draw", TINY, "--layout", "a.layout.tsv", "-o", "a.svg", cwd=tmp_path)


def test_a_layout_of_another_network_is_refused(tmp_path: Path) -> None:
    rows = "what\tid\tlabel\tx\ty\twidth\theight\nnode\tNOPE\t\t1\t1\t\t\n"
    (tmp_path / "a.layout.tsv").write_text(rows)
    assert "places no node of tiny" in refused("draw", TINY, "--layout", "a.layout.tsv", "-o", "a.svg", cwd=tmp_path)


@pytest.mark.parametrize(("name", "said"), [("deseq2.csv", "suffix .layout.tsv"), ("deseq2.tsv", "is no layout")])
def test_a_layout_is_never_written_over_something_else(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / name).write_text("gene\tlog2FC\n")
    assert said in refused("pull", "core", "-o", name, "--url", ":1", cwd=tmp_path)
    assert (tmp_path / name).read_text() == "gene\tlog2FC\n"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no endless device")
def test_an_endless_device_is_no_table(tmp_path: Path) -> None:
    assert "not a regular file" in refused("draw", TINY, "--layout", "/dev/zero", "-o", "a.svg", cwd=tmp_path)
