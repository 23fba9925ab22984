"""One request and its answer, bounded in time and size whatever the other side does.

A timeout of `requests` begins anew with every byte that arrives, and does not cover looking up
a name. So each exchange is done by a thread of its own, and whoever asked waits a stated time
at most, and says so when it takes long.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any

import requests
import urllib3

from necro_cyto.errors import CytoscapeRefused

CONNECT_SECONDS = 2.0
NOTICE_SECONDS, AGAIN_SECONDS = 3.0, 15.0
MOST_BYTES = 128 * 1024 * 1024
CHUNK = 16 * 1024
THREAD = "necro-cyto request"
# Without any set-up the messages of this logger go to standard error.
log = logging.getLogger("necro_cyto")


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    kind: str
    content: bytes

    def value(self) -> Any:
        """Return JSON where it is JSON, bytes where it is not, None where there is nothing.

        Raises
        ------
        ValueError
            If it should be JSON and is not.
        """
        if "json" in self.kind or self.content[:1] in (b"{", b"["):
            return json.loads(self.content) if self.content else None
        return self.content


class Wire:
    """Exchanges requests for answers with one address.

    Parameters
    ----------
    name : str
        The address, for messages.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._session = _session()

    def send(self, method: str, url: str, timeout: float, **options: Any) -> Answer:
        """Send a request and return its answer, also one that tells of an error.

        Parameters
        ----------
        timeout : float
            Seconds that the exchange may take in all.

        Raises
        ------
        ConnectionError
            If nobody is there, or the connection breaks.
        TimeoutError
            If there is no whole answer in time.
        CytoscapeRefused
            If the answer is too large for any use.
        """
        exchange = _Exchange(self._session, method, url, options, timeout)
        exchange.start()
        try:
            self._wait(exchange.done, timeout)
        except BaseException:
            exchange.abandon()
            self._session = _session()  # that one is still in use
            raise
        return exchange.outcome()

    def _wait(self, done: threading.Event, timeout: float) -> None:
        deadline, pause = time.monotonic() + timeout, NOTICE_SECONDS
        while not done.wait(max(0.0, min(pause, deadline - time.monotonic()))):
            left, pause = deadline - time.monotonic(), AGAIN_SECONDS
            if left <= 0:
                raise TimeoutError
            log.warning("%s does not answer yet (busy, or a dialog is open?): waiting up to %.0f s more", self.name, left)


class _Exchange(threading.Thread):
    """One request under way."""

    def __init__(
        self, session: requests.Session, method: str, url: str, options: Mapping[str, Any], timeout: float
    ) -> None:
        super().__init__(name=THREAD, daemon=True)
        self.session, self.arguments, self.options = session, (method, url), options
        self.timeout, self.deadline = timeout, time.monotonic() + timeout
        self.done = threading.Event()
        self.answer: Answer | None = None
        self.error: BaseException | None = None
        self.response: requests.Response | None = None

    def run(self) -> None:
        try:
            self.answer = self._exchanged()
        except BaseException as error:
            self.error = error
        self.done.set()

    def _exchanged(self) -> Answer:
        # Redirections would lead to somebody else; compression hides how much will come.
        options = {**self.options, "headers": {**self.options.get("headers", {}), "Accept-Encoding": "identity"}}
        with self.session.request(
            *self.arguments, stream=True, allow_redirects=False, timeout=(CONNECT_SECONDS, self.timeout), **options
        ) as response:
            self.response = response
            if _cut_short(response):
                raise ConnectionError("the head of the answer is cut short")
            parts, size = [], 0
            for part in response.iter_content(CHUNK):
                parts.append(part)
                size += len(part)
                if size > MOST_BYTES:
                    raise CytoscapeRefused(f"Cytoscape's answer is larger than {MOST_BYTES >> 20} MB: ask for less")
                if time.monotonic() > self.deadline:
                    raise TimeoutError
            return Answer(response.status_code, response.headers.get("Content-Type", ""), b"".join(parts))

    def abandon(self) -> None:
        """Stop reading, where the library can."""
        self.deadline = 0.0
        stop = getattr(getattr(self.response, "raw", None), "shutdown", None)
        if stop is not None:
            try:
                stop()
            except (OSError, ValueError):
                return

    def outcome(self) -> Answer:
        """Return the answer, or raise what became of it in the words of `Wire.send`."""
        error = self.error
        if isinstance(error, requests.exceptions.ReadTimeout):
            raise TimeoutError from None
        if isinstance(error, requests.RequestException | urllib3.exceptions.HTTPError | HTTPException | UnicodeError):
            raise ConnectionError(str(error)) from None
        if error is not None:
            raise error
        assert self.answer is not None
        return self.answer


def _cut_short(response: requests.Response) -> bool:
    # The end of an answer without length could not be told from a broken connection; Cytoscape sends none.
    told = {"content-length", "transfer-encoding"} & {name.lower() for name in response.headers}
    return response.status_code in (200, 201) and not told and getattr(response.raw, "version", 11) > 10


def _not_ours(record: logging.LogRecord) -> bool:
    return record.threadName != THREAD


def _session() -> requests.Session:
    # Its complaints about broken answers, with traceback, are not for the user: we say it in words.
    for name in ("urllib3.connection", "urllib3.connectionpool"):
        logging.getLogger(name).addFilter(_not_ours)
    session = requests.Session()
    # Neither a proxy of the environment nor stored passwords have any business here.
    session.trust_env = False
    return session
