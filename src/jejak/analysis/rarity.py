"""How unusual a repetition is: bits of surprise of a pair of parties, against all pairs of the same layer.

A family calls now and then, strangers pay each other once; partners do it again and again. What is usual differs from
file to file, so the base rate is taken from the case itself: a pair with *n* events has log2(pairs / pairs with at
least n) bits, 0 where every pair has as many. A layer of few pairs, as in a file about suspects only, has no base rate.

Those who are looked for are among the pairs themselves: in a small case they are most of the pairs that repeat often,
and would make each other usual. So the share is that which the bulk of the pairs, of one to three events, lets expect.
It is trusted to be at most ``_SOUGHT`` bits off: where many pairs have far more events than the bulk lets expect, that
is how people of this case are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import log, log2

#: Bits by which the bulk may make a repetition rarer than it is seen to be: 15 of 16 pairs may be those looked for.
_SOUGHT = 4.0
#: Pairs of one, two and three events that are enough to tell what is usual, and how far the sum goes.
_FEW, _FAR = 10, 300
_LEAST = 2.0**-60


@dataclass(frozen=True, slots=True)
class Rarity:
    """Bits by layer and number of events; ``unknown`` is what one event gives where a layer has no base rate."""

    bits: Mapping[str, Mapping[int, float]]
    unknown: float

    @classmethod
    def of(cls, counts: Iterable[tuple[str, int]], *, baseline: int, unknown: float, most: float) -> Rarity:
        """Measure the base rates.

        Args:
            counts: Layer and number of events of every pair.
            baseline: Layers of fewer pairs than this have no base rate.
            unknown: Bits of one event in these.
            most: Most bits in the others.
        """
        seen: dict[str, Counter[int]] = defaultdict(Counter)
        for layer, number in counts:
            seen[layer][number] += 1
        return cls({layer: _bits(tally, most) for layer, tally in seen.items() if tally.total() >= baseline}, unknown)

    def __call__(self, layer: str, number: int) -> float:
        """Bits of a pair with this many events in this layer."""
        if layer not in self.bits:
            return self.unknown * (1 + log(number))
        return self.bits[layer][number]


def _bits(tally: Counter[int], most: float) -> dict[int, float]:
    pairs = left = tally.total()
    usual = _usual(tally)
    found = {}
    for number in sorted(tally):
        seen = log2(pairs / left)
        expected = -log2(max(usual(number), _LEAST)) if usual else seen
        found[number] = min(most, expected, seen + _SOUGHT)
        left -= tally[number]
    return found


def _usual(tally: Counter[int]) -> Callable[[int], float] | None:
    """Share of the pairs that would have at least *n* events if all were like the bulk, which has one to three.

    Counts of the Katz family (Poisson, and its mixtures that are spread wider) have (n+1) p(n+1) / p(n) = a + b n: two
    ratios give a and b. None where the bulk is too small to tell, or too wide to have an end.
    """
    one, two, three = (tally[n] for n in (1, 2, 3))
    if min(one, two, three) < _FEW:
        return None
    b = 3 * three / two - 2 * two / one
    a = 2 * two / one - b
    if b >= 1:
        return None
    shares, share = [], 1.0
    for n in range(1, _FAR):
        shares.append(share)
        share *= max(0.0, a + b * n) / (n + 1)
    tails = list(accumulate(reversed(shares)))[::-1]
    return lambda number: tails[number - 1] / tails[0] if number <= len(tails) else 0.0
