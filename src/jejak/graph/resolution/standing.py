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


def check_judgement(standing: Sequence[Judgement], new: Judgement) -> None:
    """Refuse a judgement that contradicts others; for the ledger to call before it writes.

    Args:
        standing: All judgements that nobody has taken back.
        new: The one to be written.

    Raises:
        ResolutionError: See :func:`check_judgements`.
    """
    check_judgements(standing, [new])


def check_judgements(standing: Sequence[Judgement], news: Sequence[Judgement]) -> None:
    """Refuse judgements that contradict others or each other, now or after any of them is taken back.

    A `same` that is doubted or replaced joins nothing now, but would again when what stands against it is taken back:
    it counts here, so that every judgement can be taken back at any time and the rest still fits together. A pair that
    is judged both the same and not the same is disputed and no contradiction in itself. O(judgements), and once more
    for each disputed pair.

    Raises:
        ResolutionError: A `same` would join, or a `not_same` would part, what others decided otherwise; the judgements
            that force it are named.
    """
    judgements = [*standing, *news]
    ties = [one for one in judgements if one.verdict == SAME]
    group = _groups(ties)
    tied = {pair_of(one) for one in ties}
    for one, other in sorted({pair_of(one) for one in judgements if one.verdict == NOT_SAME}):
        if one not in group or group[one] != group.get(other):
            continue
        others = [tie for tie in ties if pair_of(tie) != (one, other)] if (one, other) in tied else ties
        chain = chain_between(others, one, other)
        if chain:
            raise contradiction(judgements, (one, other), chain)


def _groups(ties: Sequence[Judgement]) -> dict[str, str]:
    """A label for each ekey that judgements join, equal within a group."""
    above: dict[str, str] = {}

    def top(ekey: str) -> str:
        while above.setdefault(ekey, ekey) != ekey:
            above[ekey] = above[above[ekey]]
            ekey = above[ekey]
        return ekey

    for tie in ties:
        above[top(tie.left)] = top(tie.right)
    return {ekey: top(ekey) for ekey in list(above)}


def chain_between(ties: Sequence[Judgement], one: str, other: str) -> list[Judgement]:
    """The shortest chain of judgements from one ekey to another; empty where there is none."""
    ways: dict[str, list[tuple[str, Judgement]]] = {}
    for judgement in ties:
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
    return links[::-1]


def contradiction(judgements: Sequence[Judgement], pair: Pair, chain: Sequence[Judgement]) -> ResolutionError:
    """What to say where a pair is judged not the same, and a chain of judgements makes the two one.

    Whoever made them is named, and under which numbers, so that one of them can be taken back.
    """
    parted = [one for one in judgements if one.verdict == NOT_SAME and pair_of(one) == pair]
    doubted = disputed(one for one in judgements if one.live)
    forcing = [(one, _why_idle(one, doubted)) for one in (*chain, *parted)]
    more = "; one that is disputed or replaced counts too, since it may stand again"
    return ResolutionError(
        "two entities would be the same and not the same at once",
        where=f"judgements {', '.join(_named(one, idle) for one, idle in forcing)}",
        hint="undo one of the judgements that contradict each other" + more * any(idle for _, idle in forcing),
    )


def _why_idle(judgement: Judgement, doubted: frozenset[Pair]) -> str:
    """Why a judgement does not count at present; empty where it does."""
    if not judgement.live:
        return "replaced by a later one"
    return "disputed" * (judgement.verdict == SAME and pair_of(judgement) in doubted)


def _named(judgement: Judgement, idle: str) -> str:
    """A judgement by its number, and one that is not written yet by its pair."""
    number = judgement.seq or f"on {judgement.left[:8]} and {judgement.right[:8]}"
    return f"{number} ({', '.join(filter(None, (judgement.analyst, idle)))})"
