"""Answers from the network: signed, cited paths between two nodes, and what they add up to.

Only mechanism edges with a sign are chained, so that a shortcut never outvotes the steps. What else is known of the
two ends directly (summary, conditional, correlative, no effect) is listed apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from necro_cyto.errors import InputError, UnknownNameError
from necro_cyto.network import Network
from necro_cyto.paths import INFINITE, Search, Step, Way, chained
from necro_cyto.schema import Edge

DEFAULT_LENGTH = 8


@dataclass(frozen=True)
class Net:
    """What the paths add up to.

    Attributes
    ----------
    sign : str
        ``+`` or ``-`` when all paths agree, ``both``, or ``none`` without a path.
    plus, minus : int
        Number of paths of either sign.
    shortest, strongest : str
        Sign of the shortest path and of the one with the strongest evidence (``both`` when equals differ).
    findings : str
        What whole experiments found: the sign of the direct ``summary`` edges. A chain of right steps may add up to
        something else than was measured; then believe the measurement.
    """

    sign: str
    plus: int
    minus: int
    shortest: str
    strongest: str
    findings: str = "none"


@dataclass(frozen=True, repr=False)
class Trace:
    """The answer to "how does one node act on another?".

    Attributes
    ----------
    source, target : str
        Node ids.
    paths : tuple of Way
        All within `max_length`: the shortest first, of equals the one with the strongest evidence.
    apart : tuple of Step
        Direct edges that are never chained: other classes, or no sign.
    max_length : int
        In steps.
    complete : bool
        False when the search was given up, so that more paths of the greatest lengths exist.
    least : int
        Steps that a path must have at least, so that a greater `max_length` may find one; 0 if there is none.
    """

    source: str
    target: str
    paths: tuple[Way, ...]
    apart: tuple[Step, ...]
    max_length: int
    complete: bool = True
    least: int = 0

    def __repr__(self) -> str:
        count = f"{len(self.paths)} path{'s' if len(self.paths) != 1 else ''}"
        return f"<trace from {self.source} to {self.target}: {count}, net sign {self.net.sign}>"

    @property
    def net(self) -> Net:
        """Net sign over all paths."""
        signs = [p.sign for p in self.paths]
        shortest = [p.sign for p in self.paths if len(p.steps) == len(self.paths[0].steps)]
        best = max((p.strength for p in self.paths), default=None)
        strongest = [p.sign for p in self.paths if p.strength == best]
        findings = [s.edge.sign for s in self.apart if s.edge.klass == "summary" and s.edge.sign in ("+", "-")]
        return Net(
            agreed(signs), signs.count("+"), signs.count("-"), agreed(shortest), agreed(strongest), agreed(findings)
        )

    @property
    def strongest(self) -> Way | None:
        """The path with the strongest evidence, the shortest of equals."""
        return max(self.paths, key=lambda p: (p.strength, -len(p.steps)), default=None)

    def to_json(self, limit: int | None = None) -> dict[str, Any]:
        """Return the answer as the command line prints it, with `limit` paths at most."""
        return {
            "source": self.source,
            "target": self.target,
            "net": vars(self.net),
            "found": len(self.paths),
            "max_length": self.max_length,
            "complete": self.complete,
            "least": self.least,
            "paths": [p.to_json() for p in self.paths[:limit]],
            "not_chained": [
                {"edge": s.edge.id, "sign": s.edge.sign, "class": s.edge.klass, "condition": s.edge.condition,
                 "references": list(s.references)}
                for s in self.apart
            ],
        }  # fmt: skip


def trace(
    network: Network, source: str, target: str, *, via: Iterable[str] = (), avoid: Iterable[str] = (),
    max_length: int = DEFAULT_LENGTH,
) -> Trace:
    """Return the signed, cited paths from one node to another.

    Parameters
    ----------
    network : Network
    source, target : str
        Nodes by id, label, gene symbol or alias.
    via : iterable of str
        Nodes that every path must visit.
    avoid : iterable of str
        Nodes, or ids of edges, that no path may use.
    max_length : int
        Greatest number of steps. Long chains say little: every step adds doubt.

    Raises
    ------
    UnknownNameError, ChoiceNeededError
        If a name is not known or means several nodes.
    InputError
        If both ends are the same node, or `max_length` is less than 1.

    Examples
    --------
    >>> from necro_cyto import load_network
    >>> found = trace(load_network("core"), "necrostatin-1s", "MLKL")
    >>> found.net.sign, found.paths[0].nodes
    ('-', ('necrostatin-1s', 'RIPK1', 'RIPK3', 'MLKL'))
    """
    start, end = network.find(source).id, network.find(target).id
    if start == end:
        raise InputError(f'both ends are "{start}": give two nodes')
    if max_length < 1:
        raise InputError(f"a path has 1 step or more, not {max_length}: raise the greatest length")
    search = Search(_ways(network, avoid), start, end, frozenset(network.find(v).id for v in via) - {start, end})
    least = search.shortest()
    found = [Way(tuple(step(network, e) for e in edges)) for edges in search.paths(max_length)]
    found.sort(key=lambda p: (len(p.steps), -p.strength, p.edges))
    apart = tuple(s for s in direct_steps(network, start, end) if not chained(s.edge))
    return Trace(start, end, tuple(found), apart, max_length, search.complete, 0 if least == INFINITE else int(least))


def step(network: Network, edge: Edge) -> Step:
    """Return an edge with its evidence."""
    return Step(edge, tuple(network.evidence.get(edge.id, ())))


def direct_steps(network: Network, source: str, target: str) -> list[Step]:
    """Return the edges of any class and sign that run from one node to another."""
    return [step(network, e) for e in network.edges.values() if (e.source, e.target) == (source, target)]


def agreed(signs: Collection[str]) -> str:
    """Return the one sign that all have, ``both`` if they differ, ``none`` if there is none.

    >>> agreed("++"), agreed("+-"), agreed("")
    ('+', 'both', 'none')
    """
    return next(iter(signs)) if len(set(signs)) == 1 else "both" if signs else "none"


def _ways(network: Network, avoid: Iterable[str]) -> dict[str, list[Edge]]:
    barred = {name if name in network.edges else _node(network, name) for name in avoid}
    ways: dict[str, list[Edge]] = defaultdict(list)
    for e in network.edges.values():
        if chained(e) and not barred & {e.id, e.source, e.target}:
            ways[e.source].append(e)
    return ways


def _node(network: Network, name: str) -> str:
    try:
        return network.find(name).id
    except UnknownNameError:
        raise UnknownNameError("node or edge", name, [*network.nodes, *network.edges]) from None
