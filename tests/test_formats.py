"""What each tool writes, tiny and made up: how it must be read, asked about or refused; and damaged files."""

from __future__ import annotations

import csv
import json
import math
import random
import re
import time
from pathlib import Path
from typing import Any

import pytest

from necro_cyto import NecroCytoError, Values, inspect, read_contrasts, read_values
from necro_cyto.errors import ChoiceNeededError, RefusedError

FOLDER = Path(__file__).parent / "samples" / "tools"
with (FOLDER / "truth.tsv").open() as table:
    TRUTH = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
OPTIONS = {"--contrast", "--sheet", "--effect", "--decimal"}


def read(path: Path, outcome: str, choose: str) -> Values | None:
    """Read a file as the outcome says; the choice that is asked for settles it."""
    if outcome == "right":
        return read_values(path)
    with pytest.raises(RefusedError if outcome == "refuse" else ChoiceNeededError) as caught:
        read_values(path)
    assert path.name in str(caught.value) and "\n" not in str(caught.value)
    if isinstance(caught.value, ChoiceNeededError):
        assert caught.value.option in OPTIONS and caught.value.choices
    option, _, value = choose.partition("=")
    return read_values(path, **{option: value}) if choose else None


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["file"])
def test_a_file_is_read_asked_about_or_refused(truth: dict[str, str]) -> None:
    seen = inspect(FOLDER / truth["file"]).to_json()
    assert {key: seen[key] for key in ("tool", "id_column", "id_type", "species")} == {
        key: truth[key] for key in ("tool", "id_column", "id_type", "species")
    }
    names = [contrast["name"] for contrast in seen["contrasts"]]
    assert names == ([] if truth["contrasts"] == "-" else truth["contrasts"].split("|"))
    for contrast in seen["contrasts"][:1]:
        for key in ("effect", "effect_kind", "significance", "significance_kind"):
            assert (contrast[key] or "-") == truth[key], key


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["file"])
def test_the_values_are_those_of_the_file_and_the_message_helps(truth: dict[str, str]) -> None:
    path = FOLDER / truth["file"]
    values = read(path, truth["outcome"], truth["choose"])
    seen = inspect(path)
    assert (seen.refused is not None) == (truth["outcome"] == "refuse")
    if truth["says"]:
        assert re.search(truth["says"], " ".join([seen.refused or "", *seen.warnings]))
    for told in truth["values"].split():
        symbol, _, numbers = told.partition("=")
        assert values is not None
        (row,) = (row for row in values.table.itertuples() if row.symbol == symbol)
        for got, given in zip((row.effect, row.significance), map(float, numbers.split(",")), strict=True):
            assert got == pytest.approx(given, rel=1e-4, nan_ok=True), symbol


def test_every_sample_has_its_truth() -> None:
    assert {truth["file"] for truth in TRUTH} == {path.name for path in FOLDER.iterdir()} - {"truth.tsv"}


def _damaged(data: bytes, dice: random.Random) -> bytes:
    """Return the bytes of a table with something done to them that happens to files."""
    place, mark = dice.randrange(len(data)), dice.choice([b"\t", b",", b";", b" "])
    rows = [line.split(mark) for line in data.split(b"\n")]
    column = dice.randrange(max(map(len, rows)))
    order = dice.sample(range(len(rows[0])), len(rows[0]))
    odd = dice.choice(
        ["\x00", "\u202e", "\ufeff", "\U0001d50a", "\u2028", "\r", '"', "inf", "1e999", "#REF!", "=A1", "1,234"]
    ).encode()
    ways = [
        data[:place],
        data[place:],
        data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :],
        data[:place] + odd + data[place:],
        data[:place] + dice.choice([b"A", b'"', b","]) * 60_000 + data[place:],
        data.replace(dice.choice([b"\t", b",", b".", b"\n", b'"']), dice.choice([b";", b"", b"\r", b"||"])),
        data.decode("utf-8", "ignore").encode(dice.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])),
        b"\n".join(mark.join(row[:column] + row[column + 1 :]) for row in rows),
        b"\n".join(mark.join([row[i] for i in order if i < len(row)]) for row in rows),
        b"\n".join(mark.join(row) for row in dice.sample(rows, len(rows))),
        b"\n".join(
            mark.join([*row[:column], odd, *row[column + 1 :]]) if i % 2 else mark.join(row)
            for i, row in enumerate(rows)
        ),
    ]
    return dice.choice(ways)


def test_damaged_files_end_in_one_line_and_soon(tmp_path: Path) -> None:
    dice, path = random.Random(6), tmp_path / "any.txt"
    originals = [(FOLDER / truth["file"]).read_bytes() for truth in TRUTH]
    for _ in range(100):
        data = dice.choice(originals)
        for _ in range(dice.randint(1, 3)):
            data = _damaged(data, dice) or b"x"
        path.write_bytes(data)
        start = time.perf_counter()
        for way in (inspect, read_values, read_contrasts):
            try:
                found: Any = way(path)
            except NecroCytoError as error:
                assert way is not inspect, error
                assert "any.txt" in str(error) and "\n" not in str(error)
            else:
                for one in found if isinstance(found, tuple) else (found,):
                    json.dumps(getattr(one, "inspection", one).to_json(), allow_nan=False)
        assert time.perf_counter() - start < 10


def test_thousands_of_columns_are_planned_soon(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    header = ",".join(f"logFC.S{i},FDR.S{i}" for i in range(2500))
    path.write_text(f"gene,{header}\n" + "".join(f"{gene}{',1.5,0.01' * 2500}\n" for gene in ("MLKL", "RIPK3")))
    start = time.perf_counter()
    seen = inspect(path)
    assert time.perf_counter() - start < 10
    assert len(seen.contrasts) == 2500
    assert seen.contrasts[-1] == {
        "name": "S2499", "effect": "logFC.S2499", "effect_kind": "log2FC", "significance": "FDR.S2499",
        "significance_kind": "adjusted p",
    }  # fmt: skip


def test_genes_with_several_rows(tmp_path: Path) -> None:
    rows = [
        ("MLKL", 3, 0.5),
        ("MLKL", -1, 0.01),
        ("MLKL", 1, 0.2),
        ("TNF", 1, 0.5),
        ("TNF", math.nan, 0.1),
        ("FADD", 4, 0.1),
    ]
    path = tmp_path / "a.csv"
    path.write_text("gene,logFC,FDR\n" + "".join(f"{g},{e},{p}\n" for g, e, p in rows).replace("nan", ""))

    def shown(collapse: str) -> dict[str, tuple[float, float]]:
        table = read_values(path, collapse=collapse).table
        return {row.symbol: (row.effect, row.significance) for row in table.itertuples()}

    assert shown("smallest adjusted p")["MLKL"] == (-1, 0.01)
    assert shown("largest effect")["MLKL"] == (3, 0.5)
    assert shown("first") == {"MLKL": (3, 0.5), "TNF": (1, 0.5), "FADD": (4, 0.1)}
    assert shown("mean") == {"MLKL": (1, 0.5), "TNF": (1, 0.5), "FADD": (4, 0.1)}
    seen = read_values(path, collapse="mean").inspection
    assert seen.collapsed == {"genes": 2, "rule": "mean effect, largest adjusted p"}
    assert not any("both up and down" in warning for warning in seen.warnings)
    twice = read_values(path, threshold=0.3).inspection
    assert "1 gene with significant rows both up and down: see --collapse" in twice.warnings
    assert list(read_values(path, collapse="mean", threshold=0.3).table["significant"]) == [True, False, False]


@pytest.mark.parametrize(
    ("cells", "decimal", "expected"),
    [
        (["1,234.5", "2.5", "-3.25"], None, 1234.5),
        (["1,234,567", "2", "-3"], None, 1234567),
        (["1,234", "0,5", "-3"], None, 1.234),
        (["1,234", "2.5", "-3"], None, 1234),
        (["1,234", "20000", "-3"], None, 1.234),
        (["1.234,5", "2,5", "-3"], None, 1234.5),
        (["1,234", "2", "-3"], ",", 1.234),
        (["1,234", "2", "-3"], ".", 1234),
    ],
)
def test_what_a_comma_means_is_decided_for_the_whole_column(
    cells: list[str], decimal: str | None, expected: float, tmp_path: Path
) -> None:
    path = tmp_path / "a.tsv"
    path.write_text(
        "gene\tscore\n" + "".join(f"{g}\t{c}\n" for g, c in zip(("MLKL", "TNF", "FADD"), cells, strict=True))
    )
    values = read_values(path, decimal=decimal, effect="score")
    assert values.table.set_index("symbol").loc["MLKL", "effect"] == expected
