"""The mapping language: what loads, what is refused, and where each fault is said to stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from jejak.ingest.mapping import check_columns, load_mapping, parse_mapping
from jejak.ingest.mapping.model import Mapping
from jejak.schemas.errors import MappingError
from jejak.schemas.world import World

GOOD = """\
mapping: small
version: 2
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, currency: IDR}
entities:
  payer:
    type: organisation
    key: payer_id
    properties: {name: payer, country: {value: NO}}
  payee:
    type: organisation
    key: payee_id
    same_as: payer
    properties: {name: payee}
links:
  - {type: TRANSFERRED, from: payer, to: payee, amount: amount, time: when}
"""

FAULTY = """\
mapping: Faulty Name
version: 1
surprise: 1
defaults: {grade: Z9}
entities:
  payer:
    type: organisaton
    key: payer_id
  payee:
    type: person
    key: payee_id
    properties:
      nam: payee
      alias: {column: a, join: [b, c]}
      note: {column: x, split: ";"}
    when: {column: x, matches: "(["}
  agent:
    type: person
    key: agent_id
    roles: [no_such_role]
    protection: V9
links:
  - type: TRANSFERED
    from: payer
    to: payee
  - type: PARTNER_OF
    from: agent
    to: nobody
"""


def faults(text: str, world: World | None) -> dict[str, str]:
    with pytest.raises(ExceptionGroup) as caught:
        parse_mapping(text, world, name="m.yaml")
    assert all(isinstance(fault, MappingError) for fault in caught.value.exceptions)
    return {str(fault.where): str(fault) for fault in caught.value.exceptions if isinstance(fault, MappingError)}


def test_all_faults_come_together_each_with_line_and_column(world: World) -> None:
    found = faults(FAULTY, world)
    expected = {
        "m.yaml:1:1": "mapping",
        "m.yaml:3:1": "not known here",
        "m.yaml:4:12": "pattern",
        "m.yaml:7:5": "Did you mean organisation",
        "m.yaml:14:7": "exactly one of column, value, join",
        "m.yaml:20:13": "no_such_role",
        "m.yaml:21:5": "V9",
        "m.yaml:23:5": "Did you mean TRANSFERRED",
        "m.yaml:27:5": "PARTNER_OF cannot have an end of type 'person'",
        "m.yaml:28:5": "no entity is called 'nobody'",
    }
    for place, word in expected.items():
        assert place in found, (place, sorted(found))
        assert word in found[place] or place == "m.yaml:1:1"


def test_faults_of_properties_and_conditions(world: World) -> None:
    text = FAULTY.replace("      alias: {column: a, join: [b, c]}\n", "")
    found = faults(text, world)
    assert "no property is called 'nam'" in found["m.yaml:13:7"]
    assert "not a regular expression" in next(t for p, t in found.items() if p.startswith("m.yaml:15"))


@pytest.mark.parametrize(
    ("text", "place", "word"),
    [
        ("a: [1\nb: 2", "m.yaml:2:2", "not valid YAML"),
        ("mapping: m\nentities: {a: {type: person, key: x}}\nmapping: n", "m.yaml:3:1", "twice"),
        ("mapping: &x m\nentities: *x", "m.yaml:2:11", "aliases"),
        ("", "m.yaml:1:1", ""),
        ("- 1", "m.yaml:1:1", ""),
        ("mapping: m\nentities: {}", "m.yaml:2:1", ""),
        ("mapping: m\nentities:\n  a: {type: person}", "m.yaml:3:3", "no column says"),
        ("mapping: \x07", "m.yaml:1:1", "not valid YAML"),
    ],
)
def test_documents_that_are_no_mapping(text: str, place: str, word: str) -> None:
    found = faults(text, None)
    assert word in found[place]


def test_text_stays_text(world: World) -> None:
    """NO is Norway, 1 is a text in a map, and yes is not a truth value."""
    mapping = parse_mapping(GOOD, world)
    assert mapping.entities["payer"].properties["country"].value == "NO"
    assert mapping.version == 2


def test_digest_ignores_comments_and_order_of_keys(world: World) -> None:
    lines = GOOD.splitlines()
    turned = "\n".join(["# a comment", *lines[2:3], *lines[0:2], *lines[3:4], *lines[8:13], *lines[4:8], *lines[13:]])
    assert parse_mapping(turned, world).digest == parse_mapping(GOOD, world).digest
    assert parse_mapping(GOOD.replace("B2", "B3"), world).digest != parse_mapping(GOOD, world).digest


def test_a_mapping_written_as_yaml_loads_to_an_equal_one(world: World) -> None:
    mapping = parse_mapping(GOOD, world)
    assert parse_mapping(mapping.to_yaml(), world) == mapping


def test_required_columns_and_missing_ones(world: World) -> None:
    mapping = parse_mapping(GOOD, world)
    assert mapping.required_columns == ("amount", "payee", "payee_id", "payer", "payer_id", "when")
    with pytest.raises(ExceptionGroup) as caught:
        check_columns(mapping, None, ["Amount ", "payee", "payee_id", "payer", "payer-id", "when"], where="t.csv")
    texts = [str(fault) for fault in caught.value.exceptions]
    assert len(texts) == 2
    assert "'amount' is missing" in texts[0]
    assert "Amount " in texts[0]
    assert "payer-id" in texts[1]


def test_a_file_that_is_no_text(tmp_path: Path, world: World) -> None:
    path = tmp_path / "m.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(MappingError, match="cannot be read"):
        load_mapping(path, world)
    with pytest.raises(MappingError, match="no such mapping file"):
        load_mapping(tmp_path / "absent.yaml", world)


def test_every_example_loads(world: World) -> None:
    examples = sorted((Path(__file__).parents[2] / "examples").rglob("*.yaml"))
    assert len(examples) >= 8
    names = [load_mapping(path, world).name for path in examples]
    assert len(set(names)) == len(names)


WATCH = """\
mapping: watch
entities:
  seen: {{type: person, key: name, roles: [{roles}], properties: {{name: name}}}}
"""


def watch(roles: str, world: World) -> Mapping:
    return parse_mapping(WATCH.format(roles=roles), world)


def test_a_dated_role_has_two_spellings_and_reads_its_columns(world: World) -> None:
    word = watch("{role: broker, from: {column: since}, to: 2023-06}", world)
    flat = watch("{value: broker, from: {column: since}, to: {value: 2023-06}}", world)
    assert word.digest == flat.digest
    assert word.required_columns == ("name", "since")
    assert parse_mapping(word.to_yaml(), world) == word
    by_column = watch("{role: {column: part, when: {column: sure, equals: y}}, to: {column: until}}", world)
    assert by_column.required_columns == ("name", "part", "sure", "until")
    assert parse_mapping(by_column.to_yaml(), world) == by_column


def test_a_role_without_dates_is_written_as_before(world: World) -> None:
    plain = watch("broker, {column: part}", world)
    assert plain.model_dump(mode="json", by_alias=True, exclude_none=True)["entities"]["seen"]["roles"] == [
        {"value": "broker", "with": " "}, {"column": "part", "with": " "},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "told"),
    [
        ("{role: brokr, from: 2023}", "not in the code list 'role'"),
        ("{role: broker, from: soon}", "this constant cannot be used"),
        ("{role: broker, until: 2023}", "beside it at most from and to"),
        ("{role: [broker], to: 2023}", "give role a code or a column"),
        ("{role: {colum: part}, to: 2023}", "the key 'colum' is not known here"),
        ("{from: 2023}", "exactly one of column, value, join"),
        ("{role: broker, to: {column: until, split: ;}}", "a date is one value"),
        ("{role: broker, to: {column: until, when: {column: a, matches: (}}}", "not a regular expression"),
    ],
)
def test_faults_of_dated_roles_are_told_where_they_stand(world: World, role: str, told: str) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        watch(role, world)
    faults = [str(fault) for fault in caught.value.exceptions]
    assert any(told in fault for fault in faults), faults
    assert all(fault.startswith("mapping:3:") for fault in faults)
