"""What identifiers look like: their kind by their form, several in one cell, and names that Excel made dates."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from string import ascii_letters

ID_TYPES = ("symbol", "hgnc", "ensembl", "entrez", "uniprot", "probe", "transcript", "refseq", "unknown")

_ACCESSION = r"(?:[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2})(?:-\d+)?"
_FORM = re.compile(
    r"(?P<ensembl>ENS(?:[A-Z]{3})?G\d{11})|(?P<transcript>ENS(?:[A-Z]{3})?[TP]\d{11})|(?P<refseq>[NX][MRP]_\d+)"
    r"|(?P<probe>(?:AFFX.*|.*_at|ILMN_\d+|A_\d+_P\d+|cg\d{8}|TC\w*\.hg\.\d+)$)|(?P<entrez>\d+(?:\.0)?$)"
    rf"|(?P<hgnc>HGNC:\d+$)|(?P<uniprot>{_ACCESSION}$)"
)
_GENE = re.compile(r"ENS([A-Z]{3})?G\d{11}", re.IGNORECASE)
_FASTA = re.compile(rf"(?:sp|tr)\|({_ACCESSION})(?:\|\w*)?")
_GENE_NAME = re.compile(r"\bGN=([\w.-]+)")
_SEPARATORS = re.compile(r"\s*(?:///?|[;,|])\s*")
_WHOLE = {
    "symbol": re.compile(rf"(?!ENS)(?!{_ACCESSION}$)[A-Za-z][\w-]*(?:\.\d{{1,2}})?$"),
    "ensembl": re.compile(r"ENS(?:[A-Z]{3})?G\d{11}(?:\.\d+)?$"),
}
_WHOLE_ZEBRAFISH = re.compile(r"[a-z][\w:.()-]*$")
_SEPARATOR = re.compile(r"[/;,|'\"\s=]")
MONTHS = frozenset({
    "jan", "feb", "mar", "mrz", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt", "nov", "dec", "dez",
})  # fmt: skip
# The letters with which no date begins.
_NO_DATE = frozenset(ascii_letters) - {letter for month in MONTHS for letter in (month[0], month[0].upper())}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS))}|sept)"
_DATE = re.compile(
    rf"(?:\d{{1,2}}[-/. ]+{_MONTH}\.?(?:[-/. ]+\d{{2,4}})?|{_MONTH}\.?[-/ ](?:\d{{1,2}}|\d{{4}})"
    r"|\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?|\d{1,2}[/.]\d{1,2}[/.](?:\d{2}|\d{4}))$",
    re.IGNORECASE,
)
# Excel counts days; those of the months that are a gene's name, in the years since gene names are kept in it.
_SERIALS = frozenset(
    (date(year, month, day) - date(1899, 12, 30)).days
    for year in range(2000, 2037)
    for month, days in ((2, 8), (3, 11), (4, 4), (9, 15), (10, 11), (11, 5), (12, 2))
    for day in range(1, days + 1)
)
_ZEBRAFISH = re.compile(r"(?:si|zgc|wu|im|zmp|id|sb|mibp|pimr):", re.IGNORECASE)


def kind_of(name: str) -> str:
    """Return the kind of identifier that one name looks like; a plain word is a symbol.

    >>> [kind_of(n) for n in ("MLKL", "ENSG00000168404.13", "197259", "Q8NB16", "206035_at")]
    ['symbol', 'ensembl', 'entrez', 'uniprot', 'probe']
    """
    found = _FORM.match(name)
    return (found.lastgroup if found else None) or "symbol"


def is_word(name: str) -> bool:
    """Tell quickly whether something is a name, of no other kind by which genes are found; False tells nothing.

    >>> is_word("MLKL"), is_word("ENSG00000168404"), is_word("Q8NB16"), is_word("HLA-A")
    (True, False, False, False)
    """
    return name.isalnum() and name[:2].isalpha() and "ENS" not in name.upper()


def parts(name: str) -> list[str]:
    """Split a cell that names several genes.

    >>> parts("HMGB1;HMGB1P1"), parts("STAT1 /// STAT2"), parts(" Mlkl "), parts("sp|P42224|STAT1_HUMAN")
    (['HMGB1', 'HMGB1P1'], ['STAT1', 'STAT2'], ['Mlkl'], ['P42224'])
    >>> parts("Mixed lineage kinase domain-like protein OS=Mus musculus OX=10090 GN=Mlkl PE=1 SV=1")
    ['Mlkl']
    """
    if "///" in name and name.replace("///", "").isalnum():  # as most cells of GEO2R that name several
        return [part for part in name.split("///") if part]
    if not _SEPARATOR.search(name):
        return [name] if name else []
    if "GN=" in name:  # a FASTA header of UniProt
        return _GENE_NAME.findall(name)
    if "|" in name:
        name = _FASTA.sub(r"\1", name)
    return [part for part in _SEPARATORS.split(name.strip().strip("'\"")) if part]


def whole(id_type: str, species: str) -> Callable[[str], object]:
    """Return what tells whether a name is one plain identifier of its kind: nothing to take apart.

    >>> is_plain = whole("symbol", "mouse")
    >>> [bool(is_plain(name)) for name in ("Gm1234", "STAT1///STAT2", "AC012345.1", "Q8NB16")]
    [True, False, True, False]
    >>> bool(whole("ensembl", "human")("ENSG00000168404.13"))
    True
    """
    kind = "symbol" if id_type == "unknown" else id_type
    pattern = _WHOLE_ZEBRAFISH if (kind, species) == ("symbol", "zebrafish") else _WHOLE.get(kind)
    return pattern.match if pattern else lambda name: False


def is_zebrafish(name: str) -> bool:
    """Tell whether a name has a form that only zebrafish symbols have.

    >>> is_zebrafish("si:ch211-1.2"), is_zebrafish("mlkl")
    (True, False)
    """
    return bool(_ZEBRAFISH.match(name))


def is_date(name: str) -> bool:
    """Tell whether a name is a date, as Excel makes of ``MARCH1`` or ``SEPT2``.

    >>> [is_date(name) for name in ("1-Mar", "02-Sep", "Sep-02", "2021-03-01 00:00:00", "44256", "MARCH1")]
    [True, True, True, True, True, False]
    """
    if name[:1] in _NO_DATE:
        return False
    text = name.strip()
    if text[:3].lower() not in MONTHS and not text[:1].isdecimal():
        return False
    return bool(_DATE.match(text)) or (len(text) == 5 and text.isdecimal() and int(text) in _SERIALS)


def ensembl_gene(text: str) -> tuple[str, str] | None:
    """Return an Ensembl gene id in a text, without its version, and the letters of its species.

    >>> ensembl_gene("ENSMUSG00000012519.14"), ensembl_gene("MLKL")
    (('ENSMUSG00000012519', 'MUS'), None)
    """
    found = _GENE.search(text) if "ENS" in text.upper() else None
    return (found[0].upper(), (found[1] or "").upper()) if found else None


def accession(name: str) -> str:
    """Return a UniProt accession without its isoform, an Entrez id without a decimal.

    >>> accession("P42224-2"), accession("6772.0")
    ('P42224', '6772')
    """
    return name.removesuffix(".0").partition("-")[0]


def unrepeated(name: str) -> str:
    """Return a name without the suffix that R's ``make.unique`` gives to repeated row names.

    >>> unrepeated("MLKL.1"), unrepeated("MLKL")
    ('MLKL', '')
    """
    for cut in (-2, -3):
        if name[cut : cut + 1] == ".":
            return name[:cut] if name[cut + 1 :].isdecimal() else ""
    return ""
