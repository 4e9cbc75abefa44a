"""Brokers and hidden organisers: who connects what is apart, and who pays the chain and never meets a victim.

A broker stands between: on shortest ways, over gaps (low constraint), where the network falls apart without him,
between communities, across the border. A hidden organiser pays actors of two stages of the chain or more and has no
contact with a victim; few ties show him, so he is looked for by himself. Every part of the score is shown; all of it is
a hint.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.dealings import Dealings
from jejak.analysis.declaration import Analysis, Finding, Outcome
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.hidden_organisers import LEAST_SHARE, LEAST_STAGES, hidden_organisers
from jejak.analysis.listing import column, listable_codes, ranking
from jejak.analysis.parameters import WeighedTies, parameter
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import stated_hints
from jejak.analysis.role_patterns import pattern_hints
from jejak.analysis.ties import Ties, strong_ties
from jejak.analysis.weighting import weighed

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: The most that each part adds to the score; a judgement of ours.
POINTS: Mapping[str, float] = {
    "between": 30.0,
    "gaps": 15.0,
    "cut": 10.0,
    "groups": 15.0,
    "border": 10.0,
    "hidden": 20.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokersParameters(WeighedTies):
    """Which ties count, and what makes a hidden organiser."""

    graph: str = parameter("actors", "Actors alone, with the ties between them.", choices=("actors",))
    top: int = parameter(20, "At most so many rows; 0 lists all.", least=0, unit="rows")
    stages: int = parameter(
        LEAST_STAGES, "Fewest stages of the chain that a hidden organiser pays.", least=2, most=5, unit="stages"
    )
    share: float = parameter(
        LEAST_SHARE, "Least share of all that a hidden organiser pays who are of the chain.", least=0.0, most=1.0
    )
    exact_up_to: int = parameter(2000, "Nodes up to which every source is used.", least=0, unit="nodes")
    sources: int = parameter(256, "Sampled sources above that size.", least=1, unit="nodes")
    seed: int = parameter(0, "Seed of the sample.", least=0)


@dataclass(slots=True)
class _Seen:
    """What was seen of one actor: part of the score between 0 and 1, reasons, and link rows."""

    parts: dict[str, float] = field(default_factory=dict)
    reasons: list[Reason] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)

    def add(self, part: str, share: float, reason: Reason, rows: Collection[int] = ()) -> None:
        """Note one part; parts of nothing are not told."""
        if share > 0:
            self.parts[part] = share
            self.reasons.append(reason)
            self.rows.update(rows)


def compute(snapshot: Snapshot, parameters: BrokersParameters) -> Outcome:
    """Score every actor by six parts; O(betweenness + ties + links)."""
    ties, weighing = weighed(snapshot, strong_ties(snapshot, parameters), parameters)
    graph = ties.graph()
    dealings = Dealings(snapshot)
    hints = pattern_hints(dealings, stated_hints(snapshot))
    seen: dict[int, _Seen] = defaultdict(_Seen)
    exact = _between(graph, parameters, seen)
    _gaps(graph, seen)
    _cuts(graph, seen)
    _groups(graph, dealings.hidden, parameters.seed, seen)
    unknown = _border(snapshot, graph, dealings.hidden, seen)
    hidden = hidden_organisers(
        dealings, hints, listable_codes(snapshot, parameters.listed), stages=parameters.stages, share=parameters.share
    )
    for code, paid in hidden.items():
        seen[code].add("hidden", min(1.0, len(paid.stages) / 3), paid.reason, paid.rows)
    scores = {
        code: (
            sum(POINTS[part] * share for part, share in one.parts.items()),
            *(round(POINTS[part] * one.parts.get(part, 0.0), 4) for part in POINTS),
        )
        for code, one in sorted(seen.items())
    }
    summary = {
        "edges": graph.number_of_edges(), "exact": exact, "hidden": len(hidden), "unknown_country": unknown,
        **weighing,
    }  # fmt: skip
    outcome = ranking(snapshot, parameters, ("score", *POINTS), scores=scores, summary=summary)
    return replace(outcome, findings=_findings(snapshot, outcome, ties, graph, seen))


def _findings(
    snapshot: Snapshot, outcome: Outcome, ties: Ties, graph: EngineGraph, seen: Mapping[int, _Seen]
) -> tuple[Finding, ...]:
    """One for each row: it rests on the links of all the actor's ties, and on the payments of a hidden organiser."""
    found = []
    for row in outcome.rows:
        code = snapshot.code_of(str(row[1]))
        if code is None or not seen[code].reasons:
            continue
        place = graph.codes.get(code)
        around = graph.csr.ends[slice(*graph.csr.offsets[place : place + 2])].tolist() if place is not None else []
        rows = {*seen[code].rows, *ties.rows_of_edges(graph, [(place or 0, other) for other in around])}
        links = tuple(snapshot.link_id(row) for row in sorted(rows))
        found.append(Finding((str(row[1]),), float(row[4] or 0), tuple(seen[code].reasons), links))
    return tuple(found)


def _named(graph: EngineGraph) -> nx.Graph[Hashable]:
    """The graph for NetworkX, which takes it through its dispatch."""
    return cast("nx.Graph[Hashable]", graph)


def _between(graph: EngineGraph, parameters: BrokersParameters, seen: dict[int, _Seen]) -> bool:
    exact = len(graph) <= max(parameters.exact_up_to, parameters.sources)
    k = None if exact else parameters.sources
    values = cast("dict[int, float]", nx.betweenness_centrality(_named(graph), k=k, seed=parameters.seed))
    most = max(values.values(), default=0.0)
    for code, value in values.items():
        if value > 0:
            seen[code].add("between", value / most, Reason("stands_between", {"share": value / most}))
    return exact


def _gaps(graph: EngineGraph, seen: dict[int, _Seen]) -> None:
    """Low constraint (Burt 1992): the neighbours do not know each other. One neighbour alone is no gap."""
    if not graph.number_of_edges():
        return
    values = cast("dict[int, float]", nx.constraint(_named(graph)))
    for place, code in enumerate(cast("list[int]", list(graph.names))):
        degree, value = int(graph.csr.degrees[place]), values[code]
        if degree >= 2 and value < 1:
            seen[code].add("gaps", 1 - value, Reason("spans_gaps", {"constraint": value, "n": degree}))


def _cuts(graph: EngineGraph, seen: dict[int, _Seen]) -> None:
    """Whose loss parts the network, and how many of the ties are bridges to more than one node."""
    bridges: Counter[int] = Counter()
    for one, other in cast("Iterable[tuple[int, int]]", nx.bridges(_named(graph))):
        if min(int(graph.csr.degrees[graph.codes[end]]) for end in (one, other)) > 1:
            bridges.update((one, other))
    for code in cast("Iterable[int]", nx.articulation_points(_named(graph))):
        seen[code].add("cut", 1.0, Reason("holds_together", {"n": bridges[code]}))


def _groups(graph: EngineGraph, hidden: Collection[int], seed: int, seen: dict[int, _Seen]) -> None:
    """Ties into other communities (Leiden), counted by community; a victim who hangs on is no group of her own."""
    found = nx.community.leiden_communities(_named(graph), weight="weight", seed=seed)
    of = {cast("int", name): number for number, group in enumerate(found) for name in group}

    def apart(one: int, other: int) -> bool:
        return of[one] != of[other] and one not in hidden and other not in hidden

    for one, count, most in _across(seen, graph, apart, of.__getitem__):
        one.add("groups", count / most, Reason("joins_groups", {"n": count}))


def _border(snapshot: Snapshot, graph: EngineGraph, hidden: Collection[int], seen: dict[int, _Seen]) -> int:
    """Ties to actors of another known country, victims left out; returns how many nodes have no known country."""
    countries = column(snapshot, "country")

    def apart(one: int, other: int) -> bool:
        here, there = countries[one], countries[other]
        return bool(here) and bool(there) and here != there and one not in hidden and other not in hidden

    for one, count, most in _across(seen, graph, apart, lambda other: other):
        one.add("border", count / most, Reason("crosses_border", {"n": count}))
    return sum(not countries[cast("int", name)] for name in graph.names)


def _across(
    seen: dict[int, _Seen],
    graph: EngineGraph,
    apart: Callable[[int, int], bool],
    kind: Callable[[int], Hashable],
) -> Iterator[tuple[_Seen, int, int]]:
    """For each actor with neighbours that are ``apart``: how many kinds of them, and the most that anybody has."""
    found: dict[int, set[Hashable]] = defaultdict(set)
    names = cast("list[int]", list(graph.names))
    for left, right in zip(*(ends.tolist() for ends in graph.csr.edge_ends), strict=True):
        one, other = names[left], names[right]
        if apart(one, other):
            found[one].add(kind(other))
            found[other].add(kind(one))
    most = max(map(len, found.values()), default=1)
    for code, kinds in sorted(found.items()):
        yield seen[code], len(kinds), most


ANALYSIS = Analysis(
    "brokers",
    3,
    "Brokers and hidden organisers: who connects what is apart, who pays the chain unseen",
    BrokersParameters,
    compute,
)
