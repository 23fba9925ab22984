"""A small caller for tests: pushes two nodes, styles them, looks at the picture."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

from .reading import Picture, read_png
from .server import Standin

Json = Any
RED, GREEN, BLUE, WHITE = "#C80000", "#00AA00", "#2166AC", "#FFFFFF"


class Caller:
    """The few calls the tests make."""

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self.network = self.view = 0

    def raw(self, method: str, path: str, body: Json = None, **query: Json) -> tuple[int, bytes]:
        """Status and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.standin.port, timeout=5)
        target = quote(f"/v1{path}") + (f"?{urlencode(query)}" if query else "")
        try:
            connection.request(method, target, None if body is None else json.dumps(body))
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def __call__(self, method: str, path: str, body: Json = None, **query: Json) -> Json:
        """The JSON of an answer that must not be an error."""
        status, data = self.raw(method, path, body, **query)
        assert status < 300, data
        return json.loads(data) if data else None

    def push(self, name: str = "push", first: str = "RIPK3", **data: Json) -> int:
        """Two nodes 200 apart, the second one without a value."""
        nodes = [
            {"data": {"id": "a", "name": first, "v": 1.0}, "position": {"x": 0, "y": 0}},
            {"data": {"id": "b", "name": "MLKL"}, "position": {"x": 200, "y": 60}},
        ]
        edges = [{"data": {"source": "a", "target": "b", "interaction": "phosphorylates"}}]
        body = {"data": {"name": name, **data}, "elements": {"nodes": nodes, "edges": edges}}
        made = self("POST", "/networks", body, format="json", title=name, collection=name)
        self.network = made["networkSUID"]
        self.view = self("GET", f"/networks/{self.network}/views")[0]
        return self.network

    def style(self, title: str = "ours", fill: str = GREEN) -> None:
        """A style that paints by ``v``."""
        paint = {"value": 1.0, "lesser": BLUE, "equal": fill, "greater": fill}
        mapping = {"mappingType": "continuous", "mappingColumn": "v", "mappingColumnType": "Double"}
        label = {"mappingType": "passthrough", "mappingColumn": "name", "mappingColumnType": "String"}
        mappings = [
            mapping | {"visualProperty": "NODE_FILL_COLOR", "points": [paint]},
            label | {"visualProperty": "NODE_LABEL"},
        ]
        defaults = [{"visualProperty": "NODE_FILL_COLOR", "value": fill}]
        self("POST", "/styles", {"title": title, "defaults": defaults, "mappings": mappings})

    def apply(self, title: str = "ours") -> None:
        """Apply and fit."""
        self("GET", f"/apply/styles/{title}/{self.network}")
        self("GET", f"/apply/fit/{self.network}")

    def background(self, paint: str) -> None:
        """Set the sentinel."""
        self.set_network(NETWORK_BACKGROUND_PAINT=paint)

    def set_network(self, **values: Json) -> None:
        """Values of the view itself."""
        body = [{"visualProperty": name, "value": value} for name, value in values.items()]
        self("PUT", f"/networks/{self.network}/views/{self.view}/network", body)

    def picture(self, **query: int) -> Picture:
        """The picture of the view."""
        path = f"/networks/{self.network}/views/{self.view}.png"
        status, data = self.raw("GET", path, **(query or {"w": 300}))
        assert status == 200
        return read_png(data)

    def settle(self, paint: str) -> None:
        """The recipe: a background colour set last is waited for."""
        self.background(paint)
        wait(lambda: paint in self.picture(w=64).colours())

    def fills(self) -> list[str]:
        """Fill colours in the model."""
        query = {"visualProperty": "NODE_FILL_COLOR"}
        rows = self("GET", f"/networks/{self.network}/views/{self.view}/nodes", **query)
        return [row["view"][0]["value"] for row in rows]

    def value(self, **fields: Json) -> None:
        """Write into the row of RIPK3."""
        body = {"key": "name", "dataKey": "name", "data": [{"name": "RIPK3", **fields}]}
        self("PUT", f"/networks/{self.network}/tables/defaultnode", body)

    def command(self, name: str, **arguments: Json) -> tuple[int, Json]:
        """Status and body of a command."""
        status, data = self.raw("POST", f"/commands/{name}", arguments)
        return status, json.loads(data)


def wait(done: Callable[[], bool], seconds: float = 3.0) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.002)
