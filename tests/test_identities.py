"""Who is who on small files of many spellings: suggestions, what keeps people apart, decisions by the file, undo."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jejak.case import Case
from jejak.case.identities import Pair, read_decisions, without_doubtful, write_pairs
from jejak.case.side_by_side import side_by_side
from jejak.graph.ledger.records import Verdict
from jejak.graph.resolution import suggesting
from jejak.graph.resolution.groups import MOST_MEMBERS
from jejak.graph.resolution.model import load_model
from jejak.graph.resolution.suggesting import Suggestion, suggest
from jejak.schemas.errors import ResolutionError
from jejak.schemas.i18n import use_language
from jejak.ui.cli import app

PASSPORTS = """mapping: passports
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, region: ID}
entities:
  person:
    type: person
    key: [no]
    properties:
      {number_in_source: no, name: name, birth_date: born, nik: nik, passport_no: passport, father_name: father}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  home: {type: address, key: [address], properties: {full: address}}
links:
  - {type: USES, from: person, to: phone, when: {column: phone, present: true}}
  - {type: RESIDES_AT, from: person, to: home, when: {column: address, present: true}}
"""
INTERVIEWS = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim, birth_date: born}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: RECRUITED_BY, from: victim, to: recruiter}
  - {type: USES, from: recruiter, to: phone, when: {column: phone, present: true}}
"""
HEADER = ("no", "name", "born", "nik", "passport", "father", "phone", "address")
#: People of the story; everybody else is a crowd.
STORY = {
    "calo": ("MOHAMAD SOESILO BIN KARTO", "1980-03-04", "", "", "", "+6281234567001", "Jl. Melati 4, Batam"),
    "twin one": ("Rina Kartika", "1990-05-06", "3501014605900001", "", "Slamet", "+6281234567002", "Jl. Mawar 1"),
    "twin two": ("Rini Kartika", "1990-05-06", "3501014605900002", "", "Slamet", "+6281234567002", "Jl. Mawar 1"),
    "father": ("Darto Wiyono", "1955-01-02", "", "", "Karso", "+6281234567003", "Jl. Kenari 9, Cilacap"),
    "son": ("Tomo Wiyono", "1983-09-10", "", "", "Darto", "+6281234567003", "Jl. Kenari 9, Cilacap"),
    "holder": ("Bagas Aryo", "1991-02-03", "", "B7654321", "", "", "Jl. Angsa 2, Medan"),
    "user": ("Yohan Seran", "1979-11-12", "", "B7654321", "", "", "Jl. Elang 7, Kupang"),
    "victim": ("Wulan Prihatin", "2001-07-08", "", "", "", "", ""),
}  # fmt: skip
FIRST = (
    "Agus",
    "Dewi",
    "Eko",
    "Fitri",
    "Hadi",
    "Indah",
    "Joko",
    "Lina",
    "Nanang",
    "Ratna",
    "Rudi",
    "Sari",
    "Tuti",
    "Wahyu",
)
TOWNS = ("Batam", "Medan", "Solo")
LAST = ("Santoso", "Lubis", "Wibowo", "Utami", "Siregar", "Permana", "Astuti", "Basuki", "Ginting", "Nasution")


def write(path: Path, header: tuple[str, ...], rows: list[tuple[str, ...]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])
    return path


def crowd(seed: int, count: int) -> list[tuple[str, ...]]:
    rng = random.Random(seed)
    return [
        (
            f"{seed}-{i}", f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            f"{rng.randrange(1950, 2000)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}", "", "", "",
            f"+62813{seed:02d}{i:06d}", f"Jl. {rng.choice(LAST)} {rng.randrange(1, 200)}, {rng.choice(TOWNS)}",
        )
        for i in range(count)
    ]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "passports.yaml").write_text(PASSPORTS)
    (tmp_path / "interviews.yaml").write_text(INTERVIEWS)
    story = [(key, *cells) for key, cells in STORY.items()]
    other = [
        ("again", "Moh. Susilo", "1980-04-03", "", "", "", "0812-3456-7001", ""),
        ("victim again", "Wulan Prihatin", "2001-07-08", "", "", "", "", "Jl. Cendrawasih 5, Indramayu"),
    ]
    write(tmp_path / "one.csv", HEADER, [*story, *crowd(1, 150)])
    write(tmp_path / "two.csv", HEADER, [*other, *crowd(2, 150)])
    told = [("Wulan Prihatin", "2001-07-08", "Pak Susilo", "0812 3456 7001")]
    write(tmp_path / "told.csv", ("victim", "born", "recruiter", "phone"), told)
    with Case.create(tmp_path / "x.case", analyst="tester") as case:
        for name in ("one", "two"):
            case.import_file(tmp_path / f"{name}.csv", tmp_path / "passports.yaml")
        case.import_file(tmp_path / "told.csv", tmp_path / "interviews.yaml")
    return tmp_path


@pytest.fixture
def case(folder: Path) -> Iterator[Case]:
    with Case.open(folder / "x.case", analyst="tester") as opened:
        yield opened


def records(case: Case, ident: str) -> set[str]:
    """The keys of the source records behind an entity."""
    return {
        next((value or "" for name, value in case.record(ref) if name in {"no", "recruiter"}), "")
        for ref in case.claims(ident)
    }


def keyed(case: Case, pairs: list[Pair]) -> dict[frozenset[str], Pair]:
    return {frozenset(records(case, pair.left) | records(case, pair.right)): pair for pair in pairs}


def test_one_man_in_three_files_is_suggested_with_reasons(case: Case) -> None:
    found = keyed(case, case.identities.suggestions(0.9))
    pair = found[frozenset({"calo", "again"})]
    told = {why.feature: why.bits for why in pair.why}
    assert told["Name"] > 0 < told["Phone"]
    assert told["Birth date"] > 0  # day and month are swapped
    assert frozenset({"Pak Susilo", "again"}) in found or frozenset({"Pak Susilo", "calo"}) in found


def test_nothing_is_joined_by_a_suggestion(case: Case) -> None:
    before = case.snapshot().digest
    case.identities.suggestions(0.5)
    assert case.snapshot().digest == before
    assert case.resolution_report().judgements == ()


@pytest.mark.parametrize(("one", "other"), [("twin one", "twin two"), ("father", "son"), ("holder", "user")])
def test_who_must_stay_apart_is_not_suggested(case: Case, one: str, other: str) -> None:
    assert frozenset({one, other}) not in keyed(case, case.identities.suggestions(0.92))


def test_a_passport_of_two_people_is_told_and_joins_nobody(case: Case) -> None:
    reused = case.resolution_report().reused
    assert [one.scheme for one in reused] == ["passport"]
    assert set.union(*(records(case, ident) for ident in reused[0].ids)) == {"holder", "user"}


def test_suggestions_are_the_same_in_every_run_and_after_a_reload(folder: Path) -> None:
    found = []
    for _ in range(2):
        with Case.open(folder / "x.case", analyst="tester") as case:
            found.append(case.identities.suggestions(0.5))
        for path in (folder / "x.case" / "cache").glob("findings-*"):
            path.unlink()
    assert found[0] == found[1] != []


def test_parts_change_no_suggestion_and_are_told_as_they_are_done(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = suggest(case.ledger, case.world, load_model(), least=0.01)
    monkeypatch.setattr(suggesting, "_AT_ONCE", 7_000)
    told: list[tuple[str, int, int]] = []
    parts = suggest(case.ledger, case.world, load_model(), least=0.01, progress=lambda *said: told.append(said))
    assert parts == whole
    assert len(parts.found) > 10
    people = [(done, total) for kind, done, total in told if kind == "person"]
    assert [done for done, _ in people] == [*range(7_000, people[0][1], 7_000), people[0][1]]


def test_reasons_are_told_in_the_readers_language(case: Case) -> None:
    use_language("id")
    features = {why.feature for pair in case.identities.suggestions(0.5) for why in pair.why}
    assert {"Nama", "Telepon"} <= features


def test_protected_names_are_in_no_suggestion_and_no_cache(case: Case, folder: Path) -> None:
    pairs = case.identities.suggestions(0.01)
    assert any("Victim" in caption for pair in pairs for caption in (pair.left_caption, pair.right_caption))
    write_pairs(folder / "out.csv", pairs)
    kept = [path.read_bytes() for path in (folder / "x.case" / "cache").glob("findings-*")]
    assert kept
    for text in [(folder / "out.csv").read_bytes(), *kept]:
        assert b"prihatin" not in text.lower()


def test_a_pair_that_was_decided_is_not_suggested_again(case: Case) -> None:
    pair = keyed(case, case.identities.suggestions(0.9))[frozenset({"calo", "again"})]
    for verdict in (Verdict.NOT_SAME, Verdict.UNSURE):
        seq = case.judge(pair.left, pair.right, verdict, reason="looked at the photographs")
        assert frozenset({"calo", "again"}) not in keyed(case, case.identities.suggestions(0.9))
        case.undo(seq)
    assert frozenset({"calo", "again"}) in keyed(case, case.identities.suggestions(0.9))


def test_many_decisions_are_one_step_and_one_undo(case: Case) -> None:
    before = case.snapshot().digest
    pairs = case.identities.suggestions(0.9)
    seen = case.identities.preview(pairs)
    group, count = case.identities.decide([(p.left, p.right, Verdict.SAME) for p in pairs], reason="reviewed")
    assert count == len(pairs) == seen.pairs
    changed = case.snapshot()
    assert changed.digest != before
    assert case.identities.decide([(p.left, p.right, Verdict.SAME) for p in pairs], reason="again") == (0, 0)
    assert case.identities.undo(group) == count
    assert case.snapshot().digest == before
    assert Case.verify_folder(case.folder) == []


def test_of_a_contradictory_set_nothing_is_written(case: Case) -> None:
    ids = [case.snapshot().id_of(code) for code in range(case.snapshot().n_nodes)]
    people = [one for one in ids if case.snapshot().node(case.snapshot().code_of(one) or 0).etype == "person"][:3]
    head = case.head
    a, b, c = people
    with pytest.raises(ResolutionError, match="same and not the same") as caught:
        case.identities.decide([(a, b, Verdict.SAME), (b, c, Verdict.SAME), (a, c, Verdict.NOT_SAME)], reason="")
    assert "tester" in str(caught.value)
    with pytest.raises(ResolutionError, match="judged twice"):
        case.identities.decide([(a, b, Verdict.SAME), (b, a, Verdict.NOT_SAME)], reason="")
    with pytest.raises(ResolutionError, match="no entity"):
        case.identities.decide([(a, b, Verdict.SAME), (a, "0" * 32, Verdict.SAME)], reason="")
    assert case.head == head


def test_a_contradiction_names_the_judgements_that_make_it(case: Case) -> None:
    people = [n.id for n in map(case.snapshot().node, range(case.snapshot().n_nodes)) if n.etype == "person"][:4]
    made = [case.judge(a, b, Verdict.SAME, reason="") for a, b in pairwise(people)]
    with pytest.raises(ResolutionError) as caught:
        case.judge(people[0], people[3], Verdict.NOT_SAME, reason="")
    assert all(f"{seq} (tester)" in str(caught.value) for seq in made)


def test_one_decision_that_holds_two_parts_together_is_told(case: Case) -> None:
    people = [n.id for n in map(case.snapshot().node, range(case.snapshot().n_nodes)) if n.etype == "person"][:6]
    a, b, c, d, e, f = people
    for one, other in ((a, b), (b, c), (a, c), (d, e), (e, f), (d, f)):
        case.judge(one, other, Verdict.SAME, reason="seen")
    assert case.resolution_report().bridges == ()
    case.judge(c, d, Verdict.SAME, reason="a hunch")
    bridge = case.resolution_report().bridges[0]
    assert ({bridge.left, bridge.right}, bridge.parts) == ({c, d}, (3, 3))
    code, said = run("resolve", case.folder)
    assert code == 0
    assert "One decision alone holds two parts together" in said


def test_pairs_that_alone_hold_a_group_together_are_left_for_a_look() -> None:
    def proposed(*pairs: str) -> list[Suggestion]:
        return [Suggestion("person", pair[0], pair[1], 0.99, -8.0, ()) for pair in pairs]

    round_and_bridge = proposed("ab", "bc", "ca", "cd", "de", "ef", "fd")
    assert without_doubtful(round_and_bridge) == [
        one for one in round_and_bridge if (one.left, one.right) != ("c", "d")
    ]
    assert without_doubtful(proposed("ab", "bc", "xy")) == proposed("ab", "bc", "xy")
    star = [Suggestion("person", "00", f"{n:02d}", 0.99, -8.0, ()) for n in range(1, MOST_MEMBERS + 1)]
    assert without_doubtful([*star, *proposed("xy")]) == proposed("xy")


def test_two_side_by_side_have_the_score_of_their_suggestion_and_their_records(case: Case) -> None:
    pair = keyed(case, case.identities.suggestions(0.9))[frozenset({"calo", "again"})]
    told = side_by_side(case, pair.left, pair.right, load_model())
    assert (told.score, told.why) == (pytest.approx(pair.score, abs=1e-5), pair.why)
    assert [(one.file, dict(one.cells)["name"]) for side in (told.left, told.right) for one in side.records] == [
        ("one.csv", "MOHAMAD SOESILO BIN KARTO"), ("two.csv", "Moh. Susilo"),
    ]  # fmt: skip
    assert ("caption", "MOHAMAD SOESILO BIN KARTO", "Moh. Susilo") in told.lines()
    victim = next(p for p in case.identities.suggestions(0.01) if "Victim" in p.left_caption + p.right_caption)
    code, said = run("resolve", case.folder, victim.left, victim.right, "--language", "ms")
    assert code == 0
    assert "Nama" in said
    assert "prihatin" not in said.lower()


def test_a_history_tells_all_that_happened_and_what_stands(case: Case) -> None:
    pair = keyed(case, case.identities.suggestions(0.9))[frozenset({"calo", "again"})]
    first = case.judge(pair.left, pair.right, Verdict.UNSURE, reason="no photo yet")
    case.undo(first)
    second = case.judge(pair.left, pair.right, Verdict.SAME, reason="same scar")
    for ident in (pair.left, pair.right):  # one of the two ids is no longer an entity's
        told = case.identities.history(ident)
        assert [one.what for one in told if one.what != "stated"] == ["unsure", "taken_back", "same"]
        assert {one.about.partition(":")[0] for one in told if one.what == "stated"} == {"one.csv", "two.csv"}
        assert [(one.number, one.standing) for one in told if one.what in {"unsure", "same"}] == [
            (first, "no"), (second, "yes"),
        ]  # fmt: skip
    case.analyst = "budi"
    case.judge(pair.left, pair.right, Verdict.NOT_SAME, reason="other age")
    told = case.identities.history(pair.left)
    assert [one.standing for one in told if one.what in {"same", "not_same"}] == ["disputed", "disputed"]
    code, said = run("resolve", case.folder, "--history", pair.left, "--format", "json")
    assert code == 0
    assert "same scar" in said
    code, said = run("resolve", case.folder, "--history", "0" * 32)
    assert code
    assert "no entity has this id" in said


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_the_way_through_a_file(folder: Path) -> None:
    case, out = folder / "x.case", folder / "pairs.csv"
    assert run("resolve", case, "--suggest", "--least", "0.9", "--out", out)[0] == 0
    with out.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    for row in rows:
        row["decision"] = "same"
    rows[0]["decision"] = ""
    with out.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    code, said = run("resolve", case, "--review", out, "--reason", "all looked at")
    assert code == 0
    assert f"{len(rows) - 1} decisions noted" in said


def test_accepting_above_a_threshold_shows_first_and_then_does(folder: Path) -> None:
    case = folder / "x.case"
    with Case.open(case) as opened:
        before = opened.snapshot().digest
    code, said = run("resolve", case, "--apply", "--least", "0.9")
    assert code == 0
    assert "Nothing was joined" in said
    code, said = run("resolve", case, "--apply", "--least", "0.9", "--yes", "--reason", "checked")
    assert code == 0
    number = said.rsplit("--undo-step", 1)[1].split()[0]
    assert run("resolve", case, "--undo-step", number)[0] == 0
    with Case.open(case) as opened:
        assert opened.snapshot().digest == before
    listed = json.loads(run("resolve", case, "--suggest", "--format", "json", "-n", "3")[1])
    assert len(listed["pairs"]) <= 3
    assert listed["reports"][0]["rules"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n", "lacks a column: left, right, decision"),
        ("left,right,decision\n{a},{b},perhaps\n", "decisions that cannot be used"),
        ("left,right,decision\n{a},ffffffffffffffffffffffffffffffff,same\n", "no entity with this id"),
        ("left,right,decision\n{a},{a},same\n", "against itself"),
    ],
)
def test_a_wrong_file_of_decisions_writes_nothing(case: Case, folder: Path, text: str, says: str) -> None:
    people = [n.id for n in map(case.snapshot().node, range(case.snapshot().n_nodes)) if n.etype == "person"]
    (folder / "bad.csv").write_text(text.format(a=people[0], b=people[1]))
    head = case.head
    with pytest.raises((ResolutionError, ExceptionGroup), match=says):
        case.identities.decide(read_decisions(folder / "bad.csv"), reason="")
    assert case.head == head


def test_a_file_that_is_there_is_not_written_over(case: Case, folder: Path) -> None:
    (folder / "mine.csv").write_text("precious")
    with pytest.raises(ResolutionError, match="there already"):
        write_pairs(folder / "mine.csv", case.identities.suggestions(0.5))
    assert (folder / "mine.csv").read_text() == "precious"
    with pytest.raises(ResolutionError, match="between 0 and 1"):
        case.identities.suggestions(7)
