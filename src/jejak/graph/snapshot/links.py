"""Link claims → link rows: an event keeps a row per claim, equal static links share one; the first claim places it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.segments import CODE, FREE_CODE
from jejak.graph.snapshot.grades import best_by_group
from jejak.graph.snapshot.values import merge_values, public_only
from jejak.graph.statements import Codes
from jejak.schemas.model import LinkType

SCHEMA = pa.schema(
    [
        pa.field("batch", pa.int32()),
        pa.field("row", pa.int32()),
        pa.field("ltype", CODE),
        pa.field("src", pa.int32()),
        pa.field("dst", pa.int32()),
        pa.field("ts_ms", pa.int64()),
        pa.field("te_ms", pa.int64()),
        pa.field("t_precision", CODE),
        pa.field("amount", pa.decimal128(28, 8)),
        pa.field("currency", CODE),
        pa.field("channel", FREE_CODE),
        pa.field("role", FREE_CODE),
        pa.field("n_claims", pa.int32()),
        pa.field("best_grade", CODE),
        pa.field("props", pa.string()),
    ]
)
_FROM_FIRST = ("t_precision", "amount", "currency", "channel", "role")


def group_links(
    ltype: pa.Array, src: npt.NDArray[np.int32], dst: npt.NDArray[np.int32], types: Mapping[str, LinkType]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Row of every link claim, and the first claim of every row.

    An undirected link is the same both ways. O(claims log claims).
    """
    encoded = ltype.dictionary_encode()
    names = encoded.dictionary.to_pylist()
    kinds = encoded.indices.to_numpy()
    rows = np.flatnonzero(np.array([not types[name].event for name in names], bool)[kinds])
    kind, a, b = (codes[rows].astype(np.int64) for codes in (kinds, src, dst))
    turned = np.array([not types[name].directed for name in names], bool)[kind] & (a > b)
    a[turned], b[turned] = b[turned], a[turned]
    n = int(max(a.max(initial=0), b.max(initial=0))) + 1
    _, at, inverse = np.unique((kind * n + a) * n + b, return_index=True, return_inverse=True)
    first = np.arange(kinds.size, dtype=np.int32)
    if at.size == rows.size:  # each claim has its own row
        return first, first
    first[rows] = rows[at][inverse]
    is_first = first == np.arange(kinds.size, dtype=np.int32)
    number = np.cumsum(is_first, dtype=np.int32) - np.int32(1)
    return number[first], np.flatnonzero(is_first).astype(np.int32)


def link_table(
    claims: pa.Table, ends: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], types: Mapping[str, LinkType]
) -> tuple[pa.Table, npt.NDArray[np.int32]]:
    """The link rows, and for every claim the row that it supports."""
    ltype = claims.column("ltype").combine_chunks()
    row_of, first = group_links(ltype, *ends, types)
    alone = first.size == claims.num_rows
    counts = np.ones(first.size, np.int32) if alone else np.bincount(row_of, minlength=first.size).astype(np.int32)
    table = claims if alone else claims.take(pa.array(first))
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "batch": table.column("batch"),
        "row": table.column("row"),
        "ltype": table.column("ltype"),
        "src": pa.array(ends[0] if alone else ends[0][first]),
        "dst": pa.array(ends[1] if alone else ends[1][first]),
        "ts_ms": table.column("t_utc").cast(pa.int64()),
        "te_ms": table.column("t_end").cast(pa.int64()),
        **{name: table.column(name) for name in _FROM_FIRST},
        "n_claims": pa.array(counts),
        "best_grade": best_by_group(claims.column("grade"), row_of, first.size),
        "props": _public_props(table.column("ltype"), table.column("props"), types),
    }
    result = pa.table(columns, schema=SCHEMA)
    shared = np.flatnonzero(counts > 1)
    return (_merge_shared(result, claims, row_of, shared, types) if shared.size else result).combine_chunks(), row_of


def _public_props(ltype: pa.ChunkedArray, props: pa.ChunkedArray, types: Mapping[str, LinkType]) -> pa.Array:
    """What may be shown of the properties of each link; equal ones of one type are looked at once."""
    if props.null_count == len(props):
        return pa.nulls(len(props), pa.string())
    kinds, texts = ltype.combine_chunks().dictionary_encode(), props.combine_chunks().dictionary_encode()
    pair = pc.add(pc.multiply(kinds.indices.cast(pa.int64()), len(texts.dictionary)), texts.indices)
    pairs = pair.dictionary_encode()
    names, given = kinds.dictionary.to_pylist(), texts.dictionary.to_pylist()
    shown = [
        _public_text(given[code % len(given)], types[names[code // len(given)]])
        for code in pairs.dictionary.to_pylist()
    ]
    return pa.array(shown, pa.string()).take(pairs.indices)


def _public_text(props: str, ltype: LinkType) -> str | None:
    kept = public_only(json.loads(props), ltype.properties)
    return json.dumps(kept, sort_keys=True, ensure_ascii=False) if kept else None


def _merge_shared(
    table: pa.Table, claims: pa.Table, row_of: npt.NDArray[np.int32], shared: Codes, types: Mapping[str, LinkType]
) -> pa.Table:
    """Fill rows with several claims: earliest start, latest end, first given value, all distinct public properties."""
    many = np.zeros(table.num_rows, bool)
    many[shared] = True
    rows = np.flatnonzero(many[row_of])
    rows = rows[np.argsort(row_of[rows], kind="stable")]
    part = claims.take(pa.array(rows))
    names = ("t_utc", "t_end", *_FROM_FIRST, "props", "ltype")
    values = {
        n: (
            part.column(n).cast(pa.int64()) if n.startswith("t_") and n != "t_precision" else part.column(n)
        ).to_pylist()
        for n in names
    }
    starts = np.flatnonzero(np.r_[True, row_of[rows][1:] != row_of[rows][:-1]])
    stops = np.r_[starts[1:], rows.size]
    merged = [_merge_one({n: v[i:j] for n, v in values.items()}, types) for i, j in zip(starts, stops, strict=True)]
    for name in ("ts_ms", "te_ms", *_FROM_FIRST, "props"):
        place = table.column_names.index(name)
        new = pa.array([m[name] for m in merged], SCHEMA.field(name).type)
        table = table.set_column(place, SCHEMA.field(name), _put(table.column(name), shared, new))
    return table


def _put(column: pa.ChunkedArray, at: Codes, values: pa.Array) -> pa.Array:
    place = np.arange(len(column), dtype=np.int64)
    place[at] = len(column) + np.arange(at.size)
    table = pa.table({"both": pa.chunked_array([*column.chunks, values])}).unify_dictionaries()
    return table.column("both").take(pa.array(place)).combine_chunks()


def _merge_one(values: dict[str, list[object]], types: Mapping[str, LinkType]) -> dict[str, object]:
    begun = [(t, p) for t, p in zip(values["t_utc"], values["t_precision"], strict=True) if isinstance(t, int)]
    ended = [t for t in values["t_end"] if isinstance(t, int)]
    start = min(begun, key=lambda pair: pair[0], default=(None, None))
    result: dict[str, object] = {n: next((v for v in values[n] if v is not None), None) for n in _FROM_FIRST}
    properties = types[str(values["ltype"][0])].properties
    props = merge_values([public_only(json.loads(str(p)), properties) for p in values["props"] if p])
    text = json.dumps(props, sort_keys=True, ensure_ascii=False) if props else None
    return result | {"ts_ms": start[0], "t_precision": start[1], "te_ms": max(ended, default=None), "props": text}
