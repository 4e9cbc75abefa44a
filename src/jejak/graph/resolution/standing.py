"""What people's judgements come to, pair by pair, and the chain of judgements that forces what another one denies.

Invariant: where analysts differ, a pair is disputed: it is not joined, and neither of the judgements is overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from jejak.schemas.errors import ResolutionError

if TYPE_CHECKING:  # the ledger checks judgements with the rules of resolution, which read this module
    from jejak.graph.ledger.records import Judgement

Pair = tuple[str, str]
DISPUTED = "disputed"
SAME, NOT_SAME, UNSURE = "same", "not_same", "unsure"


def standing(judgements: Iterable[Judgement]) -> dict[Pair, frozenset[str]]:
    """All verdicts that stand on each pair; more than one where analysts differ."""
    found: dict[Pair, set[str]] = {}
    for judgement in judgements:
        found.setdefault(pair_of(judgement), set()).add(str(judgement.verdict))
    return {pair: frozenset(verdicts) for pair, verdicts in found.items()}


def pair_of(judgement: Judgement) -> Pair:
    """The two ekeys of a judgement in their order."""
    left, right = sorted((judgement.left, judgement.right))
    return left, right


def disputed(judgements: Iterable[Judgement]) -> frozenset[Pair]:
    """The pairs on which analysts differ."""
    return frozenset(pair for pair, verdicts in standing(judgements).items() if len(verdicts) > 1)


def joining(judgements: Sequence[Judgement]) -> list[Judgement]:
    """The judgements that join: those that say the same, and that nobody doubts."""
    doubted = disputed(judgements)
    return [one for one in judgements if one.verdict == SAME and pair_of(one) not in doubted]


def contradiction(judgements: Sequence[Judgement], one: str, other: str) -> ResolutionError:
    """What to say where two ekeys are judged not the same, and a chain of judgements makes them one.

    The shortest chain is named: whoever made it, and under which numbers, so that one of them can be taken back.
    """
    ways: dict[str, list[tuple[str, Judgement]]] = {}
    for judgement in joining(judgements):
        ways.setdefault(judgement.left, []).append((judgement.right, judgement))
        ways.setdefault(judgement.right, []).append((judgement.left, judgement))
    came: dict[str, tuple[str, Judgement] | None] = {one: None}
    waiting = [one]
    for here in waiting:
        for there, judgement in ways.get(here, []):
            if there not in came:
                came[there] = (here, judgement)
                waiting.append(there)
    links, at = [], came.get(other)
    while at is not None:
        links.append(at[1])
        at = came[at[0]]
    parted = [j for j in judgements if j.verdict == NOT_SAME and {j.left, j.right} == {one, other}]
    return ResolutionError(
        "two entities would be the same and not the same at once",
        where=f"judgements {', '.join(map(_named, [*reversed(links), *parted]))}",
        hint="undo one of the judgements that contradict each other",
    )


def _named(judgement: Judgement) -> str:
    """A judgement by its number, and one that is not written yet by its pair."""
    number = judgement.seq or f"on {judgement.left[:8]} and {judgement.right[:8]}"
    return f"{number} ({judgement.analyst})"
