"""Groups come from unusual ties; known players join the group that they are tied to most, and nobody else does."""

from __future__ import annotations

import networkx as nx
import pytest

from jejak.analysis.cores import GroupParameters, cores
from jejak.analysis.projection import Projection, Tie


def projection(ties: dict[tuple[int, int], float], shadows: frozenset[int] = frozenset()) -> Projection:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((left, right, bits) for (left, right), bits in ties.items())
    return Projection(graph, {pair: Tie(bits, (("money", bits),), ()) for pair, bits in ties.items()}, {}, shadows)


TWO_RINGS = {(0, 1): 6.0, (1, 2): 6.0, (0, 2): 6.0, (5, 6): 6.0, (6, 7): 6.0, (5, 7): 6.0, (2, 5): 1.0}


def test_weak_ties_make_no_group() -> None:
    assert cores(projection(TWO_RINGS), (), GroupParameters()) == [[0, 1, 2], [5, 6, 7]]
    assert cores(projection(TWO_RINGS), (), GroupParameters(backbone=7.0)) == []


@pytest.mark.parametrize(("ties", "home"), [((2.0, 1.0), 0), ((1.0, 2.0), 1), ((1.0, 1.0), 0)])
def test_a_known_player_joins_where_it_is_tied_most(ties: tuple[float, float], home: int) -> None:
    found = cores(projection({**TWO_RINGS, (2, 9): ties[0], (5, 9): ties[1]}), {9}, GroupParameters())
    assert [9 in group for group in found] == [home == 0, home == 1]


def test_who_plays_no_part_or_is_hardly_tied_does_not_join() -> None:
    found = projection({**TWO_RINGS, (2, 9): 0.4})
    assert cores(found, (), GroupParameters(joining=0.1)) == [[0, 1, 2], [5, 6, 7]]
    assert cores(found, {9}, GroupParameters(joining=0.5)) == [[0, 1, 2], [5, 6, 7]]
    assert cores(found, {9}, GroupParameters(joining=0.4)) == [[0, 1, 2, 9], [5, 6, 7]]


def test_a_known_player_of_another_group_stays_there() -> None:
    assert cores(projection({**TWO_RINGS, (0, 6): 4.0}), {6}, GroupParameters()) == [[0, 1, 2], [5, 6, 7]]


def test_one_actor_among_unknown_phones_is_no_group() -> None:
    ties = {(0, 1): 6.0, (0, 2): 6.0, (1, 2): 6.0}
    assert cores(projection(ties, frozenset({1, 2})), (), GroupParameters()) == []
    assert cores(projection(ties, frozenset({2})), (), GroupParameters()) == [[0, 1, 2]]
