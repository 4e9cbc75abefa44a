"""Parameters: every value is checked against its declaration, and every declaration can be read back from text."""

from __future__ import annotations

import pytest

from jejak.analysis.parameters import Parameters, checked, defaults, parsed, specs
from jejak.analysis.registry import ANALYSES
from jejak.schemas.errors import AnalysisError


def as_text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("name", sorted(ANALYSES))
def test_defaults_are_inside_their_own_bounds_and_read_back_from_text(name: str) -> None:
    kind = ANALYSES[name].parameters
    known = defaults(kind)
    assert checked(kind, known) == kind()
    assert {one: parsed(kind, one, as_text(value)) for one, value in known.items()} == dict(known)
    assert list(specs(kind)) == list(known)


@pytest.mark.parametrize(
    ("given", "what", "hint"),
    [
        ({"colour": "red"}, "no such parameter", "graph, layers"),
        ({"top": -1}, "out of bounds", "0 or more"),
        ({"top": "3"}, "a whole number", "200"),
        ({"top": True}, "a whole number", "200"),
        ({"top": 2.5}, "a whole number", "200"),
        ({"layers": "money"}, "a list of words", r"\(\)"),
        ({"graph": "half"}, "no such choice", "whole, actors"),
        ({"as_of": "31-03-2026"}, "another form", "2026-03-31"),
        ({"as_of": "2026-02-30"}, "another form", "2026-03-31"),
        ({"since": "2026-3-1"}, "another form", "2026-03-31"),
        ({"min_grade": "B"}, "another form", "B2"),
        ({"min_grade": "b2"}, "another form", "B2"),
    ],
)
def test_a_value_that_cannot_be_used_is_told(given: dict[str, object], what: str, hint: str) -> None:
    with pytest.raises(AnalysisError, match=what) as error:
        checked(Parameters, given)
    assert error.match(hint)


@pytest.mark.parametrize("text", ["ab", "0" * 31, "0" * 33, "G" * 32, "A" * 32, " " + "0" * 31])
def test_an_id_has_32_digits(text: str) -> None:
    with pytest.raises(AnalysisError, match="another form") as error:
        checked(ANALYSES["paths"].parameters, {"source": text})
    assert error.match("32 digits")
    assert checked(ANALYSES["paths"].parameters, {"source": "0" * 32})


@pytest.mark.parametrize("damping", [float("nan"), float("inf"), 0.0, 1.0])
def test_what_is_no_number_is_out_of_bounds(damping: float) -> None:
    with pytest.raises(AnalysisError, match=r"use 0\.01 to 0\.99"):
        checked(ANALYSES["pagerank"].parameters, {"damping": damping})


@pytest.mark.parametrize(("name", "text"), [("top", "many"), ("top", "1.5"), ("colour", "red"), ("top", "")])
def test_a_text_that_is_no_value_is_told(name: str, text: str) -> None:
    with pytest.raises(AnalysisError):
        parsed(Parameters, name, text)


def test_a_list_is_the_same_in_any_order() -> None:
    assert parsed(Parameters, "layers", " travel, money ,") == ("money", "travel")
    assert checked(Parameters, {"layers": ["travel", "money"]}) == checked(Parameters, {"layers": ("money", "travel")})
    louvain = ANALYSES["louvain"].parameters
    assert checked(louvain, {"resolution": 2}) == checked(louvain, {"resolution": 2.0})
