"""Network + style + values into the running Cytoscape: the usual py4cytoscape way beside ours.

    python benchmarks/push.py            # the network core
    python benchmarks/push.py 100 1000   # generated networks of so many nodes, twice as many edges

Prints requests, seconds and their ratio; ours ends when the view is proved to be drawn, the usual
way when its last call returns. Removes what it made; leave the window alone meanwhile.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import necro_cyto as nc
from necro_cyto.schema import Edge, Node, edge_id

EXAMPLE = Path(__file__).parents[1] / "networks" / "examples" / "made-up-values.csv"
REPEATS = 3


def generated(size: int) -> nc.Network:
    """Return a random network of `size` proteins and twice as many edges."""
    chance = random.Random(size)
    nodes = {f"N{i}": Node(f"N{i}", f"N{i}", "protein", ("HGNC:10021",), "tumour cell") for i in range(size)}
    edges = {}
    while len(edges) < 2 * size:
        source, target = chance.sample(sorted(nodes), 2)
        edge = Edge(edge_id(source, "activates", target), source, target, "activates", chance.choice("+-"))
        edges[edge.id] = edge
    return nc.Network(f"generated-{size}", f"generated {size}", nodes, edges, {}, {})


def ours(picture: nc.View) -> tuple[int, float]:
    started = time.perf_counter()
    session = picture.open()
    seconds = time.perf_counter() - started
    requests = session.transport.requests
    session.close()
    return requests, seconds


def usual(picture: nc.View) -> tuple[int, float]:
    """As the manual of py4cytoscape shows it: frames, table, one call a mapping, fit."""
    import py4cytoscape as p4c
    from py4cytoscape import commands

    counted = Counted(commands.requests)
    commands.requests = counted
    title = "py4cytoscape benchmark"
    scene = picture.scene
    nodes = pd.DataFrame({"id": [n.id for n in scene.nodes], "kind": [n.columns["kind"] for n in scene.nodes]})
    edges = pd.DataFrame(
        {"source": [e.source for e in scene.edges], "target": [e.target for e in scene.edges],
         "interaction": [e.columns["relation"] for e in scene.edges], "sign": [e.columns["sign"] for e in scene.edges]}
    )  # fmt: skip
    values = pd.DataFrame(
        {"id": nodes["id"], "effect": [float(n.columns.get("effect", 0.0)) for n in scene.nodes],
         "padj": [float(n.columns.get("significance", 1.0)) for n in scene.nodes]}
    )  # fmt: skip
    started = time.perf_counter()
    try:
        suid = p4c.create_network_from_data_frames(nodes, edges, title=title, collection=title)
        p4c.load_table_data(values, data_key_column="id", table_key_column="id", network=suid)
        p4c.create_visual_style(title)
        p4c.set_visual_style(title, network=suid)
        common = {"style_name": title, "network": suid}
        p4c.set_node_label_mapping("id", **common)
        p4c.set_node_color_mapping("effect", [-2.0, 0.0, 2.0], ["#2166AC", "#F7F7F7", "#B35806"], **common)
        p4c.set_node_border_width_mapping("padj", [0.0, 0.05], [3, 1], **common)
        p4c.set_node_shape_mapping("kind", ["protein", "drug"], ["ROUND_RECTANGLE", "HEXAGON"], **common)
        p4c.set_edge_color_mapping("sign", ["+", "-"], ["#00687A", "#B5460F"], mapping_type="d", **common)
        p4c.set_edge_target_arrow_shape_mapping("sign", ["+", "-"], ["DELTA", "T"], **common)
        p4c.layout_network("force-directed", network=suid)
        p4c.fit_content(network=suid)
        seconds = time.perf_counter() - started
        p4c.delete_network(suid)
        p4c.delete_visual_style(title)
    finally:
        commands.requests = counted.real
    return counted.count, seconds


class Counted:
    """The module `requests`, counting."""

    def __init__(self, real: object) -> None:
        self.real, self.count = real, 0

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)

    def request(self, *arguments: object, **options: object) -> object:
        self.count += 1
        return self.real.request(*arguments, **options)  # type: ignore[attr-defined]


def best(way: Callable[[nc.View], tuple[int, float]], picture: nc.View, repeats: int) -> tuple[int, float]:
    return min((way(picture) for _ in range(repeats)), key=lambda measured: measured[1])


def pictures(sizes: list[int]) -> list[nc.View]:
    if not sizes:
        return [nc.view(nc.load_network("core")).overlay(nc.read_values(EXAMPLE))]
    values = nc.read_values(EXAMPLE)
    return [nc.view(generated(size)).overlay(values) for size in sizes]


def main() -> None:
    print("network\tnodes\tours: requests\tours: s\tusual: requests\tusual: s\ttimes faster")
    for picture in pictures([int(size) for size in sys.argv[1:]]):
        picture.scene  # noqa: B018  laid out once, as the usual way leaves that to Cytoscape
        mine, theirs = best(ours, picture, REPEATS), best(usual, picture, 1)
        row = [picture.network.name, len(picture.network.nodes), mine[0], f"{mine[1]:.2f}", theirs[0], f"{theirs[1]:.2f}"]
        print("\t".join(map(str, [*row, f"{theirs[1] / mine[1]:.0f}"])), flush=True)


if __name__ == "__main__":
    main()
