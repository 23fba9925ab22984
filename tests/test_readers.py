"""Users' files to values: each format, each trait of real files, and nothing ever escapes as a traceback."""

from __future__ import annotations

import bz2
import csv
import datetime
import gzip
import hashlib
import json
import lzma
import math
import os
import threading
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from necro_cyto import NecroCytoError, Values, inspect, read_values
from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError, UnknownNameError
from necro_cyto.readers import read_contrasts

SAMPLES = Path(__file__).parent / "samples"
REAL = Path(__file__).parents[2] / "shared" / "omics"
NAN = math.nan
Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    def to_file(**sheets: list[list[Any]]) -> Path:
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / "results.xlsx")
        return tmp_path / "results.xlsx"

    return to_file


def same(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == pytest.approx(b)


def rows(values: Values) -> list[Any]:
    return list(values.table.itertuples())


def value(values: Values, symbol: str) -> Any:
    (row,) = (row for row in rows(values) if row.symbol == symbol)
    return row


# sample, options, tool, (effect, kind), (significance, kind), (identifiers, kind, species), values
FORMATS: list[tuple[str, dict[str, Any], str, tuple[str, str], tuple[str, str], tuple[str, str, str], dict[str, Any]]] = [
    (
        "deseq2_write_csv.csv", {}, "DESeq2", ("log2FoldChange", "log2FC"), ("padj", "adjusted p"),
        ("#1", "symbol", "human"), {"MLKL": (1.52, 3.1e-10), "RIPK3": (2.11, NAN), "CXCL8": (-0.72, 0.19), "STAT1": (NAN, NAN)},
    ),
    (
        "deseq2_shrunken.tsv", {}, "DESeq2", ("log2FoldChange", "log2FC"), ("padj", "adjusted p"),
        ("gene", "ensembl", "human"), {"MLKL": (1.49, 3.1e-10), "STAT1": (-0.6, 0.19)},
    ),
    (
        "edger_toptags.txt", {}, "edgeR", ("logFC", "log2FC"), ("FDR", "adjusted p"),
        ("#1", "symbol", "mouse"), {"MLKL": (-1.25, 4e-4), "TP53": (0.1, 0.7), "TNFRSF10B": (1.75, 0.002), "GZMB": (-2.5, 0.04)},
    ),
    (
        "edger_contrasts.tsv", {"contrast": "smac"}, "edgeR", ("logFC.smac", "log2FC"), ("FDR.smac", "adjusted p"),
        ("Name", "symbol", "human"), {"MLKL": (-0.2, 0.5), "MARCHF1": (0.7, 0.02), "SEPTIN2": (0.2, 0.4), "QARS1": (0.2, 0.4)},
    ),
    (
        "limma_toptable.txt", {}, "limma", ("logFC", "log2FC"), ("adj.P.Val", "adjusted p"),
        ("#1", "symbol", "human"), {"MLKL": (0.84, 2e-4), "CXCL8": (-0.15, 0.93)},
    ),
    (
        "geo2r.tsv", {}, "GEO2R", ("logFC", "log2FC"), ("adj.P.Val", "adjusted p"),
        ("Gene.symbol", "symbol", "human"), {"STAT1": (1.4, 0.0015), "HMGB1": (0.3, 0.02), "HMGB1P1": (0.3, 0.02)},
    ),
    (
        "seurat_markers.csv", {"contrast": "CD8 T"}, "Seurat", ("avg_log2FC", "log2FC"), ("p_val_adj", "adjusted p"),
        ("gene", "symbol", "human"), {"GZMB": (3.1, 2e-76), "IL1B": (-0.4, 1)},
    ),
    (
        "seurat_v3.txt", {}, "Seurat", ("avg_logFC", "log2FC"), ("p_val_adj", "adjusted p"),
        ("#1", "symbol", "human"), {"MLKL": (1 / math.log(2), 2e-6), "RIPK3": (-0.5 / math.log(2), 1)},
    ),
    (
        "scanpy_long.csv", {"contrast": "T"}, "Scanpy", ("logfoldchanges", "log2FC"), ("pvals_adj", "adjusted p"),
        ("names", "symbol", "human"), {"GZMB": (28.5, 1e-56), "IL1B": (-2.5, 0.1)},
    ),
    (
        "scanpy_long.csv", {"contrast": "Mono"}, "Scanpy", ("logfoldchanges", "log2FC"), ("pvals_adj", "adjusted p"),
        ("names", "symbol", "human"), {"IL1B": (4.5, 1e-76), "MLKL": (NAN, 0.2)},
    ),
    (
        "scanpy_wide.csv", {"contrast": "NK cell"}, "Scanpy", ("NK cell_scores", "score"), ("", "none"),
        ("NK cell_names", "symbol", "human"), {"GZMB": (0.51, NAN), "MLKL": (0.2, NAN), "TNF": (-0.4, NAN)},
    ),
    (
        "gene_exp.diff", {}, "cuffdiff", ("log2(fold_change)", "log2FC"), ("q_value", "adjusted p"),
        ("gene", "symbol", "mouse"),
        {"MLKL": (-math.inf, 0.17), "RIPK3": (1, 0.02), "TNF": (NAN, NAN), "ZBP1": (math.inf, 0.5), "STAT1": (2, 0.3)},
    ),
    (
        "msstats.csv", {}, "MSstats", ("log2FC", "log2FC"), ("adj.pvalue", "adjusted p"),
        ("Protein", "uniprot", "human"), {"MLKL": (math.inf, 0), "STAT1": (0.61, 0.08), "HMGB1": (-0.2, 0.5)},
    ),
    (
        "perseus.txt", {}, "Perseus", ("N: Student's T-test Difference TSI_ctrl", "difference"),
        ("C: Student's T-test Significant TSI_ctrl", "flag"),
        ("T: Gene names", "symbol", "human"), {"HMGB1": (1.6, NAN), "MLKL": (0.4, NAN)},
    ),
    (
        "flags_by_time.csv", {"contrast": "TSI.5h"}, "generic", ("Fold.change.(Log2).TSI.5h", "log2FC"),
        ("Significant.TSI.5h", "flag"),
        ("Gene.names", "symbol", "human"), {"HMGB1": (1.6, NAN), "STAT1": (0.7, NAN), "MLKL": (NAN, NAN)},
    ),
    (
        "ranked.rnk", {}, "ranked list", ("#2", "score"), ("", "none"),
        ("#1", "symbol", "human"), {"MLKL": (3.2, NAN), "RIPK3": (-1.25, NAN), "IL1B": (0, NAN)},
    ),
    (
        "german.csv", {}, "generic", ("log2FC", "log2FC"), ("padj", "adjusted p"),
        ("Gen", "symbol", "human"), {"MLKL": (1.5, 0.001), "RIPK3": (-2.25, 0.0015), "TNF": (0.1, NAN)},
    ),
    (
        "zebrafish.csv", {}, "generic", ("log2FoldChange", "log2FC"), ("FDR", "adjusted p"),
        ("symbol", "symbol", "zebrafish"), {"RIPK3": (0.39, 0.07), "IL1B": (0.41, 0.6)},
    ),
    (
        "two_p_columns.csv", {}, "limma", ("logFC", "log2FC"), ("pvalue", "adjusted p"),
        ("symbol", "symbol", "human"), {"MLKL": (1.1, 0.02), "RIPK3": (-1.2, 0.05)},
    ),
    (
        "linear_fold_change.csv", {"effect": "log2(FoldChange)"}, "generic", ("FoldChange", "log2FC"), ("padj", "adjusted p"),
        ("Gene", "symbol", "human"), {"MLKL": (2, 0.01), "RIPK3": (-1, 0.2), "TNF": (0, 0.9)},
    ),
    (
        "mean_expression.tsv", {}, "generic", ("expr.mean", "expression"), ("", "none"),
        ("#1", "symbol", "human"), {"MLKL": (0.0119, NAN), "CXCL8": (NAN, NAN)},
    ),
    (
        "direction.csv", {}, "generic", ("regulation", "direction"), ("regulation", "flag"),
        ("gene", "symbol", "human"), {"MLKL": (1, NAN), "RIPK3": (-1, NAN), "TNF": (0, NAN), "IL1B": (NAN, NAN)},
    ),
    (
        "matrix.gct", {"effect": "AML_2"}, "generic", ("AML_2", "score"), ("", "none"),
        ("NAME", "symbol", "human"), {"MLKL": (5, NAN), "TNF": (4, NAN)},
    ),
]  # fmt: skip


@pytest.mark.parametrize("case", FORMATS, ids=lambda case: f"{case[0]} {case[1]}")
def test_a_format_is_read(case: Any) -> None:
    sample, options, tool, effect, significance, identifiers, expected = case
    values = read_values(SAMPLES / sample, **options)
    seen = values.inspection
    assert values.tool == tool
    assert (values.effect_name, values.effect_kind) == effect
    assert (values.significance_name, values.significance_kind) == significance
    assert (seen.id_column, seen.id_type, seen.species) == identifiers
    for symbol, (change, p) in expected.items():
        row = value(values, symbol)
        assert same(row.effect, change), symbol
        assert same(row.significance, p), symbol


@pytest.mark.parametrize("case", FORMATS, ids=lambda case: f"{case[0]} {case[1]}")
def test_what_is_read_keeps_its_promises(case: Any) -> None:
    values = read_values(SAMPLES / case[0], **case[1])
    table = values.table
    assert list(table) == ["symbol", "given_id", "effect", "significance", "significant", "tested", "rows"]
    assert table.index.is_unique and table.index.str.startswith("HGNC:").all()
    for row in rows(values):
        assert row.significant in (True, False, None)
        assert (row.significant is None) >= math.isnan(row.effect)
        if values.significance_kind != "flag" and row.significant is not None:
            assert row.significant == (row.significance < values.threshold)
    assert values.file_hash == hashlib.sha256((SAMPLES / case[0]).read_bytes()).hexdigest()
    assert json.loads(json.dumps(values.inspection.to_json(), allow_nan=False))["chosen"] == (values.contrast or None)


@pytest.mark.parametrize(
    ("sample", "what"),
    [
        ("matrix.gct", "matrix of 4 columns"),
        ("quantities.csv", "matrix of 3 columns"),
        ("peptides.csv", "peptide-level"),
        ("names_only.csv", "names without numbers"),
        ("pathways.csv", "pathways"),
    ],
)
def test_a_table_without_an_effect_is_refused_with_a_remedy(sample: str, what: str) -> None:
    with pytest.raises(RefusedError, match=what) as caught:
        read_values(SAMPLES / sample)
    seen = inspect(SAMPLES / sample)
    assert sample in str(caught.value)
    assert seen.refused == str(caught.value)
    with (SAMPLES / sample).open() as file:
        lines = sum(1 for line in file if line.strip())
    assert seen.rows == lines - (3 if sample == "matrix.gct" else 1)


@pytest.mark.parametrize(
    ("sample", "choices"),
    [
        ("edger_contrasts.tsv", ["tnf", "smac"]),
        ("seurat_markers.csv", ["Macrophage", "CD8 T"]),
        ("scanpy_long.csv", ["Mono", "T"]),
        ("scanpy_wide.csv", ["B/T", "NK cell"]),
        ("flags_by_time.csv", ["TSI.1h", "TSI.5h"]),
        ("linear_fold_change.csv", ["log2(FoldChange)", "FoldChange"]),
    ],
)
def test_a_choice_is_asked_for_never_taken(sample: str, choices: list[str]) -> None:
    with pytest.raises(ChoiceNeededError) as caught:
        read_values(SAMPLES / sample)
    assert caught.value.choices == choices
    assert caught.value.option == ("--effect" if sample.startswith("linear") else "--contrast")
    assert all(choice in str(caught.value) for choice in choices)
    seen = inspect(SAMPLES / sample)
    assert seen.chosen is None and str(caught.value) in seen.warnings


def test_an_unknown_contrast_is_named_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match="did you mean smac"):
        read_values(SAMPLES / "edger_contrasts.tsv", contrast="smacc")
    with pytest.raises(InputError, match="one contrast without a name"):
        read_values(SAMPLES / "limma_toptable.txt", contrast="x")


@pytest.mark.parametrize(
    "sample", ["edger_contrasts.tsv", "seurat_markers.csv", "scanpy_long.csv", "scanpy_wide.csv", "flags_by_time.csv"]
)
def test_several_contrasts_read_at_once_are_those_read_one_by_one(sample: str) -> None:
    together = read_contrasts(SAMPLES / sample)
    with pytest.raises(ChoiceNeededError) as caught:
        read_values(SAMPLES / sample)
    assert [values.contrast for values in together] == caught.value.choices
    for values in together:
        alone = read_values(SAMPLES / sample, contrast=values.contrast)
        pd.testing.assert_frame_equal(values.table, alone.table)
        assert values.inspection == alone.inspection
    turned = read_contrasts(SAMPLES / sample, [*reversed(caught.value.choices), caught.value.choices[0].upper()])
    assert [values.contrast for values in turned] == caught.value.choices[::-1]
    with pytest.raises(UnknownNameError, match="nope"):
        read_contrasts(SAMPLES / sample, ["nope"])


def test_one_contrast_is_all_contrasts() -> None:
    (values,) = read_contrasts(SAMPLES / "limma_toptable.txt")
    assert values.inspection == read_values(SAMPLES / "limma_toptable.txt").inspection
    with pytest.raises(RefusedError):
        read_contrasts(SAMPLES / "matrix.gct")


def test_sheets_are_contrasts_too(workbook: Callable[..., Path]) -> None:
    two = [["gene", "logFC.KO", "FDR.KO", "logFC.TSI", "FDR.TSI"], ["MLKL", 1, 0.1, 2, 0.2]]
    path = workbook(up=DE, wt=two, mut=two)
    names = [values.contrast for values in read_contrasts(path)]
    assert names == ["up", "wt: KO", "wt: TSI", "mut: KO", "mut: TSI"]
    assert [values.contrast for values in read_contrasts(path, ["mut", "up"])] == ["mut: KO", "mut: TSI", "up"]
    assert value(read_contrasts(path, ["MUT: tsi"])[0], "MLKL").effect == 2
    with pytest.raises(ChoiceNeededError, match="2 sheets") as caught:
        read_contrasts(path, ["KO"])
    assert caught.value.choices == ["wt: KO", "mut: KO"]
    assert [values.contrast for values in read_contrasts(path, ["KO"], sheet="wt")] == ["KO"]


# The same small table in every shape that a file may have.
HEADER = ["gene", "baseMean", "log2FoldChange", "pvalue", "padj"]
ROWS = [["MLKL", "10.5", "1.25", "0.001", "0.01"], ["RIPK3", "2.5", "-2.5", "0.02", "NA"], ["TNF", "7.5", "0.125", "0.5", "0.75"]]


def text(delimiter: str = ",", end: str = "\n", decimal: str = ".", header: list[str] = HEADER) -> str:
    rows = [[cell.replace(".", decimal) for cell in row] for row in ROWS]
    return end.join(delimiter.join(row) for row in [header, *rows]) + end


SHAPES: dict[str, str | bytes] = {
    "comma": text(),
    "tab": text("\t"),
    "semicolon": text(";"),
    "decimal comma": text(";", decimal=","),
    "tab and decimal comma": text("\t", decimal=","),
    "bar": text("|"),
    "space": text(" "),
    "blanks after commas": text(", "),
    "CRLF": text(end="\r\n"),
    "CR": text(end="\r"),
    "no end of line": text().rstrip(),
    "blank lines": text(end="\n\n"),
    "BOM": b"\xef\xbb\xbf" + text().encode(),
    "UTF-16": text("\t").encode("utf-16"),
    "UTF-16 without a mark": text("\t").encode("utf-16-le"),
    "Latin-1": text(header=[*HEADER[:1], "Größe", *HEADER[2:]]).encode("latin-1"),
    "header one field short": text("\t", header=HEADER[1:]),
    "trailing delimiters": text(end=",\n"),
    "delimiters at the end of the rows only": text(end=",\n").replace("padj,", "padj"),
    "comments first": "# DESeq2 1.40\n# 2024\n" + text("\t"),
    "title first": "Table S2: genes, FDR < 0.05\n\n" + text(),
    "sep line": "sep=;\n" + text(";"),
    "quoted": text().replace("MLKL", '"MLKL"').replace("gene", '"gene"'),
    "lone quotation mark": text("\t").replace("7.5", '5" end'),
    "gzip": gzip.compress(text().encode(), mtime=0),
    "bzip2": bz2.compress(text().encode()),
    "xz": lzma.compress(text().encode()),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_of_a_file_does_not_matter(shape: str, write: Write) -> None:
    values = read_values(write("results.txt", SHAPES[shape]))
    seen = {row.symbol: (row.effect, row.significance) for row in rows(values)}
    assert seen["MLKL"] == (1.25, 0.01)
    assert seen["RIPK3"][0] == -2.5 and math.isnan(seen["RIPK3"][1])
    assert seen["TNF"] == (0.125, 0.75)


def test_a_zip_of_one_file_is_read_and_of_two_is_not(tmp_path: Path) -> None:
    path = tmp_path / "results.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("results.csv", text())
    assert value(read_values(path), "MLKL").effect == 1.25
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("other.csv", text())
    with pytest.raises(InputError, match="zip of 2 files"):
        read_values(path)


def test_row_numbers_and_late_columns_are_no_obstacle(write: Write) -> None:
    path = write("a.csv", ",logFC,FDR,note,symbol\n1,1.5,0.01,x, MLKL \n2,-1,0.2,y,RIPK3\n3,1,0.3,z,TNF\n")
    values = read_values(path)
    assert values.inspection.id_column == "symbol"
    assert value(values, "MLKL").effect == 1.5


@pytest.mark.parametrize("column", ["MLKL", "ENSG00000168404.13", "197259", "Q8NB16", "Mlkl", "ENSMUSG00000012519"])
def test_any_identifier_reaches_the_gene(column: str, write: Write) -> None:
    values = read_values(write("a.csv", f"id,logFC,FDR\n{column},1.5,0.01\n"))
    assert value(values, "MLKL").given_id == column


def test_repeated_genes_collapse_by_the_stated_rule(write: Write) -> None:
    given_ = [("MLKL", 1, 0.01), ("MLKL", -3, 0.5), ("MLKL", 2, 0.01), ("RIPK3", 5, NAN), ("RIPK3", 1, 0.9), ("TNF", 1, 1)]
    path = write("a.csv", "gene,logFC,FDR\n" + "".join(f"{g},{e},{p}\n" for g, e, p in given_))
    values = read_values(path)
    for gene in ("MLKL", "RIPK3", "TNF"):
        mine = [(p if p == p else math.inf, -abs(e), e) for g, e, p in given_ if g == gene]
        assert value(values, gene).effect == min(mine)[2]
        assert value(values, gene).rows == len(mine)
    assert values.inspection.collapsed == {"genes": 2, "rule": "smallest adjusted p"}
    largest = read_values(path, collapse="largest effect")
    assert [value(largest, g).effect for g in ("MLKL", "RIPK3")] == [-3, 5]
    assert largest.inspection.collapsed == {"genes": 2, "rule": "largest effect"}


@pytest.mark.parametrize(
    ("table", "contrast", "kind", "effect", "significance"),
    [
        ("gene,trend\nMLKL,UP\nTNF,no change\n", None, "direction", 1, NAN),
        ("hgnc_id,logFC,FDR\nHGNC:26617,1.5,0.01\n", None, "log2FC", 1.5, 0.01),
        ('gene,logFC,FDR\nMLKL,"1,5","1,2E-05"\n', None, "log2FC", 1.5, 1.2e-5),
        ("gene,logFC,FDR\nMLKL,\u22121.5,0.01\n", None, "log2FC", -1.5, 0.01),
        ("gene,log\u2082 fold change,adj. p\nMLKL,1.5,0.01\n", None, "log2FC", 1.5, 0.01),
        ("gene,logFC,q-value (%)\nMLKL,1.5,5\nTNF,1,99\n", None, "log2FC", 1.5, 0.05),
        ("gene,logFC,FDR\nMLKL.1,1.5,0.01\n", None, "log2FC", 1.5, 0.01),
        (",Coef.KO,Coef.TSI,P.value.adj.KO,P.value.adj.TSI\nMLKL,1,2,0.1,0.2\n", "TSI", "log2FC", 2, 0.2),
        (",KO,TSI,AveExpr,F,P.Value,adj.P.Val\nMLKL,1,-2,5,9,0.01,0.02\nTNF,-1,2,5,9,0.1,0.2\n", "TSI", "log2FC", -2, 0.02),
        ("gene,KO_p_val,KO_avg_log2FC,KO_p_val_adj,WT_p_val,WT_avg_log2FC,WT_p_val_adj\nMLKL,1,1,1,0.1,2,0.2\n", "WT", "log2FC", 2, 0.2),
        ("id,neg|score,neg|fdr,neg|lfc,pos|score,pos|fdr,pos|lfc\nMLKL,1,0.5,-1,1,0.1,-1\n", "pos", "log2FC", -1, 0.1),
        ("gene,logFC,FDR,logFC,FDR\nMLKL,1,0.1,2,0.2\n", "logFC (#4)", "log2FC", 2, 0.2),
        ("gene,logFC,P.Value,adj.P.Val,sca.P.Value,sca.adj.pval\nMLKL,1,0.1,0.2,0.3,0.4\n", None, "log2FC", 1, 0.4),
        ("gene,KO_vs_WT_diff,KO_vs_WT_p.adj,KO_vs_WT_significant\nMLKL,1,0.1,TRUE\n", None, "difference", 1, 0.1),
        ("Description,Abundance Ratio (log2): (KO) / (WT)\nKinase OS=Mus musculus GN=Mlkl PE=1,1.5\n", None, "log2FC", 1.5, NAN),
    ],
)
def test_other_tools_and_spellings(
    table: str, contrast: str | None, kind: str, effect: float, significance: float, write: Write
) -> None:
    values = read_values(write("a.csv", table), contrast=contrast)
    row = value(values, "MLKL")
    assert values.effect_kind == kind
    assert same(row.effect, effect) and same(row.significance, significance)


@pytest.mark.parametrize(
    ("table", "match"),
    [
        ("MLKL\t312\nRIPK3\t5\n__no_feature\t12345\n", "counts"),
        ("Geneid,Start,End,Length,a.bam\nENSG00000168404,1,2,300,12\n", "matrix of 4 columns"),
        ("gene,metric A,metric B\nMLKL,1.5,0.3\nRIPK3,-1,2\n", "metric A, metric B"),
        ("gene,baseMean,padj\nMLKL,10,0.01\n", "no effect"),
        ("Term,Overlap,P-value,Odds Ratio,Combined Score,Genes\nNecroptosis,3/20,0.1,5,20,MLKL\n", "pathways"),
        ("p-value,q-value,pathway,source,members_input_overlap,size\n0.01,0.02,TNF signaling,KEGG,TNF; MLKL,51\n", "pathways"),
        ("Gene names,Peptides,Score,Q-value,LFQ A,LFQ B\nMLKL,3,50.5,0,1000,2000\n", "matrix"),
    ],
)
def test_an_effect_is_never_invented(table: str, match: str, write: Write) -> None:
    with pytest.raises(RefusedError, match=match):
        read_values(write("a.txt", table))


@pytest.mark.parametrize("column", ["cluster", "group", "label"])
def test_a_label_of_genes_is_no_contrast(column: str, write: Write) -> None:
    rows_ = "MLKL,1,1,0.1\nRIPK3,2,-1,0.2\nTNF,1,2,0.3\n"
    assert read_values(write("a.csv", f"gene,{column},log2FC,padj\n{rows_}")).contrast == ""
    with pytest.raises(ChoiceNeededError):
        read_values(write("b.csv", f"gene,{column},log2FC,padj\n{rows_}MLKL,2,3,0.1\n"))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(text()))
    writer.start()
    values = read_values(pipe)
    writer.join()
    assert value(values, "MLKL").effect == 1.25
    assert values.file_hash == hashlib.sha256(text().encode()).hexdigest()


def test_flagged_rows_come_first(write: Write) -> None:
    values = read_values(write("a.csv", "gene,logFC,significant\nMLKL,-3,\nMLKL,2,+\nMLKL,1,+\n"))
    assert value(values, "MLKL").effect == 2
    assert value(values, "MLKL").significant is True


def test_excel_dates_are_recovered_or_reported(write: Write) -> None:
    recovered = read_values(SAMPLES / "edger_contrasts.tsv", contrast="tnf")
    assert value(recovered, "MARCHF1").given_id == "55016"
    assert "2 gene names turned into dates by Excel" in " ".join(recovered.inspection.warnings)
    lost = read_values(write("a.csv", "gene,logFC,FDR\n1-Mar,1,0.01\n2-Sep,-1,0.2\nMLKL,2,0.01\n"))
    assert list(lost.table["symbol"]) == ["MLKL"]
    assert "0 recovered" in " ".join(lost.inspection.warnings)


def test_control_probes_and_unnamed_rows_are_left_out_and_said() -> None:
    values = read_values(SAMPLES / "geo2r.tsv")
    notes = " ".join(values.inspection.warnings)
    assert "2 control probes" in notes and "1 row without an identifier" in notes
    assert value(values, "STAT1").rows == 2
    assert values.inspection.rows == 7


def test_untested_rows_are_not_zero() -> None:
    row = value(read_values(SAMPLES / "gene_exp.diff"), "TNF")
    assert (row.tested, row.significant) == (False, None)
    assert math.isnan(row.effect)


def test_quality_of_identification_is_no_significance(write: Write) -> None:
    table = "Majority protein IDs\tGene names\tQ-value\tPEP\tlog2FC\nQ8NB16\tMLKL\t0\t1e-9\t1.5\nQ9Y572\tRIPK3\t0.001\t1e-9\t-1\n"
    assert read_values(write("a.txt", table)).significance_kind == "none"


def test_raw_p_values_are_taken_and_said(write: Write) -> None:
    values = read_values(write("a.csv", "gene,log2FC,pvalue\nMLKL,1,0.001\nTNF,-1,<0.0001\n"))
    assert values.significance_kind == "raw p"
    assert value(values, "TNF").significance == 0.0001
    assert values.inspection.collapsed["rule"] == "smallest raw p"
    assert "raw p values" in " ".join(values.inspection.warnings)


def test_minus_log10_p_is_turned_back(write: Write) -> None:
    values = read_values(write("a.csv", "gene,log2FC,-log10(padj)\nMLKL,1,3\nTNF,-1,0\n"))
    assert (value(values, "MLKL").significance, value(values, "TNF").significance) == (pytest.approx(0.001), 1)
    assert values.significance_kind == "adjusted p"


@pytest.mark.parametrize(
    "table",
    [
        "gene,Fold Change,FDR\nMLKL,4,0.01\nRIPK3,-2,0.2\n",
        "gene,logFC,FDR\nMLKL,305,0.01\nRIPK3,0.4,0.2\n",
        "gene,ratio,FDR\nMLKL,4,0.01\nRIPK3,0.2,0.2\n",
    ],
)
def test_a_fold_change_that_is_no_logarithm_is_not_guessed(table: str, write: Write) -> None:
    path = write("a.csv", table)
    with pytest.raises(ChoiceNeededError, match="--effect") as caught:
        read_values(path)
    given_, taken = caught.value.choices[1], caught.value.choices[0]
    assert value(read_values(path, effect=given_), "MLKL").effect > 3
    assert value(read_values(path, effect=taken), "MLKL").effect == pytest.approx(math.log2(305 if "305" in table else 4))


def test_only_upregulated_genes_are_no_reason_to_ask(write: Write) -> None:
    assert read_values(write("a.csv", "gene,logFC,FDR\nMLKL,2.5,0.01\nRIPK3,1.4,0.2\n")).effect_kind == "log2FC"


def test_options_name_columns(write: Write) -> None:
    path = write("a.csv", "a,b,x,y,p1\nMLKL,RIPK3,1,2,0.01\nTNF,FADD,3,4,0.5\n")
    values = read_values(path, id_column="b", effect="y", significance="p1", threshold=0.001)
    assert list(values.table["symbol"]) == ["FADD", "RIPK3"]
    assert list(values.table["effect"]) == [4, 2]
    assert list(values.table["significant"]) == [False, False]
    assert read_values(path, effect="#3").effect_name == "x"
    assert read_values(path, effect="x", significance="none").significance_kind == "none"


@pytest.mark.parametrize("option", ["effect", "significance", "id_column"])
def test_a_column_that_is_not_there_is_named(option: str) -> None:
    options: dict[str, Any] = {option: "log2FoldChang"}
    with pytest.raises(UnknownNameError, match="did you mean log2FoldChange"):
        read_values(SAMPLES / "deseq2_write_csv.csv", **options)


@pytest.mark.parametrize(
    ("options", "match"),
    [
        ({"threshold": 0}, "above 0"),
        ({"collapse": "median"}, "unknown collapse rule"),
        ({"decimal": ";"}, "unknown decimal sign"),
        ({"species": "yeti"}, "unknown species"),
        ({"sheet": "S1"}, "no workbook"),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        read_values(SAMPLES / "limma_toptable.txt", **options)


DE = [["gene", "log2FC", "padj"], ["MLKL", 1.5, 0.01], ["RIPK3", -1, None], ["TNF", "#N/A", 0.5]]


def test_a_workbook_is_read(workbook: Callable[..., Path]) -> None:
    values = read_values(workbook(README=[["Results"], ["of us"]], DE=[["Table S1"], [], *DE]))
    assert values.inspection.sheet == "DE"
    assert 'sheet "DE" of 2 was read' in values.inspection.warnings
    assert value(values, "MLKL").significance == 0.01
    assert math.isnan(value(values, "TNF").effect)


@pytest.mark.parametrize("name", ["deseq2.xls", "deseq2.ods"])
def test_other_workbooks_are_read(name: str) -> None:
    values = read_values(SAMPLES / name)
    assert (values.inspection.sheet, values.tool) == ("DE", "DESeq2")
    assert (value(values, "RIPK3").effect, value(values, "RIPK3").significance) == (-2.25, 4e-4)


def test_hidden_sheets_come_last_and_charts_are_none(workbook: Callable[..., Path]) -> None:
    path = workbook(old=DE, new=DE)
    book = load_workbook(path)
    book["old"].sheet_state = "hidden"
    book.create_chartsheet("chart")
    book.save(path)
    with pytest.raises(ChoiceNeededError) as caught:
        read_values(path)
    assert caught.value.choices == ["new", "old"]


def test_a_stray_cell_far_away_takes_neither_memory_nor_time(workbook: Callable[..., Path]) -> None:
    path = workbook(S=DE)
    book = load_workbook(path)
    book["S"]["XFD1048576"] = 1
    book.save(path)
    assert value(read_values(path), "MLKL").effect == 1.5


def test_the_sheet_of_genes_is_taken_not_that_of_pathways(workbook: Callable[..., Path]) -> None:
    pathways = [["Pathway", "NES", "FDR"], ["RIPK1 NECROPTOSIS", 1.9, 0.01], ["TNF SIGNALING", 1.2, 0.02]]
    assert read_values(workbook(GSEA=pathways, genes=DE)).inspection.sheet == "genes"


def test_several_sheets_need_a_choice(workbook: Callable[..., Path]) -> None:
    path = workbook(up=DE, down=[DE[0], ["FADD", -2, 0.01]])
    with pytest.raises(ChoiceNeededError, match=r"--sheet") as caught:
        read_values(path)
    assert (caught.value.choices, caught.value.option) == (["up", "down"], "--sheet")
    assert [contrast["name"] for contrast in inspect(path).to_json()["contrasts"]] == ["up", "down"]
    assert value(read_values(path, sheet="down"), "FADD").effect == -2
    assert value(read_values(path, contrast="down"), "FADD").effect == -2
    with pytest.raises(UnknownNameError, match="there are down, up"):
        read_values(path, sheet="nope")


def test_an_unrelated_table_beside_is_ignored(workbook: Callable[..., Path]) -> None:
    beside = [
        [None, "baseMean", "log2FoldChange", "padj", None, "Term", "p", "FDR"],
        ["MLKL", 5, 1.5, 0.01, None, "apoptosis", 0.1, 0.2],
        ["RIPK3", 5, -1.5, 0.02],
    ]
    values = read_values(workbook(S=beside))
    assert (values.inspection.id_column, values.significance_name) == ("#1", "padj")


SIDE_BY_SIDE: list[list[Any]] = [
    ["Gene", "log2FC", "FDR", "down", None, "Gene", "log2FC", "FDR"],
    ["MLKL", -1.5, 0.01, 1, None, "RIPK3", 1.5, 0.02],
    ["TNF", -1.0, 0.04, 1, None, "CASP8", 0.5, 0.03],
    [None, None, None, None, None, "IL1A", 2.5, 0.001],
]


def test_tables_side_by_side_need_a_choice(workbook: Callable[..., Path]) -> None:
    path = workbook(S=SIDE_BY_SIDE)
    with pytest.raises(ChoiceNeededError, match="holds 2 tables of results") as caught:
        read_values(path)
    names = ["S (columns A to D)", "S (columns F to H)"]
    assert (caught.value.choices, caught.value.option) == (names, "--sheet")
    left, right = (read_values(path, sheet=name) for name in names)
    assert (left.inspection.rows, right.inspection.rows) == (2, 3)
    assert (value(left, "MLKL").effect, value(right, "IL1A").effect) == (-1.5, 2.5)
    assert [v.table["symbol"].tolist() for v in read_contrasts(path)] == [["MLKL", "TNF"], ["CASP8", "IL1A", "RIPK3"]]


def test_tables_side_by_side_are_called_by_what_stands_above_them(workbook: Callable[..., Path]) -> None:
    above = ["2 h after TNF", None, None, None, None, "6 h after TNF", None, None]
    path = workbook(S=[["Table S1"], above, *SIDE_BY_SIDE])
    assert value(read_values(path, sheet="S (6 h after TNF)"), "IL1A").effect == 2.5
    with pytest.raises(UnknownNameError, match=r"S \(2 h after TNF\), S \(6 h after TNF\)"):
        read_values(path, sheet="S (24 h)")


def test_results_without_genes_are_not_lost_in_silence(workbook: Callable[..., Path]) -> None:
    beside = [[*row[:5], "direction" if i == 0 else "up", *row[6:]] for i, row in enumerate(SIDE_BY_SIDE[:3])]
    values = read_values(workbook(S=beside))
    assert value(values, "MLKL").effect == -1.5
    assert any("not read: columns F to H" in note for note in values.inspection.warnings)


def test_an_empty_column_beside_the_genes_and_endless_rows_are_no_obstacle(workbook: Callable[..., Path]) -> None:
    path = workbook(S=[["gene", None, "log2FC", "padj"], ["MLKL", None, 1.5, 0.01]])
    book = load_workbook(path)
    book["S"].cell(row=1_048_576, column=1).font = Font(bold=True)
    book.save(path)
    values = read_values(path)
    assert values.inspection.rows == 1
    assert value(values, "MLKL").effect == 1.5


def test_two_header_rows_name_the_contrasts(workbook: Callable[..., Path], write: Write) -> None:
    cells: list[list[Any]] = [[None, "KO vs WT", None, "TSI vs WT", None], ["Gene", "log2FC", "FDR", "log2FC", "FDR"], ["MLKL", 1, 0.1, 2, 0.2]]
    assert value(read_values(workbook(S=cells), contrast="TSI vs WT"), "MLKL").significance == 0.2
    lines = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in cells)
    assert value(read_values(write("a.csv", lines), contrast="KO vs WT"), "MLKL").significance == 0.1


def test_what_stands_above_the_names_of_contrasts_says_what_they_hold(workbook: Callable[..., Path], write: Write) -> None:
    cells: list[list[Any]] = [
        ["Table S4. Genes with a difference", None, None, None, None],
        [None, None, "log2 fold change (infected vs mock)", None, None],
        ["Gene ID", "Name of the protein", "wild type", "mutant", "OE-2"],
        *([gene, "a kinase", i - 2, 2.5 - i, None] for i, gene in enumerate(("MLKL", "RIPK3", "TNF", "IL1A", "CASP8"))),
    ]
    lines = "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in cells)
    for path in (workbook(S=cells), write("a.csv", lines)):
        names = [contrast["name"] for contrast in inspect(path).contrasts]
        assert names == [f"(infected vs mock) {name}" for name in ("wild type", "mutant", "OE-2")]
        assert value(read_values(path, contrast=names[1]), "RIPK3").effect == 1.5


def test_names_that_spell_the_p_value_together(write: Write) -> None:
    values = read_values(write("a.csv", "name,log2fc,pvalue,pBH\nMLKL,1,0.01,0.2\nTNF,-1,0.5,0.6\n"))
    assert (values.significance_name, values.significance_kind) == ("pBH", "adjusted p")


def test_a_p_value_of_no_contrast_is_not_left_out_in_silence(write: Write) -> None:
    path = write("a.csv", "gene,log2FC_2h,log2FC_6h,padj_LRT\nMLKL,1,2,0.01\nTNF,-1,0.5,0.6\n")
    values = read_values(path, contrast="6h")
    assert values.significance_kind == "none"
    assert any('"padj_LRT" not used' in note for note in values.inspection.warnings)
    assert value(read_values(path, contrast="6h", significance="padj_LRT"), "MLKL").significance == 0.01


def test_a_table_without_row_names_says_how_to_keep_them(write: Write) -> None:
    with pytest.raises(InputError, match=r"row\.names = TRUE"):
        read_values(write("a.csv", "logFC,AveExpr,t,P.Value,adj.P.Val,B\n1,5,2,0.01,0.2,1\n-1,5,2,0.5,0.6,1\n"))


def test_dates_in_cells_of_a_workbook(workbook: Callable[..., Path]) -> None:
    cells = [["gene", "ensembl", "log2FC", "padj"], [datetime.datetime(2021, 9, 2), "ENSG00000168385", 1.5, 0.01], ["MLKL", "", 1, 0.1]]
    assert value(read_values(workbook(S=cells)), "SEPTIN2").effect == 1.5


def test_names_that_are_known_are_no_examples_of_unknown_ones(write: Write) -> None:
    rows = "".join(f"PROT_{i:04},{i % 7 - 3},0.1\n" for i in range(200))
    with pytest.raises(InputError, match=r"only 2 of 202 rows .* \(as PROT_0000, PROT_0001, PROT_0002\)"):
        read_values(write("a.csv", "Gene,log2FC,FDR\nMLKL,1,0.1\nTNF,-1,0.1\n" + rows))


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n\n", "empty"),
        ("a.csv", b"gene,logFC,FDR\n", "no rows"),
        ("a.pdf", b"%PDF-1.7\n", "PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "picture"),
        ("a.rds", gzip.compress(b"X\n\x00\x00\x00\x03\x00", mtime=0), r"write\.csv"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", r"save the table as \.xlsx"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + "Workbook".encode("utf-16-le"), r"cannot be read as a workbook"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"), r"Word document"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), r"password"),
        ("a.tif", b"II*\x00" + bytes(100), "picture"),
        ("a.tar", b"a" * 257 + b"ustar" + bytes(300), "unpack it"),
        ("a.xls", b"<html><table></table></html>", "web page"),
        ("a.csv", bytes(range(256)) * 40, "binary"),
        ("a.csv.gz", gzip.compress(text().encode(), mtime=0)[:40], "damaged"),
        ("a.xlsx", b"PK\x03\x04broken", "damaged"),
        ("a.json", b'{"gene": "MLKL"}', "JSON"),
        ("a.vcf", b"##fileformat=VCFv4.2\n", "not a result table"),
        ("a.txt", b"!Series_title\t\"x\"\n", "GEO2R"),
        ("a.txt", b"MLKL\nRIPK3\n", "names without numbers"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_said_in_one_line(name: str, content: bytes, match: str, write: Write) -> None:
    with pytest.raises(InputError, match=match) as caught:
        read_values(write(name, content))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_values(tmp_path / "nothing.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_values(tmp_path)


def test_nothing_in_a_file_is_executed(write: Write, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    evil = f"__import__('pathlib').Path('{canary}').touch()"
    path = write("a.csv", f'gene,logFC,FDR\n"{evil}",1,0.01\nMLKL,"={evil}",0.5\nTNF,1,0.1\n')
    read_values(path)
    for name in (f"log2({evil})", evil):
        with pytest.raises(InputError):
            read_values(path, effect=name)
    assert not canary.exists()


def messy(original: bytes) -> st.SearchStrategy[bytes]:
    """The same bytes, cut, doubled, overwritten or with something put in."""
    cuts = st.tuples(st.integers(0, len(original)), st.integers(0, 40), st.binary(max_size=12))
    return st.lists(cuts, min_size=1, max_size=4).map(lambda edits: _edited(original, edits))


def _edited(data: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for place, length, new in edits:
        data = data[:place] + new + data[place + length :]
    return data


CELLS = st.one_of(
    st.sampled_from(["MLKL", "Ripk3", "1-Mar", "NA", "inf", "-inf", "0", "1e-400", "1e400", "0,5", "+", "", '"', "A;B", "ENSG00000168404.1"]),
    st.floats().map(repr),
    st.text(max_size=8),
)
HEADS = st.sampled_from([*HEADER, "logFC", "FDR", "logFC.a", "FDR.a", "cluster", "regulation", "significant", "FoldChange", "", "x"])


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    delimiter, end = draw(st.sampled_from(",;\t |")), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    width = draw(st.integers(1, 6))
    rows = [draw(st.lists(HEADS, min_size=width, max_size=width))]
    rows += draw(st.lists(st.lists(CELLS, max_size=width + 1), max_size=8))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    return end.join(delimiter.join(row) for row in rows).encode(encoding, errors="replace")


TEXTS = [path for path in sorted(SAMPLES.iterdir()) if path.is_file() and path.suffix not in (".xls", ".ods")]
ORIGINALS = [path.read_bytes() for path in TEXTS]


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.sampled_from(ORIGINALS).flatmap(messy), tables(), st.binary(max_size=300)))
@example(b"gene,logFC\n" + b'"' * 200_000)
@example(b"gene\x00,logFC\nMLKL,1\n")
def test_no_other_error_escapes(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "any.txt"
    path.write_bytes(data)
    for read in (read_values, inspect):
        try:
            found: Any = read(path)
        except NecroCytoError as error:
            assert "any.txt" in str(error) and "\n" not in str(error)
        else:
            json.dumps(getattr(found, "inspection", found).to_json(), allow_nan=False)


def big_table(path: Path, genes: int) -> None:
    rng = np.random.default_rng(1)
    names = [f"ENSG{i:011d}" for i in range(genes)]
    columns = ["baseMean", "log2FoldChange", "lfcSE", "stat", "pvalue", "padj"]
    pd.DataFrame(rng.random((genes, 6)), index=names, columns=columns).assign(gene="MLKL").to_csv(path)


def test_memory_stays_within_three_times_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    big_table(path, 40_000)
    read_values(SAMPLES / "limma_toptable.txt")
    tracemalloc.start()
    read_values(path, id_column="#1", species="human")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * path.stat().st_size


REAL_ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, tuple[float, float]]]] = [
    (
        "TCGA_OV_RNAseq_All_edgeR_scores.txt", {"contrast": "immuno"},
        {"tool": "edgeR", "id_column": "Name", "rows": 15211, "delimiter": "tab"},
        {"MLKL": (0.884, 1.02e-17), "RIPK3": (0.684, 4.56e-07), "CD8A": (1.7, 2.24e-25), "CD274": (1.29, 1.59e-20), "GZMB": (1.67, 1.7e-17)},
    ),
    (
        "TCGA-Ovarian-MesenvsImmuno_data.csv", {}, {"tool": "edgeR", "id_type": "entrez", "species": "human", "rows": 15195},
        {"MLKL": (-0.357, 0.0172), "RIPK3": (-0.702, 0.000115), "STAT1": (-0.824, 1.21e-08), "CD274": (-1.09, 1.72e-08), "ZBP1": (-1.55, 1.09e-07)},
    ),
    (
        "GSE15852.top.table.tsv", {}, {"tool": "GEO2R", "id_column": "Gene.symbol", "rows": 22283},
        {"IL1A": (-0.106, 1), "IL1B": (-0.383, 1), "ZBP1": (0.399, 1), "STAT1": (0.805, 1), "CXCL8": (-0.396, 1)},
    ),
    (
        "gene_exp.diff", {}, {"tool": "cuffdiff", "species": "mouse", "rows": 23356},
        {"MLKL": (-math.inf, 0.171), "RIPK3": (0.42, 0.902), "HMGB1": (0.64, 0.225), "IL1RAP": (-6.48, 0.252), "STAT1": (2.18, 0.421)},
    ),
    (
        "groupComparisonModel.csv", {}, {"tool": "MSstats", "chosen": "neg vs pos", "id_type": "uniprot", "rows": 7}, {},
    ),
    (
        "Tanzer2020_protein_markers_necroptosis.from_RDS.csv", {"contrast": "TNF+SM+Idun.5h"}, {"id_column": "Gene.names", "rows": 2359},
        {"STAT1": (0.682, NAN), "TNF": (2.82, NAN), "HMGB1": (1.6, NAN), "MLKL": (NAN, NAN), "FADD": (NAN, NAN)},
    ),
    (
        "PvD_trans.csv", {}, {"id_column": "symbol", "species": "zebrafish", "rows": 23404, "encoding": "utf-8 with BOM"},
        {"RIPK3": (0.393, 0.0747), "IL1B": (0.412, 0.615), "CASP8": (0.419, 0.00281), "CD8A": (0.21, 0.5), "FADD": (0.0566, 0.831)},
    ),
    (
        "brc.exp.tsv", {}, {"id_column": "#1", "rows": 17508},
        {"MLKL": (0.0119, NAN), "RIPK3": (-0.158, NAN), "IL1A": (0.119, NAN), "IL1B": (0.0307, NAN), "ZBP1": (0.141, NAN)},
    ),
    ("pbmc68k_rank_genes_groups_wide.csv", {"contrast": "CD56+ NK"}, {"tool": "Scanpy", "rows": 100}, {"GZMB": (0.196, NAN)}),
    ("pbmc68k_rank_genes_groups_wide.csv", {"contrast": "CD34+"}, {"tool": "Scanpy", "rows": 100}, {"IL1B": (0.0465, NAN)}),
]  # fmt: skip


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize("case", REAL_ANSWERS, ids=lambda case: f"{case[0]} {case[1]}")
def test_real_files_are_answered_as_their_index_says(case: Any) -> None:
    name, options, facts, expected = case
    values = read_values(REAL / name, **options)
    seen = values.inspection.to_json()
    assert {key: seen[key] for key in facts} == facts
    for symbol, (effect, p) in expected.items():
        row = value(values, symbol)
        assert (math.isnan(row.effect) and math.isnan(effect)) or row.effect == pytest.approx(effect, rel=0.01)
        assert (math.isnan(row.significance) and math.isnan(p)) or row.significance == pytest.approx(p, rel=0.01)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
@pytest.mark.parametrize(
    ("name", "tool", "match"),
    [
        ("APMS.csv", "matrix", "matrix of 12"),
        ("Leukemia_hgu95av2.trim.gct", "matrix", "matrix of 48"),
        ("dataset.csv", "peptide table", "peptide-level"),
        ("pbmc68k_rank_genes_names_wide.csv", "names only", "names without numbers"),
    ],
)
def test_real_files_without_an_effect_are_refused(name: str, tool: str, match: str) -> None:
    with pytest.raises(RefusedError, match=match):
        read_values(REAL / name)
    assert inspect(REAL / name).tool == tool


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_all_dates_of_a_real_file_are_recovered() -> None:
    path = REAL / "TCGA_OV_RNAseq_All_edgeR_scores.txt"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    spoilt = {row["geneid"] for row in rows if row["Name"].endswith(("-Mar", "-Sep"))}
    values = read_values(path, contrast="diff")
    assert len(spoilt) == 21
    assert spoilt <= set(values.table["given_id"])


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_a_real_h5ad_is_read() -> None:
    path = REAL / "10x_pbmc68k_reduced.h5ad"
    assert value(read_values(path, contrast="CD34+"), "IL1B").effect == pytest.approx(0.0465, rel=0.01)


def test_tables_below_each_other_in_a_sheet_are_told_apart(workbook: Callable[..., Path]) -> None:
    header = ["Gene Name", "Log 2 fold", "P adjusted"]
    genes = ["MLKL", "RIPK3", "TNF", "CASP8"]
    one = [[gene, effect, 0.01] for gene, effect in zip(genes, (1.5, -2.0, 0.5, -1.0), strict=True)]
    other = [[gene, -effect, p] for gene, effect, p in one]
    path = workbook(brain=[["Table S3"], ["9 weeks"], header, *one, [], ["12 weeks"], [], header, *other])
    names = [contrast["name"] for contrast in inspect(path).contrasts]
    assert names == ["brain (row 3)", "brain (row 11)"]
    with pytest.raises(ChoiceNeededError):
        read_values(path)
    values = read_values(path, sheet="brain (row 11)")
    assert values.table.set_index("symbol").effect["MLKL"] == -1.5
    assert [value.contrast for value in read_contrasts(path)] == names


def test_contrasts_under_a_name_that_nobody_knows_are_not_mixed(write: Write) -> None:
    genes = [f"{name}{i}" for name in ("CASP", "IL", "CXCL", "TLR") for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]
    rows = [f"{gene},{place},{effect}" for place, effect in (("Kern", 1.5), ("Zytosol", -1.5)) for gene in genes]
    path = write("long.csv", "\n".join(["Gene,Kompartiment,log2FC", *rows]))
    with pytest.raises(RefusedError, match='say --contrast-column "Kompartiment"'):
        read_values(path)
    kern = read_values(path, contrast_column="Kompartiment", contrast="Kern")
    assert set(kern.table.effect) == {1.5}


def test_probes_of_a_gene_are_no_contrasts(write: Write) -> None:
    genes = [f"CASP{i}" for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)] * 3
    rows = [f"A_{i},{gene},coding,{i / 10 - 1}" for i, gene in enumerate(genes)]
    assert len(read_values(write("probes.csv", "\n".join(["ProbeID,Symbol,Biotype,logFC", *rows]))).table) == 10


def test_a_short_list_of_another_species_is_not_drawn_by_chance(write: Write) -> None:
    fly = ["Rel", "Myc", "Fadd", "Dif", "imd", "Dredd", "egr", "wgn", "grnd", "bsk", "hep", "puc", "kay", "Jra", "rpr", "grim"]
    fly += ["Dronc", "key", "Diap1", "dl", "upd1", "Notch", "wg", "ptc", "smo", "ci", "eve", "ftz", "odd", "prd"]
    path = write("fly.csv", "\n".join(["gene,logFC", *(f"{gene},{i / 9 - 1}" for i, gene in enumerate(fly))]))
    with pytest.raises(RefusedError, match="--species"):
        read_values(path)


def test_a_number_is_read_as_papers_print_it(write: Write) -> None:
    rows = ["RIPK3,–2.5**,p<0.0001", "MLKL,0.5,> 0.05", "TNF,1.2 × 10–1,3 x 10^-4", "CASP8,(0.3),n.s."]
    table = read_values(write("printed.tsv", "\n".join(["Gene,log2FC,P", *rows]))).table.set_index("symbol")
    assert table.effect["RIPK3"] == -2.5 and table.effect["TNF"] == pytest.approx(0.12)
    assert table.significance["RIPK3"] == 0.0001 and table.significance["TNF"] == pytest.approx(3e-4)
    assert math.isnan(table.significance["MLKL"]) and math.isnan(table.effect["CASP8"])


def test_columns_of_one_name_are_asked_about_and_keep_their_genes(write: Write) -> None:
    up, down = ["MLKL", "RIPK3", "TNF", "IL1A"], ["CASP8", "FADD", "CYLD", "TLR3"]
    rows = [f"{one},{i + 1},{other},{-i - 1}" for i, (one, other) in enumerate(zip(up, down, strict=True))]
    path = write("both.csv", "\n".join(["Up,log2FC,Down,log2FC", *rows]))
    with pytest.raises(ChoiceNeededError, match="#2, #4"):
        read_values(path, effect="log2FC")
    assert set(read_values(path, effect="#4").table.symbol) == set(down)
    assert set(read_values(path, contrast="log2FC (#4)", effect="#4").table.symbol) == set(down)


def test_a_sheet_of_what_went_down_without_signs_is_asked_about(workbook: Callable[..., Path]) -> None:
    genes = ["MLKL", "RIPK3", "TNF", "IL1A", "CASP8", "FADD", "CYLD", "TLR3", "ZBP1"]
    rows = [[gene, i / 2 + 1, 0.01] for i, gene in enumerate(genes)]
    path = workbook(Up=[["Gene", "log2FC", "padj"], *rows], Down=[["Gene", "log2FC", "padj"], *rows])
    assert read_values(path, sheet="Up").effect_kind == "log2FC"
    with pytest.raises(ChoiceNeededError, match="what went down"):
        read_values(path, sheet="Down")
    assert read_values(path, sheet="Down", effect="log2FC").effect_kind == "log2FC"
    signed = workbook(Down=[["Gene", "log2FC", "padj"], *([gene, -effect, p] for gene, effect, p in rows)])
    assert (read_values(signed).table.effect < 0).all()


def test_a_name_reaches_down_over_two_rows_of_a_header(workbook: Callable[..., Path]) -> None:
    groups, names = ["Gene", "KO vs WT", None, "TSI vs WT", None], [None, "log2FC", "FDR", "log2FC", "FDR"]
    rows = [["MLKL", 1.0, 0.01, -1.0, 0.02], ["RIPK3", -2.0, 0.001, 2.0, 0.03], ["TNF", 0.5, 0.2, 0.1, 0.9]]
    inspection = inspect(workbook(S1=[["Table S1"], groups, names, *rows]))
    assert inspection.id_column == "Gene"
    assert [contrast["name"] for contrast in inspection.contrasts] == ["KO vs WT", "TSI vs WT"]


def test_names_of_yeast_are_not_drawn_as_human_genes(write: Write) -> None:
    yeast = "ACT1 TUB2 CDC28 CDC48 CDC19 CDC14 RAD9 RAD53 MEC1 TEL1 PFK1 FBA1 TDH1 TDH3 GPM1 PDC1 ADH2 HXK1 HXT1 GAL1 GAL4 GAL80"
    yeast += " PHO5 PHO85 SNF1 TUP1 CYC8 CYT1 SSA2 SSB1 KAR2 YDJ1 MSN2 YAP1 SKN7 CTT1 TRX2 GSH1 URA3 HIS3 LEU2 TRP1 LYS2 STE12 HOG1"
    path = write("yeast.csv", "\n".join(["gene,logFC", *(f"{gene},{i / 9 - 1}" for i, gene in enumerate(yeast.split()))]))
    with pytest.raises(RefusedError, match="--species"):
        read_values(path)
    assert inspect(path).species == "unknown"


def test_bare_numbers_of_hgnc_are_not_taken_for_entrez(write: Write) -> None:
    path = write("hgnc.csv", "HGNC ID,log2FC,padj\n26617,1.5,0.01\n10021,-2,0.02\n10019,0.5,0.2\n")
    for options in ({}, {"id_column": "HGNC ID"}):
        with pytest.raises(InputError, match="identifier"):
            read_values(path, **options)
    path = write("prefix.csv", "Gene,log2FC,padj\nGeneID:197259,1.5,0.01\nGeneID:11035,-2,0.02\nGeneID:8737,0.5,0.2\n")
    assert set(read_values(path).table.symbol) == {"MLKL", "RIPK3", "RIPK1"}
