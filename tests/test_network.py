"""The Network: reading, selecting, finding; and the shipped tables."""

from __future__ import annotations

import csv
from pathlib import Path

import networkx as nx
import pytest

from necro_cyto import NecroCytoError, list_networks, load_network, view
from necro_cyto.catalogue import check_all
from necro_cyto.knowledge import read_knowledge
from necro_cyto.network import Network
from necro_cyto.schema import LEVELS

ROOT = Path(__file__).parents[1]
KNOWLEDGE = read_knowledge(ROOT / "networks" / "knowledge")
REFERENCE_SET = ROOT.parent / "shared" / "evidence"
SUBJECTS = [
    "RIPK1", "RIPK3", "MLKL", "ZBP1", "CASP8", "plasma_membrane_rupture", "surface_protein_shedding", "IL1A",
    "IL1A_ext", "CAPN1", "IL1R1", "MYD88", "NFKB_host", "CXCL1", "CXCL2", "CXCL8", "PMN_MDSC", "TAM",
    "CD8_T_cell", "chemotherapy", "anti-IL1A", "anti-PD-1",
]  # fmt: skip


def test_shipped_tables_networks_and_styles_have_no_problem() -> None:
    assert [str(p) for p in check_all(None, fix=False)] == []


def test_the_network_is_large_enough_and_covers_its_subjects() -> None:
    full = load_network("full")
    assert len(full.nodes) >= 70
    assert len(full.edges) >= 110
    assert [s for s in SUBJECTS if s not in full.nodes] == []


def test_core_is_one_figure() -> None:
    core = load_network("core")
    assert 30 <= len(core.nodes) <= 45
    assert set(core.arrangement.positions) == set(core.nodes)
    assert nx.is_weakly_connected(core.graph)


@pytest.mark.skipif(not REFERENCE_SET.is_dir(), reason="the reference set is not here")
def test_every_citation_stands_in_the_reference_set_at_a_citable_level() -> None:
    with (REFERENCE_SET / "references.tsv").open(encoding="utf-8") as file:
        known = {row["reference"]: row for row in csv.DictReader(file, delimiter="\t")}
    for reference in KNOWLEDGE.references:
        row = known[reference.id]
        for number in ("pmid", "doi", "pmcid"):
            given = getattr(reference, number)
            assert given in ("", row.get(number)) or given in row["seen_at"], f"{reference.id}: {number} {given}"
    assert {row.level for row in KNOWLEDGE.evidence} <= set(LEVELS)


def test_the_graph_is_what_the_tables_say(tiny: Network) -> None:
    graph = tiny.graph
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.number_of_edges() == len(tiny.edges)
    assert graph.edges["RIPK3", "MLKL", "RIPK3 phosphorylates MLKL"]["sign"] == "+"


def test_select_keeps_edges_between_and_their_papers(tiny: Network) -> None:
    part = tiny.select(["RIPK1", "RIPK3", "MLKL"])
    assert set(part.edges) == {"RIPK1 activates RIPK3", "RIPK3 phosphorylates MLKL"}
    assert set(part.references) == {"sun2012"}
    assert set(tiny.select(classes=["mechanism"]).edges) == {
        e.id for e in tiny.edges.values() if e.klass == "mechanism"
    }
    assert len(tiny.nodes) == 6  # the whole is as it was


@pytest.mark.parametrize(("name", "found"), [("ripk3", "RIPK3"), ("Released IL-1α", "IL1A_ext"), ("MLKL", "MLKL")])
def test_find_takes_ids_and_labels_in_any_case(tiny: Network, name: str, found: str) -> None:
    assert tiny.find(name).id == found


def test_unknown_names_offer_the_nearest(tiny: Network) -> None:
    with pytest.raises(NecroCytoError, match="did you mean RIPK3"):
        tiny.find("RIPK33")
    with pytest.raises(NecroCytoError, match="did you mean core"):
        load_network("cor")
    with pytest.raises(NecroCytoError, match="did you mean MLKL"):
        tiny.select(["MLKLL"])


@pytest.mark.parametrize("name", list_networks())
def test_every_edge_tells_its_papers(name: str) -> None:
    for edge in view(load_network(name)).scene.edges:
        assert edge.columns["references"]
        assert "<" not in str(edge.columns["about"])


def test_the_hash_changes_with_a_single_letter(tmp_path: Path, tiny: Network) -> None:
    import shutil

    folder = shutil.copytree(Path(__file__).parent / "samples" / "tiny", tmp_path / "t")
    before = read_knowledge(folder).version
    text = (folder / "nodes.tsv").read_text()
    (folder / "nodes.tsv").write_text(text.replace("RIPK1 inhibitor", "RIPK1 inhibitors"))
    assert read_knowledge(folder).version != before
    assert before == tiny.version
