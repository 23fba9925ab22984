"""CX2: what both readers need, checked by a validator of our own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from necro_cyto import View, list_networks, list_styles, load_network, view
from necro_cyto.targets.cx2 import document, text

PYTHON = {"string": str, "double": float, "integer": int, "boolean": bool, "list_of_string": list}


def aspects(picture: View) -> dict[str, Any]:
    cx = json.loads(text(picture.scene))
    assert cx[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert list(cx[1]) == ["metaData"]
    assert list(cx[-1]) == ["status"]
    assert all(len(element) == 1 and isinstance(next(iter(element.values())), list) for element in cx[1:])
    return {name: items for element in cx[1:] for name, items in element.items()}


def no_nulls(value: object) -> bool:
    if isinstance(value, dict):
        return all(no_nulls(v) for v in value.values())
    return all(no_nulls(v) for v in value) if isinstance(value, list) else value is not None


@pytest.mark.parametrize("style", list_styles())
@pytest.mark.parametrize("name", list_networks())
def test_the_document_is_valid(name: str, style: str) -> None:
    picture = view(load_network(name), style)
    found = aspects(picture)
    assert {m["name"]: m["elementCount"] for m in found["metaData"]} == {
        k: len(v) for k, v in found.items() if k not in ("metaData", "status")
    }
    assert no_nulls(list(found.values()))
    ids = [n["id"] for n in found["nodes"]]
    assert all(type(i) is int for i in ids)
    assert len(set(ids)) == len(ids) == len(picture.network.nodes)
    assert all({e["s"], e["t"]} <= set(ids) for e in found["edges"])
    assert all(isinstance(n["x"], float) and isinstance(n["y"], float) for n in found["nodes"])
    declared = found["attributeDeclarations"][0]
    for part in ("nodes", "edges"):
        for item in found[part]:
            for column, cell in item["v"].items():
                assert type(cell) is PYTHON[declared[part][column]["d"]], column
    assert set(found["networkAttributes"][0]) == set(declared["networkAttributes"])


def test_mappings_name_declared_columns_with_their_type(tiny_values_view: View) -> None:
    found = aspects(tiny_values_view)
    visual, declared = found["visualProperties"][0], found["attributeDeclarations"][0]
    for part, mappings in (("nodes", visual["nodeMapping"]), ("edges", visual["edgeMapping"])):
        for mapping in mappings.values():
            definition = mapping["definition"]
            assert declared[part][definition["attribute"]]["d"] == definition["type"]


def test_continuous_mappings_have_open_ends_and_give_the_scene_s_colours(tiny_values_view: View) -> None:
    found = aspects(tiny_values_view)
    ranges = found["visualProperties"][0]["nodeMapping"]["NODE_BACKGROUND_COLOR"]["definition"]["map"]
    assert len(ranges) >= 3
    assert "min" not in ranges[0] and "max" not in ranges[-1]
    assert all("includeMin" in r and "includeMax" in r for r in ranges)
    looks = tiny_values_view.scene.node_looks()
    for node in tiny_values_view.scene.nodes:
        if (effect := node.columns.get("effect")) is not None:
            assert colour(ranges, float(effect)) == str(looks[node.id]["fill"]).lower()  # type: ignore[arg-type]


def colour(ranges: list[dict[str, Any]], value: float) -> str:
    """Evaluate a continuous mapping as the specification says."""
    for r in ranges:
        low, high = r.get("min", float("-inf")), r.get("max", float("inf"))
        if low <= value <= high:
            if "min" not in r or "max" not in r:
                return str(r.get("maxVPValue", r.get("minVPValue"))).lower()
            share = (value - low) / (high - low)
            pairs = [(int(r["minVPValue"][i : i + 2], 16), int(r["maxVPValue"][i : i + 2], 16)) for i in (1, 3, 5)]
            return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
    raise AssertionError(value)


def test_label_position_is_a_whole_object(tiny_view: View) -> None:
    position = aspects(tiny_view)["visualProperties"][0]["default"]["node"]["NODE_LABEL_POSITION"]
    assert set(position) == {
        "HORIZONTAL_ALIGN", "VERTICAL_ALIGN", "HORIZONTAL_ANCHOR", "VERTICAL_ANCHOR", "MARGIN_X", "MARGIN_Y",
        "JUSTIFICATION",
    }  # fmt: skip


def test_golden(tiny_view: View, golden: Callable[[str, str], None]) -> None:
    golden("tiny.cx2", text(tiny_view.scene))


def test_save_writes_the_document(tiny_view: View, tmp_path: Path) -> None:
    path = tiny_view.save(tmp_path / "a.cx2")
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(document(tiny_view.scene)))
