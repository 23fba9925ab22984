"""The stand-in is as slow and as faulty as the real program, only quicker about it."""

from __future__ import annotations

import html
import http.client
import re
import time
from pathlib import Path

import pytest
from cytoscape_standin import Standin, read_png
from cytoscape_standin.caller import BLUE, GREEN, RED, WHITE, Caller, wait

NEVER = 3600.0
SHAPE = "org.cytoscape.view.presentation.annotations.ShapeAnnotation"
TEXT = "org.cytoscape.view.presentation.annotations.TextAnnotation"

def test_a_new_view_is_drawn_with_red_defaults_until_style_and_fit_are_in_the_snapshot() -> None:
    with Standin(lag=0.2) as standin:
        call = Caller(standin)
        call.style()
        call.push()
        call.apply()
        assert call.fills() == [GREEN, GREEN]
        early = call.picture()
        assert RED in early.colours() and GREEN not in early.colours()
        call.settle("#FFFFFE")
        assert call.picture() == call.picture()
        assert call.picture().colours() == {GREEN, "#FFFFFE"}

def test_the_sentinel_never_lies() -> None:
    for seed in range(12):
        with Standin(seed=seed) as standin:
            call = Caller(standin)
            call.style()
            call.push()
            call.apply()
            call.settle("#FFFFFE")
            assert call.picture(w=200).colours() == {GREEN, "#FFFFFE"}
            call.settle(WHITE)
            assert call.picture(w=200).colours() == {GREEN, WHITE}

def test_new_values_are_in_the_table_but_not_in_the_picture_until_applied() -> None:
    with Standin(restyle=NEVER) as standin:
        call = Caller(standin)
        call.style()
        call.push()
        call.apply()
        call.settle("#FFFFFE")
        time.sleep(0.03)
        call.value(v=-3.0)
        call.settle("#FFFFFD")
        assert BLUE not in call.picture().colours()
        assert call.fills() == [GREEN, GREEN]
        call.apply()
        call.settle("#FFFFFC")
        assert BLUE in call.picture().colours()

def test_a_view_on_screen_is_restyled_late_one_off_screen_when_it_is_shown() -> None:
    with Standin(lag=0.001, second=0.0, restyle=0.3) as standin:
        call = Caller(standin)
        call.style()
        call.push()
        call.apply()
        standin.settle()
        call.value(v=-3.0)
        assert call.fills() == [GREEN, GREEN]
        wait(lambda: BLUE in call.fills())
        ours = call.view
        Caller(standin).push("other")
        standin.settle()
        call.value(v=3.0)
        time.sleep(0.35)
        assert BLUE in call.fills()
        call("PUT", "/networks/views/currentNetworkView", {"networkViewSUID": ours})
        wait(lambda: BLUE not in call.fills())

def test_a_second_application_follows_the_first() -> None:
    with Standin(lag=0.0, second=0.3, restyle=NEVER) as standin:
        call = Caller(standin)
        call.style()
        call.push()
        call.apply()
        call.value(v=-3.0)
        assert call.fills() == [GREEN, GREEN]
        wait(lambda: BLUE in call.fills())

def test_applying_while_another_view_is_current_restyles_that_one_too() -> None:
    with Standin() as standin:
        user, ours = Caller(standin), Caller(standin)
        user.style("user", "#0000AA")
        ours.style("ours")
        ours.push("ours")
        user.push("user")
        user.apply("user")
        assert user.fills() == ["#0000AA", "#0000AA"]
        ours.apply()
        assert user.fills() == ours.fills() == [GREEN, GREEN]
        assert standin.model.current_view is not None
        assert standin.model.current_view.style_title == "ours"

def test_a_fit_before_the_window_has_a_size_waits_for_it() -> None:
    with Standin(lag=NEVER) as standin:
        call = Caller(standin)
        call.push()
        call("GET", f"/apply/fit/{call.network}")
        path = f"/networks/{call.network}/views/{call.view}/network"
        assert call("GET", f"{path}/NETWORK_WIDTH")["value"] == 550.0
        assert call("GET", f"{path}/NETWORK_SCALE_FACTOR")["value"] == 1.0
        standin.settle()
        assert call("GET", f"{path}/NETWORK_WIDTH")["value"] == 816.0
        assert call("GET", f"{path}/NETWORK_SCALE_FACTOR")["value"] != 1.0

def test_the_box_of_pictures_is_set_by_width_and_height_at_once() -> None:
    with Standin(window=(800, 400)) as standin:
        call = Caller(standin)
        call.push()
        standin.settle()
        assert (call.picture(w=1000).height, call.picture(h=100).width) == (500, 200)
        call.set_network(NETWORK_WIDTH=1600, NETWORK_HEIGHT=1600)
        picture = call.picture(w=160)
        assert picture.height == 160
        assert picture.pixel(1, 1) == WHITE
        assert picture.pixel(100, 10) == picture.pixel(10, 100) == ""

def test_nodes_are_drawn_at_their_place() -> None:
    with Standin(window=(800, 400)) as standin:
        call = Caller(standin)
        call.style()
        call.push()
        call.apply()
        standin.settle()
        call.set_network(
            NETWORK_SCALE_FACTOR=2.0, NETWORK_CENTER_X_LOCATION=100.0, NETWORK_CENTER_Y_LOCATION=30.0
        )
        standin.settle()
        picture = call.picture(w=800)
        assert picture.pixel(200, 140) == picture.pixel(600, 260) == GREEN
        assert picture.pixel(400, 200) == picture.pixel(200, 260) == WHITE
        assert picture.pixel(155, 95) == GREEN and picture.pixel(145, 85) == WHITE

def test_svg_has_the_labels_and_pdf_loses_greek() -> None:
    with Standin() as standin:
        call = Caller(standin)
        call.style()
        call.push(first="IL-1β")
        call.apply()
        standin.settle()
        path = f"/networks/{call.network}/views/{call.view}"
        svg, pdf = call.raw("GET", path + ".svg")[1].decode(), call.raw("GET", path + ".pdf")[1]
        assert re.findall("<text[^>]*>([^<]+)</text>", html.unescape(svg)) == ["IL-1β", "MLKL"]
        assert pdf.startswith(b"%PDF-1.") and b"(IL-1)" in pdf and b"(MLKL)" in pdf
        start = int(pdf.split(b"startxref\n")[1].split(b"\n")[0])
        assert pdf[start : start + 4] == b"xref"

def test_annotations_of_the_body_come_with_the_size_and_break_at_their_marks() -> None:
    texts = [
        f"type={TEXT}|name=one|text=FDR = 0.05|x=0|y=0",
        f"type={TEXT}|name=two|text=a|b|x=0|y=0",
        f"type={SHAPE}|name=three|x=0|y=0|width=10|height=10|fillColor=-16776961|shapeType=ELLIPSE",
    ]
    with Standin(lag=NEVER) as standin:
        call = Caller(standin)
        call.push(__Annotations=texts)
        view = f"SUID:{call.view}"
        assert call.command("annotation/list", view=view)[1]["data"] == []
        standin.settle()
        found = {a["name"]: a for a in call.command("annotation/list", view=view)[1]["data"]}
        assert (found["one"]["text"], found["two"]["text"]) == ("", "a")
        assert found["three"]["fillColor"] == "#0000FF"
        assert "#0000FF" in call.picture().colours()

def test_annotations_by_command_are_drawn_at_once_and_a_group_takes_its_members_along() -> None:
    with Standin(lag=NEVER) as standin:
        call = Caller(standin)
        call.push()
        call.command("annotation/add shape", view=f"SUID:{call.view}", fillColor="#112233", x=-9, y=-9)
        added = call.command("annotation/add shape", fillColor="#445566", newName="nc:legend")[1]["data"]
        assert {"#112233", "#445566"} <= call.picture(w=800).colours()
        group = call.command("annotation/group", annotationlist=added["uuid"])[1]["data"]
        call.command("annotation/delete", uuidOrName=group["uuid"])
        assert "#445566" not in call.picture(w=800).colours()

def test_lost_updates_stay_undrawn_until_the_next_one() -> None:
    with Standin(lag=0.001, lost_updates=0.5, seed=3) as standin:
        call = Caller(standin)
        call.push()
        standin.settle()
        seen = []
        for number in range(20):
            call.background(f"#0000{number:02X}")
            standin.settle()
            seen.append(f"#0000{number:02X}" in call.picture(w=64).colours())
        assert True in seen and False in seen

def test_exports_without_engine_fail_and_leave_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    with Standin(engine=NEVER) as standin:
        call = Caller(standin)
        call.push()
        status, body = call.command("view/export png", outputFile=str(path), view=f"SUID:{call.view}")
        assert (status, body["errors"][0]["message"]) == (500, "Rendering Engine is null.")
        assert path.read_bytes() == b""
    with Standin() as standin:
        call = Caller(standin)
        call.push()
        standin.fail_exports(1)
        assert [call.command("view/export png", outputFile=str(path))[0] for _ in range(2)] == [500, 200]
        assert read_png(path.read_bytes()).width == 550

def test_sessions_give_new_identifiers_and_keep_the_rest(tmp_path: Path) -> None:
    with Standin() as standin:
        call = Caller(standin)
        call.style()
        old = call.push(nc_id="id-42")
        call.apply()
        standin.settle()
        call("POST", "/session", file=tmp_path / "x.cys")
        call("GET", "/session", file=tmp_path / "x.cys")
        found = call("GET", "/networks", column="nc_id", query="id-42")
        assert len(found) == 1 and found != [old]
        call.network, call.view = found[0], call("GET", f"/networks/{found[0]}/views")[0]
        assert call.fills() == [GREEN, GREEN]

def test_one_request_fails_and_the_next_does_not() -> None:
    with Standin() as standin:
        standin.fail_next(status=500, path="/styles")
        paths = ("/version", "/styles", "/styles")
        assert [Caller(standin).raw("GET", path)[0] for path in paths] == [200, 500, 200]

def test_another_program_may_listen_there() -> None:
    with Standin(other_program=True) as standin:
        status, data = Caller(standin).raw("GET", "/version")
        assert status == 200 and b"<html>" in data

def test_an_answer_may_take_long_while_others_do_not() -> None:
    with Standin() as standin:
        call = Caller(standin)
        standin.hang(0.4, path="/version")
        start = time.monotonic()
        call("GET", "/version")
        between = time.monotonic()
        call("GET", "/version")
        assert between - start >= 0.4 > time.monotonic() - between

def test_the_program_may_be_closed_in_the_middle() -> None:
    with Standin() as standin:
        call = Caller(standin)
        standin.stop_after(1)
        assert call.raw("GET", "/version")[0] == 200
        for _ in range(3):
            with pytest.raises((ConnectionError, http.client.HTTPException)):
                call.raw("GET", "/version")
        assert standin.count() == 1

def test_connections_may_be_closed_or_cut() -> None:
    with Standin() as standin:
        call = Caller(standin)
        standin.close_next(path="/version")
        standin.cut_next(path="/styles")
        for path in ("/version", "/styles"):
            with pytest.raises((ConnectionError, http.client.HTTPException)):
                call.raw("GET", path)
            assert call.raw("GET", path)[0] == 200

def test_apps_may_still_be_starting() -> None:
    with Standin(starting=0.3) as standin:
        call = Caller(standin)
        assert call("GET", "")["allAppsStarted"] is False
        wait(lambda: bool(call("GET", "")["allAppsStarted"]))

def test_requests_are_kept_and_counted() -> None:
    with Standin() as standin:
        call = Caller(standin)
        call.push()
        method, path, query, body = standin.requests[0]
        assert (method, path, query["title"]) == ("POST", "/v1/networks", body["data"]["name"])
        assert standin.count() == 2 and standin.count("GET", "/views") == 1
