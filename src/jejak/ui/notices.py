"""Short notices in the corner, and what becomes of an error: its own words for the reader, the rest for the log."""

from __future__ import annotations

import logging
import secrets

from dash import set_props

from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _

log = logging.getLogger(__name__)
CONTAINER = "notices"


def notify(text: str, colour: str = "blue", title: str | None = None) -> None:
    """Show a notice beside the answer of the running callback."""
    notice = {
        "action": "show",
        "id": secrets.token_hex(6),
        "message": text,
        "color": colour,
        "title": title,
        "autoClose": 9000,
    }
    set_props(CONTAINER, {"sendNotifications": [notice]})


def on_error(error: Exception) -> None:
    """Turn an error of a callback into a notice; never a traceback, never a silent nothing."""
    if isinstance(error, JejakError):
        text = f"{error.what} → {error.hint}" if error.hint else error.what
        notify(text, "red", title=error.where or _("Not done"))
        return
    log.error("a callback failed", exc_info=error)
    notify(_("Something went wrong in the program. The log says more."), "red", title=_("Not done"))
