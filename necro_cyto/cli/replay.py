"""Make a figure again from its recipe, and say whether it is the same."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Annotated, Any

import typer

from necro_cyto import printing
from necro_cyto.cli.options import AsFormat, Format
from necro_cyto.cli.recipes import ELSEWHERE
from necro_cyto.errors import InputError, NecroCytoError, OutputError
from necro_cyto.files import keep_inputs, write_bytes
from necro_cyto.recipe import (
    Recipe,
    beside,
    changed_inputs,
    changed_outputs,
    changed_versions,
    file_hash,
    inputs_now,
    moved,
    read_recipe,
    unpacked,
    write_recipe,
)


def replay(
    context: typer.Context,
    recipe: Annotated[Path, typer.Argument(help="NAME.figure.json beside a figure.")],
    out: Annotated[Path | None, typer.Option("--out", "-o", help="A folder to write the figure into again.")] = None,
    as_format: AsFormat = Format.text,
) -> None:
    """Make a figure again and say what differs; exits 1 if anything does."""
    found = read_recipe(recipe)
    if out is not None and not out.is_dir():
        raise OutputError(f"{out}: is no folder; make it first")
    with tempfile.TemporaryDirectory(prefix="necro-cyto-") as folder:
        differences, notes = _compared(context, found, recipe, Path(folder))
        written = _written(found, recipe.parent, Path(folder), out) if out else []
    told = {"same": not differences, "differences": differences, "notes": notes, "outputs": [str(p) for p in written]}
    if as_format is Format.json:
        printing.document(told)
    else:
        printing.show([*_lines(found, differences, notes), *(f"wrote {path}" for path in written)])
    if differences:
        raise typer.Exit(1)


def register(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command()(replay)


def _compared(context: typer.Context, found: Recipe, file: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Make the figure in `folder`; return what differs, and what changed without a difference."""
    home = file.parent
    inputs = changed_inputs(found.inputs, inputs_now(found, home))
    try:
        new = _made(context, found, file, folder)
    except NecroCytoError as error:
        return [*inputs, f"cannot be made again: {error}"], []
    versions = changed_versions(found.made_with, new.made_with)
    outputs = changed_outputs(found, new)
    edited = [
        f"{out['file']}: the file here was changed after it was made"
        for out in found.outputs
        if file_hash(home / out["file"]) not in ("", out["sha256"])
    ]
    if outputs:
        return [*inputs, *versions, *outputs, *edited], []
    return edited, [*inputs, *versions]


def _made(context: typer.Context, found: Recipe, file: Path, folder: Path) -> Recipe:
    """Run the recipe's command with its outputs in `folder`; return the recipe that it left there."""
    command = getattr(context.find_root().command, "commands", {}).get(found.command)
    if command is None or found.command not in ("draw",) or not found.outputs:
        raise InputError(f'{file}: holds no figure that could be made again (command "{found.command}")')
    places = [folder / out["file"] for out in found.outputs]
    options, words = [f"--out={place}" for place in places], []
    known = {parameter.name: parameter for parameter in command.params}
    for name, value in unpacked(found.asked, file.parent.resolve()).items():
        if name not in known or name in (*ELSEWHERE, "help"):
            raise InputError(f'{file}: unknown option "{name}" of {found.command}: was it made by a newer necro-cyto?')
        if known[name].param_type_name == "argument":
            words.append("+".join(map(str, value)) if isinstance(value, list) else str(value))
        else:
            options += _option(known[name].opts[0], value)
    _run(context, file, [found.command, *options, "--format=json", "--", *words])
    return moved(read_recipe(beside(places[0])), folder, file.parent)


def _option(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for part in value:
            yield from _option(name, part)
    elif value is True:
        yield name
    elif value is not None and value is not False:
        yield f"{name}={value}"


def _run(context: typer.Context, file: Path, arguments: list[str]) -> None:
    """Run a command of ours quietly."""
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            context.find_root().command.main(arguments, standalone_mode=False)
    except NecroCytoError:
        raise
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        raise InputError(f"{file}: {error.format_message()}") from None


def _written(found: Recipe, home: Path, made: Path, out: Path) -> list[Path]:
    """Copy what was made into a folder, with its recipe."""
    files = [(made / o["file"], out / o["file"]) for o in found.outputs if (made / o["file"]).is_file()]
    keep_inputs([place for _, place in files], [home / name for name in found.inputs])
    for source, place in files:
        write_bytes(place, source.read_bytes())
    if not files:
        return []
    path = beside(files[0][1])
    kept = write_recipe(moved(read_recipe(beside(files[0][0])), made, out), path)
    return [*(place for _, place in files), *([path] if kept else [])]


def _lines(found: Recipe, differences: list[str], notes: list[str]) -> list[str]:
    names = ", ".join(out["file"] for out in found.outputs)
    if differences:
        return [f"not the same: {names}", *differences]
    return [f"the same, byte for byte: {names}", *(f"although {note}" for note in notes)]

