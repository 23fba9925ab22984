"""Shared fixtures: a tiny real network, the stand-in Cytoscape, golden files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from necro_cyto import Network, View, read_network, read_values, view

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files; look at the difference")


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees, or writes into, the styles of whoever runs it."""
    monkeypatch.setenv("NECRO_CYTO_STYLES", str(tmp_path_factory.getbasetemp() / "no styles"))


@pytest.fixture
def tiny() -> Network:
    return read_network(HERE / "samples" / "tiny")


@pytest.fixture
def tiny_view(tiny: Network) -> View:
    return view(tiny, "signed")


@pytest.fixture
def tiny_values_view(tiny: Network) -> View:
    return view(tiny).overlay(read_values(HERE / "samples" / "tiny_deseq2.csv"))


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a reviewed file; ``--update-golden`` rewrites it."""

    def compare(name: str, text: str) -> None:
        path = HERE / "golden" / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert path.read_text(encoding="utf-8") == text, f"{path} differs: look, then pytest --update-golden"

    return compare


@pytest.fixture
def standin() -> Iterator[object]:
    from cytoscape_standin import Standin

    with Standin() as running:
        yield running
