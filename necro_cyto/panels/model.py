"""Several pictures on one page: which panels, what stands over them, and what their common legend says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from necro_cyto.compose import legend_of, measured_of
from necro_cyto.errors import InputError, OutputError
from necro_cyto.legend import Section
from necro_cyto.overlay.lay import on_scale
from necro_cyto.panels.captions import panel_caption
from necro_cyto.panels.heatmap import Heatmap
from necro_cyto.panels.shared import common_legend, heatmap_sections, volcano_sections
from necro_cyto.panels.volcano import Volcano
from necro_cyto.scene import Scene
from necro_cyto.view import View

Item = View | Volcano | Heatmap
HEAT_TITLE = "Genes of the network"


@dataclass(frozen=True)
class Panel:
    """One panel: its content, and the line over it."""

    content: Scene | Volcano | Heatmap
    title: str
    letter: str


@dataclass(frozen=True, repr=False)
class Panels:
    """Panels of one figure file.

    Attributes
    ----------
    items : tuple of View, Volcano or Heatmap
    columns : int or None
        How many stand side by side; None: as they are largest.
    titles : tuple of str
        What stands over the panels; empty: what tells them apart.
    letters : bool
        Whether they are lettered (a, b, c) when there are several.
    with_legend : bool
    laid : dict
        Pages that were worked out already, by what was asked for.
    """

    items: tuple[Item, ...]
    columns: int | None = None
    titles: tuple[str, ...] = ()
    letters: bool = True
    with_legend: bool = True
    laid: dict[Any, Any] = field(default_factory=dict, compare=False)

    @property
    def views(self) -> tuple[View, ...]:
        """The views among the items."""
        return tuple(item for item in self.items if isinstance(item, View))

    @cached_property
    def panels(self) -> tuple[Panel, ...]:
        """The panels in order, with small letters."""
        titles = self.titles or _titles(self.items)
        lettered = self.letters and len(self.items) > 1
        return tuple(
            Panel(item.legend(False).scene if isinstance(item, View) else item, title, ascii_lowercase[i] if lettered else "")
            for i, (item, title) in enumerate(zip(self.items, titles, strict=True))
        )

    def legend(self, capitals: bool = False) -> tuple[Section, ...]:
        """Return the sections of the common legend, with the letters of panels as the page has them."""
        if not self.with_legend:
            return ()
        found = []
        for number, (item, panel) in enumerate(zip(self.items, self.panels, strict=True), 1):
            if isinstance(panel.content, Scene):
                sections = legend_of(self._of_all(item, panel.content) if isinstance(item, View) else panel.content)
            else:
                content = panel.content
                sections = volcano_sections(content) if isinstance(content, Volcano) else heatmap_sections(content)
            letter = panel.letter.upper() if capitals else panel.letter
            found.append((letter or (f"panel {number}" if len(self.items) > 1 else ""), sections))
        return common_legend(found)

    def _of_all(self, view: View, scene: Scene) -> Scene:
        """Return the scene of one contrast among several panels with what is to be said of them all."""
        if not view.shown or len(self.views) == 1:
            return scene
        return replace(scene, measured=asdict(measured_of(view.shown_network, view.overlays)))

    @cached_property
    def scene(self) -> Scene:
        """The scene of the first view: its style is that of the page, its facts are written into the file."""
        first = self.views[0].scene
        facts = {key: "; ".join(dict.fromkeys(v for view in self.views if (v := view.scene.provenance.get(key))))
                 for key in dict.fromkeys(k for view in self.views for k in view.scene.provenance)}  # fmt: skip
        return replace(first, provenance=facts)

    def save(self, path: str | Path, **options: Any) -> Path:
        """Write a figure file; the suffix decides: ``.svg .pdf .eps .png .tiff``.

        Parameters
        ----------
        path : str or Path
        **options
            ``preset``, ``width_mm``, ``dpi``, ``min_font``, as for `View.save`; they hold for the whole page.

        Raises
        ------
        InputError
            If a text would print too small to read, the panels do not fit on the page, or a preset is unknown.
        OutputError
            If the suffix is none of a figure, or the file cannot be written.
        """
        return _written(self, Path(path), "panels are", **options)

    def caption(self, capitals: bool = False) -> str:
        """Return a caption: what each panel shows, then what they have in common, from the legend itself."""
        contents = [(p.letter.upper() if capitals else p.letter, p.title, p.content) for p in self.panels]
        return panel_caption(self.views, contents, self.legend(capitals))

    def save_legend(self, path: str | Path, **options: Any) -> Path:
        """Write the legend alone into a figure file, as wide as it needs; options as for `save`."""
        return LegendAlone(self).save(path, **options)

    def page_notes(self, suffix: str, **options: Any) -> tuple[str, ...]:
        """Return what the user should know of the page; what could not be read on it is refused."""
        from necro_cyto.targets.panels import paged_for

        return paged_for(self, suffix, **options).page.notes

    def _repr_svg_(self) -> str:
        from necro_cyto.targets.panels import notebook_svg

        return notebook_svg(self)

    def __repr__(self) -> str:
        return f"<{len(self.items)} panel{'s' if len(self.items) > 1 else ''} of {', '.join(dict.fromkeys(v.network.name for v in self.views))}>"


@dataclass(frozen=True)
class LegendAlone:
    """The legend of panels, or of one view, as a figure of its own."""

    of: Panels

    def save(self, path: str | Path, **options: Any) -> Path:
        """Write a figure file; as `Panels.save`."""
        if not self.of.legend():
            raise InputError("there is no legend to write")
        return _written(self.of, Path(path), "a legend is", legend_only=True, **options)

    def page_notes(self, suffix: str, **options: Any) -> tuple[str, ...]:
        """Return what the user should know of the page."""
        from necro_cyto.targets.panels import paged_for

        return paged_for(self.of, suffix, legend_only=True, **options).page.notes


def _written(found: Panels, file: Path, what: str, **options: Any) -> Path:
    from necro_cyto.targets import is_figure
    from necro_cyto.targets.panels import write

    if not is_figure(file):
        raise OutputError(f'{file}: {what} drawn into figures: use .svg, .pdf, .eps, .png or .tiff, not "{file.suffix}"')
    write(found, file, **options)
    return file


def panels(
    items: Iterable[Item], columns: int | None = None, titles: Sequence[str] = (), *, letters: bool = True, legend: bool = True
) -> Panels:
    """Put several views, volcano plots and heat maps on one page, with letters and one legend.

    Values of one kind get one scale on all views, the widest of theirs.

    Parameters
    ----------
    items : iterable of View, Volcano or Heatmap
    columns : int, optional
        How many stand side by side; without it, as they are largest.
    titles : sequence of str, optional
        One for each; without them what tells the panels apart: contrast, network or style.
    letters : bool
        Whether panels are lettered; upper or lower case as the preset asks.
    legend : bool
        Whether there is a legend.

    Raises
    ------
    InputError
        If there is no view, there are too many panels, or the number of titles is not theirs.

    Examples
    --------
    >>> import necro_cyto as nc
    >>> core = nc.view(nc.load_network("core"))
    >>> [panel.title for panel in nc.panels([core, core.style("modules")]).panels]
    ['The biology', 'The modules']
    """
    given = tuple(items)
    if not any(isinstance(item, View) for item in given):
        raise InputError("panels need a view of a network among them")
    if len(given) > len(ascii_lowercase):
        raise InputError(f"{len(given)} panels are more than a page holds: give {len(ascii_lowercase)} at most")
    if titles and len(titles) != len(given):
        raise InputError(f"{len(titles)} titles for {len(given)} panels: give one for each, or none")
    if columns is not None and columns < 1:
        raise InputError(f"columns is {columns}: give 1 or more")
    return Panels(_one_scale(given), columns, tuple(titles), letters, legend)


def small_multiples(view: View) -> list[View]:
    """Return one view for each contrast, alike but for the values.

    Raises
    ------
    InputError
        If the view has only one contrast, or none.
    """
    if len(view.contrasts) < 2:
        raise InputError("panels over contrasts need two or more: name them with --contrast, or all")
    return [view.contrast(name) for name in view.contrasts]


def _one_scale(items: tuple[Item, ...]) -> tuple[Item, ...]:
    overlays = [o for item in items if isinstance(item, View) for o in item.overlays]
    if len({o.values.effect_kind for o in overlays}) != 1:
        return items
    end = max(o.limit for o in overlays)
    return tuple(_rescaled(item, end) if isinstance(item, View) else item for item in items)


def _rescaled(view: View, end: float) -> View:
    if all(o.limit == end for o in view.overlays):
        return view
    return replace(view, overlays=tuple(on_scale(o, end) for o in view.overlays))


def _titles(items: Sequence[Item]) -> list[str]:
    """Return what tells the panels apart: the contrast, else the network, else the style."""
    views = [item for item in items if isinstance(item, View)]
    ways = (
        [view.shown or (view.contrasts[0] if len(view.contrasts) == 1 else "") for view in views],
        [view.network.title for view in views],
        [view.look.title for view in views],
        ["; ".join(view.focus.words) for view in views],
    )
    alone = [views[0].shown] if len(items) > 1 else [""]  # beside plots
    best = next((way for way in ways if len(set(way)) == len(way) > 1), alone if len(views) == 1 else [""] * len(views))
    names = iter(best)
    contrasts = {item.title for item in items if isinstance(item, Volcano)} | {name for view in views for name in view.contrasts}
    return [next(names) if isinstance(item, View) else _plot_title(item, len(contrasts) > 1) for item in items]


def _plot_title(item: Item, several: bool) -> str:
    if isinstance(item, Heatmap):
        return HEAT_TITLE
    return item.title if isinstance(item, Volcano) and several else ""
