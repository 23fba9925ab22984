"""Commands: finding them, their views, and the ones about networks, layouts, styles, files and sessions."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from . import sessions
from .answers import Call, Json, done, refuse, route
from .model import Model, Network
from .views import View

Arguments = dict[str, str]
Command = Callable[[Model, Arguments], Json]
COMMANDS: dict[tuple[str, str], Command] = {}
LAYOUTS = (
    "attribute-circle",
    "stacked-node-layout",
    "attribute-grid",
    "degree-circle",
    "circular",
    "attributes-layout",
    "kamada-kawai",
    "force-directed",
    "cose",
    "grid",
    "hierarchical",
    "fruchterman-rheingold",
    "isom",
)


def command(namespace: str, name: str) -> Callable[[Command], Command]:
    """Register the function that does a command."""

    def keep(work: Command) -> Command:
        COMMANDS[namespace, name] = work
        return work

    return keep


def fail(message: str, data: Json = None) -> NoReturn:
    """Refuse as a failing command does."""
    refuse(500, "handle-json-command", 2, message, data)


def run(model: Model, namespace: str, name: str, arguments: Arguments) -> Json:
    """Do a command."""
    if (namespace, name) not in COMMANDS:
        if all(known != namespace for known, _ in COMMANDS):
            fail(f"Failed to find command namespace: '{namespace}'")
        fail(f"Failed to find command: '{name}' (from namespace: {namespace})")
    return COMMANDS[namespace, name](model, arguments)


@route("POST", "/v1/commands/{namespace}/{name}")
def post_command(call: Call) -> Json:
    given = call.body() if call.text.strip() else {}
    arguments = {name: str(value) for name, value in given.items() if value is not None}
    return done(run(call.model, call.named["namespace"], call.named["name"], arguments))


def suid_of(text: str) -> int:
    """The number of ``SUID:7`` or ``7``; 0 for anything else."""
    digits = text.removeprefix("SUID:")
    return int(digits) if digits.isdigit() else 0


def view_of(model: Model, arguments: Arguments) -> View | None:
    """The view an argument names; the current one where there is no argument."""
    name = arguments.get("view", "current")
    return model.current_view if name == "current" else model.view(suid_of(name))


def needed_view(model: Model, arguments: Arguments) -> View:
    """The view, or the failure of commands that need one."""
    view = view_of(model, arguments)
    if view is None:
        fail("Network must be specified")
    return view


def network_of(model: Model, name: str) -> Network:
    """The network of ``current``, ``SUID:7`` or a name."""
    found = [n for n in model.networks.values() if n.suid == suid_of(name) or n.name == name]
    if name == "current" and model.current_network is not None:
        found = [model.current_network]
    if not found:
        fail("Network must be specified")
    return found[0]


@command("network", "get attribute")
def get_attribute(model: Model, arguments: Arguments) -> Json:
    network = network_of(model, arguments.get("network", "current"))
    row = network.table("network").rows[network.suid]
    return [{name: row.get(name) for name in arguments.get("columnList", "SUID").split(",")}]


@command("network", "set current")
def set_current_network(model: Model, arguments: Arguments) -> None:
    network = network_of(model, arguments.get("network", "current"))
    model.make_current(network, network.views[0] if network.views else None)


@command("network", "select")
def select(model: Model, arguments: Arguments) -> Json:
    network = network_of(model, arguments.get("network", "current"))
    names = [part.removeprefix("name:") for part in arguments.get("nodeList", "").split(",")]
    rows = [row for row in network.table("node").rows.values() if row.get("name") in names]
    for row in rows:
        row["selected"] = True
    return {"nodes": [row["SUID"] for row in rows], "edges": []}


@command("vizmap", "apply")
def apply_style(model: Model, arguments: Arguments) -> Json:
    view = needed_view(model, {})
    title = arguments.get("styles", "")
    if title not in model.styles:
        fail(f"Could not find style: {title}")
    model.apply_style(model.styles[title], view.network)
    return {"views": [view.suid]}


def lay_out(network: Network) -> None:
    """Put the nodes on a grid, whatever the layout is called."""
    side = max(1, round(len(network.nodes) ** 0.5))
    for view in network.views:
        for number, suid in enumerate(network.nodes):
            view.places[suid] = (80.0 * (number % side), 80.0 * (number // side), 0.0)
        view.changed()


def layout(model: Model, arguments: Arguments) -> None:
    """Lay a network out."""
    name = arguments.get("network", arguments.get("networkSelected", "current"))
    lay_out(network_of(model, name))


for layout_name in (*LAYOUTS, "apply preferred"):
    COMMANDS["layout", layout_name] = layout


@command("session", "save as")
def save_session(model: Model, arguments: Arguments) -> None:
    path = Path(arguments["file"])
    if not path.parent.is_dir():
        fail(f"{path} (No such file or directory)")
    sessions.save(model, path)


@command("session", "open")
def open_session(model: Model, arguments: Arguments) -> None:
    path = Path(arguments["file"])
    if not path.is_file():
        fail(f"{path} (No such file or directory)")
    sessions.open_(model, path)


@command("command", "sleep")
def sleep(model: Model, arguments: Arguments) -> None:
    """The program comes back at once."""


@command("command", "run")
def run_file(model: Model, arguments: Arguments) -> None:
    path = Path(arguments["file"])
    if not path.is_file():
        fail(f"{path} (No such file or directory)")
    for line in path.read_text(encoding=model.charset, errors="replace").splitlines():
        if line.strip():
            _run_line(model, line)


def _run_line(model: Model, line: str) -> None:
    words = shlex.split(line)
    names = [word for word in words if "=" not in word]
    arguments = dict(word.split("=", 1) for word in words if "=" in word)
    if all(known != names[0] for known, _ in COMMANDS):
        fail(f"Failed to find command namespace: '{' '.join(names)}'")
    run(model, names[0], " ".join(names[1:]), arguments)


@command("filetransfer", "setSandbox")
def set_sandbox(model: Model, arguments: Arguments) -> Json:
    _need_file_transfer(model)
    return {"sandboxPath": str(Path.cwd())}


@command("filetransfer", "getFileInfo")
def file_info(model: Model, arguments: Arguments) -> Json:
    _need_file_transfer(model)
    path = Path(arguments["fileName"])
    time = "2026-01-01 00:00:00.0000" if path.exists() else ""
    return {"filePath": str(path), "modifiedTime": time, "isFile": path.is_file()}


def _need_file_transfer(model: Model) -> None:
    if not model.file_transfer:
        fail("Failed to find command namespace: 'filetransfer'")
