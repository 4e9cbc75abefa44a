"""Brokers and hidden organisers: who connects what is apart, and who pays the chain and never meets a victim.

A broker stands between: on shortest ways, over gaps (low constraint), where the network falls apart without him,
between communities, across the border. A hidden organiser pays actors of two stages of the chain or more and has no
contact with a victim; few ties show him, so he is looked for by himself. Every part of the score is shown; all of it is
a hint.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

import networkx as nx

from jejak.analysis.declaration import Analysis, Finding, Outcome
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.listing import column, listable_codes, protected_codes, ranking
from jejak.analysis.parameters import StrongTies, parameter
from jejak.analysis.payments import holders, payments
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import RoleHint, role_hints
from jejak.analysis.ties import Ties, strong_ties

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Stage of the chain that a part belongs to (`domain.md` 4.5). Who only employs people is no stage: every shop does.
STAGES: Mapping[str, str] = {
    "recruiter": "recruitment",
    "agency": "recruitment",
    "documents": "documents",
    "guarantor": "documents",
    "official": "documents",
    "transporter": "transport",
    "harbourer": "accommodation",
    "exploiter": "exploitation",
}
#: Parts that meet people: who plays one is no hidden organiser, whoever he pays.
MEETING = frozenset({*STAGES, "employer"})
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
class BrokersParameters(StrongTies):
    """Which ties count, and what makes a hidden organiser."""

    graph: str = parameter("actors", "Actors alone, with the ties between them.", choices=("actors",))
    top: int = parameter(20, "At most so many rows; 0 lists all.", least=0, unit="rows")
    stages: int = parameter(
        2, "Fewest stages of the chain that a hidden organiser pays.", least=2, most=5, unit="stages"
    )
    share: float = parameter(
        0.2, "Least share of all that a hidden organiser pays who are of the chain.", least=0.0, most=1.0
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
    ties = strong_ties(snapshot, parameters)
    graph = ties.graph()
    hints = role_hints(snapshot)
    seen: dict[int, _Seen] = defaultdict(_Seen)
    exact = _between(graph, parameters, seen)
    _gaps(graph, seen)
    _cuts(graph, ties, seen)
    _groups(graph, ties, parameters, seen)
    _border(snapshot, graph, ties, seen)
    hidden = _hidden(snapshot, parameters, hints, seen)
    scores = {
        code: (
            sum(POINTS[part] * share for part, share in one.parts.items()),
            *(round(POINTS[part] * one.parts.get(part, 0.0), 4) for part in POINTS),
        )
        for code, one in sorted(seen.items())
    }
    summary = {"edges": graph.number_of_edges(), "exact": exact, "hidden": hidden}
    outcome = ranking(snapshot, parameters, ("score", *POINTS), scores=scores, summary=summary)
    return replace(outcome, findings=_findings(snapshot, outcome, seen))


def _findings(snapshot: Snapshot, outcome: Outcome, seen: Mapping[int, _Seen]) -> tuple[Finding, ...]:
    found = []
    for row in outcome.rows:
        code = snapshot.code_of(str(row[1]))
        one = seen[code] if code is not None else _Seen()
        if one.reasons:
            links = tuple(snapshot.link_id(place) for place in sorted(one.rows))
            found.append(Finding((str(row[1]),), float(row[4] or 0), tuple(one.reasons), links))
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


def _cuts(graph: EngineGraph, ties: Ties, seen: dict[int, _Seen]) -> None:
    """Who holds parts of at least three together; a tie whose loss parts the network is told with its links."""
    found = cast("Iterable[tuple[Hashable, Hashable]]", nx.bridges(_named(graph)))
    bridges = [(graph.codes[one], graph.codes[other]) for one, other in found]
    sides: dict[int, list[int]] = defaultdict(list)
    for left, right in bridges:
        if min(int(graph.csr.degrees[left]), int(graph.csr.degrees[right])) > 1:
            sides[left].append(right)
            sides[right].append(left)
    for name in nx.articulation_points(_named(graph)):
        place, code = graph.codes[name], cast("int", name)
        rows = ties.rows_of_edges(graph, [(place, other) for other in sides.get(place, ())])
        seen[code].add("cut", 1.0, Reason("holds_together", {"n": len(sides.get(place, ()))}), rows)


def _groups(graph: EngineGraph, ties: Ties, parameters: BrokersParameters, seen: dict[int, _Seen]) -> None:
    """Ties into other communities (Leiden), counted by community."""
    found = nx.community.leiden_communities(_named(graph), weight="weight", seed=parameters.seed)
    of = {name: number for number, group in enumerate(found) for name in group}
    touched = _across(graph, lambda one, other: of[one] != of[other], lambda other: of[other])
    _add_across((graph, ties), seen, "groups", touched)


def _border(snapshot: Snapshot, graph: EngineGraph, ties: Ties, seen: dict[int, _Seen]) -> None:
    """Ties to actors of another known country."""
    countries = column(snapshot, "country")

    def apart(one: Hashable, other: Hashable) -> bool:
        here, there = countries[cast("int", one)], countries[cast("int", other)]
        return bool(here) and bool(there) and here != there

    touched = _across(graph, apart, lambda other: other)
    _add_across((graph, ties), seen, "border", touched)


def _across(
    graph: EngineGraph,
    apart: Callable[[Hashable, Hashable], bool],
    kind: Callable[[Hashable], Hashable],
) -> dict[int, dict[Hashable, list[int]]]:
    """For each place its neighbours that are ``apart``, by kind."""
    found: dict[int, dict[Hashable, list[int]]] = defaultdict(lambda: defaultdict(list))
    for left, right in zip(*(ends.tolist() for ends in graph.csr.edge_ends), strict=True):
        one, other = graph.names[left], graph.names[right]
        if apart(one, other):
            found[left][kind(other)].append(right)
            found[right][kind(one)].append(left)
    return found


#: Reason of a part that counts what a neighbour belongs to.
_COUNTED: Mapping[str, str] = {"groups": "joins_groups", "border": "crosses_border"}


def _add_across(
    of: tuple[EngineGraph, Ties],
    seen: dict[int, _Seen],
    part: str,
    touched: Mapping[int, Mapping[Hashable, list[int]]],
) -> None:
    """Note the part for who touches any, as a share of the most that somebody touches."""
    graph, ties = of
    most = max((len(kinds) for kinds in touched.values()), default=1)
    for place, kinds in sorted(touched.items()):
        rows = ties.rows_of_edges(graph, [(place, other) for group in kinds.values() for other in group])
        reason = Reason(_COUNTED[part], {"n": len(kinds)})
        seen[cast("int", graph.names[place])].add(part, len(kinds) / most, reason, rows)


def _hidden(
    snapshot: Snapshot, parameters: BrokersParameters, hints: Mapping[int, tuple[RoleHint, ...]], seen: dict[int, _Seen]
) -> int:
    """Who pays enough stages of the chain, each by a payee of its own, and meets no victim, nor plays a part that does.

    Who pays many others besides is a till or a bank, not an organiser.
    """
    paid: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for (payer, payee), rows in payments(snapshot).items():
        paid[payer][payee] = rows
    actors, near = listable_codes(snapshot, parameters.listed), _near_victims(snapshot)
    count = 0
    for payer, payees in sorted(paid.items()):
        parts = {one: {hint.hint for hint in hints.get(one, ())} for one in (payer, *payees)}
        stages = {payee: {STAGES[part] for part in parts[payee] if part in STAGES} for payee in payees}
        chain = {payee: found for payee, found in stages.items() if found}
        meets = payer in near or not parts[payer].isdisjoint(MEETING)
        if payer not in actors or meets or len(chain) < parameters.share * len(payees):
            continue
        told = _own_stages(chain)
        if len(told) >= parameters.stages:
            links = {row for payee in chain for row in payees[payee]}
            seen[payer].add("hidden", min(1.0, len(told) / 3), Reason("pays_stages", {"n": len(told)}, told), links)
            count += 1
    return count


def _own_stages(chain: Mapping[int, set[str]]) -> tuple[str, ...]:
    """As many stages as can each have a payee of its own: one man of two parts is no chain."""
    graph: nx.Graph[Hashable] = nx.Graph((payee, stage) for payee, found in chain.items() for stage in sorted(found))
    matched = nx.bipartite.hopcroft_karp_matching(graph, top_nodes=list(chain)) if chain else {}
    return tuple(sorted(str(matched[payee]) for payee in chain if payee in matched))


def _near_victims(snapshot: Snapshot) -> set[int]:
    """Who is linked with a protected person, or with what she holds, directly or through what he holds himself."""
    hidden, held = protected_codes(snapshot), holders(snapshot)
    hers = hidden | {thing for thing, people in held.items() if not hidden.isdisjoint(people)}
    near: set[int] = set()
    for source, target in zip(snapshot.src.tolist(), snapshot.dst.tolist(), strict=True):
        for one, other in ((source, target), (target, source)):
            if other in hers:
                near |= {one} | set(held.get(one, ()))
    return near


ANALYSIS = Analysis(
    "brokers",
    1,
    "Brokers and hidden organisers: who connects what is apart, who pays the chain unseen",
    BrokersParameters,
    compute,
)
