"""A session: what the user does in the window meanwhile, and what becomes of it. On the stand-in and on the program."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cytoscape_standin import Standin
from PIL import Image

from necro_cyto import View, load_network, merge, read_sif, read_style, read_values, view
from necro_cyto.colour import rgb
from necro_cyto.errors import CytoscapeRefused, InputError, OutputError
from necro_cyto.targets.cytoscape import Session, find_session
from necro_cyto.targets.cytoscape.facts import style_title
from necro_cyto.targets.cytoscape.settle import settle

HERE = Path(__file__).parent
VALUES = HERE / "samples" / "tiny_deseq2.csv"
ANNOTATIONS = "commands/annotation"


class Window:
    """What a user can do and see in Cytoscape's window."""

    def __init__(self, url: str) -> None:
        self.url = url

    def get(self, path: str) -> Any:
        return requests.get(f"{self.url}/{path}", timeout=30).json()

    def send(self, verb: str, path: str, body: object = None) -> Any:
        answer = requests.request(verb, f"{self.url}/{path}", json=body, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def rows(self, session: Session, table: str = "defaultnode") -> list[dict[str, Any]]:
        return self.get(f"networks/{session.network}/tables/{table}/rows")

    def drawn(self, session: Session, name: str) -> dict[str, Any]:
        ids = {row["SUID"]: row.get("nc id") for row in self.rows(session)}
        entries = self.get(f"networks/{session.network}/views/{session.view_suid}/nodes?visualProperty={name}")
        return {ids[e["SUID"]]: e["view"][0]["value"] if "view" in e else e["value"] for e in entries}

    def notes(self, session: Session) -> list[dict[str, Any]]:
        listed = self.send("POST", f"{ANNOTATIONS}/list", {"view": f"SUID:{session.view_suid}"})["data"]
        return [a for a in listed if not a["type"].endswith("GroupAnnotation")]

    def legend(self, session: Session) -> list[str]:
        return sorted(a["text"] for a in self.notes(session) if a.get("text") and a["canvas"] == "foreground")


@pytest.fixture
def window(url: str) -> Iterator[Window]:
    """The window, with another network of the user's in front."""
    shown = Window(url)
    body = {"data": {"name": "theirs"}, "elements": {"nodes": [{"data": {"id": "a"}}], "edges": []}}
    made = shown.send("POST", "networks?format=json&title=theirs&collection=theirs", body)["networkSUID"]
    before = set(shown.get("networks")) - {made}
    yield shown
    for suid in shown.get("networks"):
        if suid not in before:
            requests.delete(f"{url}/networks/{suid}", timeout=30)
    for title in shown.get("styles"):
        if title.startswith("necro-cyto"):
            requests.delete(f"{url}/styles/{title}", timeout=30)


def expected_legend(session: Session) -> list[str]:
    return sorted(plain(m.text) for m in session.scene.marks if m.text and m.group == "legend")


def plain(text: str) -> str:
    return text.replace("\\n", "\n").replace("＝", "=").replace("¦", "|")


def same_picture(window: Window, session: Session) -> None:
    """Nodes and legend are drawn as the scene says."""
    looks = session.scene.node_looks()
    for name, fill in window.drawn(session, "NODE_FILL_COLOR").items():
        if name:  # the program rounds mixed colours in its own way
            assert rgb(fill) == pytest.approx(rgb(str(looks[name]["fill"])), abs=1), name
    assert sorted(map(plain, window.legend(session))) == expected_legend(session)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another contrast, with a larger scale and other genes."""
    path = tmp_path / "other ≥ α.csv"
    path.write_text('gene,log2FoldChange,padj\nRIPK1,-7.5,0.2\nMLKL,0.3,0.01\nRIPK3,,\n', encoding="utf-8")
    return path


def test_another_contrast_is_four_requests(tiny_values_view: View, window: Window, other: Path) -> None:
    session = tiny_values_view.open(window.url)
    for path in (other, VALUES, other):
        before = session.transport.requests - session.transport.polls
        session.overlay(read_values(path))
        assert session.transport.requests - session.transport.polls - before <= 4
        same_picture(window, session)
    assert session.overlay(read_values(other)).transport.requests  # nothing new: nothing sent but looks
    before = session.transport.requests - session.transport.polls
    session.overlay(read_values(other))
    assert session.transport.requests - session.transport.polls == before


@pytest.mark.parametrize("charset", ["cp1252", "ascii"])
def test_texts_are_right_whatever_files_are_read_as(tiny_values_view: View, other: Path, charset: str) -> None:
    with Standin() as standin:
        standin.model.charset = charset
        session = tiny_values_view.open(standin.url)
        for path in (other, VALUES):
            session.overlay(read_values(path))
            same_picture(Window(standin.url), session)
        assert session.drawn.batch.unicode is False


def test_a_cytoscape_that_cannot_read_our_files(tiny_view: View, other: Path) -> None:
    """As one behind a tunnel: the command fails; the legend is drawn all the same, piece by piece."""
    with Standin() as standin:
        session = tiny_view.open(standin.url)
        standin.fail_next(500, "commands/command/run", "POST", 1)
        session.overlay(read_values(other))
        same_picture(Window(standin.url), session)
        assert session.drawn.batch.files is False
        session.overlay(read_values(VALUES))
        same_picture(Window(standin.url), session)


def test_the_legend_stays_where_the_user_put_it(tiny_values_view: View, window: Window, other: Path) -> None:
    session = tiny_values_view.open(window.url)
    before = {a["uuid"]: (float(a["x"]), float(a["y"])) for a in window.notes(session) if a["canvas"] == "foreground"}
    for name, (x, y) in before.items():
        kind = "text" if next(a for a in window.notes(session) if a["uuid"] == name).get("text") else "shape"
        window.send("POST", f"{ANNOTATIONS}/update {kind}", {"uuidOrName": name, "x": str(x + 300), "y": str(y - 40)})
    for found in (session, find_session(window.url)):
        found.overlay(read_values(other))
        after = [a for a in window.notes(session) if a["canvas"] == "foreground"]
        marks = [m for m in found.scene.marks if m.group == "legend"]
        assert min(float(a["x"]) for a in after) == pytest.approx(min(m.x for m in marks) + 300, abs=0.1)
        assert min(float(a["y"]) for a in after) == pytest.approx(min(m.y for m in marks) - 40, abs=0.1)
        same_picture(window, found)


def test_the_legend_goes_and_comes_in_one_group(tiny_values_view: View, window: Window) -> None:
    session = tiny_values_view.open(window.url)
    whole = window.legend(session)
    session.legend(False)
    assert window.legend(session) == []
    assert all(a["canvas"] == "background" for a in window.notes(session))
    session.legend(True)
    assert window.legend(session) == whole
    listed = window.send("POST", f"{ANNOTATIONS}/list", {"view": f"SUID:{session.view_suid}"})["data"]
    groups = {a["uuid"]: a["name"] for a in listed if a["type"].endswith("GroupAnnotation")}
    assert sorted(groups.values()) == ["necro-cyto legend", "necro-cyto places"]
    assert {groups.get(a["parent"]) for a in listed if a["canvas"] == "foreground" and a["uuid"] not in groups} == {"necro-cyto legend"}
    session.legend(False)
    assert window.legend(find_session(window.url)) == []


def test_what_the_user_put_into_the_legend_outlives_it(tiny_values_view: View, window: Window) -> None:
    session = tiny_values_view.open(window.url)
    place = {"view": f"SUID:{session.view_suid}", "text": "my note", "x": "5", "y": "5"}
    note = window.send("POST", f"{ANNOTATIONS}/add text", place)["data"]["uuid"]
    both = {"view": place["view"], "annotationlist": f"{session.drawn.group},{note}"}
    window.send("POST", f"{ANNOTATIONS}/group", both)
    session.overlay(read_values(VALUES, threshold=0.01)).legend(False)
    assert window.legend(session) == ["my note"]


@pytest.mark.parametrize("what", ["deleted", "renamed", "another one"])
def test_our_style_is_no_longer_that_of_our_view(tiny_values_view: View, window: Window, other: Path, what: str) -> None:
    session = tiny_values_view.open(window.url)
    title = session.style_title
    current = window.get("networks/views/currentNetworkView")
    if what == "deleted":
        window.send("DELETE", f"styles/{title}")
    elif what == "renamed":
        window.send("PUT", f"styles/{title}", {"title": "their name for it"})
    else:
        window.get(f"apply/styles/Marquee/{session.network}")
    session.overlay(read_values(other))
    same_picture(window, session)
    assert window.get(f"networks/{session.network}/views/{session.view_suid}/currentStyle")["title"] == title
    assert window.get("networks/views/currentNetworkView") == current
    if what == "renamed":
        assert "their name for it" in window.get("styles")
        window.send("DELETE", "styles/their name for it")


def test_hand_work_in_the_style_stays_until_refreshed(tiny_values_view: View, window: Window, other: Path) -> None:
    session = tiny_values_view.open(window.url)
    window.send("PUT", f"styles/{session.style_title}/defaults", [{"visualProperty": "NODE_LABEL_FONT_SIZE", "value": 30}])
    session.overlay(read_values(other))
    assert set(window.drawn(session, "NODE_LABEL_FONT_SIZE").values()) == {30}
    session.refresh()
    assert 30 not in window.drawn(session, "NODE_LABEL_FONT_SIZE").values()


def test_refresh_sends_everything_again(tiny_values_view: View, window: Window) -> None:
    session = tiny_values_view.open(window.url)
    rows = [{"nc id": "RIPK3", "nc effect": 9.0}, {"nc id": "MLKL", "nc state": "rubbish"}]
    table = {"key": "nc id", "dataKey": "nc id", "data": rows}
    window.send("PUT", f"networks/{session.network}/tables/defaultnode", table)
    piece = next(a for a in window.notes(session) if a.get("text") == "Edges")
    window.send("POST", f"{ANNOTATIONS}/delete", {"uuidOrName": piece["uuid"]})
    ids = {row["nc id"]: row["SUID"] for row in window.rows(session)}
    entry = [{"SUID": ids["MLKL"], "view": [{"visualProperty": "NODE_X_LOCATION", "value": 777.0}]}]
    window.send("PUT", f"networks/{session.network}/views/{session.view_suid}/nodes", entry)
    session.refresh()
    same_picture(window, session)
    assert window.drawn(session, "NODE_X_LOCATION")["MLKL"] == 777.0


def test_nodes_that_the_user_hid_deleted_and_added(tiny_values_view: View, window: Window, other: Path) -> None:
    session = tiny_values_view.open(window.url)
    ids = {row["nc id"]: row["SUID"] for row in window.rows(session)}
    base = f"networks/{session.network}"
    window.send("PUT", f"{base}/views/{session.view_suid}/nodes",
                [{"SUID": ids["RIPK1"], "view": [{"visualProperty": "NODE_VISIBLE", "value": False}]}])  # fmt: skip
    window.send("DELETE", f"{base}/nodes/{ids['IL1A_ext']}")
    added = window.send("POST", f"{base}/nodes", ["my gene"])[0]["SUID"]
    window.send("POST", f"{base}/edges", [{"source": ids["MLKL"], "target": added, "interaction": "activates"}])
    for found in (session, find_session(window.url)):
        work = found.hand_work()
        assert (work.hidden, work.deleted, work.added, work.edges) == (("RIPK1",), ("IL1A_ext",), ("my gene",), 1)
        pulled = found.pull()
        assert set(pulled.network.nodes) == set(tiny_values_view.network.nodes) - {"RIPK1", "IL1A_ext"} | {"my gene"}
        assert pulled.network.nodes["my gene"].origin == "added in Cytoscape"
        assert [e.target for e in pulled.network.edges.values() if e.origin] == ["my gene"]
        found.overlay(read_values(other))
        same_picture(window, found)


def move(window: Window, session: Session, name: str, x: float, y: float) -> None:
    """Drag a node somewhere."""
    ids = {row["nc id"]: row["SUID"] for row in window.rows(session)}
    at = [{"visualProperty": f"NODE_{axis}_LOCATION", "value": value} for axis, value in (("X", x), ("Y", y))]
    window.send("PUT", f"networks/{session.network}/views/{session.view_suid}/nodes", [{"SUID": ids[name], "view": at}])


def places(window: Window, session: Session) -> dict[str, tuple[float, float]]:
    xs, ys = (window.drawn(session, f"NODE_{axis}_LOCATION") for axis in "XY")
    return {name: (round(xs[name], 2), round(ys[name], 2)) for name in xs}


def test_moved_nodes_stay_when_opened_again(
    tiny_view: View, window: Window, other: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = places(window, tiny_view.open(window.url))
    assert places(window, tiny_view.open(window.url)) == first
    session = tiny_view.open(window.url)
    assert not caplog.messages
    move(window, session, "MLKL", 512.5, -33.25)
    moved = first | {"MLKL": (512.5, -33.25)}
    for shown in (tiny_view, tiny_view.overlay(read_values(other))):  # again and again
        session = shown.open(window.url)
        assert places(window, session) == moved
        assert caplog.messages[-1] == "left where moved by hand in the window: 1 node; --fresh (fresh=True) lays out anew"
    move(window, session, "RIPK1", -400.0, 7.0)
    session = tiny_view.open(window.url)
    assert places(window, session) == moved | {"RIPK1": (-400.0, 7.0)}
    assert {n.id: (n.x, n.y) for n in session.view.scene.nodes}["RIPK1"] == (-400.0, 7.0)
    caplog.clear()
    session = tiny_view.open(window.url, fresh=True)
    assert (places(window, session), caplog.messages) == (first, [])
    session.close()


@pytest.mark.parametrize("what", ["a node", "an edge"])
def test_what_the_user_added_is_never_lost(
    tiny_view: View, window: Window, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    first = tiny_view.open(window.url)
    ids = {row["nc id"]: row["SUID"] for row in window.rows(first)}
    if what == "a node":
        window.send("POST", f"networks/{first.network}/nodes", ["my gene"])
    else:
        window.send("POST", f"networks/{first.network}/edges", [{"source": ids["MLKL"], "target": ids["RIPK1"]}])
    added = len(window.rows(first)), len(window.rows(first, "defaultedge"))
    second = tiny_view.open(window.url)
    assert caplog.messages == [
        "the former network stays beside the new one: nodes or edges were added to it by hand, it is yours now"
    ]
    third = tiny_view.open(window.url, fresh=True)  # that of before is theirs, this one is not
    assert (len(window.rows(first)), len(window.rows(first, "defaultedge"))) == added
    assert set(window.get("networks")) >= {first.network, third.network}
    assert second.network not in window.get("networks")
    assert find_session(window.url).network == third.network
    third.close()
    window.send("DELETE", f"networks/{first.network}")


def test_another_layout_goes_before_moved_nodes(
    tiny_view: View, window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    session = tiny_view.open(window.url)
    move(window, session, "MLKL", 512.5, -33.0)
    pulled = session.pull()
    session = pulled.open(window.url)
    assert places(window, session)["MLKL"] == (512.5, -33.0)
    assert not caplog.messages  # it stands where the layout says
    session = tiny_view.open(window.url)
    assert not caplog.messages  # nothing was moved by hand since
    move(window, session, "MLKL", 1.0, 2.0)
    session = pulled.open(window.url)
    assert places(window, session)["MLKL"] == (512.5, -33.0)
    assert caplog.messages == ["another layout than before: nodes that were moved by hand in the window got its places"]
    session.close()


def test_our_network_was_deleted(tiny_view: View, window: Window, other: Path) -> None:
    session = tiny_view.open(window.url)
    window.send("DELETE", f"networks/{session.network}")
    for verb in (lambda: session.overlay(read_values(other)), session.pull, session.refresh, lambda: session.save(other.with_suffix(".png"))):
        with pytest.raises(CytoscapeRefused, match="no longer open in Cytoscape: open it again"):
            verb()
    with pytest.raises(CytoscapeRefused, match="no network of necro-cyto is open in Cytoscape"):
        find_session(window.url)
    session.close()


def test_our_view_was_closed(tiny_view: View, window: Window, other: Path) -> None:
    session = tiny_view.open(window.url)
    window.send("PUT", "networks/views/currentNetworkView", {"networkViewSUID": session.view_suid})
    window.send("POST", "commands/view/destroy", {"destroyCurrentNetworkView": "true"})
    for verb in (lambda: session.overlay(read_values(other)), session.pull, lambda: find_session(window.url)):
        with pytest.raises(CytoscapeRefused, match="has no view in Cytoscape any more: open it again"):
            verb()


def test_after_a_session_was_saved_and_opened(tiny_values_view: View, window: Window, other: Path, tmp_path: Path) -> None:
    session = tiny_values_view.open(window.url)
    numbers = session.network, session.view_suid
    window.send("POST", f"session?file={tmp_path / 'kept.cys'}")
    window.get(f"session?file={tmp_path / 'kept.cys'}")
    session.overlay(read_values(other))
    assert (session.network, session.view_suid) != numbers
    same_picture(window, session)
    found = find_session(window.url)
    assert found.network == session.network
    found.save(tmp_path / "figure.png", min_font=1)
    found.style("evidence")
    assert found.scene.style.name == "evidence"
    found.legend(False)
    assert window.legend(found) == []
    found.legend(True)
    assert window.legend(found) == expected_legend(found)


def test_values_of_another_process_outlive_a_change_of_style(tiny_values_view: View, window: Window) -> None:
    tiny_values_view.open(window.url)
    found = find_session(window.url).style("overlay")
    effects = {row["nc id"]: row.get("nc effect") for row in window.rows(found)}
    assert effects["RIPK3"] == -1.5
    same_picture(window, found)
    with pytest.raises(InputError, match="overlay their file again"):
        found.contrast("x")


OPENED: dict[str, Callable[[Path], View]] = {
    "a folder": lambda folder: view(merge_of(folder, "tables")),
    "a SIF file": lambda folder: view(merge_of(folder, "sif")),
    "core and a SIF file": lambda folder: view(merge_of(folder, "core")),
    "a style": lambda folder: view(load_network("core"), read_style(own_style(folder))),
}


def merge_of(folder: Path, what: str) -> Any:
    from necro_cyto import read_network

    if what == "tables":
        copied = folder / "my tables"
        copied.mkdir()
        for path in (HERE / "samples" / "tiny").iterdir():
            (copied / path.name).write_bytes(path.read_bytes())
        return read_network(copied)
    path = folder / "mine.sif"
    path.write_text("MLKL\tactivates\tmy phenotype\n", encoding="utf-8")
    core = load_network("core")
    return read_sif(path, None if what == "sif" else core) if what == "sif" else merge(core, read_sif(path, core))


def own_style(folder: Path) -> Path:
    path = folder / "house.toml"
    path.write_text('title = "House"\n[node]\nlabel = { column = "label" }\nfill = "#ABCDEF"\n', encoding="utf-8")
    return path


@pytest.mark.parametrize("what", OPENED)
def test_what_is_the_users_own_is_found_again(window: Window, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    opened = OPENED[what](Path()).open(window.url)
    monkeypatch.chdir(HERE)
    found = find_session(window.url)
    assert found.network == opened.network
    assert set(found.view.network.nodes) == set(opened.view.network.nodes)
    assert found.view.look.name == opened.view.look.name
    before = window.legend(opened)
    found.legend(False).legend(True)
    assert window.legend(found) == before
    for path in sorted(tmp_path.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    with pytest.raises(InputError, match=r"and it is gone: put it back"):
        find_session(window.url)


@pytest.mark.parametrize("name", ["my\nlinks", 'my "best" links', "my\\links"])
def test_a_file_of_an_odd_name_is_found_by_it(window: Window, tmp_path: Path, name: str) -> None:
    path = tmp_path / f"{name}.sif"
    path.write_text("MLKL\tactivates\tmy phenotype\n", encoding="utf-8")
    opened = view(read_sif(path)).open(window.url)
    assert view(read_sif(path)).open(window.url).style_title == opened.style_title
    assert find_session(window.url, str(path)).style_title in window.get("styles")
    find_session(window.url, str(path)).close()
    assert opened.style_title not in window.get("styles")


def test_a_network_made_in_python_cannot_be_read_again(window: Window) -> None:
    import networkx as nx

    from necro_cyto import from_graph

    view(from_graph(nx.DiGraph([("MLKL", "x")]), name="mine")).open(window.url)
    with pytest.raises(InputError, match='"mine" was made in Python'):
        find_session(window.url)


def test_several_contrasts_are_charts_of_gene_nodes(tiny_view: View, window: Window, other: Path, tmp_path: Path) -> None:
    session = tiny_view.overlay([read_values(VALUES), read_values(other)]).open(window.url)
    strip = session.scene.strip
    assert strip is not None
    with_values = {n.id for n in session.scene.nodes if strip.in_row(n.columns)}
    places = {}
    for i in (1, 2):
        charts = window.drawn(session, f"NODE_CUSTOMGRAPHICS_{i}")
        assert {name for name, chart in charts.items() if "HeatMapChart" in str(chart)} == with_values
        chart = json.loads(str(charts["RIPK1"]).partition(":")[2])
        assert chart["cy_dataColumns"] == [f"nc effect {i}"]
        assert chart["cy_range"] == [strip.points[0][0], strip.points[-1][0]] == [-strip.points[-1][0], strip.points[-1][0]]
        assert [c.upper() for c in chart["cy_colors"]] == [str(c).upper() for c in (strip.points[2][1], strip.points[1][1], strip.points[0][1], strip.missing)]
        places[i] = float(str(window.drawn(session, f"NODE_CUSTOMGRAPHICS_POSITION_{i}")["RIPK1"]).split(",")[3])
    assert places[1] < places[2]
    assert set(strip.contrasts) <= set(window.legend(session))
    for name in (strip.contrasts[1], strip.contrasts[0], ""):
        before = session.transport.requests - session.transport.polls
        session.contrast(name)
        # Charts need a lock of the style undone, once.
        assert session.transport.requests - session.transport.polls - before <= (4 if name else 5)
        charts = window.drawn(session, "NODE_CUSTOMGRAPHICS_1")
        assert any("HeatMapChart" in str(chart) for chart in charts.values()) == (not name)
        same_picture(window, session)
    session.overlay(read_values(VALUES))
    assert all(row.get("nc effect 2") is None for row in window.rows(session))
    found = find_session(window.url)
    assert found.scene.strip is None


def test_all_files_are_checked_before_the_first_is_written(tiny_view: View, window: Window, tmp_path: Path) -> None:
    session = tiny_view.open(window.url)
    for bad in ("b.docx", "nowhere/b.png"):
        with pytest.raises(OutputError):
            session.save_all([tmp_path / "a.png", tmp_path / bad], min_font=1)
    with pytest.raises(InputError, match="would print at"):
        session.save_all([tmp_path / "a.png", tmp_path / "a.pdf"], width_mm=30)
    assert list(tmp_path.iterdir()) == []


def test_several_files_wait_once(tiny_view: View, tmp_path: Path) -> None:
    with Standin() as standin:
        session = tiny_view.open(standin.url)
        before = standin.count("PUT", "/network")
        session.save_all([tmp_path / f"a.{kind}" for kind in ("png", "svg", "pdf", "cx2")])
        assert sorted(p.name for p in tmp_path.iterdir()) == ["a.cx2", "a.pdf", "a.png", "a.svg"]
        frames = [r for r in standin.requests if r.method == "PUT" and r.path.endswith("/network") and len(r.body) > 1]
        assert standin.count("PUT", "/network") > before
        assert len(frames) == 2  # framed, and back


def test_nothing_is_cut(tiny_view: View, window: Window, tmp_path: Path) -> None:
    """Nodes, curves and notes that the user moved or made far out are in the frame."""
    session = tiny_view.open(window.url)
    ids = {row["nc id"]: row["SUID"] for row in window.rows(session)}
    entry = [{"SUID": ids["MLKL"], "view": [{"visualProperty": "NODE_X_LOCATION", "value": 3000.0}]}]
    window.send("PUT", f"networks/{session.network}/views/{session.view_suid}/nodes", entry)
    note = {"view": f"SUID:{session.view_suid}", "text": "far up", "x": "0", "y": "-900", "fontSize": "20"}
    window.send("POST", f"{ANNOTATIONS}/add text", note)
    picture = session.save(tmp_path / "a.svg", width_mm=300, min_font=0.5).read_text(encoding="utf-8")
    wide, high = (float(picture.partition(f'{side}="')[2].partition("mm")[0]) for side in ("width", "height"))
    left = session.scene.box[0]
    bottom = session.scene.box[3]
    assert wide == 300
    assert high == pytest.approx(300 * (bottom + 900 + 20) / (3000 + 35 - left + 20), rel=0.03)
    assert "MLKL" in picture
    assert "far up" in picture


def test_the_style_of_a_session_is_titled_as_its_network(tiny_view: View) -> None:
    with Standin() as standin:
        assert tiny_view.open(standin.url).style_title == style_title(tiny_view.scene) == "necro-cyto tiny"


@pytest.mark.parametrize(("side", "strays"), [(20, 1), (200, 70)])
def test_stray_pixels_are_no_proof(side: int, strays: int) -> None:
    """Where lines are smoothed, pixels may have any colour, also the one that we wait for."""
    shown, asked = ["#FFFFFF"], []

    class Pictures:
        def put(self, path: str, body: list[dict[str, str]], poll: bool) -> None:
            asked.append(body[0]["value"])

        def get(self, path: str, query: object, poll: bool) -> bytes:
            if len(asked) > 2:  # it took a while
                shown.append(asked[-1])
            picture = Image.new("RGB", (side, side), shown[-1])
            for x, colour in enumerate(("#FEFFFF", "#FFFEFF", "#FFFFFE", "#FEFEFF", "#FEFFFE", "#FFFEFE", "#FEFEFE", "#FDFEFE")):
                picture.paste(rgb(colour), (x, 0, x + 1, strays))
            out = io.BytesIO()
            picture.save(out, "PNG")
            return out.getvalue()

    settle(Pictures(), 1, 2, "#FFFFFF")  # type: ignore[arg-type]
    assert len(asked) > 3
    assert shown[-1] == asked[-1] == "#FFFFFF"


def test_other_values_while_the_user_looks_at_a_detail(tiny_values_view: View, window: Window, other: Path) -> None:
    """Zoomed into a cell nothing of the page is seen, which proves that a view is drawn."""
    session = tiny_values_view.open(window.url)
    cell = next(m for m in session.scene.marks if m.group == "places")
    close = {"NETWORK_SCALE_FACTOR": 40.0, "NETWORK_CENTER_X_LOCATION": cell.x + 20, "NETWORK_CENTER_Y_LOCATION": cell.y + cell.height - 20}
    entries = [{"visualProperty": name, "value": value} for name, value in close.items()]
    window.send("PUT", f"networks/{session.network}/views/{session.view_suid}/network", entries)
    started = time.monotonic()
    session.overlay(read_values(other))
    assert time.monotonic() - started < 8
    same_picture(window, session)
    after = {e["visualProperty"]: e["value"] for e in window.get(f"networks/{session.network}/views/{session.view_suid}/network")}
    assert {name: after[name] for name in close} == close


def test_two_hundred_exports_are_all_right(tiny_values_view: View, tmp_path: Path) -> None:
    """Whatever the lag, the second application of the style and lost updates do: no picture is wrong."""
    with Standin(lag=(0.0, 0.03), seed=5, lost_updates=0.03, second=0.01, restyle=0.01) as standin:
        session = tiny_values_view.open(standin.url)
        values = read_values(VALUES)
        pictures = set()
        for i in range(200):
            if i % 25 == 0:
                session.overlay(values, 9.0).overlay(values)
            pictures.add(session.save(tmp_path / "a.png", width_mm=30, dpi=40, min_font=0.1).read_bytes())
    assert len(pictures) == 1
    colours = Image.open(tmp_path / "a.png").convert("RGB").getcolors(1 << 20) or []
    assert (200, 0, 0) not in {colour for _, colour in colours}  # the default red of an unstyled node
