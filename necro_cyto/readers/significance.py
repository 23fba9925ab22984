"""Which significance belongs to which effect of a table, and what words say where an effect has no sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from necro_cyto.readers.names import SIGNIFICANCES, plain
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.tools import Tool
from necro_cyto.readers.words import FAMILY_WISE, METHODS, TESTS, word_sign

_JOINING = frozenset({"vs", "versus", "over", "to", "and", "against", "v", "minus", "in", "of", "the"})


@dataclass(frozen=True)
class Role:
    """A column with a known role in a contrast."""

    column: int
    role: str
    contrast: str


def key(contrast: str) -> str:
    """Return a contrast without what may be written in several ways."""
    return plain(contrast).replace(" ", "")


def significances(
    sheet: Sheet, effects: Sequence[Role], of_p: Sequence[Role], tool: Tool | None
) -> list[Role | None]:
    """Return the significance of each effect; None where none is certain to belong to it."""
    by_key: dict[str, list[Role]] = {}
    for role in of_p:
        by_key.setdefault(key(role.contrast), []).append(role)
    if len(effects) == 1:
        pools = [by_key.get(key(effects[0].contrast)) or _of_the_only(sheet, effects[0], of_p)]
    else:
        pools = [by_key.get(key(effect.contrast)) or _akin(effect, effects, by_key) for effect in effects]
        pools = [_in_turn(sheet, effect, effects, pool) for effect, pool in zip(effects, pools, strict=True)]
    found = [_best(sheet, effect, pool, tool) for effect, pool in zip(effects, pools, strict=True)]
    _tell(sheet, effects, found, of_p)
    return found


def told_by_words(sheet: Sheet, roles: Sequence[Role], kind: str) -> Role | None:
    """Return the column of words that tells the direction of effects that lack their sign, if there is one."""
    effects, words = ([role for role in roles if role.role == what] for what in (kind, "direction"))
    if len(effects) != 1 or len(words) != 1:
        return None
    least = 1.0 if kind == "fold change" else 0.0
    pairs = zip(map(word_sign, sheet.cells(words[0].column)), map(number, sheet.cells(effects[0].column)), strict=True)
    known = [(sign, value) for sign, value in pairs if sign and value is not None and value != least]
    if len({sign for sign, _ in known}) < 2 or any(value < least for _, value in known):
        return None
    effect, direction = sheet.columns[effects[0].column], sheet.columns[words[0].column]
    sheet.notes.append(
        f'"{effect}" has no sign, so "{direction}" is drawn: what went up and what went down, all of the same size'
    )
    return words[0]


def _tokens(contrast: str) -> set[str]:
    return set(plain(contrast).split()) - _JOINING


def _alike(one: str, other: str) -> bool:
    """Tell whether two names may be of the same contrast, or one names a method only."""
    mine, its = _tokens(one), _tokens(other)
    if mine & its or _is_method(mine) or _is_method(its):
        return True
    return key(one) in key(other) or key(other) in key(one)


def _is_method(tokens: set[str]) -> bool:
    """Tell whether what stands beside a keyword is no contrast: nothing, or the name of a test or of a cutoff."""
    return all(token in METHODS or token.isdigit() for token in tokens)


def _of_the_only(sheet: Sheet, effect: Role, of_p: Sequence[Role]) -> list[Role]:
    """Return the significances that may be of the only effect of a table."""
    fit = [role for role in of_p if _alike(role.contrast, effect.contrast)]
    best = min((role.role for role in fit), key=SIGNIFICANCES.index, default="")
    first = [role for role in fit if role.role == best]
    names = {key(role.contrast) for role in first if not _is_method(_tokens(role.contrast))}
    if len(names) < 2 or any(not _tokens(role.contrast) for role in first):
        return fit
    shared = {role.column: len(_tokens(role.contrast) & _tokens(effect.contrast)) for role in first}
    most = [role for role in first if shared[role.column] == max(shared.values())]
    return most if len(most) == 1 else []


def _akin(effect: Role, effects: Sequence[Role], by_key: dict[str, list[Role]]) -> list[Role]:
    """Return the significances whose contrast is a part of that of the effect, or the reverse, and of no other."""
    own = {key(other.contrast) for other in effects}
    groups = [roles for name, roles in by_key.items() if name and name not in own and _part(roles[0], effect)]
    if len(groups) == 1 and sum(_part(groups[0][0], other) for other in effects) == 1:
        return groups[0]
    return by_key.get("", [])


def _in_turn(sheet: Sheet, effect: Role, effects: Sequence[Role], pool: list[Role]) -> list[Role]:
    """Keep of significances that are called alike the first for the first of the effects called alike, and so on."""
    alike = [other for other in effects if key(other.contrast) == key(effect.contrast)]
    if len(alike) < 2:
        return pool
    place, names = alike.index(effect), [sheet.columns[role.column] for role in pool]
    kept: list[Role] = []
    for name in dict.fromkeys(names):
        called = [role for role, other in zip(pool, names, strict=True) if other == name]
        kept += called[place : place + 1] if len(called) == len(alike) else called
    return kept


def _part(one: Role, other: Role) -> bool:
    mine, its = _tokens(one.contrast), _tokens(other.contrast)
    return bool(mine) and bool(its) and (mine <= its or its <= mine)


def _best(sheet: Sheet, effect: Role, pool: Sequence[Role], tool: Tool | None) -> Role | None:
    own = tool.significance if tool else ""
    best = sorted(
        pool,
        key=lambda role: (
            not (own and f" {own} " in f" {plain(sheet.columns[role.column])} "),
            _is_no_p(sheet, role),
            SIGNIFICANCES.index(role.role),
            bool(FAMILY_WISE.search(plain(sheet.columns[role.column]))),
            role.column < effect.column,
            abs(role.column - effect.column),
        ),
    )
    if len(best) > 1 and best[0].role == "raw p" == best[1].role:
        return _larger(sheet, best[0], best[1])
    return best[0] if best else None


def _is_no_p(sheet: Sheet, role: Role) -> bool:
    """Tell whether a column that is called p holds many numbers above 1, as logarithms that nobody named so."""
    if role.role not in ("raw p", "adjusted p") or "%" in sheet.columns[role.column]:
        return False
    values = [value for value in map(number, sheet.cells(role.column)) if value is not None]
    return sum(value > 1 for value in values) * 4 > len(values)


def _larger(sheet: Sheet, one: Role, other: Role) -> Role:
    """Of two p columns, the one that is nowhere smaller is the adjusted one, whatever its name."""
    pairs = zip(map(number, sheet.cells(one.column)), map(number, sheet.cells(other.column)), strict=True)
    known = [(a, b) for a, b in pairs if a is not None and b is not None and a != b]
    tests = [TESTS & _tokens(sheet.columns[role.column]) for role in (one, other)]
    for role, smaller, sign in ((one, other, 1), (other, one, -1)):
        if known and tests[0] == tests[1] and all((a - b) * sign > 0 for a, b in known):
            sheet.notes.append(
                f'"{sheet.columns[role.column]}" is nowhere smaller than "{sheet.columns[smaller.column]}": '
                "it is read as the adjusted p"
            )
            return replace(role, role="adjusted p")
    return one


def number(cell: str) -> float | None:
    """Return the number in a cell, written with a point or a comma; None if there is none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def _tell(sheet: Sheet, effects: Sequence[Role], found: Sequence[Role | None], of_p: Sequence[Role]) -> None:
    columns = {p.column for p in found if p}
    if effects and of_p and not columns:
        names = ", ".join(f'"{sheet.columns[p.column]}"' for p in of_p[:3])
        sheet.notes.append(f"{names} not used: the name fits no contrast; choose one with --significance NAME")
    if len(effects) > 1 and len(columns) == 1 and all(found):
        sheet.notes.append(f'"{sheet.columns[columns.pop()]}" tells the significance of all contrasts together')
