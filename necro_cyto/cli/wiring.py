"""The way to Cytoscape that a command goes: the real one, kept for replay or not, or a rehearsal."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from necro_cyto import printing
from necro_cyto.cli import recipes
from necro_cyto.cli.options import Format, Wiring
from necro_cyto.errors import CytoscapeError, OutputError
from necro_cyto.recipe import SUFFIX, add_recipe, is_recipe, write_recipe

if TYPE_CHECKING:
    from necro_cyto.targets.cytoscape import Session
    from necro_cyto.targets.cytoscape.transport import Sent, Transport
    from necro_cyto.view import View

WAITING = "waiting for Cytoscape …"
STAGED = "core"  # what a rehearsal has open


@dataclass
class Way:
    """How a command reaches Cytoscape, and what it shows there or writes."""

    transport: Transport
    rehearsed: bool = False
    picture: View | None = None
    outputs: Sequence[Path] = ()
    folder: Path | None = None

    def session(self) -> Session:
        """Return the handle on the network that is open; a rehearsal opens one first."""
        from necro_cyto.targets.cytoscape import find_session

        if self.rehearsed:
            self._stage()
        session = find_session(self.transport)
        self.picture = session.view
        return session

    def places(self, outputs: Sequence[Path]) -> list[Path]:
        """Return where to write: a rehearsal leaves nothing."""
        return [self.folder / path.name for path in outputs] if self.folder else list(outputs)

    def keep(self, command: str, asked: Mapping[str, Any]) -> list[Path]:
        """Write the recipe of figures from the window beside them."""
        from necro_cyto.targets.cytoscape.cassette import window_of

        if self.picture is None or self.transport.sent is None:
            return []
        names = [path.name for path in self.outputs]
        return recipes.keep(
            command, asked, self.picture, self.outputs, lambda folder: window_of(self.transport, folder, names)
        )

    def _stage(self) -> None:
        from necro_cyto.network import load_network
        from necro_cyto.targets.cytoscape.rehearsal import Rehearsal
        from necro_cyto.view import view

        assert isinstance(self.transport, Rehearsal)
        view(load_network(STAGED)).open(self.transport)
        self.transport.forget()
        printing.say(f"as if the network {STAGED} were open")


@contextmanager
def wired(
    context: typer.Context, url: str, wiring: Wiring, command: str, asked: Mapping[str, Any], *, keep: bool = False
) -> Iterator[Way]:
    """Give the way to Cytoscape; afterwards what was sent is written, if that was asked for, also after a fault."""
    if wiring.record is not None:
        _check_record(wiring.record, asked)
    with tempfile.TemporaryDirectory(prefix="necro-cyto-") as folder:
        way = _way(context, url, wiring, keep or wiring.record is not None, Path(folder))
        try:
            with printing.waiting(WAITING):
                yield way
        except CytoscapeError:
            with suppress(OutputError):  # the first fault is the one to tell
                _keep(way, wiring.record, command, asked)
            raise
        _keep(way, wiring.record, command, asked)


def show_requests(way: Way, as_format: Format) -> None:
    """Print the requests of a rehearsal."""
    sent = way.transport.sent or []
    if as_format is Format.json:
        told = [{"method": s.method, "path": s.path, "query": dict(s.query), "bytes": _size(s), "body": s.body, "repeated": s.waits}
                for s in sent]  # fmt: skip
        printing.document({"url": way.transport.url, "requests": told})
        return
    rows = [(s.method, _address(s), str(_size(s)) if s.body is not None else "", _summary(s)) for s in sent]
    printing.table(("method", "path", "bytes", "what"), rows)


def _way(context: typer.Context, url: str, wiring: Wiring, keep: bool, folder: Path) -> Way:
    from necro_cyto.targets.cytoscape.rehearsal import Rehearsal
    from necro_cyto.targets.cytoscape.transport import Transport

    if isinstance(context.obj, Transport):
        return Way(context.obj)
    if wiring.dry_run:
        return Way(Rehearsal(url), rehearsed=True, folder=folder)
    return Way(Transport(url, keep=keep))


def _check_record(path: Path, asked: Mapping[str, Any]) -> None:
    from necro_cyto.files import keep_inputs

    if path.suffix.lower() != ".json":
        raise OutputError(f"{path}: a record is a .json file")
    if not path.parent.is_dir():
        raise OutputError(f"{path}: the folder {path.parent} does not exist; make it first")
    if path.exists() and not is_recipe(path):
        raise OutputError(f"{path}: is no record of necro-cyto and stays as it is; give another name")
    keep_inputs([path], [p for v in recipes.options_of(asked).values() for p in _paths(v)])


def _keep(way: Way, path: Path | None, command: str, asked: Mapping[str, Any]) -> None:
    from necro_cyto.targets.cytoscape.cassette import window_of

    if path is None or way.rehearsed or way.picture is None:
        return
    outputs = [out for out in way.outputs if out.is_file()]
    recipe = recipes.recipe_of(command, asked, way.picture, path.parent, outputs)
    window = window_of(way.transport, path.parent, [out.name for out in way.outputs])
    keep = add_recipe if path.name.endswith(SUFFIX) else write_recipe  # figures of that name keep their own
    keep(replace(recipe, window=window), path)
    printing.say(f"kept {len(window['requests'])} requests in {path}")


def _paths(value: Any) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _paths(part)


def _size(sent: Sent) -> int:
    return 0 if sent.body is None else len(json.dumps(sent.body, ensure_ascii=False).encode())


def _address(sent: Sent) -> str:
    query = "&".join(f"{k}={v}" for k, v in sent.query.items())
    return f"/v1/{sent.path}".rstrip("/") + (f"?{query}" if query else "")


def _summary(sent: Sent) -> str:
    """Return in a few words what a request brings."""
    body = sent.body
    if sent.waits:
        return "until the view is drawn"
    if isinstance(body, list):
        return f"{len(body)} {'mappings' if sent.path.endswith('mappings') else 'values'}"
    if not isinstance(body, dict):
        return ""
    if "elements" in body:
        counts = [f"{len(body['elements'][kind])} {kind}" for kind in ("nodes", "edges")]
        return ", ".join([*counts, f"{len(body['data'].get('__Annotations', ()))} annotations"])
    if "mappings" in body:
        return f"style {body['title']}: {len(body['defaults'])} defaults, {len(body['mappings'])} mappings"
    if "dataKey" in body:
        return f"{len(body['data'])} rows of {max(map(len, body['data']), default=0)} cells"
    if isinstance(body.get("file"), list):
        return f"{len(body['file'])} commands"
    text = ", ".join(f"{k} {v}" for k, v in body.items())
    return text if len(text) <= 60 else text[:59] + "…"
