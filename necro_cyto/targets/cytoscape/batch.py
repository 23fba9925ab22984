"""Many commands in one request: as a file that Cytoscape runs, where it shares our disk; else one by one."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from necro_cyto.errors import CytoscapeRefused
from necro_cyto.targets.cytoscape.transport import Transport

Command = tuple[str, Mapping[str, Any]]
HERE = ("localhost", "::1")


class Batch:
    """Runs commands on one Cytoscape, and remembers what it can do.

    Attributes
    ----------
    files : bool
        Whether Cytoscape may be able to read our files: it runs on this machine and never failed to.
    unicode : bool or None
        Whether it reads them as UTF-8; that depends on its Java. None until it was seen.
    """

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.files = on_this_machine(transport.url)
        self.unicode: bool | None = None

    def run(self, commands: Sequence[Command], singly: bool = False) -> bool:
        """Run commands in order.

        Returns
        -------
        bool
            Whether all of them were carried out as they were meant; if not, look what is there.
        """
        if singly or len(commands) < 2 or not self.files:
            for name, arguments in commands:
                self.transport.command(name, **arguments)
            return True
        text = "".join(f"{line(name, arguments)}\n" for name, arguments in commands)
        try:
            self._run_file(text)
        except CytoscapeRefused as error:
            if not error.status:
                raise
            self.files = False
            return False
        return text.isascii() or self.unicode is True

    def _run_file(self, text: str) -> None:
        with tempfile.TemporaryDirectory(prefix="necro-cyto-") as folder:
            path = Path(folder) / "commands.txt"
            path.write_text(text, encoding="utf-8", newline="\n")
            self.transport.command("command run", file=str(path))


def line(name: str, arguments: Mapping[str, Any]) -> str:
    """Return a command as a line of a command file.

    >>> line("annotation add text", {"x": 1.5, "text": "RIPK3 up", "angle": None})
    'annotation add text x="1.5" text="RIPK3 up"'
    """
    given = (f'{key}="{_quoted(str(value))}"' for key, value in arguments.items() if value is not None)
    return " ".join((name, *given))


def on_this_machine(url: str) -> bool:
    """Say whether an address is one of this machine.

    >>> on_this_machine("http://127.0.0.1:1234/v1"), on_this_machine("http://lab-pc:1234/v1")
    (True, False)
    """
    host = urlsplit(url).hostname or ""
    return host in HERE or host.startswith("127.")


def _quoted(text: str) -> str:
    return " ".join(text.replace("\\", "\\\\").replace('"', '\\"').splitlines())
