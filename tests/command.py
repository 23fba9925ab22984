"""The command line in a process of its own, as a user runs it.

Where the system can fork, the processes come from one that has imported everything already; an import takes longer
than most commands.
"""

from __future__ import annotations

import multiprocessing as mp
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import IO

from necro_cyto.cli import main

WAY = "forkserver" if "forkserver" in mp.get_all_start_methods() else "spawn"
READY = ["necro_cyto.cli", "necro_cyto.targets.panels", "necro_cyto.targets.cytoscape", "fontTools.subset", "h5py",
         *(f"matplotlib.backends.backend_{kind}" for kind in ("agg", "pdf", "ps", "svg"))]  # fmt: skip


def run(
    *arguments: object, cwd: Path | None = None, env: Mapping[str, str] | None = None, timeout: float = 120
) -> CompletedProcess[str]:
    """Run ``necro-cyto`` with arguments; nothing is piped in.

    Raises
    ------
    TimeoutError
        When it takes longer than `timeout` seconds; it is killed then.
    """
    context = mp.get_context(WAY)
    if WAY == "forkserver":
        context.set_forkserver_preload(READY)  # type: ignore[attr-defined]
    words = ["necro-cyto", *map(str, arguments)]
    with tempfile.TemporaryDirectory() as folder:
        streams = [str(Path(folder, name)) for name in ("out", "err")]
        place = str(Path(cwd or Path.cwd()).absolute())
        process = context.Process(target=_child, args=(words, place, dict(env or os.environ), streams))  # type: ignore[attr-defined]
        process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            raise TimeoutError(f"{words} takes longer than {timeout} s")
        out, err = (Path(stream).read_text(encoding="utf-8") for stream in streams)
    return CompletedProcess(words, process.exitcode or 0, out, err)


def _child(words: list[str], place: str, env: dict[str, str], streams: list[str]) -> None:
    sys.stdout, sys.stderr = (_stream(number, path) for number, path in zip((1, 2), streams, strict=True))
    os.environ.clear()
    os.environ.update(env)
    os.chdir(place)
    sys.argv = words
    main()


def _stream(number: int, path: str) -> IO[str]:
    """Let what is written to a standard stream go into a file, also what does not go through Python."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT)
    os.dup2(handle, number)
    os.close(handle)
    return open(number, "w", encoding="utf-8", closefd=False)
