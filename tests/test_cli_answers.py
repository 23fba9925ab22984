"""The commands that answer: trace, claims, cite, show, changes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from necro_cyto import load_network, shipped
from necro_cyto.cli import main

TINY = Path(__file__).parent / "samples" / "tiny"
KNOWLEDGE = shipped.folder("networks") / "knowledge"


class Told:
    """Runs the command line in this process and keeps what it said."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.patch, self.caught = monkeypatch, capsys

    def __call__(self, *arguments: object, status: int = 0) -> str:
        self.patch.setattr(sys, "argv", ["necro-cyto", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, self.err = self.caught.readouterr()
        assert (ended.value.code or 0) == status, self.err
        return out

    def json(self, *arguments: object, status: int = 0) -> Any:
        return json.loads(self(*arguments, "--format", "json", status=status))

    def fails(self, *arguments: object) -> str:
        assert self(*arguments, status=1) == ""
        assert self.err.count("\n") == 1 and self.err.startswith("necro-cyto: ")
        return self.err


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Told:
    monkeypatch.chdir(tmp_path)
    return Told(monkeypatch, capsys)


def test_trace_in_words(told: Told) -> None:
    text = told("trace", "tnf", "necroptosis", "--limit", "1")
    assert "both signs, + by 8 paths, − by 3; the shortest is +" in text
    assert "1. + 6 steps" in text and "TNF → TNFR1 → RIPK1 → RIPK3 → MLKL" in text
    assert "Sun 2012, PMID 22265413" in text
    assert "--limit 11 shows all" in text
    assert "not chained (summary)" in told("trace", "ripk1", "necroptosis", "--avoid", "RIPK3", "--avoid", "necrosome")


def test_trace_as_json(told: Told) -> None:
    found = told.json("trace", "IL1A_ext", "CD8 T cell", "--via", "PMN-MDSC", "--max-length", 4)
    assert found["paths"][0]["nodes"] == ["IL1A_ext", "IL1R1", "PMN_MDSC", "CD8_T_cell"]
    full = load_network("full")
    for path in found["paths"]:
        assert {"nodes", "edges", "sign", "references"} <= set(path)
        assert "PMN_MDSC" in path["nodes"] and len(path["edges"]) <= 4
        assert all(full.edges[e].klass == "mechanism" for e in path["edges"])
        assert set(path["references"]) <= set(full.references)
    assert found["net"]["sign"] == "-"
    assert {"IL1A_ext suppresses CD8_T_cell", "IL1A_ext promotes CD8_T_cell"} == {
        e["edge"] for e in found["not_chained"]
    }


def test_all_signs_are_counted_though_few_paths_are_shown(told: Told) -> None:
    found = told.json("trace", "RIPK3", "CD8 T cell", "--limit", 1)
    assert len(found["paths"]) == 1 < found["found"]
    assert found["net"]["plus"] + found["net"]["minus"] == found["found"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("trace", "RIPK33", "MLKL"), "did you mean RIPK3"),
        (("trace", "NFkB", "MLKL"), "may be NFKB_host (NF-κB (responding cell)) or RELA"),
        (("trace", "MLKL", "mlkl"), "both ends"),
        (("trace", "MLKL", "TNF", "--network", "cor"), "did you mean core"),
        (("show", "no such thing"), "unknown node or edge"),
        (("show", "MLKL", "TNF"), "necro-cyto trace"),
        (("cite", "nothing"), "unknown network"),
        (("cite", "core", "-o", "no/such/file.bib"), "does not exist"),
        (("claims", "nowhere"), "no such folder"),
        (("changes", "nowhere"), "no such folder"),
    ],
)
def test_one_line_says_what_is_wrong(told: Told, arguments: tuple[str, ...], message: str) -> None:
    assert message in told.fails(*arguments)


@pytest.mark.parametrize("wrong", [("trace", "TNF"), ("trace", "TNF", "MLKL", "--max-length", "0"), ("show",)])
def test_wrong_usage(told: Told, wrong: tuple[str, ...]) -> None:
    told(*wrong, status=2)


def test_claims_hold_and_a_broken_table_fails(told: Told, tmp_path: Path) -> None:
    found = told.json("claims")["claims"]
    assert all(c["holds"] for c in found)
    assert {"id", "statement", "holds", "path", "sign", "references", "contradicting"} <= set(found[0])
    assert "claims hold" in told("claims")
    folder = shutil.copytree(KNOWLEDGE, tmp_path / "edited")
    edges = folder / "edges.tsv"
    lines = edges.read_text(encoding="utf-8").splitlines(keepends=True)
    edges.write_text("".join(x for x in lines if not x.startswith("RIPK3 activates RELA\t")), encoding="utf-8")
    text = told("claims", folder, status=1)
    assert "C16 BROKEN" in text and text.endswith("broken: C16\n")
    assert [c["id"] for c in told.json("claims", folder, status=1)["claims"] if not c["holds"]] == ["C16"]


def test_claims_show_what_stands_against_them(told: Told) -> None:
    text = told("claims")
    c14 = text[text.index("C14 ") : text.index("C15a ")]
    assert "against: " in c14 and "Yatim 2015" in c14 and "the other sign too: +" in c14 and "thin: " in c14


def test_cite_on_standard_output_and_into_a_file(told: Told, tmp_path: Path) -> None:
    text = told("cite", TINY)
    assert text.startswith("@article{cohen2010,") and text.count("@article") == 4
    assert told("cite", TINY, "--format", "bibtex", "-o", "refs.bib") == ""
    assert (tmp_path / "refs.bib").read_text(encoding="utf-8") == text
    assert told("cite", TINY, "--format", "ris").count("ER  - ") == 4
    assert told("cite", TINY, "--format", "csv").startswith("id,pmid,")
    assert told("cite", TINY, "--format", "text").startswith("1. Cohen I, et al")
    assert "6 nodes, 6 edges" in told("cite", TINY, "--methods")
    assert [r["id"] for r in told.json("cite", TINY)["references"]] == ["cohen2010", "degterev2008", "hanggi2024", "sun2012"]


def test_show_a_node(told: Told) -> None:
    text = told("show", "rip3")
    assert text.startswith("RIPK3 [RIPK3]\n")
    assert "genes: RIPK3 (HGNC:10021)" in text
    assert "− TNFAIP3 inhibits RIPK3 (mechanism): Onizawa 2015" in text
    assert "0 CASP8 cleaves RIPK3 (binding, contested)" in text
    page = told.json("show", "RIPK3")
    full = load_network("full")
    assert {e["id"] for e in page["in"]} == {e.id for e in full.edges.values() if e.target == "RIPK3"}
    assert {e["id"] for e in page["out"]} == {e.id for e in full.edges.values() if e.source == "RIPK3"}


def test_show_an_edge_by_id_and_by_its_ends(told: Told) -> None:
    text = told("show", "CASP8 cleaves RIPK3")
    assert text == told("show", "casp8", "cleaves", "ripk3") == told("show", "caspase-8", "RIP3")
    assert "contradicts: Yang 2020, PMID 31076724 (mouse, L929 with interferon)" in text
    assert "https://pubmed.ncbi.nlm.nih.gov/31076724/" in text and "https://doi.org/" in text
    edge = told.json("show", "CASP8", "RIPK3")["edges"][0]
    assert {row["stance"] for row in edge["evidence"]} >= {"contradicts"}
    assert "only when" in told("show", "RIPK1 activates CASP8")


def test_nothing_from_a_table_acts_as_markup(told: Told, tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "own")
    for name, find in (("evidence", "Thr357 and Ser358"), ("nodes", "RIPK1 inhibitor"), ("references", "Identification")):
        path = folder / f"{name}.tsv"
        path.write_text(path.read_text(encoding="utf-8").replace(find, "<b>[red]&amp;[/red]</b>"), encoding="utf-8")
    for asked in (("RIPK3", "MLKL"), ("necrostatin-1",), ("necrostatin-1", "RIPK1")):
        text = told("show", *asked, "--network", folder)
        assert "[red]" in text and "<b>" not in text


def test_own_rows_are_marked_in_every_answer(told: Told, tmp_path: Path) -> None:
    (tmp_path / "own.sif").write_text("GAPDH -| MLKL\n")
    text = told("trace", "GAPDH", "necroptosis", "--network", "core+own.sif")
    assert "− GAPDH inhibits MLKL [row of own]: no paper" in text
    assert told.json("trace", "GAPDH", "MLKL", "-n", "core+own.sif")["paths"][0]["origins"] == {
        "GAPDH inhibits MLKL": "own"
    }
    assert "row of own" in told("show", "MLKL", "--network", "core+own.sif")
    assert "2 rows of nodes and edges are our own" in told("cite", "core+own.sif", "--methods")


def test_changes_between_folders(told: Told, tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "new")
    nodes = folder / "nodes.tsv"
    nodes.write_text(nodes.read_text(encoding="utf-8").replace("RIPK1 inhibitor", "inhibits RIPK1"), encoding="utf-8")
    assert '- changed node `necrostatin-1`: name "RIPK1 inhibitor" → "inhibits RIPK1"' in told("changes", TINY, folder)
    assert [c["id"] for c in told.json("changes", TINY, folder)["changes"]] == ["necrostatin-1"]
    assert "edges added" in told("changes", TINY)


def test_a_narrow_pipe_takes_greek_letters(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "necro_cyto", "trace", "IL1A", "IL1A_ext"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0, done.stderr
    assert "IL-1α precursor → IL-1α (released)" in done.stdout.decode("utf-8")
