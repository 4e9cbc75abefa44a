"""What is asked of a statement before anything of it is read: type, ends, basis, grade, handling, and free texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jejak.case.hand_record import (
    BASIS,
    BEST_INFORMATION,
    BEST_SOURCE,
    End,
    Ends,
    HandClaim,
    HandEntity,
    HandLink,
    Statement,
    fields_of,
    fitting,
    has_role,
    may_be_protected,
)
from jejak.case.records import Masking
from jejak.evidence.reveal import checked_note
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AccessDenied
from jejak.schemas.grading import Handling, is_grade
from jejak.schemas.model import EntityType
from jejak.schemas.world import World

WEIGHED = "amount"


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a statement is not written: the column of the record that it is about ('' for the whole), and what to do."""

    column: str
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks at one state of a case."""

    world: World
    snapshot: Snapshot
    masking: Masking

    def faults(self, claim: HandClaim, said: Statement) -> Iterator[Fault]:
        """All that is wrong, as far as it can be told without reading the record."""
        yield from self._entity(claim) if isinstance(claim, HandEntity) else self._link(claim)
        if said.basis.strip():
            yield from self._named(BASIS, said.basis)
        else:
            yield Fault(BASIS, "a statement needs a basis", "write who told it, or which document says it")
        if not is_grade(said.grade) or said.grade[0] < BEST_SOURCE or said.grade[1] < BEST_INFORMATION:
            hint = "take B2 or less; import the document itself if it proves more"
            yield Fault("grade", "what an analyst knows is graded B2 at best", hint)
        if said.handling not in set(Handling):
            yield Fault("handling", "a statement needs a handling code", "take P or C")

    def ends(self, claim: HandClaim) -> Ends | None:
        """The ends of a link; None where one is not in the graph."""
        if isinstance(claim, HandEntity):
            return None
        codes = [self.snapshot.code_of(ident) for ident in (claim.source, claim.target)]
        nodes = [self.snapshot.node(code) for code in codes if code is not None]
        ends = [End(node.etype, node.best_grade) for node in nodes]
        return (ends[0], ends[1]) if len(ends) == len(codes) else None

    def _entity(self, claim: HandEntity) -> Iterator[Fault]:
        kind = self.world.entity_types.get(claim.etype)
        if kind is None or not fields_of(kind):
            yield Fault("", "no entity of this type can be stated by hand", "see `jejak types`")
            return
        asked = [prop.name for prop in fields_of(kind)]
        if strange := sorted(claim.properties.keys() - set(asked)):
            hint = f"known: {', '.join(asked)}"
            yield Fault("", f"this property is not stated by hand: {strange[0]}", hint)
        telling = {*kind.caption, *kind.strong_ids}
        if not any(text.strip() for name, text in claim.properties.items() if name in telling):
            yield Fault("", "a name or a number is needed", "fill in at least one of them")
        yield from self._person(claim, kind)
        for prop in fields_of(kind):
            if prop.type == "text":
                yield from self._named(prop.name, claim.properties.get(prop.name, ""))

    @staticmethod
    def _person(claim: HandEntity, kind: EntityType) -> Iterator[Fault]:
        if claim.role and not has_role(kind):
            yield Fault("role", "only people and organisations have a role", "leave it out")
        if (claim.since or claim.until) and not claim.role:
            yield Fault("role", "dates need a role", "choose the role that they are about")
        if claim.protection and not may_be_protected(kind):
            yield Fault("protection", "only people and organisations have a protection class", "leave it out")

    def _link(self, claim: HandLink) -> Iterator[Fault]:
        ends = self.ends(claim)
        if ends is None or claim.source == claim.target:
            yield Fault("", "a link needs two entities that are in the case", "select two of them")
            return
        fits = fitting(self.world, ends[0].etype, ends[1].etype)
        kind = next((link for link in fits if link.name == claim.ltype), None)
        if kind is None:
            hint = f"possible: {', '.join(link.name for link in fits)}" if fits else "select two others"
            yield Fault("", "a link of this type cannot join these two in this direction", hint)
        elif claim.amount.strip() and kind.weight != WEIGHED:
            yield Fault("amount", "a link of this type has no amount", "leave it out")
        if claim.amount.strip() and not claim.currency.strip():
            yield Fault("currency", "an amount needs its currency", "write its code, such as IDR or MYR")

    def _named(self, column: str, text: str) -> Iterator[Fault]:
        """A text of the analyst names nobody who is protected: many will read it who may not know who that is."""
        try:
            checked_note(" ".join(text.split()), self.masking.clear_values())
        except AccessDenied as denied:
            yield Fault(column, denied.what, denied.hint or "")
