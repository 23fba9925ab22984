"""Things that go wrong between the program and its caller."""

from __future__ import annotations

from dataclasses import dataclass

from .answers import Answer, Refusal

HTML = b"<html><head><title>It works!</title></head><body><h1>It works!</h1></body></html>"


@dataclass
class Fault:
    """One thing that goes wrong ``times`` times, for requests of ``method`` whose path has ``path`` in it.

    The first ``skip`` such requests are let through.
    """

    what: str
    path: str = ""
    method: str = ""
    times: int = 1
    seconds: float = 0.0
    answer: Answer | None = None
    skip: int = 0

    def meets(self, method: str, path: str) -> bool:
        """Whether it is this request's turn."""
        return self.times > 0 and self.method in ("", method) and self.path in path


def failure(status: int, message: str) -> Answer:
    """An error answer with the program's error body."""
    return Refusal(status, "error-handling", 0, message).answer()


def other_program() -> Answer:
    """What another program says on the same port."""
    return Answer(200, HTML, "text/html")


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Have one more thing go wrong."""
        self._waiting.append(fault)

    def next(self, method: str, path: str) -> Fault | None:
        """The fault of this request, used up by it."""
        for fault in self._waiting:
            if not fault.meets(method, path):
                continue
            if fault.skip == 0:
                fault.times -= 1
                return fault
            fault.skip -= 1
        return None
