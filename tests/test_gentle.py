"""A gentle guest: whatever we do, everything of the user's is as it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from necro_cyto import View, read_values

HERE = Path(__file__).parent
VALUES = HERE / "samples" / "tiny_deseq2.csv"
MINE = {
    "data": {"name": "mine", "nc_id": "my own use of this name"},
    "elements": {
        "nodes": [
            {"data": {"id": "a", "name": "a", "nc effect": 7.5}, "position": {"x": 0, "y": 0}},
            {"data": {"id": "b", "name": "b"}, "position": {"x": 90, "y": 30}},
        ],
        "edges": [{"data": {"id": "e", "source": "a", "target": "b", "interaction": "x"}}],
    },
}
VIEW = ("NETWORK_WIDTH", "NETWORK_HEIGHT", "NETWORK_SCALE_FACTOR", "NETWORK_CENTER_X_LOCATION",
        "NETWORK_CENTER_Y_LOCATION", "NETWORK_BACKGROUND_PAINT")  # fmt: skip


class User:
    """Somebody's network with own style, selection, zoom and annotation."""

    def __init__(self, url: str) -> None:
        self.url = url
        made = requests.post(f"{url}/networks?format=json&title=mine&collection=mine", json=MINE, timeout=30)
        self.network = made.json()["networkSUID"]
        self.view = self.ask(f"networks/{self.network}/views")[0]
        style = {"title": "my style", "defaults": [{"visualProperty": "NODE_FILL_COLOR", "value": "#123456"}], "mappings": []}
        requests.post(f"{url}/styles", json=style, timeout=30)
        self.ask(f"apply/styles/my style/{self.network}")
        zoom = [{"visualProperty": "NETWORK_SCALE_FACTOR", "value": 1.75}]
        requests.put(f"{url}/networks/{self.network}/views/{self.view}/network", json=zoom, timeout=30)
        note = {"view": f"SUID:{self.view}", "text": "my note", "x": "5", "y": "5"}
        requests.post(f"{url}/commands/annotation/add text", json=note, timeout=30)
        time.sleep(0.5)  # a new view gets its size a little later

    def ask(self, path: str) -> Any:
        return requests.get(f"{self.url}/{path}", timeout=30).json()

    def state(self) -> dict[str, Any]:
        base = f"networks/{self.network}"
        notes = requests.post(
            f"{self.url}/commands/annotation/list", json={"view": f"SUID:{self.view}"}, timeout=30
        ).json()["data"]
        return {
            "rows": self.ask(f"{base}/tables/defaultnode/rows"),
            "columns": self.ask(f"{base}/tables/defaultnode/columns"),
            # Which network is current shows in "selected"; opening ours is meant to change that.
            "facts": [
                {k: v for k, v in row.items() if k != "selected"}
                for row in self.ask(f"{base}/tables/defaultnetwork/rows")
            ],
            "fills": self.ask(f"{base}/views/{self.view}/nodes?visualProperty=NODE_FILL_COLOR"),
            "places": self.ask(f"{base}/views/{self.view}/nodes?visualProperty=NODE_X_LOCATION"),
            "view": [e for e in self.ask(f"{base}/views/{self.view}/network") if e["visualProperty"] in VIEW],
            "style": self.ask(f"{base}/views/{self.view}/currentStyle"),
            "notes": notes,
            "styles": {s for s in self.ask("styles") if not s.startswith("necro-cyto")},
            "default": self.ask("styles/default"),
            "mine": self.ask("styles/my style"),
            "panels": self.ask("ui/panels"),
        }

    def leave(self) -> None:
        requests.delete(f"{self.url}/networks/{self.network}", timeout=30)
        requests.delete(f"{self.url}/styles/my style", timeout=30)


@pytest.fixture
def user(url: str) -> Iterator[User]:
    somebody = User(url)
    yield somebody
    somebody.leave()


def test_nothing_of_the_user_changes(tiny_view: View, user: User, tmp_path: Path) -> None:
    before = user.state()

    def same(step: str) -> None:
        after = user.state()
        assert {k: v for k, v in after.items() if v != before[k]} == {}, step

    session = tiny_view.open(user.url)
    same("open")
    requests.put(f"{user.url}/networks/views/currentNetworkView", json={"networkViewSUID": user.view}, timeout=30)
    for step, do in {
        "overlay": lambda: session.overlay(read_values(VALUES)),
        "style": lambda: session.style("evidence"),
        "legend": lambda: session.legend(False),
        "save": lambda: session.save(tmp_path / "a.png", dpi=72),
        "pull": session.pull,
        "open again": lambda: tiny_view.open(user.url),
    }.items():
        do()
        same(step)
    tiny_view.open(user.url).close()
    same("close")
