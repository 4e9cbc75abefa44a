"""What the link chart asks beyond the store: who plays which part, who stands around how strongly, paths in date order.

Invariant: nothing here tells a name, and no part is told of anybody masked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from jejak.analysis.declaration import Result
from jejak.analysis.role_hints import STAGES, RoleHint, stated_hints
from jejak.case.chart_groups import ChartGroups
from jejak.case.dated_parts import DatedPart, dated_parts, stage_of
from jejak.case.standings import Standings
from jejak.case.today import today

if TYPE_CHECKING:
    from jejak.graph.ledger import Ledger
    from jejak.graph.snapshot import Snapshot
    from jejak.graph.snapshot.adjacency import Adjacency

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NodeStanding:
    """How somebody stands in the case: neighbours, and the part and stage of the chain that sources state first.

    ``parts`` are all that are stated, with the times in which they hold.
    """

    neighbours: int
    part: str = ""
    stage: int | None = None
    parts: tuple[DatedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkKind:
    """Links of one type and direction at an entity, and how many others they lead to."""

    ltype: str
    direction: str  # "out" or "in"
    links: int
    others: int


@dataclass(frozen=True, slots=True)
class Wish:
    """Which neighbours are wanted: over links of these types and directions (all where empty), in a time.

    ``since_ms`` counts, ``until_ms`` does not; where either is given, links without a date are left out.
    """

    kinds: Collection[tuple[str, str]] = ()
    since_ms: int | None = None
    until_ms: int | None = None


class Charting:
    """Answers for the chart over one snapshot."""

    def __init__(self, snapshot: Snapshot, run: Callable[..., Result], ledger: Ledger) -> None:
        self._snapshot = snapshot
        self._run = run
        self._ledger = ledger

    @property
    def groups(self) -> ChartGroups:
        """What entities have in common, so that they can be put together."""
        return ChartGroups(self._snapshot, self._run)

    @property
    def standings(self) -> Standings:
        """Where entities stand in the rankings of the case."""
        return Standings(self._snapshot, self._run)

    def today(self, ids: Collection[str]) -> dict[str, str]:
        """What stands for ids now, by id; those of whom nothing is left are not in it."""
        return today(self._ledger, self._snapshot, ids)

    def standing(self, node_id: str) -> NodeStanding:
        """How an entity stands; O(its links), after one look at the whole graph."""
        snapshot = self._snapshot
        code = snapshot.code_of(node_id)
        if code is None:
            return NodeStanding(0)
        around = np.concatenate(
            [snapshot.out.nodes[_at(snapshot.out, code)], snapshot.inc.nodes[_at(snapshot.inc, code)]]
        )
        others = np.unique(around[around != code]).size
        node = snapshot.node(code)
        hints = () if node.masked else _hints(snapshot).get(code, ())
        first = next((hint.hint for hint in hints if hint.hint in STAGES), hints[0].hint if hints else "")
        return NodeStanding(others, first, stage_of(first), dated_parts(snapshot, hints, node.role_times))

    def link_kinds(self, node_id: str) -> list[LinkKind]:
        """The links at an entity by type and direction, most first."""
        code = self._snapshot.code_of(node_id)
        found: list[LinkKind] = []
        for direction in ("out", "in") if code is not None else ():
            nodes, rows = self._side(int(code or 0), direction)
            ltypes = np.array(self._snapshot.links.column("ltype").take(rows).to_pylist(), np.str_)
            for ltype in np.unique(ltypes).tolist():
                of_type = nodes[ltypes == ltype]
                found.append(LinkKind(ltype, direction, of_type.size, np.unique(of_type).size))
        return sorted(found, key=lambda kind: (-kind.others, kind.ltype, kind.direction))

    def neighbours(self, node_id: str, wish: Wish | None = None) -> list[str]:
        """Ids of the neighbours that are wanted, those with most of the links first; O(links of the entity)."""
        code = self._snapshot.code_of(node_id)
        if code is None:
            return []
        parts = [self._wanted(code, direction, wish or Wish()) for direction in ("out", "in")]
        nodes, counts = np.unique(np.concatenate(parts), return_counts=True)
        ids = [self._snapshot.id_of(int(one)) for one in nodes]
        order = sorted(range(len(ids)), key=lambda at: (-counts[at], ids[at]))
        return [ids[at] for at in order if nodes[at] != code]

    def timed_paths(self, start: str, end: str, most: int = 20) -> list[tuple[str, ...]]:
        """Ids along the paths of the fewest steps that dates allow; see the analysis ``paths``.

        Raises:
            AnalysisError: There is no such entity.
        """
        paths: dict[int, list[str]] = {}
        for row in self._run("paths", source=start, target=end, kind="in_time", most=most).records():
            paths.setdefault(int(row["path"] or 0), []).append(str(row["id"]))
        return [tuple(ids) for ids in paths.values()]

    def _side(self, code: int, direction: str) -> tuple[Rows, Rows]:
        side = self._snapshot.out if direction == "out" else self._snapshot.inc
        at = _at(side, code)
        return side.nodes[at].astype(np.int64), side.links[at].astype(np.int64)

    def _wanted(self, code: int, direction: str, wish: Wish) -> Rows:
        nodes, rows = self._side(code, direction)
        kept = np.ones(nodes.size, np.bool_)
        if wish.kinds:
            ltypes = {ltype for ltype, side in wish.kinds if side == direction}
            kept &= _mask(ltype in ltypes for ltype in self._snapshot.links.column("ltype").take(rows).to_pylist())
        if wish.since_ms is not None or wish.until_ms is not None:
            kept &= self._in_time(rows, wish)
        return nodes[kept]

    def _in_time(self, rows: Rows, wish: Wish) -> npt.NDArray[np.bool_]:
        times = self._snapshot.links.select(["ts_ms", "te_ms"]).take(rows)
        begun, ended = times.column("ts_ms").to_pylist(), times.column("te_ms").to_pylist()
        return _mask(
            first is not None
            and (wish.until_ms is None or first < wish.until_ms)
            and (wish.since_ms is None or (first if last is None else last) >= wish.since_ms)
            for first, last in zip(begun, ended, strict=True)
        )


def _mask(flags: Iterable[bool]) -> npt.NDArray[np.bool_]:
    return np.fromiter(flags, np.bool_)


def _at(side: Adjacency, code: int) -> slice:
    return slice(int(side.offsets[code]), int(side.offsets[code + 1]))


@lru_cache(maxsize=1)
def _hints(snapshot: Snapshot) -> Mapping[int, tuple[RoleHint, ...]]:
    """The stated hints of a snapshot, which many nodes of a chart are asked for one by one."""
    return stated_hints(snapshot)
