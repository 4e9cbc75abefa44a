"""Who decided what, when and why: the judgements of a case step by step, with those that were taken back.

Invariant: nothing is left out that was taken back or replaced: it is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import EventKind, Judgement
from jejak.graph.model import Node
from jejak.graph.resolution.groups import groups
from jejak.graph.resolution.standing import disputed, joining, pair_of
from jejak.graph.snapshot import Snapshot


class Stand(StrEnum):
    """What became of a judgement."""

    STANDS = "stands"
    DISPUTED = "disputed"
    REPLACED = "replaced"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One judgement and what became of it; where it was taken back, by whom and when."""

    judgement: Judgement
    stand: Stand
    undone_by: str = ""
    undone_at: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """Judgements that were written together; ``number`` takes back those that are not taken back yet."""

    number: int
    rulings: tuple[Ruling, ...]

    @property
    def first(self) -> Judgement:
        """The first of them, which tells who made the step, when and why."""
        return self.rulings[0].judgement

    @property
    def left(self) -> int:
        """How many of them nobody has taken back."""
        return sum(one.stand is not Stand.TAKEN_BACK for one in self.rulings)


def steps(ledger: Ledger, told: Callable[[str], str]) -> tuple[Step, ...]:
    """All decisions of a case, the latest step first, each with its reason as it may be ``told``."""
    undone = {int(one.subject): one for one in ledger.events() if one.kind == EventKind.JUDGEMENT_UNDONE}
    made = ledger.judgements(live_only=False)
    doubted = disputed(one for one in made if one.live)
    found: dict[int, list[Ruling]] = {}
    for said in made:
        one = replace(said, reason=told(said.reason))
        end = undone.get(one.seq)
        if end:
            ruling = Ruling(one, Stand.TAKEN_BACK, end.analyst, end.at)
        elif not one.live:
            ruling = Ruling(one, Stand.REPLACED)
        else:
            ruling = Ruling(one, Stand.DISPUTED if pair_of(one) in doubted else Stand.STANDS)
        found.setdefault(one.group or one.seq, []).append(ruling)
    return tuple(Step(number, tuple(found[number])) for number in sorted(found, reverse=True))


def shown_as(snapshot: Snapshot, judged: Sequence[Judgement], idents: Sequence[str]) -> dict[str, Node]:
    """What the graph shows for ids that judgements name; left out where no source states them any more.

    Args:
        snapshot: The graph at its present state.
        judged: The live judgements.
        idents: The ids.
    """
    parts = groups((one.left, one.right) for one in joining(judged))
    group = {member: part.members for part in parts for member in part.members}
    codes: dict[str, int] = {}
    for ident in dict.fromkeys(idents):
        near = map(snapshot.code_of, (ident, *group.get(ident, ())))
        code = next((one for one in near if one is not None), None)
        if code is not None:
            codes[ident] = code
    return dict(zip(codes, snapshot.nodes_of(list(codes.values())), strict=True))
