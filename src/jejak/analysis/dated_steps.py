"""What of a snapshot can be gone along in date order: dated links, and what is held where something dated goes through.

Invariant: no date is made up. A date of a day leaves the whole day open, one of a month the month; a link without any
date is not gone along, unless it says whose an account or a phone is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.analysis.timed_paths import AFTER, BEFORE, Steps
from jejak.schemas.world import LinkType, load_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from jejak.graph.snapshot import Snapshot

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: Milliseconds that a date of a precision leaves open; of a month and a year it depends on the date.
_OPEN: Final = {"second": 1_000, "minute": 60_000, "day": 86_400_000}
_CALENDAR: Final = {"month": "M", "year": "Y"}


def of_kind(snapshot: Snapshot, test: Callable[[LinkType], bool]) -> Mask:
    """The links of the types that pass a test, as a mask of link rows."""
    types = load_world().link_types
    encoded = snapshot.links.column("ltype").combine_chunks()
    encoded = encoded if pa.types.is_dictionary(encoded.type) else encoded.dictionary_encode()
    flags = np.array([test(types[name]) for name in encoded.dictionary.to_pylist()], np.bool_)
    return flags[encoded.indices.to_numpy(zero_copy_only=False)] if len(encoded) else np.zeros(0, np.bool_)


def dated_steps(snapshot: Snapshot, chosen: Mask, *, one_way: bool) -> tuple[Steps, Longs, int]:
    """The steps, the link row of each, and how many chosen links have no date and are not gone along; O(links).

    Args:
        snapshot: The graph.
        chosen: The links to go along; what is held is gone along besides.
        one_way: Events (a transfer, a call) lead from their source to their target only; what lasts leads both ways.
    """
    holds = of_kind(snapshot, lambda kind: kind.holds)
    dated = snapshot.links.column("ts_ms").is_valid().combine_chunks().to_numpy(zero_copy_only=False)
    goes = chosen & dated & ~holds
    touched = np.zeros(snapshot.n_nodes, np.bool_)
    touched[snapshot.src[goes]] = touched[snapshot.dst[goes]] = True
    held = holds & touched[snapshot.dst]
    rows = np.flatnonzero((goes | held) & (snapshot.src != snapshot.dst))
    first, last = _open(snapshot, rows, holds)
    back = np.flatnonzero(~of_kind(snapshot, lambda kind: kind.event)[rows]) if one_way else np.arange(rows.size)
    both = np.concatenate([np.arange(rows.size), back])
    src, dst = (np.asarray(side[rows], np.int64) for side in (snapshot.src, snapshot.dst))
    steps = Steps(
        np.concatenate([src, dst[back]]), np.concatenate([dst, src[back]]),
        first[both], last[both], holds[rows][both], snapshot.n_nodes,
    )  # fmt: skip
    return steps, rows[both], int(np.count_nonzero(chosen & ~dated & ~holds))


def link_times(snapshot: Snapshot) -> tuple[Longs, Longs, Mask, Mask]:
    """First and last moment of every link (ms), whether it has a date, and whether it lasts to a known end; O(links).

    What began and has no known end has its beginning alone; a date of a day ends with the day, one of a month with it.
    """
    links = snapshot.links
    begun, dated = _moments(links, "ts_ms", BEFORE)
    ended, closed = _moments(links, "te_ms", AFTER)
    lasting = closed & dated & ~of_kind(snapshot, lambda kind: kind.event)
    once = begun + _lengths(begun, links.column("t_precision").to_pylist(), dated) - 1
    last = np.where(lasting, np.maximum(once, ended + _OPEN["day"] - 1), once)
    return begun, np.where(dated, last, begun), dated, lasting


def _open(snapshot: Snapshot, rows: Longs, holds: Mask) -> tuple[Longs, Longs]:
    """The first and the last moment of each link; only what is held goes on without an end."""
    links = snapshot.links.take(pa.array(rows))
    begun, began = _moments(links, "ts_ms", BEFORE)
    ended, closed = _moments(links, "te_ms", AFTER)
    last = np.where(closed, ended + _OPEN["day"] - 1, AFTER)
    once = began & ~holds[rows]
    until = begun + _lengths(begun, links.column("t_precision").to_pylist(), once) - 1
    return begun, np.where(once, np.where(closed, np.maximum(until, ended), until), np.maximum(last, begun))


def _moments(links: pa.Table, name: str, otherwise: int) -> tuple[Longs, Mask]:
    column = links.column(name).combine_chunks()
    return column.fill_null(otherwise).to_numpy(zero_copy_only=False), column.is_valid().to_numpy(zero_copy_only=False)


def _lengths(begun: Longs, precisions: list[str | None], once: Mask) -> Longs:
    """How long each date leaves open; a date of unknown precision leaves its day."""
    found = np.array([_OPEN.get(str(word), _OPEN["day"]) for word in precisions], np.int64)
    for word, unit in _CALENDAR.items():
        at = np.flatnonzero(once & np.array([given == word for given in precisions], np.bool_))
        start = begun[at].astype("datetime64[ms]")
        found[at] = ((start.astype(f"datetime64[{unit}]") + 1).astype("datetime64[ms]") - start).astype(np.int64)
    return found
