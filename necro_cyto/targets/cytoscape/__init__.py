"""The running Cytoscape. Nothing outside this package knows py4cytoscape."""

from __future__ import annotations

from necro_cyto.targets.cytoscape.finding import find_session
from necro_cyto.targets.cytoscape.opening import open_view
from necro_cyto.targets.cytoscape.session import Session
from necro_cyto.targets.cytoscape.transport import DEFAULT_URL

__all__ = ["DEFAULT_URL", "Session", "find_session", "open_view"]
