"""The difference of two contrasts, gene by gene."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from necro_cyto.errors import InputError
from necro_cyto.overlay.model import contrast_names
from necro_cyto.readers import Values

NAME = "{} minus {}"


def difference(one: Values, other: Values) -> Values:
    """Return the effects of `one` minus those of `other`, for genes that have both.

    A difference of two fold changes has no p value: significance is left empty, and never taken from either.

    Parameters
    ----------
    one, other : Values
        Of the same kind of effect.

    Raises
    ------
    InputError
        If their effects are not of one kind, or no gene has both.
    """
    if one.effect_kind != other.effect_kind or one.effect_kind == "direction":
        raise InputError(f"a {one.effect_kind} minus a {other.effect_kind} means nothing: take two fold changes or two scores")
    first, second = contrast_names([one, other])
    both = one.table.index.intersection(other.table.index, sort=False)
    table = one.table.loc[both].copy()
    with np.errstate(invalid="ignore"):
        table["effect"] = table["effect"] - other.table.loc[both, "effect"]  # inf − inf is unknown
    table["significance"], table["significant"] = np.nan, None
    if table["effect"].notna().sum() == 0:
        raise InputError(f'no gene has a value in both "{first}" and "{second}": are these the same kind of identifiers?')
    name = NAME.format(first, second)
    return replace(
        one,
        contrast=name,
        effect_name=NAME.format(one.effect_name, other.effect_name),
        significance_name="",
        significance_kind="none",
        made=table.copy,
        inspection=replace(one.inspection, chosen=name),
    )
