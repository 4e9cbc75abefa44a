"""The built-in world is whole, and a broken one tells all its faults at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import jejak.schemas
from jejak.schemas.errors import SchemaError
from jejak.schemas.model import LANGUAGES, LAYERS, World
from jejak.schemas.ptypes import PTYPES
from jejak.schemas.world import load_world

ROOM = Path(jejak.schemas.__file__).parent


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("types", "links", "codes"):
        shutil.copytree(ROOM / name, tmp_path / name)
    return tmp_path


def faults(folder: Path) -> list[str]:
    with pytest.raises(ExceptionGroup) as caught:
        load_world(folder)
    assert all(isinstance(error, SchemaError) for error in caught.value.exceptions)
    return [str(error) for error in caught.value.exceptions]


def edit(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_the_entity_types_of_the_domain_are_there() -> None:
    expected = {
        "person",
        "organisation",
        "household_employer",
        "identity_document",
        "licence",
        "contract",
        "account",
        "phone",
        "email",
        "social_account",
        "device",
        "sim",
        "advert",
        "address",
        "border_point",
        "location",
        "trip",
        "vehicle",
        "vessel",
        "aircraft",
        "employment",
        "debt",
        "incident",
        "event",
        "case",
        "evidence_item",
        "statement",
        "recruitment",
        "unknown_party",
    }
    assert set(load_world().entity_types) == expected


def test_the_link_types_of_the_domain_are_there() -> None:
    expected = {
        "RECRUITED_BY",
        "REFERRED_BY",
        "PLACED_BY",
        "EMPLOYED_BY",
        "SUPERVISED_BY",
        "GUARANTEED_BY",
        "CONTROLLED_BY",
        "EXPLOITED_BY",
        "HOUSED_AT",
        "RESIDES_AT",
        "LOCATED_AT",
        "WORKS_AT",
        "TRANSPORTED_BY",
        "TRAVELLED_ON",
        "TRIP_VIA",
        "PAID_FOR",
        "HOLDS_DOCUMENT",
        "DOCUMENT_HELD_BY",
        "ISSUED_FOR",
        "HOLDS_ACCOUNT",
        "SIGNATORY_OF",
        "CONTROLS_ACCOUNT",
        "TRANSFERRED",
        "OWES",
        "USES",
        "CONTACTED",
        "POSTED",
        "OWNS",
        "DIRECTOR_OF",
        "SHAREHOLDER_OF",
        "NOMINEE_FOR",
        "EMPLOYEE_OF",
        "LICENSED",
        "PARTNER_OF",
        "SUCCEEDS",
        "FAMILY_OF",
        "ASSOCIATE_OF",
        "INVOLVED_IN",
        "PARTICIPATED_IN",
        "EVIDENCED_BY",
    }
    assert expected <= set(load_world().link_types)


def test_every_layer_has_links() -> None:
    assert {link.layer for link in load_world().link_types.values()} == set(LAYERS)


def _labels(world: World) -> list[tuple[str, dict[str, str]]]:
    found = [
        (t.name, t.labels)
        for t in (*world.entity_types.values(), *world.link_types.values(), *world.code_lists.values())
    ]
    found += [(t.name, t.plural) for t in world.entity_types.values()]
    for kind in (*world.entity_types.values(), *world.link_types.values()):
        found += [(f"{kind.name}.{p.name}", p.labels) for p in kind.properties.values()]
    for codes in world.code_lists.values():
        found += [(f"{codes.name}.{code}", labels) for code, labels in codes.codes.items()]
    return [(name, dict(labels)) for name, labels in found]


def test_every_label_is_there_in_all_languages() -> None:
    incomplete = [
        name for name, labels in _labels(load_world()) if set(labels) != set(LANGUAGES) or not all(labels.values())
    ]
    assert incomplete == []


def test_one_label_of_a_list_means_one_code() -> None:
    for codes in load_world().code_lists.values():
        for language in LANGUAGES:
            labels = [label[language] for label in codes.codes.values()]
            assert len(labels) == len(set(labels)), (codes.name, language)


@pytest.mark.parametrize("ends", [("person", "person"), ("account", "organisation"), ("unknown_party", "account")])
def test_transfers_take_all_ends_that_files_have(ends: tuple[str, str]) -> None:
    transferred = load_world().link_types["TRANSFERRED"]
    assert ends[0] in transferred.sources
    assert ends[1] in transferred.targets
    assert transferred.event
    assert transferred.missing_end
    assert transferred.weight == "amount"


def test_a_household_employer_has_what_a_person_has() -> None:
    types = load_world().entity_types
    assert set(types["person"].properties) < set(types["household_employer"].properties)
    assert types["household_employer"].strong_ids == types["person"].strong_ids


def test_no_public_property_tells_who_somebody_is() -> None:
    telling = {
        "name",
        "phone",
        "nik",
        "mykad",
        "passport",
        "account",
        "plate",
        "email",
        "handle",
        "url",
        "geo",
        "identifier",
        "date",
        "mrz",
    }
    world = load_world()
    public = [
        f"{kind.name}.{prop.name}"
        for kind in (*world.entity_types.values(), *world.link_types.values())
        for prop in kind.properties.values()
        if prop.public and (prop.type in telling or prop.name in {"note", "address_text", "phone_text", "full", "text"})
    ]
    assert public == []


def test_phones_accounts_and_documents_are_protected_with_their_holder() -> None:
    world = load_world()
    held = {name for name, kind in world.entity_types.items() if kind.protected_with_holder}
    assert {"phone", "account", "identity_document", "email", "social_account", "device", "sim"} <= held
    reachable = {end for link in world.link_types.values() if link.holds for end in (*link.sources, *link.targets)}
    assert held <= reachable


def test_every_property_type_is_used_or_general() -> None:
    world = load_world()
    used = {
        p.type for kind in (*world.entity_types.values(), *world.link_types.values()) for p in kind.properties.values()
    }
    assert set(PTYPES) == used


def test_the_digest_follows_the_declarations(folder: Path) -> None:
    assert load_world(folder).digest == load_world().digest
    edit(folder / "types" / "person.yaml", lambda text: text.replace("icon: user", "icon: star"))
    assert load_world(folder).digest != load_world().digest


def test_the_built_in_world_is_loaded_once() -> None:
    assert load_world() is load_world()


def test_all_faults_are_told_together_with_file_and_key(folder: Path) -> None:
    edit(
        folder / "types" / "person.yaml",
        lambda text: text.replace("type: name,", "type: nome,", 1).replace("group: P", "group: Q"),
    )
    edit(folder / "types" / "phone.yaml", lambda text: text.replace("strong_ids: [number]", "strong_ids: [nummer]"))
    edit(
        folder / "links" / "OWES.yaml",
        lambda text: text.replace("[person, organisation]", "[person, spaceship]", 1) + "colour: red\n",
    )
    edit(folder / "links" / "USES.yaml", lambda text: text.replace("codes: register_basis", "codes: nothing"))
    edit(folder / "codes" / "sex.yaml", lambda text: text.replace(', ms: "Perempuan"', ""))
    found = "\n".join(faults(folder))
    for place in (
        "types/person.yaml: properties.name.type",
        "types/person.yaml: group",
        "types/phone.yaml: strong_ids",
        "links/OWES.yaml: sources",
        "links/OWES.yaml: colour",
        "links/USES.yaml: properties.basis.codes",
        "codes/sex.yaml: values.F.ms",
    ):
        assert place in found


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("type: [", "not valid YAML"),
        ("- a\n- b\n", "a mapping is needed"),
        ("type: phone\ntype: phone\n", "same key stands twice"),
        ("type: wrong_name\n", "the name does not fit"),
        ("type: phone\nobject: perhaps\n", "true or false"),
        ("type: phone\ncaption: number\n", "list of texts"),
        ("type: phone\nextends: nobody\n", "extends a type that is not there"),
        ("type: phone\nextends: phone\n", "or itself"),
        ("type: phone\nproperties: {no: {type: text}}\n", "put it in quotes"),
        ("type: phone\ndefault_protection: Z9\n", "'Z9' is not known"),
    ],
)
def test_a_broken_file_is_named(folder: Path, broken: str, told: str) -> None:
    (folder / "types" / "phone.yaml").write_text(broken, "utf-8")
    assert any("types/phone.yaml" in fault and told in fault for fault in faults(folder))


def test_a_file_in_another_encoding_is_named(folder: Path) -> None:
    (folder / "types" / "phone.yaml").write_bytes("type: ph\xf6ne".encode("latin-1"))
    assert any("types/phone.yaml" in fault and "UTF-8" in fault for fault in faults(folder))


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    assert len([fault for fault in faults(tmp_path) if "folder of declarations is missing" in fault]) == 3


def test_an_object_without_identifier_is_refused(folder: Path) -> None:
    edit(folder / "types" / "sim.yaml", lambda text: text.replace("strong_ids: [iccid, imsi]\n", ""))
    assert any("an object needs a property" in fault for fault in faults(folder))


def test_a_weak_identifier_is_refused(folder: Path) -> None:
    edit(
        folder / "types" / "sim.yaml", lambda text: text.replace("strong_ids: [iccid, imsi]", "strong_ids: [operator]")
    )
    assert any("do not identify anything" in fault for fault in faults(folder))
