"""Role hints: the parts that sources state, and those that repeated journeys, payments and bookings suggest.

A pattern is a lead with an innocent explanation of its own (`domain.md` 4.3): a trader goes to and fro, a travel agent
pays for many, a shop takes money in and passes it on. So patterns come after what is stated, and nobody becomes bound
to a group, or stops being somebody who was only moved, by a pattern alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from jejak.analysis.hidden_organisers import hidden_organisers, near_victims
from jejak.analysis.journeys import Repeated, payers_of_many, shuttles
from jejak.analysis.link_rows import ends_of
from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.money_patterns import fan_ins, pass_throughs
from jejak.analysis.parameters import ACTORS
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint, stated_hints

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: An employer of so many victims is an exploiter (`domain.md` 4.5).
VICTIMS_EMPLOYED = 2


def _unseen_payers(snapshot: Snapshot) -> Mapping[int, Repeated]:
    """Who pays for the journeys and documents of many and is never seen with a victim."""
    near = near_victims(snapshot)
    return {payer: found for payer, found in payers_of_many(snapshot).items() if payer not in near}


def _employers_of_victims(snapshot: Snapshot) -> Mapping[int, Repeated]:
    hidden = protected_codes(snapshot)
    found: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row, source, target in ends_of(snapshot, "EMPLOYED_BY"):
        if source in hidden:
            found[target][source].append(row)
    return {
        employer: Repeated(len(workers), tuple(sorted(row for rows in workers.values() for row in rows)))
        for employer, workers in sorted(found.items())
        if len(workers) >= VICTIMS_EMPLOYED
    }


#: Code of the reason, the part that it suggests, and who shows the pattern.
PATTERNS: tuple[tuple[str, str, Callable[[Snapshot], Mapping[int, Repeated]]], ...] = (
    ("shuttles", "transporter", shuttles),
    ("employs_victims", "exploiter", _employers_of_victims),
    ("pays_journeys", "financier", _unseen_payers),
    ("fan_in", "money", fan_ins),
    ("passes_on", "money", pass_throughs),
)


def role_hints(snapshot: Snapshot) -> Mapping[int, tuple[RoleHint, ...]]:
    """All hints of every node that has any, what is stated first; O(links log links)."""
    return with_patterns(snapshot, stated_hints(snapshot))


def with_patterns(snapshot: Snapshot, stated: Mapping[int, tuple[RoleHint, ...]]) -> Mapping[int, tuple[RoleHint, ...]]:
    """The stated hints, and after them those of the patterns, hidden organisers last."""
    found: dict[int, list[RoleHint]] = defaultdict(list, {code: list(hints) for code, hints in stated.items()})
    for code, hint in _patterns(snapshot):
        found[code].append(hint)
    actors = listable_codes(snapshot, ACTORS)
    for code, paid in hidden_organisers(snapshot, found, actors).items():
        reason = Reason("pays_stages", {"n": len(paid.stages)}, paid.stages)
        found[code].append(RoleHint("organiser", reason, paid.rows, stated=False))
    return {code: tuple(hints) for code, hints in sorted(found.items())}


def _patterns(snapshot: Snapshot) -> Iterator[tuple[int, RoleHint]]:
    for says, part, pattern in PATTERNS:
        for code, seen in pattern(snapshot).items():
            yield code, RoleHint(part, Reason(says, {"n": seen.count}), seen.rows, stated=False)
