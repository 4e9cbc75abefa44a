"""A package leaves the case: whose names it shows, what it must not hold, its key, and the events that tell of it.

Invariant: opened names are an event before the first byte is written, and no package is unknown to its case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jejak.case.records import Masking
from jejak.evidence import Chart, Opened, Opening, Package, PackageContext, Profile, write_package
from jejak.evidence.reveal import checked_reason, chosen
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import JsonValue
from jejak.graph.model import Subgraph
from jejak.graph.snapshot import Snapshot

NAMES_OPENED = "names_opened_for_package"
EXPORTED = "package_exported"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """One export as somebody asked for it."""

    folder: Path
    selection: Subgraph
    profile: Profile
    formats: tuple[str, ...]
    filters: dict[str, str]
    opening: Opening | None = None
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Leaving:
    """Writes packages of one state of a case, in one analyst's name."""

    ledger: Ledger
    snapshot: Snapshot
    masking: Masking
    analyst: str

    def write(self, order: ExportOrder) -> Package:
        """Write a package.

        Raises:
            ExportError: It would show a masked value, or cannot be written.
            AccessDenied: A name may not be opened, or not for this reason.
        """
        hidden = self.masking.clear_values()
        context = PackageContext(
            snapshot=self.snapshot, case_id=self.ledger.ledger_id, head=self.ledger.head, filters=order.filters,
            forbidden=hidden, chart=order.chart,
            opened=self._opened(order, order.opening, hidden) if order.opening else None,
            seal=lambda sha, key, event: self._seal(order, sha, key, event=event),
        )  # fmt: skip
        return write_package(
            order.folder, order.selection, profile=order.profile, formats=order.formats, context=context
        )

    def _opened(self, order: ExportOrder, opening: Opening, hidden: Iterable[str]) -> Opened:
        """The names that the package shows; nothing is logged before all else is checked."""
        code, known = order.profile.code, self.snapshot.code_of
        ids = chosen(opening, order.selection.nodes, order.profile, lambda ident: known(ident) is not None)
        reason = checked_reason(opening.reason, f"profile {code}", hidden)

        def log() -> tuple[int, str]:
            event = self.ledger.record(
                NAMES_OPENED, self.snapshot.digest, {"ids": [*ids], "profile": code}, self.analyst, note=reason
            )
            return event.seq, event.hash

        return Opened(self.masking.clear_names(ids), reason, self.analyst.strip(), log)

    def _seal(self, order: ExportOrder, manifest_sha: str, key: bytes, *, event: int) -> None:
        keys = self.ledger.folder.root / "keys"
        keys.mkdir(mode=0o700, exist_ok=True)
        path = keys / f"{manifest_sha}.key"
        path.write_bytes(key)
        path.chmod(0o600)
        detail: dict[str, JsonValue] = {"profile": order.profile.code, "formats": [*order.formats]}
        if event:
            detail["names_opened"] = event
        if order.chart:
            detail["chart"] = order.chart.state
        if order.chart and order.chart.view:
            detail |= {"view": order.chart.view.id, "version": order.chart.view.version}
        self.ledger.record(EXPORTED, manifest_sha, detail, self.analyst)
