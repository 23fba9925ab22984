"""Which tool wrote a table: one declared entry each, chosen by its signature of column names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from necro_cyto.readers.names import plain


@dataclass(frozen=True)
class Tool:
    """A tool's table: the columns that tell it, and what is particular in it.

    `signature` holds sets of plain column names (or starts or ends of them, for ``name.contrast`` columns); one full
    set is enough. `significance` is the tool's own adjusted p, `labels` are columns that name the contrast of each
    row, and `status` is a column that says ``OK`` for the rows that were tested.
    """

    name: str
    signature: tuple[frozenset[str], ...]
    significance: str = ""
    labels: tuple[str, ...] = ()
    status: str = ""


def _tool(name: str, *signature: str, significance: str = "", labels: tuple[str, ...] = (), status: str = "") -> Tool:
    sets = tuple(frozenset(part.strip() for part in names.split(",")) for names in signature)
    return Tool(name, sets, significance, labels, status)


TOOLS = (
    _tool(
        "cuffdiff",
        "log2 fold change, q value, status",
        significance="q value",
        labels=("sample 1", "sample 2"),
        status="status",
    ),
    _tool("MSstats", "protein, label, log2fc", significance="adj pvalue", labels=("label",)),
    _tool("DEqMS", "logfc, sca p value", significance="sca adj pval"),
    _tool(
        "DESeq2",
        "basemean, log2foldchange",
        "log2foldchange, lfcse",
        "log2foldchange, padj",
        "basemean, padj",
        significance="padj",
    ),
    _tool(
        "GEO2R",
        "id, adj p val, logfc, gene symbol",
        "id, adj p val, logfc, spot id",
        "id, adj p val, logfc, gb acc",
        significance="adj p val",
    ),
    _tool("limma", "logfc, adj p val", "logfc, aveexpr", "logfc, p value, b, t", "aveexpr, f, adj p val"),
    _tool("edgeR", "logfc, logcpm", "logfc, fdr", significance="fdr"),
    _tool(
        "Seurat",
        "p val, avg log2fc",
        "p val, avg logfc",
        "p val, avg diff",
        "p val adj, avg log2fc",
        significance="p val adj",
        labels=("cluster",),
    ),
    _tool("Scanpy", "names, scores", "names, logfoldchanges", "logfoldchanges, pvals", labels=("group",)),
    _tool("sleuth", "target id, qval", "b, qval, se b", significance="qval"),
    _tool("Spectronaut", "avg log2 ratio, qvalue", significance="qvalue", labels=("comparison group1 group2",)),
    _tool("Perseus", "t test difference", significance="t test q value"),
    _tool("Proteome Discoverer", "abundance ratio log2"),
    _tool("MAGeCK", "neg lfc, neg fdr"),
)


def tool_of(columns: Sequence[str]) -> Tool | None:
    """Return the tool whose signature the columns bear.

    >>> tool_of(("gene", "logFC.a", "logCPM.a", "FDR.a")).name
    'edgeR'
    """
    names = [plain(column) for column in columns]
    return next((tool for tool in TOOLS if any(_borne(s, names) for s in tool.signature)), None)


def _borne(signature: frozenset[str], names: Sequence[str]) -> bool:
    return all(any(f" {part} " in f" {name} " for name in names) for part in signature)
