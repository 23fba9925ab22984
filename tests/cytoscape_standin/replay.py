"""Replays recordings of the real program against the stand-in and lists what differs."""

from __future__ import annotations

import base64
import http.client
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from .compare import Pairs, differences
from .replay_tables import EARLY, FILES, LOOSE, NOT_ANSWERED, SETUP
from .server import Standin

Json = Any
RECORDINGS = Path(__file__).parent.parent / "recordings"
SUID_KEYS = ("SUID", "networkSUID", "networkViewSUID", "data.key.column")


def exchanges(recording: str) -> list[Json]:
    """The exchanges of a recording."""
    text = (RECORDINGS / f"{recording}.json").read_text(encoding="utf-8")
    found: list[Json] = json.loads(text)["exchanges"]
    return found


def reason_not_answered(recording: str, exchange: Json) -> str:
    """Why an exchange is left out; empty when it is not."""
    for (name, method, pattern), reason in NOT_ANSWERED.items():
        same = name in ("*", recording) and method == exchange["method"]
        if same and re.fullmatch(pattern, exchange["path"]) and exchange["status"] == 200:
            return reason
    return ""


@dataclass
class Got:
    """An answer of the stand-in."""

    status: int
    content_type: str
    body: bytes


@dataclass
class Replay:
    """One session of the program, replayed recording by recording."""

    standin: Standin
    folder: Path
    pairs: Pairs = field(default_factory=Pairs)
    answered: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        for name, text in FILES.items():
            (self.folder / name).write_text(text, encoding="utf-8")

    def play(self, recording: str) -> list[str]:
        """Replay a recording; every line is a difference."""
        self._set_up(recording)
        found = []
        for number, exchange in enumerate(exchanges(recording)):
            if reason_not_answered(recording, exchange):
                self.left_out += 1
                continue
            if number not in EARLY.get(recording, ()):
                self.standin.settle()
            found += [f"{recording} {number}: {line}" for line in self._exchange(recording, exchange)]
            self.answered += 1
        return found

    def _set_up(self, recording: str) -> None:
        if recording in SETUP:
            network, view, (query, body) = SETUP[recording]
            made = json.loads(self._send("POST", "/v1/networks", query, json.dumps(body)).body)["networkSUID"]
            views = json.loads(self._send("GET", f"/v1/networks/{made}/views", {}, None).body)
            self.pairs.learn(network, made)
            self.pairs.learn(view, views[0])

    def _exchange(self, recording: str, exchange: Json) -> list[str]:
        request = exchange["request"]
        text = request if isinstance(request, str) else json.dumps(self._ours(request))
        got = self._send(
            exchange["method"],
            self._our_path(exchange["path"]),
            self._ours(exchange["query"]),
            None if request is None else text,
        )
        found = _heads(exchange, got)
        if found or "response" not in exchange or exchange["response"] is None:
            return found
        body = json.loads(got.body.decode().replace(str(self.folder), "<out>"))
        lines = differences(exchange["response"], body, self.pairs)
        return [line for line in lines if not _loose(recording, exchange["path"], line)]

    def _send(self, method: str, path: str, query: dict[str, str], text: str | None) -> Got:
        target = quote(path) + (f"?{urlencode(query)}" if query else "")
        connection = http.client.HTTPConnection("127.0.0.1", self.standin.port, timeout=20)
        headers = {} if text is None else {"Content-Type": "application/json"}
        connection.request(method, target, None if text is None else text.encode(), headers)
        answer = connection.getresponse()
        got = Got(answer.status, answer.getheader("Content-Type") or "", answer.read())
        connection.close()
        return got

    def _our_path(self, path: str) -> str:
        return "/".join(re.sub(r"^\d+", self._our_number, part) for part in unquote(path).split("/"))

    def _our_number(self, match: re.Match[str]) -> str:
        return str(self.pairs.ours(int(match.group())))

    def _ours(self, value: Json, key: str = "") -> Json:
        if isinstance(value, dict):
            return {name: self._ours(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [self._ours(one) for one in value]
        if isinstance(value, str):
            return self._our_text(value)
        return self.pairs.ours(value) if key in SUID_KEYS else value

    def _our_text(self, text: str) -> str:
        text = re.sub(r"(?<=^SUID:)\d+$", self._our_number, text.replace("<out>", str(self.folder)))
        return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", self._our_uuid, text)

    def _our_uuid(self, match: re.Match[str]) -> str:
        return str(self.pairs.ours(match.group()))


def _heads(exchange: Json, got: Got) -> list[str]:
    """Status, kind of content, size of a picture."""
    found = []
    if got.status != exchange["status"]:
        found.append(f"status {got.status} instead of {exchange['status']}: {got.body[:200]!r}")
    family, wanted = got.content_type.split(";")[0], (exchange["content_type"] or "").split(";")[0]
    if family != wanted:
        found.append(f"content {family!r} instead of {wanted!r}")
    if not found and wanted == "image/png":
        size, size_wanted = got.body[16:24], base64.b64decode(exchange["response_head"])[16:24]
        if size != size_wanted:
            found.append(f"picture of {size.hex()} instead of {size_wanted.hex()}")
    return found


def _loose(recording: str, path: str, line: str) -> bool:
    return any(
        name in ("*", recording) and re.fullmatch(where, path) and re.match(place + ":", line)
        for name, where, place in LOOSE
    )
