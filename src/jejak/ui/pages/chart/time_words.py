"""The texts of the panel of time under the chart, by the names that its script knows."""

from __future__ import annotations

from jejak.schemas.i18n import _


def time_words() -> dict[str, str]:
    """Controls, units of the histogram, and what is told where something is not seen."""
    return {**_controls(), **_units(), **_told()}


def _controls() -> dict[str, str]:
    return {
        "timePanel": _("Time of the links on the chart"),
        "timeHeight": _("Height of the panel"),
        "period": _("Period"),
        "noPeriod": _("Draw a period on the bars, or press an arrow key there."),
        "clearPeriod": _("Clear the period"),
        "zoomPeriod": _("Look closer"),
        "usualTime": _("Usual time"),
        "wholeTime": _("Whole time"),
        "play": _("Play"),
        "pausePlaying": _("Pause"),
        "stepBack": _("One step back"),
        "stepOn": _("One step on"),
        "way": _("How it plays"),
        "wayWindow": _("Moves on"),
        "wayGrow": _("Grows"),
        "speed": _("Speed"),
    }


def _units() -> dict[str, str]:
    return {
        "by_day": _("Links by day"),
        "by_week": _("Links by week"),
        "by_month": _("Links by month"),
        "by_quarter": _("Links by quarter"),
        "by_year": _("Links by year"),
        "by_decade": _("Links by ten years"),
        "by_century": _("Links by hundred years"),
        "by_millennium": _("Links by thousand years"),
    }


def _told() -> dict[str, str]:
    return {
        "fromTo": _("{first} to {last}"),
        "since": _("since {day}"),
        "untilDay": _("until {day}"),
        "undatedLinks": _("Links without a date: {n}"),
        "outside": _("Outside: {n} ({when})"),
        "ofThese": _("{n} of them"),
        "lanes": _("Links and roles of the selected entities"),
        "lanesEmpty": _("Select entities on the chart to see their links and roles in time."),
        "noDated": _("No dated link here."),
        "moreLanes": _("{n} more selected"),
        "noTimes": _("No link on the chart has a date."),
        "timeEmpty": _("Put entities on the chart first: here stands when their links were."),
    }
