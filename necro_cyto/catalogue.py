"""What the commands do: one library call each, kept apart from parsing and printing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import track

from necro_cyto import shipped
from necro_cyto.check import Problem, check, problems
from necro_cyto.errors import CytoscapeNotReached, InputError, NecroCytoError, OutputError, StyleError, UnknownNameError
from necro_cyto.files import keep_inputs, write_text
from necro_cyto.knowledge import Knowledge, read_knowledge
from necro_cyto.merge import find_network as find_network
from necro_cyto.merge import read_sif
from necro_cyto.network import Network, list_networks, load_network, read_selection
from necro_cyto.panels import LegendAlone, Panels, page_of, panels
from necro_cyto.places import Arrangement, arrangement_text, read_arrangement
from necro_cyto.readers import inspect, read_contrasts, read_values
from necro_cyto.readers.described import refused
from necro_cyto.results import EVERY, Results
from necro_cyto.style import Style, list_styles, load_style, read_style, style_folders
from necro_cyto.targets import check_suffix, is_figure
from necro_cyto.targets.presets import load_preset, presets
from necro_cyto.view import View, view

if TYPE_CHECKING:
    from necro_cyto.targets.cytoscape import Session

Drawn = View | Panels | LegendAlone  # what goes into files
EXAMPLE = "made-up-values.csv"
DEMO_SUFFIXES = (".svg", ".pdf", ".png", ".cx2")


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """Return the networks, styles and presets at hand, as `necro-cyto list` prints them."""
    folder = shipped.folder("networks")
    knowledge = read_knowledge(folder / "knowledge")
    networks = [read_selection(folder / f"{name}.toml", knowledge) for name in list_networks()]
    styles = [load_style(name) for name in list_styles()]
    return {
        "networks": [
            {"name": n.name, "title": n.title, "nodes": len(n.nodes), "edges": len(n.edges)} for n in networks
        ],
        "styles": [{"name": s.name, "title": s.title} for s in styles],
        "presets": [
            {
                "name": p.name,
                "title": p.title,
                "width_mm": p.width_mm,
                "height_mm": p.height_mm,
                "dpi": p.dpi,
                "min_font": p.least_points,
                "formats": list(p.formats),
            }
            for p in presets().values()
        ],
    }


def check_all(path: Path | None, fix: bool) -> list[Problem]:
    """Check a folder of tables, a SIF file, or everything that is shipped: tables, networks and styles."""
    if path is not None:
        return _sif_problems(path) if path.suffix == ".sif" else check(path, fix=fix)
    folder = shipped.folder("networks")
    found = check(folder / "knowledge", fix=fix)
    return found + _selection_problems(folder) + _style_problems()


def inspect_file(file: Path, contrasts: Sequence[str] | None = None, **options: Any) -> dict[str, Any]:
    """Return how a file would be read, with its genes matched to the whole network."""
    if contrasts and len(contrasts) > 1:
        raise InputError("inspect takes one --contrast at a time")
    every = list(contrasts or []) == [EVERY]
    chosen = contrasts[0] if contrasts and not every else None
    try:
        found = inspect(file, contrast=chosen, **options).to_json()
    except InputError as error:
        return refused(file, str(error)).to_json()
    if not found.get("refused") and found.get("contrasts"):
        try:
            several = found["chosen"] is None and len(found["contrasts"]) > 1
            values = read_contrasts(file, None, **options) if several else [read_values(file, contrast=chosen, **options)]
            report = view(load_network("full")).overlay(values).report
            found |= {k: report[k] for k in ("matched", "not_in_file", "ambiguous", "collapsed") if k in report}
        except NecroCytoError as error:
            found["warnings"] = list(dict.fromkeys([*found.get("warnings", []), str(error)]))
    if every:  # which one is no longer asked
        found["warnings"] = [warning for warning in found["warnings"] if not warning.endswith(f", or {EVERY}")]
    return found


def make_view(network: str, style: str | None = None, legend: bool = True, layout: Path | None = None) -> View:
    """Return the view of a network that a command's options describe."""
    found = find_network(network)
    if layout is not None:
        found = replace(found, arrangement=_layout_for(found, layout))
    return view(found, find_style(style or "signed")).legend(legend)


def _layout_for(network: Network, file: Path) -> Arrangement:
    found = read_arrangement(file)
    if network.nodes.keys().isdisjoint(found.positions):
        raise InputError(f"{file}: places no node of {network.name}: give a layout of this network (see necro-cyto pull)")
    return found


def lay_over(picture: View, given: Results, style: str | None, limit: float | None, complexes: str) -> View:
    """Return the view with values on it, in the style that was asked for."""
    shown = picture.overlay(given.values, limit, given.cells, complexes)
    return shown.style(find_style(style)) if style else shown


def shows_nothing(picture: View) -> str:
    """Return a note when there are values but the chosen style shows none; else nothing."""
    if not picture.overlays or picture.look.uses("effect"):
        return ""
    return f'note: the style "{picture.look.name}" shows no values; use --style overlay, or leave --style out'


def find_style(name: str) -> Style:
    """Return a style by name, or a user's by its file."""
    return read_style(name) if name.endswith(".toml") else load_style(name)


def check_outputs(outputs: Sequence[Path], inputs: Sequence[Path] = ()) -> None:
    """Refuse what cannot be written, or is read by the same command, before any work is done."""
    keep_inputs(outputs, inputs)
    for path in outputs:
        check_suffix(path)
        if not path.parent.is_dir():
            raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")


def on_page(picture: View, outputs: Sequence[Path], legend_only: bool = False, **asked: Any) -> Drawn:
    """Return what is to be drawn of a view: itself, panels of it, or their legend alone.

    Parameters
    ----------
    picture : View
    outputs : sequence of Path
        Those that are no figures are refused where these hold more, or less, than the view.
    legend_only : bool
    **asked
        As `necro_cyto.panels.page_of` takes them.
    """
    drawn: Drawn = page_of(picture, **asked)
    if legend_only:
        drawn = LegendAlone(drawn if isinstance(drawn, Panels) else panels([picture]))
    for path in outputs:
        if not isinstance(drawn, View) and not is_figure(path):
            raise OutputError(f"{path}: panels and legends go into figures: use .svg, .pdf, .eps, .png or .tiff")
    return drawn


def save_all(picture: Drawn, outputs: Sequence[Path], **page: Any) -> None:
    """Write every file, with progress on a terminal; `page` holds the options of figures."""
    console = Console(stderr=True)
    quiet = not console.is_terminal or len(outputs) < 2
    for path in track(outputs, "drawing", console=console, disable=quiet, transient=True):
        picture.save(path, **(page if is_figure(path) else {}))


def page_notes(picture: Drawn, outputs: Sequence[Path], **page: Any) -> list[str]:
    """Return what is to be said of the pages of figures, and refuse what could not be read on them."""
    figures = [path for path in outputs if is_figure(path)]
    notes = [note for path in figures for note in picture.page_notes(path.suffix.lower(), **page)]
    return list(dict.fromkeys(notes))


def check_caption(path: Path, others: Sequence[Path]) -> None:
    """Refuse a file for a caption that is no text file, or is used otherwise by the same command."""
    if path.suffix.lower() not in (".txt", ".md"):
        raise OutputError(f"{path}: a caption is a text: give it the suffix .txt")
    keep_inputs([path], others)
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")


def write_caption(drawn: Drawn, path: Path, preset: str | None) -> Path:
    """Write the caption of what was drawn, with the letters of its panels as the preset has them."""
    found = drawn.of if isinstance(drawn, LegendAlone) else drawn
    capitals = preset is not None and load_preset(preset).letters == "upper"
    write_text(path, found.caption() if isinstance(found, View) else found.caption(capitals))
    return path


def leave_cx2(picture: View, path: Path) -> Path:
    """Write the view as CX2 under a name that is not taken."""
    names = (path if i == 1 else path.with_stem(f"{path.stem}-{i}") for i in count(1))
    free = next(p for p in names if not p.exists())
    return picture.save(free)


def session_report(session: Session, written: Sequence[Path] = ()) -> dict[str, Any]:
    """Return what `open` and `overlay` print."""
    return {
        "url": session.transport.url,
        "network_suid": session.network,
        "view_suid": session.view_suid,
        "style": session.style_title,
        "requests": session.transport.requests,
        "polls": session.transport.polls,
        "seconds": round(session.seconds, 3),
        "report": dict(session.view.report),
        **({"outputs": [str(path) for path in written]} if written else {}),
    }


def pull(network: str, out: Path, url: str) -> dict[str, Any]:
    """Write where the nodes of our open network stand in Cytoscape into a layout file; say what else was done by hand."""
    from necro_cyto.targets.cytoscape import find_session

    _keep_others(out)
    session = find_session(url, network)
    found, work = session.pull().network.arrangement, session.work
    places = {name: place for name, place in found.positions.items() if name not in work.added}
    write_text(out, arrangement_text(Arrangement(places, found.places)))
    by_hand = {"hidden": list(work.hidden), "deleted": list(work.deleted), "added": list(work.added)}
    return {"outputs": [str(out)], "nodes": len(places), **by_hand}


def _keep_others(out: Path) -> None:
    """Refuse to write a layout over a file that is none."""
    if out.suffix.lower() != ".tsv":
        raise OutputError(f"{out}: give it the suffix .layout.tsv")
    if out.is_file():
        try:
            read_arrangement(out)
        except NecroCytoError:
            raise OutputError(f"{out}: is there already and is no layout; write to another name") from None


def demo(folder: Path, url: str) -> list[str]:
    """Draw the core network with the made-up example values; return the lines to print."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be made ({error.strerror})") from error
    picture = make_view("core").overlay(read_values(shipped.folder("networks") / "examples" / EXAMPLE))
    outputs = [folder / f"core{suffix}" for suffix in DEMO_SUFFIXES]
    save_all(picture, outputs)
    made = f"made {', '.join(str(p) for p in outputs)} (network core with made-up values)"
    try:
        session = picture.open(url)
    except CytoscapeNotReached:
        return [made, f"open {outputs[1]} with any viewer, {outputs[3]} in Cytoscape (File > Import) or Cytoscape Web"]
    shown = f"Cytoscape shows it too, drawn in {session.seconds:.1f} s; open {outputs[1]} with any viewer"
    return [made, shown]


def _sif_problems(path: Path) -> list[Problem]:
    """Check a SIF file by the rules for tables; it has no room for evidence, so that is not asked for."""
    own = read_sif(path, load_network("full"))
    rows = Knowledge(path.parent, {}, tuple(own.nodes.values()), tuple(own.edges.values()), (), (), (), {})
    return [p for p in problems(rows) if p.rule != "evidence" and Path(p.file) == path]


def _selection_problems(folder: Path) -> list[Problem]:
    knowledge = read_knowledge(folder / "knowledge")
    found = []
    for path in sorted(folder.glob("*.toml")):
        try:
            network = read_selection(path, knowledge)
        except NecroCytoError as error:
            found.append(Problem(str(path), 0, "named network", str(error)))
            continue
        for word, arrangement in (("", network.arrangement), (".column", network.arrangement.column)):
            layout = str(path.with_name(f"{path.stem}{word}.layout.tsv"))
            unknown = sorted(set(arrangement.positions) - set(network.nodes)) if arrangement else ()
            found += [Problem(layout, 0, "layout", f'"{n}" is not in the network: remove the row') for n in unknown]
    return found


def _style_problems() -> list[Problem]:
    found = []
    for path in (p for folder in style_folders() for p in sorted(folder.glob("*.toml"))):
        try:
            read_style(path)
        except (StyleError, UnknownNameError) as error:
            found.append(Problem(str(path), 0, "style", str(error)))
    return found
