"""Layout, ways of edges and text widths, against independent computation."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from necro_cyto import NecroCytoError, list_networks, load_network, view
from necro_cyto.layout import arrange, drawn_label, node_size
from necro_cyto.metrics import text_width, wrap
from necro_cyto.network import Network
from necro_cyto.places import Arrangement, arrangement_text, read_arrangement
from necro_cyto.routes import crossings, curve, handle, route


@pytest.mark.parametrize("name", list_networks())
@pytest.mark.parametrize("curated", [True, False], ids=["curated", "made"])
def test_no_two_nodes_overlap_and_every_node_stands(name: str, curated: bool) -> None:
    network = load_network(name)
    start = network.arrangement if curated else Arrangement()
    positions = arrange(network.nodes, network.edges.values(), start).positions
    assert set(positions) == set(network.nodes)
    for one, other in itertools.combinations(network.nodes.values(), 2):
        (x0, y0), (x1, y1) = positions[one.id], positions[other.id]
        (w0, h0), (w1, h1) = node_size(one), node_size(other)
        assert abs(x0 - x1) >= (w0 + w1) / 2 or abs(y0 - y1) >= (h0 + h1) / 2, (one.id, other.id)


@pytest.mark.parametrize("name", list_networks())
def test_places_of_one_kind_do_not_overlap_and_hold_their_nodes(name: str) -> None:
    network = load_network(name)
    made = arrange(network.nodes, network.edges.values(), Arrangement())
    cells = [p for p in made.places if p.what == "cell"]
    for one, other in itertools.combinations(cells, 2):
        a, b = one.box, other.box
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one.id, other.id)
    for place in cells:
        left, top, right, bottom = place.box
        inside = [n for n, (x, y) in made.positions.items() if left < x < right and top < y < bottom]
        assert inside
        assert {network.nodes[n].cell for n in inside} <= {place.id, "any"}


def test_the_layout_does_not_depend_on_the_order_of_rows(tiny: Network) -> None:
    backwards = replace(tiny, nodes=dict(reversed(tiny.nodes.items())), edges=dict(reversed(tiny.edges.items())))
    one, other = (arrange(n.nodes, n.edges.values(), Arrangement()) for n in (tiny, backwards))
    assert dict(one.positions) == dict(other.positions)


def test_curated_positions_win_and_the_rest_goes_below(tiny: Network) -> None:
    curated = Arrangement({"RIPK1": (10.0, 20.0), "RIPK3": (10.0, 90.0)})
    positions = arrange(tiny.nodes, tiny.edges.values(), curated).positions
    assert positions["RIPK1"] == (10.0, 20.0)
    assert min(y for n, (_, y) in positions.items() if n not in curated.positions) > 90


def test_a_layout_file_comes_back_as_it_was(tmp_path: Path) -> None:
    arrangement = load_network("core").arrangement
    path = tmp_path / "a.layout.tsv"
    path.write_text(arrangement_text(arrangement), encoding="utf-8")
    assert read_arrangement(path) == arrangement


def test_a_wrong_layout_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.layout.tsv"
    path.write_text("what\tid\tlabel\tx\ty\twidth\theight\nnode\tRIPK1\t\ttwo\t3\t\t\n")
    with pytest.raises(NecroCytoError, match=r'layout.tsv:2: x is "two"'):
        read_arrangement(path)


def test_a_way_passes_the_node_in_between() -> None:
    positions = {"a": (0.0, 0.0), "b": (300.0, 0.0), "m": (150.0, 0.0)}
    sizes = dict.fromkeys(positions, (60.0, 28.0))
    ways = route([("e", "a", "b"), ("f", "a", "m")], positions, sizes)
    assert ways["f"] is None
    assert ways["e"] is not None
    bent = curve(positions["a"], positions["b"], ways["e"])
    assert not crossings(bent, np.array([positions["m"]]), np.array([[30.0, 14.0]])).any()


def test_edges_between_the_same_nodes_go_different_ways() -> None:
    positions = {"a": (0.0, 0.0), "b": (200.0, 40.0)}
    sizes = dict.fromkeys(positions, (60.0, 28.0))
    ways = route([("1", "a", "b"), ("2", "b", "a"), ("3", "a", "b"), ("4", "b", "a")], positions, sizes)
    middles = {tuple(curve(*ends, ways[k])[20].round(6)) for k, ends in {
        "1": (positions["a"], positions["b"]), "2": (positions["b"], positions["a"]),
        "3": (positions["a"], positions["b"]), "4": (positions["b"], positions["a"]),
    }.items()}  # fmt: skip
    assert len(middles) == 4


def test_the_handle_lies_beside_the_middle() -> None:
    x, y = handle((0.0, 0.0), (10.0, 0.0), 0.5)
    assert (x, y) == (5.0, -5.0)


@pytest.mark.parametrize("name", list_networks())
def test_text_widths_are_never_too_small_and_seldom_far_too_large(name: str) -> None:
    for node in load_network(name).nodes.values():
        for line in drawn_label(node).split("\n"):
            real, _, _ = text_to_path.get_text_width_height_descent(line, FontProperties(size=100), False)
            assert real <= text_width(line, 100) * 1.005, line
            assert text_width(line, 100) <= real * 1.35, line


def test_wrapping_loses_no_word() -> None:
    text = "response to checkpoint blockade in tumours"
    for width in (10, 60, 120, 1000):
        assert wrap(text, 12, width).split() == text.split()


def test_no_edge_of_core_runs_through_a_foreign_node() -> None:
    scene = view(load_network("core")).scene
    centres = {n.id: np.array([n.x, n.y]) for n in scene.nodes}
    halves = {n.id: np.array([n.columns["width"], n.columns["height"]], dtype=float) / 2 for n in scene.nodes}
    for edge in scene.edges:
        way = curve(tuple(centres[edge.source]), tuple(centres[edge.target]), edge.handle, 400)
        for name in set(centres) - {edge.source, edge.target}:
            assert not (np.abs(way - centres[name]) < halves[name]).all(axis=1).any(), (edge.id, name)
