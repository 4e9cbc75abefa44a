"""Verification: each way to damage or falsify a case is found and named, and a whole case has no fault."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from jejak.graph.ledger import Batch, Fault, Ledger, Source
from jejak.graph.ledger.chain import GENESIS
from jejak.schemas.errors import LedgerError

ANALYST = "analyst one"


@pytest.fixture
def full(ledger: Ledger, adopt: Callable[..., Batch], source: Source) -> Ledger:
    """A case with a superseded, a reversed and a live batch, decisions and a note."""
    assert source.seq
    adopt(version="1")
    adopt(version="2")
    ledger.reverse(adopt(mapping="ships").batch_id, analyst=ANALYST, reason="wrong")
    made = ledger.judge("a" * 32, "b" * 32, "same", analyst=ANALYST, reason="same photo")
    ledger.undo(made.seq, analyst=ANALYST)
    ledger.record("export", "x", {"profile": "L2"}, ANALYST, note="to the prosecutor")
    return ledger


def tamper(ledger: Ledger, *statements: str) -> None:
    """Change the database as somebody with SQLite at hand would: triggers dropped first."""
    with closing(sqlite3.connect(ledger.folder.database)) as connection:
        for name in ("event_no_update", "event_no_delete", "remark_no_update", "remark_no_delete"):
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints=1")
        for statement in statements:
            assert connection.execute(statement).rowcount > 0
        connection.commit()


def test_a_whole_case_has_no_fault_at_any_of_its_heads(full: Ledger) -> None:
    for event in full.events():
        assert full.verify(event.hash) == []


def test_the_chain_is_what_its_definition_says(full: Ledger) -> None:
    prev = GENESIS
    for event in full.events():
        detail = json.dumps(dict(event.detail), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        body = json.dumps(
            [event.seq, event.at, event.analyst, event.kind, event.subject, detail],
            separators=(",", ":"), ensure_ascii=False,
        )  # fmt: skip
        assert event.prev == prev
        assert event.hash == hashlib.sha256((prev + body).encode()).hexdigest()
        prev = event.hash
    assert full.head == prev


@pytest.mark.parametrize("statement", ["UPDATE event SET analyst='x'", "DELETE FROM event", "DELETE FROM remark"])
def test_past_events_cannot_be_changed_through_sql(full: Ledger, statement: str) -> None:
    with (
        closing(sqlite3.connect(full.folder.database)) as connection,
        pytest.raises(sqlite3.Error, match="append-only"),
    ):
        connection.execute(statement)


@pytest.mark.parametrize(
    ("statement", "where", "what"),
    [
        ("UPDATE event SET analyst='x' WHERE seq=3", "event 3", "changed after"),
        ("UPDATE event SET at='2020' WHERE seq=2", "event 2", "changed after"),
        ("UPDATE event SET detail='[' WHERE seq=4", "event 4", "changed after"),
        ("UPDATE event SET prev='x' WHERE seq=4", "event 4", "does not follow"),
        ("DELETE FROM event WHERE seq=(SELECT max(seq)-1 FROM event)", "event", "is missing"),
        ("DELETE FROM event WHERE seq=1", "event 2", "event 1 is missing"),
        ("DELETE FROM event", "event 1", "empty"),
        ("UPDATE remark SET text='other'", "event", "note was changed"),
        ("DELETE FROM remark", "event", "note was changed"),
        ("UPDATE batch SET status='live' WHERE status='reversed'", "batch", "the chain says reversed"),
        ("UPDATE batch SET status='reversed' WHERE status='live'", "batch", "the chain says live"),
        ("UPDATE batch SET n_links=n_links+1", "batch", "differs from its event"),
        ("UPDATE batch SET default_grade='A1'", "batch", "differs from its event"),
        ("UPDATE batch SET file='other.csv'", "batch", "differs from its event"),
        ("UPDATE batch SET seq=1", "batch", "differs from its event"),
        ("DELETE FROM batch WHERE status='reversed'", "batch", "row is gone"),
        ("UPDATE batch SET status='nonsense'", "case.db", "CHECK"),
        ("UPDATE source SET name='other.csv'", "source", "differs from its event"),
        ("UPDATE source SET size=1", "source", "differs from its event"),
        ("UPDATE source SET seq=1", "source", "differs from its event"),
        ("DELETE FROM source", "case.db", "missing source"),
        ("UPDATE mapping SET text='other'", "batch", "mapping was changed"),
    ],
)
def test_each_falsified_row_is_named(full: Ledger, statement: str, where: str, what: str) -> None:
    tamper(full, statement)
    faults = full.verify()
    assert any(fault.where.startswith(where) and what in fault.what for fault in faults), faults


def test_a_chain_rewritten_from_its_start_is_noticed_by_a_printed_head(full: Ledger) -> None:
    printed = full.head
    last = full.sequence
    tamper(full, f"DELETE FROM remark WHERE seq={last}", f"DELETE FROM event WHERE seq={last}")
    assert full.verify() == []
    assert [fault.where for fault in full.verify(printed)] == ["chain"]


@pytest.mark.parametrize("name", ["entities.parquet", "links.parquet", "rejects.parquet", "manifest.json"])
@pytest.mark.parametrize("damage", ["flip", "cut", "remove"])
def test_each_damaged_segment_file_is_named(full: Ledger, name: str, damage: str) -> None:
    for batch in full.batches(live_only=False):
        path = full.segment_path(batch.batch_id) / name
        path.chmod(0o600)
        content = bytearray(path.read_bytes())
        if damage == "remove":
            path.unlink()
        elif damage == "cut":
            path.write_bytes(content[:-3])
        else:
            content[len(content) // 2] ^= 1
            path.write_bytes(content)
    found = {fault.where.split("/")[1] for fault in full.verify()}
    assert found == {batch.batch_id for batch in full.batches(live_only=False)}
    if name != "manifest.json":
        assert all(fault.where.endswith(name) for fault in full.verify())


def test_a_segment_forged_together_with_its_manifest_is_noticed(full: Ledger, draft: Callable[..., object]) -> None:
    (batch,) = full.batches()
    shutil.rmtree(full.segment_path(batch.batch_id))
    shutil.copytree(draft(mapping="bank", version="2", rows=9).folder, full.segment_path(batch.batch_id))
    assert [fault.what for fault in full.verify()] == ["is not the manifest that the ledger knows (sha256 differs)"]


def test_sources_and_orphans_are_named(full: Ledger, source: Source) -> None:
    path = full.source_path(source.sha)
    path.chmod(0o600)
    path.write_bytes(b"changed")
    (full.folder.segments / ("0" * 64)).mkdir()
    (full.folder.sources / "stray").write_text("x")
    (full.segment_path(full.batches()[0].batch_id) / "extra").write_text("x")
    assert sorted(fault.what for fault in full.verify()) == [
        "does not belong to the segment",
        "its bytes were changed (sha256 differs)",
        "no row of the ledger knows it",
        "no row of the ledger knows it",
    ]
    path.unlink()
    assert any(fault.what == "is missing" for fault in full.verify())


def test_strays_are_set_aside_and_never_deleted(full: Ledger) -> None:
    stray = full.folder.segments / ("0" * 64)
    for text in ("first", "second"):
        stray.mkdir()
        (stray / "manifest.json").write_text(text)
        with Ledger.open(full.folder.root):
            pass
        assert not stray.exists()
    assert sorted(path.read_text() for path in full.folder.lost.glob("*/manifest.json")) == ["first", "second"]


def test_a_corrupted_page_is_one_sentence_whichever_it_is(full: Ledger) -> None:
    root = full.folder.root
    full.close()
    with closing(sqlite3.connect(root / "case.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size, pages = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_size", "page_count"))
    whole = (root / "case.db").read_bytes()
    for page in range(pages):
        spoiled = bytearray(whole)
        spoiled[page * size : (page + 1) * size] = b"\xa5" * size
        (root / "case.db").write_bytes(spoiled)
        with pytest.raises(LedgerError, match="database is damaged") as caught:
            Ledger.open(root)
        assert "backup" in str(caught.value)
        assert Ledger.examine(root) == [Fault("case.db", "the ledger's database is damaged")]
    (root / "case.db").write_bytes(whole)
    assert Ledger.examine(root) == []


def test_a_changed_segment_is_refused_before_it_is_read(full: Ledger) -> None:
    root, batch = full.folder.root, full.batches()[0]
    assert full.segment_path(batch.batch_id).is_dir()
    path = full.segment_path(batch.batch_id) / "rejects.parquet"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"X")
    with Ledger.open(root) as again, pytest.raises(LedgerError, match=r"rejects\.parquet is not the file") as caught:
        again.segment_path(batch.batch_id)
    assert "jejak verify" in str(caught.value)


def test_a_zeroed_header_is_one_sentence(case: Path) -> None:
    content = bytearray((case / "case.db").read_bytes())
    content[:100] = bytes(100)
    (case / "case.db").write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"):
        Ledger.open(case)
