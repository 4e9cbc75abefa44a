"""The map below the chart: where those on it are, the trips between places, and what could not be placed."""

from __future__ import annotations

from dash import Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.places import Leg, Spot, Unplaced, Whereabouts
from jejak.schemas.gazetteer import gazetteer
from jejak.schemas.i18n import _
from jejak.ui.base_map import ADDRESS
from jejak.ui.browser_side import in_browser
from jejak.ui.chart import PlaceMap
from jejak.ui.noted import Act, noted
from jejak.ui.parts import aria
from jejak.ui.session import case, screen
from jejak.ui.words import country_word, entity_word, shorten

Drawn = dict[str, object]
_COUNTRY, _TOWN = 0, 1  # ranks of names on the map


def panel() -> list[Component]:
    """The map with the bar that sets its height, shut at first; and whether it is open, kept while the tab lives."""
    label = _(
        "Map of the places of what is on the chart. Arrow keys move it, plus and minus zoom, Tab goes to the places, "
        "Enter selects who is there."
    )
    drawn = PlaceMap(
        id="map", className="jejak-map", label=label, words=_map_words(), labels=_labels(), base=ADDRESS, data=None
    )
    bar = html.Div(
        id="map-bar", className="jejak-map-bar", role="separator", tabIndex=0,
        **aria(label=_("Height of the map"), orientation="horizontal", valuenow="46", valuemin="15", valuemax="85"),
    )  # fmt: skip
    return [
        dcc.Store(id="map-open", storage_type="session"),
        html.Section([bar, drawn], id="map-panel", className="jejak-map-panel", hidden=True, **aria(label=_("Map"))),
    ]


def _map_words() -> dict[str, str]:
    return {
        "places": _("Places and trips"),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
        "fit": _("Show all places"),
        "close": _("Close the map"),
        "trips": _("Trips: {n}"),
        "stated": _("Coordinates that a source states."),
        "byName": _("Placed by name: right to some kilometres."),
        "someByName": _("Some are placed by name: right to some kilometres."),
        "legendStated": _("coordinates stated"),
        "legendNamed": _("placed by name"),
        "legendBorder": _("port, airport or border point"),
        "unplaced": _("Not placed: {n}"),
        "masked": _("Places of protected people, not shown: {n}"),
        "noBase": _("The base map could not be read; places stand where they are."),
        "emptyTitle": _("Nothing on the chart has a place that is known"),
        "emptyText": _("Add addresses, trips or border points to the chart, or people who are tied to some."),
    }


def _labels() -> list[Drawn]:
    known = gazetteer()
    countries = [(country_word(code), at, _COUNTRY) for code, at in known.countries.items()]
    towns = [(place.name, (place.lat, place.lon), _TOWN) for place in known.places if place.big]
    return [{"name": name, "lat": lat, "lon": lon, "rank": rank} for name, (lat, lon), rank in [*countries, *towns]]


def whereabouts(opened: bool | None, seen: int | None, tab: str | None) -> object:
    """What the map draws of the chart of a tab: nothing while it is shut."""
    del seen  # it says that the chart has changed
    if not opened or not tab:
        return no_update
    feed = screen().feeds.of(tab)
    with feed.lock:
        ids = list(feed.nodes)
    found = case().places.of(ids)
    if "map-open.data" in ctx.triggered_prop_ids:
        noted(Act.MAPPED, entities=len(found.types))
    return _drawn(found)


def _drawn(found: Whereabouts) -> Drawn:
    return {
        "spots": [_spot(spot, here) for spot, here in found.spots],
        "legs": [_leg(leg) for leg in found.legs],
        "unplaced": [_unplaced(one) for one in found.unplaced],
        "masked": found.masked,
        "types": {ident: entity_word(etype) for ident, etype in found.types.items()},
    }


def _spot(spot: Spot, here: tuple[str, ...]) -> Drawn:
    about = ", ".join(filter(None, (_kind_word(spot.kind), country_word(spot.country))))
    return {
        "key": spot.key, "lat": spot.lat, "lon": spot.lon, "name": shorten(spot.name), "about": about,
        "named": spot.by_name, "border": spot.border, "ids": here,
    }  # fmt: skip


def _kind_word(kind: str) -> str:
    words = {
        "town": _("town"), "area": _("area, at its seat"), "port": _("port"), "airport": _("airport"),
        "crossing": _("border crossing"),
    }  # fmt: skip
    return words.get(kind, "")


def _leg(leg: Leg) -> Drawn:
    return {"from": leg.source, "to": leg.target, "trips": leg.trips}


def _unplaced(one: Unplaced) -> Drawn:
    why = {
        "unknown": _("not in the list of places"),
        "several": _("several places are called so"),
        "differ": _("sources differ"),
    }[one.why]
    return {"id": one.id, "name": shorten(one.name), "why": why}


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("map", "data"), Input("map-open", "data"), Input("chart", "seen"), State("tab", "data"),
        prevent_initial_call=True,
    )(whereabouts)  # fmt: skip
    in_browser(
        app, "mapOpen", Output("map-open", "data"), Input("chart", "event"), Input("map", "event"),
        State("map-open", "data"), initially=False,
    )  # fmt: skip
    in_browser(app, "mapPanel", Output("map-panel", "hidden"), Input("map-open", "data"))
    in_browser(app, "mapShown", Output("map", "shown"), Input("chart", "shown"), Input("chart", "view"))
    in_browser(app, "mapTheme", Output("map", "theme"), Input("dark", "checked"))
    in_browser(
        app, "mapDetail", Output("subject", "data", allow_duplicate=True), Input("map", "event"), initially=False
    )
    in_browser(
        app, "selectionOfChart", Output("selection", "data", allow_duplicate=True), Input("map", "selection"),
        State("selection", "data"), initially=False,
    )  # fmt: skip
    in_browser(app, "selectionToMap", Output("map", "selection"), Input("selection", "data"), State("map", "selection"))
