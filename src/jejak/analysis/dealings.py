"""What patterns of parts are read from, each worked out once for a snapshot: who holds what, who is near a victim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.link_rows import ends_of, rows_of
from jejak.analysis.listing import column, protected_codes
from jejak.analysis.parameters import ACTORS
from jejak.analysis.payments import holders

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Who pays for her journey or document need not have met her.
_UNSEEN = "PAID_FOR"


@dataclass(slots=True)
class Trip:
    """Who travelled, each with the link row, and when (ms since 1970); places as written, in small letters."""

    origin: str
    destination: str
    travellers: dict[int, int] = field(default_factory=dict)
    ms: int | None = None


@dataclass(frozen=True, eq=False)
class Dealings:
    """A snapshot, and what several patterns ask of it; nodes are codes."""

    snapshot: Snapshot

    @cached_property
    def held(self) -> Mapping[int, Set[int]]:
        """The actors that hold each thing."""
        return holders(self.snapshot)

    @cached_property
    def owner(self) -> npt.NDArray[np.int64]:
        """By node: the actor that it is, or that alone holds it, else -1."""
        owner = np.full(self.snapshot.n_nodes, -1, np.int64)
        for thing, actors in self.held.items():
            if len(actors) == 1:
                (owner[thing],) = actors
        own = np.flatnonzero([etype in ACTORS for etype in column(self.snapshot, "etype")])
        owner[own] = own
        return owner

    @cached_property
    def hidden(self) -> frozenset[int]:
        """Who is protected."""
        return protected_codes(self.snapshot)

    @cached_property
    def near(self) -> frozenset[int]:
        """Who is linked with a protected person, or with what she holds, directly or through what he holds himself.

        To have paid for her journey or her document is no link of that kind.
        """
        hers = np.zeros(self.snapshot.n_nodes, np.bool_)
        hers[[*self.hidden, *(thing for thing, actors in self.held.items() if not self.hidden.isdisjoint(actors))]] = (
            True
        )
        seen = np.ones(self.snapshot.n_links, np.bool_)
        seen[rows_of(self.snapshot, _UNSEEN)] = False
        source, target = self.snapshot.src, self.snapshot.dst
        ends = {*source[seen & hers[target]].tolist(), *target[seen & hers[source]].tolist()}
        return frozenset(ends).union(*(self.held.get(one, ()) for one in ends))

    @cached_property
    def kin(self) -> frozenset[frozenset[int]]:
        """Pairs of whom somebody states that they are family."""
        return frozenset(frozenset((one, other)) for _, one, other in ends_of(self.snapshot, "FAMILY_OF"))

    @cached_property
    def trips(self) -> Mapping[int, Trip]:
        """Every trip that somebody is known to have travelled on."""
        times = self.snapshot.links.column("ts_ms").to_pylist()
        found: dict[int, Trip] = {}
        for row, person, code in ends_of(self.snapshot, "TRAVELLED_ON"):
            if code not in found:
                props = self.snapshot.node(code).props
                origin, destination = (
                    str(props.get(end) or "").strip().casefold() for end in ("origin", "destination")
                )
                found[code] = Trip(origin, destination)
            trip = found[code]
            trip.travellers.setdefault(person, row)
            trip.ms = min((ms for ms in (trip.ms, times[row]) if ms is not None), default=None)
        return found

    @cached_property
    def named(self) -> Mapping[int, frozenset[int]]:
        """Whose each document is."""
        found: dict[int, set[int]] = defaultdict(set)
        for _, document, person in ends_of(self.snapshot, "ISSUED_FOR"):
            found[document].add(person)
        for _, person, document in ends_of(self.snapshot, "HOLDS_DOCUMENT"):
            found[document].add(person)
        return {document: frozenset(people) for document, people in found.items()}
