"""Commands that answer from the curated network: trace, claims, cite, show, changes."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from necro_cyto import printing
from necro_cyto.cli.options import AsFormat, Format
from necro_cyto.errors import UsageError
from necro_cyto.files import keep_inputs

if TYPE_CHECKING:
    from necro_cyto.network import Network


class References(StrEnum):
    """How references are written."""

    bibtex = "bibtex"
    ris = "ris"
    csv = "csv"
    text = "text"
    json = "json"


InNetwork = Annotated[str, typer.Option("--network", "-n", help="Which network, or a folder of tables, or core+own.sif.")]
WholeNetwork = Annotated[str, typer.Argument(help="A network (necro-cyto list), a folder of tables, or core+own.sif.")]


def trace(
    source: Annotated[str, typer.Argument(help="A node: id, label, gene symbol or alias.")],
    target: Annotated[str, typer.Argument(help="Another node.")],
    via: Annotated[list[str] | None, typer.Option(help="A node that every path must visit; repeatable.")] = None,
    avoid: Annotated[list[str] | None, typer.Option(help="A node or edge that no path may use; repeatable.")] = None,
    max_length: Annotated[int, typer.Option(min=1, help="Most steps of a path.")] = 8,
    limit: Annotated[int, typer.Option(min=0, help="Most paths to print; all are counted.")] = 10,
    network: InNetwork = "full",
    as_format: AsFormat = Format.text,
) -> None:
    """Answer how one node acts on another: signed, cited paths."""
    from necro_cyto import reason, words

    known = _found(network)
    found = reason.trace(known, source, target, via=via or (), avoid=avoid or (), max_length=max_length)
    if as_format is Format.json:
        printing.document(found.to_json(limit))
    else:
        printing.show(words.trace_lines(known, found, limit))


def claims(
    folder: Annotated[Path | None, typer.Argument(help="A folder of tables; without it, the shipped ones.")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Answer the claims of the source articles; exits 1 if one does not hold."""
    from necro_cyto import claims as ask
    from necro_cyto import words

    answers = ask(folder)
    if as_format is Format.json:
        printing.document({"claims": [a.to_json() for a in answers]})
    else:
        printing.show(words.claim_lines(answers))
    if not all(a.holds for a in answers):
        raise typer.Exit(1)


def cite(
    network: WholeNetwork = "full",
    as_format: Annotated[References, typer.Option("--format", "-f", help="How to write them.")] = References.bibtex,
    methods: Annotated[bool, typer.Option("--methods", help="A paragraph for the methods section instead.")] = False,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A file instead of standard output.")] = None,
) -> None:
    """Give the references of exactly the edges of a network."""
    from necro_cyto import cite as write
    from necro_cyto.cite import methods as paragraph
    from necro_cyto.cite import references

    if methods and as_format not in (References.bibtex, References.text, References.json):
        raise UsageError(f"--methods is a paragraph and no list as {as_format.value}: leave --format out")
    if out is not None:
        keep_inputs([out], map(Path, network.split("+")))
    found = _found(network)
    if as_format is References.json:
        text = printing.as_json(
            {"network": found.name, "version": found.version, "methods": paragraph(found),
             "references": references(found)}
        )  # fmt: skip
    else:
        text = paragraph(found) + "\n" if methods else write(found, as_format.value)
    printing.put(text, out)


def show(
    what: Annotated[list[str], typer.Argument(help="A node, an edge by its id, or two nodes.")],
    network: InNetwork = "full",
    as_format: AsFormat = Format.text,
) -> None:
    """Show what is known of a node or an edge, with its papers."""
    from necro_cyto import pages

    known = _found(network)
    if as_format is Format.json:
        printing.document(pages.page_json(known, what))
    else:
        printing.show(pages.page(known, what))


def changes(
    old: Annotated[Path, typer.Argument(help="A folder of tables.")],
    new: Annotated[Path | None, typer.Argument(help="Another; without it, the shipped ones.")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """List what changed between two versions of the tables, as Markdown for the changelog."""
    from necro_cyto import changes as compare
    from necro_cyto import shipped

    found = compare(old, new or shipped.folder("networks") / "knowledge")
    if as_format is Format.json:
        printing.document(found.to_json())
    else:
        printing.put(found.markdown(), None)


def _found(network: str) -> Network:
    from necro_cyto import catalogue

    found = catalogue.find_network(network)
    for note in found.notes:
        printing.say(note)
    return found


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(trace)
    app.command()(claims)
    app.command()(cite)
    app.command()(show)
    app.command()(changes)
