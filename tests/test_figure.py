"""Figures: sizes, texts, and what the artists say, computed apart from the drawing code."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Polygon
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from PIL import Image

from necro_cyto import NecroCytoError, View, list_networks, load_network, read_network, read_values, view
from necro_cyto.colour import rgb
from necro_cyto.scene import Scene
from necro_cyto.targets.figure import draw, smallest_text
from necro_cyto.targets.fitting import laid_out
from necro_cyto.targets.pieces import Group, identity, patch_of
from necro_cyto.targets.sizes import smallest

SVG = "{http://www.w3.org/2000/svg}"


def groups(figure: Figure) -> dict[str, Group]:
    return {str(g.get_gid()): g for g in figure.findobj(Group)}


def artists(picture: View) -> dict[str, Any]:
    """Return the shape of every node, and the line and the head of every edge."""
    drawn = {}
    for name, group in groups(draw(picture.scene)).items():
        if name.startswith(("node-", "edge-")):
            drawn[name] = group.members[0]
            drawn[name.replace("edge-", "head-")] = group.members[1 if name.startswith("edge-") else 0]
    return drawn


@pytest.mark.parametrize(("width_mm", "dpi"), [(89, 300), (183, 150), (85.5, 96)])
def test_png_has_exactly_the_asked_pixels(tiny_view: View, tmp_path: Path, width_mm: float, dpi: float) -> None:
    path = tiny_view.save(tmp_path / "a.png", width_mm=width_mm, dpi=dpi, min_font=1)
    with Image.open(path) as picture:
        assert picture.width == round(width_mm / 25.4 * dpi)
        assert picture.info["dpi"] == pytest.approx((dpi, dpi), abs=0.1)


def test_svg_has_the_width_and_every_text_as_text(tiny_values_view: View, tmp_path: Path) -> None:
    path = tiny_values_view.save(tmp_path / "a.svg", width_mm=89, min_font=1)
    root = ElementTree.parse(path).getroot()
    assert float(root.get("width", "").removesuffix("pt")) == pytest.approx(89 / 25.4 * 72, abs=0.1)
    texts = {"".join(t.itertext()).strip() for t in root.iter(f"{SVG}text")}
    labels = {line for n in tiny_values_view.scene.nodes for line in str(n.columns["label"]).split("\n")}
    assert labels <= texts
    assert "adjusted p < 0.05" in texts


def test_pdf_is_exactly_as_wide_and_embeds_its_fonts(tiny_view: View, tmp_path: Path) -> None:
    data = tiny_view.save(tmp_path / "a.pdf", width_mm=89, min_font=1).read_bytes()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert box is not None
    assert float(box[1]) == pytest.approx(89 / 25.4 * 72, abs=0.28)  # 0.1 mm
    assert b"/FontFile2" in data
    assert b"/Type3" not in data


@pytest.mark.parametrize("family", ["DejaVu Sans Mono", "stixgeneral"])  # both come with matplotlib: a wide one, a narrow one
def test_another_font_is_embedded_and_every_label_fits_its_node(family: str, tmp_path: Path) -> None:
    picture = view(load_network("core"))
    data = picture.save(tmp_path / "a.pdf", preset="nature-double", font=family).read_bytes()
    scene, page = laid_out(picture.scene, preset="nature-double", font=family)
    assert scene.font.encode().replace(b" ", b"") in data and b"DejaVuSans\n" not in data and b"/FontFile2" in data
    assert smallest(scene, page)[0] >= 5
    boxes = {n.id: (n.x, n.y, float(n.columns["width"]), float(n.columns["height"])) for n in scene.nodes}  # type: ignore[arg-type]
    for (one, (x0, y0, w0, h0)), (other, (x1, y1, w1, h1)) in combinations(boxes.items(), 2):
        assert abs(x0 - x1) >= (w0 + w1) / 2 or abs(y0 - y1) >= (h0 + h1) / 2, f"{one} lies on {other}"
    for node in scene.nodes:
        for line in str(node.columns["label"]).split("\n"):
            real, _, _ = text_to_path.get_text_width_height_descent(line, FontProperties(family=[scene.font], size=100), False)
            assert real * 12 / 100 <= boxes[node.id][2], line


def test_an_unknown_font_is_refused_with_the_nearest(tiny_view: View, tmp_path: Path) -> None:
    with pytest.raises(NecroCytoError, match="DejaVu Sans Mono"):
        tiny_view.save(tmp_path / "a.pdf", font="DejaVu Sans Mona")
    assert list(tmp_path.iterdir()) == []


def test_tiff_has_the_pixels_the_resolution_and_no_transparency(tiny_view: View, tmp_path: Path) -> None:
    path = tiny_view.save(tmp_path / "a.tif", width_mm=85, dpi=600, min_font=1)
    with Image.open(path) as picture:
        assert picture.width == round(85 / 25.4 * 600)
        assert picture.mode == "RGB"
        assert picture.info["compression"] == "tiff_lzw"
        assert picture.info["dpi"] == (600, 600)
        assert 306 not in picture.tag_v2  # type: ignore[attr-defined]  # no date


@pytest.fixture(scope="module")
def eps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the tiny network as EPS; made once, because its fonts take their time."""
    tiny = read_network(Path(__file__).parent / "samples" / "tiny")
    return view(tiny).save(tmp_path_factory.mktemp("eps") / "a.eps", width_mm=140)


def test_eps_is_exactly_as_wide_and_embeds_its_fonts(eps: Path) -> None:
    text = eps.read_text("latin-1")
    box = re.search(r"%%HiResBoundingBox: 0\.0+ 0\.0+ ([\d.]+)", text)
    assert box is not None
    assert float(box[1]) == pytest.approx(140 / 25.4 * 72, abs=0.28)
    assert "/FontType 42" in text
    assert "CreationDate" not in text


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
def test_every_label_can_be_selected_in_a_pdf(tmp_path: Path) -> None:
    picture = view(load_network("core"))
    path = picture.save(tmp_path / "a.pdf")
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert {word for n in picture.scene.nodes for word in str(n.columns["label"]).split()} <= set(text.split())


def test_svg_groups_are_named_once(tiny_values_view: View, tmp_path: Path) -> None:
    root = ElementTree.parse(tiny_values_view.save(tmp_path / "a.svg")).getroot()
    names = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(names) == len(set(names))
    assert {"places", "edges", "nodes", "legend", "node-RIPK1", "edge-RIPK1-activates-RIPK3"} <= set(names)
    inside = {g.get("id") for group in root.iter(f"{SVG}g") if group.get("id") == "nodes" for g in group}
    assert inside == {identity(f"node {n.id}") for n in tiny_values_view.scene.nodes}


def test_same_input_same_bytes_in_another_process(tiny_view: View, tmp_path: Path, eps: Path) -> None:
    suffixes = (".svg", ".pdf", ".png", ".eps", ".tiff")
    code = (
        "import sys; from pathlib import Path; from necro_cyto import read_network, view;"
        f"[view(read_network(sys.argv[1])).save(Path(sys.argv[2]) / f'b{{s}}', width_mm=140) for s in {suffixes}]"
    )
    tiny = Path(__file__).parent / "samples" / "tiny"
    other = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "99"}
    subprocess.run([sys.executable, "-c", code, str(tiny), str(tmp_path)], check=True, env=other)
    for suffix in suffixes:
        mine = eps if suffix == ".eps" else tiny_view.save(tmp_path / f"a{suffix}", width_mm=140)
        assert (tmp_path / f"b{suffix}").read_bytes() == mine.read_bytes(), suffix


def test_fill_and_border_are_those_of_the_values(tiny_values_view: View) -> None:
    drawn = artists(tiny_values_view)
    ripk3, mlkl, il1a = (drawn[f"node-{n}"] for n in ("RIPK3", "MLKL", "IL1A_ext"))
    # The scale ends at 2.5; -1.5 lies between its first anchors, at -2.5 and -1.25.
    anchors = np.array([rgb("#2166AC"), rgb("#8FBEDC")], dtype=float) / 255
    expected = [np.interp(-1.5, [-2.5, -1.25], anchors[:, k]) for k in range(3)]
    assert ripk3.get_facecolor()[:3] == pytest.approx(expected, abs=0.004)
    assert ripk3.get_linewidth() > 2 * drawn["node-necroptosis"].get_linewidth()
    assert mlkl.get_linestyle() not in ("-", "solid")  # a value, but no adjusted p
    # Stands for no gene: the colour of what lies behind, so that nothing looks like a value and no edge shows through.
    assert to_hex(il1a.get_facecolor()) == "#ffffff"
    assert il1a.get_facecolor()[3] == 1.0


def test_every_edge_ends_outside_the_nodes_with_the_head_of_its_sign(tiny_view: View) -> None:
    drawn = artists(tiny_view)
    for edge in tiny_view.scene.edges:
        path = drawn[identity(f"edge {edge.id}")].get_path().vertices
        tip = drawn[identity(f"head {edge.id}")].get_path().vertices
        tip = tip[:2].mean(axis=0) if edge.columns["sign"] == "-" else tip[0]
        for end, name in ((path[0], edge.source), (tip, edge.target)):
            shape = drawn[identity(f"node {name}")]
            border = shape.get_patch_transform().transform_path(shape.get_path())
            assert not border.contains_point(end)
            corners = np.vstack(border.to_polygons())
            outline = np.vstack([np.linspace(a, b, 50) for a, b in pairwise(corners)])
            assert np.hypot(*(outline - end).T).min() < 2.5
        corners = len(drawn[identity(f"head {edge.id}")].get_path().vertices) - 1
        assert corners == (4 if edge.columns["sign"] == "-" else 3)


def measured(scene: Scene) -> tuple[Figure, Any]:
    """Return a figure so large that glyphs are not rounded to pixels, and what measures its texts."""
    figure = draw(scene, 900)
    return figure, FigureCanvasAgg(figure).get_renderer()


@pytest.mark.parametrize("name", list_networks())
def test_no_node_lies_on_another_and_labels_fit(name: str) -> None:
    scene = view(load_network(name)).scene
    figure, renderer = measured(scene)
    axes = figure.axes[0]
    boxes = {n.id: (n.x, n.y, float(n.columns["width"]), float(n.columns["height"])) for n in scene.nodes}  # type: ignore[arg-type]
    ids = sorted(boxes)
    for i, one in enumerate(ids):
        for other in ids[i + 1 :]:
            (x0, y0, w0, h0), (x1, y1, w1, h1) = boxes[one], boxes[other]
            assert abs(x0 - x1) >= (w0 + w1) / 2 or abs(y0 - y1) >= (h0 + h1) / 2, f"{one} lies on {other}"
    inverse = axes.transData.inverted()
    drawn = groups(figure)
    for node, (_, _, width, height) in boxes.items():
        label = drawn[identity(f"node {node}")].members[1]
        (left, top), (right, bottom) = inverse.transform(label.get_window_extent(renderer))
        assert abs(right - left) <= width
        assert abs(bottom - top) <= height


@pytest.mark.parametrize("style", ["signed", "modules"])
@pytest.mark.parametrize("name", [n for n in list_networks() if n != "full"])
def test_nothing_is_cut_and_no_text_lies_on_another(name: str, style: str) -> None:
    assert_all_free(view(load_network(name), style).scene)


@pytest.mark.parametrize("name", ["core", "il1a-immunity", "therapy"])
def test_nothing_is_cut_and_no_text_lies_on_another_in_one_column(name: str) -> None:
    assert_all_free(laid_out(view(load_network(name), "modules").scene, preset="nature-single")[0])


@pytest.mark.parametrize("name", ["core", "il1a-immunity"])
def test_triangles_touch_no_label_however_tight_it_is(name: str) -> None:
    scene = view(load_network(name)).overlay(read_values(Path(__file__).parents[1] / "networks" / "examples" / "made-up-values.csv")).scene
    figure, renderer = measured(laid_out(scene, preset="nature-single")[0])
    found = 0
    for group in figure.findobj(lambda artist: isinstance(artist, Group) and str(artist.get_gid()).startswith("node-")):
        triangles = [m for m in group.members if isinstance(m, Polygon) and len(m.get_xy()) == 4]
        for triangle, text in zip(triangles, (m for m in group.members if isinstance(m, Text)), strict=False):
            assert text.get_window_extent(renderer).x1 <= triangle.get_window_extent(renderer).x0, text.get_text()
            found += 1
    assert found > 5


def assert_all_free(scene: Scene) -> None:
    figure, renderer = measured(scene)
    page = figure.bbox
    groups = figure.findobj(Group)
    for artist in (member for group in groups for member in group.members if not isinstance(member, Group)):
        box = artist.get_window_extent(renderer)
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, artist
    texts = [t for t in figure.findobj(Text) if t.get_text()]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in texts]
    for i, (one, box) in enumerate(boxes):
        assert [o for o, other in boxes[i + 1 :] if box.overlaps(other)] == [], one


def test_a_parallelogram_leans_as_in_cytoscape() -> None:
    # In Cytoscape: the upper left corner and the lower right one lie on the box, the others are moved inward.
    corners = {tuple(point) for point in patch_of("parallelogram", 0, 0, 90, 30).get_path().vertices}
    assert {(0.0, 0.0), (90.0, 30.0)} <= corners
    assert {(90.0, 0.0), (0.0, 30.0)} & corners == set()


def test_core_prints_at_five_points_and_more() -> None:
    assert smallest_text(view(load_network("core")).scene, 183) >= 5


@pytest.mark.parametrize(
    ("option", "value"), [("width_mm", 0), ("width_mm", -3), ("dpi", 1e9), ("width_mm", float("nan"))]
)
def test_senseless_sizes_are_refused(tiny_view: View, tmp_path: Path, option: str, value: float) -> None:
    with pytest.raises(NecroCytoError, match=option):
        tiny_view.save(tmp_path / "a.png", **{option: value})
    assert list(tmp_path.iterdir()) == []


def test_dollars_in_a_label_are_no_formula(tiny_view: View, tmp_path: Path) -> None:
    scene = tiny_view.scene
    first = scene.nodes[0]
    odd = replace(scene, nodes=(replace(first, columns={**first.columns, "label": "$x^2$ <b>&"}), *scene.nodes[1:]))
    from necro_cyto.targets import save

    text = save(odd, tmp_path / "a.svg").read_text()
    assert "$x^2$ &lt;b&gt;&amp;" in text


def outline(svg: str) -> str:
    """Return what the named groups of an SVG draw, without what a version of the drawing library may write otherwise."""
    lines = []
    for element in ElementTree.fromstring(svg).iter():
        name = element.get("id", "")
        if not name.startswith(("node-", "edge-", "places-", "place-names-", "legend")):
            continue
        texts = [t for part in element.iter(f"{SVG}text") if (t := "".join(part.itertext()).strip())]
        styles = [part.get("style", "") for part in element.iter(f"{SVG}path")]
        kept = [s.strip() for style in styles for s in style.split(";") if s.strip().startswith(("fill:", "stroke:"))]
        lines.append(" | ".join([name, *texts, *kept]).replace("\n", " "))
    return "\n".join(lines) + "\n"


def test_golden(tiny_values_view: View, golden: Callable[[str, str], None], tmp_path: Path) -> None:
    golden("tiny.svg.txt", outline(tiny_values_view.save(tmp_path / "a.svg").read_text(encoding="utf-8")))
