"""A volcano plot as plain data: every gene of a contrast as a dot, those on the map as they are drawn there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from necro_cyto.about import effect_words
from necro_cyto.colour import mix
from necro_cyto.compose import HUGE
from necro_cyto.errors import InputError
from necro_cyto.network import Network
from necro_cyto.overlay import Overlay, contrast_names
from necro_cyto.scene import look
from necro_cyto.style import Style, load_style
from necro_cyto.view import View

Numbers = NDArray[np.float64]
WITH_P = ("adjusted p", "raw p")
BEYOND = 99.9  # percentile of the sizes that the axes reach
ROOM = 1.06


@dataclass(frozen=True)
class Gene:
    """A gene of the map: where its dot lies and how it looks."""

    symbol: str
    x: float
    y: float
    fill: str
    outline: str
    outline_width: float
    significant: bool


@dataclass(frozen=True)
class Volcano:
    """All genes of one contrast.

    Attributes
    ----------
    title : str
        Name of the contrast.
    x, y : arrays
        Effect and −log10 p of the genes that are not on the map.
    significant : array of bool
    genes : tuple of Gene
        Those on the map, those to be labelled first in front.
    across, up : float
        Where the axes end: both ways, and at the top. What lies beyond is drawn at the end.
    threshold : float
        −log10 of the threshold.
    effect, significance : str
        In words, for the axes.
    grey, dark : str
        Colours of the genes that are not on the map: not significant, significant.
    left_out : int
        Genes without an effect or a p value.
    cut : int
        How many lie beyond the axes.
    """

    title: str
    x: Numbers
    y: Numbers
    significant: NDArray[np.bool_]
    genes: tuple[Gene, ...]
    across: float
    up: float
    threshold: float
    effect: str
    significance: str
    p: float
    grey: str
    dark: str
    left_out: int
    cut: int

    @property
    def count(self) -> int:
        """How many genes are drawn."""
        return len(self.x) + len(self.genes)


def volcano(view: View) -> Volcano:
    """Return the volcano plot of the contrast that a view shows.

    Parameters
    ----------
    view : View
        With the values of one contrast; its colour scale is used.

    Raises
    ------
    InputError
        If the view shows no values, several contrasts or values per cell, or the file has no p values.
    """
    overlay = _one(view)
    values, style = overlay.values, value_style(view)
    table = values.table
    effect, p = table["effect"].to_numpy(float), table["significance"].to_numpy(float)
    known = ~np.isnan(effect) & ~np.isnan(p)
    with np.errstate(divide="ignore"):
        height = -np.log10(np.clip(p, 0.0, 1.0))
    across, up = _reach(np.abs(effect[known]), overlay.limit), _reach(height[known], -np.log10(values.threshold))
    sure = np.array([flag is True or flag == 1 for flag in table["significant"]], dtype=bool)
    on_map = table.index.isin(genes_of(view.shown_network))
    rest = known & ~on_map
    x, y = np.clip(effect, -across, across), np.clip(height, 0.0, up)
    paper, quiet = (str(style.channel("page", c).value) for c in ("background", "quiet"))
    return Volcano(
        title=contrast_names([values])[0],
        x=x[rest],
        y=y[rest],
        significant=sure[rest],
        genes=_genes(table["symbol"].to_numpy(str)[known & on_map], x[known & on_map], y[known & on_map],
                     sure[known & on_map], effect[known & on_map], style),
        across=across,
        up=up,
        threshold=float(-np.log10(values.threshold)),
        effect=effect_words(values.effect_kind, values.effect_name),
        significance=values.significance_kind,
        p=values.threshold,
        grey=mix(paper, quiet, 0.32),
        dark=mix(paper, quiet, 0.62),
        left_out=int((~known).sum()),
        cut=int(((np.abs(effect) > across) | (height > up))[known].sum()),
    )  # fmt: skip


def _one(view: View) -> Overlay:
    if not view.visible:
        raise InputError("a volcano plot needs values: give a results file with --values")
    if view.visible[0].cells:
        raise InputError("a volcano plot shows one contrast, not values per cell: leave out --cells and choose a cluster")
    if len(view.visible) > 1:
        raise InputError(f'a volcano plot shows one contrast: choose it, as "{view.contrasts[0]}"')
    values = view.visible[0].values
    if values.significance_kind not in WITH_P:
        has = "none" if values.significance_kind == "none" else f"only a {values.significance_kind}"
        raise InputError(f"{values.path}: a volcano plot needs p values and there is {has}: name their column with --significance")
    return view.visible[0]


def value_style(view: View) -> Style:
    """Return the style by which values are coloured: the view's, or ``overlay`` if that shows none."""
    style = view.look if view.look.channel("node", "fill").column == "effect" else load_style("overlay")
    return style.with_limit("effect", view.overlays[0].limit) if view.overlays else style


def genes_of(network: Network) -> list[str]:
    """Return the genes of a network, in the order of its modules and nodes."""
    return list(dict.fromkeys(gene for node in network.nodes.values() for gene in node.genes))


def _reach(sizes: Numbers, least: float) -> float:
    """Return where an axis ends: beyond the threshold and all but the most extreme finite values."""
    finite = sizes[np.isfinite(sizes)]
    far = float(np.percentile(finite, BEYOND)) if len(finite) else 0.0
    top = float(finite.max()) if len(finite) else 0.0
    # A few values a little farther out are worth the room; one at 30 would flatten all others.
    return min(max(top if top <= far * 1.5 else far, least) * ROOM, HUGE)


def _genes(
    symbols: Sequence[str], x: Numbers, y: Numbers, significant: NDArray[np.bool_], effect: Numbers, style: Style
) -> tuple[Gene, ...]:
    rules, found = style.section("node"), []
    for i, symbol in enumerate(symbols):
        row: dict[str, Any] = {"kind": "protein", "state": "measured", "effect": float(np.clip(effect[i], -HUGE, HUGE)),
                               "significant": bool(significant[i])}  # fmt: skip
        drawn = look("node", rules, row)
        found.append(Gene(str(symbol), float(x[i]), float(y[i]), str(drawn["fill"]), str(drawn["border_color"]),
                          float(drawn["border_width"]), bool(significant[i])))  # fmt: skip
    return tuple(sorted(found, key=lambda g: (not g.significant, -abs(g.x) * max(g.y, 0.05), g.symbol)))
