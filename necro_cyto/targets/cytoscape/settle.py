"""Proof that a view is drawn as its model says.

Pictures come from a snapshot that lags behind the model by up to a second. The page colour is
set last, one step off; a picture that shows it was drawn from a snapshot that has everything
set before. Then the page gets its own colour back, and that is proved in the same way.
"""

from __future__ import annotations

import io
import time
from itertools import count

from PIL import Image

from necro_cyto.colour import rgb
from necro_cyto.errors import CytoscapeRefused
from necro_cyto.targets.cytoscape.transport import Transport

LIMIT_SECONDS, REPEAT_SECONDS, PAUSE_SECONDS, LOOK_WIDTH = 15.0, 0.3, 0.015, 64
_turns = count()


def settle(transport: Transport, network: int, view: int, page: str, exact: bool = True) -> None:
    """Wait until pictures of the view show its present state.

    Parameters
    ----------
    network, view : int
        Cytoscape's numbers.
    page : str
        The page colour that the view has, and gets back.
    exact : bool
        Also wait for the page's own colour, as a picture needs it; the eye does not.

    Raises
    ------
    CytoscapeRefused
        If that does not happen within 15 s.
    """
    base, signal = f"networks/{network}/views/{view}", sentinel(page, next(_turns))
    _show(transport, base, signal)
    if exact:
        # The page's own colour may also be that of a node: the signal must be gone as well.
        _show(transport, base, page, gone=signal)
    else:
        transport.put(f"{base}/network", _page(page))


def sentinel(page: str, turn: int) -> str:
    """Return a colour one step off the page's; the same is not used twice in a row.

    >>> sentinel("#FFFFFF", 0), sentinel("#FFFFFF", 1)
    ('#FEFFFF', '#FFFEFF')
    """
    parts = list(rgb(page))
    channel = turn % 3
    parts[channel] += -1 if parts[channel] else 1
    return "#" + "".join(f"{part:02X}" for part in parts)


def _show(transport: Transport, path: str, colour: str, gone: str = "") -> None:
    deadline, again = time.monotonic() + LIMIT_SECONDS, 0.0
    while time.monotonic() < deadline:
        transport.put(f"{path}/network", _page(colour), poll=again > 0)
        again = time.monotonic() + REPEAT_SECONDS
        while time.monotonic() < again:
            found = colours(transport.get(f"{path}.png", {"w": LOOK_WIDTH}, poll=True))
            if rgb(colour) in found and not (gone and rgb(gone) in found):
                return
            time.sleep(PAUSE_SECONDS)
    raise CytoscapeRefused(f"Cytoscape did not draw the view within {LIMIT_SECONDS:g} s: is its window busy?")


def _page(colour: str) -> list[dict[str, str]]:
    return [{"visualProperty": "NETWORK_BACKGROUND_PAINT", "value": colour}]


def colours(picture: object) -> set[tuple[int, int, int]]:
    """Return the colours of a PNG; none if it is no picture."""
    if not isinstance(picture, bytes):
        return set()
    try:
        image = Image.open(io.BytesIO(picture)).convert("RGB")
    except (OSError, SyntaxError):
        return set()
    found = image.getcolors(maxcolors=image.width * image.height) or []
    return {colour for _, colour in found if isinstance(colour, tuple)}  # type: ignore[misc]
