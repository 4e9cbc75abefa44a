"""Nodes and links as flat tables of properties, the same for every Cypher store; money stays exact."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.columns import link_ids, whole
from jejak.graph.stores.rows import LARGEST_MINOR, minor_digits, split_amount

Codes = npt.NDArray[np.int64]

_NODE = (
    "etype", "caption", "search", "protection", "masked", "country", "roles", "role_times", "n_claims", "n_sources",
    "best_grade", "props",
)  # fmt: skip
_LINK = ("ts_ms", "te_ms", "currency", "channel", "role", "n_claims", "best_grade", "props")
_SCALE = 8  # decimal digits of an amount in a snapshot


def node_table(snapshot: Snapshot, ids: pa.Array, codes: Codes) -> pa.Table:
    """Properties of some nodes, ``id`` first; ``ids`` are those of all nodes."""
    at = pa.array(codes)
    part = snapshot.nodes.select(list(_NODE)).take(at)
    columns = {name: _stored(whole(part[name])) for name in _NODE}
    columns["roles"] = pc.if_else(columns["roles"].is_valid(), columns["roles"], pa.scalar([], columns["roles"].type))
    return pa.table({"id": ids.take(at), **columns})


def link_table(snapshot: Snapshot, rows: Codes) -> pa.Table:
    """Properties of some links, ``id`` first and without their ends."""
    part = snapshot.links.select([*_LINK, "amount"]).take(pa.array(rows))
    columns = {name: _stored(whole(part[name])) for name in _LINK}
    minor, text = split_amounts(whole(part["amount"]), columns["currency"])
    ids = link_ids(snapshot, rows)
    return pa.table({"id": ids, **columns, "amount_minor": minor, "amount_text": text})


def split_amounts(amounts: pa.Array, currencies: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Amounts as whole minor units where that is exact, as text otherwise; O(amounts)."""
    coded = currencies.dictionary_encode()
    digits = np.array([minor_digits(name) if name else _SCALE for name in [*coded.dictionary.to_pylist(), ""]])
    which = pc.fill_null(coded.indices.cast(pa.int64()), len(digits) - 1).to_numpy()
    named = np.array([bool(name) for name in [*coded.dictionary.to_pylist(), ""]])[which]
    raw = amounts.buffers()[1]
    words = np.frombuffer(raw, "<i8")[2 * amounts.offset :][: 2 * len(amounts)] if raw else np.zeros(0, np.int64)
    low, high = words[0::2], words[1::2]
    units = 10 ** (_SCALE - digits[which]).astype(np.int64)
    minor = low // units
    exact = named & (high == low >> 63) & (minor * units == low) & (np.abs(minor) <= LARGEST_MINOR)
    valid = amounts.is_valid().to_numpy(zero_copy_only=False)
    values, texts = np.where(exact, minor, 0), np.full(len(amounts), None, object)
    for place in np.flatnonzero(valid & ~exact).tolist():
        amount: Decimal = amounts[place].as_py()
        whole_units, texts[place] = split_amount(amount, currencies[place].as_py())
        exact[place] = whole_units is not None
        values[place] = whole_units or 0
    return pa.array(values, pa.int64(), mask=~(exact & valid)), pa.array(texts, pa.string())


def _stored(column: pa.Array) -> pa.Array:
    """A column in the few types that stores know: text, whole numbers, truth values, lists of texts."""
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column.cast(pa.int64()) if pa.types.is_integer(column.type) else column
