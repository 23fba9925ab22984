"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
from command import run
from cytoscape_standin import Standin

HERE = Path(__file__).parent
TINY = HERE / "samples" / "tiny"
VALUES = HERE / "samples" / "tiny_deseq2.csv"
NOBODY = "http://127.0.0.1:9"


def fails(*arguments: object, cwd: Path, status: int = 1) -> str:
    """Run what must fail in one clear line; return the line."""
    before = sorted(p.name for p in cwd.iterdir())
    done = run(*arguments, cwd=cwd)
    assert done.returncode == status, done
    assert "Traceback" not in done.stderr
    if status == 1:
        assert done.stdout == ""
        assert done.stderr.count("\n") == 1, done.stderr
        assert done.stderr.startswith("necro-cyto: ")
    assert sorted(p.name for p in cwd.iterdir()) == before
    return done.stderr


def test_list(tmp_path: Path) -> None:
    found = json.loads(run("list", "--format", "json", cwd=tmp_path).stdout)
    assert {"core", "full"} <= {n["name"] for n in found["networks"]}
    assert {"signed", "overlay"} <= {s["name"] for s in found["styles"]}
    assert all(n["nodes"] and n["edges"] and n["title"] for n in found["networks"])
    assert "core\t" in run("list", cwd=tmp_path).stdout


def test_check_says_what_is_wrong_and_exits_1(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "mine")
    assert run("check", folder, cwd=tmp_path).returncode == 0
    edges = folder / "edges.tsv"
    edges.write_text(edges.read_text().replace("\tRIPK3\tphos", "\tRIPK3\tphos").replace("\tMLKL\t", "\tMLKLL\t"))
    done = run("check", folder, "--format", "json", cwd=tmp_path)
    assert done.returncode == 1
    assert any('unknown node "MLKLL"' in p["message"] for p in json.loads(done.stdout)["problems"])


def test_draw_writes_every_file_and_reports(tmp_path: Path) -> None:
    outs = [tmp_path / f"f.{s}" for s in ("svg", "pdf", "png", "cx2")]
    flags = [part for out in outs for part in ("-o", out)]
    done = run("draw", TINY, "--values", VALUES, *flags, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["report"]["matched"]["network_genes"] == 3
    assert all(out.stat().st_size > 1000 for out in outs)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["f.figure.json", *(out.name for out in outs)])


def test_inspect_reports_without_drawing(tmp_path: Path) -> None:
    found = json.loads(run("inspect", VALUES, "--format", "json", cwd=tmp_path).stdout)
    assert found["tool"] == "DESeq2"
    assert found["id_column"] == "gene"
    assert found["contrasts"][0]["effect"] == "log2FoldChange"
    assert found["matched"]["network_genes"] == 3


def test_inspect_takes_all_contrasts_as_it_says(tmp_path: Path) -> None:
    file = Path(__file__).parent / "samples" / "edger_contrasts.tsv"
    asked, every = (
        json.loads(run("inspect", file, *flags, "--format", "json", cwd=tmp_path).stdout) for flags in ((), ("-c", "all"))
    )
    assert asked["warnings"][0].endswith('choose one with --contrast "tnf", or all')
    assert every["warnings"] == [] and every["refused"] is None
    assert [contrast["name"] for contrast in every["contrasts"]] == ["tnf", "smac"]


def test_open_overlay_and_export(tmp_path: Path) -> None:
    with Standin() as standin:
        done = run("open", "core", "--values", VALUES, "--url", standin.url, "--format", "json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert {"network_suid", "view_suid", "style", "requests", "seconds", "report"} <= set(told)
        assert told["requests"] - told["polls"] <= 12
        assert run("overlay", VALUES, "--url", standin.url, cwd=tmp_path).returncode == 0
        assert run("export", "w.png", "w.svg", "--url", standin.url, cwd=tmp_path).returncode == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["w.figure.json", "w.png", "w.svg"]


def test_open_without_cytoscape_leaves_a_file_to_open(tmp_path: Path) -> None:
    done = run("open", "core", "--url", NOBODY, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "start Cytoscape" in done.stderr and "core.cx2" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["core.cx2"]
    run("open", "core", "--url", NOBODY, cwd=tmp_path)  # a second time: the first file stays
    assert sorted(p.name for p in tmp_path.iterdir()) == ["core-2.cx2", "core.cx2"]


def test_demo_says_in_two_lines_what_it_made(tmp_path: Path) -> None:
    done = run("demo", "--to", "made", "--url", NOBODY, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 2
    assert sorted(p.name for p in (tmp_path / "made").iterdir()) == ["core.cx2", "core.pdf", "core.png", "core.svg"]
    assert "made-up" in (tmp_path / "made" / "core.svg").read_text()


def test_wrong_usage_exits_2(tmp_path: Path) -> None:
    assert "No such option" in fails("draw", "core", "--colour", "red", cwd=tmp_path, status=2)
    fails("draw", cwd=tmp_path, status=2)


def test_unknown_names(tmp_path: Path) -> None:
    assert "did you mean core" in fails("draw", "cor", cwd=tmp_path)
    assert "did you mean signed" in fails("draw", "core", "--style", "singed", cwd=tmp_path)
    assert "use .cx2" in fails("draw", "core", "-o", "a.docx", cwd=tmp_path)
    assert "no/such does not exist" in fails("draw", "core", "-o", "no/such/a.pdf", cwd=tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (bytes(range(256)) * 40, ""),
        (b"gene,log2FoldChange,padj\nNOSUCHGENE1,1,0.1\nNOSUCHGENE2,2,0.01\n", "no gene"),
        (b"%PDF-1.7 nothing", ""),
    ],
    ids=["empty", "binary", "no gene found", "pdf"],
)
def test_bad_values_files(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "values.csv"
    path.write_bytes(content)
    line = fails("draw", "core", "--values", path, "-o", tmp_path / "a.pdf", cwd=tmp_path)
    assert "values.csv" in line
    assert message in line


def test_unknown_contrast(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text("gene,logFC.a,FDR.a,logFC.b,FDR.b\nMLKL,1,0.1,2,0.2\nRIPK3,1,0.1,2,0.2\n")
    asked = fails("draw", "core", "--values", path, "-o", "a.pdf", cwd=tmp_path)
    assert "--contrast" in asked and "a" in asked
    assert "unknown contrast" in fails("draw", "core", "--values", path, "--contrast", "c", "-o", "a.pdf", cwd=tmp_path)


def test_missing_file_and_folder_for_a_file(tmp_path: Path) -> None:
    fails("draw", "core", "--values", "no.csv", "-o", "a.pdf", cwd=tmp_path)
    fails("draw", "core", "--values", tmp_path, "-o", "a.pdf", cwd=tmp_path)


def test_another_server_on_the_port(tmp_path: Path) -> None:
    with Standin(other_program=True) as standin:
        assert "another program" in fails("export", "a.png", "--url", standin.url, cwd=tmp_path)


def test_a_port_that_accepts_but_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECRO_CYTO_WAIT", "1")
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        assert "answered nothing" in fails("export", "a.png", "--url", url, cwd=tmp_path)
