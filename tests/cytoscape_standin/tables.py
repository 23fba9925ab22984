"""Tables with typed columns, and the program's silent conversions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = Any
Row = dict[str, Json]
TYPES = ("Double", "Integer", "Long", "Boolean", "String")


class BadValue(Exception):
    """A value no conversion helps."""


@dataclass
class Column:
    """A column; ``type`` is one of TYPES or List."""

    name: str
    type: str
    list_type: str = ""
    immutable: bool = False

    def described(self) -> Json:
        """The column as the program lists it."""
        entry: Json = {"name": self.name, "type": self.type}
        if self.list_type:
            entry["listType"] = self.list_type
        return entry | {"immutable": self.immutable, "primaryKey": self.name == "SUID"}

    def convert(self, value: Json) -> Json:
        """A value of a network body as it is stored."""
        if self.type != "List":
            return convert(value, self.type)
        if not isinstance(value, list):
            raise BadValue(f"value is a java.lang.String and not a List for column '{self.name}'.")
        if None in value:
            raise BadValue(f"null value in the list for column '{self.name}'.")
        return [convert(one, self.list_type) for one in value]


def convert(value: Json, type_: str) -> Json:
    """One value by force, as the program does it: text becomes 0.0, null becomes ``null``."""
    if type_ == "String":
        return as_text(value)
    if type_ == "Boolean":
        return value is True
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else 0
    return float(number) if type_ == "Double" else int(number)


def as_text(value: Json) -> str:
    """A value as text, as the program writes it."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def type_of(value: Json) -> tuple[str, str]:
    """Type and list type of a column made for its first value."""
    if isinstance(value, list):
        return "List", type_of(value[0])[0] if value else "String"
    if isinstance(value, bool):
        return "Boolean", ""
    return ("Double", "") if isinstance(value, int | float) else ("String", "")


SHARED = {
    "node": ("SUID", "shared name"),
    "edge": ("SUID", "shared name", "shared interaction"),
    "network": ("SUID", "shared name"),
}
OWN = {
    "node": ("name", "selected"),
    "edge": ("name", "selected", "interaction"),
    "network": ("name", "selected"),
}


def _fixed(name: str) -> Column:
    return Column(name, {"SUID": "Long", "selected": "Boolean"}.get(name, "String"), immutable=True)


@dataclass
class Table:
    """Rows by SUID; missing values are not stored."""

    kind: str
    columns: dict[str, Column] = field(default_factory=dict)
    rows: dict[int, Row] = field(default_factory=dict)

    @classmethod
    def fresh(cls, kind: str, shared: list[Column]) -> Table:
        """A table of a new network whose collection already has the columns ``shared``."""
        columns = [_fixed(name) for name in SHARED[kind]] + shared + [_fixed(name) for name in OWN[kind]]
        return cls(kind, {column.name: column for column in columns})

    def add_row(self, suid: int, selected: bool = False) -> Row:
        """A new row."""
        row: Row = {"SUID": suid, "selected": selected}
        self.rows[suid] = row
        return row

    def ensure(self, name: str, value: Json) -> Column:
        """The column, made for ``value`` where it is missing."""
        if name not in self.columns:
            self.columns[name] = Column(name, *type_of(value))
        return self.columns[name]

    def extra(self) -> list[Column]:
        """The columns a user added."""
        return [column for column in self.columns.values() if not column.immutable]

    def values(self, name: str) -> list[Json]:
        """A column's values, None where there is none."""
        return [row.get(name) for row in self.rows.values()]

    def listed(self) -> list[Row]:
        """The rows, each with its columns' order."""
        return [{name: row[name] for name in self.columns if name in row} for row in self.rows.values()]

    def drop(self, name: str) -> None:
        """Forget a column."""
        self.columns.pop(name, None)
        for row in self.rows.values():
            row.pop(name, None)

    def update(self, key: str, data_key: str, entries: list[Row]) -> None:
        """Write entries into the rows whose ``key`` they carry under ``data_key``."""
        rows = {_comparable(row[key]): row for row in self.rows.values() if key in row}
        for entry in entries:
            row = rows.get(_comparable(entry.get(data_key)))
            if row is not None:
                self._write(row, entry)

    def _write(self, row: Row, entry: Row) -> None:
        for name, value in entry.items():
            column = self.ensure(name, value)
            if name != "SUID":
                self.put(row, column, value)

    def put(self, row: Row, column: Column, value: Json) -> None:
        """Write one value; bad ones are skipped without a word."""
        if value is None:
            row.pop(column.name, None)
            return
        try:
            row[column.name] = column.convert(value)
        except BadValue:
            return


def _comparable(value: Json) -> Json:
    return tuple(value) if isinstance(value, list) else value
