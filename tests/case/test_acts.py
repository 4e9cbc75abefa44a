"""What a reader does is told in the chain: by ids and numbers alone, without waiting; the graph stays as it is."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case.acts import Act
from jejak.schemas.errors import LedgerError

ID = "ab" * 16


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "a.case", name="Acts", analyst="tester") as opened:
        yield opened


def told(case: Case) -> list[tuple[str, str, dict[str, object]]]:
    assert case.acts.flush()
    return [(one.kind, one.subject, dict(one.detail)) for one in case.ledger.events() if one.kind in set(Act)]


def test_acts_are_events_in_their_order_and_leave_the_graph_as_it_is(case: Case) -> None:
    before = case.ledger.graph_sequence
    for number in range(20):
        case.acts.note(Act.EXPANDED, ID, new=number)
    assert told(case) == [("neighbours_expanded", ID, {"new": number}) for number in range(20)]
    assert case.ledger.graph_sequence == before
    assert case.ledger.verify() == []


def test_a_search_stands_in_the_case_under_its_key_alone(case: Case) -> None:
    case.acts.hit_taken(ID, "Siti  RAHAYU binti Contoh", 7)
    ((kind, subject, detail),) = told(case)
    assert (kind, subject, detail["hits"]) == ("search_hit_taken", ID, 7)
    assert detail["text"] == case.acts.keyed("siti rahayu binti contoh") != case.acts.keyed("siti rahayu")
    files = [path for path in case.folder.rglob("*") if path.is_file()]
    assert not any(b"rahayu" in path.read_bytes().lower() for path in files)
    key = case.folder / "keys" / "search.key"
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o077 == 0


def test_each_case_has_a_key_of_its_own(case: Case, tmp_path: Path) -> None:
    with Case.create(tmp_path / "b.case", analyst="tester") as other:
        assert other.acts.keyed("x") != case.acts.keyed("x")
    with Case.open(tmp_path / "b.case", analyst="tester") as again:
        assert again.acts.keyed("x") == other.acts.keyed("x")


@pytest.mark.parametrize("given", [{"subject": "Siti Rahayu"}, {"kind": "Siti Rahayu"}, {"kind": "zażółć"}])
def test_a_name_is_refused_wherever_it_is_put(case: Case, given: dict[str, str]) -> None:
    with pytest.raises(LedgerError, match="only ids"):
        case.acts.note(Act.ASKED, **given)
    assert told(case) == []


def test_a_reader_does_not_wait_for_a_writer_and_nothing_is_lost(case: Case) -> None:
    other = sqlite3.connect(case.folder / "case.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.perf_counter()
    for _ in range(100):
        case.acts.note(Act.DETAIL_OPENED, ID)
    took = time.perf_counter() - began
    assert took < 0.5, "a hundred acts, five milliseconds each"
    assert not case.acts.flush(0.1)
    assert case.acts.waiting == 100
    other.execute("ROLLBACK")
    other.close()
    assert case.acts.flush(20)
    assert len(told(case)) == 100


def test_what_was_done_last_is_written_when_the_case_is_closed(tmp_path: Path) -> None:
    with Case.create(tmp_path / "c.case", analyst="tester") as opened:
        opened.acts.note(Act.TAKEN_OUT, kind="picture")
    with Case.open(tmp_path / "c.case", analyst="tester") as again:
        assert told(again) == [("taken_off_the_screen", "", {"kind": "picture"})]


def test_an_act_is_told_even_when_the_key_cannot_be_used(case: Case) -> None:
    keys = case.folder / "keys"
    keys.mkdir(exist_ok=True)
    (keys / "search.key").write_bytes(b"short")
    case.acts.hit_taken(ID, "somebody", 1)
    assert told(case) == [("search_hit_taken", ID, {"hits": 1, "text": ""})]
