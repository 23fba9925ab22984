"""The user's results as a command names them: files, contrasts, cells; and the report of what became of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from necro_cyto.errors import InputError, OutputError
from necro_cyto.files import keep_inputs, write_text
from necro_cyto.merge import find_network
from necro_cyto.overlay import cells_text, contrast_names, difference, extended_cells, propose_cells, read_cells
from necro_cyto.readers import Values, read_contrasts, read_values
from necro_cyto.view import View

REPORTS = (".csv", ".tsv", ".json")
EVERY = "all"  # the word for every contrast of a file


@dataclass(frozen=True)
class Results:
    """What the values options of a command name: one or more contrasts, and which cluster is which cell."""

    values: Sequence[Values]
    cells: Mapping[str, str | Sequence[str]] | None = None


def read_results(
    files: Sequence[Path],
    contrasts: Sequence[str] | None = None,
    cells: Path | None = None,
    subtract: bool = False,
    **options: Any,
) -> Results:
    """Read the contrasts that a command names, from one or several files.

    Parameters
    ----------
    files : sequence of Path
    contrasts : sequence of str, optional
        Those wanted from each file; ``all`` for every one. Without any, each file must hold one.
    cells : Path, optional
        A file for `read_cells`: its clusters are read.
    subtract : bool
        Two contrasts become their difference.
    **options
        Those of `read_contrasts`.
    """
    mapping = read_cells(cells) if cells else None
    if mapping is not None and not mapping:
        raise InputError(f'{cells}: gives no cluster a cell: write some in, as "7" = "macrophage"')
    wanted = list(mapping) if mapping and not contrasts else list(contrasts or [])
    found = [value for file in files for value in _read(file, wanted, options)]
    if subtract:
        if len(found) != 2:
            raise InputError(f"--difference takes two contrasts and got {len(found)}: name two with --contrast")
        found = [difference(*found)]
    return Results(found, mapping)


def _read(file: Path, wanted: Sequence[str], options: Mapping[str, Any]) -> Sequence[Values]:
    if not wanted:
        return [read_values(file, **options)]
    return read_contrasts(file, None if EVERY in wanted else wanted, **options)


def check_report(path: Path | None, files: Sequence[Path]) -> None:
    """Refuse a report that cannot be written, before any work is done.

    Raises
    ------
    InputError
        If there are no values to report on.
    OutputError
        If its suffix is none of .csv, .tsv, .json, or it would be written over an input.
    """
    if path is None:
        return
    if not files:
        raise InputError(f"{path}: a report needs --values")
    keep_inputs([path], files)
    if path.suffix.lower() not in REPORTS:
        raise OutputError(f'{path}: no report as "{path.suffix}": use {", ".join(REPORTS)}')


def write_report(picture: View, path: Path) -> Path:
    """Write what became of every gene of the network as a .csv, .tsv or .json file."""
    table, suffix = picture.match_table(), path.suffix.lower()
    if suffix == ".json":
        rows = table.astype(object).where(table.notna(), None).to_dict("records")
        write_text(path, json.dumps({"report": dict(picture.report), "genes": rows}, ensure_ascii=False, indent=2) + "\n")
    else:
        write_text(path, table.to_csv(index=False, sep="," if suffix == ".csv" else "\t", lineterminator="\n"))
    return path


def keep_file(out: Path, file: Path) -> None:
    """Refuse to write over the file that is read, or one that is there and maps no clusters."""
    keep_inputs([out], [file])
    if out.suffix != ".toml":
        raise OutputError(f"{out}: give it the suffix .toml")
    if out.is_file():
        try:
            extended_cells(out, {})
        except InputError as error:
            raise OutputError(f"{error}; {out} stays as it is, give another name or correct it") from None


def proposed_cells(
    file: Path, network: str, out: Path | None = None, contrasts: Sequence[str] | None = None, **options: Any
) -> tuple[str, list[str]]:
    """Return a proposal which cluster of a file, or of those named, is which cell of a network, as text for `out`, and what is to be said of it.

    What `out` holds already stays as it is; clusters that it lacks are added, and without any there is no text.
    """
    cells = sorted({node.cell for node in find_network(network).nodes.values() if node.genes} - {"any"})
    proposal = propose_cells(contrast_names(_read(file, list(contrasts or [EVERY]), options)), cells)
    if out is None or not out.is_file():
        return cells_text(proposal, cells), _left_open(proposal)
    text, new = extended_cells(out, proposal)
    if not new:
        return "", [f"note: {out} has every cluster of {file} already and stays as it is"]
    told = f"note: added {_some(new)} to {out}; what it held is as it was"
    return text, [told, *_left_open({name: proposal[name] for name in new})]


def _left_open(proposal: Mapping[str, Sequence[str]]) -> list[str]:
    unknown = [name for name, named in proposal.items() if not named]
    told = f"note: {len(unknown)} of {len(proposal)} clusters tell no cell by their names ({_some(unknown)}): write them in"
    return [told] if unknown else []


def _some(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names[:3]) + (" …" if len(names) > 3 else "")
