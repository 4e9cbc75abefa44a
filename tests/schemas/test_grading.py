"""Grades weigh as the domain says."""

from __future__ import annotations

from itertools import pairwise

import pytest

from jejak.schemas.errors import JejakError, SchemaError, raise_together
from jejak.schemas.grading import best_grade, grade_weight, is_grade


def test_a_better_grade_weighs_more() -> None:
    weights = [grade_weight(f"{letter}1") for letter in "ABCDE"]
    assert all(left > right for left, right in pairwise(weights))
    assert grade_weight("B2") == pytest.approx(0.64)


@pytest.mark.parametrize("grade", [None, "", "G1", "A7", "B"])
def test_no_grade_counts_like_one_that_cannot_be_judged(grade: str | None) -> None:
    assert grade_weight(grade) == grade_weight("F6")


def test_the_best_grade_wins_and_others_are_left_out() -> None:
    assert best_grade(["C3", "A2", "x", "B1"]) == "A2"
    assert best_grade(["A2", "B1"]) == best_grade(["B1", "A2"])
    assert best_grade(["x"]) is None
    assert is_grade("F6")
    assert not is_grade("f6")


def test_an_error_says_what_where_and_what_to_do() -> None:
    error = SchemaError("it is wrong", where="types/x.yaml", hint="Correct it.")
    assert str(error) == "types/x.yaml: it is wrong\n  → Correct it."
    assert str(JejakError("alone")) == "alone"


def test_faults_are_raised_together_or_not_at_all() -> None:
    raise_together("nothing", [])
    with pytest.raises(ExceptionGroup) as caught:
        raise_together("two", [SchemaError("a"), SchemaError("b")])
    assert len(caught.value.exceptions) == 2
