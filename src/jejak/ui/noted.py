"""What a reader does is told in the audit trail: one small function for every page, and the acts of the frame itself.

Names opened, packages exported, imports, judgements and findings are events of their own, which the case writes.
"""

from __future__ import annotations

from dash import ALL, Dash, Input, State, ctx

from jejak.case.acts import Act
from jejak.ui.session import case

__all__ = ["Act", "noted", "register"]


def noted(act: Act, subject: str = "", **detail: int | str) -> None:
    """Tell that the reader has done something; it costs less than a millisecond and never waits.

    Args:
        act: What was done.
        subject: The id of an entity or link, or the sha256 of a source; '' where it is about nothing of these.
        **detail: Numbers and fixed words, such as ``new=12`` or ``kind="png"``; never a name or a search text.
    """
    case().acts.note(act, subject, **detail)


def hit_taken(_clicks: list[int | None], text: str | None, hits: list[dict[str, str]]) -> None:
    """A hit of the search box was taken."""
    pressed = ctx.triggered_id
    if isinstance(pressed, dict) and ctx.triggered[0]["value"]:
        case().acts.hit_taken(pressed["id"], text or "", len(hits))


def register(app: Dash) -> None:
    """Add the callbacks."""
    for hit in ({"type": "hit", "id": ALL}, {"type": "note-hit", "id": ALL, "note": ALL}):
        app.callback(Input(hit, "n_clicks"), State("search", "value"), State(hit, "id"), prevent_initial_call=True)(
            hit_taken
        )
