"""Reads a folder of agencies' files with the truth beside it, independently of the import: who stands where."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jejak.demo.generate import generate

#: Delimiter, encoding and number of lines before the header of each text file.
LAYOUTS = {
    "bank_nusantara_mutasi.csv": (";", "cp1252", 0),
    "bank_melayu_statement.csv": (",", "utf-8-sig", 0),
    "kyc_rekening.csv": (";", "utf-8", 0),
    "daftar_p3mi.csv": (";", "utf-8", 3),
    "company_register.csv": ("\t", "utf-8", 0),
    "paspor_permohonan.csv": (",", "utf-16", 0),
    "interviews.csv": (",", "utf-8", 0),
    "ferry_manifest.csv": (",", "utf-8", 0),
    "cdr_export.csv": ("|", "utf-8", 0),
}
SEEDS = (2, 5, 9)
LAYERS = {
    "money": ("bank_nusantara_mutasi.csv", "bank_melayu_statement.csv", "remittance_ledger.xlsx"),
    "communication": ("cdr_export.csv", "adverts.jsonl"),
    "travel": ("ferry_manifest.csv",),
    "documents": ("paspor_permohonan.csv",),
    "recruitment": ("interviews.csv",),
    "corporate": ("company_register.csv", "daftar_p3mi.csv"),
    "living": ("kyc_rekening.csv",),
}


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a file: its cells by column, the true people that it speaks of, and those that it names."""

    file: str
    cells: dict[str, str]
    people: frozenset[str]
    named: frozenset[str]


def digits(text: str) -> str:
    """A telephone or account number without its writing: no signs, +62 for a leading 0."""
    number = "".join(ch for ch in text if ch.isdigit())
    return f"62{number[1:]}" if number.startswith("08") else number


class AgencyFiles:
    """All records of a demo folder with the true people behind them; ``layers`` names the files of each layer."""

    layers = LAYERS

    def __init__(self, folder: Path) -> None:
        self.truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        self.people: dict[str, dict[str, object]] = self.truth["people"]
        self._owner: dict[str, set[str]] = defaultdict(set)
        for key, person in self.people.items():
            for number in [*person["phones"], *person["accounts"]]:  # type: ignore[misc]
                self._owner[digits(str(number))].add(key)
        meant: dict[tuple[str, int], set[str]] = defaultdict(set)
        for file, record, person, _ in self.truth["mentions"]:
            meant[file, record].add(person)
        self.records = [
            Record(file, cells, frozenset(meant[file, number] | self._owners(cells)), frozenset(meant[file, number]))
            for file, rows in self._tables(folder)
            for number, cells in enumerate(rows, 1)
        ]

    def actors(self, group: str) -> frozenset[str]:
        return frozenset(p for role, names in self.truth["groups"][group].items() if role != "victim" for p in names)

    @property
    def groups(self) -> dict[str, frozenset[str]]:
        return {group: self.actors(group) for group in self.truth["groups"]}

    @property
    def victims(self) -> frozenset[str]:
        return frozenset(key for key, person in self.people.items() if person["role"] == "victim")

    def _owners(self, cells: dict[str, str]) -> set[str]:
        """People who hold a telephone or account of the record; shared family telephones have several."""
        return {one for text in cells.values() for one in self._owner.get(digits(text) or "-", ())}

    def _tables(self, folder: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
        for file, (delimiter, encoding, before) in LAYOUTS.items():
            with (folder / file).open(encoding=encoding, newline="") as handle:
                rows = list(csv.reader(handle, delimiter=delimiter))[before:]
            yield file, [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        sheet = CalamineWorkbook.from_path(folder / "remittance_ledger.xlsx").get_sheet_by_name("Ledger").to_python()
        start = next(index for index, row in enumerate(sheet) if "Slip" in row)
        yield (
            "remittance_ledger.xlsx",
            [dict(zip(map(str, sheet[start]), map(str, row), strict=True)) for row in sheet[start + 1 :]],
        )
        lines = (folder / "adverts.jsonl").read_text(encoding="utf-8").splitlines()
        yield "adverts.jsonl", [json.loads(line) for line in lines]


@pytest.fixture(scope="session", params=SEEDS)
def agency_files(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AgencyFiles:
    """The files of a small demo case, one for each of a few seeds."""
    folder = tmp_path_factory.mktemp(f"seed{request.param}")
    generate(folder, size="small", seed=request.param)
    return AgencyFiles(folder)
