"""Which sheet and which contrasts of a file are meant; several are a question, never a guess."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from necro_cyto.errors import ChoiceNeededError, InputError, RefusedError, UnknownNameError
from necro_cyto.readers.model import Contrast
from necro_cyto.readers.plan import Plan
from necro_cyto.readers.rows import contrasts_of, read_columns
from necro_cyto.readers.table import Table

_LISTED = 30


@dataclass(frozen=True)
class Found:
    """The contrasts of one sheet.

    `table` holds what was read to find them: everything, where they stand below each other, else None. The names are
    preceded by that of the sheet where `several` sheets hold results.
    """

    plan: Plan
    contrasts: Sequence[Contrast]
    table: Table | None = None
    several: bool = False

    def name(self, contrast: Contrast) -> str:
        """Return the name by which a contrast is asked for."""
        if not self.several:
            return contrast.name
        sheet = self.plan.sheet.name or ""
        return f"{sheet}: {contrast.name}" if contrast.name else sheet

    def read(self, contrasts: Sequence[Contrast]) -> Table:
        """Return the columns that some of the contrasts need, read once."""
        return read_columns(self.plan, contrasts) if self.table is None else self.table


def look(plan: Plan, several: bool = False) -> Found:
    """Find the contrasts of a sheet.

    Raises
    ------
    RefusedError
        If it holds no effect.
    """
    if plan.refused:
        raise RefusedError(f"{plan.path}: is {plan.refused}")
    table = read_columns(plan, plan.contrasts) if plan.labels else None
    contrasts = plan.contrasts if table is None else contrasts_of(plan, table)
    return Found(plan, contrasts, table, several)


def one_sheet(plans: Sequence[Plan], contrast: str | None) -> Plan:
    """Return the only plan, or the one whose sheet or contrast the user named.

    Raises
    ------
    ChoiceNeededError
        If several sheets hold results.
    """
    if len(plans) == 1:
        return plans[0]
    names = [plan.sheet.name or "" for plan in plans]
    wanted = (contrast or "").strip().lower()
    found = [plan for plan in plans if wanted in {(plan.sheet.name or "").lower(), *_lower_names(plan)}]
    if len(found) == 1 and wanted:
        return found[0]
    raise ChoiceNeededError(
        f'{plans[0].path}: holds {len(names)} tables of results: {", ".join(names)}; choose one with --sheet "{names[0]}"',
        names,
        "--sheet",
    )


def only(found: Found, wanted: str | None) -> Contrast:
    """Return the only contrast, or the one that the user named.

    Raises
    ------
    ChoiceNeededError
        If there are several and none was named.
    UnknownNameError
        If there is no such contrast.
    """
    sheet = (found.plan.sheet.name or "").lower()
    if wanted is not None and wanted.strip().lower() not in (sheet, ""):
        return found.contrasts[_position(found.plan, wanted, [contrast.name for contrast in found.contrasts])]
    if len(found.contrasts) > 1:
        names = [contrast.name for contrast in found.contrasts]
        listed = ", ".join(names[:_LISTED]) + (", …" if len(names) > _LISTED else "")
        raise ChoiceNeededError(
            f'{found.plan.path}: holds {len(names)} contrasts: {listed}; choose one with --contrast "{names[0]}", or all',
            names,
            "--contrast",
        )
    return found.contrasts[0]


def chosen(sheets: Sequence[Found], wanted: Sequence[str] | None) -> list[tuple[Found, Contrast]]:
    """Return the named contrasts in the order named, each once; all of them if None.

    Raises
    ------
    ChoiceNeededError
        If several sheets hold a contrast of that name.
    UnknownNameError
        If none does.
    """
    every = [(found, contrast) for found in sheets for contrast in found.contrasts]
    picked = every if wanted is None else [pair for name in wanted for pair in _named(sheets, every, name)]
    return list({(found.plan.sheet.name, contrast): (found, contrast) for found, contrast in picked}.values())


def _named(
    sheets: Sequence[Found], every: Sequence[tuple[Found, Contrast]], wanted: str
) -> Iterator[tuple[Found, Contrast]]:
    own = [pair for pair in every if (pair[0].plan.sheet.name or "").lower() == wanted.strip().lower() != ""]
    if own:
        yield from own
        return
    names = [found.name(contrast) for found, contrast in every]
    short = [pair for pair in every if pair[1].name.lower() == wanted.strip().lower() != ""]
    if len(short) > 1 and len(sheets) > 1:
        choices = [found.name(contrast) for found, contrast in short]
        raise ChoiceNeededError(
            f'{sheets[0].plan.path}: contrast "{wanted}" stands in {len(short)} sheets; '
            f'choose one with --contrast "{choices[0]}"',
            choices,
            "--contrast",
        )
    yield short[0] if len(short) == 1 else every[_position(sheets[0].plan, wanted, names)]


def _position(plan: Plan, wanted: str, names: Sequence[str]) -> int:
    for same in (str.strip, str.lower):
        if same(wanted.strip()) in map(same, names):
            return list(map(same, names)).index(same(wanted.strip()))
    if names == [""] and plan.effect_chosen:
        effect = plan.contrasts[0].effect
        if wanted.strip() in (plan.name(effect), f"{plan.name(effect)} (#{effect + 1})"):  # as a question called it
            return 0
    if names != [""]:
        raise UnknownNameError(f"contrast in {plan.path.name}", wanted, names)
    raise InputError(f'{plan.path}: holds one contrast without a name; leave out --contrast "{wanted}"')


def _lower_names(plan: Plan) -> set[str]:
    return {contrast.name.lower() for contrast in plan.contrasts}
