"""Create, open, receive, adopt, supersede, reverse, restore: what the table of batches says after each."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from jejak.graph.ledger import Batch, BatchStatus, Ledger, Source
from jejak.graph.ledger.tables import SCHEMA_VERSION
from jejak.schemas.errors import LedgerError

ANALYST = "analyst one"


def statuses(ledger: Ledger) -> dict[str, str]:
    return {batch.batch_id: batch.status for batch in ledger.batches(live_only=False)}


def test_a_new_case_has_an_identity_one_event_and_no_fault(case: Path) -> None:
    with Ledger.open(case) as ledger, Ledger.open(case) as again:
        assert (ledger.case_name, ledger.sequence) == ("River", 1)
        assert ledger.ledger_id == again.ledger_id
        assert ledger.events()[0].analyst == ANALYST
        assert ledger.verify(ledger.head) == []
    assert not list(case.parent.glob(".river*"))


def test_create_refuses_a_place_that_is_taken(case: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="something at this place"):
        Ledger.create(case, "Other", ANALYST)
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="something at this place"):
        Ledger.create(tmp_path / "file", "Other", ANALYST)
    (tmp_path / "empty").mkdir()
    with Ledger.create(tmp_path / "empty", "Other", ANALYST) as made:
        assert made.case_name == "Other"


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 201])
def test_every_write_needs_an_analyst(ledger: Ledger, name: str) -> None:
    with pytest.raises(LedgerError, match="analyst's name"):
        ledger.record("export", "x", {}, name)
    assert ledger.sequence == 1


def test_open_tells_what_is_wrong_with_a_folder(case: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no case folder"):
        Ledger.open(tmp_path)
    other = tmp_path / "other.case"
    other.mkdir()
    with sqlite3.connect(other / "case.db") as connection:
        connection.execute("CREATE TABLE t(x)")
    with pytest.raises(LedgerError, match="no Jejak ledger"):
        Ledger.open(other)
    (other / "case.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(LedgerError, match="damaged"):
        Ledger.open(other)
    with sqlite3.connect(case / "case.db") as connection:
        connection.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with pytest.raises(LedgerError, match="newer Jejak"):
        Ledger.open(case)


def test_a_source_is_kept_byte_for_byte_and_read_only(ledger: Ledger, source: Source, tmp_path: Path) -> None:
    kept = ledger.source_path(source.sha)
    assert kept.read_bytes() == (tmp_path / "bank.csv").read_bytes()
    assert source.sha == hashlib.sha256(kept.read_bytes()).hexdigest()
    assert not kept.stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    assert ledger.sources() == [source]


def test_the_same_bytes_again_leave_only_a_note(ledger: Ledger, source: Source, tmp_path: Path) -> None:
    copy = tmp_path / "renamed.csv"
    shutil.copy(tmp_path / "bank.csv", copy)
    assert ledger.receive_source(copy, origin="unit three", analyst="analyst two") == source
    assert ledger.sources() == [source]
    assert [event.kind for event in ledger.events(since=source.seq)] == ["source_repeated"]
    assert ledger.verify() == []


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_what_is_no_file_is_refused(ledger: Ledger, tmp_path: Path, name: str) -> None:
    with pytest.raises(LedgerError, match="not there or is no plain file"):
        ledger.receive_source(tmp_path / name, origin="x", analyst=ANALYST)


def test_a_source_that_changes_while_it_is_read_is_refused(ledger: Ledger, tmp_path: Path) -> None:
    growing = tmp_path / "growing.csv"
    growing.write_bytes(b"0" * (64 << 20))
    stop = threading.Event()

    def grow() -> None:
        while not stop.is_set():
            with growing.open("ab") as stream:
                stream.write(b"1")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        with pytest.raises(LedgerError, match="changed while it was read"):
            ledger.receive_source(growing, origin="x", analyst=ANALYST)
    finally:
        stop.set()
        writer.join()
    assert ledger.sources() == []
    assert not list(ledger.folder.tmp.iterdir())


def test_an_adopted_batch_says_all_about_itself(ledger: Ledger, draft: Callable[..., object], source: Source) -> None:
    made = draft(rows=5)
    text = "mapping: bank\nversion: 7\n"
    batch = ledger.adopt(
        made.folder, source_sha=source.sha, file="bank.csv", analyst=ANALYST, note="a note", mapping_text=text
    )
    manifest = json.loads((made.folder / "manifest.json").read_text())
    parts = [manifest[key] for key in ("source_sha", "table", "mapping_sha", "cleaner_version")]
    assert batch.batch_id == hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    assert (batch.seq, batch.status, batch.file) == (ledger.sequence, BatchStatus.LIVE, "bank.csv")
    assert (batch.rows_in, batch.rows_ok, batch.rows_rejected) == (6, 5, 1)
    assert (batch.n_entities, batch.n_links, batch.n_rejects) == (5, 5, 1)
    assert (batch.default_grade, batch.default_handling) == ("B2", "P")
    for path in made.folder.iterdir():
        assert (ledger.segment_path(batch.batch_id) / path.name).read_bytes() == path.read_bytes()
    (mapping,) = ledger.mappings()
    assert (mapping.sha, mapping.name, mapping.version, mapping.text) == (batch.mapping_sha, "bank", "7", text)
    assert ledger.events()[-1].note == "a note"
    assert ledger.batches() == [batch] == [ledger.batch(batch.batch_id[:8])]
    assert not list(ledger.folder.tmp.iterdir())
    assert ledger.verify() == []


def test_the_chain_holds_no_file_name_and_no_note(ledger: Ledger, draft: Callable[..., object], source: Source) -> None:
    made = draft()
    ledger.adopt(made.folder, source_sha=source.sha, file="secret name.csv", analyst=ANALYST, note="secret note")
    with sqlite3.connect(ledger.folder.database) as connection:
        rows = connection.execute("SELECT kind || subject || detail FROM event").fetchall()
    assert rows
    assert not any("secret" in row[0] or "bank.csv" in row[0] for row in rows)


def test_the_same_import_again_changes_only_the_chain(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    first = adopt()
    before = (ledger.batches(live_only=False), ledger.graph_sequence)
    assert adopt() == first
    assert (ledger.batches(live_only=False), ledger.graph_sequence) == before
    event = ledger.events()[-1]
    assert (event.kind, event.subject, event.detail["same_digest"]) == ("import_repeated", first.batch_id, True)


def test_a_new_version_supersedes_in_one_event(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    old, other = adopt(version="1"), adopt(mapping="ships")
    before = ledger.sequence
    new = adopt(version="2")
    assert ledger.sequence == before + 1
    assert ledger.events()[-1].detail["supersedes"] == old.batch_id
    assert statuses(ledger) == {old.batch_id: "superseded", other.batch_id: "live", new.batch_id: "live"}
    assert adopt(version="1").seq == old.seq
    assert statuses(ledger) == {old.batch_id: "live", other.batch_id: "live", new.batch_id: "superseded"}
    assert ledger.verify() == []


def test_reverse_and_restore_keep_the_batch_as_it_was(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    batch = adopt()
    assert ledger.reverse(batch.batch_id[:10], analyst="analyst two", reason="wrong file").status == "reversed"
    assert ledger.batches() == []
    with pytest.raises(LedgerError, match="only a live batch"):
        ledger.reverse(batch.batch_id, analyst=ANALYST)
    with pytest.raises(LedgerError, match="was reversed"):
        adopt()
    assert ledger.restore(batch.batch_id, analyst=ANALYST) == batch
    with pytest.raises(LedgerError, match="only a reversed or superseded"):
        ledger.restore(batch.batch_id, analyst=ANALYST)
    assert ledger.verify() == []


def test_a_batch_cannot_be_restored_into_a_taken_place(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    old, new = adopt(version="1"), adopt(version="2")
    with pytest.raises(LedgerError, match=rf"batch {new.batch_id[:16]} is live"):
        ledger.restore(old.batch_id, analyst=ANALYST)
    ledger.reverse(new.batch_id, analyst=ANALYST)
    assert ledger.restore(old.batch_id, analyst=ANALYST).status == "live"


@pytest.mark.parametrize(
    ("prefix", "says"), [("abc", "at least four"), ("zzzz", "at least four"), ("00000000", "no such")]
)
def test_a_batch_is_named_by_a_prefix(ledger: Ledger, adopt: Callable[..., Batch], prefix: str, says: str) -> None:
    adopt()
    with pytest.raises(LedgerError, match=says):
        ledger.batch(prefix)


def _edit(folder: Path, **changes: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes, sort_keys=True))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "manifest.json").unlink(), "no manifest"),
        (lambda f: (f / "manifest.json").write_text("{"), "cannot be read"),
        (lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe"), "cannot be read"),
        (lambda f: _edit(f, format=99), "format 99"),
        (lambda f: _edit(f, n_links=4), "has 3 rows where the manifest says 4"),
        (lambda f: _edit(f, rows_ok=2), "rows in are not"),
        (lambda f: _edit(f, n_entities=2), "ends at an entity|has 3 rows"),
        (lambda f: (f / "links.parquet").write_bytes(b"PAR1"), "sha256 differs"),
        (lambda f: (f / "rejects.parquet").unlink(), "cannot read"),
        (lambda f: _edit(f, source_sha="0" * 64), "another source"),
    ],
)  # fmt: skip
def test_a_bad_draft_is_refused_and_leaves_nothing(
    ledger: Ledger, draft: Callable[..., object], damage: Callable[[Path], object], says: str
) -> None:
    made = draft()
    damage(made.folder)
    before = ledger.sequence
    with pytest.raises(LedgerError, match=says):
        ledger.adopt(made.folder, source_sha=made.source_sha, file="bank.csv", analyst=ANALYST)
    assert ledger.batches(live_only=False) == []
    assert ledger.sequence == before
    assert not list(ledger.folder.segments.iterdir())
    assert not list(ledger.folder.tmp.iterdir())


def test_links_must_end_inside_the_segment(ledger: Ledger, draft: Callable[..., object]) -> None:
    small, large = draft(rows=3), draft(rows=5)
    shutil.copy(large.folder / "links.parquet", small.folder / "links.parquet")
    sha = hashlib.sha256((small.folder / "links.parquet").read_bytes()).hexdigest()
    hashes = json.loads((small.folder / "manifest.json").read_text())["files"]
    _edit(small.folder, files=hashes | {"links.parquet": sha}, n_links=5)
    with pytest.raises(LedgerError, match="ends at an entity that is not in the segment"):
        ledger.adopt(small.folder, source_sha=small.source_sha, file="bank.csv", analyst=ANALYST)


def test_a_draft_of_an_unknown_source_is_refused(
    ledger: Ledger, new_draft: Callable[..., object], tmp_path: Path
) -> None:
    made = new_draft(tmp_path / "d", "0" * 64)
    with pytest.raises(LedgerError, match="not in the case"):
        ledger.adopt(made.folder, source_sha="0" * 64, file="x", analyst=ANALYST)


def test_the_same_import_replaces_a_damaged_segment(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    batch = adopt()
    path = ledger.segment_path(batch.batch_id) / "links.parquet"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    assert ledger.verify()
    assert adopt() == batch
    assert ledger.events()[-1].detail["replaced"] is True
    assert [fault.where.split("/")[0] for fault in ledger.verify()] == ["lost"]


def test_restore_refuses_a_damaged_segment(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    batch = adopt()
    ledger.reverse(batch.batch_id, analyst=ANALYST)
    path = ledger.segment_path(batch.batch_id) / "entities.parquet"
    path.chmod(0o600)
    path.write_bytes(b"")
    with pytest.raises(LedgerError, match=r"damaged: entities\.parquet"):
        ledger.restore(batch.batch_id, analyst=ANALYST)


def test_state_is_what_the_parts_say(ledger: Ledger, adopt: Callable[..., Batch]) -> None:
    adopt()
    ledger.judge("a" * 32, "b" * 32, "same", analyst=ANALYST, reason="")
    ledger.assert_role("a" * 32, "witness", analyst=ANALYST, reason="", protection="W1")
    graph = ledger.sequence
    ledger.record("export", "x", {}, ANALYST)
    state = ledger.state()
    assert (state.sequence, state.head) == (graph, ledger.head)
    assert ledger.graph_sequence == graph < ledger.sequence
    assert list(state.batches) == ledger.batches()
    assert list(state.judgements) == ledger.judgements()
    assert list(state.roles) == ledger.roles()
