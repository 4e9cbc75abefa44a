"""Every store gives the answers that the contract states, on a graph small enough to check by eye."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from jejak.graph.snapshot import Snapshot
from jejak.graph.stores.contract import GraphStore
from jejak.schemas.errors import StoreError
from jejak.schemas.role_times import RoleTime

pytestmark = pytest.mark.neo4j
DAY = 86_400_000
Show = Callable[[Snapshot], GraphStore]


@pytest.fixture
def ids(draft: Any) -> dict[str, str]:
    """Ana pays Budi twice, Budi pays Citra; Ana and Dewi are family; Ana pays herself; Eko is alone."""
    made = {
        "ana": draft.node("ana", caption="Ana Çelik", search="ana celik 0812", roles=["recruiter"], n_claims=3,
                          role_times=["recruiter /2021", "recruiter 2023-01/2023-06-05"],
                          n_sources=2, best_grade="B2", country="ID", protection="S",
                          props='{"alias":["An","Anna"],"sex":"F"}'),
        "budi": draft.node("budi", "organisation", caption="Budi"),
        "citra": draft.node("citra", "identity_document", caption="Victim 3F2A9C1B", masked=True, protection="V1"),
        "dewi": draft.node("dewi", caption="Ana Dewi"),
        "eko": draft.node("eko", caption="Eko"),
    }  # fmt: skip
    made |= {
        "pay1": draft.link("ana", "budi", ts_ms=DAY, amount=Decimal("1250000.00"), currency="IDR", channel="transfer",
                           role="payer", best_grade="A1", props='{"count":"2"}', te_ms=2 * DAY),
        "pay2": draft.link("ana", "budi", ts_ms=DAY, amount=Decimal("0.00000001"), currency="IDR"),
        "pay3": draft.link("budi", "citra", ts_ms=-DAY, amount=Decimal("7.5"), currency="KWD"),
        "kin": draft.link("dewi", "ana", "FAMILY_OF"),
        "self": draft.link("ana", "ana", ts_ms=3 * DAY),
    }  # fmt: skip
    return made


@pytest.fixture
def store(draft: Any, ids: dict[str, str], open_store: Show) -> GraphStore:
    assert len(ids) == 10
    return open_store(draft.snapshot(sequence=7))


def test_sequence_and_name_say_what_answers(store: GraphStore) -> None:
    assert store.sequence == 7
    assert store.name


def test_get_returns_every_field(store: GraphStore, ids: dict[str, str]) -> None:
    ana = store.get(ids["ana"])
    assert ana is not None
    assert (ana.id, ana.etype, ana.caption, ana.protection) == (ids["ana"], "person", "Ana Çelik", "S")
    assert (ana.country, ana.roles, ana.n_claims, ana.n_sources) == ("ID", ("recruiter",), 3, 2)
    assert (ana.best_grade, ana.masked, ana.props) == ("B2", False, {"alias": ["An", "Anna"], "sex": "F"})
    assert ana.role_times == (RoleTime("recruiter", "", "2021"), RoleTime("recruiter", "2023-01", "2023-06-05"))
    citra = store.get(ids["citra"])
    assert citra is not None
    assert (citra.masked, citra.country, citra.roles, citra.role_times) == (True, None, (), ())


@pytest.mark.parametrize("unknown", ["0" * 32, "", "not an id", "' OR 1=1 //"])
def test_unknown_id_is_no_node(store: GraphStore, unknown: str) -> None:
    assert store.get(unknown) is None
    assert store.neighbours(unknown).nodes == ()
    assert store.reach([unknown], 2) == {}
    assert store.subgraph([unknown]).nodes == ()
    assert store.shortest_paths(unknown, unknown) == []


def test_links_are_exact_and_parallel_ones_all_there(store: GraphStore, ids: dict[str, str]) -> None:
    found = {link.id: link for link in store.subgraph([ids["ana"], ids["budi"]]).links}
    assert set(found) == {ids["pay1"], ids["pay2"], ids["self"]}
    first = found[ids["pay1"]]
    assert (first.ltype, first.source, first.target) == ("TRANSFERRED", ids["ana"], ids["budi"])
    assert (first.ts_ms, first.te_ms, first.channel, first.role) == (DAY, 2 * DAY, "transfer", "payer")
    assert (first.amount, first.currency, first.best_grade) == (Decimal(1250000), "IDR", "A1")
    assert (first.n_claims, first.props) == (1, {"count": "2"})
    assert found[ids["pay2"]].amount == Decimal("0.00000001")
    assert found[ids["self"]].amount is None


def test_neighbours_by_direction_type_and_limit(store: GraphStore, ids: dict[str, str]) -> None:
    def around(**options: object) -> set[str]:
        return {node.id for node in store.neighbours(ids["ana"], **options).nodes}  # type: ignore[arg-type]

    ana, budi, dewi = ids["ana"], ids["budi"], ids["dewi"]
    assert around() == {ana, budi, dewi}
    assert around(direction="out") == {ana, budi}
    assert around(direction="in") == {ana, dewi}
    assert around(ltypes=["FAMILY_OF"]) == {ana, dewi}
    assert around(ltypes=[]) == {ana}
    assert around(etypes=["organisation"]) == {ana, budi}
    assert around(etypes=[]) == {ana}
    cut = store.neighbours(ana, limit=1)
    assert cut.truncated
    assert {node.id for node in cut.nodes} == {ana, min(budi, dewi)}
    assert not store.neighbours(ana, limit=2).truncated
    with pytest.raises(StoreError):
        store.neighbours(ana, direction="sideways")


def test_neighbours_links_are_those_to_the_shown_nodes(store: GraphStore, ids: dict[str, str]) -> None:
    links = [link.id for link in store.neighbours(ids["ana"], etypes=["organisation"]).links]
    assert links == sorted([ids["pay1"], ids["pay2"], ids["self"]])
    assert [link.id for link in store.neighbours(ids["ana"], direction="in").links] == sorted([ids["kin"], ids["self"]])


def test_reach_is_nearest_then_lowest_id_first(store: GraphStore, ids: dict[str, str]) -> None:
    near = sorted([ids["ana"], ids["citra"]])
    assert list(store.reach([ids["budi"]], 1).items()) == [(ids["budi"], 0), *((n, 1) for n in near)]
    assert store.reach([ids["citra"]], 3)[ids["dewi"]] == 3
    assert store.reach([ids["citra"], ids["eko"]], 0) == dict.fromkeys(sorted([ids["citra"], ids["eko"]]), 0)
    assert list(store.reach([ids["budi"]], 5, limit=2)) == [ids["budi"], near[0]]
    assert set(store.reach([ids["ana"]], 5, ltypes=["FAMILY_OF"])) == {ids["ana"], ids["dewi"]}


def test_shortest_paths_name_all_links_of_a_step(store: GraphStore, ids: dict[str, str]) -> None:
    (path,) = store.shortest_paths(ids["dewi"], ids["citra"])
    assert path.nodes == (ids["dewi"], ids["ana"], ids["budi"], ids["citra"])
    assert path.links == ((ids["kin"],), tuple(sorted([ids["pay1"], ids["pay2"]])), (ids["pay3"],))
    assert store.shortest_paths(ids["dewi"], ids["citra"], max_hops=2) == []
    assert store.shortest_paths(ids["dewi"], ids["eko"]) == []
    assert store.shortest_paths(ids["dewi"], ids["citra"], limit=0) == []
    (itself,) = store.shortest_paths(ids["ana"], ids["ana"])
    assert (itself.nodes, itself.links) == ((ids["ana"],), ())


def test_window_is_half_open_and_sorted(store: GraphStore, ids: dict[str, str]) -> None:
    same_time = sorted([ids["pay1"], ids["pay2"]])
    assert [link.id for link in store.window(-DAY, 3 * DAY)] == [ids["pay3"], *same_time]
    assert [link.id for link in store.window(DAY, DAY + 1, limit=1)] == same_time[:1]
    assert store.window(0, DAY) == []
    assert store.window(-DAY, 9 * DAY, ltypes=["FAMILY_OF"]) == []


def test_counts_by_type(store: GraphStore) -> None:
    counts = store.counts()
    assert (counts.nodes, counts.links) == (5, 5)
    assert counts.by_etype == {"identity_document": 1, "organisation": 1, "person": 3}
    assert counts.by_ltype == {"FAMILY_OF": 1, "TRANSFERRED": 4}


def test_an_empty_graph_answers_everything(draft: Any, open_store: Show) -> None:
    store = open_store(draft.snapshot())
    assert store.counts().nodes == 0
    assert store.window(0, DAY) == []
    assert store.reach(["0" * 32], 3) == {}
