"""Every style under four visions: what means different things is told apart by colour, or by a second cue."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from necro_cyto import list_styles, load_network, load_style, view
from necro_cyto.channels import GRAMMAR, Value
from necro_cyto.colour import contrast, mix, rgb, text_on
from necro_cyto.legend import Line, Measured, Scale, Section, Swatch, legend
from necro_cyto.scene import SceneEdge, SceneNode
from necro_cyto.schema import KINDS, MODULES
from necro_cyto.style import Style

VISIONS = ("usual", "deuteranomaly", "protanomaly", "tritanomaly", "grey")
APART = 10.0  # CAM02-UCS; neighbouring shades of a good categorical palette are about as far apart
CUES = ("shape", "border_style", "line", "arrow", "badge", "trend")
STATES = ("measured", "not in file", "no value", "no p", "no gene")
MEASURED = Measured("log2 fold change", "adjusted p", 0.05, "a vs b", "3 of 3 genes")


@cache
def seen(colour: str, vision: str) -> tuple[float, ...]:
    given = np.array(rgb(colour)) / 255
    if vision == "grey":
        lightness = cspace_convert(given, "sRGB1", "CIELab")[0]
        given = cspace_convert([lightness, 0, 0], "CIELab", "sRGB1")
    elif vision != "usual":
        given = cspace_convert(given, {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1")
    return tuple(np.clip(given, 0, 1))


@cache
def least_distance(one: str, other: str) -> float:
    return min(deltaE(seen(one, v), seen(other, v), input_space="sRGB1") for v in VISIONS)


def look_alike(one: Mapping[str, Value], other: Mapping[str, Value], paper: str) -> bool:
    """Say whether two looks differ neither in a second cue nor enough in any colour under every vision."""
    if any(one.get(cue) != other.get(cue) for cue in CUES):
        return False
    for width in ("border_width", "width"):
        low, high = sorted((float(one.get(width, 1)), float(other.get(width, 1))))
        if width in one and ("color" in one or width != "width") and high / low >= 1.4:
            return False
    pairs = [(painted(one, c, paper), painted(other, c, paper)) for c in ("fill", "border_color", "color") if c in one]
    return all(least_distance(a, b) < APART for a, b in pairs)


def painted(look: Mapping[str, Value], channel: str, paper: str) -> str:
    opacity = float(look.get({"fill": "fill_opacity", "color": "opacity"}.get(channel, ""), 1.0))
    return mix(paper, str(look[channel]), opacity)


def everything() -> tuple[list[SceneNode], list[SceneEdge]]:
    """Nodes and edges of every kind, module, state, sign, class and relation there is."""
    rows = [{"kind": k, "module": m, "state": s, "significant": s == "measured", "effect": 0.0}
            for k in KINDS for m in MODULES for s in STATES]  # fmt: skip
    rows += [{"kind": "protein", "module": "outcome", "state": "measured", "significant": False}]
    nodes = [SceneNode(str(i), 0, 0, row) for i, row in enumerate(rows)]
    facts = ("sign", "class", "direct", "disputed", "papers", "relation")
    values = itertools.product("+-0", ("mechanism", "summary"), ("yes", "no"), (True, False), (1, 3, 5),
                               ("phosphorylates", "ubiquitinates", "cleaves"))  # fmt: skip
    edges = [SceneEdge(str(i), "0", "1", dict(zip(facts, v, strict=True))) for i, v in enumerate(values)]
    return nodes, edges


def sections(style: Style) -> tuple[Section, ...]:
    return legend(style.with_limit("effect", 1.0), *everything(), MEASURED)


@pytest.mark.parametrize("name", list_styles())
def test_what_the_legend_tells_apart_can_be_told_apart(name: str) -> None:
    style = load_style(name)
    paper = str(style.channel("page", "background").value)
    for section in sections(style):
        entries = [e for e in section.entries if isinstance(e, Swatch | Line)]
        for one, other in itertools.combinations(entries, 2):
            assert not look_alike(one.look, other.look, paper), f"{section.title}: {one.label} | {other.label}"


@pytest.mark.parametrize("name", [n for n in list_styles() if load_style(n).uses("effect")])
def test_lowered_zero_raised_and_missing_are_told_apart(name: str) -> None:
    style = load_style(name).with_limit("effect", 1.0)
    paper = str(style.channel("page", "background").value)
    rules = style.section("node")

    def look(effect: float | None, state: str) -> dict[str, Value]:
        row: dict[str, object] = {"effect": effect, "state": state, "kind": "protein", "significant": False if effect is not None else None}
        return {c: rules[c].resolve(row) if rules[c].resolve(row) is not None else k.default for c, k in GRAMMAR["node"].items()}  # type: ignore[misc]

    looks = {e: look(e, "measured") for e in (-1.0, -0.5, 0.0, 0.5, 1.0)}
    missing = {state: look(None, state) for state in ("not in file", "no gene", "no value")}
    for (one, first), (other, second) in itertools.combinations({**looks, **missing}.items(), 2):
        assert not look_alike(first, second, paper), f"{one} | {other}"


@pytest.mark.parametrize("name", list_styles())
def test_every_scale_in_a_legend_is_a_scale_of_the_style(name: str) -> None:
    scales = [e for s in sections(load_style(name)) for e in s.entries if isinstance(e, Scale)]
    assert len(scales) == load_style(name).uses("effect", "node")


@pytest.mark.parametrize("name", list_styles())
def test_text_is_legible_on_every_fill_that_the_style_can_produce(name: str) -> None:
    style = load_style(name).with_limit("effect", 1.0)
    rules, places = style.section("node"), style.section("place")
    paper = str(style.channel("page", "background").value)
    behind = {paper, *map(str, places["fill"].map.values()), str(places["fill"].missing or places["fill"].value)}
    rows: list[dict[str, object]] = [{"effect": float(e), "state": "measured"} for e in np.linspace(-1.2, 1.2, 97)]
    rows += [{"kind": k, "module": m, "state": s} for k in KINDS for m in MODULES for s in STATES]
    for row in rows:
        fill, ink, opacity = (rules[c].resolve(row) for c in ("fill", "label_color", "fill_opacity"))
        for colour in behind if opacity == 0 else {str(fill)}:
            assert contrast(colour, str(ink)) >= 4.5, row
    for under in behind:
        assert contrast(under, str(places["label_color"].value)) >= 4.5
    for ink in ("ink", "quiet"):
        assert contrast(paper, str(style.channel("page", ink).value)) >= 4.5
    assert contrast(paper, text_on(paper)) >= 4.5


def test_the_test_can_fail() -> None:
    plain = {"fill": "#B30000", "fill_opacity": 1.0, "border_color": "#000000", "border_width": 1.0, "shape": "ellipse"}
    green = {**plain, "fill": "#5B6E00"}  # told from the red by no deuteranope
    assert look_alike(plain, green, "#FFFFFF")
    assert not look_alike(plain, {**green, "shape": "octagon"}, "#FFFFFF")
    assert view(load_network("core")).scene.style.name == "signed"
