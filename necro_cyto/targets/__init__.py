"""Targets: a Scene goes in, a file or a running program comes out. Imported only when asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from necro_cyto.errors import InputError, OutputError
from necro_cyto.scene import Scene

FIGURE = "necro_cyto.targets.figure"
# File suffix → module that writes it; each has ``write(scene, path, **options)``.
WRITERS = {
    ".svg": FIGURE,
    ".pdf": FIGURE,
    ".png": FIGURE,
    ".eps": FIGURE,
    ".tif": FIGURE,
    ".tiff": FIGURE,
    ".cx2": "necro_cyto.targets.cx2",
}


def check_suffix(path: Path) -> None:
    """Refuse a file whose suffix no target writes, before any work is done.

    Raises
    ------
    OutputError
        The message lists the suffixes at hand.
    """
    if path.suffix.lower() not in WRITERS:
        raise OutputError(f'{path}: no writer for "{path.suffix}": use {", ".join(sorted(WRITERS))}')


def is_figure(path: Path) -> bool:
    """Say whether a file is a figure: something with a width, a resolution and texts to read."""
    return WRITERS.get(path.suffix.lower()) == FIGURE


def save(scene: Scene, path: Path, **options: Any) -> Path:
    """Write `scene` to `path` with the target that its suffix names."""
    check_suffix(path)
    if options and not is_figure(path):
        raise InputError(f"{path}: {', '.join(sorted(options))} would do nothing: a {path.suffix} file is no figure with a page")
    import_module(WRITERS[path.suffix.lower()]).write(scene, path, **options)
    return path
