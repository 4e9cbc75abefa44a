"""What an event is about: an entity by its caption, a source by its file, an import, another event; with links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jejak.case.acts import Act
from jejak.case.chart_views import KINDS
from jejak.case.notes import NOTE_CORRECTED, NOTE_RESTORED, NOTE_WITHDRAWN
from jejak.case.source_book import SourceRow
from jejak.graph.ledger import Event, EventKind
from jejak.schemas.i18n import _
from jejak.ui.addresses import chart_of, event_of, record_of, source_of, view_of
from jejak.ui.session import case
from jejak.ui.words import caption

_ID = re.compile(r"[0-9a-f]{32}")
#: Events about another one, which they name by its number.
_ENDINGS = frozenset(
    {
        EventKind.JUDGEMENT_UNDONE, EventKind.ROLE_WITHDRAWN, "finding_taken_back", NOTE_CORRECTED, NOTE_WITHDRAWN,
        NOTE_RESTORED,
    }
)  # fmt: skip
#: Events about a saved view of the chart.
_VIEWS = frozenset({*KINDS, Act.VIEW_OPENED})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about, in words, and where that is shown ('' where nowhere)."""

    text: str
    href: str = ""


class Subjects:
    """Tells what events are about; looks up each thing once."""

    def __init__(self) -> None:
        self._account = case().account
        self._known: dict[str, Subject] = {}
        rows = self._account.sources.all()
        self._sources: Mapping[str, SourceRow] = {row.source.sha: row for row in rows}
        self._batches = {batch.batch_id: batch for row in rows for batch in row.batches}

    def of(self, event: Event) -> list[Subject]:
        """Everything that an event is about, the first first."""
        if event.kind == EventKind.CASE_CREATED:
            return []
        if event.kind == EventKind.JUDGEMENT:
            return [self._entity(str(event.detail.get(end, ""))) for end in ("left", "right")]
        if event.kind in _VIEWS:
            return self._view(event.subject)
        if event.kind in _ENDINGS:
            return [Subject(_("event {n}").format(n=event.subject), event_of(int(event.subject)))]
        record, batch = event.detail.get("record"), event.detail.get("batch")
        if isinstance(record, int) and isinstance(batch, str) and event.subject in self._sources:
            name = self._sources[event.subject].source.name
            text = _("{file}, record {n}").format(file=name, n=record)
            return [Subject(text, record_of(event.subject, batch, record))]
        return list(self._named(event))

    def _view(self, ident: str) -> list[Subject]:
        names = {view.id: view.name for view in case().chart_views.views(live_only=False)}
        return [Subject(names[ident], view_of(ident))] if ident in names else []

    def _named(self, event: Event) -> Iterator[Subject]:
        if event.subject in self._sources:
            yield Subject(self._sources[event.subject].source.name, source_of(event.subject))
        elif event.subject in self._batches:
            batch = self._batches[event.subject]
            text = _("{file} · {mapping}").format(file=batch.file, mapping=batch.mapping)
            yield Subject(text, f"{record_of(batch.source_sha, batch.batch_id, 1)}&show=imports")
        else:
            yield from map(self._entity, _ID.findall(event.subject if len(event.subject) != 64 else ""))
        ids = event.detail.get("ids")
        yield from (self._entity(str(one)) for one in (ids if isinstance(ids, list) else []))
        if "target" in event.detail:
            yield self._entity(str(event.detail["target"]))

    def _entity(self, ident: str) -> Subject:
        if ident not in self._known:
            node = self._account.trail.node(ident)
            gone = Subject(_("{id} (not in the graph now)").format(id=ident[:8]))
            self._known[ident] = Subject(caption(node), chart_of(node.id)) if node else gone
        return self._known[ident]
