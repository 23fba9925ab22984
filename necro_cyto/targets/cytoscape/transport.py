"""Requests to the running program: counted, bounded in time, repeated only where that does no harm."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from necro_cyto.errors import CytoscapeError, CytoscapeNotReached, CytoscapeRefused, InputError
from necro_cyto.targets.cytoscape import guard
from necro_cyto.targets.cytoscape.address import DEFAULT_URL, address
from necro_cyto.targets.cytoscape.wire import Answer, Wire

__all__ = ["DEFAULT_URL", "Sent", "Transport", "connect", "understood"]

CALL_SECONDS, START_SECONDS, AGAIN_SECONDS = 45.0, 60.0, 0.3
WAIT_VARIABLE = "NECRO_CYTO_WAIT"
ATTEMPTS = 2
LONGEST_MESSAGE = 300
REMEDY = "start Cytoscape 3.10 or newer, wait for its window, and try again"
log = logging.getLogger("necro_cyto")


@dataclass(frozen=True)
class Sent:
    """A request that was sent, and what came back; `poll` marks a look, at what is there or whether it is drawn."""

    method: str
    path: str
    query: Mapping[str, Any]
    body: Any
    poll: bool
    answer: Any
    status: int = 200

    @property
    def waits(self) -> bool:
        """Whether it only waits for the view to be drawn; how many of these there are is chance."""
        if isinstance(self.body, list) and [e.get("visualProperty") for e in self.body] == ["NETWORK_BACKGROUND_PAINT"]:
            return True
        return self.poll and self.path.endswith(".png")


class Transport:
    """Sends requests to one Cytoscape and counts them.

    Parameters
    ----------
    url : str
        Address of the REST interface; empty for this machine's standard port.
    timeout : float, optional
        Seconds that an answer may take in all; without it what ``NECRO_CYTO_WAIT`` says, or 45.
    keep : bool
        Whether to keep what is sent, in `sent`.

    Attributes
    ----------
    requests, polls : int
        Requests sent, and how many of these were short looks at what is there, or at whether it is drawn.
    """

    def __init__(self, url: str = "", timeout: float | None = None, *, keep: bool = False) -> None:
        self.url = address(url)
        self.timeout = _patience() if timeout is None else timeout
        self.requests = self.polls = 0
        self.sent: list[Sent] | None = [] if keep else None
        self.stamps: list[str] = []
        self._wire = Wire(self.url)

    def ping(self) -> dict[str, Any]:
        """Return Cytoscape's own word on its state, once all its apps are started.

        Raises
        ------
        CytoscapeNotReached
            If nothing answers, another program does, or it does not get ready.
        """
        deadline, told = time.monotonic() + START_SECONDS, False
        while not (status := self._status()).get("allAppsStarted", True):
            if time.monotonic() > deadline:
                raise CytoscapeNotReached(f"Cytoscape at {self.url} is still starting: try again in a moment")
            if not told:
                log.warning("Cytoscape at %s is still starting: waiting up to %.0f s", self.url, START_SECONDS)
                told = True
            time.sleep(0.2)
        self._keep(Sent("GET", "", {}, None, False, status))
        return status

    def stamp(self) -> str:
        """Return what makes the ids of one push its own."""
        self.stamps.append(self._new_stamp())
        return self.stamps[-1]

    def get(self, path: str, query: Mapping[str, Any] | None = None, *, poll: bool = False) -> Any:
        """GET; returns JSON, or bytes for pictures. `poll` marks a short look."""
        return self._call("get", path, query, poll=poll)

    def post(
        self, path: str, body: Any = None, query: Mapping[str, Any] | None = None, *, poll: bool = False,
        harmless: bool = False,
    ) -> Any:  # fmt: skip
        """POST a JSON body. `harmless`: doing it twice is the same as doing it once."""
        return self._call("post", path, query, body, poll=poll, harmless=harmless or poll)

    def put(self, path: str, body: Any = None, *, poll: bool = False) -> Any:
        """PUT a JSON body. `poll` marks a repetition within a wait."""
        return self._call("put", path, None, body, poll=poll)

    def delete(self, path: str, *, missing_ok: bool = False) -> Any:
        """DELETE; with `missing_ok` it is no fault if there is nothing to delete."""
        try:
            return self._call("delete", path, None)
        except CytoscapeRefused as error:
            if missing_ok and error.status == 404:
                return None
            raise

    def command(self, name: str, *, poll: bool = False, **arguments: Any) -> Any:
        """Run one of Cytoscape's commands (``"view export pdf"``) and return its data. `poll` marks a look."""
        space, _, rest = name.partition(" ")
        given = {k: _argument(v) for k, v in arguments.items() if v is not None}
        answer = self.post(f"commands/{space}/{rest}", given, poll=poll)
        return answer.get("data") if isinstance(answer, dict) else answer

    @contextmanager
    def hurried(self, seconds: float) -> Iterator[None]:
        """Wait no longer than this for an answer, while tidying up after a fault."""
        before = self.timeout
        self.timeout = min(before, seconds)
        try:
            yield
        finally:
            self.timeout = before

    def _new_stamp(self) -> str:
        return uuid.uuid4().hex[:12]

    def _status(self) -> dict[str, Any]:
        self.requests += 1
        status = None
        try:
            answer = self._wire.send("GET", self.url, self.timeout)
            status = answer.value() if answer.status < 300 else None
        except ConnectionError:
            raise CytoscapeNotReached(f"no Cytoscape answers at {self.url}: {REMEDY}") from None
        except TimeoutError:
            raise CytoscapeNotReached(
                f"{self.url} takes requests but answered nothing for {self.timeout:g} s: close any dialog in "
                f"Cytoscape's window, or start Cytoscape again"
            ) from None
        except (ValueError, RecursionError):
            status = None
        if not isinstance(status, dict) or "apiVersion" not in status:
            raise CytoscapeNotReached(
                f"{self.url} is answered by another program: {REMEDY}, or give its address with --url"
            )
        return status

    def _call(
        self, verb: str, path: str, query: Mapping[str, Any] | None, body: Any = None, poll: bool = False,
        harmless: bool = False,
    ) -> Any:  # fmt: skip
        self.polls += poll
        sent = Sent(verb.upper(), path, dict(query or {}), body, poll, None)
        try:
            value = self._value(sent, ATTEMPTS if harmless or verb != "post" else 1)
        except CytoscapeError as error:
            self._keep(replace(sent, status=getattr(error, "status", 0)))
            raise
        self._keep(replace(sent, answer=value))
        return value

    def _keep(self, sent: Sent) -> None:
        if self.sent is not None:
            self.sent.append(replace(sent, body=told(sent.path, sent.body)))

    def _value(self, sent: Sent, attempts: int) -> Any:
        """Return what is in the answer to a request."""
        answer = self._answered(sent.method.lower(), sent.path, dict(sent.query), sent.body, attempts)
        return self._understood(f"{sent.method} {sent.path}", answer)

    def _answered(self, verb: str, path: str, query: dict[str, Any], body: Any, left: int) -> Answer:
        """Return a good answer, tried `left` times: twice what may be repeated without harm."""
        while True:
            left -= 1
            self.requests += 1
            try:
                answer = self._reply(verb, path, query, body)
            except ConnectionError:
                if not left:
                    raise CytoscapeNotReached(f"Cytoscape at {self.url} stopped answering: {REMEDY}") from None
            except TimeoutError:
                raise CytoscapeRefused(
                    f"Cytoscape at {self.url} did not answer {verb.upper()} {path} within {self.timeout:g} s: "
                    f"is a dialog open in its window? Close it and try again"
                ) from None
            else:
                if answer.status < 300 or (verb == "delete" and answer.status == 404 and left < ATTEMPTS - 1):
                    return answer
                if answer.status < 500 or not left:
                    raise self._refusal(verb, path, answer)
            time.sleep(AGAIN_SECONDS)

    def _reply(self, verb: str, path: str, query: dict[str, Any], body: Any) -> Answer:
        """Send one request through py4cytoscape and return its answer."""
        arguments: dict[str, Any] = {"parameters": query, "base_url": self.url, "require_json": False}
        if verb in ("post", "put"):
            arguments["body"] = body
        answers: list[Answer] = []

        def send(method: str, url: str, **options: Any) -> None:
            answers.append(self._wire.send(method, url, self.timeout, **options))

        guard.call(verb, path, arguments, send)
        return answers[-1]

    def _understood(self, what: str, answer: Answer) -> Any:
        if "html" in answer.kind:
            raise CytoscapeNotReached(f"{self.url} is now answered by another program: {REMEDY}")
        try:
            return answer.value()
        except (ValueError, RecursionError):
            raise CytoscapeRefused(f"Cytoscape's answer to {what} is broken: try again") from None

    def _refusal(self, verb: str, path: str, answer: Answer) -> CytoscapeRefused:
        if 300 <= answer.status < 400:
            message = "it wants to send us elsewhere, which Cytoscape never does: is it another program?"
        else:
            message = _told(answer)
        error = CytoscapeRefused(f"Cytoscape refused {verb.upper()} {self.url}/{quote(path)}: {message}")
        error.status = answer.status
        return error


def connect(url: str | Transport) -> Transport:
    """Return a transport for an address, or the one that is given."""
    return url if isinstance(url, Transport) else Transport(url)


@contextmanager
def understood() -> Iterator[None]:
    """Turn an answer of an unexpected shape into an error of ours."""
    try:
        yield
    except (KeyError, TypeError, IndexError, ValueError, AttributeError) as error:
        raise CytoscapeRefused(f"Cytoscape gave an answer that we do not understand ({error}): try again") from error


def _patience() -> float:
    given = os.environ.get(WAIT_VARIABLE, "")
    try:
        seconds = float(given or CALL_SECONDS)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < threading.TIMEOUT_MAX:
        raise InputError(f'{WAIT_VARIABLE}="{given}": give a number of seconds above 0, as {CALL_SECONDS:g}')
    return seconds


def told(path: str, body: Any) -> Any:
    """Return the body of a request; of commands in a file of ours, which is gone soon, the commands."""
    if path != "commands/command/run":
        return body
    return {"file": Path(body["file"]).read_text(encoding="utf-8").splitlines()}


def _argument(value: Any) -> str:
    # Commands take texts only; numbers as numbers fail.
    return str(value).lower() if isinstance(value, bool) else str(value)


def _told(answer: Answer) -> str:
    """Return what Cytoscape says of an error, in one line."""
    try:
        message = answer.value()["errors"][0]["message"]
    except (ValueError, LookupError, TypeError, RecursionError):
        message = ""
    line = " ".join("".join(c if c.isprintable() else " " for c in str(message or "")).split())
    return line[:LONGEST_MESSAGE] or f"HTTP {answer.status}"
