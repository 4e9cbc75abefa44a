"""One search for every store: names in any spelling and numbers in any writing, ranked, each hit with its reason.

Invariant: it reads what the snapshot shows and nothing else, so a protected person is found by pseudonym and id alone.
"""

from __future__ import annotations

from jejak.graph.search.finding import Hit, SnapshotSearch, ranks, snapshot_index, why_of
from jejak.graph.search.index import SearchIndex
from jejak.graph.search.why import Why

__all__ = ["Hit", "SearchIndex", "SnapshotSearch", "Why", "ranks", "snapshot_index", "why_of"]
