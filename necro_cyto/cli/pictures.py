"""Commands that draw: draw, open, overlay, export, demo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from necro_cyto import printing
from necro_cyto.cli import recipes, usage
from necro_cyto.cli.options import (
    AsFormat,
    Asked,
    Format,
    Fresh,
    Keeping,
    Laying,
    Look,
    NetworkName,
    Paneling,
    Paper,
    Reading,
    Url,
    ValuesFile,
    Wiring,
    grouped,
)
from necro_cyto.cli.wiring import WAITING, show_requests, wired
from necro_cyto.errors import CytoscapeNotReached

if TYPE_CHECKING:
    from necro_cyto.view import View

HAND_WORK = ("hidden", "deleted", "added")


@grouped
def draw(
    network: NetworkName,
    *,
    values: ValuesFile = None,
    out: Annotated[
        list[Path] | None, typer.Option("--out", "-o", help=".svg .pdf .eps .png .tiff .cx2; repeatable.")
    ] = None,
    reading: Reading,
    laying: Laying,
    look: Look,
    paper: Paper,
    paneling: Paneling,
    keeping: Keeping,
    asked: Asked,
    as_format: AsFormat = Format.text,
) -> None:
    """Draw a network into files, without Cytoscape."""
    from necro_cyto import catalogue

    usage.check_page(paneling, look)
    outputs = _once(out or [Path(f"{Path(network).resolve().stem}.svg")])
    usage.check_paper(paper, outputs)
    inputs = [*(values or []), *map(Path, filter(None, network.split("+"))), Path(look.style or "signed")]
    catalogue.check_outputs(outputs, [*inputs, look.layout] if look.layout else inputs)
    if paneling.caption:
        catalogue.check_caption(paneling.caption, [*inputs, *outputs])
    picture = _view(network, values, reading, laying, look)
    drawn = catalogue.on_page(picture, outputs, legend_only=paneling.legend_only, **paneling.options())
    notes = catalogue.page_notes(drawn, outputs, **paper.options())
    catalogue.save_all(drawn, outputs, **paper.options())
    _say_notes(picture, *notes)
    kept = [] if keeping.no_recipe else recipes.keep("draw", asked, picture, outputs)
    told = [catalogue.write_caption(drawn, paneling.caption, paper.preset)] if paneling.caption else []
    written = [*outputs, *told, *_matches(picture, laying), *kept]
    _report({"outputs": [str(p) for p in written], "report": dict(picture.report)}, as_format)


@grouped
def open_(
    context: typer.Context,
    network: NetworkName,
    *,
    values: ValuesFile = None,
    reading: Reading,
    laying: Laying,
    look: Look,
    wiring: Wiring,
    asked: Asked,
    fresh: Fresh = False,
    url: Url = "",
    as_format: AsFormat = Format.text,
) -> None:
    """Show a network in the running Cytoscape: style, layout, cells, legend."""
    from necro_cyto import catalogue

    usage.check_wiring(wiring, laying)
    picture = _view(network, values, reading, laying, look)
    _say_notes(picture)
    try:
        with wired(context, url, wiring, "open", asked) as way:
            way.picture = picture
            session = picture.open(way.transport, fresh=fresh)
    except CytoscapeNotReached as error:
        # No window: leave something that opens later, and say which.
        name = catalogue.leave_cx2(picture, Path(f"{picture.network.name}.cx2"))
        raise CytoscapeNotReached(f"{error}; or open {name}, written just now, in Cytoscape or Cytoscape Web") from None
    if way.rehearsed:
        show_requests(way, as_format)
    else:
        _report(catalogue.session_report(session, _matches(picture, laying)), as_format)


@grouped
def overlay(
    context: typer.Context,
    file: Annotated[list[Path], typer.Argument(help="Results files.")],
    reading: Reading,
    laying: Laying,
    wiring: Wiring,
    asked: Asked,
    url: Url = "",
    as_format: AsFormat = Format.text,
) -> None:
    """Lay other values over the network that necro-cyto opened in Cytoscape."""
    from necro_cyto import catalogue, results

    usage.check_wiring(wiring, laying)
    results.check_report(laying.report, file)
    given = results.read_results(file, reading.contrast, laying.cells, laying.difference, **reading.options())
    with wired(context, url, wiring, "overlay", asked) as way:
        session = way.session()
        session.overlay(given.values, laying.limit, cells=given.cells, complexes=laying.complexes)
        way.picture = session.view
    if way.rehearsed:
        show_requests(way, as_format)
    else:
        _report(catalogue.session_report(session, _matches(session.view, laying)), as_format)


@grouped
def export(
    context: typer.Context,
    out: list[Path],
    paper: Paper,
    wiring: Wiring,
    keeping: Keeping,
    asked: Asked,
    url: Url = "",
    as_format: AsFormat = Format.text,
) -> None:
    """Write figure files of the network that necro-cyto opened in Cytoscape."""
    usage.check_wiring(wiring)
    out = _once(out)
    usage.check_paper(paper, out)
    with wired(context, url, wiring, "export", asked, keep=not keeping.no_recipe) as way:
        way.outputs = way.session().save_all(way.places(out), **paper.options())
    if way.rehearsed:
        show_requests(way, as_format)
        return
    kept = [] if keeping.no_recipe else way.keep("export", asked)
    _report({"outputs": [str(path) for path in (*out, *kept)]}, as_format)


def pull(
    network: NetworkName,
    out: Annotated[Path, typer.Option("--out", "-o", help="A .layout.tsv for draw and open --layout.")],
    url: Url = "",
    as_format: AsFormat = Format.text,
) -> None:
    """Save where you moved the nodes in Cytoscape, to draw the same from files."""
    from necro_cyto import catalogue

    with printing.waiting(WAITING):
        pulled = catalogue.pull(network, out, url)
    if as_format is Format.text:
        by_hand = [f"{len(pulled[what])} {what} ({', '.join(pulled[what])})" for what in HAND_WORK if pulled[what]]
        printing.show([", ".join([f"{pulled['nodes']} nodes", *by_hand])])
    _report(pulled, as_format)


def demo(
    to: Annotated[Path, typer.Option(help="Folder for the files; made if it is not there.")] = Path("demo"),
    url: Url = "",
) -> None:
    """Draw the core network with made-up values, and show it in Cytoscape if it runs."""
    from necro_cyto import catalogue

    printing.show(catalogue.demo(to, url))


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command()(draw)
    app.command("open")(open_)
    app.command()(overlay)
    app.command()(export)
    app.command()(pull)
    app.command()(demo)


def _view(network: str, values: list[Path] | None, reading: Reading, laying: Laying, look: Look) -> View:
    from necro_cyto import catalogue, results

    usage.check_values(values, reading, laying)
    usage.check_look(look)
    results.check_report(laying.report, values or [])
    picture = catalogue.make_view(network, look.style, not look.no_legend, look.layout)
    picture = picture.highlight(*(look.highlight or ()))
    picture = picture.zoom(*(look.zoom or ()), steps=look.zoom_steps, rest=look.zoom_rest)
    if not values:
        return picture
    given = results.read_results(values, reading.contrast, laying.cells, laying.difference, **reading.options())
    return catalogue.lay_over(picture, given, look.style, laying.limit, laying.complexes)


def _once(outputs: list[Path]) -> list[Path]:
    """Return the files without those that were named before."""
    found: dict[Path, Path] = {}
    for path in outputs:
        found.setdefault(path.resolve(), path)
    return list(found.values())


def _say_notes(picture: View, *more: str) -> None:
    from necro_cyto import catalogue

    for note in filter(None, (catalogue.shows_nothing(picture), *picture.notes, *more)):
        printing.say(note)


def _matches(picture: View, laying: Laying) -> list[Path]:
    """Write what became of every gene, if that was asked for."""
    from necro_cyto import results

    return [results.write_report(picture, laying.report)] if laying.report else []


def _report(result: dict[str, Any], as_format: Format) -> None:
    if as_format is Format.json:
        printing.document(result)
        return
    lines = printing.report_lines(result.get("report", {}))
    if "network_suid" in result:
        lines.append(f"shown in Cytoscape in {result['seconds']:.2f} s, {result['requests']} requests")
    printing.show([*lines, *(f"wrote {name}" for name in result.get("outputs", []))])
