"""References of exactly what is shown, in forms that reference managers read, with nothing made up."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest

from necro_cyto import NecroCytoError, load_network
from necro_cyto.about import citation
from necro_cyto.cite import FORMS, cite, full_citation, links, methods, references
from necro_cyto.network import Network
from necro_cyto.schema import Evidence, Reference

FULL = load_network("full")
BY_EDGES = {row.reference for rows in FULL.evidence.values() for row in rows}


def bibtex(text: str) -> dict[str, dict[str, str]]:
    """A tiny BibTeX reader: entries, fields, balanced braces that a backslash does not count for."""
    entries: dict[str, dict[str, str]] = {}
    at = 0
    while (start := text.find("@", at)) >= 0:
        head = re.compile(r"@(article|misc)\{([^\s,{}]+),\n").match(text, start)
        assert head, text[start : start + 60]
        fields, at = {}, head.end()
        while found := re.compile(r"  (\w+) = \{").match(text, at):
            begin, depth, at = found.end(), 1, found.end()
            while depth:
                if text[at] == "\\":
                    at += 1
                else:
                    depth += {"{": 1, "}": -1}.get(text[at], 0)
                at += 1
            fields[found[1]] = text[begin : at - 1]
            assert text[at : at + 2] == ",\n"
            at += 2
        assert text[at] == "}"
        assert head[2] not in entries
        entries[head[2]] = fields
    return entries


def ris(text: str) -> dict[str, dict[str, list[str]]]:
    """A tiny RIS reader: every line is a tag, two blanks, a hyphen, a blank, a value."""
    records: dict[str, dict[str, list[str]]] = {}
    current: dict[str, list[str]] = {}
    for line in filter(None, text.split("\n")):
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        assert found, line
        if found[1] == "ER":
            records[current["ID"][0]] = current
            current = {}
        else:
            assert found[2] and (current or found[1] == "TY")
            current.setdefault(found[1], []).append(found[2])
    assert not current
    return records


def one(**fields: str) -> Network:
    """A network whose only paper has these fields."""
    part = FULL.select(["necrosulfonamide", "MLKL"])
    edge = next(iter(part.edges))
    paper = Reference(**{"id": "me2026", **fields})
    return replace(part, evidence={edge: (Evidence(edge, paper.id),)}, references={paper.id: paper})


def test_every_form_has_each_reference_of_the_edges_once() -> None:
    assert set(bibtex(cite(FULL, "bibtex"))) == set(ris(cite(FULL, "ris"))) == BY_EDGES
    rows = list(csv.DictReader(io.StringIO(cite(FULL, "csv"))))
    assert sorted(r["id"] for r in rows) == sorted(BY_EDGES)
    assert len(cite(FULL, "text").splitlines()) == len(BY_EDGES) == len(references(FULL))


def test_a_part_cites_only_its_edges() -> None:
    part = load_network("core").select(["RIPK3", "MLKL", "necrosulfonamide"])
    assert set(part.edges) == {"RIPK3 phosphorylates MLKL", "necrosulfonamide inhibits MLKL"}
    assert set(bibtex(cite(part))) == {"murphy2013", "sun2012", "wu2013", "zhao2012"}


def test_nothing_is_made_up() -> None:
    entries, records = bibtex(cite(FULL)), ris(cite(FULL, "ris"))
    for name in BY_EDGES:
        known = FULL.references[name]
        for field in ("doi", "pmid", "pmcid", "year", "journal", "title"):
            assert (field in entries[name]) == bool(getattr(known, field)), (name, field)
        assert ("author" in entries[name]) == bool(known.first_author)
        assert entries[name].get("doi", "") == known.doi
        assert records[name].get("AN", [""]) == [known.pmid]
        assert records[name].get("TI", [""]) == [known.title]
    assert cite(one(pmid="7"), "bibtex") == "@misc{me2026,\n  pmid = {7},\n}\n"


def test_special_characters_are_escaped() -> None:
    title = r"50% of {RIPK3} & MLKL_p: #1 \x ~ ^ a<b $"
    entry = bibtex(cite(one(title=title, journal="J & Co", doi="10.1000/a_b(1)", first_author="van den Broek MF")))
    assert entry["me2026"]["title"] == (
        r"{50\% of \{RIPK3\} \& MLKL\_p: \#1 \textbackslash{}x \textasciitilde{} \textasciicircum{} "
        r"a\textless{}b \$}"
    )
    assert entry["me2026"]["journal"] == r"J \& Co"
    assert entry["me2026"]["doi"] == "10.1000/a_b(1)"
    assert entry["me2026"]["author"] == "van den Broek, M. F. and others"


def test_a_broken_title_breaks_no_file() -> None:
    wild = one(title="a } b { c\n@article{x,\nER  - \n", first_author="{", id="my id")
    assert set(bibtex(cite(wild))) == {"my_id"}
    assert list(ris(cite(wild, "ris"))) == ["my_id"]
    assert len(cite(wild, "text").splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "bib", "au"),
    [
        ("Sun L", "Sun, L. and others", "Sun, L."),
        ("Friedmann Angeli JP", "Friedmann Angeli, J. P. and others", "Friedmann Angeli, J.P."),
        ("Tran", "{Tran} and others", "Tran"),
    ],
)
def test_names(name: str, bib: str, au: str) -> None:
    paper = one(first_author=name, pmid="1")
    assert bibtex(cite(paper))["me2026"]["author"] == bib
    assert ris(cite(paper, "ris"))["me2026"]["AU"] == [au]


def test_methods_tells_version_and_numbers() -> None:
    core = load_network("core")
    said = methods(core)
    papers = {row.reference for rows in core.evidence.values() for row in rows}
    assert core.version in said
    for number in (f"{len(core.nodes)} nodes", f"{len(core.edges)} edges", f"{len(papers)} publications"):
        assert number in said
    assert "1 edge)" in methods(core.select(["necrosulfonamide", "MLKL"]))
    assert "our own" not in said


@pytest.mark.parametrize(
    ("known", "short"),
    [
        ({"first_author": "van Loo G", "year": "2020"}, "van Loo 2020"),
        ({"first_author": "Tumour Atlas Consortium", "year": "2020"}, "Tumour Atlas Consortium 2020"),
        ({"title": "Cell death.", "year": "1986"}, "“Cell death” 1986"),
        ({"title": "One two three, four, five six", "year": "1986"}, "“One two three, four …” 1986"),
        ({"title": "One two three four five", "pmid": "7"}, "“One two three four …”, PMID 7"),
        ({"year": "1986", "doi": "10.1/x"}, "Anonymous 1986, doi 10.1/x"),
        ({"pmid": "7"}, "PMID 7"),
        ({}, "x"),
    ],
)
def test_short_citations_need_no_author(known: dict[str, str], short: str) -> None:
    assert citation(Reference("x", **known)) == short


def test_links_and_unknown_forms() -> None:
    paper = Reference("x", pmid="1", doi="10.1/x", pmcid="PMC2")
    assert [link.split("/")[2] for link in links(paper)] == ["pubmed.ncbi.nlm.nih.gov", "doi.org", "pmc.ncbi.nlm.nih.gov"]
    assert full_citation(Reference("x")) == "x"
    with pytest.raises(NecroCytoError, match="did you mean bibtex"):
        cite(FULL, "bibtx")
    assert set(FORMS) == {"bibtex", "ris", "csv", "text"}
