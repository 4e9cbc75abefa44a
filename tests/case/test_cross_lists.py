"""A case beside a list from outside: who is found and who is not, with provenance, and that nothing of it stays."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jejak.case import Case
from jejak.case.cross_lists import COLUMNS, Hit, ListMatches, ListOptions, write_hits
from jejak.case.records import MASK
from jejak.graph.resolution import crossing
from jejak.graph.resolution.beside import beside, known_things
from jejak.graph.resolution.subjects import gather
from jejak.graph.resolution.suggesting import read_claims
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import ResolutionError
from jejak.schemas.i18n import use_language
from jejak.ui.cli import app
from listed_case import HEADER, WATCH, Rows, build, crowd, watch_list, write


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("listed"))


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    return watch_list(tmp_path)


@pytest.fixture
def case(folder: Path) -> Iterator[Case]:
    with Case.open(folder / "x.case", analyst="tester") as opened:
        yield opened


def best(found: ListMatches) -> dict[str, tuple[str, float]]:
    """The best hit of each entry: caption and score."""
    return {hit.own_id: (hit.caption, hit.score) for hit in reversed(found.hits)}


def told(hit: Hit) -> dict[str, float]:
    return {why.feature: why.bits for why in hit.why}


def test_people_of_a_watch_list_are_found_in_other_spelling_and_namesakes_are_not(case: Case, watch: Path) -> None:
    found = case.cross_lists.match(watch)
    captions = best(found)
    assert captions["W1"][0] == "MOHAMAD SOESILO BIN KARTO"
    assert captions["W3"][0] == "Rina Kartika"
    assert min(captions[one][1] for one in ("W1", "W3")) >= 0.92
    assert {"W2", "W5"}.isdisjoint(captions)
    first = next(hit for hit in found.hits if hit.own_id == "W1")
    assert told(first)["Name"] > 0 < told(first)["Phone"]
    assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)


def test_a_hit_says_where_it_comes_from(case: Case, watch: Path) -> None:
    found = case.cross_lists.match(watch)
    hit = next(hit for hit in found.hits if hit.own_id == "W3")
    assert (hit.file, hit.sha256) == ("watch.csv", file_digest(watch))
    assert (hit.record, hit.name) == (3, "R. Kartika")
    assert case.snapshot().code_of(hit.entity) is not None


def contents(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_matching_leaves_the_case_as_it_was_to_the_byte(folder: Path, watch: Path) -> None:
    with Case.open(folder / "x.case", analyst="tester") as case:
        case.snapshot()
        head, sequence, before = case.head, case.ledger.sequence, contents(folder / "x.case")
        assert case.cross_lists.match(watch).hits
        assert (case.head, case.ledger.sequence, contents(folder / "x.case")) == (head, sequence, before)
    closed = contents(folder / "x.case")
    assert run("match", folder / "x.case", watch)[0] == 0
    assert contents(folder / "x.case") == closed


def test_nothing_of_a_protected_person_is_beside_a_pseudonym(case: Case, watch: Path, tmp_path: Path) -> None:
    found = case.cross_lists.match(watch)
    hits = [hit for hit in found.hits if hit.record == 4]
    assert hits
    assert all("Victim" in hit.caption and hit.name == hit.own_id == MASK for hit in hits)
    write_hits(tmp_path / "hits.csv", found.hits)
    code, shown = run("match", case.folder, watch, "--format", "json")
    assert code == 0
    for text in ((tmp_path / "hits.csv").read_text(encoding="utf-8"), shown, repr(found)):
        assert "prihatin" not in text.casefold()
        assert "2001-07-08" not in text


def test_an_entry_that_may_be_a_protected_person_is_masked_in_all_its_hits(case: Case, watch: Path) -> None:
    found = case.cross_lists.match(watch, least=0.0)
    protected = {hit.record for hit in found.hits if "Victim" in hit.caption}
    assert protected
    assert {hit.name for hit in found.hits if hit.record in protected} == {MASK}


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_a_list_changes_no_hit(case: Case, tmp_path: Path, seed: int) -> None:
    rows = [*WATCH, *[(one[0], one[1], one[2], "", one[5]) for one in crowd(2, 40)]]
    header = ("No", "Nama Lengkap", "Tgl lahir", "NIK", "No HP")

    def hits(name: str, listed: Rows) -> list[tuple[object, ...]]:
        found = case.cross_lists.match(write(tmp_path / name, header, listed), ListOptions(region="ID"), least=0.01)
        assert {hit.record for hit in found.hits} <= set(range(1, len(listed) + 1))
        return sorted((hit.entity, hit.score, hit.why, hit.own_id, hit.name) for hit in found.hits)

    turned = list(rows)
    random.Random(seed).shuffle(turned)
    assert hits("as.csv", rows) == hits("turned.csv", turned) != []


def test_a_list_is_compared_as_if_it_had_been_imported(folder: Path, tmp_path: Path) -> None:
    """All that is said of a pair is the same but for contacts, which a list has none of."""
    rows = [
        ("again", "Moh. Susilo", "1980-04-03", "", "B1234567", "+6281234567001", ""),
        ("other", "Hendra Gunarso", "1958-11-30", "", "", "", "Jl. Kenari 9, Cilacap"),
        ("slip", "Hendra Gunarsu", "1975-01-09", "", "B1234568", "", "Jl. Kenari, Cilacap"),
        ("nik", "Rina Kartikha", "1990-05-06", "3501014605900009", "", "", "Jl. Mawar 1"),
        *crowd(2, 60),
    ]
    path = write(tmp_path / "two.csv", HEADER, rows)
    with Case.open(folder / "x.case", analyst="tester") as case:
        options = ListOptions({"birth_date": ["born"], "passport_no": ["passport"]})
        found = case.cross_lists.match(path, options, least=0.0)
    matched = {(hit.entity, hit.record): told(hit) for hit in found.hits if hit.kind == "person"}
    with Case.create(tmp_path / "y.case", analyst="tester") as case:
        for name, mapping in (("one", "p"), ("told", "i"), ("seized", "s"), ("issued", "b")):
            case.import_file(folder / f"{name}.csv", folder / f"{mapping}.yaml")
        case.import_file(path, folder / "p.yaml")
        theirs = {
            ref.locator: node.id for node in people(case) for ref in case.claims(node.id) if ref.file == "two.csv"
        }
        suggested = {frozenset((one.left, one.right)): one for one in case.identities.suggestions(0.0)}
    compared = 0
    for (entity, record), why in matched.items():
        pair = suggested.get(frozenset((entity, theirs[record])))
        if pair is None:  # blocking looks at fewer pairs within a case
            continue
        expected = {one.feature: one.bits for one in pair.why}
        expected.pop("Contacts", None)
        assert why == expected
        compared += 1
    assert compared >= 20


def people(case: Case) -> list[object]:
    nodes = [case.snapshot().node(code) for code in range(case.snapshot().n_nodes)]
    return [node for node in nodes if node.etype == "person"]


def test_what_a_list_states_as_text_meets_what_a_case_knows_as_a_thing(case: Case, tmp_path: Path) -> None:
    found = case.cross_lists.match(
        write(tmp_path / "l.csv", ("id", "name", "passport"), [("1", "Yohan S.", "C 555-0001")])
    )
    assert [hit.caption for hit in found.hits] == ["Yohan Seran"]
    assert told(found.hits[0])["Document"] > 0
    listed = [("1", "Melati Jaya", "SIP 001"), ("2", "Kenanga Sentosa", "SIP-999")]
    found = case.cross_lists.match(write(tmp_path / "r.csv", ("id", "company", "licence no"), listed))
    assert [(hit.own_id, hit.caption) for hit in found.hits] == [("1", "PT Melati Jaya Abadi")]
    assert told(found.hits[0])["Registration number"] > 0


def test_one_passport_counts_once(case: Case, tmp_path: Path) -> None:
    """Somebody of the case states it as a number of their own and as a document too."""
    found = case.cross_lists.match(write(tmp_path / "l.csv", ("name", "passport"), [("Tirta Wibisana", "D1112223")]))
    assert [hit.caption for hit in found.hits] == ["Tirta Wibisana"]
    assert told(found.hits[0])["Identity number"] > 0
    assert "Document" not in told(found.hits[0])


def test_a_passport_of_somebody_else_is_no_hit(case: Case, tmp_path: Path) -> None:
    listed = [("Yusuf Harahap", "1979-11-12", "B7654321")]
    found = case.cross_lists.match(write(tmp_path / "l.csv", ("name", "birth date", "passport"), listed))
    assert found.hits == ()


def test_a_number_of_an_unknown_scheme_can_agree_and_never_disagree(case: Case, tmp_path: Path) -> None:
    header, listed = (
        ("id", "name", "identifiers"),
        [("1", "Rina K", "3501014605900001"), ("2", "Rina Kartika", "999888")],
    )
    found = case.cross_lists.match(write(tmp_path / "l.csv", header, listed), ListOptions(kind="person"), least=0.0)
    bits = {hit.record: told(hit).get("Identity number") for hit in found.hits if hit.caption == "Rina Kartika"}
    assert (bits[1] or 0) > 10
    assert bits[2] is None


def test_the_subjects_of_the_case_stay_as_they_are(case: Case) -> None:
    claims, ends, resolution = read_claims(case.ledger, case.ledger.state(), case.world)
    own = gather(claims, ends, resolution, kind="person")
    both = beside(own, [], known_things(claims.entities, resolution, []))
    assert both.ids == own.ids
    for mine, theirs in ((own.said, both.said), (own.shared, both.shared)):
        for name, values in mine.items():
            assert (values.starts.tolist(), values.codes.tolist()) == (
                theirs[name].starts.tolist(), theirs[name].codes.tolist(),
            )  # fmt: skip
            assert (values.texts, values.times.tolist()) == (theirs[name].texts, theirs[name].times.tolist())


def test_entities_of_follow_the_money(case: Case, tmp_path: Path) -> None:
    lines = [
        {"id": "Q1", "schema": "Person", "properties": {"name": ["Mohamad Soesilo"], "birthDate": ["1980-03-04"]}},
        {"id": "Q2", "schema": "LegalEntity", "properties": {"name": ["PT. Melati Jaya Abadi"]}},
        {"id": "Q3", "schema": "Company", "properties": {"name": ["Bagas Aryo"]}},
    ]
    path = tmp_path / "entities.ftm.json"
    path.write_text("\n".join([*map(json.dumps, lines), "{broken"]))
    found = case.cross_lists.match(path)
    assert {(hit.own_id, hit.kind) for hit in found.hits} == {("Q1", "person"), ("Q2", "organisation")}
    assert [(one.record, one.reason) for one in found.faults] == [(4, "not a JSON object")]
    assert {report.kind: report.entries for report in found.reports} == {"person": 2, "organisation": 2}


def test_blocks_find_what_all_pairs_find(case: Case, watch: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    everybody = case.cross_lists.match(watch).hits
    monkeypatch.setattr(crossing, "MOST_FOR_ALL", -1)
    found = case.cross_lists.match(watch)
    assert found.hits == everybody
    assert sum(report.candidates for report in found.reports) < len(WATCH) * len(people(case)) / 4
    assert len(found.reports[0].rules) > 5


def test_an_empty_case_has_no_hit(tmp_path: Path, watch: Path) -> None:
    with Case.create(tmp_path / "e.case", analyst="tester") as empty:
        found = empty.cross_lists.match(watch)
    assert (found.hits, found.entries) == ((), len(WATCH))


def test_reasons_are_told_in_the_readers_language(case: Case, watch: Path) -> None:
    use_language("ms")
    features = {why.feature for hit in case.cross_lists.match(watch).hits for why in hit.why}
    assert {"Nama", "Telefon"} <= features


def test_a_wrong_threshold_and_a_file_that_is_there_are_refused(case: Case, watch: Path) -> None:
    for least in (7, float("nan")):
        with pytest.raises(ResolutionError, match="between 0 and 1"):
            case.cross_lists.match(watch, least=least)
    with pytest.raises(ResolutionError, match="there already"):
        write_hits(watch, ())


def test_cells_are_no_formulas(case: Case, tmp_path: Path) -> None:
    listed = [("=1+1", "Rina Kartika", "3501014605900001")]
    found = case.cross_lists.match(write(tmp_path / "l.csv", ("id", "name", "nik"), listed))
    write_hits(tmp_path / "hits.csv", found.hits)
    with (tmp_path / "hits.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0]) == COLUMNS
    assert rows[0]["id_in_list"] == "'=1+1"


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")
