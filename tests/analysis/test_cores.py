"""Groups come from unusual ties, and everybody in one is bound to the rest of it; nobody is by what others did."""

from __future__ import annotations

from collections.abc import Collection

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.analysis.cores import Binding, GroupParameters, cores
from jejak.analysis.projection import Projection, Tie

ENOUGH = GroupParameters()


def found_in(ties: Projection, players: Collection[int], chosen: GroupParameters) -> list[list[int]]:
    return cores(Binding(ties, frozenset(players), chosen))


def projection(
    ties: dict[tuple[int, int], float],
    shadows: frozenset[int] = frozenset(),
    *,
    unsure: dict[tuple[int, int], tuple[float, float]] | None = None,
    corporate: frozenset[tuple[int, int]] = frozenset(),
    organisations: frozenset[int] = frozenset(),
) -> Projection:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((left, right, bits) for (left, right), bits in ties.items())
    nx.set_node_attributes(graph, dict.fromkeys(organisations & set(graph), "organisation"), "etype")
    made = {
        pair: Tie(
            bits,
            (("corporate" if pair in corporate else "money", bits),),
            (),
            (unsure or {}).get(pair, (0.0, 0.0)),
        )
        for pair, bits in ties.items()
    }
    return Projection(graph, made, {}, shadows)


TWO_RINGS = {(0, 1): 9.0, (1, 2): 9.0, (0, 2): 9.0, (5, 6): 9.0, (6, 7): 9.0, (5, 7): 9.0, (2, 5): 1.0}


def test_weak_ties_make_no_group() -> None:
    assert found_in(projection(TWO_RINGS), (), ENOUGH) == [[0, 1, 2], [5, 6, 7]]
    assert found_in(projection(TWO_RINGS), (), GroupParameters(backbone=9.5)) == []


@pytest.mark.parametrize(("ties", "home"), [((4.0, 2.0), 0), ((2.0, 4.0), 1), ((2.0, 2.0), 0)])
def test_a_known_player_joins_where_it_is_tied_most(ties: tuple[float, float], home: int) -> None:
    found = found_in(projection({**TWO_RINGS, (2, 9): ties[0], (5, 9): ties[1]}), {9}, GroupParameters(merging=50))
    assert [9 in group for group in found] == [home == 0, home == 1]


def test_who_is_hardly_tied_does_not_join_and_a_known_player_needs_less() -> None:
    found = projection({**TWO_RINGS, (2, 9): 2.5})
    assert found_in(found, (), ENOUGH) == [[0, 1, 2], [5, 6, 7]]
    assert found_in(found, {9}, ENOUGH) == [[0, 1, 2, 9], [5, 6, 7]]
    assert found_in(found, {9}, GroupParameters(players=3)) == [[0, 1, 2], [5, 6, 7]]


def test_many_weak_ties_count_like_one_strong_one() -> None:
    weak = {(0, 9): 2.5, (1, 9): 2.5, (2, 9): 2.5}
    assert found_in(projection({**TWO_RINGS, **weak}), (), ENOUGH) == [[0, 1, 2, 9], [5, 6, 7]]


def test_groups_that_are_bound_to_each_other_become_one() -> None:
    assert found_in(projection({**TWO_RINGS, (1, 6): 4.0, (0, 7): 4.0}), (), ENOUGH) == [[0, 1, 2, 5, 6, 7]]
    assert found_in(projection({**TWO_RINGS, (1, 6): 4.0}), (), ENOUGH) == [[0, 1, 2], [5, 6, 7]]


def test_one_actor_among_unknown_phones_is_no_group() -> None:
    ties = {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 9.0}
    assert found_in(projection(ties, frozenset({1, 2})), (), ENOUGH) == []
    assert found_in(projection(ties, frozenset({2})), (), ENOUGH) == [[0, 1, 2]]


def test_what_a_shared_telephone_did_binds_none_of_its_holders_but_the_known_player() -> None:
    ties = {**TWO_RINGS, (0, 8): 9.0, (0, 9): 9.0}
    shared = projection(ties, unsure={(0, 8): (0.0, 9.0), (0, 9): (0.0, 9.0)})
    assert found_in(shared, (), ENOUGH) == [[0, 1, 2], [5, 6, 7]]
    assert found_in(shared, {9}, ENOUGH) == [[0, 1, 2, 9], [5, 6, 7]]


def test_a_company_is_not_bound_by_its_directors_and_a_director_is_by_a_company_of_the_group() -> None:
    directs = frozenset({(0, 8), (8, 9)})
    alone = projection({**TWO_RINGS, (0, 8): 8.0, (8, 9): 8.0}, corporate=directs, organisations=frozenset({8}))
    assert found_in(alone, (), ENOUGH) == [[0, 1, 2], [5, 6, 7]]
    paid = {**TWO_RINGS, (0, 8): 8.0, (8, 9): 8.0, (1, 8): 9.0}
    bound = projection(paid, corporate=directs, organisations=frozenset({8}))
    assert found_in(bound, (), ENOUGH) == [[0, 1, 2, 8, 9], [5, 6, 7]]


EDGES = st.dictionaries(
    st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(0.5, 12.0),
    max_size=40,
)


@given(ties=EDGES, players=st.frozensets(st.integers(0, 12)))
def test_everybody_in_a_group_is_bound_to_the_rest_and_is_in_one_group(
    ties: dict[tuple[int, int], float], players: frozenset[int]
) -> None:
    found = found_in(projection(ties), players, ENOUGH)
    assert len([code for group in found for code in group]) == len({code for group in found for code in group})
    for group in found:
        for code in group:
            bits = sum(ties.get((min(code, other), max(code, other)), 0.0) for other in group if other != code)
            assert bits >= (ENOUGH.players if code in players else ENOUGH.joining) - 1e-9
