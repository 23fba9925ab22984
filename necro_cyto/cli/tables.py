"""Commands about what is at hand: list, check, inspect, cells."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from necro_cyto import printing
from necro_cyto.cli.options import AsFormat, Format, Reading, grouped
from necro_cyto.errors import RefusedError, UsageError


def list_(as_format: AsFormat = Format.text) -> None:
    """List the networks, styles and presets at hand."""
    from necro_cyto import catalogue

    found = catalogue.catalogue()
    if as_format is Format.json:
        printing.document(found)
        return
    for what in ("networks", "styles", "presets"):
        rows = [[_cell(v) for v in entry.values()] for entry in found[what]]
        printing.table([what[:-1], *list(found[what][0])[1:]], rows)


def check(
    path: Annotated[Path | None, typer.Argument(help="A folder of tables; without it, what is shipped.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Rewrite the tables in canonical form.")] = False,
    as_format: AsFormat = Format.text,
) -> None:
    """Check curated tables; exits 1 if there are problems."""
    from necro_cyto import catalogue

    if fix and path is not None and path.is_file():
        raise UsageError(f"--fix rewrites folders of tables, and {path} is a file: leave --fix out")
    found = catalogue.check_all(path, fix)
    if as_format is Format.json:
        printing.document({"problems": [vars(p) for p in found]})
    else:
        printing.show([str(p) for p in found] or ["no problems"])
    if found:
        raise typer.Exit(1)


@grouped
def inspect(file: Path, reading: Reading, as_format: AsFormat = Format.text) -> None:
    """Say how a results file would be read, without drawing."""
    from necro_cyto import catalogue

    found = catalogue.inspect_file(file, reading.contrast, **reading.options())
    if as_format is Format.json:
        printing.document(found)
    if found["refused"]:
        raise RefusedError(found["refused"])
    if as_format is Format.text:
        printing.show(printing.inspection_lines(found))


def _cell(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value


@grouped
def cells(
    file: Path,
    reading: Reading,
    network: Annotated[str, typer.Option("--network", "-n", help="The network whose cells are meant.")] = "full",
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A .toml instead of standard output; one that is there is added to.")] = None,
) -> None:
    """Propose which cluster of a results file is which cell of the network, for --cells."""
    from necro_cyto import results

    if out is not None:
        results.keep_file(out, file)
    text, notes = results.proposed_cells(file, network, out, reading.contrast, **reading.options())
    if text:
        printing.put(text, out)
    for note in notes:
        printing.say(note)


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("list")(list_)
    app.command()(check)
    app.command()(inspect)
    app.command()(cells)
