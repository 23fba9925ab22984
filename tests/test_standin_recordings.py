"""The stand-in answers what was recorded from the real program, and works under the real py4cytoscape."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cytoscape_standin import Standin
from cytoscape_standin.compare import Pairs, differences
from cytoscape_standin.replay import RECORDINGS, Replay, exchanges, reason_not_answered
from cytoscape_standin.replay_tables import EARLY, LOOSE, NOT_ANSWERED, SESSIONS, SETUP, WINDOWS

Found = dict[str, list[str]]
ALL = [recording for recordings in SESSIONS.values() for recording in recordings]


@pytest.fixture(scope="module", params=SESSIONS)
def replayed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    """The differences of a whole session, by recording."""
    name = request.param
    never = 3600.0
    with Standin(lag=never, second=never, restyle=never, window=WINDOWS[name]) as standin:
        replay = Replay(standin, tmp_path_factory.mktemp(name))
        yield {recording: replay.play(recording) for recording in SESSIONS[name]}


def test_every_exchange_is_answered_as_recorded(replayed: Found) -> None:
    assert [line for lines in replayed.values() for line in lines] == []


def test_every_recording_is_replayed() -> None:
    assert sorted(ALL) == sorted(path.stem for path in RECORDINGS.glob("*.json"))
    assert {*SETUP, *EARLY} <= set(ALL)


def test_few_exchanges_are_left_out_and_every_reason_is_used() -> None:
    left_out = [
        (recording, exchange["method"], exchange["path"])
        for recording in ALL
        for exchange in exchanges(recording)
        if reason_not_answered(recording, exchange)
    ]
    assert len(left_out) < 25
    for name, method, pattern in NOT_ANSWERED:
        assert any(
            name in ("*", recording) and method == used and re.fullmatch(pattern, path)
            for recording, used, path in left_out
        ), pattern


def test_every_loose_value_is_there() -> None:
    paths = {(recording, exchange["path"]) for recording in ALL for exchange in exchanges(recording)}
    for name, pattern, _ in LOOSE:
        assert any(name in ("*", used) and re.fullmatch(pattern, path) for used, path in paths), pattern


@pytest.mark.parametrize(
    ("recorded", "ours"),
    [
        ({"a": 1}, {"a": 1.0}),
        ({"a": 1}, {"a": True}),
        ({"a": 1}, {}),
        ({}, {"a": 1}),
        ([{"name": "x"}], []),
        ({"value": "#FF0000"}, {"value": "#FF0001"}),
        ({"name": "c", "values": ["a", "b"]}, {"name": "c", "values": ["b", "a"]}),
        ([{"SUID": 100, "v": 1}, {"SUID": 200, "v": 2}], [{"SUID": 1, "v": 1}, {"SUID": 1, "v": 2}]),
        ({"maybe": "null"}, {"maybe": None}),
        (0.5, 0.5001),
    ],
)
def test_the_comparison_sees(recorded: object, ours: object) -> None:
    assert differences(recorded, ours, Pairs())


def test_the_comparison_lets_identifiers_and_order_differ() -> None:
    recorded = [{"SUID": 100, "v": 1}, {"SUID": 200, "v": 2}]
    pairs = Pairs()
    assert differences(recorded, [{"SUID": 7, "v": 2}, {"SUID": 8, "v": 1}], pairs) == []
    assert pairs.ours(200) == 7
    assert differences([100, 200], [7, 7], pairs)
    assert differences({"networkSUID": 100}, {"networkSUID": 7}, pairs)


SCRIPT = """
import json, sys
import pandas
import py4cytoscape as p4c

url = sys.argv[1]
nodes = [{"data": {"id": "n1", "name": "RIPK3"}, "position": {"x": 0, "y": 0}},
         {"data": {"id": "n2", "name": "MLKL"}, "position": {"x": 120, "y": 40}}]
edges = [{"data": {"source": "n1", "target": "n2", "interaction": "phosphorylates"}}]
body = {"data": {"name": "push"}, "elements": {"nodes": nodes, "edges": edges}}
p4c.cytoscape_ping(base_url=url)
network = p4c.create_network_from_cytoscapejs(body, "push", "push", base_url=url)
style = {"title": "ours"}
label = p4c.map_visual_property("node label", "name", "p", network=network, base_url=url)
points = {"value": -1, "lesser": "#0000FF", "equal": "#0000FF", "greater": "#0000FF"}, \
         {"value": 1, "lesser": "#FF0000", "equal": "#FF0000", "greater": "#FF0000"}
fill = {"mappingType": "continuous", "mappingColumn": "log2FC", "mappingColumnType": "Double",
        "visualProperty": "NODE_FILL_COLOR", "points": list(points)}
made = p4c.create_visual_style("ours", {"NODE_FILL_COLOR": "#DDDDDD"}, [label, fill], base_url=url)
data = pandas.DataFrame({"name": ["RIPK3"], "log2FC": [1.0], "n": [3]})
loaded = p4c.load_table_data(data, "name", "node", "name", network=network, base_url=url)
p4c.set_visual_style(made["title"] if isinstance(made, dict) else made, network=network, base_url=url)
p4c.fit_content(network=network, base_url=url)
view = p4c.get_network_view_suid(network, base_url=url)
table = p4c.get_table_columns("node", ["name", "log2FC", "n"], network=network, base_url=url)
wanted = {"visualProperty": "NODE_FILL_COLOR"}
colours = p4c.cyrest_get(f"networks/{network}/views/{view}/nodes", wanted, base_url=url)
again = p4c.cyrest_post("styles", body={"title": "ours", "defaults": [], "mappings": []}, base_url=url)
try:
    p4c.cyrest_get("networks/1", base_url=url)
except p4c.CyError as error:
    refused = str(error)
print(json.dumps({"loaded": loaded, "colours": [c["view"][0]["value"] for c in colours], "again": again,
                  "columns": list(table.columns), "refused": refused}))
"""


@pytest.mark.skipif(importlib.util.find_spec("py4cytoscape") is None, reason="py4cytoscape is not installed")
def test_the_real_py4cytoscape_works_with_it(tmp_path: Path) -> None:
    environment = os.environ | {
        "PY4CYTOSCAPE_DETAIL_LOGGER_DIR": str(tmp_path),
        "PY4CYTOSCAPE_MODEL_PROPAGATION_SECS": "0",
    }
    with Standin() as standin:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, standin.url],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        first = [(one.method, one.path) for one in standin.requests[:3]]
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["colours"] == ["#FF0000", "#DDDDDD"]
    assert said["again"] == {"title": "ours_0"}
    assert said["refused"].endswith("Could not find Network with SUID: 1")
    assert set(said["columns"]) == {"name", "log2FC", "n"}
    assert first == [
        ("GET", "/v1"),
        ("POST", "/v1/commands/filetransfer/setSandbox"),
        ("GET", "/v1/version"),
    ]
