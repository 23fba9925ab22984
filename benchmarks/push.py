"""Network + style + values into the running Cytoscape: the usual py4cytoscape way beside ours.

    python benchmarks/push.py                  # the network core
    python benchmarks/push.py 100 1000 5000    # generated networks of so many nodes, twice as many edges
    python benchmarks/push.py --repeats 5 core 100

Three tasks: push it; push it and write PDF and PNG; lay other values over it. Ours ends when the view is proved to be
drawn, the usual way when its last call returns. Prints requests, the median seconds and their ratio. Removes what it
made; leave the window alone meanwhile.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

import necro_cyto as nc
from necro_cyto.schema import Edge, Node, edge_id

EXAMPLE = Path(__file__).parents[1] / "networks" / "examples" / "made-up-values.csv"
REST_SECONDS = 3.0
COLOURS = ["#2166AC", "#F7F7F7", "#B35806"]
Measured = tuple[int, float]
Way = Callable[[nc.View, nc.View, Path], dict[str, Measured]]


def generated(size: int) -> nc.Network:
    """Return a random network of `size` proteins of core's genes and twice as many edges."""
    chance, names = random.Random(size), [f"N{i}" for i in range(size)]
    genes = sorted({gene for node in nc.load_network("core").nodes.values() for gene in node.genes})
    nodes = {name: Node(name, name, "protein", (chance.choice(genes),), "tumour cell") for name in names}
    edges: dict[str, Edge] = {}
    while len(edges) < 2 * size:
        source, target = chance.sample(names, 2)
        edge = Edge(edge_id(source, "activates", target), source, target, "activates", chance.choice("+-"))
        edges[edge.id] = edge
    return nc.Network(f"generated-{size}", f"generated {size}", nodes, edges, {}, {})


def ours(picture: nc.View, other: nc.View, folder: Path) -> dict[str, Measured]:
    """Push, write files, lay other values over."""
    started = time.perf_counter()
    session = picture.open()
    pushed = session.transport.requests, time.perf_counter() - started
    options = {"width_mm": 183.0, "min_font": 0.1}  # of thousands of nodes no label can be read on a page
    session.save_all([folder / "ours.pdf", folder / "ours.png"], **options)
    written = session.transport.requests, time.perf_counter() - started
    before, started = session.transport.requests, time.perf_counter()
    session.overlay([overlay.values for overlay in other.overlays], other.overlays[0].limit)
    switched = session.transport.requests - before, time.perf_counter() - started
    session.close()
    return {"push": pushed, "push, PDF, PNG": written, "other values": switched}


def usual(picture: nc.View, other: nc.View, folder: Path) -> dict[str, Measured]:
    """As the manual of py4cytoscape shows it: frames, table, one call a mapping, layout, fit, export."""
    import py4cytoscape as p4c

    title = "py4cytoscape benchmark"
    nodes, edges = frames(picture)
    with counted() as sent:
        started = time.perf_counter()
        suid = p4c.create_network_from_data_frames(nodes, edges, title=title, collection=title)
        p4c.load_table_data(values_of(picture), data_key_column="id", table_key_column="id", network=suid)
        p4c.create_visual_style(title)
        p4c.set_visual_style(title, network=suid)
        common = {"style_name": title, "network": suid}
        p4c.set_node_label_mapping("id", **common)
        p4c.set_node_color_mapping("effect", [-2.0, 0.0, 2.0], COLOURS, **common)
        p4c.set_node_border_width_mapping("padj", [0.0, 0.05], [3, 1], **common)
        p4c.set_node_shape_mapping("kind", ["protein", "drug"], ["ROUND_RECTANGLE", "HEXAGON"], **common)
        p4c.set_edge_color_mapping("sign", ["+", "-"], ["#00687A", "#B5460F"], mapping_type="d", **common)
        p4c.set_edge_target_arrow_shape_mapping("sign", ["+", "-"], ["DELTA", "T"], **common)
        p4c.layout_network("force-directed", network=suid)
        p4c.fit_content(network=suid)
        pushed = sent.count, time.perf_counter() - started
        for kind in ("PDF", "PNG"):
            p4c.export_image(str(folder / f"usual.{kind.lower()}"), type=kind, network=suid, overwrite_file=True)
        written = sent.count, time.perf_counter() - started
        before, started = sent.count, time.perf_counter()
        p4c.load_table_data(values_of(other), data_key_column="id", table_key_column="id", network=suid)
        p4c.set_node_color_mapping("effect", [-3.0, 0.0, 3.0], COLOURS, **common)
        switched = sent.count - before, time.perf_counter() - started
        p4c.delete_network(suid)
        p4c.delete_visual_style(title)
    return {"push": pushed, "push, PDF, PNG": written, "other values": switched}


def frames(picture: nc.View) -> tuple[pd.DataFrame, pd.DataFrame]:
    scene = picture.scene
    nodes = pd.DataFrame({"id": [n.id for n in scene.nodes], "kind": [n.columns["kind"] for n in scene.nodes]})
    edges = [(e.source, e.target, e.columns["relation"], e.columns["sign"]) for e in scene.edges]
    return nodes, pd.DataFrame(edges, columns=["source", "target", "interaction", "sign"])


def values_of(picture: nc.View) -> pd.DataFrame:
    rows = [(n.id, n.columns.get("effect", 0.0), n.columns.get("significance", 1.0)) for n in picture.scene.nodes]
    return pd.DataFrame(rows, columns=["id", "effect", "padj"])


class Counted:
    """The module `requests`, counting."""

    def __init__(self, real: Any) -> None:
        self.real, self.count = real, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def request(self, *arguments: object, **options: object) -> object:
        self.count += 1
        return self.real.request(*arguments, **options)


@contextmanager
def counted() -> Iterator[Counted]:
    """Count the requests of py4cytoscape."""
    from py4cytoscape import commands

    commands.requests = Counted(commands.requests)
    try:
        yield commands.requests
    finally:
        commands.requests = commands.requests.real


def medians(way: Way, picture: nc.View, other: nc.View, repeats: int) -> dict[str, Measured]:
    with tempfile.TemporaryDirectory() as folder:
        runs = []
        for _ in range(repeats):
            time.sleep(REST_SECONDS)  # what was removed before keeps the window busy for a while
            runs.append(way(picture, other, Path(folder)))
    return {task: (runs[-1][task][0], statistics.median(run[task][1] for run in runs)) for task in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description="the usual py4cytoscape way beside ours")
    parser.add_argument("networks", nargs="*", default=["core"], help="shipped ones by name, or numbers of nodes")
    parser.add_argument("--repeats", type=int, default=3, help="of ours; the usual way runs once")
    given = parser.parse_args()
    values = nc.read_values(EXAMPLE)
    print("network\tnodes\ttask\tours: requests\tours: s\tusual: requests\tusual: s\ttimes faster")
    for name in given.networks:
        network = generated(int(name)) if name.isdigit() else nc.load_network(name)
        picture, other = (nc.view(network).overlay(values, limit) for limit in (2.0, 3.0))
        picture.scene  # noqa: B018  laid out once, as the usual way leaves that to Cytoscape
        mine, theirs = medians(ours, picture, other, given.repeats), medians(usual, picture, other, 1)
        for task in mine:
            (few, fast), (many, slow) = mine[task], theirs[task]
            row = [network.name, len(network.nodes), task, few, f"{fast:.2f}", many, f"{slow:.2f}", f"{slow / fast:.0f}"]
            print("\t".join(map(str, row)), flush=True)


if __name__ == "__main__":
    main()
