"""What the chart asks of the screen's small case; the real answers have tests of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from jejak.case.chart_groups import Division
from jejak.case.charting import LinkKind, NodeStanding, Wish
from jejak.case.standings import Place
from jejak.graph.model import Link


class NothingShared:
    """Nobody has anything in common with anybody."""

    def communities(self, ids: Collection[str]) -> dict[str, int | None]:
        return dict.fromkeys(ids)

    def together(self, ids: Collection[str], fact: str) -> Division:  # noqa: ARG002 -- as the protocol has it
        return Division((), alone=len(ids))


class NobodyRanked:
    """No analysis ranks anybody."""

    def below(self, measure: str, ids: Collection[str]) -> dict[str, float | None]:  # noqa: ARG002 -- likewise
        return dict.fromkeys(ids)

    def place(self, measure: str, ident: str) -> Place | None:  # noqa: ARG002 -- likewise
        return None


@dataclass(frozen=True)
class MemoryCharting:
    """Over a handful of links; one entity is stated to be a recruiter."""

    links: Sequence[Link]
    recruiter: str
    groups = NothingShared()
    standings = NobodyRanked()

    def standing(self, node_id: str) -> NodeStanding:
        part = ("recruiter", 0) if node_id == self.recruiter else ("", None)
        return NodeStanding(len(self.neighbours(node_id)), *part)

    def link_kinds(self, node_id: str) -> list[LinkKind]:
        found: dict[tuple[str, str], list[str]] = {}
        for ltype, side, there in self._at(node_id):
            found.setdefault((ltype, side), []).append(there)
        return [LinkKind(*key, len(others), len(set(others))) for key, others in sorted(found.items())]

    def neighbours(self, node_id: str, wish: Wish | None = None) -> list[str]:
        kinds = wish.kinds if wish else ()
        return sorted({there for ltype, side, there in self._at(node_id) if not kinds or (ltype, side) in kinds})

    def today(self, ids: Collection[str]) -> dict[str, str]:
        return {one: one for one in ids}

    def timed_paths(self, start: str, end: str, most: int = 20) -> list[tuple[str, ...]]:  # noqa: ARG002 -- none has
        return []

    def _at(self, node_id: str) -> Iterator[tuple[str, str, str]]:
        for one in self.links:
            for here, there, side in ((one.source, one.target, "out"), (one.target, one.source, "in")):
                if here == node_id:
                    yield one.ltype, side, there
