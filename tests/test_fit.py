"""Fitting a scene to a page: closer together, but nothing changes its place, overlaps or is cut."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from PIL import Image

from necro_cyto import View, from_graph, list_networks, load_network, view
from necro_cyto.column import column
from necro_cyto.fit import column_parts, fit, fit_column, legend_beside
from necro_cyto.places import Place
from necro_cyto.routes import through
from necro_cyto.scene import Scene
from necro_cyto.squeeze import Boxes, squeeze
from necro_cyto.targets.fitting import laid_out
from necro_cyto.targets.sizes import page_of, smallest

SMALL = [name for name in list_networks() if name != "full"]
NARROW = {"core": 800.0, "therapy": 950.0}


def boxes(scene: Scene) -> dict[str, tuple[float, float, float, float]]:
    sizes = {n.id: (float(n.columns["width"]) / 2, float(n.columns["height"]) / 2) for n in scene.nodes}  # type: ignore[arg-type]
    return {n.id: (n.x - sizes[n.id][0], n.y - sizes[n.id][1], n.x + sizes[n.id][0], n.y + sizes[n.id][1]) for n in scene.nodes}


def relation(box: tuple[float, float, float, float], place: Place) -> str:
    """Say whether a box lies inside a place, on its border or outside."""
    left, top, right, bottom = place.box
    if box[0] >= left and box[1] >= top and box[2] <= right and box[3] <= bottom:
        return "inside"
    return "outside" if box[2] <= left or box[0] >= right or box[3] <= top or box[1] >= bottom else "on the membrane"


@pytest.mark.parametrize("name", SMALL)
def test_a_tightened_scene_keeps_places_and_overlaps_nowhere(name: str) -> None:
    scene = view(load_network(name)).scene
    tight = fit(scene, NARROW.get(name, 860.0))
    assert tight is not None
    left, _, right, _ = tight.box
    assert right - left <= NARROW.get(name, 860.0)
    before, after = boxes(scene), boxes(tight)
    for one, other in itertools.combinations(after, 2):
        a, b = after[one], after[other]
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    was, now = ({(p.what, p.id, i): p for i, p in enumerate(s.places)} for s in (scene, tight))
    for key, node in itertools.product(was, before):
        assert relation(before[node], was[key]) == relation(after[node], now[key]), (key, node)


@pytest.mark.parametrize("name", SMALL)
def test_names_of_places_stay_free(name: str) -> None:
    tight = fit(view(load_network(name)).scene, NARROW.get(name, 860.0))
    assert tight is not None
    names = [m for m in tight.marks if m.group == "places" and m.kind == "text"]
    for mark, (node, box) in itertools.product(names, boxes(tight).items()):
        right, bottom = mark.x + mark.width, mark.y + mark.height
        assert right <= box[0] or box[2] <= mark.x or bottom <= box[1] or box[3] <= mark.y, (mark.text, node)


@pytest.mark.parametrize("name", SMALL)
def test_every_named_network_fits_one_column(name: str) -> None:
    drawn, page = laid_out(view(load_network(name)).scene, preset="nature-single")
    assert (page.width_mm, smallest(drawn, page)[0]) == (89, pytest.approx(5.0, abs=0.6))
    assert page.height_mm <= 170 and smallest(drawn, page)[0] >= 5 - 1e-6
    placed = boxes(drawn)
    for (one, a), (other, b) in itertools.combinations(placed.items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    texts = [m for m in drawn.marks if m.kind == "text"]
    for mark, (node, box) in itertools.product(texts, placed.items()):
        right, bottom = mark.x + mark.width, mark.y + mark.height
        assert right <= box[0] or box[2] <= mark.x or bottom <= box[1] or box[3] <= mark.y, (mark.text, node)
    for one_mark, other_mark in itertools.combinations(texts, 2):
        a, b = ((m.x, m.y, m.x + m.width, m.y + m.size) for m in (one_mark, other_mark))
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one_mark.text, other_mark.text)
    edges = [(e.id, e.source, e.target) for e in drawn.edges]
    centres, sizes = {n.id: (n.x, n.y) for n in drawn.nodes}, {n: (b[2] - b[0], b[3] - b[1]) for n, b in placed.items()}
    assert len(through(edges, {e.id: e.handle for e in drawn.edges}, centres, sizes)) <= 1


@pytest.mark.parametrize("name", ["death-modes", "therapy"])
def test_a_column_keeps_everybody_in_their_cell_and_overlaps_nowhere(name: str) -> None:
    scene, start, links, last, _ = column_parts(view(load_network(name)).scene, 640.0)
    found = column(start, links, last, 640.0, 1400.0, steps=900)
    assert found is not None
    assert found.positions == column(start, links, last, 640.0, 1400.0, steps=900).positions  # type: ignore[union-attr]
    sides = {n: (w / 2, h / 2) for n, (w, h) in start.sizes.items()}
    before, after = ({n: (x - sides[n][0], y - sides[n][1], x + sides[n][0], y + sides[n][1]) for n, (x, y) in p.items()}
                     for p in (start.positions, found.positions))  # fmt: skip
    for one, other in itertools.combinations(after, 2):
        a, b = after[one], after[other]
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (one, other)
    assert min(b[0] for b in after.values()) >= 0 and max(b[2] for b in after.values()) <= 640
    for was, now in zip(start.places, found.places, strict=True):
        if was.what == "cell":
            for node in before:
                assert relation(before[node], was) == relation(after[node], now), (was.id, node)
    assert all(found.positions[n][1] > place.box[3] for n in last for place in found.places)
    assert len(scene.nodes) == len(found.positions)


def test_a_page_that_cannot_hold_a_network_is_none_at_once() -> None:
    scene = replace(view(load_network("core")).scene, column=None)
    assert fit_column(scene, 300.0, 500.0) is None


def test_too_narrow_is_none() -> None:
    assert fit(view(load_network("core")).scene, 300.0) is None


def test_squeezing_finds_the_least_width_there_is() -> None:
    row = Boxes({"a": (0.0, 0.0), "b": (200.0, 0.0)}, {"a": (40.0, 20.0), "b": (40.0, 20.0)}, [])
    assert next(squeeze(row, 90.0), None) is not None  # two nodes and the room between them
    assert next(squeeze(row, 89.0), None) is None


def test_a_small_network_fits_one_column(tiny_view: View) -> None:
    drawn, page = laid_out(tiny_view.scene, preset="nature-single")
    assert page.width_mm == 89 and page.height_mm <= 170
    assert smallest(drawn, page)[0] >= 5 - 1e-6


def test_a_large_one_is_tightened_to_two_columns() -> None:
    scene = view(load_network("tumour-necrosis")).scene
    drawn, page = laid_out(scene, preset="science-double")
    assert page.width_mm == 121 and page.height_mm <= 230
    assert smallest(drawn, page)[0] >= 5 - 1e-6
    assert "tightened" in page.notes[0]


def test_a_slide_has_its_legend_beside_and_is_filled() -> None:
    drawn, page = laid_out(view(load_network("core")).scene, preset="slide-16x9")
    legend = [m for m in drawn.marks if m.group == "legend"]
    assert min(m.x for m in legend) > max(box[2] for box in boxes(drawn).values())
    left, _, right, _ = drawn.box
    assert (right - left) * page.scale > 0.9 * page.width_mm / 25.4 * 72


def test_without_a_legend_none_appears(tiny_view: View) -> None:
    bare = tiny_view.legend(False).scene
    tight = fit(bare, 400.0)
    assert tight is not None
    assert {m.group for m in (*tight.marks, *legend_beside(bare).marks)} == {"places"}


def test_what_is_large_enough_is_left_alone() -> None:
    scene = view(load_network("core")).scene
    drawn, page = laid_out(scene, width_mm=183)
    assert drawn is scene
    assert page == page_of(scene, 183)


@pytest.mark.parametrize(("width", "most"), [(89.0, 9.0), (183.0, 9.0), (366.0, 18.0)])
@pytest.mark.parametrize("nodes", [1, 2, 5])
def test_a_small_network_is_not_blown_up(nodes: int, width: float, most: float, tmp_path: Path) -> None:
    chain = nx.path_graph(nodes, create_using=nx.DiGraph)
    small = view(from_graph(nx.relabel_nodes(chain, "step {}".format), name="small"))
    small.save(tmp_path / "a.svg", width_mm=width)
    sizes = {float(size) for size in re.findall(r"font-size: ([\d.]+)px", (tmp_path / "a.svg").read_text())}
    assert sizes and max(sizes) == pytest.approx(most, abs=0.01)
    small.save(tmp_path / "a.png", width_mm=width, dpi=254)
    ink = np.asarray(Image.open(tmp_path / "a.png").convert("L")) < 200
    assert ink.shape[1] == round(width * 10)
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    assert columns[0] == pytest.approx(ink.shape[1] - columns[-1], abs=25)  # in the middle
    assert rows[0] < 60 and ink.shape[0] - rows[-1] < 60  # and no higher than it is


def test_type_is_as_large_as_asked_for(tmp_path: Path) -> None:
    small = view(from_graph(nx.DiGraph([("a", "b")]), name="small"))
    small.save(tmp_path / "a.svg", min_font=14)
    assert "font-size: 14px" in (tmp_path / "a.svg").read_text()
