"""Styles: the grammar, its errors, and channels computed by hand."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from necro_cyto import NecroCytoError, list_styles, load_style, read_style
from necro_cyto.channels import Channel
from necro_cyto.colour import PALETTES, contrast, rgb


@pytest.mark.parametrize("name", list_styles())
def test_every_style_reads_and_tells_its_title(name: str) -> None:
    style = load_style(name)
    assert style.name == name
    assert style.title and style.description


@pytest.mark.parametrize("name", list_styles())
def test_sign_is_readable_twice_in_shape_and_not_by_red_and_green(name: str) -> None:
    style = load_style(name)
    arrows = [style.channel("edge", "arrow").resolve({"sign": s}) for s in "+-0"]
    assert len(set(arrows)) == 3
    colours = {str(style.channel("edge", "color").resolve({"sign": s})) for s in "+-"}
    for one, other in itertools.combinations(colours, 2):
        # Seen without the red–green axis they still differ: in blue or in lightness.
        assert abs(rgb(one)[2] - rgb(other)[2]) > 40 or contrast(one, other) > 1.3


def test_a_scale_runs_linearly_between_its_anchors() -> None:
    channel = Channel(column="effect", scale="diverging", palette="blue-white-orange", missing="#D9D9D9", limit=2.0)
    anchors = np.array([rgb(c) for c in PALETTES["blue-white-orange"]], dtype=float)
    for value in (-5.0, -2.0, -1.3, -0.2, 0.0, 0.7, 1.99, 9.0):
        expected = [np.interp(value, [-2, -1, 0, 1, 2], anchors[:, k]) for k in range(3)]
        assert rgb(str(channel.resolve({"effect": value}))) == pytest.approx(expected, abs=0.51)
    assert channel.resolve({}) == "#D9D9D9"
    assert channel.resolve({"effect": float("nan")}) == "#D9D9D9"


def test_zero_is_neutral_and_the_scale_symmetric() -> None:
    points = Channel(column="x", scale="diverging", palette="blue-white-orange", limit=3.0).points()
    assert [p for p, _ in points] == [-3.0, -1.5, 0.0, 1.5, 3.0]
    red, green, blue = rgb(str(points[2][1]))
    assert max(red, green, blue) - min(red, green, blue) < 3


def test_a_tiny_scale_keeps_its_points_apart() -> None:
    channel = Channel(column="x", scale="diverging", palette="blue-white-orange", limit=2e-10)
    places = [place for place, _ in channel.points()]
    assert (places[0], places[-1]) == (-2e-10, 2e-10)
    assert all(a < b for a, b in itertools.pairwise(places))


@pytest.mark.parametrize("palette", PALETTES)
def test_text_on_a_scale_is_legible_everywhere(palette: str) -> None:
    fill = Channel(column="x", scale="diverging", palette=palette, missing="#D9D9D9", limit=1.0)
    ink = fill.text_colour()
    for value in np.linspace(-1.2, 1.2, 97):
        row = {"x": float(value)}
        assert contrast(str(fill.resolve(row)), str(ink.resolve(row))) >= 4.5


def test_a_user_s_style_adds_and_overrides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "signed.toml").write_text('title = "Mine"\n[node]\nfill = "#ABCDEF"\n')
    (tmp_path / "another.toml").write_text('title = "Another"\n')
    monkeypatch.setenv("NECRO_CYTO_STYLES", str(tmp_path))
    assert {"another", "overlay", "signed"} <= set(list_styles())
    assert load_style("signed").title == "Mine"
    assert load_style("signed").channel("node", "fill").resolve({}) == "#ABCDEF"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[nodes]\n", r"unknown section \[nodes\]: did you mean node"),
        ('[node]\nfil = "#FFFFFF"\n', "no channel 'fil': did you mean fill"),
        ('[node]\nfill = "red"\n', "'red' is not a colour"),
        ("[node]\nfill_opacity = 2\n", "2 is not a number from 0 to 1"),
        ('[node]\nshape = "blob"\n', "'blob' is not one of ellipse"),
        ('[node]\nfill = { map = { a = "#FFFFFF" } }\n', 'a rule needs a "column"'),
        ('[node]\nfill = { column = "x", scale = "rainbow", palette = "white-blue" }\n', "use diverging or sequential"),
        ('[node]\nfill = { column = "x", scale = "diverging", palette = "white-bleu" }\n', "did you mean white-blue"),
        ('[node]\nfill = { colum = "x" }\n', "unknown key 'colum': did you mean column"),
        ('[node]\nwidth = { column = "x", map = { a = "wide" } }\n', "map 'a': 'wide' is not a number"),
        ("[node\n", "Expected"),
    ],
)
def test_a_wrong_style_names_file_and_remedy(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(NecroCytoError, match=message) as caught:
        read_style(path)
    assert str(path) in str(caught.value)


def test_an_unknown_style_offers_the_nearest() -> None:
    with pytest.raises(NecroCytoError, match="did you mean signed"):
        load_style("sined")
