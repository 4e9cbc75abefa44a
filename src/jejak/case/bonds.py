"""Why the members of a group are together: who is linked with whom or what, by which links, and in which months."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class End:
    """One end of a bond, under the name that the case team may see."""

    id: str
    caption: str
    etype: str


@dataclass(frozen=True, slots=True)
class Bond:
    """All links of one type between two entities that bind a group; ``links`` are their ids, each with its sources."""

    left: End
    right: End
    ltype: str
    links: tuple[str, ...]


def bonds(snapshot: Snapshot, rows: Sequence[int]) -> tuple[Bond, ...]:
    """The links of these rows by their ends and type, most numerous first; O(rows log rows)."""
    types = snapshot.links.column("ltype").take(pa.array(rows, pa.int64())).to_pylist()
    found: dict[tuple[int, int, str], list[int]] = defaultdict(list)
    for row, ltype in zip(rows, types, strict=True):
        found[int(snapshot.src[row]), int(snapshot.dst[row]), ltype].append(row)
    ends = {code: end_of(snapshot, code) for code in {code for pair in found for code in pair[:2]}}
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Bond(ends[left], ends[right], ltype, tuple(snapshot.link_id(row) for row in own))
        for (left, right, ltype), own in ordered
    )


def end_of(snapshot: Snapshot, code: int) -> End:
    """A node as the end of a bond."""
    node = snapshot.node(code)
    return End(node.id, node.caption, node.etype)


def months(snapshot: Snapshot, rows: Sequence[int]) -> tuple[tuple[str, int], ...]:
    """How many of these links have their time in each month (``2024-05``), without gaps."""
    times = snapshot.links.column("ts_ms").take(pa.array(rows, pa.int64())).drop_null().to_pylist()
    counts = Counter(f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m}" for ms in times)
    return tuple((month, counts[month]) for month in _between(counts))


def _between(known: Iterable[str]) -> list[str]:
    ordered = sorted(known)
    if not ordered:
        return []
    first, last = (int(text[:4]) * 12 + int(text[5:]) - 1 for text in (ordered[0], ordered[-1]))
    return [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
