"""What is told of kept findings: whether one still holds, and what has changed since; for every door."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jejak.case.keeping import Standing
from jejak.schemas.i18n import _, ngettext

_CHANGES: Mapping[str, Callable[[], str]] = {
    "case_created": lambda: _("Case created"),
    "batch_adopted": lambda: _("Import"),
    "batch_reversed": lambda: _("Import reversed"),
    "batch_restored": lambda: _("Import restored"),
    "judgement": lambda: _("Decision on who is who"),
    "judgement_undone": lambda: _("Decision taken back"),
    "role_asserted": lambda: _("Role stated"),
    "role_withdrawn": lambda: _("Role withdrawn"),
}


def state_words(stands: Standing) -> str:
    """Whether a kept finding still holds, in words."""
    if stands.version is None:
        return _("there is no such analysis any more")
    if not stands.same_version:
        return _("made by another version of the analysis")
    if stands.same_graph:
        return _("holds")
    changes = stands.changes
    return ngettext(
        "the graph has changed since: {n} event", "the graph has changed since: {n} events", changes
    ).format(n=changes)


def change_word(kind: str) -> str:
    """What changed the graph, by the kind of its event."""
    return _CHANGES[kind]() if kind in _CHANGES else kind.replace("_", " ")
