"""The view of a source record: the cells as received, with everything about protected people masked by allow-list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.case.hand_record import BASIS, BY_HAND, OPEN
from jejak.case.importing import with_format
from jejak.case.telling import IDENTIFIERS, identifiers_of, properties_of, telling_values
from jejak.evidence.reveal import names_anybody, wanted_values
from jejak.evidence.wanted import Wanted
from jejak.graph.ledger import Batch, Ledger
from jejak.graph.model import ClaimRef
from jejak.graph.snapshot import Snapshot
from jejak.ingest.mapping import Mapping, parse_mapping
from jejak.ingest.scratch import choose_tables
from jejak.schemas.errors import RecordError
from jejak.schemas.grading import Protection, grade_weight
from jejak.schemas.world import World

MASK = "▒▒▒▒▒▒"
_CLAIM_COLUMNS = ("ix", "etype", "locator", "name", "name_raw", "id_value", "birth_date", "props")


@dataclass(frozen=True, slots=True)
class Party:
    """An entity that one record speaks of: whether it is masked, and every text that belongs to it."""

    masked: bool
    texts: frozenset[str]


#: Whoever stands in a record that nobody knows.
_UNKNOWN = [Party(True, frozenset())]


def fold(text: str) -> str:
    """Compare texts without case, spaces and punctuation, so that `+62 812-3` equals `628123`."""
    return "".join(ch for ch in text.casefold() if ch.isalnum())


Cells = list[tuple[str, str | None]]


def read_record(ledger: Ledger, world: World, ref: ClaimRef) -> Cells:
    """Read one record of a source as (column, text) pairs, exactly as received.

    Raises:
        RecordError: The record is not in the file.
    """
    found = read_records(ledger, world, ledger.batch(ref.batch_id), (ref.locator, ref.locator))
    if ref.locator not in found:
        raise RecordError("the record is not in the source file", where=f"{ref.file}, record {ref.locator}")
    return found[ref.locator]


def read_records(ledger: Ledger, world: World, batch: Batch, span: tuple[int, int]) -> dict[int, Cells]:
    """Read the records of a batch from one number to another, by number; those that are none are left out.

    Args:
        ledger: Where the source lies.
        world: For the mapping.
        batch: The import whose source, mapping and numbers are meant.
        span: The first and the last number.
    """
    first, last = span
    found: dict[int, Cells] = {}
    offset = 0
    for table in choose_tables(ledger.source_path(batch.source_sha), mapping_of(ledger, world, batch.batch_id)):
        end = 0
        for rows in filter(len, table.batches()):
            numbers = pc.add(rows.column(0), offset)
            end = rows.column(0)[-1].as_py()
            if offset + end >= first:
                inside = rows.filter(pc.and_(pc.greater_equal(numbers, first), pc.less_equal(numbers, last)))
                for cells in zip(*(column.to_pylist() for column in inside.columns), strict=True):
                    found[cells[0] + offset] = list(zip(table.columns, cells[1:], strict=True))
            if offset + end >= last:
                return found
        offset += max([end, *(reject.rec for reject in table.rejects)])
    return found


def mapping_of(ledger: Ledger, world: World, batch_id: str) -> Mapping:
    """The mapping that a batch was made with, as it is kept in the ledger."""
    batch = ledger.batch(batch_id)
    text = next(m.text for m in ledger.mappings() if m.sha == batch.mapping_sha)
    return with_format(parse_mapping(text, world), Path(batch.file))


@lru_cache(maxsize=8)
def _claims(path: Path) -> tuple[pa.Table, pa.Table]:
    entities = pq.read_table(path / "entities.parquet", columns=list(_CLAIM_COLUMNS))
    links = pq.read_table(path / "links.parquet", columns=["locator", "src_ix", "dst_ix"])
    return entities, links


def texts_of(row: Dict[str, object]) -> Iterator[str]:
    """Every text of an entity claim, an identifier also without its scheme and a handle without its platform."""
    for column in ("name", "name_raw", "id_value", "birth_date"):
        value = row[column]
        if value:
            yield str(value)
    for name, values in properties_of(row).items():
        yield from values
        if name == IDENTIFIERS:
            yield from (value.partition(":")[2] for value in values)
            yield from (value.rpartition(":")[2] for value in values if value.startswith("handle:"))


def bare(text: str) -> str:
    """An identifier without its writing; a telephone number without country code or leading zero."""
    folded = fold(text)
    return re.sub("^(?:0|62|60)(?=8|1)", "", folded) if folded.isdigit() else folded


def parties(segment: Path, span: tuple[int, int], masked: frozenset[int]) -> dict[int, list[Party]]:
    """The entities that the claims of some records speak of, by record number."""
    entities, links = _claims(segment)
    speaking: dict[int, set[int]] = {}
    for table, columns in ((entities, ("ix",)), (links, ("src_ix", "dst_ix"))):
        inside = table.select(["locator", *columns]).filter(_between(table["locator"], span))
        for locator, *indexes in zip(*inside.to_pydict().values(), strict=True):
            speaking.setdefault(locator, set()).update(indexes)
    every = sorted(set[int]().union(*speaking.values()))
    known = {
        row["ix"]: Party(row["ix"] in masked, frozenset(map(fold, texts_of(row))))
        for row in entities.take(pa.array(every, pa.int64())).to_pylist()
    }
    return {locator: [known[ix] for ix in sorted(indexes)] for locator, indexes in speaking.items()}


def _between(numbers: pa.ChunkedArray, span: tuple[int, int]) -> pa.ChunkedArray:
    return pc.and_(pc.greater_equal(numbers, span[0]), pc.less_equal(numbers, span[1]))


def mask_record(
    cells: Iterable[tuple[str, str | None]], people: list[Party], harmless: frozenset[str]
) -> list[tuple[str, str | None]]:
    """Mask a record: without protected parties all is shown; otherwise only harmless columns and texts of others.

    Args:
        cells: (column, text) pairs.
        people: The parties of the record.
        harmless: Columns that the mapping reads as amounts, times, codes or other public properties.

    Returns:
        The same pairs with masked texts replaced.
    """
    cells = list(cells)
    if not any(p.masked for p in people):
        return cells
    hidden = frozenset[str]().union(*(p.texts for p in people if p.masked))
    open_texts = frozenset[str]().union(*(p.texts for p in people if not p.masked)) - hidden
    return [
        (column, text if not text or column in harmless or fold(text) in open_texts else MASK) for column, text in cells
    ]


class Masking:
    """Who is masked at one state of a case, and how source records and names are shown accordingly."""

    def __init__(self, ledger: Ledger, world: World, snapshot: Snapshot) -> None:
        self._ledger = ledger
        self._world = world
        self._snapshot = snapshot
        self._wanted: Wanted | None = None
        self._rows = masked_rows(snapshot)
        self._live = frozenset(batch.batch_id for batch in snapshot.batches)
        self._identifiers = frozenset(bare(text) for row in self._claims_of_masked() for text in identifiers_of(row))

    @property
    def snapshot(self) -> Snapshot:
        """The state of which it speaks."""
        return self._snapshot

    def mask(self, ref: ClaimRef, cells: Cells) -> Cells:
        """Mask one record as the case team may see it."""
        return self.mask_all(ref.batch_id, {ref.locator: cells})[ref.locator]

    def mask_all(self, batch_id: str, records: Dict[int, Cells]) -> dict[int, Cells]:
        """Mask records of one batch, by number.

        Of a batch that is not live, and of a record that nothing was made of, nobody is known to be harmless.
        """
        if not records:
            return {}
        people: dict[int, list[Party]] = {}
        if batch_id in self._live:
            masked = self._rows.get(batch_id, frozenset())
            people = parties(self._ledger.segment_path(batch_id), (min(records), max(records)), masked)
        mapping = mapping_of(self._ledger, self._world, batch_id)
        harmless = harmless_columns(mapping, self._world)
        shown = {n: mask_record(cells, people.get(n) or _UNKNOWN, harmless) for n, cells in records.items()}
        # a record of somebody else may carry the victim's passport or telephone
        said = BASIS if mapping.name == BY_HAND else None
        return {
            number: [(column, self._read(text, words=column == said)) for column, text in cells]
            for number, cells in shown.items()
        }

    def _read(self, text: str | None, *, words: bool) -> str | None:
        """A cell that may be shown, but for what it says of somebody protected; ``words`` are an analyst's own."""
        if not text:
            return text
        return MASK if self.identifies(text) else self.note(text) if words else text

    def identifies(self, text: str) -> bool:
        """Whether a text is an identifier of somebody protected."""
        return bare(text) in self._identifiers

    def is_child(self, node_id: str) -> bool:
        """Whether an entity is a child, or belongs to one."""
        code = self._snapshot.code_of(node_id)
        return code is not None and self._snapshot.node(code).protection == Protection.CHILD

    def note(self, text: str) -> str:
        """What an analyst wrote; masked where it names somebody who is protected now."""
        if self._wanted is None:
            self._wanted = wanted_values(self.clear_values())
        return MASK if text and names_anybody(text, self._wanted) else text

    def clear_values(self) -> set[str]:
        """Clear names, identifiers, numbers, birth dates and full addresses of masked entities; nothing harmless.

        An export must hold none of them, but for the names that it shows on purpose.
        """
        types = self._world.entity_types
        return {text for row in self._claims_of_masked() for text in telling_values(row, types[str(row["etype"])])}

    def clear_name(self, node_id: str) -> str:
        """The clear name of an entity; where no source states one, its identifier or an alias.

        Whoever shows it has logged why before.

        Raises:
            RecordError: No source states any of them.
        """
        stated = self._stated(node_id)
        texts = [str(row[column]) for column in ("name", "id_value") for row in stated if row[column]]
        texts += [alias for row in stated for alias in properties_of(row).get("alias", ())]
        if not texts:
            raise RecordError("no source states a name", where=node_id)
        return texts[0]

    def called(self, node_id: str) -> set[str]:
        """Clear names, aliases and identifiers of an entity, as its claims state them."""
        found: set[str] = set()
        for row in self._stated(node_id):
            stated = properties_of(row)
            found.update(str(row[column]) for column in ("name", "name_raw") if row[column])
            found.update((*stated.get("alias", ()), *stated.get("name_all", ()), *identifiers_of(row)))
        return found

    def clear_names(self, node_ids: Iterable[str]) -> dict[str, str]:
        """The clear names of people, for a package that shows them; an identifier is no name.

        Raises:
            RecordError: No source states a name of one of them.
        """
        return {node_id: self._name(node_id) for node_id in node_ids}

    def _name(self, node_id: str) -> str:
        for row in self._stated(node_id):
            if row["name"]:
                return str(row["name"])
        raise RecordError(
            "no source states a name, so there is none to show", where=node_id, hint="leave the id out of --reveal"
        )

    def _stated(self, node_id: str) -> list[dict[str, object]]:
        """The claims of an entity, the best graded first, then in the order of the snapshot."""
        code = self._snapshot.code_of(node_id)
        refs = [] if code is None else self._snapshot.node_claims(code)
        refs.sort(key=lambda ref: -grade_weight(ref.grade))
        found: list[dict[str, object]] = []
        for ref in refs:
            entities, _ = _claims(self._ledger.segment_path(ref.batch_id))
            found += entities.slice(ref.row, 1).to_pylist()
        return found

    def _claims_of_masked(self) -> Iterator[dict[str, object]]:
        for batch_id, rows in sorted(self._rows.items()):
            entities, _ = _claims(self._ledger.segment_path(batch_id))
            yield from entities.take(pa.array(sorted(rows), pa.int64())).to_pylist()


def masked_rows(snapshot: Snapshot) -> dict[str, frozenset[int]]:
    """For each batch, the entity claims (by row) whose node is masked."""
    rows: dict[str, set[int]] = {}
    for code, masked in enumerate(snapshot.nodes["masked"].to_pylist()):
        for ref in snapshot.node_claims(code) if masked else ():
            rows.setdefault(ref.batch_id, set()).add(ref.row)
    return {batch: frozenset(found) for batch, found in rows.items()}


def harmless_columns(mapping: Mapping, world: World) -> frozenset[str]:
    """Columns that only feed amounts, times, currencies, channels and public properties, and an analyst's own words."""
    harmless: set[str] = set()
    telling: set[str] = set()
    for template in mapping.entities.values():
        declared = world.entity_types[template.type].properties
        telling |= set(template.key)
        for name, value in template.properties.items():
            (harmless if declared[name].public else telling).update(value.columns)
    for link in mapping.links:
        declared = world.link_types[link.type].properties
        for part in (link.time, link.end, link.amount, link.currency, link.channel, link.role):
            harmless.update(part.columns if part else ())
        telling.update(link.reference.columns if link.reference else ())
        for name, value in link.properties.items():
            (harmless if declared[name].public else telling).update(value.columns)
    own = OPEN if mapping.name == BY_HAND else frozenset[str]()
    return frozenset(harmless - telling) | own
