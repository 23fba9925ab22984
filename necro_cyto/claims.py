"""Claims of the source articles, answered by the network: does it hold, by which way, on whose word, and against whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from itertools import product as cartesian
from pathlib import Path
from typing import Any

from necro_cyto import shipped
from necro_cyto.knowledge import read_knowledge
from necro_cyto.network import Network, from_knowledge
from necro_cyto.paths import Step, Way, chained, product
from necro_cyto.reason import direct_steps, trace
from necro_cyto.schema import Claim, Evidence

INVERSE = {"+": "-", "-": "+"}


@dataclass(frozen=True)
class Answer:
    """What the network answers to a claim.

    Attributes
    ----------
    claim : Claim
    holds : bool
        A path (or, without one, a direct edge) of the claimed sign visits every node that the claim must pass. An
        annotation (no ends given) holds when its papers are among the references.
    network : Network
        The one that was asked.
    path : Way or None
        The path that answers; of one step when a direct edge does.
    why : str
        Why it does not hold, or what is unusual about how it does.
    opposite : Way or None
        The first path of the other sign, if there is one.
    beside : tuple of Step
        Edges from end to end that say the same without the steps.
    against : tuple of Step
        Edges between two nodes of the path that say the opposite of its steps, or that there is no effect.
    """

    claim: Claim
    holds: bool
    network: Network = field(repr=False, compare=False)
    path: Way | None = None
    why: str = ""
    opposite: Way | None = None
    beside: tuple[Step, ...] = ()
    against: tuple[Step, ...] = ()

    @property
    def annotation(self) -> bool:
        """Whether the claim is a remark and no question about two nodes."""
        return not (self.claim.from_ or self.claim.to)

    @property
    def references(self) -> tuple[str, ...]:
        """Ids of the papers behind the steps, then of those that say the same of the ends."""
        if not self.path:
            return self.claim.references if self.annotation else ()
        return tuple(dict.fromkeys([*self.path.references, *(name for s in self.beside for name in s.references)]))

    @property
    def contradicting(self) -> list[Evidence]:
        """Rows that contradict a step, and the rows behind edges that say the opposite."""
        rows = [*(self.path.contradicting if self.path else ())]
        return rows + [r for s in self.against for r in s.evidence if r.stance != "contradicts"]

    @property
    def thin(self) -> dict[str, str]:
        """What is thin about the evidence, by edge id."""
        return {s.edge.id: s.thin for s in (self.path.steps if self.path else ()) if s.thin}

    def to_json(self) -> dict[str, Any]:
        """Return the answer as the command line prints it."""
        path = self.path
        return {
            "id": self.claim.id,
            "statement": self.claim.statement,
            "source": self.claim.source,
            "annotation": self.annotation,
            "claimed": self.claim.sign,
            "holds": self.holds,
            "why": self.why,
            "path": list(path.nodes) if path else [],
            "edges": list(path.edges) if path else [],
            "sign": path.sign if path else "",
            "references": list(self.references),
            "claimed_references": list(self.claim.references),
            "contradicting": [
                {"edge": r.edge, "reference": r.reference, "species": r.species, "context": r.context, "note": r.note}
                for r in self.contradicting
            ],
            "beside": [s.edge.id for s in self.beside],
            "thin": self.thin,
            "opposite": self.opposite.to_json() if self.opposite else None,
        }


def answer(network: Network, claim: Claim) -> Answer:
    """Return what the network answers to a claim.

    The claim's ``via`` is the way it is meant; any other way of the claimed sign through all of ``must_pass`` answers
    too, and `Answer.why` says so.
    """
    if not (claim.from_ or claim.to):
        missing = [name for name in claim.references if name not in network.references]
        return Answer(claim, not missing, network, why=f"no such reference: {', '.join(missing)}" if missing else "")
    missing = [n for n in (claim.from_, claim.to, *claim.via, *claim.must_pass) if n not in network.nodes]
    if missing:
        return Answer(claim, False, network, why=f"not in the network: {', '.join(missing)}")
    path, why = _best(network, claim)
    found = trace(network, claim.from_, claim.to)
    return Answer(
        claim,
        path is not None,
        network,
        path=path,
        why=why,
        opposite=next((p for p in found.paths if p.sign != claim.sign), None),
        beside=tuple(s for s in found.apart if path and s.edge.sign == path.sign and s not in path.steps),
        against=tuple(_against(network, path)) if path else (),
    )


def claims(folder: str | Path | None = None) -> list[Answer]:
    """Answer the claims of a folder of tables, or the shipped ones, by the whole network of these tables.

    Raises
    ------
    TableError
        If the folder holds no tables.

    Examples
    --------
    >>> [a.claim.id for a in claims() if not a.holds]
    []
    """
    knowledge = read_knowledge(Path(folder) if folder else shipped.folder("networks") / "knowledge")
    network = from_knowledge(knowledge)
    return [answer(network, claim) for claim in knowledge.claims]


def _best(network: Network, claim: Claim) -> tuple[Way | None, str]:
    """Return the path that answers a claim, and what there is to say about it."""
    meant = _of_sign(claim, trace(network, claim.from_, claim.to, via=(*claim.via, *claim.must_pass)).paths)
    if meant:
        return meant[0], ""
    through = trace(network, claim.from_, claim.to, via=claim.must_pass)
    if other := _of_sign(claim, through.paths):
        return other[0], f"not by the way that is meant ({', '.join(claim.via)})"
    if meant := _of_sign(claim, _step_by_step(network, claim)):
        loose = "; ".join(f"{s.edge.id}: {s.edge.condition}" for s in meant[0].steps if s.edge.condition)
        return meant[0], f"only under conditions ({loose})"
    alone = _of_sign(claim, [Way((s,)) for s in through.apart]) if not claim.must_pass else []
    if alone:
        return alone[0], f"rests on a direct edge of class {alone[0].steps[0].edge.klass}, not on steps"
    passing = f" through {', '.join(claim.must_pass)}" if claim.must_pass else ""
    return None, f"no path of sign {claim.sign} from {claim.from_} to {claim.to}{passing}"


def _step_by_step(network: Network, claim: Claim) -> list[Way]:
    """Return the ways through exactly the nodes of ``via``, over steps that may hold under a condition only."""
    nodes = (claim.from_, *claim.via, claim.to)
    legs = [[s for s in direct_steps(network, a, b) if _is_step(s)] for a, b in pairwise(nodes)]
    return [Way(steps) for steps in cartesian(*legs)] if claim.via else []


def _is_step(step: Step) -> bool:
    return chained(step.edge) or (step.edge.klass == "conditional" and step.edge.sign in INVERSE)


def _of_sign(claim: Claim, paths: Iterable[Way]) -> list[Way]:
    return [p for p in paths if p.sign == claim.sign]


def _against(network: Network, path: Way) -> Iterator[Step]:
    for first, last in combinations(range(len(path.nodes)), 2):
        sign = product(s.edge.sign for s in path.steps[first:last])
        for other in direct_steps(network, path.nodes[first], path.nodes[last]):
            if other.edge.sign == INVERSE.get(sign) or other.edge.relation == "has no effect on":
                yield other
