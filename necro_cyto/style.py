"""A Style: which column is shown by which channel, and how. TOML in, checked.

A channel is a constant, or a column with a rule: ``map`` (discrete), ``scale`` (continuous),
neither (passthrough). ``{ contrast = "fill" }`` picks the text colour that reads best on another channel.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from necro_cyto import shipped
from necro_cyto.channels import GRAMMAR, Channel, Value, parse_channel
from necro_cyto.errors import StyleError, UnknownNameError, suggestion
from necro_cyto.files import escaped
from necro_cyto.knowledge import read_toml

SECTIONS = ("title", "description", *GRAMMAR)
FOLDER_VARIABLE = "NECRO_CYTO_STYLES"


@dataclass(frozen=True, repr=False)
class Style:
    """A named set of channels.

    Attributes
    ----------
    name, title, description : str
        ``name`` is the stem of the file.
    channels : mapping of section (node, edge, place, page) to mapping of channel name to Channel
    """

    name: str
    title: str
    channels: Mapping[str, Mapping[str, Channel]]
    description: str = ""
    origin: str = field(default="", compare=False)

    def __repr__(self) -> str:
        return f"<style {self.name}: {self.title}>"

    def channel(self, section: str, name: str) -> Channel:
        """Return a channel; one that the style does not set has the grammar's default."""
        found = self.channels.get(section, {}).get(name)
        return found if found is not None else Channel(value=GRAMMAR[section][name].default)

    def section(self, section: str) -> dict[str, Channel]:
        """Return every channel of a section, with contrast channels worked out."""
        return dict(self._sections[section])

    @cached_property
    def _sections(self) -> dict[str, dict[str, Channel]]:
        found = {part: {name: self.channel(part, name) for name in names} for part, names in GRAMMAR.items()}
        return {
            part: {name: channels[c.contrast].text_colour() if c.contrast else c for name, c in channels.items()}
            for part, channels in found.items()
        }

    def with_channel(self, section: str, name: str, channel: Channel) -> Style:
        """Return the style with another channel in place of one."""
        part = {**self.channels.get(section, {}), name: channel}
        return replace(self, channels={**self.channels, section: part})

    def with_limit(self, column: str, limit: float) -> Style:
        """Return the style with every scale on `column` running from -limit to limit."""
        channels = {
            section: {
                name: replace(c, limit=limit) if (c.scale or c.signs) and c.column == column else c
                for name, c in part.items()
            }
            for section, part in self.channels.items()
        }
        return replace(self, channels=channels)

    def without_scale(self, column: str) -> Style:
        """Return the style with plain nodes instead of a fill by `column`, for strips that show it; nodes that are not
        in the file keep their colour.
        """
        fill = self.channel("node", "fill")
        if fill.column != column:
            return self
        missing: Value = fill.missing if fill.missing is not None else GRAMMAR["node"]["fill"].default
        paper = self.channel("page", "background").value
        # What is missing stays the channel's default, so that a viewer's style changes in its rules alone.
        plain = Channel(column="state", map=dict.fromkeys(("measured", "no p", "no value", "no gene"), paper or ""), missing=missing)
        return self.with_channel("node", "fill", plain)

    def uses(self, column: str, section: str = "") -> bool:
        """Say whether any channel (of a section) reads `column`."""
        parts = [self.channels.get(section, {})] if section else self.channels.values()
        return any(c.column == column for part in parts for c in part.values())


def style_folders() -> list[Path]:
    """Return the folders that hold styles, the user's own first.

    The user's folder is named by the environment variable ``NECRO_CYTO_STYLES``, else it is
    ``~/.config/necro-cyto/styles``; a style there adds to the shipped ones or overrides one.
    """
    own = os.environ.get(FOLDER_VARIABLE)
    mine = Path(own) if own else Path.home() / ".config" / "necro-cyto" / "styles"
    return [*([mine] if mine.is_dir() else []), shipped.folder("styles")]


def list_styles() -> list[str]:
    """Return the names of the styles at hand, shipped and the user's own.

    >>> {"signed", "overlay"} <= set(list_styles())
    True
    """
    return sorted({path.stem for folder in style_folders() for path in folder.glob("*.toml")})


def load_style(name: str) -> Style:
    """Return a style by name.

    Raises
    ------
    UnknownNameError
        If there is none; the names at hand are in the message.
    StyleError
        If its file breaks the grammar.
    """
    for folder in style_folders():
        if name in {path.stem for path in folder.glob("*.toml")}:
            return read_style(folder / f"{name}.toml")
    raise UnknownNameError("style", name, list_styles())


def own_file(style: Style) -> str:
    """Return the full path of a style of the user's; nothing for a shipped one."""
    file = Path(style.origin).resolve() if style.origin else None
    return str(file) if file and file.parent != shipped.folder("styles").resolve() else ""


def read_style(path: str | Path) -> Style:
    """Return the style of a TOML file.

    Raises
    ------
    StyleError
        If a section, channel, value, palette or rule is not in the grammar.
    """
    file = Path(path)
    spec = read_toml(file)
    for key in spec:
        if key not in SECTIONS:
            raise StyleError(f"{file}: unknown section [{key}]{suggestion(key, SECTIONS)}")
    channels = {name: _section(file, name, spec.get(name, {})) for name in GRAMMAR}
    name = escaped(file.stem)
    title, description = str(spec.get("title", name)), str(spec.get("description", ""))
    return Style(name, title, channels, description, origin=str(file))


def _section(file: Path, section: str, spec: object) -> dict[str, Channel]:
    if not isinstance(spec, dict):
        raise StyleError(f"{file}: [{section}] must be a table of channels")
    for name in spec:
        if name not in GRAMMAR[section]:
            raise StyleError(f"{file}: [{section}] has no channel {name!r}{suggestion(name, GRAMMAR[section])}")
    where = f"{file}: [{section}]"
    found = {name: parse_channel(f"{where} {name}", GRAMMAR[section][name], value) for name, value in spec.items()}
    for name, channel in found.items():
        if channel.contrast and not (_is_colour(section, name) and _is_colour(section, channel.contrast)
                                     and not found.get(channel.contrast, Channel()).contrast):  # fmt: skip
            raise StyleError(f'{where} {name}: contrast is "{channel.contrast}": name a channel of colours, as "fill"')
    return found


def _is_colour(section: str, name: str) -> bool:
    return str(getattr(GRAMMAR[section].get(name), "default", "")).startswith("#")
