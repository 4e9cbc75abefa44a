"""Texts of what is drawn on the chart: kept when they may be, told by their numbers; and how many notes stand where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import Dash, Input, Output, State, no_update

from jejak.case.written import Written
from jejak.schemas.errors import JejakError
from jejak.ui.notes import TURN, signed
from jejak.ui.notices import sentence
from jejak.ui.session import case


def _told(one: Written) -> dict[str, str]:
    return {"text": one.text, "by": signed(one)}


def keep(draft: Mapping[str, str] | None) -> object:
    """Keep a text; the chart is told its number, or why it is not kept."""
    if not draft:
        return no_update
    texts = case().notes.chart_texts
    try:
        number = texts.write(str(draft["text"]))
    except JejakError as fault:
        return {"nonce": draft["nonce"], "fault": sentence(fault)}
    return {"nonce": draft["nonce"], "number": number, "told": _told(texts.told([number])[number])}


def tell(wanted: Sequence[int] | None, _seen: int | None) -> object:
    """The texts of what is drawn, as they may be read now: whoever was named may be protected since."""
    numbers = [one for one in wanted or () if isinstance(one, int)]
    if not numbers:
        return no_update
    return {str(number): _told(one) for number, one in case().notes.chart_texts.told(numbers).items()}


def cards(_turn: int | None, _seen: int | None, _path: str | None, held: Mapping[str, int] | None) -> object:
    """How many notes stand on each entity and link now."""
    counts = case().notes.counts()
    return no_update if counts == (held or {}) else counts


def register(app: Dash) -> None:
    """Add the callbacks."""
    app.callback(Output("chart", "kept"), Input("chart", "draft"), prevent_initial_call=True)(keep)
    app.callback(Output("chart", "texts"), Input("chart", "wanted"), Input("chart", "seen"), prevent_initial_call=True)(
        tell
    )
    app.callback(
        Output("chart", "cards"),
        Input(TURN, "data"),
        Input("chart", "seen"),
        Input("url", "pathname"),
        State("chart", "cards"),
    )(cards)
