"""Measures how far removal strategies beat degree targeting on planted networks, with bootstrap intervals.

``python benchmarks/disruption.py --write`` puts the tables into docs/quality-disruption.md. A planted network is a
seeded stochastic block graph: cells that hang together through brokers with few ties, victims held by two of their
cell's holders each, some of whom lead by themselves and some only while an organiser reaches them.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np

from jejak.analysis.control import Chains
from jejak.analysis.disruption import STRATEGIES, Network, Settings, area, around_of, played, refilled
from jejak.analysis.engine.graph import EngineGraph

REPORT = Path(__file__).resolve().parent.parent / "docs" / "quality-disruption.md"
MEASURES = ("largest", "controlled", "largest_refilled", "controlled_refilled")
NETWORKS, BUDGET, BACKFILL, RUNS = 30, 6, 0.3, 20
CELLS, MEMBERS, HOLDERS, VICTIMS, ORGANISERS = 6, 12, 4, 8, 3
INSIDE, BETWEEN, LEADS = 0.35, 0.001, 0.5
RESAMPLES, LEVEL = 10_000, 0.95


@dataclass(frozen=True, slots=True)
class Margin:
    """How much lower the area under a curve is than that of degree targeting, on the mean, and the interval of it."""

    mean: float
    low: float
    high: float


def planted(seed: int) -> Network:
    """One network; members of cell *c* are ``c * MEMBERS`` and so on, then brokers, then victims."""
    random = np.random.default_rng(seed)
    probability = np.where(np.eye(CELLS), INSIDE, BETWEEN)
    graph: nx.Graph[int] = nx.Graph(nx.stochastic_block_model([MEMBERS] * CELLS, probability.tolist(), seed=seed))
    cells = [range(cell * MEMBERS, (cell + 1) * MEMBERS) for cell in range(CELLS)]
    for left in range(CELLS):
        broker = len(graph)
        for cell in (left, (left + 1) % CELLS):
            graph.add_edges_from((broker, int(member)) for member in random.choice(cells[cell], 2, replace=False))
    removable, held, heads = frozenset(graph), dict[int, frozenset[int]](), set(range(ORGANISERS))
    for cell in cells:
        holding = [int(one) for one in random.choice(cell, HOLDERS, replace=False)]
        heads |= {one for one in holding if random.random() < LEADS}
        for _ in range(VICTIMS):
            victim = len(graph)
            held[victim] = frozenset(int(one) for one in random.choice(holding, 2, replace=False))
            graph.add_edges_from((victim, holder) for holder in held[victim])
    ends = np.array(graph.edges, np.int32).reshape(-1, 2)
    engine = EngineGraph.from_rows(ends[:, 0].copy(), ends[:, 1].copy(), len(graph))
    return Network(engine, Chains(around_of(engine), held, frozenset(heads)), removable, (1.0,) * len(graph))


def areas(network: Network, strategy: str) -> Mapping[str, float]:
    """The area under each curve of a strategy's plan, as a share of the network and of its victims."""
    order = STRATEGIES[strategy](network, Settings(BUDGET))
    curve = played(network, order)
    largest, controlled = refilled(network, order, share=BACKFILL, runs=RUNS, seed=0)
    whole, victims = len(network.graph), len(network.chains.holders)
    found = (curve.largest, whole), (curve.controlled, victims), (largest, whole), (controlled, victims)
    spent = range(len(order) + 1)
    return {
        measure: area(values, spent, BUDGET) / size for measure, (values, size) in zip(MEASURES, found, strict=True)
    }


def measured(networks: int = NETWORKS) -> Mapping[str, Sequence[Mapping[str, float]]]:
    """The areas of every strategy on every network, seeds 1 and on."""
    made = [planted(seed) for seed in range(1, networks + 1)]
    return {strategy: [areas(network, strategy) for network in made] for strategy in STRATEGIES}


def margin(found: Mapping[str, Sequence[Mapping[str, float]]], strategy: str, measure: str) -> Margin:
    """The mean lead over degree targeting, network by network, and its percentile bootstrap interval (Efron 1979)."""
    pairs = zip(found["degree"], found[strategy], strict=True)
    leads = np.array([degree[measure] - other[measure] for degree, other in pairs])
    random = np.random.default_rng(0)
    means = leads[random.integers(leads.size, size=(RESAMPLES, leads.size))].mean(axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Margin(float(leads.mean()), float(low), float(high))


def table(found: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[str]:
    """One line for each strategy and measure."""
    yield "| measure | strategy | mean area | lead over degree | interval |"
    yield "|---|---|---|---|---|"
    for measure in MEASURES:
        for strategy in STRATEGIES:
            mean = np.mean([one[measure] for one in found[strategy]])
            lead = margin(found, strategy, measure)
            told = "" if strategy == "degree" else f"{lead.mean:+.3f} | {lead.low:+.3f} to {lead.high:+.3f}"
            yield f"| {measure.replace('_', ', ')} | {strategy} | {mean:.3f} | {told or '|'} |"


PAGE = """# How far removal strategies beat degree targeting

Measured on {day} with `python benchmarks/disruption.py --write`: {networks} planted networks (seeds 1 to {networks}), a
budget of {budget} removals, back-filling with {backfill:.0%} in {runs} runs.

Each network is a stochastic block graph of {cells} cells with {members} members ({inside:.0%} of the pairs inside a
cell tied, {between:.1%} of those between cells), a ring of {cells} brokers with two ties into each of two cells, and
{victims} victims in each cell, each held by two of its {holders} holders. {organisers} organisers lead, and a holder
leads by itself with a chance of {leads:.0%}. Members and brokers may be removed, victims never.

The area is the mean height of a curve over the budget: the largest component as a share of the network (`largest`), or
the share of victims still under control (`controlled`); less is more disrupted. The lead is the area of degree
targeting less that of the strategy, network by network; the interval holds {level:.0%} of {resamples:,} bootstrap
resamples of the networks.

{table}

No single broker of a ring cuts it, and the greedy strategies look one removal ahead: there, betweenness computed anew
after each removal is the better way to break a network up, and `victims` the better one to end control. The networks
are invented, with brokers that degree does not see: the figures show that the strategies do what they are for, and
promise nothing for real cases. Nobody has measured how fast a real network fills its gaps.
"""


def report(found: Mapping[str, Sequence[Mapping[str, float]]]) -> str:
    """The whole page."""
    return PAGE.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}", networks=len(found["degree"]), budget=BUDGET, backfill=BACKFILL,
        runs=RUNS, cells=CELLS, members=MEMBERS, inside=INSIDE, between=BETWEEN, victims=VICTIMS, holders=HOLDERS,
        organisers=ORGANISERS, leads=LEADS, level=LEVEL, resamples=RESAMPLES, table="\n".join(table(found)),
    )  # fmt: skip


def main() -> None:
    """Measure, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help=f"write {REPORT.name}")
    chosen = parser.parse_args()
    page = report(measured())
    print(page)
    if chosen.write:
        REPORT.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
