"""What a line of a SIF file, or an edge of a graph, says: two names, a relation and a sign, in the user's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from necro_cyto.errors import InputError, TableError
from necro_cyto.schema import RELATIONS, SIGNS

RELATION_OF = {"+": "activates", "-": "inhibits", "0": "associates with"}
# Words of SIF files and graphs for a sign; whatever else is said means that it is not known.
PLUS = ("+", "1", "1.0", "->", "-->", "→", "activation", "positive", "stimulates", "stimulation", "up", "increases")
MINUS = ("-", "−", "-1", "-1.0", "-|", "--|", "⊣", "inhibition", "negative", "repression", "down", "decreases")
SIGN_OF = {**dict.fromkeys(PLUS, "+"), **dict.fromkeys(MINUS, "-")}
CONTACT = ("binds", "pp", "interacts with", "interaction", "physical")
HEADERS = {"source", "target", "interaction", "relation", "from", "to", "node1", "node2", "sign", "a", "b"}
RELATED = {*SIGN_OF, *RELATIONS, *CONTACT}
LETTERS = {"a", "b"}
WORDS = re.compile(r'"[^"]*"|\S+')
NAMED = 5  # how many of the things that a note is about are named in it


@dataclass(frozen=True)
class Link:
    """One line of a SIF file or one edge of a graph.

    Attributes
    ----------
    source, target, relation, sign, where : str
    unsaid : bool
        Nothing said which sign it has.
    unknown : str
        The relation, when it is none that is known.
    kept : tuple of str
        Which of the names stand in quotation marks, to be kept as they are.
    """

    source: str
    target: str
    relation: str
    sign: str
    where: str
    unsaid: bool = False
    unknown: str = ""
    kept: tuple[str, ...] = ()


def sif_links(path: Path, text: str) -> list[Link]:
    """Return the edges of a SIF file.

    Raises
    ------
    TableError
        If a line is no edge, or there is none.
    """
    split = (lambda line: line.split("\t")) if "\t" in text else WORDS.findall
    lines = [(number, line, [c.strip() for c in split(line)]) for number, line in enumerate(text.splitlines(), 1)]
    rows = [row for row in lines if any(row[2]) and not row[1].startswith("#")]
    if all(_quoted(c) for _, _, cells in rows for c in cells):  # then it means nothing: some programs quote everything
        rows = [(number, line, [_bare(c) for c in cells]) for number, line, cells in rows]
    headed = bool(rows) and _is_header(rows[0][2], {c for _, _, cells in rows[1:] for c in cells})
    found = [link for row in rows[headed:] for link in _links(path, *row)]
    if not found:
        raise TableError(f"{path}: holds no edge: write source, relation and target, or source and target, one edge a line")
    return found


def graph_link(source: str, target: str, data: Mapping[str, Any], directed: bool, where: str) -> Link:
    """Return an edge of a networkx graph; one of an undirected graph has no sign."""
    relation = str(data.get("relation") or data.get("interaction") or "")
    if not directed:
        return Link(source, target, "binds" if relation in CONTACT else RELATION_OF["0"], "0", where)
    return _signed(source, target, relation, str(data.get("sign", "")), where)


def sign_notes(place: str, links: Iterable[Link], remedy: str) -> tuple[str, ...]:
    """Return a note on the edges that got no sign because their relation is not known.

    >>> sign_notes("own.sif", [Link("A", "B", "boosts", "0", "own.sif:1", True, "boosts")], "write activates")
    ('note: own.sif: 1 edge has no sign, because its relation is not known: "boosts"; it is taken for \
"associates with": write activates',)
    """
    words = Counter(link.unknown for link in links if link.unknown)
    if not words:
        return ()
    total, one = words.total(), len(words) == 1
    told = some([f'"{word}"' + (f" ({count})" if not one else "") for word, count in words.items()])
    have = "1 edge has no sign, because its" if total == 1 else f"{total} edges have no sign, because their"
    known, taken = ("relation is not known", "it is") if one else ("relations are not known", "they are")
    return (f'note: {place}: {have} {known}: {told}; {taken} taken for "{RELATION_OF["0"]}": {remedy}',)


def some(things: Sequence[str]) -> str:
    """Return the first few of some things, and how many more there are."""
    more = len(things) - NAMED
    return ", ".join(things[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _is_header(cells: Sequence[str], others: Collection[str]) -> bool:
    """Say whether the first cells are headings; ``A B`` are if neither stands anywhere else."""
    words = {c.casefold() for c in cells}
    return words <= HEADERS and (not words <= LETTERS or (bool(others) and not any(c in others for c in cells)))


def _links(path: Path, number: int, line: str, cells: Sequence[str]) -> Iterator[Link]:
    where = f"{path}:{number}"
    if len(cells) < 2 or not all(cells):
        raise TableError(
            f'{where}: "{line.strip()}" is no edge: write source, relation and target, or source and target, with tabs between'
        )
    source, relation, targets = (cells[0], "", cells[1:]) if len(cells) == 2 else (cells[0], cells[1], cells[2:])
    odd = [name for name in (source, *targets) if name.casefold() in RELATED]
    if odd:
        raise TableError(
            f'{where}: "{odd[0]}" stands where a name should: put tabs between source, relation and target, '
            "or names with blanks into quotation marks"
        )
    for target in targets:
        kept = tuple(_bare(name) for name in (source, target) if _quoted(name))
        yield replace(_signed(_bare(source), _bare(target), _bare(relation), "", where), kept=kept)


def _quoted(cell: str) -> bool:
    return len(cell) > 2 and cell.startswith('"') and cell.endswith('"')


def _bare(cell: str) -> str:
    return cell[1:-1].strip() or cell if _quoted(cell) else cell


def _signed(source: str, target: str, relation: str, sign: str, where: str) -> Link:
    """Work out sign and relation from what was said of either."""
    said = sign.strip().casefold()
    word = relation.strip().casefold()
    allowed = RELATIONS.get(word, "")
    known = SIGN_OF.get(said) or (said if said in SIGNS else "") or SIGN_OF.get(word)
    final = known or (allowed if allowed in SIGNS else "0")
    if allowed and final not in allowed:
        raise InputError(f'{where}: "{relation}" does not go with the sign {final}: correct one of them')
    unsaid = not known and allowed not in SIGNS
    unknown = word if unsaid and word and not allowed and word not in CONTACT else ""
    if not word or word in SIGN_OF:
        word = RELATION_OF[final]
    elif word in CONTACT:
        word = "binds"
    return Link(source, target, word, final, where, unsaid, unknown)
