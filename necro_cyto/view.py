"""A View: what the user says. Network, style, overlay, legend; immutable, every verb returns a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from necro_cyto.caption import caption
from necro_cyto.compose import compose, legend_of
from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.focus import REST, Focus, find_part
from necro_cyto.network import Network
from necro_cyto.overlay import COMPLEX_RULES, Overlay, contrast_names, lay_over_all, lay_over_cells
from necro_cyto.overlay.report import MATCH_COLUMNS, match_rows, merged_report
from necro_cyto.readers import Values
from necro_cyto.scene import Scene
from necro_cyto.style import Style, load_style

if TYPE_CHECKING:
    from necro_cyto.targets.cytoscape import Session
    from necro_cyto.targets.cytoscape.transport import Transport


@dataclass(frozen=True, repr=False)
class View:
    """A network as it is to be shown.

    Attributes
    ----------
    network : Network
    look : Style
    overlays : tuple of Overlay
        The user's values on the nodes, one per contrast, all on one scale.
    shown : str
        The contrast that is shown alone; empty: all there are, several as strips in the nodes.
    focus : Focus
        What is highlighted and zoomed in on.
    """

    network: Network
    look: Style
    overlays: tuple[Overlay, ...] = ()
    shown: str = ""
    with_legend: bool = field(default=True)
    focus: Focus = field(default_factory=Focus)

    def style(self, style: str | Style) -> View:
        """Return the view in another style, given by name or read with `read_style`."""
        return replace(self, look=load_style(style) if isinstance(style, str) else style)

    def overlay(
        self,
        values: Values | Sequence[Values],
        limit: float | None = None,
        cells: Mapping[str, str | Sequence[str]] | None = None,
        complexes: str = COMPLEX_RULES[0],
    ) -> View:
        """Return the view with the user's values on its nodes, in the style ``overlay``
        unless the present one shows values already.

        Parameters
        ----------
        values : Values or sequence of Values
            One contrast fills the nodes; several are strips in the nodes, on one scale.
        limit : float, optional
            End of the colour scale, both ways.
        cells : mapping of str to str or sequence of str, optional
            Cluster of the file → cells of the network: each value goes to the nodes of its cells only.
        complexes : str
            What a node of several genes shows; see `necro_cyto.overlay.lay_over`.

        Raises
        ------
        InputError
            If no gene of the network is in the file.
        """
        several = [values] if isinstance(values, Values) else list(values)
        if not all(isinstance(value, Values) for value in several):
            raise InputError("overlay takes values as read_values returns them: overlay(read_values(file))")
        nodes = self.network.nodes
        laid = (
            (lay_over_cells(nodes, several, cells, limit, complexes),)
            if cells
            else lay_over_all(nodes, several, limit, complexes)
        )
        look = self.look if self.look.uses("effect") else load_style("overlay")
        return replace(self, overlays=laid, shown="", look=look)

    def contrast(self, name: str = "") -> View:
        """Return the view with one of its contrasts alone, on the scale of all; without a name, with all again.

        Raises
        ------
        UnknownNameError
            If there is no such contrast; those there are are in the message.
        """
        if name and name not in self.contrasts:
            raise UnknownNameError("contrast", name, self.contrasts)
        return replace(self, shown=name)

    @property
    def contrasts(self) -> tuple[str, ...]:
        """Names of the contrasts that are laid over."""
        return tuple(contrast_names([o.values for o in self.overlays]))

    @property
    def visible(self) -> tuple[Overlay, ...]:
        """The overlays that are shown: one, or all of them."""
        return (self.overlays[self.contrasts.index(self.shown)],) if self.shown else self.overlays

    def highlight(self, *what: str) -> View:
        """Return the view with parts of it strong and the rest faded; without arguments, with nothing highlighted.

        Parameters
        ----------
        *what : str
            Paths as ``"MLKL -> CD8 T cell"`` (the shortest ones that `trace` finds), nodes with their neighbours, ids of
            edges, or modules.

        Raises
        ------
        UnknownNameError, ChoiceNeededError
            If a name is not known or means several things.
        InputError
            If there is no path.

        Examples
        --------
        >>> from necro_cyto import load_network, view
        >>> view(load_network("core")).highlight("RIPK1 -> MLKL").scene.highlights
        ('RIPK1 → MLKL (activates, 2 steps)',)
        """
        parts = tuple(find_part(self.network, name) for name in what)
        return replace(self, focus=replace(self.focus, highlights=parts))

    def zoom(self, *what: str, steps: int = 1, rest: str = REST[0]) -> View:
        """Return the view of a part of the network, at its place; without arguments, of the whole again.

        Parameters
        ----------
        *what : str
            Modules, nodes, paths or edges, as for `highlight`.
        steps : int
            How far the surroundings of a node reach.
        rest : str
            What else lies in the frame is ``"faded"`` or left ``"out"``.

        Raises
        ------
        UnknownNameError, ChoiceNeededError
            If a name is not known or means several things.
        """
        if rest not in REST:
            raise UnknownNameError("rest of a zoom", rest, REST)
        if steps < 0:
            raise InputError(f"steps is {steps}: give 0 for the nodes alone, 1 for their neighbours")
        parts = tuple(find_part(self.network, name, steps) for name in what)
        return replace(self, focus=replace(self.focus, zoom=parts, rest=rest, steps=steps))

    def legend(self, shown: bool = True) -> View:
        """Return the view with or without its legend."""
        return replace(self, with_legend=shown)

    @property
    def shown_network(self) -> Network:
        """The network, or the part that is zoomed in on."""
        return self.focus.zoomed(self.network)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of how an own network was understood, and of what was highlighted."""
        return (*self.network.notes, *(part.note for part in self.focus.highlights if part.note))

    @property
    def report(self) -> Mapping[str, Any]:
        """How the values matched; empty without an overlay."""
        if not self.visible:
            return {}
        found = {gene for o in self.visible for gene in o.values.table.index}
        return merged_report(self.network.nodes, [o.report for o in self.visible], found, {})

    def match_table(self) -> pd.DataFrame:
        """Return what became of every gene of the network, per contrast, and the strongest genes that it lacks.

        Columns: ``contrast gene nodes outcome reason id effect significance significant rows``.
        """
        return pd.DataFrame(match_rows(self.network.nodes, self.visible), columns=list(MATCH_COLUMNS))

    @cached_property
    def scene(self) -> Scene:
        """What is to be drawn."""
        return compose(self.network, self.look, self.visible, self.with_legend, self.focus)

    def save(self, path: str | Path, **options: Any) -> Path:
        """Write a file; the suffix decides: ``.svg .pdf .eps .png .tiff .cx2``.

        Parameters
        ----------
        path : str or Path
        **options
            For figures: ``preset`` (``"nature-double"``; see `necro-cyto list`), and what wins over it:
            ``width_mm``, ``dpi``, ``min_font``; ``font``, a family of fonts on this machine.

        Raises
        ------
        InputError
            If a text of a figure would print too small to read, or a preset is unknown.
        OutputError
            If the suffix is unknown or the file cannot be written; nothing is left half-written.
        """
        from necro_cyto.targets import save

        return save(self.scene, Path(path), **options)

    def caption(self) -> str:
        """Return a caption for the figure: what is drawn and what it means, from the legend itself, and what is known of
        the values and the network.

        Examples
        --------
        >>> from necro_cyto import load_network, view
        >>> view(load_network("core")).caption().startswith("Necroptosis, IL-1α and tumour immunity. Nodes are proteins (")
        True
        """
        part = "; ".join(part.words for part in self.focus.zoom)
        return caption(self.shown_network, self.visible, legend_of(self.scene), part)

    def save_legend(self, path: str | Path, **options: Any) -> Path:
        """Write the legend alone into a figure file, as wide as it needs.

        Parameters
        ----------
        path : str or Path
        **options
            ``preset``, ``width_mm``, ``dpi``, ``min_font``, ``font``, as for `save`.
        """
        from necro_cyto.panels import panels

        return panels([self]).save_legend(path, **options)

    def page_notes(self, suffix: str, **options: Any) -> tuple[str, ...]:
        """Return what the user should know of the page of a figure; what could not be read on it is refused."""
        from necro_cyto.targets.fitting import laid_out

        return laid_out(self.scene, suffix, **options)[1].notes

    def _repr_svg_(self) -> str:
        from necro_cyto.targets.figure import notebook_svg

        return notebook_svg(self.scene)

    def __repr__(self) -> str:
        values = f", values of {len(self.visible)} contrast{'s' if len(self.visible) > 1 else ''}" if self.visible else ""
        return f"<view of {self.network.name} in style {self.look.name}{values}>"

    def open(self, url: str | Transport = "", *, fresh: bool = False) -> Session:
        """Show the view in the running Cytoscape and return a handle on it.

        If it is open already, its nodes stay where you moved them by hand in the window, unless it is to be `fresh`.

        Raises
        ------
        CytoscapeNotReached
            If no Cytoscape answers at `url` (default ``http://127.0.0.1:1234/v1``).
        """
        from necro_cyto.targets.cytoscape import open_view

        return open_view(self, url, fresh=fresh)


def view(network: Network, style: str | Style = "signed") -> View:
    """Return a view of a network.

    >>> from necro_cyto import load_network, view
    >>> view(load_network("core")).scene.name
    'core'
    """
    if not isinstance(network, Network):
        raise InputError("view takes a network, as load_network returns it: view(load_network(name))")
    return View(network, load_style(style) if isinstance(style, str) else style)
