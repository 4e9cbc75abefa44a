"""How unusual a repetition is: bits of surprise of a pair of parties, against all pairs of the same layer.

A family calls now and then, strangers pay each other once; partners do it again and again. What is usual differs from
file to file, so the base rate is taken from the case itself: a pair with *n* events has log2(pairs / pairs with at
least n) bits, 0 where every pair has as many. A layer of few pairs, as in a file about suspects only, has no base rate.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, log2


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
    found = {}
    for number in sorted(tally):
        found[number] = min(most, log2(pairs / left))
        left -= tally[number]
    return found
