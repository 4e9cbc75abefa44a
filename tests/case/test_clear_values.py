"""What a scrub looks for: everything that gives a person away, in the spellings people use, and nothing harmless."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jejak.case import Case
from jejak.case.records import texts_of
from jejak.case.telling import telling_values
from jejak.evidence.wanted import Wanted, words_of
from jejak.schemas.world import load_world

TYPES = load_world().entity_types


def values(etype: str, **columns: object) -> set[str]:
    """What is taken from a claim that has these columns and properties."""
    row: dict[str, object] = dict.fromkeys(("name", "name_raw", "id_value", "birth_date"))
    row.update({name: columns.pop(name) for name in tuple(columns) if name in row})
    return telling_values({**row, "props": json.dumps(columns)}, TYPES[etype])


def test_a_persons_names_numbers_and_birth_date_are_looked_for() -> None:
    found = values(
        "person",
        name="Invented Victim",
        name_raw="INVENTED Victim bt X",
        birth_date="1990-04-05",
        alias=["The Boat", "Ani"],
        mother_name="Old Mother",
        identifiers=["passport:B1234567", "nik:3201010101900001"],
        passport_no="B1234567",
        phone_text="0812-3456-7890",
        address_text="Jl. Merah 3, Tawau",
        number_in_source="V-1093",
    )
    assert found == {
        "Invented Victim",
        "INVENTED Victim bt X",
        "1990-04-05",
        "The Boat",
        "Ani",
        "Old Mother",
        "B1234567",
        "3201010101900001",
        "0812-3456-7890",
        "Jl. Merah 3, Tawau",
        "V-1093",
    }


def test_names_and_dates_that_only_some_records_state_are_looked_for_too() -> None:
    found = values(
        "person", name="Invented Victim", name_all=["Invented Victim", "Invented Other"], country_all=["ID", "MY"],
        birth_date_all=["1990-04-05", "1991-04-05"],
    )  # fmt: skip
    assert found == {"Invented Victim", "Invented Other", "1990-04-05", "1991-04-05"}


def test_what_is_everybodys_is_not() -> None:
    assert (
        values(
            "person",
            birth_date="1990",
            sex="F",
            nationality="ID",
            occupation="domestic worker",
            birth_place="Lombok Timur",
            trafficking_status="PossibleVictimOfTrafficking",
            roles=["victim"],
            note="she met him in Batam",
            address_text="Batam",
            number_in_source="17",
        )
        == set()
    )
    assert values("address", full="Kuala Lumpur", name="Kuala Lumpur", village="Sukamaju", kind="dormitory") == set()
    assert (
        values("account", institution="Bank Rakyat", institution_code="BRI", currency="IDR", opened="2020-01-01")
        == set()
    )
    assert (
        values("contract", sector="A_AgricultureForestryAndFishing", job_title="Palm oil harvester", wage="1500")
        == set()
    )
    assert values("incident", name="forced_labour", name_raw="forced labour", kind="forced_labour") == set()
    assert (
        values("employment", name="Domestic worker", name_raw="Domestic worker", job_title="Domestic worker") == set()
    )


def test_papers_are_told_by_number_and_by_what_is_printed_on_them() -> None:
    found = values(
        "identity_document",
        name="B1234567",
        number="B1234567",
        doc_kind="passport",
        issuer="Imigrasi Batam",
        issue_date="2019-02-03",
        expiry_date="2024-02-03",
        holder_name_as_printed="INVENTED VICTIM",
        birth_date_as_printed="1990-04-05",
        country="ID",
    )
    assert found == {"B1234567", "INVENTED VICTIM", "1990-04-05"}


@pytest.mark.parametrize(
    ("etype", "value", "texts", "innocent"),
    [
        ("social_account", "telegram:siti88", ["telegram:siti88", "write to @siti88 there"], ["telegram only"]),
        ("social_account", "siti88", ["@siti88"], []),
        (
            "advert",
            "https://t.me/siti/88?x=1:2",
            ["https://t.me/siti/88?x=1:2", "see t.me/siti/88?x=1:2"],
            ["2", "https"],
        ),
        ("advert", "https://facebook.com", [], ["facebook.com", "https://facebook.com/other"]),
    ],
)
def test_addresses_and_handles_are_not_cut(etype: str, value: str, texts: list[str], innocent: list[str]) -> None:
    prop = "handle" if etype == "social_account" else "url"
    wanted = Wanted(map(words_of, values(etype, name=value, identifiers=[f"{prop}:{value}"], **{prop: value})))
    assert all(any(True for _ in wanted.matches(words_of(text))) for text in texts)
    assert not any(True for text in innocent for _ in wanted.matches(words_of(text)))


def test_a_cell_of_a_record_is_compared_whole() -> None:
    row: dict[str, object] = {
        "name": None,
        "name_raw": None,
        "id_value": "telegram:siti88",
        "birth_date": None,
        "props": json.dumps(
            {"url": "https://t.me/siti88", "identifiers": ["handle:telegram:siti88"], "note": "said: x"}
        ),
    }
    assert {"https://t.me/siti88", "telegram:siti88", "siti88", "said: x"} <= set(texts_of(row))
    assert not {"//t.me/siti88", " x"} & set(texts_of(row))


MAPPING = """mapping: told
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  victim: {type: person, protection: V1, properties: {name: victim, occupation: job}}
  account:
    type: account
    key: [account]
    properties: {number: account, institution: bank, currency: currency}
  shop: {type: organisation, key: [shop], properties: {name: shop, note: note}}
links:
  - {type: HOLDS_ACCOUNT, from: victim, to: account}
  - {type: EMPLOYED_BY, from: victim, to: shop}
"""


def test_a_victims_bank_job_and_currency_do_not_stop_an_export(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MAPPING)
    (tmp_path / "told.csv").write_text(
        "victim,job,account,bank,currency,shop,note\n"
        "Hidden Woman,palm oil worker,1234567890,Bank Rakyat,IDR,Sinar Shop,has IDR at Bank Rakyat; palm oil worker\n"
    )
    with Case.create(tmp_path / "v.case", analyst="tester") as case:
        case.import_file(tmp_path / "told.csv", tmp_path / "m.yaml")
        assert case.masking().clear_values() == {"Hidden Woman", "1234567890"}
        case.export(tmp_path / "out", profile_code="L0", kinds=["json"])
        assert "has IDR at Bank Rakyat; palm oil worker" in (tmp_path / "out" / "graph.json").read_text("utf-8")
