"""Judgements, roles and free events: written once, taken back by later events, contradictions refused."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jejak.graph.ledger import EventKind, Judgement, Ledger, Verdict
from jejak.schemas.errors import LedgerError, ResolutionError

ANALYST = "analyst one"
A, B, C = "a" * 32, "b" * 32, "c" * 32


def test_a_judgement_is_an_event_and_its_order_means_nothing(ledger: Ledger) -> None:
    made = ledger.judge(B, A, "same", analyst=ANALYST, reason="same passport photo")
    assert (made.left, made.right, made.seq, made.live) == (A, B, ledger.sequence, True)
    assert ledger.judgements() == [made]
    before = ledger.sequence
    assert ledger.judge(A, B, "same", analyst=ANALYST, reason="again") == made
    assert ledger.sequence == before


def test_undo_takes_a_judgement_back_for_good(ledger: Ledger) -> None:
    made = ledger.judge(A, B, "same", analyst=ANALYST, reason="")
    undone = ledger.undo(made.seq, analyst="analyst two", reason="two men of one name")
    assert not undone.live
    assert ledger.judgements() == []
    assert ledger.judgements(live_only=False) == [undone]
    with pytest.raises(ResolutionError, match="does not stand any more"):
        ledger.undo(made.seq, analyst=ANALYST)
    with pytest.raises(ResolutionError, match="is no judgement"):
        ledger.undo(1, analyst=ANALYST)
    assert ledger.judge(A, B, "not_same", analyst=ANALYST, reason="").live


@pytest.mark.parametrize(("first", "second"), [("same", "not_same"), ("not_same", "same")])
def test_the_opposite_of_a_standing_judgement_is_refused(ledger: Ledger, first: str, second: str) -> None:
    made = ledger.judge(A, B, first, analyst=ANALYST, reason="")
    with pytest.raises(ResolutionError, match=f"stands as {first}") as caught:
        ledger.judge(B, A, second, analyst=ANALYST, reason="")
    assert f"undo event {made.seq}" in str(caught.value)
    assert ledger.sequence == made.seq


@pytest.mark.parametrize("later", ["same", "not_same"])
def test_unsure_gives_way_to_a_decision_and_comes_after_one(ledger: Ledger, later: str) -> None:
    first = ledger.judge(A, B, "unsure", analyst=ANALYST, reason="")
    second = ledger.judge(A, B, later, analyst=ANALYST, reason="")
    assert ledger.judgements() == [second]
    assert [one.live for one in ledger.judgements(live_only=False)] == [False, True]
    ledger.undo(second.seq, analyst=ANALYST)
    assert ledger.judgements() == [first]
    again = ledger.judge(A, B, later, analyst=ANALYST, reason="")
    ledger.undo(first.seq, analyst=ANALYST)
    assert ledger.judgements() == [again]
    assert ledger.judge(A, B, "unsure", analyst=ANALYST, reason="").live


@pytest.mark.parametrize(("one", "other"), [("same", "not_same"), ("not_same", "unsure"), ("unsure", "same")])
def test_judgements_of_two_analysts_stand_beside_each_other(ledger: Ledger, one: str, other: str) -> None:
    first = ledger.judge(A, B, one, analyst=ANALYST, reason="")
    second = ledger.judge(A, B, other, analyst="analyst two", reason="")
    assert ledger.judgements() == [first, second]
    ledger.undo(first.seq, analyst=ANALYST)
    assert ledger.judgements() == [second]


def test_two_analysts_of_one_opinion_do_not_depend_on_each_other(ledger: Ledger) -> None:
    first = ledger.judge(A, B, "same", analyst=ANALYST, reason="")
    second = ledger.judge(A, B, "same", analyst="analyst two", reason="")
    assert ledger.judgements() == [first, second]
    ledger.undo(first.seq, analyst=ANALYST)
    assert ledger.judgements() == [second]


def test_a_step_is_taken_back_with_what_a_later_word_replaced(ledger: Ledger) -> None:
    def anything(standing: Sequence[Judgement], news: Sequence[Judgement]) -> None:
        assert all(isinstance(one, Judgement) for one in [*standing, *news])

    made = [(A, B, Verdict.SAME), (B, C, Verdict.SAME)]
    step = ledger.judge_together(made, analyst=ANALYST, reason="", check=anything)
    later = ledger.judge(A, B, "unsure", analyst=ANALYST, reason="")
    assert len(ledger.undo_together(step[0].seq, analyst=ANALYST)) == 2
    ledger.undo(later.seq, analyst=ANALYST)
    assert ledger.judgements() == []
    assert ledger.undo_together(step[0].seq, analyst=ANALYST) == []


def test_judgements_made_alone_are_no_step(ledger: Ledger) -> None:
    made = ledger.judge(A, B, "same", analyst=ANALYST, reason="")
    for number in (0, made.seq):
        with pytest.raises(ResolutionError, match="no judgements were made together"):
            ledger.undo_together(number, analyst=ANALYST)
    assert ledger.judgements() == [made]


def test_the_check_sees_what_stands_and_can_refuse(ledger: Ledger) -> None:
    first = ledger.judge(A, B, "same", analyst=ANALYST, reason="")
    seen: list[tuple[Sequence[Judgement], Judgement]] = []

    def refuse(live: Sequence[Judgement], new: Judgement) -> None:
        seen.append((live, new))
        raise ResolutionError("would join two that are not the same")

    with pytest.raises(ResolutionError, match="would join"):
        ledger.judge(C, B, "same", analyst=ANALYST, reason="", check=refuse)
    assert ledger.judgements() == [first]
    assert [list(live) for live, _ in seen] == [[first]]
    assert (seen[0][1].left, seen[0][1].right, seen[0][1].seq) == (B, C, 0)
    ledger.judge(A, B, "unsure", analyst=ANALYST, reason="")  # the first one may stand again
    with pytest.raises(ResolutionError, match="would join"):
        ledger.judge(C, B, "same", analyst=ANALYST, reason="", check=refuse)
    assert [(one.seq, one.live) for one in seen[1][0]] == [(first.seq, False), (first.seq + 1, True)]


@pytest.mark.parametrize("ekey", ["", "a" * 31, "A" * 32, "g" * 32, "a" * 33])
def test_what_is_no_ekey_is_refused(ledger: Ledger, ekey: str) -> None:
    with pytest.raises(ResolutionError, match="32 hex digits"):
        ledger.judge(A, ekey, "same", analyst=ANALYST, reason="")
    with pytest.raises(ResolutionError, match="32 hex digits"):
        ledger.assert_role(ekey, "witness", analyst=ANALYST, reason="")


def test_nonsense_judgements_are_refused(ledger: Ledger) -> None:
    with pytest.raises(ResolutionError, match="against itself"):
        ledger.judge(A, A, "same", analyst=ANALYST, reason="")
    with pytest.raises(LedgerError, match="same, not_same or unsure"):
        ledger.judge(A, B, "maybe", analyst=ANALYST, reason="")


def test_a_role_is_asserted_and_withdrawn(ledger: Ledger) -> None:
    one = ledger.assert_role(A, "victim", analyst=ANALYST, reason="interview", protection="V1", period=("2024-01", ""))
    two = ledger.assert_role(A, "recruiter_calo_sponsor", analyst=ANALYST, reason="later statement")
    assert (one.protection, one.t_from, one.t_to, one.reason) == ("V1", "2024-01", "", "interview")
    assert ledger.roles() == [one, two]
    ledger.withdraw_role(one.seq, analyst="analyst two")
    assert ledger.roles() == [two]
    assert [role.live for role in ledger.roles(live_only=False)] == [False, True]
    for seq in (one.seq, 1, 99):
        with pytest.raises(LedgerError, match="no standing role"):
            ledger.withdraw_role(seq, analyst=ANALYST)


def test_a_bad_role_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="by its code"):
        ledger.assert_role(A, "The Victim", analyst=ANALYST, reason="")
    with pytest.raises(LedgerError, match="no such protection"):
        ledger.assert_role(A, "victim", analyst=ANALYST, reason="", protection="V9")


def test_any_other_event_can_be_recorded(ledger: Ledger) -> None:
    detail = {"profile": "L0", "count": 3, "score": 0.5, "ids": [A, B], "none": None, "nested": {"a": True}}
    event = ledger.record("name_opened", A, detail, ANALYST, note="suspect's brother")
    assert ledger.events(since=event.seq - 1) == [event]
    assert dict(event.detail) | {"note": ""} == detail | {"note": ""}
    assert event.note == "suspect's brother"
    assert ledger.graph_sequence < ledger.sequence
    assert ledger.verify() == []


@pytest.mark.parametrize("kind", ["", "Upper", "with space", "x" * 65, *EventKind])
def test_reserved_and_malformed_kinds_are_refused(ledger: Ledger, kind: str) -> None:
    with pytest.raises(LedgerError, match="cannot be recorded by hand"):
        ledger.record(kind, "x", {}, ANALYST)


def test_graph_sequence_moves_with_what_changes_the_graph(ledger: Ledger) -> None:
    ledger.judge(A, B, "unsure", analyst=ANALYST, reason="")
    assert ledger.graph_sequence == ledger.sequence
    role = ledger.assert_role(A, "witness", analyst=ANALYST, reason="")
    assert ledger.graph_sequence == ledger.sequence == role.seq
    ledger.record("export", "x", {}, ANALYST)
    assert ledger.graph_sequence == role.seq
