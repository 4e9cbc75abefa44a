"""Roles on an axis of time: when each is stated to hold, by whom; the same in words for those who do not see it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.profiles import Profile, RoleStated
from jejak.schemas.i18n import _
from jejak.schemas.role_times import RoleTime
from jejak.ui.figures import number, period
from jejak.ui.parts import aria
from jejak.ui.who_says_so import source_chip
from jejak.ui.words import role_word

BESIDE = 3
_MONTHS = 12
_LEAST_SPAN = 1.0  # years
_OPEN = 0.5  # of the time between the first and the last date
_TICKS = 6


def roles(found: Profile) -> list[Component]:
    """Every role that is stated, on a common axis where any is dated; nothing for who has none."""
    if not found.roles:
        return []
    axis = _Axis.of([one.time for one in found.roles])
    lines = [_line(one, place, found, axis) for place, one in enumerate(found.roles)]
    told = [html.H3(_("Roles")), html.Ul(lines, className="jejak-roles")]
    if axis is not None:
        told.append(axis.ticks())
    if found.node.masked:
        why = _("Of protected people no date of a role is told.")
        told.append(dmc.Text(why, size="xs", c="dimmed"))
    return [html.Section(told)]


def _line(one: RoleStated, place: int, found: Profile, axis: _Axis | None) -> Component:
    time = one.time
    when = period(time.t_from, time.t_to) if time.dated else "" if found.node.masked else _("no date stated")
    head = html.Div([html.Strong(role_word(time.role)), html.Span(when)], className="jejak-role")
    chips = [source_chip(found.node.id, claim, f"role-{place}-{at}") for at, claim in enumerate(one.claims[:BESIDE])]
    more = len(one.claims) - len(chips)
    told = [dmc.Text(_("and {n} more").format(n=number(more)), size="xs", c="dimmed", span=True)] if more > 0 else []
    if one.analyst:
        told.append(dmc.Text(_("stated by {analyst}").format(analyst=one.analyst), size="xs", c="dimmed", span=True))
    bar = [axis.bar(time)] if axis is not None else []
    return html.Li([head, *bar, html.Span([*chips, *told], className="jejak-chips")])


class _Axis:
    """The years from the first to the last date that any role has."""

    def __init__(self, first: float, last: float) -> None:
        self._first = first
        self._span = max(last - first, _LEAST_SPAN)

    @classmethod
    def of(cls, times: list[RoleTime]) -> _Axis | None:
        """The axis of some times; none where none is dated."""
        dated = [one for one in times if one.dated]
        if not dated:
            return None
        dates = [_year(text, end=end) for one in dated for text, end in _ends(one) if text]
        first, last = min(dates), max(dates)
        room = max(last - first, _LEAST_SPAN) * _OPEN  # for ends that are open
        before = room if any(not one.t_from for one in dated) else 0.0
        return cls(first - before, last + (room if any(not one.t_to for one in dated) else 0.0))

    def bar(self, time: RoleTime) -> Component:
        """When a role holds; an end that is open fades out."""
        start = self._share(_year(time.t_from)) if time.dated and time.t_from else 0.0
        stop = self._share(_year(time.t_to, end=True)) if time.dated and time.t_to else 100.0
        looks = ["jejak-bar"]
        looks += ["jejak-bar-undated"] if not time.dated else []
        looks += ["jejak-bar-since"] if time.dated and not time.t_to else []
        looks += ["jejak-bar-until"] if time.dated and not time.t_from else []
        place = {"marginLeft": f"{start:.1f}%", "width": f"{max(stop - start, 1.5):.1f}%"}
        inside = html.Div(className=" ".join(looks), style=place)
        return html.Div(inside, className="jejak-track", **aria(hidden="true"))

    def ticks(self) -> Component:
        """The years under the bars."""
        first, last = int(self._first), int(self._first + self._span)
        step = max(1, -(-(last - first) // _TICKS))
        years = [year for year in range(first, last + 1, step) if self._first <= year <= self._first + self._span]
        marks = [html.Span(str(year), style={"left": f"{self._share(year):.1f}%"}) for year in years]
        return html.Div(marks, className="jejak-ticks", **aria(hidden="true"))

    def _share(self, year: float) -> float:
        return 100 * (year - self._first) / self._span


def _ends(time: RoleTime) -> tuple[tuple[str, bool], tuple[str, bool]]:
    return (time.t_from, False), (time.t_to, True)


def _year(text: str, *, end: bool = False) -> float:
    """A partial date as a number of years; what is not known of an end counts in full."""
    year, month, day = (int(part) for part in [*text.split("-"), *["0"] * 2][:3])
    month_part = (month - 1) / _MONTHS if month else float(end)
    day_part = ((day - 1 + end) / 31 if day else float(end)) / _MONTHS if month else 0.0
    return year + month_part + day_part
