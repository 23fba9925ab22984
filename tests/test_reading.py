"""Long texts are read to the last digit, and names are looked up in bulk: with the answers of reading one by one."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from necro_cyto import read_values
from necro_cyto.errors import InputError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.identifiers.forms import is_date, kind_of, parts, unrepeated, whole
from necro_cyto.identifiers.packed import UNTOLD, Packed
from necro_cyto.identifiers.spelling import clones, fish_names, like_dates, numbered, words

ROWS = 16_000
SYMBOLS = [name for name in load_identifiers().columns["symbol"] if name.isalnum()][:ROWS]
HEADER = "gene,baseMean,log2FoldChange,lfcSE,stat,pvalue,padj"


def line(i: int) -> str:
    effect, p = math.sin(i) * 3, (i * 7919 % 10_007) / 10_007
    return f"{SYMBOLS[i]},{i * 1.37:.9f},{effect!r},{0.1 + i % 7:.9f},{effect / 0.3:.12f},{p / 2!r},{'NA' if i % 9 == 0 else repr(p)}"


LINES = [line(i) for i in range(ROWS)]


def check(path: Path, lines: list[str], left_out: int = -1) -> list[str]:
    """Compare each value with that of its line; return the warnings."""
    values = read_values(path)
    table = values.table.set_index("symbol")
    assert len(table) == ROWS - (left_out >= 0)
    for i in (*range(0, ROWS, 97), ROWS // 2 - 1, ROWS // 2, ROWS - 1):
        if i == left_out:
            continue
        cells = lines[i].replace('"', "").split(",")
        row = table.loc[SYMBOLS[i]]
        assert row["effect"] == float(cells[2]), i
        assert math.isnan(row["significance"]) if cells[6] == "NA" else row["significance"] == float(cells[6]), i
    return list(values.inspection.warnings)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_a_long_text_is_read_to_the_digit(tmp_path: Path, end: str, last: bool) -> None:
    path = tmp_path / "long.csv"
    path.write_bytes(end.join([HEADER, *LINES, *([""] if last else [])]).encode())
    assert path.stat().st_size > 1_500_000
    assert check(path, LINES) == []


@pytest.mark.parametrize("at", [300, ROWS // 2, ROWS - 1])
def test_quotation_marks_in_a_long_text_are_taken_off(tmp_path: Path, at: int) -> None:
    lines = list(LINES)
    name, rest = lines[at].split(",", 1)
    lines[at] = f'"{name}",{rest}'
    (tmp_path / "long.csv").write_text("\n".join([HEADER, *lines]) + "\n")
    assert check(tmp_path / "long.csv", lines) == []


@pytest.mark.parametrize("at", [300, ROWS // 2, ROWS - 1])
def test_a_line_too_long_or_too_short_in_a_long_text_is_told(tmp_path: Path, at: int) -> None:
    path = tmp_path / "long.csv"
    longer = [*LINES[:at], LINES[at] + ",1,2", *LINES[at + 1 :]]
    path.write_text("\n".join([HEADER, *longer]))
    assert check(path, longer, at) == [f"1 line left out: more cells than the header (the first is line {at + 2})"]
    shorter = [*LINES[:at], ",".join(LINES[at].split(",")[:3]), *LINES[at + 1 :]]
    path.write_text("\n".join([HEADER, *shorter]))
    shorter[at] += ",,,,NA"
    assert check(path, [*shorter[:at], LINES[at].rsplit(",", 1)[0] + ",NA", *shorter[at + 1 :]]) == [
        f"1 line with fewer cells than the header (the first is line {at + 2}): the rest is missing"
    ]


def test_a_word_among_the_numbers_of_a_long_text_is_told(tmp_path: Path) -> None:
    lines = list(LINES)
    lines[-5] = lines[-5].rsplit(",", 1)[0] + ",below"
    lines[-7] = lines[-7].rsplit(",", 1)[0] + ",<1e-300"
    (tmp_path / "long.csv").write_text("\n".join([HEADER, *lines]))
    lines[-5], lines[-7] = lines[-5].replace("below", "NA"), lines[-7].replace("<", "")
    assert check(tmp_path / "long.csv", lines) == ['1 cell of "padj" without a number (as "below"): missing']


def test_the_last_line_of_two_columns_lacks_one(tmp_path: Path) -> None:
    (tmp_path / "short.csv").write_text("gene,logFC\nMLKL,1.5\nTNF,-2\nRIPK3,0.5\nIL1A")
    values = read_values(tmp_path / "short.csv")
    assert (
        "1 line with fewer cells than the header (the first is line 5): the rest is missing"
        in values.inspection.warnings
    )


NAMES = st.lists(
    st.one_of(st.sampled_from(["MLKL.1", "A.12", ".1", "x..1", "ENS1", "a\nb", "", "Mar-1", "HLA-A", "1110001A16Rik", "9x", "44256", "1-Mar", "mlkl.1", "zgc:1(2)"]), st.text(max_size=20)), max_size=30
)


@given(NAMES)
@example(["A" * 200, "A" * 201, "A" * 8, "A" * 9, "\ud800", "B\n", "Sep-02", "HLA-A", "sep-2", "si:ch211-1.2", "sept2", "IL1\u03b2", "\u0663.1", "MLKL.\u0663", "x.1\u00b2"])
def test_names_in_bulk_are_as_one_by_one(names: list[str]) -> None:
    packed = Packed.of(names)
    assert packed.hashes.tolist() == [int(Packed.of([name]).hashes[0]) for name in names]
    encoded = {name.encode("utf-8", "replace") for name in names}
    assert len(set(packed.hashes.tolist())) == len(encoded)
    for name, start, end, hashed in zip(
        names, packed.starts, packed.stems, packed.take(np.arange(len(names))).hashes, strict=True
    ):
        stem = unrepeated(name)
        if end != UNTOLD:
            assert (end > 0) == bool(stem)
            assert not stem or end - start == len(stem.encode("utf-8", "replace"))
        assert hashed == Packed.of([name]).hashes[0]
    plain, plain_fish = whole("symbol", "human"), whole("symbol", "zebrafish")
    dates = like_dates(packed)
    for name, word in zip(names, words(packed) & ~packed.starting(b"ENS") & ~dates, strict=True):
        if word:
            assert plain(name) and not is_date(name) and kind_of(name) in ("symbol", "probe", "refseq")
            assert parts(name) == [name]
    for name, clone in zip(names, clones(packed), strict=True):
        assert clone == bool(re.fullmatch(r"[0-9][A-Za-z0-9]*[A-Za-z][A-Za-z0-9]*", name))
        assert not clone or (not is_date(name) and kind_of(name) == "symbol" and parts(name) == [name])
    for name, word in zip(names, fish_names(packed) & ~dates, strict=True):
        assert not word or (plain_fish(name) and not is_date(name))
    assert packed.upper().names == [name.upper() for name in names]
    assert packed.replaced(np.arange(0, len(names), 2), packed.take(np.arange(0, len(names), 2))).names == packed.take(
        np.arange(len(names))
    ).names


def test_ensembl_ids_in_bulk_are_as_one_by_one() -> None:
    digits = "00000168404"
    ends = ["", ".1", ".13", ".135", ".", "a", ".a", ".1a", ".a1", "..1", " 1", "1", "_1"]
    names = [start + digits + end for start in ("ENSG", "ENSMUSG", "ENSDARG", "ensg", "") for end in ends]
    names += ["", "E", "ENSG0000016840", "ENSG0000016840a"]
    for start in ("ENSG", "ENSMUSG"):
        found = numbered(Packed.of(names), start.encode())
        assert found.tolist() == [bool(re.fullmatch(rf"{start}\d{{11}}(\.\d{{1,2}})?", name)) for name in names]


def test_an_old_workbook_whose_sectors_go_in_circles_is_damaged(tmp_path: Path) -> None:
    data = bytearray((Path(__file__).parent / "samples" / "deseq2.xls").read_bytes())
    table = (int.from_bytes(data[76:80], "little") + 1) * 512
    numbers = [int.from_bytes(data[at : at + 4], "little") for at in range(table, table + 512, 4)]
    chain = next(i for i, n in enumerate(numbers) if n < 100 and numbers[n] < 100)
    again = table + 4 * numbers[numbers[chain]]
    data[again : again + 4] = chain.to_bytes(4, "little")
    (tmp_path / "circle.xls").write_bytes(data)
    with pytest.raises(InputError, match="the workbook is damaged"):
        read_values(tmp_path / "circle.xls")
    data = bytearray((Path(__file__).parent / "samples" / "deseq2.xls").read_bytes())
    data[68:72] = (1).to_bytes(4, "little")
    data[1024 + 508 : 1024 + 512] = (1).to_bytes(4, "little")
    (tmp_path / "circle.xls").write_bytes(data)
    with pytest.raises(InputError, match="the workbook is damaged"):
        read_values(tmp_path / "circle.xls")
