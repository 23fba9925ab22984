"""The bodies for Cytoscape, without a connection."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest

from necro_cyto import View, list_networks, list_styles, load_network, view
from necro_cyto.scene import EDGE_COLUMNS, NODE_COLUMNS
from necro_cyto.targets.annotations import annotation_texts
from necro_cyto.targets.bends import turn
from necro_cyto.targets.cytoscape.messages import network_body, style_body, value_rows

JSON_TYPES = {"String": str, "Double": (int, float), "Integer": int, "Boolean": bool, "List": list}


def test_golden_network(tiny_view: View, golden: Callable[[str, str], None]) -> None:
    scene = replace(tiny_view.scene, source=("tiny",))  # the folder is another one for everybody
    golden("tiny.network.json", json.dumps(network_body(scene, "test"), indent=1, ensure_ascii=False) + "\n")


def test_golden_style(tiny_values_view: View, golden: Callable[[str, str], None]) -> None:
    golden("tiny.style.json", json.dumps(style_body(tiny_values_view.scene), indent=1, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", list_networks())
def test_cells_have_the_declared_types_and_none_is_null(name: str) -> None:
    body = network_body(view(load_network(name)).scene, "s")
    for part in ("node", "edge"):
        types = {c["columnName"]: c["type"] for c in body["columnTypes"][part]}
        for item in body["elements"][f"{part}s"]:
            for column, cell in item["data"].items():
                assert cell is not None
                if column in types:
                    assert isinstance(cell, JSON_TYPES[types[column]]), column


def test_every_column_of_ours_says_so(tiny_values_view: View) -> None:
    body = network_body(tiny_values_view.scene, "s")
    names = {k for part in ("nodes", "edges") for item in body["elements"][part] for k in item["data"]}
    foreign = {n for n in names if not n.startswith("nc ")}
    assert foreign == {"id", "name", "source", "target", "interaction"}


def test_linked_nodes_do_not_share_a_height() -> None:
    """Labels of exactly horizontal edges are not drawn; a tenth of a unit is enough."""
    scene = view(load_network("core")).scene
    y = {n.id: n.y for n in scene.nodes}
    assert [e.id for e in scene.edges if abs(y[e.source] - y[e.target]) < 0.1 and e.source != e.target] == []


@pytest.mark.parametrize("style", list_styles())
def test_a_style_sets_what_an_earlier_one_may_have_left(style: str) -> None:
    body = style_body(view(load_network("core"), style).scene)
    names = {d["visualProperty"] for d in body["defaults"]}
    assert {"EDGE_BEND", "EDGE_SOURCE_ARROW_SHAPE", "NETWORK_BACKGROUND_PAINT", "NODE_TRANSPARENCY"} <= names
    for mapping in body["mappings"]:
        for entry in mapping.get("map", []):
            assert isinstance(entry["value"], str)
        column = mapping["mappingColumn"].removeprefix("nc ")
        assert column in (NODE_COLUMNS if mapping["visualProperty"].startswith("NODE") else EDGE_COLUMNS)


def test_the_number_of_a_module_stands_behind_the_label() -> None:
    scene = view(load_network("core"), "modules").scene
    numbers = scene.style.channel("node", "badge").map
    assert len(set(numbers.values())) == len(numbers)
    labels = {n["data"]["id"]: n["data"]["nc label shown"] for n in network_body(scene, "s")["elements"]["nodes"]}
    for node in scene.nodes:
        label = str(node.columns["label"])
        assert labels[node.id].startswith(label)
        assert unicodedata.normalize("NFKC", labels[node.id].removeprefix(label)) == numbers[str(node.columns["module"])]
    assert {m["mappingColumn"] for m in style_body(scene)["mappings"] if m["visualProperty"] == "NODE_LABEL"} == {"nc label shown"}


def test_slanted_nodes_are_wider_in_cytoscape_and_no_others() -> None:
    scene = view(load_network("core")).scene
    sent = {n["data"]["id"]: n["data"]["nc width"] for n in network_body(scene, "s")["elements"]["nodes"]}
    widths = {n.id: n.columns["width"] for n in scene.nodes}
    slanted = {name for name, look in scene.node_looks().items() if look["shape"] == "parallelogram"}
    assert slanted == {name for name in sent if sent[name] > float(str(widths[name]))}
    assert all(sent[name] == widths[name] for name in sent.keys() - slanted)


def test_annotations_keep_their_form_whatever_the_text(tiny_values_view: View) -> None:
    marks = [replace(m, text="a=b|c\nd", name="x=y|z") if m.text else m for m in tiny_values_view.scene.marks]
    for line in annotation_texts(marks, "s"):
        pairs = [part.split("=") for part in line.split("|")]
        assert all(len(pair) == 2 for pair in pairs), line
        assert "\n" not in line


def test_annotation_ids_are_unique_and_groups_know_their_members(tiny_view: View) -> None:
    lines = [dict(p.split("=") for p in line.split("|")) for line in annotation_texts(tiny_view.scene.marks, "s")]
    ids = [line["uuid"] for line in lines]
    assert len(set(ids)) == len(ids)
    groups = [line for line in lines if line["type"].endswith("GroupAnnotation")]
    assert groups
    for group in groups:
        assert set(group["memberUUIDs"].split(",")) <= set(ids)


@pytest.mark.parametrize("handle", [(3.0, 4.0), (-2.0, 7.5), (9.0, -1.0)])
def test_bend_gives_the_handle_back(handle: tuple[float, float]) -> None:
    (sx, sy), (tx, ty) = (1.0, 1.0), (8.0, -3.0)
    cosine, sine, ratio = turn((sx, sy), (tx, ty), handle)
    dx, dy = tx - sx, ty - sy
    again = (sx + ratio * (cosine * dx - sine * dy), sy + ratio * (sine * dx + cosine * dy))
    assert again == pytest.approx(handle, abs=1e-6)
    assert math.hypot(cosine, sine) == pytest.approx(1.0)


def test_gone_values_are_sent_as_nothing(tiny_view: View, tiny_values_view: View) -> None:
    rows = value_rows(tiny_view.scene, tiny_values_view.scene)
    assert all(row["nc effect"] is None and row["nc state"] is None for row in rows)
    assert [r["nc id"] for r in rows] == [n.id for n in tiny_view.scene.nodes]


def test_provenance_rides_in_the_network(tiny_values_view: View) -> None:
    data = network_body(tiny_values_view.scene, "s")["data"]
    assert re.fullmatch(r"1\+[0-9a-f]{8}", data["nc necro-cyto data"])
    assert re.fullmatch(r"[0-9a-f]{64}", data["nc values sha256"])
