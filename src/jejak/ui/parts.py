"""Small pieces that several pages share."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Input, ctx, html
from dash.development.base_component import Component

from jejak.schemas.i18n import _
from jejak.ui.figures import number


def aria(**labels: str) -> dict[str, Any]:
    """Attributes for screen readers, as ``label="…"`` or ``live="polite"``."""
    return {f"aria-{name}": text for name, text in labels.items()}


def data(**values: str) -> dict[str, Any]:
    """Attributes that the page's own script reads, as ``key="c"``."""
    return {f"data-{name}": text for name, text in values.items()}


def grid_options() -> dict[str, Any]:
    """How a table of many rows behaves, and its own few words."""
    return {
        "animateRows": False,
        "rowHeight": 38,
        "headerHeight": 38,
        "rowSelection": {"mode": "singleRow", "checkboxes": False, "enableClickSelection": True},
        "localeText": {
            "noRowsToShow": _("Nothing to show"),
            "loadingOoo": _("Loading …"),
            "ariaRowSelect": _("Press the space bar to select this row"),
            "ariaRowDeselect": _("Press the space bar to release this row"),
            "ariaSortableColumn": _("Press Enter to sort"),
        },
    }


def page(
    title: str, subtitle: str | Component, *children: Component, size: str = "lg", wide: bool = False
) -> Component:
    """A page of text: heading, one sentence and what follows; ``xl`` for wide tables, ``wide`` takes all the room."""
    head = html.Header([dmc.Title(title, order=2), dmc.Text(subtitle, c="dimmed", size="sm")])
    inside = dmc.Stack([head, *children], gap="md" if wide else "lg")
    made: Component = dmc.Container(inside, size=size, py="lg", fluid=wide)
    return made


def note(text: str, colour: str = "yellow") -> Component:
    """A sentence that must not be overlooked."""
    made: Component = dmc.Alert(text, color=colour, variant="light", p="xs", radius="md")
    return made


def lead_note() -> Component:
    """The sentence that goes with every ranking."""
    return note(_("For review, not a finding: a rank is a lead, never guilt."))


def empty(title: str, text: str, *children: Component) -> Component:
    """What a page says when there is nothing to show."""
    inside = [dmc.Text(title, fw=600), dmc.Text(text, c="dimmed", size="sm"), *children]
    made: Component = dmc.Paper(dmc.Stack(inside, gap=6, align="center"), p="xl", withBorder=True, radius="md")
    return made


def skeleton() -> Component:
    """What stands where something is still being worked out."""
    made: Component = html.Div([dmc.Text(_("Working …"), size="sm", c="dimmed"), dmc.Skeleton(h=56, mt=6)])
    return made


def figure(value: int | str, title: str, hint: str = "") -> Component:
    """One number with what it counts."""
    text = number(value) if isinstance(value, int) else value
    inside = [dmc.Text(text, className="jejak-figure"), dmc.Text(title, size="sm", fw=500)]
    if hint:
        inside.append(dmc.Text(hint, size="xs", c="dimmed"))
    made: Component = dmc.Paper(inside, p="md", withBorder=True, radius="md")
    return made


def pager(name: str, first: int, shown: int, total: int) -> Component:
    """Which part of a list is shown, with buttons ``{"type": "pager", "of": name, "to": "back" or "next"}``."""
    words = _("{first} to {last} of {total}").format(
        first=number(first + 1 if shown else 0), last=number(first + shown), total=number(total)
    )
    ends = (("back", _("← Back"), first <= 0), ("next", _("Next →"), first + shown >= total))
    back, on = (
        html.Button(
            text, id={"type": "pager", "of": name, "to": to}, className="jejak-tool jejak-pager", type="button",
            disabled=off,
        )
        for to, text, off in ends
    )  # fmt: skip
    made: Component = dmc.Group([back, dmc.Text(words, size="sm", c="dimmed"), on], gap="sm", mt="sm")
    return made


def turned(name: str) -> Input:
    """The clicks on both buttons of a pager.

    By a pattern, since a pager comes with its part of the list, later than what else its callback listens to, and an
    input by name that is not there is an error on the page.
    """
    return Input({"type": "pager", "of": name, "to": ALL}, "n_clicks")


def pages_turned() -> int:
    """What a press on a pager asks for in its callback: 1 page on, -1 back, 0 where the pager has only come.

    A pager that comes can be told together with other inputs, so what else was told is never left out for it.
    """
    for one in ctx.triggered:
        button = ctx.triggered_prop_ids.get(one["prop_id"])
        if isinstance(button, dict) and button["type"] == "pager" and one["value"]:
            return 1 if button["to"] == "next" else -1
    return 0


def table(heads: list[str], rows: list[list[object]], numeric: frozenset[int] = frozenset()) -> Component:
    """A plain table; ``numeric`` columns are right-aligned."""
    side = ["right" if i in numeric else "left" for i in range(len(heads))]
    head = [dmc.TableTh(text, style={"textAlign": side[i]}) for i, text in enumerate(heads)]
    body = [
        dmc.TableTr([dmc.TableTd(cell, style={"textAlign": side[i]}) for i, cell in enumerate(row)]) for row in rows
    ]
    inside = [dmc.TableThead(dmc.TableTr(head)), dmc.TableTbody(body)]
    made: Component = dmc.Table(
        inside, striped=True, highlightOnHover=True, verticalSpacing=6, horizontalSpacing="sm", fz="sm"
    )
    return made
