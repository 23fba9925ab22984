"""A caption for a figure, in sentences: made from the sections of its legend, so that it says what is drawn.

Nothing is said that is not known: numbers of samples only where they were counted here, a test only where it was done
here, else the software that the file shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from necro_cyto.about import effect_words, tool_words
from necro_cyto.explain import explained, join
from necro_cyto.legend import Scale, Section
from necro_cyto.network import Network
from necro_cyto.overlay import Overlay, contrast_names
from necro_cyto.recipe import version_of

SAMPLES = re.compile(r"group (?P<name>.+): (?P<count>\d+) samples?\b")
MOST_NAMED = 6


def caption(network: Network, overlays: Sequence[Overlay], sections: Sequence[Section], shown: str = "") -> str:
    """Return a caption.

    Parameters
    ----------
    network : Network
        What is shown of it.
    overlays : sequence of Overlay
    sections : sequence of Section
        Of the legend.
    shown : str
        Which part of the network is shown, in words; empty for all of it.
    """
    valued = overlays if any(isinstance(entry, Scale) for section in sections for entry in section.entries) else ()
    return text([heading(network, valued, shown), *explained(sections), *facts(network, valued)])


def text(sentences: Sequence[str]) -> str:
    """Return sentences as a text of one line that is safe to print."""
    whole = " ".join(sentence for sentence in sentences if sentence)
    return "".join(letter if letter.isprintable() else " " for letter in whole) + "\n"


def heading(network: Network, overlays: Sequence[Overlay], shown: str = "") -> str:
    """Return the first sentence: which network with which values."""
    part = f" (part: {shown})" if shown else ""
    if not overlays:
        return f"{network.title}{part}."
    values = overlays[0].values
    effect = effect_words(values.effect_kind, values.effect_name)
    names = _named(overlays)
    where = f" in {join(names)}" if names and len(names) <= MOST_NAMED else f" in {len(names)} contrasts" if names else ""
    return f"{network.title}{part}: {effect}{where}."


def _named(overlays: Sequence[Overlay]) -> list[str]:
    if overlays[0].cells:
        return [f"{cell}s" for cell in overlays[0].cells]
    values = [overlay.values for overlay in overlays]
    return [name for name, v in zip(contrast_names(values), values, strict=True) if v.contrast or len(values) > 1]


def facts(network: Network, overlays: Sequence[Overlay], name: str = "") -> Iterator[str]:
    """Yield what is known of values and network beyond the legend: software, samples, complexes, versions, papers."""
    yield from _statistics(overlays)
    yield _complexes(network, overlays)
    own = sum(bool(row.origin) for table in (network.nodes, network.edges) for row in table.values())
    added = f", {own} of these rows the authors' own" if own else ""
    papers, release = len(network.references), version_of("necro-cyto", "of unknown version")
    rest = f", from {papers} publication{'s' if papers != 1 else ''}" if papers else ""
    yield (
        f"{name or 'Network'}: {len(network.nodes)} nodes and {len(network.edges)} edges{added}{rest} "
        f"(necro-cyto data {network.version or 'without a version'}); drawn with necro-cyto {release}."
    )


def _statistics(overlays: Sequence[Overlay]) -> Iterator[str]:
    several = [values for o in overlays for found in o.sources.values() for values in found]
    for kind in dict.fromkeys(v.significance_kind for v in several if v.significance_kind != "none"):
        ours = [v for v in several if v.significance_kind == kind]
        made = join(list(dict.fromkeys(word for v in ours if (word := tool_words(v.tool, kind))))) or "the data"
        if kind == "flag":
            yield f"Genes are significant that {made} flags as such."
        else:
            yield f"Values of {kind} are those of {made}; the threshold is {ours[0].threshold:g}."
    notes = dict.fromkeys(note for v in several for note in v.inspection.warnings)
    counts = [f"{m['name']}, n = {m['count']}" for note in notes if (m := SAMPLES.match(note))]
    if counts:
        yield f"Samples: {'; '.join(counts)}."


def _complexes(network: Network, overlays: Sequence[Overlay]) -> str:
    shown = [(network.nodes[name].label, v.gene) for o in overlays for name, v in o.by_node.items()
             if name in network.nodes and v.members and v.effect is not None]  # fmt: skip
    if not shown:
        return ""
    if all(gene == "mean of members" for _, gene in shown):
        return "A complex shows the mean of its members."
    listed = f" ({', '.join(f'{label}: {gene}' for label, gene in shown)})"
    return f"A complex shows one of its members{listed if len(overlays) == 1 and len(shown) <= MOST_NAMED else ''}."
