"""Cypher on a laptop: the optional extra ``cypher``, an in-process graph built from the snapshot and never written to.

Invariant: what was loaded is counted by type against the snapshot, because the engine merges links silently when a
relationship type is loaded in more than one frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import pandas as pd

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import LINK_COLUMNS, NODE_COLUMNS, link_ids, node_ids
from jejak.graph.stores.rows import Row, checked_name, label_of, link_row, node_row
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.statement_store import Record, StatementStore
from jejak.schemas.errors import StoreError

if TYPE_CHECKING:
    import kglite

MOST_LINKS = 3_000_000
_SECONDS = 60.0
_WHOLE = ("n_claims", "n_sources", "ts_ms", "te_ms", "amount_minor")


class CypherStore(StatementStore):
    """Graph store in this process that understands Cypher."""

    def __init__(self, snapshot: Snapshot, *, timeout: float = _SECONDS) -> None:
        """Load the snapshot; about five seconds and one gigabyte per million links.

        Raises:
            StoreError: The extra is not installed, the graph is too large, or not everything was loaded.
        """
        if snapshot.n_links > MOST_LINKS:
            hint = "synchronise the case to a Neo4j server and query it there"
            raise StoreError("the graph is too large for Cypher in this process", where=f"> {MOST_LINKS}", hint=hint)
        self._sequence = snapshot.sequence
        self._timeout = timeout
        self._graph = _loaded(snapshot)
        wanted, held = SnapshotStore(snapshot).counts(), self.counts()
        if wanted != held:
            raise StoreError("the Cypher graph does not hold the whole case", hint="report this; use Neo4j meanwhile")

    @property
    def name(self) -> str:
        """What answers, for people."""
        return "embedded Cypher"

    @property
    def sequence(self) -> int:
        """The ledger's sequence that this store shows."""
        return self._sequence

    def rows(self, text: str, params: Mapping[str, object]) -> list[Record]:
        """Run one reading statement and return its records."""
        return cast("list[Record]", self._run(text, params, self._timeout).to_dicts())

    def columns(
        self, text: str, params: Mapping[str, object], *, timeout: float, max_rows: int
    ) -> tuple[list[str], list[list[object]]]:
        """Column names and at most ``max_rows`` rows of one reading statement."""
        found = self._run(text, params, timeout)
        names = [str(name) for name in found.columns]
        rows = found.head(max_rows).to_dicts()
        return names, [[_plain(row[name]) for name in names] for row in rows]

    def close(self) -> None:
        """Nothing to release."""

    def _run(self, text: str, params: Mapping[str, object], timeout: float) -> kglite.ResultView:
        from kglite import CypherTimeoutError, KgError  # noqa: PLC0415 optional

        try:
            found = self._graph.cypher(
                text, params=dict(params), timeout_ms=max(1, int(timeout * 1000)), hide_structural_keys=True
            )
        except CypherTimeoutError as error:
            raise StoreError("the statement took too long and was ended", hint="narrow it") from error
        except (KgError, ValueError, RuntimeError) as error:
            raise StoreError(f"the statement was refused: {str(error).splitlines()[0]}") from error
        if isinstance(found, str):
            raise StoreError("a query returns rows, not formatted text", hint="leave FORMAT out")
        return cast("kglite.ResultView", found)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)


def _loaded(snapshot: Snapshot) -> kglite.KnowledgeGraph:
    try:
        from kglite import KnowledgeGraph  # noqa: PLC0415 optional
    except ImportError as error:
        hint = "pip install 'jejak[cypher]', or query a Neo4j server"
        raise StoreError("Cypher without a server needs an optional package", where="kglite", hint=hint) from error
    graph = KnowledgeGraph()
    ids = node_ids(snapshot)
    _load_nodes(graph, snapshot, ids.to_pylist())
    ltypes = snapshot.links["ltype"].to_pandas()
    at = link_ids(snapshot)
    for ltype, part in ltypes.groupby(ltypes, sort=True):
        rows = part.index.to_numpy()
        columns = snapshot.links.select(list(LINK_COLUMNS)).take(rows).to_pylist()
        made = [link_row(column, link_id) for column, link_id in zip(columns, at.take(rows).to_pylist(), strict=True)]
        frame = _frame(made).assign(
            source=ids.take(snapshot.src[rows]).to_pylist(), target=ids.take(snapshot.dst[rows]).to_pylist()
        )
        name = checked_name(str(ltype))
        graph.add_relationships(frame, name, "Entity", "source", "Entity", "target", column_types=_types(made))
    graph.read_only(True)
    return graph


def _load_nodes(graph: kglite.KnowledgeGraph, snapshot: Snapshot, ids: list[str]) -> None:
    """One frame per entity type; all are ``Entity`` first, the type is the readable second label."""
    etypes = snapshot.nodes["etype"].to_pandas()
    for etype, part in etypes.groupby(etypes, sort=True):
        codes = part.index.to_numpy()
        columns = snapshot.nodes.select(list(NODE_COLUMNS)).take(codes).to_pylist()
        made = [node_row(column, ids[code]) for column, code in zip(columns, codes.tolist(), strict=True)]
        graph.add_nodes(_frame(made), "Entity", "id", "id", column_types=_types(made), labels=[label_of(str(etype))])


def _frame(rows: list[Row]) -> pd.DataFrame:
    """A frame that keeps whole numbers whole beside missing ones."""
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype="object") for name in rows[0]})
    return frame.astype({name: "Int64" for name in _WHOLE if name in rows[0]})


def _types(rows: list[Row]) -> dict[str, str]:
    """Declared types, so that digits in a text stay text."""
    special = dict.fromkeys(_WHOLE, "integer") | {"roles": "list"}
    return {name: special.get(name, "string") for name in rows[0] if name not in ("id", "masked")}
