"""Findings in the cache: the same as computed ones, never of another state, never trusted when touched."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.analysis.parameters import needed
from jejak.analysis.registry import ANALYSES, run
from jejak.analysis.syndicates import find_syndicates
from jejak.case import Case, findings

#: Those that run without being told anything.
ALONE = sorted(name for name, analysis in ANALYSES.items() if not needed(analysis.parameters))
MAPPING = """mapping: ring
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, key: [victim], protection: V1, properties: {name: victim}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
  keeper: {type: person, key: [keeper], roles: [harbourer], properties: {name: keeper}}
  payer: {type: person, key: [payer], roles: [financier], properties: {name: payer}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter}
  - {type: ASSOCIATE_OF, from: recruiter, to: keeper}
  - {type: FAMILY_OF, from: keeper, to: payer}
  - {type: TRANSFERRED, from: payer, to: recruiter, amount: sum, currency: {value: MYR}}
"""
ROWS = """victim,recruiter,keeper,payer,sum
Hidden Woman,Known Broker,House Keeper,Rich Payer,1234.56
Hidden Man,Known Broker,House Keeper,Rich Payer,0.10
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(ROWS)
    with Case.create(tmp_path / "r.case", analyst="tester") as opened:
        opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml")
        yield opened


def kept(case: Case) -> list[Path]:
    return sorted((case.folder / "cache").glob("findings-*"))


def found(case: Case) -> list[str]:
    """Whom a search finds."""
    return [hit.node.caption for hit in case.searching.find("broker")]


@pytest.fixture
def no_computing(case: Case, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A second look at a case whose findings are all kept: whoever computes fails."""
    for name in ALONE:
        case.run(name)
    case.syndicates()
    assert found(case) == ["Known Broker"]

    def refused(*_: object) -> None:
        raise AssertionError("it was computed again")

    monkeypatch.setattr(findings, "run", refused)
    monkeypatch.setattr(findings, "find_syndicates", refused)
    monkeypatch.setattr(findings, "snapshot_index", refused)
    return case


def test_what_is_kept_is_what_is_computed(no_computing: Case) -> None:
    snapshot = no_computing.snapshot()
    assert len(kept(no_computing)) == len(ALONE) + 2
    with Case.open(no_computing.folder) as again:
        assert found(again) == ["Known Broker"]
        for name in ALONE:
            computed, read = run(name, snapshot), again.run(name)
            assert repr(read) == repr(computed)
            assert read.digest == computed.digest
        groups = findings.Findings(again.folder / "cache", again.snapshot(), again.world).syndicates()
        assert groups
        assert repr(groups) == repr(find_syndicates(snapshot))


def test_a_change_of_the_graph_forgets_at_once(case: Case, tmp_path: Path) -> None:
    assert "House Keeper" in str(case.run("degree").rows)
    assert "House Keeper" in kept(case)[0].read_text("utf-8")
    (tmp_path / "v.yaml").write_text(
        "mapping: v\nsource: {format: csv}\ndefaults: {grade: A1}\n"
        "entities:\n  v: {type: person, protection: V1, properties: {name: victim}}\n"
    )
    (tmp_path / "v.csv").write_text("victim\nRich Payer\n")
    case.import_file(tmp_path / "v.csv", tmp_path / "v.yaml")
    case.snapshot()
    assert kept(case) == []
    named = str(case.run("pagerank").rows)
    assert ("House Keeper" in named, "Known Broker" in named) == (True, True)
    assert case.run("degree").card.sequence == case.ledger.graph_sequence


def test_back_to_an_old_state_is_not_the_old_card(case: Case) -> None:
    (batch,) = case.batches()
    before = case.run("degree")
    case.reverse(batch.batch_id)
    assert case.run("degree").rows == ()
    case.restore(batch.batch_id)
    after = case.run("degree")
    assert after.rows == before.rows
    assert after.card.sequence == case.ledger.graph_sequence > before.card.sequence


@pytest.mark.parametrize("damage", ["one byte", "cut", "empty", "other file", "not json", "folder"])
def test_a_damaged_one_is_computed_again(case: Case, damage: str) -> None:
    first = case.run("degree")
    (path,) = kept(case)
    content = path.read_bytes()
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "other file":
        case.run("pagerank")
        shutil.copy(kept(case)[0], path)
    else:
        changed = {
            "one byte": content.replace(b"House Keeper", b"House Keepex"), "cut": content[:-9], "empty": b"",
            "not json": b"0" * 64 + b"\n{",
        }  # fmt: skip
        path.write_bytes(changed[damage])
    assert case.run("degree") == first
    if damage != "folder":
        assert path.read_bytes() == content


@pytest.mark.parametrize("damage", ["one byte", "cut", "sealed nonsense"])
def test_a_damaged_search_index_is_made_again(case: Case, damage: str) -> None:
    with Case.open(case.folder) as other:
        assert found(other) == ["Known Broker"]
    (path,) = kept(case)
    content = path.read_bytes()
    changed = {"one byte": content.replace(b"broker", b"brokex"), "cut": content[:-9], "sealed nonsense": b""}
    path.write_bytes(changed[damage])
    if damage == "sealed nonsense":
        path.write_bytes(findings._seal(path, b"no index") + b"\nno index")
    assert found(case) == ["Known Broker"]
    assert path.read_bytes() == content


def test_other_code_is_another_finding(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.run("degree")
    monkeypatch.setattr(findings, "code_digest", lambda: "other")
    case.run("degree")
    assert len(kept(case)) == 2


def test_no_protected_name_is_kept(no_computing: Case) -> None:
    text = b"".join(path.read_bytes() for path in kept(no_computing))
    assert b"Known Broker" in text
    for name in (b"Hidden Woman", b"Hidden Man"):
        assert name not in text


def test_without_a_cache_it_is_only_slower(case: Case) -> None:
    first = case.run("degree")
    shutil.rmtree(case.folder / "cache")
    (case.folder / "cache").write_text("a file where the folder should be")
    assert findings.Findings(case.folder / "cache", case.snapshot(), case.world).result("degree", {}) == first
