"""Paths: all of NetworkX's on random graphs, date order on hand-made cases, limits that are told, and clear errors."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import networkx as nx
import numpy as np
import pytest

from jejak.analysis.dated_steps import dated_steps
from jejak.analysis.declaration import Result
from jejak.analysis.registry import rerun, run
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError


def code(snapshot: Snapshot, caption: str) -> int:
    return snapshot.nodes.column("caption").to_pylist().index(caption)


def between(snapshot: Snapshot, one: str, other: str, **params: Any) -> Result:
    ends = {"source": snapshot.id_of(code(snapshot, one)), "target": snapshot.id_of(code(snapshot, other))}
    return run("paths", snapshot, **ends, **params)


def walks(result: Result) -> list[list[str]]:
    """The captions along each path."""
    found: list[list[str]] = []
    for row in result.records():
        if row["step"] == 0:
            found.append([])
        assert row["path"] == len(found)
        assert row["step"] == len(found[-1])
        found[-1].append(str(row["caption"]))
    return found


@pytest.mark.parametrize("seed", range(6))
def test_they_are_networkx_s_in_the_order_of_codes(tiny: ModuleType, tmp_path: Path, seed: int) -> None:
    graph = nx.gnm_random_graph(30, 45, seed=seed)
    snapshot = tiny.from_edges((f"K{u}", f"K{v}", 1) for u, v in graph.edges()).snapshot(tmp_path)
    plain = snapshot.to_networkx(directed=False)
    names = snapshot.nodes.column("caption").to_pylist()
    for graph_name in ("whole", "actors"):
        for other in range(1, snapshot.n_nodes, 3):
            result = between(snapshot, names[0], names[other], graph=graph_name, most=1000, longest=30)
            one = between(snapshot, names[0], names[other], graph=graph_name, kind="shortest", longest=30)
            if not nx.has_path(plain, 0, other):
                assert (result.rows, result.summary["found"], one.rows) == ((), False, ())
                continue
            expected = sorted(nx.all_shortest_paths(plain, 0, other))
            assert walks(result) == [[names[place] for place in path] for path in expected]
            assert walks(one) == walks(result)[:1]
            assert one.summary["more"] is (len(expected) > 1)
            assert result.summary["steps"] == nx.shortest_path_length(plain, 0, other)


@pytest.mark.parametrize("seed", range(4))
def test_events_lead_one_way_and_what_lasts_both(tiny: ModuleType, tmp_path: Path, seed: int) -> None:
    graph = nx.gnm_random_graph(25, 50, seed=seed, directed=True)
    case, oracle = tiny.TinyCase(), nx.DiGraph()
    people = case.people([f"K{node}" for node in graph])
    for number, (u, v) in enumerate(graph.edges()):
        case.link("ASSOCIATE_OF" if number % 3 == 0 else "TRANSFERRED", people[u], people[v])
        oracle.add_edges_from([(u, v), (v, u)] if number % 3 == 0 else [(u, v)])
    snapshot = case.snapshot(tmp_path)
    order = {name: place for place, name in enumerate(snapshot.nodes.column("caption").to_pylist())}
    for end in range(1, 25, 4):
        found = walks(between(snapshot, "K0", f"K{end}", directed="always", most=1000, longest=25))
        ways = list(nx.all_shortest_paths(oracle, 0, end)) if nx.has_path(oracle, 0, end) else []
        told = [[f"K{node}" for node in way] for way in ways]
        assert found == sorted(told, key=lambda way: [order[name] for name in way])


@pytest.fixture
def money(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """Money goes from Adi over a middle account to Citra; to Budi it left before it came; all hold their accounts."""
    case = tiny.TinyCase()
    names = ("Adi", "Budi", "Citra", "Dewi", "Eko")
    person = dict(zip(names, case.people(names), strict=True))
    account = {name: case.add("account", f"acc {name}", id_scheme="account", id_value=f"00{name}") for name in names}
    middle = case.add("account", "acc middle", id_scheme="account", id_value="00middle")
    for name in names:
        case.link("HOLDS_ACCOUNT", person[name], account[name])

    def pay(source: int, target: int, t: str, **rest: Any) -> None:
        case.link("TRANSFERRED", source, target, t=t, amount="10", currency="MYR", **rest)

    pay(account["Adi"], middle, "2024-05-10", grade="B2")
    pay(middle, account["Budi"], "2024-05-09")
    pay(middle, account["Citra"], "2024-05-20", grade="C3")
    pay(middle, account["Citra"], "2024-05-12", grade="A1")
    pay(middle, account["Citra"], "2024-05-01")
    pay(middle, account["Dewi"], "2024-05-10")
    pay(middle, account["Eko"], "2024-05-01", t_precision="month")
    case.link("TRANSFERRED", account["Adi"], account["Budi"])
    return case.snapshot(tmp_path)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("end", "strict", "found"),
    [
        ("Citra", False, True),
        ("Citra", True, True),
        ("Budi", False, False),
        ("Dewi", False, True),  # both on one day
        ("Dewi", True, False),
        ("Eko", False, True),  # some day of the month
        ("Eko", True, False),
    ],
)
def test_money_goes_in_date_order(money: Snapshot, end: str, strict: bool, found: bool) -> None:
    result = between(money, "Adi", end, kind="in_time", strict=strict)
    assert walks(result) == ([["Adi", "acc Adi", "acc middle", f"acc {end}", end]] if found else [])
    assert result.summary["found"] is found
    assert result.summary["undated"] == 1
    assert walks(between(money, end, "Adi", kind="in_time", strict=strict)) == [], "money does not come back"


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        ("2024-01-01", "2024-04-30", False),  # given up before the money came
        ("2024-01-01", "2024-05-10", True),
        ("2024-01-01", None, True),
        ("2024-05-11", None, True),  # taken over later, with what was in it
    ],
)
def test_an_account_is_passed_while_it_is_held(
    tiny: ModuleType, tmp_path: Path, begin: str, end: str | None, found: bool
) -> None:
    case = tiny.TinyCase()
    payer, holder = case.people(["Adi", "Budi"])
    account = case.add("account", "acc", id_scheme="account", id_value="001")
    case.link("TRANSFERRED", payer, account, t="2024-05-10")
    until = {} if end is None else {"t_end": datetime.fromisoformat(end).replace(tzinfo=UTC)}
    case.link("HOLDS_ACCOUNT", holder, account, t=begin, **until)
    snapshot = case.snapshot(tmp_path)
    for strict in (False, True):
        assert between(snapshot, "Adi", "Budi", kind="in_time", strict=strict).summary["found"] is found


@pytest.mark.parametrize(
    ("paid", "strict", "found"),
    [
        ("2024-05-01", True, True),
        ("2024-05-03", False, True),
        ("2024-05-03", True, False),
        ("2024-05-04", False, False),
    ],
)
def test_who_travels_together_meets_on_that_day(
    tiny: ModuleType, tmp_path: Path, paid: str, strict: bool, found: bool
) -> None:
    case = tiny.TinyCase()
    payer, one, other = case.people(["Adi", "Budi", "Citra"])
    trip = case.add("trip", "Ferry 1", id_scheme="trip", id_value="F1")
    case.link("TRANSFERRED", payer, one, t=paid)
    case.link("TRAVELLED_ON", one, trip, t="2024-05-03")
    case.link("TRAVELLED_ON", other, trip, t="2024-05-04")
    case.link("RESIDES_AT", one, case.add("address", "Jalan 1", id_scheme="address", id_value="jalan 1"))
    snapshot = case.snapshot(tmp_path)
    result = between(snapshot, "Adi", "Citra", kind="in_time", strict=strict)
    assert result.summary["found"] is found
    assert len(walks(result)) == found


def test_a_house_or_a_friendship_without_a_date_is_no_path_in_time(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, other = case.people(["Adi", "Budi"])
    house = case.add("address", "Jalan 1", id_scheme="address", id_value="jalan 1")
    case.link("RESIDES_AT", one, house)
    case.link("RESIDES_AT", other, house)
    case.link("FAMILY_OF", one, other)
    snapshot = case.snapshot(tmp_path)
    assert between(snapshot, "Adi", "Budi").summary["steps"] == 1
    result = between(snapshot, "Adi", "Budi", kind="in_time")
    assert (result.rows, result.summary["undated"]) == ((), 1)


@pytest.mark.parametrize(("paid", "found"), [("2024-05-10", True), ("2024-05-21", False)])
def test_what_lasted_is_passed_from_its_begin_to_its_end(
    tiny: ModuleType, tmp_path: Path, paid: str, found: bool
) -> None:
    case = tiny.TinyCase()
    payer, one, other = case.people(["Adi", "Budi", "Citra"])
    case.link("TRANSFERRED", payer, one, t=paid)
    case.link("ASSOCIATE_OF", one, other, t="2024-05-01", t_end=datetime(2024, 5, 20, tzinfo=UTC))
    result = between(case.snapshot(tmp_path), "Adi", "Citra", kind="in_time")
    assert result.summary["found"] is found
    if found:
        assert [row["last_date"] for row in result.records()] == [None, paid, "2024-05-20"]


@pytest.mark.parametrize(("precision", "length"), [("second", 1_000), ("minute", 60_000), ("day", 86_400_000)])
def test_a_date_leaves_open_what_it_does_not_say(tiny: ModuleType, tmp_path: Path, precision: str, length: int) -> None:
    assert window(tiny, tmp_path, "2024-02-01", precision) == length


@pytest.mark.parametrize(("day", "precision", "days"), [("2024-02-01", "month", 29), ("2023-01-01", "year", 365)])
def test_a_month_or_a_year_has_its_own_length(
    tiny: ModuleType, tmp_path: Path, day: str, precision: str, days: int
) -> None:
    assert window(tiny, tmp_path, day, precision) == days * 86_400_000


def window(tiny: ModuleType, folder: Path, day: str, precision: str) -> int:
    case = tiny.TinyCase()
    case.link("TRANSFERRED", *case.people(["Adi", "Budi"]), t=day, t_precision=precision)
    snapshot = case.snapshot(folder)
    steps, rows, undated = dated_steps(snapshot, np.ones(1, np.bool_), one_way=True)
    assert (rows.tolist(), undated, steps.lasts.tolist()) == ([0], 0, [False])
    assert int(steps.first[0]) == snapshot.link(0).ts_ms
    return int(steps.last[0] - steps.first[0]) + 1


def test_a_step_tells_its_link_date_and_grade(money: Snapshot) -> None:
    rows = between(money, "Adi", "Citra", kind="in_time", layers=["money"]).records()
    assert [row["ltypes"] for row in rows] == [None, "HOLDS_ACCOUNT", "TRANSFERRED", "TRANSFERRED", "HOLDS_ACCOUNT"]
    assert [row["first_date"] for row in rows] == [None, None, "2024-05-10", "2024-05-12", None]
    assert [row["grade"] for row in rows] == [None, "B2", "B2", "A1", "B2"]
    assert [row["n_links"] for row in rows] == [None, 1, 1, 2, 1], "the transfer before it came does not fit"
    link = money.link(money.link_of(str(rows[3]["links"])) or 0)
    assert (link.source, link.target) == (rows[2]["id"], rows[3]["id"])


def test_time_grade_and_layer_narrow_the_paths(money: Snapshot) -> None:
    assert between(money, "Adi", "Citra", kind="in_time", until="2024-05-11").rows == ()
    assert between(money, "Adi", "Citra", kind="in_time", min_grade="A1").rows == ()
    late = between(money, "Adi", "Citra", kind="in_time", since="2024-05-10", until="2024-05-15").records()
    assert late[3]["n_links"] == 1
    assert walks(between(money, "Adi", "Budi", ltypes=["HOLDS_ACCOUNT"])) == []


def test_directions_can_be_forgotten_in_time_too(money: Snapshot) -> None:
    assert between(money, "Citra", "Adi", kind="in_time", directed="never").summary["found"] is True
    assert between(money, "Budi", "Citra", kind="in_time", directed="never").summary["found"] is True
    assert between(money, "Budi", "Citra", kind="in_time").summary["found"] is False


def test_no_path_is_told_with_the_bounds(money: Snapshot) -> None:
    near = between(money, "Adi", "Citra", longest=3)
    assert near.rows == ()
    assert near.summary == {"found": False, "paths": 0, "more": False, "steps": None, "longest": 3, "hubs": 0}
    assert between(money, "Adi", "Citra", longest=4).summary["found"] is True


def test_who_is_protected_lies_on_a_path_under_a_pseudonym(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, other = case.people(["Adi", "Budi"])
    victim = case.add("person", "Hidden Name", protection="V1")
    case.link("RECRUITED_BY", victim, one, t="2024-05-01")
    case.link("EXPLOITED_BY", victim, other, t="2024-06-01")
    snapshot = case.snapshot(tmp_path)
    for kind in ("all_shortest", "in_time"):
        result = between(snapshot, "Adi", "Budi", kind=kind)
        middle = result.records()[1]
        assert middle["id"] == snapshot.id_of(next(c for c in range(3) if snapshot.node(c).masked))
        assert "Hidden" not in repr(result)
        assert result.findings == ()
        assert result.ranked_by is None


def test_a_place_of_many_makes_no_path_but_an_end(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    people = case.people([f"P{number}" for number in range(4)])
    house = case.add("address", "Jalan Satu 1", id_scheme="address", id_value="jalan satu 1")
    account = case.add("account", "acc hub", id_scheme="account", id_value="00hub")
    for person in people:
        case.link("RESIDES_AT", person, house)
        case.link("TRANSFERRED", person, account)
    snapshot = case.snapshot(tmp_path)
    capped = between(snapshot, "P0", "P1", hub_cap=3)
    assert walks(capped) == [["P0", "acc hub", "P1"]], "an account is no place"
    assert capped.summary["hubs"] == 1
    assert len(walks(between(snapshot, "P0", "P1", hub_cap=0))) == 2
    assert len(walks(between(snapshot, "P0", "P1", hub_cap=4))) == 2
    place = snapshot.node(next(c for c in range(6) if snapshot.node(c).etype == "address")).caption
    assert len(walks(between(snapshot, "P0", place, hub_cap=3))) == 1


def test_links_are_cut_with_a_count_and_paths_are_never_cut_in_half(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    one, left, right, other = case.people(["A", "L", "R", "Z"])
    for middle in (left, right):
        for day in range(1, 8):
            case.link("TRANSFERRED", one, middle, t=f"2024-05-0{day}")
        case.link("ASSOCIATE_OF", middle, other)
    snapshot = case.snapshot(tmp_path)
    result = between(snapshot, "A", "Z")
    step = result.records()[1]
    ids = str(step["links"]).split(", ")
    assert (len(ids), step["n_links"]) == (5, 7)
    assert (step["first_date"], step["last_date"]) == ("2024-05-01", "2024-05-07")
    assert all(snapshot.link_of(link) is not None for link in ids)
    assert result.summary["more"] is False
    for top, paths in ((6, 2), (5, 1), (3, 1), (2, 0)):
        cut = between(snapshot, "A", "Z", top=top)
        assert (len(walks(cut)), cut.summary["more"]) == (paths, paths < 2)
    assert between(snapshot, "A", "Z", most=1).summary["more"] is True


def test_it_is_the_same_again(money: Snapshot) -> None:
    for kind in ("shortest", "all_shortest", "in_time"):
        result = between(money, "Adi", "Citra", kind=kind)
        assert rerun(result.card, money).digest == result.digest


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"target": "f" * 32}, "there is no such entity"),
        ({"target": "x"}, "another form"),
        ({"target": ""}, "must be given"),
        ({"source": ""}, "must be given"),
        ({"same": True}, "the same entity"),
        ({"graph": "actors", "kind": "in_time"}, "no date order"),
        ({"graph": "actors", "directed": "always"}, "no direction"),
        ({"layers": ["travel"]}, "no link of this layer"),
        ({"layers": ["travel"], "kind": "in_time"}, "no link of this layer"),
        ({"kind": "longest"}, "no such choice"),
        ({"most": 0}, "out of bounds"),
    ],
)
def test_what_cannot_be_asked_is_told(money: Snapshot, given: dict[str, Any], what: str) -> None:
    ends = {"source": money.id_of(code(money, "Adi")), "target": money.id_of(code(money, "Citra"))}
    if given.pop("same", False):
        given["target"] = ends["source"]
    with pytest.raises(AnalysisError, match=what):
        run("paths", money, **{**ends, **given})


def test_paths_of_the_empty_case(tiny: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="no such entity"):
        run("paths", tiny.TinyCase().snapshot(tmp_path), source="0" * 32, target="1" * 32)


def test_every_step_rests_on_links_between_its_nodes(money: Snapshot) -> None:
    rows = between(money, "Adi", "Budi").records()
    for before, after in pairwise(rows):
        for link in str(after["links"]).split(", "):
            told = money.link(money.link_of(link) or 0)
            assert {told.source, told.target} == {before["id"], after["id"]}
