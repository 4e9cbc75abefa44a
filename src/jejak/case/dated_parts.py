"""When the parts hold that somebody plays: as long as a role is stated, or since the first link that shows it.

Invariant: nothing is made up: what no source dates holds at all times, and what only links show has no end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from jejak.analysis.role_hints import CHAIN, STAGES, RoleHint
from jejak.schemas.role_times import RoleTime

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DatedPart:
    """A part and the time in which it holds, in milliseconds since 1970 UTC; None where that end is open.

    Attributes:
        part: As in ``role_hints.PARTS``.
        role: Code of the role by which it is stated; '' where links show it.
        since_ms: Its first moment.
        until_ms: The moment after its last one.
    """

    part: str
    role: str = ""
    since_ms: int | None = None
    until_ms: int | None = None

    @property
    def stage(self) -> int | None:
        """Place of its stage in the chain; none for who stands above the stages."""
        return stage_of(self.part)

    @property
    def dated(self) -> bool:
        """Whether there is a time at which it does not hold."""
        return self.since_ms is not None or self.until_ms is not None


def stage_of(part: str) -> int | None:
    """Place in the chain of the stage that a part belongs to."""
    stage = STAGES.get(part)
    return None if stage is None else CHAIN.index(stage)


def dated_parts(snapshot: Snapshot, hints: Sequence[RoleHint], times: Sequence[RoleTime]) -> tuple[DatedPart, ...]:
    """When each of somebody's stated parts holds, in the order of the hints; O(links that show them).

    Args:
        snapshot: The graph.
        hints: Of one entity, see `role_hints.stated_hints`.
        times: When those of its roles hold that all who state them date.
    """
    return tuple(part for hint in hints for part in _times(snapshot, hint, times))


def _times(snapshot: Snapshot, hint: RoleHint, times: Sequence[RoleTime]) -> Iterator[DatedPart]:
    if hint.rows:
        yield DatedPart(hint.hint, since_ms=_first(snapshot, hint.rows))
        return
    role = hint.reason.codes[0]
    spans = [time for time in times if time.role == role and time.dated]
    for time in spans or [RoleTime(role)]:
        yield DatedPart(hint.hint, role, _ms(time.t_from), _ms(time.t_to, after=True))


def _first(snapshot: Snapshot, rows: Sequence[int]) -> int | None:
    """When the first of some links began; None where any of them may have been before."""
    begun = snapshot.links.column("ts_ms").take(list(rows))
    found: int | None = None if begun.null_count else pc.min(begun).as_py()
    return found


def _ms(text: str, *, after: bool = False) -> int | None:
    """The first moment of a year, a month or a day in ISO 8601, or the one after its last."""
    if not text:
        return None
    return int((np.datetime64(text) + int(after)).astype("datetime64[ms]").astype(np.int64))
