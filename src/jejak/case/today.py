"""What stands today for an entity as one source stated it, whatever it was joined to since."""

from __future__ import annotations

import re
from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.case.history import joined_nodes
from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot

_ROW_BITS = 32
_EKEY = re.compile(r"[0-9a-f]{32}")


def today(ledger: Ledger, snapshot: Snapshot, ekeys: Collection[str]) -> dict[str, str]:
    """The canonical id that each ekey stands for now; those of whom nothing is left are not in it.

    O(log nodes) for each that is a canonical id; one look at all live claims where others are among them.
    """
    found = {ekey: code for ekey in ekeys if (code := snapshot.code_of(ekey)) is not None}
    others = {ekey for ekey in ekeys if ekey not in found and _EKEY.fullmatch(ekey)}
    if others:
        found |= _stated(ledger, snapshot, others)
        left = others - found.keys()
        found |= joined_nodes(snapshot, ledger.judgements(), left) if left else {}
    return {ekey: snapshot.id_of(code) for ekey, code in found.items()}


def _stated(ledger: Ledger, snapshot: Snapshot, ekeys: Collection[str]) -> dict[str, int]:
    """Nodes of those that a live claim states."""
    wanted = pa.array([bytes.fromhex(ekey) for ekey in ekeys], pa.binary(16))
    places: dict[int, str] = {}
    for at, batch in enumerate(snapshot.batches):
        table = pq.read_table(ledger.segment_path(batch.batch_id) / "entities.parquet", columns=["ekey"])
        column = table.column("ekey").cast(pa.binary(16))
        rows = np.flatnonzero(pc.is_in(column, value_set=wanted).to_numpy())
        keys = column.take(pa.array(rows)).to_pylist()
        places |= {(at << _ROW_BITS) + row: key.hex() for row, key in zip(rows.tolist(), keys, strict=True)}
    claims = snapshot.entity_claims
    batches, rows = (claims.table.column(name).to_numpy().astype(np.int64) for name in ("batch", "row"))
    named: npt.NDArray[np.int64] = (batches << _ROW_BITS) + rows
    here = np.flatnonzero(np.isin(named, np.fromiter(places, np.int64, len(places))))
    codes = np.searchsorted(claims.offsets, here, side="right") - 1
    return {places[int(named[place])]: int(code) for place, code in zip(here, codes, strict=True)}
