"""Legend, caption and mapping say the same; a caption says nothing that is not known."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import run

import necro_cyto as nc
from necro_cyto import View, list_styles
from necro_cyto.colour import PALETTES
from necro_cyto.compose import legend_of
from necro_cyto.hues import colour_word
from necro_cyto.legend import Line, Scale, Section, Swatch, tick
from necro_cyto.panels import page_of
from necro_cyto.scene import Scene
from necro_cyto.style import load_style

VALUES = """gene,baseMean,log2FoldChange,lfcSE,stat,pvalue,padj
RIPK3,10,1.25,0.1,3,0.001,0.001
MLKL,10,2.5,0.1,3,0.001,0.0001
IL1A,10,-2.0,0.1,3,0.2,0.2
CXCL1,10,-9,0.1,3,0.001,
CAPN1,10,,,,,
ADAM10,10,0.5,0.1,3,0.5,0.5
ADAM17,10,1.5,0.1,3,0.01,0.02
"""
WIDE = """gene,log2FoldChange.chemo,padj.chemo,log2FoldChange.KO,padj.KO
RIPK3,1.25,0.001,-0.25,0.6
MLKL,2.5,0.0001,,
GAPDH,0.1,0,0.2,0.7
"""


@pytest.fixture(scope="module")
def values(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("values") / "chemo.csv"
    file.write_text(VALUES)
    return file


@pytest.fixture(scope="module")
def core(values: Path) -> View:
    return nc.view(nc.load_network("core")).overlay(nc.read_values(values), limit=4)


# --- legend and mapping: what a style file says, read and worked out here, against what the legend shows ---


def said(channel: Any, row: Mapping[str, Any], limit: float) -> Any:
    """What a channel of a style file draws for a row."""
    if not isinstance(channel, dict):
        return channel
    value, rest = row.get(channel["column"]), channel.get("missing", channel.get("default"))
    if value is None:
        return rest
    if "scale" in channel:
        colours = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in PALETTES[channel["palette"]]], dtype=float)
        places = np.linspace(-limit, limit, len(colours))
        return "#" + "".join(f"{round(float(np.interp(value, places, colours[:, k]))):02X}" for k in range(3))
    key = str(value).lower() if isinstance(value, bool) else str(value)
    return channel["map"].get(key, rest)


def rules(style: str) -> dict[str, Any]:
    found = load_style(style)
    return tomllib.loads(Path(found.origin).read_text())


def disagreements(scene: Scene, spec: Mapping[str, Any], sections: tuple[Section, ...], limit: float) -> Iterator[str]:
    """Everything in which a legend shows something else than the style file says for real nodes and edges."""
    kinds = {"phenotype": "outcome"}
    states = {"not in file": "gene not in the file", "no value": "in the file, no value", "no p": "value, but no adjusted p",
              "no gene": "stands for no gene"}  # fmt: skip
    found = {(s.title, e.label): e.look for s in sections for e in s.entries if isinstance(e, Swatch | Line)}
    node, edge = spec["node"], spec["edge"]
    valued = any(isinstance(e, Scale) for s in sections for e in s.entries)

    def differs(place: tuple[str, str], channels: list[str], part: Mapping[str, Any], row: Mapping[str, Any]) -> Iterator[str]:
        if place not in found:
            yield f"{place} is not in the legend"
            return
        for name in channels:
            wanted = said(part[name], row, limit) if name in part else None
            if wanted is not None and found[place][name] != wanted:
                yield f"{place} {name}: legend {found[place][name]}, style {wanted}"

    for n in scene.nodes:
        kind, state = str(n.columns["kind"]), n.columns.get("state")
        yield from differs(("Nodes", kinds.get(kind, kind)), ["shape"], node, n.columns)
        if valued and state in states:
            yield from differs(("Missing", states[str(state)]), ["fill_opacity", "border_style"], node, n.columns)
            if state == "not in file":
                yield from differs(("Missing", states[str(state)]), ["fill"], node, n.columns)
        if valued and "significant" in n.columns:
            label = "adjusted p < 0.05" if n.columns["significant"] else "not significant"
            yield from differs(("Border", label), ["border_width"], node, n.columns)
        if "Modules" in {s.title for s in sections} and n.columns.get("module"):
            yield from differs(("Modules", str(n.columns["module"])), ["fill", "badge"], node, n.columns)
    signs = {"+": "activates, raises", "-": "inhibits, lowers", "0": "binds, or no effect shown"}
    for e in scene.edges:
        yield from differs(("Edges", signs[str(e.columns["sign"])]), ["arrow", "color"] if not e.columns["disputed"] else ["arrow"], edge, e.columns)
        if e.columns["direct"] == "no" and edge["line"]["column"] == "direct":
            yield from differs(("Edges", "effect, contact not shown"), ["line"], edge, e.columns)
        if isinstance(edge.get("badge"), dict) and (badge := said(edge["badge"], e.columns, limit)):
            yield from differs(("Edges", str(e.columns["relation"])), ["badge"], edge, {**e.columns, "badge": badge})
        if e.columns["class"] not in ("mechanism", "binding") and isinstance(edge.get("width"), dict) and edge["width"]["column"] == "class":
            yield from differs(("Edges", "finding that is no single step"), ["width"], edge, e.columns)
    for scale in (e for s in sections for e in s.entries if isinstance(e, Scale)):
        for n in scene.nodes:
            if "effect" in n.columns:
                places, colours = zip(*scale.points, strict=True)
                parts = np.array([[int(str(c)[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], dtype=float)
                shown = [round(float(np.interp(float(n.columns["effect"]), places, parts[:, k]))) for k in range(3)]  # type: ignore[arg-type]
                wanted = said(node["fill"], n.columns, limit)
                if max(abs(a - int(wanted[i : i + 2], 16)) for a, i in zip(shown, (1, 3, 5), strict=True)) > 1:
                    yield f"scale at {n.columns['effect']}: legend {shown}, style {wanted}"


@pytest.mark.parametrize("style", list_styles())
def test_the_legend_shows_what_the_style_file_says(core: View, style: str) -> None:
    for picture in (core.style(style), nc.view(core.network, style), core.style(style).highlight("MLKL -> CD8 T cell")):
        scene = picture.scene
        limit = picture.overlays[0].limit if picture.overlays else 1.0
        assert list(disagreements(scene, rules(style), legend_of(scene), limit)) == []


@pytest.mark.parametrize(
    ("section", "channel", "column", "other"),
    [
        ("node", "shape", "kind", {"protein": "diamond"}),
        ("node", "border_width", "significant", {"true": 0.2}),
        ("node", "border_style", "state", {"no value": "solid"}),
        ("edge", "arrow", "sign", {"-": "triangle"}),
        ("edge", "line", "direct", {"no": "dotted"}),
    ],
)
def test_a_legend_that_says_otherwise_is_found_out(core: View, section: str, channel: str, column: str, other: dict[str, Any]) -> None:
    scene, spec = core.scene, rules("overlay")
    spec[section][channel] = {"column": column, "map": {**spec[section][channel]["map"], **other}, "default": spec[section][channel].get("default")}
    assert list(disagreements(scene, spec, legend_of(scene), core.overlays[0].limit))
    wrong = replace(core.overlays[0], limit=core.overlays[0].limit * 2)
    stretched = replace(core, overlays=(wrong,)).scene
    assert list(disagreements(stretched, rules("overlay"), legend_of(stretched), core.overlays[0].limit))


@pytest.mark.parametrize("limit", [0.1 + 0.2, 1.0, 2.5, 1e-3, 7.999999999999999, 1500.0])
def test_ticks_are_round(core: View, values: Path, limit: float) -> None:
    scene = core.overlay(nc.read_values(values), limit=limit).scene
    (scale,) = (e for s in legend_of(scene) for e in s.entries if isinstance(e, Scale))
    for place, word in scale.ticks:
        bare = word.lstrip("≤≥ ").replace("−", "-")
        assert len(bare.lstrip("-")) <= 5 and float(bare) == pytest.approx(place, rel=1e-5)
        assert word.lstrip("≤≥ ") == tick(place)
    assert [word for _, word in scale.ticks][1] == "0"


# --- captions ---


def test_a_caption_says_what_the_figure_shows(core: View) -> None:
    text, scene = core.caption(), core.scene
    limit = f"{core.overlays[0].limit:g}"
    assert f"log2 fold change, from blue (≤ −{limit}) through white (0) to orange ({limit})" in text
    assert "A thick black border means adjusted p < 0.05" in text
    assert "Values of adjusted p are those of DESeq2; the threshold is 0.05." in text
    assert "genes that are not in the data (light grey)" in text
    assert "genes in the data without a value (unfilled, dotted border)" in text
    assert "values without adjusted p have a dashed border" in text
    genes = {g for n in core.network.nodes.values() for g in n.genes}
    assert f"7 of the {len(genes)} genes on the map are in the data" in text
    papers = {row.reference for rows in core.network.evidence.values() for row in rows}
    assert f"Network: {len(scene.nodes)} nodes and {len(scene.edges)} edges, from {len(papers)} publications" in text
    assert core.network.version in text
    assert "ADAM sheddases: ADAM17" in text
    assert text.count("\n") == 1 and text.endswith(".\n")
    assert not re.search(r"\d\.\d{4,}|e-\d|nan|None", text)


def test_a_caption_tells_only_what_occurs(core: View) -> None:
    plain = nc.view(core.network).caption()
    assert "fold change" not in plain and "border" not in plain and "significan" not in plain
    assert "n =" not in core.caption()
    part = core.zoom("MLKL", rest="out").highlight("RIPK3 -> MLKL").caption()
    assert "(part: MLKL and its neighbours)" in part
    assert "Highlighted: RIPK3 → MLKL (activates, 1 step); everything else is faded." in part
    assert "metabolites" not in part
    quiet = core.style("modules").caption()
    assert "fold change" not in quiet and "Number and fill tell the module" in quiet


@pytest.mark.parametrize("style", list_styles())
def test_the_colours_of_a_caption_are_those_of_the_style(core: View, style: str) -> None:
    picture = core.style(style)
    text, spec = picture.caption(), rules(style)
    if isinstance(spec["node"]["fill"], dict) and spec["node"]["fill"].get("scale"):
        palette = PALETTES[spec["node"]["fill"]["palette"]]
        assert f"from {colour_word(palette[0])} (" in text and f"to {colour_word(palette[-1])} (" in text
    for sign, verb in (("+", "activate"), ("-", "inhibit")):
        colour = said(spec["edge"]["color"], {"sign": sign, "disputed": False, "class": "mechanism"}, 1.0)
        head = {"triangle": "an arrow head", "tee": "a bar"}[said(spec["edge"]["arrow"], {"sign": sign}, 1.0)]
        assert re.search(rf"with {head}( \({colour_word(colour)}\))? {verb}", text), text


def test_strips_and_panels_have_captions(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    file.write_text(WIDE)
    both = nc.view(nc.load_network("core")).overlay(nc.read_contrasts(file))
    assert "From left to right a strip shows chemo and KO (grey: no value)." in both.caption()
    found = page_of(both, multiples=True, volcanoes=True, heat=True)
    text = found.caption()
    assert "(a) chemo. (b) Volcano plot of chemo: the 3 genes" in text
    assert "at the rim" in text  # p = 0
    assert "(e) Heat map of the 2 genes of the network that are in the data, ordered by module" in text
    assert text.count("Nodes are") == 1
    two = nc.panels([nc.view(both.network), nc.view(both.network, "modules")])
    assert "In a: edges with" in two.caption() and "In B: edges with" in two.caption(capitals=True)


def test_samples_are_counted_only_where_we_did(tmp_path: Path) -> None:
    table = tmp_path / "counts.csv"
    rows = ["gene," + ",".join(f"{g}{i}" for g in "ab" for i in (1, 2, 3))]
    rows += [f"{gene}," + ",".join(str(v) for v in (5.1, 6.2, 7.3, 9.1, 10.4, 11.2)) for gene in ("RIPK3", "MLKL", "TNF", "IL1A", "CXCL1")]
    table.write_text("\n".join(rows))
    read = nc.read_values(table, compare="a1,a2,a3:b1,b2,b3")
    text = nc.view(nc.load_network("core")).overlay(read).caption()
    assert "Welch t test by necro-cyto" in text
    assert len(re.findall(r"n = 3", text)) == 2


def test_the_command_line_writes_a_caption(values: Path, tmp_path: Path) -> None:
    draw = partial(run, "draw", "core", "-o", "a.svg", cwd=tmp_path)
    done = draw("--values", values, "--caption", "a.txt", "--format", "json")
    assert done.returncode == 0, done.stderr
    assert "a.txt" in json.loads(done.stdout)["outputs"]
    assert (tmp_path / "a.txt").read_text().startswith("Necroptosis, IL-1α and tumour immunity: log2 fold change")
    assert "caption" not in json.loads((tmp_path / "a.figure.json").read_text())["asked"]
    failed = draw("--values", values, "--caption", values)
    assert failed.returncode == 1 and "suffix .txt" in failed.stderr


@pytest.mark.parametrize(
    ("colour", "word"),
    [("#2166AC", "blue"), ("#B35806", "orange"), ("#F7F7F7", "white"), ("#000000", "black"), ("#00687A", "teal"),
     ("#762A83", "purple"), ("#1B7837", "green"), ("#D9D9D9", "light grey"), ("#6B7280", "grey"), ("#C00000", "red")],
)  # fmt: skip
def test_colours_are_called_as_people_call_them(colour: str, word: str) -> None:
    assert colour_word(colour) == word
