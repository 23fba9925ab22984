"""What the replay of recordings has to know: their order, what came before, what is not compared."""

from __future__ import annotations

from typing import Any

Json = Any

WINDOWS = {"first": (816, 268), "second": (973, 267)}
SESSIONS: dict[str, tuple[str, ...]] = {
    "first": (
        "connect",
        "push_cytoscapejs",
        "push_same_title",
        "push_bad",
        "tables",
        "styles",
        "bypass_and_positions",
        "layouts",
        "charts",
        "annotations",
        "images",
        "cx2",
        "py4cytoscape_notebook",
        "py4cytoscape_errors",
        "export_too_early",
        "export_commands",
        "delete",
        "commands_errors",
        "visual_properties",
    ),
    "second": (
        "settle",
        "edges_and_labels",
        "annotations_many",
        "typed_push",
        "sizes",
        "politeness",
        "session_reopen",
    ),
}


def _nodes(*entries: Json) -> list[Json]:
    return [{"data": data, "position": {"x": 120 * number, "y": 0}} for number, data in enumerate(entries)]


def _push(name: str, nodes: list[Json], edges: list[Json]) -> Json:
    elements = {"nodes": nodes, "edges": [{"data": edge} for edge in edges]}
    query = {"format": "json", "title": name, "collection": name}
    return query, {"data": {"name": name}, "elements": elements}


# Networks made before the recording began: recording -> (recorded network, recorded view, query and body).
SETUP: dict[str, tuple[int, int, Json]] = {
    "tables": (
        624,
        720,
        _push(
            "probe2",
            _nodes(
                {"id": "n1", "name": "RIPK3", "kind": "protein", "log2FC": 1.5},
                {"id": "n2", "name": "MLKL", "kind": "complex", "log2FC": -2.25},
                {"id": "n3", "name": "IL1A", "kind": "protein"},
            ),
            [
                {"id": "e1", "source": "n1", "target": "n2", "interaction": "phosphorylates", "sign": 1},
                {"id": "e2", "source": "n2", "target": "n3", "interaction": "inhibits", "sign": -1},
            ],
        ),
    ),
    "charts": (818, 910, _push("probe3", _nodes({"id": "a"}, {"id": "b"}, {"id": "c"}), [])),
}

# Files the machine had: name -> text.
FILES = {
    "cmds.txt": 'annotation add text text="from file" x=0 y=-50 fontSize=10 newName=nc:f\nnosuch command\n',
}

# Exchanges that came before the window had done its delayed work: recording -> their numbers.
EARLY: dict[str, range] = {
    "push_cytoscapejs": range(1, 9),
    "settle": range(2, 4),
}

# Exchanges the stand-in need not answer: (recording or *, method, pattern of the path) -> reason.
NOT_ANSWERED: dict[tuple[str, str, str], str] = {
    ("*", "GET", r"/v1/commands(/annotation|/view)?(/.+)?"): "help texts of commands are for people",
    ("connect", "GET", r"/v1/apps"): "the list of installed bundles is never read",
    ("connect", "GET", r"/v1/properties"): "the program's own settings are never read",
    ("push_cytoscapejs", "GET", r"/v1/styles/default\.json"): "a style sheet for Cytoscape.js, never read",
    ("layouts", "GET", r"/v1/apply/layouts/.+/parameters"): "places are computed by necro-cyto itself",
    ("cx2", "GET", r"/v1/networks/.+\.cx"): "CX2 is never read back from the program",
}

# Values that need not agree: (recording or *, pattern of the path, pattern of the place) -> reason.
LOOSE: dict[tuple[str, str, str], str] = {
    ("*", r"/v1", r".*memoryStatus.*|.*numberOfCores"): "the machine's",
    ("*", r".*", r".*errors\[0\]\.link"): "the path of the program's log",
    ("*", r".*/filetransfer/.*", r".*modifiedTime"): "the time of a file",
    ("layouts", r".*/nodes", r".*value"): "the program's own layouts",
    ("py4cytoscape_notebook", r".*/nodes", r".*value"): "the program's own layouts",
    ("py4cytoscape_notebook", r".*/annotation/.*", r".*(width|height)"): "measured in the program's font",
}
