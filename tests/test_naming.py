"""Names as people write them find the node that is meant, or the nodes it could be."""

from __future__ import annotations

import pytest

from necro_cyto import NecroCytoError, load_network
from necro_cyto.errors import ChoiceNeededError

FULL = load_network("full")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("RIPK3", "RIPK3"), ("ripk3", "RIPK3"), ("RIP3", "RIPK3"), ("ENSG00000129465", "RIPK3"),
        ("TNFR1", "TNFRSF1A"), ("TNF-alpha", "TNF"), ("cIAP1", "BIRC2"), ("IL8", "CXCL8"), ("MCP-1", "CCL2"),
        ("DR5", "TNFRSF10B"), ("PD-L1", "CD274"), ("FLIP", "CFLAR"), ("TAK1", "MAP3K7"), ("caspase8", "CASP8"),
        ("CD8+ T cells", "CD8_T_cell"), ("membrane rupture", "plasma_membrane_rupture"), ("HOIP", "LUBAC"),
    ],
)  # fmt: skip
def test_ids_labels_symbols_and_aliases(name: str, found: str) -> None:
    assert FULL.find(name).id == found


@pytest.mark.parametrize(("name", "choices"), [("IL-1α", ["IL1A", "IL1A_ext"]), ("NFkB", ["NFKB_host", "RELA"])])
def test_an_ambiguous_name_lists_the_candidates(name: str, choices: list[str]) -> None:
    with pytest.raises(ChoiceNeededError) as caught:
        FULL.find(name)
    assert caught.value.choices == choices
    assert all(FULL.nodes[choice].label in str(caught.value) for choice in choices)


@pytest.mark.parametrize("name", ["", "   ", "no such thing", "GAPDH", "+", "MLKL; rm"])
def test_what_is_not_there_is_said(name: str) -> None:
    with pytest.raises(NecroCytoError, match="unknown node"):
        FULL.find(name)


def test_every_node_is_found_by_its_id_and_no_label_finds_another() -> None:
    for node in FULL.nodes.values():
        assert FULL.find(node.id) is node
        assert FULL.find(node.label.upper()) is node
