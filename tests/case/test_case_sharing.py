"""One case under several threads, records of batches that are gone, stores and rankings that do not exist."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from jejak.analysis.parameters import needed
from jejak.analysis.registry import ANALYSES
from jejak.case import Case
from jejak.schemas.errors import AccessDenied, AnalysisError, RecordError, StoreError

MAPPING = """mapping: sharing
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, protection: V1, properties: {name: victim}}
  recruiter: {type: person, key: [recruiter], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter}
"""


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "told.csv").write_text("victim,recruiter\nHidden Woman,Known Broker\n")
    (tmp_path / "more.csv").write_text("victim,recruiter\nHidden Man,Known Broker\n")
    with Case.create(tmp_path / "s.case", analyst="tester") as opened:
        opened.import_file(tmp_path / "told.csv", tmp_path / "m.yaml")
        yield opened


def victim_of(case: Case) -> str:
    snapshot = case.snapshot()
    return next(n.id for n in map(snapshot.node, range(snapshot.n_nodes)) if n.masked)


def test_eight_threads_get_one_snapshot_and_one_answer(case: Case, tmp_path: Path) -> None:
    def ask(_: int) -> tuple[int, str, int, int]:
        return id(case.snapshot()), case.snapshot().digest, len(case.syndicates()), len(case.ranking("degree"))

    for path in (None, tmp_path / "more.csv"):
        if path is not None:
            case.import_file(path, tmp_path / "m.yaml")
        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(ask, range(24)))) == 1


def test_a_record_of_a_reversed_batch_stays_masked(case: Case) -> None:
    ref = case.claims(victim_of(case))[0]
    assert dict(case.record(ref)) == {"victim": dict(case.record(ref))["victim"], "recruiter": "Known Broker"}
    case.reverse(ref.batch_id)
    shown = dict(case.record(ref)).values()
    assert "Hidden Woman" not in shown
    assert "Known Broker" not in shown  # the broker may be protected elsewhere: nobody knows any more


def test_a_name_that_is_not_there_is_no_opening(case: Case) -> None:
    before = case.ledger.sequence
    with pytest.raises(RecordError):
        case.reveal("f" * 32, "identification by the consulate")
    with pytest.raises(AccessDenied):
        case.reveal(victim_of(case), "   short ")
    assert case.ledger.sequence == before


def test_only_rankings_rank(case: Case) -> None:
    ranked = {name for name, _ in case.measures()}
    for name, _ in case.analyses():
        if name in ranked:
            assert [row.caption for row in case.ranking(name)] in ([], ["Known Broker"])
        else:
            with pytest.raises(AnalysisError):
                case.ranking(name)
        if not needed(ANALYSES[name].parameters):
            assert (case.run(name).ranked_by is not None) == (name in ranked)


def test_an_unknown_store_is_refused(case: Case) -> None:
    with pytest.raises(StoreError), case.store("postgres"):
        pass


def test_the_resolution_report_counts(case: Case) -> None:
    report = case.resolution_report()
    assert (report.stated, report.in_graph, report.judgements) == (2, 2, ())


def test_a_victims_number_in_the_record_of_somebody_else_is_masked(case: Case, tmp_path: Path) -> None:
    told = "victim,recruiter,phone\nHidden Woman,Known Broker,+62 812-3456-7890\n"
    (tmp_path / "phones.csv").write_text(told)
    (tmp_path / "p.yaml").write_text(
        MAPPING.replace("mapping: sharing", "mapping: phones")
        .replace("links:", "  phone: {type: phone, key: [phone], properties: {number: phone}}\nlinks:")
        .replace("to: recruiter}", "to: recruiter}\n  - {type: USES, from: victim, to: phone}")
    )
    case.import_file(tmp_path / "phones.csv", tmp_path / "p.yaml")
    (tmp_path / "calls.csv").write_text("caller,remark\nOpen Trader,081234567890\n")
    (tmp_path / "c.yaml").write_text(
        "mapping: calls\nsource: {format: csv}\nentities:\n  a: {type: organisation, properties: {name: caller}}\n"
    )
    case.import_file(tmp_path / "calls.csv", tmp_path / "c.yaml")
    snapshot = case.snapshot()
    trader = next(n.id for n in map(snapshot.node, range(snapshot.n_nodes)) if n.etype == "organisation")
    cells = dict(case.record(case.claims(trader)[0]))
    assert cells["caller"] == "Open Trader"
    assert "081234567890" not in cells.values()
