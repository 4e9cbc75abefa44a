"""A case beside a list from outside: who is found and who is not, with provenance, and that nothing of it stays."""

from __future__ import annotations

import csv
import hashlib
import json
import random
from collections.abc import Iterator, Sequence
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
from jejak.ui.cli import app, main

PASSPORTS = """mapping: passports
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, region: ID}
entities:
  person:
    type: person
    key: [no]
    properties: {number_in_source: no, name: name, birth_date: born, nik: nik, passport_no: passport}
  phone: {type: phone, key: [phone], properties: {number: phone}}
  home: {type: address, key: [address], properties: {full: address}}
links:
  - {type: USES, from: person, to: phone, when: {column: phone, present: true}}
  - {type: RESIDES_AT, from: person, to: home, when: {column: address, present: true}}
"""
SEIZED = """mapping: seized
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P}
entities:
  person: {type: person, key: [name], properties: {name: name}}
  document: {type: identity_document, key: [number], properties: {number: number}}
links:
  - {type: HOLDS_DOCUMENT, from: person, to: document}
"""
INTERVIEWS = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, key: [victim], protection: V1, roles: [victim], properties: {name: victim, birth_date: born}}
"""
REGISTER = """mapping: register
version: 1
source: {format: csv}
defaults: {grade: A1, handling: P, region: ID}
entities:
  agency: {type: organisation, key: [agency], properties: {name: agency}}
  licence: {type: licence, key: [licence], properties: {number: licence}}
links:
  - {type: LICENSED, from: agency, to: licence}
"""
HEADER = ("no", "name", "born", "nik", "passport", "phone", "address")
STORY = [
    ("calo", "MOHAMAD SOESILO BIN KARTO", "1980-03-04", "", "B1234567", "+6281234567001", "Jl. Melati 4, Batam"),
    ("namesake", "Hendra Gunarso", "1975-01-09", "", "", "+6281234567008", "Jl. Kenari 9, Cilacap"),
    ("reused", "Bagas Aryo", "1991-02-03", "", "B7654321", "", "Jl. Angsa 2, Medan"),
    ("nik", "Rina Kartika", "1990-05-06", "3501014605900001", "", "", "Jl. Mawar 1"),
]
FIRST = ("Agus", "Dewi", "Eko", "Fitri", "Hadi", "Indah", "Joko", "Lina", "Nanang", "Ratna", "Rudi", "Sari", "Tuti")
LAST = ("Santoso", "Lubis", "Wibowo", "Utami", "Siregar", "Permana", "Astuti", "Basuki", "Ginting", "Nasution")
WATCH = [
    ("W1", "Moh. Susilo", "04/03/1980", "", "0812-3456-7001"),
    ("W2", "Hendra Gunarso", "30/11/1958", "", ""),
    ("W3", "R. Kartika", "", "3501014605900001", ""),
    ("W4", "Wulan Prihatin", "08/07/2001", "", ""),
    ("W5", "Zainuddin Pohan", "13/05/1966", "", "0899 1234 5678"),
]
Rows = Sequence[Sequence[str]]


def write(path: Path, header: Sequence[str], rows: Rows, *, delimiter: str = ",", mark: str = "") -> Path:
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(mark)
        csv.writer(out, delimiter=delimiter).writerows([header, *rows])
    return path


def crowd(seed: int, count: int) -> list[tuple[str, ...]]:
    rng = random.Random(seed)
    return [
        (
            f"{seed}-{i}", f"{rng.choice(FIRST)} {rng.choice(LAST)}",
            f"{rng.randrange(1950, 2000)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}", "", "",
            f"+62813{seed:02d}{i:06d}", f"Jl. {rng.choice(LAST)} {rng.randrange(1, 200)}, Batam",
        )
        for i in range(count)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("listed")
    for name, text in (("p", PASSPORTS), ("i", INTERVIEWS), ("r", REGISTER), ("s", SEIZED)):
        (root / f"{name}.yaml").write_text(text)
    write(root / "one.csv", HEADER, [*STORY, *crowd(1, 150)])
    write(root / "told.csv", ("victim", "born"), [("Wulan Prihatin", "2001-07-08")])
    write(root / "seized.csv", ("name", "number"), [("Yohan Seran", "C5550001"), ("Bagas Aryo", "B7654321")])
    others = [(f"PT {one} {two}", f"SIP-{one}-{two}") for one in LAST for two in FIRST]
    agencies = [
        *others,
        ("PT Melati Jaya Abadi", "SIP-001"),
        ("PT Kenanga Sentosa", "SIP-002"),
        ("CV Mawar", "SIP-003"),
    ]
    write(root / "agencies.csv", ("agency", "licence"), agencies)
    with Case.create(root / "x.case", analyst="tester") as case:
        for name, mapping in (("one", "p"), ("told", "i"), ("agencies", "r"), ("seized", "s")):
            case.import_file(root / f"{name}.csv", root / f"{mapping}.yaml")
        case.snapshot()
    return root


@pytest.fixture
def case(folder: Path) -> Iterator[Case]:
    with Case.open(folder / "x.case", analyst="tester") as opened:
        yield opened


@pytest.fixture
def watch(tmp_path: Path) -> Path:
    header = ("No", "Nama Lengkap", "Tgl lahir", "NIK", "No HP")
    return write(tmp_path / "watch.csv", header, WATCH, delimiter=";", mark="\ufeff")


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
        *crowd(2, 60),
    ]
    path = write(tmp_path / "two.csv", HEADER, rows)
    with Case.open(folder / "x.case", analyst="tester") as case:
        options = ListOptions({"birth_date": ["born"], "passport_no": ["passport"]})
        found = case.cross_lists.match(path, options, least=0.0)
    matched = {(hit.entity, hit.record): told(hit) for hit in found.hits if hit.kind == "person"}
    with Case.create(tmp_path / "y.case", analyst="tester") as case:
        for name, mapping in (("one", "p"), ("told", "i"), ("seized", "s")):
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
    """The case states it as a number of its own and as a document too."""
    found = case.cross_lists.match(write(tmp_path / "l.csv", ("name", "passport"), [("Bagas Aryo", "B7654321")]))
    assert [("Identity number" in told(hit)) + ("Document" in told(hit)) for hit in found.hits] == [1, 1]


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
            assert values.texts == theirs[name].texts


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
    try:
        features = {why.feature for hit in case.cross_lists.match(watch).hits for why in hit.why}
    finally:
        use_language("en")
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


# The command


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return done.exit_code, done.output + (str(done.exception) if done.exception else "")


def test_the_command_tells_what_was_used_and_what_was_not(folder: Path, tmp_path: Path) -> None:
    rows = [("W1", "Moh. Susilo", "04/03/1980", "12", "red"), ("W2", "-", "", "", "")]
    path = write(tmp_path / "w.csv", ("No", "Nama", "Tgl lahir", "NIK", "Warna"), rows)
    code, said = run("match", folder / "x.case", path, "--region", "id", "--least", "0.5")
    assert code == 0
    for text in (
        "1 entries",
        "Tgl lahir = birth_date",
        "Warna",
        "record 1, NIK: a NIK has 16 digits",
        "record 2: nothing",
    ):
        assert text in said
    assert "pairs looked at" in said
    assert file_digest(path) in said


def test_the_command_says_when_there_is_nobody(folder: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "w.csv", ("name", "born"), [("Zainuddin Pohan", "1966-05-13")])
    code, said = run("match", folder / "x.case", path)
    assert code == 0
    assert "Nobody in the case looks like somebody on the list." in said
    assert "Tiada sesiapa" in run("match", folder / "x.case", path, "--language", "ms")[1]


def test_the_command_writes_a_file_and_json(folder: Path, watch: Path, tmp_path: Path) -> None:
    code, said = run("match", folder / "x.case", watch, "--out", tmp_path / "hits.csv", "--kind", "person")
    assert code == 0
    assert "hits written" in said
    code, said = run("match", folder / "x.case", watch, "--format", "json", "-n", "1")
    shown = json.loads(said)
    assert len(shown["hits"]) == 1 < shown["hits_found"]
    assert shown["sha256"] == file_digest(watch)


@pytest.mark.parametrize(
    ("content", "options", "code", "says"),
    [
        ("colour,size\nred,4\n", (), 3, "the columns are: colour, size"),
        ("colour,size\nred,4\n", ("--column", "name=Color"), 3, "did you mean colour"),
        ("name\nAgus\n", ("--column", "name"), 2, "FIELD=HEADER"),
        ("name\nAgus\n", ("--region", "Atlantis"), 3, "no such country"),
        ("name\nAgus\n", ("--least", "7"), 4, "between 0 and 1"),
        ("name\n-\n", (), 3, "no entry of the list can be used"),
        ("", (), 3, "the file is empty"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_used(  # noqa: PLR0917 - a table of cases
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], content: str,
    options: tuple[str, ...], code: int, says: str,
) -> None:  # fmt: skip
    (tmp_path / "w.csv").write_text(content)
    arguments = ["jejak", "match", str(folder / "x.case"), str(tmp_path / "w.csv"), *options]
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == code
    said = capsys.readouterr()
    assert says in said.err + said.out
    assert "Traceback" not in said.err
