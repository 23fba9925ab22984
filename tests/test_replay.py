"""Recipes: the same inputs give the same figure, and replay says exactly what does not."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cytoscape_standin import Standin

from necro_cyto.cli import app
from necro_cyto.errors import CytoscapeRefused, InputError, NecroCytoError, OutputError
from necro_cyto.recipe import read_recipe
from necro_cyto.targets.cytoscape.cassette import Cassette

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
KINDS = ("pdf", "svg", "png", "cx2")


def run(*arguments: object) -> int:
    """Run a command in this process; return its exit status."""
    given = app([str(a) for a in arguments], standalone_mode=False)
    return int(given or 0)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with own tables, values, style and layout, and a figure drawn from all of them."""
    home = tmp_path_factory.mktemp("drawn") / "work"
    data = home / "data"
    data.mkdir(parents=True)
    shutil.copytree(SAMPLES / "tiny", data / "tiny")
    shutil.copy(SAMPLES / "tiny_deseq2.csv", data / "values.csv")
    shutil.copy(SAMPLES / "tiny_deseq2.csv", data / "other.csv")
    (data / "extra.sif").write_text("MLKL\tactivates\tmy+phenotype\n")
    style = (HERE.parent / "styles" / "overlay.toml").read_text(encoding="utf-8")
    (data / "mine.toml").write_text(style, encoding="utf-8")
    rows = ["what\tid\tlabel\tx\ty\twidth\theight", "node\tRIPK1\t\t10\t20\t\t", "node\tRIPK3\t\t200\t40\t\t"]
    (data / "mine.layout.tsv").write_text("\n".join(rows) + "\n")
    (home / "paper").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        assert run("draw", "data/tiny+data/extra.sif", "--values", "data/values.csv", "--style", "data/mine.toml",
                   "--layout", "data/mine.layout.tsv", "--threshold", "0.01", "--limit", "2", "--min-font", "1",
                   "-o", "paper/fig.svg", "-o", "paper/fig.cx2") == 0  # fmt: skip
    return home


@pytest.fixture(scope="module")
def shown(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same; and in a stand-in a network was opened, overlaid and exported, each kept in a file."""
    home = shutil.copytree(drawn, tmp_path_factory.mktemp("shown") / "work")
    calls = [
        ["open", "data/tiny", "--record", "open.json"],
        ["overlay", "data/other.csv", "--limit", "2", "--record", "overlay.json"],
        ["export", "paper/w.png", "--min-font", "1", "--record", "export.json", "--no-recipe"],
        ["export", "paper/w.png", "paper/w.svg", "paper/v.pdf", "--min-font", "1"],
    ]
    with pytest.MonkeyPatch.context() as patch, Standin(lag=(0.0, 0.002), second=0.001, restyle=0.002) as standin:
        patch.chdir(home)
        for call in calls:
            assert run(*call, "--url", standin.url) == 0
    return home


@pytest.fixture
def work(drawn: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(drawn, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def window(shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(shown, tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, Any]:
    status = run("replay", *arguments, "--format", "json")
    answer = json.loads(capsys.readouterr().out)
    assert status == (0 if answer["same"] else 1)
    assert answer["same"] == (answer["differences"] == [])
    return dict(answer)


def test_what_a_recipe_holds(work: Path) -> None:
    recipe = read_recipe(work / "paper" / "fig.figure.json")
    assert recipe.asked["network"] == [{"folder": "../data/tiny"}, {"file": "../data/extra.sif"}]
    assert recipe.asked["values"] == [{"file": "../data/values.csv"}]
    assert recipe.asked["style"] == {"file": "../data/mine.toml"}
    assert recipe.asked["layout"] == {"file": "../data/mine.layout.tsv"}
    assert (recipe.asked["threshold"], recipe.asked["limit"], recipe.asked["no_legend"]) == (0.01, 2.0, False)
    assert recipe.inputs == {
        Path(os.path.relpath(p, work / "paper")).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted((work / "data").rglob("*"))
        if p.is_file() and p.name != "other.csv"
    }
    assert [out["file"] for out in recipe.outputs] == ["fig.svg", "fig.cx2"]
    assert recipe.outputs[0]["sha256"] == hashlib.sha256((work / "paper" / "fig.svg").read_bytes()).hexdigest()
    assert {"necro-cyto", "matplotlib", "python", "necro-cyto data"} <= set(recipe.made_with)
    assert str(work) not in (work / "paper" / "fig.figure.json").read_text()


def test_the_same_again_wherever_the_folder_stands(
    work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert told(capsys, "paper/fig.figure.json")["same"]
    work.rename(tmp_path / "moved+away")
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    assert told(capsys, tmp_path / "moved+away" / "paper" / "fig.figure.json")["same"]
    assert sorted(tmp_path.rglob("*")) == before


def test_what_changed_is_named(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = work / "data" / "values.csv"
    values.write_text(values.read_text().replace("-1.5", "-1.25"))
    answer = told(capsys, "paper/fig.figure.json")
    assert [line.partition(":")[0] for line in answer["differences"]] == ["../data/values.csv", "fig.svg", "fig.cx2"]
    assert "other content (sha256" in answer["differences"][0]
    assert "other bytes (sha256" in answer["differences"][1]


def test_an_input_that_is_gone(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "data" / "values.csv").unlink()
    lines = told(capsys, "paper/fig.figure.json")["differences"]
    assert lines[0] == "../data/values.csv: is not there"
    assert lines[1].startswith("cannot be made again: ")


def test_a_figure_edited_by_hand(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (work / "paper" / "fig.svg").write_text("<svg/>")
    assert told(capsys, "paper/fig.figure.json")["differences"] == ["fig.svg: the file here was changed after it was made"]


def test_other_versions_that_change_nothing_are_no_difference(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = work / "paper" / "fig.figure.json"
    path.write_text(path.read_text().replace('"matplotlib": "', '"matplotlib": "0.'))
    answer = told(capsys, path)
    assert answer["same"]
    assert len(answer["notes"]) == 1 and answer["notes"][0].startswith("matplotlib: 0.")


def test_written_again_elsewhere(work: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "again").mkdir()
    answer = told(capsys, "paper/fig.figure.json", "--out", tmp_path / "again")
    assert sorted(p.name for p in (tmp_path / "again").iterdir()) == ["fig.cx2", "fig.figure.json", "fig.svg"]
    assert len(answer["outputs"]) == 3
    assert (tmp_path / "again" / "fig.svg").read_bytes() == (work / "paper" / "fig.svg").read_bytes()
    assert told(capsys, tmp_path / "again" / "fig.figure.json")["same"]
    with pytest.raises(NecroCytoError, match="is no folder"):
        run("replay", "paper/fig.figure.json", "--out", tmp_path / "none")


def entries(path: Path) -> list[tuple[list[str], Any, Any]]:
    """Figures, network and width of each entry of a recipe file, from the file itself."""
    given = json.loads(path.read_text())
    every = [*given.get("others", []), given]
    return [([o["file"] for o in e["outputs"]], e["asked"]["network"][0], e["asked"]["width_mm"]) for e in every]


def test_figures_of_one_name_by_several_commands_are_all_made_again(
    work: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = work / "paper" / "a.figure.json"
    assert run("draw", "core", "--width-mm", "190", "-o", "paper/a.svg", "-o", "paper/a.cx2") == 0
    assert run("draw", "necrosome", "-o", "paper/a.pdf") == 0
    assert entries(recipe) == [(["a.svg", "a.cx2"], "core", 190.0), (["a.pdf"], "necrosome", None)]
    assert run("draw", "il1a-immunity", "-o", "paper/a.svg") == 0
    assert entries(recipe) == [(["a.cx2"], "core", 190.0), (["a.pdf"], "necrosome", None), (["a.svg"], "il1a-immunity", None)]
    capsys.readouterr()
    (work / "out").mkdir()
    assert told(capsys, recipe, "--out", "out")["same"]
    for suffix in ("svg", "pdf", "cx2"):
        assert (work / "out" / f"a.{suffix}").read_bytes() == (work / "paper" / f"a.{suffix}").read_bytes()
    assert entries(work / "out" / "a.figure.json") == entries(recipe)
    # A figure is asked for by its own name.
    assert run("replay", work / "paper" / "a.pdf") == 0
    assert capsys.readouterr().out == "the same: a.pdf\n"
    with pytest.raises(InputError, match=r"no recipe of a\.png; it has those of a\.cx2, a\.pdf, a\.svg"):
        run("replay", work / "paper" / "a.png")
    # What is not as it was is told of that figure alone.
    given = json.loads(recipe.read_text())
    given["others"][1]["outputs"][0]["sha256"] = "0" * 64
    recipe.write_text(json.dumps(given))
    answer = told(capsys, recipe)
    assert not answer["same"] and all("a.pdf" in line for line in answer["differences"])


def test_one_command_more_for_the_same_files_leaves_one_entry(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for network in ("core", "necrosome"):
        assert run("draw", network, "-o", "paper/a.svg", "-o", "./paper/a.svg") == 0
    assert capsys.readouterr().out.count("wrote paper/a.svg\n") == 2
    assert entries(work / "paper" / "a.figure.json") == [(["a.svg"], "necrosome", None)]
    assert "others" not in json.loads((work / "paper" / "a.figure.json").read_text())


def test_a_file_of_that_name_which_is_not_ours_stays(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = work / "own.figure.json"
    for text in ("my notes", '{"mine": 1}', "[1]"):
        kept.write_text(text)
        run("draw", "data/tiny", "-o", "own.cx2")
        assert kept.read_text() == text
        assert "own.figure.json is no recipe of necro-cyto and stays" in capsys.readouterr().err
    assert (work / "own.cx2").is_file()
    run("draw", "data/tiny", "-o", "other.cx2", "--no-recipe")
    assert not (work / "other.figure.json").exists()


def without(key: str) -> Any:
    return lambda given: given.pop(key)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda g: g.update({"run": "rm -rf /"}), 'unknown key "run"'),
        (without("necro-cyto recipe"), "is no recipe"),
        (lambda g: g.update({"necro-cyto recipe": 99}), "is no recipe"),
        (without("asked"), 'no "asked"'),
        (lambda g: g.update(asked=[]), '"asked" is no dict'),
        (lambda g: g["asked"].update(out=["/etc/passwd"]), 'unknown option "out"'),
        (lambda g: g["asked"].update(report={"file": "x.csv"}), 'unknown option "report"'),
        (lambda g: g["asked"].update(record="x"), 'unknown option "record"'),
        (lambda g: g["asked"].update(help=True), 'unknown option "help"'),
        (lambda g: g["asked"].update({"__class__": 1}), 'unknown option "__class__"'),
        (lambda g: g["asked"].update(limit={"$": "os.system"}), 'the option "limit" has no value'),
        (lambda g: g["asked"].update(limit=[[1]]), 'the option "limit" has no value'),
        (lambda g: g["asked"].update(limit="wide"), "limit"),
        (lambda g: g["asked"].update(values={"file": "a\0b"}), 'the option "values" has no value'),
        (lambda g: g["inputs"].update(x="no hash"), '"x" has no SHA-256'),
        (lambda g: g["made with"].update(python=3), "is no text"),
        (lambda g: g.update(command="pull"), "holds nothing that could"),
        (lambda g: g.update(command="../draw"), "holds nothing that could"),
        (lambda g: g.update(outputs=[]), "holds nothing that could"),
        (lambda g: g["outputs"][0].update(file="../../evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="/tmp/evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="..\\evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="C:evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file=".bashrc"), "no file name"),
        (lambda g: g["outputs"].append(g["outputs"][0]), "stands twice"),
        (lambda g: g["outputs"][0].update(file="evil.sh"), "evil.sh"),
        (lambda g: g.update(others={}), '"others" is no list of recipes'),
        (lambda g: g.update(others=[7]), '"others" is no list of recipes'),
        (lambda g: g.update(others=[{}]), 'no "necro-cyto recipe"'),
        (lambda g: g.update(others=[dict(g)]), "stands twice"),
        (lambda g: g.update(others=[{**g, "others": []}]), 'unknown key "others"'),
        (lambda g: g.update(others=[{**g, "outputs": [{**g["outputs"][0], "file": "../x.svg"}]}]), "no file name"),
    ],
)
def test_a_recipe_from_a_stranger(work: Path, capsys: pytest.CaptureFixture[str], spoil: Any, message: str) -> None:
    path = work / "paper" / "fig.figure.json"
    given = json.loads(path.read_text())
    spoil(given)
    path.write_text(json.dumps(given))
    before = {p: p.read_bytes() for p in work.parent.rglob("*") if p.is_file()}
    (work / "out").mkdir()
    try:
        assert run("replay", path, "--out", "out", "--format", "json") == 1
        answer = " ".join(json.loads(capsys.readouterr().out)["differences"])
    except InputError as error:
        answer = str(error)
    assert message in answer
    assert "\n" not in answer
    assert {p: p.read_bytes() for p in work.parent.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b"null", b'{"necro-cyto recipe": 1}'])
def test_no_recipe_at_all(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.figure.json"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.figure\.json: "):
        read_recipe(path)


def test_same_inputs_same_bytes_in_other_processes(tmp_path: Path) -> None:
    """Other hash seeds, other time zones, another day, another folder, another language of the system."""
    made = []
    for seed, zone, language in (("1", "Asia/Tokyo", "C"), ("77", "America/Lima", "de_DE.UTF-8")):
        folder = tmp_path / seed
        folder.mkdir()
        shutil.copy(SAMPLES / "tiny_deseq2.csv", folder)
        outputs = [arg for kind in KINDS for arg in ("-o", f"fig.{kind}")]
        command = [sys.executable, "-m", "necro_cyto", "draw", str(SAMPLES / "tiny"), "--values", "tiny_deseq2.csv", "--dpi", "72", *outputs]
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "SOURCE_DATE_EPOCH": seed}
        env["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), env.get("PYTHONPATH", "")])
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, timeout=120)
        made.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()})
    assert set(made[0]) == {"fig.figure.json", "tiny_deseq2.csv", *(f"fig.{kind}" for kind in KINDS)}
    assert made[0] == made[1]


# In Cytoscape.

RECORDS = ("open.json", "overlay.json", "export.json", "paper/w.figure.json", "paper/v.figure.json")


def test_records_are_the_same_again_without_cytoscape(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in RECORDS:
        assert told(capsys, name)["same"], name
        assert str(window.parent.parent.parent) not in (window / name).read_text()  # no full names of files
    notes = told(capsys, "paper/w.figure.json")["notes"]
    assert [note.partition(":")[0] for note in notes] == ["w.png", "w.svg"]
    assert "drawn by Cytoscape itself" in notes[0]


def test_what_would_be_sent_otherwise_is_named(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = window / "data" / "other.csv"
    values.write_text(values.read_text().replace("-1.5", "-1.25"))
    assert told(capsys, "open.json")["same"]
    lines = told(capsys, "overlay.json")["differences"]
    assert lines[0].startswith("data/other.csv: other content")
    assert any(re.match(r"request \d+, PUT networks/\d+/tables/defaultnode: body\.data\[\d+\]\.nc effect: -1\.5 then, -1\.25 now", line)
               for line in lines), lines  # fmt: skip


def test_a_record_tells_of_more_and_of_fewer_requests(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = json.loads((window / "overlay.json").read_text())
    sent = given["window"]["requests"]
    last = sent.pop()
    (window / "overlay.json").write_text(json.dumps(given))
    # How often the window is looked at meanwhile depends on its speed.
    assert f"{last['method']} {last['path']} is sent now and was not then" in told(capsys, "overlay.json")["differences"]
    sent += [last, {**last, "path": "gc"}]
    (window / "overlay.json").write_text(json.dumps(given))
    assert told(capsys, "overlay.json")["differences"] == ["1 requests were sent then and are not now, first PUT gc"]


def test_how_often_was_looked_does_not_matter(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = json.loads((window / "overlay.json").read_text())
    sent = given["window"]["requests"]
    assert any(entry["poll"] for entry in sent)
    given["window"]["requests"] = [entry for entry in sent for _ in range(3 if entry["poll"] else 1)]
    (window / "overlay.json").write_text(json.dumps(given))
    assert told(capsys, "overlay.json")["differences"] == []


def test_a_look_that_was_refused_is_refused_as_often_as_it_is_repeated(tmp_path: Path) -> None:
    look = {"method": "GET", "path": "styles/none", "query": {}, "body": None, "poll": True, "status": 404, "answer": None}
    cassette = Cassette({"stamps": [], "figures": [], "requests": [look, look]}, tmp_path)
    for _ in range(4):
        with pytest.raises(CytoscapeRefused) as caught:
            cassette.get("styles/none", poll=True)
        assert caught.value.status == 404
    assert cassette.finish() == []


def test_the_pdf_of_a_window_is_written_again(window: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (window / "out").mkdir()
    told(capsys, "paper/v.figure.json", "--out", "out")
    assert (window / "out" / "v.pdf").read_bytes() == (window / "paper" / "v.pdf").read_bytes()
    assert told(capsys, "paper/w.figure.json", "--out", "out")["outputs"] == []  # never a picture that Cytoscape did not draw
    assert sorted(p.name for p in (window / "out").iterdir()) == ["v.figure.json", "v.pdf"]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda w: w.update(more=[]), "holds no stamps"),
        (lambda w: w["stamps"].append("../x"), "a stamp in it is none"),
        (lambda w: w["figures"].append("../x.pdf"), "a name of a figure in it is none"),
        (lambda w: w["requests"].append("GET"), "request 18 in it is none"),
        (lambda w: w["requests"][0].update(poll="yes"), "request 1 in it is none"),
        (lambda w: w["requests"][-2]["query"].update(w=10**9), ""),
        (lambda w: w["requests"][4].update(answer=None), ""),
        (lambda w: w["requests"][3].update(answer=[{"nc_id": "necro-cyto:../../etc", "nc_source": '["/etc/passwd"]'}]), ""),
        (lambda w: w["requests"][3].update(answer=[{"nc_id": "necro-cyto:core", "nc_source": "["}]), ""),
        (lambda w: w["requests"][3].update(status=500), ""),
    ],
)
def test_a_record_from_a_stranger(window: Path, capsys: pytest.CaptureFixture[str], spoil: Any, message: str) -> None:
    given = json.loads((window / "export.json").read_text())
    spoil(given["window"])
    (window / "export.json").write_text(json.dumps(given))
    before = {p: p.read_bytes() for p in window.parent.rglob("*") if p.is_file()}
    try:
        lines = told(capsys, "export.json")["differences"]
        assert lines
    except InputError as error:
        lines = [str(error)]
    assert message in " ".join(lines)
    assert {p: p.read_bytes() for p in window.parent.rglob("*") if p.is_file()} == before


def test_a_record_in_a_recipe_of_figures_leaves_them_in_it(work: Path) -> None:
    with Standin(lag=(0.0, 0.002), second=0.001, restyle=0.002) as standin:
        for name in ("paper/fig.figure.json", "open.json", "open.json"):
            assert run("open", "data/tiny", "--record", name, "--url", standin.url) == 0
    kept = read_recipe(work / "paper" / "fig.figure.json")
    assert kept.command == "open" and [[o["file"] for o in r.outputs] for r in kept.others] == [["fig.svg", "fig.cx2"]]
    assert read_recipe(work / "open.json").others == []


def test_a_record_goes_over_nothing_else(work: Path) -> None:
    (work / "mine.json").write_text("{}")
    for name, message in (("mine.json", "is no record"), ("a.txt", "is a .json file"), ("no/a.json", "does not exist")):
        with pytest.raises(OutputError, match=message):
            run("open", "data/tiny", "--url", "127.0.0.1:9", "--record", name)
    assert (work / "mine.json").read_text() == "{}"


def test_a_failed_run_is_kept_too(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Standin(lag=(0.0, 0.002)) as standin:
        standin.fail_next(500, "/apply/styles", times=2)
        with pytest.raises(CytoscapeRefused):
            run("open", "data/tiny", "--url", standin.url, "--record", "open.json")
    sent = json.loads((work / "open.json").read_text())["window"]["requests"]
    assert [(s["path"].split("/")[0], s["status"]) for s in sent if s["status"] >= 500] == [("apply", 500)]
    capsys.readouterr()
    assert told(capsys, "open.json")["same"] is False


@pytest.mark.parametrize(
    "call", [["open", "data/tiny"], ["overlay", "data/values.csv"], ["export", "paper/x.png", "paper/x.svg", "--min-font", "1"]]
)
def test_a_dry_run_sends_and_writes_nothing(work: Path, capsys: pytest.CaptureFixture[str], call: list[str]) -> None:
    before = sorted(work.rglob("*"))
    with Standin() as standin:
        for url in (standin.url, "127.0.0.1:9"):
            assert run(*call, "--dry-run", "--url", url, "--format", "json") == 0
            answer = json.loads(capsys.readouterr().out)
        assert standin.requests == []
    assert answer["url"] == "http://127.0.0.1:9/v1"
    assert {"method", "path", "query", "bytes", "body", "repeated"} == set(answer["requests"][0])
    assert all(r["bytes"] == (0 if r["body"] is None else len(json.dumps(r["body"], ensure_ascii=False).encode())) for r in answer["requests"])
    run(*call, "--dry-run")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(answer["requests"]) + 1
    assert sorted(work.rglob("*")) == before


def test_a_dry_run_lists_what_is_sent_indeed(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("open", "data/tiny", "--values", "data/values.csv", "--dry-run", "--format", "json")
    asked = json.loads(capsys.readouterr().out)["requests"]
    with Standin(lag=(0.0, 0.002), second=0.001, restyle=0.002) as standin:
        run("open", "data/tiny", "--values", "data/values.csv", "--url", standin.url)
        got = [(r.method, re.sub(r"\d+", "N", r.path.removeprefix("/v1").lstrip("/"))) for r in standin.requests]
    listed = [(r["method"], re.sub(r"\d+", "N", r["path"])) for r in asked]
    assert list(dict.fromkeys(got)) == list(dict.fromkeys(listed))
