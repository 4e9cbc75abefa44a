"""Possible matches inherit protection until they are judged not the same or are called suspects."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph.snapshot import Snapshot, build_snapshot, likeness
from jejak.schemas.world import load_world


def masked(snapshot: Snapshot) -> dict[str, bool]:
    return {node.id: node.masked for node in (snapshot.node(code) for code in range(snapshot.n_nodes))}


@pytest.mark.parametrize("other", ["Invented Example", "EXAMPLE INVENTED", "Invented Example bin Somebody"])
def test_the_same_full_name_in_another_file_is_masked_too(case: Any, other: str) -> None:
    victim = case.entity("b1", "v", name="Invented Example", protection="V1")
    twin = case.entity("b2", "t", name=other, birth_date="1980-01-01")
    plain = case.entity("b2", "p", name="Invented Other")
    lone = case.entity("b2", "l", name="Invented")
    shown = masked(build_snapshot(case, load_world()))
    assert shown == {victim: True, twin: True, plain: False, lone: False}


def test_not_the_same_lifts_it_and_a_suspect_is_named(case: Any) -> None:
    victim = case.entity("b1", "v", name="Invented Example", protection="V1")
    twin = case.entity("b2", "t", name="Invented Example")
    suspect = case.entity("b2", "s", name="Invented Example", protection="S")
    assert masked(build_snapshot(case, load_world())) == {victim: True, twin: True, suspect: False}
    case.judge(victim, twin, "not_same")
    assert masked(build_snapshot(case, load_world())) == {victim: True, twin: False, suspect: False}


def test_a_doubled_mononym_is_a_full_name(case: Any) -> None:
    victim = case.entity("b1", "v", name="Invented Invented", protection="V1")
    twin = case.entity("b2", "t", name="INVENTED INVENTED")
    lone = case.entity("b2", "l", name="Invented")
    assert masked(build_snapshot(case, load_world())) == {victim: True, twin: True, lone: False}


WORDS = st.sampled_from(["Sri", "Ani", "ani,", "Wati", "Bin", "Ma'ruf", "Ünal", "I.", "\tBudi", "A/P"])
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(protected=NAMES, others=NAMES)
def test_looking_at_likely_names_only_misses_none(new_case: Any, protected: list[str], others: list[str]) -> None:
    case = new_case()
    for place, name in enumerate(protected):
        case.entity("b1", f"v{place}", name=name, protection="V1")
    for place, name in enumerate(others):
        case.entity("b2", f"o{place}", name=name)
    found = masked(build_snapshot(case, load_world()))
    with patch.object(likeness, "_may_match", lambda names, _: np.ones(len(names), np.bool_)):
        assert found == masked(build_snapshot(case, load_world()))
