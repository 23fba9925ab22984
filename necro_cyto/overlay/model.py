"""What an overlay is: one value per node, the scale they are drawn on, and the report of what matched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from necro_cyto.readers import Values

STATES = ("measured", "no p", "no value", "not in file", "no gene")


class Member(NamedTuple):
    """One gene of a node."""

    symbol: str
    effect: float | None
    significance: float | None


@dataclass(frozen=True)
class NodeValue:
    """What a node shows: the value of its gene, or of one member of a complex."""

    effect: float | None = None
    significance: float | None = None
    significant: bool | None = None
    state: str = "no gene"
    gene: str = ""
    members: tuple[Member, ...] = ()
    given_id: str = ""


@dataclass(frozen=True)
class Overlay:
    """Values on nodes, the limit of the colour scale, and which of its ends are clipped.

    `cells` tells, for values per cell, which contrasts of the file are shown on the nodes of a cell; without it
    (bulk values) every node of a gene shows the same value.
    """

    values: Values
    by_node: Mapping[str, NodeValue]
    limit: float
    clipped_low: bool
    clipped_high: bool
    report: dict[str, Any]
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
