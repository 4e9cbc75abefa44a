"""What happened, in the reader's language: one sentence for each kind of event, and what it is about."""

from __future__ import annotations

from collections.abc import Callable

from jejak.case.acts import Act
from jejak.case.chart_views import RENAMED, SAVED, TAKEN_AWAY, TAKEN_BACK
from jejak.case.hand_record import BY_HAND
from jejak.graph.ledger import Event, EventKind
from jejak.schemas.i18n import _, told
from jejak.ui.figures import number
from jejak.ui.words import link_word, role_word

_KINDS: dict[str, Callable[[], str]] = {
    EventKind.CASE_CREATED: lambda: _("Case made"),
    EventKind.SOURCE_RECEIVED: lambda: _("Source received"),
    EventKind.SOURCE_REPEATED: lambda: _("Source handed in again"),
    EventKind.BATCH_ADOPTED: lambda: _("Import went live"),
    EventKind.IMPORT_REPEATED: lambda: _("Import repeated, nothing changed"),
    EventKind.BATCH_REVERSED: lambda: _("Import reversed"),
    EventKind.BATCH_RESTORED: lambda: _("Import taken back in"),
    EventKind.JUDGEMENT: lambda: _("Decision on two entities"),
    EventKind.JUDGEMENT_UNDONE: lambda: _("Decision taken back"),
    EventKind.ROLE_ASSERTED: lambda: _("Role stated"),
    EventKind.ROLE_WITHDRAWN: lambda: _("Role withdrawn"),
    "name_opened": lambda: _("Protected name opened"),
    "names_opened_by_search": lambda: _("Protected names searched"),
    "names_opened_for_package": lambda: _("Protected names opened for a package"),
    "package_exported": lambda: _("Package exported"),
    "finding_kept": lambda: _("Finding kept"),
    "finding_taken_back": lambda: _("Finding taken back"),
    SAVED: lambda: _("View of the chart saved"),
    RENAMED: lambda: _("View of the chart renamed"),
    TAKEN_AWAY: lambda: _("View of the chart taken away"),
    TAKEN_BACK: lambda: _("View of the chart taken back"),
    "note_written": lambda: _("Note written"),
    "note_corrected": lambda: _("Note corrected"),
    "note_withdrawn": lambda: _("Note taken away"),
    "note_restored": lambda: _("Note brought back"),
    "chart_text_written": lambda: _("Text written on a chart"),
    Act.HIT_TAKEN: lambda: _("Search, hit taken"),
    Act.PUT: lambda: _("Put on the chart"),
    Act.EXPANDED: lambda: _("Neighbours expanded"),
    Act.DETAIL_OPENED: lambda: _("Detail opened"),
    Act.RECORD_OPENED: lambda: _("Source record opened"),
    Act.ASKED: lambda: _("Question asked of the graph"),
    Act.VIEW_OPENED: lambda: _("View of the chart opened"),
    Act.MAPPED: lambda: _("Places shown on the map"),
    Act.TAKEN_OUT: lambda: _("Taken off the screen"),
}
_VERDICTS: dict[str, Callable[[], str]] = {
    "same": lambda: _("the same"),
    "not_same": lambda: _("not the same"),
    "unsure": lambda: _("unsure"),
}


def kind_word(kind: str) -> str:
    """What a kind of event is called."""
    return _KINDS[kind]() if kind in _KINDS else told(kind.replace("_", " "))


def event_words(event: Event) -> str:
    """What happened, with the numbers that matter."""
    if event.kind == EventKind.BATCH_ADOPTED and event.detail.get("mapping") == BY_HAND:
        return _("Stated by hand")
    more = _MORE[event.kind](event) if event.kind in _MORE else ""
    return f"{kind_word(event.kind)}: {more}" if more else kind_word(event.kind)


def _count(event: Event, key: str) -> str:
    value = event.detail.get(key)
    return number(value) if isinstance(value, int) else "?"


def _records(event: Event) -> str:
    return _("{ok} of {n} records accepted").format(ok=_count(event, "rows_ok"), n=_count(event, "rows_in"))


def _verdict(event: Event) -> str:
    verdict = str(event.detail.get("verdict"))
    return _VERDICTS[verdict]() if verdict in _VERDICTS else verdict


def _opened(event: Event) -> str:
    second = event.detail.get("second_person")
    return _("{name} agreed").format(name=second) if second else ""


def _ids(event: Event) -> str:
    ids = event.detail.get("ids")
    count = len(ids) if isinstance(ids, list) else 0
    return _("names: {n}").format(n=number(count))


def _package(event: Event) -> str:
    parts = [_("profile {code}").format(code=event.detail.get("profile", "?"))]
    if state := event.detail.get("chart"):
        parts.append(_("state of the chart {digest}").format(digest=str(state)[:16]))
    return ", ".join(parts)


def _hits(event: Event) -> str:
    return _("hits listed: {n}").format(n=_count(event, "hits"))


def _new(event: Event) -> str:
    return _("new on the chart: {n}").format(n=_count(event, "new"))


def _links(event: Event) -> str:
    kind = event.detail.get("kind")
    return f"{link_word(str(kind))} ×{_count(event, 'links')}" if kind and "links" in event.detail else ""


def _record(event: Event) -> str:
    record = _("record {n}").format(n=_count(event, "record"))
    if "first" not in event.detail:
        return record
    span = _("with records {first} to {last}").format(first=_count(event, "first"), last=_count(event, "last"))
    return f"{record}, {span}"


def _file(event: Event) -> str:
    kind = str(event.detail.get("kind", ""))
    known = {
        "audit_csv": _("the audit trail as a table"),
        "analysis_csv": _("the result of an analysis as a table"),
        "analysis_json": _("the result of an analysis as JSON"),
    }
    return known.get(kind, kind)


_MORE: dict[str, Callable[[Event], str]] = {
    EventKind.BATCH_ADOPTED: _records,
    EventKind.JUDGEMENT: _verdict,
    EventKind.ROLE_ASSERTED: lambda event: role_word(str(event.detail.get("role"))),
    "name_opened": _opened,
    "names_opened_by_search": _ids,
    "names_opened_for_package": _ids,
    "package_exported": _package,
    "finding_kept": lambda event: event.subject,
    "note_written": lambda event: link_word(str(event.detail["ltype"])) if "ltype" in event.detail else "",
    Act.HIT_TAKEN: _hits,
    Act.PUT: lambda event: _("entities: {n}").format(n=_count(event, "entities")),
    Act.VIEW_OPENED: lambda event: _("version {n}").format(n=_count(event, "version")),
    Act.EXPANDED: _new,
    Act.DETAIL_OPENED: _links,
    Act.RECORD_OPENED: _record,
    Act.ASKED: lambda event: str(event.detail.get("kind", "")),
    Act.MAPPED: lambda event: _("entities: {n}").format(n=_count(event, "entities")),
    Act.TAKEN_OUT: _file,
}
