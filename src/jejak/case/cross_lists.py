"""A case matched against a list from outside: hits are suggestions with provenance, nothing is imported or written.

Invariant: what is shown of an entity comes from the snapshot; what a list says of an entity that is protected is not
shown beside its pseudonym, since the two together would tell who it is: the record's number is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from jejak.case.csv_files import write_csv
from jejak.case.identities import Why, reasons, why_words
from jejak.case.records import MASK
from jejak.graph.resolution.listing import ListHit, ListReport, match_entries
from jejak.graph.resolution.model import Model, load_model
from jejak.graph.segments import LedgerView
from jejak.graph.snapshot import Snapshot
from jejak.ingest.lists import ListFault, ListOptions, ListRead, read_list
from jejak.schemas.errors import ResolutionError
from jejak.schemas.world import World

__all__ = ["COLUMNS", "CrossLists", "Hit", "ListMatches", "ListOptions", "write_hits"]

COLUMNS = ("score", "id", "kind", "shown_as", "record", "id_in_list", "name_in_list", "why", "file", "sha256")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entity of the case that may be an entry of the list.

    Attributes:
        kind: Its type.
        entity: Its canonical id.
        caption: What the graph shows of it; a pseudonym where it is protected.
        record: Number of the entry in its file: the line of JSON Lines, the record below the header of a table.
        own_id: What the list calls the entry; masked where the entry may be somebody protected.
        name: The entry's name as the list writes it; masked likewise.
        score: Probability that they are one, by the model.
        why: The reasons; they state no values.
        file: Name of the list.
        sha256: Of the list's bytes.
    """

    kind: str
    entity: str
    caption: str
    record: int
    own_id: str
    name: str
    score: float
    why: tuple[Why, ...]
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ListMatches:
    """The hits of a list, the most probable first, and how the list was read.

    Attributes:
        file: Name of the list.
        sha256: Of its bytes.
        format: ``FollowTheMoney``, or the name of the reader.
        entries: How many entries could be matched.
        used: Columns or properties and what they were taken for.
        ignored: Columns or properties that nothing is compared by.
        others: How many records are neither person nor organisation, by what they are.
        unread: Other sheets or tables of the file.
        faults: Values and records that cannot be used, in the order of the file.
        hits: The hits.
        reports: For each kind, what was compared, and what each blocking rule found or left out.
    """

    file: str
    sha256: str
    format: str
    entries: int
    used: Mapping[str, str]
    ignored: tuple[str, ...]
    others: Mapping[str, int]
    unread: tuple[str, ...]
    faults: tuple[ListFault, ...]
    hits: tuple[Hit, ...]
    reports: tuple[ListReport, ...]


@dataclass(frozen=True, slots=True)
class CrossLists:
    """Matches lists with a case at its present state."""

    ledger: LedgerView
    snapshot: Snapshot
    world: World
    changes: Path | None = None  # a file of weights that differ from the built-in model's

    def match(self, path: Path, options: ListOptions | None = None, *, least: float | None = None) -> ListMatches:
        """Find entities of the case that may be entries of a list.

        Args:
            path: A table (CSV, workbook, Parquet, JSON Lines) or FollowTheMoney entities as JSON Lines.
            options: How to read it; what is left out is recognised.
            least: Probability from which a pair is a hit; the model's threshold for review when left out.

        Raises:
            ResolutionError: ``least`` is no probability.
            RecordError: The list cannot be read, or says of nobody who it is.
            ExceptionGroup: Of ``RecordError``, where the options name fields or columns that are not there; of
                ``SchemaError``, where the file of changes has faults.
        """
        if least is not None and not 0 <= least <= 1:
            raise ResolutionError("a probability lies between 0 and 1", where=f"{least:g}", hint="try 0.92")
        model = load_model(self.changes)
        read = read_list(path, options)
        found = match_entries(self.ledger, self.world, model, read.entries, least=least)
        hits = tuple(self._shown(found.hits, read, model))
        return ListMatches(
            read.file, read.sha256, read.format, len(read.entries), read.used, read.ignored, read.others, read.unread,
            read.faults, hits, found.reports,
        )  # fmt: skip

    def _shown(self, found: Iterable[ListHit], read: ListRead, model: Model) -> Iterator[Hit]:
        """The hits with what the graph shows of them.

        An entry that may be somebody protected is masked in all of its hits: its number would tie them together.
        """
        codes = [(one, self.snapshot.code_of(one.entity)) for one in found]
        pairs = [(one, self.snapshot.node(code)) for one, code in codes if code is not None]
        masked = {one.entry.record for one, node in pairs if node.masked}
        for one, node in pairs:
            own_id, name = (
                MASK if text and one.entry.record in masked else text for text in (one.entry.own_id, one.entry.shown)
            )
            features = model.kinds[one.kind].features
            why = tuple(why_words(features[part.feature], part.level, part.bits) for part in one.parts)
            yield Hit(
                one.kind, one.entity, node.caption, one.entry.record, own_id, name, one.score, why, read.file,
                read.sha256,
            )  # fmt: skip


def write_hits(path: Path, hits: Iterable[Hit]) -> int:
    """Write hits as CSV; returns how many.

    Raises:
        ResolutionError: The file is there already, or cannot be written; nothing of it is left then.
    """
    return write_csv(path, COLUMNS, map(_row, hits))


def _row(hit: Hit) -> tuple[str | int, ...]:
    told = (hit.own_id, hit.name, reasons(hit.why), hit.file)
    return (f"{hit.score:.4f}", hit.entity, hit.kind, hit.caption, hit.record, *told, hit.sha256)
