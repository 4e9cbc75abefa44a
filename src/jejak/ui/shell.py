"""The frame around every page: case and search above, the pages at the side; one switch rules all three theme systems.

One selection of entities holds for every view: the store ``selection``, a list of ids. A view that selects writes it, a
view that can show it reads it, and the address keeps it, so that a link opens the same again.
"""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import LANGUAGES, _
from jejak.ui import keys, noted, notes, top_search, who_says_so, work_panel
from jejak.ui.asked import asked
from jejak.ui.browser_side import in_browser
from jejak.ui.notices import CONTAINER
from jejak.ui.pages import PAGES, chart
from jejak.ui.parts import aria, data
from jejak.ui.session import case, language

CHART_PATH = "/chart"
THEME = {
    "primaryColor": "indigo",
    "primaryShade": {"light": 8, "dark": 8},
    "defaultRadius": "md",
    "fontFamily": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
    "headings": {"fontWeight": "650"},
}


def layout() -> Component:
    """The whole page, in the reader's language."""
    main = html.Main(
        [
            html.Div(id="page", className="jejak-page", tabIndex=0),
            html.Div(chart.layout({}), id="chart-page", hidden=True),
        ],
        id="main",
        tabIndex=-1,
    )
    inside = [
        dcc.Location(id="url", refresh="callback-nav"),
        *(dcc.Store(id=name) for name in ("selection", "address", "ask")),
        html.A(_("Skip to the content"), href="#main", className="jejak-skip"),
        _header(),
        html.Div([_navigation(), main], className="jejak-body"),
        _keys(),
        *who_says_so.dialogs(),
        *notes.dialogs(),
        dmc.NotificationContainer(id=CONTAINER, position="bottom-right"),
    ]
    made: Component = dmc.MantineProvider(
        html.Div(inside, className="jejak", lang=language()), id="mantine", theme=THEME, forceColorScheme="light"
    )
    return made


def _header() -> Component:
    names = [{"value": code, "label": code.upper()} for code in LANGUAGES]
    tongue = dmc.SegmentedControl(id="language", data=names, value=language(), size="xs", **aria(label=_("Language")))
    dark = dmc.Switch(
        id="dark",
        label=_("Dark"),
        size="sm",
        persistence="jejak",
        persistence_type="local",
        persisted_props=["checked"],
    )
    restricted = dmc.Badge(_("Case team only"), color="red", variant="light", size="sm", radius="sm")
    brand = html.Div(
        [html.Span("Jejak", className="jejak-brand"), html.Span(case().name, className="jejak-case"), restricted]
    )
    switches = html.Div([work_panel.layout(), tongue, dark], className="jejak-switches")
    return html.Header([brand, top_search.layout(), switches], className="jejak-header")


def _navigation() -> Component:
    links = [
        html.Div(
            [
                dcc.Link(page.title(), href=page.path, id={"type": "nav", "path": page.path}, className="jejak-nav"),
                dmc.Kbd(page.key.upper(), size="xs", className="jejak-nav-key"),
            ],
            className="jejak-nav-line",
            **data(key=page.key),
        )
        for page in PAGES
    ]
    return html.Nav(links, className="jejak-rail", **aria(label=_("Pages")))


def _keys() -> Component:
    opener = html.Button(_("Keys"), id="keys-open", hidden=True, type="button")
    blocks = [
        keys.keys_table(keys.everywhere()),
        dmc.Title(_("On the chart"), order=5, mt="md", mb="xs"),
        keys.keys_table(keys.on_chart()),
        dmc.Title(_("In the time under the chart"), order=5, mt="md", mb="xs"),
        keys.keys_table(keys.on_time()),
        dmc.Title(_("On the map"), order=5, mt="md", mb="xs"),
        keys.keys_table(keys.on_map()),
        dmc.Title(_("In the table of entities"), order=5, mt="md", mb="xs"),
        keys.keys_table(keys.on_entities()),
        dmc.Title(_("Identities"), order=5, mt="md", mb="xs"),
        keys.keys_table(keys.on_identities()),
    ]
    modal = dmc.Modal(blocks, id="keys-list", title=_("Keys"), size="lg", closeButtonProps=aria(label=_("Close")))
    return html.Div([opener, modal])


def route(path: str | None, search: str | None) -> Component | list[Component]:
    """The page at a path; the chart stands beside and is only shown or hidden.

    Never None: Dash forgets what stood on a page only where something takes its place, an empty list at least; an
    answer that comes late for what is gone would otherwise end in an error, and all that came with it be lost.
    """
    if path == CHART_PATH:
        return []
    found = next((page for page in PAGES if page.path == path), PAGES[0])
    return found.layout(asked(search))


def register(app: Dash) -> None:
    """Add the callbacks of the frame."""
    app.callback(Output("page", "children"), Input("url", "pathname"), Input("url", "search"))(route)
    in_browser(
        app,
        "route",
        Output("chart-page", "hidden"),
        Output("page", "hidden"),
        Output({"type": "nav", "path": ALL}, "className"),
        Input("url", "pathname"),
    )
    in_browser(app, "theme", Output("mantine", "forceColorScheme"), Output("chart", "theme"), Input("dark", "checked"))
    in_browser(app, "language", Output("language", "disabled"), Input("language", "value"), initially=False)
    in_browser(app, "openKeys", Output("keys-list", "opened"), Input("keys-open", "n_clicks"), initially=False)
    _register_selection(app)
    top_search.register(app)
    who_says_so.register(app)
    noted.register(app)
    notes.register(app)
    work_panel.register(app)


def _register_selection(app: Dash) -> None:
    """The one selection: from the address and the chart, to the address and the chart."""
    in_browser(
        app, "selectionOfAddress", Output("selection", "data"), Input("url", "search"), State("selection", "data")
    )
    in_browser(
        app,
        "selectionOfChart",
        Output("selection", "data", allow_duplicate=True),
        Input("chart", "selection"),
        State("selection", "data"),
        initially=False,
    )
    in_browser(
        app,
        "selectionToChart",
        Output("chart", "selection", allow_duplicate=True),
        Input("selection", "data"),
        State("chart", "selection"),
        initially=False,
    )
    in_browser(
        app,
        "selectionToAddress",
        Output("address", "data"),
        Input("selection", "data"),
        Input("url", "href"),
        initially=False,
    )
