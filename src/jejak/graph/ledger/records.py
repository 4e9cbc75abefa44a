"""What the ledger hands out: frozen records of sources, batches, events, judgements, roles and faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"
Detail: TypeAlias = Mapping[str, JsonValue]


class BatchStatus(StrEnum):
    """Where a batch stands: only ``live`` ones speak in the graph; the others can be taken back."""

    CLAIMED = "claimed"
    LIVE = "live"
    SUPERSEDED = "superseded"
    REVERSED = "reversed"


class Verdict(StrEnum):
    """An analyst's decision on two entities."""

    SAME = "same"
    NOT_SAME = "not_same"
    UNSURE = "unsure"


class EventKind(StrEnum):
    """The kinds of event that the ledger writes itself; all other kinds are free for :meth:`Ledger.record`."""

    CASE_CREATED = "case_created"
    SOURCE_RECEIVED = "source_received"
    SOURCE_REPEATED = "source_repeated"
    BATCH_ADOPTED = "batch_adopted"
    IMPORT_REPEATED = "import_repeated"
    BATCH_REVERSED = "batch_reversed"
    BATCH_RESTORED = "batch_restored"
    JUDGEMENT = "judgement"
    JUDGEMENT_UNDONE = "judgement_undone"
    ROLE_ASSERTED = "role_asserted"
    ROLE_WITHDRAWN = "role_withdrawn"


#: Events after which the graph may look different; every other kind leaves a snapshot valid.
GRAPH_KINDS = frozenset(EventKind) - {
    EventKind.SOURCE_RECEIVED,
    EventKind.SOURCE_REPEATED,
    EventKind.IMPORT_REPEATED,
}


@dataclass(frozen=True, slots=True)
class Source:
    """A file as received. ``seq`` is the event that registered it; its bytes lie in ``sources/<sha>``."""

    sha: str
    name: str
    origin: str
    size: int
    analyst: str
    at: str
    seq: int


@dataclass(frozen=True, slots=True)
class Batch:
    """One import. ``seq`` is the event that first made it live (0 while claimed) and orders its claims for good."""

    seq: int
    batch_id: str
    source_sha: str
    file: str
    table: str
    mapping: str
    mapping_sha: str
    cleaner_version: str
    manifest_sha: str
    digest: str
    rows_in: int
    rows_ok: int
    rows_rejected: int
    n_entities: int
    n_links: int
    n_rejects: int
    default_grade: str
    default_handling: str
    status: BatchStatus
    analyst: str
    at: str


@dataclass(frozen=True, slots=True)
class StoredMapping:
    """The YAML text of a mapping that a batch was made with; ``version`` is '' when the text names none."""

    sha: str
    name: str
    version: str
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the chain. ``note`` is free text kept beside it; the chain holds only the note's sha256."""

    seq: int
    at: str
    analyst: str
    kind: str
    subject: str
    detail: Detail
    note: str
    prev: str
    hash: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision on two ekeys (32 hex digits, ``left < right``). Not live: undone, or judged anew by a later one.

    ``group`` is the number of the first judgement of those that were made as one step, 0 for one made alone.
    """

    seq: int
    left: str
    right: str
    verdict: Verdict
    analyst: str
    at: str
    reason: str
    live: bool = True
    group: int = 0


@dataclass(frozen=True, slots=True)
class Role:
    """A dated claim by an analyst that an entity has a role; ``protection`` is '' where the role decides nothing."""

    seq: int
    ekey: str
    role: str
    protection: str
    t_from: str
    t_to: str
    analyst: str
    at: str
    reason: str
    live: bool = True


@dataclass(frozen=True, slots=True)
class State:
    """Everything that the graph depends on, read in one transaction: live batches in order, live decisions, roles.

    ``sequence`` is the ledger's ``graph_sequence``: a note or an export since then does not make a snapshot stale.
    ``head`` is the hash of the very last event.
    """

    sequence: int
    head: str
    batches: tuple[Batch, ...]
    judgements: tuple[Judgement, ...]
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that :meth:`Ledger.verify` found wrong: where it is and what it is."""

    where: str
    what: str
