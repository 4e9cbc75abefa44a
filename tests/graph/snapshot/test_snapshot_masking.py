"""No clear name, number or search text of a protected person is anywhere in a snapshot, in memory or on disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jejak.graph.snapshot import build_snapshot, load_snapshot
from jejak.schemas.world import load_world

WORLD = load_world()
PROTECTED_NAME = "Zulaikha Quxworthy"
NIK = "9988776655443322"


def victim(case: Any, batch: str = "one", **values: Any) -> str:
    props = {"identifiers": [f"nik:{NIK}"], "note": f"{PROTECTED_NAME} said", "alias": ["Zuzux"], "nik": NIK}
    known = {"name": PROTECTED_NAME, "name_raw": PROTECTED_NAME.upper(), "birth_date": "1990-03-04"}
    return case.entity(batch, "v", id_scheme="nik", id_value=NIK, id_valid=True, props=props, **known, **values)


def bytes_on_disk(case: Any, folder: Path) -> bytes:
    load_snapshot(case, WORLD, folder)
    return b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file()).lower()


def assert_hidden(case: Any, folder: Path) -> None:
    content = bytes_on_disk(case, folder)
    for text in (PROTECTED_NAME, "Quxworthy", "Zuzux", NIK, "1990-03-04"):
        assert text.lower().encode() not in content


def test_a_victim_by_claim_is_a_pseudonym(case: Any, tmp_path: Path) -> None:
    key = victim(case, protection="V1")
    node = build_snapshot(case, WORLD).node(0)
    assert (node.caption, node.masked, node.protection) == (f"Victim {key[:8].upper()}", True, "V1")
    assert node.props == {}
    assert_hidden(case, tmp_path / "cache")


@pytest.mark.parametrize(
    ("role", "protection", "expected"),
    [
        ("victim", "", "V1"),
        ("potential_victim", "", "V1"),
        ("victim_turned_recruiter", "", "V1"),
        ("witness", "", "W1"),
        ("unknown", "V2", "V2"),
    ],
)
def test_a_role_claimed_later_masks(case: Any, tmp_path: Path, role: str, protection: str, expected: str) -> None:
    key = victim(case)
    assert PROTECTED_NAME.lower().encode() in bytes_on_disk(case, tmp_path / "cache")
    case.role(key, role, protection)
    assert build_snapshot(case, WORLD).node(0).protection == expected
    assert build_snapshot(case, WORLD).node(0).roles == (role,)
    assert_hidden(case, tmp_path / "cache")


def test_roles_of_the_source_count_and_the_strictest_class_wins(case: Any) -> None:
    case.entity("one", "a", name="A B", protection="N", props={"roles": ["financier", "victim"]})
    case.entity("one", "b", name="C D", props={"roles": ["financier"]})
    case.entity("one", "c", "organisation", name="PT E")
    case.entity("one", "d", "organisation", name="PT F", protection="N")
    case.entity("one", "e", name="G H")
    assert build_snapshot(case, WORLD).nodes.column("protection").to_pylist() == ["V1", "S", "S", "N", ""]


def test_what_a_victim_holds_is_masked_and_what_a_suspect_holds_is_not(case: Any, tmp_path: Path) -> None:
    key = victim(case, protection="V1")
    phone = case.entity(
        "one", "t", "phone", id_scheme="phone", id_value="+6281234567", id_valid=True, props={"number": "+6281234567"}
    )
    case.link("one", "USES", key, phone)
    paper = case.entity(
        "one", "d", "identity_document", props={"number": "QX12345", "holder_name_as_printed": PROTECTED_NAME}
    )
    case.link("one", "ISSUED_FOR", paper, key)
    other = case.entity("one", "s", name="Open Suspect", protection="S")
    seen = case.entity("one", "t2", "phone", id_scheme="phone", id_value="+60111", id_valid=True)
    case.link("one", "USES", other, seen)
    snapshot = build_snapshot(case, WORLD)
    masked = {snapshot.id_of(c) for c in range(snapshot.n_nodes) if snapshot.node(c).masked}
    assert masked == {key, phone, paper}
    assert_hidden(case, tmp_path / "cache")
    content = bytes_on_disk(case, tmp_path / "cache")
    assert b"+6281234567" not in content
    assert b"qx12345" not in content
    assert b"+60111" in content


def test_a_merged_or_unsure_half_inherits(case: Any, tmp_path: Path) -> None:
    key = victim(case, protection="V1")
    case.entity("two", "x", name="Unrelated Person")
    half = victim(case, "three")
    case.judge(key, half, "not_same")
    assert PROTECTED_NAME.lower().encode() in bytes_on_disk(case, tmp_path / "cache")
    case.decisions.clear()
    case.judge(key, half, "unsure")
    assert_hidden(case, tmp_path / "second cache")


def test_other_records_do_not_repeat_protected_names_or_numbers(case: Any, tmp_path: Path) -> None:
    victim(case, protection="V1")
    case.entity(
        "two", "s", name="Open Suspect", protection="S", props={"note": f"took {PROTECTED_NAME.upper()}'s money"}
    )
    case.entity("two", "r", name="Other Name", props={"identifiers": [f"nik:{NIK}"], "nik": NIK},
                id_scheme="nik", id_value=NIK, id_valid=True)  # fmt: skip
    case.entity("two", "a", "advert", props={"text": f"call {PROTECTED_NAME}"})
    assert_hidden(case, tmp_path / "cache")
    assert build_snapshot(case, WORLD).node(1).caption == "Open Suspect"


@pytest.mark.parametrize(
    ("birth", "expected"), [("2006-05-02", "V2"), ("2006", "V2"), ("2006-04-30", "V1"), ("1990", "V1")]
)
def test_a_victim_under_18_at_the_time_is_a_child(case: Any, birth: str, expected: str) -> None:
    key = case.entity("one", "v", name="A B", protection="V1", birth_date=birth)
    other = case.entity("one", "o", name="C D", birth_date="2010")
    when = datetime(2024, 5, 1, tzinfo=UTC)
    case.link("one", "REFERRED_BY", key, other, t_utc=when)
    snapshot = build_snapshot(case, WORLD)
    assert snapshot.node(0).protection == expected
    assert snapshot.node(1).protection == ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))),
    classes=st.lists(st.sampled_from(["V1", "V2", "W1", "S", "N", None]), min_size=4, max_size=4),
)
def test_no_secret_on_disk_for_any_holding(
    new_case: Callable[[], Any], held: set[tuple[int, int]], classes: list[str | None]
) -> None:
    case = new_case()
    people = [case.entity("one", f"p{i}", name=f"Namexq{i} Kinxq{i}", protection=c) for i, c in enumerate(classes)]
    phones = [
        case.entity("one", f"t{i}", "phone", id_scheme="phone", id_value=f"+99{i}0{i}7", id_valid=True)
        for i in range(4)
    ]
    for p, t in held:
        case.link("one", "USES", people[p], phones[t])
    content = bytes_on_disk(case, case.root / "cache")
    for i, c in enumerate(classes):
        assert (f"namexq{i}".encode() in content) is (c not in {"V1", "V2", "W1"})
    for i in range(4):
        hidden = any(t == i and classes[p] in {"V1", "V2", "W1"} for p, t in held)
        assert (f"+99{i}0{i}7".encode() in content) is not hidden
