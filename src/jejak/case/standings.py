"""Where entities stand in the rankings of the case: for sizes on the chart, and for the detail of one.

Invariant: whom an analysis does not list, as nobody protected is, stands nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from jejak.analysis.declaration import Cell, Result
from jejak.analysis.reasons import Reason
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Run = Callable[..., Result]


@dataclass(frozen=True, slots=True)
class Place:
    """One entity in a ranking: its value, its rank of so many, and the share of them with a lower value."""

    measure: str
    column: str
    value: Cell
    rank: int
    of: int
    below: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Standings:
    """Answers over one snapshot; each ranking is computed once."""

    snapshot: Snapshot
    run: Run

    def below(self, measure: str, ids: Collection[str]) -> dict[str, float | None]:
        """The share of all ranked actors with a lower value than each of these; None for who is not ranked.

        Raises:
            AnalysisError: There is no such analysis, or it ranks nobody.
        """
        known = _ranking(self.snapshot, self.run, measure)
        return {one: known[one].below if one in known else None for one in ids}

    def place(self, measure: str, ident: str) -> Place | None:
        """The place of one entity; None where it is not ranked. Raises what `below` does."""
        return _ranking(self.snapshot, self.run, measure).get(ident)


Ranking = Mapping[str, Place]


@lru_cache(maxsize=1)
def _rankings(_snapshot: Snapshot, _run: Run) -> dict[str, Ranking]:
    """What was ranked in one graph so far; those of the graph before are forgotten."""
    return {}


def _ranking(snapshot: Snapshot, run: Run, measure: str) -> Ranking:
    """Everybody whom an analysis ranks, by id."""
    known = _rankings(snapshot, run)
    if measure not in known:
        known[measure] = _ranked(run(measure, top=0), measure)
    return known[measure]


def _ranked(result: Result, measure: str) -> Ranking:
    column = result.ranked_by
    if column is None:
        raise AnalysisError("this analysis makes groups and ranks nobody", where=measure, hint="see `jejak analyses`")
    records = result.records()
    values = np.array([_number(row[column]) for row in records])
    below = np.searchsorted(np.sort(values), values, side="left") / max(1, len(records))
    why = {one.subjects[0]: one.explanation for one in result.findings if len(one.subjects) == 1}
    places = {}
    for row, share in zip(records, below.tolist(), strict=True):
        ident, told = str(row["id"]), row.get("percentile")
        lower = _number(told) if told is not None else share
        places[ident] = Place(
            measure, column, row[column], int(_number(row["rank"])), len(records), lower, why.get(ident, ())
        )
    return places


def _number(value: Cell) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0
