"""The findings that were kept: whether each still holds, and the way to open it, run it again or take it back."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from jejak.analysis.registry import ANALYSES
from jejak.case.keeping import Kept, Standing
from jejak.schemas.i18n import _, told
from jejak.ui.addresses import charted
from jejak.ui.figures import day, number
from jejak.ui.kept_words import state_words
from jejak.ui.parts import aria, table
from jejak.ui.session import case

RERUN, UNDO = "kept-rerun", "kept-undo"


def title_of(name: str) -> tuple[str, str]:
    """The title of an analysis and what it is for; its own name where there is no such analysis any more."""
    if name not in ANALYSES:
        return name, ""
    title, _colon, purpose = told(ANALYSES[name].title).partition(": ")
    return title, purpose[:1].upper() + purpose[1:]


def history(name: str | None) -> Component:
    """The kept findings of one analysis, or of all, newest first."""
    keeping = case().keeping
    kept = [(one, keeping.standing(one)) for one in keeping.findings() if name in (None, one.analysis)]
    title = dmc.Title(_("Kept findings"), order=3, size="h4")
    if not kept:
        hint = _("Nothing is kept yet. Run an analysis and press “Keep as finding”.")
        return html.Section([title, dmc.Text(hint, size="sm", c="dimmed", mt=4)])
    heads = [_("Number"), _("When"), _("Analyst"), _("Entities"), _("State"), _("Note"), ""]
    rows = [_row(*one) for one in reversed(kept)]
    if name is None:
        heads.insert(1, _("Analysis"))
        for row, (one, _stands) in zip(rows, reversed(kept), strict=True):
            row.insert(1, title_of(one.analysis)[0])
    numeric = frozenset({0, heads.index(_("Entities"))})
    return html.Section([title, html.Div(table(heads, rows, numeric), className="jejak-wide")])


def _row(kept: Kept, stands: Standing) -> list[object]:
    look = "jejak-state" if stands.holds else "jejak-state jejak-state-old"
    state = html.Span(state_words(stands), className=look)
    return [
        number(kept.seq), html.Span(day(kept.at[:10]), className="jejak-nowrap"), kept.analyst, number(len(kept.rows)),
        state, kept.note, _tools(kept),
    ]  # fmt: skip


def _tools(kept: Kept) -> Component:
    said = {"n": kept.seq}
    opener = dcc.Link(
        _("Open"), href=f"/analyses?name={kept.analysis}&finding={kept.seq}", className="jejak-tool",
    )  # fmt: skip
    chart = charted(kept, "jejak-tool")
    again = _button(_("Run again"), {"type": RERUN, "seq": kept.seq}, _("Run finding {n} again").format(**said))
    back = _button(_("Take back"), {"type": UNDO, "seq": kept.seq}, _("Take finding {n} back").format(**said))
    return html.Div([opener, *chart, again, back], className="jejak-row-tools")


def _button(label: str, ident: dict[str, object], full: str) -> Component:
    return html.Button(label, id=ident, className="jejak-tool", type="button", **aria(label=full))
