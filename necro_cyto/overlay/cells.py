"""Which cluster of a file is which cell of the network: a small TOML file, proposed and confirmed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from necro_cyto.errors import InputError, suggestion
from necro_cyto.knowledge import read_toml

# Words in the names of clusters and what they are called on the networks; the first that fits is taken.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"mdsc|neutro|granulocyt|pmn|\btan\b", ("PMN-MDSC", "myeloid cell")),
    (r"macro|\btam|kupffer|microglia|\bmo?mac|\bm[012]\b", ("macrophage", "myeloid cell")),
    (r"mono|cd14|cd16", ("monocyte", "myeloid cell")),
    (r"treg|\bt reg|foxp3|regulatory t", ("Treg",)),
    (r"cd8|ctl\b|cytotoxic|\btex\b|exhausted|\btc\b", ("CD8 T cell",)),
    (r"cd4|\bth\d*\b|helper|\btcon", ("CD4 T cell",)),
    (r"gamma.?delta|γδ|\bgdt|\btgd", ("gamma-delta T cell",)),
    (r"dendritic|\b[cp]?m?o?dcs?\d*\b|\bcdc", ("dendritic cell", "myeloid cell")),
    (r"fibro|\bcaf|stroma|myofib", ("fibroblast",)),
    (r"endothel|\becs?\b|vascular", ("endothelial cell",)),
    (r"myeloid", ("myeloid cell",)),
    (r"tumou?r|cancer|malignan|carcinoma|epithel|ductal|keratin|melanoma|\bpdac", ("tumour cell",)),
)
_NEEDS = '[cells] needs lines as "Macrophages_D05" = "macrophage"'
Cells = Mapping[str, tuple[str, ...]]  # cluster of a file → cells of the network


def read_cells(path: str | Path) -> dict[str, tuple[str, ...]]:
    """Return cluster → cells of a file with a table ``[cells]``.

    Parameters
    ----------
    path : path
        A TOML file: ``[cells]``, then lines as ``"Macrophages_D05" = "macrophage"`` or, for several,
        ``= ["macrophage", "myeloid cell"]``; a cluster with ``""`` is left out.

    Raises
    ------
    InputError
        If it cannot be read, or holds anything else.
    """
    if not Path(path).exists():
        raise InputError(
            f'{path}: there is no such file; "necro-cyto cells RESULTS -o {path}" writes a proposal to look through'
        )
    return {cluster: named for cluster, named in _mapped(path, read_toml(Path(path))).items() if named}


def _mapped(path: str | Path, given: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return cluster → cells of what a file holds, with the clusters that it leaves out."""
    for key in given:
        if key != "cells":
            raise InputError(f'{path}: unknown key "{key}"{suggestion(key, ["cells"])}; the table is called [cells]')
    table = given.get("cells")
    if not isinstance(table, Mapping):
        raise InputError(f"{path}: {_NEEDS}")
    return {str(cluster): _cells(path, cell) for cluster, cell in table.items()}


def _cells(path: str | Path, given: object) -> tuple[str, ...]:
    several = given if isinstance(given, list) else [given]
    named = tuple(cell for cell in several if isinstance(cell, str) and cell)
    if not all(isinstance(cell, str) for cell in several):
        raise InputError(f"{path}: {_NEEDS}")
    return named


def propose_cells(clusters: Iterable[str], cells: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the cells that each cluster's name suggests, among the cells of a network; none where it says nothing.

    >>> propose_cells(["Macrophages_D05", "CD8_Tex", "7"], ["macrophage", "myeloid cell", "CD8 T cell"])
    {'Macrophages_D05': ('macrophage', 'myeloid cell'), 'CD8_Tex': ('CD8 T cell',), '7': ()}
    """
    return {cluster: _proposal(cluster, cells) for cluster in clusters}


def cells_text(mapping: Cells, cells: Sequence[str]) -> str:
    """Return the text of a file for `read_cells`."""
    lines = [
        "# Which cluster of the results is which cell of the network. Look through it and correct it;",
        '# a cluster with "" is left out.',
        f"# Cells of the network: {', '.join(cells)}",
        "",
        "[cells]",
        *_lines(mapping),
    ]
    return "\n".join(lines) + "\n"


def extended_cells(path: Path, mapping: Cells) -> tuple[str, list[str]]:
    """Return the text of a file for `read_cells` with clusters added that it lacks, and their names; the rest is as it was.

    Raises
    ------
    InputError
        If the file is no mapping of clusters, or lines cannot be added to it.
    """
    known = _mapped(path, read_toml(path))
    new = {cluster: named for cluster, named in mapping.items() if cluster not in known}
    old = path.read_bytes().decode("utf-8")
    text = old + "".join(["" if old.endswith("\n") else "\n", *(f"{line}\n" for line in _lines(new))] if new else [])
    try:
        same = _mapped(path, tomllib.loads(text)) == known | new
    except (tomllib.TOMLDecodeError, InputError):
        same = False
    if not same:
        raise InputError(f"{path}: lines cannot be added at its end: let it end with the table [cells], or write to another name")
    return text, list(new)


def _lines(mapping: Cells) -> list[str]:
    return [f"{_quoted(cluster)} = {_written(named)}" for cluster, named in mapping.items()]


def _proposal(cluster: str, cells: Sequence[str]) -> tuple[str, ...]:
    plain = re.sub(r"[_\W]+", " ", cluster).strip().lower()
    same = next((cell for cell in cells if cell.lower() in (plain, plain.removesuffix("s"))), "")
    fitting = next((named for pattern, named in WORDS if re.search(pattern, plain)), ())
    return (same,) if same else tuple(cell for cell in fitting if cell in cells)


def _written(cells: tuple[str, ...]) -> str:
    return _quoted("".join(cells)) if len(cells) < 2 else f"[{', '.join(map(_quoted, cells))}]"


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for a lone DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
