"""necro-cyto: necroptosis, IL-1α and tumour immunity as signed, cited networks for Cytoscape.

>>> import necro_cyto as nc
>>> pic = nc.view(nc.load_network("core")).style("signed")
>>> pic.network.name
'core'
"""

from necro_cyto.changes import changes
from necro_cyto.check import Problem, check
from necro_cyto.cite import cite
from necro_cyto.claims import claims
from necro_cyto.errors import NecroCytoError
from necro_cyto.merge import from_graph, merge, read_sif
from necro_cyto.network import Network, list_networks, load_network, read_network
from necro_cyto.overlay import Overlay, difference, read_cells
from necro_cyto.panels import Panels, heatmap, panels, volcano
from necro_cyto.readers import Inspection, Values, inspect, read_contrasts, read_values
from necro_cyto.reason import trace
from necro_cyto.style import Style, list_styles, load_style, read_style
from necro_cyto.view import View, view

__version__ = "0.1.0"
__all__ = [
    "Inspection",
    "NecroCytoError",
    "Network",
    "Overlay",
    "Panels",
    "Problem",
    "Style",
    "Values",
    "View",
    "changes",
    "check",
    "cite",
    "claims",
    "difference",
    "from_graph",
    "heatmap",
    "inspect",
    "list_networks",
    "list_styles",
    "load_network",
    "load_style",
    "merge",
    "panels",
    "read_cells",
    "read_contrasts",
    "read_network",
    "read_sif",
    "read_style",
    "read_values",
    "trace",
    "view",
    "volcano",
]
