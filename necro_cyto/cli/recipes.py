"""What a command was asked, as a recipe beside its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necro_cyto import printing
from necro_cyto.merge import network_parts
from necro_cyto.network import list_networks
from necro_cyto.recipe import Recipe, add_recipe, beside, file_hash, made_with, output, packed

if TYPE_CHECKING:
    from necro_cyto.view import View

# These say where something goes, not what it is.
ELSEWHERE = ("out", "caption", "report", "as_format", "url", "dry_run", "record", "no_recipe")


def keep(
    command: str, asked: Mapping[str, Any], picture: View, outputs: Sequence[Path],
    window: Callable[[Path], Mapping[str, Any]] = lambda _: {},
) -> list[Path]:  # fmt: skip
    """Write the recipe of each figure beside it, into one file if names differ in the suffix only; return their names.

    Parameters
    ----------
    window : callable
        Gives what was done in Cytoscape, for a recipe in a folder.
    """
    groups: dict[Path, list[Path]] = {}
    for path in outputs:
        groups.setdefault(beside(path), []).append(path)
    written = []
    for path, files in groups.items():
        recipe = replace(recipe_of(command, asked, picture, path.parent, files), window=window(path.parent))
        if add_recipe(recipe, path):
            written.append(path)
        else:
            printing.say(f"note: {path} is no recipe of necro-cyto and stays as it is; the recipe was not written")
    return written


def recipe_of(
    command: str, asked: Mapping[str, Any], picture: View, folder: Path, outputs: Sequence[Path] = ()
) -> Recipe:
    """Return the recipe of what a command made, to stand in a folder."""
    values, inputs = packed(options_of(asked), folder)
    return Recipe(command, values, inputs, versions(picture), [output(path) for path in outputs])


def options_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that shape a figure, with every file among them as a path."""
    named = {name: value for name, value in asked.items() if name not in ELSEWHERE}
    if "network" in named:
        named["network"] = _network(named["network"])
    if str(named.get("style") or "").endswith(".toml"):
        named["style"] = Path(named["style"])
    return named


def versions(picture: View) -> dict[str, str]:
    """Return the versions of everything that a picture comes from but the user's files."""
    data, style = picture.network.version, file_hash(Path(picture.look.origin))[:12]
    return made_with(**{"necro-cyto data": data, f'style "{picture.look.name}"': style})


def _network(name: str) -> list[str | Path]:
    """Return the parts of a network's name: shipped ones by name, the user's as paths."""
    return [p if p in list_networks() or not Path(p).exists() else Path(p) for p in network_parts(name)]
