"""A rehearsal: every request is answered as by an empty Cytoscape that draws at once, and none is sent."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image

from necro_cyto.errors import CytoscapeRefused
from necro_cyto.targets.cytoscape.notes import Notes, command_of
from necro_cyto.targets.cytoscape.transport import Sent, Transport

Json = Any
WINDOW = {"NETWORK_WIDTH": 800.0, "NETWORK_HEIGHT": 600.0, "NETWORK_SCALE_FACTOR": 1.0,
          "NETWORK_CENTER_X_LOCATION": 0.0, "NETWORK_CENTER_Y_LOCATION": 0.0,
          "NETWORK_BACKGROUND_PAINT": "#FFFFFF"}  # fmt: skip
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
LOCATIONS = {"NODE_X_LOCATION": "x", "NODE_Y_LOCATION": "y"}
STEP = 1000  # between the numbers of networks; view and nodes have those after
Route = Callable[..., Json]


class Rehearsal(Transport):
    """Answers requests from what was sent before; `sent` keeps them all."""

    def __init__(self, url: str = "") -> None:
        super().__init__(url, keep=True)
        self._networks: dict[int, Json] = {}
        self._styles: dict[str, Json] = {"default": {"title": "default", "defaults": [], "mappings": []}}
        self._window = dict(WINDOW)
        self._notes: dict[int, Notes] = {}
        self._worn: dict[int, str] = {}
        self._current = 0

    def forget(self) -> None:
        """Begin to count and keep anew; the networks and styles stay."""
        self.requests, self.polls, self.sent = 0, 0, []

    def _new_stamp(self) -> str:
        return f"{len(self.stamps) + 1:012x}"

    def _status(self) -> dict[str, Any]:
        self.requests += 1
        return {"apiVersion": "v1", "allAppsStarted": True}

    def _value(self, sent: Sent, attempts: int) -> Any:
        self.requests += 1
        for pattern, route in _ROUTES:
            found = re.fullmatch(pattern, f"{sent.method.lower()} {sent.path}")
            if found:
                return route(self, *found.groups(), query=sent.query, body=sent.body)
        return {}

    # Networks.

    def _find_networks(self, query: Json, **_: Json) -> list[int]:
        column, wanted = query.get("column"), query.get("query")
        return [n for n, body in self._networks.items() if not column or body["data"].get(column) == wanted]

    def _add_network(self, body: Json, **_: Json) -> Json:
        number = STEP * (1 + max(self._networks, default=0) // STEP)
        self._networks[number], self._current = body, number
        self._notes[number + 1] = Notes(body["data"].get("__Annotations", ()))
        return {"networkSUID": number}

    def _drop_network(self, number: str, **_: Json) -> None:
        if self._networks.pop(int(number), None) is None:
            raise _missing(f"network {number}")
        self._current = 0 if self._current == int(number) else self._current

    def _views(self, number: str, **_: Json) -> list[int]:
        return [int(number) + 1]

    def _which(self, kind: str, **_: Json) -> Json:
        if not self._current:
            raise _missing("current network")
        return {"data": {f"n{kind[1:]}SUID": self._current + kind.endswith("View")}}

    def _show(self, kind: str, body: Json, **_: Json) -> Json:
        self._current = int(body[f"n{kind[1:]}SUID"]) // STEP * STEP
        return {"data": {}}

    # Tables.

    def _rows(self, number: str, kind: str, **_: Json) -> list[Json]:
        body = self._networks.get(int(number))
        if body is None:
            raise _missing(f"network {number}")
        if kind == "network":
            return [{"SUID": int(number), **{k: v for k, v in body["data"].items() if k != "__Annotations"}}]
        return [{"SUID": int(number) + 2 + i, **one["data"]} for i, one in enumerate(body["elements"][f"{kind}s"])]

    def _set_rows(self, number: str, kind: str, body: Json, **_: Json) -> None:
        network, key = self._networks[int(number)], body["key"]
        if kind == "network":
            network["data"] |= {k: v for k, v in body["data"][0].items() if k != "SUID"}
            return
        known = {row[key]: i for i, row in enumerate(self._rows(number, kind))}
        for row in body["data"]:
            network["elements"]["nodes"][known[row[body["dataKey"]]]]["data"] |= {k: v for k, v in row.items() if k != "SUID"}

    # The view.

    def _places(self, number: str, _view: str, query: Json, **_: Json) -> list[Json]:
        axis = LOCATIONS.get(query.get("visualProperty", ""))
        nodes = self._networks[int(number)]["elements"]["nodes"]
        return [{"SUID": int(number) + 2 + i, "value": n["position"][axis] if axis else True} for i, n in enumerate(nodes)]

    def _see_window(self, *_given: str, **_: Json) -> list[Json]:
        return [{"visualProperty": name, "value": value} for name, value in self._window.items()]

    def _set_window(self, *_given: str, body: Json, **_: Json) -> None:
        self._window |= {entry["visualProperty"]: entry["value"] for entry in body}

    def _picture(self, *_given: str, query: Json, **_: Json) -> bytes:
        return blank(int(query.get("w", 64)), str(self._window["NETWORK_BACKGROUND_PAINT"]))

    def _drawing(self, *_given: str, **_: Json) -> bytes:
        return SVG

    # Styles.

    def _titles(self, **_: Json) -> list[str]:
        return list(self._styles)

    def _add_style(self, body: Json, **_: Json) -> Json:
        title, number = body["title"], 0
        while title in self._styles:
            title, number = f"{body['title']}_{number}", number + 1
        self._styles[title] = {**body, "title": title}
        return {"title": title}

    def _style(self, title: str, **_: Json) -> Json:
        if title not in self._styles:
            raise _missing(f"style {title}")
        return self._styles[title]

    def _rename(self, title: str, body: Json, **_: Json) -> None:
        self._styles[body["title"]] = {**self._style(title), "title": body["title"]}
        self._worn |= {view: body["title"] for view, worn in self._worn.items() if worn == title}
        del self._styles[title]

    def _drop_style(self, title: str, **_: Json) -> None:
        self._style(title)
        del self._styles[title]

    def _set_defaults(self, title: str, body: Json, **_: Json) -> None:
        _merge(self._style(title)["defaults"], body)

    def _set_mappings(self, title: str, *_given: str, body: Json, **_: Json) -> None:
        _merge(self._style(title)["mappings"], body)

    def _drop_mapping(self, title: str, name: str, **_: Json) -> None:
        mappings = self._style(title)["mappings"]
        mappings[:] = [m for m in mappings if m["visualProperty"] != name]

    def _restyle(self, _network: str, view: str, **_: Json) -> Json:
        return next((s for t, s in self._styles.items() if t == self._worn.get(int(view))), self._styles["default"])

    def _apply(self, title: str, number: str, **_: Json) -> Json:
        self._worn[int(number) + 1] = title
        return {"message": "Visual Style applied."}

    # Commands.

    def _command(self, name: str, body: Json, **_: Json) -> Json:
        if name == "command/run":
            for line in Path(body["file"]).read_text(encoding="utf-8").splitlines():
                self._command(*command_of(line))
            return {"data": {}}
        kind, verb = name.split("/", 1)
        return {"data": self._said(verb, body) if kind == "annotation" else {}}

    def _said(self, verb: str, body: Json) -> Json:
        view = int(str(body.get("view", "")).removeprefix("SUID:") or 0)
        if view in self._notes:
            return self._notes[view].do(verb, body)
        return next((found for notes in self._notes.values() if (found := notes.do(verb, body))), {})


def blank(width: int, colour: str) -> bytes:
    """Return a picture of one colour, a few pixels high."""
    out = io.BytesIO()
    Image.new("RGB", (width, 8), colour).save(out, "PNG")
    return out.getvalue()


def _merge(entries: list[Json], new: list[Json]) -> None:
    places = {entry["visualProperty"]: i for i, entry in enumerate(entries)}
    for entry in new:
        if entry["visualProperty"] in places:
            entries[places[entry["visualProperty"]]] = entry
        else:
            entries.append(entry)


def _missing(what: str) -> CytoscapeRefused:
    error = CytoscapeRefused(f"there is no {what} in this rehearsal")
    error.status = 404
    return error


_NETWORK, _VIEW, _STYLE = r"networks/(\d+)", r"networks/(\d+)/views/(\d+)", r"styles/([^/]+)"
_ROUTES: list[tuple[str, Route]] = [
    (r"get networks", Rehearsal._find_networks),
    (r"post networks", Rehearsal._add_network),
    (rf"delete {_NETWORK}", Rehearsal._drop_network),
    (rf"get {_NETWORK}/views", Rehearsal._views),
    (r"get networks/(?:views/)?current(Network(?:View)?)", Rehearsal._which),
    (r"put networks/(?:views/)?current(Network(?:View)?)", Rehearsal._show),
    (r"get apply/styles/([^/]+)/(\d+)", Rehearsal._apply),
    (rf"get {_VIEW}/currentStyle", Rehearsal._restyle),
    (rf"get {_NETWORK}/tables/default(network|node|edge)/rows", Rehearsal._rows),
    (rf"put {_NETWORK}/tables/default(network|node)", Rehearsal._set_rows),
    (rf"get {_VIEW}/nodes", Rehearsal._places),
    (rf"get {_VIEW}/network", Rehearsal._see_window),
    (rf"put {_VIEW}/network", Rehearsal._set_window),
    (rf"get {_VIEW}\.png", Rehearsal._picture),
    (rf"get {_VIEW}\.svg", Rehearsal._drawing),
    (r"get styles", Rehearsal._titles),
    (r"post styles", Rehearsal._add_style),
    (rf"get {_STYLE}", Rehearsal._style),
    (rf"put {_STYLE}", Rehearsal._rename),
    (rf"delete {_STYLE}", Rehearsal._drop_style),
    (rf"put {_STYLE}/defaults", Rehearsal._set_defaults),
    (rf"post {_STYLE}/mappings", Rehearsal._set_mappings),
    (rf"put {_STYLE}/mappings/([^/]+)", Rehearsal._set_mappings),
    (rf"delete {_STYLE}/mappings/([^/]+)", Rehearsal._drop_mapping),
    (r"post commands/(.+)", Rehearsal._command),
]
