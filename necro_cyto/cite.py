"""References of exactly the edges of a network: BibTeX, RIS, CSV, text, and a paragraph for the methods section.

Only fields that stand in the tables are written. The tables keep the first author of a paper; "and others" in
BibTeX, "et al." in text and a note in RIS say so.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from necro_cyto.errors import UnknownNameError
from necro_cyto.network import Network
from necro_cyto.schema import Reference, columns

INITIALS = re.compile(r"(?P<family>.+) (?P<initials>[A-Z]{1,4})")
ESCAPES = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": r"\textless{}", ">": r"\textgreater{}", **{c: f"\\{c}" for c in "&%$#_{}"},
}  # fmt: skip


def cite(network: Network, form: str = "bibtex") -> str:
    """Return the references of a network's edges.

    Parameters
    ----------
    network : Network
    form : str
        ``bibtex``, ``ris``, ``csv`` or ``text``.

    Raises
    ------
    UnknownNameError
        If there is no such form.

    Examples
    --------
    >>> from necro_cyto import load_network
    >>> part = load_network("core").select(["necrosulfonamide", "MLKL"])
    >>> print(cite(part, "text"), end="")
    1. Sun L, et al. Mixed lineage kinase domain-like protein mediates necrosis signaling downstream of RIP3 kinase. \
Cell 2012. PMID 22265413, doi 10.1016/j.cell.2011.11.031
    """
    if form not in FORMS:
        raise UnknownNameError("form of references", form, FORMS)
    return str(FORMS[form](network))


def references(network: Network) -> list[dict[str, Any]]:
    """Return the references with their known fields, addresses, and the edges that cite them."""
    edges: dict[str, list[str]] = {}
    for edge, rows in network.evidence.items():
        for row in rows:
            edges.setdefault(row.reference, []).append(edge)
    return [
        {**_known(r), "links": links(r), "edges": list(dict.fromkeys(edges[r.id]))}
        for r in _cited(network)
    ]  # fmt: skip


def links(reference: Reference) -> list[str]:
    """Return the addresses of a paper: PubMed, DOI, PubMed Central.

    >>> links(Reference("sun2012", pmid="22265413"))
    ['https://pubmed.ncbi.nlm.nih.gov/22265413/']
    """
    places = (
        ("https://pubmed.ncbi.nlm.nih.gov/{}/", reference.pmid),
        ("https://doi.org/{}", reference.doi),
        ("https://pmc.ncbi.nlm.nih.gov/articles/{}/", reference.pmcid),
    )
    return [address.format(number) for address, number in places if number]


def methods(network: Network) -> str:
    """Return a paragraph for the methods section: what was shown, of which version, resting on what.

    >>> from necro_cyto import load_network
    >>> methods(load_network("core")).startswith('The network "Necroptosis, IL-1α and tumour immunity" (core; ')
    True
    """
    edges = network.edges.values()
    signs, classes = Counter(e.sign for e in edges), Counter(e.klass for e in edges)
    rows = [row for name in network.edges for row in network.evidence.get(name, ())]
    against = sum(row.stance == "contradicts" for row in rows)
    kinds = ", ".join(f"{n} {name}" for name, n in classes.most_common())
    own = sum(bool(row.origin) for table in (network.nodes, network.edges) for row in table.values())
    sentences = [
        f'The network "{network.title}" ({network.name}; {_count(len(network.nodes), "node")}, '
        f"{_count(len(network.edges), 'edge')}) was made with necro-cyto {version('necro-cyto')}, "
        f"data version {network.version}.",
        f"Of the edges, {signs['+']} are activating, {signs['-']} inhibiting and {signs['0']} without established sign; "
        f"by class: {kinds or 'none'}. Only signed mechanism edges are chained into paths.",
        f"The edges rest on {_count(len(_cited(network)), 'publication')} in {_count(len(rows), 'row')} of evidence "
        f"(stance, species, model), {against} of which contradict an edge and are kept.",
        f"{_count(own, 'row')} of nodes and edges are our own and no part of the curated data." if own else "",
        "We cite these publications, and necro-cyto as its CITATION.cff asks.",
    ]
    return " ".join(filter(None, sentences))


def _bibtex(network: Network) -> str:
    return "\n".join(_entry(r) for r in _cited(network))


def _entry(reference: Reference) -> str:
    family, initials = split_author(reference.first_author)
    given = " ".join(f"{letter}." for letter in initials)
    name = f"{_escaped(family)}, {given}" if given else f"{{{_escaped(family)}}}"
    fields = {
        "author": f"{name} and others" if family else "",
        "title": f"{{{_escaped(reference.title)}}}" if reference.title else "",
        "journal": _escaped(reference.journal),
        "year": _escaped(reference.year),
        # Addresses are read verbatim by hyperref and biblatex; only what would break the entry is taken out.
        "doi": _verbatim(reference.doi),
        "pmid": _verbatim(reference.pmid),
        "pmcid": _verbatim(reference.pmcid),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = "article" if reference.journal else "misc"
    return "\n".join([f"@{kind}{{{_key(reference)},", *lines, "}\n"])


def _ris(network: Network) -> str:
    return "\n".join(_record(r) for r in _cited(network))


def _record(reference: Reference) -> str:
    family, initials = split_author(reference.first_author)
    pairs = [
        ("TY", "JOUR"),
        ("ID", _key(reference)),
        ("AU", ", ".join(filter(None, (family, "".join(f"{letter}." for letter in initials))))),
        ("N1", "first author only" if family else ""),
        ("TI", reference.title),
        ("JO", reference.journal),
        ("PY", reference.year),
        ("DO", reference.doi),
        ("AN", reference.pmid),
        ("C2", reference.pmcid),
        *(("UR", link) for link in links(reference)),
    ]
    return "".join(f"{tag}  - {_line(value)}\n" for tag, value in pairs if value) + "ER  - \n"


def _csv(network: Network) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*columns(Reference), "edges", "origin"])
    for row in references(network):
        known = network.references[row["id"]]
        cells = [*(row.get(c, "") for c in columns(Reference)), "|".join(row["edges"]), known.origin]
        writer.writerow([_no_formula(cell) for cell in cells])
    return out.getvalue()


def _no_formula(cell: str) -> str:
    # A spreadsheet takes these for formulas; a quote in front makes them texts.
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _text(network: Network) -> str:
    return "".join(f"{number}. {full_citation(r)}\n" for number, r in enumerate(_cited(network), 1))


def full_citation(reference: Reference) -> str:
    """Return a citation in one line; what is unknown is left out.

    >>> full_citation(Reference("x", pmid="1", journal="Cell", year="2012"))
    'Cell 2012. PMID 1'
    """
    numbers = (("PMID ", reference.pmid), ("doi ", reference.doi), ("", reference.pmcid))
    parts = [
        f"{reference.first_author}, et al" if reference.first_author else "",
        reference.title.rstrip("."),
        " ".join(filter(None, (reference.journal, reference.year))),
        ", ".join(f"{kind}{value}" for kind, value in numbers if value),
    ]
    return _line(". ".join(filter(None, parts)) or reference.id)


def split_author(name: str) -> tuple[str, str]:
    """Split an author into family name and initials; what has no initials is left whole.

    >>> split_author("van Loo G"), split_author("Tumour Atlas Consortium")
    (('van Loo', 'G'), ('Tumour Atlas Consortium', ''))
    """
    found = INITIALS.fullmatch(name)
    return (found["family"], found["initials"]) if found else (name, "")


FORMS = {"bibtex": _bibtex, "ris": _ris, "csv": _csv, "text": _text}


def _cited(network: Network) -> list[Reference]:
    """The references of the edges shown, by id; those of edges that were left out are not among them."""
    names = {row.reference for edge in network.edges for row in network.evidence.get(edge, ())}
    return [network.references[name] for name in sorted(names) if name in network.references]


def _known(reference: Reference) -> Mapping[str, str]:
    return {c: value for c in columns(Reference) if (value := str(getattr(reference, c)))}


def _key(reference: Reference) -> str:
    return re.sub(r"[^\w:.+/-]", "_", reference.id, flags=re.ASCII)


def _escaped(text: str) -> str:
    return "".join(ESCAPES.get(c, c) for c in _line(text))


def _verbatim(text: str) -> str:
    return re.sub(r"[{}\\\s]", "", text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _count(number: int, what: str) -> str:
    """Return ``1 node`` or ``2 nodes``."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
