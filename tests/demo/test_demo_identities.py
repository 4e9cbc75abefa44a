"""People who are easily confused stand in the truth and in the files, and rules keep every one of them apart."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.demo.files.desk import Desk, Row
from jejak.demo.run import DemoCase, build_demo
from jejak.demo.scoring import Truth

KINDS = {"twins", "father_and_son", "family_phone", "reused_passport", "two_of_one_name"}
FILES = {"paspor_permohonan.csv", "kyc_rekening.csv", "ferry_manifest.csv", "remittance_ledger.xlsx"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoCase:
    return build_demo(tmp_path_factory.mktemp("identities"), size="small", seed=6)


@pytest.fixture(scope="module")
def told(demo: DemoCase) -> dict[str, object]:
    content: dict[str, object] = json.loads(demo.truth.read_text(encoding="utf-8"))
    return content


def groups(told: dict[str, object], kind: str) -> Iterator[list[dict[str, object]]]:
    for group in told["identities"][kind]:  # type: ignore[index]
        yield [told["people"][key] for key in group]  # type: ignore[index]


def test_every_kind_has_several_groups_that_stand_in_several_files(told: dict[str, object]) -> None:
    files = defaultdict(set)
    for file, _, person, _ in told["mentions"]:  # type: ignore[attr-defined]
        files[person].add(file)
    assert set(told["identities"]) == KINDS  # type: ignore[call-overload]
    for kind in KINDS:
        planted = told["identities"][kind][:4]  # type: ignore[index]
        assert len(planted) == 4
        assert all(files[key] >= FILES for group in planted for key in group)


def test_twins_differ_in_the_serial_of_their_number_alone(told: dict[str, object]) -> None:
    for one, other in groups(told, "twins"):
        assert one["born"] == other["born"]
        assert one["phones"] == other["phones"]
        assert one["name"] != other["name"]
        mine, hers = (next(i for i in p["identifiers"] if len(i) == 16) for p in (one, other))  # type: ignore[attr-defined]
        assert mine[:12] == hers[:12]
        assert mine[12:] != hers[12:]


def test_a_son_carries_his_fathers_name_and_is_a_generation_younger(told: dict[str, object]) -> None:
    for father, son in groups(told, "father_and_son"):
        assert str(son["name"]).split()[0] == str(father["name"]).split()[0]
        assert father["phones"] == son["phones"]
        years = date.fromisoformat(str(son["born"])) - date.fromisoformat(str(father["born"]))
        assert years.days > 20 * 365


def test_a_family_shares_a_phone_and_two_people_a_passport(told: dict[str, object]) -> None:
    for family in groups(told, "family_phone"):
        assert len(family) >= 3
        assert len({str(person["phones"]) for person in family}) == 1
        assert len({person["name"] for person in family}) == len(family)
    for one, other in groups(told, "reused_passport"):
        assert len(set(one["identifiers"]) & set(other["identifiers"])) == 1  # type: ignore[call-overload]
        assert not set(str(one["name"]).split()) & set(str(other["name"]).split())


def test_a_reused_passport_stands_on_two_applications(demo: DemoCase, told: dict[str, object]) -> None:
    text = (demo.files / "paspor_permohonan.csv").read_bytes().decode("utf-16")
    for one, other in groups(told, "reused_passport"):
        (number,) = set(one["identifiers"]) & set(other["identifiers"])  # type: ignore[call-overload]
        assert sum(line.startswith(number) for line in text.splitlines()) >= 2


def test_rules_keep_everybody_apart_and_mentions_lead_to_them(demo: DemoCase, told: dict[str, object]) -> None:
    truth = Truth(demo.truth)
    entities: dict[str, set[str]] = defaultdict(set)
    with Case.open(demo.case) as case:
        snapshot = case.snapshot()
        codes = [code for code, etype in enumerate(snapshot.nodes.column("etype").to_pylist()) if etype == "person"]
        for code, claims in zip(codes, snapshot.claims_of_nodes(codes), strict=True):
            for claim in claims:
                person = truth.who([claim], snapshot.node(code).caption)
                if person:
                    entities[person].add(snapshot.id_of(code))
    for kind in KINDS:
        for group in told["identities"][kind]:  # type: ignore[index]
            assert all(entities[key] for key in group)
            for one, other in combinations(group, 2):
                assert not entities[one] & entities[other], (kind, one, other)


def test_a_trapped_person_moves_nobody_elses_draws(tmp_path: Path) -> None:
    def written(trapped: list[Row]) -> list[tuple[str, ...]]:
        desk = Desk(tmp_path, random.Random(1), trapped=frozenset({"T"}), second=random.Random(2))
        ordinary = [Row((str(n),), ((f"P{n}", "x"),)) for n in range(3000)]
        rows = desk.spoil(desk.shuffled([*ordinary, *trapped]))
        return [row.cells for row in rows if not row.mentions or row.mentions[0][0] != "T"]

    plain = written([])
    assert len(plain) > 3000
    assert plain == written([Row(("trap",), (("T", "y"),))] * 20)
