"""Lists from outside: what their columns are taken for, how values are cleaned, and what is told when they are not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jejak.ingest.lists import ListOptions, ListRead, read_list
from jejak.ingest.lists.fields import list_words
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import RecordError
from jejak.schemas.ptypes import PTYPES
from jejak.schemas.world import World

PERSON = {
    "id": "Q1", "schema": "Person", "caption": "Mohamad Soesilo",
    "properties": {
        "name": ["Mohamad Soesilo", "M. Susilo"], "alias": ["Pak Sus"], "birthDate": ["1980-03-04"],
        "gender": ["male"], "country": ["my"], "phone": ["012-345 6789"], "passportNumber": ["B 7654321"],
        "idNumber": ["3501014605900001"], "topics": ["sanction"],
    },
}  # fmt: skip


def read(folder: Path, content: str | bytes, name: str = "list.csv", options: ListOptions | None = None) -> ListRead:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_list(path, options)


def lines(*objects: object) -> str:
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in objects)


# Tables


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nama Lengkap", "name"), ("NAMA", "name"), ("Full name", "name"), ("Nama lain", "alias"), ("aliases", "alias"),
        ("Tgl lahir", "birth_date"), ("Tarikh Lahir", "birth_date"), ("birthdate", "birth_date"), ("NIK", "nik"),
        ("No KP", "mykad"), ("No Paspor", "passport_no"), ("Nama ayah", "father_name"), ("Nama bapa", "father_name"),
        ("Jantina", "sex"), ("JK", "sex"), ("No HP", "phone"), ("Telefon", "phone"), ("E-mel", "email"),
        ("Alamat", "address"), ("Warganegara", "country"), ("No", "id"),
    ],
)  # fmt: skip
def test_headers_in_three_languages(tmp_path: Path, header: str, field: str) -> None:
    values = {
        "birth_date": "1980-03-04",
        "nik": "3501014605900001",
        "mykad": "800304-14-5121",
        "phone": "+6281234567001",
    }
    other = "note" if field == "name" else "name"
    found = read(tmp_path, f"{other},{header}\nAgus,{values.get(field, 'A1234567')}\n")
    assert found.used[header] == field


@pytest.mark.parametrize(
    "header",
    [
        "Nama Penjamin",
        "HP Penjamin",
        "Passport expiry",
        "Tanggal Terbit",
        "Status",
        "Nama ibu",
        "Licence issued",
        "Colour",
    ],
)
def test_what_is_about_something_else_is_ignored_and_told(tmp_path: Path, header: str) -> None:
    found = read(tmp_path, f"Nama,{header}\nAgus Salim,+6281234567001\n")
    assert found.ignored == (header,)
    assert dict(found.entries[0].said) == {"name": ("Agus Salim",)}


def test_a_second_column_of_a_field_is_used_only_if_called_alike(tmp_path: Path) -> None:
    content = "Name,Phone 1,Phone 2,Home phone of a friend\nAgus,+6281234567001,+6281234567002,+6281234567003\n"
    found = read(tmp_path, content)
    assert found.entries[0].values("phone") == ("+6281234567001", "+6281234567002")
    assert found.ignored == ("Home phone of a friend",)


def test_marks_semicolons_and_values_of_an_import(tmp_path: Path) -> None:
    body = "Nama;Tgl lahir;No HP;NIK;JK\r\nAgus Salim;13/02/1980;0812-3456-7001;'3501 0113 0280 0001;L\r\n"
    found = read(tmp_path, "\ufeff" + body)
    assert dict(found.entries[0].said) == {
        "name": ("Agus Salim",), "birth_date": ("1980-02-13",), "phone": ("+6281234567001",),
        "identifier": ("nik:3501011302800001",), "sex": ("M",),
    }  # fmt: skip
    assert found.sha256 == file_digest(tmp_path / "list.csv")


def test_several_values_in_one_cell(tmp_path: Path) -> None:
    content = (
        'id,schema,name,aliases,identifiers,phones\nX1,Person,Agus,"A. Salim;Agoes","passport:A1234567;B7654321",\n'
    )
    entry = read(tmp_path, content).entries[0]
    assert entry.values("alias") == ("A. Salim", "Agoes")
    assert entry.values("identifier") == ("passport:A1234567", ":B7654321")
    assert (entry.own_id, entry.kinds) == ("X1", ("person",))


def test_local_phones_follow_the_entrys_own_country(tmp_path: Path) -> None:
    content = "name,country,phone\nAli,MY,012-345 6789\nAgus,ID,0812-3456-7001\nEko,,0813-3456-7001\n"
    told = [one.values("phone") for one in read(tmp_path, content).entries]
    assert told == [("+60123456789",), ("+6281234567001",), ("+6281334567001",)]


def test_a_date_that_can_be_two_is_refused_until_the_region_is_said(tmp_path: Path) -> None:
    content = "name,date of birth\nAgus,05/06/1990\n"
    found = read(tmp_path, content)
    assert found.entries[0].values("birth_date") == ()
    assert "--region" in found.faults[0].reason
    again = read(tmp_path, content, options=ListOptions(region="ID"))
    assert again.entries[0].values("birth_date") == ("1990-06-05",)
    with pytest.raises(RecordError, match="no such country"):
        read(tmp_path, content, options=ListOptions(region="Atlantis"))


def test_invalid_values_are_told_with_their_place_and_without_the_text(tmp_path: Path) -> None:
    found = read(tmp_path, "nama,nik,no hp,tgl lahir\nAgus,123,x,31/02/1990\nRina,,,\n-,-,n/a,\n")
    told = [(one.record, one.column) for one in found.faults]
    assert told == [(1, "nik"), (1, "no hp"), (1, "tgl lahir"), (3, "")]
    assert not any("123" in one.reason or "Agus" in one.reason for one in found.faults)
    assert [one.record for one in found.entries] == [1, 2]
    assert dict(found.entries[0].said) == {"name": ("Agus",)}


def test_a_record_with_too_many_cells_is_a_fault_and_the_others_are_read(tmp_path: Path) -> None:
    found = read(tmp_path, "name,alias\nAgus,A\nRina,R,x,y\nEko,E\n")
    assert [one.shown for one in found.entries] == ["Agus", "Eko"]
    assert [(one.record, one.column) for one in found.faults] == [(2, "")]


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        ("name\nMelati\n", None, ("organisation", "person")),
        ("name\nMelati\n", "person", ("person",)),
        ("name,nik\nMelati,3501014605900001\n", None, ("person",)),
        ("nama perusahaan,nama,alamat\nPT Melati,Agus,Jl. X\n", None, ("organisation",)),
        ("name,company,nik\nAgus,PT Melati,3501014605900001\n", None, ("person",)),
        ("schema,name\nLegalEntity,Melati\n", None, ("organisation", "person")),
        ("jenis,nama\nPerorangan,Agus\n", None, ("person",)),
    ],
)
def test_what_the_records_are(tmp_path: Path, content: str, kind: str | None, expected: tuple[str, ...]) -> None:
    entry = read(tmp_path, content, options=ListOptions(kind=kind)).entries[0]
    assert entry.kinds == expected
    assert len(entry.values("name")) == 1
    assert entry.values("alias") == ()


def test_a_company_is_called_by_its_own_name(tmp_path: Path) -> None:
    found = read(tmp_path, "nama perusahaan,nama,alamat\nPT Melati,Agus,Jl. X\n")
    assert found.entries[0].shown == "PT Melati"
    assert found.ignored == ("nama",)


def test_kinds_of_companies_do_not_say_what_a_record_is(tmp_path: Path) -> None:
    found = read(tmp_path, "company,kind,reg_no\nPT Melati,P3MI,AHU-1\n")
    assert [one.kinds for one in found.entries] == [("organisation",)]
    assert found.ignored == ("kind",)


def test_others_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "schema,name\nPerson,Agus\nVessel,Kapal\nVessel,Kapal Dua\n")
    assert dict(found.others) == {"Vessel": 2}
    assert len(found.entries) == 1


def test_first_and_last_names_are_one_name(tmp_path: Path) -> None:
    found = read(tmp_path, "First name,Last name\nAgus,Salim\n")
    assert found.entries[0].values("name") == ("Agus Salim",)


def test_unknown_columns_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, "colour,size\nred,4\nblue,5\n")
    assert "colour, size" in str(caught.value)
    assert "--column name=COLUMN" in str(caught.value)


def test_columns_can_be_said(tmp_path: Path) -> None:
    content = "colour,size,name\nAgus,Salim,Rina\n"
    found = read(tmp_path, content, options=ListOptions({"name": ["colour", "size"]}))
    assert found.entries[0].values("name") == ("Agus",)
    assert found.entries[0].values("alias") == ("Salim",)
    assert found.ignored == ("name",)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"nam": ["colour"]}, "did you mean name"),
        ({"name": ["Color"]}, "did you mean colour"),
        ({"wheels": ["colour"]}, "there are: name"),
    ],
)
def test_wrong_choices_are_refused_together(tmp_path: Path, columns: dict[str, Sequence[str]], says: str) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        read(tmp_path, "colour,size\nred,4\n", options=ListOptions(columns))
    assert says in str(caught.value.exceptions[0])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name,nik\n-,123\n-,x\n", "no entry of the list can be used"),
        ("schema,name\nPerson,-\nVessel,A\n", "it holds Vessel"),
        ("", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1", "binary file"),
    ],
)
def test_a_list_without_any_entry_is_an_error(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(RecordError) as caught:
        read(tmp_path, content)
    assert says in str(caught.value)


def test_what_is_no_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="no such file"):
        read_list(tmp_path / "none.csv")
    with pytest.raises(RecordError, match="folder"):
        read_list(tmp_path)
    with pytest.raises(RecordError, match="no entries of type vessel"):
        read(tmp_path, "name\nA\n", options=ListOptions(kind="vessel"))


def test_workbooks_and_their_other_sheets(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for sheet, rows in (
            ("Notes", [("colour",), ("red",)]),
            ("People", [("Nama", "NIK"), ("Agus", "3501014605900001")]),
        ):
            page = book.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
    found = read_list(path)
    assert (found.entries[0].shown, found.unread) == ("Agus", ("Notes",))
    with pytest.raises(RecordError, match="no column says"):
        read_list(path, ListOptions(sheet="Notes"))


# FollowTheMoney


def test_follow_the_money(tmp_path: Path) -> None:
    found = read(tmp_path, lines(PERSON), "list.jsonl")
    entry = found.entries[0]
    assert (found.format, entry.own_id, entry.shown, entry.kinds) == (
        "FollowTheMoney",
        "Q1",
        "Mohamad Soesilo",
        ("person",),
    )
    assert dict(entry.said) == {
        "name": ("Mohamad Soesilo",), "alias": ("M. Susilo", "Pak Sus"), "birth_date": ("1980-03-04",), "sex": ("M",),
        "phone": ("+60123456789",), "identifier": ("passport:B7654321", ":3501014605900001"),
    }  # fmt: skip
    assert found.ignored == ("topics",)


def test_of_broken_lines_nothing_is_lost(tmp_path: Path) -> None:
    other = {"id": "A", "schema": "Address", "properties": {"full": ["Jl. X"]}}
    unsure = {"id": "Q2", "schema": "LegalEntity", "properties": {"name": ["Melati"]}}
    found = read(tmp_path, lines(PERSON, "", "{broken", unsure, other, {"name": "x"}, "[1]"), "list.json")
    assert [(one.record, one.kinds) for one in found.entries] == [(1, ("person",)), (4, ("organisation", "person"))]
    assert [(one.record, one.reason) for one in found.faults] == [
        (3, "not a JSON object"), (6, "no entity: schema and properties are needed"), (7, "not a JSON object"),
    ]  # fmt: skip
    assert dict(found.others) == {"Address": 1}


def test_of_follow_the_money_no_columns_can_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="cannot be chosen"):
        read(tmp_path, lines(PERSON), "list.jsonl", ListOptions({"name": ["alias"]}))


def test_other_json_lines_are_a_table(tmp_path: Path) -> None:
    found = read(tmp_path, lines({"nama": "Agus", "nik": "3501014605900001"}), "list.jsonl")
    assert (found.format, found.entries[0].values("identifier")) == ("jsonl", ("nik:3501014605900001",))


@given(st.lists(st.sampled_from(["{", "", '{"id":1}', json.dumps(PERSON), "null", "  "]), min_size=1, max_size=12))
def test_every_line_is_an_entry_or_a_fault(tmp_path_factory: pytest.TempPathFactory, told: list[str]) -> None:
    good = [number for number, line in enumerate(told, 1) if line.startswith('{"id": "Q1')]
    if not good:
        return
    found = read(tmp_path_factory.mktemp("lines"), "\n".join(told), "list.jsonl")
    assert [one.record for one in found.entries] == good
    assert [one.record for one in found.faults] == [
        number for number, line in enumerate(told, 1) if line.strip() and number not in good
    ]


# Declarations


def test_the_declared_fields_fit_the_world(world: World) -> None:
    words = list_words()
    for field in words.fields.values():
        assert field.type in PTYPES or not field.type
        assert field.kind in {"", "person", "organisation"}
    assert set(words.properties.values()) <= set(words.fields)
    assert set(words.whole.values()) <= set(words.fields)
    assert {kind for kinds in (*words.schemata.values(), *words.kinds.values()) for kind in kinds} <= set(
        world.entity_types
    )
    assert set(words.sexes.values()) <= set(world.code_lists["sex"].codes)
