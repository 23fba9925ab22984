"""Arguments and options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    """How a command reports."""

    text = "text"
    json = "json"


NetworkName = Annotated[str, typer.Argument(help="A shipped network (necro-cyto list) or a folder of tables.")]
ValuesFile = Annotated[list[Path] | None, typer.Option("--values", "-v", help="A results file to lay over.")]
Contrast = Annotated[str | None, typer.Option("--contrast", "-c", help="Which comparison, cluster or group.")]
StyleName = Annotated[str | None, typer.Option("--style", "-s", help="A style by name, or a .toml file.")]
LayoutFile = Annotated[Path | None, typer.Option("--layout", help="Positions from a layout file.")]
Limit = Annotated[float | None, typer.Option(help="End of the colour scale, both ways.")]
Threshold = Annotated[float, typer.Option(help="Significant below this.")]
Effect = Annotated[str | None, typer.Option(help="Column of the effect.")]
Significance = Annotated[str | None, typer.Option(help="Column of the significance.")]
IdColumn = Annotated[str | None, typer.Option(help="Column of the gene ids.")]
Sheet = Annotated[str | None, typer.Option(help="Sheet of a workbook.")]
Species = Annotated[str | None, typer.Option(help="human, mouse, rat or zebrafish.")]
Width = Annotated[float, typer.Option("--width-mm", help="Width of the figure in millimetres.")]
Dpi = Annotated[float, typer.Option(help="Pixels per inch of a PNG.")]
Url = Annotated[str, typer.Option(help="Address of Cytoscape's REST interface.")]
NoLegend = Annotated[bool, typer.Option("--no-legend", help="Leave the legend out.")]
AsFormat = Annotated[Format, typer.Option("--format", help="text or json.")]
