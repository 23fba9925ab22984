"""Which tool wrote a table: one declared entry each, chosen by its signature of column names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from necro_cyto.readers.names import plain


@dataclass(frozen=True)
class Tool:
    """A tool's table: the columns that tell it, and what is particular in it.

    `signature` holds sets of plain column names (or starts or ends of them, for ``name.contrast`` columns); one full
    set is enough. `significance` is the tool's own adjusted p, `labels` are columns that name the contrast of each
    row, and `status` is a column that says ``OK`` for the rows that were tested. `roles` are what plain names mean in
    this tool's tables (``""``: nothing for us), `kinds` what a role means in them, and `starts` what names mean that start
    so and go on with the name of the contrast. A tool is `one_sided` if it may
    list only what went up. A table of a tool that is `refused` holds nothing to draw.
    """

    name: str
    signature: tuple[frozenset[str], ...]
    significance: str = ""
    labels: tuple[str, ...] = ()
    status: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    one_sided: bool = False
    refused: str = ""
    note: str = ""


def _tool(
    name: str,
    *signature: str,
    significance: str = "",
    labels: tuple[str, ...] = (),
    status: str = "",
    roles: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
    starts: Mapping[str, str] | None = None,
    one_sided: bool = False,
    refused: str = "",
    note: str = "",
) -> Tool:
    sets = tuple(frozenset(part.strip() for part in names.split(",")) for names in signature)
    return Tool(name, sets, significance, labels, status, roles or {}, kinds or {}, starts or {}, one_sided, refused, note)


TOOLS = (
    _tool(
        "cuffdiff",
        "sqrt js, q value",
        refused="a test of splicing, promoters or coding output (cuffdiff), whose distance has no direction; "
        "give gene_exp.diff",
    ),
    _tool(
        "cuffdiff",
        "log2 fold change, q value, status",
        significance="q value",
        labels=("sample 1", "sample 2"),
        status="status",
    ),
    _tool("MSstats", "protein, label, log2fc", significance="adj pvalue", labels=("label",),
          roles={"ilog2fc": "", "ipvalue": ""}),
    _tool(
        "rMATS",
        "inclevel1, inclevel2, incleveldifference",
        refused="a test of splicing (rMATS), whose events are several for each gene and tell of exons, not of expression; "
        "give a test of the genes",
    ),
    _tool(
        "IsoformSwitchAnalyzeR",
        "isoform id, gene id, dif, isoform switch q value",
        roles={"iso log2 fold change": "", "gene log2 fold change": "log2FC", "gene switch q value": "", "isoform switch q value": ""},
        note='the q values tell of switches of isoforms, not of the gene: they are not used',
    ),
    _tool(
        "NEBULA",
        "logfc intercept, se intercept",
        starts={"logfc": "lnFC", "p": "raw p", "se": ""},
    ),
    _tool(
        "Libra",
        "avg logfc, de family, de method",
        significance="p val adj",
        labels=("cell type",),
        roles={"avg logfc": "log2FC"},
        one_sided=True,
        note="Libra's avg_logFC is read as log2, as its pseudobulk methods give it",
    ),
    _tool(
        "muscat",
        "cluster id, logfc, p adj loc",
        roles={"p adj loc": "adjusted p", "p adj glb": ""},
        note="muscat's p_adj.loc is adjusted within each cluster",
    ),
    _tool("dreamlet", "assay, id, logfc, aveexpr, z std", significance="adj p val", labels=("assay",)),
    _tool(
        "Monocle",
        "gene short name, term, estimate, std err",
        significance="q value",
        labels=("term",),
        roles={"estimate": "", "normalized effect": "log2FC"},
    ),
    _tool("Agilent Feature Extraction", "logratio, logratioerror", kinds={"log2FC": "log10FC"}),
    _tool(
        "DrugZ",
        "normz, fdr synth, fdr supp",
        roles={"pval synth": "", "fdr synth": "", "pval supp": "", "fdr supp": ""},
        note='"fdr_synth" and "fdr_supp" each test one direction: neither is used; choose one with --significance NAME',
    ),
    _tool("DEqMS", "logfc, sca p value", significance="sca adj pval"),
    _tool(
        "DEXSeq",
        "groupid, featureid, exonbasemean",
        "groupid, featureid, padj",
        refused="a table of exons (DEXSeq), several for each gene; give one of genes, or the result of perGeneQValue with an effect",
    ),
    _tool(
        "DESeq2",
        "basemean, log2foldchange",
        "log2foldchange, lfcse",
        "log2foldchange, padj",
        "basemean, padj",
        "base mean, log2 fc, wald stats",
        "base mean, log2foldchange",
        "log2 fold change mle, wald test p value",
        "log2 fold change map, wald test p value",
        significance="padj",
        roles={"svalue": "adjusted p", "lfcmle": ""},
    ),
    _tool(
        "GEO2R",
        "id, adj p val, logfc, gene symbol",
        "id, adj p val, logfc, spot id",
        "id, adj p val, logfc, gb acc",
        "id, adj p val, f, gene symbol",
        significance="adj p val",
    ),
    _tool(
        "presto",
        "feature, group, logfc, auc, pct in",
        labels=("group",),
        roles={"logfc": "difference", "auc": ""},
        one_sided=True,
        note="presto's logFC is a difference of mean log expressions",
    ),
    _tool("NOISeq", "m, d, prob, ranking", roles={"m": "log2FC", "prob": "", "ranking": ""},
          note='"prob" is the probability of a difference, no p value: it is not used'),
    _tool("NOISeq", "theta, prob, log2fc", roles={"prob": "1 - adjusted p"},
          note='NOISeqBIO\'s "prob" is 1 − FDR; it was converted'),
    _tool(
        "limma",
        "logfc, adj p val",
        "logfc, aveexpr",
        "logfc, p value, b, t",
        "aveexpr, f, adj p val",
        "coef, p value adj",
        "logfc, p value, adj pval",
        kinds={"beta": "log2FC"},
    ),
    _tool("edgeR", "logfc, logcpm", "logfc, fdr", "log fc, log cpm", significance="fdr"),
    _tool(
        "Seurat",
        "p val, avg log2fc",
        "p val, avg logfc",
        "p val, avg diff",
        "p val adj, avg log2fc",
        "pct 1, pct 2, avg log2fc",
        "pct 1, pct 2, avg logfc",
        significance="p val adj",
        labels=("cluster",),
        roles={"max pval": "", "minimump p val": "", "myauc": "", "power": ""},
        one_sided=True,
    ),
    _tool(
        "Scanpy",
        "names, scores",
        "names, logfoldchanges",
        "logfoldchanges, pvals",
        "score, logfoldchange, pval",
        labels=("group",),
        one_sided=True,
    ),
    _tool(
        "scVI",
        "bayes factor, proba de",
        "bayes factor, proba m1",
        labels=("comparison",),
        roles={
            "lfc mean": "log2FC", "lfc median": "", "lfc std": "", "lfc min": "", "lfc max": "", "delta": "",
            "bayes factor": "score", "is de fdr 0 05": "flag",
        },
        note="scVI gives no p values",
    ),
    _tool(
        "IPA",
        "upstream regulator, p value of overlap",
        roles={"p value of overlap": "", "expr log ratio": "log2FC"},
        refused="a list of regulators predicted from their targets (IPA), not of measured genes; give the results it was "
        'made from, or choose what to draw with --effect NAME ("Activation z-score")',
    ),
    _tool("MAST", "primerid, pr chisq", "primerid, coef, fdr", labels=("contrast",)),
    _tool("sleuth", "target id, qval", "b, qval, se b", significance="qval"),
    _tool("Ballgown", "feature, id, fc, qval", significance="qval"),
    _tool(
        "DEGseq",
        "value1, value2, log2 fold change, q value",
        significance="q value benjamini et al 1995",
        roles={
            "log2 fold change normalized": "log2FC",
            "log2 fold change": "",
            "q value benjamini et al 1995": "adjusted p",
            "q value storey et al 2003": "",
        },
    ),
    _tool(
        "Spectronaut",
        "avg log2 ratio, qvalue",
        significance="qvalue",
        labels=("comparison group1 group2",),
        roles={"ratio": "", "change": ""},
    ),
    _tool("Perseus", "t test difference", significance="t test q value"),
    _tool("DEP", "p val, p adj, ratio, centered", "p val, p adj, imputed", kinds={"fold change": "log2FC"}),
    _tool(
        "Proteome Discoverer",
        "abundance ratio log2",
        "protein fdr confidence, exp q value, sum pep score",
        "protein fdr confidence combined, exp q value combined",
    ),
    _tool(
        "Olink",
        "olinkid, estimate",
        significance="adjusted pval",
        labels=("contrast",),
        roles={"estimate": "difference", "threshold": "flag"},
    ),
    _tool(
        "Olink",
        "olinkid, npx",
        refused="a list of measurements (NPX), one row for each sample and protein, without a comparison; "
        "compare the groups first (OlinkAnalyze: olink_ttest) and give its result",
    ),
    _tool("Partek", "fdr step up, fold change"),
    _tool("nCounter", "log2 fold change, linear fold change", roles={"linear fold change": ""}),
    _tool("GeoMx", "target name, log2, pvalue", roles={"log2": "log2FC"}),
    _tool("cBioPortal", "log2 ratio, higher expression in", "log ratio, higher expression in"),
    _tool(
        "MaxQuant",
        "protein ids, ratio h l",
        "protein ids, ratio m l",
    ),
    _tool("MAGeCK", "sgrna, lfc, p twosided",
          note="a row is a guide RNA, several for each gene; gene_summary.txt has one row for each gene"),
    _tool("MAGeCK", "neg lfc, neg fdr", "sgrna, beta, wald fdr", "sgrna, beta, wald p value"),
)  # fmt: skip


def tool_of(columns: Sequence[str]) -> Tool | None:
    """Return the tool whose signature the columns bear.

    >>> tool_of(("gene", "logFC.a", "logCPM.a", "FDR.a")).name
    'edgeR'
    """
    names = f" {'  '.join(plain(column) for column in columns)} "
    return next((tool for tool in TOOLS if any(_borne(signature, names) for signature in tool.signature)), None)


def _borne(signature: frozenset[str], names: str) -> bool:
    return all(f" {part} " in names for part in signature)
