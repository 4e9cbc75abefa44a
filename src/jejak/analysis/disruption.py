"""What removals would leave of a network: strategies, the curves of their plans, and a network that fills its gaps.

Strategies are a table of functions (`STRATEGIES`); each names actors in the order of their removal within a budget,
only of those who may be removed, and stops where its measure asks for nobody any more. Equals go by their code.
Back-filling is an assumption, not a forecast: after each removal every tie of the removed actor is taken over with a
stated chance by another of that actor's neighbours, and so is every victim; who takes over from a head is a head.
Plans are made on the network as the data show it and then played on one that fills its gaps.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import cast

import networkx as nx
import numpy as np

from jejak.analysis.control import Chains, led, under_control, ways
from jejak.analysis.cutting import Cuts, cuts
from jejak.analysis.engine.control import current
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.removal import degree_order, ranked, removal_curve, without

#: Sums of costs are compared with this much room for rounding.
_ROUNDING = 1e-9
#: What a removal gains, first things first; a plan takes the greatest.
Gain = tuple[float, float]


@dataclass(frozen=True)
class Network:
    """A network and who may be removed from it; nodes are the graph's codes.

    Attributes:
        graph: Actors and the ties among them, victims included.
        chains: Who holds whom.
        removable: Who may be removed: never a victim or another protected person.
        costs: What the removal of each node costs.
    """

    graph: EngineGraph
    chains: Chains
    removable: frozenset[int]
    costs: tuple[float, ...]

    @cached_property
    def held_by(self) -> Mapping[int, frozenset[int]]:
        """Victims of every holder."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for victim, holders in self.chains.holders.items():
            for holder in holders:
                found[holder].add(victim)
        return {holder: frozenset(victims) for holder, victims in found.items()}

    @cached_property
    def blocked(self) -> frozenset[int]:
        """Nodes that pass no control on."""
        return self.chains.held_only


@dataclass(frozen=True, slots=True)
class Settings:
    """How much may be spent, and how betweenness is computed: exactly up to a size, then from sampled sources."""

    budget: float
    exact_up_to: int = 1000
    sources: int = 64
    seed: int = 0


Strategy = Callable[[Network, Settings], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A network after 0, 1, 2 … removals.

    Attributes:
        largest: Nodes in the largest component.
        parts: Components.
        controlled: Victims still under control.
        at_risk: Victims whom the actor just removed held, whom others still hold, and who were not so before.
    """

    largest: tuple[int, ...]
    parts: tuple[int, ...]
    controlled: tuple[int, ...]
    at_risk: tuple[int, ...]


def around_of(graph: EngineGraph) -> dict[int, frozenset[int]]:
    """The neighbours of every node, by code."""
    csr = graph.csr.both_ways
    return {
        node: frozenset(csr.ends[first:last].tolist()) - {node}
        for node, (first, last) in enumerate(pairwise(csr.offsets.tolist()))
    }


def by_degree(network: Network, settings: Settings) -> tuple[int, ...]:
    """Most ties first, counted once."""
    degrees = network.graph.csr.degrees
    order = degree_order(network.graph, sequential=False)
    return _affordable(network, (node for node in order.tolist() if degrees[node]), settings.budget)


def by_betweenness(network: Network, settings: Settings) -> tuple[int, ...]:
    """Highest betweenness first, computed once: a block of removals."""
    scores = _betweenness(network.graph, settings)
    order = ranked([scores[name] for name in network.graph.names]).tolist()
    return _affordable(network, (node for node in order if scores[network.graph.names[node]] > 0), settings.budget)


def by_betweenness_again(network: Network, settings: Settings) -> tuple[int, ...]:
    """Highest betweenness first, computed anew after each removal."""

    def gains(gone: Collection[int]) -> dict[int, Gain]:
        keep = np.ones(len(network.graph), np.bool_)
        keep[list(gone)] = False
        scores = _betweenness(without(network.graph, keep), settings)
        names = network.graph.names
        return {node: (scores[names[node]], 0.0) for node in network.removable.difference(gone) if scores[names[node]]}

    return _stepwise(network, settings.budget, gains)


def by_fragmentation(network: Network, settings: Settings) -> tuple[int, ...]:
    """Whose removal makes the largest component smallest, then whose cuts most pairs, for what it costs."""
    around, everybody = network.chains.around, frozenset(range(len(network.graph)))

    def gains(gone: Collection[int]) -> dict[int, Gain]:
        cut = cuts(around, everybody.difference(gone))
        sizes = sorted((last - first for first, last in set(cut.component.values())), reverse=True)
        found = {}
        for node in network.removable.difference(gone):
            first, last = cut.component[node]
            parts, cost = cut.sizes(node), network.costs[node]
            others = sizes[1:2] if last - first == sizes[0] else sizes[:1]
            lost = _pairs(last - first) - sum(map(_pairs, parts))
            if lost:
                found[node] = ((sizes[0] - max([*parts, *others])) / cost, lost / cost)
        return found

    return _stepwise(network, settings.budget, gains)


def by_victims(network: Network, settings: Settings) -> tuple[int, ...]:
    """Whose removal leaves fewest victims under control, then whose takes most of what still holds them, for its cost.

    A victim whom *n* holders still control counts 1 - 2^-n in the second measure, so that a plan comes on where no
    single removal frees anybody.
    """
    chains = network.chains

    def gains(gone: Collection[int]) -> dict[int, Gain]:
        reached = led(chains, gone, network.blocked)
        before, cut = ways(chains, reached), cuts(chains.around, reached)
        heads = [0, *accumulate(int(node in chains.heads) for node in cut.order)]
        found = {}
        for node in network.removable & reached:
            lost = Counter(victim for other in _unled(cut, heads, node) for victim in network.held_by.get(other, ()))
            freed = sum(count == before[victim] for victim, count in lost.items())
            eased = sum(2.0 ** (count - before[victim]) - 2.0 ** -before[victim] for victim, count in lost.items())
            if lost:
                found[node] = (freed / network.costs[node], eased / network.costs[node])
        return found

    return _stepwise(network, settings.budget, gains)


#: Every strategy by its name, the plainest first; the others are measured against it.
STRATEGIES: Mapping[str, Strategy] = {
    "degree": by_degree,
    "betweenness_block": by_betweenness,
    "betweenness_sequential": by_betweenness_again,
    "fragmentation": by_fragmentation,
    "victims": by_victims,
}


def _pairs(size: int) -> int:
    return size * (size - 1) // 2


def _unled(cut: Cuts, heads: Sequence[int], node: int) -> list[int]:
    """A node, and those whom no head reaches without it; ``heads`` is the running sum of heads along ``cut.order``."""
    (first, last), runs, place = cut.component[node], cut.split.get(node, ()), cut.at[node]
    led_by = [heads[end] - heads[begin] for begin, end in runs]
    lost = [node]
    for (begin, end), count in zip(runs, led_by, strict=True):
        lost += cut.order[begin:end] if not count else ()
    if heads[last] - heads[first] == heads[place + 1] - heads[place] + sum(led_by):  # no head in the rest
        away = {place, *(spot for begin, end in runs for spot in range(begin, end))}
        lost += [cut.order[spot] for spot in range(first, last) if spot not in away]
    return lost


def _betweenness(graph: EngineGraph, settings: Settings) -> Mapping[Hashable, float]:
    """Betweenness to ten digits: the last bits differ between processors and must not choose between equals."""
    k = None if len(graph) <= max(settings.exact_up_to, settings.sources) else settings.sources
    scores = nx.betweenness_centrality(cast("nx.Graph[Hashable]", graph), k=k, seed=settings.seed)
    return {name: round(score, 10) for name, score in scores.items()}


def _affordable(network: Network, order: Iterable[int], budget: float) -> tuple[int, ...]:
    """Those of an order who may be removed and who still fit into the budget."""
    spent, chosen = 0.0, []
    for node in order:
        if node in network.removable and spent + network.costs[node] <= budget + _ROUNDING:
            spent += network.costs[node]
            chosen.append(node)
    return tuple(chosen)


def _stepwise(
    network: Network, budget: float, gains: Callable[[Collection[int]], Mapping[int, Gain]]
) -> tuple[int, ...]:
    """Take who gains most among those who still fit, again and again; a step tells progress and can be stopped."""
    tick = current().tick
    spent, chosen = 0.0, list[int]()
    while True:
        fitting = {
            node: gain for node, gain in gains(chosen).items() if spent + network.costs[node] <= budget + _ROUNDING
        }
        if not fitting:
            return tuple(chosen)
        best = min(fitting, key=lambda node: (tuple(-value for value in fitting[node]), node))
        spent += network.costs[best]
        chosen.append(best)
        tick(min(int(spent), int(budget)), int(budget))


def played(network: Network, order: Sequence[int]) -> Curve:
    """Play a plan on the network as it is; O(removals × (nodes + ties))."""
    curve = removal_curve(network.graph, order)
    still = [under_control(network.chains, order[:step]) for step in range(len(order) + 1)]
    known: set[int] = set()
    risks = [0]
    for node, held in zip(order, still[1:], strict=True):
        new = (network.held_by.get(node, frozenset()) & held) - known
        known |= new
        risks.append(len(new))
    controlled = tuple(len(held) for held in still)
    return Curve(tuple(curve.largest.tolist()), tuple(curve.parts.tolist()), controlled, tuple(risks))


def refilled(
    network: Network, order: Sequence[int], *, share: float, runs: int, seed: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Play a plan on a network that fills its gaps, ``runs`` times, and give the means of each step.

    Args:
        network: The network.
        order: Who is removed.
        share: Chance that a tie, or a victim, of a removed actor is taken over.
        runs: How often.
        seed: Of the first run; the same for a seed on every machine.

    Returns:
        Nodes in the largest component, and victims under control, after 0, 1, 2 … removals.
    """
    found = [_refilled_once(network, order, share, np.random.default_rng([seed, run])) for run in range(runs)]
    largest, controlled = (np.mean([one[part] for one in found], axis=0).tolist() for part in (0, 1))
    return tuple(largest), tuple(controlled)


def _refilled_once(
    network: Network, order: Sequence[int], share: float, random: np.random.Generator
) -> tuple[list[int], list[int]]:
    around: dict[int, set[int]] = {node: set(others) for node, others in network.chains.around.items()}
    holders = {victim: set(held) for victim, held in network.chains.holders.items()}
    heads, gone, new = set(network.chains.heads), set[int](), list[tuple[int, int]]()

    def successor(other: int, able: Sequence[int]) -> int | None:
        choices = [node for node in able if node != other]
        return choices[int(random.integers(len(choices)))] if choices and random.random() < share else None

    def count() -> int:
        reached = led(Chains(around, holders, heads), gone, network.blocked)
        return sum(not reached.isdisjoint(held) for held in holders.values())

    controlled = [count()]
    for node in order:
        gone.add(node)
        left = sorted(around[node] - gone)
        able = [other for other in left if other in network.removable]
        for other in left:
            if (taker := successor(other, able)) is not None:
                around[other].add(taker)
                around[taker].add(other)
                new.append((other, taker))
        for victim, held in holders.items():
            if node in held and (taker := successor(victim, able)) is not None:
                held.add(taker)
                heads |= {taker} if node in heads else set()
        controlled.append(count())
    # A tie that is taken over joins two whom the removed actor joined until then: one graph tells all steps.
    ends = np.array(new, np.int32).reshape(-1, 2)
    left_ends, right_ends = network.graph.csr.edge_ends
    whole = EngineGraph.from_rows(
        np.concatenate([left_ends, ends[:, 0]]), np.concatenate([right_ends, ends[:, 1]]), len(network.graph)
    )
    return removal_curve(whole, order).largest.tolist(), controlled


def area(values: Sequence[float], spent: Sequence[float], budget: float) -> float:
    """Mean height of a curve over the budget, by trapezoids; what a plan does not spend is spent at its last height."""
    x, y = [*spent, max(budget, spent[-1])], [*values, values[-1]]
    steps = zip(pairwise(x), pairwise(y), strict=True)
    return sum((right - left) * (one + other) / 2 for (left, right), (one, other) in steps) / x[-1]
