"""Where the shipped ``networks/`` and ``styles/`` live.

In an installed wheel they are inside the package (``_shipped``); in a checkout they
stand at the root, for curators. The packaged copy is looked at first.
"""

from __future__ import annotations

from pathlib import Path

from necro_cyto.errors import NecroCytoError

PACKAGE = Path(__file__).resolve().parent


def folder(kind: str) -> Path:
    """Return the folder of shipped data.

    Parameters
    ----------
    kind : str
        ``"networks"``, ``"styles"`` or ``"identifiers"``.

    Raises
    ------
    NecroCytoError
        If neither the packaged copy nor a checkout holds it.
    """
    for place in (PACKAGE / "_shipped" / kind, PACKAGE.parent / kind):
        if place.is_dir():
            return place
    raise NecroCytoError(f'the folder "{kind}" is missing from {PACKAGE}: install necro-cyto again')
