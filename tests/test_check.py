"""Every rule has a broken example; the shipped tables have none."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest

from necro_cyto import NecroCytoError, check
from necro_cyto.check import RULES
from necro_cyto.schema import Edge, columns, edge_id
from necro_cyto.table import canonical, read_table

HERE = Path(__file__).parent
TINY = HERE / "samples" / "tiny"
BROKEN = sorted((HERE / "broken").glob("*.toml"))


def test_a_good_folder_has_no_problems() -> None:
    assert check(TINY) == []


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.stem)
def test_a_broken_row_is_named_and_explained(path: Path, tmp_path: Path) -> None:
    case = tomllib.loads(path.read_text())
    folder = shutil.copytree(TINY, tmp_path / "tables")
    table = folder / case["table"]
    text = table.read_text()
    assert text.count(case["find"]) == 1
    table.write_text(text.replace(case["find"], case["put"]))
    found = [p for p in check(folder) if p.rule == case["rule"] and case["message"] in p.message]
    assert found, check(folder)
    assert Path(found[0].file).parent == folder


def test_every_rule_has_a_broken_example() -> None:
    assert {tomllib.loads(p.read_text())["rule"] for p in BROKEN} == set(RULES)


def test_fix_sorts_and_trims_but_keeps_every_word(tmp_path: Path) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tables")
    good = (folder / "edges.tsv").read_text()
    header, *rows = good.splitlines()
    (folder / "edges.tsv").write_text("\n".join([header, *(r.replace("\t", " \t", 1) for r in reversed(rows))]))
    assert [p.rule for p in check(folder)] == ["canonical form"]
    assert check(folder, fix=True) == []
    assert (folder / "edges.tsv").read_text() == good


def test_canonical_form_is_a_fixed_point() -> None:
    table = read_table(TINY / "edges.tsv", columns(Edge))
    assert canonical(columns(Edge), [row.cells for row in table.rows]) == table.text


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("edges.tsv", "id\tsource\n", "edges.tsv:1: column target"),
        ("edges.tsv", "", "edges.tsv:1: column id"),
        ("nodes.tsv", None, "nodes.tsv: no such table"),
        ("nodes.tsv", "id\tlabel\tkind\tgenes\tcell\tcompartment\tmodule\tname\nRIPK1\tx\n", "nodes.tsv:2: 2 cells"),
        ("nodes.tsv", b"\xff\xfe\x00", "not UTF-8"),
        ("nodes.tsv", "id\tlabel\tkind\tgenes\tcell\tcompartment\tmodule\tname\tshape\n", 'unknown column "shape"'),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, text: str | bytes | None, message: str) -> None:
    folder = shutil.copytree(TINY, tmp_path / "tables")
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(NecroCytoError, match=message.replace("(", r"\(")):
        check(folder)


def test_edge_names_read_as_sentences() -> None:
    assert edge_id("TNF", "binds", "TNFRSF1A") == "TNF binds TNFRSF1A"
