"""Names taken apart: each rule by example, and laws for any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.schemas.names import address, is_description, organisation_name, person_name, sound, standard

#: The measured pairs of the domain notes, as words: both halves must come to the same words.
MEASURED = [
    ("Soekarno", "Sukarno"),
    ("Tjokroaminoto", "Cokroaminoto"),
    ("Djoko Soesilo", "Joko Susilo"),
    ("Muhammad Yusuf", "Mohd Yusof"),
    ("Mohamad", "Muh"),
    ("Nurul", "Noeroel"),
    ("Achmad Dhani", "Ahmad Dani"),
    ("Sri Wahyuni", "Wahyuni Sri"),
]


@pytest.mark.parametrize(("left", "right"), MEASURED)
def test_the_measured_pairs_sound_the_same(left: str, right: str) -> None:
    assert sorted(map(sound, person_name(left).given)) == sorted(map(sound, person_name(right).given))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Moh. Soesilo", ("muhammad", "susilo")),
        ("M SUSILO", ("m", "susilo")),
        ("SUPARTI SUPARTI", ("suparti",)),
        ("Suparti FNU", ("suparti",)),
        ("Hj. Siti Aminah", ("siti", "aminah")),
        ("Tan Sri Ahmad", ("ahmad",)),
        ("Sri Wahyuni", ("sri", "wahyuni")),
        ("Pak Haji Karto", ("karto",)),
        ("Haji", ("haji",)),
        ("Djoko Soesilo, S.H.", ("joko", "susilo")),
        ("Budi alias Botak", ("budi",)),
        ("Ma'ruf Amin", ("maruf", "amin")),
        ("I Wayan Sudarma", ("i", "wayan", "sudarma")),
        ("Сити Амина", ("siti", "amina")),
        ("Budi S.H., M.M.", ("budi",)),
        ("Andi Wijaya", ("andi", "wijaya")),
        ("Suparti bin -", ("suparti",)),
        ("陈美玲", ("khen", "mei", "ling")),
        ("FNU LNU", ()),
        ("NO NAME", ()),
        ("-", ()),
        ("", ()),
    ],
)
def test_the_words_that_identify(text: str, own: tuple[str, ...]) -> None:
    assert person_name(text).given == own


@pytest.mark.parametrize(
    ("text", "father", "relation"),
    [
        ("MOHAMAD SUSILO BIN KARTO", ("karto",), "son"),
        ("Aminah bte Hassan", ("hasan",), "daughter"),
        ("Ali b Abu", ("abu",), "son"),
        ("Kumaran a/l Muthu", ("muthu",), "son"),
        ("Letchumi a/p Samy", ("samy",), "daughter"),
        ("Jugah anak Barieng", ("barieng",), "child"),
        ("Anak Agung Gede Rai", (), ""),
        ("Siti Aminah binti H. Ahmad", ("ahmad",), "daughter"),
        ("Kamal bin Ismail bin Osman", ("ismail",), "son"),
        ("bin Kasim", (), ""),
    ],
)
def test_the_father_is_told_apart(text: str, father: tuple[str, ...], relation: str) -> None:
    assert (person_name(text).father, person_name(text).relation) == (father, relation)


def test_short_forms_initials_and_birth_order_tell_little() -> None:
    assert person_name("Moh. Susilo").weak == {"muhammad"}
    assert person_name("Muhammad Susilo").weak == frozenset()
    assert person_name("M. Susilo").weak == {"m"}
    assert person_name("R. Andi Soesilo").weak == {"r", "andi"}
    assert person_name("I Wayan Sudarma").weak == {"i", "wayan"}


def test_titles_are_kept() -> None:
    assert person_name("Dr. H. Budi Santoso").titles == ("dr", "h")


def test_legal_forms_and_short_words_of_organisations() -> None:
    assert organisation_name("PT. Sinar Bahari, Tbk").words == organisation_name("Sinar Bahari PT").words
    assert organisation_name("Sinar Jaya Sdn. Bhd.") == organisation_name("SINAR JAYA SENDIRIAN BERHAD")
    assert organisation_name("Global Mgmt Svcs").words == organisation_name("global management services").words
    assert organisation_name("CV").words == ("cv",)
    assert organisation_name("PT. A B C Tbk.").form == "pt"
    assert organisation_name("Agensi ABC Sdn. Bhd. (1234-X)") == organisation_name("Agensi ABC Sdn Bhd")


def test_an_address_by_what_names_the_place() -> None:
    found = address("Jl. Soedirman No. 12 RT 03/RW 12, Kel. Batam, 29432")
    assert (found.words, found.numbers) == (("sudirman", "batam"), ("12",))
    assert (found.postcode, found.rt_rw) == ("29432", "003/012")
    assert address("RT 3/12 Kampung Melayu").rt_rw == "003/012"
    assert address("Kp. Melayu, Batam").words == address("Kampung Melayu Batam").words


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    name, organisation, place = person_name(text), organisation_name(text), address(text)
    words = [*name.given, *name.father, *organisation.words, *place.words]
    assert all(re.fullmatch("[a-z0-9]+", word) for word in words)
    assert name.weak <= set(name.given)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_a_standard_spelling_stays(word: str) -> None:
    assert standard(standard(word)) == standard(word)
    assert sound(standard(word)) == sound(word)


@given(st.lists(st.sampled_from(["Susilo", "Aminah", "Rizal", "Dewi", "Hartono"]), min_size=1, max_size=4, unique=True))
def test_case_and_order_change_no_words(words: list[str]) -> None:
    one, other = person_name(" ".join(words)), person_name("  ".join(reversed(words)).upper())
    assert sorted(one.given) == sorted(other.given)


@pytest.mark.parametrize("text", ["kilang", "Rumah Majikan", "LADANG", "restoran", "unknown factory"])
def test_a_place_of_work_without_a_name_is_a_description(text: str) -> None:
    assert is_description(text)


@pytest.mark.parametrize("text", ["Kilang Getah Selatan", "PT Sinar Bahari", "Restoran Melati", "", "C0012", "7"])
def test_a_name_is_no_description(text: str) -> None:
    assert not is_description(text)
