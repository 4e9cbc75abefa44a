"""The ledger: the only thing that is kept. Append-only, hash-chained, crash-safe; see :class:`Ledger`."""

from jejak.graph.ledger.chain import Entry
from jejak.graph.ledger.decisions import JudgementCheck
from jejak.graph.ledger.event_log import EventLog, Sought
from jejak.graph.ledger.ledger import Ledger
from jejak.graph.ledger.records import (
    Batch,
    BatchStatus,
    Event,
    EventKind,
    Fault,
    Judgement,
    Role,
    Source,
    State,
    StoredMapping,
    Verdict,
)
from jejak.graph.ledger.sources import Staged

__all__ = [
    "Batch",
    "BatchStatus",
    "Entry",
    "Event",
    "EventKind",
    "EventLog",
    "Fault",
    "Judgement",
    "JudgementCheck",
    "Ledger",
    "Role",
    "Sought",
    "Source",
    "Staged",
    "State",
    "StoredMapping",
    "Verdict",
]
