"""Lists from outside, to be matched with a case without an import: any table, or FollowTheMoney as JSON Lines.

Invariant: nothing is written anywhere, and every record is an entry, something else that is counted, or a fault.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from jejak.ingest.lists.columns import SEVERAL, ListColumns, check_said, choose_columns
from jejak.ingest.lists.fields import KINDS, ListField, list_words
from jejak.ingest.lists.follow_the_money import MoneyLines, is_follow_the_money
from jejak.ingest.lists.making import EntryMaker, ListFault
from jejak.ingest.readers import ReaderOptions, Table, open_tables, recognise
from jejak.ingest.segments import file_digest
from jejak.schemas.errors import RecordError
from jejak.schemas.list_entries import ListEntry
from jejak.schemas.ptypes import PTYPES, CleanContext

__all__ = ["KINDS", "ListFault", "ListOptions", "ListRead", "read_list"]


@dataclass(frozen=True, slots=True)
class ListOptions:
    """How a list is to be read; what is left out is recognised.

    Attributes:
        columns: Columns by field; they go before what their headers say.
        kind: The only entity type that is wanted; entries that do not say what they are count as it.
        region: Country, as ISO 3166-1 alpha-2, that local phones and dates follow.
        sheet: Sheet of a workbook.
    """

    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kind: str | None = None
    region: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class ListRead:
    """A list as it was read.

    Attributes:
        file: Its name.
        sha256: Of its bytes.
        format: ``FollowTheMoney``, or the name of the reader.
        entries: What can be matched.
        used: Columns or properties and their fields.
        ignored: Columns or properties that nothing is compared by.
        others: How many records are neither person nor organisation, by what they are.
        unread: Other sheets or tables of the file.
        faults: Values and records that cannot be used.
    """

    file: str
    sha256: str
    format: str
    entries: tuple[ListEntry, ...]
    used: Mapping[str, str]
    ignored: tuple[str, ...]
    others: Mapping[str, int]
    unread: tuple[str, ...]
    faults: tuple[ListFault, ...]


def read_list(path: Path, options: ListOptions | None = None) -> ListRead:
    """Read a list.

    Raises:
        RecordError: The file cannot be read, no column says who an entry is, no entry can be used, or the file
            changed meanwhile.
        ExceptionGroup: Of ``RecordError``, where the user names a field or a column that is not there.
    """
    chosen = options or ListOptions()
    if chosen.kind is not None and chosen.kind not in KINDS:
        raise RecordError(f"a list has no entries of type {chosen.kind}", where=path.name, hint=" or ".join(KINDS))
    region = _region(chosen.region)
    tables = open_tables(path, ReaderOptions(sheet=chosen.sheet)) if not _is_money(path) else []
    sha256 = file_digest(path)
    found = _from_table(path, tables, chosen, region) if tables else _from_lines(path, chosen, region)
    if file_digest(path) != sha256:
        raise RecordError("the file changed while it was read", where=path.name, hint="Read it again.")
    if not found.entries:
        raise RecordError("no entry of the list can be used", where=path.name, hint=_why_none(found))
    return replace(found, sha256=sha256)


def _is_money(path: Path) -> bool:
    return path.is_file() and path.stat().st_size > 0 and recognise(path) == "jsonl" and is_follow_the_money(path)


def _region(text: str | None) -> str | None:
    if text is None:
        return None
    code = PTYPES["country"].clean(text, CleanContext()).value
    if code is None:
        raise RecordError("there is no such country", where=f"--region {text[:20]}", hint="such as ID or MY")
    return code


def _from_lines(path: Path, options: ListOptions, region: str | None) -> ListRead:
    words = list_words()
    if options.columns:
        check_said(list(words.properties), options.columns, words, path.name)
        hint = "leave --column out: its properties are known"
        raise RecordError("the columns of FollowTheMoney cannot be chosen", where=path.name, hint=hint)
    maker = EntryMaker(CleanContext(region=region), options.kind)
    lines = MoneyLines(path, maker)
    entries = tuple(lines.entries())
    ignored = tuple(sorted(lines.ignored))
    used = {name: words.properties[name] for name in sorted(lines.used)}
    return ListRead(path.name, "", "FollowTheMoney", entries, used, ignored, maker.others, (), _sorted(maker.faults))


def _from_table(path: Path, tables: list[Table], options: ListOptions, region: str | None) -> ListRead:
    """The first table that says who its entries are."""
    table, columns = _first_usable(tables, options, region, path.name)
    maker = EntryMaker(columns.context, options.kind, columns.kinds)
    entries = tuple(_rows(table, columns.used, maker))
    maker.faults += [ListFault(one.rec, one.col or "", one.reason) for one in table.rejects]
    told = {column: meant.name for column, meant in columns.used}
    unread = tuple(other.name for other in tables if other is not table)
    return ListRead(
        path.name, "", table.format, entries, told, columns.ignored, maker.others, unread, _sorted(maker.faults)
    )


def _first_usable(
    tables: list[Table], options: ListOptions, region: str | None, file: str
) -> tuple[Table, ListColumns]:
    faults: list[RecordError | ExceptionGroup[RecordError]] = []
    for table in tables:
        try:
            return table, choose_columns(table, options.columns, kind=options.kind, region=region, file=file)
        except (RecordError, ExceptionGroup) as fault:
            faults.append(fault)
    raise faults[0]


def _rows(table: Table, used: Sequence[tuple[str, ListField]], maker: EntryMaker) -> Iterator[ListEntry]:
    for batch in table.batches():
        numbers = batch.column("rec").to_pylist()
        cells = [batch.column(column).to_pylist() for column, _ in used]
        for number, row in zip(numbers, zip(*cells, strict=True), strict=True):
            texts = [
                (column, meant, text.strip())
                for (column, meant), cell in zip(used, row, strict=True)
                for text in (cell or "").split(SEVERAL)
                if text.strip()
            ]
            found = maker.entry(number, texts)
            if found is not None:
                yield found


def _sorted(faults: list[ListFault]) -> tuple[ListFault, ...]:
    return tuple(sorted(faults, key=lambda one: (one.record, one.column)))


def _why_none(found: ListRead) -> str:
    told = [f"it holds {', '.join(sorted(found.others))}"] if found.others else []
    if found.faults:
        first = found.faults[0]
        told.append(f"the first of {len(found.faults):,} faults: record {first.record}: {first.reason}")
    return "; ".join(told) or "it holds no record that is wanted"
