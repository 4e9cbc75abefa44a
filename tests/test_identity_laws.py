"""Laws of judgements, on random sequences of them: what is taken back leaves no trace, and no order matters."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jejak.case import Case
from jejak.graph.ledger.records import Verdict
from jejak.graph.resolution import check_judgement
from judging import Desk, Doing, Step, do_all, doings, exported, flip, lay_out, orders, undo_all

EXAMPLES = 20
SAME, NOT_SAME, UNSURE = Verdict


def one(analyst: str, left: int, right: int, verdict: Verdict) -> Step:
    """A judgement made alone."""
    return Step(analyst, ((left, right, verdict),))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return lay_out(tmp_path_factory.mktemp("laws"))


@pytest.fixture(scope="module")
def untouched(desk: Desk) -> dict[str, str]:
    with fresh(desk) as case:
        return exported(case)


@contextmanager
def fresh(desk: Desk) -> Iterator[Case]:
    """A copy of the case for one example."""
    with tempfile.TemporaryDirectory() as folder, desk.fresh(Path(folder) / "x.case") as case:
        yield case


def test_the_desk_has_what_the_laws_are_about(desk: Desk, untouched: dict[str, str]) -> None:
    assert len(desk.people) == 9
    with fresh(desk) as case:
        snapshot = case.snapshot()
        people = [node for node in map(snapshot.node, range(snapshot.n_nodes)) if node.etype == "person"]
        assert len(people) == 8  # two are one by rule
        assert {node.protection for node in people} >= {"V1", "V2", "S"}
        assert snapshot.reused
        case.judge(desk.people[0], desk.people[5], SAME, reason="")
        changed = exported(case)
    assert {name for name in changed if changed[name] == untouched[name]} == set()


#: Judgements that would come to contradict each other when a later one is taken back, unless they are refused.
DOUBTED = [one("ann", 0, 3, SAME), one("budi", 0, 3, UNSURE), one("ann", 0, 4, SAME), one("ann", 3, 4, NOT_SAME)]
REPLACED = [one("ann", 0, 3, SAME), one("ann", 0, 3, UNSURE), one("ann", 0, 4, SAME), one("ann", 3, 4, NOT_SAME)]


@settings(max_examples=EXAMPLES)
@given(doing=doings, order=orders)
@example(doing=DOUBTED, order=[1])
@example(doing=REPLACED, order=[1])
def test_all_judgements_taken_back_leave_no_trace(
    desk: Desk, untouched: dict[str, str], doing: list[Doing], order: list[int]
) -> None:
    with fresh(desk) as case:
        do_all(case, desk.people, doing)
        undo_all(case, order)
        flip(case, live=True)
        assert exported(case) == untouched
        assert Case.verify_folder(case.folder) == []


@settings(max_examples=EXAMPLES)
@given(doing=doings, seed=st.integers(0, 999))
def test_only_what_stands_counts(desk: Desk, doing: list[Doing], seed: int) -> None:
    """Do A, do B, take A back: as if B alone had been done; and in whatever order the rest was done."""
    with fresh(desk) as case, fresh(desk) as other:
        do_all(case, desk.people, doing)
        live = case.ledger.judgements()
        for j in random.Random(seed).sample(live, len(live)):
            other.ledger.judge(j.left, j.right, j.verdict, analyst=j.analyst, reason="", check=check_judgement)
        flip(other, live=case.batches()[0].status == "live")
        assert exported(case) == exported(other)
