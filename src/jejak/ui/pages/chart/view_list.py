"""The list of saved views: open one or an earlier version, make that the newest, rename, take away and take back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update, set_props
from dash.development.base_component import Component

from jejak.case.chart_views import SavedView, Version
from jejak.case.records import MASK
from jejak.schemas.i18n import _, ngettext
from jejak.ui.figures import instant, number
from jejak.ui.notices import notify
from jejak.ui.pages.chart.saving import Draft, ask_name, open_on_chart, turned
from jejak.ui.parts import aria, data, empty
from jejak.ui.session import case


def dialog() -> Component:
    """The dialog, still without its list."""
    search = dmc.TextInput(
        id="view-search", placeholder=_("Name or analyst"), debounce=150, **aria(label=_("Search saved views")),
        **data(autofocus="true"),
    )  # fmt: skip
    body = dmc.Stack([search, html.Div(id="view-list", **aria(live="polite"))])
    made: Component = dmc.Modal(
        body, id="view-list-dialog", title=_("Views"), size="lg", closeButtonProps=aria(label=_("Close"))
    )
    return made


def show(draft: Draft | None, _turn: int | None, text: str | None, shown: bool | None) -> tuple[object, object]:
    """The list where it is asked for, and anew where it is open and something has changed."""
    if ctx.triggered_id == "view-draft":
        wanted = (draft or {}).get("type") == "listViews"
        return (True, listed(text or "")) if wanted else (no_update, no_update)
    return no_update, listed(text or "") if shown else no_update


def listed(text: str) -> list[Component]:
    """The saved views whose name or analyst fits, then those that were taken away."""
    views = case().chart_views.views(live_only=False)
    live = [view for view in views if view.live]
    gone = [view for view in views if not view.live]
    fitting = [view for view in live if fits(view, text)]
    if not live:
        how = _("Arrange the chart and press Ctrl S. A colleague opens it exactly as you left it.")
        shown: list[Component] = [empty(_("No view was saved yet"), how)]
    elif not fitting:
        shown = [dmc.Text(_("No saved view fits."), size="sm", c="dimmed")]
    else:
        shown = [html.Ul([_line(view) for view in fitting], className="jejak-views")]
    return [*shown, *_taken_away(gone)]


def fits(view: SavedView, text: str) -> bool:
    """Whether every word stands in the name or in the name of somebody who saved it."""
    said = " ".join([view.name, *(version.analyst for version in view.versions)]).casefold()
    return all(word in said for word in text.casefold().split())


def _line(view: SavedView) -> Component:
    newest = view.newest
    facts = html.Small(" · ".join(_facts(newest)))
    head = html.Div([html.Strong(view.name), facts])
    tools = [
        _button(_("Open"), "open", view),
        _button(_("Rename …"), "rename", view),
        _button(_("Take away"), "away", view),
    ]
    older = [_version(view, one) for one in reversed(view.versions)]
    count = ngettext("{n} version", "{n} versions", len(older)).format(n=number(len(older)))
    versions = html.Details([html.Summary(count), html.Ol(older)], className="jejak-views-versions")
    return html.Li([html.Div([head, html.Div(tools, className="jejak-views-tools")]), versions])


def _facts(one: Version) -> list[str]:
    entities = ngettext("{n} entity", "{n} entities", one.entities).format(n=number(one.entities))
    return [_("version {n}").format(n=number(one.number)), entities, one.analyst, instant(one.at)]


def _version(view: SavedView, one: Version) -> Component:
    facts = _facts(one)
    if one.restored:
        facts.append(_("as version {n} was").format(n=number(one.restored)))
    tools = [_button(_("Open"), "open", view, one.number)]
    if one.number != view.newest.number:
        tools.append(_button(_("Make it the newest"), "newest", view, one.number))
    return html.Li([html.Span(" · ".join(facts)), html.Div(tools, className="jejak-views-tools")])


def _taken_away(views: Iterable[SavedView]) -> list[Component]:
    lines = [
        html.Li(
            html.Div(
                [
                    html.Div([html.Span(view.name), html.Small(" · ".join(_facts(view.newest)))]),
                    html.Div([_button(_("Take back"), "back", view)], className="jejak-views-tools"),
                ]
            )
        )
        for view in views
    ]
    if not lines:
        return []
    told = html.Summary(_("Taken away: {n}").format(n=number(len(lines))))
    return [html.Details([told, html.Ul(lines, className="jejak-views")], className="jejak-views-gone")]


def _button(label: str, what: str, view: SavedView, version: int = 0) -> Component:
    spoken = f"{label} {view.name}" + (f", {_('version {n}').format(n=number(version))}" if version else "")
    ident = {"type": "view-do", "do": what, "view": view.id, "version": version}
    return html.Button(label, id=ident, className="jejak-tool", type="button", **aria(label=spoken))


def _opening(view: SavedView, version: int) -> None:
    set_props("view-list-dialog", {"opened": False})
    open_on_chart(view.id, version)


def _making_newest(view: SavedView, version: int) -> None:
    made = case().chart_views.restore(view.id, version)
    turned()
    set_props("view-list-dialog", {"opened": False})
    open_on_chart(view.id, made)


def _renaming(view: SavedView, _version: int) -> None:
    ask_name(_("Rename the saved view"), name="" if view.name == MASK else view.name, rename=view.id)


def _taking_away(view: SavedView, _version: int) -> None:
    case().chart_views.take_away(view.id)
    turned()
    notify(_("Taken away. It can be taken back at the end of the list."), "gray")


def _taking_back(view: SavedView, _version: int) -> None:
    case().chart_views.take_back(view.id)
    turned()


_DO: Mapping[str, Callable[[SavedView, int], None]] = {
    "open": _opening,
    "newest": _making_newest,
    "rename": _renaming,
    "away": _taking_away,
    "back": _taking_back,
}


def do(_clicks: list[int | None]) -> None:
    """Do what a button of the list says."""
    pressed: Any = ctx.triggered_id
    if isinstance(pressed, dict) and ctx.triggered[0]["value"]:
        _DO[pressed["do"]](case().chart_views.one(pressed["view"]), pressed["version"])


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        Output("view-list-dialog", "opened"),
        Output("view-list", "children"),
        Input("view-draft", "data"),
        Input("view-turn", "data"),
        Input("view-search", "value"),
        State("view-list-dialog", "opened"),
        prevent_initial_call=True,
    )(show)
    app.callback(
        Input({"type": "view-do", "do": ALL, "view": ALL, "version": ALL}, "n_clicks"), prevent_initial_call=True
    )(do)
