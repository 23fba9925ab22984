"""A view: its values, what a style makes of them, and the snapshot pictures are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import properties, snapshots
from .annotations import Annotations, extent
from .properties import Values
from .styles import Style
from .tables import Column

if TYPE_CHECKING:
    from .model import Model, Network

Json = Any
LOCATIONS = ("NODE_X_LOCATION", "NODE_Y_LOCATION", "NODE_Z_LOCATION")


class View:
    """One view of a network; no style is applied to a new one."""

    def __init__(self, model: Model, network: Network, suid: int) -> None:
        self.model, self.network, self.suid = model, network, suid
        self.style_title = "default"
        self.places: dict[int, tuple[float, float, float]] = dict.fromkeys(network.nodes, (0.0, 0.0, 0.0))
        self.defaults: Values = properties.renderer_defaults()
        self.linked: dict[str, str] = {}
        self.mapped: dict[int, Values] = {}
        self.direct: dict[int, Values] = {}
        self.bypass: dict[int, Values] = {}
        self.network_values: Values = {name: self.defaults[name] for name in properties.of("Network")}
        self.annotations = Annotations(model.clock.random)
        self.laid_out = False
        self.outdated = False
        self.styled = False
        self.engine_from = model.clock.now() + model.timing.engine
        self._fit_waits = False
        self._renewal_waits = False
        self.snapshot = snapshots.take(self)
        model.clock.soon(self.lay_out)

    def put_nodes(self, places: dict[int, tuple[float, float]]) -> None:
        """Put the nodes of a new network somewhere; pictures show the places at once, all else later."""
        self.places = {suid: (x, y, 0.0) for suid, (x, y) in places.items()}
        self.snapshot = snapshots.take(self)

    def value(self, name: str, suid: int) -> Json:
        """What a node or edge has: bypass, value of its own, mapping, default."""
        if name in LOCATIONS:
            return self.places[suid][LOCATIONS.index(name)]
        if name not in self.bypass.get(suid, ()):
            name = self.linked.get(name, name)
        for values in (self.bypass, self.direct, self.mapped):
            own = values.get(suid)
            if own is not None and name in own:
                return own[name]
        return self.defaults[name]

    def values(self, target: str, suid: int) -> Values:
        """All values of a node or edge."""
        return {name: self.value(name, suid) for name in properties.of(target)}

    def set_values(self, suid: int, entries: list[Json], bypass: bool) -> None:
        """Take values over; what cannot be read is left out without a word."""
        for entry in entries:
            value = properties.read(entry["visualProperty"], entry.get("value"))
            if value is not None:
                self._set_value(suid, entry["visualProperty"], value, bypass)
        self.changed()

    def _set_value(self, suid: int, name: str, value: Json, bypass: bool) -> None:
        if name in LOCATIONS:
            place = list(self.places[suid])
            place[LOCATIONS.index(name)] = value
            self.places[suid] = (place[0], place[1], place[2])
        else:
            (self.bypass if bypass else self.direct).setdefault(suid, {})[name] = value

    def set_network_values(self, entries: list[Json]) -> None:
        """Take values of the view itself over; the size of the picture's box counts at once."""
        for entry in entries:
            value = properties.read(entry["visualProperty"], entry.get("value"))
            if value is not None:
                self.network_values[entry["visualProperty"]] = value
        if not self.model.loses_update():
            self.changed()

    def apply(self, style: Style) -> None:
        """Give the view the values of a style, background included."""
        self.style_title = style.title
        self.direct, self.styled = {}, True
        self.restyle(whole=True)

    def restyle(self, whole: bool = False) -> None:
        """Evaluate the view's style again for nodes and edges, and the background for the `whole` view."""
        style = self.model.style_of(self)
        if whole:
            self.network_values["NETWORK_BACKGROUND_PAINT"] = style.defaults["NETWORK_BACKGROUND_PAINT"]
        bends = self._bends(style)
        self.defaults, self.linked, self.outdated = dict(style.defaults), style.linked(), False
        self.mapped = style.mapped("Node", self.network.table("node").rows)
        self.mapped |= style.mapped("Edge", self.network.table("edge").rows)
        for suid, bend in bends.items():
            self.mapped[suid]["EDGE_BEND"] = bend
        for suid, own in self.direct.items():
            self.direct[suid] = {name: own[name] for name in own if name not in self.mapped.get(suid, ())}
        self.changed()

    def _bends(self, style: Style) -> dict[int, Json]:
        """Bends by mapping outlive their style unless the next one has some of its own."""
        if "EDGE_BEND" in style.mappings or style.defaults["EDGE_BEND"] is not None:
            return {}
        kept = {suid: values.get("EDGE_BEND") for suid, values in self.mapped.items()}
        return {suid: bend for suid, bend in kept.items() if bend and suid in self.network.edges}

    def restyle_if_on_screen(self) -> None:
        """The late application of a style: only for the view the user sees."""
        if self.model.current_view is self:
            self.restyle()
        else:
            self.outdated = True

    def changed(self) -> None:
        """Have the snapshot renewed by and by."""
        if not self._renewal_waits:
            self._renewal_waits = True
            self.model.clock.soon(self._renew)

    def _renew(self) -> None:
        if not self.laid_out:  # the window does one thing after the other
            self.model.clock.soon(self._renew)
            return
        self._renewal_waits = False
        self.snapshot = snapshots.take(self)

    def lay_out(self) -> None:
        """The window gives the view its size; now annotations are read and a fit that waits is done."""
        self.laid_out = True
        self.resize()
        table = self.network.table("network")
        if "__Annotations" not in table.columns:
            table.columns["__Annotations"] = Column("__Annotations", "List", "String")
        row = table.rows[self.network.suid]
        self.annotations.load(row.setdefault("__Annotations", []))
        if self._fit_waits:
            self.fit()
        self.changed()

    def resize(self) -> None:
        """Take the size of the window."""
        if self.laid_out:
            width, height = self.model.window
            self.network_values |= {"NETWORK_WIDTH": float(width), "NETWORK_HEIGHT": float(height)}

    def fit(self) -> None:
        """Centre and scale the view so that everything but bends and edge labels is seen."""
        self._fit_waits = not self.laid_out
        content = self.content()
        if self.laid_out and content is not None:
            self._fit_to(content)

    def content(self) -> snapshots.Extent | None:
        """The box around nodes, node labels and annotations."""
        extents = [snapshots.box_extent(box) for box in snapshots.take(self).boxes]
        extents += [found for found in map(extent, self.annotations.all) if found is not None]
        return snapshots.around(extents)

    def _fit_to(self, content: snapshots.Extent) -> None:
        left, top, right, bottom = content
        width, height = self.model.window
        self.network_values |= {
            "NETWORK_CENTER_X_LOCATION": (left + right) / 2,
            "NETWORK_CENTER_Y_LOCATION": (top + bottom) / 2,
            "NETWORK_SCALE_FACTOR": min(width * 0.98 / (right - left), height * 0.98 / (bottom - top)),
        }
        self.changed()
