"""A gentle guest: whatever we do, everything of the user's is as it was."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from necro_cyto import View, read_values
from necro_cyto.targets.cytoscape import find_session

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
        self.wait()  # a new view gets its size a little later

    def ask(self, path: str) -> Any:
        return requests.get(f"{self.url}/{path}", timeout=30).json()

    def state(self, current: bool = True) -> dict[str, Any]:
        """Everything the user sees; without what opening a network of ours is meant to change: which one is current."""
        base = f"networks/{self.network}"
        notes = requests.post(
            f"{self.url}/commands/annotation/list", json={"view": f"SUID:{self.view}"}, timeout=30
        ).json()["data"]
        kept = {
            "rows": self.ask(f"{base}/tables/defaultnode/rows"),
            "edge rows": self.ask(f"{base}/tables/defaultedge/rows"),
            "columns": self.ask(f"{base}/tables/defaultnode/columns"),
            "facts": [
                {k: v for k, v in row.items() if k != "selected"}
                for row in self.ask(f"{base}/tables/defaultnetwork/rows")
            ],
            "fills": self.ask(f"{base}/views/{self.view}/nodes?visualProperty=NODE_FILL_COLOR"),
            "places": self.ask(f"{base}/views/{self.view}/nodes?visualProperty=NODE_X_LOCATION"),
            "view": [e for e in self.ask(f"{base}/views/{self.view}/network") if e["visualProperty"] in VIEW],
            "views": self.ask(f"{base}/views"),
            "style": self.ask(f"{base}/views/{self.view}/currentStyle"),
            "notes": sorted(notes, key=lambda note: note["uuid"]),
            "styles": {s for s in self.ask("styles") if not s.startswith("necro-cyto")},
            "default": self.ask("styles/default"),
            "mine": self.ask("styles/my style"),
            "panels": self.ask("ui/panels"),
            "networks": {row["name"] for row in self.ask("networks.names") if row["SUID"] == self.network},
        }
        looks = {
            "network on screen": self.ask("networks/currentNetwork"),
            "view on screen": self.ask("networks/views/currentNetworkView"),
            "picture": self.picture(),
        }
        return {**kept, **(looks if current else {})}

    def picture(self) -> bytes:
        return requests.get(f"{self.url}/networks/{self.network}/views/{self.view}.png?w=200", timeout=30).content

    def wait(self) -> None:
        """Until nothing changes any more in what the user sees."""
        same, before = 0, b""
        while same < 4:
            time.sleep(0.15)
            same, before = (same + 1 if self.picture() == before else 0), self.picture()

    def leave(self) -> None:
        requests.delete(f"{self.url}/networks/{self.network}", timeout=30)
        requests.delete(f"{self.url}/styles/my style", timeout=30)


@pytest.fixture
def user(url: str) -> Iterator[User]:
    somebody = User(url)
    yield somebody
    somebody.leave()


def test_nothing_of_the_user_changes(tiny_view: View, user: User, tmp_path: Path) -> None:
    at_first = user.state(current=False)
    session = tiny_view.open(user.url)
    assert changed(at_first, user.state(current=False)) == {}
    requests.put(f"{user.url}/networks/views/currentNetworkView", json={"networkViewSUID": user.view}, timeout=30)
    select = [{"SUID": user.ask(f"networks/{user.network}/nodes")[0], "value": True}]
    requests.put(f"{user.url}/networks/{user.network}/tables/defaultnode/columns/selected", json=select, timeout=30)
    user.wait()
    before, values = user.state(), read_values(VALUES)
    for step, do in {
        "overlay": lambda: session.overlay(values),
        "strips": lambda: session.overlay([values, replace(values, contrast="again")]),
        "contrast": lambda: session.contrast("again"),
        "style": lambda: session.style("evidence"),
        "style without ours": lambda: (requests.delete(f"{user.url}/styles/{session.style_title}", timeout=30), session.style("overlay")),
        "legend": lambda: session.legend(False),
        "legend again": lambda: session.legend(True),
        "refresh": session.refresh,
        "save": lambda: session.save_all([tmp_path / f"a.{kind}" for kind in ("png", "svg", "pdf")], width_mm=183),
        "pull": session.pull,
        "a later process": lambda: find_session(user.url).overlay(values),
    }.items():
        do()
        assert changed(before, user.state()) == {}, step
    again = tiny_view.open(user.url)
    assert changed(before, {**user.state(current=False)}) == {}
    again.close()
    assert changed(before, {**user.state(current=False)}) == {}


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    return {k: (before[k], v) for k, v in after.items() if v != before[k]}
