"""Values on nodes: states, complexes, the limit of the scale, and the report."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from necro_cyto import load_network, read_values
from necro_cyto.errors import InputError
from necro_cyto.identifiers import load_identifiers
from necro_cyto.overlay import STATES, Overlay, lay_over, nice_limit
from necro_cyto.schema import Node

SAMPLES = Path(__file__).parent / "samples"
REAL = Path(__file__).parents[2] / "shared" / "omics"
KEYS = {
    "file", "tool", "sheet", "rows", "delimiter", "encoding", "id_column", "id_type", "species", "contrasts", "chosen",
    "matched", "not_in_file", "ambiguous", "collapsed", "warnings", "refused", "strongest_absent", "complexes",
}  # fmt: skip


def gene(symbol: str) -> str:
    (match,) = load_identifiers().lookup([symbol], "symbol", "human").matches[symbol]
    return match.hgnc


def nodes(*symbols: str) -> dict[str, Node]:
    """One node for each name: ``A+B`` is a complex, a name in lower case stands for no gene."""
    made = {}
    for name in symbols:
        genes = () if name.islower() else tuple(gene(symbol) for symbol in name.split("+"))
        made[name] = Node(name, name, "complex" if "+" in name else "protein" if genes else "drug", genes)
    return made


@pytest.fixture
def over(tmp_path: Path) -> Callable[..., Overlay]:
    def lay(table: str, *symbols: str, limit: float | None = None) -> Overlay:
        path = tmp_path / "results.csv"
        path.write_text(table)
        return lay_over(nodes(*symbols), read_values(path), limit)

    return lay


TABLE = "gene,log2FoldChange,padj\nMLKL,1.5,0.01\nRIPK3,-2.5,NA\nTNF,NA,NA\nIL8,0.5,0.2\nACTB,4,0.001\nGAPDH,-5,0.9\n"


def test_every_state_is_told_apart(over: Callable[..., Overlay]) -> None:
    shown = over(TABLE, "MLKL", "RIPK3", "TNF", "FADD", "nec1s", "CXCL8").by_node
    assert {name: value.state for name, value in shown.items()} == {
        "MLKL": "measured", "RIPK3": "no p", "TNF": "no value", "FADD": "not in file", "nec1s": "no gene", "CXCL8": "measured",
    }  # fmt: skip
    assert {value.state for value in shown.values()} == set(STATES)
    assert (shown["MLKL"].effect, shown["MLKL"].significance, shown["MLKL"].significant) == (1.5, 0.01, True)
    assert (shown["RIPK3"].effect, shown["RIPK3"].significance, shown["RIPK3"].significant) == (-2.5, None, None)
    assert (shown["TNF"].effect, shown["FADD"].effect, shown["nec1s"].effect) == (None, None, None)
    assert (shown["CXCL8"].gene, shown["CXCL8"].given_id) == ("CXCL8", "IL8")


def test_without_significance_every_effect_is_measured(over: Callable[..., Overlay]) -> None:
    shown = over("gene,score\nMLKL,1.5\nTNF,-1\n", "MLKL", "TNF").by_node
    assert {(value.state, value.significant) for value in shown.values()} == {("measured", None)}


def test_flags_are_significance_without_a_number(over: Callable[..., Overlay]) -> None:
    shown = over("gene,log2FC,significant\nMLKL,1.5,+\nTNF,-1,\n", "MLKL", "TNF").by_node
    assert [(v.state, v.significance, v.significant) for v in shown.values()] == [
        ("measured", None, True),
        ("measured", None, False),
    ]


def test_a_complex_shows_its_strongest_significant_member(over: Callable[..., Overlay]) -> None:
    table = "gene,logFC,FDR\nRIPK1,-3,0.5\nRIPK3,1,0.01\nMLKL,-2,0.02\n"
    value = over(table, "RIPK1+RIPK3+MLKL").by_node["RIPK1+RIPK3+MLKL"]
    assert (value.gene, value.effect, value.significant) == ("MLKL", -2, True)
    assert [tuple(member) for member in value.members] == [("RIPK1", -3, 0.5), ("RIPK3", 1, 0.01), ("MLKL", -2, 0.02)]
    weak = over(table.replace("0.01", "0.9").replace("0.02", "0.9"), "RIPK1+RIPK3+MLKL").by_node["RIPK1+RIPK3+MLKL"]
    assert (weak.gene, weak.effect) == ("RIPK1", -3)


def test_a_complex_needs_only_one_of_its_genes(over: Callable[..., Overlay]) -> None:
    value = over(TABLE, "FADD+TNF+MLKL").by_node["FADD+TNF+MLKL"]
    assert (value.gene, value.state) == ("MLKL", "measured")
    assert [member.effect for member in value.members] == [None, None, 1.5]


def test_infinite_effects_stay_infinite_and_count_as_clipped(over: Callable[..., Overlay]) -> None:
    laid = over("gene,log2FC,padj\nMLKL,-inf,0.01\nTNF,1.2,0.2\n", "MLKL", "TNF")
    assert laid.by_node["MLKL"].effect == -math.inf
    assert (laid.limit, laid.clipped_low, laid.clipped_high) == (1.5, True, False)


def test_a_given_limit_clips_both_ends(over: Callable[..., Overlay]) -> None:
    laid = over(TABLE, "MLKL", "RIPK3", limit=1)
    assert (laid.limit, laid.clipped_low, laid.clipped_high) == (1, True, True)
    for wrong in (0, -1, math.inf, math.nan, 1e-300, 1e300):
        with pytest.raises(InputError, match="above 0"):
            over(TABLE, "MLKL", limit=wrong)


def test_effects_beyond_any_scale_are_refused_by_file(over: Callable[..., Overlay]) -> None:
    with pytest.raises(InputError, match="effects reach 1e"):
        over("gene,score,FDR\nMLKL,1e308,0.1\nRIPK3,-1e308,0.1\n", "MLKL", "RIPK3")


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60), st.sampled_from(["log2FC", "score"]))
def test_a_default_limit_is_round_and_covers_nearly_all(effects: list[float], kind: str) -> None:
    limit = nice_limit(effects, kind)
    finite = [abs(effect) for effect in effects if math.isfinite(effect)]
    assert 0 < limit < math.inf
    assert kind != "log2FC" or limit >= 1
    assert sum(size > limit * 1.001 for size in finite) <= max(1, 0.02 * len(finite))
    # Not wasteful: the next smaller step would not do.
    assert limit <= max([1.0, *(2 * size for size in finite)]) or kind == "log2FC"


def test_the_report_has_the_stable_keys_and_is_json(over: Callable[..., Overlay]) -> None:
    report = over(TABLE, "MLKL", "RIPK3", "FADD", "nec1s").report
    assert set(report) == KEYS
    assert report == json.loads(json.dumps(report, allow_nan=False))
    assert report["matched"] == {"network_genes": 2, "of": 3, "rows": 2}
    assert report["not_in_file"] == ["FADD"]


def test_the_strongest_absent_are_the_significant_ones(over: Callable[..., Overlay]) -> None:
    report = over(TABLE, "MLKL").report
    assert report["strongest_absent"] == [{"gene": "ACTB", "effect": 4, "significance": 0.001}]
    nothing = over(TABLE.replace("0.001", "0.5"), "MLKL").report["strongest_absent"]
    assert [item["gene"] for item in nothing] == ["GAPDH", "ACTB", "RIPK3", "CXCL8"]


def test_among_equal_effects_the_smallest_p_is_the_strongest(over: Callable[..., Overlay]) -> None:
    rows = [f"{gene},inf,{p}" for gene, p in (("ACTB", 0.03), ("GAPDH", 0.001), ("RIPK3", 0.02))]
    report = over("gene,logFC,FDR\nMLKL,1,0.01\n" + "\n".join(rows), "MLKL").report
    assert [item["gene"] for item in report["strongest_absent"]] == ["GAPDH", "RIPK3", "ACTB"]


def test_one_row_for_several_genes_is_said() -> None:
    laid = lay_over(nodes("TNFRSF10A", "TNFRSF10B", "MLKL"), read_values(SAMPLES / "edger_toptags.txt"))
    assert laid.by_node["TNFRSF10A"].effect == laid.by_node["TNFRSF10B"].effect == 1.75
    assert '"Tnfrsf10b" stands for TNFRSF10A, TNFRSF10B: they show the same value' in laid.report["warnings"]


def test_ambiguous_names_of_the_network_come_first(over: Callable[..., Overlay]) -> None:
    report = over(TABLE + "MUM1,1,1\nNAP1,1,1\n", "MLKL", "CXCL8").report
    assert [item["id"] for item in report["ambiguous"]] == ["NAP1", "MUM1"]
    assert "CXCL8" in report["ambiguous"][0]["genes"]


def test_no_match_at_all_is_an_error_that_helps(over: Callable[..., Overlay]) -> None:
    with pytest.raises(InputError, match=r'"gene" was read as symbol \(human\).*A1BG.*--id-column'):
        over("gene,logFC,FDR\nA1BG,1,0.01\nAAAS,2,0.1\n", "MLKL")


def test_values_are_the_same_on_the_shipped_network() -> None:
    """Each node with one gene shows what the file says of that gene, looked up independently."""
    laid = lay_over(load_network("full").nodes, read_values(SAMPLES / "tiny_deseq2.csv"))
    lines = (SAMPLES / "tiny_deseq2.csv").read_text().splitlines()
    told = {gene(line.split(",")[0]): float(line.split(",")[2]) for line in lines[1:]}
    for name, node in load_network("full").nodes.items():
        if len(node.genes) == 1:
            assert laid.by_node[name].effect == told.get(node.genes[0])


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    ("name", "contrast", "least"),
    [
        ("TCGA_OV_RNAseq_All_edgeR_scores.txt", "immuno", 20),
        ("TCGA-Ovarian-MesenvsImmuno_data.csv", None, 20),
        ("GSE15852.top.table.tsv", None, 19),
        ("gene_exp.diff", None, 21),
        ("brc.exp.tsv", None, 21),
        ("PvD_trans.csv", None, 6),
        ("Tanzer2020_protein_markers_necroptosis.from_RDS.csv", "TNF+SM+Idun.5h", 6),
    ],
)
def test_real_files_find_their_genes(name: str, contrast: str | None, least: int) -> None:
    laid = lay_over(load_network("full").nodes, read_values(REAL / name, contrast=contrast))
    assert laid.report["matched"]["network_genes"] >= least
    assert {value.state for value in laid.by_node.values()} <= set(STATES)
    json.dumps(laid.report, allow_nan=False)
