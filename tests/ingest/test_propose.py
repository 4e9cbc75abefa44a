"""Proposed mappings: they load, they import the file they were made for, and what they take for what is checked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from jejak.demo.generate import generate
from jejak.ingest.mapping import parse_mapping
from jejak.ingest.pipeline import ImportRequest, import_table
from jejak.ingest.propose import Proposal, propose_mapping
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import RecordError
from jejak.schemas.world import World

Data = Callable[[str], Path]


@pytest.fixture(scope="module")
def case_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("agencies")
    generate(folder, size="small", seed=3)
    return folder


def targets(proposal: Proposal) -> dict[str, str]:
    return {guess.column: guess.target for guess in proposal.guesses}


DEMO = [
    ("bank_melayu_statement.csv", {"account"}, ["TRANSFERRED"],
     {"From Account": "transfer_source", "To Account": "transfer_target", "Amount (RM)": "amount"}),
    ("bank_nusantara_mutasi.csv", {"account"}, ["TRANSFERRED"],
     {"Rekening Asal": "transfer_source", "Rekening Tujuan": "transfer_target", "Jumlah": "amount",
      "Mata Uang": "currency"}),
    ("cdr_export.csv", {"phone"}, ["CONTACTED"], {"CALLER": "caller", "CALLED": "called", "START_TIME": "time"}),
    ("paspor_permohonan.csv", {"person", "phone", "address"}, ["USES", "RESIDES_AT"],
     {"Nama Lengkap": "name", "NIK": "nik", "No Paspor": "passport_no", "Tanggal Lahir": "birth_date"}),
    ("daftar_p3mi.csv", {"organisation", "phone", "address"}, ["USES", "LOCATED_AT"],
     {"Nama Perusahaan": "company", "No. SIP3MI": "licence_no", "Telepon": "phone"}),
    ("ferry_manifest.csv", {"person", "phone", "trip"}, ["USES", "TRAVELLED_ON"],
     {"Nama Penumpang": "name", "No Paspor": "passport_no", "Kode Booking": "booking"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "types", "links", "known"), DEMO, ids=[row[0] for row in DEMO])
def test_files_of_agencies(  # noqa: PLR0917 - a table of cases
    case_files: Path, tmp_path: Path, world: World, name: str, types: set[str], links: list[str], known: dict[str, str]
) -> None:
    """At least 98 of 100 records come through, garbage being one in a thousand."""
    path = case_files / name
    proposal = propose_mapping(path, world)
    mapping = parse_mapping(proposal.yaml, world)
    assert targets(proposal).items() >= known.items()
    assert {part.type for part in mapping.entities.values()} == types
    assert [link.type for link in mapping.links] == links
    draft = import_table(ImportRequest(path, file_digest(path), mapping, world, tmp_path / "draft"))
    assert draft.rows_in == draft.rows_ok + draft.rows_rejected > 0
    assert draft.rows_ok >= 0.98 * draft.rows_in
    assert draft.n_entities > 0
    assert draft.n_links > 0
    assert draft.money_in.keys() <= {"MYR", "IDR"}


def test_every_file_of_the_case_gets_a_mapping_that_loads_and_imports(
    case_files: Path, tmp_path: Path, world: World
) -> None:
    files = [path for path in sorted(case_files.iterdir()) if path.name != "truth.json"]
    assert len(files) == 11
    for number, path in enumerate(files):
        mapping = parse_mapping(propose_mapping(path, world).yaml, world)
        draft = import_table(ImportRequest(path, file_digest(path), mapping, world, tmp_path / str(number), 300))
        assert draft.rows_ok > 0, path.name


@pytest.mark.parametrize(
    ("name", "entities", "links", "total"),
    [
        ("fincen/download_transactions_map.csv", 2277, 4507, "35682247985.01"),
        ("amlsim/transactions.csv", 100, 10_333, "5666934.12"),
    ],
)
def test_published_figures_come_out_of_proposals(  # noqa: PLR0917 - a table of cases
    tmp_path: Path, world: World, shared_data: Data, name: str, entities: int, links: int, total: str
) -> None:
    path = shared_data(name)
    mapping = parse_mapping(propose_mapping(path, world).yaml, world)
    draft = import_table(ImportRequest(path, file_digest(path), mapping, world, tmp_path / "draft"))
    assert (draft.n_entities, draft.n_links) == (entities, links)
    assert list(draft.money_claims.values()) == [total]


@pytest.mark.parametrize(
    ("text", "defaults"),
    [
        ("Tanggal,Dari Rekening,Ke Rekening,Nominal (Rp)\n31/01/2024,11112222,33334444,5\n",
         {"day_first": True, "currency": "IDR"}),
        ("Date,From Account,To Account,Amount RM\n01/31/2024,11112222,33334444,5\n",
         {"day_first": False, "currency": "MYR"}),
        ("Date,From Account,To Account,Amount\n01/02/2024,11112222,33334444,5\n", {}),
        ("Nama,No HP\nSiti,081234567890\n", {"region": "ID"}),
        ("Nama,Telefon\nSiti,+60123456789\n", {"region": "MY"}),
    ],
    ids=["day first", "month first", "open", "Indonesia", "Malaysia"],
)  # fmt: skip
def test_defaults_are_what_the_values_prove(
    tmp_path: Path, world: World, text: str, defaults: dict[str, object]
) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    found = parse_mapping(propose_mapping(tmp_path / "a.csv", world).yaml, world).defaults
    assert found.model_dump(exclude_none=True) == {"grade": "F6", "handling": "C", **defaults}


@pytest.mark.parametrize("stem", ["Data Mutasi (Jan)", "Überweisung é", "数据", "_"])
def test_any_file_name_gives_a_name(tmp_path: Path, world: World, stem: str) -> None:
    path = tmp_path / f"{stem}.csv"
    path.write_text("nama,kota\nSiti,Batam\n", encoding="utf-8")
    assert parse_mapping(propose_mapping(path, world).yaml, world).name


def test_every_guess_says_why(tmp_path: Path, world: World) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Nama,NIK,Kosong,Xyz\nSiti,3174015204900001,,1\nAli,none,,2\n", encoding="utf-8")
    guesses = {guess.column: guess for guess in propose_mapping(path, world).guesses}
    assert set(guesses) == {"Nama", "NIK"}
    assert "50% of the values are valid" in guesses["NIK"].reason
    assert all(0 < guess.confidence <= 1 and guess.reason for guess in guesses.values())


def test_a_file_that_cannot_be_read(tmp_path: Path, world: World) -> None:
    with pytest.raises(RecordError, match="no such file"):
        propose_mapping(tmp_path / "nothing.csv", world)
