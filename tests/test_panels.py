"""Panels: several pictures on one page, one scale, one legend; volcano plots and heat maps."""

from __future__ import annotations

import csv
import json
import math
import re
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import numpy as np
import pytest
from command import run
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle
from matplotlib.text import Text
from PIL import Image

import necro_cyto as nc
from necro_cyto import View
from necro_cyto.colour import mix
from necro_cyto.errors import InputError, OutputError, UnknownNameError
from necro_cyto.panels import Panels, page_of, small_multiples
from necro_cyto.panels.heatmap import clustered
from necro_cyto.panels.labels import place_labels
from necro_cyto.targets.figure import SETTINGS
from necro_cyto.targets.panels import Paged, draw, paged_for

WIDE = """gene,log2FoldChange.chemo,padj.chemo,log2FoldChange.KO,padj.KO
RIPK3,1.25,0.001,-0.25,0.6
MLKL,2.5,0.0001,,
IL1A,2.0,0.2,-1.0,0.04
CXCL1,-9,0,0.5,0.2
ADAM10,0.5,0.5,-2,0.001
TNF,1.5,0.5,1,0.9
GAPDH,0.1,0.8,0.2,0.7
ACTB,-3,1e-9,0.3,0.02
"""
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("values") / "wide.csv"
    file.write_text(WIDE)
    return file


@pytest.fixture(scope="module")
def both(wide: Path) -> View:
    return nc.view(nc.load_network("core")).overlay(nc.read_contrasts(wide))


@pytest.fixture(scope="module")
def part(both: View) -> View:
    """A part small enough for a column of a journal."""
    return both.zoom("RIPK3", rest="out")


def rows(contrast: str) -> dict[str, tuple[float, float]]:
    return {
        row["gene"]: tuple(float(row[f"{what}.{contrast}"] or "nan") for what in ("log2FoldChange", "padj"))  # type: ignore[misc]
        for row in csv.DictReader(WIDE.splitlines())
    }


def drawn(found: Panels, **options: Any) -> tuple[Paged, Figure]:
    paged = paged_for(found, **options)
    with mpl.rc_context(SETTINGS):  # type: ignore[arg-type]
        return paged, draw(found, paged)


def texts(figure: Figure) -> list[str]:
    return [t.get_text() for t in figure.findobj(Text) if t.get_text()]


def named(figure: Figure, pattern: str) -> dict[str, Any]:
    return {gid: a for a in figure.findobj() if (gid := str(a.get_gid() or "")) and re.fullmatch(pattern, gid)}


def test_small_multiples_share_places_scale_and_legend(both: View) -> None:
    found = nc.panels(small_multiples(both))
    one, other = (panel.content for panel in found.panels)
    assert [n.id for n in one.nodes] == [n.id for n in other.nodes]  # type: ignore[union-attr]
    assert [(n.x, n.y) for n in one.nodes] == [(n.x, n.y) for n in other.nodes]  # type: ignore[union-attr]
    limits = {panel.content.style.channel("node", "fill").limit for panel in found.panels}  # type: ignore[union-attr]
    assert len(limits) == 1
    assert [panel.title for panel in found.panels] == ["chemo", "KO"]
    titles = [section.title for section in found.legend()]
    assert len(titles) == len(set(titles))
    paged, figure = drawn(found)
    assert len({(slot.width, slot.height) for slot in paged.sheet.slots}) == 1
    assert texts(figure).count("log2 fold change") == 1
    assert {"a", "b", "chemo", "KO"} <= set(texts(figure))


def test_separate_overlays_get_one_scale(wide: Path) -> None:
    core = nc.view(nc.load_network("core"))
    views = [core.overlay(nc.read_values(wide, contrast=name)) for name in ("chemo", "KO")]
    assert views[0].overlays[0].limit != views[1].overlays[0].limit
    found = nc.panels(views).views
    assert {v.overlays[0].limit for v in found} == {max(v.overlays[0].limit for v in views)}
    assert not found[1].overlays[0].clipped_low


def test_what_is_drawn_otherwise_is_told_apart_by_letter(both: View) -> None:
    found = nc.panels([both.contrast("KO"), nc.view(nc.load_network("core"), "modules")])
    titles = [section.title for section in found.legend(capitals=True)]
    assert {"Edges (A)", "Edges (B)", "log2 fold change", "Modules"} <= set(titles)


@pytest.mark.parametrize(("preset", "width", "letters"), [("nature-single", 89, "abc"), ("cell-double", 174, "ABC")])
def test_pages_are_exactly_as_wide_and_every_text_can_be_read(
    part: View, tmp_path: Path, preset: str, width: float, letters: str
) -> None:
    found = nc.panels([*small_multiples(part), nc.heatmap(part)])
    path = found.save(tmp_path / "a.pdf", preset=preset, min_font=4.5)
    data = path.read_bytes()
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", data)
    assert box is not None
    assert float(box[1]) == pytest.approx(width / 25.4 * 72, abs=0.28)
    assert b"/FontFile2" in data
    _, figure = drawn(found, preset=preset, min_font=4.5)
    assert set(letters) <= set(texts(figure))
    sizes = [t.get_fontsize() for t in figure.findobj(Text) if t.get_text()]
    assert min(sizes) >= 4.5
    bold = {t.get_text(): t.get_fontsize() for t in figure.findobj(Text) if t.get_fontweight() == "bold" and len(t.get_text()) == 1}
    assert bold[letters[0]] >= 8


def test_nothing_is_cut_and_no_text_lies_on_another(part: View) -> None:
    found = page_of(part.contrast("chemo"), volcanoes=True, heat=True)
    assert isinstance(found, Panels)
    _, figure = drawn(found, width_mm=183)
    figure.set_dpi(400)
    renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
    boxes = [(t.get_text(), t.get_window_extent(renderer)) for t in figure.findobj(Text) if t.get_text()]
    page = figure.bbox
    for text, box in boxes:
        assert page.x0 - 1 <= box.x0 and box.x1 <= page.x1 + 1 and page.y0 - 1 <= box.y0 and box.y1 <= page.y1 + 1, text
    slanted = {t.get_text() for t in figure.findobj(Text) if t.get_rotation()}
    flat = [(text, box) for text, box in boxes if text not in slanted]
    for (one, box), (other, second) in combinations(flat, 2):
        across = min(box.x1, second.x1) - max(box.x0, second.x0)
        down = min(box.y1, second.y1) - max(box.y0, second.y0)
        assert min(across, down) <= 0.25 * min(box.height, second.height), (one, other)


def test_what_could_not_be_read_is_refused_with_the_ways_out(both: View, tmp_path: Path) -> None:
    found = nc.panels(small_multiples(both), columns=2)
    with pytest.raises(InputError, match=r"nature-single.*under 5 pt.*--zoom.*--min-font"):
        found.save(tmp_path / "a.pdf", preset="nature-single")
    assert list(tmp_path.iterdir()) == []
    wider = paged_for(found)
    assert wider.page.width_mm > 183
    assert "too small at 183 mm" in wider.page.notes[0]


def test_svg_keeps_texts_and_names_every_group_once(part: View, tmp_path: Path) -> None:
    shown = part.contrast("chemo")
    path = nc.panels([shown, part.contrast("KO"), nc.volcano(shown), nc.heatmap(part)]).save(tmp_path / "a.svg")
    root = ElementTree.parse(path).getroot()
    names = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(names) == len(set(names))
    assert {"panel-a-node-RIPK3", "panel-b-node-RIPK3", "panel-c-gene-RIPK3", "panel-d-RIPK3-1"} <= set(names)
    words = {"".join(t.itertext()).strip() for t in root.iter(f"{SVG}text")}
    assert {"chemo", "KO", "RIPK3", "log2 fold change", "−log10 adjusted p", "Genes of the network"} <= words


def test_same_input_same_bytes(part: View, tmp_path: Path) -> None:
    for suffix in (".svg", ".pdf"):
        made = [
            page_of(part.contrast("chemo"), volcanoes=True, heat=True).save(tmp_path / f"{i}{suffix}").read_bytes()
            for i in range(2)
        ]
        assert made[0] == made[1], suffix


def test_pixels_are_those_asked_for(part: View, tmp_path: Path) -> None:
    path = nc.panels([part, nc.heatmap(part)]).save(tmp_path / "a.png", width_mm=120, dpi=200)
    with Image.open(path) as picture:
        assert picture.width == round(120 / 25.4 * 200)


# --- volcano plots ---


def test_every_gene_is_a_dot_where_its_values_are(both: View) -> None:
    found = nc.volcano(both.contrast("chemo"))
    expected = rows("chemo")
    assert {gene.symbol for gene in found.genes} == {"RIPK3", "MLKL", "IL1A", "CXCL1", "ADAM10", "TNF"}
    assert len(found.x) == 2  # GAPDH and ACTB
    assert found.count == len(expected)
    for gene in found.genes:
        effect, p = expected[gene.symbol]
        assert gene.x == pytest.approx(max(-found.across, min(found.across, effect)))
        assert gene.y == pytest.approx(min(found.up, -math.log10(p)) if p else found.up)
        assert gene.significant == (p < 0.05)
    assert found.threshold == pytest.approx(-math.log10(0.05))
    assert found.cut == 1  # p = 0
    assert nc.volcano(both.contrast("KO")).left_out == 1  # MLKL has no values


def test_genes_have_the_colours_of_the_map(both: View) -> None:
    shown = both.contrast("chemo")
    looks = {n.columns.get("gene"): shown.scene.node_looks()[n.id] for n in shown.scene.nodes if n.columns.get("kind") == "protein"}
    for gene in nc.volcano(shown).genes:
        if gene.symbol in looks:
            look = looks[gene.symbol]
            assert (gene.fill, gene.outline, gene.outline_width) == (look["fill"], look["border_color"], look["border_width"])


def test_dots_lie_where_the_axes_say(both: View) -> None:
    found = nc.panels([both.contrast("chemo"), nc.volcano(both.contrast("chemo"))])
    _, figure = drawn(found)
    genes = {gid.rsplit("-", 1)[1]: a for gid, a in named(figure, r"panel-b-gene-\w+").items()}
    values, centres = rows("chemo"), {k: a.get_center() for k, a in genes.items() if isinstance(a, Ellipse)}
    assert {"RIPK3", "MLKL", "TNF"} <= set(centres)
    (x0, y0), (x1, y1) = centres["RIPK3"], centres["TNF"]
    (e0, p0), (e1, p1) = values["RIPK3"], values["TNF"]
    (x2, y2), (e2, p2) = centres["MLKL"], values["MLKL"]
    assert (x2 - x0) / (x1 - x0) == pytest.approx((e2 - e0) / (e1 - e0), rel=1e-6)
    assert (y2 - y0) / (y1 - y0) == pytest.approx(math.log10(p2 / p0) / math.log10(p1 / p0), rel=1e-6)


def test_twenty_thousand_dots_are_pixels_and_axes_are_lines(both: View, tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    plot = nc.volcano(both.contrast("chemo"))
    many = replace(plot, x=chance.normal(0, 2, 20_000), y=chance.exponential(1, 20_000), significant=chance.random(20_000) < 0.3)
    path = nc.panels([both.contrast("chemo"), many]).save(tmp_path / "a.svg")
    assert path.stat().st_size < 2_000_000
    root = ElementTree.parse(path).getroot()
    images = list(root.iter(f"{SVG}image"))
    assert len(images) == 1 and images[0].get(XLINK, "").startswith("data:image/png")
    words = {"".join(t.itertext()).strip() for t in root.iter(f"{SVG}text")}
    assert "−log10 adjusted p" in words


@pytest.mark.parametrize("count", [3, 25, 60])
def test_labels_cover_neither_dots_nor_each_other(count: int) -> None:
    chance = np.random.default_rng(count)
    points = [(float(x), float(y)) for x, y in zip(chance.normal(100, 25, count), chance.normal(80, 20, count), strict=True)]
    frame = (0.0, 0.0, 200.0, 160.0)
    labels = place_labels(points, [2.5] * count, [(24.0, 6.0)] * count, frame)
    assert len(labels) >= min(count, 20)
    for one, other in combinations(labels, 2):
        a, b = one.box, other.box
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for label in labels:
        left, top, right, bottom = label.box
        assert left >= 0 and top >= 0 and right <= 200 and bottom <= 160
        for x, y in points:
            assert not (left - 2.5 < x < right + 2.5 and top - 2.5 < y < bottom + 2.5)


def test_what_has_no_p_values_gets_no_volcano(tmp_path: Path, both: View, wide: Path) -> None:
    ranked = tmp_path / "list.rnk"
    ranked.write_text("RIPK3\t3.5\nMLKL\t-12.25\nIL1A\t7\n")
    core = nc.view(nc.load_network("core"))
    for view, said in [
        (core, "needs values"),
        (core.overlay(nc.read_values(ranked)), "needs p values"),
        (both, "one contrast"),
    ]:
        with pytest.raises(InputError, match=said):
            nc.volcano(view)


# --- heat maps ---


def test_cells_have_the_colour_of_their_value(both: View) -> None:
    found = nc.heatmap(both)
    assert found.columns == ("chemo", "KO")
    scale = both.contrast("chemo").scene.style.channel("node", "fill")
    anchors = scale.points()
    expected = [rows("chemo"), rows("KO")]
    seen = {row.label: row.cells for row in found.rows if row.cells}
    assert set(seen) == {"RIPK3", "MLKL", "IL1A", "CXCL1", "ADAM10", "TNF"}
    for gene, cells in seen.items():
        for cell, values in zip(cells, expected, strict=True):
            effect, p = values[gene]
            if math.isnan(effect):
                assert cell.missing and cell.fill == scale.missing and not cell.ink
                continue
            places, colours = zip(*anchors, strict=True)
            clipped = max(places[0], min(places[-1], effect))
            k = max(0, min(len(places) - 2, int(np.searchsorted(places, clipped)) - 1))
            share = (clipped - places[k]) / (places[k + 1] - places[k])
            assert cell.fill == mix(str(colours[k]), str(colours[k + 1]), share), (gene, effect)
            assert bool(cell.ink) == (p < 0.05)


def test_rows_stand_below_the_module_of_their_node(both: View) -> None:
    network, heading = both.network, ""
    for row in nc.heatmap(both).rows:
        heading = heading if row.cells else row.label
        if row.cells:
            nodes = [n for n in network.nodes.values() if n.id == row.label]
            assert not nodes or nodes[0].module == heading
    assert all(row.cells for row in nc.heatmap(both, "cluster").rows)
    assert {row.label for row in nc.heatmap(both, "cell").rows if not row.cells} <= {n.cell for n in network.nodes.values()}
    with pytest.raises(UnknownNameError, match="cluster"):
        nc.heatmap(both, "clusters")


def test_similar_rows_stand_together() -> None:
    chance = np.random.default_rng(3)
    centres = np.array([[-2.0, 1.0, 0.0], [2.0, 2.0, 2.0], [0.0, -2.0, 1.0]])
    kinds = chance.permutation(np.repeat([0, 1, 2], 7))
    order = clustered(centres[kinds] + chance.normal(0, 0.1, (21, 3)))
    assert sorted(order) == list(range(21))
    found = [int(kinds[i]) for i in order]
    assert sum(a != b for a, b in pairwise(found)) == 2
    assert found[0] == 1  # the largest mean first
    holes = np.array([[1.0, math.nan], [math.nan, 2.0], [math.nan, math.nan]])
    assert sorted(clustered(holes)) == [0, 1, 2]


def test_the_drawn_cells_are_those_of_the_model(part: View) -> None:
    found = nc.panels([part, nc.heatmap(part)])
    plot = nc.heatmap(part)
    _, figure = drawn(found)
    cells = {gid: a for gid, a in named(figure, r"panel-b-\w+-\d+").items() if isinstance(a, Rectangle)}
    for row in plot.rows:
        for i, cell in enumerate(row.cells, 1):
            assert to_hex(cells[f"panel-b-{row.label}-{i}"].get_facecolor()).upper() == cell.fill
    marked = sum(bool(cell.ink) for row in plot.rows for cell in row.cells)
    dots = [a for a in figure.axes[0].findobj(Ellipse) if a.get_gid() is None]
    assert len(dots) == marked
    assert "adjusted p < 0.05" in texts(figure)


# --- the legend alone, notebooks, the command line ---


def test_the_legend_alone_holds_what_the_figure_has(both: View, tmp_path: Path) -> None:
    shown = both.contrast("chemo")
    root = ElementTree.parse(shown.save_legend(tmp_path / "l.svg")).getroot()
    words = {"".join(t.itertext()).strip() for t in root.iter(f"{SVG}text")}
    expected = {line for m in shown.scene.marks if m.group == "legend" and m.text for line in m.text.split("\n")}
    assert expected <= words
    assert not any("node-" in str(e.get("id")) for e in root.iter())
    width = float(root.get("width", "").removesuffix("pt"))
    assert width < 183 / 25.4 * 72
    exact = ElementTree.parse(shown.save_legend(tmp_path / "m.svg", preset="nature-single")).getroot()
    assert float(exact.get("width", "").removesuffix("pt")) == pytest.approx(89 / 25.4 * 72, abs=0.1)
    with pytest.raises(InputError, match=r"the legend does not fit on 30 mm.*--width-mm \d+"):
        shown.save_legend(tmp_path / "n.svg", width_mm=30)
    with pytest.raises(InputError, match="no legend"):
        nc.panels([shown], legend=False).save_legend(tmp_path / "n.svg")


def test_notebooks_show_views_and_panels_as_svg(both: View, tiny_view: View) -> None:
    for shown in (tiny_view, nc.panels(small_multiples(both))):
        text = shown._repr_svg_()
        root = ElementTree.fromstring(text)
        assert root.tag == f"{SVG}svg"
        assert float(root.get("width", "").removesuffix("pt")) == pytest.approx(240 / 25.4 * 72, abs=0.1)
        assert len(repr(shown)) < 100 and "\n" not in repr(shown)
    assert nc.view(nc.load_network("full"))._repr_svg_().startswith("<?xml")


def test_wrong_panels_are_refused(both: View, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.svg"):
        nc.panels([both]).save(tmp_path / "a.cx2")
    for given, said in [
        ({"items": []}, "need a view"),
        ({"items": [both], "titles": ["a", "b"]}, "2 titles for 1"),
        ({"items": [both], "columns": 0}, "columns"),
        ({"items": [both] * 27}, "27 panels"),
    ]:
        with pytest.raises(InputError, match=said):
            nc.panels(**given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="two or more"):
        small_multiples(both.overlay(both.overlays[0].values))


def test_the_command_line_draws_panels_that_replay(wide: Path, tmp_path: Path) -> None:
    values = ("draw", "core", "--values", wide, "--zoom", "RIPK3")
    done = run(*values, "-c", "all", "--panels", "--volcano", "--heatmap", "-o", "a.svg", "--columns", 2, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    asked = json.loads((tmp_path / "a.figure.json").read_text())["asked"]
    assert (asked["panels"], asked["columns"], asked["zoom"]) == (True, 2, ["RIPK3"])
    again = run("replay", "a.figure.json", cwd=tmp_path)
    assert again.returncode == 0, again.stdout + again.stderr
    failed = run(*values, "-c", "all", "--panels", "-o", "x.svg", "-o", "x.cx2", cwd=tmp_path)
    assert failed.returncode == 1 and failed.stderr.count("\n") == 1, failed.stderr
    assert not list(tmp_path.glob("x.*"))


def test_what_was_asked_for_becomes_panels(both: View) -> None:
    found = page_of(both, multiples=True, volcanoes=True, heat=True, titles=list("uvxyz"), letters=False)
    assert isinstance(found, Panels)
    assert [type(item).__name__ for item in found.items] == ["View", "Volcano", "View", "Volcano", "Heatmap"]
    assert [(p.title, p.letter) for p in found.panels] == [(t, "") for t in "uvxyz"]
    assert page_of(both) is both
    with pytest.raises(InputError, match="--panels"):
        page_of(both, columns=2)
