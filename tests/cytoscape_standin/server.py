"""The stand-in's HTTP server."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from . import routes_elements, routes_networks, routes_styles, routes_views, routes_window, view_commands
from .answers import Answer, Call, answer
from .clock import Clock
from .faults import Fault, Faults, failure, other_program
from .model import Model, Timing

Json = Any
ROUTES = (routes_elements, routes_networks, routes_styles, routes_views, routes_window, view_commands)


class Request(NamedTuple):
    """A request as it came in; the body is JSON where it can be read as such, else text."""

    method: str
    path: str
    query: dict[str, str]
    body: Json


class Standin:
    """A local program that answers as Cytoscape does; a context manager.

    All times are seconds. ``lag``: how long a view's size and each renewal of its snapshot take, a number or
    a range; ``second``: the late second application of a style; ``restyle``: until new table values or
    defaults are drawn without a new application; ``engine``: until a new view can be exported;
    ``starting``: until all apps have started; ``lost_updates``: the chance that a change of a view's own
    values stays undrawn until the next change.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        lag: float | tuple[float, float] = (0.005, 0.06),
        seed: int = 0,
        second: float = 0.02,
        restyle: float = 0.25,
        engine: float = 0.0,
        starting: float = 0.0,
        lost_updates: float = 0.0,
        window: tuple[int, int] = (816, 268),
        file_transfer: bool = True,
        other_program: bool = False,
        host: str = "127.0.0.1",
    ) -> None:
        self._clock = Clock(lag if isinstance(lag, tuple) else (lag, lag), seed)
        self._model = Model(self._clock, Timing(second, restyle, engine, lost_updates), window)
        self._model.apps_ready_at = self._clock.now() + starting
        self._model.file_transfer = file_transfer
        self._lock = threading.RLock()
        self._faults = Faults()
        self._left: int | None = None
        self._server = _Server(self, host, port)
        self._thread: threading.Thread | None = None
        self.requests: list[Request] = []
        if other_program:
            self.answer_html()

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Where the routes begin."""
        host = str(self._server.server_address[0])
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/v1"

    @property
    def model(self) -> Model:
        """The state, after all work that is due."""
        with self._lock:
            self._clock.run_due()
            return self._model

    def settle(self) -> None:
        """Have all delayed work done now."""
        with self._lock:
            self._clock.run_all()

    def count(self, method: str = "", path: str = "") -> int:
        """How many requests came in with that method and that part of the path."""
        return sum(method in ("", one.method) and path in one.path for one in self.requests)

    def start(self) -> Standin:
        """Begin to answer."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Close the port and every connection."""
        self._left = 0
        if self._thread is not None:
            self._server.shutdown()
            self._thread = None
        self._server.server_close()
        self._server.close_connections()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def fail_next(
        self, status: int = 500, path: str = "", method: str = "", times: int = 1, *,
        skip: int = 0, message: str = "Out of luck.",
    ) -> None:  # fmt: skip
        """Answer the next such request with an error, without doing anything."""
        self._faults.add(Fault("answer", path, method, times, answer=failure(status, message), skip=skip))

    def answer_html(self, path: str = "", times: int = 1_000_000, *, skip: int = 0) -> None:
        """Answer with a web page, as another program on this port would."""
        self._faults.add(Fault("answer", path, "", times, answer=other_program(), skip=skip))

    def answer_next(
        self, answer: Answer, path: str = "", method: str = "", times: int = 1, *, skip: int = 0
    ) -> None:
        """Answer the next such request with whatever is given, without doing anything."""
        self._faults.add(Fault("answer", path, method, times, answer=answer, skip=skip))

    def hang(self, seconds: float, path: str = "", method: str = "", times: int = 1, *, skip: int = 0) -> None:
        """Do the next such request, but answer only after ``seconds``."""
        self._faults.add(Fault("hang", path, method, times, seconds, skip=skip))

    def drip(self, seconds: float, path: str = "", method: str = "", times: int = 1, *, skip: int = 0) -> None:
        """Send the next such answer byte by byte, ``seconds`` apart, from its first line on."""
        self._faults.add(Fault("drip", path, method, times, seconds, skip=skip))

    def never_end(self, path: str = "", method: str = "", times: int = 1, *, skip: int = 0) -> None:
        """Send the next such answer, and then more and more."""
        self._faults.add(Fault("never end", path, method, times, skip=skip))

    def close_next(self, path: str = "", method: str = "", times: int = 1, *, skip: int = 0) -> None:
        """Do the next such request, and close the connection instead of answering."""
        self._faults.add(Fault("close", path, method, times, skip=skip))

    def cut_next(self, path: str = "", method: str = "", times: int = 1, *, skip: int = 0) -> None:
        """Send only half of the next such answer."""
        self._faults.add(Fault("cut", path, method, times, skip=skip))

    def calm(self) -> None:
        """Forget all faults that have not come yet."""
        self._faults = Faults()

    def stop_after(self, requests: int) -> None:
        """Answer so many more requests, then be gone."""
        self._left = requests

    def fail_exports(self, times: int = 1) -> None:
        """Let ``view export`` find no rendering engine: 500 and an empty file."""
        self._model.failing_exports = times

    def start_apps_in(self, seconds: float) -> None:
        """Say ``allAppsStarted: false`` for a while."""
        self._model.apps_ready_at = self._clock.now() + seconds

    def gone(self) -> bool:
        """Count a request; True when it is one too many."""
        with self._lock:
            if self._left is None:
                return False
            self._left -= 1
            return self._left < 0

    def take(self, method: str, path: str, query: dict[str, str], text: str) -> tuple[Answer, Fault | None]:
        """The answer to a request, and what goes wrong with it."""
        with self._lock:
            self._clock.run_due()
            self.requests.append(Request(method, path, query, _body(text)))
            fault = self._faults.next(method, path)
            if fault is not None and fault.answer is not None:
                return fault.answer, fault
            return answer(Call(self._model, method, path, query, text)), fault


def _body(text: str) -> Json:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, standin: Standin, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.standin = standin
        self.connections: set[socket.socket] = set()

    def close_connections(self) -> None:
        """Drop every open connection."""
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def handle(self) -> None:
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the tests' output clean."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        text = self.rfile.read(length).decode("utf-8", "replace")
        if self.server.standin.gone():
            self.close_connection = True
            threading.Thread(target=self.server.standin.stop, daemon=True).start()
            return
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        path = unquote(parts.path).rstrip("/") or "/"
        reply, fault = self.server.standin.take(self.command, path, query, text)
        self._send(reply, fault)

    def _send(self, reply: Answer, fault: Fault | None) -> None:
        what = "" if fault is None else fault.what
        data = self._data(reply, 1 << 50 if what == "never end" else None)
        if fault is not None and what == "hang":
            time.sleep(fault.seconds)
        if what in ("close", "cut"):
            self.close_connection = True
            data = data[: len(data) // 2] if what == "cut" else b""
        if fault is not None and what == "drip":
            for i in range(len(data)):
                self.wfile.write(data[i : i + 1])
                time.sleep(fault.seconds)
            return
        self.wfile.write(data)
        while what == "never end":
            self.wfile.write(b" " * 65536)

    def _data(self, reply: Answer, size: int | None = None) -> bytes:
        kind = f"Content-Type: {reply.content_type}\r\n" if reply.content_type else ""
        head = f"HTTP/1.1 {reply.status} {self.responses[reply.status][0]}\r\n{kind}"
        length = len(reply.body) if size is None else size
        return f"{head}Content-Length: {length}\r\n\r\n".encode() + reply.body

    do_GET = do_POST = do_PUT = do_DELETE = _answer
