"""The feed of a tab: nothing is lost when an answer is, a reload gets all back, and the chart has a limit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.graph.model import Link, Node, Subgraph
from jejak.schemas.errors import AnalysisError
from jejak.ui.feed import MAX_NODES, MAX_TABS, ChartFeed, Feeds, bundles


def feed() -> ChartFeed:
    return ChartFeed(lambda node: {"id": node.id}, lambda bundle: {"id": bundle.id, "n": len(bundle.links)})


def node(number: int) -> Node:
    return Node(f"{number:032x}", "person", f"P{number}")


def link(number: int, ltype: str = "TRANSFERRED", source: int = 1, target: int = 2) -> Link:
    return Link(f"{'0' * 16}:{number}", ltype, node(source).id, node(target).id)


class Browser:
    """The receiving side of the contract, as controller.ts keeps it: seen deltas are skipped, a gap applies nothing."""

    def __init__(self) -> None:
        self.seen = 0
        self.nodes: set[str] = set()
        self.edges: dict[str, int] = {}

    def apply(self, deltas: list[dict]) -> None:
        for delta in deltas:
            if delta["seq"] <= self.seen:
                continue
            if delta["seq"] > self.seen + 1 and not delta.get("reset"):
                return
            self.seen = delta["seq"]
            if delta.get("reset") or delta.get("clear"):
                self.nodes, self.edges = set(), {}
            self.nodes |= {n["id"] for n in delta.get("add", {}).get("nodes", [])}
            self.edges |= {e["id"]: e["n"] for e in delta.get("add", {}).get("edges", [])}


def test_parallel_links_of_one_type_and_direction_are_one_bundle() -> None:
    made = bundles([link(1), link(2), link(3, "CONTACTED"), link(4, source=2, target=1)])
    assert sorted(len(bundle.links) for bundle in made.values()) == [1, 1, 2]
    assert all(key == bundle.id for key, bundle in made.items())


@given(st.lists(st.tuples(st.sampled_from(["add", "clear", "reload"]), st.integers(0, 20), st.booleans()), max_size=30))
def test_whatever_is_lost_the_last_answer_that_arrives_brings_the_browser_into_step(
    steps: list[tuple[str, int, bool]],
) -> None:
    server, browser = feed(), Browser()
    for what, number, arrives in steps:
        if what == "add":
            server.add(Subgraph((node(number), node(number + 1)), (link(number, source=number, target=number + 1),)))
        elif what == "clear":
            server.clear()
        else:
            browser = Browser()
        answer = server.since(browser.seen)
        if arrives:
            browser.apply(answer)
    browser.apply(server.since(browser.seen))
    assert browser.nodes == set(server.nodes)
    assert browser.edges == {key: len(bundle.links) for key, bundle in server.bundles.items()}


def test_a_bundle_that_grew_is_sent_again_and_known_nodes_are_not_counted_as_new() -> None:
    server, browser = feed(), Browser()
    assert server.add(Subgraph((node(1), node(2)), (link(1),))) == 2
    assert server.add(Subgraph((node(1), node(2)), (link(1), link(2)))) == 0
    browser.apply(server.since(0))
    assert list(browser.edges.values()) == [2]


def test_what_was_not_confirmed_is_sent_again_in_the_language_of_the_moment() -> None:
    language = "en"
    server = ChartFeed(lambda node: {"id": node.id, "label": language}, lambda bundle: {"id": bundle.id})
    server.add(Subgraph((node(1),), ()))
    assert [n["label"] for d in server.since(0) for n in d["add"]["nodes"]] == ["en"]
    language = "ms"  # the reader switches, and the page is loaded anew
    assert [n["label"] for d in server.since(0) for n in d["add"]["nodes"]] == ["ms"]


def same(ids: Collection[str]) -> dict[str, str]:
    """Everybody stands where he stood."""
    return {one: one for one in ids}


def of_ids(ids: Collection[str]) -> Subgraph:
    return Subgraph(tuple(node(int(one, 16)) for one in ids), ())


def test_who_was_joined_twice_before_the_browser_heard_of_it_is_told_at_the_last_place() -> None:
    one, two, three, four = (node(n).id for n in range(1, 5))
    tab = feed()
    tab.renew(1, of_ids, same)
    tab.add(Subgraph((node(1), node(2), node(4)), ()))
    seen = int(str(tab.since(0)[-1]["seq"]))
    assert tab.renew(2, of_ids, lambda ids: {**same(ids), one: two}) == {one: two}
    assert set(tab.nodes) == {two, four}
    assert tab.renew(3, of_ids, lambda _ids: {two: three}) == {two: three, four: None}
    for known in (0, seen):
        (told,) = tab.since(known)
        assert told["became"] == {one: three, two: three, four: None}
        assert [n["id"] for n in told["add"]["nodes"]] == [three]
    assert not tab.renew(3, of_ids, same)


def test_whoever_became_protected_is_told_anew_without_the_name_that_was_remembered() -> None:
    tab = ChartFeed(lambda one: {"id": one.id, "label": one.caption}, lambda bundle: {"id": bundle.id})
    tab.renew(7, lambda _ids: Subgraph((), ()), same)
    tab.add(Subgraph((node(1), node(2)), (link(1),)), show=[node(1).id])
    seen = tab.since(0)[-1]["seq"]
    assert "P1" in str(tab.since(0))
    hidden = replace(node(1), caption="Victim 00000001", masked=True, protection="V1")
    fetched: list[list[str]] = []

    def fetch(ids: object) -> Subgraph:
        fetched.append(sorted(ids))  # type: ignore[call-overload]
        return Subgraph((hidden,), ())

    assert not tab.renew(7, fetch, same)
    assert fetched == [], "nothing has changed"
    assert tab.renew(8, fetch, lambda ids: {one: one for one in ids if one == node(1).id}) == {node(2).id: None}
    assert fetched == [[node(1).id]]
    for known in (0, int(str(seen))):
        (told,) = tab.since(known)
        assert told["reset"]
        assert [one["label"] for one in told["add"]["nodes"]] == ["Victim 00000001"], "nor is who is gone told again"
        assert "P1" not in str(told)
        assert told["add"]["edges"] == []
        assert told["became"] == {node(2).id: None}


def test_the_chart_refuses_more_than_can_be_read_and_stays_as_it_was() -> None:
    server = feed()
    server.add(Subgraph(tuple(node(i) for i in range(MAX_NODES)), ()))
    with pytest.raises(AnalysisError):
        server.add(Subgraph((node(MAX_NODES),), ()))
    assert len(server.nodes) == MAX_NODES
    assert server.add(Subgraph((replace(node(0), caption="again"),), ())) == 0


def test_the_tab_used_longest_ago_is_forgotten() -> None:
    feeds = Feeds(feed)
    first = feeds.of("first")
    for i in range(MAX_TABS - 1):
        feeds.of(str(i))
    assert feeds.of("first") is first
    feeds.of("one more")
    assert feeds.of("first") is first
    assert feeds.of("0") is not first


def test_a_view_that_was_opened_takes_all_the_room_and_is_told_again_when_its_answer_was_lost() -> None:
    server, part = feed(), Subgraph((node(2), node(3)), (link(1, source=2, target=3),))
    server.add(Subgraph((node(1),), ()))
    server.open(part, {"id": "v"})
    assert set(server.nodes) == {node(2).id, node(3).id}
    first = server.since(0)
    assert [delta.get("opens") for delta in first] == [None, {"id": "v"}]
    assert (first[1]["clear"], len(first[1]["add"]["edges"])) == (True, 1)  # type: ignore[index, arg-type]
    server.add(Subgraph((node(4),), ()))
    server.since(2)  # it arrived
    (again,) = server.since(0)  # and the page was loaded anew: the browser has kept the chart by itself
    assert (again["reset"], again.get("opens")) == (True, None)


@pytest.mark.parametrize("cleared", [True, False])
def test_an_opening_that_never_arrived_is_in_what_is_told_anew(cleared: bool) -> None:
    server = feed()
    server.open(Subgraph((node(2),), ()), {"id": "v"})
    if cleared:
        server.clear()
    server.add(Subgraph((node(3),), ()))
    (again,) = server.since(-1)
    assert again.get("opens") == (None if cleared else {"id": "v"})
    server.renew(1, of_ids, same)
    server.renew(2, of_ids, same)
    assert server.since(-1)[-1].get("opens") == (None if cleared else {"id": "v"})
