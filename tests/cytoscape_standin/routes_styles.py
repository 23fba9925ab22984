"""Routes of styles and visual properties."""

from __future__ import annotations

from . import properties
from .answers import Answer, Call, Json, refuse, route, uncaught
from .styles import Style
from .tables import as_text

VALUE = "org.cytoscape.view.presentation.property.values.VisualPropertyValue"
STYLE = "/v1/styles/{style}"


def style_of(call: Call) -> Style:
    """The style the path names."""
    title = call.named["style"]
    if title not in call.model.styles:
        refuse(404, "styles", 3, f"Could not find Visual Style: {title}")
    return call.model.styles[title]


@route("GET", "/v1/styles")
@route("GET", "/v1/apply/styles")
def list_styles(call: Call) -> Json:
    return list(call.model.styles)


@route("POST", "/v1/styles")
def create_style(call: Call) -> Answer:
    try:
        body = call.body()
        style = Style(call.model.free_title(body["title"], lambda number: f"_{number}"))
        style.set_defaults(body.get("defaults", []))
        style.set_mappings(body.get("mappings", []))
    except (ValueError, KeyError, TypeError):
        refuse(500, "styles", 7, "Could not create new Visual Style.")
    call.model.styles[style.title] = style
    # As the program does it: what would have to be escaped is not.
    return Answer(201, f'{{"title": "{style.title}"}}'.encode(), "application/json")


@route("GET", "/v1/styles/visualproperties")
def list_properties(call: Call) -> Json:
    return [_property(name) for name in properties.catalogue()]


def _property(name: str) -> Json:
    entry = properties.catalogue()[name]
    described = {"visualProperty": name, "name": entry["name"], "targetDataType": entry["target"]}
    return described | ({} if entry["new"] is None else {"default": as_text(entry["new"])})


@route("GET", "/v1/styles/visualproperties/{property}")
def get_property(call: Call) -> Json:
    return {"default": None} | _property(call.named["property"])


@route("GET", "/v1/styles/visualproperties/{property}/values")
def property_values(call: Call) -> Json:
    name = call.named["property"]
    kind = properties.kind(name)
    if kind == "choice":
        return {"visualProperty": name, "values": properties.catalogue()[name]["choices"]}
    java = {"boolean": "java.lang.Boolean", "font": "java.awt.Font"}.get(kind)
    if java is not None:
        uncaught(f"class {java} cannot be cast to class {VALUE}")
    refuse(500, "styles", 5, f"Range object is not available for {name}")


@route("GET", STYLE)
def get_style(call: Call) -> Json:
    return style_of(call).described()


@route("PUT", STYLE)
def rename_style(call: Call) -> Answer:
    style, title = style_of(call), call.body()["title"]
    styles, old = call.model.styles, style.title
    del styles[old]
    styles[title], style.title = style, title
    for network in call.model.networks.values():
        for view in network.views:
            view.style_title = title if view.style_title == old else view.style_title
    return Answer(204)


@route("DELETE", STYLE)
def delete_style(call: Call) -> None:
    del call.model.styles[style_of(call).title]


@route("GET", STYLE + "/defaults")
def list_defaults(call: Call) -> Json:
    return {"defaults": properties.listed(style_of(call).defaults)}


@route("PUT", STYLE + "/defaults")
def set_defaults(call: Call) -> None:
    style = style_of(call)
    style.set_defaults(call.body())
    call.model.style_changed(style)


@route("GET", STYLE + "/defaults/{property}")
def get_default(call: Call) -> Json:
    name = call.named["property"]
    return {"visualProperty": name, "value": style_of(call).defaults[name]}


@route("GET", STYLE + "/mappings")
def list_mappings(call: Call) -> Json:
    return list(style_of(call).mappings.values())


@route("POST", STYLE + "/mappings")
def create_mappings(call: Call) -> Answer:
    _set_mappings(call)
    return Answer(201)


def _set_mappings(call: Call) -> None:
    """Mappings are applied before the answer, to every view that has the style, on screen or not; to no other."""
    style = style_of(call)
    style.set_mappings(call.body())
    for network in call.model.networks.values():
        for view in network.views:
            if view.styled and view.style_title == style.title:
                view.restyle(whole=True)
    call.model.style_changed(style)


def _mapping(call: Call) -> Json:
    name, mappings = call.named["property"], style_of(call).mappings
    if name not in mappings:
        refuse(404, "styles", 2, f"Could not find visual mapping function for {name}")
    return mappings[name]


@route("GET", STYLE + "/mappings/{property}")
def get_mapping(call: Call) -> Json:
    return _mapping(call)


@route("PUT", STYLE + "/mappings/{property}")
def set_mapping(call: Call) -> None:
    _mapping(call)
    _set_mappings(call)


@route("DELETE", STYLE + "/mappings/{property}")
def delete_mapping(call: Call) -> None:
    style, mapping = style_of(call), _mapping(call)
    del style.mappings[mapping["visualProperty"]]
    call.model.style_changed(style)


@route("GET", STYLE + "/dependencies")
def list_dependencies(call: Call) -> Json:
    switches = style_of(call).dependencies
    return [{"visualPropertyDependency": name, "enabled": switches[name]} for name in sorted(switches)]


@route("PUT", STYLE + "/dependencies")
def set_dependencies(call: Call) -> Answer:
    style = style_of(call)
    for entry in call.body():
        if entry["visualPropertyDependency"] in style.dependencies:
            enabled = str(entry["enabled"]).lower() == "true"
            style.dependencies[entry["visualPropertyDependency"]] = enabled
    call.model.style_changed(style)
    return Answer(204)


@route("GET", "/v1/apply/styles/{style}/{network}")
def apply_style(call: Call) -> Json:
    suid = call.number("network")
    if suid not in call.model.networks:
        refuse(404, "apply", 1, f"Could not find Network with SUID: {suid}")
    title = call.named["style"]
    if title not in call.model.styles:
        refuse(404, "apply", 4, f"Visual Style does not exist: {title}")
    call.model.apply_style(call.model.styles[title], call.model.networks[suid])
    return {"message": "Visual Style applied."}
