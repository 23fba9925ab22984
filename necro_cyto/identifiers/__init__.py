"""Gene identifiers of any kind to HGNC, offline."""

from necro_cyto.identifiers.forms import ID_TYPES, is_date, kind_of, parts
from necro_cyto.identifiers.genes import (
    BY_NAME,
    SPECIES,
    Identifiers,
    Lookup,
    Match,
    Matches,
    load_identifiers,
)

__all__ = [
    "BY_NAME",
    "ID_TYPES",
    "SPECIES",
    "Identifiers",
    "Lookup",
    "Match",
    "Matches",
    "is_date",
    "kind_of",
    "load_identifiers",
    "parts",
]
