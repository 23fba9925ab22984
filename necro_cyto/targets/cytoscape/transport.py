"""The one thin edge to the running program: py4cytoscape, bounded in time and left as it was found.

py4cytoscape sends requests without a timeout, retries for minutes, empties a sandbox on
remote hosts, prints its errors and logs every body into the working folder. Here each call
goes through it inside a guard that sets a timeout, keeps the answer and puts everything back.
"""

from __future__ import annotations

import atexit
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import quote

import requests

from necro_cyto.errors import CytoscapeNotReached, CytoscapeRefused

DEFAULT_URL = "http://127.0.0.1:1234/v1"
PING_SECONDS, CALL_SECONDS, START_SECONDS = 2.0, 45.0, 5.0
LOG_VARIABLE = "PY4CYTOSCAPE_DETAIL_LOGGER_DIR"


class Transport:
    """Sends requests to one Cytoscape and counts them.

    Parameters
    ----------
    url : str
        Address of the REST interface; empty for this machine's standard port.

    Attributes
    ----------
    requests, polls : int
        Requests sent, and how many of these were short looks whether the view is drawn.
    """

    def __init__(self, url: str = "", timeout: float = CALL_SECONDS) -> None:
        self.url = _address(url)
        self.timeout = timeout
        self.requests = self.polls = 0
        self._session = requests.Session()
        # Neither a proxy of the environment nor stored passwords have any business here.
        self._session.trust_env = False

    def ping(self) -> dict[str, Any]:
        """Return Cytoscape's own word on its state, once all its apps are started.

        Raises
        ------
        CytoscapeNotReached
            If nothing answers within 2 s, another program does, or it is still starting.
        """
        deadline = time.monotonic() + START_SECONDS
        while True:
            status = self._status()
            if status.get("allAppsStarted", True):
                return status
            if time.monotonic() > deadline:
                raise CytoscapeNotReached(f"Cytoscape at {self.url} is still starting: try again in a moment")
            time.sleep(0.2)

    def get(self, path: str, query: Mapping[str, Any] | None = None, *, poll: bool = False) -> Any:
        """GET; returns JSON, or bytes for pictures. `poll` marks a short look."""
        self.polls += poll
        return self._call("get", path, query)

    def post(self, path: str, body: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        """POST a JSON body."""
        return self._call("post", path, query, body)

    def put(self, path: str, body: Any = None, *, poll: bool = False) -> Any:
        """PUT a JSON body. `poll` marks a repetition within a wait."""
        self.polls += poll
        return self._call("put", path, None, body)

    def delete(self, path: str, *, missing_ok: bool = False) -> Any:
        """DELETE; with `missing_ok` it is no fault if there is nothing to delete."""
        try:
            return self._call("delete", path, None)
        except CytoscapeRefused as error:
            if missing_ok and getattr(error, "status", 0) == 404:
                return None
            raise

    def command(self, name: str, **arguments: Any) -> Any:
        """Run one of Cytoscape's commands (``"view export pdf"``) and return its data."""
        space, _, rest = name.partition(" ")
        answer = self.post(f"commands/{space}/{rest}", {k: _argument(v) for k, v in arguments.items() if v is not None})
        return answer.get("data") if isinstance(answer, dict) else answer

    def _status(self) -> dict[str, Any]:
        self.requests += 1
        try:
            answer = self._session.get(self.url, timeout=PING_SECONDS)
            status = answer.json()
        except requests.exceptions.JSONDecodeError:
            raise CytoscapeNotReached(f"{self.url} is answered by another program: {_remedy()}") from None
        except (requests.exceptions.RequestException, ValueError, RecursionError):
            raise CytoscapeNotReached(f"no Cytoscape answers at {self.url}: {_remedy()}") from None
        if not isinstance(status, dict) or "apiVersion" not in status:
            raise CytoscapeNotReached(f"{self.url} is answered by another program: {_remedy()}")
        return status

    def _call(self, verb: str, path: str, query: Mapping[str, Any] | None, body: Any = None) -> Any:
        self.requests += 1
        module = _py4cytoscape()
        arguments: dict[str, Any] = {"parameters": dict(query or {}), "base_url": self.url, "require_json": False}
        if verb in ("post", "put"):
            arguments["body"] = body
        guard = _Guard(self._session, self.timeout, self.url)
        with _guarded(guard):
            getattr(module, f"cyrest_{verb}")(path, **arguments)
        return guard.answer()


@contextmanager
def understood() -> Iterator[None]:
    """Turn an answer of an unexpected shape into an error of ours."""
    try:
        yield
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise CytoscapeRefused(f"Cytoscape gave an answer that we do not understand ({error}): try again") from error


class _Guard:
    """Stands in for the module `requests` inside py4cytoscape during one call."""

    exceptions = requests.exceptions

    def __init__(self, session: requests.Session, timeout: float, url: str) -> None:
        self.session, self.timeout, self.url = session, timeout, url
        self.response: requests.Response | None = None

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            self.response = self.session.request(method, url, timeout=(PING_SECONDS, self.timeout), **options)
        except requests.exceptions.Timeout:
            raise CytoscapeRefused(
                f"Cytoscape did not answer {method} {url} within {self.timeout:g} s: is a dialog open in its window?"
            ) from None
        except requests.exceptions.RequestException:
            raise CytoscapeNotReached(f"Cytoscape at {self.url} stopped answering: {_remedy()}") from None
        if self.response.status_code >= 400:
            raise _refusal(method, url, self.response)
        return self.response

    def answer(self) -> Any:
        response = self.response
        if response is None:
            return None
        if "json" not in response.headers.get("Content-Type", "") and response.content[:1] not in (b"{", b"["):
            return response.content
        return response.json() if response.content else None


def _argument(value: Any) -> str:
    # Commands take texts only; numbers as numbers fail.
    return str(value).lower() if isinstance(value, bool) else str(value)


def _address(url: str) -> str:
    if not url:
        return DEFAULT_URL
    full = (url if "://" in url else f"http://{url}").rstrip("/")
    return full if full.endswith("/v1") else f"{full}/v1"


def _remedy() -> str:
    return "start Cytoscape 3.10 or newer, wait for its window, and try again"


def _refusal(method: str, url: str, response: requests.Response) -> CytoscapeRefused:
    try:
        message = response.json()["errors"][0]["message"]
    except (ValueError, LookupError, TypeError):
        message = f"HTTP {response.status_code}"
    error = CytoscapeRefused(f"Cytoscape refused {method} {quote(url, safe=':/?=&%')}: {message}")
    error.status = response.status_code  # type: ignore[attr-defined]
    return error


def _py4cytoscape() -> ModuleType:
    if "py4cytoscape" not in sys.modules:
        _import_quietly()
    return sys.modules["py4cytoscape"]


def _import_quietly() -> None:
    """Import py4cytoscape with its log folder out of the user's way, for this process only."""
    before = os.environ.get(LOG_VARIABLE)
    if before is None:
        folder = tempfile.mkdtemp(prefix="necro-cyto-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        os.environ[LOG_VARIABLE] = folder
    try:
        import py4cytoscape  # noqa: F401
    finally:
        if before is None:
            del os.environ[LOG_VARIABLE]


@contextmanager
def _guarded(guard: _Guard) -> Iterator[None]:
    """Route one call through `guard`, as on the same workstation, and put everything back."""
    commands: Any
    commands, notebook, sandbox = (
        sys.modules[f"py4cytoscape.{name}"] for name in ("commands", "py4cytoscape_notebook", "py4cytoscape_sandbox")
    )
    logger = logging.getLogger("py4...")
    saved = commands.requests, notebook.execution_environment(), sandbox.get_sandbox_reinitialize(), logger.disabled
    commands.requests, logger.disabled = guard, True
    notebook.execution_environment(notebook.ExecutionEnvironment.SHARED_WORKSTATION)
    sandbox.set_sandbox_reinitialize(False)
    try:
        yield
    finally:
        commands.requests, environment, reinitialize, logger.disabled = saved
        notebook.execution_environment(environment)
        sandbox.set_sandbox_reinitialize(reinitialize)
