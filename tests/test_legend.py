"""The legend says what is drawn, and only what occurs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from matplotlib.patches import Patch

from necro_cyto import View, from_graph, list_styles, load_network, load_style, read_network, view
from necro_cyto.compose import with_legend
from necro_cyto.legend import KIND_WORDS, Line, Measured, Scale, Section, Swatch, legend, tick
from necro_cyto.readers import read_contrasts
from necro_cyto.scene import Scene
from necro_cyto.targets.figure import draw
from necro_cyto.targets.fitting import laid_out
from necro_cyto.targets.pieces import Group, identity
from necro_cyto.targets.sizes import page_of


def sections(picture: View, measured: Measured | None = None) -> dict[str, Section]:
    scene = picture.scene
    return {s.title: s for s in legend(scene.style, scene.nodes, scene.edges, measured)}


MEASURED = Measured("log2 fold change", "adjusted p", 0.05, "treated vs untreated", "3 of 3 genes", clipped_high=True)


@pytest.mark.parametrize("style", list_styles())
def test_swatches_are_drawn_as_nodes_of_that_kind_are(style: str) -> None:
    picture = view(load_network("core"), style)
    looks = picture.scene.node_looks()
    entries = {e.label: e for e in sections(picture)["Nodes"].entries if isinstance(e, Swatch)}
    words = {"phenotype": "outcome"}
    for node in picture.scene.nodes:
        kind = str(node.columns["kind"])
        assert entries[words.get(kind, kind)].look["shape"] == looks[node.id]["shape"]
    assert len(entries) == len({n.columns["kind"] for n in picture.scene.nodes})


@pytest.mark.parametrize("style", [s for s in list_styles() if s != "modules"])  # whose fill has a legend of its own
def test_swatches_have_the_fill_and_the_border_of_nodes(style: str) -> None:
    scene = view(load_network("core"), style).scene
    groups = {str(g.get_gid()): g for g in draw(scene).findobj(Group)}
    marks = {(round(m.x, 1), round(m.y, 1)): m.name for m in scene.marks if m.group == "legend" and m.kind != "text"}
    seen = {}
    for patch in groups["legend"].members:
        if isinstance(patch, Patch):
            box = patch.get_path().get_extents(patch.get_patch_transform())
            seen.setdefault(marks.get((round(box.x0, 1), round(box.y0, 1))), (patch.get_facecolor(), patch.get_edgecolor()))
    for node in scene.nodes:
        word = KIND_WORDS[str(node.columns["kind"])]
        body = groups[identity(f"node {node.id}")].members[0]
        assert isinstance(body, Patch)
        assert seen[f"legend {word}"] == (body.get_facecolor(), body.get_edgecolor()), node.id


@pytest.mark.parametrize("style", list_styles())
def test_lines_are_drawn_as_edges_of_that_sign_are(style: str) -> None:
    picture = view(load_network("core"), style)
    looks = {e.columns["sign"]: picture.scene.edge_looks()[e.id] for e in picture.scene.edges}
    for entry in sections(picture)["Edges"].entries[:2]:
        assert isinstance(entry, Line)
        sign = "+" if entry.label.startswith("activates") else "-"
        for channel in ("color", "arrow"):
            assert entry.look[channel] == looks[sign][channel]


def test_the_scale_is_the_one_that_colours(tiny_values_view: View) -> None:
    found = sections(tiny_values_view, MEASURED)
    scale = found["log2 fold change"].entries[0]
    assert isinstance(scale, Scale)
    fill = tiny_values_view.scene.style.channel("node", "fill")
    assert scale.points == fill.points()
    assert [word for _, word in scale.ticks] == ["−2.5", "0", "≥ 2.5"]


def test_missing_kinds_are_told_apart_and_only_those_present(tiny_values_view: View) -> None:
    scene = tiny_values_view.scene
    entries = sections(tiny_values_view, MEASURED)["Missing"].entries
    assert [e.label for e in entries if isinstance(e, Swatch)] == ["value, but no adjusted p", "stands for no gene"]
    states = ("not in file", "no value", "no p", "no gene")
    nodes = [replace(scene.nodes[0], columns={**scene.nodes[0].columns, "state": s}) for s in states]
    all_four = {s.title: s for s in legend(scene.style, nodes, scene.edges, MEASURED)}["Missing"].entries
    looks = {(e.look["fill"] if e.look["fill_opacity"] else None, e.look["border_style"]) for e in all_four}  # type: ignore[union-attr]
    assert len(all_four) == len(looks) == 4


def test_what_does_not_occur_gets_no_entry() -> None:
    part = load_network("core").select(["RIPK1", "RIPK3", "MLKL"])
    found = sections(view(part))
    assert [e.label for e in found["Nodes"].entries] == ["protein"]  # type: ignore[union-attr]
    assert all("inhibits" not in e.label for e in found["Edges"].entries)  # type: ignore[union-attr]


@pytest.mark.parametrize(("number", "text"), [(8.9e-16, "0"), (-0.0, "0"), (-2.5, "−2.5"), (1.0, "1"), (0.1 + 0.2, "0.3")])
def test_ticks_are_round(number: float, text: str) -> None:
    assert tick(number) == text


def test_marks_of_the_legend_stay_below_and_beside_nothing(tiny_values_view: View) -> None:
    scene: Scene = tiny_values_view.scene
    bottom = max(n.y + float(n.columns["height"]) / 2 for n in scene.nodes)  # type: ignore[arg-type]
    assert all(m.y >= bottom for m in scene.marks if m.group == "legend")


def test_without_legend_none_is_drawn(tiny_values_view: View) -> None:
    assert {m.group for m in tiny_values_view.legend(False).scene.marks} <= {"places"}


def test_views_are_immutable(tiny_view: View) -> None:
    before = tiny_view.scene
    other = tiny_view.style(load_style("overlay")).legend(False)
    assert other is not tiny_view
    assert tiny_view.scene == before
    assert tiny_view.look.name == "signed"
    assert read_network  # the public reader, used by the fixture


def legend_box(scene: Scene) -> tuple[float, float]:
    """Return the width and the height of the legend of a scene."""
    marks = [m for m in scene.marks if m.group == "legend"]
    left, top = min(m.x for m in marks), min(m.y for m in marks)
    return max(m.x + m.width for m in marks) - left, max(m.y + m.height for m in marks) - top


def test_a_long_legend_of_a_small_network_flows_into_columns(tmp_path: Path) -> None:
    rows = [f"{gene},{name},1.5,0.01" for gene in ("MLKL", "RIPK3") for name in ("chemo", "anti-IL-1a", "KO", "vehicle", "CD8 depleted")]
    (tmp_path / "v.csv").write_text("\n".join(["gene,contrast,log2FC,padj", *rows]))
    small = view(from_graph(nx.DiGraph([("RIPK3", "MLKL", {"sign": "+"})]), name="small"))
    scene = small.overlay(read_contrasts(tmp_path / "v.csv", None)).scene
    bare = replace(scene, marks=())
    narrow, wide = legend_box(with_legend(bare, most=0.0)), legend_box(scene)
    assert wide[0] <= 675 and wide[1] < 0.6 * narrow[1]
    for form in ("chemo", "anti-IL-1a", "KO", "vehicle", "CD8 depleted"):  # nothing is lost
        assert [m.text for m in scene.marks].count(form) == 1
    # On a narrow page the type is what counts.
    assert laid_out(scene, width_mm=60.0)[1].scale == pytest.approx(page_of(with_legend(bare, most=0.0), 60.0).scale)
    assert laid_out(scene, width_mm=183.0)[0] is scene


@pytest.mark.parametrize("name", ["core", "necrosome"])
def test_the_legend_of_a_large_network_is_as_wide_as_it(name: str) -> None:
    scene = view(load_network(name)).scene
    bare = replace(scene, marks=tuple(m for m in scene.marks if m.group != "legend"))
    assert with_legend(bare, most=0.0) == scene
    assert legend_box(scene)[0] <= bare.box[2] - bare.box[0]
