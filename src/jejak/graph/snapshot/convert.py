"""The snapshot as pandas frames or a NetworkX graph; a filter never renumbers the nodes."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from jejak.graph.snapshot.snapshot import Snapshot


def frames(snapshot: Snapshot) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Nodes (index: code) and links (index: row) as data frames; ``id`` is hex text, ``amount`` holds Decimals."""
    ids = [raw.hex() for raw in snapshot.nodes.column("id").to_pylist()]
    nodes = snapshot.nodes.drop_columns(["id"]).to_pandas()
    nodes.insert(0, "id", ids)
    links = snapshot.links.to_pandas(integer_object_nulls=True)
    return nodes, links


def graph(
    snapshot: Snapshot,
    *,
    ltypes: Collection[str] | None,
    etypes: Collection[str] | None,
    directed: bool,
    multi: bool,
) -> nx.Graph[int]:
    """Build a graph of codes with node attributes ``id`` and ``etype``.

    A simple graph has ``weight`` (number of links) and ``amount`` (float, for display) on every edge; a multigraph has
    one edge per link with the row as key and ``ltype``, ``ts_ms``, ``amount``, ``currency``.
    """
    kinds: dict[tuple[bool, bool], type[nx.Graph[int]]] = {
        (True, False): nx.DiGraph,
        (True, True): nx.MultiDiGraph,
        (False, False): nx.Graph,
        (False, True): nx.MultiGraph,
    }
    result = kinds[directed, multi]()
    keep = _matching(snapshot.nodes.column("etype"), etypes)
    ids = snapshot.nodes.column("id").to_pylist()
    names = snapshot.nodes.column("etype").to_pylist()
    result.add_nodes_from((int(c), {"id": ids[c].hex(), "etype": names[c]}) for c in np.flatnonzero(keep))
    rows = np.flatnonzero(_matching(snapshot.links.column("ltype"), ltypes) & keep[snapshot.src] & keep[snapshot.dst])
    if isinstance(result, nx.MultiGraph):
        for src, dst, row, attributes in _each(snapshot, rows):
            result.add_edge(src, dst, key=row, **attributes)
    else:
        result.add_edges_from(_summed(snapshot, rows, directed=directed))
    return result


def _matching(column: pa.ChunkedArray, names: Collection[str] | None) -> npt.NDArray[np.bool_]:
    if names is None:
        return np.ones(len(column), np.bool_)
    found: npt.NDArray[np.bool_] = pc.is_in(column, value_set=pa.array(sorted(names), pa.string())).to_numpy()
    return found


def _each(snapshot: Snapshot, rows: npt.NDArray[np.int64]) -> list[tuple[int, int, int, dict[str, object]]]:
    part = snapshot.links.select(["src", "dst", "ltype", "ts_ms", "amount", "currency"]).take(pa.array(rows))
    listed = zip(rows.tolist(), *(column.to_pylist() for column in part.columns), strict=True)
    return [
        (
            src,
            dst,
            row,
            {"ltype": ltype, "ts_ms": ts, "amount": None if amount is None else float(amount), "currency": cur},
        )
        for row, src, dst, ltype, ts, amount, cur in listed
    ]


def _summed(
    snapshot: Snapshot, rows: npt.NDArray[np.int64], *, directed: bool
) -> list[tuple[int, int, dict[str, int | float]]]:
    src, dst = snapshot.src[rows].astype(np.int64), snapshot.dst[rows].astype(np.int64)
    if not directed:
        src, dst = np.minimum(src, dst), np.maximum(src, dst)
    n = max(snapshot.n_nodes, 1)
    keys, inverse, counts = np.unique(src * n + dst, return_inverse=True, return_counts=True)
    amounts = pc.fill_null(snapshot.links.column("amount").take(pa.array(rows)).cast(pa.float64()), 0.0).to_numpy()
    totals = np.bincount(inverse, weights=amounts, minlength=keys.size)
    listed = zip((keys // n).tolist(), (keys % n).tolist(), counts.tolist(), totals.tolist(), strict=True)
    return [(a, b, {"weight": weight, "amount": total}) for a, b, weight, total in listed]
