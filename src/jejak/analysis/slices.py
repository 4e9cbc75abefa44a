"""Stretches of time of equal length, and the links of each; a link counts where its whole date fits in.

Invariant: no date is made up. A link without a date, or with one too vague for any slice, is in none and is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.dated_steps import link_times
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Longs = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: More slices than this are hardly meant: a wrong date stretches the time.
MOST_SLICES = 1000


@dataclass(frozen=True, slots=True)
class Cut:
    """How time is cut: ``length`` and ``overlap`` in ``unit`` (``days`` or ``months``)."""

    length: int
    overlap: int
    unit: str


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """The slices of a snapshot.

    Attributes:
        starts: First moment of each, ms since 1970 UTC.
        ends: First moment after each.
        first: First moment of each link, by row.
        last: Last moment of each link; of what began and has no known end, that of its beginning.
        dated: Whether the link has a date.
        vague: Whether its date fits into no slice.
        lasting: Whether it went on to a known end; it is in every slice that it touches.
    """

    starts: Longs
    ends: Longs
    first: Longs
    last: Longs
    dated: Mask
    vague: Mask
    lasting: Mask

    def links(self, place: int) -> Mask:
        """The links of one slice: what happened in it, and what lasted through some of it."""
        start, end = self.starts[place], self.ends[place]
        inside = (self.first >= start) & (self.last < end)
        during = self.lasting & (self.first < end) & (self.last >= start)
        counted: Mask = self.dated & ~self.vague & (inside | during)
        return counted

    def starts_on(self, place: int) -> str:
        """The first day of one slice."""
        return day(int(self.starts[place]))


def slices_of(snapshot: Snapshot, cut: Cut) -> Slices:
    """Cut the time from the first to the last dated link; months begin on their first day.

    Raises:
        AnalysisError: when the overlap is no shorter than a slice, or there are more than ``MOST_SLICES``.
    """
    if cut.overlap >= cut.length:
        raise AnalysisError("slices must overlap by less than their length", where="overlap", hint="use a smaller one")
    first, last, dated, lasting = link_times(snapshot)
    begun = first[dated]
    if not begun.size:
        nothing = np.zeros(0, np.int64)
        return Slices(nothing, nothing, first, last, dated, np.zeros_like(dated), lasting)
    bounds = list(_bounds(int(begun.min()), int(begun.max()), cut))
    starts, ends = np.array(bounds, np.int64).T
    at = np.searchsorted(starts, first, side="right") - 1  # the latest start is the slice with most room
    vague = dated & ~lasting & (last >= ends[np.maximum(at, 0)])
    return Slices(starts, ends, first, last, dated, vague, lasting)


def _bounds(first: int, last: int, cut: Cut) -> Iterator[tuple[int, int]]:
    step, number = cut.length - cut.overlap, 0
    while (start := _moved(first, number * step, cut.unit)) <= last:
        if number == MOST_SLICES:
            raise AnalysisError(
                f"the dates of the case make more than {MOST_SLICES} slices",
                where="length",
                hint="use longer slices, or name the first and the last day",
            )
        yield start, _moved(first, number * step + cut.length, cut.unit)
        number += 1


def _moved(first: int, by: int, unit: str) -> int:
    """So many days or months after the start of the day or month of a moment."""
    moment = _moment(first)
    if unit == "days":
        return _ms(datetime(moment.year, moment.month, moment.day, tzinfo=UTC) + timedelta(days=by))
    months = moment.year * 12 + moment.month - 1 + by
    return _ms(datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC))


def day(ms: int) -> str:
    """The day of a moment, as in 2026-03-31."""
    return _moment(ms).date().isoformat()


def _moment(ms: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def _ms(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))
