"""The README does what it says: its Python runs, its commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from command import run
from cytoscape_standin import Standin

from necro_cyto import View

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
TWO = "gene,baseMean,log2FoldChange,lfcSE,stat,pvalue,padj\nMLKL,9,1.5,0.2,7,1e-9,1e-8\nRIPK3,9,-1,0.2,-5,1e-6,1e-5\n"
SEVERAL = "gene,cluster,p_val,avg_log2FC,pct.1,pct.2,p_val_adj\n" + "".join(
    f"{gene},{cluster},0.001,{effect},0.5,0.1,0.01\n"
    for cluster in ("treated vs untreated", "other")
    for gene, effect in (("MLKL", 1.2), ("RIPK3", -0.7))
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "deseq2.csv").write_text(TWO)
    (tmp_path / "other.csv").write_text(SEVERAL)
    (tmp_path / "markers.csv").write_text(SEVERAL.replace("treated vs untreated", "Tumor_1").replace("other", "Macro"))
    (tmp_path / "matrix.tsv").write_text("gene\tKO_1\tKO_2\tWT_1\tWT_2\nMLKL\t9.1\t9.4\t7.2\t7.1\nTNF\t2.5\t3.1\t6.2\t5.5\n")
    (tmp_path / "samples.tsv").write_text("sample\tgroup\nKO_1\tKO\nKO_2\tKO\nWT_1\tWT\nWT_2\tWT\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 2
    with Standin() as standin:
        real = View.open
        monkeypatch.setattr(View, "open", lambda self, url="": real(self, url or standin.url))
        names: dict[str, object] = {}
        for block in blocks:
            exec(block, names)
    assert {"core.pdf", "fig1.svg", "fig1.cx2", "fig1.png"} <= {p.name for p in folder.iterdir()}


def commands() -> list[str]:
    lines = "\n".join(re.findall(r"```sh\n(.*?)```", README, re.DOTALL)).splitlines()
    return [line.split("#")[0].strip() for line in lines if line.startswith("necro-cyto")]


@pytest.mark.parametrize("line", commands())
def test_the_commands_run(line: str, folder: Path) -> None:
    arguments = shlex.split(line)[1:]
    with Standin() as standin:
        lives = [[], ["open", "core"]][arguments[0] in ("overlay", "export", "pull")]
        lives = ["draw", "core", "-o", "fig1.cx2"] if arguments[0] == "replay" else lives
        if "clusters.toml" in arguments and arguments[0] != "cells":
            (folder / "clusters.toml").write_text('[cells]\n"Tumor_1" = "tumour cell"\n')
        for call in filter(None, (lives, arguments)):
            url = ["--url", standin.url] if call[0] in ("open", "overlay", "export", "pull", "demo") else []
            done = run(*call, *url)
            assert done.returncode == 0, done.stderr


def test_every_command_is_told_about() -> None:
    from necro_cyto.cli import app

    names = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    assert [n for n in names if f"necro-cyto {n}" not in README] == []


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make (\w+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
