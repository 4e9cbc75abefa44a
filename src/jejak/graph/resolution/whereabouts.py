"""What cannot be one life: two voyages at one time, or what somebody did before being born or after dying.

Only what is surely impossible counts. Two ports that somebody leaves within half an hour are; a journey and one leg of
it, or one voyage that two sources describe, are not.
Invariant: left and right can be turned round without changing an outcome.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.graph.resolution.rules import Resolution
from jejak.graph.resolution.values import Codes, Flags, Values
from jejak.graph.segments import Claims, Ends
from jejak.schemas.names import address

Days = npt.NDArray[np.float64]  # since 1970, NaN where not known

_VOYAGE = "TRAVELLED_ON"
_SEEN = (_VOYAGE, "TRANSPORTED_BY", "HOUSED_AT", "WORKS_AT")  # somebody was there
_SIGNED = ("EMPLOYED_BY", "EMPLOYEE_OF", "DIRECTOR_OF", "SIGNATORY_OF", "NOMINEE_FOR", "TRANSFERRED")  # no infant does
_EXACT = ("minute", "second")
_DATED = ("day", *_EXACT)
_BOARDING = 30  # minutes within which nobody leaves two ports, or reaches two
_LONGEST = 3 * 24 * 60  # minutes of a voyage; a longer one is a slip
_INFANT = 5 * 365.25  # days
_DAY_MS, _MINUTE_MS = 86_400_000, 60_000
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_CODE = 3  # letters of a port that is given by its code


@dataclass(frozen=True, slots=True)
class Voyages:
    """Which voyages each subject was on: those of subject ``i`` are ``starts[i]:starts[i + 1]``, by time of departure.

    Attributes:
        starts: Where the voyages of each subject begin.
        left: Departure in minutes since 1970.
        reached: Arrival in minutes, -1 where it is not known.
        trip: Node code of each.
        named: Places in ``service``, ``origin`` and ``destination`` of what each trip is called, as (voyages, 3).
        words: Words of each of these texts.
    """

    starts: Codes
    left: Codes
    reached: Codes
    trip: Codes
    named: Codes
    words: tuple[frozenset[str], ...]

    def apart(self, one: Codes, other: Codes) -> Flags:
        """Pairs that were on voyages which cannot both be one person's; O(voyages log voyages + meetings)."""
        found = np.zeros(one.size, np.bool_)
        if not self.left.size:
            return found
        counts = np.diff(self.starts)
        both = np.flatnonzero((counts[one] > 0) & (counts[other] > 0))
        if not both.size:
            return found
        pair, mine = _expanded(both, self.starts[one[both]], counts[one[both]])
        first, until = int(self.left.min()), self._until()
        span = int(until.max()) - first + _LONGEST + 2
        owner = np.repeat(np.arange(counts.size), counts)
        key = owner * span + (self.left - first)
        base = other[pair] * span
        low = np.searchsorted(key, base + np.maximum(self.left[mine] - first - _LONGEST - _BOARDING, 0))
        high = np.searchsorted(key, base + until[mine] - first)
        place, theirs = _expanded(np.arange(mine.size), low, np.maximum(high - low, 0))
        clash = self._clash(mine[place], theirs)
        found[pair[place[clash]]] = True
        return found

    def _until(self) -> Codes:
        """When each voyage has nothing to do with another any more."""
        return np.maximum(self.left, self.reached) + _BOARDING

    def _clash(self, one: Codes, other: Codes) -> Flags:
        """Whether nobody can have been on both voyages."""
        service, origin, destination = (
            self._differ(self.named[one, part], self.named[other, part], rule) for part, rule in enumerate(_RULES)
        )
        arrived = (self.reached[one] >= 0) & (self.reached[other] >= 0)
        leaving = (origin > 0) & (np.abs(self.left[one] - self.left[other]) < _BOARDING)
        reaching = (destination > 0) & arrived & (np.abs(self.reached[one] - self.reached[other]) < _BOARDING)
        order = np.sign(self.left[other] - self.left[one])
        crossing = arrived & (order != 0) & (order == np.sign(self.reached[other] - self.reached[one]))
        crossing &= np.maximum(self.left[one], self.left[other]) < np.minimum(self.reached[one], self.reached[other])
        crossing &= (origin > 0) & (destination > 0)  # of a journey and its leg, one lies within the other
        clash: Flags = (self.trip[one] != self.trip[other]) & (service != 0) & (leaving | reaching | crossing)
        return clash

    def _differ(self, one: Codes, other: Codes, rule: Differ) -> npt.NDArray[np.int8]:
        """1 where two texts mean different things, 0 where they may mean one, -1 where it cannot be told."""
        both, inverse = np.unique(one * len(self.words) + other, return_inverse=True)
        told = [rule(self.words[code // len(self.words)], self.words[code % len(self.words)]) for code in both.tolist()]
        return np.array(told, np.int8)[inverse]


Differ = Callable[[frozenset[str], frozenset[str]], int]


def _services(one: frozenset[str], other: frozenset[str]) -> int:
    """Names of ships and numbers of flights: one may leave out words of the other."""
    return -1 if not one or not other else int(not (one <= other or other <= one))


def _ports(one: frozenset[str], other: frozenset[str]) -> int:
    """Ports: those with a word in common may be one; a code says nothing beside a name."""
    if not one or not other or _is_code(one) != _is_code(other):
        return -1
    return int(not one & other)


def _is_code(words: frozenset[str]) -> bool:
    return len(words) == 1 and len(next(iter(words))) <= _CODE


_RULES: tuple[Differ, ...] = (_services, _ports, _ports)
_NAMED = ("service_no", "origin", "destination")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Voyages, and between which days each subject is seen and signs, and the last day on which it may have died."""

    voyages: Voyages
    seen: Days
    seen_last: Days
    signed: Days
    died: Days

    @classmethod
    def nothing(cls) -> Whereabouts:
        """Where nothing is known of anybody."""
        none, days = np.empty(0, np.int64), np.empty(0)
        return cls(Voyages(none, none, none, none, none, ()), days, days, days, days)

    def followed_by(self, count: int) -> Whereabouts:
        """The same with so many more subjects behind the others, of whom nothing is known."""
        starts, unknown = self.voyages.starts, np.full(count, np.nan)
        voyages = replace(self.voyages, starts=np.append(starts, np.full(count, starts[-1]))) if starts.size else None
        days = (self.seen, self.seen_last, self.signed, self.died)
        return Whereabouts(
            voyages or self.voyages, *(np.append(one, unknown) if self.seen.size else one for one in days)
        )

    def impossible(self, born: Days, one: Codes, other: Codes) -> Flags:
        """Pairs of which one did something before the other was born, or after the other died.

        Who contradicts itself is left out: a wrong date is likelier there than a wrong pair.

        Args:
            born: The earliest day on which each subject may have been born.
            one: Subjects.
            other: Their other halves.
        """
        if not self.seen.size:
            return np.zeros(one.size, np.bool_)
        sound = ~self._against(born, one, one) & ~self._against(born, other, other)
        found: Flags = sound & (self._against(born, one, other) | self._against(born, other, one))
        return found

    def _against(self, born: Days, one: Codes, other: Codes) -> Flags:
        birth = born[one]
        late: Flags = (birth > self.seen[other]) | (birth + _INFANT > self.signed[other]) | (birth > self.died[other])
        return late | (self.seen_last[one] > self.died[other] + 1)


def whereabouts(claims: Claims, ends: Ends, resolution: Resolution, *, place: Codes, died: Values) -> Whereabouts:
    """Gather where subjects were; O(links log links).

    Args:
        claims: All live claims.
        ends: Rows of the ends of every link claim among the entity claims.
        resolution: Which entity every claim belongs to.
        place: Which subject each node is, -1 for none.
        died: Dates of death that subjects state.
    """
    links = claims.links
    owner = place[resolution.node_of[ends[0]]]
    time = links.column("t_utc").cast(pa.int64())
    usable = (owner >= 0) & pc.is_valid(time).to_numpy() & _among(links.column("t_precision"), _DATED)
    ltype, stamp = links.column("ltype"), pc.fill_null(time, 0).to_numpy()
    day = stamp / _DAY_MS
    seen, signed = (usable & _among(ltype, names) for names in (_SEEN, _SIGNED))
    first, last, sign = (np.full(died.n, start) for start in (np.inf, -np.inf, np.inf))
    np.minimum.at(first, owner[seen], day[seen])
    np.maximum.at(last, owner[seen], np.floor(day[seen]))
    np.minimum.at(sign, owner[signed], day[signed])
    aboard = np.flatnonzero(usable & _among(ltype, (_VOYAGE,)) & _among(links.column("t_precision"), _EXACT))
    until = pc.fill_null(links.column("t_end").cast(pa.int64()).take(pa.array(aboard)), -1).to_numpy()
    trip = resolution.node_of[ends[1][aboard]].astype(np.int64)
    voyages = _voyages((owner[aboard], trip, stamp[aboard] // _MINUTE_MS, until // _MINUTE_MS), claims, resolution)
    dead = np.full(died.n, np.nan)
    latest = days_of(died.texts, latest=True)
    np.fmax.at(dead, died.owner, latest[died.codes] if died.codes.size else np.empty(0))
    return Whereabouts(_cut(voyages, died.n), _known(first), _known(last), _known(sign), dead)


def _known(days: Days) -> Days:
    return np.where(np.isinf(days), np.nan, days)


def _among(column: pa.ChunkedArray, names: Sequence[str]) -> Flags:
    found: Flags = pc.fill_null(pc.is_in(column.cast(pa.string()), value_set=pa.array(names)), False).to_numpy()
    return found


_Listed = tuple[Codes, Voyages]


def _voyages(listed: tuple[Codes, Codes, Codes, Codes], claims: Claims, resolution: Resolution) -> _Listed:
    """The owner of every voyage, and the voyages, both in the order of owners and departures."""
    owner, trip, left, reached = listed
    reached = np.where((reached > left) & (reached <= left + _LONGEST), reached, -1)
    order = np.lexsort((trip, left, owner))
    trips, at = np.unique(trip[order], return_inverse=True)
    props = claims.entities.column("props").take(pa.array(resolution.first[trips])).to_pylist()
    words: dict[frozenset[str], int] = {frozenset(): 0}
    named = [_named(json.loads(text) if text else {}, words) for text in props]
    table = np.array(named, np.int64).reshape(-1, len(_NAMED))
    found = Voyages(np.empty(0, np.int64), left[order], reached[order], trip[order], table[at], tuple(words))
    return owner[order], found


def _cut(listed: _Listed, n: int) -> Voyages:
    owner, found = listed
    starts = np.searchsorted(owner, np.arange(n + 1))
    return Voyages(starts, found.left, found.reached, found.trip, found.named, found.words)


def _named(props: Mapping[str, object], words: dict[frozenset[str], int]) -> list[int]:
    texts = [text if isinstance(text := props.get(name), str) else "" for name in _NAMED]
    said = [frozenset(re.findall(r"\w+", texts[0].casefold())), *(frozenset(address(text).words) for text in texts[1:])]
    return [words.setdefault(one, len(words)) for one in said]


def _expanded(of: Codes, starts: Codes, sizes: Codes) -> tuple[Codes, Codes]:
    """Places ``start … start + size`` of each, and of which they are."""
    which = np.repeat(of, sizes)
    within = np.arange(which.size) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return which, np.repeat(starts, sizes) + within


def days_of(texts: Sequence[str], *, latest: bool = False) -> Days:
    """The first or the last day that each date allows, NaN for what is no date."""
    found = np.full(len(texts), np.nan)
    for place, text in enumerate(texts):
        parts = _DATE.match(text)
        if parts:
            with suppress(ValueError):  # a day that its month does not have
                known = np.array(parts.group(), f"datetime64[{'DMY'[parts.groups().count(None)]}]") + int(latest)
                found[place] = known.astype("datetime64[D]").astype(np.int64) - int(latest)
    return found


def earliest(dates: Values) -> Days:
    """The earliest day that the dates of each subject allow, NaN where it has none."""
    found = np.full(dates.n, np.nan)
    if dates.codes.size:
        np.fmin.at(found, dates.owner, days_of(dates.texts)[dates.codes])
    return found
