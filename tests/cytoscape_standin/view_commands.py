"""Commands about views and annotations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from . import pictures, vectors
from .annotations import Annotation, as_number, text_size
from .answers import Json
from .commands import Arguments, command, fail, needed_view, view_of
from .model import Model
from .pictures import Scene
from .routes_views import scene_of
from .views import View

SHAPES = {
    "rectangle": "RECTANGLE",
    "ellipse": "ELLIPSE",
    "round rectangle": "ROUNDEDRECTANGLE",
    "rounded rectangle": "ROUNDEDRECTANGLE",
    "triangle": "TRIANGLE",
    "diamond": "DIAMOND",
    "pentagon": "PENTAGON",
    "hexagon": "HEXAGON",
    "octagon": "OCTAGON",
    "parallelogram": "PARALLELOGRAM",
    "v": "V",
    "custom": "CUSTOM",
}
SAME = ("canvas", "color", "customShape", "fillColor", "fontFamily", "fontSize", "fontStyle", "text")
NUMBERS = {
    "x": "x",
    "y": "y",
    "width": "width",
    "height": "height",
    "angle": "rotation",
    "opacity": "fillOpacity",
    "borderOpacity": "edgeOpacity",
    "borderThickness": "edgeThickness",
}
NO_NAME = 'Cannot invoke "String.length()" because "name" is null'
NO_ENGINE = (
    'Cannot invoke "org.cytoscape.view.presentation.RenderingEngine.getViewModel()" because "re" is null'
)
Write = Callable[[Scene, Arguments], bytes]


@command("view", "set current")
def set_current(model: Model, arguments: Arguments) -> None:
    view = view_of(model, arguments)
    if view is not None:
        model.make_current(view.network, view)


@command("view", "fit content")
def fit(model: Model, arguments: Arguments) -> None:
    needed_view(model, arguments).fit()


@command("view", "update")
def update(model: Model, arguments: Arguments) -> None:
    needed_view(model, {}).changed()


@command("view", "destroy")
def destroy(model: Model, arguments: Arguments) -> Json:
    """Destroys the current view, whatever ``view`` says."""
    view = needed_view(model, {})
    model.remove_view(view)
    return {"views": [view.suid]}


def export(model: Model, arguments: Arguments, ending: str, write: Write) -> Json:
    """Write a picture; what goes wrong after the file is opened leaves it empty."""
    if "outputFile" not in arguments:
        fail("java.lang.NullPointerException")
    path = Path(arguments["outputFile"])
    path = path if path.suffix == ending else path.with_name(path.name + ending)
    if not path.parent.is_dir():
        fail(f"{path} (No such file or directory)")
    path.write_bytes(b"")
    view = view_of(model, arguments)
    if view is None:
        fail(NO_ENGINE)
    if model.failing_exports > 0 or model.clock.now() < view.engine_from:
        model.failing_exports = max(0, model.failing_exports - 1)
        fail("Rendering Engine is null.")
    path.write_bytes(write(scene_of(view), arguments | {"outputFile": str(path)}))
    return {"file": str(path)}


@command("view", "export png")
def export_png(model: Model, arguments: Arguments) -> Json:
    return export(model, arguments, ".png", _png)


def _png(scene: Scene, arguments: Arguments) -> bytes:
    unit = {"inches": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}.get(arguments.get("units", ""), 1.0)
    wanted = [float(arguments[name]) * unit if name in arguments else None for name in ("width", "height")]
    if wanted == [None, None]:
        zoom = float(arguments.get("zoom", arguments.get("Zoom", "100")))
        wanted = [scene.box[0] * zoom / 100, None]
    size = pictures.size_by(scene.box, wanted[0], wanted[1] if wanted[0] is None else None)
    if None not in wanted and wanted[1] is not None and size[1] > wanted[1]:
        size = pictures.size_by(scene.box, None, wanted[1])
    return pictures.draw(scene, *size, transparent=arguments.get("transparentBackground") == "true")


@command("view", "export svg")
def export_svg(model: Model, arguments: Arguments) -> Json:
    return export(model, arguments, ".svg", _svg)


def _svg(scene: Scene, arguments: Arguments) -> bytes:
    return vectors.svg(scene, arguments.get("exportTextAsFont", "true") == "true")


@command("view", "export pdf")
def export_pdf(model: Model, arguments: Arguments) -> Json:
    return export(model, arguments, ".pdf", _pdf)


def _pdf(scene: Scene, arguments: Arguments) -> bytes:
    custom = tuple(float(arguments.get(f"custom{side}Inches", "8")) for side in ("Width", "Height"))
    landscape = arguments.get("orientation") == "Landscape"
    page = vectors.page_size(scene, arguments.get("pageSize", "Letter"), landscape, (custom[0], custom[1]))
    if page is None:
        data = {"file": arguments["outputFile"]}
        fail('Cannot read field "size" because "pageSize" is null', data)
    return vectors.pdf(scene, page, arguments.get("exportTextAsFont", "true") == "true")


def fields(arguments: Arguments) -> Annotation:
    """The arguments of a command as an annotation has them."""
    found = {name: arguments[name] for name in SAME if name in arguments}
    found |= {field: as_number(arguments[name]) for name, field in NUMBERS.items() if name in arguments}
    if "borderColor" in arguments:
        found["edgeColor"] = arguments["borderColor"]
    if "newName" in arguments:
        found["name"] = arguments["newName"]
    return found


def add(model: Model, arguments: Arguments, kind: str, given: Annotation) -> Json:
    """Add an annotation; without a view nothing happens, and nothing is said."""
    view = view_of(model, arguments)
    if view is None:
        return {}
    behind_front = kind != "ShapeAnnotation" and "canvas" not in arguments
    at = int(arguments["z"]) if "z" in arguments else int(behind_front)
    return dict(view.annotations.add(kind, fields(arguments) | given, at))


@command("annotation", "add text")
def add_text(model: Model, arguments: Arguments) -> Json:
    return add(model, arguments, "TextAnnotation", {})


@command("annotation", "add shape")
def add_shape(model: Model, arguments: Arguments) -> Json:
    return add(model, arguments, "ShapeAnnotation", _shape(arguments))


def _shape(arguments: Arguments) -> Annotation:
    """Only names with a space or without need of one are known; all else is a rectangle."""
    return {"shapeType": SHAPES.get(arguments.get("type", "").lower(), "RECTANGLE")}


@command("annotation", "add bounded text")
def add_bounded_text(model: Model, arguments: Arguments) -> Json:
    return add(model, arguments, "BoundedTextAnnotation", _shape(arguments) | _text_box(arguments))


def _text_box(arguments: Arguments) -> Annotation:
    width, height = text_size(arguments.get("text", ""), float(arguments.get("fontSize", "12")))
    size = {"width": str(width + 8), "height": str(height + 8)}
    return {name: value for name, value in size.items() if name not in arguments}


@command("annotation", "add image")
def add_image(model: Model, arguments: Arguments) -> Json:
    return add(model, arguments, "ImageAnnotation", {"URL": arguments.get("url", "")})


@command("annotation", "list")
def list_annotations(model: Model, arguments: Arguments) -> Json:
    view = view_of(model, arguments)
    return {} if view is None else [dict(annotation) for annotation in view.annotations.all]


@command("annotation", "group")
def group(model: Model, arguments: Arguments) -> Json:
    view = view_of(model, arguments)
    found = view.annotations.group(arguments.get("annotationlist", "").split(",")) if view else None
    return found or {}


def found_in(model: Model, arguments: Arguments) -> tuple[View, Annotation] | None:
    """The first annotation of that UUID or name in any view of any network."""
    if "uuidOrName" not in arguments:
        fail(NO_NAME)
    for view in [view for network in model.networks.values() for view in network.views]:
        annotation = view.annotations.find(arguments["uuidOrName"])
        if annotation is not None:
            return view, annotation
    return None


@command("annotation", "delete")
def delete(model: Model, arguments: Arguments) -> None:
    found = found_in(model, arguments)
    if found is not None:
        found[0].annotations.remove(found[1])


def change(model: Model, arguments: Arguments) -> Json:
    """Change an annotation."""
    found = found_in(model, arguments)
    if found is None:
        return {}
    found[1].update(fields(arguments) | (_shape(arguments) if "type" in arguments else {}))
    return dict(found[1])


for changed in ("text", "shape", "bounded text", "image", "group"):
    command("annotation", f"update {changed}")(change)
