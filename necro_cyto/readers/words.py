"""Words in the cells and names of tables: of direction, of significance, of methods."""

from __future__ import annotations

import re

_UP = frozenset({"up", "upregulated", "increase", "increased", "higher", "high", "gain", "activated", "+"})
_DOWN = frozenset({"down", "downregulated", "decrease", "decreased", "lower", "low", "loss", "repressed", "-"})
FLAGS = frozenset({
    "+", "-", "*", "**", "***", "yes", "no", "y", "n", "true", "false", "ns", "n.s.", "sig", "not",
    "significant", "1", "0", "-1", "na", "nan",
})  # fmt: skip
NO_DIRECTION = frozenset(
    {"ns", "n.s.", "no", "none", "not", "na", "nan", "unchanged", "no change", "stable", "normal", "not sig", "-"}
    | {"not significant", "nonsignificant", "no significant", "not changed", "neutral", "nochange", "no diff"}
)
# Words that tell a direction wherever they stand; the others do so only under a name that says it.
CLEAR = re.compile(r"(?:up|down)(?:[\s_-]*reg(?:ulat(?:ed|ion))?)?$|(?:in|de)creased?$")
# Control of the false discovery rate is what the field means by an adjusted p.
FAMILY_WISE = re.compile(r"\b(?:bonferroni|holm|fwer)\b")
# Two p values of different tests are both raw, though one be larger throughout.
TESTS = frozenset({
    "ttest", "t", "test", "wald", "lrt", "wilcoxon", "wilcox", "mann", "whitney", "ranksum", "anova", "welch", "student",
    "permutation", "fisher", "kruskal", "ks", "limma", "deseq2", "deseq", "edger", "moderated", "f", "chisq",
})  # fmt: skip
# What may stand beside the keyword of a significance without being a contrast.
METHODS = frozenset({
    "t", "test", "ttest", "tests", "wald", "lrt", "lr", "wilcoxon", "wilcox", "mann", "whitney", "anova", "limma", "deseq",
    "deseq2", "edger", "mast", "bh", "by", "fdr", "fwer", "adjusted", "adj", "corrected", "correction", "raw", "nominal",
    "unadjusted", "uncorrected", "two", "one", "sided", "tailed", "welch", "welchs", "student", "students", "s", "moderated",
    "permutation", "value", "values", "pval", "p", "q", "benjamini", "hochberg", "storey", "bonferroni", "holm", "combined",
    "meta", "fisher", "stouffer", "ranksum", "rank", "sum", "ks", "z", "f", "chi", "chisq", "square", "qvalue", "local",
    "loc", "glb", "global", "ihw", "ebayes", "treat", "qlf", "glm", "exact", "paired", "unpaired", "diff", "de", "dge",
    "log2fc", "logfc", "log2foldchange", "lfc", "fc", "fold", "change", "expression", "gene", "significance", "sig", "val", "n",
})  # fmt: skip


def word_sign(word: str) -> int:
    """Return +1, -1 or 0 for a word of direction.

    >>> word_sign("UP"), word_sign("Down-regulated"), word_sign("ns")
    (1, -1, 0)
    """
    text = re.sub(r"[\s_-]*(regulated|reg)$", "", word.strip().lower())
    return 1 if text in _UP else -1 if text in _DOWN else 0
