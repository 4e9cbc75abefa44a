"""The queue of suggestions: order, decisions and undo, who is masked meanwhile, many at once, what is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alike_case import BROUGHT_BY, alike_case, ids
from jejak.case import Case
from jejak.case.identities import Identities
from jejak.case.merging import Agreement, fit
from jejak.case.queue import Holding, Queue, Show, Wanted
from jejak.case.records import MASK
from jejak.case.steps import Stand
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import AccessDenied, ResolutionError

PairOf = Callable[[str, str], tuple[str, str]]


class Counting:
    """Gives the present state, and counts how often it was asked for."""

    def __init__(self, case: Case) -> None:
        self.case, self.times = case, 0

    def __call__(self) -> Identities:
        self.times += 1
        return self.case.identities


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with alike_case(tmp_path) as opened:
        yield opened


@pytest.fixture
def fresh(case: Case) -> Counting:
    return Counting(case)


@pytest.fixture
def queue(case: Case, fresh: Counting) -> Queue:
    here = case.identities
    return Queue(here, fresh, here.listed())


@pytest.fixture
def pair(case: Case) -> PairOf:
    known = ids(case)
    return lambda one, other: (known[one], known[other])


def names(case: Case, queue: Queue, wanted: Wanted = Wanted()) -> set[frozenset[str]]:  # noqa: B008 -- it is frozen
    called = {ident: number for number, ident in ids(case).items()}
    return {frozenset(called.get(ident, "?") for ident in one) for one in queue.pairs(wanted)}


def test_the_queue_keeps_its_order_and_the_next_pair_follows_a_decision(queue: Queue) -> None:
    order = queue.pairs(Wanted())
    assert len(order) == 6
    assert order == [(one.found.left, one.found.right) for one in queue.listed]
    number = queue.decide(order[1], Verdict.NOT_SAME, reason="two men")
    assert queue.next(order[1], Wanted()) == order[2]
    assert queue.next(order[5], Wanted()) == order[0], "behind the last one the first one is next"
    assert (queue.count().decided, queue.count().left, queue.count().since) == (1, 5, 1)
    assert queue.beside(order[2], Wanted(), -1) == order[1], "going back shows the decided one"
    assert queue.undo(number) == 1
    assert queue.pairs(Wanted()) == order


def test_what_others_have_joined_is_left_no_more(queue: Queue, pair: PairOf) -> None:
    queue.decide(pair("1", "2"), Verdict.SAME, reason="")
    queue.decide(pair("2", "3"), Verdict.SAME, reason="")
    assert queue.count().left == 3
    assert queue.look(pair("1", "3")).one


def test_skipped_pairs_wait_and_a_filter_finds_them(case: Case, queue: Queue, pair: PairOf) -> None:
    queue.skip(pair("1", "2"))
    assert frozenset({"1", "2"}) not in names(case, queue)
    assert names(case, queue, Wanted(show=Show.SKIPPED)) == {frozenset({"1", "2"})}
    assert queue.count().skipped == 1
    queue.decide(pair("1", "2"), Verdict.SAME, reason="")
    assert queue.pairs(Wanted(show=Show.SKIPPED)) == []


def test_score_and_type_narrow_the_queue(queue: Queue) -> None:
    assert queue.pairs(Wanted(kind="organisation")) == []
    assert queue.pairs(Wanted(least=0.99)) == []
    assert len(queue.pairs(Wanted(most=0.99, kind="person"))) == 6


def test_whoever_becomes_protected_is_masked_in_the_next_pair_at_once(
    queue: Queue, fresh: Counting, pair: PairOf
) -> None:
    suspect = pair("5", "6")
    assert [node.caption for node in queue.look(suspect).nodes] == ["Wulan Prihatin", "Wulan Prihatin"]
    queue.decide(pair("4", "5"), Verdict.SAME, reason="")
    shown = queue.look(suspect)
    assert fresh.times == 1
    assert sorted(node.masked for node in shown.nodes) == [False, True]
    assert next(node.caption for node in shown.nodes if node.masked).startswith("Victim ")


def test_a_decision_that_protects_nobody_needs_no_new_graph(queue: Queue, fresh: Counting, pair: PairOf) -> None:
    queue.decide(pair("1", "2"), Verdict.SAME, reason="")
    shown = queue.look(pair("2", "3"))
    assert fresh.times == 0
    assert [node.caption for node in shown.joined] == ["Budi Hartono"]
    queue.decide(pair("4", "6"), Verdict.UNSURE, reason="")  # each half is protected like the other from now on
    assert any(node.masked for node in queue.look(pair("5", "6")).nodes)
    assert fresh.times == 1


def test_what_somebody_else_writes_meanwhile_is_seen(case: Case, queue: Queue, fresh: Counting, pair: PairOf) -> None:
    known = ids(case)
    case.ledger.assert_role(known["1"], "victim", analyst="other", reason="told so")
    assert queue.look(pair("1", "2")).nodes[0].masked
    assert fresh.times == 1


def test_a_merge_tells_who_would_become_protected_and_who_would_be_both(queue: Queue, pair: PairOf) -> None:
    found = queue.look(pair("4", "5")).change
    assert found.newly == "right"
    assert found.protection == "V1"
    assert found.roles == (("victim",), ("broker",))
    assert found.refused is None
    assert found.links[2] == found.links[0] + found.links[1]
    assert queue.look(pair("1", "2")).change.newly == ""


def test_a_merge_tells_of_links_between_the_two(queue: Queue, pair: PairOf) -> None:
    found = queue.look(pair("4", "by"))
    assert found.nodes[1].caption == BROUGHT_BY
    assert found.change.between == (("RECRUITED_BY", 1),)


def test_twins_are_shown_with_what_tells_them_apart(queue: Queue, pair: PairOf) -> None:
    found = queue.look(pair("7", "8"))
    fits = {line.name: line.agreement for line in found.lines}
    assert fits["birth_date"] is Agreement.EQUAL
    assert fits["nik"] is fits["name"] is Agreement.DIFFERENT
    assert found.change.conflicts == ("nik",)
    assert [(one.etype, one.agreement) for one in found.around] == [("phone", Agreement.EQUAL)]


@pytest.mark.parametrize(
    ("name", "left", "right", "fits"),
    [
        ("birth_date", "1990-05-06", "1990-05-06", Agreement.EQUAL),
        ("birth_date", "1990-05-06", "1990-06-05", Agreement.DIFFERENT),
        ("name", "Moh. Soesilo", "MOHAMAD  SUSILO", Agreement.PARTLY),
        ("name", "Rina Kartika", "Rini Kartika", Agreement.DIFFERENT),
        ("nik", "[protected]", "[protected]", Agreement.MASKED),
        ("birth_place", "Batam", "", Agreement.ONE_SIDED),
    ],
)
def test_two_values_fit_together(name: str, left: str, right: str, fits: Agreement) -> None:
    assert fit(name, (left,) if left else (), (right,) if right else ()) is fits


def test_a_weak_bridge_is_told_before_it_is_made(queue: Queue, pair: PairOf) -> None:
    queue.decide(pair("20", "21"), Verdict.SAME, reason="")
    queue.decide(pair("22", "23"), Verdict.SAME, reason="")
    found = queue.look(pair("21", "22")).change
    assert found.bridge == (2, 2)
    assert found.members == 4
    assert not found.large


def test_judgements_that_forbid_a_merge_are_named_and_hold(queue: Queue, pair: PairOf) -> None:
    queue.decide(pair("1", "2"), Verdict.SAME, reason="")
    number = queue.decide(pair("2", "3"), Verdict.NOT_SAME, reason="")
    refused = queue.look(pair("1", "3")).change.refused
    assert refused is not None
    assert str(number) in str(refused.where)
    with pytest.raises(ResolutionError, match="same and not the same"):
        queue.decide(pair("1", "3"), Verdict.SAME, reason="")
    assert queue.count().since == 2


def test_a_pair_of_one_or_of_two_types_is_refused(case: Case, queue: Queue, pair: PairOf) -> None:
    one = pair("1", "2")[0]
    with pytest.raises(ResolutionError, match="with itself"):
        queue.look((one, one))
    phone = next(node.id for node in case.snapshot().nodes_of(range(5)) if node.etype == "phone")
    with pytest.raises(ResolutionError, match="different types"):
        queue.look((one, phone))
    with pytest.raises(ResolutionError, match="no entity has this id"):
        queue.look((one, "0" * 32))


def test_many_at_once_hold_back_what_needs_a_look_and_are_one_step(case: Case, queue: Queue, pair: PairOf) -> None:
    before = case.snapshot().digest
    queue.decide(pair("2", "3"), Verdict.NOT_SAME, reason="")
    found = queue.accepting(Wanted(least=0.9))
    held = {frozenset((one.found.left, one.found.right)): why for one, why in found.held}
    assert held[frozenset(pair("1", "2"))] is held[frozenset(pair("1", "3"))] is Holding.DENIED
    assert held[frozenset(pair("4", "5"))] is held[frozenset(pair("4", "6"))] is Holding.PROTECTS
    assert [frozenset((one.found.left, one.found.right)) for one in found.accepted] == [frozenset(pair("5", "6"))]
    every = queue.accepting(Wanted(least=0.9), protecting=True)
    assert (len(every.accepted), every.seen.entities, every.seen.groups) == (3, 3, 1)
    number, count = queue.accept([(one.found.left, one.found.right) for one in every.accepted], reason="all")
    assert count == 3
    assert queue.stands(number)
    assert queue.count().left == 2
    queue.undo(number)
    assert not queue.stands(number)
    queue.undo(queue.steps()[-1].number)
    assert case.snapshot().digest == before


def test_every_step_tells_who_when_and_what_became_of_it(case: Case, queue: Queue, pair: PairOf) -> None:
    first = queue.decide(pair("1", "2"), Verdict.SAME, reason="one face")
    second = queue.decide(pair("7", "8"), Verdict.NOT_SAME, reason="twins")
    other = replace(case.identities, analyst="other")
    third, _ = other.decide([(*pair("1", "2"), Verdict.UNSURE)], reason="not sure")
    queue.undo(second)
    told = {step.number: step for step in queue.steps()}
    assert list(told) == [third, second, first]
    assert told[first].rulings[0].stand is told[third].rulings[0].stand is Stand.DISPUTED
    assert (told[second].rulings[0].stand, told[second].rulings[0].undone_by) == (Stand.TAKEN_BACK, "tester")
    assert (told[second].left, told[first].first.reason) == (0, "one face")
    assert queue.pairs(Wanted(show=Show.DISPUTED)) == [tuple(sorted(pair("1", "2")))]
    assert len(queue.look(pair("1", "2")).said) == 2
    shown = queue.shown_as([*pair("1", "2"), "0" * 32])
    assert {node.caption for node in shown.values()} == {"Budi Hartono"}


def test_a_reason_that_names_somebody_protected_is_refused_and_nothing_is_written(case: Case, queue: Queue) -> None:
    wanted = next(iter(sorted(case.masking().clear_values(), key=len, reverse=True)))
    before, two = case.head, queue.pairs(Wanted())[0]
    for write in (
        lambda: queue.decide(two, Verdict.UNSURE, reason=f"as {wanted} says"),
        lambda: case.identities.decide([(*two, Verdict.UNSURE)], reason=f"as {wanted} says"),
        lambda: case.judge(*two, Verdict.UNSURE, reason=f"as {wanted} says"),
    ):
        with pytest.raises(AccessDenied, match="names somebody who is protected"):
            write()
    assert case.head == before


def test_a_reason_that_names_whoever_became_protected_later_is_masked_wherever_it_is_shown(
    case: Case, queue: Queue
) -> None:
    wanted = max(case.masking().clear_values(), key=len)
    two = queue.pairs(Wanted())[0]
    case.ledger.judge(*two, Verdict.UNSURE, analyst="before", reason=f"as {wanted} says")  # it was nobody's then
    assert [step.first.reason for step in queue.steps()] == [MASK]
    assert [one.reason for one in queue.look(two).said] == [MASK]
    assert MASK in [one.reason for one in case.identities.history(two[0])]


def test_what_is_written_while_a_decision_is_made_is_not_jumped_over(
    case: Case, queue: Queue, fresh: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = queue.pairs(Wanted())[0]
    write, asked = Identities.decide, fresh.times

    def late(here: Identities, decided: Sequence[Any], *, reason: str) -> tuple[int, int]:
        case.ledger.assert_role(two[0], "victim", analyst="other", reason="meanwhile")
        return write(here, decided, reason=reason)

    monkeypatch.setattr(Identities, "decide", late)
    queue.decide(two, Verdict.NOT_SAME, reason="#")
    assert queue.look(two).nodes[0].masked, "a fresh graph is looked at"
    assert fresh.times > asked
