"""Saving the chart: under a name that is asked for, as the next version, or what to do where somebody was faster.

The state comes from the browser with each wish to save; until a dialog is answered it waits in the page.
"""

from __future__ import annotations

from secrets import token_hex
from typing import Any, TypedDict

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, ctx, dcc, html, no_update, set_props
from dash.development.base_component import Component

from jejak.case.chart_views import LONGEST_NAME, OvertakenError, Version
from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import instant, number
from jejak.ui.notices import notify, sentence
from jejak.ui.parts import aria, data
from jejak.ui.session import case


class Draft(TypedDict, total=False):
    """What the browser hands over: the wish, the open view with the version it started from, and the exact state."""

    type: str
    of: str
    base: int
    sign: str
    state: object
    nonce: str


def layout() -> list[Component]:
    """The dialogs, and what waits for their answers."""
    names = ("view-draft", "view-naming", "view-named", "view-theirs", "view-turn", "view-address", "view-focus")
    stores = [dcc.Store(id=name) for name in names]
    return [*stores, _naming(), _conflict()]


def _naming() -> Component:
    box = dmc.TextInput(
        id="view-name", label=_("Name"), attributes={"input": {"maxLength": LONGEST_NAME}}, **data(autofocus="true"),
        description=_("A few words on what it shows, without names of protected people. It stays in the log."),
    )  # fmt: skip
    body = dmc.Stack([box, dmc.Group([dmc.Button(_("Save"), id="view-name-go")], justify="flex-end")])
    made: Component = dmc.Modal(body, id="view-naming-dialog", title="", closeButtonProps=aria(label=_("Close")))
    return made


def _conflict() -> Component:
    buttons = [
        dmc.Button(_("Save as the next version all the same"), id="view-over", **data(autofocus="true")),
        dmc.Button(_("Save under another name …"), id="view-other", variant="light"),
        dmc.Button(_("Open the newest version"), id="view-newest", variant="light"),
    ]
    calm = _("Nothing is lost: every version stays, and opening one is a step that can be undone.")
    body = dmc.Stack(
        [dmc.Text(id="view-conflict-text"), dmc.Stack(buttons, gap="xs"), dmc.Text(calm, size="sm", c="dimmed")]
    )
    made: Component = dmc.Modal(
        body, id="view-conflict", title=_("There is a newer version"), closeButtonProps=aria(label=_("Close"))
    )
    return made


def ask_name(title: str, *, name: str = "", rename: str = "") -> None:
    """Open the dialog that asks for a name: for the draft, or for the saved view ``rename``."""
    set_props("view-naming", {"data": {"rename": rename}})
    set_props("view-name", {"value": name, "error": ""})
    set_props("view-naming-dialog", {"opened": True, "title": title})


def turned() -> None:
    """Tell whatever lists saved views that something has changed."""
    set_props("view-turn", {"data": case().account.sequence})


def open_on_chart(ident: str, version: int = 0) -> None:
    """Ask for a saved view, as a press of the chart's own would."""
    set_props("ask", {"data": {"type": "openView", "view": ident, "version": version, "nonce": token_hex(8)}})


def take(draft: Draft | None) -> None:
    """Save the open view, or ask for a name."""
    kind = (draft or {}).get("type")
    if draft is None or kind not in {"saveView", "saveViewAs"}:
        return
    if kind == "saveView" and draft.get("of"):
        _save_on(draft, draft.get("base") or 0)
    else:
        ask_name(_("Save the view"))


def _save_on(draft: Draft, base: int) -> None:
    ident = str(draft.get("of"))
    try:
        version = case().chart_views.save_on(ident, draft.get("state"), base=base)
    except OvertakenError as error:
        _overtaken(error.theirs, base)
        return
    _told(ident, version, draft, news=version != base)


def _overtaken(theirs: Version, base: int) -> None:
    text = _("{who} saved version {n} on {when} (UTC). Your chart started from version {base}.")
    told = text.format(
        who=theirs.analyst, n=number(theirs.number), when=instant(theirs.at), base=number(base) if base else "–"
    )
    set_props("view-theirs", {"data": theirs.number})
    set_props("view-conflict-text", {"children": told})
    set_props("view-conflict", {"opened": True})


def _told(ident: str, version: int, draft: Draft, *, news: bool = True) -> None:
    """Tell the reader, the chart, and whatever lists saved views that it is saved."""
    text = _("Saved as version {n}.") if news else _("Nothing has changed since version {n}.")
    notify(text.format(n=number(version)), "teal" if news else "gray")
    args = {"id": ident, "version": version, "sign": draft.get("sign")}
    set_props("chart", {"command": {"name": "viewSaved", "args": args, "nonce": token_hex(8)}})
    turned()


def name(named: dict[str, str] | None, draft: Draft | None, naming: dict[str, str] | None) -> tuple[object, object]:
    """Save or rename under the name that was given; what is wrong with it stands beside the box, and nothing is lost.

    Returns:
        Whether the dialog stays open, and the sentence beside the box.
    """
    if not named:
        return no_update, no_update
    text, rename = named["name"], (naming or {}).get("rename", "")
    try:
        if rename:
            case().chart_views.rename(rename, text)
            turned()
        else:
            wanted = draft or {}
            ident, version = case().chart_views.save(wanted.get("state"), text)
            _told(ident, version, wanted)
    except JejakError as error:
        return True, sentence(error)
    return False, ""


def choose(_over: int | None, _other: int | None, _newest: int | None, draft: Draft | None, theirs: int | None) -> None:
    """What to do where somebody saved a newer version; where yet another one came, it is asked again."""
    wanted = draft or {}
    set_props("view-conflict", {"opened": False})
    match ctx.triggered_id:
        case "view-over":
            _save_on(wanted, theirs or 0)
        case "view-other":
            ask_name(_("Save the view"))
        case "view-newest":
            open_on_chart(str(wanted.get("of")))


def open_name(opened: dict[str, Any] | None, _turn: int | None) -> object:
    """The name of the open view, its version, and whether the chart has changed since."""
    ident = (opened or {}).get("id")
    if not opened or not ident:
        return []
    try:
        view = case().chart_views.one(str(ident))
    except JejakError:  # of another case, served at the same address before
        return []
    version = _("version {n}").format(n=number(int(opened["version"])))
    mark = _("changed since") if opened["changed"] else _("as saved")
    state = html.Span(mark, className="jejak-view-changed" if opened["changed"] else "jejak-view-kept")
    return [html.Strong(view.name, title=view.name), html.Small([version, " · ", state])]


def register(app: Dash) -> None:
    """Add the callbacks."""
    in_browser(app, "viewDraft", Output("view-draft", "data"), Input("chart", "event"), initially=False)
    in_browser(
        app, "viewAddress", Output("view-address", "data"), Input("chart", "opened"), Input("url", "pathname"),
        Input("url", "search"),
    )  # fmt: skip
    in_browser(
        app, "viewNamed", Output("view-named", "data"), Input("view-name-go", "n_clicks"),
        Input("view-name", "n_submit"), initially=False,
    )  # fmt: skip
    in_browser(app, "viewFocus", Output("view-focus", "data"), Input("view-naming-dialog", "opened"), initially=False)
    app.callback(Input("view-draft", "data"), prevent_initial_call=True)(take)
    app.callback(
        Output("view-naming-dialog", "opened"),
        Output("view-name", "error"),
        Input("view-named", "data"),
        State("view-draft", "data"),
        State("view-naming", "data"),
        prevent_initial_call=True,
    )(name)
    app.callback(
        Input("view-over", "n_clicks"),
        Input("view-other", "n_clicks"),
        Input("view-newest", "n_clicks"),
        State("view-draft", "data"),
        State("view-theirs", "data"),
        prevent_initial_call=True,
    )(choose)
    app.callback(Output("view-open", "children"), Input("chart", "opened"), Input("view-turn", "data"))(open_name)
