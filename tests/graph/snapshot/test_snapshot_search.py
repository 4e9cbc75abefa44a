"""What a search finds in a built graph: names in any spelling, numbers in any writing, and nobody who is protected."""

from __future__ import annotations

from typing import Any

import pytest

from jejak.graph.search import SnapshotSearch, snapshot_index
from jejak.graph.snapshot import build_snapshot
from jejak.schemas.world import load_world

WORLD = load_world()
#: The measured pairs of two spellings that stand for one name.
PAIRS = (
    ("Soekarno", "Sukarno"), ("Tjokroaminoto", "Cokroaminoto"), ("Djoko Soesilo", "Joko Susilo"),
    ("Muhammad Yusuf", "Mohd Yusof"), ("Mohamad", "Muh"), ("Nurul", "Noeroel"), ("Achmad Dhani", "Ahmad Dani"),
    ("Sri Wahyuni", "Wahyuni Sri"),
)  # fmt: skip


def search_of(case: Any) -> SnapshotSearch:
    snapshot = build_snapshot(case, WORLD)
    return SnapshotSearch(snapshot, snapshot_index(snapshot))


def found(case: Any, text: str, **more: Any) -> list[tuple[str, str]]:
    return [(hit.node.caption, hit.why.code) for hit in search_of(case).find(text, **more)]


@pytest.mark.parametrize("pair", [*PAIRS, *(pair[::-1] for pair in PAIRS)])
def test_two_spellings_of_a_name_find_each_other(case: Any, pair: tuple[str, str]) -> None:
    stored, text = pair
    case.entity("one", "a", name=stored)
    case.entity("one", "b", name="Bambang Priyono")
    ((caption, why),) = found(case, text)
    assert caption == stored
    assert why in {"name", "spelling", "sound"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("+62 812-3456-7890", "number"), ("0812 3456 7890", "number"), ("081234567890", "number"),
        ("6281234567890", "number"), ("81234567890", "number"), ("0062 812 3456 7890", "number"), ("0812 3456", "part"),
        ("+62812", "part"), ("4567", "part"), ("567", None), ("0912 3456", None), ("+60 812 3456 7890", None),
    ],
)  # fmt: skip
def test_a_telephone_is_found_however_it_is_written(case: Any, text: str, why: str | None) -> None:
    number = "+6281234567890"
    case.entity("one", "p", "phone", id_scheme="phone", id_value=number, id_valid=True, props={"number": number})
    assert found(case, text) == ([(number, why)] if why else [])


@pytest.mark.parametrize(
    ("text", "why"),
    [("C1234567", "number"), ("c 1234567", "number"), ("C-123 4567", "number"), ("1234567", "part"), ("3456", "part"),
     ("C123", "part"), ("3171234567890123", "number"), ("3171 2345", "part"), ("0890", None), ("345", None)],
)  # fmt: skip
def test_a_part_of_an_identifier_is_found(case: Any, text: str, why: str | None) -> None:
    props = {"identifiers": ["passport:C1234567", "nik:3171234567890123"]}
    case.entity("one", "a", name="Bambang Priyono", props=props)
    assert found(case, text) == ([("Bambang Priyono", why)] if why else [])


def test_reasons_come_in_their_order_and_aliases_count(case: Any) -> None:
    for key, name in enumerate(["Susilo", "Budi Susilo", "Susilowati", "Soesilo", "Sussilo", "Susila", "Bambang"]):
        case.entity("one", f"{key}", name=name, props={"alias": ["Pak Susilo"]} if name == "Bambang" else {})
    assert found(case, "susilo") == [
        ("Bambang", "name"), ("Susilo", "name"), ("Budi Susilo", "word"), ("Susilowati", "prefix"),
        ("Soesilo", "spelling"), ("Sussilo", "sound"), ("Susila", "slip"),
    ]  # fmt: skip


def test_titles_and_marks_of_a_father_do_not_count_and_more_words_come_first(case: Any) -> None:
    case.entity("one", "a", name="Mohamad Susilo bin Karto")
    case.entity("one", "b", name="Susilo")
    case.entity("one", "c", name="Karto")
    assert found(case, "Haji Mohamad Susilo bin Karto")[0] == ("Mohamad Susilo bin Karto", "name")
    assert found(case, "karto, susilo") == [
        ("Mohamad Susilo bin Karto", "word"), ("Karto", "some"), ("Susilo", "some"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "  ", "-", "@ &", "'", "\N{ZERO WIDTH SPACE}", "\x00", "%", "' }) DELETE n //"])
def test_odd_texts_find_nothing(case: Any, text: str) -> None:
    case.entity("one", "a", name="Bambang Priyono")
    assert found(case, text) == []


def test_very_long_texts_are_answered(case: Any) -> None:
    case.entity("one", "a", name="Bambang Priyono")
    assert found(case, "bambang " + "priyono " * 5000) == [("Bambang Priyono", "name")]
    assert found(case, " ".join(f"w{n}" for n in range(5000))) == []
    assert found(case, "x" * 100_000) == []
    assert found(case, "9" * 100_000) == []


def test_a_protected_person_is_found_by_pseudonym_and_id_alone(case: Any) -> None:
    props = {"identifiers": ["passport:C1234567"], "alias": ["Mawar Hitam"]}
    key = case.entity("one", "v", name="Kartini Wulandari", protection="V1", props=props)
    phone = case.entity("one", "t", "phone", id_scheme="phone", id_value="+6281234567890", id_valid=True)
    case.link("one", "USES", key, phone)
    case.entity("one", "s", name="Open Suspect", protection="S")
    search = search_of(case)
    for text in ("Kartini Wulandari", "kartini", "kartin", "Wulandary", "Mawar Hitam", "C1234567", "3456", "1234567",
                 "0812 3456 7890", "+6281234567890", "81234567890"):  # fmt: skip
        assert search.find(text) == [], text
    pseudonym = f"Victim {key[:8].upper()}"
    for text in (pseudonym, key, key[:8]):
        assert next((hit.node.id, hit.node.caption) for hit in search.find(text)) == (key, pseudonym), text
    assert [hit.node.id for hit in search.find(phone)] == [phone]
