"""Journeys that repeat: who goes across with others and comes back without them, and who pays for the ways of many.

An escort is told from a trader by the company: never the same people twice, and nobody on the way back (RF-19).
A travel agent pays for many too, and an employer who bears the costs (RF-17): neither is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jejak.analysis.link_rows import ends_of
from jejak.analysis.listing import column
from jejak.analysis.parameters import ACTORS
from jejak.analysis.payments import holders

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

DAY_MS = 86_400_000
#: RF-19: so many ways out and back, within so many days.
CROSSINGS, CROSSING_DAYS = 4, 120
#: RF-17: so many others, within so many days.
PAID_PEOPLE, PAID_DAYS = 5, 60


@dataclass(frozen=True, slots=True)
class Repeated:
    """A pattern of one actor: how often or how many, and the link rows."""

    count: int
    rows: tuple[int, ...]


@dataclass(slots=True)
class _Trip:
    """Who travelled, each with the link row, and when (ms since 1970)."""

    origin: str
    destination: str
    travellers: dict[int, int] = field(default_factory=dict)
    ms: int | None = None


@dataclass(frozen=True, slots=True)
class _Crossing:
    """Out with company, and back alone: the time of the way out, and the link rows of both ways."""

    ms: int
    rows: tuple[int, ...]


def shuttles(snapshot: Snapshot) -> Mapping[int, Repeated]:
    """People who cross to and fro as an escort does, by node code; O(journeys log journeys)."""
    ways: dict[tuple[int, tuple[str, ...]], list[_Trip]] = defaultdict(list)
    for trip in _trips(snapshot).values():
        if trip.ms is not None and trip.origin and trip.destination and trip.origin != trip.destination:
            for person in trip.travellers:
                ways[person, tuple(sorted((trip.origin, trip.destination)))].append(trip)
    found: dict[int, Repeated] = {}
    for (person, ends), trips in sorted(ways.items(), key=lambda item: item[0]):
        if len(trips) < 2 * CROSSINGS - 1:
            continue
        ordered = sorted(trips, key=lambda trip: (trip.ms or 0, trip.travellers[person]))
        for home in ends:
            pairs = _most_within(_crossings(person, home, ordered), CROSSING_DAYS * DAY_MS)
            if len(pairs) >= max(CROSSINGS, found[person].count + 1 if person in found else 0):
                found[person] = Repeated(len(pairs), tuple(sorted(row for one in pairs for row in one.rows)))
    return found


def _crossings(person: int, home: str, trips: Sequence[_Trip]) -> list[_Crossing]:
    """Ways out from ``home`` with company that was never taken before, each with the way back alone.

    From the last way out somebody may not have come back yet.
    """
    found: list[_Crossing] = []
    taken: set[int] = set()
    out: _Trip | None = None
    for trip in trips:
        company = frozenset(trip.travellers) - {person}
        if trip.origin == home:
            out = trip if company and company.isdisjoint(taken) else None
            taken |= company
        elif out is not None:
            if not company:
                found.append(_Crossing(out.ms or 0, (out.travellers[person], trip.travellers[person])))
            out = None
    if out is not None:
        found.append(_Crossing(out.ms or 0, (out.travellers[person],)))
    return found


def _most_within(crossings: Sequence[_Crossing], span: int) -> Sequence[_Crossing]:
    """The longest run of crossings of which the first and the last way out are at most ``span`` apart."""
    best: Sequence[_Crossing] = ()
    first = 0
    for last, one in enumerate(crossings):
        while one.ms - crossings[first].ms > span:
            first += 1
        if last + 1 - first > len(best):
            best = crossings[first : last + 1]
    return best


def payers_of_many(snapshot: Snapshot) -> Mapping[int, Repeated]:
    """Actors who pay for journeys or documents of many others, family left out, and never come along.

    A phone or an account stands for who alone holds it. A payment without a date counts for any time.
    O(links + payments log payments).
    """
    held, trips, named = holders(snapshot), _trips(snapshot), _named(snapshot)
    kin, etypes = _kin(snapshot), column(snapshot, "etype")
    paid: dict[int, list[tuple[int | None, frozenset[int], int]]] = defaultdict(list)
    along: set[int] = set()
    times = snapshot.links.column("ts_ms").to_pylist()
    for row, source, target in ends_of(snapshot, "PAID_FOR"):
        owners = {source} if etypes[source] in ACTORS else held.get(source, frozenset())
        if len(owners) != 1:
            continue
        (payer,) = owners
        people = frozenset(trips[target].travellers) if target in trips else named.get(target, frozenset())
        others = frozenset(people - {payer} - kin.get(payer, frozenset()))
        if others and payer in people:
            along.add(payer)
        if others:
            when = trips[target].ms if target in trips and times[row] is None else times[row]
            paid[payer].append((when, others, row))
    most = {payer: _most_paid(told) for payer, told in sorted(paid.items()) if payer not in along}
    return {payer: one for payer, one in most.items() if one.count >= PAID_PEOPLE}


def _most_paid(paid: Sequence[tuple[int | None, frozenset[int], int]]) -> Repeated:
    """The most people paid for within the days of RF-17."""
    always = [one for one in paid if one[0] is None]
    dated = sorted((when, people, row) for when, people, row in paid if when is not None)
    best = _counted(always)
    first = 0
    for last, (when, _, _) in enumerate(dated):
        while when - dated[first][0] > PAID_DAYS * DAY_MS:
            first += 1
        found = _counted([*always, *dated[first : last + 1]])
        best = max(best, found, key=lambda one: one.count)
    return best


def _counted(paid: Iterable[tuple[int | None, frozenset[int], int]]) -> Repeated:
    told = list(paid)
    people = {one for _, others, _ in told for one in others}
    return Repeated(len(people), tuple(sorted(row for _, _, row in told)))


def _trips(snapshot: Snapshot) -> Mapping[int, _Trip]:
    """Every trip that somebody is known to have travelled on, by node code."""
    times = snapshot.links.column("ts_ms").to_pylist()
    found: dict[int, _Trip] = {}
    for row, person, code in ends_of(snapshot, "TRAVELLED_ON"):
        if code not in found:
            props = snapshot.node(code).props
            origin, destination = (str(props.get(end) or "").strip().casefold() for end in ("origin", "destination"))
            found[code] = _Trip(origin, destination)
        trip = found[code]
        trip.travellers.setdefault(person, row)
        known = [ms for ms in (trip.ms, times[row]) if ms is not None]
        trip.ms = min(known, default=None)
    return found


def _named(snapshot: Snapshot) -> Mapping[int, frozenset[int]]:
    """Whose each document is."""
    found: dict[int, set[int]] = defaultdict(set)
    for _, document, person in ends_of(snapshot, "ISSUED_FOR"):
        found[document].add(person)
    for _, person, document in ends_of(snapshot, "HOLDS_DOCUMENT"):
        found[document].add(person)
    return {document: frozenset(people) for document, people in found.items()}


def _kin(snapshot: Snapshot) -> Mapping[int, frozenset[int]]:
    """Who is family of whom, as stated."""
    found: dict[int, set[int]] = defaultdict(set)
    for _, one, other in ends_of(snapshot, "FAMILY_OF"):
        found[one].add(other)
        found[other].add(one)
    return {one: frozenset(others) for one, others in found.items()}
