"""Several contrasts in a node of Cytoscape: one small heat map each, side by side under the label.

Charts without a fixed size fill their node, others are square: so each cell is a chart of its own, which also keeps
the contrasts in their order (a row of one chart is drawn from right to left). A column says which nodes have them.
"""

from __future__ import annotations

import json
from typing import Any

from necro_cyto.scene import STRIP_BOTTOM, STRIP_HEIGHT, Cell, Scene, SceneNode, effect_column
from necro_cyto.targets.columns import column_name

Json = dict[str, Any]
STRIP = "strip"  # node column: true where there are values to show
MOST = 9  # places for charts in a node
CHART = "NODE_CUSTOMGRAPHICS_{}"
VISUALS = (*(CHART.format(i + 1) for i in range(MOST)), "NODE_LABEL_POSITION")
FIT, EDGE = 0.9, 2.0  # a chart is drawn in so much of its square, and leaves this margin in network units


def node_columns(scene: Scene) -> dict[str, str]:
    """Return the columns of the node table and their types."""
    return {**scene.node_columns, **({STRIP: "Boolean"} if scene.strip else {})}


def node_row(scene: Scene, node: SceneNode) -> dict[str, Cell]:
    """Return a node's row, which says whether it has a strip."""
    return {**node.columns, **({STRIP: True} if scene.strip and scene.strip.in_row(node.columns) else {})}


def strip_defaults(scene: Scene) -> Json:
    """Return sizes and places of the charts."""
    if not scene.strip:
        return {}
    side, found = scene.strip_cell, Json()
    for i in range(len(scene.strip.contrasts)):
        x = (i - (len(scene.strip.contrasts) - 1) / 2) * side
        found[f"NODE_CUSTOMGRAPHICS_SIZE_{i + 1}"] = round((side + EDGE) / FIT, 2)
        found[f"NODE_CUSTOMGRAPHICS_POSITION_{i + 1}"] = f"N,N,c,{x:.2f},{EDGE / 2 - STRIP_BOTTOM:.2f}"
    return found


def strip_mappings(scene: Scene) -> list[Json]:
    """Return what gives the charts to nodes with values, and raises their labels."""
    if not scene.strip:
        return []
    raised = f"C,C,c,0.00,{-STRIP_HEIGHT / 2:.2f}"
    charts = {CHART.format(i + 1): _chart(scene, i) for i in range(len(scene.strip.contrasts))}
    return [_where_there_is_one(visual, value) for visual, value in (*charts.items(), ("NODE_LABEL_POSITION", raised))]


def emptied(visual: str) -> Json:
    """Return what takes the charts of a place away."""
    return {**_where_there_is_one(visual, ""), "map": []}


def _chart(scene: Scene, index: int) -> str:
    low, middle, high = scene.strip.points if scene.strip else ()
    body = {
        "cy_dataColumns": [column_name(effect_column(index))],
        "cy_range": [low[0], high[0]],
        "cy_globalRange": True,
        "cy_colors": [high[1], middle[1], low[1], scene.strip.missing if scene.strip else ""],
        "cy_colorScheme": "CUSTOM",
        "cy_orientation": "HORIZONTAL",
        "cy_showDomainAxis": False,
        "cy_showRangeAxis": False,
    }
    return f"org.cytoscape.HeatMapChart:{json.dumps(body)}"


def _where_there_is_one(visual: str, value: str) -> Json:
    return {"mappingType": "discrete", "mappingColumn": column_name(STRIP), "mappingColumnType": "Boolean",
            "visualProperty": visual, "map": [{"key": "true", "value": value}]}  # fmt: skip
