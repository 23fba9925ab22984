"""The caption of panels: what each shows, then once what they have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necro_cyto.caption import facts, heading, text
from necro_cyto.explain import explained
from necro_cyto.hues import colour_word
from necro_cyto.legend import Scale, Section
from necro_cyto.overlay import Overlay
from necro_cyto.panels.heatmap import Heatmap
from necro_cyto.panels.volcano import Volcano
from necro_cyto.view import View

ORDERED = {"module": "by module", "cell": "by cell", "cluster": "with similar genes together"}


def panel_caption(
    views: Sequence[View], contents: Sequence[tuple[str, str, object]], sections: Sequence[Section]
) -> str:
    """Return a caption for panels.

    Parameters
    ----------
    views : sequence of View
    contents : sequence of (letter, title, content)
        Of every panel.
    sections : sequence of Section
        Of the common legend.
    """
    valued = any(isinstance(entry, Scale) for section in sections for entry in section.entries)
    names = dict.fromkeys(view.network.name for view in views)
    firsts = [next(view for view in views if view.network.name == name) for name in names]
    found = [heading(view.shown_network, _overlays(views, view) if valued else (), _part(view)) for view in firsts[:1]]
    found = found if len(firsts) == 1 else []  # their titles stand over the panels
    found += [_panel(*content) for content in contents]
    found += explained(sections)
    for view in firsts:
        found += facts(view.shown_network, _overlays(views, view) if valued else (), view.network.title if len(firsts) > 1 else "")
    return text(list(dict.fromkeys(found)))


def _overlays(views: Sequence[View], like: View) -> tuple[Overlay, ...]:
    """Return what is laid over a network, in all panels of it."""
    every = [o for view in views if view.network.name == like.network.name for o in view.overlays]
    return tuple({id(o.values): o for o in every}.values())


def _part(view: View) -> str:
    return "; ".join(part.words for part in view.focus.zoom)


def _panel(letter: str, title: str, content: object) -> str:
    start = f"({letter}) " if letter else ""
    if isinstance(content, Volcano):
        return start + " ".join(_volcano(content))
    if isinstance(content, Heatmap):
        return start + " ".join(_heatmap(content))
    return f"{start}{title}." if title else f"{start}The network." if letter else ""


def _volcano(found: Volcano) -> Iterator[str]:
    yield (
        f"Volcano plot of {found.title}: the {found.count} genes with a {found.effect} and a value of {found.significance}; "
        f"those on the map have its colours and their names, others are grey; the dashed line is {found.significance} = {found.p:g}."
    )
    if found.cut:
        yield f"A triangle at the rim is a gene beyond the axes ({found.cut} in all)."


def _heatmap(found: Heatmap) -> Iterator[str]:
    yield (
        f"Heat map of the {found.genes} genes of the network that are in the data, ordered {ORDERED[found.order]}, in the "
        f"colours of the map."
    )
    if found.significance:
        yield f"A dot means {found.significance}."
    if any(cell.missing for row in found.rows for cell in row.cells):
        yield f"{colour_word(found.missing).capitalize()} cells have no value."
