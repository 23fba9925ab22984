"""What is not as a recipe says: inputs, versions and outputs, in words."""

from __future__ import annotations

from collections.abc import Mapping

from necro_cyto.recipe import Recipe


def changed_inputs(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return in words which inputs are not what they were."""
    lines = [f"{name}: was not there then" for name in new if name not in old]
    for name, was in old.items():
        now = new.get(name, "")
        if now != was:
            told = f"other content (sha256 {_short(was)} then, {_short(now)} now)" if now else "is not there"
            lines.append(f"{name}: {told}")
    return lines


def changed_versions(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """Return in words which versions are not what they were."""
    names = [*old, *(name for name in new if name not in old)]
    pairs = [(name, old.get(name, "none"), new.get(name, "none")) for name in names]
    return [f"{name}: {was} then, {now} now" for name, was, now in pairs if was != now]


def changed_outputs(old: Recipe, new: Recipe) -> list[str]:
    """Return in words which files came out otherwise."""
    made = {out["file"]: out["sha256"] for out in new.outputs}
    return [
        f"{out['file']}: other bytes (sha256 {_short(out['sha256'])} then, {_short(made.get(out['file'], 'none'))} now)"
        for out in old.outputs
        if made.get(out["file"]) != out["sha256"]
    ]


def _short(digest: str) -> str:
    return digest[:12] + "…"
