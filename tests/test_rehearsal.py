"""A rehearsal sends what would be sent: compared with what the stand-in really gets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cytoscape_standin import Standin

from necro_cyto import View, read_values
from necro_cyto.targets.cytoscape import Session, find_session, open_view
from necro_cyto.targets.cytoscape.rehearsal import Rehearsal
from necro_cyto.targets.cytoscape.transport import Sent, Transport

HERE = Path(__file__).parent
VALUES = HERE / "samples" / "tiny_deseq2.csv"
QUICK: dict[str, Any] = {"lag": (0.0, 0.002), "second": 0.001, "restyle": 0.002}


class Kept(Transport):
    """The real way, with stamps as in a rehearsal."""

    def __init__(self, url: str) -> None:
        super().__init__(url, keep=True)

    def _new_stamp(self) -> str:
        return f"{len(self.stamps) + 1:012x}"


def plain(requests: list[Sent] | None) -> list[str]:
    """Return requests as texts, the program's own numbers and ids replaced by their order."""
    lines = [json.dumps([s.method, s.path, s.query, s.body], sort_keys=True) for s in requests or () if not s.waits]
    text = "\n".join(lines)
    names: dict[str, str] = {}

    def known(found: re.Match[str]) -> str:
        return found[1] + names.setdefault(found[2], f"<{len(names)}>")

    text = re.sub(r'(networks/|views/|SUID:|"networkViewSUID": |"networkSUID": |"SUID": |apply/fit/|apply/styles/[^/"]*/)(\d+)', known, text)
    text = re.sub(r"()([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", known, text)
    text = re.sub(r'"value": [-\d.]+, ("visualProperty": "NETWORK_(?:WIDTH|HEIGHT|SCALE|CENTER))', r"\1", text)  # the window's size
    return re.sub(r"(?<=\d)\.0\b", "", text).splitlines()


DO: dict[str, Callable[[Session, Path], object]] = {
    "overlay": lambda s, _: s.overlay(read_values(VALUES)),
    "two contrasts": lambda s, _: s.overlay([read_values(VALUES), read_values(VALUES)]),
    "style": lambda s, _: s.style("evidence"),
    "no legend": lambda s, _: s.legend(False),
    "legend off and on": lambda s, _: s.legend(False).legend(True),
    "overlay twice": lambda s, _: s.overlay(read_values(VALUES)).overlay(read_values(VALUES), 3.0),
    "export": lambda s, folder: s.save_all([folder / "a.png", folder / "a.svg"], min_font=1.0),
    "refresh": lambda s, _: s.refresh(),
    "close": lambda s, _: s.close(),
}


@pytest.fixture
def url() -> Iterator[str]:
    with Standin(**QUICK) as standin:
        yield standin.url


@pytest.mark.parametrize("again", [False, True])
def test_open(tiny_values_view: View, url: str, again: bool) -> None:
    real, rehearsed = Kept(url), Rehearsal(url)
    for transport in (real, rehearsed):
        for _ in range(1 + again):
            open_view(tiny_values_view, transport)
    assert plain(rehearsed.sent) == plain(real.sent)
    assert len(plain(real.sent)) > 8


@pytest.mark.parametrize("found", [False, True], ids=["same process", "later process"])
@pytest.mark.parametrize("verb", DO)
def test_verbs(tiny_view: View, url: str, tmp_path: Path, verb: str, found: bool) -> None:
    if found:
        tiny_view = tiny_view.style("signed")
    sent = []
    for transport in (Kept(url), Rehearsal(url)):
        session = open_view(tiny_view, transport)
        if found:
            session = find_session(transport)
        transport.sent = []
        DO[verb](session, tmp_path)
        sent.append(plain(transport.sent))
    assert sent[1] == sent[0]
    assert len(sent[0]) > 0
