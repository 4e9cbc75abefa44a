"""When the links of one bundle are, as the chart's histogram, lanes and filter count them: by days, UTC."""

from __future__ import annotations

from collections.abc import Iterable

from jejak.graph.model import Link

_DAY_MS = 86_400_000


def spans(links: Iterable[Link]) -> list[list[int]]:
    """First and last moment (ms UTC) of the dated links and how many they are; of those on the same days one line.

    A link of which only one end is known stands at that end.
    """
    found: dict[tuple[int, int], list[int]] = {}
    for link in links:
        ends = [at for at in (link.ts_ms, link.te_ms) if at is not None]
        if not ends:
            continue
        first, last = min(ends), max(ends)
        span = found.setdefault((first // _DAY_MS, last // _DAY_MS), [first, last, 0])
        span[:] = min(span[0], first), max(span[1], last), span[2] + 1
    return sorted(found.values())
