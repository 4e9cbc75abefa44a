"""Probably missing links: pairs of actors whom no source ties, and who have many and telling neighbours in common.

A pair is listed only when both may be listed and nothing at all ties them: not in another layer, not weakly. Who is
protected or unknown counts as a common neighbour, and is counted in the reasons, never named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.missing_links import MissingLinks, common_neighbours, missing_links
from jejak.analysis.listing import listable_codes
from jejak.analysis.parameters import StrongTies, parameter
from jejak.analysis.reasons import Reason
from jejak.analysis.ties import Ties, ties_of

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = ("rank", "first", "first_caption", "second", "second_caption", "score", "in_common", "unnamed")
#: So many of the rarest common neighbours are told with their links.
_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingLinksParameters(StrongTies):
    """Which ties count, and who makes no acquaintances."""

    graph: str = parameter(
        "actors", "Actors alone with the ties between them: others are no pair of people.", choices=("actors",)
    )
    top: int = parameter(20, "At most so many pairs.", least=1, most=10_000, unit="pairs")
    hub_cap: int = parameter(
        30, "Common neighbours with more ties than this make no acquaintances.", least=2, unit="ties"
    )


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two places of the graph, their score and how many neighbours they have in common, hubs included."""

    first: int
    second: int
    score: float
    common: int


def compute(snapshot: Snapshot, parameters: MissingLinksParameters) -> Outcome:
    """Find the best untied pairs at distance two (Adamic and Adar 2003); O(sum of squared degrees up to the cap)."""
    every = ties_of(snapshot, parameters)
    ties = every.of_weight(parameters.bits)
    if parameters.layers or parameters.ltypes:
        every = ties_of(snapshot, replace(parameters, layers=(), ltypes=()))
    graph = ties.graph()
    keep = listable_codes(snapshot, parameters.listed)
    listed = np.isin(np.asarray(ties.names, np.int64), sorted(keep))
    best = missing_links(graph, top=4 * parameters.top, hub_cap=parameters.hub_cap)
    while len(pairs := list(islice(_listed(best, ties, every, listed), parameters.top))) < parameters.top:
        if best.first.size == best.pairs:
            break
        best = missing_links(graph, top=4 * best.first.size, hub_cap=parameters.hub_cap)
    rows: list[tuple[Cell, ...]] = []
    findings, last = [], 0
    for place, pair in enumerate(pairs, 1):
        rank = last if rows and rows[-1][COLUMNS.index("score")] == pair.score else place
        last = rank
        row, finding = _told(snapshot, ties, graph, pair, (listed, parameters.hub_cap))
        rows.append((rank, *row))
        findings.append(finding)
    summary = {
        "nodes": len(graph),
        "edges": graph.number_of_edges(),
        "pairs": best.pairs,
        "hubs": best.hubs,
    }
    return Outcome(COLUMNS, tuple(rows), summary, tuple(findings))


def _listed(best: MissingLinks, ties: Ties, every: Ties, listed: npt.NDArray[np.bool_]) -> Iterator[_Pair]:
    """The pairs that may be listed and that nothing ties, best first; of equal ones the lower codes first."""
    names = np.asarray(ties.names, np.int64)
    size = max([*names.tolist()[-1:], *list(every.names)[-1:]], default=0) + 1
    known = np.asarray(every.names, np.int64)
    tied = _keys(known[every.left], known[every.right], size)
    free = listed[best.first] & listed[best.second]
    free &= ~np.isin(_keys(names[best.first], names[best.second], size), tied)
    for place in np.flatnonzero(free).tolist():
        first, second = int(best.first[place]), int(best.second[place])
        yield _Pair(first, second, float(best.score[place]), int(best.common[place]))


def _keys(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], size: int) -> npt.NDArray[np.int64]:
    """One number for each pair of codes, whichever stands first."""
    keys: npt.NDArray[np.int64] = np.minimum(left, right) * size + np.maximum(left, right)
    return keys


def _told(
    snapshot: Snapshot, ties: Ties, graph: EngineGraph, pair: _Pair, bounds: tuple[npt.NDArray[np.bool_], int]
) -> tuple[tuple[Cell, ...], Finding]:
    """A pair as a row and as a finding, with the rarest of those in between and the links to them."""
    listed, hub_cap = bounds
    between = common_neighbours(graph, pair.first, pair.second)
    degrees = graph.csr.degrees[between]
    order = np.argsort(degrees, kind="stable")
    rarest = between[order[degrees[order] <= hub_cap][:_TOLD]]
    named = tuple(snapshot.id_of(ties.names[place]) for place in rarest.tolist() if listed[place])
    unnamed = int(np.count_nonzero(~listed[between]))
    numbers = {"n": pair.common, "unnamed": unnamed}
    reasons = (
        Reason("in_common", numbers),
        Reason("rarest_in_common", {"unnamed": rarest.size - len(named)}, named),
    )
    rows = ties.rows_of_edges(graph, [(end, place) for place in rarest.tolist() for end in (pair.first, pair.second)])
    ends = [snapshot.node(ties.names[place]) for place in (pair.first, pair.second)]
    subjects = (ends[0].id, ends[1].id)
    links = tuple(snapshot.link_id(row) for row in rows)
    cells = (ends[0].id, ends[0].caption, ends[1].id, ends[1].caption, pair.score, pair.common, unnamed)
    return cells, Finding(subjects, pair.score, reasons, links)


ANALYSIS = Analysis(
    "missing_links",
    2,
    "Probably missing links: actors whom no source ties, with telling neighbours in common",
    MissingLinksParameters,
    compute,
    ranks=False,
)
