"""The panels that a command asks for."""

from __future__ import annotations

from collections.abc import Sequence

from necro_cyto.errors import InputError
from necro_cyto.panels.heatmap import ORDERS, heatmap
from necro_cyto.panels.model import Item, Panels, panels, small_multiples
from necro_cyto.panels.volcano import volcano
from necro_cyto.view import View


def page_of(
    view: View, *, multiples: bool = False, volcanoes: bool = False, heat: bool = False, order: str = ORDERS[0],
    columns: int | None = None, titles: Sequence[str] = (), letters: bool = True,
) -> Panels | View:  # fmt: skip
    """Return a view as the panels that were asked for; the view itself if none were.

    Parameters
    ----------
    view : View
    multiples : bool
        One panel for each contrast.
    volcanoes : bool
        A volcano plot of each contrast.
    heat : bool
        A heat map of the genes of the network.
    order : str
        Of the heat map.
    columns, titles, letters
        As for `panels`.
    """
    if not (multiples or volcanoes or heat):
        if columns or titles:
            raise InputError("columns and titles are of panels: ask for some with --panels, --volcano or --heatmap")
        return view
    singles = [view.contrast(name) for name in view.contrasts] or [view]
    items: list[Item] = list(small_multiples(view)) if multiples else [view]
    if volcanoes:
        plots: list[Item] = [volcano(single) for single in singles]
        items = [item for pair in zip(items, plots, strict=True) for item in pair] if multiples else [*items, *plots]
    if heat:
        items.append(heatmap(view, order))
    return panels(items, columns, titles, letters=letters, legend=view.with_legend)
