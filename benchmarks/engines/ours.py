"""The engine, asked by NetworkX's names, dictionaries of its answers included; by its own where there is none."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import numpy as np

from engines.answers import SEED, Task, labels
from engines.graphs import Table
from engines.peers import with_networkx
from jejak.analysis.engine.control import running
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.engine.missing_links import missing_links
from jejak.analysis.engine.removal import removal_curve
from jejak.analysis.engine.temporal import TimedRows, earliest_arrival


def build(table: Table) -> EngineGraph:
    """An undirected graph."""
    return EngineGraph.from_rows(table.src, table.dst, table.n)


def _directed(table: Table) -> EngineGraph:
    return EngineGraph.from_rows(table.src, table.dst, table.n, directed=True)


def _alone(task: Task) -> Task:
    """The same on one thread."""

    def ask(graph: EngineGraph, table: Table) -> object:
        with running(threads=1):
            return task.ask(graph, table)

    return replace(task, ask=ask)


_SAME = {key: Task(task.ask, task.read, _directed if task.build else None) for key, task in with_networkx.TASKS.items()}
_OWN = {
    "leiden": Task(lambda g, _: nx.community.leiden_communities(g, weight=None, seed=SEED), labels),
    "adamic_adar": Task(lambda g, _: missing_links(g, top=100), lambda found, _: found.score),
    "removal": Task(lambda g, t: removal_curve(g, t.hubs_first).largest, lambda largest, _: largest),
    "arrival": Task(
        lambda _, t: earliest_arrival(TimedRows(t.src, t.dst, t.time, t.n), int(t.hubs_first[0])),
        lambda found, _: np.asarray(found.arrival),
    ),
}
TASKS = {key: _alone(task) for key, task in (_SAME | _OWN).items()}
