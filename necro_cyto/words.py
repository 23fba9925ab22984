"""Answers in words: the lines that the command line prints for traces and claims. Plain text, never markup."""

from __future__ import annotations

from collections.abc import Iterable

from necro_cyto.about import citation, plain
from necro_cyto.claims import Answer
from necro_cyto.network import Network
from necro_cyto.paths import Step, Way
from necro_cyto.reason import Net, Trace

ARROWS = {"+": "→", "-": "⊣", "0": "—"}
SIGNS = {"+": "+", "-": "−", "both": "either", "none": "none"}


def trace_lines(network: Network, found: Trace, limit: int) -> list[str]:
    """Return what a trace says: net sign, the paths with their papers, and what is not chained."""
    longer = found.least > found.max_length
    hint = f"; with --max-length {found.least} there may be one" if longer else ""
    head = f"{network.nodes[found.source].label} to {network.nodes[found.target].label}: {net_words(found.net)}"
    more = len(found.paths) - limit
    return _plain([
        f"{head} (up to {_count(found.max_length, 'step')}{'' if found.complete else ', search given up early'}{hint})",
        *(line for number, path in enumerate(found.paths[:limit], 1) for line in _path_lines(network, number, path)),
        *([f"and {more} more: --limit {len(found.paths)} shows all"] if more > 0 else []),
        *_apart(network, found.apart),
    ])  # fmt: skip


def net_words(net: Net) -> str:
    """Return the net sign in words.

    >>> net_words(Net("both", 3, 1, "+", "-"))
    'both signs, + by 3 paths, − by 1; the shortest is +, the strongest evidence is for −'
    >>> net_words(Net("-", 0, 1, "-", "-"))
    '− by 1 path'
    >>> net_words(Net("+", 2, 0, "+", "+", "-"))
    '+ by 2 paths, but whole experiments found −'
    """
    differs = net.findings in ("+", "-") and net.findings != net.sign
    found = f", {'but' if net.sign in ('+', '-') else 'and'} whole experiments found {SIGNS[net.findings]}"
    return _paths_words(net) + (found if differs else "")


def _paths_words(net: Net) -> str:
    if net.sign == "none":
        return "no path"
    if net.sign != "both":
        return f"{SIGNS[net.sign]} by {_count(net.plus + net.minus, 'path')}"
    counts = f"both signs, + by {_count(net.plus, 'path')}, − by {net.minus}"
    return f"{counts}; the shortest is {SIGNS[net.shortest]}, the strongest evidence is for {SIGNS[net.strongest]}"


def chain(network: Network, path: Way) -> str:
    """Return a path as ``A → B ⊣ C``, in labels."""
    labels = [network.nodes[path.nodes[0]].label]
    for s in path.steps:
        labels += [ARROWS.get(s.edge.sign, "—"), network.nodes[s.edge.target].label]
    return " ".join(labels)


def claim_lines(answers: Iterable[Answer]) -> list[str]:
    """Return what the network answers to each claim, and how many hold."""
    given = list(answers)
    failed = [a.claim.id for a in given if not a.holds]
    verdict = f"{len(given) - len(failed)} of {len(given)} claims hold"
    lines = [line for a in given for line in _claim(a)]
    return _plain([*lines, verdict + (f"; broken: {', '.join(failed)}" if failed else "")])


def _path_lines(network: Network, number: int, path: Way) -> list[str]:
    return [
        f"{number}. {SIGNS[path.sign]} {_count(len(path.steps), 'step')}, evidence {path.strength:.2f}: {chain(network, path)}",
        *(f"   {_step(network, s)}" for s in path.steps),
    ]


def _step(network: Network, step: Step) -> str:
    sign = step.edge.sign.replace("-", "−")
    own = f" [row of {step.edge.origin}]" if step.edge.origin else ""
    against = f"; contradicted by {_papers(network, (r.reference for r in step.contradicting))}" if step.contradicting else ""
    return f"{sign} {step.edge.id}{own}: {_papers(network, step.references) or 'no paper'}{against}"


def _papers(network: Network, names: Iterable[str]) -> str:
    known = network.references
    return "; ".join(citation(known[name]) if name in known else name for name in dict.fromkeys(names))


def _apart(network: Network, steps: Iterable[Step]) -> list[str]:
    lines = []
    for s in steps:
        only = f", only: {s.edge.condition}" if s.edge.condition else ""
        lines.append(f"not chained ({s.edge.klass}{only}): {_step(network, s)}")
    return lines


def _claim(found: Answer) -> list[str]:
    claim, path, network = found.claim, found.path, found.network
    lines = [f"{claim.id} {'holds' if found.holds else 'BROKEN'}: {claim.statement}"]
    if found.annotation:
        lines.append(f"  a remark, no path is asked for: {_papers(network, claim.references)}")
    if path:
        lines.append(f"  {SIGNS[path.sign]} {chain(network, path)}")
        lines.append(f"  papers: {_papers(network, found.references)}")
    lines += [f"  note: {found.why}"] if found.why else []
    lines += [f"  thin: {edge}: {why}" for edge, why in found.thin.items()]
    lines += [f"  against: {row.edge}: {_model(network, row.reference, row.species, row.context)}" for row in found.contradicting]
    if found.opposite:
        lines.append(f"  the other sign too: {SIGNS[found.opposite.sign]} {chain(network, found.opposite)}")
    return lines


def _model(network: Network, reference: str, species: str, context: str) -> str:
    model = ", ".join(filter(None, (species, context)))
    return _papers(network, [reference]) + (f" ({model})" if model else "")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _plain(lines: Iterable[str]) -> list[str]:
    return [plain(line) for line in lines]
