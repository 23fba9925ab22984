"""Options that do nothing as they stand: beside what they need, or beside what leaves them no room. Wrong usage, not faults."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from necro_cyto.cli.options import Laying, Look, Paneling, Paper, Reading, Wiring, given
from necro_cyto.errors import UsageError

OF_VALUES = "--values"
OF_PANELS = "--panels, --volcano or --heatmap"
OF_FIGURES = "an output that is a figure (.svg, .pdf, .eps, .png or .tiff)"
OF_ZOOM = ("zoom_steps", "zoom_rest")
OF_A_PAGE = ("columns", "title", "no_letters")


def check_values(values: Collection[Path] | None, *groups: Reading | Laying) -> None:
    """Refuse options about values where there are none."""
    for group in groups:
        _needs(group, [name for name in given(group) if not values], OF_VALUES)


def check_look(look: Look) -> None:
    """Refuse options of a zoom where there is none."""
    _needs(look, () if look.zoom else OF_ZOOM, "--zoom")


def check_page(paneling: Paneling, look: Look) -> None:
    """Refuse options of panels and of their legend that change nothing."""
    if paneling.legend_only:
        if look.no_legend:
            raise UsageError("--legend-only and --no-legend leave nothing to draw: give one of them")
        for name in given(paneling):
            if name in ("columns", "title"):
                raise UsageError(f"{option(name)} does nothing beside --legend-only: leave one of them out")
    _needs(paneling, () if paneling.panels or paneling.volcano or paneling.heatmap else OF_A_PAGE, OF_PANELS)
    _needs(paneling, () if paneling.heatmap else ("order",), "--heatmap")


def check_paper(paper: Paper, outputs: Sequence[Path]) -> None:
    """Refuse options of figures where none is written."""
    from necro_cyto.targets import check_suffix, is_figure

    for path in outputs:
        check_suffix(path)
    _needs(paper, () if any(map(is_figure, outputs)) else given(paper), OF_FIGURES)


def check_wiring(wiring: Wiring, laying: Laying | None = None) -> None:
    """Refuse files of a rehearsal, which writes none."""
    if wiring.dry_run and (wiring.record or (laying and laying.report)):
        other = "--record" if wiring.record else "--report"
        raise UsageError(f"{other} does nothing beside --dry-run, which writes no files: leave one of them out")


def option(name: str) -> str:
    """Return how an option is written.

    >>> option("zoom_steps")
    '--zoom-steps'
    """
    return f"--{name.replace('_', '-')}"


def _needs(group: object, names: Collection[str], needed: str) -> None:
    for name in given(group):
        if name in names:
            raise UsageError(f"{option(name)} does nothing without {needed}: give that too, or leave it out")
