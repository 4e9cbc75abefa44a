"""The columns of a segment: what ingest writes, the ledger keeps and the snapshot reads."""

from __future__ import annotations

from contextlib import suppress

import pyarrow as pa

SEGMENT_FORMAT = 1

#: One row per entity as one record of one source states it. ``ix`` is the row number, links refer to it.
#: ``locator`` is the record number in the source table (first record = 1); ``n_rows`` how many records state it.
ENTITIES = pa.schema(
    [
        pa.field("ix", pa.int32(), nullable=False),
        pa.field("ekey", pa.binary(16), nullable=False),
        pa.field("etype", pa.string(), nullable=False),
        pa.field("name", pa.string()),  # cleaned display name
        pa.field("name_raw", pa.string()),  # as the source wrote it
        pa.field("id_scheme", pa.string()),  # strongest identifier: nik, mykad, passport, phone, account, …
        pa.field("id_value", pa.string()),  # normalised
        pa.field("id_valid", pa.bool_()),
        pa.field("birth_date", pa.string()),  # ISO, may be partial: 1990, 1990-02
        pa.field("country", pa.string()),  # ISO 3166-1 alpha-2
        pa.field("t_from", pa.string()),  # ISO date or datetime, may be partial
        pa.field("t_to", pa.string()),
        pa.field("protection", pa.string()),  # V1 V2 W1 S N or null = not yet classed
        pa.field("locator", pa.int64(), nullable=False),
        pa.field("n_rows", pa.int32(), nullable=False),
        pa.field("grade", pa.string()),  # null = the batch's default
        pa.field("handling", pa.string()),
        pa.field("props", pa.string()),  # JSON object, sorted keys, cleaned values as text or lists of text
    ]
)

#: One row per link as one record states it. Ends are ``ix`` of the same segment's entities.
LINKS = pa.schema(
    [
        pa.field("ltype", pa.string(), nullable=False),
        pa.field("src_ix", pa.int32(), nullable=False),
        pa.field("dst_ix", pa.int32(), nullable=False),
        pa.field("t_utc", pa.timestamp("ms", tz="UTC")),
        pa.field("t_end", pa.timestamp("ms", tz="UTC")),
        pa.field("t_precision", pa.string()),  # year month day minute second
        pa.field("tz_offset", pa.int16()),  # minutes east of UTC that the source meant; null = unknown
        pa.field("amount", pa.decimal128(28, 8)),
        pa.field("currency", pa.string()),  # ISO 4217
        pa.field("channel", pa.string()),
        pa.field("reference", pa.string()),
        pa.field("role", pa.string()),
        pa.field("event_key", pa.string()),  # same real event seen in two sources: flags, never merges by itself
        pa.field("locator", pa.int64(), nullable=False),
        pa.field("n_rows", pa.int32(), nullable=False),
        pa.field("grade", pa.string()),
        pa.field("handling", pa.string()),
        pa.field("props", pa.string()),
    ]
)

#: What could not become a claim. ``severity``: ``row`` (the whole record) or ``value`` (one value was left out).
REJECTS = pa.schema(
    [
        pa.field("rec", pa.int64(), nullable=False),
        pa.field("col", pa.string()),
        pa.field("raw", pa.string()),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("severity", pa.string(), nullable=False),
    ]
)

FILES = {"entities": ENTITIES, "links": LINKS, "rejects": REJECTS}


def _use_a_frugal_allocator() -> None:
    """Arrow's usual allocator keeps a third more memory than it hands out; the other one is not built in everywhere."""
    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())


_use_a_frugal_allocator()
