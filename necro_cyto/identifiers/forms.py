"""What identifiers look like: their kind by their form, several in one cell, and names that Excel made dates."""

from __future__ import annotations

import re

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
    "symbol": re.compile(r"(?!ENS)[A-Za-z][\w-]*$"),
    "ensembl": re.compile(r"ENS(?:[A-Z]{3})?G\d{11}(?:\.\d+)?$"),
}
_MONTH = r"(?:jan|feb|mar|mrz|mär|apr|may|mai|jun|jul|aug|sep|sept|oct|okt|nov|dec|dez)"
_DATE = re.compile(
    rf"(?:\d{{1,2}}[-/. ]+{_MONTH}\.?(?:[-/. ]+\d{{2,4}})?|{_MONTH}\.?[-/ ]\d{{1,4}}"
    r"|\d{4}-\d\d-\d\d(?:[ T][\d:.]+)?)$",
    re.IGNORECASE,
)


def kind_of(name: str) -> str:
    """Return the kind of identifier that one name looks like; a plain word is a symbol.

    >>> [kind_of(n) for n in ("MLKL", "ENSG00000168404.13", "197259", "Q8NB16", "206035_at")]
    ['symbol', 'ensembl', 'entrez', 'uniprot', 'probe']
    """
    found = _FORM.match(name)
    return (found.lastgroup if found else None) or "symbol"


def parts(name: str) -> list[str]:
    """Split a cell that names several genes.

    >>> parts("HMGB1;HMGB1P1"), parts("STAT1 /// STAT2"), parts(" Mlkl "), parts("sp|P42224|STAT1_HUMAN")
    (['HMGB1', 'HMGB1P1'], ['STAT1', 'STAT2'], ['Mlkl'], ['P42224'])
    >>> parts("Mixed lineage kinase domain-like protein OS=Mus musculus OX=10090 GN=Mlkl PE=1 SV=1")
    ['Mlkl']
    """
    if "GN=" in name:  # a FASTA header of UniProt
        return _GENE_NAME.findall(name)
    if "|" in name:
        name = _FASTA.sub(r"\1", name)
    return [part for part in _SEPARATORS.split(name.strip().strip("'\"")) if part]


def is_whole(name: str, id_type: str) -> bool:
    """Tell whether a name is one plain identifier of its kind: nothing to take apart.

    >>> is_whole("Gm1234", "symbol"), is_whole("STAT1///STAT2", "symbol"), is_whole("ENSG00000168404.13", "ensembl")
    (True, False, True)
    """
    pattern = _WHOLE.get(id_type)
    return bool(pattern and pattern.match(name)) and kind_of(name) != "uniprot"


def is_date(name: str) -> bool:
    """Tell whether a name is a date, as Excel makes of ``MARCH1`` or ``SEPT2``.

    >>> [is_date(name) for name in ("1-Mar", "02-Sep", "Sep-02", "2021-03-01 00:00:00", "MARCH1")]
    [True, True, True, True, False]
    """
    return bool(_DATE.match(name.strip()))


def ensembl_gene(text: str) -> tuple[str, str] | None:
    """Return an Ensembl gene id in a text, without its version, and the letters of its species.

    >>> ensembl_gene("ENSMUSG00000012519.14"), ensembl_gene("MLKL")
    (('ENSMUSG00000012519', 'MUS'), None)
    """
    found = _GENE.search(text)
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
    stem, dot, number = name.rpartition(".")
    return stem if dot and number.isdigit() and len(number) < 3 else ""
