"""The wheel: built, installed into an empty environment, it lists what the checkout lists."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from necro_cyto import list_networks, list_styles

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(ROOT)]
    subprocess.run(command, check=True, cwd=out)
    return next(out.glob("*.whl"))


def test_the_wheel_holds_data_and_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("networks/knowledge/edges.tsv", "networks/core.toml", "styles/signed.toml", "identifiers/genes.zip", "identifiers/SOURCES.tsv"):
        assert f"necro_cyto/_shipped/{part}" in names
    assert any(n.endswith("licenses/LICENSE-DATA") for n in names)
    assert "necro_cyto/py.typed" in names
    assert not [n for n in names if n.startswith("tests/")]


def test_an_empty_environment_lists_the_same(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=False)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True, check=True
    ).stdout.strip()
    # The package itself from the wheel; its dependencies from here, to need no network in this test.
    zipfile.ZipFile(wheel).extractall(site)
    here = next(p for p in sys.path if p.endswith("site-packages"))
    (Path(site) / "dependencies.pth").write_text(here + "\n")
    code = "import json, necro_cyto as n; print(json.dumps([n.__file__, n.list_networks(), n.list_styles()]))"
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    done = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    file, networks, styles = json.loads(done.stdout)
    assert file.startswith(site)
    assert networks == list_networks()
    assert styles == list_styles()
