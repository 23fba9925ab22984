"""The house: floors, sizes, names. A stranger should find everything where it belongs."""

from __future__ import annotations

import ast
import inspect
import statistics
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import necro_cyto

PACKAGE = Path(necro_cyto.__file__).parent
FLOORS = [
    {"errors"},
    {"schema", "shipped", "files", "colour", "metrics"},
    {"table", "identifiers", "recipe", "faces"},
    {"knowledge", "places", "channels", "routes", "slots", "naming", "paths", "hues", "links", "differences"},
    {"network", "readers", "style", "layout", "squeeze", "understood"},
    {"check", "overlay", "reason", "cite", "merge", "changes", "column"},
    {"about", "scene", "claims", "focus"},
    {"legend", "pages", "words", "fading"},
    {"marks", "explain"},
    {"compose", "caption"},
    {"view", "fit"},
    {"panels"},
    {"targets"},
    {"results"},
    {"catalogue", "printing"},
    {"cli"},
    {"__init__", "__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


NAMES = {name_of(path) for path in MODULES}


def imports(path: Path) -> set[str]:
    """Modules of ours that a module imports when it is loaded (not those inside functions)."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("necro_cyto"):
            rest = (node.module or "").removeprefix("necro_cyto").strip(".")
            deeper = {".".join(filter(None, (rest, a.name))) for a in node.names} & NAMES
            found |= deeper or {rest}
    return found - {""}


def functions(path: Path) -> list[int]:
    lengths = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            lengths.append(body[-1].end_lineno - body[0].lineno + 1 if body else 0)
    return lengths


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_from_floors_below(path: Path) -> None:
    room = name_of(path).split(".")[0]
    for imported in imports(path):
        other = imported.split(".")[0]
        assert other == room or FLOOR[other] < FLOOR[room], f"{name_of(path)} imports {imported}"


def test_no_import_cycle() -> None:
    graph = nx.DiGraph((name_of(p), i) for p in MODULES for i in imports(p))
    assert list(nx.simple_cycles(graph)) == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


def test_functions_are_short() -> None:
    assert statistics.median(length for path in MODULES for length in functions(path)) < 12


def test_only_the_guard_knows_py4cytoscape() -> None:
    knowing = [name_of(p) for p in MODULES if "import py4cytoscape" in p.read_text()]
    assert knowing == ["targets.cytoscape.guard"]


def test_public_names_are_sorted_and_there() -> None:
    assert necro_cyto.__all__ == sorted(necro_cyto.__all__)
    assert [n for n in necro_cyto.__all__ if not hasattr(necro_cyto, n)] == []


def test_every_public_name_is_told_about() -> None:
    assert [n for n in necro_cyto.__all__ if not inspect.getdoc(getattr(necro_cyto, n))] == []


def test_import_has_no_side_effect(tmp_path: Path) -> None:
    code = "import sys, necro_cyto, necro_cyto.cli; print(sorted({'matplotlib', 'py4cytoscape', 'anndata'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []
