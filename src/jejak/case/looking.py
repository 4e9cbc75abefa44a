"""A look at a file: how it is read, its columns with a few values, its first records; protected people are masked.

Nobody in a new file is classed yet. So a value is masked when its column says that it is of a victim or witness, when
the case knows it as that of somebody protected, or when the mapping makes a protected person of its record.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, replace
from pathlib import Path

from jejak.case.records import MASK, Party, bare, mask_record
from jejak.ingest.mapping import SourceSpec
from jejak.ingest.readers import Table, open_tables, recognise
from jejak.ingest.readers.workbook import sheet_names
from jejak.schemas.errors import MappingError, RecordError

ROWS = 8
SAMPLES = 3
_LOOKED_AT = 200
_PROTECTED_HEADER = re.compile(
    r"victim|korban|mangsa|witness|saksi|survivor|penyintas|(?<![a-z])(child|anak|minor)(?![a-z])", re.IGNORECASE
)
_LINE_BREAKS = re.compile(r"\s+")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Look:
    """What a file looks like.

    Attributes:
        format: Its format.
        tables: The names of its tables.
        table: The one that is shown.
        columns: Its columns.
        rows: Its first records, each as (record number, cells).
        samples: A few values of each column.
        encoding: Of a text file.
        delimiter: Of a text file.
        header_row: The line or row of the header; None where there is none.
        notes: How it was read, and what is doubtful in it.
        masked: Columns whose values are masked because their header says whose they are.
    """

    format: str
    tables: tuple[str, ...]
    table: str
    columns: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str | None, ...]], ...]
    samples: Dict[str, tuple[str, ...]]
    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    notes: tuple[str, ...] = ()
    masked: frozenset[str] = field(default_factory=frozenset)


def look_at(path: Path, spec: SourceSpec, known: frozenset[str]) -> Look:
    """Look at the first table that a mapping reads.

    Args:
        path: The file.
        spec: How it is read.
        known: Texts of protected people of the case, bare.

    Raises:
        RecordError: It cannot be read.
        MappingError: It has no such table.
    """
    names, table = _open(path, spec)
    numbers, rows = _first(table)
    masked = frozenset(name for name in table.columns if _PROTECTED_HEADER.search(name))
    hidden = [
        tuple(_hide(text, at in masked, known) for at, text in zip(table.columns, row, strict=True)) for row in rows
    ]
    return Look(
        format=table.format, tables=names, table=table.name, columns=table.columns,
        rows=tuple(zip(numbers[:ROWS], hidden[:ROWS], strict=True)),
        samples={name: _some([row[at] for row in hidden]) for at, name in enumerate(table.columns)},
        encoding=table.read_as.encoding or "", delimiter=table.read_as.delimiter or "",
        header_row=table.read_as.header_row, notes=table.notes, masked=masked,
    )  # fmt: skip


def mask_look(look: Look, people: Dict[int, list[Party]], harmless: frozenset[str], *, guarded: bool) -> Look:
    """Mask the records of a look in which protected people take part, as a mapping reads them.

    Args:
        look: The look.
        people: The parties of each record.
        harmless: Columns that tell nothing of anybody.
        guarded: Whether the mapping may make somebody protected: samples are of these records alone then.
    """
    rows = []
    for number, cells in look.rows:
        shown = mask_record(zip(look.columns, cells, strict=True), people.get(number, []), harmless)
        rows.append((number, tuple(text for _, text in shown)))
    if not guarded and not any(party.masked for parties in people.values() for party in parties):
        return look
    samples = {name: _some([cells[at] for _, cells in rows]) for at, name in enumerate(look.columns)}
    return replace(look, rows=tuple(rows), samples=samples)


def _first(table: Table) -> tuple[list[int], list[list[str | None]]]:
    batch = next(iter(table.batches()), None)
    if batch is None:
        return [], []
    part = batch.slice(0, _LOOKED_AT)
    columns = [part.column(at + 1).to_pylist() for at in range(len(table.columns))]
    return part.column(0).to_pylist(), [list(row) for row in zip(*columns, strict=True)]


def _open(path: Path, spec: SourceSpec) -> tuple[tuple[str, ...], Table]:
    """The names of all tables, and the one to look at: the named one, else the first that is one."""
    wanted = spec.sheet or (spec.table[0] if spec.table else None)
    options = spec.options()
    if (spec.format or recognise(path)) != "spreadsheet":
        opened = open_tables(path, options)
        table = next((one for one in opened if wanted in {None, one.name}), opened[0] if len(opened) == 1 else None)
        if table is None:
            listed = ", ".join(one.name for one in opened)
            raise MappingError(f"the file has no table {wanted!r}", where=path.name, hint=f"Its tables: {listed}.")
        return tuple(one.name for one in opened), table
    names = sheet_names(path)
    faults: list[RecordError] = []
    for name in [wanted] if wanted else names:
        try:
            return names, open_tables(path, replace(options, sheet=name))[0]
        except RecordError as error:
            faults.append(error)
    raise faults[0]


def _hide(text: str | None, protected: bool, known: frozenset[str]) -> str | None:
    if not text:
        return text
    return MASK if protected or bare(text) in known else short(text)


def _some(cells: list[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in cells if text))[:SAMPLES]


def short(text: str) -> str:
    """A cell on one line, and no longer than can be read."""
    line = _LINE_BREAKS.sub(" ", text).strip()
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
