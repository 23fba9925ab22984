"""The running Cytoscape: tried on the stand-in, and with ``-m cytoscape`` on the real program."""

from __future__ import annotations

import html
import io
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from cytoscape_standin import Standin
from PIL import Image

from necro_cyto import View, load_network, read_values, view
from necro_cyto.colour import rgb
from necro_cyto.errors import CytoscapeError, CytoscapeNotReached, CytoscapeRefused, NecroCytoError
from necro_cyto.targets.cytoscape import find_session
from necro_cyto.targets.cytoscape.facts import MARK, style_title
from necro_cyto.targets.cytoscape.pictures import frame_box
from necro_cyto.targets.cytoscape.transport import Transport
from necro_cyto.targets.sizes import MARGIN

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "networks" / "examples" / "made-up-values.csv"


def ask(url: str, path: str) -> object:
    return requests.get(f"{url}/{path}", timeout=30).json()


def rows(url: str, network: int, table: str) -> list[dict[str, object]]:
    return ask(url, f"networks/{network}/tables/{table}/rows")  # type: ignore[return-value]


def drawn(url: str, session: object, name: str) -> dict[str, object]:
    """Return what the view says of a visual property, by our node id."""
    network, shown = session.network, session.view_suid  # type: ignore[attr-defined]
    ids = {row["SUID"]: row["nc id"] for row in rows(url, network, "defaultnode")}
    values = ask(url, f"networks/{network}/views/{shown}/nodes?visualProperty={name}")
    return {str(ids[entry["SUID"]]): entry["view"][0]["value"] if "view" in entry else entry["value"] for entry in values}  # type: ignore[index, union-attr, attr-defined]


def test_open_shows_nodes_values_and_marks(tiny_values_view: View, url: str) -> None:
    session = tiny_values_view.open(url)
    table = {row["nc id"]: row for row in rows(url, session.network, "defaultnode")}
    assert table["RIPK3"]["nc effect"] == -1.5
    assert table["RIPK3"]["nc significant"] is True
    assert table["RIPK3"]["nc genes"] == ["RIPK3"]
    assert table["MLKL"].get("nc significance") is None
    assert "nc effect" not in table["necroptosis"] or table["necroptosis"]["nc effect"] is None
    facts = rows(url, session.network, "defaultnetwork")[0]
    assert facts[MARK] == f"necro-cyto:{tiny_values_view.network.name}"
    assert facts["nc values file"] == "tiny_deseq2.csv"
    session.close()


def test_the_program_draws_what_the_scene_says(tiny_values_view: View, url: str) -> None:
    session = tiny_values_view.open(url)
    looks = tiny_values_view.scene.node_looks()
    fills = drawn(url, session, "NODE_FILL_COLOR")
    assert {k: v.upper() for k, v in fills.items()} == {k: str(look["fill"]).upper() for k, look in looks.items()}
    widths = drawn(url, session, "NODE_WIDTH")
    assert widths == {k: pytest.approx(look["width"]) for k, look in looks.items()}
    xs = drawn(url, session, "NODE_X_LOCATION")
    assert xs == {n.id: pytest.approx(n.x, abs=0.01) for n in tiny_values_view.scene.nodes}
    session.close()


def test_the_pictures_of_the_window_and_without_it_agree(tiny_values_view: View, url: str, tmp_path: Path) -> None:
    """Seen in their pixels: every node has its colour, and what is around it another, in both at the same place."""
    session = tiny_values_view.open(url)
    scene, size = tiny_values_view.scene, {"width_mm": 150.0, "dpi": 150.0, "min_font": 1.0}
    session.save(tmp_path / "window.png", **size)
    tiny_values_view.save(tmp_path / "ours.png", **size)
    box = scene.box
    around = (box[0] - MARGIN, box[1] - MARGIN, box[2] + MARGIN, box[3] + MARGIN)
    frames = frame_box(session.transport, session.view_suid, session.scene, session.work), around
    pictures = [Image.open(tmp_path / f"{name}.png").convert("RGB") for name in ("window", "ours")]
    assert pictures[0].width == pictures[1].width
    assert pictures[0].height == pytest.approx(pictures[1].height, rel=0.02)
    seen: list[dict[str, tuple[int, ...]]] = []
    for picture, (left, top, right, _) in zip(pictures, frames, strict=True):
        scale = picture.width / (right - left)
        spots: dict[str, tuple[float, float]] = {f"in {p.id}": (p.x + 30, p.y + 40) for p in scene.places}
        for node, look in zip(scene.nodes, scene.node_looks().values(), strict=True):
            if node.columns["kind"] in ("protein", "process"):  # that fill their box
                wide, high = float(look["width"]), float(look["height"])
                spots[node.id] = (node.x - wide / 2 + 12, node.y + high / 2 - 6)  # beside the label
                spots[f"below {node.id}"] = (node.x - wide / 2 + 12, node.y + high / 2 + 6)
        at = {name: (round((x - left) * scale), round((y - top) * scale)) for name, (x, y) in spots.items()}
        seen.append({name: tuple(picture.getpixel(xy)) for name, xy in at.items()})
    for name, colour in seen[0].items():
        assert colour == pytest.approx(seen[1][name], abs=10), name
    fills = {k: rgb(str(look["fill"])) for k, look in scene.node_looks().items() if k in seen[0] and look["fill_opacity"]}
    assert len(fills) >= 3
    assert {k: seen[0][k] for k in fills} == {k: pytest.approx(v, abs=10) for k, v in fills.items()}
    session.close()


def test_open_again_replaces_and_touches_nothing_else(tiny_view: View, url: str) -> None:
    requests.post(
        f"{url}/networks?format=json&title=A tiny network&collection=mine",
        json={"data": {"name": "A tiny network"}, "elements": {"nodes": [{"data": {"id": "a"}}], "edges": []}},
        timeout=30,
    )
    before = set(ask(url, "networks"))  # type: ignore[call-overload]
    styles = set(ask(url, "styles"))  # type: ignore[call-overload]
    first = tiny_view.open(url)
    second = tiny_view.open(url)
    assert set(ask(url, "networks")) == before | {second.network}  # type: ignore[call-overload]
    assert first.network != second.network
    assert set(ask(url, "styles")) == styles | {style_title(tiny_view.scene)}  # type: ignore[call-overload]
    second.close()
    assert set(ask(url, "networks")) == before  # type: ignore[call-overload]
    assert set(ask(url, "styles")) == styles  # type: ignore[call-overload]
    for suid in before:
        requests.delete(f"{url}/networks/{suid}", timeout=30)


CHANGES = {
    "a default": ("PUT", "defaults", [{"visualProperty": "NODE_BORDER_PAINT", "value": "#FF00FF"}]),
    "a mapping": ("DELETE", "mappings/NODE_LABEL", None),
    "one more mapping": (
        "POST",
        "mappings",
        [{"mappingType": "passthrough", "mappingColumn": "name", "mappingColumnType": "String", "visualProperty": "NODE_LABEL_ROTATION"}],
    ),
    "a lock": ("PUT", "dependencies", [{"visualPropertyDependency": "nodeSizeLocked", "enabled": True}]),
}


@pytest.mark.parametrize("what", ["nothing", *CHANGES])
def test_open_again_keeps_our_style_and_makes_it_right(tiny_values_view: View, url: str, what: str) -> None:
    title, looks = style_title(tiny_values_view.scene), ("NODE_LABEL", "NODE_BORDER_PAINT", "NODE_HEIGHT", "NODE_WIDTH")
    first = tiny_values_view.open(url)
    wanted, style = [drawn(url, first, name) for name in looks], ask(url, f"styles/{title}")
    if what in CHANGES:
        verb, part, body = CHANGES[what]
        requests.request(verb, f"{url}/styles/{title}/{part}", json=body, timeout=30).raise_for_status()
    transport = Transport(url, keep=True)
    again = tiny_values_view.open(transport)
    assert [drawn(url, again, name) for name in looks] == wanted
    assert by_property(ask(url, f"styles/{title}")) == by_property(style)
    made = [sent.path for sent in transport.sent or () if sent.method == "POST" and sent.path == "styles"]
    assert len(made) == (what == "one more mapping")  # which is none of ours to take away
    again.close()
    assert title not in ask(url, "styles")  # type: ignore[operator]


def by_property(style: object) -> dict[str, list[str]]:
    """Return the mappings of a style, in an order of ours."""
    return {m["visualProperty"]: sorted(map(str, m.get("map", ()))) for m in style["mappings"]}  # type: ignore[index]


def test_open_is_few_requests(url: str) -> None:
    picture = view(load_network("core")).overlay(read_values(EXAMPLE))
    picture.open(url)
    session = picture.open(url)
    # One of these retires the former network, once the new one is drawn.
    assert session.transport.requests - session.transport.polls <= 11
    session.close()


def test_other_values_leave_none_of_the_old(tiny: object, url: str, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("gene,log2FoldChange,padj\nRIPK1,-0.7,0.2\n")
    session = view(tiny).overlay(read_values(HERE / "samples" / "tiny_deseq2.csv")).open(url)  # type: ignore[arg-type]
    session.overlay(read_values(other))
    table = {row["nc id"]: row for row in rows(url, session.network, "defaultnode")}
    assert table["RIPK1"]["nc effect"] == -0.7
    assert table["RIPK3"].get("nc effect") is None
    assert table["RIPK3"]["nc state"] == "not in file"
    fills = {k: v.upper() for k, v in drawn(url, session, "NODE_FILL_COLOR").items()}  # type: ignore[attr-defined]
    assert fills["RIPK3"] == session.view.look.channel("node", "fill").missing
    assert fills["RIPK1"] == str(session.view.scene.node_looks()["RIPK1"]["fill"]).upper()
    session.close()


def annotation_texts(url: str, view_suid: int) -> list[str]:
    answer = requests.post(f"{url}/commands/annotation/list", json={"view": f"SUID:{view_suid}"}, timeout=30).json()
    return [a["text"] for a in answer["data"] if a.get("text")]


def test_the_legend_is_replaced_not_doubled(tiny_view: View, url: str) -> None:
    session = tiny_view.open(url)
    before = annotation_texts(url, session.view_suid)
    assert before.count("Edges") == 1
    session.overlay(read_values(HERE / "samples" / "tiny_deseq2.csv"))
    after = annotation_texts(url, session.view_suid)
    assert after.count("Edges") == 1
    assert "log2 fold change" in after
    session.legend(False)
    assert annotation_texts(url, session.view_suid) == [
        t for t in before if t in {m.text for m in session.view.scene.marks}
    ]
    session.close()


def test_a_later_process_finds_the_network_again(url: str, tmp_path: Path) -> None:
    opened = view(load_network("core")).open(url)
    found = find_session(url)
    assert (found.network, found.view_suid) == (opened.network, opened.view_suid)
    found.overlay(read_values(EXAMPLE))
    again = find_session(url)
    assert again.view.look.name == "overlay"
    again.overlay(read_values(EXAMPLE))
    assert annotation_texts(url, again.view_suid).count("Edges") == 1
    facts = rows(url, again.network, "defaultnetwork")[0]
    assert facts["nc values file"] == EXAMPLE.name
    assert found.view.report["matched"]["network_genes"] > 10
    found.close()


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_export_has_the_asked_size(url: str, tiny_view: View, tmp_path: Path, suffix: str) -> None:
    session = tiny_view.open(url)
    path = session.save(tmp_path / f"out{suffix}", width_mm=120, dpi=300)
    data = path.read_bytes()
    if suffix == ".png":
        picture = Image.open(io.BytesIO(data))
        picture.load()
        assert picture.width == round(120 / 25.4 * 300)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    elif suffix == ".svg":
        assert b'width="120mm"' in data
        assert "IL-1α" in html.unescape(data.decode())
    else:
        box = re.search(rb"/MediaBox\s*\[\s*0(?:\.0)?\s+0(?:\.0)?\s+([\d.]+)", data)
        assert data.startswith(b"%PDF")
        assert box is None or float(box[1]) == pytest.approx(120 / 25.4 * 72, abs=1)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    session.close()


def test_export_leaves_the_view_as_it_was(tiny_view: View, url: str, tmp_path: Path) -> None:
    session = tiny_view.open(url)
    base = f"networks/{session.network}/views/{session.view_suid}/network"
    names = ("NETWORK_WIDTH", "NETWORK_HEIGHT", "NETWORK_SCALE_FACTOR", "NETWORK_BACKGROUND_PAINT")

    def state() -> dict[str, object]:
        return {e["visualProperty"]: e["value"] for e in ask(url, base) if e["visualProperty"] in names}  # type: ignore[attr-defined]

    before = state()
    session.save(tmp_path / "a.png", width_mm=100, dpi=100)
    assert state() == before
    session.close()


def test_moved_nodes_come_home(tiny_view: View, url: str) -> None:
    session = tiny_view.open(url)
    ids = {row["nc id"]: row["SUID"] for row in rows(url, session.network, "defaultnode")}
    base = f"{url}/networks/{session.network}/views/{session.view_suid}/nodes"
    entries = [("NODE_X_LOCATION", 512.5), ("NODE_Y_LOCATION", -33.0)]
    body = [{"SUID": ids["MLKL"], "view": [{"visualProperty": p, "value": v} for p, v in entries]},
            {"SUID": ids["RIPK1"], "view": [{"visualProperty": "NODE_VISIBLE", "value": False}]}]  # fmt: skip
    requests.put(base, json=body, timeout=30).raise_for_status()
    pulled = session.pull()
    assert {n.id: (n.x, n.y) for n in pulled.scene.nodes}["MLKL"] == (512.5, -33.0)
    assert set(pulled.network.nodes) == set(tiny_view.network.nodes) - {"RIPK1"}
    other = next(n for n in tiny_view.scene.nodes if n.id == "RIPK3")
    assert {n.id: (n.x, n.y) for n in pulled.scene.nodes}["RIPK3"] == pytest.approx((other.x, other.y), abs=0.01)
    session.close()


def test_the_style_was_deleted_by_the_user(tiny_view: View) -> None:
    with Standin() as standin:
        session = tiny_view.open(standin.url)
        requests.delete(f"{standin.url}/styles/{session.style_title}", timeout=5)
        session.style("overlay")
        assert session.style_title in ask(standin.url, "styles")  # type: ignore[operator]


# Faults: only on the stand-in.


def test_nothing_answers(tiny_view: View) -> None:
    started = time.monotonic()
    with pytest.raises(CytoscapeNotReached, match="start Cytoscape"):
        tiny_view.open("http://127.0.0.1:9")
    assert time.monotonic() - started < 5


def test_another_program_answers(tiny_view: View) -> None:
    with Standin(other_program=True) as standin, pytest.raises(CytoscapeNotReached, match="another program"):
        tiny_view.open(standin.url)


def test_it_is_still_starting(tiny_view: View) -> None:
    with Standin(starting=0.5) as standin:
        tiny_view.open(standin.url).close()


@pytest.mark.parametrize("count", range(2, 12))
def test_it_stops_in_the_middle(tiny_view: View, count: int) -> None:
    with Standin() as standin:
        standin.stop_after(count)
        started = time.monotonic()
        with pytest.raises(CytoscapeError):
            tiny_view.open(standin.url)
        assert time.monotonic() - started < 10


@pytest.mark.parametrize(("method", "path"), [("POST", "styles"), ("GET", "apply/styles"), ("PUT", "dependencies")])
def test_a_failed_push_removes_what_it_made(tiny_view: View, method: str, path: str) -> None:
    with Standin() as standin:
        standin.fail_next(500, path, method, 2)
        with pytest.raises(CytoscapeRefused):
            tiny_view.open(standin.url)
        assert ask(standin.url, "networks") == []


def test_a_bad_picture_never_touches_the_file(tiny_view: View, tmp_path: Path) -> None:
    with Standin() as standin:
        session = tiny_view.open(standin.url)
        kept = tmp_path / "fig.png"
        kept.write_bytes(b"older")
        standin.fail_next(500, ".png", "GET", 2)
        with pytest.raises(CytoscapeRefused):
            session.save(kept)
        assert kept.read_bytes() == b"older"
        assert list(tmp_path.iterdir()) == [kept]


def test_a_pdf_of_a_later_process_shows_the_values(url: str, tmp_path: Path) -> None:
    picture = view(load_network("core")).overlay(read_values(EXAMPLE))
    session = picture.open(url)
    here = session.save(tmp_path / "here.pdf").read_bytes()
    later = find_session(url).save(tmp_path / "later.pdf").read_bytes()
    direct = picture.save(tmp_path / "direct.pdf").read_bytes()
    # Positions come back from Cytoscape rounded; what is drawn is the same.
    assert abs(len(here) - len(direct)) < len(direct) * 0.02
    assert abs(len(later) - len(direct)) < len(direct) * 0.02
    session.close()


def test_our_network_was_deleted_by_the_user(tiny_view: View) -> None:
    with Standin() as standin:
        session = tiny_view.open(standin.url)
        requests.delete(f"{standin.url}/networks/{session.network}", timeout=5)
        with pytest.raises(NecroCytoError, match="open it again"):
            session.legend(False)


def test_py4cytoscape_is_left_as_it_was(tmp_path: Path) -> None:
    """In one process with the user's own use of it: settings, logs and folders untouched."""
    code = f"""
import json, os, sys
sys.path.insert(0, {str(HERE)!r})
from cytoscape_standin import Standin
from necro_cyto import read_network, view
with Standin() as standin:
    before = dict(os.environ)
    session = view(read_network({str(HERE / "samples" / "tiny")!r})).open(standin.url)
    import py4cytoscape as p4c
    from py4cytoscape import commands, py4cytoscape_notebook, py4cytoscape_sandbox
    import requests
    sent = [r.path for r in standin.requests]
    print(json.dumps({{
        "environment": before == dict(os.environ),
        "requests": commands.requests is requests,
        "verdict": py4cytoscape_notebook.execution_environment(),
        "sandbox": py4cytoscape_sandbox.get_sandbox_reinitialize(),
        "transfer": [p for p in sent if "filetransfer" in p],
    }}))
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(run.stdout) == {
        "environment": True, "requests": True, "verdict": 0, "sandbox": True, "transfer": [],
    }  # fmt: skip
    assert list(tmp_path.iterdir()) == []
    assert run.stderr == ""
