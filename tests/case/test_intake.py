"""Files on their way in: what is refused leaves nothing, a trial changes nothing, protected people are masked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case import arrivals as arriving
from jejak.case.arrivals import Arrival, plain_name
from jejak.case.mapping_edit import add_link, entities, links, possible_links, put, set_class, uses
from jejak.case.records import MASK
from jejak.case.saved_mappings import Kept
from jejak.graph.ledger import BatchStatus
from jejak.ingest.pipeline import ImportCancelled
from jejak.schemas.errors import LedgerError, MappingError, RecordError

MAPPING = """mapping: calls
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  victim: {type: person, key: [victim], roles: [victim], properties: {name: victim}}
  caller: {type: person, key: [caller], properties: {name: caller}}
  phone: {type: phone, key: [phone], properties: {number: phone}}
links:
  - {type: RECRUITED_BY, from: victim, to: caller, time: day}
  - {type: USES, from: victim, to: phone}
"""
ROWS = """victim,caller,phone,day
Zulaiha Contoh,Yusran Contoh,+6281234567890,2024-05-01
Qamariah Contoh,Yusran Contoh,=1+1,2024-05-02
"""


class Silent:
    def update(self, stage: str, done: int, total: int | None) -> None:
        """Nobody looks."""


def no() -> bool:
    return False


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "t.case", analyst="tester") as opened:
        yield opened


def receive(case: Case, text: str = ROWS, name: str = "calls.csv") -> Arrival:
    return case.intake.files.receive(name, [text.encode()])


def bring(case: Case, arrival: Arrival, text: str = MAPPING) -> str:
    return case.intake.bring_in(arrival, text, origin="test", progress=Silent(), cancelled=no).batch_id


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00" * 99, "binary"),
        (zipped(), "archive"),
        (b"<html><table>", "web page"),
    ],
    ids=["empty", "program", "archive", "page"],  # an archive holds the time: as a name it differs between processes
)
def test_what_is_no_table_is_refused_and_leaves_nothing(case: Case, content: bytes, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        case.intake.files.receive("x.csv", [content])
    assert case.intake.files.all() == []
    assert list((case.folder / "tmp").iterdir()) == []


def test_a_file_that_is_too_large_is_refused_while_it_comes(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "LARGEST", 100)
    asked = []

    def pieces() -> Iterator[bytes]:
        for number in range(1000):
            asked.append(number)
            yield b"a,b\n" * 10

    with pytest.raises(RecordError, match="larger"):
        case.intake.files.receive("x.csv", pieces())
    assert len(asked) == 3
    assert list((case.folder / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/passwd", "passwd"), ("C:\\a\\b.csv", "b.csv"), ("a\x00b\n.csv", "ab.csv"), ("x" * 400 + ".csv", None)],
)
def test_a_name_never_leads_out_of_its_folder(case: Case, name: str, kept: str | None) -> None:
    made = plain_name(name)
    assert "/" not in made
    assert len(made.encode()) <= 200
    assert made.endswith(".csv") or made == kept
    if kept:
        assert made == kept
    arrival = receive(case, name=name)
    assert arrival.path.parent == arrival.folder / "file"


@pytest.mark.parametrize("name", ["", "..", "///", "\x01", "CON.csv", "lpt1"])
def test_a_file_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(RecordError, match="no name"):
        plain_name(name)


def test_scratch_is_gone_when_a_file_is_discarded_and_when_the_case_is_closed(tmp_path: Path) -> None:
    with Case.create(tmp_path / "t.case", analyst="tester") as case:
        first, second = receive(case), receive(case)
        case.intake.files.discard(first.id)
        assert not first.path.exists()
        assert second.path.exists()
    assert list((tmp_path / "t.case" / "tmp").iterdir()) == []


def test_only_so_many_files_wait(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "WAITING", 2)
    first, second = receive(case), receive(case)
    with pytest.raises(RecordError, match="2 files wait already"):
        receive(case)
    assert {one.id for one in case.intake.files.all()} == {first.id, second.id}, "none was thrown away for it"
    assert len(list((case.folder / "tmp").iterdir())) == 2, "what came in vain left nothing"
    case.intake.files.discard(first.id)
    with pytest.raises(RecordError, match="not there any more"):
        case.intake.preview(first, MAPPING)
    assert receive(case)


def test_a_file_of_this_machine_is_read_where_it_lies_and_stays(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text(ROWS)
    arrival = case.intake.files.point_at(f' "{path}" ')
    assert arrival.path == path
    bring(case, arrival)
    case.intake.files.discard(arrival.id)
    assert path.exists()
    for wrong in ("", "calls.csv", str(tmp_path), f"{path}.not"):
        with pytest.raises(RecordError):
            case.intake.files.point_at(wrong)


def test_values_of_protected_people_are_masked_before_and_after_the_mapping(case: Case) -> None:
    arrival = receive(case)
    before = case.intake.look(arrival, {})
    assert [cells[:2] for _, cells in before.rows] == [(MASK, "Yusran Contoh")] * 2
    after = case.intake.look(arrival, {}, MAPPING)
    assert after.rows[0][1] == (MASK, "Yusran Contoh", MASK, "2024-05-01")
    shown = case.intake.preview(arrival, MAPPING)
    assert {one.caption for one in shown.entities} == {MASK, "Yusran Contoh"}
    assert all(not reject.raw or reject.raw == MASK for reject in shown.rejects)


def test_who_is_protected_in_the_case_is_masked_in_the_next_file(case: Case) -> None:
    bring(case, receive(case))
    arrival = receive(case, "nama,hp\nZULAIHA CONTOH,0812-3456-7890\nBudi Contoh,081299999999\n", "hp.csv")
    look = case.intake.look(arrival, {})
    assert [cells for _, cells in look.rows] == [(MASK, MASK), ("Budi Contoh", "081299999999")]
    text, _guesses = case.intake.propose(arrival, {})
    captions = {one.caption for one in case.intake.preview(arrival, text).entities}
    assert captions & {"ZULAIHA CONTOH", "+6281234567890"} == set()
    assert "Budi Contoh" in captions


def test_a_trial_counts_everything_and_changes_nothing(case: Case) -> None:
    arrival = receive(case)
    head = case.head
    trial = case.intake.try_out(arrival, MAPPING, Silent(), no)
    assert (trial.draft.rows_in, trial.draft.rows_ok) == (2, 2)
    assert trial.by_etype == {"person": 3, "phone": 1}
    assert trial.by_reason
    assert trial.standing.same is None
    assert case.head == head
    assert case.batches() == []


def test_rejects_are_a_csv_without_formulas_and_without_texts_of_protected_people(case: Case) -> None:
    arrival = receive(case)
    open_text = MAPPING.replace(" roles: [victim],", "")
    for text, raw in ((MAPPING, MASK), (open_text, "'=1+1")):
        trial = case.intake.try_out(arrival, text, Silent(), no)
        with case.intake.rejects_file(trial, text).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert rows[0][0] == "record"
        assert raw in {row[2] for row in rows[1:]}
    assert case.ledger.events()[-1].kind == "rejects_saved"


def test_no_text_of_a_lost_record_or_of_somebody_protected_is_shown_whatever_the_mapping_says(case: Case) -> None:
    bring(case, receive(case))
    mapping = """mapping: plain
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID, zone: UTC}
entities:
  person: {type: person, key: [nama], properties: {name: nama, birth_date: lahir}}
"""
    rows = "nama,lahir\nBudi Contoh,no date\nAhmad Contoh,zulaiha contoh\nZULAIHA CONTOH,1990-01-02,an extra cell\n"
    arrival = receive(case, rows, "plain.csv")
    trial = case.intake.try_out(arrival, mapping, Silent(), no)
    with case.intake.rejects_file(trial, mapping).open(encoding="utf-8-sig", newline="") as file:
        saved = file.read()
    shown = [*case.intake.rejects(trial, mapping, 10), *case.intake.preview(arrival, mapping).rejects]
    raws = [one.raw for one in shown]
    assert raws.count("no date") == 2, "the text of a named column that is nobody's is shown"
    assert set(raws) == {"no date", MASK}
    assert "zulaiha" not in f"{saved} {raws}".casefold()


def test_what_an_import_replaces_is_told_before_it_does(case: Case) -> None:
    bring(case, receive(case))
    arrival = receive(case)
    same = case.intake.try_out(arrival, MAPPING, Silent(), no)
    assert same.standing.same is not None
    assert same.standing.replaces is None
    other = MAPPING.replace("  - {type: USES, from: victim, to: phone}\n", "")
    trial = case.intake.try_out(arrival, other, Silent(), no)
    found = trial.standing.replaces
    assert found is not None
    assert (found.links_new, found.links_gone) == (0, 1)
    assert (found.entities_new, found.entities_gone) == (0, 0)
    regraded = case.intake.standing(arrival, same, MAPPING.replace("grade: B2", "grade: C3"))
    assert regraded.same is None
    assert regraded.replaces is not None
    bring(case, arrival, other)
    assert [one.status for one in case.batches()] == [BatchStatus.SUPERSEDED, BatchStatus.LIVE]


def test_a_stopped_import_leaves_nothing(case: Case) -> None:
    arrival = receive(case)
    with pytest.raises(ImportCancelled):
        case.intake.bring_in(arrival, MAPPING, origin="", progress=Silent(), cancelled=lambda: True)
    assert case.batches() == []
    assert case.ledger.sources() == []
    assert [path.name for path in (case.folder / "tmp").iterdir()] == [arrival.folder.parent.name]


def test_what_leaves_the_graph_is_what_only_this_import_states(case: Case) -> None:
    first = bring(case, receive(case))
    second = bring(
        case, receive(case, ROWS.splitlines()[0] + "\nX Contoh,Y Contoh,+6281234567890,2024-05-03\n", "b.csv")
    )
    share = case.intake.share(second)
    assert share is not None
    assert (share.entities, share.only_entities) == (3, 2), "the phone is of both files"
    before = case.snapshot().n_nodes
    case.reverse(second, reason="a wrong file")
    assert case.snapshot().n_nodes == before - share.only_entities
    assert case.intake.share(second) is None
    assert case.intake.share(first) is not None


def test_mappings_are_saved_listed_replaced_and_removed(case: Case) -> None:
    saved = case.intake.mappings
    assert saved.save(MAPPING) == "calls"
    assert (case.folder / "mappings" / "calls.yaml").read_text() == MAPPING
    assert saved.save(MAPPING) == "calls", "the same again is no fault"
    other = MAPPING.replace("version: 1", "version: 2")
    with pytest.raises(MappingError, match="saved already"):
        saved.save(other)
    saved.save(other, replace=True)
    found = saved.get("saved:calls")
    assert (found.kept, found.version) == (Kept.SAVED, "2")
    assert {one.kept for one in saved.all()} == {Kept.SAVED, Kept.BUILT_IN}
    bring(case, receive(case))
    assert {one.kept for one in saved.all()} == set(Kept)
    saved.remove("calls")
    with pytest.raises(MappingError, match="not there"):
        saved.get("saved:calls")


@pytest.mark.parametrize("name", ["con", "nul.x", "com1", "a" * 90])
def test_a_name_that_a_file_cannot_have_is_refused(case: Case, name: str) -> None:
    with pytest.raises(MappingError, match="under this name"):
        case.intake.mappings.save(MAPPING.replace("mapping: calls", f"mapping: {name}"))
    assert not (case.folder / "mappings").exists()


def test_a_mapping_with_faults_is_not_saved(case: Case) -> None:
    with pytest.raises(ExceptionGroup):
        case.intake.mappings.save("mapping: ../x\nentities: {}\n")
    assert case.intake.faults("mapping: a\nentities:\n  b: {type: persn, key: [x]}\n")[0].where == "mapping:3:7"


def test_a_sheet_without_a_table_does_not_hide_the_others(case: Case, tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        cover, table = book.add_worksheet("Cover"), book.add_worksheet("Data")
        cover.write(0, 0, 12345)
        for at, row in enumerate((("nama", "umur"), ("Budi Contoh", "31"), ("Ani Contoh", "29"))):
            table.write_row(at, 0, row)
    arrival = case.intake.files.point_at(str(tmp_path / "a.xlsx"))
    look = case.intake.look(arrival, {})
    assert (look.tables, look.table) == (("Cover", "Data"), "Data")
    text, _ = case.intake.propose(arrival, {})
    assert case.intake.preview(arrival, text).rows_in == 2
    with pytest.raises(RecordError):
        case.intake.look(arrival, {"sheet": "Cover"})


def test_a_column_becomes_something_else(case: Case) -> None:
    data = case.intake.data(MAPPING)
    world = case.world
    put(data, "day", "l|0|end", world)
    assert uses(data)["day"] == ["l|0|end"]
    put(data, "caller", "e|victim|name", world)
    assert entities(data)["victim"]["properties"]["name"] == {"join": ["victim", "caller"]}
    put(data, "victim", "", world)
    assert entities(data)["victim"]["properties"]["name"] == "caller"
    put(data, "phone", "n|account|number", world)
    assert entities(data)["account"] == {"type": "account", "key": ["phone"], "properties": {"number": "phone"}}
    put(data, "phone", "", world)
    assert set(entities(data)) == {"victim", "caller"}, "what no column states any more is gone, with its links"
    assert [link["type"] for link in links(data)] == ["RECRUITED_BY"]
    add_link(data, *next(one for one in possible_links(data, world) if one[0] == "ASSOCIATE_OF"))
    set_class(entities(data)["caller"], "S")
    assert case.intake.faults(case.intake.text(data)) == []


def test_an_import_that_was_reversed_says_so(case: Case) -> None:
    case.reverse(bring(case, receive(case)), reason="a wrong file")
    arrival = receive(case)
    trial = case.intake.try_out(arrival, MAPPING, Silent(), no)
    assert trial.standing.same is not None
    assert trial.standing.same.status is BatchStatus.REVERSED
    with pytest.raises(LedgerError, match="reversed"):
        bring(case, arrival)
