"""Expression matrices: samples found, scales told, ratios, Welch tests and adjusted p as scipy alone makes them."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import ttest_ind

from necro_cyto import inspect, read_values
from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError, UnknownNameError
from necro_cyto.readers import Values
from necro_cyto.readers.samples import is_control

Write = Callable[[str, str], Path]
GENES = ["MLKL", "RIPK3", "TNF", "IL1A", "IL1B", "STAT1"]
SAMPLES = ["KO_1", "KO_2", "KO_3", "WT_1", "WT_2", "WT_3"]
LOG2 = np.array([
    [9.1, 9.4, 9.9, 7.2, 7.1, 7.7],
    [5.0, 5.2, 4.7, 5.1, 4.9, 5.3],
    [2.5, 3.1, 2.2, 6.0, 6.3, 5.5],
    [8.8, 8.1, 8.4, 8.0, 7.9, 8.6],
    [-1.2, 0.3, -0.4, -2.2, -2.9, -2.0],
    [11.0, 11.5, 10.9, 12.1, 13.0, 12.4],
])  # fmt: skip


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def to_file(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content)
        return path

    return to_file


def table(
    values: Any, samples: Sequence[str] = SAMPLES, genes: Sequence[str] = GENES, first: str = "gene", end: str = "\n"
) -> str:
    rows = [[gene, *("" if isinstance(v, float) and math.isnan(v) else f"{v}" for v in row)] for gene, row in zip(genes, values, strict=True)]
    return end.join("\t".join(row) for row in [[first, *samples], *rows]) + end


def expected(values: Any, split: int = 3, genes: Sequence[str] = GENES) -> dict[str, tuple[float, float]]:
    """Row by row with scipy's own test, and Benjamini–Hochberg by its definition."""
    effects, ps = [], []
    for row in np.asarray(values, dtype=float):
        one, other = ([v for v in part if not math.isnan(v)] for part in (row[:split], row[split:]))
        effects.append(np.mean(one) - np.mean(other))
        able = min(len(one), len(other)) > 1 and len({*one}) + len({*other}) > 2
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a group without variation
            ps.append(float(ttest_ind(one, other, equal_var=False).pvalue) if able else math.nan)
    known = sorted(p for p in ps if not math.isnan(p))
    of = {p: min(q * len(known) / (known.index(q) + 1) for q in known if q >= p) for p in known}
    adjusted = [of.get(p, math.nan) for p in ps]
    return dict(zip(genes, zip(effects, adjusted, strict=True), strict=True))


def seen(values: Values) -> dict[str, tuple[float, float]]:
    return {row.symbol: (row.effect, row.significance) for row in values.table.itertuples()}


def assert_same(found: dict[str, tuple[float, float]], wanted: dict[str, tuple[float, float]]) -> None:
    assert set(found) == set(wanted)
    for gene, numbers in wanted.items():
        assert found[gene] == pytest.approx(numbers, nan_ok=True), gene


def notes(values: Values) -> str:
    return "; ".join(values.inspection.warnings)


@pytest.mark.parametrize("compare", ["KO_1,KO_2,KO_3:WT_1,WT_2,WT_3", "KO*:WT*", "ko_1, ko_? :wt*", "#2,#3,#4:#5,#6,#7", "KO.1,KO.2,KO.3:WT*"])
def test_two_groups_are_compared_by_name_or_pattern(compare: str, write: Write) -> None:
    values = read_values(write("m.tsv", table(LOG2)), compare=compare)
    assert_same(seen(values), expected(LOG2))
    assert (values.tool, values.contrast, values.effect_kind, values.significance_kind) == ("matrix", "KO vs WT", "log2FC", "adjusted p")
    assert values.effect_name == "log2 ratio KO/WT (Welch t test by necro-cyto)"
    assert "Benjamini–Hochberg" in values.significance_name and "necro-cyto" in values.significance_name
    assert "group KO: 3 samples (KO_1, KO_2, KO_3)" in notes(values) and "taken for log2 values" in notes(values)


def test_the_first_group_is_the_treated_one(write: Write) -> None:
    path = write("m.tsv", table(LOG2))
    there, back = (seen(read_values(path, compare=compare)) for compare in ("KO*:WT*", "WT*:KO*"))
    assert all(there[gene][0] == pytest.approx(-back[gene][0]) and there[gene][1] == pytest.approx(back[gene][1]) for gene in GENES)


def test_significant_is_what_the_adjusted_p_says(write: Write) -> None:
    values = read_values(write("m.tsv", table(LOG2)), compare="KO*:WT*", threshold=0.02)
    assert [row.significant for row in values.table.itertuples()] == [row.significance < 0.02 for row in values.table.itertuples()]
    assert len(set(values.table["significant"])) == 2


def test_missing_values_are_left_out_and_too_few_give_no_p(write: Write) -> None:
    matrix = LOG2.copy()
    matrix[0, 0] = matrix[2, 5] = math.nan
    matrix[1, :2] = math.nan  # one value is left
    matrix[3, 3:] = math.nan  # none is left
    values = read_values(write("m.tsv", table(matrix)), compare="KO*:WT*")
    found = seen(values)
    assert all(map(math.isnan, found.pop("IL1A")))
    assert_same(found, expected(np.delete(matrix, 3, axis=0), genes=[gene for gene in GENES if gene != "IL1A"]))
    assert "1 row without a p value" in notes(values)


def test_rows_without_variation_have_no_p(write: Write) -> None:
    matrix = LOG2.copy()
    matrix[0] = [8.1] * 6
    matrix[1] = [8.1] * 3 + [7.1] * 3
    matrix[2, :3] = 5.5  # one group varies
    found = seen(read_values(write("m.tsv", table(matrix)), compare="KO*:WT*"))
    assert found["MLKL"] == pytest.approx((0, math.nan), nan_ok=True)
    assert found["RIPK3"] == pytest.approx((1, math.nan), nan_ok=True)
    assert 0 < found["TNF"][1] < 1
    assert {g: found[g] for g in GENES[2:]} == {g: pytest.approx(v) for g, v in expected(matrix[2:], genes=GENES[2:]).items()}


def test_a_group_of_one_has_a_ratio_and_no_p(write: Write) -> None:
    values = read_values(write("m.tsv", table(LOG2)), compare="KO_1:WT*")
    assert values.significance_kind == "none" and values.effect_name == "log2 ratio KO_1/WT (by necro-cyto, no test)"
    assert "no p value" in notes(values)
    assert [row.effect for row in values.table.sort_values("symbol").itertuples()] == pytest.approx(
        [(LOG2[i, 0] - LOG2[i, 3:].mean()) for i in np.argsort(GENES)]
    )
    assert set(values.table["significant"]) == {None}


def test_rows_of_one_gene_are_collapsed_after_the_test(write: Write) -> None:
    genes = [*GENES[:-1], "MLKL"]
    values = read_values(write("m.tsv", table(LOG2, genes=genes)), compare="KO*:WT*")
    each = expected(LOG2, genes=list(map(str, range(6))))
    row = values.table[values.table["symbol"] == "MLKL"].iloc[0]
    best = min((each["0"], each["5"]), key=lambda pair: pair[1])
    assert (row["effect"], row["significance"]) == pytest.approx(best)
    assert row["rows"] == 2 and values.inspection.collapsed == {"genes": 1, "rule": "smallest adjusted p"}


def test_rates_get_a_pseudocount_and_keep_their_zeros(write: Write) -> None:
    tpm = np.round(2.0**LOG2 / 100, 3)
    tpm[4] = [0, 0, 0.02, 3.1, 2.2, 0]
    values = read_values(write("m.tsv", table(tpm)), compare="KO*:WT*")
    assert_same(seen(values), expected(np.log2(tpm + 1)))
    assert "log2(value + 1) was taken" in notes(values)


def test_intensities_are_logged_and_their_zeros_are_missing(write: Write) -> None:
    intensity = np.round(2.0 ** (LOG2 + 16))
    intensity[4] = [0, intensity[4, 1], intensity[4, 2], 0, 0, intensity[4, 5]]
    samples = [f"LFQ intensity {name}" for name in SAMPLES]
    rows = table(intensity, samples, first="Gene names").splitlines()
    rows = [rows[0] + "\tPeptides KO_1\tPotential contaminant"] + [row + f"\t{i}\t" for i, row in enumerate(rows[1:])]
    rows.append("KRT1\t" + "\t".join(["9e9"] * 6) + "\t5\t+")
    values = read_values(write("proteinGroups.txt", "\n".join(rows)), compare="KO*:WT*")
    wanted = expected(np.log2(np.where(intensity > 0, intensity, np.nan)))
    found = seen(values)
    assert all(map(math.isnan, found.pop("KRT1")))
    assert_same(found, wanted)
    with pytest.raises(RefusedError, match="counts"):  # other columns are found by their whole names
        read_values(values.path, compare="Pep*KO_1:LFQ*WT_1")
    assert "3 zeros taken for not measured" in notes(values) and "1 row of contaminants" in notes(values)


def test_old_intensities_below_zero_are_floored(write: Write) -> None:
    old = np.round(2.0**LOG2 * 3 - 60, 1)
    values = read_values(write("m.tsv", table(old)), compare="KO*:WT*")
    assert (old < 0).any()
    assert_same(seen(values), expected(np.log2(np.maximum(old, 20))))
    assert "set to 20" in notes(values)


@pytest.mark.parametrize(
    ("matrix", "name", "match"),
    [
        (np.round(2.0**LOG2), "m.tsv", "DESeq2 or edgeR"),
        (np.round(LOG2 + 3), "m.tsv", "DESeq2 or edgeR"),
        (LOG2.clip(0) / 100, "m.tsv", "between 0 and 1"),
        (LOG2, "data_mrna_zscores.txt", "z-scores"),
        (np.full((6, 6), math.nan), "m.tsv", "no numbers|unknown sample"),
    ],
)
def test_a_scale_that_allows_no_ratio_is_refused_with_the_remedy(matrix: Any, name: str, match: str, write: Write) -> None:
    with pytest.raises(InputError, match=match):
        read_values(write(name, table(matrix)), compare="KO*:WT*")


def test_a_table_of_samples_names_the_groups(write: Write) -> None:
    path = write("m.tsv", table(LOG2))
    sheet = "run,sample,condition\n" + "".join(f"{i},{name},{name[:2]}\n" for i, name in enumerate(SAMPLES))
    values = read_values(path, groups=write("s.csv", sheet))
    assert values.contrast == "KO vs WT"
    assert_same(seen(values), expected(LOG2))
    headless = "\n".join(f"{name.lower()}\t{'drug' if name[0] == 'K' else 'vehicle'}" for name in SAMPLES)
    assert read_values(path, groups=str(write("t.tsv", headless))).contrast == "drug vs vehicle"


def test_strangers_and_samples_without_a_group_are_named(write: Write) -> None:
    sheet = "sample\tgroup\n" + "".join(f"{name}\t{name[:2]}\n" for name in [*SAMPLES[:-1], "KO_9"]) + "WT_8\t\n"
    values = read_values(write("m.tsv", table(LOG2)), groups=write("s.tsv", sheet))
    assert "2 samples in s.tsv, not in the matrix: KO_9, WT_8" in notes(values)
    assert "1 sample in the matrix, in no group of s.tsv: WT_3" in notes(values)
    assert_same(seen(values), expected(LOG2[:, :5]))


def test_which_group_is_the_control_is_asked_unless_its_name_says_so(write: Write) -> None:
    path = write("m.tsv", table(LOG2))
    groups = write("s.tsv", "sample\tgroup\n" + "".join(f"{name}\t{'A' if name[0] == 'K' else 'B'}\n" for name in SAMPLES))
    with pytest.raises(ChoiceNeededError) as caught:
        read_values(path, groups=groups)
    assert caught.value.choices == ["A vs B", "B vs A"]
    assert read_values(path, groups=groups, contrast="B vs A").effect_name.startswith("log2 ratio B/A")
    assert [c["name"] for c in inspect(path, groups=groups).contrasts] == ["A vs B", "B vs A"]


def test_several_groups_are_compared_with_the_control(write: Write) -> None:
    groups = "sample\tgroup\nKO_1\tx\nKO_2\tx\nKO_3\ty\nWT_1\ty\nWT_2\tctrl\nWT_3\tctrl\n"
    path, sheet = write("m.tsv", table(LOG2)), write("s.tsv", groups)
    with pytest.raises(ChoiceNeededError) as caught:
        read_values(path, groups=sheet)
    assert caught.value.choices == ["x vs ctrl", "y vs ctrl", "x vs y", "y vs x"]
    assert_same(seen(read_values(path, groups=sheet, contrast="y vs ctrl")), expected(LOG2[:, 2:], 2))


@pytest.mark.parametrize(
    ("header", "compare"),
    [
        (["[1] KO_1.raw.PG.Quantity", "[2] KO_2.raw.PG.Quantity", "[3] KO_3.raw.PG.Quantity",
          "[4] WT_1.raw.PG.Quantity", "[5] WT_2.raw.PG.Quantity", "[6] WT_3.raw.PG.Quantity"], "KO_1,KO_2,KO_3:WT*"),
        ([f"/data/run 7/{name}.raw" for name in SAMPLES], "KO_1,KO_2,KO_3:WT_1,WT_2,WT_3"),
        (["TCGA-KO-01", "TCGA-KO-02", "TCGA-KO-03", "TCGA-WT-01", "TCGA-WT-02", "TCGA-WT-03"], "TCGA-KO*:TCGA.WT.01,TCGA-WT-02,TCGA-WT-03"),
        (["a:1", "a:2", "a:3", "b:1", "b:2", "b:3"], "a:1,a:2,a:3:b:1,b:2,b:3"),
    ],
)  # fmt: skip
def test_samples_are_found_as_tools_name_them(header: list[str], compare: str, write: Write) -> None:
    assert_same(seen(read_values(write("m.tsv", table(LOG2, header)), compare=compare)), expected(LOG2))


def test_a_gct_and_a_matrix_of_cbioportal_are_read(write: Write) -> None:
    rows = [line.split("\t") for line in table(LOG2).splitlines()]
    gct = "#1.2\n6\t6\n" + "\n".join("\t".join([row[0], "na" if i else "Description", *row[1:]]) for i, row in enumerate(rows))
    assert_same(seen(read_values(write("m.gct", gct.replace("gene\t", "NAME\t", 1)), compare="KO*:WT*")), expected(LOG2))
    entrez = ["Entrez_Gene_Id", "197259", "11035", "7124", "3552", "3553", "6772"]
    portal = "\n".join("\t".join([row[0], number, *row[1:]]) for row, number in zip(rows, entrez, strict=True))
    values = read_values(write("data_mrna.txt", portal.replace("gene\t", "Hugo_Symbol\t", 1)), compare="KO*:WT*")
    assert_same(seen(values), expected(LOG2))


@pytest.mark.parametrize(
    ("options", "error", "match"),
    [
        ({"compare": "KO_1,KO_2"}, InputError, "a colon"),
        ({"compare": "KO_1:"}, InputError, "side of the colon is empty"),
        ({"compare": "KO_1,KO_X:WT_1"}, UnknownNameError, 'unknown sample "KO_X": did you mean KO_'),
        ({"compare": "KO*:KO_1"}, InputError, "KO_1 stands on both sides"),
        ({"compare": "gene:WT*"}, UnknownNameError, 'unknown sample "gene"'),
        ({"groups": "S", "compare": "KO*:WT*"}, InputError, "leave one of them out"),
        ({"compare": "KO*:WT*", "effect": "KO_1"}, InputError, "leave out --effect"),
        ({"groups": "sample\tgroup\nx\ta\ny\tb\n"}, InputError, "names no sample of the matrix; its samples are KO_1"),
        ({"groups": "sample\tgroup\nKO_1\ta\nKO_1\tb\n"}, InputError, '"KO_1" is in two groups: a and b'),
        ({"groups": "sample\tgroup\nKO_1\ta\nKO_2\ta\n"}, InputError, "samples of 1 group: two are needed"),
        ({"groups": "s\tbatch\tarm\nKO_1\t1\ta\nKO_2\t1\tb\nWT_1\t2\tb\n"}, InputError, 'batch, arm may be the groups; call the column "group"'),
    ],
)
def test_groups_that_cannot_be_are_told(options: dict[str, str], error: type[Exception], match: str, write: Write) -> None:
    given: dict[str, Any] = dict(options)
    if "groups" in given:
        given["groups"] = write("s.tsv", given["groups"])
    with pytest.raises(error, match=match) as caught:
        read_values(write("m.tsv", table(LOG2)), **given)
    assert "\n" not in str(caught.value)


def test_results_and_peptides_are_not_compared(write: Write) -> None:
    results = "gene,logFC,AveExpr,P.Value,adj.P.Val\nMLKL,1.5,3.5,0.01,0.02\n"
    with pytest.raises(InputError, match='"logFC" is a result of limma, no sample'):
        read_values(write("r.csv", results), compare="logFC:AveExpr")
    peptides = "Gene\tPeptideSequence\tKO_1\tWT_1\nMLKL\tAAK\t3.5\t4.5\n"
    with pytest.raises(RefusedError, match="peptide-level"):
        read_values(write("p.tsv", peptides), compare="KO_1:WT_1")


def test_without_scipy_the_remedy_is_said(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "scipy.stats", None)
    with pytest.raises(InputError, match=r'pip install "necro-cyto\[stats\]"'):
        read_values(write("m.tsv", table(LOG2)), compare="KO*:WT*")
    assert read_values(write("m.tsv", table(LOG2)), compare="KO_1:WT_1").significance_kind == "none"


def test_a_matrix_alone_is_refused_with_the_way_to_compare(write: Write) -> None:
    with pytest.raises(RefusedError, match=r"matrix of 6 .*--groups samples\.tsv or --compare"):
        read_values(write("m.tsv", table(LOG2)))


@pytest.mark.parametrize(("name", "control"), [("WT", True), ("DMSO_24h", True), ("Wild type", True), ("KO", False), ("controlled", False)])
def test_names_of_controls_are_known(name: str, control: bool) -> None:
    assert is_control(name) is control
