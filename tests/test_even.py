"""Columns that are cut out of the bytes of a text hold what pandas reads there, or nothing is cut."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from necro_cyto import read_values
from necro_cyto.identifiers import Packed, Words, load_identifiers
from necro_cyto.readers.even import Lines

CELLS = st.sampled_from([
    "MLKL", "NA", "nan", "NAN", "", "N/A", "#N/A N/A", "-1.#QNAN", "None", "none", "<NA>", "n/ax", "NULLS", "1", "-2.5",
    '"TNF"', '""', '"a,b"', '"a\tb"', '"a\nb"', '"a""b"', 'a"b', '"NA"', ' "x"', "é", "\xa0x", " A", "A ", "x\ry", "x\x00y",
    "µ" * 9, "\ufeffA",
])  # fmt: skip
ROWS = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1))


def by_pandas(data: bytes, delimiter: str, width: int) -> list[list[str]]:
    table = pd.read_csv(
        io.BytesIO(data),
        sep=delimiter,
        header=None,
        names=list(range(width)),
        dtype=str,
        index_col=False,
        skipinitialspace=True,
    )
    return [table[i].fillna("").tolist() for i in range(width)]


def in_memory_and_not(data: bytes) -> tuple[BinaryIO, ...]:
    """Return open files whose cells are left where they stand, and are copied out piece by piece."""
    return io.BytesIO(data), io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]


@given(ROWS, st.sampled_from([",", "\t", ";"]), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
@example([["MLKL", '"1"'], ["NA", "2"]], ",", "\r\n", True)
@example([["\ufeffA", "1"], ["B", "2"]], ",", "\n", True)
def test_what_is_cut_is_what_pandas_reads(rows: list[list[str]], delimiter: str, end: str, last: bool) -> None:
    data = (end.join(map(delimiter.join, rows)) + (end if last else "")).encode()
    width = len(rows[0])
    for file in in_memory_and_not(data):
        found = Lines(width, ord(delimiter), ord(end[-1])).columns(file, range(width))
        if found is not None:
            assert [found[i].names for i in range(width)] == by_pandas(data, delimiter, width)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoted", [False, True])
def test_a_plain_text_of_several_pieces_is_cut(end: str, quoted: bool) -> None:
    names = [f"GENE{i * 7919}é" if i % 3 else "NA" for i in range(20_000)]
    cells = [f'"{name}"' if quoted and i % 2 else name for i, name in enumerate(names)]
    note = '"one, two"' if quoted else "one"
    data = end.join(f"{i},{cell},{note}" for i, cell in enumerate(cells)).encode()
    for whole in (data, data + end.encode()):
        for file in in_memory_and_not(whole):
            found = Lines(3, ord(","), ord(end[-1])).columns(file, [1, 0])
            assert found is not None
            assert found[1].names == ["" if name == "NA" else name for name in names]
            assert found[0].names == list(map(str, range(20_000)))
            assert found[1].hashes.tolist() == Packed.of(found[1].names).hashes.tolist()


@pytest.mark.parametrize(
    "data", [b"a,1\nb\n", b"a,1\nb,2,3\n", b"a,1\n\nb,2\n", b"a,1\rb,2\nc,3\n", b'a,"1\n2"\n', b'a"b,1\n', b"a ,1\n", b"a\x00,1\n"]
)
def test_nothing_is_cut_out_of_a_text_that_is_not_plain(data: bytes) -> None:
    assert [Lines(2, ord(","), ord("\n")).columns(file, [0]) for file in in_memory_and_not(data)] == [None, None]


@given(st.lists(st.sampled_from([*"abc", "MLKL", "IL1A", "é" * 40, ""]), max_size=9))
def test_names_are_taken_and_joined_in_order(names: list[str]) -> None:
    packed = Packed.of(names)
    at = np.array([i for i in range(len(names)) if i % 3], dtype=np.intp)
    assert Packed.joined([packed.take(at).compact(), packed.compact()]).names == [*(names[i] for i in at), *names]
    assert packed.take(at).names == [names[i] for i in at]
    assert packed.emptied(Words(b"MLKL", b"a")).names == ["" if name in ("MLKL", "a") else name for name in names]


def test_numbers_are_those_of_pandas_to_the_last_digit(tmp_path: Path) -> None:
    symbols = [name for name in load_identifiers().columns["symbol"] if name.isalnum()][:12_000]
    chance = np.random.default_rng(5)
    effects = [f"{x:.{n}g}" for x, n in zip(chance.normal(0, 3, 12_000), chance.integers(1, 19, 12_000), strict=True)]
    values = [f"{10.0**-x:.{n}e}" for x, n in zip(chance.random(12_000) * 320, chance.integers(0, 19, 12_000), strict=True)]
    values[3], effects[5], effects[6] = "NA", " 1.5", "12345678901234567"
    path = tmp_path / "long.csv"
    path.write_text("gene,logFC,FDR\n" + "".join(map("{},{},{}\n".format, symbols, effects, values)))
    table = read_values(path).table.set_index("symbol")
    expected = pd.read_csv(path, index_col="gene", skipinitialspace=True)
    assert path.stat().st_size > 200_000
    for symbol in symbols[::7] + symbols[:9]:
        assert table.loc[symbol, "effect"] == expected.loc[symbol, "logFC"]
        p = expected.loc[symbol, "FDR"]
        assert table.loc[symbol, "significance"] == p or math.isnan(p)


def test_every_name_of_the_table_is_found_in_its_index_and_no_other() -> None:
    identifiers = load_identifiers()
    index = identifiers._index("symbol")
    symbols = list(identifiers.columns["symbol"])
    places = index.find(Packed.of(symbols).hashes)
    assert [symbols[row] for row in index.rows(places).tolist()] == symbols
    assert not index.has([f"{symbol}?" for symbol in symbols]).any()
