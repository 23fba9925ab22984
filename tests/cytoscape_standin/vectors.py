"""SVG and PDF pictures: boxes, lines and labels."""

from __future__ import annotations

from html import escape

from .annotations import kind
from .pictures import Scene, node_extent
from .snapshots import Box, Line
from .styles import channels

Size = tuple[float, float]
PAGES = {"Letter": (612.0, 792.0), "Legal": (612.0, 1008.0), "Tabloid": (792.0, 1224.0)}
PAGES |= {"A3": (842.0, 1191.0), "A4": (595.0, 842.0), "A5": (420.0, 595.0)}


def svg(scene: Scene, texts: bool = True) -> bytes:
    """The scene as SVG; without ``texts`` labels are shapes, here left out."""
    width, height = scene.box
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    parts = [
        '<?xml version="1.0" standalone="no"?>\n',
        f'<svg xmlns="http://www.w3.org/2000/svg" version="1.1" {size}>',
        f'<rect width="{width:g}" height="{height:g}" fill="{scene.snapshot.background}"/>',
        *[_svg_line(scene, line) for line in scene.snapshot.lines],
        *[_svg_box(scene, box) for box in scene.snapshot.boxes],
    ]
    if texts:
        parts += [_svg_text(*label) for label in labels(scene)]
    return "\n".join([*parts, "</svg>\n"]).encode()


def labels(scene: Scene) -> list[tuple[str, float, float, float]]:
    """Every text of the scene with its place and size, line by line."""
    scale = scene.snapshot.scale
    found = [(box.label, *scene.at(box.x, box.y), box.label_size * scale) for box in scene.snapshot.boxes]
    for line in scene.snapshot.lines:
        middle = scene.at((line.x1 + line.x2) / 2, (line.y1 + line.y2) / 2)
        found.append((line.label, *middle, 10 * scale))
    for annotation in scene.annotations:
        if kind(annotation) in ("TextAnnotation", "BoundedTextAnnotation"):
            size = float(annotation["fontSize"])
            place = scene.at(float(annotation["x"]), float(annotation["y"]) + size)
            found.append((annotation["text"], *place, size * scale))
    return [(part, x, y, size) for text, x, y, size in found for part in text.split("\n") if part]


def _svg_text(text: str, x: float, y: float, size: float) -> str:
    family = 'font-family="Helvetica"'
    return f'<text x="{x:.3f}" y="{y:.3f}" font-size="{size:.3f}" {family}>{_entities(text)}</text>'


def _svg_box(scene: Scene, box: Box) -> str:
    left, top, right, bottom = scene.extent_at(node_extent(box))
    size = f'width="{right - left:.3f}" height="{bottom - top:.3f}"'
    return f'<rect x="{left:.3f}" y="{top:.3f}" {size} fill="{box.fill}"/>'


def _svg_line(scene: Scene, line: Line) -> str:
    (x1, y1), (x2, y2) = scene.at(line.x1, line.y1), scene.at(line.x2, line.y2)
    ends = f'x1="{x1:.3f}" y1="{y1:.3f}" x2="{x2:.3f}" y2="{y2:.3f}"'
    return f'<line {ends} stroke="{line.paint}" stroke-width="{line.width * scene.snapshot.scale:.3f}"/>'


def page_size(scene: Scene, name: str, landscape: bool, custom: Size) -> Size | None:
    """Width and height of a page in points; None for a name the program does not know."""
    if name == "Auto":
        return scene.box
    if name == "Custom":
        return custom[0] * 72, custom[1] * 72
    if name not in PAGES:
        return None
    width, height = PAGES[name]
    return (height, width) if landscape else (width, height)


def pdf(scene: Scene, page: tuple[float, float], texts: bool = True) -> bytes:
    """The scene at the top left of a page; as text it keeps only what WinAnsi has."""
    content = _pdf_content(scene, page, texts)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    fonts = b"/Font<</F1 4 0 R>>" if texts else b""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {page[0]:g} {page[1]:g}]/Contents 5 0 R/Resources<<".encode()
        + fonts
        + b">>>>",
        font,
        f"<</Length {len(content)}>>stream\n".encode() + content + b"\nendstream",
    ]
    return _pdf_file(objects)


def _pdf_file(objects: list[bytes]) -> bytes:
    data, starts = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        starts.append(len(data))
        data += f"{number} 0 obj".encode() + content + b"\nendobj\n"
    table = "".join(f"{start:010d} 00000 n \n" for start in starts)
    count = len(objects) + 1
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Size {count}/Root 1 0 R>>\n"
    return data + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode()


def _pdf_content(scene: Scene, page: tuple[float, float], texts: bool) -> bytes:
    scale = min(page[0] / scene.box[0], page[1] / scene.box[1])
    parts = [f"{scale:.5f} 0 0 {-scale:.5f} 0 {page[1]:.3f} cm".encode()]
    parts.append(_pdf_rectangle((0, 0, *scene.box), scene.snapshot.background))
    for box in scene.snapshot.boxes:
        parts.append(_pdf_rectangle(scene.extent_at(node_extent(box)), box.fill))
    if texts:
        parts += [_pdf_text(*label) for label in labels(scene)]
    return b"\n".join(parts)


def _pdf_rectangle(place: tuple[float, float, float, float], paint: str) -> bytes:
    red, green, blue = (channel / 255 for channel in channels(paint))
    left, top, right, bottom = place
    box = f"{left:.3f} {top:.3f} {right - left:.3f} {bottom - top:.3f} re f"
    return f"{red:.4f} {green:.4f} {blue:.4f} rg {box}".encode()


def _pdf_text(text: str, x: float, y: float, size: float) -> bytes:
    kept = text.encode("cp1252", "ignore")
    for mark in (b"\\", b"(", b")"):
        kept = kept.replace(mark, b"\\" + mark)
    place = f"BT 0 g /F1 {size:.3f} Tf 1 0 0 -1 {x:.3f} {y:.3f} Tm (".encode()
    return place + kept + b") Tj ET"


def _entities(text: str) -> str:
    # The program writes every character beyond ASCII as a numeric entity.
    return "".join(c if c.isascii() else f"&#x{ord(c):04x};" for c in escape(text))
