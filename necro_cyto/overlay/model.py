"""What an overlay is: one value per node, the scale they are drawn on, and the report of what matched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from necro_cyto.files import escaped
from necro_cyto.readers import Values

BULK = ""  # the cell of values that belong to no cell
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

    `sources` holds the values for the nodes of each cell; under ``""`` (bulk values) those that every node of a gene
    shows. `values` is the first of them.
    """

    values: Values
    by_node: Mapping[str, NodeValue]
    limit: float
    clipped_low: bool
    clipped_high: bool
    report: dict[str, Any]
    sources: Mapping[str, tuple[Values, ...]] = field(default_factory=dict)

    @property
    def cells(self) -> dict[str, tuple[str, ...]]:
        """For values per cell: cell of the network → contrasts of the file. Empty for bulk values."""
        return {cell: tuple(contrast_names(several)) for cell, several in self.sources.items() if cell != BULK}


def contrast_names(several: Sequence[Values]) -> list[str]:
    """Return one name for each: its contrast, or its file, or both where these are not enough."""
    stems = [escaped(values.path.stem) for values in several]
    short = [values.contrast or stem for values, stem in zip(several, stems, strict=True)]
    long = [f"{stem}: {values.contrast}" if values.contrast else stem for values, stem in zip(several, stems, strict=True)]
    names = [brief if short.count(brief) == 1 else full for brief, full in zip(short, long, strict=True)]
    return [name if names.count(name) == 1 else f"{name} ({i})" for i, name in enumerate(names, 1)]
