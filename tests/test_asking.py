"""What is ambiguous is asked on a terminal, and only there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="terminals are imitated on Unix only")
TWO = "gene,log2FoldChange.A,padj.A,log2FoldChange.B,padj.B\nRIPK3,1,0.01,-1,0.2\nMLKL,2,0.01,-2,0.3\nIL1A,1,0.2,1,0.4\n"
FOLD = "gene,fold change,padj\nRIPK3,2,0.01\nMLKL,4,0.01\nIL1A,0.5,0.2\n"


def at_terminal(folder: Path, answer: str, *arguments: str) -> tuple[int, str]:
    """Run the command with a terminal as input and error stream; return its status and what it said there."""
    ours, theirs = pty.openpty()
    os.write(ours, answer.encode())
    command = [sys.executable, "-m", "necro_cyto", *arguments]
    done = subprocess.run(command, cwd=folder, stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, timeout=60)
    os.close(theirs)
    said = b""
    try:
        while piece := os.read(ours, 4096):
            said += piece
    except OSError:  # the other end is closed
        pass
    os.close(ours)
    return done.returncode, said.decode()


@pytest.mark.parametrize(
    ("table", "answer", "chosen"), [(TWO, "2\n", ["contrast", "B"]), (FOLD, "1\n", ["effect", "log2(fold change)"])]
)
def test_a_choice_is_asked_on_a_terminal(tmp_path: Path, table: str, answer: str, chosen: list[str]) -> None:
    (tmp_path / "f.csv").write_text(table)
    status, said = at_terminal(tmp_path, answer, "draw", "core", "-v", "f.csv", "-o", "f.cx2")
    assert status == 0, said
    assert f"{answer.strip()}  {chosen[1]}" in said
    (attributes,) = next(a["networkAttributes"] for a in json.loads((tmp_path / "f.cx2").read_text()) if "networkAttributes" in a)
    expected = chosen[1] if chosen[0] == "contrast" else "fold change"
    assert attributes[f"nc {chosen[0]}"] == expected


def test_nothing_is_asked_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "f.csv").write_text(TWO)
    command = [sys.executable, "-m", "necro_cyto", "draw", "core", "-v", "f.csv", "-o", "f.cx2"]
    done = subprocess.run(command, cwd=tmp_path, input="2\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert '--contrast "A"' in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.csv"]
