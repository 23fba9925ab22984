"""Options that do nothing as they stand are wrong usage: status 2, one line that names what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run

VALUES = "gene,log2FC,padj\nMLKL,2,0.01\nRIPK3,-1,0.2\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("draw core --zoom-steps 2", "--zoom-steps does nothing without --zoom:"),
        ("draw core --zoom-rest out", "--zoom-rest does nothing without --zoom:"),
        ("draw core --order cell", "--order does nothing without --heatmap:"),
        ("draw core -v v.csv --volcano --order cell", "--order does nothing without --heatmap:"),
        ("draw core --columns 2", "--columns does nothing without --panels, --volcano or --heatmap:"),
        ("draw core --title A", "--title does nothing without --panels, --volcano or --heatmap:"),
        ("draw core --no-letters", "--no-letters does nothing without --panels, --volcano or --heatmap:"),
        ("draw core -v v.csv --volcano --legend-only --title A", "--title does nothing beside --legend-only:"),
        ("draw core -o a.cx2 --dpi 600", "--dpi does nothing without an output that is a figure"),
        ("draw core -o a.cx2 -p nature-double", "--preset does nothing without an output that is a figure"),
        ("export a.cx2 --width-mm 89", "--width-mm does nothing without an output that is a figure"),
        ("draw core --report r.csv", "--report does nothing without --values:"),
        ("open core --threshold 0.1", "--threshold does nothing without --values:"),
        ("open core --zoom-steps 2", "--zoom-steps does nothing without --zoom:"),
        ("open core --dry-run --record r.json", "--record does nothing beside --dry-run"),
        ("overlay v.csv --dry-run --report r.csv", "--report does nothing beside --dry-run"),
        ("export a.png --dry-run --record r.json", "--record does nothing beside --dry-run"),
        ("check own.sif --fix", "--fix rewrites folders of tables, and own.sif is a file"),
        ("cite core --methods -f ris", "--methods is a paragraph and no list as ris"),
        ("inspect v.csv --decimal ;", '--decimal is ";": give "," (1,5 is one and a half) or "." (1.5 is)'),
    ],
)
def test_wrong_usage_is_one_line(arguments: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(VALUES)
    (tmp_path / "own.sif").write_text("MLKL -> RIPK3\n")
    done = run(*arguments.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith(f"necro-cyto: {said}")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["own.sif", "v.csv"]


def test_with_what_they_need_they_do_something(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text(VALUES)
    for options in (("--zoom", "MLKL", "--zoom-steps", "2"), ("-o", "a.cx2", "-o", "a.png", "--dpi", "72")):
        done = run("draw", "core", *options, cwd=tmp_path)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("sign", "effect"), [(",", "1.234"), ("comma", "1.234"), ("Point", "1234.0"), (".", "1234.0")])
def test_the_decimal_sign_may_be_a_word(sign: str, effect: str, tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("gene;log2FC\nMLKL;1,234\nRIPK3;-1,500\n")
    done = run("draw", "core", "-v", "v.csv", "--effect", "log2FC", "--decimal", sign, "--report", "r.csv", "-o", "a.cx2", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [row.split(",")[6] for row in (tmp_path / "r.csv").read_text().splitlines() if ",MLKL," in row] == [effect]


def test_cells_are_proposed_for_the_clusters_that_are_named(tmp_path: Path) -> None:
    (tmp_path / "v.csv").write_text("gene,avg_log2FC,p_val_adj,cluster\nMLKL,2,0.01,Tumor_cells\nMLKL,1,0.1,CD8_Tex\n")
    done = run("cells", "v.csv", "-c", "CD8_Tex", cwd=tmp_path)
    assert '"CD8_Tex" = "CD8 T cell"' in done.stdout and "Tumor" not in done.stdout
