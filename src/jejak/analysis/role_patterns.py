"""Role hints: the parts that sources state, and those that repeated journeys, payments and bookings suggest.

A pattern is a lead with an innocent explanation of its own (`domain.md` 4.3): a trader goes to and fro, a travel agent
pays for many, a shop takes money in and passes it on. So patterns come after what is stated, and nobody becomes bound
to a group, or stops being somebody who was only moved, by a pattern alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from jejak.analysis.dealings import Dealings
from jejak.analysis.hidden_organisers import hidden_organisers
from jejak.analysis.journeys import payers_of_many, shuttles
from jejak.analysis.link_rows import ends_of
from jejak.analysis.listing import listable_codes
from jejak.analysis.money_patterns import fan_ins, pass_throughs
from jejak.analysis.parameters import ACTORS
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint
from jejak.analysis.windows import Event, Repeated, busiest

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Hints = Mapping[int, tuple[RoleHint, ...]]
#: An employer of so many victims is an exploiter (`domain.md` 4.5).
VICTIMS_EMPLOYED = 2


def _unseen_payers(dealings: Dealings) -> Mapping[int, Repeated]:
    """Who pays for the journeys and documents of many and is never seen with a victim."""
    return {payer: found for payer, found in payers_of_many(dealings).items() if payer not in dealings.near}


def _employers_of_victims(dealings: Dealings) -> Mapping[int, Repeated]:
    found: dict[int, list[Event]] = defaultdict(list)
    for row, source, target in ends_of(dealings.snapshot, "EMPLOYED_BY"):
        if source in dealings.hidden:
            found[target].append(Event(None, frozenset({source}), (row,)))
    most = {employer: busiest(events, 0) for employer, events in sorted(found.items())}
    return {employer: one for employer, one in most.items() if one.count >= VICTIMS_EMPLOYED}


#: Code of the reason, the part that it suggests, and who shows the pattern.
PATTERNS: tuple[tuple[str, str, Callable[[Dealings], Mapping[int, Repeated]]], ...] = (
    ("shuttles", "transporter", shuttles),
    ("employs_victims", "exploiter", _employers_of_victims),
    ("pays_journeys", "financier", _unseen_payers),
    ("fan_in", "money", fan_ins),
    ("passes_on", "money", pass_throughs),
)


def role_hints(snapshot: Snapshot, stated: Hints) -> Hints:
    """The ``stated`` hints, and after them those of the patterns, hidden organisers last; O(links log links)."""
    dealings = Dealings(snapshot)
    found = {code: list(hints) for code, hints in pattern_hints(dealings, stated).items()}
    for code, paid in hidden_organisers(dealings, found, listable_codes(snapshot, ACTORS)).items():
        found.setdefault(code, []).append(RoleHint("organiser", paid.reason, paid.rows, stated=False))
    return {code: tuple(hints) for code, hints in sorted(found.items())}


def pattern_hints(dealings: Dealings, stated: Hints) -> Hints:
    """The ``stated`` hints, and after them those of the patterns, without hidden organisers; O(links log links)."""
    found: dict[int, list[RoleHint]] = defaultdict(list, {code: list(hints) for code, hints in stated.items()})
    for says, part, pattern in PATTERNS:
        for code, seen in pattern(dealings).items():
            found[code].append(RoleHint(part, Reason(says, {"n": seen.count}), seen.rows, stated=False))
    return {code: tuple(hints) for code, hints in sorted(found.items())}
