"""One pair at a time: the queue with its progress and filter, or a pair that one names; decided by button or key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypedDict

import dash_mantine_components as dmc
from dash import ALL, MATCH, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from jejak.case.queue import PairIds, Queue, Show, Wanted
from jejak.graph.ledger.records import Verdict
from jejak.graph.model import Node
from jejak.schemas.errors import ResolutionError
from jejak.schemas.i18n import _, current_language
from jejak.ui.asked import ids_of
from jejak.ui.browser_side import in_browser
from jejak.ui.figures import number, percent
from jejak.ui.noted import Act, noted
from jejak.ui.notices import notify, on_error
from jejak.ui.pages.identities.desk import desk, found_queue, queue
from jejak.ui.pages.identities.finding import again
from jejak.ui.pages.identities.pair import heads, pair_view
from jejak.ui.pages.identities.score import weigh, weighing
from jejak.ui.parts import aria, data, empty
from jejak.ui.session import case
from jejak.ui.who_says_so import record_view
from jejak.ui.words import caption, entity_word

VERDICTS = {"same": Verdict.SAME, "not_same": Verdict.NOT_SAME, "unsure": Verdict.UNSURE}
_STEPS = {"back": -1, "forward": 1}


class Shown(TypedDict):
    """The pair on the screen, and whether it comes from the queue."""

    pair: list[str]
    queued: bool


class Choice(TypedDict):
    """The filter as the screen sends it: probabilities in per cent."""

    least: float | str | None
    most: float | str | None
    kind: str | None
    show: str | None


def wanted(choice: Choice) -> Wanted:
    """The filter in the queue's own terms; what is left empty rules nothing out."""
    least, most = (
        float(value) / 100 if isinstance(value, int | float) else usual
        for value, usual in ((choice["least"], 0.0), (choice["most"], 1.0))
    )
    return Wanted(least, most, choice["kind"] or "", Show(choice["show"] or Show.OPEN))


# What is there when the page opens


def layout() -> Component:
    """The queue; what is in it comes when the page stands."""
    waiting = dmc.Center(dmc.Loader(size="md"), py="xl")
    return html.Div(
        [
            dcc.Store(id="id-open", data=True),
            dcc.Store(id="id-ready"),
            dcc.Store(id="id-shown"),
            dcc.Store(id="id-top"),
            html.Div(waiting, id="id-work", **aria(live="polite")),
            html.Div([_filter(), _decisions(queued=True), html.Div(id="id-pair")], id="id-desk", hidden=True),
        ]
    )


def compared(pair: PairIds) -> Component:
    """Two entities that somebody named."""
    return html.Div(
        [
            dcc.Store(id="id-shown", data={"pair": list(pair), "queued": False}),
            dcc.Store(id="id-ready", data="named"),
            dcc.Store(id="id-open", data=False),
            html.Div(id="id-work"),
            dcc.Store(id="id-top"),
            html.Div([_filter(hidden=True), _decisions(queued=False), html.Div(id="id-pair")], id="id-desk"),
        ]
    )


def _filter(*, hidden: bool = False) -> Component:
    shows = {
        Show.OPEN: _("Not yet decided"),
        Show.SKIPPED: _("Skipped"),
        Show.BRIDGES: _("Weak bridges"),
        Show.DISPUTED: _("Disputed"),
    }
    mark = "." if current_language() == "en" else ","
    numbers = [
        dmc.NumberInput(
            id=f"id-{name}", label=title, value=value, min=0, max=100, step=1, decimalScale=2, decimalSeparator=mark,
            suffix=" %", w=104, size="xs", debounce=400,
        )
        for name, title, value in (("least", _("At least"), 0), ("most", _("At most"), 100))
    ]  # fmt: skip
    kinds = [{"value": "", "label": _("All types")}, *({"value": k, "label": entity_word(k)} for k in _kinds())]
    kind = dmc.Select(id="id-kind", label=_("Type"), data=kinds, value="", allowDeselect=False, w=150, size="xs")
    show = dmc.Select(
        id="id-show", label=_("Show"), data=[{"value": k, "label": v} for k, v in shows.items()], value=Show.OPEN,
        allowDeselect=False, w=180, size="xs",
    )  # fmt: skip
    count = html.Div(id="id-count", className="jejak-count", **aria(live="polite"))
    return html.Div(
        [count, dmc.Group([show, kind, *numbers], gap="xs", align="end", wrap="nowrap")],
        className="jejak-queue-head",
        hidden=hidden,
    )


def _kinds() -> Sequence[str]:
    found = found_queue()
    return found.kinds if found else ("organisation", "person")


def _decisions(*, queued: bool) -> Component:
    """The buttons, each with its key."""
    same, apart = ("same", "s", "S", _("Same")), ("not_same", "n", "N", _("Not the same"))
    middle = [same, apart, ("unsure", "u", "U", _("Unsure"))]
    rest = [("undo", "z", "Z", _("Undo"))]
    back, forward = ("back", "arrowleft", "←", _("Back")), ("forward", "arrowright", "→", _("Forward"))
    if queued:
        rest = [("skip", "k", "K", _("Skip")), *rest, back, forward]
    reason = dmc.TextInput(
        id="id-reason", placeholder=_("Reason, if you like; no names"), size="xs",
        className="jejak-reason", **aria(label=_("Reason, if you like; no names")),
    )  # fmt: skip
    groups = [html.Div([_button(*one) for one in some], className="jejak-tools") for some in (middle, rest)]
    tools = html.Div(
        [groups[0], reason, groups[1]], className="jejak-buttons", role="toolbar", **aria(label=_("Decide"))
    )
    return html.Div([tools, html.Div(id="id-heads", className="jejak-heads")], className="jejak-decide")


def _button(what: str, key: str, shown: str, title: str) -> Component:
    return html.Button(
        [title, dmc.Kbd(shown, size="xs")], id={"type": "id-do", "what": what}, className=f"jejak-tool jejak-do-{what}",
        type="button", **data(hot=key),
    )  # fmt: skip


# Pairs and decisions

_KEPT = (no_update,) * 6


def turn(
    *, ready: str | None, pressed: object, choice: Choice, shown: Shown | None,
    said: tuple[str | None, list[str] | None],
) -> tuple[object, ...]:  # fmt: skip
    """Answer a press, a key or another filter: decide, go on, and show the next pair.

    Where a decision is refused, perhaps since somebody else was faster, the pair is shown with what stands on it by
    now, and the reason stays.
    """
    del pressed  # the triggers say it
    told = ctx.triggered_id
    button = told if isinstance(told, dict) else None
    if ready is None or (button and not ctx.triggered[0]["value"]):
        return _KEPT  # the suggestions are not there yet, or the buttons have just been drawn
    here, filtered = queue(), wanted(choice)
    if shown is None:
        return _seen(here, _first(here, _pair_of(said[1]), filtered), filtered, queued=True)
    before = (shown["pair"][0], shown["pair"][1])
    try:
        return _turned(here, button, before, filtered, said[0], queued=shown["queued"])
    except ResolutionError as error:
        on_error(error)
        return *_seen(here, before, filtered, queued=shown["queued"])[:-1], no_update


def _turned(
    here: Queue, button: dict[str, str] | None, before: PairIds, filtered: Wanted, reason: str | None, *, queued: bool
) -> tuple[object, ...]:
    """What follows a pair after a press, or after another filter."""
    if not queued:
        if button:
            _act(here, button, before, reason)
        return _seen(here, before, filtered, queued=False)
    if button and button.get("what") in _STEPS:
        after = here.beside(before, filtered, _STEPS[button["what"]])
        if after is None:
            notify(_("There is no other pair on this side."), "gray")
            return _KEPT
    elif button:
        after = _act(here, button, before, reason) or here.next(before, filtered)
    else:
        after = _first(here, before, filtered)
    return _seen(here, after, filtered, queued=True)


def _pair_of(selected: list[str] | None) -> PairIds | None:
    return (selected[0], selected[1]) if selected and len(selected) == 2 else None


def _first(here: Queue, before: PairIds | None, filtered: Wanted) -> PairIds | None:
    """The pair on the screen where it is wanted, else the first one that is."""
    left = here.pairs(filtered)
    turned = before[::-1] if before else None
    return next((one for one in left if one in {before, turned}), left[0] if left else None)


def _act(here: Queue, button: dict[str, str], pair: PairIds, reason: str | None) -> PairIds | None:
    """Do what was pressed; returns the pair to show, where it is not simply the next one."""
    what = button.get("what", "")
    if button["type"] == "id-back":
        case().undo(int(button["number"]))
        return pair
    if what in VERDICTS:
        usual = _("Compared side by side on the screen.")
        made = here.decide(pair, VERDICTS[what], reason=(reason or "").strip() or usual)
        if made:
            desk().steps.append((made, pair))
    elif what == "skip":
        here.skip(pair)
    elif what == "undo":
        return _undo(here, pair)
    return None


def _undo(here: Queue, pair: PairIds) -> PairIds:
    while desk().steps and not here.stands(desk().steps[-1][0]):
        desk().steps.pop()  # taken back elsewhere
    if not desk().steps:
        hint = "see the list of decisions; each has its own undo"
        raise ResolutionError("nothing was decided here that could be taken back", hint=hint)
    made, was = desk().steps.pop()
    undone = here.undo(made)
    notify(_("Taken back: {n}").format(n=number(undone)), "teal")
    return was or pair


def _seen(here: Queue, pair: PairIds | None, filtered: Wanted, *, queued: bool) -> tuple[object, ...]:
    """The pair, the progress, what the next press is about, the selection, and an empty reason."""
    count = _counted(here) if queued else []
    if pair is None:
        return _done(filtered), [], count, None, no_update, ""
    look, found = here.look(pair), here.found(pair)
    later = html.Div(dmc.Loader(size="sm"), id={"type": "id-weigh", "pair": f"{pair[0]},{pair[1]}"})
    weighed = weighing(found.found, here.model) if found else later
    head = _place(here, pair, filtered) if queued else _named(look.nodes)
    view = [head, pair_view(pair, look, weighed, found.syndicates if found else ())]
    return view, heads(look), count, Shown(pair=list(pair), queued=queued), [node.id for node in look.nodes], ""


def _counted(here: Queue) -> list[Component]:
    count = here.count()
    words = [
        _("{n} decided").format(n=number(count.decided)),
        _("{n} left").format(n=number(count.left)),
        _("{n} disputed").format(n=number(count.disputed)),
        _("{n} skipped").format(n=number(count.skipped)),
    ]
    share = 100 * count.decided / max(count.decided + count.left, 1)
    parts: list[Component] = [
        dmc.Progress(value=share, size="sm", **aria(label=words[0])),
        dmc.Text(" · ".join(words), size="sm"),
    ]
    if count.since:
        text = _("The graph has changed: {n} decisions since the pairs were found.")
        parts.append(
            dmc.Group([dmc.Text(text.format(n=number(count.since)), size="xs", c="dimmed"), again()], gap="xs")
        )
    return parts


def _place(here: Queue, pair: PairIds, filtered: Wanted) -> Component:
    left, found = here.pairs(filtered), here.found(pair)
    if pair in left:
        place = _("Pair {n} of {total}").format(n=number(left.index(pair) + 1), total=number(len(left)))
    elif pair in here.pairs(replace(filtered, show=Show.SKIPPED)):
        place = _("Skipped")
    else:
        place = _("Not among the pairs that are shown now")
    share = dmc.Text(_("{share} probable").format(share=percent(found.found.score)), fw=650) if found else ""
    made: Component = dmc.Group([dmc.Text(place, size="sm", c="dimmed"), share], justify="space-between", mb="xs")
    return made


def _named(nodes: tuple[Node, Node]) -> Component:
    names = " · ".join(dict.fromkeys(map(caption, nodes)))
    made: Component = dmc.Text(_("Compared: {names}").format(names=names), size="sm", c="dimmed", mb="xs")
    return made


def _done(filtered: Wanted) -> Component:
    if filtered.show is Show.OPEN and filtered == Wanted():
        text = _(
            "Every suggestion has been dealt with. Import more, or look again: decisions may bring others together."
        )
        return empty(_("The queue is empty"), text)
    return empty(_("No pair like this is left"), _("Choose another filter above."))


def open_record(_clicks: Sequence[int | None]) -> tuple[object, object]:
    """The source record of the line that was pressed, as received and masked."""
    pressed = ctx.triggered_id
    if not isinstance(pressed, dict) or not ctx.triggered[0]["value"]:
        return no_update, no_update
    left, right = ids_of(pressed["of"])
    claims = queue().look((left, right)).claims[int(pressed["side"])]
    claim = next((one for one in claims if f"{one.batch_id}:{one.kind}:{one.row}" == pressed["claim"]), None)
    if claim is None:
        return dmc.Text(_("This claim is not live any more; reload the page.")), True
    noted(Act.RECORD_OPENED, claim.source_sha, record=claim.locator, batch=claim.batch_id)
    return record_view(claim, list(case().record(claim))), True


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(
        output=(
            Output("id-pair", "children"),
            Output("id-heads", "children"),
            Output("id-count", "children"),
            Output("id-shown", "data"),
            Output("selection", "data", allow_duplicate=True),
            Output("id-reason", "value"),
        ),
        inputs={
            "ready": Input("id-ready", "data"),
            "pressed": [
                Input({"type": "id-do", "what": ALL}, "n_clicks"),
                Input({"type": "id-back", "number": ALL}, "n_clicks"),
            ],
            "choice": {name: Input(f"id-{name}", "value") for name in ("least", "most", "kind", "show")},
            "shown": State("id-shown", "data"),
            "said": (State("id-reason", "value"), State("selection", "data")),
        },
        running=[(Output("id-desk", "className"), "jejak-busy", "")],
        prevent_initial_call="initial_duplicate",
    )(turn)
    in_browser(app, "toTop", Output("id-top", "data"), Input("id-shown", "data"), initially=False)
    app.callback(
        Output({"type": "id-weigh", "pair": MATCH}, "children"), Input({"type": "id-weigh", "pair": MATCH}, "id")
    )(weigh)
    app.callback(
        Output("id-record", "children"),
        Output("id-record-modal", "opened"),
        Input({"type": "id-source", "of": ALL, "side": ALL, "claim": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )(open_record)
