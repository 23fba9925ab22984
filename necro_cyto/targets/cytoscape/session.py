"""A handle on our network in the running Cytoscape: open, overlay, style, export, close."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necro_cyto.errors import CytoscapeError, CytoscapeRefused
from necro_cyto.layout import arrange
from necro_cyto.scene import Box, Scene
from necro_cyto.targets import save as save_scene
from necro_cyto.targets.annotations import group_id
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.legend import legend_of, replace_legend
from necro_cyto.targets.cytoscape.pictures import export
from necro_cyto.targets.cytoscape.pull import moved, positions, redrawn
from necro_cyto.targets.cytoscape.push import all_or_nothing, look, push_network, push_new_style, retire
from necro_cyto.targets.cytoscape.settle import settle
from necro_cyto.targets.cytoscape.styles import update_style
from necro_cyto.targets.cytoscape.transport import Transport, connect, understood
from necro_cyto.targets.sizes import check_size

if TYPE_CHECKING:
    from necro_cyto.readers import Values
    from necro_cyto.view import View

MARGIN = 10.0


@dataclass
class Session:
    """Our network in the running Cytoscape.

    Attributes
    ----------
    view : View
        What is shown.
    network, view_suid : int
        Cytoscape's numbers of our network and its view.
    transport : Transport
        Counts the requests.
    legend_ids : list of str
        Ids of the annotations that make up the legend (of their group, as a rule).
    seconds : float
        How long the last verb took.
    known : bool
        Whether this process knows what is shown; not yet after `find_session`.
    """

    view: View
    transport: Transport
    network: int
    view_suid: int
    legend_ids: list[str]
    seconds: float = 0.0
    known: bool = True

    @property
    def style_title(self) -> str:
        """Title of our style in Cytoscape."""
        return messages.style_title(self.view.scene)

    def overlay(self, values: Values | Sequence[Values], limit: float | None = None, **options: Any) -> Session:
        """Show other values on the same network; values of before never stay. Takes what `View.overlay` takes."""
        return self._show(self.view.overlay(values, limit, **options))

    def contrast(self, name: str = "") -> Session:
        """Show one of the contrasts alone, on the scale of all; without a name, all of them again."""
        return self._show(self.view.contrast(name))

    def style(self, style: Any) -> Session:
        """Show the network in another style."""
        return self._show(self.view.style(style))

    def legend(self, shown: bool = True) -> Session:
        """Draw or remove the legend."""
        return self._show(self.view.legend(shown))

    def save(self, path: str | Path, width_mm: float = 183.0, dpi: float = 300.0) -> Path:
        """Write a figure file of what the window shows: ``.png``, ``.svg`` or ``.pdf``.

        PNG and SVG are Cytoscape's own drawing. Its PDF loses texts, so a PDF is drawn anew, with embedded
        fonts, from the nodes as they stand in the window and the values and style that we gave them.

        Parameters
        ----------
        path : str or Path
        width_mm : float
            Width of the figure; the height follows from what is drawn.
        dpi : float
            Resolution of a PNG, stored in it.
        """
        check_size(width_mm, dpi)
        started, scene = time.monotonic(), self.view.scene
        if Path(path).suffix.lower() == ".pdf":
            save_scene(redrawn(self.transport, self.network, self.pull(), self.known), Path(path), width_mm=width_mm)
            self.seconds = time.monotonic() - started
            return Path(path)
        export(self.transport, self.network, self.view_suid, self._box(), messages.background(scene), Path(path),
               width_mm, dpi, scene.provenance)  # fmt: skip
        self.seconds = time.monotonic() - started
        return Path(path)

    def pull(self) -> View:
        """Return the view with nodes where the user moved them, without those hidden or deleted."""
        found = positions(self.transport, self.network, self.view_suid)
        arranged = arrange(self.view.network.nodes, self.view.network.edges.values(), self.view.network.arrangement)
        network = self.view.network.select([n for n in self.view.network.nodes if n in found])
        return replace(self.view, network=replace(network, arrangement=moved(arranged, found)))

    def close(self) -> None:
        """Remove our network and our style; everything else stays."""
        self.transport.delete(f"networks/{self.network}", missing_ok=True)
        self.transport.delete(f"styles/{self.style_title}", missing_ok=True)

    def _show(self, view: View) -> Session:
        started, before, scene = time.monotonic(), self.view.scene, view.scene
        self._make_current()
        rows = messages.value_rows(scene, messages.VALUE_COLUMNS)
        self.transport.put(
            f"networks/{self.network}/tables/defaultnode",
            {"key": "nc id", "dataKey": "nc id", "data": rows},
        )
        update_style(self.transport, before if self.known else None, scene)
        if not self.known or legend_of(before) != legend_of(scene):
            self.legend_ids = replace_legend(self.transport, self.view_suid, scene, self.legend_ids)
        self._note(scene)
        apply_and_settle(self.transport, self.network, self.view_suid, scene)
        self.view, self.known, self.seconds = view, True, time.monotonic() - started
        return self

    def _note(self, scene: Scene) -> None:
        """Write into the network table what is shown, for a later process; what is gone is emptied."""
        facts = {**dict.fromkeys(messages.FACTS, ""), **scene.provenance}
        row = {
            "SUID": self.network,
            messages.LEGEND: " ".join(self.legend_ids),
            messages.MEASURED: json.dumps(scene.measured, ensure_ascii=False),
            **{f"nc {k}": v for k, v in facts.items()},
        }
        self.transport.put(
            f"networks/{self.network}/tables/defaultnetwork",
            {"key": "SUID", "dataKey": "SUID", "data": [row]},
        )

    def _make_current(self) -> None:
        # Applying a style also restyles the current view, so ours has to be it.
        try:
            self.transport.put("networks/views/currentNetworkView", {"networkViewSUID": self.view_suid})
        except CytoscapeRefused:
            raise CytoscapeRefused("our network is no longer open in Cytoscape: open it again") from None

    def _box(self) -> Box:
        """The frame of everything drawn, nodes where the user left them."""
        scene, found = self.view.scene, positions(self.transport, self.network, self.view_suid).values()
        xs, ys = [x for x, _ in found], [y for _, y in found]
        left, top, right, bottom = scene.box
        reach_x = max((float(n.columns["width"]) / 2 for n in scene.nodes), default=0.0)  # type: ignore[arg-type]
        reach_y = max((float(n.columns["height"]) / 2 for n in scene.nodes), default=0.0)  # type: ignore[arg-type]
        return (min([left, *(x - reach_x for x in xs)]) - MARGIN, min([top, *(y - reach_y for y in ys)]) - MARGIN,
                max([right, *(x + reach_x for x in xs)]) + MARGIN, max([bottom, *(y + reach_y for y in ys)]) + MARGIN)  # fmt: skip


def open_view(view: View, url: str | Transport = "", stamp: str = "") -> Session:
    """Show a view in the running Cytoscape and return the handle on it.

    Our own network of the same name and its style are replaced; nothing of the user's is
    touched. If anything fails on the way, what was made is removed again.
    """
    started, scene = time.monotonic(), view.scene
    transport = connect(url)
    stamp = stamp or transport.stamp()
    transport.ping()
    before = look(transport, scene)
    with all_or_nothing(transport, before, stamp):
        network = push_network(transport, scene, stamp)
        view_suid = int(transport.get(f"networks/{network}/views")[0])
        title = push_new_style(transport, scene, before)
        apply_and_settle(transport, network, view_suid, scene, title, fit=True)
    retire(transport, before, scene, title)
    legend = [group_id("legend", stamp)] if view.with_legend else []
    return Session(view, transport, network, view_suid, legend, time.monotonic() - started)


def apply_and_settle(
    transport: Transport, network: int, view: int, scene: Scene, style: str = "", fit: bool = False
) -> None:
    """Apply our style and wait until the view is drawn."""
    transport.get(f"apply/styles/{style or messages.style_title(scene)}/{network}")
    if fit:
        transport.get(f"apply/fit/{network}")
    settle(transport, network, view, messages.background(scene), exact=False)


def find_session(url: str | Transport = "", network: str = "") -> Session:
    """Return a handle on the network that necro-cyto opened (the current one, if it is ours).

    Parameters
    ----------
    url : str or Transport
        Address of the REST interface; empty for this machine's standard port.
    network : str
        Name of the network to find; empty for any of ours.

    Raises
    ------
    CytoscapeRefused
        If there is none.
    """
    from necro_cyto.network import load_network
    from necro_cyto.view import view as make_view

    transport = connect(url)
    transport.ping()
    with understood():
        suid, facts = _ours(transport, network)
        name = facts[messages.MARK].partition(":")[2]
        view_suid = int(transport.get(f"networks/{suid}/views")[0])
    view = make_view(load_network(name), str(facts.get("nc style") or "signed"))
    return Session(view, transport, suid, view_suid, str(facts.get(messages.LEGEND) or "").split(), known=False)


def _ours(transport: Transport, name: str) -> tuple[int, Mapping[str, Any]]:
    for suid in [*_current(transport), *transport.get("networks")]:
        for row in transport.get(f"networks/{suid}/tables/defaultnetwork/rows"):
            head, _, found = str(row.get(messages.MARK) or "").partition(":")
            if head == "necro-cyto" and name in ("", found):
                return int(suid), row
    what = f'the network "{name}" is not' if name else "no network of necro-cyto is"
    raise CytoscapeRefused(f'{what} open in Cytoscape: run "necro-cyto open {name or "core"}" first')


def _current(transport: Transport) -> list[int]:
    try:
        return [int(transport.get("networks/currentNetwork")["data"]["networkSUID"])]
    except CytoscapeError:
        return []

