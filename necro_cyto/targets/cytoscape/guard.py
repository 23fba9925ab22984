"""The one place that knows py4cytoscape: bounded, quiet, and unseen by anyone else who uses it.

py4cytoscape sends requests without a timeout, retries for minutes, empties a sandbox on remote
hosts, prints its errors and logs every body into the working folder. A call of ours goes through
its public ``cyrest_*`` functions while a few names of its module `commands` are replaced by ones
that act for our thread only: a user's own calls, in the same process and even at the same time,
meet what they always met. None of its settings is changed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

LOG_VARIABLE = "PY4CYTOSCAPE_DETAIL_LOGGER_DIR"
SAME_WORKSTATION = 1  # its word for "no sandbox, no bridge through a third party"
Send = Callable[..., Any]

_here = threading.local()
_lock, _importing = threading.Lock(), threading.Lock()
_users = 0
_replaced: dict[str, tuple[Any, Any]] = {}

# What our thread meets instead.
_OURS: dict[str, Callable[..., Any]] = {
    "check_execution_environment": lambda *_: SAME_WORKSTATION,
    "get_sandbox_reinitialize": lambda: False,
    "get_current_sandbox": lambda: (None, None),
    "set_default_sandbox": lambda **given: given,
    "log_http_request": lambda *_, **__: None,
    "log_http_result": lambda *_: None,
}


def call(verb: str, path: str, arguments: Mapping[str, Any], send: Send) -> None:
    """Have py4cytoscape make one call, and `send` carry it.

    Parameters
    ----------
    verb : str
        ``get``, ``post``, ``put`` or ``delete``.
    send : callable
        Takes method, address and options as `requests.request` does; what it returns or raises
        is its own affair.
    """
    function = getattr(_py4cytoscape(), f"cyrest_{verb}")
    with _guarded(send):
        # Without its wrapper, which would log the body.
        getattr(function, "__wrapped__", function)(path, **arguments)


class _Requests:
    """Stands in for the module `requests`."""

    def __init__(self, usual: Any) -> None:
        self._usual = usual

    def __getattr__(self, name: str) -> Any:
        return getattr(self._usual, name)

    def request(self, method: str, url: str, **options: Any) -> Any:
        send = getattr(_here, "send", None)
        if send is None:
            return self._usual.request(method, url, **options)
        send(method, url, **options)
        return _NOTHING


class _Nothing:
    """The answer that py4cytoscape sees: ours is not its business, and its decoding is slow."""

    status_code, reason, text = 200, "OK", ""

    def raise_for_status(self) -> None:
        return

    def json(self) -> None:
        return


_NOTHING = _Nothing()


def _either(ours: Callable[..., Any], usual: Callable[..., Any]) -> Callable[..., Any]:
    def choose(*given: Any, **named: Any) -> Any:
        return (usual if getattr(_here, "send", None) is None else ours)(*given, **named)

    return choose


@contextmanager
def _guarded(send: Send) -> Iterator[None]:
    _enter()
    outer = getattr(_here, "send", None)
    try:
        _here.send = send
        yield
    finally:
        _here.send = outer
        _leave()


def _enter() -> None:
    global _users
    with _lock:
        _users += 1
        if _users == 1:
            names = vars(sys.modules["py4cytoscape.commands"])
            for name in ("requests", *(n for n in _OURS if n in names)):
                usual = names[name]
                ours = _Requests(usual) if name == "requests" else _either(_OURS[name], usual)
                _replaced[name], names[name] = (usual, ours), ours


def _leave() -> None:
    global _users
    with _lock:
        _users -= 1
        if _users == 0:
            names = vars(sys.modules["py4cytoscape.commands"])
            for name, (usual, ours) in _replaced.items():
                if names[name] is ours:  # else somebody replaced it meanwhile
                    names[name] = usual
            _replaced.clear()


def _py4cytoscape() -> ModuleType:
    with _importing:
        if "py4cytoscape" not in sys.modules:
            _import_quietly()
    return import_module("py4cytoscape")


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
