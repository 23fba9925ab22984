"""The command line: parse, one library call, print. Errors become one line and exit status 1, wrong usage 2."""

from __future__ import annotations

import io
import os
import signal
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from necro_cyto import printing
from necro_cyto.cli import answers, pictures, replay, tables
from necro_cyto.errors import ChoiceNeededError, NecroCytoError, UsageError

DEBUG_VARIABLE = "NECRO_CYTO_DEBUG"
WRONG_USAGE = 2  # as typer ends when it cannot parse
app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Necroptosis, IL-1α and tumour immunity: signed, cited networks for Cytoscape and print.",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        printing.show([f"necro-cyto {version('necro-cyto')}"])
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for group in (tables, pictures, replay, answers):
    group.register(app)


def main() -> None:
    """Run the command line; the entry point of ``necro-cyto``."""
    _speak_utf8()
    signal.signal(signal.SIGTERM, _stopped)  # so that temporary files are tidied up
    try:
        _run(sys.argv[1:])
    except NecroCytoError as error:
        _fail(str(error), WRONG_USAGE if isinstance(error, UsageError) else 1)
    except KeyboardInterrupt:
        _fail("stopped")
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        _fail(f"{error.filename or 'the system'}: {error.strerror or error}")
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        what = " ".join(f"{type(error).__name__}: {error}"[:300].split())
        _fail(f"a fault of ours, please report it ({what}); {DEBUG_VARIABLE}=1 shows where")


def _run(arguments: list[str]) -> None:
    """Run a command; what is ambiguous is asked on a terminal and the command run again with the answer."""
    while True:
        try:
            app(arguments, standalone_mode=True)
            return
        except ChoiceNeededError as error:
            if not error.option or "json" in arguments or not printing.can_ask():
                raise
            every = ["all"] if error.option == "--contrast" else []
            arguments = [*arguments, error.option, printing.ask(str(error), [*error.choices, *every])]


def _speak_utf8() -> None:
    # A pipe under Windows has a narrow encoding by default, and "IL-1α ⊣ T cell" would end in an error.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8")


def _stopped(*_: object) -> None:
    raise KeyboardInterrupt


def _fail(message: str, status: int = 1) -> None:
    printing.say(f"necro-cyto: {message.strip()}")
    sys.exit(status)
