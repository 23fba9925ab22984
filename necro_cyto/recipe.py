"""A recipe: what a figure was asked for, what it was made from and what came out; kept beside the figure.

Files are named relative to the recipe, so that a folder with data, figure and recipe can be moved.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path, PurePosixPath
from platform import python_version
from typing import Any

from necro_cyto.errors import InputError
from necro_cyto.files import read_regular, write_text

Json = Any
SUFFIX = ".figure.json"
KIND, FORMAT = "necro-cyto recipe", 1
LIBRARIES = ("necro-cyto", "matplotlib", "numpy", "pandas", "networkx", "pillow")
MOST_BYTES = 64 * 1024 * 1024
FILE, FOLDER = "file", "folder"
OTHERS = "others"


@dataclass(frozen=True)
class Recipe:
    """What a recipe file holds.

    Attributes
    ----------
    command : str
        The command of the command line that made the figure.
    asked : mapping
        Its arguments and options by name, defaults included; a file is ``{"file": name}``.
    inputs : mapping
        SHA-256 of every file that was read.
    made_with : mapping
        Versions of data and libraries.
    outputs : sequence of mapping
        ``file``, ``sha256`` and ``bytes`` of every file that was written.
    window : mapping
        For what was done in Cytoscape: see `necro_cyto.targets.cytoscape.cassette`.
    others : sequence of Recipe
        Of figures that share the file, because their names differ in the suffix only, and were made before.
    """

    command: str
    asked: Mapping[str, Json]
    inputs: Mapping[str, str]
    made_with: Mapping[str, str]
    outputs: Sequence[Mapping[str, Json]] = ()
    window: Mapping[str, Json] = field(default_factory=dict)
    others: Sequence[Recipe] = ()

    def to_json(self) -> Json:
        """Return the keys of the file."""
        return {**self._own_json(), **({OTHERS: [other._own_json() for other in self.others]} if self.others else {})}

    def without(self, names: Collection[str]) -> Recipe:
        """Return the recipe of the outputs that are not among `names`; those come from another one now."""
        return replace(self, outputs=[out for out in self.outputs if out["file"] not in names], others=())

    def _own_json(self) -> Json:
        told = {KIND: FORMAT, "command": self.command, "asked": dict(self.asked), "inputs": dict(self.inputs),
                "made with": dict(self.made_with), "outputs": [dict(out) for out in self.outputs]}  # fmt: skip
        return {**told, "window": dict(self.window)} if self.window else told


def beside(output: Path) -> Path:
    """Return where the recipe of a figure file stands.

    >>> beside(Path("paper/fig1.pdf")).name
    'fig1.figure.json'
    """
    return output.with_name(output.stem + SUFFIX)


def write_recipe(recipe: Recipe, path: Path) -> bool:
    """Write a recipe, all or nothing; a file of that name which is no recipe of ours stays.

    Returns
    -------
    bool
        Whether it was written.
    """
    if path.exists() and not is_recipe(path):
        return False
    write_text(path, json.dumps(recipe.to_json(), ensure_ascii=False, indent=1) + "\n")
    return True


def add_recipe(recipe: Recipe, path: Path) -> bool:
    """Write the recipe of figures that were just made; those of other figures that stand in the file stay in it.

    Returns
    -------
    bool
        Whether it was written; see `write_recipe`.
    """
    try:
        known = read_recipe(path) if path.exists() else recipe
    except InputError:
        known = recipe  # no recipe at all, or one of a newer version
    made = {out["file"] for out in recipe.outputs}
    others = (other.without(made) for other in (*known.others, known))
    return write_recipe(replace(recipe, others=[other for other in others if other.outputs]), path)


def read_recipe(path: Path) -> Recipe:
    """Return what a recipe file holds, every key of it looked at.

    Raises
    ------
    InputError
        If it is no recipe, or holds anything that a recipe has no room for.
    """
    given = _loaded(path)
    if not isinstance(given, dict) or given.get(KIND) != FORMAT:
        raise InputError(f'{path}: is no recipe of necro-cyto (no "{KIND}": {FORMAT} in it)')
    fault = next(_faults(given), "")
    if fault:
        raise InputError(f"{path}: {fault}; a recipe is written by draw, export or --record, not by hand")
    return replace(_recipe(given), others=[_recipe(other) for other in given.get(OTHERS, [])])


def _recipe(given: Mapping[str, Json]) -> Recipe:
    return Recipe(given["command"], given["asked"], given["inputs"], given["made with"], given["outputs"],
                  given.get("window", {}))  # fmt: skip


def packed(asked: Mapping[str, Json], folder: Path) -> tuple[dict[str, Json], dict[str, str]]:
    """Return options as a recipe in `folder` holds them, and the hashes of the files among them."""
    inputs: dict[str, str] = {}
    return {name: _packed(value, folder, inputs) for name, value in asked.items()}, inputs


def unpacked(asked: Mapping[str, Json], folder: Path) -> dict[str, Json]:
    """Return options as a command takes them, files with their full names."""
    return {name: _unpacked(value, folder) for name, value in asked.items()}


def moved(recipe: Recipe, old: Path, new: Path) -> Recipe:
    """Return a recipe that stood in one folder as it has to stand in another."""
    asked, inputs = packed(unpacked(recipe.asked, old), new)
    return replace(recipe, asked=asked, inputs=inputs)


def output(path: Path) -> dict[str, Json]:
    """Return what a recipe says of a file that was written."""
    data = path.read_bytes()
    return {"file": path.name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}


def made_with(**more: str) -> dict[str, str]:
    """Return versions: Python, the libraries that shape a figure, and what else is given."""
    return {"python": python_version(), **{name: version_of(name) for name in LIBRARIES}, **more}


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a regular file; empty if it cannot be read."""
    if not path.is_file():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while part := source.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def inputs_now(recipe: Recipe, folder: Path) -> dict[str, str]:
    """Return the hashes that the inputs of a recipe in `folder` have now."""
    return packed(unpacked(recipe.asked, folder), folder)[1]


def version_of(name: str, otherwise: str = "none") -> str:
    """Return the version of an installed package, or what is said of one that is not installed."""
    try:
        return version(name)
    except PackageNotFoundError:
        return otherwise


def _packed(value: Json, folder: Path, inputs: dict[str, str]) -> Json:
    if isinstance(value, Path):
        files = _files(value)
        inputs |= {relative_to(file, folder): file_hash(file) for file in files}
        return {FOLDER if value.is_dir() else FILE: relative_to(value, folder)}
    if isinstance(value, list | tuple):
        return [_packed(part, folder, inputs) for part in value]
    return value.value if isinstance(value, Enum) else value


def _unpacked(value: Json, folder: Path) -> Json:
    if isinstance(value, dict):
        return (folder / next(iter(value.values()))).resolve()
    if isinstance(value, list):
        return [_unpacked(part, folder) for part in value]
    return value


def _files(path: Path) -> list[Path]:
    """Return a file, or the files of a folder of tables."""
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))


def relative_to(path: Path, folder: Path) -> str:
    """Return the name of a file as seen from a folder; its full name if that is on another drive."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()


def is_recipe(path: Path) -> bool:
    """Say whether a file is a recipe of ours, perhaps one of a newer version."""
    try:
        return isinstance(given := _loaded(path), dict) and KIND in given
    except InputError:
        return False


def _loaded(path: Path) -> Json:
    try:
        return json.loads(read_regular(path, MOST_BYTES).decode("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (ValueError, RecursionError):
        raise InputError(f"{path}: is no recipe of necro-cyto (no JSON)") from None


def _faults(given: dict[str, Json]) -> Iterator[str]:
    """Yield what is wrong with the content of a recipe file."""
    others = given.get(OTHERS, [])
    if not isinstance(others, list) or not all(isinstance(other, dict) for other in others):
        yield f'"{OTHERS}" is no list of recipes'
        return
    recipes = [{k: v for k, v in given.items() if k != OTHERS}, *others]
    for recipe in recipes:
        yield from _own_faults(recipe)
    names = [out["file"] for recipe in recipes for out in recipe["outputs"] if _is_output(out)]
    yield from (f'"{name}" stands twice in it' for name in names if names.count(name) > 1)


def _own_faults(given: dict[str, Json]) -> Iterator[str]:
    keys = {KIND: int, "command": str, "asked": dict, "inputs": dict, "made with": dict, "outputs": list, "window": dict}
    yield from (f'unknown key "{key}"' for key in given if key not in keys)
    yield from (f'no "{key}"' for key in keys if key not in given and key != "window")
    yield from (f'"{key}" is no {keys[key].__name__}' for key in given if not isinstance(given[key], keys[key]))
    yield from (f'the option "{name}" has no value that an option can have' for name, v in given["asked"].items() if not _plain(v))
    for name, digest in given["inputs"].items():
        if not isinstance(digest, str) or not re.fullmatch(r"([0-9a-f]{64})?", digest):
            yield f'"{name}" has no SHA-256'
    yield from (f'the version of "{name}" is no text' for name, v in given["made with"].items() if not isinstance(v, str))
    yield from (f"no file name and SHA-256 in {json.dumps(out)[:80]}" for out in given["outputs"] if not _is_output(out))


def _plain(value: Json) -> bool:
    if isinstance(value, list):
        return all(_plain(part) and not isinstance(part, list) for part in value)
    if isinstance(value, dict):
        return list(value) in ([FILE], [FOLDER]) and all(isinstance(v, str) and "\0" not in v for v in value.values())
    return value is None or isinstance(value, str | int | float | bool)


def _is_output(out: Json) -> bool:
    if not isinstance(out, dict) or set(out) != {"file", "sha256", "bytes"}:
        return False
    return is_plain_name(out["file"]) and isinstance(out["sha256"], str) and isinstance(out["bytes"], int)


def is_plain_name(name: Json) -> bool:
    """Say whether a name is that of a file and leads nowhere else.

    >>> is_plain_name("fig1.pdf"), is_plain_name("../fig1.pdf")
    (True, False)
    """
    return isinstance(name, str) and PurePosixPath(name).name == name and not re.search(r"[\\/:\0]|^\.|^-", name)
