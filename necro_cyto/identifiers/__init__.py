"""Gene identifiers of any kind to HGNC, offline."""

from necro_cyto.identifiers.forms import ID_TYPES, is_date, is_zebrafish, kind_of, parts
from necro_cyto.identifiers.genes import Identifiers, load_identifiers
from necro_cyto.identifiers.packed import Packed, Words
from necro_cyto.identifiers.pairs import BY_NAME, KINDS, SPECIES, Lookup, Match, Matches, Pairs
from necro_cyto.identifiers.spelling import like_dates

__all__ = [
    "BY_NAME",
    "ID_TYPES",
    "KINDS",
    "SPECIES",
    "Identifiers",
    "Lookup",
    "Match",
    "Matches",
    "Packed",
    "Pairs",
    "Words",
    "is_date",
    "is_zebrafish",
    "kind_of",
    "like_dates",
    "load_identifiers",
    "parts",
]
