"""What column names mean: the vocabulary of the field, some patterns for each role.

A name is a keyword, alone or with the name of a contrast before or after it: ``logFC``, ``logFC.immuno``,
``KO_vs_WT_log2 fold change``, ``Abundance Ratio (log2): (KO) / (WT)``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

EFFECTS = ("log2FC", "lnFC", "log10FC", "difference", "beta", "fold change", "direction", "score")
SIGNIFICANCES = ("adjusted p", "-log10 adjusted p", "1 - adjusted p", "raw p", "-log10 p", "flag")
# The first role that fits wins. A blank stands for any separators, or none.
_KEYWORDS: Mapping[str, tuple[str, ...]] = {
    "adjusted p": (
        "(sca |abundance ratio )?((multiple|multi) (test(ing|s)?|comparisons?) )?(adj|adjusted|corrected|corr|fdr|bh|by|bonferroni)"
        "( step up)?( (adj(usted)?|corrected))? p( val(ue)?s?)?",
        "p( val(ue)?s?)?( wald| lrt| t ?test)? (adj(usted|ust)?|corr(ected)?|fdr|bh)( (bh|by|fdr|bonferroni|holm))?",
        "fdr( (adj(usted)?|corrected|bh|step up))?( [pq]( val(ue)?)?)?",
        "(bh|benjamini hochberg|bonferroni|holm)( fdr)?",
        "(t test |storey s? )?q( val(ue)?s?)?",
        "pfp", "(saint )?bfdr",
    ),
    "-log10 adjusted p": (
        "(neg(ative)?|minus)? log 10 (adj(usted)? p( val(ue)?)?|p adj|fdr|q val(ue)?)",
        "log ((student|welch) s )?t test q val(ue)?",
    ),
    "-log10 p": ("(neg(ative)?|minus)? log( 10)? p( val(ue)?)?", "log ((student|welch) s )?(t test )?p val(ue)?"),
    "raw p": ("(sca |raw |nominal |t test |wald |abundance ratio )?p val(ue)?s?", "(t test |raw |nominal )?p", "pr( t| z| chisq| f)"),
    "log2FC": (
        "(avg |mean |average )?log 2 (fold change|fold|fc|ratio|difference|change)s?",
        "log (fold change|fold|fc|ratio)s?",
        "(fold change|abundance ratio|ratio|fc) log 2( scaled| transformed)?",
        "log (fold change|fc|ratio) (log|base) 2",
        "l(2)?fc",
    ),
    "lnFC": (
        "avg log fc", "avg diff", "(ln|log e|natural log(arithm)?( of)?) (fold change|fc|ratio)",
        "(log )?(fold change|fc|ratio) ([(]ln|log e|natural log(arithm)?|base e)",
    ),
    "log10FC": ("(log 10|lg[(]) (fold change|fc|ratio)", "(log )?(fold change|fc|ratio) (log 10|base 10)"),
    "difference": ("(t test |mean )?diff(erence)?",),
    "fold change": ("(linear )?fold changes?", "fc", "(abundance |avg )?ratio", "2 (dd|δδ|∆∆|delta delta) c[tqp]"),
    "beta": ("beta", "b", "coef(ficient)?", "estimate", "effect( size)?", "nes", "hedges g", "cohens? d"),
    "score": ("scores?", "norm z", "(wald )?stat(istic)?", "z( score)?", "[tz] ratio", "t( stat(istic)?| val(ue)?)?", "rank metric( score)?"),
    "direction": ("direction", "(up down )?regulat(ion|ed)", "diff expressed", "up down", "(expression )?change"),
    "flag": ("(is )?(t test )?significan(t|ce)", "sig", "deg"),
}
_PARTS = frozenset({
    "se", "sd", "sem", "stderr", "std", "error", "ci", "l", "r", "lower", "upper", "left", "right", "low",
    "high", "min", "max", "rank", "count", "n", "abs", "absolute", "threshold", "cutoff", "variability", "odds", "hazard", "cv", "type", "sign", "weight",
    "unshrunk", "morans", "detection",
})  # fmt: skip
IDS = (
    "gene symbol", "gene symbols", "symbol", "symbols", "gene name", "gene names", "hgnc symbol", "mgi symbol",
    "external gene name", "gene", "genes", "pg genes", "feature name", "gene short name", "ext gene", "feature",
    "features", "names", "name", "gene id", "geneid", "genename", "genesymbol", "ensembl", "ensembl id", "ensemblid",
    "ensembl gene id", "ensgene", "ens gene", "entrez", "entrezid", "entrez id", "entrez gene id", "ncbi gene id",
    "protein", "uniprot", "uniprot id", "uniprotid", "accession", "protein ids", "majority protein ids", "protein id",
    "master protein accessions", "pg proteingroups", "protein accession", "feature id", "id", "ids", "id ref",
    "identifier", "target id", "row names", "rownames", "row", "index", "test id", "probe", "probe id",
    "hugo symbol", "hugo", "hgnc", "mgi", "official gene symbol", "approved symbol", "gene label", "gname", "locus tag", "prey",
    "marker", "markers", "assay", "target name", "target", "ucsc refgene name", "primerid", "entry name", "genenames", "geneids", "probename",
)  # fmt: skip
_IDS = frozenset(IDS)
OF_NUMBERS = "0123456789.,+-eE"
# Words that stand in data as well as in headers.
_PLAIN_WORDS = frozenset({"id", "ids", "row", "index", "name", "names", "gene", "protein", "accession", "feature"})
ROW_CONTRASTS = (
    "cluster", "group", "label", "contrast", "comparison", "comparison group1 group2", "cell type", "celltype",
    "condition", "timepoint", "time point", "test", "coef", "source", "dataset", "clusters", "seurat clusters", "ident",
    "cell", "cells", "cell types", "celltypes", "cell cluster", "subtype", "subclass", "tissue", "region", "brain region",
    "bait", "vs", "run", "treatment", "drug", "time", "day", "stage", "genotype", "strain", "study", "experiment", "model",
    "sample", "sample id", "sampleid", "patient", "patient id", "donor", "phenotype", "cluster id", "clusterid", "cluster name",
    "cell group", "cell type annotation", "cell annotation", "cell subset", "subset", "cell class", "cell state", "cell line",
    "lineage", "term", "group1", "group2", "group 1", "group 2", "condition1", "condition2", "condition 1", "condition 2",
    "sample 1", "sample 2", "reference", "arm", "visit", "cohort", "age", "sex", "dose", "organ", "disease", "batch", "predicted celltype",
    "celltype major", "celltype minor", "annotation", "compartment", "niche", "assay type", "platform", "omics", "layer",
)  # fmt: skip
# MaxQuant's, Spectronaut's, DIA-NN's and Proteome Discoverer's measures of identification, and ratios that are not of change.
_QUALITY = re.compile(
    r"(?:(?:exp|pg|eg|fg|pep|global|lib|protein|gg|translated|channel|run)[\W_]+)+(?:q[\W_]*value|pep)\b"
    r"|(?:max[\W_]+)?score[\W_]+(?:sequest|mascot|andromeda|ms[\W_]+amanda|chimerys)"
    r"|(?:andromeda|mascot|sum[\W_]+pep|sequest|delta|localization)\b.*(?:score|prob)"
)
_OTHER_RATIO = re.compile(
    r"(?:^|[\W_])(?:odds|hazard|risk|likelihood|noise|f)[\W_]*ratio"
    r"|^ratio [hml]/[hml] (?:variability|count|iso-count|type)"
)
# Names of contrasts that nothing parts from the keyword: KOlogFC, padjKO.
_GLUED = re.compile(
    r"(?P<before>.*[A-Za-z0-9)])(?P<last>[lL]og2?FC|[lL]og2FoldChange|padj|PAdj|FDR|[pP]val(?:ue)?|PValue)$"
    r"|(?P<first>[lL]og2?FC|[lL]og2FoldChange|padj|FDR|[pP]val(?:ue)?|PValue)(?P<after>[A-Z0-9].*)$"
)
# What every name with a role holds; the other patterns cost more.
_HINT = re.compile(
    r"fc|fold|ratio|diff|c[tqp]$|log_?2?[\W_]*\(|log_?2[^/]*/|log[\W_]*(?:10)?[\W_]*p|norm[\W_]*z|pfp|beta|coef|estim|effect|nes|hedges|cohen|score|stat|metric|direct|regul|change|signif|sig|deg|val"
    r"|adj|fdr|corr|bonf|holm|benj|pbh|^up|(?:^|[\W_])(?:[pqtzb]|bh|pr|lr)(?:[\W_]|$)"
)
_ADJUSTED = re.compile(r"(?:^|[\W_])(?:fdr|padj|adj(?:usted)?|bh|benjamini|bonferroni)(?:[\W_]|$)")
_RATIO = re.compile(r"log_?2?[\W_]*\((?P<rest>.+(?:/|\bvs?\b|_vs?_).+)\)$", re.IGNORECASE)
# MaxQuant's p value of a normalized SILAC ratio, given its intensity.
_SILAC_P = re.compile(
    r"ratio (?P<ratio>[HML]/[HML])(?: normali[sz]ed)? significance[ (]*B\)?(?P<rest>(?: .+)?)$", re.IGNORECASE
)
_BARE_RATIO = re.compile(r"log_?2[\W_]+(?P<rest>\(.+\)[\W_]*/[\W_]*\(.+\))$", re.IGNORECASE)
# Channels of a TMT, or labels of a SILAC experiment: "Log2 TMT 130/129", "log2 H/L".
_CHANNELS = re.compile(
    r"log_?2[\W_]+(?P<rest>(?:.*[\W_])?(?:1[23]\d[NC]?[\W_]*/[\W_]*1[23]\d[NC]?|[HML]/[HML])(?:[\W_].*)?)$", re.IGNORECASE
)
# The sign is turned round, so that a reader would take up for down.
_NEGATED = re.compile(
    r"(?:(?:-|minus\b|negative\b|inversed?\b)[\W_]*(?:avg|mean|average)?|neg[\s_]+)[\W_]*(?:log[\W_]*2?[\W_]*(?:fold|fc|ratio)|l2?fc)"
)
# In capitals it may be the lymph node as well as the natural logarithm.
_LYMPH_NODE = re.compile(r"LN[\s_.-]+[A-Z]")
# Perseus writes the type of a column before its name.
_PERSEUS = re.compile(r"^[CENMT]: ")
# Dr. Tom writes the method between what a column is and its keyword.
_DR_TOM = re.compile(r"^diffexp_(?:[a-z\d]+_)??(?=(?:log2fc|[pq]value)_)", re.IGNORECASE)
_SEPARATOR = r"[\s._:;,|/-]"


@dataclass(frozen=True)
class Name:
    """The role of a column and the contrast in its name."""

    role: str
    contrast: str = ""


def _pattern(keywords: tuple[str, ...]) -> str:
    return "|".join(rf"(?:{keyword})" for keyword in keywords).replace(" ", r"[\W_]*")


_LEAD = r"(?:-[\W_]*)?(?:(?:student|welch)'?s?[\W_]*)?"
_ALONE = {role: re.compile(rf"{_LEAD}(?:{_pattern(words)})[\W_]*$") for role, words in _KEYWORDS.items()}
_FIRST = {
    role: re.compile(rf"{_LEAD}(?:{_pattern(words)})(?:[)\]]?%?{_SEPARATOR}+|(?=[(\[]))(?P<rest>.+)$")
    for role, words in _KEYWORDS.items()
}
_LAST = {
    role: re.compile(rf"(?P<rest>.+?){_SEPARATOR}+[(\[]?(?:{_pattern(words)})[)\]]?$")
    for role, words in _KEYWORDS.items()
}
_NO_CONTRAST = frozenset({"se", "sd", "error", "description", "variability", "count", "detection"})
# How DESeq2 says what its estimate is.
_ESTIMATE = re.compile(r"\((?:MLE|MAP|MMSE)\):?\s*", re.IGNORECASE)
# The base of a logarithm behind the contrast: "fold change KO vs WT (log2)".
_BASED = re.compile(r"[(\[]\s*(?P<base>log_?2|log_?10|ln|log_?e)(?:[\W_]*(?:scaled?|transformed))?\s*[)\]]$", re.IGNORECASE)
_OF_RATIOS = {"fold change": "", "log2FC": "", "log2": "log2FC", "log10": "log10FC", "ln": "lnFC", "loge": "lnFC"}
_STATISTIC_LETTERS = frozenset({"p", "q", "t", "z", "f", "b", "se", "adjp"})
_ONLY_ALONE = frozenset({"direction"})
_STATISTICS = frozenset(
    {"logcpm", "log cpm", "lr", "f", "ave expr", "aveexpr", "base mean", "basemean", "lfc se", "lfcse"}
)


@lru_cache(maxsize=32_768)
def plain(name: str) -> str:
    """Return a column name in lower case with single blanks for separators.

    >>> plain("adj.P.Val"), plain("p_val_adj"), plain("log₂ FC")
    ('adj p val', 'p val adj', 'log2 fc')
    """
    return re.sub(r"[\W_]+", " ", _PERSEUS.sub("", _normal(name)).lower()).strip()


@lru_cache(maxsize=32_768)
def parse(name: str) -> Name:
    """Return the role of a column name; the role is ``""`` for an unknown one.

    >>> parse("logFC.immuno"), parse("adj.P.Val"), parse("B")
    (Name(role='log2FC', contrast='immuno'), Name(role='adjusted p', contrast=''), Name(role='', contrast=''))
    >>> parse("Fold.change.(Log2).TNF+SM.5h")
    Name(role='log2FC', contrast='TNF+SM.5h')
    >>> parse("KO_vs_WT_padj"), parse("log2FoldChange_SE").role, parse("baseMean").role
    (Name(role='adjusted p', contrast='KO_vs_WT'), '', '')
    >>> parse("FDR.diff"), parse("LR.diff").role
    (Name(role='adjusted p', contrast='diff'), '')
    """
    given = _PERSEUS.sub("", _normal(name).strip())
    given = _DR_TOM.sub("", given) if given[:8] == "diffexp_" else given
    lowered = given.lower()
    if given == "B" or len(given) > 200 or not _HINT.search(lowered) or _QUALITY.match(lowered):  # B: limma's log odds
        return Name("")
    if (lowered[0] in "-nmi" and _NEGATED.match(lowered)) or ("ratio" in lowered and _OTHER_RATIO.search(lowered)):
        return Name("")
    for role, pattern in _ALONE.items():
        if pattern.match(lowered):
            return Name("fold change", "LN") if _LYMPH_NODE.match(given) else Name(role)
    silac = _SILAC_P.match(given)
    if silac:
        return Name("raw p", f"{silac['ratio']} normalized{silac['rest']}")
    ratio = _BARE_RATIO.match(given) or _RATIO.match(given) or _CHANNELS.match(given)
    if ratio:
        return Name("log2FC", ratio["rest"])
    found = _with_contrast(given, lowered)
    return found if found.role else _glued(given)


def is_known(name: str) -> bool:
    """Tell whether a cell is a column name of the field, so that its row is a header."""
    if not name.strip(OF_NUMBERS):
        return False
    text = plain(name)
    if text in _PLAIN_WORDS or text in ROW_CONTRASTS:
        return False
    return text in _IDS or (len(text) > 2 and len(name) < 80 and parse(name).role != "")


def id_rank(name: str) -> int:
    """Return how readily a column of this name is taken for the identifiers (less is readier)."""
    text = plain(name)
    return IDS.index(text) if text in IDS else len(IDS)


def _normal(name: str) -> str:
    return unicodedata.normalize("NFKC", name).replace("−", "-")


def _with_contrast(given: str, lowered: str) -> Name:
    """Return the role whose keyword is the longest part of the name."""
    found = [
        (len(match["rest"]), order, role, match)
        for order, patterns in enumerate((_FIRST, _LAST))
        for role, pattern in patterns.items()
        if role not in _ONLY_ALONE
        and (match := pattern.match(lowered))
        and _is_contrast(match["rest"])
        and not (order and _is_statistic(match["rest"]))
    ]
    best = min(found, key=lambda item: item[:2], default=None)
    if best is None or not _is_word(lowered, best[3]):
        return Name("")
    role = "adjusted p" if best[2] == "raw p" and _ADJUSTED.search(lowered) else best[2]
    rest = _unbracketed(given[best[3].start("rest") : best[3].end("rest")].strip(" ._:;,|/-"))
    rest = _ESTIMATE.sub("", rest)
    based = _BASED.search(rest) if role in _OF_RATIOS else None
    if based:
        role = _OF_RATIOS[based["base"].lower().replace("_", "")]
        rest = rest[: based.start()].strip(" ._:;,|/-")
    if _ALONE[best[2]].match(rest.lower()):  # log2FoldChange (lfc)
        return Name(role)
    return Name(role, rest)


def _glued(given: str) -> Name:
    """Return the role of a name whose contrast and keyword stand together.

    >>> _glued("Ab42logFC"), _glued("padjKO")
    (Name(role='log2FC', contrast='Ab42'), Name(role='adjusted p', contrast='KO'))
    """
    found = _GLUED.match(given)
    if found is None:
        return Name("")
    keyword, contrast = found["last"] or found["first"], found["before"] or found["after"]
    known = _is_contrast(contrast) and not _is_statistic(contrast) and contrast.lower() not in _STATISTIC_LETTERS
    return Name(parse(keyword).role, contrast.strip(" ._:;,|/-")) if known else Name("")


def _unbracketed(text: str) -> str:
    """Take off brackets around the whole.

    >>> _unbracketed("(KO vs WT)"), _unbracketed("(KO) / (WT)")
    ('KO vs WT', '(KO) / (WT)')
    """
    inner = text[1:-1]
    return inner if text[:1] + text[-1:] in ("()", "[]") and not set(inner) & set("()[]") else text


def _is_contrast(rest: str) -> bool:
    words = plain(rest).split()
    return bool(words) and words[0] not in _PARTS and words[-1] not in _NO_CONTRAST and "significance" not in words


def _is_statistic(rest: str) -> bool:
    """Tell whether the head of a name is a statistic, so that its tail ("FDR.diff") is the name of a contrast."""
    return plain(rest) in _STATISTICS or any(_ALONE[role].match(rest) for role in ("adjusted p", "raw p"))


def _is_word(lowered: str, found: re.Match[str]) -> bool:
    # One letter beside a longer name ("p_mean", "T cells", "B_1") is no keyword.
    return len(lowered) - len(found["rest"]) > 2
