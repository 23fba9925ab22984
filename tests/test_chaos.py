"""Whatever goes wrong at whichever request of whichever verb: NECRO_CYTO_RUNS=300 tries more than the usual few."""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from cytoscape_standin import Standin
from cytoscape_standin.answers import Answer
from PIL import Image
from test_faults_midway import MINE, state

from necro_cyto import read_network, read_values, view
from necro_cyto.errors import NecroCytoError
from necro_cyto.targets.cytoscape import Session, find_session, settle, transport

HERE = Path(__file__).parent
RUNS = int(os.environ.get("NECRO_CYTO_RUNS", "12"))
CALL_SECONDS = 1.5


def answer(content: bytes, kind: str = "application/json") -> Callable[[Standin, int], None]:
    return lambda standin, n: standin.answer_next(Answer(200, content, kind), skip=n)


FAULTS: list[Callable[[Standin, int], None]] = [
    lambda standin, n: standin.fail_next(500, skip=n),
    lambda standin, n: standin.fail_next(500, times=2, skip=n),
    lambda standin, n: standin.fail_next(503, times=4, skip=n),
    lambda standin, n: standin.fail_next(404, skip=n),
    lambda standin, n: standin.close_next(skip=n),
    lambda standin, n: standin.close_next(times=2, skip=n),
    lambda standin, n: standin.cut_next(times=2, skip=n),
    lambda standin, n: standin.hang(CALL_SECONDS + 0.5, skip=n),
    lambda standin, n: standin.drip(0.05, skip=n),
    lambda standin, n: standin.answer_html(times=1, skip=n),
    *map(answer, (b"{}", b"[]", b"[[]]", b"[{}]", b"null", b"1", b'"x"', b"[" * 50_000, b'{"data":null,"errors":[]}')),
    answer(b"", ""),
    answer(b"\x89PNG\r\n\x1a\n....", "image/png"),
]


def of_the_user(found: dict[str, Any]) -> dict[str, Any]:
    """Return what is not ours; "selected" tells which network is current."""
    networks = {}
    for suid, network in found["networks"].items():
        facts = {k: {c: v for c, v in row.items() if c != "selected"} for k, row in network["tables"]["network"].items()}
        if not any(row.get("nc_push") for row in facts.values()):
            networks[suid] = {**network, "tables": {**network["tables"], "network": facts}}
    return {
        "networks": networks,
        "styles": {k: v for k, v in found["styles"].items() if not k.startswith("necro-cyto")},
        "panels": found["panels"],
    }


def is_whole(path: Path) -> bool:
    data = path.read_bytes()
    if path.suffix == ".png":
        Image.open(io.BytesIO(data)).load()
        return True
    return data.rstrip().endswith(b"</svg>")


@pytest.mark.parametrize("seed", range(RUNS))
def test_anything_may_go_wrong(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "AGAIN_SECONDS", 0.005)
    monkeypatch.setattr(transport, "CALL_SECONDS", CALL_SECONDS)
    monkeypatch.setattr(settle, "LIMIT_SECONDS", 3.0)
    chance = random.Random(seed)
    bare, values = view(read_network(HERE / "samples" / "tiny")), read_values(HERE / "samples" / "tiny_deseq2.csv")
    file = tmp_path / f"fig.{chance.choice(['png', 'svg'])}"
    file.write_bytes(b"older")
    verbs: list[Callable[[Session], object]] = [
        lambda s: bare.overlay(values).open(s.transport.url),
        lambda s: s.overlay(values),
        lambda s: find_session(s.transport.url).overlay(values),
        lambda s: s.style("evidence"),
        lambda s: s.legend(False),
        lambda s: s.save_all([file], min_font=0.5),
        lambda s: find_session(s.transport.url).save_all([file], min_font=0.5),
        lambda s: s.pull(),
        lambda s: find_session(s.transport.url).pull(),
        lambda s: s.refresh(),
    ]
    with Standin(lag=(0.0, 0.002), second=0.001, restyle=0.002, seed=seed) as standin:
        requests.post(f"{standin.url}/networks?format=json&title=mine&collection=mine", json=MINE, timeout=5)
        mine = standin.model.current_view
        session = bare.open(standin.url)
        if mine and chance.random() < 0.5:
            body = {"networkViewSUID": mine.suid}
            requests.put(f"{standin.url}/networks/views/currentNetworkView", json=body, timeout=5)
        before, verb = state(standin), chance.randrange(len(verbs))
        for _ in range(1 + (chance.random() < 0.2)):
            chance.choice(FAULTS)(standin, chance.randrange(22))
        started, failed = time.monotonic(), ""
        try:
            verbs[verb](session)
        except NecroCytoError as error:
            failed = str(error)
            assert failed.isprintable() and len(failed) < 600
        assert time.monotonic() - started < 3 * CALL_SECONDS + 5
        standin.calm()
        after = state(standin)
        assert of_the_user(after) == of_the_user(before)
        assert after["current"] == before["current"] or (verb == 0 and not failed)
        assert [p.name for p in tmp_path.iterdir()] == [file.name]
        assert (file.read_bytes() == b"older") if failed or verb not in (5, 6) else is_whole(file)
        again = bare.open(standin.url)  # and then everything works, with nothing left over
        assert [title for title in standin.model.styles if title.startswith("necro-cyto")] == [again.style_title]
        assert sorted(n.name for n in standin.model.networks.values()) == ["A tiny network", "mine"]
