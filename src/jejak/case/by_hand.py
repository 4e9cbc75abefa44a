"""Stating an entity or a link by hand: the statement is a source of one record, imported like every other one.

Invariant: nothing is written but by an import that accepted all of the record. Which entities a link joins is a
judgement made before the import: without the claims it joins nothing, so that a crash between the two leaves no trace.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import numpy as np
import pyarrow.compute as pc

from jejak.case.hand_checks import Checks, Fault
from jejak.case.hand_record import HandClaim, HandEntity, HandLink, Statement, mapping_of_hand, record_of
from jejak.case.importing import Order, Receipt, run_import
from jejak.case.records import Masking
from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import Verdict
from jejak.graph.model import Link, Node
from jejak.graph.resolution.standing import check_judgements
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.claims import ClaimLists
from jejak.schemas.errors import JejakError, RecordError, raise_together
from jejak.schemas.world import World

_TRIAL = Statement("trial")  # how something is stated where nothing is written


@dataclass(frozen=True, slots=True)
class Tried:
    """What would come of a statement.

    Attributes:
        faults: Why it is refused.
        known: Properties whose identifier the case has already.
        doubtful: Properties whose identifier fails its own check: kept as stated, but nothing is joined by it.
    """

    faults: tuple[Fault, ...] = ()
    known: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """What a statement became part of, an entity or a link, and the import that can be reversed."""

    batch_id: str
    node: Node | None = None
    link: Link | None = None


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class ByHand:
    """Statements of one analyst; called from several threads."""

    ledger: Ledger
    world: World
    snapshot: Callable[[], Snapshot]
    masking: Callable[[], Masking]
    analyst: str
    clock: Callable[[], datetime] = _now

    def try_out(self, claim: HandClaim, said: Statement) -> Tried:
        """What would come of it; nothing is written."""
        faults = list(self._checks.faults(claim, said))
        if any(not fault.column for fault in faults):  # without a type, a name or an end there is nothing to read
            return Tried(tuple(faults))
        with self._order(claim, _TRIAL) as order:
            receipt = run_import(self.ledger, self.world, replace(order, dry_run=True), None)
        known, doubtful = self._identifiers(claim, receipt)
        return Tried((*faults, *_rejects(receipt)), known, doubtful)

    def write(self, claim: HandClaim, said: Statement) -> Stated:
        """State it: all of it, or nothing.

        Raises:
            ExceptionGroup: Of one error for each fault; ``where`` names the column of the record.
            LedgerError: The ledger is locked, damaged or on a full disk.
        """
        said = replace(said, basis=" ".join(said.basis.split()))
        _refuse(self._checks.faults(claim, said))
        with self._order(claim, said) as order:
            receipt = run_import(self.ledger, self.world, order, None)
        return self._stated(claim, receipt.batch_id)

    @property
    def _checks(self) -> Checks:
        return Checks(self.world, self.snapshot(), self.masking())

    # The import

    @contextmanager
    def _order(self, claim: HandClaim, said: Statement) -> Iterator[Order]:
        """The import of a statement, whose file and mapping lie on the disk of the case and are gone at the end."""
        ends, at = self._checks.ends(claim), self.clock()
        what = "entity" if isinstance(claim, HandEntity) else "link"
        with self.ledger.workplace(self.analyst) as folder:
            file, mapping = folder / f"{what}-by-hand-{at:%Y%m%d-%H%M%S}.jsonl", folder / "by-hand.yaml"
            file.write_bytes(record_of(claim, said, ends, (self.analyst, at.isoformat(timespec="seconds"))))
            mapping.write_text(mapping_of_hand(claim, said, ends), encoding="utf-8")
            agreed = partial(self._agreed, claim, said.basis)
            yield Order(file, mapping, self.analyst, origin=f"written by {self.analyst}", by_hand=agreed)

    @contextmanager
    def _agreed(self, claim: HandClaim, reason: str, tried: Receipt) -> Iterator[None]:
        """Refuse what cannot be read; judge the ends of a link to be those chosen, taken back where writing fails."""
        _refuse(_rejects(tried))
        with ExitStack() as undone:
            if isinstance(claim, HandLink):
                same = _same(claim, tried)
                made = self.ledger.judge_together(same, analyst=self.analyst, reason=reason, check=check_judgements)
                if made:
                    undone.callback(self.ledger.undo_together, made[0].group, analyst=self.analyst)
            yield
            undone.pop_all()  # it is written: the judgements stay

    # What is there already, and what came of it

    def _identifiers(self, claim: HandClaim, receipt: Receipt) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The identifying properties that the case has already, of whom is not said, and those that are doubtful."""
        if isinstance(claim, HandLink) or not receipt.samples["entities"]:
            return (), ()
        props: Mapping[str, object] = json.loads(receipt.samples["entities"][0]["props"] or "{}")
        valid = {str(text).partition(":")[2] for text in _several(props.get("identifiers"))}
        stated = {name: str(props[name]) for name in self.world.entity_types[claim.etype].strong_ids if name in props}
        known = tuple(name for name, text in stated.items() if text in valid and self._has(claim.etype, text))
        return known, tuple(name for name, text in stated.items() if text not in valid)

    def _has(self, etype: str, identifier: str) -> bool:
        nodes = self.snapshot().nodes
        listed = pc.match_substring(nodes.column("props"), f':{identifier}"')
        told = pc.or_kleene(pc.equal(nodes.column("id_value"), identifier), listed)
        alike = pc.and_kleene(told, pc.equal(nodes.column("etype"), etype))
        return bool(pc.any(alike).as_py()) or self.masking().identifies(identifier)

    def _stated(self, claim: HandClaim, batch_id: str) -> Stated:
        snapshot = self.snapshot()
        number = next(at for at, one in enumerate(snapshot.batches) if one.batch_id == batch_id)
        if isinstance(claim, HandEntity):
            return Stated(batch_id, node=snapshot.node(_owner(snapshot.entity_claims, number)))
        return Stated(batch_id, link=snapshot.link(_owner(snapshot.relation_claims, number)))


def _same(claim: HandLink, tried: Receipt) -> list[tuple[str, str, Verdict]]:
    """That the ends which a record states are the entities that were chosen."""
    ends = [str(row["ekey"]) for row in tried.samples["entities"]]  # in the order of the mapping: from, to
    return [(end, known, Verdict.SAME) for end, known in zip(ends, (claim.source, claim.target), strict=True)]


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _refuse(faults: Iterator[Fault] | list[Fault]) -> None:
    errors: list[JejakError] = [
        RecordError(one.what, where=one.column or None, hint=one.hint or None) for one in faults
    ]
    raise_together("this cannot be stated so", errors)


def _rejects(receipt: Receipt) -> list[Fault]:
    """What the import could not read, column by column; of the whole record only where no column is to blame."""
    faults = [Fault(column or "", reason) for _record, column, reason, _severity in receipt.rejects]
    return [one for one in faults if one.column] or faults


def _owner(claims: ClaimLists, batch: int) -> int:
    """The node or link that the only claim of its kind in a batch is part of."""
    at = np.flatnonzero(np.asarray(claims.table.column("batch")) == batch)[0]
    return int(np.searchsorted(claims.offsets, at, side="right") - 1)
