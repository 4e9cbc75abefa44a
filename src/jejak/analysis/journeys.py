"""Journeys that repeat: who goes across with others and comes back without them, and who pays for the ways of many.

An escort is told from a trader by the company: never the same people twice, and nobody on the way back (RF-19).
A travel agent pays for many too, and an employer who bears the costs (RF-17): neither is a finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from jejak.analysis.dealings import Dealings, Trip
from jejak.analysis.link_rows import ends_of
from jejak.analysis.windows import Event, Repeated, busiest

#: RF-19: so many ways out and back, within so many days.
CROSSINGS, CROSSING_DAYS = 4, 120
#: RF-17: so many others, within so many days.
PAID_PEOPLE, PAID_DAYS = 5, 60


def shuttles(dealings: Dealings) -> Mapping[int, Repeated]:
    """People who cross to and fro as an escort does, by node code; O(journeys log journeys)."""
    ways: dict[tuple[int, tuple[str, ...]], list[Trip]] = defaultdict(list)
    for trip in dealings.trips.values():
        if trip.ms is not None and trip.origin and trip.destination and trip.origin != trip.destination:
            for person in trip.travellers:
                ways[person, tuple(sorted((trip.origin, trip.destination)))].append(trip)
    found: dict[int, Repeated] = {}
    for (person, ends), trips in sorted(ways.items(), key=lambda item: item[0]):
        if len(trips) < 2 * CROSSINGS - 1:
            continue
        ordered = sorted(trips, key=lambda trip: (trip.ms or 0, trip.travellers[person]))
        for home in ends:
            seen = busiest(_crossings(person, home, ordered), CROSSING_DAYS)
            if seen.count >= max(CROSSINGS, found[person].count + 1 if person in found else 0):
                found[person] = seen
    return found


def _crossings(person: int, home: str, trips: Sequence[Trip]) -> list[Event]:
    """Ways out from ``home`` with company that was never taken before, each with the way back alone.

    From the last way out somebody may not have come back yet. ``others`` is the number of the crossing.
    """
    found: list[Event] = []
    taken: set[int] = set()
    out: Trip | None = None
    for trip in trips:
        company = frozenset(trip.travellers) - {person}
        if trip.origin == home:
            out = trip if company and company.isdisjoint(taken) else None
            taken |= company
        elif out is not None:
            if not company:
                found.append(_crossing(len(found), out.ms, out.travellers[person], trip.travellers[person]))
            out = None
    if out is not None:
        found.append(_crossing(len(found), out.ms, out.travellers[person]))
    return found


def _crossing(number: int, ms: int | None, *rows: int) -> Event:
    return Event(ms, frozenset({number}), rows)


def payers_of_many(dealings: Dealings) -> Mapping[int, Repeated]:
    """Actors who pay for journeys or documents of many others, family left out, and never come along.

    A phone or an account stands for who alone holds it. A payment without a date has that of the journey; without
    either it counts for any time. O(payments log payments + travellers).
    """
    paid: dict[int, list[Event]] = defaultdict(list)
    along: set[int] = set()
    times = dealings.snapshot.links.column("ts_ms")
    for row, source, target in ends_of(dealings.snapshot, "PAID_FOR"):
        payer, trip = int(dealings.owner[source]), dealings.trips.get(target)
        people = frozenset(trip.travellers) if trip else dealings.named.get(target, frozenset())
        others = frozenset(one for one in people - {payer} if frozenset((one, payer)) not in dealings.kin)
        if payer < 0 or not others:
            continue
        if payer in people:
            along.add(payer)
        when = times[row].as_py()
        paid[payer].append(Event(trip.ms if trip and when is None else when, others, (row,)))
    most = {payer: busiest(events, PAID_DAYS) for payer, events in sorted(paid.items()) if payer not in along}
    return {payer: one for payer, one in most.items() if one.count >= PAID_PEOPLE}
