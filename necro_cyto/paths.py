"""Ways from node to node: edges in a row with their evidence, and the search for them."""

from __future__ import annotations

import heapq
import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import prod
from typing import Any

from necro_cyto.schema import LEVELS, Edge, Evidence

MOST_TRIES = 100_000  # partial paths looked at; a curated network needs some hundred
SUPPORT = {"supports": 1.0, "refines": 0.5, "contradicts": -1.0}
HALF = {"strong": 1.0, "weak": 0.5}
INFINITE = float("inf")
LEAST = 0.25  # however much is held against it, a step that stands in the tables is not impossible
# How curators say that a paper states a step without showing it.
HEARSAY = re.compile(r"\b(editorial|review|no data|inferred|implied|low confidence)\b")


@dataclass(frozen=True)
class Step:
    """An edge of a path with its evidence."""

    edge: Edge
    evidence: tuple[Evidence, ...]

    @property
    def references(self) -> tuple[str, ...]:
        """Ids of the papers that stand behind the edge (support or refine it)."""
        return tuple(dict.fromkeys(r.reference for r in self.evidence if r.stance != "contradicts"))

    @property
    def contradicting(self) -> tuple[Evidence, ...]:
        """The rows that contradict the edge."""
        return tuple(r for r in self.evidence if r.stance == "contradicts")

    @property
    def thin(self) -> str:
        """What is thin about the evidence, in words; empty when two papers or more show the step."""
        shown = {r.reference for r in self.evidence if _shows(r)}
        if len(shown) > 1:
            return ""
        if shown:
            return f"one paper only ({shown.pop()})"
        named = f" ({', '.join(self.references)})" if self.references else ""
        return f"stated, inferred or weakly cited, not shown{named}"

    @cached_property
    def weight(self) -> float:
        """Strength of the evidence: 1 for a paper that supports, ½ for one that refines, −1 for one that contradicts,
        half of it at a weak level; 1 more when the step is a molecular contact; never less than `LEAST`.
        """
        papers = {(r.reference, r.stance): r for r in self.evidence}.values()
        known = sum(SUPPORT.get(r.stance, 0.0) * HALF[LEVELS.get(r.level, "weak")] for r in papers)
        return max(known + (self.edge.direct == "yes"), LEAST)


@dataclass(frozen=True)
class Way:
    """Steps from one node to another, none visited twice."""

    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[str, ...]:
        """Node ids from the first to the last."""
        return (self.steps[0].edge.source, *(s.edge.target for s in self.steps))

    @property
    def edges(self) -> tuple[str, ...]:
        """Edge ids in order."""
        return tuple(s.edge.id for s in self.steps)

    @property
    def sign(self) -> str:
        """``+`` or ``-``: the product of the signs of the steps; ``0`` if one of them has none."""
        return product(s.edge.sign for s in self.steps)

    @property
    def references(self) -> tuple[str, ...]:
        """Ids of the papers behind the steps, in order."""
        return tuple(dict.fromkeys(name for s in self.steps for name in s.references))

    @property
    def contradicting(self) -> tuple[Evidence, ...]:
        """The rows that contradict one of the steps."""
        return tuple(row for s in self.steps for row in s.contradicting)

    @cached_property
    def strength(self) -> float:
        """Strength of the evidence, 0 to 1: every step adds doubt, a weak one most. The product of w / (w + 1) over the
        weights w of the steps.
        """
        return round(prod(s.weight / (s.weight + 1) for s in self.steps), 4)

    @property
    def weakest(self) -> Step:
        """The step with the least evidence."""
        return min(self.steps, key=lambda s: s.weight)

    def to_json(self) -> dict[str, Any]:
        """Return the path as the command line prints it."""
        return {
            "nodes": list(self.nodes),
            "edges": list(self.edges),
            "sign": self.sign,
            "references": list(self.references),
            "contradicting": [{"edge": r.edge, "reference": r.reference} for r in self.contradicting],
            "strength": self.strength,
            "weakest": self.weakest.edge.id,
            "origins": {s.edge.id: s.edge.origin for s in self.steps if s.edge.origin},
        }


def _shows(row: Evidence) -> bool:
    said = f"{row.context} {row.note}"
    return row.stance != "contradicts" and LEVELS.get(row.level) == "strong" and not HEARSAY.search(said)


@dataclass
class Search:
    """Simple paths from `source` to `target` through all of `via`, the shortest first.

    Partial paths wait in a queue, in the order of the least length they can end with; those that cannot end in time
    are dropped. `MOST_TRIES` bounds the work.
    """

    ways: Mapping[str, list[Edge]]
    source: str
    target: str
    via: frozenset[str] = frozenset()
    complete: bool = True
    _far: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        back: dict[str, list[str]] = defaultdict(list)
        for edges in self.ways.values():
            for e in edges:
                back[e.target].append(e.source)
        self._far = {goal: _distances(back, goal) for goal in (self.target, *self.via)}

    def shortest(self) -> float:
        """Return the least number of steps that a path can have; infinite if there is none."""
        return self._rest(self.source, self.via)

    def paths(self, longest: int) -> Iterator[tuple[Edge, ...]]:
        """Yield the paths of up to `longest` steps; `complete` tells afterwards whether all were found."""
        queue: list[tuple[float, int, str, tuple[Edge, ...]]] = [(self.shortest(), 0, self.source, ())]
        tries = 1
        while queue:
            least, _, node, done = heapq.heappop(queue)
            if least > longest:
                return
            if tries > MOST_TRIES:
                self.complete = False
                return
            if node == self.target:
                yield done
                continue
            for onward in self._onward(node, done, tries):
                heapq.heappush(queue, onward)
                tries += 1

    def _onward(
        self, node: str, done: tuple[Edge, ...], number: int
    ) -> Iterator[tuple[float, int, str, tuple[Edge, ...]]]:
        visited = {self.source, *(e.target for e in done)}
        for e in self.ways.get(node, ()):
            if e.target not in visited:
                rest = self._rest(e.target, self.via - visited - {e.target})
                if rest != INFINITE:
                    yield len(done) + 1 + rest, (number := number + 1), e.target, (*done, e)

    def _rest(self, node: str, missing: Collection[str]) -> float:
        """Return the least number of steps to the target through the nodes that are still missing."""
        if node == self.target and missing:
            return INFINITE
        to_end = self._far[self.target]
        through = [self._far[v].get(node, INFINITE) + to_end.get(v, INFINITE) for v in missing]
        return max((to_end.get(node, INFINITE), *through))


def chained(edge: Edge) -> bool:
    """Return whether an edge may stand in a path."""
    return edge.klass == "mechanism" and edge.sign in ("+", "-")


def product(signs: Iterable[str]) -> str:
    """Return the sign of steps in a row.

    >>> product("+--"), product("-"), product("+0")
    ('+', '-', '0')
    """
    row = list(signs)
    return "0" if not {*row} <= {"+", "-"} else "-" if row.count("-") % 2 else "+"


def _distances(back: Mapping[str, list[str]], goal: str) -> dict[str, int]:
    far, queue = {goal: 0}, deque([goal])
    while queue:
        node = queue.popleft()
        for before in back.get(node, ()):
            if before not in far:
                far[before] = far[node] + 1
                queue.append(before)
    return far
