"""Routes of the program itself: version, window, fit, layouts, session."""

from __future__ import annotations

from pathlib import Path

from . import sessions
from .answers import JSON_UTF8, Answer, Call, Json, as_json, refuse, route, uncaught
from .commands import LAYOUTS, lay_out
from .model import Model, Network
from .routes_networks import VERSION, network_by

STATES = ("HIDE", "DOCK", "FLOAT")
ALONE = (1300, 695)
SHOWN_AGAIN = (973, 267)


@route("GET", "/")
def api_versions(call: Call) -> Json:
    return {"availableApiVersions": ["v1"]}


@route("GET", "/v1")
def status(call: Call) -> Answer:
    memory = {"usedMemory": 254, "freeMemory": 769, "totalMemory": 1024, "maxMemory": 4096}
    ready = call.model.clock.now() >= call.model.apps_ready_at
    body = {"allAppsStarted": ready, "apiVersion": "v1", "numberOfCores": 2, "memoryStatus": memory}
    return as_json(body, content_type=JSON_UTF8)


@route("GET", "/v1/version")
def version(call: Call) -> Json:
    return {"apiVersion": "v1", "cytoscapeVersion": VERSION}


@route("GET", "/v1/ui")
def window(call: Call) -> Answer:
    return as_json({"isDesktopAvailable": True}, content_type=JSON_UTF8)


@route("PUT", "/v1/ui/lod")
def details(call: Call) -> Answer:
    return as_json({"message": "Toggled Graphics level of details."}, content_type=JSON_UTF8)


@route("GET", "/v1/ui/panels")
def list_panels(call: Call) -> Answer:
    panels = [{"name": name, "state": state} for name, state in call.model.panels.items()]
    return as_json(panels, content_type=JSON_UTF8)


@route("GET", "/v1/ui/panels/{panel}")
def get_panel(call: Call) -> Answer:
    name = call.named["panel"]
    return as_json({"name": name, "state": call.model.panels[name]}, content_type=JSON_UTF8)


@route("PUT", "/v1/ui/panels")
def set_panels(call: Call) -> None:
    for entry in call.body():
        if entry["name"] not in call.model.panels:
            uncaught(f"No enum constant org.cytoscape.application.swing.CytoPanelName.{entry['name']}")
        if entry["state"] not in STATES:
            uncaught(f"No enum constant org.cytoscape.application.swing.CytoPanelState.{entry['state']}")
        call.model.panels[entry["name"]] = entry["state"]
    resize(call.model)


def resize(model: Model) -> None:
    """The window without panels is larger; with them back it is not as it was."""
    alone = all(state != "DOCK" for state in model.panels.values())
    if alone or model.window == ALONE:
        model.window = ALONE if alone else SHOWN_AGAIN
        for network in model.networks.values():
            for view in network.views:
                view.resize()


def applied_to(call: Call) -> Network:
    """The network of an apply route."""
    return network_by(call, call.number("network"), "apply")


@route("GET", "/v1/apply/fit/{network}")
def fit(call: Call) -> Json:
    for view in applied_to(call).views[:1]:
        view.fit()
    return {"message": "Fit content success."}


@route("GET", "/v1/apply/layouts")
def list_layouts(call: Call) -> Json:
    return list(LAYOUTS)


@route("GET", "/v1/apply/layouts/{layout}/{network}")
def apply_layout(call: Call) -> Json:
    network = applied_to(call)
    if call.named["layout"] not in LAYOUTS:
        refuse(404, "apply", 3, f"No such layout algorithm: {call.named['layout']}")
    lay_out(network)
    return {"message": "Layout finished."}


def session_path(call: Call) -> Path:
    """The file the query names."""
    return Path(call.query.get("file", ""))


@route("POST", "/v1/session")
def save_session(call: Call) -> Json:
    if not session_path(call).parent.is_dir():
        refuse(500, "session", 2, "Could not save session.")
    sessions.save(call.model, session_path(call))
    return {"file": call.query["file"]}


@route("GET", "/v1/session")
def open_session(call: Call) -> Json:
    if not session_path(call).is_file():
        refuse(500, "session", 1, "Could not open session.")
    sessions.open_(call.model, session_path(call))
    return {"file": call.query["file"]}


@route("DELETE", "/v1/session")
def new_session(call: Call) -> Json:
    call.model.reset()
    return {"message": "New session created."}


@route("GET", "/v1/session/name")
def session_name(call: Call) -> Json:
    return {"name": call.model.session_file}
