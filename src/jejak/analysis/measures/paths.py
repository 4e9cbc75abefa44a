"""Paths between two entities: the shortest ones, or those that can have been gone along in date order.

Invariant: whoever lies on a path is shown as the snapshot shows them, a protected person by a pseudonym; a path is no
finding and no rank, and none is made of it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, cast

import networkx as nx
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from jejak.analysis.dated_steps import dated_steps, of_kind
from jejak.analysis.declaration import Analysis, Cell, Outcome
from jejak.analysis.engine.graph import EngineGraph
from jejak.analysis.listing import column
from jejak.analysis.parameters import ACTORS, Parameters, parameter
from jejak.analysis.selection import chosen_ltypes, entity_code
from jejak.analysis.ties import Ties, ties_of
from jejak.analysis.timed_paths import timed_paths
from jejak.schemas.errors import AnalysisError
from jejak.schemas.grading import best_grade

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Mask = npt.NDArray[np.bool_]
COLUMNS = (
    "path", "step", "id", "caption", "etype", "ltypes", "links", "n_links", "first_date", "last_date", "grade",
)  # fmt: skip
#: So many link ids are written out for a step; ``n_links`` counts all.
_MOST_LINKS = 5
#: How much of a moment is written for each precision of a date.
_WRITTEN = {"year": 4, "month": 7, "day": 10}


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsParameters(Parameters):
    """From whom to whom, by which kind of path, and how far."""

    source: str = parameter("", "Id of the entity where paths begin.", form="id", needed=True, names="entity")
    target: str = parameter("", "Id of the entity where paths end.", form="id", needed=True, names="entity")
    kind: str = parameter(
        "all_shortest",
        "One shortest path, all of them, or those of the fewest steps that can have been gone in date order.",
        choices=("shortest", "all_shortest", "in_time"),
    )
    most: int = parameter(20, "At most so many paths.", least=1, most=1000, unit="paths")
    longest: int = parameter(8, "Paths of at most so many steps.", least=1, most=50, unit="steps")
    directed: str = parameter(
        "in_time",
        "When events (transfers, calls) lead from source to target only; what lasts leads both ways.",
        choices=("in_time", "always", "never"),
    )
    strict: bool = parameter(False, "In date order, the dates must force the order of the steps, not only allow it.")
    hub_cap: int = parameter(
        30,
        "Places and things of no event with more neighbours than this are not passed through; 0 lets all.",
        least=0,
        unit="neighbours",
    )
    top: int = parameter(0, "At most so many rows; 0 lists all.", least=0, unit="rows")


@dataclass(frozen=True, slots=True)
class _Path:
    """Node codes from source to target, and the link rows of each step with the number of all that would do."""

    nodes: tuple[int, ...]
    rows: tuple[tuple[int, ...], ...]
    fitting: tuple[int, ...]


def compute(snapshot: Snapshot, parameters: PathsParameters) -> Outcome:
    """Find the paths, fewest steps first, then by node codes; O(links) and the paths told."""
    ends = _ends(snapshot, parameters)
    if parameters.graph == "actors":
        _between_actors(parameters)
    hubs = _hubs(snapshot, parameters.hub_cap, ends) if parameters.graph == "whole" else np.zeros(0, np.bool_)
    summary: dict[str, Cell] = {"longest": parameters.longest, "hubs": int(np.count_nonzero(hubs))}
    if parameters.kind == "in_time":
        found, undated = _in_time(snapshot, parameters, ends, hubs)
        summary["undated"] = undated
    else:
        found = _shortest(snapshot, parameters, ends, hubs)
    most = 1 if parameters.kind == "shortest" else parameters.most
    paths = list(islice(found, most + 1))
    shown = paths[:most]
    if parameters.top:  # half a path would tell something else
        shown = shown[: parameters.top // (len(paths[0].nodes))] if paths else shown
    rows = [row for number, path in enumerate(shown, 1) for row in _rows(snapshot, number, path)]
    told: dict[str, Cell] = {
        "found": bool(paths),
        "paths": len(shown),
        "more": len(paths) > len(shown),
        "steps": len(paths[0].rows) if paths else None,
    }
    return Outcome(COLUMNS, tuple(rows), {**told, **summary})


def _ends(snapshot: Snapshot, parameters: PathsParameters) -> tuple[int, int]:
    """The codes of source and target.

    Raises:
        AnalysisError: when there is no such entity, or both are one.
    """
    source, target = entity_code(snapshot, parameters.source), entity_code(snapshot, parameters.target)
    if source == target:
        raise AnalysisError("source and target are the same entity", where=parameters.source, hint="name two entities")
    return source, target


def _between_actors(parameters: PathsParameters) -> None:
    """Refuse what ties between actors do not have.

    Raises:
        AnalysisError: when dates or directions are asked for.
    """
    if parameters.kind == "in_time":
        raise AnalysisError("ties between actors have no date order", where="kind", hint="use graph=whole")
    if parameters.directed == "always":
        raise AnalysisError("ties between actors have no direction", where="directed", hint="use graph=whole")


def _hubs(snapshot: Snapshot, cap: int, ends: tuple[int, int]) -> Mask:
    """Nodes that join strangers: no actors, no ends of events, and with more neighbours than the cap; O(links)."""
    if not cap:
        return np.zeros(snapshot.n_nodes, np.bool_)
    src, dst = snapshot.src.astype(np.int64), snapshot.dst.astype(np.int64)
    pairs = np.unique(np.concatenate([src * snapshot.n_nodes + dst, dst * snapshot.n_nodes + src]))
    hubs: Mask = np.bincount(pairs // snapshot.n_nodes, minlength=snapshot.n_nodes) > cap
    hubs &= ~np.isin(np.array(column(snapshot, "etype"), np.str_), ACTORS)
    events = of_kind(snapshot, lambda kind: kind.event)
    hubs[snapshot.src[events]] = hubs[snapshot.dst[events]] = False
    hubs[list(ends)] = False
    return hubs


def _in_time(
    snapshot: Snapshot, parameters: PathsParameters, ends: tuple[int, int], hubs: Mask
) -> tuple[Iterator[_Path], int]:
    chosen = ~(hubs[snapshot.src] | hubs[snapshot.dst])
    wanted = chosen_ltypes(snapshot, parameters)
    if wanted:
        chosen &= pc.is_in(snapshot.links.column("ltype"), value_set=pa.array(wanted, pa.string())).to_numpy()
    steps, rows, undated = dated_steps(snapshot, chosen, one_way=parameters.directed != "never")
    found = timed_paths(steps, *ends, longest=parameters.longest, strict=parameters.strict)
    paths = (
        _Path(
            path.nodes,
            tuple((int(rows[step]),) for step in path.taken),
            tuple(len({int(rows[step]) for step in fitting}) for fitting in path.fitting),
        )
        for path in found
    )
    return paths, undated


def _shortest(snapshot: Snapshot, parameters: PathsParameters, ends: tuple[int, int], hubs: Mask) -> Iterator[_Path]:
    ties = ties_of(snapshot, parameters)
    kept = np.arange(ties.left.size)
    if parameters.graph == "whole":  # there nodes are named by their places, and each tie is one link
        kept = np.flatnonzero(~(hubs[ties.left] | hubs[ties.right]))
    directed = parameters.directed == "always"
    graph, tie_of = _graph(snapshot, ties, kept, directed=directed)
    if ends[0] not in graph.codes or ends[1] not in graph.codes:
        return iter(())
    hops = nx.single_target_shortest_path_length(cast("nx.Graph[Hashable]", graph), ends[1], cutoff=parameters.longest)
    left = {graph.codes[name]: count for name, count in hops.items()}
    return (_of_ties(path, graph, ties, tie_of) for path in _downhill(graph, left, [graph.codes[ends[0]]]))


def _graph(
    snapshot: Snapshot, ties: Ties, kept: npt.NDArray[np.int64], *, directed: bool
) -> tuple[EngineGraph, npt.NDArray[np.int64]]:
    """The graph of some ties, and the tie that each row of its edge table stands for."""
    left, right = ties.left[kept], ties.right[kept]
    back = np.zeros(0, np.int64)
    if directed:  # what lasts leads both ways
        back = np.flatnonzero(~of_kind(snapshot, lambda kind: kind.event)[ties.rows[kept]])
    ends = np.concatenate([left, right[back]]), np.concatenate([right, left[back]])
    graph = EngineGraph.from_rows(*ends, len(ties.names), directed=directed, names=ties.names)
    return graph, np.concatenate([kept, kept[back]])


def _downhill(graph: EngineGraph, left: dict[int, int], walked: list[int]) -> Iterator[list[int]]:
    """Every way on from the end of a walk by steps that come nearer to the target, in the order of node codes."""
    node = walked[-1]
    count = left.get(node)
    if count is None:
        return
    if count == 0:
        yield walked
        return
    ahead = graph.csr.ends[graph.csr.offsets[node] : graph.csr.offsets[node + 1]]
    for there in np.sort(ahead).tolist():
        if left.get(there) == count - 1:
            yield from _downhill(graph, left, [*walked, there])


def _of_ties(walk: Sequence[int], graph: EngineGraph, ties: Ties, tie_of: npt.NDArray[np.int64]) -> _Path:
    edges = [graph.edge_between(one, other) for one, other in pairwise(walk)]
    rows = [tuple(ties.rows_of(tie_of[graph.rows_of(edge)])) for edge in edges]
    return _Path(tuple(ties.names[place] for place in walk), tuple(rows), tuple(map(len, rows)))


def _rows(snapshot: Snapshot, number: int, path: _Path) -> Iterator[tuple[Cell, ...]]:
    """A path as rows: where it begins, then each step with the links it is gone along and the node it leads to."""
    begin, *others = snapshot.nodes_of(path.nodes)
    yield (number, 0, begin.id, begin.caption, begin.etype, *[None] * (len(COLUMNS) - 5))
    for step, (node, rows, fitting) in enumerate(zip(others, path.rows, path.fitting, strict=True), 1):
        yield (number, step, node.id, node.caption, node.etype, *_of_links(snapshot, rows, fitting))


def _of_links(snapshot: Snapshot, rows: Sequence[int], fitting: int) -> tuple[Cell, ...]:
    """Types, ids, number, first and last date and best grade of the links of a step."""
    links = snapshot.links.select(["ltype", "ts_ms", "te_ms", "t_precision", "best_grade"]).take(pa.array(rows))
    told = links.to_pylist()
    dates = sorted((link["ts_ms"], link["t_precision"]) for link in told if link["ts_ms"] is not None)
    ended = [link["te_ms"] for link in told if link["te_ms"] is not None]
    latest = [*dates[-1:], *((moment, "day") for moment in ended)]
    return (
        ", ".join(sorted({link["ltype"] for link in told})),
        ", ".join(snapshot.link_id(row) for row in rows[:_MOST_LINKS]),
        fitting,
        _written(*dates[0]) if dates else None,
        _written(*max(latest, key=lambda date: date[0])) if latest else None,
        best_grade([link["best_grade"] for link in told if link["best_grade"]]),
    )


def _written(moment: int, precision: str | None) -> str:
    """A moment as exactly as it is known, in UTC."""
    text = str(np.datetime64(moment, "ms"))
    return text[: _WRITTEN[precision]] if precision in _WRITTEN else f"{text[:16]}Z"


ANALYSIS = Analysis(
    "paths",
    2,
    "Paths between two entities: the shortest, or those that dates allow",
    PathsParameters,
    compute,
    ranks=False,
)
