"""Recipes: the same inputs give the same figure, and replay says exactly what does not."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from necro_cyto.cli import app
from necro_cyto.errors import InputError, NecroCytoError
from necro_cyto.recipe import read_recipe

HERE = Path(__file__).parent
SAMPLES = HERE / "samples"
KINDS = ("pdf", "svg", "png", "cx2")


def run(*arguments: object) -> int:
    """Run a command in this process; return its exit status."""
    given = app([str(a) for a in arguments], standalone_mode=False)
    return int(given or 0)


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A folder with own tables, values, style and layout, and a figure drawn from all of them."""
    data = tmp_path / "work" / "data"
    data.mkdir(parents=True)
    shutil.copytree(SAMPLES / "tiny", data / "tiny")
    shutil.copy(SAMPLES / "tiny_deseq2.csv", data / "values.csv")
    (data / "extra.sif").write_text("MLKL\tactivates\tmy+phenotype\n")
    style = (HERE.parent / "styles" / "overlay.toml").read_text(encoding="utf-8")
    (data / "mine.toml").write_text(style, encoding="utf-8")
    (data / "mine.layout.tsv").write_text("what\tid\tlabel\tx\ty\twidth\theight\nnode\tRIPK1\t\t10\t20\t\t\nnode\tRIPK3\t\t200\t40\t\t\n")
    (tmp_path / "work" / "paper").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    assert run("draw", "data/tiny+data/extra.sif", "--values", "data/values.csv", "--style", "data/mine.toml",
               "--layout", "data/mine.layout.tsv", "--threshold", "0.01", "--limit", "2", "--min-font", "1",
               "-o", "paper/fig.svg", "-o", "paper/fig.cx2") == 0  # fmt: skip
    capsys.readouterr()
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
        if p.is_file()
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
        (lambda g: g.update(command="pull"), "holds no figure"),
        (lambda g: g.update(command="../draw"), "holds no figure"),
        (lambda g: g.update(outputs=[]), "holds no figure"),
        (lambda g: g["outputs"][0].update(file="../../evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="/tmp/evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="..\\evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file="C:evil.svg"), "no file name"),
        (lambda g: g["outputs"][0].update(file=".bashrc"), "no file name"),
        (lambda g: g["outputs"].append(g["outputs"][0]), "stands twice"),
        (lambda g: g["outputs"][0].update(file="evil.sh"), "evil.sh"),
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
        command = [sys.executable, "-m", "necro_cyto", "draw", "core", "--values", "tiny_deseq2.csv", "--dpi", "72", *outputs]
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language, "SOURCE_DATE_EPOCH": seed}
        env["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), env.get("PYTHONPATH", "")])
        subprocess.run(command, cwd=folder, env=env, check=True, capture_output=True, timeout=120)
        made.append({p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()})
    assert set(made[0]) == {"fig.figure.json", "tiny_deseq2.csv", *(f"fig.{kind}" for kind in KINDS)}
    assert made[0] == made[1]
