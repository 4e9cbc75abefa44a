"""The control tables of ``case.db``; triggers refuse every change of a past event, whoever tries it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, String, Table, text

APPLICATION_ID = 0x4A454A4B
SCHEMA_VERSION = 1

metadata = MetaData()

meta = Table("meta", metadata, Column("key", String, primary_key=True), Column("value", String, nullable=False))

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("analyst", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("prev", String, nullable=False, unique=True),
    Column("hash", String, nullable=False, unique=True),
)

Index("event_of", event.c.kind, event.c.subject)

# Free text may name people: it stays out of the chain, which only knows its hash.
remark = Table(
    "remark",
    metadata,
    Column("seq", Integer, ForeignKey("event.seq"), primary_key=True, autoincrement=False),
    Column("text", String, nullable=False),
)

# ``seq`` null = claimed: the file is on its way and no event speaks of it yet.
source = Table(
    "source",
    metadata,
    Column("sha", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("origin", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("analyst", String, nullable=False),
    Column("at", String, nullable=False),
    Column("seq", Integer, ForeignKey("event.seq")),
)

mapping = Table(
    "mapping",
    metadata,
    Column("sha", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("version", String, nullable=False),
    Column("text", String, nullable=False),
)

batch = Table(
    "batch",
    metadata,
    Column("batch_id", String, primary_key=True),
    Column("seq", Integer, ForeignKey("event.seq")),
    Column("source_sha", String, ForeignKey("source.sha"), nullable=False),
    Column("file", String, nullable=False),
    Column("table", String, nullable=False),
    Column("mapping", String, nullable=False),
    Column("mapping_sha", String, ForeignKey("mapping.sha"), nullable=False),
    Column("cleaner_version", String, nullable=False),
    Column("manifest_sha", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("rows_in", Integer, nullable=False),
    Column("rows_ok", Integer, nullable=False),
    Column("rows_rejected", Integer, nullable=False),
    Column("n_entities", Integer, nullable=False),
    Column("n_links", Integer, nullable=False),
    Column("n_rejects", Integer, nullable=False),
    Column("default_grade", String, nullable=False),
    Column("default_handling", String, nullable=False),
    Column("status", String, nullable=False),
    Column("analyst", String, nullable=False),
    Column("at", String, nullable=False),
    Column("note", String, nullable=False),
    CheckConstraint("status IN ('claimed', 'live', 'superseded', 'reversed')", name="known_status"),
    CheckConstraint("(seq IS NULL) = (status = 'claimed')", name="event_unless_claimed"),
)

Index(
    "one_live_batch",
    batch.c.source_sha,
    batch.c.table,
    batch.c.mapping,
    unique=True,
    sqlite_where=text("status = 'live'"),
)

APPEND_ONLY = tuple(
    f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for table in ("event", "remark")
    for verb in ("UPDATE", "DELETE")
)
