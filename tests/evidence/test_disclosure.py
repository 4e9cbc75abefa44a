"""Who is shown under which profile, and that nothing of the others gets into any file."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from jejak.evidence.disclosure import Disclosure, disclose
from jejak.evidence.exporter import Heading
from jejak.evidence.exports import EXPORTERS
from jejak.evidence.profiles import L0, L2, Profile, profile
from jejak.graph.model import Link, Node, Subgraph
from jejak.schemas.errors import AccessDenied, ExportError

KEY = b"k" * 32


def _disclose(case: object, folder: Path, chosen: Profile) -> Disclosure:
    snapshot = case.snapshot(folder)  # type: ignore[attr-defined]
    everything = Subgraph(
        tuple(snapshot.node(code) for code in range(snapshot.n_nodes)),
        tuple(snapshot.link(row) for row in range(snapshot.n_links)),
    )
    return disclose(snapshot, everything, chosen, KEY)


def _labels(found: Disclosure, etype: str) -> set[str]:
    return {node.label for node in found.nodes if node.etype == etype}


@pytest.fixture
def mixed(tiny: ModuleType) -> object:
    case = tiny.TinyCase()
    suspect = case.add("person", "Seen Suspect", protection="S", props={"note": "free text", "alias": ["The Boat"]})
    case.add("person", "Not Classed")
    victim = case.add("person", "Own Victim", protection="V1")
    case.add("person", "Young Child", protection="V2")
    case.add("person", "Said Much", protection="W1")
    case.add("person", "Third Party", protection="N")
    for number, holders in (("1110001", [suspect]), ("2220002", [suspect, victim]), ("3330003", [1])):
        account = case.add("account", None, id_scheme="account", id_value=number, props={"number": number})
        for holder in holders:
            case.link("HOLDS_ACCOUNT", holder, account)
    case.link("ASSOCIATE_OF", suspect, 5)
    return case


def test_partner_profile_names_suspects_alone(mixed: object, tmp_path: Path) -> None:
    found = _disclose(mixed, tmp_path, L2)
    assert _labels(found, "person") == {"Seen Suspect", "VICTIM-01", "PERSON-01", "PERSON-02"}
    accounts = _labels(found, "account")
    assert {"ACCOUNT-01", "ACCOUNT-02"} < accounts
    assert any("1110001" in label for label in accounts)
    assert found.left_out["nodes_removed"] == 2
    assert found.left_out["links_with_removed_nodes"] == 1
    suspect = next(node for node in found.nodes if node.label == "Seen Suspect")
    assert "note" not in dict(suspect.attributes)
    text = repr((found.nodes, found.edges))
    for hidden in ("Not Classed", "Own Victim", "Young", "Said", "Third", "2220002", "3330003", "free text"):
        assert hidden not in text


def test_case_team_profile_masks_the_protected_alone(mixed: object, tmp_path: Path) -> None:
    found = _disclose(mixed, tmp_path, L0)
    assert {"Seen Suspect", "Not Classed", "Third Party"} < _labels(found, "person")
    text = repr((found.nodes, found.edges))
    for hidden in ("Own Victim", "Young", "Said", "2220002"):
        assert hidden not in text
    assert found.left_out["nodes_removed"] == 0


def test_no_file_of_any_format_holds_a_hidden_name(mixed: object, tmp_path: Path) -> None:
    found = _disclose(mixed, tmp_path, L2)
    for exporter in EXPORTERS.values():
        for content in exporter.write(found, Heading("c", 1, "L2", "2026-01-01")).values():
            for hidden in (
                "Not Classed",
                "Own Victim",
                "Young Child",
                "Said Much",
                "Third Party",
                "2220002",
                "3330003",
            ):
                assert hidden.encode() not in content


def test_handling_code_decides_what_a_partner_gets(mixed: object, tmp_path: Path) -> None:
    mixed.handling = "C"  # type: ignore[attr-defined]
    found = _disclose(mixed, tmp_path / "c", L2)
    assert not found.edges
    assert not any(node.shown for node in found.nodes)
    assert found.left_out["links_not_permitted"] == 4


def test_ids_are_not_those_of_the_case(mixed: object, tmp_path: Path) -> None:
    snapshot = mixed.snapshot(tmp_path / "s")  # type: ignore[attr-defined]
    inside = {snapshot.id_of(code) for code in range(snapshot.n_nodes)}
    found = _disclose(mixed, tmp_path / "d", L0)
    assert inside.isdisjoint({node.id for node in found.nodes})
    assert not any(identifier in repr(found.nodes) for identifier in inside)


def test_a_link_to_nothing_cannot_be_exported(mixed: object, tmp_path: Path) -> None:
    found = _disclose(mixed, tmp_path, L2)
    ids = {node.id for node in found.nodes}
    assert all({edge.source, edge.target} <= ids for edge in found.edges)


def test_a_selection_of_another_graph_is_refused(mixed: object, tmp_path: Path) -> None:
    snapshot = mixed.snapshot(tmp_path / "mixed")  # type: ignore[attr-defined]
    strange = Link("0123456789abcdef:99", "USES", snapshot.id_of(0), snapshot.id_of(1))
    with pytest.raises(ExportError, match="not in the graph"):
        disclose(snapshot, Subgraph((Node("ff" * 16, "person", "?"),), ()), L0, KEY)
    with pytest.raises(ExportError, match="not in the graph"):
        disclose(snapshot, Subgraph((snapshot.node(0), snapshot.node(1)), (strange,)), L0, KEY)


def test_unknown_profile_is_refused() -> None:
    assert profile("L0") is L0
    with pytest.raises(ExportError, match="L2"):
        profile("L9")


@pytest.mark.parametrize("code", range(8))
def test_names_that_a_profile_does_not_open_cannot_be_put_in(mixed: object, tmp_path: Path, code: int) -> None:
    snapshot = mixed.snapshot(tmp_path)  # type: ignore[attr-defined]
    node = snapshot.node(code)
    for chosen in (L0, L2):
        if chosen is L0 and node.etype == "person" and node.protection in {"V1", "W1"}:
            found = disclose(snapshot, Subgraph((node,), ()), chosen, KEY, opened={node.id: "Clear\x00 Name"})
            assert [(n.label, n.shown, dict(n.attributes)["revealed"]) for n in found.nodes] == [
                ("Clear Name", True, "yes")
            ]
            assert found.left_out["names_masked"] == 0
        else:
            with pytest.raises(AccessDenied):
                disclose(snapshot, Subgraph((node,), ()), chosen, KEY, opened={node.id: "Clear Name"})
