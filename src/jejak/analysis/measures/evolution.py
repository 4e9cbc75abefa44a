"""What became of groups over time: born, grown, shrunk, split, merged, dormant, resumed, ended; with dates and links.

The dated links are cut into slices; each has its communities (`consensus.py`), which are followed from one slice to
the next (`evolution.py`). How strong a tie is comes from the whole time; in a slice it has the share of its links.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.consensus import Search, consensus, partitions
from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome
from jejak.analysis.engine.control import current, running
from jejak.analysis.evolution import KINDS, Event, Members, Rules, follow
from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.parameters import WeighedTies, parameter
from jejak.analysis.reasons import Reason
from jejak.analysis.slices import Cut, Slices, day, slices_of
from jejak.analysis.ties import Ties, strong_ties
from jejak.analysis.weighting import weighed

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = (
    "slice", "starts", "event", "group", "others", "before", "after", "first_link", "last_link",
    "joined", "left", "protected", "names", "joined_names", "left_names",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class EvolutionParameters(WeighedTies):
    """How time is cut, groups are found, and followed."""

    length: int = parameter(3, "How long a slice of time is.", least=1, most=3660, unit="days or months")
    unit: str = parameter("months", "What the length and the overlap of slices count.", choices=("days", "months"))
    overlap: int = parameter(0, "How much of a slice the next one has too.", least=0, most=3659, unit="days or months")
    same: float = parameter(
        0.3, "Least share of common members of a group and of itself one slice later.", least=0.01, most=1.0
    )
    change: float = parameter(0.2, "Least change of size that is told.", least=0.0, most=1000)
    patience: int = parameter(4, "A group not seen for so long has ended.", least=1, most=1000, unit="slices")
    least: int = parameter(3, "Fewest members of a group that is followed.", least=2, unit="members")
    resolution: float = parameter(
        1.0, "Above 1 gives more and smaller groups; at 1 small ones are merged.", least=0.01, most=1000
    )
    seeds: int = parameter(5, "Runs with different seeds; their agreement is kept.", least=1, most=1000, unit="runs")
    seed: int = parameter(0, "First seed.", least=0)


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """What an event is told from: ties, slices, and who may be named."""

    snapshot: Snapshot
    ties: Ties
    slices: Slices
    listed: frozenset[int]
    hidden: frozenset[int]

    def rows(self, members: Members, place: int) -> npt.NDArray[np.int64]:
        """The links of a slice on which the ties between these members rest."""
        inside = np.isin(np.asarray(self.ties.names, np.int64), sorted(members))
        ties = np.flatnonzero(inside[self.ties.left] & inside[self.ties.right])
        rows = np.asarray(self.ties.rows_of(ties), np.int64)
        return rows[self.slices.links(place)[rows]]

    def named(self, members: Members) -> list[int]:
        """Who of these may be named, by code."""
        return sorted(members & self.listed)

    def captions(self, members: Members) -> str:
        """The captions of who may be named."""
        return "; ".join(node.caption for node in self.snapshot.nodes_of(self.named(members)))


def compute(snapshot: Snapshot, parameters: EvolutionParameters) -> Outcome:
    """Follow the communities of slices of time; O(slices × (ties + seeds × Leiden + groups³))."""
    slices = slices_of(snapshot, Cut(parameters.length, parameters.overlap, parameters.unit))
    ties, weighing = weighed(snapshot, strong_ties(snapshot, parameters), parameters)
    groups = _groups(ties, slices, parameters)
    rules = Rules(same=parameters.same, change=parameters.change, patience=parameters.patience)
    events = follow(groups, rules)
    listed = listable_codes(snapshot, parameters.listed)
    seen = _Seen(snapshot, ties, slices, listed, protected_codes(snapshot))
    told = [event for event in events if (event.before | event.after) & listed]
    shown = told[: parameters.top] if parameters.top else told
    pairs = [_told(seen, event) for event in shown]
    summary: dict[str, Cell] = {
        "slices": int(slices.starts.size),
        "groups": len({event.group for event in events} | {other for event in events for other in event.others}),
        **{kind: sum(event.kind == kind for event in told) for kind in KINDS},
        **weighing,
        "events_of_nobody_listed": len(events) - len(told),
        "links": int(np.count_nonzero(slices.dated & ~slices.vague)),
        "left_out_no_date": int(np.count_nonzero(~slices.dated)),
        "left_out_vague_date": int(np.count_nonzero(slices.vague)),
    }
    return Outcome(COLUMNS, tuple(row for row, _ in pairs), summary, tuple(finding for _, finding in pairs))


def _groups(ties: Ties, slices: Slices, parameters: EvolutionParameters) -> list[list[Members]]:
    """The communities of each slice that are large enough, as node codes."""
    search = Search(resolution=parameters.resolution, seeds=parameters.seeds, seed=parameters.seed)
    names, tick = np.asarray(ties.names, np.int64), current().tick
    found: list[list[Members]] = []
    for place in range(slices.starts.size):
        graph = ties.where(slices.links(place))
        groups: list[Members] = []
        if graph.number_of_edges():
            with running(threads=current().threads):  # a slice is one step, whatever happens inside
                final = consensus(graph, partitions(graph, search), search)
            parts = np.split(names[np.argsort(final, kind="stable")], np.cumsum(np.bincount(final))[:-1])
            groups = [frozenset(part.tolist()) for part in parts if part.size >= parameters.least]
        found.append(groups)
        tick(place + 1, int(slices.starts.size))
    return found


def _told(seen: _Seen, event: Event) -> tuple[tuple[Cell, ...], Finding]:
    """An event as a row and as a finding with the links of the members before and after."""
    old = seen.rows(event.before, event.seen) if event.before else np.zeros(0, np.int64)
    new = seen.rows(event.after, event.slice) if event.after else np.zeros(0, np.int64)
    rows = np.union1d(old, new)
    first, last = _between(seen.slices, new if event.after else old, event)
    joined, left = event.after - event.before, event.before - event.after
    members = event.after or event.before
    subjects = tuple(seen.snapshot.id_of(code) for code in seen.named(event.after | event.before))
    numbers = {"before": len(event.before), "after": len(event.after), "protected": len(members & seen.hidden)}
    cells: tuple[Cell, ...] = (
        event.slice + 1, seen.slices.starts_on(event.slice), event.kind, event.group,
        ", ".join(map(str, event.others)), len(event.before), len(event.after), first, last,
        len(joined), len(left), numbers["protected"],
        seen.captions(members), seen.captions(joined), seen.captions(left),
    )  # fmt: skip
    links = tuple(seen.snapshot.link_id(row) for row in rows.tolist())
    reason = Reason("evolved", numbers, (event.kind, first, last))
    return cells, Finding(subjects, float(len(members)), (reason,), links)


def _between(slices: Slices, rows: npt.NDArray[np.int64], event: Event) -> tuple[str, str]:
    """First and last day of these links inside the slice that they were seen in."""
    place = event.slice if event.after else event.seen
    first = max(int(slices.first[rows].min()), int(slices.starts[place]))
    last = min(int(slices.last[rows].max()), int(slices.ends[place]) - 1)
    return day(first), day(last)


ANALYSIS = Analysis(
    "evolution",
    2,
    "Evolution: groups that are born, grow, split, merge, fall silent and come back",
    EvolutionParameters,
    compute,
    ranks=False,
)
