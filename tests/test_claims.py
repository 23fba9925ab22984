"""Every claim of the source articles holds; an edit that breaks one is found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from necro_cyto import load_network, shipped
from necro_cyto.claims import Answer, answer
from necro_cyto.knowledge import read_knowledge
from necro_cyto.schema import Claim

FULL = load_network("full")
CLAIMS = read_knowledge(shipped.folder("networks") / "knowledge").claims
ANSWERS = {c.id: answer(FULL, c) for c in CLAIMS}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda c: c.id)
def test_every_claim_holds(claim: Claim) -> None:
    found = ANSWERS[claim.id]
    assert found.holds, found.why
    assert found.annotation or found.path is not None
    assert not found.path or found.path.sign == claim.sign
    assert {*claim.must_pass, *claim.via} <= set(found.path.nodes if found.path else ())
    assert found.references


def test_all_sixteen_are_asked() -> None:
    assert {c.id[:3] for c in CLAIMS} == {f"C{n:02d}" for n in range(1, 17)}


@pytest.mark.parametrize("claim", [c for c in CLAIMS if c.must_pass], ids=lambda c: c.id)
def test_without_the_edges_into_a_needed_node_the_claim_breaks(claim: Claim) -> None:
    cut = [e.id for e in FULL.edges.values() if e.target in claim.must_pass and e.source not in claim.must_pass]
    broken = answer(FULL.select(without_edges=cut), claim)
    assert not broken.holds
    assert claim.from_ in broken.why and claim.must_pass[0] in broken.why


def test_a_single_edge_taken_out_or_turned_round_breaks_a_claim() -> None:
    claim = next(c for c in CLAIMS if c.id == "C09")
    assert not answer(FULL.select(without_edges=["MLKL_oligomer activates ADAM_sheddases"]), claim).holds
    edge = FULL.edges["MLKL_oligomer activates ADAM_sheddases"]
    turned = replace(FULL, edges={**FULL.edges, edge.id: replace(edge, sign="-")})
    assert not answer(turned, claim).holds
    softer = replace(FULL, edges={**FULL.edges, edge.id: replace(edge, klass="summary")})
    assert not answer(softer, claim).holds


def test_another_way_answers_too_and_is_named() -> None:
    claim = next(c for c in CLAIMS if c.id == "C13")
    cut = [e.id for e in FULL.edges.values() if e.source == "surface_protein_shedding"]
    other = answer(FULL.select(without_edges=cut), claim)
    assert other.holds
    assert "not by the way that is meant" in other.why


def test_an_annotation_is_no_failure_but_needs_its_papers() -> None:
    found = ANSWERS["C07"]
    assert (found.annotation, found.holds, found.path) == (True, True, None)
    assert not answer(FULL, replace(found.claim, references=("nobody2099",))).holds


def test_an_unknown_node_is_named() -> None:
    assert answer(FULL, Claim("X", "x", "x", "MLKL", "nowhere")).why == "not in the network: nowhere"


def said(found: Answer) -> set[str]:
    return {row.reference for row in found.contradicting}


def test_contradicting_papers_are_shown() -> None:
    assert {"tian2020", "lin2022"} <= said(ANSWERS["C02c"]) & said(ANSWERS["C04"])
    assert {"yatim2015", "aaes2016", "snyder2019"} <= said(ANSWERS["C14"])
    assert "wiernicki2022" in said(ANSWERS["C10b"])
    assert "baik2021" in said(ANSWERS["C15b"])


def test_the_two_arms_of_necroptosis_are_both_shown() -> None:
    for name, sign in (("C14", "+"), ("C16", "-")):
        other = ANSWERS[name].opposite
        assert other is not None and other.sign == sign and other.references


def test_thin_evidence_is_said() -> None:
    assert "hanggi2024" in ANSWERS["C03"].thin["chemotherapy promotes plasma_membrane_rupture"]
    assert "correlative" in ANSWERS["C06"].why
    assert ANSWERS["C08"].thin == {}


def test_json_has_the_keys_that_were_promised() -> None:
    for found in ANSWERS.values():
        told = found.to_json()
        assert {"id", "statement", "holds", "path", "sign", "references", "contradicting"} <= set(told)
        assert all({"edge", "reference"} <= set(row) for row in told["contradicting"])
