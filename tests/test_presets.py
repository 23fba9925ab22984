"""Pages: presets, widths and the least size of type."""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx
import pytest
from PIL import Image

from necro_cyto import NecroCytoError, View, from_graph, load_network, view
from necro_cyto.readers import read_contrasts
from necro_cyto.targets.fitting import laid_out
from necro_cyto.targets.presets import load_preset, presets


def points(path: Path) -> tuple[float, float]:
    """Return width and height of an SVG file in points."""
    found = re.search(r'width="([\d.]+)pt" height="([\d.]+)pt"', path.read_text(encoding="utf-8"))
    assert found is not None
    return float(found[1]), float(found[2])


@pytest.mark.parametrize("name", presets())
def test_every_preset_gives_its_page(tiny_view: View, tmp_path: Path, name: str) -> None:
    preset = load_preset(name)
    width, height = points(tiny_view.save(tmp_path / "a.svg", preset=name, min_font=1))
    assert width == pytest.approx(preset.width_mm / 25.4 * 72, abs=0.28)
    assert height <= preset.height_mm / 25.4 * 72 + 0.28
    if preset.whole_page:
        assert height == pytest.approx(preset.height_mm / 25.4 * 72, abs=0.28)
    assert preset.source and set(preset.formats) <= {".pdf", ".svg", ".eps", ".png", ".tiff"}


def test_options_win_over_the_preset(tiny_view: View, tmp_path: Path) -> None:
    path = tiny_view.save(tmp_path / "a.png", preset="cell-double", width_mm=150, dpi=200)
    with Image.open(path) as picture:
        assert picture.width == round(150 / 25.4 * 200)


def test_an_unknown_preset_offers_the_nearest(tiny_view: View, tmp_path: Path) -> None:
    with pytest.raises(NecroCytoError, match='unknown preset "nature-duble": did you mean nature-double'):
        tiny_view.save(tmp_path / "a.svg", preset="nature-duble")


def test_text_that_would_print_too_small_is_refused_by_name(tmp_path: Path) -> None:
    picture = view(load_network("death-modes"))
    with pytest.raises(NecroCytoError) as caught:
        picture.save(tmp_path / "a.svg", width_mm=50)
    message = str(caught.value)
    wider = re.search(r"--width-mm (\d+)", message)
    accepted = re.search(r"--min-font ([\d.]+)", message)
    assert '"' in message and "under 5 pt" in message and wider and accepted
    assert list(tmp_path.iterdir()) == []
    assert picture.save(tmp_path / "b.svg", width_mm=float(wider[1])).exists()
    assert picture.save(tmp_path / "c.svg", width_mm=50, min_font=float(accepted[1])).exists()


def test_a_legend_that_is_too_high_may_be_left_out(tmp_path: Path) -> None:
    names = [f"treatment {i} against the untreated" for i in range(8)]
    rows = [f"{gene},{name},1.5,0.01" for gene in ("MLKL", "RIPK3") for name in names]
    (tmp_path / "v.csv").write_text("\n".join(["gene,contrast,log2FC,padj", *rows]))
    small = view(from_graph(nx.DiGraph([("RIPK3", "MLKL"), ("RIPK1", "RIPK3")]), name="small"))
    picture = small.overlay(read_contrasts(tmp_path / "v.csv", None))
    with pytest.raises(NecroCytoError, match="leave the legend out \\(--no-legend\\)") as caught:
        picture.save(tmp_path / "a.svg", preset="nature-single", min_font=12)
    assert picture.legend(False).save(tmp_path / "a.svg", preset="nature-single", min_font=12).exists()
    accepted = float(re.findall(r"--min-font ([\d.]+)", str(caught.value))[0])
    assert accepted > 5 and picture.save(tmp_path / "b.svg", preset="nature-single", min_font=accepted).exists()


def test_without_a_width_everything_can_be_read() -> None:
    usual, wider = (laid_out(view(load_network(n)).scene)[1] for n in ("core", "full"))
    assert usual.width_mm == 183 and usual.notes == ()
    assert wider.width_mm > 183 and wider.scale * 12 >= 5
    assert str(round(wider.width_mm)) in wider.notes[0]


def test_what_a_journal_does_not_take_is_said(tiny_view: View) -> None:
    assert laid_out(tiny_view.scene, ".pdf", preset="nature-double")[1].notes == ()
    assert ".tiff" in laid_out(tiny_view.scene, ".svg", preset="cell-double")[1].notes[0]
    assert laid_out(tiny_view.scene, ".tif", preset="cell-double")[1].notes == ()
