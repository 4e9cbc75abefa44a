"""The disruption planner as an analysis: what the data say would be left after removals, strategy by strategy.

A decision aid: it orders nobody's arrest, and police data show what was investigated. It names no victim, only counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from jejak.analysis.control import Chains, control_rows, under_control
from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome
from jejak.analysis.disruption import (
    STRATEGIES,
    Curve,
    Network,
    Settings,
    area,
    around_of,
    played,
    refilled,
)
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.listing import listable_codes
from jejak.analysis.parameters import ACTORS, StrongTies, parameter
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import PARTS, RoleHint, stated_hints
from jejak.analysis.role_patterns import role_hints
from jejak.analysis.syndicate_facts import SUBJECTED
from jejak.analysis.ties import Ties, strong_ties
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = (
    "strategy", "step", "id", "caption", "etype", "cost", "largest", "parts", "under_control", "at_risk",
    "largest_refilled", "under_control_refilled",
)  # fmt: skip
#: The measures that a summary compares strategies by: areas under their curves, less is more.
MEASURES = ("largest", "under_control", "largest_refilled", "under_control_refilled")
_HEADS = ("agency", "broker", "exploiter", "financier", "organiser", "recruiter")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisruptionParameters(StrongTies):
    """What may be removed, and what is assumed of those who stay."""

    graph: str = parameter("actors", "Actors alone, with the ties between them.", choices=("actors",))
    top: int = parameter(0, "At most so many rows; 0 lists all.", least=0, unit="rows")
    steps: int = parameter(5, "The budget: removals that a plan may spend.", least=1, most=100, unit="removals")
    cost: str = parameter(
        "one", "What a removal costs: one each, or by ties, one on the average.", choices=("one", "degree")
    )
    heads: tuple[str, ...] = parameter(
        _HEADS,
        "Parts whose actors keep victims under control by themselves; none named means all who hold any.",
        names="part",
    )
    backfill: float = parameter(
        0.3,
        "Assumed share of the ties and victims of a removed actor that neighbours take over; nobody has measured it.",
        least=0.0,
        most=1.0,
    )
    runs: int = parameter(20, "Runs in which gaps are filled; their mean is told.", least=1, most=1000, unit="runs")
    exact_up_to: int = parameter(1000, "Nodes up to which every source is used.", least=0, unit="nodes")
    sources: int = parameter(64, "Sampled sources above that size.", least=1, unit="nodes")
    seed: int = parameter(0, "Seed of the runs and samples.", least=0)


@dataclass(frozen=True, slots=True)
class _Scene:
    """One network with the snapshot's codes of its nodes and the link rows behind it."""

    network: Network
    names: Sequence[int]
    ties: Ties
    arcs: Mapping[int, Mapping[int, Sequence[int]]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A strategy's plan, and what it leaves; ``spent`` and the curves start before the first removal."""

    strategy: str
    order: tuple[int, ...]
    spent: tuple[float, ...]
    curve: Curve
    largest_refilled: tuple[float, ...]
    controlled_refilled: tuple[float, ...]

    def values(self, size: int) -> Mapping[str, Sequence[float]]:
        """The curve of every measure; the largest component as a share of all nodes."""
        return {
            "largest": [nodes / size for nodes in self.curve.largest],
            "under_control": self.curve.controlled,
            "largest_refilled": [nodes / size for nodes in self.largest_refilled],
            "under_control_refilled": self.controlled_refilled,
        }


def compute(snapshot: Snapshot, parameters: DisruptionParameters) -> Outcome:
    """Plan by every strategy and play the plans; O(strategies × steps × (ties + betweenness) + runs × steps × ties).

    Raises:
        AnalysisError: when ``heads`` names no part.
    """
    for part in parameters.heads:
        if part not in PARTS:
            raise AnalysisError("there is no such part", where=part, hint=f"use one of: {', '.join(PARTS)}")
    scene = _scene(snapshot, parameters)
    plans = [_plan(scene.network, name, parameters) for name in STRATEGIES]
    size = max(1, len(scene.names))
    rows = tuple(row for plan in plans for row in _rows(snapshot, scene, plan, size) if scene.names)
    findings = tuple(_finding(snapshot, scene, plan, parameters) for plan in plans if plan.order)
    shown = rows[: parameters.top] if parameters.top else rows
    return Outcome(COLUMNS, shown, _summary(scene, plans, size, parameters), findings)


def _scene(snapshot: Snapshot, parameters: DisruptionParameters) -> _Scene:
    ties = strong_ties(snapshot, parameters)
    arcs, stated = control_rows(snapshot), stated_hints(snapshot)
    holders = {holder for held in arcs.values() for holder in held}
    names = sorted({*ties.names, *arcs, *holders})
    place = {code: number for number, code in enumerate(names)}
    old = np.array([place[code] for code in ties.names], np.int32)
    graph = EngineGraph.from_rows(old[ties.left], old[ties.right], len(names), names=names)
    leading = holders if not parameters.heads else _leading(role_hints(snapshot, stated), parameters.heads)
    listed = listable_codes(snapshot, set(parameters.listed) & set(ACTORS))
    removable = listed - set(arcs) - _moved(snapshot, stated)
    chains = Chains(
        around_of(graph),
        {place[victim]: frozenset(place[holder] for holder in held) for victim, held in arcs.items()},
        frozenset(place[code] for code in leading if code in place),
    )
    open_to_plans = frozenset(place[code] for code in removable if code in place)
    return _Scene(Network(graph, chains, open_to_plans, _costs(graph, open_to_plans, parameters)), names, ties, arcs)


def _leading(hints: Mapping[int, Sequence[RoleHint]], heads: Sequence[str]) -> set[int]:
    return {code for code, found in hints.items() if any(hint.hint in heads for hint in found)}


def _moved(snapshot: Snapshot, stated: Mapping[int, object]) -> set[int]:
    """People who were recruited, placed, moved or employed and play no part: they may be victims nobody has named."""
    ends = zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), strict=True)
    return {source for ltype, source in ends if ltype in SUBJECTED and source not in stated}


def _costs(graph: EngineGraph, removable: frozenset[int], parameters: DisruptionParameters) -> tuple[float, ...]:
    if parameters.cost == "one" or not removable:
        return (1.0,) * len(graph)
    degrees = np.maximum(graph.csr.degrees, 1)
    costs: list[float] = (degrees / degrees[sorted(removable)].mean()).tolist()
    return tuple(costs)


def _plan(network: Network, strategy: str, parameters: DisruptionParameters) -> _Plan:
    settings = Settings(parameters.steps, parameters.exact_up_to, parameters.sources, parameters.seed)
    order = STRATEGIES[strategy](network, settings)
    largest, controlled = refilled(
        network, order, share=parameters.backfill, runs=parameters.runs, seed=parameters.seed
    )
    spent = tuple(accumulate((network.costs[node] for node in order), initial=0.0))
    return _Plan(strategy, order, spent, played(network, order), largest, controlled)


def _rows(snapshot: Snapshot, scene: _Scene, plan: _Plan, size: int) -> list[tuple[Cell, ...]]:
    curve, values = plan.curve, plan.values(size)
    rows: list[tuple[Cell, ...]] = []
    for step, place in enumerate([None, *plan.order]):
        node = None if place is None else snapshot.node(scene.names[place])
        who: tuple[Cell, ...] = (None, None, None) if node is None else (node.id, node.caption, node.etype)
        cost = 0.0 if place is None else scene.network.costs[place]
        rows.append(
            (
                plan.strategy, step, *who, cost, values["largest"][step], curve.parts[step], curve.controlled[step],
                curve.at_risk[step], values["largest_refilled"][step], values["under_control_refilled"][step],
            )
        )  # fmt: skip
    return rows


def _summary(scene: _Scene, plans: Sequence[_Plan], size: int, parameters: DisruptionParameters) -> Mapping[str, Cell]:
    """Figures of the network, the area under each curve, and which strategy is best by each measure, by how much."""
    network = scene.network
    found: dict[str, Cell] = {
        "nodes": len(scene.names),
        "ties": network.graph.number_of_edges(),
        "removable": len(network.removable),
        "heads": len(network.chains.heads),
        "victims": len(network.chains.holders),
        "under_control": len(under_control(network.chains, ())),
        "out_of_reach": len(under_control(network.chains, network.removable)),
        "backfill": parameters.backfill,
    }
    for measure in MEASURES:
        areas = {plan.strategy: area(plan.values(size)[measure], plan.spent, parameters.steps) for plan in plans}
        found |= {f"area_{measure}_{name}": value for name, value in areas.items()}
        best, second = sorted(areas, key=lambda name: (areas[name], name))[:2]
        found[f"best_{measure}"] = best if areas[best] < max(areas.values()) else None
        found[f"lead_{measure}"] = areas[second] - areas[best]
        found[f"lead_{measure}_over_degree"] = areas["degree"] - areas[best]
    return found


def _finding(snapshot: Snapshot, scene: _Scene, plan: _Plan, parameters: DisruptionParameters) -> Finding:
    """A plan with what it changes; its links are the ties of those removed and the claims that they hold somebody."""
    curve, size = plan.curve, max(1, len(scene.names))
    before, after = (curve.controlled if curve.controlled[0] else curve.largest)[:: len(plan.order)]
    reasons = (
        Reason("plan", {"actors": len(plan.order)}, (plan.strategy,)),
        Reason("plan_largest", {"before": curve.largest[0] / size, "after": curve.largest[-1] / size}),
        Reason("plan_victims", {"before": curve.controlled[0], "after": curve.controlled[-1]}),
        Reason("plan_at_risk", {"n": sum(curve.at_risk)}),
        Reason("plan_refilled", {"share": parameters.backfill, "victims": plan.controlled_refilled[-1]}),
        Reason("decision_aid"),
    )
    codes = {scene.names[place] for place in plan.order}
    tied = np.isin(np.asarray(scene.ties.names), sorted(codes))
    rows = set(scene.ties.rows_of(np.flatnonzero(tied[scene.ties.left] | tied[scene.ties.right])))
    rows |= {row for held in scene.arcs.values() for holder in codes & set(held) for row in held[holder]}
    links = tuple(snapshot.link_id(row) for row in sorted(rows))
    return Finding(
        tuple(snapshot.id_of(scene.names[place]) for place in plan.order),
        1.0 - after / before if before else 0.0,
        reasons,
        links,
    )


ANALYSIS = Analysis(
    "disruption",
    3,
    "Disruption planner, a decision aid: what removals would leave of the network, and of control over victims",
    DisruptionParameters,
    compute,
    ranks=False,
)
