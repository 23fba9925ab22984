"""Several pictures on one page: networks side by side, volcano plots and heat maps of the same values."""

from necro_cyto.panels.ask import page_of
from necro_cyto.panels.heatmap import HeatCell, Heatmap, HeatRow, heatmap
from necro_cyto.panels.model import LegendAlone, Panel, Panels, panels, small_multiples
from necro_cyto.panels.volcano import Gene, Volcano, volcano

__all__ = [
    "Gene",
    "HeatCell",
    "HeatRow",
    "Heatmap",
    "LegendAlone",
    "Panel",
    "Panels",
    "Volcano",
    "heatmap",
    "page_of",
    "panels",
    "small_multiples",
    "volcano",
]
