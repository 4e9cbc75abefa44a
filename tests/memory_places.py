"""Where the entities of the screen's small case are; the real answers have tests of their own."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from jejak.case.places import Leg, Spot, Whereabouts

BATAM = Spot("ID:Batam:town", 1.13, 104.03, "Batam", "town", "ID")
JOHOR = Spot("MY:Johor Bahru:town", 1.48, 103.75, "Johor Bahru", "town", "MY")


class MemoryPlaces:
    """Two towns with a trip between them."""

    def __init__(self, house: str, trip: str, victim: str) -> None:
        self._there: Mapping[Spot, tuple[str, ...]] = {BATAM: (victim, house, trip), JOHOR: (victim, trip)}
        self._types = {house: "address", trip: "trip", victim: "person"}
        self._trip = trip

    def of(self, ids: Collection[str]) -> Whereabouts:
        here = {spot: tuple(one for one in some if one in ids) for spot, some in self._there.items()}
        spots = tuple((spot, some) for spot, some in here.items() if some)
        leg = Leg(BATAM.key, JOHOR.key, {self._trip: here[JOHOR]})
        types = {one: etype for one, etype in self._types.items() if one in ids}
        return Whereabouts(spots, (leg,) if len(spots) == 2 else (), (), 0, types)
