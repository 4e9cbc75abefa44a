"""Finding people and things in a case, and, with a reason that is logged, protected people by their clear names.

Invariant: clear names are searched in memory only; whose are shown is an event before anybody sees them, and no text
that was looked for is kept. Children and informants are never among them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from jejak.case.records import Masking
from jejak.evidence import profile
from jejak.evidence.reveal import checked_reason, may_open
from jejak.graph.ledger import Ledger
from jejak.graph.search import Hit, SearchIndex, SnapshotSearch, Why, ranks, why_of
from jejak.graph.snapshot.fold import BETWEEN, fold

NAMES_OPENED = "names_opened_by_search"
_PROFILE = "L0"  # the case team's
_WHERE = "search of protected names"
MOST_OPENED = 10  # names at a time


@dataclass(frozen=True, slots=True)
class OpenedHit:
    """A protected person who was found: ``name`` is the clear one, ``caption`` the pseudonym."""

    id: str
    caption: str
    name: str
    why: Why


@dataclass(frozen=True, slots=True)
class Searching:
    """The searches of one state of a case, in one analyst's name."""

    ledger: Ledger
    search: SnapshotSearch
    masking: Callable[[], Masking]
    analyst: str

    def find(self, text: str, *, etypes: Collection[str] | None = None, limit: int = 50) -> list[Hit]:
        """Whoever fits a text, best first; protected people by pseudonym and id alone."""
        return self.search.find(text, etypes=etypes, limit=limit)

    def protected(self, text: str, reason: str, *, limit: int = MOST_OPENED) -> list[OpenedHit]:
        """Victims and witnesses whom their clear names, aliases and identifiers fit; logged before it returns.

        Args:
            text: What to look for; it is not kept.
            reason: Why, in the analyst's words, without names.
            limit: At most so many names are opened, and never more than ``MOST_OPENED``.

        Raises:
            AccessDenied: The reason is missing, does not fit into the log, or names somebody protected.
        """
        masking = self.masking()
        snapshot = masking.snapshot
        why = checked_reason(reason, _WHERE, masking.clear_values())
        masked = snapshot.nodes_of(np.flatnonzero(snapshot.nodes["masked"].to_numpy()))
        nodes = [node for node in masked if may_open(node, profile(_PROFILE))]
        said = [BETWEEN.join(sorted({fold(one) for one in masking.called(node.id)} - {""})) for node in nodes]
        found = ranks(SearchIndex.of(pa.array(said, pa.string())), text)
        fitting = [place for place in range(len(nodes)) if why_of(int(found[place])) < Why.SOME]
        best = sorted(fitting, key=lambda place: (int(found[place]), nodes[place].id))[: min(limit, MOST_OPENED)]
        hits = [
            OpenedHit(nodes[at].id, nodes[at].caption, masking.clear_name(nodes[at].id), why_of(int(found[at])))
            for at in best
        ]
        self.ledger.record(NAMES_OPENED, snapshot.digest, {"ids": [hit.id for hit in hits]}, self.analyst, note=why)
        return hits
