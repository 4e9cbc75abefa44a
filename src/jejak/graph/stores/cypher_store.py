"""Cypher on a laptop: the optional extra ``cypher``, an in-process graph built from the snapshot and never written to.

Invariant: what was loaded is counted by type against the snapshot, because the engine merges links silently when a
relationship type is loaded in more than one frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
import pyarrow as pa

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import node_ids, whole
from jejak.graph.stores.contract import STATEMENT_HINT
from jejak.graph.stores.rows import checked_name, label_of
from jejak.graph.stores.snapshot_store import SnapshotStore
from jejak.graph.stores.statement_store import Record, StatementStore
from jejak.graph.stores.tables import Codes, link_table, node_table
from jejak.schemas.errors import StoreError

if TYPE_CHECKING:
    import kglite

MOST_LINKS = 3_000_000
_SECONDS = 60.0
_WHOLE = ("n_claims", "n_sources", "ts_ms", "te_ms", "amount_minor")


class CypherStore(StatementStore):
    """Graph store in this process that understands Cypher."""

    every_link = "()-[r]->()"  # all nodes are entities; with their label the engine would hold each pair in memory

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
            what = f"the statement was refused: {str(error).splitlines()[0]}"
            raise StoreError(what, where=self.name, hint=STATEMENT_HINT) from error
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
    for etype, codes in _by_type(snapshot.nodes["etype"]):
        frame = _frame(node_table(snapshot, ids, codes))
        graph.add_nodes(frame, "Entity", "id", "id", column_types=_types(frame), labels=[label_of(etype)])
    for ltype, rows in _by_type(snapshot.links["ltype"]):
        frame = _frame(link_table(snapshot, rows))
        types = _types(frame)
        for name, end in (("source", snapshot.src), ("target", snapshot.dst)):
            frame[name] = ids.take(pa.array(end[rows])).to_pandas()
        graph.add_relationships(frame, checked_name(ltype), "Entity", "source", "Entity", "target", column_types=types)
    graph.read_only(True)
    return graph


def _by_type(column: pa.ChunkedArray) -> Iterator[tuple[str, Codes]]:
    """Places of each type: one frame for each, since a second one would merge links of equal ends."""
    coded = whole(column).dictionary_encode()
    at = coded.indices.to_numpy()
    names = sorted(enumerate(coded.dictionary.to_pylist()), key=lambda pair: str(pair[1]))
    return ((str(name), np.flatnonzero(at == number)) for number, name in names)


def _frame(table: pa.Table) -> pd.DataFrame:
    """A frame that keeps whole numbers whole beside missing ones; a column without a value would only take memory."""
    table = table.select([name for name in table.column_names if table[name].null_count < table.num_rows])
    frame: pd.DataFrame = table.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
    return frame


def _types(frame: pd.DataFrame) -> dict[str, str]:
    """Declared types, so that digits in a text stay text."""
    special = dict.fromkeys(_WHOLE, "integer") | {"roles": "list", "role_times": "list"}
    return {name: special.get(name, "string") for name in map(str, frame.columns) if name not in ("id", "masked")}
