"""Legend and compartments in an open view: only what differs is changed, by annotation commands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from necro_cyto.errors import CytoscapeError
from necro_cyto.scene import Mark
from necro_cyto.targets.annotations import group_id, mark_id
from necro_cyto.targets.cytoscape.batch import Batch, Command
from necro_cyto.targets.cytoscape.facts import legend_note, noted_legend
from necro_cyto.targets.cytoscape.pieces import Looks, Piece, Plan, corner, moved, plan, repaint, seen, wanted
from necro_cyto.targets.cytoscape.transport import Transport, understood

NAME = "necro-cyto legend"
TURNS = 3
MOST = 3000  # marks that one push may have drawn


class Drawn:
    """The annotations of ours in one view.

    Parameters
    ----------
    stamp : str
        Stamp of the push that made the network; the ids of its annotations follow from it.
    note : str
        What `note` said when the legend was last drawn; empty after the push itself.
    marks : sequence of Mark, optional
        What that push has just drawn; without it we look when we have to know.
    """

    def __init__(
        self, transport: Transport, view: int, stamp: str, note: str = "", marks: Sequence[Mark] | None = None
    ) -> None:
        self.transport, self.view, self.stamp = transport, view, stamp
        self.batch, self.known = Batch(transport), marks is not None
        group, self.origin = noted_legend(note)
        self.group = group or group_id("legend", stamp)
        self.shift = (0.0, 0.0)
        self.legend: list[Piece] = []
        self.places: list[Piece] = []
        self._parents: dict[str, str] = {}
        for i, mark in enumerate(marks or ()):
            (self.places if mark.group == "places" else self.legend).append(wanted(mark, mark_id(stamp, i)))
        if self.legend:
            self.origin = corner(self.legend)

    @property
    def note(self) -> str:
        """What a later process has to know of the legend."""
        return legend_note(self.group, self.origin)

    def show(self, marks: Sequence[Mark]) -> None:
        """Bring legend and compartments to what `marks` say, in as few requests as can be."""
        legend, places = ([wanted(m) for m in marks if m.group == group] for group in ("legend", "places"))
        try:
            # Where things stand matters when something moves or goes: the user may have been there.
            if not self.known or not legend or plan(self.legend, self._shifted(legend)).moves:
                before = {p.identity: p.looks for p in self.legend} if self.known else {}
                self.look()
                self._follow(before)
            self._bring(self._shifted(legend), places)
        except CytoscapeError:
            self.known = False
            raise
        self.origin = corner(legend) if legend else None

    def look(self) -> None:
        """Learn which annotations of ours there are, and how they look."""
        entries = self.transport.command("annotation list", poll=True, view=f"SUID:{self.view}")
        entries = entries if isinstance(entries, list) else []
        self.legend, self.places, self.known = [], [], True
        with understood():
            self._parents = {e["uuid"]: e.get("parent", "") for e in entries}
            for entry, tag in self._ours(entries):
                piece = seen(entry, entry["name"].removesuffix(tag), tag)
                (self.places if entry["canvas"] == "background" else self.legend).append(piece)

    def _follow(self, before: Mapping[str, Looks]) -> None:
        """A legend that the user moved stays where it is now."""
        paths = [[p.looks[k] - before[p.identity][k] for k in ("x", "y")] for p in self.legend if p.identity in before]
        if paths:
            dx, dy = (median(steps) for steps in zip(*paths, strict=True))
            self.shift = self.shift[0] + dx, self.shift[1] + dy
        elif self.legend and self.origin:
            left, top = corner(self.legend)
            self.shift = left - self.origin[0], top - self.origin[1]

    def _shifted(self, pieces: Sequence[Piece]) -> list[Piece]:
        return [moved(piece, *self.shift) for piece in pieces]

    def _bring(self, legend: list[Piece], places: list[Piece]) -> None:
        for turn in range(TURNS):
            way, paint = plan(self.legend, legend), repaint(self.places, places)
            if turn and self.batch.files and self.batch.unicode is None:
                self.batch.unicode = not any("text" in looks for _, looks in way.change)
            commands = [*self._gone(way, bool(legend)), *_changes(way), *_changes(paint), *self._added(way)]
            sure = self.batch.run(commands, singly=turn > 0)
            if sure and not way.add:
                self.legend, self.places = way.after, paint.after
                return
            self.look()
            if way.add:
                self._adopt()

    def _ours(self, entries: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], str]]:
        ids = {mark_id(self.stamp, i) for i in range(MOST)}
        for entry in entries:
            tag = re.search(rf" \({re.escape(self.stamp)}-\d+\)$", entry["name"])
            if (tag or entry["uuid"] in ids) and not entry["type"].endswith("GroupAnnotation"):
                yield entry, tag[0] if tag else ""

    def _gone(self, way: Plan, some: bool) -> list[Command]:
        """What has to go; the whole legend at once, if nobody put anything of theirs into its group."""
        drop = [piece.identity for piece in way.drop]
        inside = {identity for identity in self._parents if self.group in self._ancestors(identity)}
        if not some and inside and inside <= {*drop, *self._parents.values()}:
            drop = [self.group, *(identity for identity in drop if identity not in inside)]
        return [("annotation delete", {"uuidOrName": identity}) for identity in drop]

    def _added(self, way: Plan) -> list[Command]:
        """What has to come, and all of it in one group with what there is."""
        if not way.add:
            return []
        numbers = [int(p.tag.rstrip(")").rpartition("-")[2]) for p in self.legend if p.tag]
        names = [f"{p.name} ({self.stamp}-{i})" for i, p in enumerate(way.add, max(numbers, default=-1) + 1)]
        view = {"view": f"SUID:{self.view}"}
        adds: list[Command] = [
            (f"annotation add {p.what}", {**view, **p.looks, "canvas": "foreground", "newName": name})
            for p, name in zip(way.add, names, strict=True)
        ]
        members = [*([self.group] if self.group in self._parents and way.after else []), *names]
        return [*adds, ("annotation group", {**view, "annotationlist": ",".join(members)})]

    def _adopt(self) -> None:
        """Take over the group that was made for what was added; it gets our name unless one of that name is in it."""
        made = {self._parents.get(p.identity, "") for p in self.legend if p.tag} - {"", self.group}
        outer = next((group for group in made if not self._parents.get(group)), "")
        if outer:
            inner, self.group = self.group, outer
            if self._parents.get(inner) != outer:
                self.transport.command("annotation update group", uuidOrName=outer, newName=NAME)

    def _ancestors(self, identity: str) -> set[str]:
        found: set[str] = set()
        while (identity := self._parents.get(identity, "")) and identity not in found:
            found.add(identity)
        return found


def _changes(way: Plan) -> list[Command]:
    return [
        (f"annotation update {piece.what}", {"uuidOrName": piece.identity, **looks}) for piece, looks in way.change
    ]
