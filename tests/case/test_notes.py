"""Notes are events: who, when, every version; they follow merges, name nobody protected, and none of them is lost."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from interviews import interviews
from jejak.case import Case
from jejak.case.notes import NOTE_KINDS, NOTE_WRITTEN, Notes
from jejak.case.records import MASK
from jejak.case.today import today
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import AccessDenied, LedgerError
from named import by_caption, phone_of

ROWS = """Sari Invented Wulandari,V1,Made Up Recruiter,+628120000001
Tuti Invented Lestari,V1,Other Recruiter Man,+628120000002
"""
LATER = "name,class,recruiter,phone\nMade Up Recruiter,W1,Quite Another Man,+628120000001\n"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "later.csv").write_text(LATER)
    with interviews(tmp_path, ROWS, analyst="Officer Who") as opened:
        yield opened


def victim(case: Case) -> str:
    snapshot = case.snapshot()
    return next(n.id for n in map(snapshot.node, range(snapshot.n_nodes)) if n.protection == "V1")


def chain(case: Case) -> str:
    """All that the chain itself holds, without the remarks beside it."""
    with sqlite3.connect(case.folder / "case.db") as database:
        return repr(database.execute("SELECT * FROM event").fetchall())


def test_a_note_tells_who_when_and_what_and_the_chain_holds_no_text(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    number = case.notes.write(made_up, "  seen at the  port\n\twith two others ")
    (note,) = case.notes.of(made_up)
    assert (note.number, note.last.analyst, note.last.text) == (
        number,
        "Officer Who",
        "seen at the port\nwith two others",
    )
    assert note.last.at[:10] == case.ledger.events()[-1].at[:10]
    assert note.live
    assert "port" not in chain(case)
    assert case.notes.counts() == {made_up: 1}
    assert case.verify() == []


def test_a_corrected_note_keeps_its_older_versions(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    number = case.notes.write(made_up, "owns a blue car")
    case.notes.correct(number, "owns a green car", seen=number)
    case.notes.correct(number, "owns a green car", seen=case.notes.one(number).last.seq)  # the same: nothing is written
    (note,) = case.notes.of(made_up)
    assert [version.text for version in note.versions] == ["owns a blue car", "owns a green car"]
    with pytest.raises(LedgerError, match="corrected this note meanwhile"):
        case.notes.correct(number, "owns no car", seen=number)


def test_a_note_is_taken_away_with_a_reason_and_brought_back(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    number = case.notes.write(made_up, "owns a blue car")
    with pytest.raises(LedgerError, match="only with a reason"):
        case.notes.withdraw(number, reason=" ")
    case.notes.withdraw(number, reason="it was another man")
    (note,) = case.notes.of(made_up)
    assert note.ended
    assert (note.ended.text, note.last.text) == ("it was another man", "owns a blue car")
    assert case.notes.counts() == {}
    assert case.notes.find("blue") == ()
    assert case.notes.find("blue", gone=True) == (note,)
    for refused in (
        lambda: case.notes.withdraw(number, reason="again"),
        lambda: case.notes.correct(number, "x", seen=1),
    ):
        with pytest.raises(LedgerError, match="taken away"):
            refused()
    case.notes.restore(number)
    assert case.notes.one(number).live
    with pytest.raises(LedgerError, match="not taken away"):
        case.notes.restore(number)
    assert [event.kind for event in case.ledger.events(kinds=NOTE_KINDS)] == [
        "note_written", "note_withdrawn", "note_restored",
    ]  # fmt: skip


def test_a_note_on_a_link_is_one_of_both_its_ends(case: Case) -> None:
    made_up, phone = by_caption(case)["Made Up Recruiter"], phone_of(case, "628120000001")
    link = f"{made_up}~{phone}~USES"
    case.notes.write(link, "prepaid, bought in Batam")
    assert [note.subject for note in case.notes.around(made_up)] == [link]
    assert [note.subject for note in case.notes.around(phone)] == [link]
    assert case.notes.of(made_up) == ()
    for wrong in (f"{phone}~{made_up}~USES", f"{made_up}~{phone}~CALLED", "0" * 32, "nobody", f"{made_up}~{phone}"):
        with pytest.raises(LedgerError, match=r"not in the graph|about an entity"):
            case.notes.write(wrong, "prepaid")
    assert len(case.ledger.events(kinds=NOTE_KINDS)) == 1


def test_notes_follow_a_merge_and_its_undo(case: Case) -> None:
    made_up, other = by_caption(case)["Made Up Recruiter"], by_caption(case)["Other Recruiter Man"]
    phone = phone_of(case, "628120000002")
    case.notes.write(made_up, "owns a blue car")
    case.notes.write(other, "owns a boat")
    case.notes.write(f"{other}~{phone}~USES", "prepaid")
    judged = case.judge(made_up, other, Verdict.SAME, reason="same photograph")
    one = min(made_up, other, key=lambda ekey: (case.snapshot().code_of(ekey) is None, ekey))
    assert {note.last.text for note in case.notes.of(one)} == {"owns a blue car", "owns a boat"}
    assert case.notes.counts() == {one: 2, f"{one}~{phone}~USES": 1}
    case.undo(judged)
    assert [note.last.text for note in case.notes.of(other)] == ["owns a boat"]
    assert case.notes.counts() == {made_up: 1, other: 1, f"{other}~{phone}~USES": 1}


def test_a_note_follows_what_rules_join_and_stays_readable_when_nothing_is_left(case: Case, tmp_path: Path) -> None:
    (tmp_path / "same.csv").write_text("name,class,recruiter,phone\nYuni Fiction,V1,Quite Another Man,+628120000001\n")
    case.import_file(tmp_path / "same.csv", tmp_path / "m.yaml")  # the same number: one phone of two files
    first, later = (batch.batch_id for batch in case.batches())
    phone = phone_of(case, "628120000001")
    case.reverse(first)
    alone = phone_of(case, "628120000001")
    assert alone != phone  # its ekey is the later file's
    case.notes.write(alone, "prepaid")
    case.restore(first)
    assert case.snapshot().code_of(alone) is None
    assert [note.last.text for note in case.notes.of(phone)] == ["prepaid"]
    case.reverse(first)
    case.reverse(later)
    (note,) = case.notes.all()
    assert (note.subject, note.last.text) == ("", "prepaid")
    assert case.notes.counts() == {}
    assert today(case.ledger, case.snapshot(), ["0" * 32]) == {}


def test_a_text_that_names_somebody_protected_is_not_written(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    number = case.notes.write(made_up, "owns a blue car")
    before = case.ledger.sequence
    for text in ("met sari invented WULANDARI", "met Sari Invented\nWulandari", "x" * 1001):
        for write in (
            lambda text=text: case.notes.write(made_up, text),
            lambda text=text: case.notes.correct(number, text, seen=number),
            lambda text=text: case.notes.withdraw(number, reason=text),
            lambda text=text: case.notes.chart_texts.write(text),
        ):
            with pytest.raises(AccessDenied):
                write()
    with pytest.raises(LedgerError, match="no text"):
        case.notes.write(made_up, " \n ")
    assert case.ledger.sequence == before
    case.notes.write(victim(case), "wants to speak to a woman")  # about her, not naming her
    assert "Sari" not in chain(case)


def test_who_becomes_protected_later_is_masked_and_not_found(case: Case, tmp_path: Path) -> None:
    other = by_caption(case)["Other Recruiter Man"]
    number = case.notes.write(other, "works for Made Up Recruiter")
    drawn = case.notes.chart_texts.write("Made Up Recruiter pays")
    assert [note.number for note in case.notes.find("works RECRUITER")] == [number]
    assert case.notes.chart_texts.told([drawn])[drawn].text == "Made Up Recruiter pays"
    case.import_file(tmp_path / "later.csv", tmp_path / "m.yaml")
    assert case.notes.one(number).last.text == MASK
    assert case.notes.find("works") == case.notes.find(MASK) == ()
    assert case.notes.chart_texts.told([drawn])[drawn].text == MASK
    case.notes.correct(number, "works for somebody", seen=number)
    assert [version.text for version in case.notes.one(number).versions] == [MASK, "works for somebody"]


def test_what_another_process_writes_is_told_and_outlives_this_one(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    assert case.notes.all() == ()
    with Case.open(case.folder, analyst="Somebody Else") as again:
        number = again.notes.write(made_up, "owns a blue car")
    assert case.notes.one(number).last.analyst == "Somebody Else"
    with Case.open(case.folder) as again:
        assert again.notes.all() == case.notes.all()


def test_newest_first_and_words_in_any_case_and_accents(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    first = case.notes.write(made_up, "drinks at Café Contoh")
    second = case.notes.write(made_up, "drinks tea")
    assert [note.number for note in case.notes.all()] == [second, first]
    case.notes.correct(first, "drinks at Café Contoh, daily", seen=first)
    assert [note.number for note in case.notes.all()] == [first, second]
    assert [note.number for note in case.notes.find("CAFE drinks")] == [first]
    assert case.notes.find("  ") == ()


def test_texts_of_charts_are_told_by_their_numbers_alone(case: Case) -> None:
    number = case.notes.chart_texts.write("two lines\nof text")
    written = case.notes.write(by_caption(case)["Made Up Recruiter"], "owns a blue car")
    told = case.notes.chart_texts.told([number, written, 1, 99])
    assert {seq: (one.text, one.analyst) for seq, one in told.items()} == {
        number: ("two lines\nof text", "Officer Who")
    }


def test_a_stranger_event_of_this_kind_does_no_harm(case: Case) -> None:
    case.ledger.record("note_corrected", "99", {}, "x", note="of no note")
    case.ledger.record("note_withdrawn", "word", {}, "x")
    case.ledger.record(NOTE_WRITTEN, "no id", {}, "x", note="of nothing")
    case.ledger.record(NOTE_WRITTEN, "0" * 32, {}, "x", note="of nobody")
    assert [(note.subject, note.last.text) for note in case.notes.all()] == [("", "of nobody"), ("", "of nothing")]


def test_the_notes_of_two_analysts_are_told_apart(case: Case) -> None:
    made_up = by_caption(case)["Made Up Recruiter"]
    number = case.notes.write(made_up, "owns a blue car")
    other = Notes(case.ledger, case.masking, "Somebody Else")
    other.correct(number, "owns a red car", seen=number)
    assert [version.analyst for version in case.notes.one(number).versions] == ["Officer Who", "Somebody Else"]
    assert replace(case.notes.one(number), versions=()) == replace(other.one(number), versions=())
