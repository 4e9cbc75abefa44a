"""The graph of a case on every store: the embedded snapshot, Neo4j, and files and statements for it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jejak.case.keeping import Keeping
from jejak.case.settings import Settings
from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.contract import GraphStore
from jejak.graph.stores.neo4j_offline import OfflineFiles, write_offline
from jejak.graph.stores.query import QueryResult, query
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.ingest.pipeline import Progress
from jejak.schemas.errors import StoreError

if TYPE_CHECKING:  # neo4j and pandas take as long to load as all the rest, and most commands need neither
    from jejak.graph.stores.neo4j_store import Neo4jStore
    from jejak.graph.stores.sync import SyncReport

STORES = ("snapshot", "neo4j")


class Graphs(ABC):
    """What a case may do with graph stores."""

    ledger: Ledger
    settings: Settings
    _default_store: str | None

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """The graph at the ledger's present state."""

    @property
    @abstractmethod
    def keeping(self) -> Keeping:
        """Findings that were kept."""

    @contextmanager
    def store(self, kind: str | None = None) -> Iterator[GraphStore]:
        """A graph store: the embedded snapshot, or ``neo4j`` as set in JEJAK_NEO4J_*; released at the end of the block.

        Raises:
            StoreError: Neo4j cannot be reached, or does not follow this case.
        """
        opened = self.open_store(kind)
        try:
            yield opened
        finally:
            opened.close()

    def open_store(self, kind: str | None = None) -> GraphStore:
        """Like `store`, for a holder that closes it itself."""
        return self._neo4j() if self._is_neo4j(kind) else SnapshotStore(self.snapshot())

    def _neo4j(self) -> Neo4jStore:
        """The one store of this process for the server of the settings, if that shows this case."""
        from jejak.graph.stores.neo4j_shared import shared_store  # noqa: PLC0415

        shared = shared_store(self.settings.target())
        shared.check_case(self.ledger.ledger_id)
        return shared

    def _is_neo4j(self, kind: str | None) -> bool:
        chosen = kind or self._default_store or STORES[0]
        if chosen not in STORES:
            raise StoreError("there is no such store", where=chosen, hint=f"choose one of: {', '.join(STORES)}")
        return chosen == "neo4j"

    def sync(
        self, uri: str | None = None, *, replace: bool = False, findings: Collection[int] = (),
        progress: Progress | None = None,
    ) -> SyncReport:  # fmt: skip
        """Bring a Neo4j to the state of this case, with the kept findings of these numbers; a killed run is resumed."""
        tell = None if progress is None else partial(progress.update, "sync")
        from jejak.graph.stores.sync import sync  # noqa: PLC0415

        kept, cache = self.keeping, self.ledger.folder.root / "cache"
        server, marks = self.settings.target(uri), kept.marks(findings)
        return sync(kept.snapshot, server, state_folder=cache, replace=replace, progress=tell, marks=marks)

    def sync_offline(self, folder: Path) -> OfflineFiles:
        """Write files that fill an empty Neo4j of one's own; a `sync` to it afterwards checks and completes it."""
        return write_offline(self.snapshot(), folder)

    def query(
        self, statement: str, *, store: str | None = None, timeout: float = 30.0, max_rows: int = 1000
    ) -> QueryResult:
        """Answer one read-only Cypher statement, on Neo4j or through the optional extra ``cypher``."""
        from jejak.graph.stores.cypher_store import CypherStore  # noqa: PLC0415

        opened = self._neo4j() if self._is_neo4j(store) else CypherStore(self.snapshot())
        try:
            return query(opened, statement, timeout=timeout, max_rows=max_rows)
        finally:
            opened.close()
