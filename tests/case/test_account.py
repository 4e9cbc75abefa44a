"""The account of a case: records beside what was made of them, rejects, the audit trail, the quality of the data."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case.acts import Act
from jejak.case.records import MASK
from jejak.case.source_book import PAGE, SourceRow
from jejak.graph.ledger import EventKind, Sought, Verdict
from jejak.schemas.errors import LedgerError

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: C, zone: UTC}
entities:
  worker:
    type: person
    key: [worker]
    protection: {column: class}
    properties: {name: worker, birth_date: born}
  recruiter:
    type: person
    key: [recruiter]
    protection: S
    roles: [recruiter_calo_sponsor]
    properties: {name: recruiter}
links:
  - {type: RECRUITED_BY, from: worker, to: recruiter, time: {column: date, format: "%Y-%m-%d"}}
"""
HEAD = "worker,class,born,recruiter,date,remark\n"
ROWS = 120
LOST, WRONG = 31, 33  # a broken line, and one with a day that is none
HIDDEN = "Contoh Rahasia"


def line(number: int) -> str:
    if number == LOST:
        return f"{HIDDEN} {number}\n"
    day = "2024-02-31" if number == WRONG else f"2024-0{1 + number % 4}-1{number % 10}"
    return f"{HIDDEN} {number},V1,1990-01-02,Pak Calo {number % 7},{day},seen by {HIDDEN} {number}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("account")
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(HEAD + "".join(line(n) for n in range(1, ROWS + 1)))
    with Case.create(folder / "a.case", name="Account", analyst="tester") as case:
        case.import_file(folder / "rows.csv", folder / "m.yaml", origin="Consulate")
        case.import_file(folder / "rows.csv", folder / "m.yaml", origin="Consulate")
    return folder


@pytest.fixture(scope="module")
def case(folder: Path) -> Iterator[Case]:
    with Case.open(folder / "a.case", analyst="tester") as opened:
        yield opened


@pytest.fixture
def row(case: Case) -> SourceRow:
    return case.account.sources.all()[0]


def test_a_source_tells_what_became_of_it(case: Case, row: SourceRow) -> None:
    assert (row.source.name, row.source.origin, row.source.analyst) == ("rows.csv", "Consulate", "tester")
    assert row.words("default_grade") == ("B2",)
    assert row.total("rows_in") == ROWS == row.total("rows_ok") + row.total("rows_rejected")
    assert case.account.sources.one(row.source.sha) == row
    assert len(case.account.sources.repeated(row.source.sha)) == 1
    with pytest.raises(LedgerError, match="no such source"):
        case.account.sources.one("0" * 64)


def test_a_page_shows_each_record_as_the_record_dialog_does(case: Case, row: SourceRow) -> None:
    page = case.account.sources.page_of(row.live[0], 60)
    assert (page.first, page.last, page.total) == (51, 100, ROWS)
    assert [one.number for one in page.records] == list(range(51, 101))
    for one in page.records:
        node = next(made.node for made in one.made if made.node and made.node.masked)
        ref = next(claim for claim in case.claims(node.id) if claim.locator == one.number)
        assert list(one.cells) == case.record(ref)
        assert dict(one.cells)["worker"] == MASK
        assert HIDDEN not in str(one)


def test_beside_a_record_stands_what_was_made_of_it(case: Case, row: SourceRow) -> None:
    one = case.account.sources.page_of(row.live[0], 1).record(1)
    assert one is not None
    nodes = [made.node for made in one.made if made.node]
    links = [made for made in one.made if made.link]
    assert {node.etype for node in nodes} == {"person"}
    assert [made.link.ltype for made in links if made.link] == ["RECRUITED_BY"]
    assert {end.id for end in links[0].ends} == {node.id for node in nodes}
    assert {(made.grade, made.handling) for made in one.made} == {("B2", "C")}


def test_what_could_not_be_read_stands_at_its_place_and_names_nobody(case: Case, row: SourceRow) -> None:
    book, batch = case.account.sources, row.live[0]
    rejects = book.rejects(batch, first=0, limit=10)
    assert {(one.record, one.whole) for one in rejects} >= {(LOST, True)}
    assert HIDDEN not in str(rejects)
    wrong = next(one for one in rejects if one.record == WRONG)
    assert (wrong.column, wrong.raw) == ("date", "2024-02-31"), "a column that feeds a time alone is harmless"
    lost = book.page_of(batch, LOST).record(LOST)
    assert lost is not None
    assert (lost.cells, lost.made) == ((), ())
    assert lost.rejected[0].whole


def test_records_beyond_the_end_are_the_last_page(case: Case, row: SourceRow) -> None:
    page = case.account.sources.page_of(row.live[0], 10**9)
    assert (page.first, page.last) == (2 * PAGE + 1, ROWS)
    assert page.records[-1].number == ROWS


def test_records_of_an_import_that_is_not_live_show_nobody(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "open.csv").write_text(HEAD + "Budi Contoh,S,1980-01-01,Pak Calo,2024-05-01,seen\n")
    with Case.create(tmp_path / "b.case", analyst="tester") as case:
        case.import_file(tmp_path / "open.csv", folder / "m.yaml")
        batch = case.account.sources.all()[0].live[0]
        assert dict(case.account.sources.page_of(batch, 1).records[0].cells)["worker"] == "Budi Contoh"
        case.reverse(batch.batch_id)
        row = case.account.sources.all()[0]
        assert row.live == ()
        (record,) = case.account.sources.page_of(row.batches[0], 1).records
        assert dict(record.cells)["worker"] == MASK
        assert record.made == ()


def test_the_trail_is_paged_narrowed_and_written_out(case: Case) -> None:
    trail = case.account.trail
    person = case.snapshot().id_of(0)
    case.acts.note(Act.DETAIL_OPENED, person)
    case.ledger.record("name_opened", person, {"ids": [person]}, "somebody", note=f"asked after {HIDDEN} 5")
    assert case.acts.flush()
    events, total = trail.page(Sought(), first=0, limit=2)
    assert [one.seq for one in events] == [total, total - 1]
    assert trail.page(Sought(analyst="somebody"), first=0, limit=9)[0][0].note == MASK
    assert trail.page(Sought(kinds=(EventKind.BATCH_ADOPTED,)), first=0, limit=9)[1] == 1
    assert trail.page(Sought(subject=person), first=0, limit=9)[1] == 2
    assert trail.page(Sought(since="2999"), first=0, limit=9) == ([], 0)
    assert trail.place(total - 3, Sought()) == 3
    assert {one.kind for one in trail.since(0)}.isdisjoint(set(Act))
    lines = list(csv.DictReader(io.StringIO(trail.csv(Sought(), lambda event: f"={event.kind}"))))
    assert [int(one["sequence"]) for one in lines] == list(range(total, 0, -1))
    assert lines[0]["what"].startswith("'="), "no spreadsheet takes it for a formula"
    assert HIDDEN not in str(lines)
    assert trail.check().faults == ()


def test_a_search_is_found_by_its_text(case: Case) -> None:
    person = case.snapshot().id_of(0)
    case.acts.hit_taken(person, "Pak  CALO", 3)
    assert case.acts.flush()
    found, total = case.account.trail.page(Sought(holding=case.acts.keyed("pak calo")), first=0, limit=5)
    assert (total, found[0].subject) == (1, person)
    assert case.account.trail.page(Sought(holding=case.acts.keyed("pak")), first=0, limit=5)[1] == 0


def test_a_changed_event_breaks_the_chain(tmp_path: Path) -> None:
    with Case.create(tmp_path / "c.case", analyst="tester") as case:
        case.ledger.record("name_opened", "0" * 32, {}, "tester")
        with sqlite3.connect(case.folder / "case.db") as database:
            database.execute("DROP TRIGGER event_no_update")
            database.execute("UPDATE event SET analyst = 'somebody' WHERE seq = 2")
        database.close()
        assert [(one.where, one.what) for one in case.account.trail.check().faults] == [
            ("event 2", "was changed after it was written")
        ]


def test_the_quality_names_nobody_protected_by_weight_and_finds_the_gaps(case: Case) -> None:
    found = case.account.quality
    snapshot = case.snapshot()
    nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
    people = [node for node in nodes if node.etype == "person"]
    assert (found.people, found.roleless) == (len(people), sum(not node.roles for node in people))
    masked = {node.id for node in people if node.masked}
    assert masked
    assert masked.isdisjoint(found.roleless_ids)
    (layer,) = found.layers
    assert (layer.layer, layer.links, layer.gap) == ("recruitment", snapshot.n_links, None)
    assert case.account.quality is found, "worked out once for one graph"


def test_what_two_sources_state_differently_is_counted(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + "Budi Contoh,S,1980-01-01,Pak Calo,2024-05-01,\n")
    (tmp_path / "b.csv").write_text(HEAD + "Budi Contoh,S,1981-01-01,Pak Calo,2024-09-01,\n")
    with Case.create(tmp_path / "d.case", analyst="tester") as case:
        for name in ("a", "b"):
            case.import_file(tmp_path / f"{name}.csv", folder / "m.yaml")
        snapshot = case.snapshot()
        nodes = [snapshot.node(code) for code in range(snapshot.n_nodes)]
        left, right = (node.id for node in nodes if node.caption == "Budi Contoh")
        case.judge(left, right, Verdict.SAME, reason="the same man")
        (conflict,) = case.account.quality.conflicts
        assert (conflict.etype, conflict.name, conflict.count, len(conflict.ids)) == ("person", "birth_date", 1, 1)
        assert case.account.quality.layers[0].gap is not None
