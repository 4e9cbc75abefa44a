"""What the server tells a chart beside the graph: every asking is answered, and nothing protected is told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import together_case
from jejak.case import Case
from jejak.ui.app import create_app
from jejak.ui.pages.chart import facts, measures
from jejak.ui.pages.chart.detail import node_detail


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    made = together_case.build(tmp_path_factory.mktemp("facts"))
    yield made
    made.close()


@pytest.fixture
def ids(case: Case) -> Iterator[dict[str, str]]:
    """Ids by caption, inside a request."""
    app = create_app(case, token="t")  # noqa: S106
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        yield together_case.ids_of(case)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(facts, "notify", lambda text, *_: told.append(text))
    monkeypatch.setattr(facts, "on_error", lambda error: told.append(f"error: {error.what}"))
    return told


def wanted(**more: Any) -> Any:
    return {"names": [], "communities": [], "measure": "", "ranked": [], "group": None, "nonce": "n1"} | more


def told(**more: Any) -> dict[str, Any]:
    answer = facts.tell(wanted(**more))
    assert isinstance(answer, dict)
    assert answer["nonce"] == "n1"
    return answer


def test_a_grouping_is_told_with_the_names_of_what_is_shared(case: Case, ids: dict[str, str], said: list[str]) -> None:
    wish = {"how": "address", "ids": [*ids.values()], "nonce": "w1"}
    answer = told(group=wish)
    assert answer["group"] == "w1"
    assert {group["of"] for group in answer["groups"]} == {ids["Jl. Satu 1"], ids["Jl. Dua 2"]}
    assert answer["names"] == {ids["Jl. Satu 1"]: "Jl. Satu 1", ids["Jl. Dua 2"]: "Jl. Dua 2"}
    assert len(said) == 1
    assert said[0].startswith("2 groups of 7 entities. 1 belong to several")
    by_community = told(group={**wish, "how": "community"})
    for group in by_community["groups"]:
        number, _dot, sequence = group["of"].partition(".")
        assert int(sequence) == case.sequence
        assert by_community["names"][group["of"]] == f"Community {number}"
    assert "2 protected ones stay outside" in said[1]
    assert told(names=["3.1"])["names"] == {"3.1": "Community 3 of an earlier state"}


def test_nobody_protected_is_told_a_community_or_a_place(ids: dict[str, str], said: list[str]) -> None:
    everybody = [*ids.values()]
    answer = told(communities=everybody, measure="pagerank", ranked=everybody)
    for name in ("V0", "V1"):
        assert answer["communities"][ids[name]] is None
        assert answer["ranked"][ids[name]] is None
    assert answer["ranked"][ids["Ani"]] is not None
    assert set(answer["communities"]) == set(everybody)
    assert said == []


def test_what_cannot_be_told_is_said_and_all_else_is_answered(ids: dict[str, str], said: list[str]) -> None:
    wish = {"how": "<script>", "ids": [ids["Ani"], "<script>"], "nonce": "w2"}
    answer = told(names=[ids["PT Satu"], "Ani", "<b>"], measure="communities", ranked=[ids["Ani"]], group=wish)
    assert (answer["ranked"], answer["groups"], answer["group"]) == ({}, [], "w2")
    assert answer["names"] == {ids["PT Satu"]: "PT Satu"}
    assert said == ["error: this analysis makes groups and ranks nobody", "error: nothing can be grouped by this"]
    assert told(measure="shoe_size", ranked=[ids["Ani"]])["ranked"] == {}
    alone = {"how": "agency", "ids": [ids["Edi"], ids["Fani"]], "nonce": "w3"}
    assert told(group=alone)["groups"] == []
    assert said[-1].startswith("No two of these people are tied to one company.")


def test_the_detail_offers_measures_of_actors_alone(case: Case, ids: dict[str, str]) -> None:
    def shown(name: str) -> str:
        with case.store() as store:
            node = store.get(ids[name])
        assert node is not None
        return str(node_detail(node, []))

    assert measures.OPENER in shown("Ani")
    assert measures.OPENER not in shown("V0")
    assert "Protected people are never ranked." in shown("V0")
    assert measures.OPENER not in shown("Jl. Satu 1")


def test_the_places_of_an_actor_are_told_with_what_each_measure_says(ids: dict[str, str]) -> None:
    text = str(measures.opened(1, {"id": ids["Budi"]}))
    assert "who connects groups that are otherwise apart" in text
    assert "/analyses?name=betweenness" in text
    assert "1 of 9; 89% have less" in text
    assert "No analysis ranks this entity." in str(measures.opened(1, {"id": ids["V0"]}))
