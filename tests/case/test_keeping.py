"""Kept findings are events: by whom, still holding or not, taken back with the graph as it was, nobody protected."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from jejak.analysis.declaration import Result
from jejak.analysis.registry import ANALYSES
from jejak.case import Case
from jejak.case.keeping import FINDING_KEPT, Kept
from jejak.case.reruns import rerun
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import AccessDenied, AnalysisError, JejakError, LedgerError
from jejak.ui.cli import app

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  told: {type: person, key: [name], protection: {column: class}, properties: {name: name}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
  boss: {type: person, key: [boss], properties: {name: boss}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter}
  - {type: ASSOCIATE_OF, from: recruiter, to: boss}
"""
ROWS = """name,class,recruiter,boss
Sari Invented Wulandari,V1,Made Up Recruiter,Big Nobody
Small Childname Putri,V2,Made Up Recruiter,Big Nobody
Tuti Invented Lestari,V1,Other Recruiter Man,Big Nobody
"""
MORE = "name,class,recruiter,boss\nQuiet Witness Teller,W1,Third Recruiter Man,Big Nobody\n"
CLEAR = ("Sari Invented Wulandari", "Small Childname Putri", "Tuti Invented Lestari", "Quiet Witness Teller")


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "rows.csv").write_text(ROWS)
    (tmp_path / "more.csv").write_text(MORE)
    with Case.create(tmp_path / "k.case", analyst="Officer Who") as opened:
        assert opened.import_file(tmp_path / "rows.csv", tmp_path / "m.yaml").rows_rejected == 0
        yield opened


def protected(case: Case) -> list[str]:
    """Ids of the planted victims, by the class that their rows state."""
    nodes = [case.snapshot().node(code) for code in range(case.snapshot().n_nodes)]
    return [node.id for node in nodes if node.protection in {"V1", "V2", "W1"}]


def ident(case: Case, caption: str) -> str:
    nodes = [case.snapshot().node(code) for code in range(case.snapshot().n_nodes)]
    return next(node.id for node in nodes if node.caption == caption)


def invoke(case: Case, *words: str) -> tuple[int, str, str]:
    told = CliRunner().invoke(app, [words[0], str(case.folder), *words[1:]])
    error = told.exception if isinstance(told.exception, JejakError) else ""  # `main` prints it
    return told.exit_code, told.stdout, f"{told.stderr}{error}"


def events(case: Case) -> str:
    """All that the ledger's tables hold of events, as text."""
    with sqlite3.connect(case.folder / "case.db") as database:
        return repr(
            database.execute("SELECT * FROM event").fetchall() + database.execute("SELECT * FROM remark").fetchall()
        )


# Round trip


def test_what_was_kept_is_told_by_whom_and_why(case: Case) -> None:
    result = case.run("degree")
    number = case.keeping.keep(result, note="asked for by the prosecutor")
    (kept,) = case.keeping.findings()
    assert (kept.seq, kept.analyst, kept.note) == (number, "Officer Who", "asked for by the prosecutor")
    assert kept.digest == result.digest
    assert kept.card == json.loads(json.dumps(asdict(result.card)))
    assert [(row.rank, row.id, row.score) for row in kept.rows] == [(r[0], r[1], float(r[4])) for r in result.rows]  # type: ignore[arg-type]
    assert case.keeping.standing(kept).holds
    assert case.keeping.of(result.rows[0][1])[0][1].rank == 1  # type: ignore[arg-type]


def test_it_outlives_the_process(case: Case) -> None:
    number = case.keeping.keep(case.run("degree"))
    with Case.open(case.folder) as again:
        assert again.keeping.one(number) == case.keeping.one(number)


def test_the_same_again_is_one_and_another_analyst_is_another(case: Case) -> None:
    result = case.run("degree")
    assert case.keeping.keep(result) == case.keeping.keep(result)
    other = replace(case.keeping, analyst="Somebody Else")
    assert other.keep(result) != case.keeping.keep(result)
    assert [one.analyst for one in case.keeping.findings()] == ["Officer Who", "Somebody Else"]


def test_every_statement_keeps_the_links_that_it_rests_on(case: Case) -> None:
    result = case.run("ranking", runs=20)
    assert result.findings
    number = case.keeping.keep(result)
    told = [(one.subjects, one.links) for one in case.keeping.one(number).support]
    assert told == [(one.subjects, one.links) for one in result.findings]
    assert all(case.snapshot().link_of(link) is not None for _, links in told for link in links)


@pytest.mark.parametrize("name", sorted(set(ANALYSES) - {"paths"}))
def test_any_analysis_is_kept_without_anybody_protected_and_gives_its_digest_again(case: Case, name: str) -> None:
    hidden = protected(case)
    assert len(hidden) == 3
    result = case.run(name)
    named = set(re.findall(r"[0-9a-f]{32}", repr(result.rows)))
    if not named - set(hidden):  # so small a case has no syndicate
        with pytest.raises(AnalysisError, match="nobody in this result"):
            case.keeping.keep(result)
        return
    number = case.keeping.keep(result)
    kept = case.keeping.one(number)
    listed = {row.id for row in kept.rows}
    assert listed
    assert listed.isdisjoint(hidden)
    assert listed == named - set(hidden)
    assert not [one for one in hidden if one in events(case)]
    again = rerun(case, case.keeping.card(number))
    assert again.same
    assert again.result.digest == kept.digest


# The undo law


KEPT = st.lists(st.sampled_from(["degree", "kcore", "components"]), min_size=1, max_size=4)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(KEPT.flatmap(lambda names: st.permutations(list(enumerate(names)))))
def test_keep_then_undo_leaves_findings_and_graph_as_they_were(case: Case, order: list[tuple[int, str]]) -> None:
    def state() -> tuple[list[Kept], str, int]:
        return case.keeping.findings(), case.snapshot().digest, case.ledger.graph_sequence

    before = state()
    numbers = {place: case.keeping.keep(case.run(name), note=f"number {place}") for place, name in sorted(order)}
    assert len(case.keeping.findings()) == len(before[0]) + len(order)
    assert case.snapshot().digest == before[1]
    for place, _ in order:
        case.keeping.undo(numbers[place])
    assert state() == before
    assert case.ledger.verify() == []


def test_a_finding_is_taken_back_once(case: Case) -> None:
    number = case.keeping.keep(case.run("degree"))
    case.keeping.undo(number)
    for act in (case.keeping.undo, case.keeping.one, case.keeping.card, lambda one: case.keeping.marks([one])):
        with pytest.raises(AnalysisError, match="this finding was taken back"):
            act(number)
    assert [one.live for one in case.keeping.findings(live_only=False)] == [False]
    assert case.keeping.keep(case.run("degree")) > number, "kept anew it has a number of its own"


# The chain


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE event SET detail = replace(detail, ',1,', ',2,') WHERE kind = 'finding_kept'", "was changed"),
        ("UPDATE event SET analyst = 'Nobody' WHERE kind = 'finding_kept'", "was changed"),
        ("UPDATE event SET subject = '1' WHERE kind = 'finding_taken_back'", "was changed"),
        ("UPDATE remark SET text = 'something else'", "its note was changed"),
    ],
)
def test_tampering_is_found(case: Case, change: str, what: str) -> None:
    case.keeping.keep(case.run("degree"), note="as it was")
    case.keeping.undo(case.keeping.keep(case.run("kcore")))
    assert case.ledger.verify() == []
    with sqlite3.connect(case.folder / "case.db") as database:
        for table in ("event", "remark"):
            database.execute(f"DROP TRIGGER {table}_no_update")
        changed = database.execute(change).rowcount
    found = case.ledger.verify()
    assert changed
    assert any(what in fault.what for fault in found)


def test_an_event_of_this_kind_by_another_hand_is_told(case: Case) -> None:
    case.ledger.record(FINDING_KEPT, "degree", {"card": {}, "rows": 3}, "tester")
    with pytest.raises(LedgerError, match="this kept finding cannot be read"):
        case.keeping.findings()


# Still holding


def test_it_tells_how_many_events_have_changed_the_graph(case: Case, tmp_path: Path) -> None:
    number = case.keeping.keep(case.run("degree"))
    assert case.keeping.standing(case.keeping.one(number)).changes == 0, "its own event changes no graph"
    receipt = case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    stands = case.keeping.standing(case.keeping.one(number))
    assert (stands.holds, stands.same_graph, stands.changes) == (False, False, 1)
    assert "the graph has changed since: 1 event" in re.sub(
        r"[\s│]+", " ", invoke(case, "findings", "--format", "csv")[1]
    )
    assert not rerun(case, case.keeping.card(number)).same
    case.reverse(receipt.batch_id)
    stands = case.keeping.standing(case.keeping.one(number))
    assert (stands.holds, stands.changes) == (True, 2), "the graph is the one of the card again"


def test_another_version_of_the_analysis_is_told(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    number = case.keeping.keep(case.run("degree"))
    newer = replace(ANALYSES["degree"], version=99)
    for module in ("jejak.analysis.registry", "jejak.case.keeping"):
        monkeypatch.setattr(f"{module}.ANALYSES", {**ANALYSES, "degree": newer})
    stands = case.keeping.standing(case.keeping.one(number))
    assert (stands.holds, stands.same_graph, stands.version) == (False, True, 99)
    with pytest.raises(AnalysisError, match="another version of the analysis"):
        rerun(case, case.keeping.card(number))


def test_a_result_of_an_older_graph_is_not_kept(case: Case, tmp_path: Path) -> None:
    result = case.run("degree")
    case.import_file(tmp_path / "more.csv", tmp_path / "m.yaml")
    with pytest.raises(AnalysisError, match="the graph has changed since this result"):
        case.keeping.keep(result)
    assert case.keeping.findings() == []


# Nobody protected


def test_paths_to_a_victim_are_not_kept(case: Case) -> None:
    result = case.run("paths", source=ident(case, "Big Nobody"), target=protected(case)[0])
    assert result.rows
    before = case.ledger.sequence
    with pytest.raises(AccessDenied, match="a parameter of this result names somebody protected"):
        case.keeping.keep(result)
    assert case.ledger.sequence == before


def test_paths_through_a_victim_are_kept_without_the_victim(case: Case) -> None:
    ends = {"source": ident(case, "Made Up Recruiter"), "target": ident(case, "Other Recruiter Man")}
    kept = case.keeping.one(case.keeping.keep(case.run("paths", **ends)))
    assert set(ends.values()) <= {row.id for row in kept.rows}
    assert {row.id for row in kept.rows}.isdisjoint(protected(case))


@pytest.mark.parametrize("note", ["because of Sari Invented Wulandari", "tuti  INVENTED lestari told", "{id}", "a\nb"])
def test_no_note_names_somebody_protected(case: Case, note: str) -> None:
    before = case.ledger.sequence
    with pytest.raises(AccessDenied):
        case.keeping.keep(case.run("degree"), note=note.format(id=protected(case)[0]))
    assert case.ledger.sequence == before


def test_a_row_that_names_a_victim_is_left_out_whatever_analysis_wrote_it(case: Case) -> None:
    """No analysis lists victims; a faulty one of tomorrow must not put them into the ledger either."""
    result: Result = case.run("degree")
    victim = protected(case)[0]
    wrong = replace(result, rows=((1, victim, "Victim", "person", *result.rows[0][4:]), *result.rows))
    kept = case.keeping.one(case.keeping.keep(wrong))
    assert victim not in {row.id for row in kept.rows}
    assert victim not in events(case)
    with pytest.raises(AnalysisError, match="nobody in this result"):
        case.keeping.keep(replace(result, rows=wrong.rows[:1]))


def test_who_became_protected_later_is_left_out_of_all_that_is_told(case: Case) -> None:
    boss = ident(case, "Big Nobody")
    number = case.keeping.keep(case.run("ranking", runs=20))
    assert boss in {row.id for row in case.keeping.one(number).rows}
    case.ledger.assert_role(boss, "victim", analyst="tester", reason="told so", protection="V1")
    kept = case.keeping.one(number)
    assert boss not in {row.id for row in kept.rows} | {one for part in kept.support for one in part.subjects}
    assert kept.left_out == 1
    assert case.keeping.of(boss) == []
    assert case.snapshot().code_of(boss) not in case.keeping.marks([number]).values
    assert boss not in invoke(case, "findings", "--format", "json")[1]


def test_the_log_holds_nobody(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    case.keeping.undo(case.keeping.keep(case.run("degree"), note="for the file"))
    case.keeping.findings()
    assert not [text for text in (*protected(case), *CLEAR) if text in caplog.text]


def test_who_was_joined_to_another_is_counted_and_not_shown(case: Case) -> None:
    number = case.keeping.keep(case.run("degree"))
    case.judge(ident(case, "Made Up Recruiter"), ident(case, "Other Recruiter Man"), Verdict.SAME, reason="same face")
    kept = case.keeping.one(number)
    assert kept.left_out == 1
    assert all(case.snapshot().code_of(row.id) is not None for row in kept.rows)


# The command line


def test_the_commands_keep_list_rerun_and_take_back(case: Case) -> None:
    code, out, _ = invoke(case, "analyse", "degree", "--keep", "--note", "=for the file", "--analyst", "A. Nalyst")
    assert code == 0
    number = re.search(r"Kept as (\d+)", out)[1]  # type: ignore[index]
    (row,) = csv.DictReader(io.StringIO(invoke(case, "findings", "--format", "csv")[1]))
    assert (row["number"], row["analyst"], row["analysis"], row["state"]) == (number, "A. Nalyst", "degree", "holds")
    assert row["note"] == "'=for the file", "a spreadsheet must not run it"
    (told,) = json.loads(invoke(case, "findings", "--format", "json")[1])
    assert told["holds"] is True
    assert len(told["rows"]) == len(case.run("degree").rows)
    code, out, _ = invoke(case, "rerun", number, "--format", "json")
    assert (code, json.loads(out)["same"]) == (0, True)
    assert json.loads(out)["digest"] == told["digest"]
    assert invoke(case, "findings", "--undo", number)[0] == 0
    assert "Nothing is kept" in invoke(case, "findings")[1]


def test_an_entity_shows_the_findings_that_list_it(case: Case) -> None:
    number = case.keeping.keep(case.run("degree"))
    best = case.run("degree").rows[0][1]
    (told,) = json.loads(invoke(case, "show", str(best), "--format", "json")[1])["findings"]
    assert (told["number"], told["analysis"], told["rank"], told["same_graph"]) == (number, "degree", 1, True)
    assert "Kept findings" in invoke(case, "show", str(best))[1]
    for victim in protected(case):
        assert json.loads(invoke(case, "show", victim, "--format", "json")[1])["findings"] == []


@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_programs_read_stays_as_it_is(case: Case, form: str) -> None:
    plain = invoke(case, "analyse", "degree", "--format", form)
    kept = invoke(case, "analyse", "degree", "--format", form, "--keep")
    assert kept[1] == plain[1]
    assert "Kept as" in kept[2]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("rerun", "77"), "there is no kept finding of this number"),
        (("rerun", "1"), "there is no kept finding of this number"),
        (("rerun", "9" * 30), "there is no kept finding of this number"),
        (("rerun", "no-such.json"), "the card cannot be read"),
        (("findings", "--undo", "77"), "there is no kept finding of this number"),
        (("analyse", "degree", "--note", "x"), "give --keep with it"),
        (("sync", "--findings", "1,x"), "x is no number of a kept finding"),
        (("sync", "--findings", "1", "--offline", "there"), "belong to the sync after it"),
    ],
)
def test_bad_input_is_one_clear_sentence(case: Case, words: tuple[str, ...], says: str) -> None:
    code, out, err = invoke(case, *words)
    assert code != 0
    assert says in re.sub(r"[\s│]+", " ", err + out)
    assert "Traceback" not in err + out


def test_two_findings_of_one_analysis_are_not_shown_together(case: Case) -> None:
    numbers = [case.keeping.keep(case.run("degree")), case.keeping.keep(case.run("degree", top=1))]
    with pytest.raises(JejakError, match="two chosen findings are of the same analysis"):
        case.keeping.marks(numbers)
