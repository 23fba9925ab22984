"""Several contrasts in one picture, values per cell, differences of contrasts."""

from __future__ import annotations

import csv
import json
from functools import partial
from pathlib import Path

import pytest
from command import run
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from necro_cyto import View, load_network, read_contrasts, view
from necro_cyto.colour import mix
from necro_cyto.errors import InputError, OutputError, UnknownNameError
from necro_cyto.overlay import difference, lay_over, propose_cells, read_cells
from necro_cyto.readers import Values, read_values
from necro_cyto.scene import Scene, effect_column
from necro_cyto.targets import cx2
from necro_cyto.targets.figure import draw
from necro_cyto.targets.pieces import identity

WIDE = """gene,log2FoldChange.chemo,padj.chemo,log2FoldChange.KO,padj.KO
RIPK3,1.25,0.001,-0.25,0.6
MLKL,2.5,0.0001,,
IL1A,2.0,0.2,-1.0,0.04
CXCL1,-9,0.0001,0.5,0.2
ADAM10,0.5,0.5,-2,0.001
ADAM17,1.5,0.5,1,0.9
"""
CLUSTERS = """gene,avg_log2FC,p_val,p_val_adj,pct.1,pct.2,cluster
Rela,0.75,1e-9,0.003,0.5,0.4,Macrophages
Rela,-1.5,1e-9,0.003,0.5,0.4,Tumor_cells
Il1r1,1.25,1e-9,0.003,0.5,0.4,Macrophages
Il1r1,-0.5,1e-9,0.003,0.5,0.4,Tumor_cells
Pdcd1,2.5,1e-9,0.003,0.5,0.4,CD8_Tex
"""


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    file = tmp_path / "wide.csv"
    file.write_text(WIDE)
    return file


@pytest.fixture
def clusters(tmp_path: Path) -> Path:
    file = tmp_path / "clusters.csv"
    file.write_text(CLUSTERS)
    return file


@pytest.fixture
def strips(wide: Path) -> View:
    return view(load_network("core")).overlay(read_contrasts(wide))


def strip_colours(scene: Scene) -> dict[tuple[str, int], str]:
    """Colour of every cell that is drawn, by node and contrast."""
    patches = [(str(p.get_gid()), p) for p in draw(scene).findobj(Rectangle)]
    named = {identity(n.id): n.id for n in scene.nodes}
    found = {}
    for gid, patch in patches:
        if gid.startswith("strip-"):
            name, _, number = gid.removeprefix("strip-").rpartition("-")
            found[named[name], int(number) - 1] = to_hex(patch.get_facecolor()).upper()
    return found


def test_one_scale_for_all_contrasts(strips: View) -> None:
    assert strips.contrasts == ("chemo", "KO")
    assert len({overlay.limit for overlay in strips.overlays}) == 1
    sizes = [abs(float(cell)) for row in csv.reader(WIDE.splitlines()[1:]) for cell in (row[1], row[3]) if cell]
    assert sorted(sizes)[-2] <= strips.overlays[0].limit
    assert strips.overlays[0].clipped_low == (strips.overlays[0].limit < 9)


def test_every_cell_of_a_strip_has_the_colour_of_its_value(strips: View) -> None:
    scene = strips.scene
    assert scene.strip is not None
    (low, blue), (_, white), (high, orange) = scene.strip.points
    assert low == -high
    rows = {row["gene"]: row for row in csv.DictReader(WIDE.splitlines())}
    colours = strip_colours(scene)
    for gene in ("RIPK3", "IL1A", "CXCL1"):
        for i, contrast in enumerate(scene.strip.contrasts):
            value = float(rows[gene][f"log2FoldChange.{contrast}"])
            share = min(1.0, abs(value) / high)
            expected = mix(str(white), str(orange if value > 0 else blue), share)
            assert colours[gene, i] == expected, (gene, contrast)
    assert colours["MLKL", 1] == scene.strip.missing


def test_a_node_without_any_value_has_no_strip(strips: View) -> None:
    scene = strips.scene
    drawn = {name for name, _ in strip_colours(scene)}
    valued = {n.id for n in scene.nodes if any(effect_column(i) in n.columns for i in range(2))}
    assert drawn == valued
    assert "TNF" not in drawn


def test_one_contrast_alone_keeps_the_scale(strips: View, wide: Path) -> None:
    alone = strips.contrast("KO")
    assert alone.scene.strip is None
    direct = lay_over(alone.network.nodes, read_values(wide, contrast="KO"))
    row = {n.id: n.columns for n in alone.scene.nodes}
    assert row["IL1A"]["effect"] == direct.by_node["IL1A"].effect == -1.0
    assert alone.scene.style.channel("node", "fill").limit == strips.overlays[0].limit != direct.limit
    assert alone.contrast().scene.strip == strips.scene.strip
    with pytest.raises(UnknownNameError, match="did you mean KO"):
        strips.contrast("KOO")


def test_the_legend_names_every_contrast_and_both_ends(strips: View) -> None:
    texts = {m.text for m in strips.scene.marks if m.kind == "text"}
    assert {"chemo", "KO", "Contrasts", "grey: no value in that contrast", "adjusted p < 0.05 in a contrast"} <= texts


def test_strips_refuse_what_cannot_show_them(strips: View) -> None:
    with pytest.raises(OutputError, match="one contrast"):
        cx2.document(strips.scene)
    assert strips.style("signed").scene.strip is None


def test_effects_of_different_kinds_are_not_mixed(wide: Path, tmp_path: Path) -> None:
    ranked = tmp_path / "list.rnk"
    ranked.write_text("RIPK3\t3.5\nMLKL\t-12.25\nIL1A\t7\n")
    with pytest.raises(InputError, match="not on one scale"):
        view(load_network("core")).overlay([*read_contrasts(wide), read_values(ranked)])


def test_values_per_cell_go_to_the_nodes_of_that_cell(clusters: Path) -> None:
    cells = {"Macrophages": ["macrophage", "myeloid cell"], "Tumor_cells": "tumour cell"}
    shown = view(load_network("core")).overlay(read_contrasts(clusters), cells=cells)
    nodes = shown.network.nodes
    rows = {n.id: n.columns for n in shown.scene.nodes}
    rela = {nodes[k].cell: row.get("effect") for k, row in rows.items() if row.get("genes") == ("RELA",)}
    assert rela == {"tumour cell": -1.5, "myeloid cell": 0.75}
    assert {rows[k].get("effect") for k, n in nodes.items() if n.cell == "CD8 T cell" and n.genes} == {None}
    texts = {m.text for m in shown.scene.marks if m.kind == "text"}
    assert {"Values per cell", "myeloid cell: Macrophages", "tumour cell: Tumor_cells"} <= texts
    assert shown.report["cells"] == {"myeloid cell": ("Macrophages",), "tumour cell": ("Tumor_cells",)}


def test_a_bulk_value_says_that_it_is_the_same_in_every_cell(wide: Path) -> None:
    shown = view(load_network("core")).overlay(read_values(wide, contrast="chemo"))
    assert "the same in every cell" in str(shown.scene.measured["coverage"])


@pytest.mark.parametrize(
    ("cells", "named"), [({"Macrophage": "macrophage"}, "Macrophages"), ({"Macrophages": "myeloid cel"}, "myeloid cell")]
)
def test_a_cluster_or_cell_that_is_not_there_is_named(clusters: Path, cells: dict[str, str], named: str) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean {named}"):
        view(load_network("core")).overlay(read_contrasts(clusters), cells=cells)


def test_proposals_are_read_back(clusters: Path, tmp_path: Path) -> None:
    file = tmp_path / "cells.toml"
    done = run("cells", clusters, "-n", "core", "-o", file)
    assert done.returncode == 0, done.stderr
    expected = {"Macrophages": ("myeloid cell",), "Tumor_cells": ("tumour cell",), "CD8_Tex": ("CD8 T cell",)}
    assert read_cells(file) == expected
    assert propose_cells(["x; y = \"z\""], ["macrophage"]) == {'x; y = "z"': ()}


def test_a_difference_is_taken_gene_by_gene(wide: Path) -> None:
    chemo, knockout = read_contrasts(wide)
    found = difference(chemo, knockout)
    rows = {row["gene"]: row for row in csv.DictReader(WIDE.splitlines())}
    for symbol, effect in zip(found.table["symbol"], found.table["effect"], strict=True):
        one, other = (rows[symbol][f"log2FoldChange.{c}"] for c in ("chemo", "KO"))
        assert effect == pytest.approx(float(one) - float(other)) if one and other else effect != effect
    assert found.significance_kind == "none"
    assert found.table["significance"].isna().all()


@pytest.mark.parametrize(
    ("rule", "effect"), [("strongest significant", -2.0), ("strongest", -2.0), ("smallest p", -2.0), ("mean", -0.5)]
)
def test_the_rule_for_complexes_is_the_users(wide: Path, rule: str, effect: float) -> None:
    nodes = load_network("core").nodes
    (name,) = (k for k, n in nodes.items() if n.label == "ADAM sheddases")
    shown = lay_over(nodes, read_values(wide, contrast="KO"), complexes=rule)
    assert shown.by_node[name].effect == effect


def test_the_command_line_takes_several(wide: Path, tmp_path: Path) -> None:
    draw = partial(run, "draw", "core", "--values", wide, cwd=tmp_path)
    done = draw("-c", "all", "-o", "all.svg", "--format", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["report"]
    assert report["chosen"] is None
    assert report["chosen_contrasts"] == ["chemo", "KO"]
    assert draw("-c", "KO", "-c", "chemo", "--difference", "-o", "d.svg").returncode == 0
    asked = draw("-o", "none.svg")
    assert asked.returncode == 1
    assert "chemo, KO" in asked.stderr
    assert not (tmp_path / "none.svg").exists()


def test_values_are_named_apart(wide: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text(WIDE)
    values: list[Values] = [*read_contrasts(wide), *read_contrasts(other, ["KO"])]
    assert view(load_network("core")).overlay(values).contrasts == ("chemo", "wide: KO", "other: KO")


def test_the_report_tells_what_became_of_every_gene(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(
        "gene,log2FoldChange,padj\nRIPK3,1,0.01\nRIPK3,2,0.2\nMLKL,NA,NA\nCXCL1,-inf,0.001\nACTB,9,1e-9\nGAPDH,0.1,0.9\n"
    )
    core = load_network("core")
    table = view(core).overlay(read_values(file)).match_table()
    rows = {row["gene"]: row for row in table.to_dict("records")}
    assert rows["RIPK3"]["outcome"] == "collapsed"
    assert (rows["RIPK3"]["effect"], rows["RIPK3"]["rows"]) == (1.0, 2)
    assert "smallest adjusted p" in rows["RIPK3"]["reason"]
    assert rows["MLKL"]["outcome"] == "no value"
    assert rows["CXCL1"]["effect"] == "-inf"
    assert rows["TNF"]["outcome"] == "absent"
    assert rows["ACTB"]["outcome"] == "not on the network"
    assert "GAPDH" not in rows  # not significant, while another is
    genes = {gene for node in core.nodes.values() for gene in node.genes}
    assert len(table) == len(genes) + 1


def test_the_report_is_written_as_a_file(wide: Path, clusters: Path, tmp_path: Path) -> None:
    draw = partial(run, "draw", "core", "-o", "f.svg", cwd=tmp_path)
    (tmp_path / "cells.toml").write_text('[cells]\n"Macrophages" = "myeloid cell"\n"Tumor_cells" = "tumour cell"\n')
    done = draw("-v", clusters, "--cells", "cells.toml", "--report", "r.csv")
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((tmp_path / "r.csv").read_text(encoding="utf-8").splitlines()))
    rela = {row["contrast"]: row["effect"] for row in rows if row["gene"] == "RELA"}
    assert rela == {"Macrophages": "0.75", "Tumor_cells": "-1.5"}
    assert draw("-v", wide, "-c", "KO", "--report", "r.json").returncode == 0
    assert json.loads((tmp_path / "r.json").read_text())["report"]["chosen"] == "KO"
    for wrong in (("--report", "r.csv"), ("-v", wide, "-c", "KO", "--report", "r.docx"), ("-v", wide, "--report", wide)):
        refused = draw(*wrong)
        assert refused.returncode == (2 if wrong[0] == "--report" else 1)
        assert refused.stderr.count("\n") == 1
    assert wide.read_text() == WIDE


def test_what_cells_leave_open_is_said(clusters: Path, tmp_path: Path) -> None:
    draw = partial(run, "draw", "core", "-o", "f.svg", cwd=tmp_path)
    (tmp_path / "cells.toml").write_text('[cells]\n"Tumor_cells" = "tumour cell"\n"CD8_Tex" = "CD8 T cell"\n')
    said = draw("-v", clusters, "--cells", "cells.toml").stdout
    assert "note: IL1R1: in the file, but for other cells than those of their nodes" in said
    absent = next(line for line in said.splitlines() if line.startswith("not in the file:"))
    assert "MLKL" in absent and "IL1R1" not in absent
    assert "that the network lacks" not in said  # it has IL1R1, in another cell
    clusters.write_text(CLUSTERS.replace("CD8_Tex", "7").replace("Macrophages", "8"))
    done = run("cells", clusters, cwd=tmp_path)
    assert '"7" = ""' in done.stdout
    assert '2 of 3 clusters tell no cell by their names ("8", "7")' in done.stderr
    (tmp_path / "cells.toml").write_text('[cells]\n"7" = ""\n')
    done = draw("-v", clusters, "--cells", "cells.toml")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "gives no cluster a cell" in done.stderr


@pytest.mark.parametrize("option", [("--cells", "c.toml"), ("-c", "KO"), ("--difference",), ("--compare", "A:B"), ("--limit", "2")])
def test_what_is_about_values_is_refused_without_them(option: tuple[str, ...], tmp_path: Path) -> None:
    done = run("draw", "core", "-o", "f.svg", *option, cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "does nothing without --values" in done.stderr
    assert not any(tmp_path.iterdir())


def test_all_contrasts_are_all_whatever_else_is_named(wide: Path, tmp_path: Path) -> None:
    done = run("draw", "core", "-v", wide, "-c", "all", "-c", "KO", "-o", "f.svg", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "chemo, KO" in done.stdout


def test_a_legend_alone_and_none_at_all_is_refused(tmp_path: Path) -> None:
    done = run("draw", "core", "--legend-only", "--no-legend", "-o", "f.svg", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "leave nothing to draw" in done.stderr


def test_the_strongest_of_several_contrasts_stand_by_their_strength(tmp_path: Path) -> None:
    rows = "".join(f"MLKL,{c},1,0.1\nACTB,{c},{a},0.1\nGAPDH,{c},{b},0.1\n" for c, a, b in (("x", 5, 3), ("y", 0.5, -2)))
    (tmp_path / "v.csv").write_text("gene,contrast,log2FC,padj\n" + rows)
    every = view(load_network("core")).overlay(read_contrasts(tmp_path / "v.csv"))
    assert [(e["gene"], e["effect"]) for e in every.report["strongest_absent"]] == [("ACTB", 5), ("GAPDH", 3)]


def test_cells_adds_to_a_mapping_and_changes_nothing_in_it(clusters: Path, tmp_path: Path) -> None:
    file = tmp_path / "cells.toml"
    mine = '# mine\n[cells]\n"Macrophages" = "" # not these\n"old" = "macrophage"'
    file.write_text(mine)
    done = run("cells", clusters, "-n", "core", "-o", file)
    assert 'added "Tumor_cells", "CD8_Tex"' in done.stderr
    assert file.read_text() == f'{mine}\n"Tumor_cells" = "tumour cell"\n"CD8_Tex" = "CD8 T cell"\n'
    before = file.stat()
    assert "has every cluster" in run("cells", clusters, "-n", "core", "-o", file).stderr
    assert file.stat() == before


@pytest.mark.parametrize("text", ["[tool]\nx = 1\n", 'cells = {"a" = "macrophage"}\n', "[cells\n"])
def test_cells_writes_over_no_other_file(clusters: Path, tmp_path: Path, text: str) -> None:
    file = tmp_path / "other.toml"
    file.write_text(text)
    done = run("cells", clusters, "-n", "core", "-o", file)
    assert done.returncode == 1 and "other.toml" in done.stderr and "another name" in done.stderr
    assert file.read_text() == text


def test_the_user_may_name_the_column_of_the_cells(clusters: Path) -> None:
    clusters.write_text(CLUSTERS.replace("cluster\n", "annotation_v2\n", 1))
    found = read_contrasts(clusters, contrast_column="annotation_v2")
    assert [values.contrast for values in found] == ["Macrophages", "Tumor_cells", "CD8_Tex"]
    with pytest.raises(UnknownNameError, match="annotation_v2"):
        read_contrasts(clusters, contrast_column="annotation_v3")


def test_too_many_contrasts_for_a_strip_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "many.csv"
    names = [f"C{i}" for i in range(9)]
    file.write_text("gene," + ",".join(f"log2FoldChange.{n},padj.{n}" for n in names) + "\nMLKL" + ",1,0.5" * 9 + "\n")
    shown = view(load_network("core")).overlay(read_contrasts(file))
    with pytest.raises(InputError, match="9 contrasts are too many"):
        _ = shown.scene
    assert shown.contrast("C3").scene.strip is None
