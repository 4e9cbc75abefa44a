"""Small pieces of the sources page."""

from __future__ import annotations

from collections.abc import Callable

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from jejak.case.source_book import SourceRow
from jejak.schemas.i18n import _
from jejak.ui.figures import instant, number

SHORT = 8
_UNITS = ("B", "kB", "MB", "GB")
_STEP = 1000


def digest(sha: str, *, whole: bool = False) -> Component:
    """A sha256 with a way to copy it whole."""
    label = _("Copy the whole sha256")
    copy = dmc.CopyButton(
        value=sha, children=_("Copy"), copiedChildren=_("Copied"), size="compact-xs", variant="subtle", color="gray",
    )  # fmt: skip
    text = html.Code(sha if whole else sha[:SHORT], title=sha, className="jejak-digest")
    return html.Span([text, html.Span(copy, title=label)], className="jejak-sha")


def size(count: int) -> str:
    """A number of bytes in a unit that people read."""
    value, unit = float(count), 0
    while value >= _STEP and unit < len(_UNITS) - 1:
        value, unit = value / _STEP, unit + 1
    return f"{number(round(value))}\N{NO-BREAK SPACE}{_UNITS[unit]}"


def status_badge(status: str) -> Component:
    """Whether an import is live."""
    words: dict[str, Callable[[], str]] = {
        "live": lambda: _("live"), "superseded": lambda: _("superseded"), "reversed": lambda: _("reversed"),
    }  # fmt: skip
    colour = {"live": "teal", "superseded": "gray", "reversed": "orange"}.get(status, "gray")
    text = words[status]() if status in words else status
    made: Component = dmc.Badge(text, color=colour, variant="light", size="sm", tt="none")
    return made


def handling_word(code: str) -> str:
    """A handling code with its meaning."""
    words: dict[str, Callable[[], str]] = {
        "P": lambda: _("P (may be shared lawfully)"), "C": lambda: _("C (may be shared on conditions)"),
    }  # fmt: skip
    return words[code]() if code in words else code


def origin(row: SourceRow) -> str:
    """Where a source comes from; '' where nobody said so."""
    return _("Written by {who}").format(who=row.source.analyst) if row.by_hand else row.source.origin


def received(row: SourceRow) -> str:
    """Who received a source, and when."""
    source = row.source
    return _("{when} by {who}").format(when=instant(source.at), who=source.analyst)
