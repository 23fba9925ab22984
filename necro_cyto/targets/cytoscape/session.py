"""A handle on our network in the running Cytoscape: overlay, style, legend, figures, hand work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from necro_cyto.errors import CytoscapeError, CytoscapeRefused, InputError
from necro_cyto.scene import Scene
from necro_cyto.targets import is_figure
from necro_cyto.targets import save as save_scene
from necro_cyto.targets.cytoscape import messages
from necro_cyto.targets.cytoscape.current import shown, views_of
from necro_cyto.targets.cytoscape.facts import LEGEND, MARK, STAMP, facts, mark, style_title
from necro_cyto.targets.cytoscape.legend import Drawn
from necro_cyto.targets.cytoscape.pictures import OWN, check_paths, frame_box, plan_shots, take
from necro_cyto.targets.cytoscape.pull import HandWork, as_left, hand_work, node_rows, pulled, redrawn
from necro_cyto.targets.cytoscape.push import UNDO_SECONDS
from necro_cyto.targets.cytoscape.settle import settle
from necro_cyto.targets.cytoscape.styles import Json, change_style, find_style, push_style, style_at
from necro_cyto.targets.cytoscape.transport import Transport, understood

if TYPE_CHECKING:
    from necro_cyto.readers import Values
    from necro_cyto.view import View

GONE = "our network is no longer open in Cytoscape: open it again"
NO_VIEW = "our network has no view in Cytoscape any more: open it again"


@dataclass
class Session:
    """Our network in the running Cytoscape.

    Nothing else is touched: the network that the user looks at stays the current one, and their selection and zoom
    stay as they are. A session that was saved and opened again is found by our mark in the network table.

    Attributes
    ----------
    view : View
        What is shown. After `find_session` without the values, which are in Cytoscape's tables then.
    network, view_suid : int
        Cytoscape's numbers of our network and its view.
    transport : Transport
        Counts the requests.
    drawn : Drawn
        Legend and compartments.
    scene : Scene
        What is shown, with the values in any case.
    opened : tuple of str
        Ids of the nodes that were opened.
    seconds : float
        How long the last verb took.
    work : HandWork
        What the user had done when we last looked.
    """

    view: View
    transport: Transport
    network: int
    view_suid: int
    drawn: Drawn
    scene: Scene
    opened: tuple[str, ...]
    seconds: float = 0.0
    known: bool = True
    sure: bool = True
    noted: Mapping[str, str] = field(default_factory=dict)
    work: HandWork = field(default_factory=HandWork)

    @property
    def style_title(self) -> str:
        """Title of our style in Cytoscape."""
        return style_title(self.scene)

    def overlay(self, values: Values | Sequence[Values], limit: float | None = None, **options: Any) -> Session:
        """Show other values on the same network; values of before never stay. Takes what `View.overlay` takes."""
        return self._show(self.view.overlay(values, limit, **options))

    def contrast(self, name: str = "") -> Session:
        """Show one of the contrasts alone, on the scale of all; without a name, all of them again."""
        if not self.known:
            raise InputError("the values were laid over by another process: overlay their file again, with its contrasts")
        return self._show(self.view.contrast(name))

    def style(self, style: Any) -> Session:
        """Show the network in another style."""
        return self._show(self.view.style(style))

    def legend(self, shown: bool = True) -> Session:
        """Draw or remove the legend."""
        return self._show(self.view.legend(shown))

    def refresh(self) -> Session:
        """Send values, style, legend and facts again, whatever was changed in the window; nodes stay where they are."""
        self.sure = self.drawn.known = False
        return self._show(self.view)

    def save(self, path: str | Path, width_mm: float | None = None, dpi: float | None = None, **options: Any) -> Path:
        """Write a figure file of what the window shows; see `save_all`."""
        return self.save_all([path], width_mm=width_mm, dpi=dpi, **options)[0]

    def save_all(self, paths: Iterable[str | Path], **options: Any) -> list[Path]:
        """Write figure files of what the window shows; all are checked before the first is written.

        PNG and SVG are Cytoscape's own drawing, once it is proved to be finished. Its PDF loses texts, so this and
        every other kind is drawn anew, with embedded fonts: nodes and curves as they stand in the window, with the
        values and style that we gave them.

        Parameters
        ----------
        paths : iterable of str or Path
        **options
            As for `View.save`: ``width_mm``, ``dpi``, ``preset``, ``min_font``.
        """
        started, files = time.monotonic(), [Path(path) for path in paths]
        check_paths(files)
        work = self.hand_work()
        left = as_left(self.scene, work)
        by_hand = work.added or work.edges
        anew = [path for path in files if path.suffix.lower() not in OWN]
        box = frame_box(self.transport, self.view_suid, left, work)
        shots = plan_shots(left, box, files, options)
        new = self._scene(pulled(self.transport, self.network, self.view, work)) if anew and by_hand else left
        with ThreadPoolExecutor(1) as beside:  # Cytoscape draws while we do
            taken = beside.submit(take, self.transport, self.network, self.view_suid, left, box, shots)
            for path in anew:
                save_scene(new, path, **({**options, "tighten": False} if is_figure(path) else {}))
            taken.result()
        self.seconds = time.monotonic() - started
        return files

    def pull(self) -> View:
        """Return the view as the user arranged it: nodes where they are, with those added, without those gone."""
        return pulled(self.transport, self.network, self.view, self.hand_work())

    def hand_work(self) -> HandWork:
        """Return what the user did in the window: where nodes stand, which are hidden, deleted or added."""
        self._there()
        self.work = hand_work(self.transport, self.network, self.view_suid, self.opened)
        return self.work

    def close(self) -> None:
        """Remove our network and our style; everything else stays."""
        self.transport.delete(f"networks/{self.network}", missing_ok=True)
        self.transport.delete(f"styles/{self.style_title}", missing_ok=True)

    def _show(self, view: View) -> Session:
        started, style = time.monotonic(), self._look()
        scene = self._scene(view)
        try:
            self._bring(scene, style)
        except CytoscapeError:
            self.sure = self.drawn.known = False
            self._show_again()
            raise
        self.view, self.scene, self.sure, self.seconds = view, scene, True, time.monotonic() - started
        self.known = self.known or bool(view.overlays)
        return self

    def _show_again(self) -> None:
        """Show what was shown before, if Cytoscape still answers; only that our network is gone is worth a word."""
        try:
            with self.transport.hurried(UNDO_SECONDS):
                self._bring(self.scene, self._look())
        except CytoscapeError as error:
            if str(error) in (GONE, NO_VIEW):
                raise error from None

    def _bring(self, scene: Scene, style: Json) -> None:
        rows = messages.value_rows(scene, self.scene)
        values = not self.sure or rows != messages.value_rows(self.scene, self.scene)
        if values:
            table = {"key": "nc id", "dataKey": "nc id", "data": rows}
            self.transport.put(f"networks/{self.network}/tables/defaultnode", table)
        looks = self._restyle(scene, style, values)
        self.drawn.show(scene.marks)
        self._note(scene)
        if values or looks:
            settle(self.transport, self.network, self.view_suid, messages.background(scene), exact=False, hidden=True)

    def _restyle(self, scene: Scene, style: Json, values: bool) -> bool:
        """Bring our style to what a scene needs, and the view to our style; says whether anything had to be done."""
        new, old = messages.style_body(scene), messages.style_body(self.scene)
        if not self.sure or values or new != old:
            if style["title"] == new["title"]:
                change_style(self.transport, style, new, old if self.sure else None, values=values)
            else:
                self._style_again(scene, new)
            return True
        return False

    def _style_again(self, scene: Scene, new: Json) -> None:
        """The user deleted or renamed our style, or gave our view another: make sure that there is ours, and apply it."""
        found = find_style(self.transport, new["title"])
        if found:
            change_style(self.transport, found, new)
        else:
            push_style(self.transport, scene)
        with shown(self.transport, self.view_suid):
            self.transport.get(f"apply/styles/{new['title']}/{self.network}")

    def _note(self, scene: Scene) -> None:
        """Write into the network table what is shown, for a later process; what is gone is emptied."""
        told = {**facts(scene), LEGEND: self.drawn.note}
        if self.sure and told == self.noted:
            return
        table = {"key": "SUID", "dataKey": "SUID", "data": [{"SUID": self.network, **told}]}
        self.transport.put(f"networks/{self.network}/tables/defaultnetwork", table)
        self.noted = told

    def _scene(self, view: View) -> Scene:
        if self.known or view.overlays:
            return view.scene
        row = self.transport.get(f"networks/{self.network}/tables/defaultnetwork/rows", poll=True)[0]
        return redrawn(view, row, node_rows(self.transport, self.network))

    def _look(self) -> Json:
        """Return the style that our view has; finds the view again if its number is another by now."""
        try:
            return self._style_of_view()
        except CytoscapeRefused as error:
            if error.status != 404:
                raise
        self._find_again()
        return self._style_of_view()

    def _style_of_view(self) -> Json:
        return style_at(self.transport, f"networks/{self.network}/views/{self.view_suid}/currentStyle")

    @understood()
    def _there(self) -> None:
        """Make sure that our view is there, in as few words as can be."""
        if self.view_suid not in views_of(self.transport, self.network):
            self._find_again()

    @understood()
    def _find_again(self) -> None:
        """The network was deleted, its view was closed, or a session was opened, after which all numbers are others."""
        query = {"column": MARK, "query": mark(self.scene.name)}
        found = [int(suid) for suid in self.transport.get("networks", query, poll=True)]
        if not found:
            raise CytoscapeRefused(GONE)
        self.network = self.network if self.network in found else found[-1]
        views = views_of(self.transport, self.network)
        if not views:
            raise CytoscapeRefused(NO_VIEW)
        row = self.transport.get(f"networks/{self.network}/tables/defaultnetwork/rows", poll=True)[0]
        self.view_suid, self.sure = views[0], False
        self.drawn = Drawn(self.transport, self.view_suid, str(row.get(STAMP) or ""), str(row.get(LEGEND) or ""))
