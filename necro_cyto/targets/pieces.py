"""Pieces of drawings for matplotlib: named groups of artists, and patches for the shapes of nodes and marks."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.patches import Ellipse, FancyBboxPatch, Polygon, Rectangle

from necro_cyto.scene import corner
from necro_cyto.targets.geometry import POLYGONS, corners


class Group(Artist):
    """Artists that belong together, drawn in order; a named group in SVG files."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.set_gid(identity(name))
        self.members: list[Artist] = []

    def add(self, artist: Artist) -> None:
        """Add an artist on top of the others."""
        self.members.append(artist)

    def get_children(self) -> list[Artist]:
        """Return the members, so that they are found and measured."""
        return self.members

    def get_window_extent(self, renderer: Any = None) -> Any:
        """Take no room of its own."""
        return None

    def draw(self, renderer: Any) -> None:
        """Draw the members inside a group of the output."""
        renderer.open_group("group", gid=self.get_gid())
        for member in self.members:
            member.draw(renderer)
        renderer.close_group("group")


def identity(name: str) -> str:
    """Return a name as an id of an XML element.

    >>> identity("node CD8 T cell")
    'node-CD8-T-cell'
    """
    return re.sub(r"[^\w.+-]+", "-", name).strip("-")


def patch_of(kind: str, x: float, y: float, width: float, height: float) -> Any:
    """Return the patch of a shape in a box, given by its upper left corner and its size."""
    if kind in ("ellipse", "double-ellipse"):
        return Ellipse((x + width / 2, y + height / 2), width, height)
    if kind in POLYGONS:
        return Polygon(np.array([x + width / 2, y + height / 2]) + corners(kind, width, height), closed=True)
    if kind == "rectangle":
        return Rectangle((x, y), width, height)
    radius = min(height, width) / 2 if kind == "capsule" else corner(width, height)
    return FancyBboxPatch((x, y), width, height, boxstyle=f"round,pad=0,rounding_size={radius}")
