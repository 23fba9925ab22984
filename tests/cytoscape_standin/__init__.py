"""A stand-in for Cytoscape Desktop: a local HTTP server that answers CyREST as the recordings show it."""

from .reading import Picture, read_png
from .server import Request, Standin

__all__ = ["Picture", "Request", "Standin", "read_png"]
