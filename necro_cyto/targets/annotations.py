"""Marks → annotations, in the form in which Cytoscape stores them: ``key=value|key=value``."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from necro_cyto.colour import rgb
from necro_cyto.scene import Mark, corner

PREFIX = "org.cytoscape.view.presentation.annotations."
SHAPES = {
    "rectangle": "RECTANGLE", "round-rectangle": "ROUNDEDRECTANGLE", "capsule": "ROUNDEDRECTANGLE",
    "ellipse": "ELLIPSE", "triangle": "TRIANGLE", "octagon": "OCTAGON", "hexagon": "HEXAGON",
    "double-ellipse": "ELLIPSE", "diamond": "DIAMOND", "parallelogram": "PARALLELOGRAM", "vee": "V",
}  # fmt: skip
# "=" and "|" would break the stored form (and an already open session loses them when reopened).
SAFE = str.maketrans({"=": "＝", "|": "¦", "\n": "\\n"})
GROUPS = {"places": "background", "legend": "foreground"}


def annotation_texts(marks: Sequence[Mark], stamp: str) -> list[str]:
    """Return the stored form of every mark, then of one group for the places and one for the legend.

    Parameters
    ----------
    marks : sequence of Mark
        Back to front.
    stamp : str
        Makes the ids unique; the same stamp gives the same ids.
    """
    texts = [
        _text(mark, mark_id(stamp, i), len(marks) - i) for i, mark in enumerate(marks)
    ]
    groups = [_group(name, marks, stamp) for name in GROUPS if any(m.group == name for m in marks)]
    return [*texts, *groups]


def group_id(name: str, stamp: str) -> str:
    """Return the id of the group annotation, by which all of it can be deleted at once."""
    return mark_id(stamp, f"group {name}")


def argb(colour: str) -> int:
    """Return a colour as the signed integer of an opaque ARGB value.

    >>> argb("#0000FF")
    -16776961
    """
    red, green, blue = rgb(colour)
    return (0xFF << 24 | red << 16 | green << 8 | blue) - (1 << 32)


def mark_id(stamp: str, name: str | int) -> str:
    """Return the id of the annotation of a mark, by its place in the scene; the same stamp gives the same id."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"necro-cyto/{stamp}/{name}"))


def _text(mark: Mark, identity: str, depth: int) -> str:
    own = _written(mark) if mark.kind == "text" else _drawn(mark)
    common = {
        "name": _safe(mark.name),
        "uuid": identity,
        "x": f"{mark.x:.2f}",
        "y": f"{mark.y:.2f}",
        "z": depth,
        "rotation": "0" if "customShape" in own else f"{mark.rotation:g}",
        "canvas": GROUPS[mark.group],
    }
    return _joined({**own, **common})


def _written(mark: Mark) -> dict[str, object]:
    return {
        "type": f"{PREFIX}TextAnnotation",
        "text": _safe(mark.text),
        "fontFamily": "SansSerif",
        "fontSize": round(mark.size),
        "fontStyle": 1 if mark.bold else 0,
        "color": argb(mark.color),
    }


def _drawn(mark: Mark) -> dict[str, object]:
    return {
        "type": f"{PREFIX}ShapeAnnotation",
        **shape_words(mark),
        "width": f"{mark.width:.2f}",
        "height": f"{mark.height:.2f}",
        # Without a colour nothing is painted; a colour at opacity 0 is painted white in SVG files.
        **({"fillColor": argb(mark.fill), "fillOpacity": 100} if mark.fill else {}),
        "edgeColor": argb(mark.outline or mark.fill or "#FFFFFF"),
        "edgeOpacity": 100 if mark.outline else 0,
        "edgeThickness": f"{mark.outline_width if mark.outline else 0:g}",
    }


def shape_words(mark: Mark) -> dict[str, str]:
    """Return what the stored form calls the shape of a mark."""
    # The programs round corners differently and one ignores rotation: these shapes go as paths.
    if mark.kind == "triangle" and mark.rotation == 90.0:
        return {"shapeType": "CUSTOM", "customShape": f"NZ M 0 0 L {mark.width:g} {mark.height / 2:g} L 0 {mark.height:g} Z"}
    if mark.kind == "triangle" and mark.rotation == 180.0:
        return {"shapeType": "CUSTOM", "customShape": f"NZ M 0 0 L {mark.width:g} 0 L {mark.width / 2:g} {mark.height:g} Z"}
    if mark.kind == "round-rectangle" and mark.group == "places":
        return {"shapeType": "CUSTOM", "customShape": _rounded(mark.width, mark.height)}
    return {"shapeType": SHAPES[mark.kind]}


def _rounded(w: float, h: float) -> str:
    r = corner(w, h)
    a, b = w - r, h - r
    points = (f"M {r} 0", f"L {a} 0", f"Q {w} 0 {w} {r}", f"L {w} {b}", f"Q {w} {h} {a} {h}", f"L {r} {h}",
              f"Q 0 {h} 0 {b}", f"L 0 {r}", f"Q 0 0 {r} 0", "Z")  # fmt: skip
    return " ".join(("NZ", *points))


def _group(name: str, marks: Sequence[Mark], stamp: str) -> str:
    members = [mark_id(stamp, i) for i, mark in enumerate(marks) if mark.group == name]
    return _joined(
        {
            "type": f"{PREFIX}GroupAnnotation",
            "name": f"necro-cyto {name}",
            "uuid": group_id(name, stamp),
            "canvas": GROUPS[name],
            "x": 0,
            "y": 0,
            "z": 0,
            "memberUUIDs": ",".join(members),
        }
    )


def _safe(text: str) -> str:
    return text.translate(SAFE)


def _joined(values: dict[str, object]) -> str:
    return "|".join(f"{k}={v}" for k, v in values.items())
