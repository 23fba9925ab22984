"""The command line: parse, one library call, print. Errors become one line and exit status 1."""

from __future__ import annotations

import sys

import typer

from necro_cyto import printing
from necro_cyto.cli import pictures, tables
from necro_cyto.errors import NecroCytoError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Necroptosis, IL-1α and tumour immunity: signed, cited networks for Cytoscape and print.",
)
for group in (tables, pictures):
    group.register(app)


def main() -> None:
    """Run the command line; the entry point of ``necro-cyto``."""
    try:
        app(standalone_mode=True)
    except NecroCytoError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("stopped")
    except BrokenPipeError:
        sys.exit(1)


def _fail(message: str) -> None:
    printing.say("necro-cyto: " + " ".join(message.split()))
    sys.exit(1)
