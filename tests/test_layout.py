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
from necro_cyto.merge import merge, read_sif
from necro_cyto.metrics import text_width, wrap
from necro_cyto.network import Network
from necro_cyto.places import Arrangement, arrangement_text, read_arrangement
from necro_cyto.routes import crossings, curve, handle, route, through
from necro_cyto.slots import shorter
from necro_cyto.targets.figure import draw
from necro_cyto.targets.pieces import Group, identity


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


def test_what_is_in_no_cell_has_no_body_around_it(tmp_path: Path) -> None:
    (tmp_path / "mine.sif").write_text("MLKL\tactivates\tmy phenotype\nDrugX\tinhibits\tRIPK3\n")
    core, mine = load_network("core"), read_sif(tmp_path / "mine.sif", load_network("core"))
    both = merge(core, mine)
    made = arrange(both.nodes, both.edges.values(), both.arrangement)
    assert [p.id for p in made.places] == [p.id for p in core.arrangement.places]
    alone = read_sif(tmp_path / "mine.sif")
    assert arrange(alone.nodes, alone.edges.values(), Arrangement()).places == ()


def test_a_layout_file_comes_back_as_it_was(tmp_path: Path) -> None:
    arrangement = load_network("core").arrangement
    path = tmp_path / "a.layout.tsv"
    path.write_text(arrangement_text(arrangement), encoding="utf-8")
    assert read_arrangement(path) == replace(arrangement, column=None)


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


@pytest.mark.parametrize("name", [n for n in list_networks() if n != "full"])
def test_no_edge_of_a_named_network_runs_through_a_foreign_node(name: str) -> None:
    scene = view(load_network(name)).scene
    axes = draw(scene).axes[0]
    shapes = {g.get_gid(): g.members[0] for g in axes.findobj(Group) if str(g.get_gid()).startswith("node-")}
    borders = {n.id: shapes[identity(f"node {n.id}")] for n in scene.nodes}
    paths = {n: s.get_patch_transform().transform_path(s.get_path()) for n, s in borders.items()}
    centres = {n.id: (n.x, n.y) for n in scene.nodes}
    for edge in scene.edges:
        way = curve(centres[edge.source], centres[edge.target], edge.handle, 400)
        for node in set(paths) - {edge.source, edge.target}:
            assert not paths[node].contains_points(way).any(), (edge.id, node)


def test_the_whole_map_is_laid_out_so_that_few_edges_pass_behind_nodes() -> None:
    scene = view(load_network("full")).scene
    positions = {n.id: (n.x, n.y) for n in scene.nodes}
    sizes = {n.id: (n.columns["width"], n.columns["height"]) for n in scene.nodes}
    edges = [(e.id, e.source, e.target) for e in scene.edges]
    behind = through(edges, {e.id: e.handle for e in scene.edges}, positions, sizes)  # type: ignore[arg-type]
    assert len(behind) < len(scene.edges)


def test_nodes_of_a_grid_change_places_to_shorten_their_edges() -> None:
    spots = {"a": (0.0, 0.0), "b": (300.0, 0.0), "left": (0.0, 100.0), "right": (300.0, 100.0)}
    edges = [("a", "right"), ("b", "left")]
    assert shorter([["a"], ["b"], ["left", "right"]], spots, edges) == {"a": 0, "b": 0, "left": 1, "right": 0}
    assert shorter([["a", "left"]], {"a": (0.0, 100.0), "left": (0.0, 0.0)}, [("a", "left")])["a"] == 1  # downwards


def test_edges_between_two_nodes_lie_two_millimetres_apart() -> None:
    positions, sizes = {"a": (0.0, 0.0), "b": (150.0, 0.0)}, dict.fromkeys("ab", (50.0, 28.0))
    ways = route([("1", "a", "b"), ("2", "b", "a")], positions, sizes)
    middles = [curve(positions[s], positions[t], ways[k])[60] for k, s, t in (("1", "a", "b"), ("2", "b", "a"))]
    assert np.hypot(*(middles[0] - middles[1])) == pytest.approx(12.0)  # 2 mm where 183 mm hold 1,080 units


def test_no_way_leaves_the_page_or_crosses_a_name_where_another_is_free() -> None:
    positions, sizes = {"a": (0.0, 0.0), "b": (300.0, 0.0)}, dict.fromkeys("ab", (50.0, 28.0))
    name = (130.0, -8.0, 170.0, 8.0)
    for within, side in (((0.0, -5.0, 300.0, 90.0), 1), ((0.0, -90.0, 300.0, 5.0), -1)):
        ways = route([("e", "a", "b")], positions, sizes, [name], within)
        middle = curve(positions["a"], positions["b"], ways["e"])[60]
        assert side * middle[1] > 8
