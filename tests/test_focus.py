"""What is highlighted stays, what is not fades, in every target; a zoom shows a part at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from command import run
from matplotlib.colors import to_hex

from necro_cyto import Network, View, list_styles, load_network, read_contrasts, read_values, view
from necro_cyto.colour import contrast, mix
from necro_cyto.errors import ChoiceNeededError, InputError, UnknownNameError
from necro_cyto.fading import LABEL
from necro_cyto.focus import neighbours
from necro_cyto.scene import FADED, Scene
from necro_cyto.targets import cx2
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.figure import draw
from necro_cyto.targets.pieces import Group, identity

VALUES = """gene,log2FoldChange,padj
RIPK3,1.5,0.001
MLKL,3,0.0001
IL1A,-2,0.2
CXCL1,-1,
TNF,0.25,0.9
"""
TWO = """gene,log2FoldChange.a,padj.a,log2FoldChange.b,padj.b
RIPK3,1.25,0.001,-0.25,0.6
MLKL,2.5,0.0001,-2.5,0.01
TNF,2.0,0.2,-1.0,0.04
"""
PATH = "MLKL -> CD8 T cell"


@pytest.fixture(scope="module")
def core() -> Network:
    return load_network("core")


@pytest.fixture
def values(tmp_path: Path) -> Path:
    file = tmp_path / "v.csv"
    file.write_text(VALUES)
    return file


def shortest(network: Network, source: str, target: str) -> tuple[set[str], set[str]]:
    """Nodes and edges of all shortest paths of signed mechanism edges, by another library's search."""
    graph = nx.DiGraph()
    for e in network.edges.values():
        if e.klass == "mechanism" and e.sign in "+-":
            graph.add_edge(e.source, e.target, ids=[*graph.get_edge_data(e.source, e.target, {"ids": []})["ids"], e.id])
    nodes, edges = set[str](), set[str]()
    for path in nx.all_shortest_paths(graph, source, target):
        nodes.update(path)
        edges.update(e for pair in nx.utils.pairwise(path) for e in graph.edges[pair]["ids"])
    return nodes, edges


def strong(scene: Scene) -> tuple[set[str], set[str]]:
    return ({n.id for n in scene.nodes if n.columns[FADED] == "no"}, {e.id for e in scene.edges if e.columns[FADED] == "no"})


@pytest.mark.parametrize(("source", "target"), [("MLKL", "CD8_T_cell"), ("TNF", "metastasis"), ("hypoxia", "tumour_growth")])
def test_all_shortest_paths_stay_and_the_rest_fades(core: Network, source: str, target: str) -> None:
    assert strong(view(core).highlight(f"{source} -> {target}").scene) == shortest(core, source, target)


def test_several_highlights_add_up_and_none_clears(core: Network) -> None:
    picture = view(core).highlight("RIPK1 → MLKL", "TNF", "IL1R1")
    nodes, _ = strong(picture.scene)
    assert {"RIPK1", "RIPK3", "MLKL", "TNF", "TNFRSF1A"} <= nodes
    assert len(picture.scene.highlights) == 3
    assert picture.highlight().scene == view(core).scene


def test_a_path_may_go_through_a_node(core: Network) -> None:
    nodes, _ = strong(view(core).highlight("MLKL -> TAM -> CD8 T cell").scene)
    assert "TAM" in nodes
    assert nodes != shortest(core, "MLKL", "CD8_T_cell")[0]


def test_a_module_and_an_edge_by_name(core: Network) -> None:
    nodes, edges = strong(view(core).highlight("module:apoptosis").scene)
    assert nodes == {n.id for n in core.nodes.values() if n.module == "apoptosis"}
    assert edges == {e.id for e in core.edges.values() if {e.source, e.target} <= nodes}
    one = "CASP8 cleaves RIPK1"
    assert strong(view(core).highlight(one.lower()).scene) == ({"CASP8", "RIPK1"}, {one})


@pytest.mark.parametrize(
    ("what", "error", "said"),
    [
        ("MLKLL -> TNF", UnknownNameError, "did you mean MLKL"),
        ("metastasis -> TNF", InputError, "no path"),
        ("apoptosis", ChoiceNeededError, "module:apoptosis"),
        ("module:apoptotis", UnknownNameError, "did you mean apoptosis"),
        ("necrosum", UnknownNameError, "node, edge or module"),
        (" -> ", InputError, "names nothing"),
        ("MLKL -> MLKL", InputError, "two nodes"),
    ],
)
def test_what_is_not_known_is_said(core: Network, what: str, error: type[Exception], said: str) -> None:
    for verb in (view(core).highlight, view(core).zoom):
        with pytest.raises(error, match=said):
            verb(what)


def test_values_stay_what_they_are(core: Network, values: Path) -> None:
    plain = view(core).overlay(read_values(values))
    pointed = plain.highlight(PATH)
    before, after = plain.scene, pointed.scene
    assert {n.id: n.columns.get("effect") for n in before.nodes} == {n.id: n.columns.get("effect") for n in after.nodes}
    assert before.style.channel("node", "fill") == after.style.channel("node", "fill")
    legend = [m for m in after.marks if m.group == "legend" and m.kind != "text"]
    sizes = sorted((m.kind, m.fill or "", m.outline_width) for m in legend)
    assert sizes == sorted((m.kind, m.fill or "", m.outline_width) for m in before.marks if m.group == "legend" and m.kind != "text")
    texts = " ".join(m.text.replace("\n", " ") for m in after.marks if m.kind == "text")
    assert "Highlighted MLKL → CD8 T cell (inhibits, 4 steps, 2 paths)" in texts


def resolved(style: dict[str, Any], prop: str, row: dict[str, Any], default: Any) -> Any:
    """What a viewer of CX2 makes of a property, by the rules of the format."""
    mapping = style.get(prop)
    if not mapping or row.get(mapping["definition"]["attribute"]) is None:
        return default
    value = row[mapping["definition"]["attribute"]]
    return next((entry["vp"] for entry in mapping["definition"]["map"] if entry["v"] == value), default)


def test_cx2_fades_by_its_mappings(core: Network, values: Path) -> None:
    picture = view(core).overlay(read_values(values)).highlight(PATH)
    nodes, edges = shortest(core, "MLKL", "CD8_T_cell")
    aspects = {k: v for part in cx2.document(picture.scene) for k, v in part.items()}
    visual = aspects["visualProperties"][0]
    plain = {n.id: n for n in view(core).overlay(read_values(values)).scene.nodes}
    for node in aspects["nodes"]:
        name = node["v"]["nc id"]
        opacity = resolved(visual["nodeMapping"], "NODE_BACKGROUND_OPACITY", node["v"], None)
        filled = plain[name].columns["state"] not in ("no gene", "no value")
        assert opacity == (filled if name in nodes else pytest.approx(0.22 * filled))
        ink = resolved(visual["nodeMapping"], "NODE_LABEL_COLOR", node["v"], None)
        assert (ink == mix("#FFFFFF", "#1B1F24", LABEL)) == (name not in nodes)
    for edge in aspects["edges"]:
        opacity = resolved(visual["edgeMapping"], "EDGE_OPACITY", edge["v"], 1.0)
        assert (opacity > 0.5) == (edge["v"]["name"] in edges)
    declared = aspects["attributeDeclarations"][0]
    used = {c for row in aspects["nodes"] for c in row["v"]}, {c for row in aspects["edges"] for c in row["v"]}
    assert used[0] <= set(declared["nodes"]) and used[1] <= set(declared["edges"])


def test_the_window_fades_by_mappings_on_columns_that_are_there(core: Network) -> None:
    scene = view(core).highlight(PATH).scene
    body, network = messages.style_body(scene), messages.network_body(scene, "x")
    columns = {c["columnName"] for c in network["columnTypes"]["node"]}, {c["columnName"] for c in network["columnTypes"]["edge"]}
    found = {m["visualProperty"]: m for m in body["mappings"]}
    transparency = found["EDGE_TRANSPARENCY"]
    assert transparency["mappingColumn"] in columns[1]
    drawn = {e["key"]: int(e["value"]) for e in transparency["map"]}
    _, strong_edges = shortest(core, "MLKL", "CD8_T_cell")
    for edge in network["elements"]["edges"]:
        assert (drawn[edge["data"][transparency["mappingColumn"]]] > 100) == (edge["data"]["id"] in strong_edges)
    for prop in ("NODE_TRANSPARENCY", "NODE_BORDER_PAINT", "NODE_LABEL_COLOR"):
        assert found[prop]["mappingColumn"] in columns[0]
        keys = {e["key"] for e in found[prop]["map"]}
        assert {n["data"][found[prop]["mappingColumn"]] for n in network["elements"]["nodes"]} == keys
    assert network["data"]["nc highlight"] == PATH


def test_the_figure_fades_and_draws_what_is_strong_on_top(core: Network, values: Path) -> None:
    picture = view(core).overlay(read_values(values)).highlight(PATH)
    drawn = {str(g.get_gid()): g for g in draw(picture.scene).findobj(Group)}
    plain = {str(g.get_gid()): g for g in draw(view(core).overlay(read_values(values)).scene).findobj(Group)}
    fills = {
        name: [to_hex(groups[identity(f"node {name}")].members[0].get_facecolor()) for groups in (plain, drawn)]
        for name in ("MLKL", "TNF")
    }
    assert fills["MLKL"][0] == fills["MLKL"][1]
    assert fills["TNF"][1].upper() == mix("#FFFFFF", fills["TNF"][0].upper(), 0.22)
    order = [str(g.get_gid()) for g in drawn["edges"].members]
    _, edges = shortest(core, "MLKL", "CD8_T_cell")
    assert set(order[-len(edges):]) == {identity(f"edge {e}") for e in edges}
    path = identity(f"edge {min(edges)}")
    widths = [groups[path].members[0].get_linewidth() for groups in (plain, drawn)]
    assert widths[1] > widths[0]


def test_strips_fade_too(core: Network, tmp_path: Path) -> None:
    file = tmp_path / "two.csv"
    file.write_text(TWO)
    plain = view(core).overlay(read_contrasts(file))
    cells = []
    for picture in (plain, plain.highlight(PATH)):
        drawn = {str(g.get_gid()): g for g in draw(picture.scene).findobj(Group)}
        cells.append([to_hex(a.get_facecolor()) for a in drawn["node-TNF"].members if str(a.get_gid()).startswith("strip-")])
    assert len(cells[0]) == 2
    assert cells[1] == [mix("#FFFFFF", c.upper(), 0.22).lower() for c in cells[0]]


@pytest.mark.parametrize("style", list_styles())
def test_faded_labels_can_still_be_read(core: Network, style: str) -> None:
    scene = view(core, style).highlight(PATH).scene
    paper = str(scene.style.channel("page", "background").value)
    for node in scene.nodes:
        look = scene.node_looks()[node.id]
        fill = mix(paper, str(look["fill"]), float(look["fill_opacity"]))
        assert contrast(fill, str(look["label_color"])) >= (3.0 if node.columns[FADED] == "yes" else 4.5), node.id


def inside(node: Any, box: tuple[float, float, float, float]) -> bool:
    return box[0] <= node.x <= box[2] and box[1] <= node.y <= box[3]


def test_a_zoom_keeps_places_and_scale(core: Network, values: Path) -> None:
    whole = view(core).overlay(read_values(values))
    part = whole.zoom("MLKL")
    near = {"MLKL"} | {end for e in core.edges.values() if "MLKL" in (e.source, e.target) for end in (e.source, e.target)}
    assert strong(part.scene)[0] == near
    at = {n.id: (n.x, n.y) for n in whole.scene.nodes}
    assert all(at[n.id] == (n.x, n.y) for n in part.scene.nodes)
    assert part.scene.style.channel("node", "fill").limit == whole.scene.style.channel("node", "fill").limit
    size = [s.box[2] - s.box[0] for s in (whole.legend(False).scene, part.legend(False).scene)]
    assert size[1] < size[0] * 0.7
    assert {n.id for n in whole.zoom("MLKL", rest="out").scene.nodes} == near
    assert whole.zoom("MLKL", steps=0, rest="out").scene.nodes[0].id == "MLKL"
    assert part.zoom().scene == whole.scene
    genes = {g for n in part.scene.nodes for g in core.nodes[n.id].genes}
    assert f"of {len(genes)} genes" in str(part.scene.measured["coverage"])


def test_cell_bodies_end_with_the_frame_and_hold_their_nodes(core: Network) -> None:
    for name in ("MLKL", "CD8_T_cell", "necroptosis"):
        scene = view(core).zoom(name, rest="out").legend(False).scene
        left, top, right, bottom = scene.box
        bodies = [m for m in scene.marks if m.kind == "round-rectangle"]
        assert bodies
        for mark in bodies:
            held = [n for n in scene.nodes if inside(n, (mark.x, mark.y, mark.x + mark.width, mark.y + mark.height))]
            assert held
        xs = [n.x for n in scene.nodes]
        assert right - left < max(xs) - min(xs) + 260
        assert bottom > top


def test_the_command_line_points_too(tmp_path: Path) -> None:
    pointed = ("--highlight", "MLKL -> CD8 T cell activity", "--zoom", "MLKL -> CD8 T cell")
    done = run("draw", "core", "-o", "a.svg", *pointed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "of 8 paths, the 2 shortest are highlighted" in done.stderr
    text = (tmp_path / "a.svg").read_text()
    assert "(inhibits, 4" in text and "node-MLKL" in text and "node-anti-PD-1" not in text


def test_surroundings_may_be_asked_for_without_end(tiny: Network) -> None:
    assert neighbours(tiny, "RIPK1", 10**18) == neighbours(tiny, "RIPK1", len(tiny.nodes))


def test_highlight_words_tell_the_sign(tiny_view: View) -> None:
    assert tiny_view.highlight("RIPK1 -> RIPK3").scene.highlights == ("RIPK1 → RIPK3 (activates, 1 step)",)
