"""Answers, refusals and the table of routes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from .model import Model

Json = Any
LOG = "file:/home/user/CytoscapeConfiguration/3/framework-cytoscape.log"
JSON = "application/json"
JSON_UTF8 = "application/json;charset=utf-8"
UNCAUGHT = "Uncaught exception while processing resource [qtp]"


@dataclass
class Answer:
    """What goes back over HTTP."""

    status: int = 200
    body: bytes = b""
    content_type: str = ""


class Refusal(Exception):
    """An error answer with the program's own error body."""

    def __init__(self, status: int, where: str, number: int, message: str, data: Json = None) -> None:
        super().__init__(message)
        self.status, self.where, self.number, self.message = status, where, number, message
        self.data = {} if data is None else data

    def answer(self) -> Answer:
        """The error as an answer."""
        kind = f"urn:cytoscape:ci:cyrest-core:v1:{self.where}:errors:{self.number}"
        error = {"status": self.status, "type": kind, "message": self.message, "link": LOG}
        return as_json({"data": self.data, "errors": [error]}, self.status)


class NoRoute(Exception):
    """A path that leads nowhere after all."""


def refuse(status: int, where: str, number: int, message: str, data: Json = None) -> NoReturn:
    """Raise a refusal."""
    raise Refusal(status, where, number, message, data)


def uncaught(message: str) -> NoReturn:
    """Refuse as the program does for an exception nobody caught."""
    refuse(500, "error-handling", 0, f"{UNCAUGHT}: {message}")


def as_json(value: Json, status: int = 200, content_type: str = JSON) -> Answer:
    """A JSON answer."""
    return Answer(status, json.dumps(value, ensure_ascii=False).encode(), content_type)


def done(data: Json = None) -> Json:
    """The body of commands and of newer routes."""
    return {"data": {} if data is None else data, "errors": []}


def no_such_page(path: str) -> Answer:
    """What the web server inside the program says of an unknown route."""
    page = (
        f"<html>\n<head>\n<title>Error 404 Not Found</title>\n</head>\n"
        f"<body><h2>HTTP ERROR 404 Not Found</h2>\n<p>{path}</p>\n</body>\n</html>\n"
    )
    return Answer(404, page.encode(), "text/html;charset=iso-8859-1")


@dataclass
class Call:
    """One request, with the parts of its path that the route names."""

    model: Model
    method: str
    path: str
    query: dict[str, str]
    text: str
    named: dict[str, str] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """A SUID from the path; anything else is no route at all."""
        if not self.named[name].isdigit():
            raise NoRoute(self.path)
        return int(self.named[name])

    def body(self) -> Json:
        """The JSON body; raises ValueError."""
        return json.loads(self.text, parse_constant=_no_constant)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(
        f"Non-standard token '{name}': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
    )


Work = Callable[[Call], Json]
ROUTES: list[tuple[str, re.Pattern[str], Work]] = []


def route(method: str, path: str) -> Callable[[Work], Work]:
    """Register the function that answers ``method`` on ``path``; ``{name}`` stands for one part."""
    pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+?)", re.escape(path)))

    def keep(work: Work) -> Work:
        ROUTES.append((method, pattern, work))
        return work

    return keep


def find(method: str, path: str) -> tuple[Work, dict[str, str]] | set[str]:
    """The route of a request, or the methods its path has."""
    methods: set[str] = set()
    for known, pattern, work in ROUTES:
        match = pattern.fullmatch(path)
        if match and known == method:
            return work, match.groupdict()
        if match:
            methods.add(known)
    return methods


def answer(call: Call) -> Answer:
    """Answer a request from the model."""
    found = find(call.method, call.path)
    if isinstance(found, set):
        return Answer(405) if found else no_such_page(call.path)
    work, call.named = found
    try:
        value = work(call)
    except Refusal as refusal:
        return refusal.answer()
    except NoRoute:
        return no_such_page(call.path)
    except (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError) as error:
        return Refusal(500, "error-handling", 0, f"{UNCAUGHT}: {error!r}").answer()
    if isinstance(value, Answer):
        return value
    return Answer() if value is None else as_json(value)
