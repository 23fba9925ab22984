"""Shared fixtures: a tiny real network, the stand-in Cytoscape, golden files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
from cytoscape_standin import Standin

from necro_cyto import Network, View, read_network, read_values, view
from necro_cyto.targets.cytoscape import DEFAULT_URL

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


def living() -> str:
    try:
        answer = requests.get(DEFAULT_URL, timeout=1).json()
    except requests.RequestException:
        pytest.skip(f"no Cytoscape answers at {DEFAULT_URL}")
    return DEFAULT_URL if "apiVersion" in answer else pytest.skip("another program answers")


@pytest.fixture(params=["stand-in", pytest.param("program", marks=pytest.mark.cytoscape)])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A stand-in's address; with -m cytoscape that of the living program."""
    if request.param == "program":
        yield living()
        return
    with Standin() as standin:
        yield standin.url
