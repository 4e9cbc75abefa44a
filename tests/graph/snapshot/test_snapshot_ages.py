"""A child by an identity number is protected as one, in memory and on disk; a flag is a word and never a date."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from jejak.case import Case
from jejak.graph.segments import read_entities
from jejak.graph.shelf import Shelf
from jejak.graph.snapshot import build_snapshot, load_snapshot
from jejak.graph.snapshot.births import evidence_of_births
from jejak.schemas.ptypes.national_ids import births_of_number
from jejak.schemas.world import load_world
from jejak.ui.cli import app

WORLD = load_world()
OF_2026 = "6503014103260001"  # 1926 or 2026
OF_2010 = "6503014103100001"
OF_1990 = "6503014103900001"
MET = datetime(2026, 6, 1, tzinfo=UTC)


def person(case: Any, key: str, number: str = "", *, listed: bool = False, **values: Any) -> str:
    known: dict[str, Any] = {"name": f"Name of {key}", "name_raw": key}
    if number and listed:
        known["props"] = {"identifiers": [f"nik:{number}", "passport:A1234567"], "nik": number}
    elif number:
        known |= {"id_scheme": "nik", "id_value": number, "id_valid": True}
    ekey: str = case.entity("one", key, **known, **values)
    return ekey


def protections(case: Any) -> dict[str, str]:
    """The class of everybody, by id."""
    snapshot = build_snapshot(case, WORLD)
    return {snapshot.id_of(code): snapshot.node(code).protection for code in range(snapshot.n_nodes)}


@pytest.mark.parametrize("listed", [False, True])
@pytest.mark.parametrize(
    ("number", "born", "expected"),
    [
        (OF_2010, None, "V2"),
        (OF_2026, None, "V2"),
        (OF_1990, None, "V1"),
        (OF_2026, "1926-03-01", "V1"),
        (OF_2026, "1926", "V1"),
        (OF_2026, "1990-01-01", "V2"),  # neither of the two: nobody knows
        (OF_2010, "1990-03-01", "V2"),
        (OF_1990, "2010-03-01", "V2"),
        ("", "2010", "V2"),
        ("", None, "V1"),
    ],
)
def test_a_victim_is_a_child_by_any_of_her_birth_dates(
    case: Any, number: str, born: str | None, expected: str, listed: bool
) -> None:
    victim = person(case, "v", number, listed=listed, protection="V1", birth_date=born)
    other = person(case, "s", protection="S")
    case.link("one", "RECRUITED_BY", victim, other, t_utc=MET)
    assert protections(case)[victim] == expected


def test_a_number_known_to_be_invalid_tells_no_birth(case: Any) -> None:
    victim = person(case, "v", protection="V1", id_scheme="nik", id_value=OF_2010, id_valid=False)
    case.link("one", "RECRUITED_BY", victim, person(case, "s"), t_utc=MET)
    assert protections(case)[victim] == "V1"


def test_dates_in_which_records_of_one_claim_differ_all_count(case: Any) -> None:
    victim = person(
        case, "v", protection="V1", birth_date="1990-01-01", props={"birth_date_all": ["1990-01-01", "2010-01-01"]}
    )
    quoted = person(case, "q", protection="V1", props={"identifiers": [f"nik:{OF_2010}"], "note": 'said "no"'})
    case.link("one", "RECRUITED_BY", victim, quoted, t_utc=MET)
    assert set(protections(case).values()) == {"V2"}


def test_everybody_gets_a_flag_and_no_flag_holds_a_date(case: Any, tmp_path: Path) -> None:
    sure, perhaps = person(case, "a", OF_2010, protection="S"), person(case, "b", OF_2026)
    adult, victim = person(case, "c", OF_1990), person(case, "d", OF_2026, protection="V1")
    for one in (sure, perhaps, adult):
        case.link("one", "RECRUITED_BY", victim, one, t_utc=MET)
    for snapshot in (build_snapshot(case, WORLD), *(load_snapshot(case, WORLD, tmp_path / "c") for _ in range(2))):
        flags = {snapshot.id_of(code): snapshot.age_flag(code) for code in range(snapshot.n_nodes)}
        assert flags == {sure: "under_age", perhaps: "perhaps_under_age", adult: None, victim: "perhaps_under_age"}
    meta = next((tmp_path / "c").rglob("meta.json")).read_text()
    assert "2010-03" not in meta
    assert "1926" not in meta


@given(
    numbers=st.lists(st.sampled_from([OF_2010, OF_2026, OF_1990]), min_size=1, max_size=3),
    born=st.lists(st.sampled_from(["1990-01-01", "2010", "2009-12"]), max_size=2),
    since=st.integers(1980, 2030),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_evidence_by_the_column_is_all_that_is_stated(
    new_case: Any, numbers: list[str], born: list[str], since: int
) -> None:
    case = new_case()
    for place, number in enumerate(numbers):
        person(case, f"n{place}", number, listed=bool(place % 2))
    for place, text in enumerate(born):
        person(case, f"b{place}", birth_date=text)
    _, entities = read_entities(case.state().batches, case.segment_path, Shelf())
    one = np.zeros(entities.num_rows, np.int32)
    found = evidence_of_births(entities, one, np.array([since]))
    told = set(map(births_of_number, {f"nik:{n}" for n in numbers}))
    latest = max([int(text[:4]) for text in born] + [day.year for dates in told for day in dates])
    assert (0 in found) == (latest >= since)
    if 0 in found:
        assert set(found[0].stated) == set(born)
        assert set(found[0].told) == told


MAPPING = """mapping: victims
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, key: [no], protection: V1, roles: [victim], properties: {name: name, nik: nik}}
  recruiter: {type: person, key: [calo], roles: [recruiter_calo_sponsor], properties: {name: calo, nik: calo_nik}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter}
"""


def test_a_child_by_a_number_alone_is_hidden_in_every_door(tmp_path: Path) -> None:
    this_year = datetime.now(UTC).date()
    unsure = f"65030141{this_year.replace(month=1):%m%y}0001"  # born in January of this year, or a hundred years before
    (tmp_path / "m.yaml").write_text(MAPPING)
    with (tmp_path / "v.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(
            [("no", "name", "nik", "calo", "calo_nik"), ("1", "Wulan Prihatin", unsure, "Pak Calo", unsure[:-1] + "2")]
        )
    with Case.create(tmp_path / "x.case", analyst="tester") as case:
        case.import_file(tmp_path / "v.csv", tmp_path / "m.yaml")
        snapshot = case.snapshot()
        victim, recruiter = (
            next(snapshot.node(code) for code in range(2) if snapshot.node(code).masked is masked)
            for masked in (True, False)
        )
        assert (victim.protection, victim.caption) == ("V2", f"Child victim {victim.id[:8].upper()}")
        assert case.age_note(victim.id) == "Perhaps under age (RF-23)"
        years = f"{this_year.year - 100} / {this_year.year}"
        assert case.age_note(recruiter.id) == f"Perhaps under age: the year of birth can be {years} (RF-23)"
        assert [(one.flag, one.id) for one in case.resolution_report().ages] == [
            ("perhaps_under_age", one) for one in (snapshot.id_of(0), snapshot.id_of(1))
        ]
        case.export(tmp_path / "out", kinds=["csv", "json", "graphml"])
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()).lower()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "x.case" / "cache").rglob("*") if path.is_file()).lower()
    shown = CliRunner().invoke(app, ["show", str(tmp_path / "x.case"), victim.id]).output
    listed = CliRunner().invoke(app, ["resolve", str(tmp_path / "x.case")]).output
    assert "RF-23" in shown
    assert "RF-23" in listed
    for content in (written, kept, shown.lower().encode(), listed.lower().encode()):
        assert b"prihatin" not in content
        assert unsure.encode() not in content
