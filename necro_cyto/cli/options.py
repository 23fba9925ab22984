"""Arguments and options that several commands share, and groups of them.

A command that takes a parameter of one of the dataclasses below shows its fields as options:
``grouped`` spells them out for typer and hands the command the group.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, is_dataclass
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import typer

from necro_cyto.errors import UsageError

DECIMALS = {",": ",", "comma": ",", ".": ".", "point": ".", "dot": "."}


class Format(StrEnum):
    """How a command reports."""

    text = "text"
    json = "json"


NetworkName = Annotated[
    str, typer.Argument(help="A shipped network (necro-cyto list), a folder of tables, a SIF file, or core+own.sif.")
]
ValuesFile = Annotated[list[Path] | None, typer.Option("--values", "-v", help="A results file to lay over.")]
Fresh = Annotated[bool, typer.Option("--fresh", help="Nodes that were moved by hand in the window get their places again.")]
Url = Annotated[str, typer.Option(help="Address of Cytoscape's REST interface.")]
AsFormat = Annotated[Format, typer.Option("--format", help="text or json.")]


@dataclass(frozen=True)
class Reading:
    """How a file of results is read; the names are those of `read_values`."""

    contrast: Annotated[
        list[str] | None,
        typer.Option("--contrast", "-c", help="Which comparison, cluster or group; repeatable; all for every one."),
    ] = None
    contrast_column: Annotated[
        str | None, typer.Option(help="Column that says to which contrast or cell type a row belongs.")
    ] = None
    groups: Annotated[
        Path | None, typer.Option(help="Of an expression matrix: a table of its samples and their groups.")
    ] = None
    compare: Annotated[
        str | None, typer.Option(help='Of an expression matrix: "A,B,C:D,E,F" or "KO*:WT*", treated samples first.')
    ] = None
    effect: Annotated[str | None, typer.Option(help="Column of the effect.")] = None
    significance: Annotated[str | None, typer.Option(help="Column of the significance.")] = None
    id_column: Annotated[str | None, typer.Option(help="Column of the gene ids.")] = None
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None
    decimal: Annotated[str | None, typer.Option(help="Decimal sign, comma or point, where the file does not tell.")] = None
    species: Annotated[str | None, typer.Option(help="human, mouse, rat or zebrafish.")] = None
    threshold: Annotated[float, typer.Option(help="Significant below this.")] = 0.05
    collapse: Annotated[str, typer.Option(help="Of a gene's rows: smallest adjusted p, largest effect, first, or mean.")] = "smallest adjusted p"

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for `read_contrasts`; those of `read_values` but for the contrast."""
        found = {name: value for name, value in asdict(self).items() if name != "contrast"}
        return found | {"decimal": _decimal(self.decimal)}


@dataclass(frozen=True)
class Laying:
    """How values are laid over the nodes."""

    limit: Annotated[float | None, typer.Option(help="End of the colour scale, both ways.")] = None
    cells: Annotated[
        Path | None, typer.Option(help="A .toml that says which cluster is which cell (necro-cyto cells proposes one).")
    ] = None
    complexes: Annotated[
        str, typer.Option("--complexes", help="What a complex shows: strongest significant, strongest, smallest p, mean.")
    ] = "strongest significant"
    report: Annotated[
        Path | None, typer.Option("--report", help="What became of every gene, as .csv, .tsv or .json.")
    ] = None
    difference: Annotated[bool, typer.Option("--difference", help="First contrast minus the second.")] = False


@dataclass(frozen=True)
class Look:
    """How a network is shown."""

    style: Annotated[str | None, typer.Option("--style", "-s", help="A style by name, or a .toml file.")] = None
    layout: Annotated[Path | None, typer.Option("--layout", help="Positions from a layout file.")] = None
    no_legend: Annotated[bool, typer.Option("--no-legend", help="Leave the legend out.")] = False
    highlight: Annotated[
        list[str] | None,
        typer.Option("--highlight", help='A path as "MLKL -> CD8 T cell", a node, edge or module stays strong; repeatable.'),
    ] = None
    zoom: Annotated[
        list[str] | None, typer.Option("--zoom", help="Only the part with this module, node, path or edge; repeatable.")
    ] = None
    zoom_steps: Annotated[int, typer.Option("--zoom-steps", min=0, help="How far around a node to go.")] = 1
    zoom_rest: Annotated[str, typer.Option("--zoom-rest", help="What else lies there: faded or out.")] = "faded"


@dataclass(frozen=True)
class Paper:
    """The page of a figure; what is not given follows from the preset or from the texts."""

    preset: Annotated[str | None, typer.Option("--preset", "-p", help="A page by name, as nature-double; see list.")] = None
    width_mm: Annotated[float | None, typer.Option("--width-mm", help="Width in mm; 183, or what the texts need.")] = None
    dpi: Annotated[float | None, typer.Option("--dpi", help="Pixels per inch of PNG and TIFF; 300.")] = None
    min_font: Annotated[float | None, typer.Option("--min-font", help="Least size of a text in points; 5.")] = None
    font: Annotated[str | None, typer.Option("--font", help="A family of fonts on this machine, as Arial.")] = None

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for `View.save`."""
        return asdict(self)


@dataclass(frozen=True)
class Wiring:
    """What becomes of the requests to Cytoscape."""

    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the requests that would be sent; none is, and no Cytoscape needed.")
    ] = False
    record: Annotated[
        Path | None, typer.Option("--record", help="Keep the requests and answers in this .json, for replay.")
    ] = None


@dataclass(frozen=True)
class Paneling:
    """What stands on the page beside the network."""

    panels: Annotated[bool, typer.Option("--panels", help="One panel for each contrast, alike but for the values.")] = False
    volcano: Annotated[bool, typer.Option("--volcano", help="A volcano plot of all genes beside the network.")] = False
    heatmap: Annotated[bool, typer.Option("--heatmap", help="The network's genes by contrast beside it.")] = False
    order: Annotated[str, typer.Option("--order", help="Of the heat map: module, cell or cluster.")] = "module"
    columns: Annotated[int | None, typer.Option("--columns", min=1, help="Panels side by side; as large as fits.")] = None
    title: Annotated[list[str] | None, typer.Option("--title", help="Over a panel; repeatable, one for each.")] = None
    no_letters: Annotated[bool, typer.Option("--no-letters", help="No a, b, c on panels.")] = False
    legend_only: Annotated[bool, typer.Option("--legend-only", help="Draw the legend alone.")] = False
    caption: Annotated[Path | None, typer.Option("--caption", help="A .txt for a caption in sentences.")] = None

    def options(self) -> dict[str, Any]:
        """Return the keyword arguments for `page_of`."""
        return {"multiples": self.panels, "volcanoes": self.volcano, "heat": self.heatmap, "order": self.order,
                "columns": self.columns, "titles": self.title or (), "letters": not self.no_letters}  # fmt: skip


@dataclass(frozen=True)
class Keeping:
    """What is kept beside a figure."""

    no_recipe: Annotated[bool, typer.Option("--no-recipe", help="Write no NAME.figure.json, for replay.")] = False


class Asked(dict[str, Any]):
    """Every argument and option of a command by its name, as given or by default; a command may take it."""


def given(group: Any) -> list[str]:
    """Return the options of a group that a user gave, by name."""
    return [f.name for f in fields(group) if getattr(group, f.name) != f.default]


def _decimal(said: str | None) -> str | None:
    """Return a decimal sign that may be given as a word.

    >>> _decimal("comma")
    ','
    """
    if said is None:
        return None
    sign = DECIMALS.get(said.strip().casefold())
    if sign is None:
        raise UsageError(f'--decimal is "{said}": give "," (1,5 is one and a half) or "." (1.5 is)')
    return sign


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Return the command with every option group spelled out as options."""
    signature, hints = inspect.signature(command), get_type_hints(command, include_extras=True)
    groups: dict[str, Any] = {name: hint for name, hint in hints.items() if is_dataclass(hint)}
    parameters = [
        shown
        for name, given in signature.parameters.items()
        if hints[name] is not Asked
        for shown in (_options(groups[name]) if name in groups else [_by_name(given, hints[name])])
    ]
    whole = [name for name, hint in hints.items() if hint is Asked]

    @wraps(command)
    def run(**given: Any) -> None:
        asked = Asked({name: value for name, value in given.items() if hints.get(name) is not typer.Context})
        given |= dict.fromkeys(whole, asked)
        for name, group in groups.items():
            given[name] = group(**{f.name: given.pop(f.name) for f in fields(group)})
        command(**given)

    run.__signature__ = signature.replace(parameters=parameters, return_annotation=None)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _by_name(given: inspect.Parameter, hint: Any) -> inspect.Parameter:
    return given.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY)


def _options(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(f.name, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[f.name])
        for f in fields(group)
    ]
