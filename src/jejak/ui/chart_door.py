"""What chart and map need of a case beyond the graph: how entities stand, what they share, where they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from jejak.case.chart_groups import Division
from jejak.case.charting import LinkKind, NodeStanding, Wish
from jejak.case.places import Whereabouts
from jejak.case.standings import Place


class GroupsDoor(Protocol):
    """What puts entities together; nobody protected is in a community."""

    def communities(self, ids: Collection[str]) -> Mapping[str, int | None]:
        """The number of each one's community, None for who is in none."""

    def together(self, ids: Collection[str], fact: str) -> Division:
        """Those with something in common, put together.

        Raises:
            AnalysisError: Nothing can be grouped by this.
        """


class StandingsDoor(Protocol):
    """Places in the rankings of the case; nobody protected has one."""

    def below(self, measure: str, ids: Collection[str]) -> Mapping[str, float | None]:
        """The share of all ranked actors with a lower value than each of these; None for who is not ranked.

        Raises:
            AnalysisError: There is no such analysis, or it ranks nobody.
        """

    def place(self, measure: str, ident: str) -> Place | None:
        """The place of one entity; None where it is not ranked. Raises what `below` does."""


class ChartDoor(Protocol):
    """What the link chart asks beyond the store."""

    def standing(self, node_id: str) -> NodeStanding:
        """Neighbours of an entity, and the part and stage that sources state first; no part of anybody masked."""

    def link_kinds(self, node_id: str) -> Sequence[LinkKind]:
        """The links at an entity by type and direction, most first."""

    def neighbours(self, node_id: str, wish: Wish | None = None) -> Sequence[str]:
        """Ids of the neighbours that are wanted, those with most links first."""

    @property
    def groups(self) -> GroupsDoor:
        """What entities have in common, so that they can be put together."""

    @property
    def standings(self) -> StandingsDoor:
        """Where entities stand in the rankings of the case."""

    def today(self, ids: Collection[str]) -> Mapping[str, str]:
        """What stands for ids now, by id; those of whom nothing is left are not in it."""

    def timed_paths(self, start: str, end: str, most: int = 20) -> Sequence[tuple[str, ...]]:
        """Ids along the paths of the fewest steps that dates allow."""


class PlacesDoor(Protocol):
    """Where entities are, as the map sees it."""

    def of(self, ids: Collection[str]) -> Whereabouts:
        """Where some entities are, by themselves and by their ties; of what is masked no place is told."""
