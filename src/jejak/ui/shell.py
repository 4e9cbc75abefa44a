"""The frame around every page: header with navigation, language and theme; one switch rules all three theme systems."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from jejak.schemas.i18n import LANGUAGES, _
from jejak.ui.browser_side import in_browser
from jejak.ui.notices import CONTAINER
from jejak.ui.pages import PAGES, chart
from jejak.ui.parts import aria
from jejak.ui.session import case, language

CHART_PATH = "/chart"
THEME = {
    "primaryColor": "indigo",
    "defaultRadius": "md",
    "fontFamily": "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
    "headings": {"fontWeight": "650"},
}


def layout() -> Component:
    """The whole page, in the reader's language."""
    main = html.Main(
        [html.Div(id="page", className="jejak-page"), html.Div(chart.layout(), id="chart-page", hidden=True)],
        id="main",
        tabIndex=-1,
    )
    inside = [
        dcc.Location(id="url", refresh="callback-nav"),
        html.A(_("Skip to the content"), href="#main", className="jejak-skip"),
        _header(),
        main,
        dmc.NotificationContainer(id=CONTAINER, position="bottom-right"),
    ]
    made: Component = dmc.MantineProvider(
        html.Div(inside, className="jejak", lang=language()), id="mantine", theme=THEME, forceColorScheme="light"
    )
    return made


def _header() -> Component:
    links = [
        dcc.Link(page.title(), href=page.path, id={"type": "nav", "path": page.path}, className="jejak-nav")
        for page in PAGES
    ]
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
    nav = html.Nav(links, **aria(label=_("Pages")))
    return html.Header([brand, nav, html.Div([tongue, dark], className="jejak-switches")], className="jejak-header")


def route(path: str | None) -> Component | None:
    """The page at a path; the chart stands beside and is only shown or hidden."""
    if path == CHART_PATH:
        return None
    found = next((page for page in PAGES if page.path == path), PAGES[0])
    return found.layout()


def register(app: Dash) -> None:
    """Add the callbacks of the frame."""
    app.callback(Output("page", "children"), Input("url", "pathname"))(route)
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
