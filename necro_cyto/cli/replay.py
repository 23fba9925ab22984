"""Make a figure again from its recipe, and say whether it is the same."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from necro_cyto import printing
from necro_cyto.cli.options import AsFormat, Format, Paper
from necro_cyto.cli.recipes import ELSEWHERE
from necro_cyto.differences import changed_inputs, changed_outputs, changed_versions
from necro_cyto.errors import InputError, NecroCytoError, OutputError
from necro_cyto.files import keep_inputs, write_bytes
from necro_cyto.recipe import (
    Recipe,
    add_recipe,
    beside,
    file_hash,
    inputs_now,
    moved,
    output,
    read_recipe,
    unpacked,
)
from necro_cyto.targets import WRITERS, is_figure

if TYPE_CHECKING:
    from necro_cyto.targets.cytoscape.cassette import Cassette


PAPER = {field.name for field in fields(Paper)}


def replay(
    context: typer.Context,
    recipe: Annotated[Path, typer.Argument(help="A figure, NAME.figure.json beside it, or what --record kept.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A folder to write the figure into again.")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Make a figure again and say what differs; exits 1 if anything does."""
    recipe, recipes = _asked_for(recipe)
    if out is not None and not out.is_dir():
        raise OutputError(f"{out}: is no folder; make it first")
    differences: list[str] = []
    notes: list[str] = []
    written: list[Path] = []
    lines: list[str] = []
    for one in recipes:
        with tempfile.TemporaryDirectory(prefix="necro-cyto-") as folder:
            differs, told = _compared(context, one, recipe, Path(folder))
            written += _written(one, recipe.parent, Path(folder), out) if out else []
        lines += _lines(one, differs, told)
        differences += differs
        notes += told
    outputs = [str(path) for path in dict.fromkeys(written)]
    if as_format is Format.json:
        printing.document({"same": not differences, "differences": differences, "notes": notes, "outputs": outputs})
    else:
        printing.show([*lines, *(f"wrote {path}" for path in outputs)])
    if differences:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(replay)


def _asked_for(named: Path) -> tuple[Path, list[Recipe]]:
    """Return a recipe file and the recipes in it; of a figure the file beside it and its own."""
    figure = named.suffix.lower() in WRITERS and beside(named).is_file()
    file = beside(named) if figure else named
    found = read_recipe(file)
    recipes = [*found.others, found]
    if not figure:
        return file, recipes
    own = [recipe for recipe in recipes if any(out["file"] == named.name for out in recipe.outputs)]
    if not own:
        raise InputError(f"{file}: holds no recipe of {named.name}; it has those of {', '.join(_figures(recipes))}")
    return file, own


def _figures(recipes: Iterable[Recipe]) -> list[str]:
    return [out["file"] for recipe in recipes for out in recipe.outputs]


def _compared(context: typer.Context, found: Recipe, file: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Make the figure in `folder`; return what differs, and what changed without a difference."""
    home, cassette = file.parent, _cassette(found, file)
    inputs = changed_inputs(found.inputs, inputs_now(found, home))
    try:
        new = _made(context, found, file, folder, cassette)
    except NecroCytoError as error:
        asked = cassette.differences if cassette else []
        return [*inputs, *(asked or [f"cannot be made again: {error}"])], []
    versions = changed_versions(found.made_with, new.made_with)
    outputs = changed_outputs(_reproducible(found), new) + (cassette.finish() if cassette else [])
    edited = [
        f"{out['file']}: the file here was changed after it was made"
        for out in found.outputs
        if file_hash(home / out["file"]) not in ("", out["sha256"])
    ]
    if outputs:
        return [*inputs, *versions, *outputs, *edited], []
    return edited, [*inputs, *versions, *_drawn_there(found)]


def _cassette(found: Recipe, file: Path) -> Cassette | None:
    if not found.window:
        return None
    from necro_cyto.targets.cytoscape.cassette import Cassette, window_faults

    fault = next(window_faults(found.window), "")
    if fault:
        raise InputError(f"{file}: {fault}")
    return Cassette(found.window, file.parent)


def _reproducible(found: Recipe) -> Recipe:
    """Return a recipe without the files that only Cytoscape itself can draw."""
    return replace(found, outputs=[out for out in found.outputs if not _of_window(found, out["file"])])


def _of_window(found: Recipe, name: str) -> bool:
    return bool(found.window) and Path(name).suffix.lower() in (".png", ".svg")


def _drawn_there(found: Recipe) -> list[str]:
    names = [out["file"] for out in found.outputs if _of_window(found, out["file"])]
    return [f"{name}: drawn by Cytoscape itself; compared by the requests for it" for name in names]


def _made(context: typer.Context, found: Recipe, file: Path, folder: Path, cassette: Cassette | None) -> Recipe:
    """Run the recipe's command with its outputs in `folder`; return the recipe that it left there."""
    command = getattr(context.find_root().command, "commands", {}).get(found.command)
    allowed = ("open", "overlay", "export") if cassette else ("draw",)
    if command is None or found.command not in allowed or (found.command in ("draw", "export") and not found.outputs):
        raise InputError(f'{file}: holds nothing that could be made again (command "{found.command}")')
    left, options, words = folder / "again.json", [], []
    places = [folder / name for name in _names(found)]
    if found.command == "draw":
        left, options = beside(places[0]), [f"--out={place}" for place in places]
    else:
        options = [f"--record={left}", *(["--no-recipe"] if found.command == "export" else [])]
        words = [str(place) for place in places]
    known = {parameter.name: parameter for parameter in command.params}
    for name, value in unpacked(found.asked, file.parent.resolve()).items():
        if name not in known or name in (*ELSEWHERE, "help"):
            raise InputError(f'{file}: unknown option "{name}" of {found.command}: was it made by a newer necro-cyto?')
        if name in PAPER and not any(map(is_figure, places)):
            continue  # the figures that it was for have another recipe now
        if known[name].param_type_name != "argument":
            options += _option(known[name].opts[0], value)
        elif name == "network":
            words.append("+".join(map(str, value)))
        else:
            words += map(str, value)
    _run(context, file, [found.command, *options, "--format=json", "--", *words], cassette)
    return moved(read_recipe(left), folder, file.parent)


def _names(found: Recipe) -> list[str]:
    """Return the names of all figures that the command made; files of one name in several folders are the same."""
    return list(dict.fromkeys(found.window.get("figures") or [out["file"] for out in found.outputs]))


def _option(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _option(name, part)
    elif value is True:
        yield name
    elif value is not None and value is not False:
        yield f"{name}={value}"


def _run(context: typer.Context, file: Path, arguments: list[str], cassette: Cassette | None) -> None:
    """Run a command of ours quietly."""
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            context.find_root().command.main(arguments, standalone_mode=False, obj=cassette)
    except NecroCytoError:
        raise
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise InputError(f"{file}: {error.format_message()}") from None


def _written(found: Recipe, home: Path, made: Path, out: Path) -> list[Path]:
    """Copy what was made into a folder, with its recipe."""
    names = [o["file"] for o in _reproducible(found).outputs if (made / o["file"]).is_file()]
    keep_inputs([out / name for name in names], [home / name for name in found.inputs])
    for name in names:
        write_bytes(out / name, (made / name).read_bytes())
    if not names:
        return []
    path = beside(out / names[0])
    recipe = replace(moved(found, home, out), outputs=[output(out / name) for name in names])
    return [*(out / name for name in names), *([path] if add_recipe(recipe, path) else [])]


def _lines(found: Recipe, differences: list[str], notes: list[str]) -> list[str]:
    names = ", ".join(out["file"] for out in found.outputs)
    requests = f"{len(found.window['requests'])} requests" if found.window else ""
    what = ", ".join(part for part in (names, requests) if part)
    if differences:
        return [f"not the same: {what}", *differences]
    return [f"the same: {what}", *(f"note: {note}" for note in notes)]
