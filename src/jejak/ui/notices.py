"""Short notices in the corner, and what becomes of an error: its own words for the reader, the rest for the log."""

from __future__ import annotations

import logging
import secrets
import traceback

from dash import set_props

from jejak.schemas.errors import JejakError
from jejak.schemas.i18n import _, told

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
        "closeButtonProps": {"aria-label": _("Close")},
    }
    set_props(CONTAINER, {"sendNotifications": [notice]})


def faults(error: Exception) -> list[JejakError]:
    """The errors that a reader can understand; none when something else is among them."""
    if isinstance(error, JejakError):
        return [error]
    if isinstance(error, ExceptionGroup):
        inner = [faults(one) for one in error.exceptions]
        return [one for some in inner for one in some] if all(inner) else []
    return []


def sentence(fault: JejakError) -> str:
    """What is wrong and what to do, in the reader's language."""
    what = told(fault.what)
    what = what[:1].upper() + what[1:]
    return f"{what} → {told(fault.hint)}" if fault.hint else what


def fault_sentences(error: Exception) -> list[str] | None:
    """What is wrong, in the reader's words; None for an error that is nobody's to understand."""
    return [sentence(fault) for fault in faults(error)] or None


def on_error(error: Exception) -> None:
    """Turn an error of a callback into a notice; never a traceback, never a silent nothing."""
    found = faults(error)
    if found:
        notify(" · ".join(map(sentence, found)), "red", _("Not done"))
        return
    # places only: the message of a foreign error may carry names
    log.error("a callback failed with %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    notify(_("Something went wrong in the program. The log says more."), "red", title=_("Not done"))
