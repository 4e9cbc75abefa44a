"""The account that a case gives of itself as of one snapshot: its sources, its audit trail, the quality of its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from jejak.case.keeping import Keeping, Kept
from jejak.case.quality import Quality, quality
from jejak.case.records import Masking
from jejak.case.source_book import SourceBook
from jejak.case.trail import Trail
from jejak.graph.ledger import Ledger
from jejak.graph.snapshot import Snapshot
from jejak.schemas.world import World


@dataclass(frozen=True)
class Account:
    """Made anew when the graph changes; safe to call from many threads."""

    ledger: Ledger
    snapshot: Snapshot
    masking: Callable[[], Masking]
    world: World

    @property
    def case_id(self) -> str:
        """Identity of the case, whatever it is called."""
        return self.ledger.ledger_id

    @property
    def sequence(self) -> int:
        """Number of the last event."""
        return self.ledger.sequence

    @cached_property
    def sources(self) -> SourceBook:
        """What was received, and its records."""
        return SourceBook(self.ledger, self.snapshot, self.masking, self.world)

    @cached_property
    def trail(self) -> Trail:
        """Who did what, when."""
        return Trail(self.ledger, self.snapshot, self.masking)

    def findings(self) -> list[Kept]:
        """Findings that were kept and stand, in order, without anybody who may not be listed now."""
        return Keeping(self.ledger, self.snapshot, self.masking, "").findings()

    @cached_property
    def quality(self) -> Quality:
        """What is missing or doubtful in the data."""
        return quality(self.snapshot, self.world)
