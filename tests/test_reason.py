"""Paths and their signs, against networkx and against what is known of cell death."""

from __future__ import annotations

import random
from collections.abc import Iterator

import networkx as nx
import pytest

from necro_cyto import NecroCytoError, load_network
from necro_cyto.network import Network
from necro_cyto.paths import Search, Step
from necro_cyto.reason import trace
from necro_cyto.schema import Edge, Evidence, Node, Reference

FULL = load_network("full")


def network(*lines: str) -> Network:
    """Build a network from lines such as ``"A + B"`` or ``"A - B summary"``."""
    edges = {}
    for line in lines:
        source, sign, target, klass = [*line.split(), "mechanism"][:4]
        edges[line] = Edge(line, source, target, "changes", sign, klass)
    ends = {end for e in edges.values() for end in (e.source, e.target)}
    evidence = {k: (Evidence(k, "paper", level="title-and-id"),) for k in edges}
    return Network(
        "own", "own", {n: Node(n, n, "protein") for n in sorted(ends)}, edges, evidence, {"paper": Reference("paper")}
    )


def chains(source: str, target: str, cutoff: int | None = None) -> Iterator[tuple[int, list[str]]]:
    """Sign and nodes of every simple path of mechanism edges, by networkx."""
    graph = nx.MultiDiGraph()
    for e in FULL.edges.values():
        if e.klass == "mechanism" and e.sign != "0":
            graph.add_edge(e.source, e.target, sign={"+": 1, "-": -1}[e.sign])
    for path in nx.all_simple_edge_paths(graph, source, target, cutoff=cutoff):
        sign = 1
        for edge in path:
            sign *= graph.edges[edge]["sign"]
        yield sign, [path[0][0], *(end for _, end, _ in path)]


def test_signs_multiply_and_the_shortest_comes_first() -> None:
    found = trace(network("A + B", "B - C", "A + D", "D - E", "E - C"), "A", "C")
    assert [(p.nodes, p.sign) for p in found.paths] == [(("A", "B", "C"), "-"), (("A", "D", "E", "C"), "+")]
    assert (found.net.sign, found.net.plus, found.net.minus) == ("both", 1, 1)
    assert (found.net.shortest, found.net.strongest) == ("-", "-")


def test_only_signed_mechanism_edges_are_chained() -> None:
    net = network("A + B", "B + C summary", "B 0 C", "B + C correlative", "A - C conditional", "A 0 C binding")
    found = trace(net, "A", "C")
    assert found.paths == () and found.net.sign == "none"
    assert [s.edge.klass for s in found.apart] == ["conditional", "binding"]


def test_via_avoid_and_length() -> None:
    net = network("A + B", "B + C", "A + D", "D + C", "C + E", "D + E")
    assert [p.nodes for p in trace(net, "A", "E", via=["C"]).paths] == [tuple("ABCE"), tuple("ADCE")]
    assert [p.nodes for p in trace(net, "A", "E", via=["c", "d"]).paths] == [tuple("ADCE")]
    assert [p.nodes for p in trace(net, "A", "E", avoid=["D"]).paths] == [tuple("ABCE")]
    assert [p.nodes for p in trace(net, "A", "E", avoid=["D + E", "B"]).paths] == [tuple("ADCE")]
    assert [p.nodes for p in trace(net, "A", "E", max_length=2).paths] == [tuple("ADE")]


def test_a_long_way_is_told_but_not_taken_unasked() -> None:
    net = network(*(f"n{i} + n{i + 1}" for i in range(12)))
    short = trace(net, "n0", "n12")
    assert (short.paths, short.least) == ((), 12)
    assert len(trace(net, "n0", "n12", max_length=short.least).paths[0].steps) == 12
    assert trace(net, "n12", "n0").least == 0


def test_what_whole_experiments_found_is_told_beside() -> None:
    net = trace(network("A + B", "B + C", "A - C summary", "A + C conditional"), "A", "C").net
    assert (net.sign, net.findings) == ("+", "-")


def test_bad_questions() -> None:
    net = network("A + B")
    for wrong in (("A", "a"), ("A", "Z")):
        with pytest.raises(NecroCytoError):
            trace(net, *wrong)
    with pytest.raises(NecroCytoError, match="unknown node or edge"):
        trace(net, "A", "B", avoid=["nothing"])
    with pytest.raises(NecroCytoError, match="1 step or more"):
        trace(net, "A", "B", max_length=0)


def test_stronger_evidence_comes_first_among_equals() -> None:
    def weight(direct: str, *rows: Evidence) -> float:
        return Step(Edge("e", "A", "B", "activates", "+", direct=direct), rows).weight

    one = Evidence("e", "x", level="title-and-id")
    assert weight("yes", one) > weight("no", one) > weight("no", Evidence("e", "x", level="gene-linked"))
    assert weight("no", one, Evidence("e", "y", level="database")) > weight("no", one, one) == weight("no", one)
    against = Evidence("e", "z", "contradicts", level="title-and-id")
    assert weight("yes", one) > weight("yes", one, against) > 0
    assert weight("no", against, against) > 0


@pytest.mark.parametrize("seed", range(30))
def test_the_search_finds_what_networkx_finds(seed: int) -> None:
    rng = random.Random(seed)
    graph = nx.gnm_random_graph(9, 22, seed=seed, directed=True)
    net = network(*(f"{a} {rng.choice('+-')} {b}" for a, b in graph.edges), "0 + 8", "0 - 8")
    longest, via = rng.randint(1, 7), rng.choice([[], ["3"], ["4", "5"]])
    multi = nx.MultiDiGraph((e.source, e.target, e.id) for e in net.edges.values())
    expected = {
        tuple(key for _, _, key in path)
        for path in nx.all_simple_edge_paths(multi, "0", "8", cutoff=longest)
        if {*via} <= {end for edge in path for end in edge[:2]}
    }
    found = trace(net, "0", "8", via=[v for v in via if v in net.nodes], max_length=longest).paths
    assert {p.edges for p in found} == expected
    assert len(found) == len(expected)
    assert [len(p.steps) for p in found] == sorted(len(p.steps) for p in found)


def test_the_work_is_bounded() -> None:
    names = [f"n{i}" for i in range(30)]
    ways = {a: [Edge(f"{a} {b}", a, b, "activates", "+") for b in names if a != b] for a in names}
    search = Search(ways, "n0", "n29")
    found = list(search.paths(12))
    assert not search.complete
    assert len(found[0]) == 1 and [len(p) for p in found] == sorted(map(len, found))


@pytest.mark.parametrize("pair", [("TNF", "CD8_T_cell"), ("hypoxia", "tumour_growth"), ("IL1A", "metastasis")])
def test_the_full_network_by_networkx(pair: tuple[str, str]) -> None:
    expected = list(chains(*pair, cutoff=10))
    found = trace(FULL, *pair, max_length=10)
    assert found.complete
    assert (found.net.plus, found.net.minus) == tuple([s for s, _ in expected].count(sign) for sign in (1, -1))
    assert {p.nodes for p in found.paths} == {tuple(nodes) for _, nodes in expected}


@pytest.mark.parametrize("drug", ["necrostatin-1", "necrostatin-1s", "necrosulfonamide", "GNE684", "GSK3145095"])
def test_no_chain_says_that_an_inhibitor_raises_necroptosis(drug: str) -> None:
    assert {sign for sign, _ in chains(drug, "necroptosis")} == {-1}


def test_tnf_lowers_necroptosis_only_through_its_known_brakes() -> None:
    brakes = {"CASP8", "CASP8_CFLAR", "TNFAIP3"}  # caspase-8, its heterodimer with c-FLIP, A20
    lowering = [nodes for sign, nodes in chains("TNF", "necroptosis") if sign < 0]
    assert [nodes for nodes in lowering if not brakes & set(nodes)] == []


@pytest.mark.parametrize("ligase", ["BIRC2", "BIRC3", "LUBAC"])
def test_no_chain_says_that_ubiquitin_ligases_block_nf_kb(ligase: str) -> None:
    assert {sign for sign, _ in chains(ligase, "RELA")} == {1}


@pytest.mark.parametrize("ligand", ["IL1A_ext", "IL1B"])
def test_il1_does_not_reach_t_cells_through_tumour_necroptosis(ligand: str) -> None:
    dying = {"necroptosis", "MLKL", "MLKL_oligomer", "RIPK3", "surface_protein_shedding"}
    assert [nodes for _, nodes in chains(ligand, "CD8_T_cell", cutoff=14) if dying & set(nodes)] == []


def test_checkpoint_blockade_does_not_raise_necroptosis() -> None:
    assert [n for d in ("anti-PD-1", "anti-CTLA-4") for s, n in chains(d, "necroptosis") if s > 0] == []


# Question, expected sign of the shortest path and of the one with the strongest evidence, and why.
QUESTIONS = [
    # drug → outcome
    ("Necrostatin-1", "necroptosis", "-", "inhibits RIPK1 kinase (Degterev 2008)"),
    ("Necrostatin-1s", "MLKL", "-", "no RIPK1 kinase, no RIPK3, no MLKL phosphorylation"),
    ("necrosulfonamide", "Membrane rupture", "-", "blocks human MLKL (Sun 2012)"),
    ("necrosulfonamide", "IL1A_ext", "-", "no rupture, no leak of IL-1α"),
    ("pazopanib", "necroptosis", "-", "inhibits RIPK1 (Fauster 2015)"),
    ("ponatinib", "necroptosis", "-", "inhibits RIPK1 and RIPK3; TAK1 only on the side"),
    ("kongensin A", "necroptosis", "-", "takes HSP90 from RIPK3 (Li 2016)"),
    ("zVAD-fmk", "apoptosis", "-", "pan-caspase inhibitor"),
    ("zVAD-fmk", "necroptosis", "+", "takes the caspase-8 brake off: the classical TSZ assay"),
    ("SMAC mimetic", "apoptosis", "+", "loss of cIAP1: ripoptosome"),
    ("SMAC mimetic", "necroptosis", "+", "loss of cIAP1: necrosome"),
    ("decitabine", "necroptosis", "+", "demethylates RIPK3 (Koo 2015)"),
    ("poly(I:C)", "necroptosis", "+", "TLR3, TRIF, RIPK3"),
    ("erastin", "ferroptosis", "+", "inhibits xCT (Dixon 2012)"),
    ("RSL3", "ferroptosis", "+", "inhibits GPX4 (Yang 2014)"),
    ("ferrostatin-1", "ferroptosis", "-", "traps lipid radicals"),
    ("anti-PD-1", "CD8 T cell", "+", "checkpoint off"),
    ("anti-PD-1", "tumour growth", "-", "T cells reject the tumour"),
    ("anti-CTLA-4", "tumour growth", "-", "checkpoint off"),
    ("anti-IL1A", "CD8 T cell", "+", "fewer suppressive myeloid cells (Hänggi 2024)"),
    ("anti-IL1A", "PMN-MDSC", "-", "IL-1R1 recruits them"),
    ("anakinra", "IL6", "-", "blocks IL-1R1 of fibroblasts"),
    ("nadunolimab", "NFKB_host", "-", "blocks the co-receptor of IL-1R1"),
    ("SX-682", "CD8 T cell", "+", "CXCR2 brings PMN-MDSC in (Sun 2019)"),
    ("oxaliplatin", "IL1A_ext", "+", "chemotherapy breaks membranes"),
    ("CBL0137", "Fibroblast necroptosis", "+", "Z-DNA activates ZBP1 (Zhang 2022)"),
    # ligand or stress → gene, cell or death
    ("TNF", "necroptosis", "+", "TNFR1, RIPK1, RIPK3, MLKL"),
    ("TNF", "apoptosis", "+", "complex II, caspase-8"),
    ("TNF", "TNFAIP3", "+", "NF-κB target"),
    ("TNF", "CFLAR", "+", "NF-κB target (Micheau 2001)"),
    ("TRAIL", "caspase-3", "+", "DR5, FADD, caspase-8"),
    ("FAS ligand", "apoptosis", "+", "Fas, FADD, caspase-8"),
    ("IL1A_ext", "CXCL1", "+", "IL-1R1, MyD88, NF-κB"),
    ("IL1A_ext", "IL6", "+", "inflammatory fibroblasts (Biffi 2019)"),
    ("IL1A_ext", "CD8 T cell", "-", "PMN-MDSC and macrophages"),
    ("IL1B", "CCL2", "+", "NF-κB target"),
    ("IFNG", "PD-L1", "+", "STAT1, IRF1 (Garcia-Diaz 2017)"),
    ("IFNG", "ferroptosis", "+", "lowers xCT (Wang 2019)"),
    ("hypoxia", "VEGFA", "+", "HIF-1α target"),
    ("glucose deprivation", "necroptosis", "+", "mitochondrial DNA, ZBP1 (Baik 2021)"),
    ("TGFB1", "CD8 T cell", "-", "represses cytotoxic genes (Thomas 2005)"),
    ("APP", "metastasis", "+", "DR6, necroptosis of endothelium (Strilic 2016)"),
    # gene → death; a knock-out does the opposite
    ("RIPK3", "necroptosis", "+", "knock-out cells do not die by it"),
    ("MLKL", "Membrane rupture", "+", "the executor"),
    ("CASP8", "necroptosis", "-", "Casp8 knock-out dies of it (Kaiser 2011)"),
    ("FADD", "necroptosis", "-", "Fadd knock-out dies of it"),
    ("FADD", "apoptosis", "+", "adaptor of caspase-8"),
    ("CFLAR", "apoptosis", "-", "c-FLIP blocks caspase-8"),
    ("CFLAR", "necroptosis", "-", "heterodimer with caspase-8 (Oberst 2011)"),
    ("TNFAIP3", "necroptosis", "-", "A20 restrains RIPK3 (Onizawa 2015)"),
    ("MAP3K7", "necroptosis", "-", "TAK1 restrains RIPK1"),
    ("ADAR", "necroptosis", "-", "removes the ligand of ZBP1"),
    ("CYLD", "necroptosis", "+", "deubiquitinates RIPK1"),
    ("ESCRT-III", "IL1A_ext", "-", "mends the membrane (Gong 2017)"),
    ("GPX4", "ferroptosis", "-", "removes lipid peroxides"),
    ("ACSL4", "ferroptosis", "+", "makes the lipids that oxidise"),
    ("TP53", "ferroptosis", "+", "represses xCT (Jiang 2015)"),
    ("BCL2", "apoptosis", "-", "holds BAX"),
    ("XIAP", "apoptosis", "-", "holds caspase-3"),
    ("BATF3", "CD8 T cell", "+", "cDC1 need it (Hildner 2008)"),
    ("GSDMD", "pyroptosis", "+", "the pore"),
    ("LUBAC", "RELA", "+", "linear chains bind NEMO"),
    ("Treg", "tumour growth", "+", "suppress T cells"),
    ("necroptosis", "CD8 T cell", "-", "shedding, CXCL1 (Seifert 2016, Liu 2023); the alarm is the other way"),
    ("RIPK3", "CD8 T cell", "-", "MLKL and shedding; the alarm through NF-κB holds only under conditions (claim C16)"),
    ("ZBP1", "metastasis", "+", "Baik 2021"),
    ("glucose_deprivation", "metastasis", "+", "mtDNA, ZBP1, necroptosis (Baik 2021)"),
    ("necrostatin-1s", "metastasis", "-", "necrostatins lower it (Strilic 2016, in the endothelium)"),
    ("necrostatin-1s", "tumour_growth", "-", "less necroptosis, more CD8 T cells"),
    ("GSK547", "CD8_T_cell", "+", "TAM reprogrammed (Wang 2018)"),
    ("GSK3145095", "CD8_T_cell", "+", "an inhibitor of the same kinase"),
    ("gemcitabine", "apoptosis", "+", "a cytotoxic drug"),
    ("oxaliplatin", "IL1A_ext", "+", "chemotherapy releases IL-1α"),
    ("ferroptosis", "tumour_growth", "-", "claim C10"),
    ("FASLG", "necroptosis", "+", "RIPK1 kinase below FAS when caspases are off (Holler 2000)"),
]


@pytest.mark.parametrize(("source", "target", "sign", "why"), QUESTIONS, ids=lambda v: v if len(v) < 20 else "")
def test_questions_that_a_biologist_asks(source: str, target: str, sign: str, why: str) -> None:
    found = trace(FULL, source, target)
    assert (found.net.shortest, found.net.strongest) == (sign, sign), why
    assert all(step.references for step in found.paths[0].steps)


# Here both arms are real and the answer is that both signs occur.
CONTESTED = [
    ("necroptosis", "CD8 T cell"), ("ZBP1", "metastasis"), ("TNF", "necroptosis"),
    ("CFLAR", "necroptosis"), ("ponatinib", "necroptosis"), ("chemotherapy", "CD8 T cell"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target"), CONTESTED)
def test_where_both_signs_occur_both_are_shown(source: str, target: str) -> None:
    net = trace(FULL, source, target).net
    assert net.sign == "both" and net.plus and net.minus


# Clean questions: no path of the other sign, however long the default lets it be.
CLEAN = [
    ("IL1A_ext", "CD8 T cell", "-"), ("anti-IL1A", "ICB_response", "+"), ("anakinra", "PMN-MDSC", "-"),
    ("necrostatin-1", "IL1A_ext", "-"), ("GPX4", "ferroptosis", "-"), ("CASP8", "necroptosis", "-"),
    ("zVAD-fmk", "necroptosis", "+"), ("IL1A_ext", "metastasis", "+"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "sign"), CLEAN)
def test_where_all_agree_one_sign_is_given(source: str, target: str, sign: str) -> None:
    assert trace(FULL, source, target).net.sign == sign
