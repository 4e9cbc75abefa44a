"""What an analyst states by hand: a claim with source, grade and handling; refused whole, reversed exactly, masked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from interviews import MAPPING, interviews
from jejak.case import Case
from jejak.case.by_hand import ByHand, Stated
from jejak.case.hand_record import (
    BY_HAND,
    OPEN,
    HandClaim,
    HandEntity,
    HandLink,
    Statement,
    drawable,
    fields_of,
    fitting,
)
from jejak.case.records import MASK
from jejak.evidence.verify import verify_package
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import LedgerError, RecordError
from jejak.schemas.grading import Handling
from jejak.schemas.world import load_world
from named import by_caption, phone_of

ROWS = """Sari Invented Wulandari,V1,Made Up Recruiter,+628120000001
Tuti Invented Lestari,V1,Other Recruiter Man,+628120000002
"""
SAID = Statement("told by the harbour master on the telephone")
AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with interviews(tmp_path, ROWS, analyst="Officer Who") as opened:
        yield opened


def at_noon(case: Case) -> ByHand:
    return replace(case.by_hand, clock=lambda: AT)


def two(case: Case) -> tuple[str, str]:
    known = by_caption(case)
    return known["Made Up Recruiter"], known["Other Recruiter Man"]


def content(case: Case) -> tuple[str, int]:
    """The graph, and how many events made it."""
    return case.snapshot().digest, len(case.ledger.events())


def faults(case: Case, claim: HandClaim, said: Statement = SAID) -> dict[str, str]:
    """Why a statement is refused, by column; it must not have written anything."""
    before, sources = content(case), len(case.ledger.sources())
    with pytest.raises(ExceptionGroup) as refused:
        case.by_hand.write(claim, said)
    assert content(case) == before
    assert len(case.ledger.sources()) == sources
    assert case.verify() == []
    errors = [one for one in refused.value.exceptions if isinstance(one, RecordError)]
    assert len(errors) == len(refused.value.exceptions)
    return {one.where or "": one.what for one in errors}


# What is written


def test_a_link_is_a_claim_with_source_grade_handling_and_leads_to_who_said_it(case: Case) -> None:
    source, target = two(case)
    link = HandLink("ASSOCIATE_OF", source, target, since="2024-03", until="05/04/2024")
    stated = at_noon(case).write(link, Statement("told by  the harbour\nmaster", "D4", "P"))
    assert stated.link is not None
    (claim,) = case.claims(stated.link.id)
    assert (claim.grade, claim.handling, claim.mapping, claim.locator) == ("D4", "P", BY_HAND, 1)
    assert {stated.link.source, stated.link.target} == {source, target}
    assert stated.link.ts_ms == int(datetime(2024, 3, 1, tzinfo=UTC).timestamp() * 1000)
    assert stated.link.te_ms == int(datetime(2024, 4, 5, tzinfo=UTC).timestamp() * 1000)
    assert dict(case.record(claim)) == {
        "basis": "told by the harbour master", "drawn_link": "ASSOCIATE_OF", "end": "05/04/2024", "from": source,
        "from_type": "person", "grade": "D4", "handling": "P", "time": "2024-03", "to": target, "to_type": "person",
        "written_at": "2026-05-04T03:02:01+00:00", "written_by": "Officer Who",
    }  # fmt: skip
    (kept,) = [one for one in case.ledger.sources() if one.sha == claim.source_sha]
    assert (kept.analyst, kept.origin) == ("Officer Who", "written by Officer Who")
    assert json.loads(case.ledger.source_path(kept.sha).read_text())["basis"] == "told by the harbour master"
    assert case.account.sources.one(kept.sha).by_hand
    assert case.verify() == []
    assert not list((case.folder / "tmp").iterdir())


def test_a_link_makes_its_ends_no_better_known_and_its_ends_are_the_ones_chosen(case: Case) -> None:
    source, target = two(case)
    before = {ident: case.snapshot().node(case.snapshot().code_of(ident) or 0) for ident in (source, target)}
    n_nodes = case.snapshot().n_nodes
    case.by_hand.write(HandLink("ASSOCIATE_OF", target, source), replace(SAID, grade="B2"))
    weak = case.by_hand.write(HandEntity("person", {"name": "Only Heard Of"}), replace(SAID, grade="E5")).node
    assert weak is not None
    case.by_hand.write(HandLink("ASSOCIATE_OF", weak.id, source), replace(SAID, grade="B2"))
    snapshot = case.snapshot()
    assert snapshot.n_nodes == n_nodes + 1
    for ident, old in before.items():
        new = snapshot.node(snapshot.code_of(ident) or 0)
        assert (new.caption, new.best_grade, new.protection) == (old.caption, old.best_grade, old.protection)
    assert snapshot.node(snapshot.code_of(weak.id) or 0).best_grade == "E5"


def test_an_entity_joins_what_the_case_has_by_the_rules_of_an_import(case: Case) -> None:
    phone = phone_of(case, "628120000001")
    claim = HandEntity("phone", {"number": "+62 812-000 0001"})
    assert case.by_hand.try_out(claim, SAID).known == ("number",)
    assert case.by_hand.try_out(HandEntity("phone", {"number": "+62 812-000 0009"}), SAID).known == ()
    stated = case.by_hand.write(claim, SAID)
    assert stated.node is not None
    assert stated.node.id == phone
    assert len(case.claims(phone)) == 2


def test_the_number_of_somebody_protected_is_known_too_and_nobody_is_named(case: Case) -> None:
    victim = case.by_hand.write(HandEntity("person", {"name": "Third Girl", "passport_no": "C1234567"}, "V1"), SAID)
    assert victim.node is not None
    assert victim.node.masked
    tried = case.by_hand.try_out(HandEntity("person", {"name": "Somebody", "passport_no": "c 1234567"}), SAID)
    assert (tried.known, tried.faults) == (("passport_no",), ())


def test_an_amount_is_exact_and_needs_a_type_that_has_one(case: Case) -> None:
    source, target = two(case)
    paid = HandLink("TRANSFERRED", source, target, "2024-05-01", "", "1500000.50", "IDR")
    stated = case.by_hand.write(paid, SAID)
    assert stated.link is not None
    assert (str(stated.link.amount), stated.link.currency) == ("1500000.50000000", "IDR")
    assert faults(case, replace(paid, currency="")) == {"currency": "an amount needs its currency"}
    assert faults(case, replace(paid, ltype="ASSOCIATE_OF")).keys() == {"amount"}
    assert faults(case, replace(paid, amount="much")).keys() == {"amount"}
    assert faults(case, replace(paid, currency="RUPIAHS")).keys() == {"currency"}


def test_the_same_words_at_the_same_time_are_the_same_bytes(case: Case, tmp_path: Path) -> None:
    claim = HandEntity("person", {"name": "Somebody New", "nik": "3171234567890123"}, "N", "broker", "2024", "2024-06")
    first = at_noon(case).write(claim, SAID)
    digest = case.snapshot().digest
    again = at_noon(case).write(claim, SAID)  # pressed twice
    assert (again.batch_id, case.snapshot().digest) == (first.batch_id, digest)
    with Case.create(tmp_path / "other.case", analyst="Officer Who") as other:
        assert at_noon(other).write(claim, SAID).batch_id == first.batch_id
        mine, theirs = (next(b for b in one.batches() if b.mapping == BY_HAND) for one in (case, other))
        assert (mine.digest, mine.source_sha) == (theirs.digest, theirs.source_sha)
    later = case.by_hand.write(claim, SAID)
    assert later.batch_id != first.batch_id  # said at another time, it is another source
    assert first.node is not None
    assert first.node.role_times[0].text == "broker 2024/2024-06"


# What is taken back


def test_reversing_takes_out_exactly_what_was_stated(case: Case) -> None:
    source, target = two(case)
    states = [case.snapshot().digest]
    made: list[Stated] = []
    for claim in (
        HandEntity("person", {"name": "Somebody New"}, role="victim"),
        HandLink("ASSOCIATE_OF", source, target),
        HandEntity("phone", {"number": "+628120000001"}),
        HandLink("USES", target, phone_of(case, "628120000001")),
    ):
        made.append(case.by_hand.write(claim, SAID))
        states.append(case.snapshot().digest)
    assert len(set(states)) == len(states)
    for stated, before in zip(reversed(made), reversed(states[:-1]), strict=True):
        case.reverse(stated.batch_id, reason="it was a mistake")
        assert case.snapshot().digest == before
    for stated, after in zip(made, states[1:], strict=True):
        case.restore(stated.batch_id)
        assert case.snapshot().digest == after
    assert case.verify() == []


def test_an_end_can_be_decided_otherwise_like_every_identity(case: Case) -> None:
    source, target = two(case)
    case.by_hand.write(HandLink("ASSOCIATE_OF", source, target), SAID)
    ties = [one for one in case.ledger.judgements() if one.verdict is Verdict.SAME]
    assert {one.reason for one in ties} == {SAID.basis}
    assert len({one.group for one in ties}) == 1
    case.ledger.undo_together(ties[0].group, analyst="Officer Who", reason="they were two others")
    snapshot = case.snapshot()
    assert snapshot.n_links == 5
    ends = set(case.between(snapshot.link_id(row) for row in range(snapshot.n_links)))
    assert {source, target} <= ends
    assert len(ends) == 8


def test_a_failing_import_leaves_no_judgement(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = two(case)
    before = case.snapshot().digest

    def full(*_args: object, **_named: object) -> None:
        raise LedgerError("disk full")

    monkeypatch.setattr(type(case.ledger), "adopt", full)
    with pytest.raises(LedgerError):
        case.by_hand.write(HandLink("ASSOCIATE_OF", source, target), SAID)
    assert case.ledger.judgements() == []
    assert case.snapshot().digest == before


# What is refused


@pytest.mark.parametrize(
    ("claim", "columns"),
    [
        (HandEntity("phone", {"number": "0812 12"}), {"number"}),
        (HandEntity("person", {"name": "A Name", "birth_date": "1990-13-45"}), {"birth_date"}),
        (
            HandEntity("person", {"name": "A Name", "birth_date": "31.2.1990", "passport_no": "!!"}),
            {"birth_date", "passport_no"},
        ),
        (HandEntity("person", {"name": "A Name"}, "V9", "wizard", "once"), {"protection", "role", "role_since"}),
        (HandEntity("person", {"name": "A Name"}, since="2024"), {"role"}),
        (HandEntity("person", {"name": " ", "birth_date": "1990"}), {""}),
        (HandEntity("person", {"name": "A Name", "shoe_size": "42"}), {""}),
        (HandEntity("phone", {"number": "+628120000001"}, "V1", "victim"), {"protection", "role"}),
        (HandEntity("unknown_party"), {""}),
        (HandEntity("dragon", {"name": "A Name"}), {""}),
        (HandEntity("address", {"full": "the house of Sari Invented Wulandari"}), {"full"}),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_field_and_nothing_is_written(
    case: Case, claim: HandEntity, columns: set[str]
) -> None:
    assert faults(case, claim).keys() == columns
    assert {one.column for one in case.by_hand.try_out(claim, SAID).faults} == columns


def test_a_basis_a_grade_and_a_handling_code_are_needed(case: Case) -> None:
    claim = HandEntity("person", {"name": "A Name"})
    assert faults(case, claim, Statement(" \n")).keys() == {"basis"}
    assert "protected" in faults(case, claim, Statement("heard from SARI invented wulandari"))["basis"]
    for grade in ("A2", "B1", "A1", "", "G7", "2B"):
        assert faults(case, claim, replace(SAID, grade=grade)).keys() == {"grade"}
    assert faults(case, claim, replace(SAID, handling="X")).keys() == {"handling"}
    case.by_hand.write(claim, replace(SAID, grade="B2", handling=Handling.PERMITTED))


def test_a_link_needs_two_that_its_type_can_join(case: Case) -> None:
    source, target = two(case)
    phone = phone_of(case, "628120000001")
    for claim in (
        HandLink("ASSOCIATE_OF", source, source),
        HandLink("ASSOCIATE_OF", source, "0" * 32),
        HandLink("ASSOCIATE_OF", source, "nobody"),
        HandLink("USES", phone, target),
        HandLink("LOVES", source, target),
    ):
        assert faults(case, claim).keys() == {""}
    assert faults(case, HandLink("USES", target, phone, since="long ago")).keys() == {"time"}


def test_no_file_from_outside_passes_for_what_an_analyst_wrote(case: Case, tmp_path: Path) -> None:
    (tmp_path / "forged.yaml").write_text(MAPPING.replace("mapping: interviews", f"mapping: {BY_HAND}"))
    with pytest.raises(Exception, match="kept for what analysts state by hand"):
        case.import_file(tmp_path / "rows.csv", tmp_path / "forged.yaml")
    case.by_hand.write(HandEntity("person", {"name": "A Name"}), SAID)
    assert BY_HAND not in {one.name for one in case.intake.mappings.all()}


# Who is protected


def test_a_victim_is_a_pseudonym_at_once_and_the_record_hides_the_name_but_not_who_wrote(case: Case) -> None:
    girl = HandEntity("person", {"name": "Third Invented Girl", "passport_no": "C1234567"}, role="victim")
    stated = case.by_hand.write(girl, SAID)
    assert stated.node is not None
    assert stated.node.masked
    assert "Third" not in stated.node.caption
    (claim,) = case.claims(stated.node.id)
    cells = dict(case.record(claim))
    assert (cells["name"], cells["passport_no"]) == (MASK, MASK)
    assert (cells["basis"], cells["written_by"], cells["role"]) == (SAID.basis, "Officer Who", "victim")
    recruiter, _other = two(case)
    link = case.by_hand.write(HandLink("RECRUITED_BY", stated.node.id, recruiter), SAID).link
    assert link is not None
    assert MASK not in dict(case.record(case.claims(link.id)[0])).values()
    for event in case.ledger.events():
        assert "Invented Girl" not in f"{event.subject}{event.detail}{event.note}"
    assert case.searching.find("Third Invented Girl") == []


def test_a_basis_is_masked_where_it_names_who_became_protected_since(case: Case) -> None:
    source, target = two(case)
    link = case.by_hand.write(HandLink("ASSOCIATE_OF", source, target), Statement("Made Up Recruiter said so")).link
    assert link is not None
    assert dict(case.record(case.claims(link.id)[0]))["basis"] == "Made Up Recruiter said so"
    case.ledger.assert_role(source, "witness", analyst="Officer Who", reason="he talks to us", protection="W1")
    assert dict(case.record(case.claims(link.id)[0]))["basis"] == MASK


def test_a_package_with_what_was_stated_verifies_and_names_its_source(case: Case, tmp_path: Path) -> None:
    source, target = two(case)
    stated = case.by_hand.write(HandLink("ASSOCIATE_OF", source, target), replace(SAID, handling="P"))
    hidden = case.by_hand.write(HandEntity("person", {"name": "Third Invented Girl"}, "V1"), SAID).node
    assert stated.link is not None
    assert hidden is not None
    case.export(tmp_path / "package", ids=[source, target, hidden.id], profile_code="L2")
    assert verify_package(tmp_path / "package") == []
    evidence = (tmp_path / "package" / "evidence.csv").read_text()
    assert "link-by-hand-" in evidence
    text = "".join(path.read_text(errors="replace") for path in (tmp_path / "package").iterdir() if path.is_file())
    assert "Invented Girl" not in text


# The declarations


def test_no_property_has_the_name_of_a_column_that_tells_how() -> None:
    for kind in load_world().entity_types.values():
        assert not OPEN & {prop.name for prop in fields_of(kind)}


def test_every_type_that_can_be_stated_has_a_field_that_names_it() -> None:
    world = load_world()
    kinds = {kind.name for kind in drawable(world)}
    assert kinds == world.entity_types.keys() - {"unknown_party"}
    assert [link.name for link in fitting(world, "household_employer", "phone")] == [
        link.name for link in fitting(world, "person", "phone")
    ]
    assert fitting(world, "unknown_party", "account") == ()
