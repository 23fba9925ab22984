"""Values laid over the nodes of a network, and a report of what matched."""

from necro_cyto.overlay.cells import cells_text, extended_cells, propose_cells, read_cells
from necro_cyto.overlay.difference import difference
from necro_cyto.overlay.lay import COMPLEX_RULES, lay_over, lay_over_all, lay_over_cells
from necro_cyto.overlay.model import STATES, Member, NodeValue, Overlay, contrast_names
from necro_cyto.overlay.scale import nice_limit

__all__ = [
    "COMPLEX_RULES",
    "STATES",
    "Member",
    "NodeValue",
    "Overlay",
    "cells_text",
    "contrast_names",
    "difference",
    "extended_cells",
    "lay_over",
    "lay_over_all",
    "lay_over_cells",
    "nice_limit",
    "propose_cells",
    "read_cells",
]
