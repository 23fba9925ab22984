"""What goes wrong between us and Cytoscape: a clear message in time, nothing half-made, nothing of the user's touched."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from command import run
from cytoscape_standin import Standin
from cytoscape_standin.answers import Answer

from necro_cyto import View
from necro_cyto.cli import app
from necro_cyto.errors import CytoscapeError, CytoscapeNotReached, CytoscapeRefused, InputError
from necro_cyto.targets.cytoscape import find_session, guard, wire
from necro_cyto.targets.cytoscape.address import address
from necro_cyto.targets.cytoscape.transport import Transport

HERE = Path(__file__).parent


@contextmanager
def within(seconds: float) -> Iterator[None]:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < seconds


def ours() -> list[threading.Thread]:
    return [t for t in threading.enumerate() if t.name == "necro-cyto request"]


# The address.


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("localhost", "http://localhost:1234/v1"),
        (":1235", "http://127.0.0.1:1235/v1"),
        ("::1", "http://[::1]:1234/v1"),
        ("[fe80::1]:99", "http://[fe80::1]:99/v1"),
        ("http://127.0.0.1:1235/", "http://127.0.0.1:1235/v1"),
        ("http://127.0.0.1:1235/v1/", "http://127.0.0.1:1235/v1"),
        ("HTTP://LabPC:1234", "http://labpc:1234/v1"),
        ("https://labpc.uni-x.de", "https://labpc.uni-x.de/v1"),
    ],
)
def test_addresses_as_people_write_them(written: str, meant: str) -> None:
    assert address(written) == meant


@pytest.mark.parametrize(
    "written",
    ["ftp://a:1", "file:///etc/passwd", "http://", "http://a:99999", "http://a:0", "http://a b", "http://a:x", "a\nb",
     "http://[::1", "http://me:secret@a:1", "http://a:1?b", "http://a:1#b", "\x1b[31m", "http://" + "a" * 80 + ".b"],
)  # fmt: skip
def test_what_is_no_address_is_told(written: str) -> None:
    with pytest.raises(InputError, match=r"--url.*: give host:port") as told:
        Transport(written)
    assert "secret" not in str(told.value)
    assert str(told.value).isprintable()


def test_an_address_of_the_newer_kind() -> None:
    with Standin(host="::1") as standin:
        assert Transport(f"[::1]:{standin.port}").ping()["apiVersion"] == "v1"


# Nobody there, somebody else, not yet ready.


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"127.0.0.1:{server.getsockname()[1]}"
    with within(1), pytest.raises(CytoscapeNotReached, match=f"no Cytoscape answers at http://{url}/v1: start"):
        Transport(url).ping()


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>It works!</html>", "text/html"),
        Answer(200, b'{"version": "7.1"}', "application/json"),
        Answer(200, b"[1]", "application/json"),
        Answer(200, b'"v1"', "application/json"),
        Answer(200, b"[" * 100_000, "application/json"),
        Answer(200, b"", ""),
        Answer(302, b"", ""),
        Answer(404, b"no", "text/plain"),
        Answer(403, b'{"apiVersion": "v1"}', "application/json"),
    ],
)
def test_somebody_else_there(answer: Answer) -> None:
    with Standin() as standin, within(2), pytest.raises(CytoscapeNotReached, match=r"another program.*--url"):
        standin.answer_next(answer, times=9)
        Transport(standin.url).ping()


def test_somebody_who_speaks_no_http() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            other, _ = server.accept()
            with other:
                other.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

        threading.Thread(target=greet, daemon=True).start()
        with within(2), pytest.raises(CytoscapeNotReached, match="no Cytoscape answers"):
            Transport(f"127.0.0.1:{server.getsockname()[1]}").ping()


def test_starting_is_told_and_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    with Standin(starting=0.4) as standin:
        Transport(standin.url).ping()
    assert [r.getMessage() for r in caplog.records] == [
        f"Cytoscape at {standin.url} is still starting: waiting up to 60 s"
    ]


def test_starting_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("necro_cyto.targets.cytoscape.transport.START_SECONDS", 0.3)
    with Standin(starting=60) as standin, within(2), pytest.raises(CytoscapeNotReached, match="still starting"):
        Transport(standin.url).ping()


# Busy, hung, dripping, endless.


def test_busy_is_told_and_waited_for(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "NOTICE_SECONDS", 0.1)
    with Standin() as standin:
        standin.hang(0.4, "/styles")
        assert "default" in Transport(standin.url).get("styles")
    assert [r.getMessage() for r in caplog.records] == [
        f"{standin.url} does not answer yet (busy, or a dialog is open?): waiting up to 45 s more"
    ]


def test_busy_on_the_command_line(tmp_path: Path) -> None:
    """Nothing is shown in a pipe for 3 s; then one line says what is waited for, and it goes on."""
    with Standin() as standin:
        standin.hang(3.4, "/v1")
        done = run("open", "core", "--url", standin.url, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["network_suid"]
    assert done.stderr == f"{standin.url} does not answer yet (busy, or a dialog is open?): waiting up to 42 s more\n"


LATE: dict[str, Callable[[Standin], None]] = {
    "hang": lambda standin: standin.hang(1, "/styles", times=9),
    "drip": lambda standin: standin.drip(0.05, "/styles", times=9),
}


@pytest.mark.parametrize("fault", LATE)
@pytest.mark.parametrize("verb", ["get", "post", "put", "delete"])
def test_no_answer_outlasts_the_deadline(fault: str, verb: str) -> None:
    with Standin() as standin:
        transport = Transport(standin.url, timeout=0.4)
        LATE[fault](standin)
        with within(1), pytest.raises(CytoscapeRefused, match=r"did not answer .* within 0.4 s: is a dialog open"):
            getattr(transport, verb)("styles")
        assert transport.requests == 1


def test_a_first_look_that_is_not_answered() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        transport = Transport(f"127.0.0.1:{server.getsockname()[1]}", timeout=0.3)
        with within(1), pytest.raises(CytoscapeNotReached, match=r"answered nothing for 0.3 s: close any dialog"):
            transport.ping()


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "MOST_BYTES", 4 << 20)
    with Standin() as standin:
        standin.never_end("/styles")
        transport = Transport(standin.url)
        with within(2), pytest.raises(CytoscapeRefused, match="larger than 4 MB"):
            transport.get("styles")
        assert "default" in transport.get("styles")  # the next request has a connection of its own


def test_how_long_to_wait_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NECRO_CYTO_WAIT", "0.5")
    assert Transport().timeout == 0.5
    for nonsense in ("soon", "-1", "0", "nan", "inf"):
        monkeypatch.setenv("NECRO_CYTO_WAIT", nonsense)
        with pytest.raises(InputError, match="NECRO_CYTO_WAIT"):
            Transport()


# Two of them.


def test_two_cytoscapes_are_told_apart(tiny_view: View, capsys: pytest.CaptureFixture[str]) -> None:
    with Standin() as one, Standin() as two:
        tiny_view.open(one.url)
        assert find_session(one.url).network in one.model.networks
        with pytest.raises(CytoscapeRefused, match=f"no network of necro-cyto is open in Cytoscape at {two.url}: "):
            find_session(two.url)
        assert [r for r in two.requests if r.method != "GET"] == []
        app(["open", "core", "--url", f"127.0.0.1:{two.port}", "--format", "json"], standalone_mode=False)
        assert json.loads(capsys.readouterr().out)["url"] == two.url
        assert [n.name for n in one.model.networks.values()] == ["A tiny network"]


# Once is no time: what does no harm is tried again, and only that.

ONCE: dict[str, Callable[[Standin, str], None]] = {
    "500": lambda standin, method: standin.fail_next(500, "/styles", method),
    "503": lambda standin, method: standin.fail_next(503, "/styles", method),
    "closed": lambda standin, method: standin.close_next("/styles", method),
    "cut": lambda standin, method: standin.cut_next("/styles", method),
}


@pytest.mark.parametrize("fault", ONCE)
@pytest.mark.parametrize("verb", ["get", "put", "delete"])
def test_a_fault_that_passes(fault: str, verb: str) -> None:
    with Standin() as standin:
        transport = Transport(standin.url)
        transport.post("styles", {"title": "mine", "defaults": [], "mappings": []})
        ONCE[fault](standin, verb.upper())
        do: dict[str, Callable[[], Any]] = {
            "get": lambda: transport.get("styles"),
            "put": lambda: transport.put("styles/mine/defaults", [{"visualProperty": "NODE_SIZE", "value": 7.0}]),
            "delete": lambda: transport.delete("styles/mine"),
        }
        do[verb]()
        assert transport.requests == 3
        assert ("mine" in transport.get("styles")) == (verb != "delete")


@pytest.mark.parametrize("fault", ONCE)
def test_what_would_be_done_twice_is_tried_once(fault: str) -> None:
    with Standin() as standin:
        transport = Transport(standin.url)
        ONCE[fault](standin, "POST")
        with within(2), pytest.raises(CytoscapeError):
            transport.post("styles", {"title": "mine", "defaults": [], "mappings": []})
        assert standin.count("POST") == 1


def test_a_fault_that_stays_is_told() -> None:
    with Standin() as standin:
        standin.fail_next(500, "/styles", times=2, message="No space left\non device \x1b[31m" + "x" * 5000)
        with pytest.raises(CytoscapeRefused, match=r"refused GET .*/styles: No space left on device \[31mxxx") as told:
            Transport(standin.url).get("styles")
        assert told.value.status == 500
        assert len(str(told.value)) < 500
        assert str(told.value).isprintable()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (Answer(200, b"<html>It works!</html>", "text/html"), "now answered by another program"),
        (Answer(302, b"", ""), "send us elsewhere"),
        (Answer(200, b'{"a": ', "application/json"), "is broken"),
        (Answer(200, b"{" * 99_999, "application/json"), "is broken"),
        (Answer(200, b"\xff\xfe{", "application/json"), "is broken"),
        (Answer(400, b"no", "text/plain"), "HTTP 400"),
        (Answer(500, b'{"errors": {"x": 1}}', "application/json"), "HTTP 500"),
        (Answer(500, b'{"errors": [{"message": null}]}', "application/json"), "HTTP 500"),
    ],
)
def test_answers_out_of_place(answer: Answer, message: str) -> None:
    with Standin() as standin, within(2):
        standin.answer_next(answer, "/styles", times=2)
        with pytest.raises(CytoscapeError, match=message):
            Transport(standin.url).get("styles")


# Others in the same process.

BESIDE = """
import json, sys, threading, time
import py4cytoscape as p4c
from py4cytoscape import commands, py4cytoscape_notebook as notebook, py4cytoscape_sandbox as sandbox
sys.path.insert(0, {here!r})
from command import run
from cytoscape_standin import Standin
from necro_cyto.targets.cytoscape.transport import Transport

wrong, rounds, stop = [], [0], threading.Event()

def state():
    return (notebook.execution_environment(), sandbox.get_sandbox_reinitialize(), sandbox.get_default_sandbox())

with Standin() as mine, Standin() as ours:
    p4c.create_visual_style("beside", base_url=mine.url)
    before, names = state(), dict(vars(commands))

    def user():
        while not stop.is_set():
            found = p4c.cyrest_get("styles", base_url=mine.url)
            if "beside" not in found or state() != before:
                wrong.append((found, state()))
            rounds[0] += 1

    def guest():
        transport = Transport(ours.url)
        for i in range(30):
            if "default" not in transport.get("styles"):
                wrong.append("ours")
            try:
                transport.get("styles/none")
            except Exception as error:
                if "refused" not in str(error):
                    wrong.append(str(error))

    beside = threading.Thread(target=user)
    guests = [threading.Thread(target=guest) for _ in range(3)]
    for thread in (beside, *guests):
        thread.start()
    for thread in guests:
        thread.join()
    stop.set()
    beside.join()
    changed = [k for k, v in names.items() if vars(commands)[k] is not v]
    sent = len([r for r in ours.requests if "styles" in r.path])
    foreign = [r.path for r in ours.requests if r.path != "/v1/styles" and r.path != "/v1/styles/none"]
    log = open("logs/py4cytoscape.log").read()
print(json.dumps({{"wrong": wrong, "rounds": rounds[0] > 20, "changed": changed, "sent": sent, "foreign": foreign,
                   "logged": str(mine.port) in log, "ours logged": str(ours.port) in log}}))
"""


def test_a_call_within_a_call_and_one_that_fails() -> None:
    with Standin() as one, Standin() as two:
        outer, inner = Transport(one.url), Transport(two.url)
        inner.get("version")
        commands = sys.modules["py4cytoscape.commands"]
        before = dict(vars(commands))
        seen = []

        def send(method: str, url: str, **_: object) -> None:
            seen.append((method, url, inner.get("version")["apiVersion"]))
            with pytest.raises(CytoscapeRefused):
                inner.get("styles/none")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            guard.call("get", "styles", {"base_url": outer.url}, send)
        assert seen == [("GET", f"{one.url}/styles", "v1")]
        assert dict(vars(commands)) == before
        assert "default" in outer.get("styles")


def test_a_user_of_py4cytoscape_beside_us(tmp_path: Path) -> None:
    """Another thread uses py4cytoscape on another Cytoscape all the while; three of ours go on at once."""
    code = BESIDE.format(here=str(HERE))
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "wrong": [], "rounds": True, "changed": [], "sent": 180, "foreign": [], "logged": True, "ours logged": False,
    }  # fmt: skip
    assert done.stderr == ""


# The disk is full.

FULL = """
import resource, sys
from necro_cyto import read_network, view
from necro_cyto.errors import OutputError
resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
picture = view(read_network(sys.argv[1]))
for name in sys.argv[2:]:
    try:
        picture.save(name)
    except OutputError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_room_for_our_files(tmp_path: Path) -> None:
    """The kernel refuses to write more: older files stay, nothing else is left, one line names the file."""
    names = [f"fig.{kind}" for kind in ("svg", "pdf", "png", "tiff", "eps", "cx2")]
    for name in names:
        (tmp_path / name).write_text("older")
    command = [sys.executable, "-c", FULL, str(HERE / "samples" / "tiny"), *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == [f"{tmp_path / name}: cannot be written (File too large)" for name in names]
    assert done.stderr == ""
    assert {p.name: p.read_text() for p in tmp_path.iterdir()} == dict.fromkeys(names, "older")
