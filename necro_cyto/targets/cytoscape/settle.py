"""Proof that a view is drawn as its model says.

Pictures come from a snapshot that lags behind the model by up to a second. The page colour is
set last, one step off; a picture that shows it was drawn from a snapshot that has everything
set before. Then the page gets its own colour back, and that is proved in the same way.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from PIL import Image

from necro_cyto.colour import rgb
from necro_cyto.errors import CytoscapeRefused
from necro_cyto.targets.cytoscape.transport import Transport

LIMIT_SECONDS, REPEAT_SECONDS, PAUSE_SECONDS, LOOK_WIDTH = 15.0, 0.2, 0.015, 64
HIDDEN_SECONDS, STILL_SECONDS = 1.0, 0.35
SURE = 3  # pixels, at least; where lines are smoothed, some may have any colour
Rgb = tuple[int, int, int]
Colours = Mapping[Rgb, int]


def settle(
    transport: Transport, network: int, view: int, page: str, *, exact: bool = True, hidden: bool = False,
    width: int = LOOK_WIDTH, margin: float = 0.25,
) -> None:  # fmt: skip
    """Wait until pictures of the view show its present state.

    Parameters
    ----------
    network, view : int
        Cytoscape's numbers.
    page : str
        The page colour that the view has, and gets back.
    exact : bool
        Also wait for the page's own colour, as a picture needs it; the eye does not.
    hidden : bool
        The page may be out of sight, as the user chose what is in the window: then wait until nothing changes.
    width : int
        Pixels of the pictures that are looked at: enough for some of the page to be seen.
    margin : float
        Pixels of the page along the sides of a picture that have to show a colour.

    Raises
    ------
    CytoscapeRefused
        If that does not happen within 15 s.
    """
    view_of = _View(transport, f"networks/{network}/views/{view}", width)
    signal = sentinel(page, view_of.colours())

    def fits(seen: Colours) -> bool:
        return seen.get(rgb(signal), 0) >= max(SURE, margin * view_of.sides)

    if not view_of.shows(signal, fits, HIDDEN_SECONDS if hidden else LIMIT_SECONDS):
        if not hidden:
            raise CytoscapeRefused(f"Cytoscape did not draw the view within {LIMIT_SECONDS:g} s: is its window busy?")
        view_of.stands_still()
    if not exact:
        view_of.paint(page)
        return
    # The page's own colour may also be that of a node: the signal must go as well, but for smoothed lines.
    most = view_of.last.get(rgb(signal), 0) / 2
    if not view_of.shows(page, lambda seen: rgb(page) in seen and seen.get(rgb(signal), 0) < most, LIMIT_SECONDS):
        raise CytoscapeRefused(f"Cytoscape did not draw the view within {LIMIT_SECONDS:g} s: is its window busy?")


def sentinel(page: str, seen: Colours) -> str:
    """Return a colour close to the page's that is not in the picture.

    >>> sentinel("#FFFFFF", {}), sentinel("#FFFFFF", {(254, 255, 255): 2})
    ('#FEFFFF', '#FFFEFF')
    """
    red, green, blue = rgb(page)
    near = [
        (_step(red, i), _step(green, j), _step(blue, k))
        for i, j, k in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, 1, 0), (1, 0, 1), (0, 1, 1), (1, 1, 1), (2, 1, 1))
    ]
    return "#" + "".join(f"{part:02X}" for part in min(near, key=lambda colour: seen.get(colour, 0)))


class _View:
    """A view to be looked at."""

    def __init__(self, transport: Transport, path: str, width: int) -> None:
        self.transport, self.path, self.width = transport, path, width
        self.last: Colours = {}
        self.sides = 0  # width and height of the last picture

    def picture(self) -> object:
        return self.transport.get(f"{self.path}.png", {"w": self.width}, poll=True)

    def colours(self) -> Colours:
        image = _image(self.picture())
        self.last, self.sides = colours(image), sum(image.size)
        return self.last

    def paint(self, colour: str) -> None:
        body = [{"visualProperty": "NETWORK_BACKGROUND_PAINT", "value": colour}]
        self.transport.put(f"{self.path}/network", body, poll=True)

    def shows(self, colour: str, fits: Callable[[Colours], bool], seconds: float) -> bool:
        """Give the page a colour and wait until a picture fits; a change that got lost is made again."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.paint(colour)
            again = time.monotonic() + REPEAT_SECONDS
            while time.monotonic() < again:
                if fits(self.colours()):
                    return True
                time.sleep(PAUSE_SECONDS)
        return False

    def stands_still(self) -> None:
        """Wait until two pictures, some time apart, are the same."""
        deadline, before = time.monotonic() + LIMIT_SECONDS, None
        while time.monotonic() < deadline:
            now = self.picture()
            if now == before:
                return
            before = now
            time.sleep(STILL_SECONDS)


def _step(part: int, steps: int) -> int:
    return part - steps if part >= steps else part + steps


def colours(image: Image.Image) -> Colours:
    """Return the colours of a picture and how many pixels have each."""
    found = image.getcolors(maxcolors=max(1, image.width * image.height)) or []
    return {colour: count for count, colour in found if isinstance(colour, tuple)}  # type: ignore[misc]


def _image(picture: object) -> Image.Image:
    """Return an answer as a picture; an empty one if it is none."""
    if isinstance(picture, bytes):
        with suppress(OSError, SyntaxError):
            return Image.open(io.BytesIO(picture)).convert("RGB")
    return Image.new("RGB", (0, 0))
