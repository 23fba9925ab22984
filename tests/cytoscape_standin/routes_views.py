"""Routes of views: values of nodes, edges and the view itself, and pictures."""

from __future__ import annotations

from . import cyjs, pictures, properties, vectors
from .answers import JSON_UTF8, Answer, Call, Json, NoRoute, as_json, done, refuse, route
from .pictures import Scene
from .routes_networks import VERSION, network_of
from .views import View

VIEW = "/v1/networks/{network}/views/{view}"
TARGETS = {"nodes": "Node", "edges": "Edge"}
WHERE = "networks:views"


def found_view(call: Call) -> View | None:
    """The view the path names, if there is one; ``first`` will do."""
    network = network_of(call, WHERE)
    name = call.named["view"]
    return next((view for view in network.views if name in ("first", str(view.suid))), None)


def view_of(call: Call) -> View:
    """The view the path names."""
    view = found_view(call)
    if view is None:
        refuse(404, WHERE, 2, f"Could not find network view: {call.named['view']}")
    return view


def property_of(call: Call) -> str:
    """The visual property the path names."""
    name = call.named["property"]
    if name not in properties.catalogue():
        refuse(404, WHERE, 11, f"Visual Property does not exist: {name}")
    return name


def pixels(call: Call, name: str) -> float | None:
    """A size of the query; one that is no number is no route."""
    text = call.query.get(name)
    if text is not None and not text.isdigit():
        raise NoRoute(call.path)
    return None if text is None else float(text)


def scene_of(view: View) -> Scene:
    """What a picture of the view shows now."""
    values = view.network_values
    box = values["NETWORK_WIDTH"], values["NETWORK_HEIGHT"]
    window = view.model.window if view.laid_out else box
    size = float(window[0]), float(window[1])
    return Scene(view.snapshot, tuple(dict(a) for a in view.annotations.all), size, box)


@route("GET", VIEW + ".png")
def png(call: Call) -> Answer:
    width, height = pixels(call, "w"), pixels(call, "h")
    if width is not None and height is not None:
        refuse(500, WHERE, 5, "Height and Width are both non-null. Use only one of these parameters.")
    scene = scene_of(_drawn(call))
    size = pictures.size_by(scene.box, width, height)
    return Answer(200, pictures.draw(scene, *size), "image/png")


def _drawn(call: Call) -> View:
    """With two views every picture shows the same one."""
    if found_view(call) is None:
        refuse(404, WHERE, 2, f"Could not find view for the network: {call.named['network']}")
    return view_of(call).network.views[0]


@route("GET", VIEW + ".svg")
def svg(call: Call) -> Answer:
    return Answer(200, vectors.svg(scene_of(_drawn(call))), "image/svg+xml")


@route("GET", VIEW + ".pdf")
def pdf(call: Call) -> Answer:
    return Answer(200, vectors.pdf(scene_of(_drawn(call)), vectors.PAGES["Letter"]), "image/pdf")


@route("GET", VIEW)
def get_view(call: Call) -> Answer:
    if not call.named["view"].isdigit() and call.named["view"] != "first":
        raise NoRoute(call.path)
    view = found_view(call)
    found = {} if view is None else cyjs.export(view.network, VERSION, view)
    return as_json(found, content_type=JSON_UTF8)


@route("GET", VIEW + "/currentStyle")
def current_style(call: Call) -> Json:
    view = view_of(call)
    return view.model.style_of(view).described()


@route("GET", VIEW + "/network")
def network_values(call: Call) -> Json:
    return properties.listed(view_of(call).network_values)


@route("PUT", VIEW + "/network")
def set_network_values(call: Call) -> None:
    view_of(call).set_network_values(call.body())


@route("GET", VIEW + "/network/{property}")
def network_value(call: Call) -> Json:
    name = property_of(call)
    return {"visualProperty": name, "value": view_of(call).network_values[name]}


def target_of(call: Call) -> str:
    """Node or Edge, by the path."""
    if call.named["targets"] not in TARGETS:
        raise NoRoute(call.path)
    return TARGETS[call.named["targets"]]


def entry_of(call: Call, view: View) -> int:
    """The node or edge the path names."""
    suid = call.number("entry")
    if suid not in (view.network.nodes if target_of(call) == "Node" else view.network.edges):
        refuse(404, WHERE, 4, f"Could not find view for object: {suid}")
    return suid


@route("GET", VIEW + "/{targets}")
def list_values(call: Call) -> Json:
    view, target = view_of(call), target_of(call)
    name = call.query.get("visualProperty")
    names = properties.of(target) if name is None else (name,)
    suids = view.network.nodes if target == "Node" else list(view.network.edges)
    return [{"SUID": s, "view": properties.listed({n: view.value(n, s) for n in names})} for s in suids]


@route("PUT", VIEW + "/{targets}")
def set_values(call: Call) -> None:
    view, bypass = view_of(call), call.query.get("bypass") == "true"
    known = set(view.network.nodes if target_of(call) == "Node" else view.network.edges)
    for entry in call.body():
        if entry["SUID"] not in known:
            reason = "HTTP 404 Not Found"
            refuse(500, WHERE, 5, f"Could not parse the input JSON for updating view because: {reason}")
        view.set_values(entry["SUID"], entry["view"], bypass)


@route("GET", VIEW + "/{targets}/{entry}")
def get_values(call: Call) -> Json:
    view = view_of(call)
    return properties.listed(view.values(target_of(call), entry_of(call, view)))


@route("PUT", VIEW + "/{targets}/{entry}")
def set_values_of_one(call: Call) -> None:
    view = view_of(call)
    view.set_values(entry_of(call, view), call.body(), call.query.get("bypass") == "true")


@route("GET", VIEW + "/{targets}/{entry}/{property}")
def get_value(call: Call) -> Json:
    view, name = view_of(call), property_of(call)
    return {"visualProperty": name, "value": view.value(name, entry_of(call, view))}


@route("GET", VIEW + "/{targets}/{entry}/{property}/bypass")
def get_bypass(call: Call) -> Json:
    view, name = view_of(call), call.named["property"]
    values = view.bypass.get(entry_of(call, view), {})
    if name not in values:
        refuse(404, WHERE, 11, f"Bypass Visual Property does not exist: {name}")
    return done({"visualProperty": name, "value": values[name]})


@route("PUT", VIEW + "/{targets}/{entry}/{property}/bypass")
def set_bypass(call: Call) -> Json:
    view = view_of(call)
    view.set_values(entry_of(call, view), [call.body()], bypass=True)
    return done()


@route("DELETE", VIEW + "/{targets}/{entry}/{property}/bypass")
def delete_bypass(call: Call) -> Json:
    view = view_of(call)
    view.bypass.get(entry_of(call, view), {}).pop(call.named["property"], None)
    view.changed()
    return done()
