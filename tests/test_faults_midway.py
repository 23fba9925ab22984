"""A verb that fails on the way leaves nothing half-made: whatever goes wrong at whichever request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import requests
from cytoscape_standin import Standin
from cytoscape_standin.answers import Answer

from necro_cyto import View, read_values
from necro_cyto.errors import CytoscapeNotReached, CytoscapeRefused, NecroCytoError
from necro_cyto.targets.cytoscape import push, transport
from necro_cyto.targets.cytoscape.transport import Transport

HERE = Path(__file__).parent
MINE = {
    "data": {"name": "mine"},
    "elements": {
        "nodes": [{"data": {"id": i, "name": i, "nc effect": 7.5}, "position": {"x": 9 * len(i), "y": 0}} for i in "ab"],
        "edges": [{"data": {"id": "e", "source": "a", "target": "b", "interaction": "x"}}],
    },
}


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "AGAIN_SECONDS", 0.005)


@pytest.fixture
def standin() -> Iterator[Standin]:
    """A stand-in in which a user works on a network of their own."""
    with Standin(lag=(0.0, 0.002), second=0.001, restyle=0.002) as program:
        requests.post(f"{program.url}/networks?format=json&title=mine&collection=mine", json=MINE, timeout=5)
        requests.post(f"{program.url}/styles", json={"title": "my style", "defaults": [], "mappings": []}, timeout=5)
        requests.get(f"{program.url}/apply/styles/my style/{next(iter(program.model.networks))}", timeout=5)
        yield program


def state(standin: Standin) -> dict[str, Any]:
    """Return everything a user would see."""
    standin.settle()
    model = standin.model
    return deepcopy({
        "networks": {
            suid: {
                "tables": {kind: table.rows for kind, table in network.tables.items()},
                "views": [
                    (v.suid, v.style_title, v.places, v.network_values, v.mapped, v.bypass, v.annotations.all)
                    for v in network.views
                ],
            }
            for suid, network in model.networks.items()
        },
        "styles": {t: (s.defaults, s.mappings, s.dependencies) for t, s in model.styles.items()},
        "current": model.current_view and model.current_view.suid,
        "panels": model.panels,
    })  # fmt: skip


AT: dict[str, Callable[[Standin, int], None]] = {
    "500": lambda standin, n: standin.fail_next(500, times=2, skip=n),
    "404": lambda standin, n: standin.fail_next(404, skip=n),
    "answer lost": lambda standin, n: standin.close_next(skip=n),
    "answers lost": lambda standin, n: standin.close_next(times=2, skip=n),
    "cut": lambda standin, n: standin.cut_next(times=2, skip=n),
    "late": lambda standin, n: standin.hang(2.5, method="POST", skip=n),
    "html": lambda standin, n: standin.answer_html(times=1, skip=n),
    "other json": lambda standin, n: standin.answer_next(Answer(200, b"{}", "application/json"), skip=n),
    "a list": lambda standin, n: standin.answer_next(Answer(200, b"[[]]", "application/json"), skip=n),
    "null": lambda standin, n: standin.answer_next(Answer(200, b"null", "application/json"), skip=n),
}


@pytest.mark.parametrize("again", [False, True], ids=["first", "again"])
@pytest.mark.parametrize("fault", AT)
def test_a_failed_open(
    standin: Standin, tiny_view: View, monkeypatch: pytest.MonkeyPatch, fault: str, again: bool
) -> None:
    if fault == "late":
        monkeypatch.setattr(transport, "CALL_SECONDS", 2.0)
    failed, steps = 0, 2 if fault == "late" else 15
    if again:
        tiny_view.style("evidence").open(standin.url)
    for n in range(steps):
        before = state(standin)
        AT[fault](standin, n)
        started = time.monotonic()
        try:
            session = tiny_view.open(standin.url)
        except NecroCytoError as error:
            failed += 1
            assert state(standin) == before, (n, str(error))
        else:
            standin.calm()
            again or session.close()
        assert time.monotonic() - started < 5
        standin.calm()
    assert failed >= (2 if fault in ("late", "answer lost") else 4)


def shown(standin: Standin) -> dict[str, Any]:
    """Return what is to be seen of our network."""
    found = state(standin)
    ours = next(n for n in found["networks"].values() if any(row.get("nc_push") for row in n["tables"]["network"].values()))
    tables, (_, title, *_, annotations) = ours["tables"], ours["views"][0]
    return {
        "rows": {r["nc id"]: {c: v for c, v in r.items() if c[:3] == "nc " and v not in (None, [])} for r in tables["node"].values()},
        "facts": [{c: v for c, v in r.items() if c[:2] == "nc" and c not in ("nc_legend", "nc_push") and v} for r in tables["network"].values()],
        "texts": sorted(a["text"] for a in annotations if a.get("text")),
        "style": found["styles"][title],
    }  # fmt: skip


@pytest.mark.parametrize("fault", ["500", "answers lost", "html"])
def test_a_failed_overlay_shows_what_was_shown(standin: Standin, tiny_view: View, fault: str) -> None:
    values, failed = read_values(HERE / "samples" / "tiny_deseq2.csv"), 0
    session = tiny_view.open(standin.url)
    before = shown(standin)
    for n in range(0, 12, 2):
        AT[fault](standin, n)
        try:
            session.overlay(values)
        except NecroCytoError as error:
            failed += 1
            assert shown(standin) == before, (n, str(error))
        standin.calm()
        session = tiny_view.open(standin.url)
    assert failed >= 4


def test_our_network_is_deleted_in_the_middle_of_an_overlay(
    standin: Standin, tiny_view: View, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = tiny_view.open(standin.url)
    looked = session._look

    def deleted() -> Any:
        found = looked()
        requests.delete(f"{standin.url}/networks/{session.network}", timeout=5)
        return found

    monkeypatch.setattr(session, "_look", deleted)
    with pytest.raises(CytoscapeRefused, match="our network is no longer open in Cytoscape: open it again"):
        session.overlay(read_values(HERE / "samples" / "tiny_deseq2.csv"))


@pytest.mark.parametrize("n", range(11))
def test_cytoscape_is_closed_in_the_middle(standin: Standin, tiny_view: View, n: int) -> None:
    standin.stop_after(n)
    started = time.monotonic()
    with pytest.raises(CytoscapeNotReached, match=f"(no Cytoscape answers at|Cytoscape at) {standin.url}.*: start"):
        tiny_view.open(standin.url)
    assert time.monotonic() - started < 2


def test_ctrl_c_in_the_middle(standin: Standin, tiny_view: View, monkeypatch: pytest.MonkeyPatch) -> None:
    before = state(standin)

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("necro_cyto.targets.cytoscape.opening.settle", stopped)
    with pytest.raises(KeyboardInterrupt):
        tiny_view.open(standin.url)
    assert state(standin) == before


def test_what_a_killed_push_left_behind_goes_with_the_next(standin: Standin, tiny_view: View) -> None:
    """As after kill -9: half-made networks and styles of ours, which nobody could tidy up."""
    tiny_view.open(standin.url)
    for _ in range(3):
        transport = Transport(standin.url)
        before = push.look(transport, tiny_view.scene)
        push.push_network(transport, tiny_view.scene, "ab12")
        push.push_new_style(transport, tiny_view.scene, before)
    session = tiny_view.open(standin.url)
    assert [s for s in standin.model.styles if s.startswith("necro-cyto")] == [session.style_title]
    assert [n.name for n in standin.model.networks.values()] == ["mine", "A tiny network"]
    assert standin.model.current_view is not None
    assert standin.model.current_view.style_title == session.style_title
