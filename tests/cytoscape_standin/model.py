"""Everything the stand-in remembers: collections, networks, views, styles, what is current."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import properties
from .clock import Clock
from .styles import Style
from .tables import Column, Table
from .views import View

Json = Any
KINDS = ("node", "edge", "network")
BUILT_IN_STYLES = (
    "Sample1",
    "Sample2",
    "Sample3",
    "Nested Network Style",
    "default black",
    "Marquee",
    "Big Labels",
    "Minimal",
    "default",
    "Directed",
    "Ripple",
    "Universe",
    "Solid",
    "Gradient1",
    "Curved",
)


@dataclass
class Timing:
    """Seconds the program takes; ``lost`` is the chance that a change of a view stays undrawn."""

    second: float
    restyle: float
    engine: float
    lost: float


@dataclass
class Collection:
    """A root network: its networks share the columns users add."""

    suid: int
    name: str
    columns: dict[str, list[Column]] = field(default_factory=lambda: {"node": [], "edge": []})


@dataclass
class Network:
    """A network with its tables; ``edges`` has the source and target of each edge."""

    suid: int
    collection: Collection
    tables: dict[str, Table]
    nodes: list[int] = field(default_factory=list)
    edges: dict[int, tuple[int, int]] = field(default_factory=dict)
    views: list[View] = field(default_factory=list)

    def table(self, kind: str) -> Table:
        """The table of ``node``, ``edge`` or ``network``."""
        return self.tables[kind]

    @property
    def name(self) -> str:
        """The title users see."""
        return str(self.tables["network"].rows[self.suid].get("name", ""))

    def rename(self, name: str) -> None:
        """Set name and shared name."""
        self.tables["network"].rows[self.suid] |= {"shared name": name, "name": name}


class Model:
    """The state behind the routes."""

    def __init__(self, clock: Clock, timing: Timing, window: tuple[int, int]) -> None:
        self.clock, self.timing, self.window = clock, timing, window
        self.panels = {"SOUTH": "DOCK", "EAST": "HIDE", "WEST": "DOCK", "SOUTH_WEST": "HIDE"}
        self.apps_ready_at = 0.0
        self.failing_exports = 0
        self.file_transfer = True
        self.charset = "utf-8"  # of its Java, in which it reads files of commands
        self._last_suid = 86
        self.reset()

    def reset(self) -> None:
        """An empty session."""
        self.networks: dict[int, Network] = {}
        self.collections: dict[int, Collection] = {}
        self.styles: dict[str, Style] = {t: Style(t, properties.default_style()) for t in BUILT_IN_STYLES}
        label = {"mappingType": "passthrough", "mappingColumn": "name", "mappingColumnType": "String"}
        self.styles["default"].set_mappings([label | {"visualProperty": "NODE_LABEL"}])
        self.current_network: Network | None = None
        self.current_view: View | None = None
        self.session_file = ""

    def new_suid(self) -> int:
        """SUIDs are never used twice."""
        self._last_suid += 1 + self._last_suid % 3
        return self._last_suid

    def loses_update(self) -> bool:
        """Whether a change of a view is forgotten this time."""
        return self.timing.lost > 0 and self.clock.random.random() < self.timing.lost

    def collection(self, name: str) -> Collection:
        """The collection of that name, made where there is none."""
        for collection in self.collections.values():
            if name and collection.name == name:
                return collection
        collection = Collection(self.new_suid(), name)
        self.collections[collection.suid] = collection
        return collection

    def new_network(self, collection: Collection) -> Network:
        """An empty network, not yet part of the session."""
        network = Network(self.new_suid(), collection, {k: self._table(collection, k) for k in KINDS})
        network.table("network").add_row(network.suid, selected=True)
        return network

    def _table(self, collection: Collection, kind: str) -> Table:
        return Table.fresh(kind, list(collection.columns.get(kind, ())))

    def new_node(self, network: Network) -> Json:
        """A node's row."""
        suid = self.new_suid()
        network.nodes.append(suid)
        return network.table("node").add_row(suid)

    def new_edge(self, network: Network, source: int, target: int) -> Json:
        """An edge's row."""
        suid = self.new_suid()
        network.edges[suid] = (source, target)
        return network.table("edge").add_row(suid)

    def drop_if_unused(self, collection: Collection) -> None:
        """Forget a collection without networks."""
        if all(network.collection is not collection for network in self.networks.values()):
            self.collections.pop(collection.suid, None)

    def add_network(self, network: Network) -> View:
        """Take a network into the session: with a view, and current."""
        self.networks[network.suid] = network
        for kind in ("node", "edge"):
            network.collection.columns[kind] = network.table(kind).extra()
        self.styles.setdefault("size_rank", Style("size_rank"))
        return self.add_view(network)

    def add_view(self, network: Network) -> View:
        """A further view, current at once."""
        view = View(self, network, self.new_suid())
        network.views.append(view)
        self.make_current(network, view)
        return view

    def remove_network(self, network: Network) -> None:
        """Delete a network; after the current one none is current."""
        del self.networks[network.suid]
        if self.current_network is network:
            self.current_network = self.current_view = None
        self.drop_if_unused(network.collection)

    def remove_view(self, view: View) -> None:
        """Delete a view."""
        view.network.views.remove(view)
        if self.current_view is view:
            self.current_view = None

    def make_current(self, network: Network, view: View | None) -> None:
        """Show a view; one that missed a change of its style or table is drawn anew then."""
        self.current_network, self.current_view = network, view
        if view is not None and view.outdated:
            self.clock.after(self.timing.restyle, view.restyle_if_on_screen)

    def view(self, suid: int) -> View | None:
        """The view with that SUID."""
        return next((v for n in self.networks.values() for v in n.views if v.suid == suid), None)

    def style_of(self, view: View) -> Style:
        """The style a view says it has."""
        return self.styles.get(view.style_title) or self.styles["default"]

    def free_title(self, title: str, tail: Callable[[int], str]) -> str:
        """The title, or with the first tail nobody has."""
        number, found = 0, title
        while found in self.styles:
            found, number = title + tail(number), number + 1
        return found

    def apply_style(self, style: Style, network: Network) -> None:
        """Apply to the network's first view, and to the current view too, whoever's it is."""
        views = network.views[:1]
        if self.current_view is not None and self.current_view not in views:
            views.append(self.current_view)
        for view in views:
            view.apply(style)
            self.clock.after(self.timing.second, view.restyle_if_on_screen)

    def table_changed(self, network: Network) -> None:
        """New values are drawn late, and only in the view on screen."""
        for view in network.views:
            if view.styled:
                self.clock.after(self.timing.restyle, view.restyle_if_on_screen)

    def style_changed(self, style: Style) -> None:
        """A change of a style's defaults is drawn late, and only in the view on screen."""
        for network in self.networks.values():
            for view in network.views:
                if view.styled and view.style_title == style.title:
                    self.clock.after(self.timing.restyle, view.restyle_if_on_screen)
