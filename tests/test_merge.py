"""A user's own rows beside the shipped ones: joined, marked, and refused where they disagree."""

from __future__ import annotations

import shutil
from pathlib import Path

import networkx as nx
import pytest

from necro_cyto import NecroCytoError, load_network, read_network, view
from necro_cyto.catalogue import check_all, find_network
from necro_cyto.errors import UnknownNameError
from necro_cyto.merge import from_graph, merge, read_sif
from necro_cyto.network import Network
from necro_cyto.reason import trace

TINY = Path(__file__).parent / "samples" / "tiny"
CORE = load_network("core")
OWN = "GAPDH promotes MLKL\tGAPDH\tMLKL\tpromotes\t+\tmechanism\tno\tnecrosome\t\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """The tiny tables with one edge and one paper more."""
    folder = shutil.copytree(TINY, tmp_path / "mine")
    for name, rows in {
        "nodes": "GAPDH\tGAPDH\tprotein\tHGNC:4141\ttumour cell\tcytosol\tnecrosome\tmy gene\n",
        "edges": OWN,
        "evidence": "GAPDH promotes MLKL\tme2026\tsupports\thuman\tour cells\ttitle-and-id\t<b>ours</b>\n",
        "references": "me2026\t1\t\t\tMe A\t2026\tOwn J\tOur title\n",
    }.items():
        with (folder / f"{name}.tsv").open("a", encoding="utf-8") as file:
            file.write(rows)
    return folder


def test_check_speaks_to_a_user_as_to_us(mine: Path) -> None:
    assert {p.rule for p in check_all(mine, fix=False)} == {"canonical form"}
    assert check_all(mine, fix=True) == []


def test_same_rows_join_and_new_ones_are_marked(mine: Path, tiny: Network) -> None:
    both = merge(tiny, read_network(mine))
    assert len(both.nodes) == len(tiny.nodes) + 1 and len(both.edges) == len(tiny.edges) + 1
    marked = [r.origin for rows in (both.nodes, both.edges, both.references) for r in rows.values()]
    assert sorted(filter(None, marked)) == ["mine"] * 3
    assert [r.origin for r in both.evidence["GAPDH promotes MLKL"]] == ["mine"]
    assert both.evidence["RIPK3 phosphorylates MLKL"] == tiny.evidence["RIPK3 phosphorylates MLKL"]
    assert tiny.version in both.version and "mine" in both.version


def test_the_mark_reaches_the_picture_as_plain_text(mine: Path, tiny: Network) -> None:
    scene = view(merge(tiny, read_network(mine))).scene
    told = {e.id: str(e.columns["about"]) for e in scene.edges}
    assert "row of mine" in told["GAPDH promotes MLKL"]
    assert "<b>" not in told["GAPDH promotes MLKL"]
    assert [i for i, text in told.items() if "row of" in text] == ["GAPDH promotes MLKL"]
    assert ["row of mine" in str(n.columns["about"]) for n in scene.nodes if n.id in ("GAPDH", "MLKL")].count(True) == 1


def test_own_evidence_on_a_shared_edge_is_added_and_marked(mine: Path, tiny: Network) -> None:
    with (mine / "evidence.tsv").open("a", encoding="utf-8") as file:
        file.write("RIPK3 phosphorylates MLKL\tme2026\tcontradicts\tmouse\tour mice\ttitle-and-id\tnot here\n")
    rows = merge(tiny, read_network(mine)).evidence["RIPK3 phosphorylates MLKL"]
    assert [(r.reference, r.origin) for r in rows] == [("sun2012", ""), ("me2026", "mine")]


def test_rows_that_differ_are_an_error_that_names_both_places(mine: Path, tiny: Network) -> None:
    edges = mine / "edges.tsv"
    edges.write_text(edges.read_text().replace("phosphorylates\t+\tmechanism", "phosphorylates\t-\tmechanism"))
    with pytest.raises(NecroCytoError) as caught:
        merge(tiny, read_network(mine))
    message = str(caught.value)
    assert f"{edges}:4" in message and f"{TINY / 'edges.tsv'}:4" in message
    assert "sign is '-' and '+'" in message


def test_merge_does_not_touch_what_it_joins(mine: Path, tiny: Network) -> None:
    own = read_network(mine)
    merge(tiny, own)
    assert "GAPDH" not in tiny.nodes and own.nodes["GAPDH"].origin == ""


def test_two_and_three_columns_of_sif(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("source target\nTNFR1 my_thing\nmy_thing -| caspase-8\nGAPDH activates MLKL RIPK3\n# end\n\n")
    own = read_sif(path, CORE)
    edges = {(e.source, e.target): (e.relation, e.sign, e.klass) for e in own.edges.values()}
    assert edges == {
        ("TNFRSF1A", "my_thing"): ("associates with", "0", "correlative"),
        ("my_thing", "CASP8"): ("inhibits", "-", "mechanism"),
        ("GAPDH", "MLKL"): ("activates", "+", "mechanism"),
        ("GAPDH", "RIPK3"): ("activates", "+", "mechanism"),
    }
    assert own.nodes["GAPDH"].genes == ("HGNC:4141",)
    assert own.nodes["MLKL"] == CORE.nodes["MLKL"]
    assert trace(merge(CORE, own), "my_thing", "apoptosis").net.sign == "-"


def test_tabs_let_names_have_blanks(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_bytes("\ufeffCD8 T cell\tactivates\tmy own cell\r\n".encode())
    assert list(read_sif(path, CORE).edges) == ["CD8_T_cell activates my own cell"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A activates B\nalone\n", "own.sif:2: .*is no edge"),
        ("A activates A\n", "own.sif:1: an edge from"),
        ("NFkB activates A\n", "own.sif:1: .*may be"),
        ("A\tactivates\t\n", "own.sif:1"),
        ("A,activates,B\n", "own.sif:1: .*with tabs between"),
        ("A activates\n", 'own.sif:1: "activates" stands where a name should'),
        ("MLKL activates A\nCD8 T cell -> B\n", 'own.sif:2: "->" stands where a name should'),
        ("", "own.sif: holds no edge"),
        ("# nothing\nsource target\n\n", "own.sif: holds no edge"),
        (b"\xff\xfe", "not UTF-8"),
        (None, "cannot be read"),
    ],
)
def test_what_is_no_sif_is_refused(tmp_path: Path, text: str | bytes | None, message: str) -> None:
    path = tmp_path / "own.sif"
    if text is not None:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(NecroCytoError, match=message):
        read_sif(path, load_network("full"))


@pytest.mark.parametrize(
    ("text", "count"), [("A B\n", 1), ("A B\nB C\n", 2), ("a b\nX Y\n", 1), ("# x\nSource Target\nX Y\n", 1), ("from to\nto X\n", 1)]
)
def test_a_line_of_headings_is_no_edge_and_an_edge_no_headings(tmp_path: Path, text: str, count: int) -> None:
    path = tmp_path / "own.sif"
    path.write_text(text)
    assert len(read_sif(path).edges) == count


def test_a_network_without_nodes_is_not_drawn(tmp_path: Path) -> None:
    empty = from_graph(nx.DiGraph(), name="empty")
    with pytest.raises(NecroCytoError, match="empty: has no nodes"):
        view(empty).save(tmp_path / "a.svg")
    assert merge(CORE, empty).nodes == CORE.nodes


def test_check_takes_a_sif_file(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("GAPDH activates MLKL\nGAPDH actvates RIPK3\n")
    assert [str(p) for p in check_all(path, fix=False)] == [
        f'{path}:2: relation is "actvates": did you mean activates?'
    ]


def test_graphs_with_signs_without_and_undirected() -> None:
    graph = nx.MultiDiGraph(name="lab")
    graph.add_node("x", label="My phenotype", kind="phenotype")
    graph.add_edge("MLKL", "x", sign=-1)
    graph.add_edge("x", "TNF-alpha", relation="induces expression of")
    graph.add_edge("x", "RIPK3", sign="up?")
    own = from_graph(graph, CORE)
    assert own.name == "lab" and own.nodes["x"].label == "My phenotype"
    assert {e.id: e.sign for e in own.edges.values()} == {
        "MLKL inhibits x": "-", "x induces expression of TNF": "+", "x associates with RIPK3": "0"
    }  # fmt: skip
    flat = from_graph(nx.Graph([("MLKL", "RIPK3", {"sign": "+"})]), CORE)
    assert [e.sign for e in flat.edges.values()] == ["0"]
    with pytest.raises(NecroCytoError, match="does not go with the sign"):
        from_graph(nx.DiGraph([("a", "b", {"sign": "+", "relation": "inhibits"})]))


def test_the_graph_of_a_network_comes_back_with_its_signs() -> None:
    own = from_graph(CORE.graph, CORE, "again")
    assert {k: (e.sign, e.relation) for k, e in own.edges.items()} == {
        k: (e.sign, e.relation) for k, e in CORE.edges.items()
    }
    assert own.nodes == dict(CORE.nodes)


def test_a_merged_network_is_one_word_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.sif").write_text("MLKL\tactivates\tGAPDH\n")
    monkeypatch.chdir(tmp_path)
    both = find_network("core+own.sif")
    assert set(both.edges) - set(CORE.edges) == {"MLKL activates GAPDH"}
    assert view(both).save(tmp_path / "own.svg").stat().st_size > 1000
    with pytest.raises(NecroCytoError, match="unknown network"):
        find_network("core+nothing")


@pytest.mark.parametrize("name", ["", "+", "core+"])
def test_a_network_without_a_name_is_no_folder(name: str) -> None:
    with pytest.raises(UnknownNameError, match='unknown network ""'):
        find_network(name)


def test_relations_without_a_sign_and_names_taken_otherwise_are_told(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("p53 boosts RIP3\np53 boosts MLKL\nMLKL hampers Ripk1\nRIPK1 binds RIPK3\nRIPK1 -| MLKL\nCASP8 inhibits MLKL\n")
    signs, names = read_sif(path).notes
    assert '3 edges have no sign' in signs and '"boosts" (2), "hampers" (1)' in signs and "-|" in signs
    assert "2 names mean" in names and "p53 (TP53), RIP3 (RIPK3);" in names
    assert find_network(f"core+{path}").notes == (signs, names)
    path.write_text("RIPK1 -| MLKL\n")
    assert read_sif(path).notes == ()


def test_only_the_first_names_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("\n".join(f"{alias} -> GAPDH" for alias in ("p53", "RIP3", "Smac", "HER2", "p65", "TRAIL", "CD95")))
    (note,) = read_sif(path).notes
    assert "7 names mean" in note and "p65 (RELA) and 2 more;" in note and "CD95" not in note


def test_names_that_may_be_several_genes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("FLIP -| MLKL\n")
    (note,) = read_sif(path).notes
    assert "1 name may be several genes and stands for none: FLIP (" in note and "CFLAR" in note
    path.write_text('"FLIP" -| MLKL\n')
    assert read_sif(path).notes == ()


def test_a_name_in_quotation_marks_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text('"RIP3" activates "my own REST"\n"MLKL" inhibits p53\n')
    own = read_sif(path, CORE)
    assert own.nodes["RIP3"].genes == () and own.nodes["my own REST"].kind == "process"
    assert own.nodes["MLKL"] == CORE.nodes["MLKL"] and own.nodes["p53"].genes
    assert len(own.notes) == 1 and "RIP3" not in own.notes[0]
    path.write_text('"RIP3"\t"activates"\t"MLKL"\n')  # as R writes tables
    assert set(read_sif(path, CORE).edges) == {"RIPK3 activates MLKL"}
    kept = nx.DiGraph([("p53", "MLKL")])
    kept.add_node("p53", gene=False)
    assert from_graph(kept).nodes["p53"].genes == () and from_graph(kept).notes == ()


def test_an_edge_of_the_other_network_is_that_edge(tmp_path: Path) -> None:
    path = tmp_path / "own.sif"
    path.write_text("RIP3 phosphorylates MLKL\nGAPDH inhibits RIPK3\n")
    both = find_network(f"core+{path}")
    assert both.edges["RIPK3 phosphorylates MLKL"] == CORE.edges["RIPK3 phosphorylates MLKL"]
    assert both.evidence["RIPK3 phosphorylates MLKL"] == CORE.evidence["RIPK3 phosphorylates MLKL"]
    assert [e.id for e in both.edges.values() if e.origin] == ["GAPDH inhibits RIPK3"]
    opposite = nx.DiGraph([("RIPK3", "MLKL", {"relation": "phosphorylates", "sign": "-"})])
    with pytest.raises(NecroCytoError, match="sign is '-' and"):
        merge(CORE, from_graph(opposite, CORE))
