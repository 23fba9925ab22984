"""Identifiers to HGNC: precedence, ambiguity, species, forms, size and speed."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necro_cyto.errors import InputError
from necro_cyto.identifiers import BY_NAME, Match, is_date, load_identifiers

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "identifiers" / "genes.tsv.gz"
REFERENCE = ROOT.parent / "shared" / "evidence" / "nodes.tsv"


def rows() -> Iterator[dict[str, str]]:
    with gzip.open(SHIPPED, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t")


def symbols(name: str, **options: str) -> list[str]:
    found = load_identifiers().lookup([name], **options).matches
    return [match.symbol for match in found.get(name, ())]


@pytest.mark.parametrize(
    ("name", "species", "symbol", "how"),
    [
        ("MLKL", "human", "MLKL", "symbol"),
        ("IL8", "human", "CXCL8", "previous symbol"),
        ("RIP3", "human", "RIPK3", "alias"),
        ("ENSG00000168404", "human", "MLKL", "ensembl"),
        ("ENSG00000168404.13", "human", "MLKL", "ensembl"),
        ("Mlkl", "mouse", "MLKL", "mouse symbol"),
        ("Trp53", "mouse", "TP53", "mouse symbol"),
        ("Tp53", "rat", "TP53", "rat symbol"),
        ("ENSMUSG00000012519.3", "mouse", "MLKL", "mouse ensembl"),
        ("mlkl", "zebrafish", "MLKL", BY_NAME),
        ("MLKL", "mouse", "MLKL", "symbol"),
        ("sp|P42224|STAT1_HUMAN", "human", "STAT1", "uniprot"),
    ],
)
def test_each_kind_of_name_finds_its_gene(name: str, species: str, symbol: str, how: str) -> None:
    (match,) = load_identifiers().lookup([name], "symbol", species).matches[name]
    assert (match.symbol, match.how) == (symbol, how)
    assert load_identifiers().symbol(match.hgnc) == symbol


def test_approved_beats_previous_beats_alias() -> None:
    approved: set[str] = set()
    previous: dict[str, set[str]] = {}
    alias: dict[str, set[str]] = {}
    for row in rows():
        approved.add(row["symbol"])
        for name in filter(None, row["previous symbol"].split("|")):
            previous.setdefault(name, set()).add(row["symbol"])
        for name in filter(None, row["alias"].split("|")):
            alias.setdefault(name, set()).add(row["symbol"])
    both = [name for name in approved if name in previous or name in alias]
    lookup = load_identifiers().lookup(both, "symbol", "human")
    assert all(lookup.matches[name][0].symbol == name for name in both)
    clash = [name for name in previous if name in alias and name not in approved and len(previous[name]) == 1]
    lookup = load_identifiers().lookup(clash, "symbol", "human")
    assert {name: {m.symbol for m in lookup.matches[name]} for name in clash} == {n: previous[n] for n in clash}


def test_a_name_of_several_genes_is_ambiguous_and_never_guessed() -> None:
    bearers = {row["hgnc"] for row in rows() if "NAP1" in row["alias"].split("|")}
    lookup = load_identifiers().lookup(["NAP1", "MLKL"], "symbol", "human")
    assert len(bearers) > 1
    assert set(lookup.ambiguous["NAP1"]) == bearers
    assert list(lookup.matches) == ["MLKL"]


@pytest.mark.parametrize("name", ["A///MLKL", "HMGB1;MLKL", "MLKL,MLKLX", " MLKL ", '"MLKL"', "MLKL.1", "MLKL|197259"])
def test_a_cell_is_taken_apart(name: str) -> None:
    assert "MLKL" in symbols(name, id_type="symbol", species="human")


def test_several_genes_in_a_cell_are_all_found() -> None:
    assert symbols("HMGB1;HMGB1P1", id_type="symbol", species="human") == ["HMGB1", "HMGB1P1"]


def test_case_is_never_changed_silently() -> None:
    lookup = load_identifiers().lookup(["mlkl", "mLKL"], "symbol", "human")
    assert list(lookup.unknown) == ["mlkl", "mLKL"]


def test_a_namesake_stands_for_a_human_gene_with_several_mouse_genes() -> None:
    assert symbols("Gzmb", id_type="symbol", species="mouse") == ["GZMB"]
    assert symbols("Gzmc", id_type="symbol", species="mouse") == []
    assert symbols("Cxcl2", id_type="symbol", species="mouse") == ["CXCL2"]


def test_a_mouse_gene_serves_the_human_genes_without_a_namesake() -> None:
    assert {"TNFRSF10A", "TNFRSF10B"} <= set(symbols("Tnfrsf10b", id_type="symbol", species="mouse"))


@pytest.mark.parametrize(
    ("ids", "id_type", "species"),
    [
        (["MLKL", "RIPK3", "ENSG00000243485"], "symbol", "human"),
        (["Mlkl", "Ripk3", "Gm1234"], "symbol", "mouse"),
        (["ripk3", "il1b", "casp8"], "symbol", "zebrafish"),
        (["197259", "11035", "6772"], "entrez", "human"),
        (["ENSMUSG00000012519.3"], "ensembl", "mouse"),
        (["ENSDARG00000000001"], "ensembl", "zebrafish"),
        (["Q8NB16", "P42224-2"], "uniprot", "human"),
        (["206035_at", "AFFX-BioB-5_at"], "probe", "unknown"),
        (["ENST00000308027.14"], "transcript", "unknown"),
        (["YBR117C", "YCR066W"], "unknown", "unknown"),
        ([], "unknown", "unknown"),
        (["", "  "], "unknown", "unknown"),
    ],
)
def test_kind_and_species_are_guessed(ids: list[str], id_type: str, species: str) -> None:
    assert load_identifiers().guess(ids) == (id_type, species)


def test_a_name_that_looks_like_an_accession_is_a_symbol_among_symbols() -> None:
    assert symbols("P2RY12", id_type="symbol", species="human") == ["P2RY12"]


@pytest.mark.parametrize("name", ["1-Mar", "01-Mar", "2-Sep", "Sep-02", "15-Sep", "1. Mrz", "2021-03-01", "2021-09-02 00:00:00"])
def test_dates_made_by_excel_are_known(name: str) -> None:
    assert is_date(name)


def test_no_approved_symbol_is_taken_for_a_date() -> None:
    assert [row["symbol"] for row in rows() if is_date(row["symbol"])] == []


def test_an_unknown_species_is_named() -> None:
    with pytest.raises(InputError, match='unknown "yeti": use one of human'):
        load_identifiers().lookup(["MLKL"], species="yeti")


@given(st.lists(st.text(max_size=30), max_size=20))
def test_any_text_is_found_ambiguous_or_unknown(ids: list[str]) -> None:
    lookup = load_identifiers().lookup(ids)
    places = [*lookup.matches, *lookup.ambiguous, *lookup.unknown]
    assert sorted(places) == sorted(set(ids))
    assert all(isinstance(match, Match) for found in lookup.matches.values() for match in found)


def test_a_whole_genome_is_looked_up_fast() -> None:
    names = [name for row in rows() for name in (row["symbol"], row["symbol"] + "-x")][:60_000]
    load_identifiers().lookup(["MLKL"])
    start = time.perf_counter()
    lookup = load_identifiers().lookup(names)
    assert time.perf_counter() - start < 1
    assert len(lookup.matches) >= 30_000


def test_the_shipped_file_is_small_sorted_and_complete() -> None:
    assert SHIPPED.stat().st_size < 2_000_000
    table = list(rows())
    assert len(table) > 40_000
    assert len({row["hgnc"] for row in table}) == len({row["symbol"] for row in table}) == len(table)
    assert all(a["symbol"] < b["symbol"] for a, b in pairwise(table))


def test_the_shipped_file_is_built_from_its_source(tmp_path: Path) -> None:
    source = tmp_path / "source.tsv.gz"
    cells = {
        "hgnc_id": "HGNC:4709", "symbol": "GZMB", "name": "granzyme B", "previous_symbols": "CTLA1|CSPB",
        "alias_symbols": "HLP|SECT", "entrez": "3002", "ensembl": "ENSG00000100453", "uniprot": "P10144",
        "mouse_symbol": "Gzmc|Gzmb", "mouse_ensembl": "ENSMUSG00000079186|ENSMUSG00000015437",
        "rat_symbol": "Gzmb", "rat_ensembl": "ENSRNOG00000049976;ENSRNOG00055012185",
    }  # fmt: skip
    with gzip.open(source, "wt", encoding="utf-8") as file:
        file.write("\t".join(cells) + "\n" + "\t".join(cells.values()) + "\n")
    code = f"import sys, pathlib; sys.path.insert(0, {str(ROOT / 'scripts')!r}); import build_identifiers as b; "
    code += f"b.main(pathlib.Path({str(source)!r}), pathlib.Path({str(tmp_path / 'out.tsv.gz')!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
    header, line = gzip.decompress((tmp_path / "out.tsv.gz").read_bytes()).decode().splitlines()
    built = dict(zip(header.split("\t"), line.split("\t"), strict=True))
    (shipped,) = (row for row in rows() if row["symbol"] == "GZMB")
    assert list(built) == list(shipped)
    assert built["mouse symbol"] == shipped["mouse symbol"] == "Gzmb"
    assert built["mouse ensembl"] == shipped["mouse ensembl"] == "ENSMUSG00000015437"
    assert built["rat ensembl"] == "ENSRNOG00000049976|ENSRNOG00055012185"


@pytest.mark.skipif(not REFERENCE.is_file(), reason="the reference set is not here")
def test_genes_of_the_reference_set_are_found_by_all_their_identifiers() -> None:
    with REFERENCE.open(encoding="utf-8") as file:
        genes = [row for row in csv.DictReader(file, delimiter="\t") if "_" not in row["symbol"] and row["hgnc_id"].startswith("HGNC:")]
    assert len(genes) > 50
    identifiers = load_identifiers()
    for column, id_type in (("symbol", "symbol"), ("entrez", "entrez"), ("ensembl_gene", "ensembl"), ("uniprot", "uniprot")):
        matches = identifiers.lookup([gene[column] for gene in genes], id_type, "human").matches
        wrong = [g["symbol"] for g in genes if g[column] and g["hgnc_id"] not in {m.hgnc for m in matches.get(g[column], ())}]
        assert wrong == [], column
    mouse = {gene["mouse_ensembl"]: gene["hgnc_id"] for gene in genes if "|" not in gene["mouse_ensembl"]}
    matches = identifiers.lookup(list(mouse), "ensembl", "mouse").matches
    missing = [name for name in mouse if name and name not in matches]
    assert missing == []
    assert all(mouse[name] in {m.hgnc for m in found} for name, found in matches.items())
