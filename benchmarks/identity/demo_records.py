"""Records of people from the files of a demo case, one for each place where a file names somebody.

Invariant: a record holds only what its file says in that place; who is truly meant stands in a file of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import python_calamine
import yaml

COLUMNS = ("name", "birth_date", "sex", "address", "phone", "national_id", "passport")
PLACES = Path(__file__).with_name("demo_records.yaml")
SEXES = {"L": "M", "P": "F"}
Record = dict[str, str]


@dataclass(frozen=True, slots=True)
class Mention:
    """A record of the set, without an id yet, and the key of the person who is truly meant."""

    record: Record
    person: str


def demo_mentions(folder: Path) -> list[Mention]:
    """All mentions of people in a demo case whose files and ``truth.json`` lie in a folder.

    The same words about the same person in the same place of a file make one record, however often they stand there:
    otherwise people who travel often would be most of the figures.

    Raises:
        ValueError: The truth names somebody whom the record does not name.
    """
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    layouts: dict[str, Any] = yaml.safe_load(PLACES.read_text(encoding="utf-8"))
    rows = {file: list(_rows(folder / file, layout.get("read", {}))) for file, layout in layouts.items()}
    meant: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for file, number, person, written in truth["mentions"]:
        meant.setdefault((file, number), []).append((person, written))
    found: dict[tuple[str, str, int, tuple[str, ...]], Mention] = {}
    for (file, number), people in meant.items():
        layout, cells = layouts[file], rows[file][number - 1]
        for place, person in _placed(layout["places"], cells, people, f"{file}, record {number}"):
            record = _record(layout["places"][place], cells, layout.get("dates", ""))
            found.setdefault((file, person, place, tuple(record.values())), Mention(record, person))
    return list(found.values())


def _placed(
    places: list[Mapping[str, str]], cells: Mapping[str, str], people: list[tuple[str, str]], where: str
) -> Iterator[tuple[int, str]]:
    """The place of each person who is named in a record; equal names are taken in the order of the places."""
    free = list(range(len(places)))
    for person, written in people:
        place = next((one for one in free if cells[places[one]["name"]] == written), None)
        if place is None:
            raise ValueError(f"{where}: no place names {written}")
        free.remove(place)
        yield place, person


def _record(place: Mapping[str, str], cells: Mapping[str, str], dates: str) -> Record:
    said = {column: cells[source] for column, source in place.items() if source in cells}
    if identity := said.pop("identity", ""):  # one column for cards and passports, as the agent's ledger has it
        said["national_id" if identity.isdigit() and len(identity) in {12, 16} else "passport"] = identity
    if said.get("birth_date"):
        said["birth_date"] = datetime.strptime(said["birth_date"], dates).date().isoformat()  # noqa: DTZ007 -- a day
    said["sex"] = SEXES.get(said.get("sex", ""), "")
    return {column: said.get(column, "") for column in COLUMNS}


def _rows(path: Path, how: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every record of a file, cell by column; records that are too short have empty cells."""
    table = _sheet(path) if path.suffix == ".xlsx" else _lines(path, how)
    for _ in range(how.get("skip", 0)):
        next(table)
    header = next(table)
    for cells in table:
        yield dict(zip(header, [*cells, *[""] * len(header)], strict=False))


def _lines(path: Path, how: Mapping[str, Any]) -> Iterator[list[str]]:
    with path.open(encoding=how.get("encoding", "utf-8"), newline="") as file:
        yield from csv.reader(file, delimiter=how.get("delimiter", ","))


def _sheet(path: Path) -> Iterator[list[str]]:
    sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    for row in sheet.to_python(skip_empty_area=False):
        yield [str(cell) for cell in row]
