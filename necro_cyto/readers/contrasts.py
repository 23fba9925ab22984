"""The contrasts of a table: which column is the effect, which its significance, and for which rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from necro_cyto.readers.model import Contrast
from necro_cyto.readers.names import EFFECTS, ROW_CONTRASTS, SIGNIFICANCES, Name, parse, plain
from necro_cyto.readers.shape import are_numbers, is_missing, is_number, is_unnamed
from necro_cyto.readers.sheet import Sheet
from necro_cyto.readers.significance import Role, key, number, significances, told_by_words
from necro_cyto.readers.tools import Tool
from necro_cyto.readers.words import CLEAR, FLAGS, NO_DIRECTION, word_sign

# Effects whose size may stand without its sign.
_MAGNITUDES = frozenset({"log2FC", "lnFC", "log10FC", "difference", "fold change"})

_NORMALIZED = re.compile(r"\bnormali[sz]ed\b", re.IGNORECASE)
_LETTER = re.compile(r"(?:(?P<p>[pPqQ])[\s._-]+(?P<rest>.+)|(?P<first>.+)[\s._-]+(?P<last>[pPqQ]))$")
# In so many rows labels are repeated.
_ROWS = 12
_OWN_GENES = re.compile(r"(?P<first>.+) (?:names|genes?)$|names (?P<last>.+)$")
_NORMALIZED_KEY = re.compile(r"normali[sz]ed")
_MAXQUANT = frozenset({"pep", "majority protein ids", "razor unique peptides", "sequence coverage", "peptides"})


def roles_of(sheet: Sheet, tool: Tool | None = None) -> list[Role]:
    """Return the columns of a table whose names and cells both fit a role."""
    parsed = [(i, _named(name, tool)) for i, name in enumerate(sheet.columns) if not is_unnamed(name)]
    # MaxQuant's Q-value and score are the quality of the identification.
    quality = {"q value", "score"} if {plain(name) for name in sheet.columns} & _MAXQUANT else set()
    roles = [
        Role(i, name.role, name.contrast)
        for i, name in parsed
        if name.role and plain(sheet.columns[i]) not in quality and _fits(name, sheet, i)
    ]
    if not any(role.role in EFFECTS for role in roles):
        roles += _bare_ratios(sheet, roles)
    roles = [] if _is_a_place(sheet, roles) else roles + _lettered(sheet, roles)
    taken = {role.column for role in roles}
    return roles + [Role(i, "direction", "") for i, _ in parsed if i not in taken and _are_directions(sheet, i)]


def _lettered(sheet: Sheet, roles: Sequence[Role]) -> list[Role]:
    """Return the columns that are called by one letter and the contrast of an effect: ``P_KO`` beside ``logFC_KO``."""
    effects = {key(role.contrast): role.contrast for role in roles if role.role in EFFECTS and role.contrast}
    if not effects:
        return []
    taken = {role.column for role in roles}
    found = ((i, _LETTER.match(name)) for i, name in enumerate(sheet.columns) if i not in taken)
    named = [(i, (match["p"] or match["last"]).lower(), effects.get(key(match["rest"] or match["first"]))) for i, match in found if match]
    kinds = {"p": "raw p", "q": "adjusted p"}
    return [Role(i, kinds[letter], contrast) for i, letter, contrast in named if contrast and _fits(Name(kinds[letter]), sheet, i)]


def _bare_ratios(sheet: Sheet, roles: Sequence[Role]) -> list[Role]:
    """Return the columns that are called by a contrast alone, "(KO) / (WT)", for which another gives the p value."""
    contrasts = {key(role.contrast): role.contrast for role in roles if role.role in SIGNIFICANCES and "/" in role.contrast}
    named = ((i, contrasts.get(key(name))) for i, name in enumerate(sheet.columns)) if contrasts else ()
    return [Role(i, "fold change", contrast) for i, contrast in named if contrast and _fits(Name("fold change"), sheet, i)]


def _named(column: str, tool: Tool | None) -> Name:
    """Return the role of a column by its name, and by what the name means in a tool's tables."""
    if tool is None:
        return parse(column)
    own = tool.roles.get(plain(column))
    if own is not None:
        return Name(own)
    start, _, rest = column.partition("_")
    if start.lower() in tool.starts and rest:
        return Name(tool.starts[start.lower()], rest.strip("()"))
    name = parse(column)
    return replace(name, role=tool.kinds.get(name.role, name.role))


# A table that DESeq2 wrote without a header, as on a Galaxy server; there are no other seven columns like these.
_DESEQ2 = ("id", "base mean", "log2FC", "se", "stat", "raw p", "adjusted p")


def without_header(sheet: Sheet) -> tuple[str, list[Role]]:
    """Return the tool and the roles of a table without a header, told by its numbers alone."""
    if len(sheet.columns) != len(_DESEQ2) or not all(map(is_unnamed, sheet.columns)):
        return "", []
    rows = [[number(cell) for cell in row[1:]] for row in sheet.head]
    full = [row for row in rows if None not in row]
    if len(full) < 3 or not all(_is_deseq2(*row) for row in full):  # type: ignore[arg-type]
        return "", []
    return "DESeq2", [Role(i, _DESEQ2[i], "") for i in (2, 5, 6)]


def _is_deseq2(mean: float, effect: float, error: float, stat: float, p: float, adjusted: float) -> bool:
    near = error > 0 and abs(effect / error - stat) <= 0.02 * max(abs(stat), 1)
    return mean >= 0 and near and 0 <= p <= adjusted * 1.000001 <= 1.00001


def column_contrasts(sheet: Sheet, roles: Sequence[Role], tool: Tool | None = None) -> list[Contrast]:
    """Return one contrast for each effect column, with its significance."""
    kind = next((kind for kind in EFFECTS if any(role.role == kind for role in roles)), None)
    if kind in _MAGNITUDES and (told := told_by_words(sheet, roles, kind)):
        kind, roles = "direction", [role for role in roles if role.role != "direction" or role is told]
    effects = _by_keyword(sheet, [role for role in roles if role.role == kind])
    effects = [e for e in effects if plain(e.contrast) != "intercept"] or effects
    if not effects:
        effects = _f_table(sheet, roles)
    names = _names(sheet, effects)
    of_p = [role for role in roles if role.role in SIGNIFICANCES]
    found = significances(sheet, effects, of_p, tool)
    own_genes = _own_genes(sheet) if len(effects) > 1 else {}
    return [
        Contrast(
            name,
            effect.column,
            effect.role,
            p.column if p else -1,
            p.role if p else "none",
            own_genes.get(plain(effect.contrast), -1),
        )
        for name, effect, p in zip(names, effects, found, strict=True)
    ]


def _is_a_place(sheet: Sheet, roles: Sequence[Role]) -> bool:
    """Tell whether the one column FC is the frontal cortex beside BG, WM, HC, rather than a fold change."""
    if len(roles) != 1 or sheet.columns[roles[0].column] != "FC":
        return False
    others = [name for i, name in enumerate(sheet.columns) if i != roles[0].column and sheet.holds_numbers(i)]
    return len(others) > 2 and all(name.isalpha() and name.isupper() and len(name) < 5 for name in others)


def _by_keyword(sheet: Sheet, effects: list[Role]) -> list[Role]:
    """Leave out the ratio of a contrast that has a fold change, or a normalised ratio, too: both say the same."""
    if not effects or effects[0].role != "fold change":
        return effects
    names = {key(e.contrast) for e in effects}
    effects = [e for e in effects if _NORMALIZED.search(e.contrast) or not _normalized(key(e.contrast), names)]
    fold = {key(e.contrast) for e in effects if "fold" in plain(sheet.columns[e.column])}
    return [e for e in effects if key(e.contrast) not in fold or "fold" in plain(sheet.columns[e.column])]


def _normalized(key: str, keys: set[str]) -> bool:
    """Tell whether a ratio, as ``h/l`` or ``h/l ko``, stands among the names with its normalised one."""
    return any(_NORMALIZED_KEY.sub("", other) == key and other != key for other in keys)


def label_columns(sheet: Sheet, tool: Tool | None) -> tuple[list[int], bool]:
    """Return the columns whose cells name the contrast of each row, and whether the tool declares them."""
    names = [plain(column) for column in sheet.columns]
    declared = [names.index(label) for label in tool.labels if label in names] if tool else []
    if declared:
        return declared, True
    found = [i for i, name in enumerate(names) if name in ROW_CONTRASTS and _labels(sheet.cells(i))]
    return sorted(found, key=lambda i: ROW_CONTRASTS.index(names[i])), False


def by_label(
    contrasts: Sequence[Contrast], columns: Sequence[int], labels: Sequence[tuple[str, ...]], joint: str = " vs "
) -> list[Contrast]:
    """Return the contrasts that stand below each other: one for each label."""
    return [
        replace(contrast, name=_joined(contrast.name, joint.join(label)), where=tuple(zip(columns, label, strict=True)))
        for contrast in contrasts
        for label in labels
    ]


def _names(sheet: Sheet, effects: Sequence[Role]) -> list[str]:
    """Return contrast names; the column stands in where a name is missing or not the only one."""
    given = [effect.contrast for effect in effects]
    if len(given) == 1:
        return given
    often = Counter(given)
    names = [
        effect.contrast if effect.contrast and often[effect.contrast] == 1 else sheet.columns[effect.column]
        for effect in effects
    ]
    repeated = Counter(names)
    return [f"{n} (#{e.column + 1})" if repeated[n] > 1 else n for n, e in zip(names, effects, strict=True)]


def _joined(name: str, label: str) -> str:
    return f"{label} {name}" if name else label


def _labels(cells: Sequence[str]) -> bool:
    few = len(cells) < _ROWS or len(set(cells)) * 2 <= len(cells)
    return any(cells) and few and not any("." in cell and is_number(cell) for cell in cells)


def _fits(name: Name, sheet: Sheet, column: int) -> bool:
    if name.role not in ("flag", "direction") and sheet.holds_numbers(column):
        return True
    filled = [cell.lower() for cell in sheet.cells(column) if cell]
    if name.role == "flag":
        return all(set(cell.split()) <= FLAGS for cell in filled)
    if name.role == "direction":
        return any(map(word_sign, filled)) and not all(map(is_number, filled))
    known = [cell for cell in filled if not is_missing(cell)]
    return are_numbers(known) or sum(is_number(cell.lstrip("p<≤>≥= ")) for cell in known) * 2 >= len(known)


def _are_directions(sheet: Sheet, column: int) -> bool:
    """Tell whether cells are words of direction, whatever the name of their column."""
    if sheet.holds_numbers(column):
        return False
    words = {cell.lower() for cell in sheet.cells(column) if cell}
    signed = {word for word in words if CLEAR.match(word)}
    return bool(signed) and words - signed <= NO_DIRECTION


def _own_genes(sheet: Sheet) -> dict[str, int]:
    """Return the gene column of each group in a wide Scanpy table."""
    names = ((i, _OWN_GENES.match(plain(name))) for i, name in reversed(list(enumerate(sheet.columns))))
    return {found["first"] or found["last"]: i for i, found in names if found}


def _f_table(sheet: Sheet, roles: Sequence[Role]) -> list[Role]:
    """Return the coefficients of a limma table of several (``topTable`` without `coef`): all before AveExpr."""
    names = [plain(name) for name in sheet.columns]
    if "aveexpr" not in names or "f" not in names:
        return []
    taken = {role.column for role in roles}
    before = [i for i in range(names.index("aveexpr")) if i not in taken]
    signed = [i for i in before if any(cell.startswith("-") and is_number(cell) for cell in sheet.cells(i))]
    return [Role(i, "log2FC", sheet.columns[i]) for i in signed]
