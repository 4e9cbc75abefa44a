"""Saved views: each save an event, exact again, nothing but ids and fixed words, as of today, nobody's work lost."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jejak.case import Case
from jejak.case.chart_state import MOST_ENTITIES, checked_state, parts_of
from jejak.case.chart_today import as_of_today
from jejak.case.chart_views import LONGEST_NAME, SAVED, OvertakenError
from jejak.case.records import MASK
from jejak.graph.ledger import Entry
from jejak.graph.ledger.records import Verdict
from jejak.schemas.errors import AccessDenied, LedgerError
from jejak.schemas.world import load_world
from named import by_caption

MAPPING = """mapping: interviews
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, region: ID}
entities:
  told: {type: person, key: [name], protection: {column: class}, properties: {name: name}}
  recruiter: {type: person, key: [recruiter], roles: [recruiter_calo_sponsor], properties: {name: recruiter}}
links:
  - {type: RECRUITED_BY, from: told, to: recruiter}
"""
ROWS = """name,class,recruiter
Sari Invented Wulandari,V1,Made Up Recruiter
Tuti Invented Lestari,V1,Other Recruiter Man
"""
MORE = "name,class,recruiter\nQuiet Witness Teller,W1,Made Up Recruter\n"
LATER = "name,class,recruiter\nOther Recruiter Man,V1,Made Up Recruiter\n"
PEOPLE = [f"{n:032x}" for n in range(8)]
CHART = Path(__file__).resolve().parents[2] / "src/jejak/ui/chart/src"


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    (tmp_path / "m.yaml").write_text(MAPPING)
    for name, text in (("rows", ROWS), ("more", MORE), ("later", LATER)):
        (tmp_path / f"{name}.csv").write_text(text)
    with Case.create(tmp_path / "v.case", analyst="Ana") as opened:
        for name in ("rows", "more"):
            opened.import_file(tmp_path / f"{name}.csv", tmp_path / "m.yaml")
        yield opened


def state(*idents: str, **more: object) -> dict[str, Any]:
    places = [[at * 0.1, -at / 3] for at in range(len(idents))]
    plain: dict[str, Any] = {
        "ids": [*idents], "pos": places, "hidden": [], "pinned": [], "marked": [], "focus": None, "groups": [],
        "shared": [], "drawings": [], "filter": {"mode": "dim", "kinds": [], "from": None},
        "look": {"size": "same", "width": "count"},
        "viewport": {"zoom": 1.25, "x": -3.5, "y": 0, "width": 900, "height": 600},
    }  # fmt: skip
    return plain | more


def full(idents: Iterable[str]) -> dict[str, Any]:
    """A state with something in every part."""
    people = sorted(idents)
    one, two, three = people[:3]
    return state(
        *people, hidden=[three, "g1"], pinned=[one], marked=[one, f"{one}~{two}~RECRUITED_BY"], focus=[one, two],
        groups=[["g1", [one, two], [1.5, 2]], ["g2", ["g1", three], [0, 1e-7]]],
        filter={
            "mode": "remove", "kinds": ["phone"], "parts": ["", "recruiter"], "layers": ["money"], "degree": 2,
            "amount": 1.5, "currency": "IDR", "from": -1e12, "to": None, "undated": False, "grade": "B3",
        },
        look={"size": "betweenness", "width": "amount", "communities": True},
        shared=[["g1", "address", three], ["g2", "community", "3.7"]],
        drawings=[["text", "d1", [1, 2], [190, 44], 17], ["arrow", "d2", one, [3.5, 4], 0]],
    )  # fmt: skip


def test_a_view_is_saved_version_by_version_and_opens_exactly(case: Case) -> None:
    views, first = case.chart_views, full(by_caption(case).values())
    ident, number = views.save(first, " The ring in Batam ")
    assert number == 1
    graph, count = case.sequence, len(first["ids"])
    second = {**first, "hidden": []}
    assert views.save_on(ident, second, base=1) == 2
    assert views.save_on(ident, second, base=2) == 2  # nothing has changed
    assert views.restore(ident, 1) == 3
    assert [views.opened(ident, n).today.state for n in (1, 2, 3, 0)] == [first, second, first, first]
    (view,) = views.views()
    assert (view.name, view.live) == ("The ring in Batam", True)
    assert [(v.number, v.analyst, v.entities, v.restored) for v in view.versions] == [
        (1, "Ana", count, 0), (2, "Ana", count, 0), (3, "Ana", count, 1)
    ]  # fmt: skip
    assert {version.sequence for version in view.versions} == {graph}
    assert case.sequence == graph  # a saved view does not make the graph look changed
    with Case.open(case.folder, analyst="Budi") as again:
        assert again.chart_views.views() == [view]
        assert again.verify() == []


def test_a_view_is_renamed_taken_away_and_taken_back(case: Case) -> None:
    views, chart = case.chart_views, full(by_caption(case).values())
    ident, _one = views.save(chart, "First")
    other, _one = views.save(chart, "Second")
    views.rename(ident, "Renamed")
    for name in (" RENAMED", "", " ", "x" * (LONGEST_NAME + 1), "two\nlines"):
        with pytest.raises(LedgerError):
            views.rename(other, name)
    views.rename(other, "SECOND")
    views.take_away(ident)
    assert [view.name for view in views.views()] == ["SECOND"]
    assert [view.name for view in views.views(live_only=False) if not view.live] == ["Renamed"]
    for refused in (lambda: views.save_on(ident, chart, base=1), lambda: views.take_away(ident)):
        with pytest.raises(LedgerError, match="was taken away"):
            refused()
    assert views.opened(ident).today.state == chart  # a link to it still opens
    views.rename(other, "Renamed")
    with pytest.raises(LedgerError, match="has this name"):
        views.take_back(ident)
    views.rename(other, "Second")
    views.take_back(ident)
    assert {view.name for view in views.views()} == {"Renamed", "Second"}
    for unknown in ("", "f" * 16, "../x"):
        with pytest.raises(LedgerError, match="no saved view"):
            views.opened(unknown)
    with pytest.raises(LedgerError, match="no such version"):
        views.opened(ident, 9)


MANY = [f"{n:032x}" for n in range(MOST_ENTITIES + 1)]
CIRCLE = [["g1", ["g2"], [0, 0]], ["g2", ["g3"], [0, 0]], ["g3", ["g1"], [0, 0]]]
HOSTILE: dict[str, Any] = {
    "no object": [],
    "nothing": {},
    "another part": lambda s: s | {"notes": {"a": "Sari"}},
    "an id that is none": lambda s: s | {"ids": ["Sari Invented Wulandari", *s["ids"][1:]]},
    "an id in capitals": lambda s: s | {"ids": [s["ids"][0].upper().replace("0", "A"), *s["ids"][1:]]},
    "an id with a line break": lambda s: s | {"ids": [s["ids"][0] + "\n", *s["ids"][1:]]},
    "an id twice": lambda s: s | {"ids": [s["ids"][1], *s["ids"][1:]]},
    "a place too few": lambda s: s | {"pos": s["pos"][1:]},
    "a place without number": lambda s: s | {"pos": [["1", 2], *s["pos"][1:]]},
    "a place that is nowhere": lambda s: s | {"pos": [[math.nan, 2], *s["pos"][1:]]},
    "a place without end": lambda s: s | {"pos": [[math.inf, 2], *s["pos"][1:]]},
    "a place far away": lambda s: s | {"pos": [[1e300, 2], *s["pos"][1:]]},
    "a place of one number": lambda s: s | {"pos": [[1], *s["pos"][1:]]},
    "yes for a number": lambda s: s | {"pos": [[True, 2], *s["pos"][1:]]},
    "too many": lambda s: s | {"ids": MANY, "pos": [[0, 0]] * len(MANY)},
    "too many marks": lambda s: s | {"hidden": [s["ids"][0]] * 20_001},
    "a mark that is none": lambda s: s | {"hidden": ["<script>"]},
    "a mark of who is not there": lambda s: s | {"pinned": ["f" * 32]},
    "links of an unknown type": lambda s: s | {"marked": [f"{s['ids'][0]}~{s['ids'][1]}~SARI_WULANDARI"]},
    "links of who is not there": lambda s: s | {"marked": [f"{s['ids'][0]}~{'f' * 32}~RECRUITED_BY"]},
    "a focus on a name": lambda s: s | {"focus": ["Sari"]},
    "a group called like a person": lambda s: s | {"groups": [["gSari Wulandari", [s["ids"][0]], [0, 0]]]},
    "a group in itself": lambda s: s | {"groups": [["g1", ["g1"], [0, 0]]]},
    "groups in a circle": lambda s: s | {"groups": CIRCLE},
    "somebody in two groups": lambda s: s | {"groups": [["g1", [s["ids"][0]], [0, 0]], ["g2", [s["ids"][0]], [0, 0]]]},
    "what a group shares, by its name": lambda s: s | {"shared": [["g1", "address", "Jl. Melati 4"]]},
    "what a group shares that is not there": lambda s: s | {"shared": [["g9", "community", "3.7"]]},
    "a size by what ranks nobody": lambda s: s | {"look": {"size": "communities"}},
    "two groups of one name": lambda s: s | {"groups": [["g1", [s["ids"][0]], [0, 0]], ["g1", [s["ids"][1]], [0, 0]]]},
    "a group of who is not there": lambda s: s | {"groups": [["g1", ["f" * 32], [0, 0]]]},
    "a text in a drawing": lambda s: s | {"drawings": [["text", "d1", [0, 0], [9, 9], "Sari"]]},
    "a drawing that is none": lambda s: s | {"drawings": [["Sari", "d1", [0, 0], [9, 9], 0]]},
    "an arrow to who is not there": lambda s: s | {"drawings": [["arrow", "d1", "f" * 32, [9, 9], 0]]},
    "a frame at somebody": lambda s: s | {"drawings": [["frame", "d1", s["ids"][0], [9, 9], 0]]},
    "two drawings of one name": lambda s: s | {"drawings": [["text", "d1", [0, 0], [9, 9], 0]] * 2},
    "a filter of its own": lambda s: s | {"filter": {"name": "Sari"}},
    "a type that does not exist": lambda s: s | {"filter": {"kinds": ["sari_wulandari"]}},
    "a currency that is a name": lambda s: s | {"filter": {"currency": "Sari Wulandari"}},
    "a number as text": lambda s: s | {"filter": {"degree": "2"}},
    "a look of its own": lambda s: s | {"look": {"size": "enormous"}},
    "a look without form": lambda s: s | {"look": "degree"},
    "looked at from nowhere": lambda s: s | {"viewport": {"zoom": 0, "x": 0, "y": 0}},
}  # fmt: skip


def bad(what: str, good: dict[str, Any]) -> object:
    made = HOSTILE[what]
    return made(json.loads(json.dumps(good))) if callable(made) else made


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_else_a_browser_sends_is_refused(what: str) -> None:
    parts, good = parts_of(load_world()), full(PEOPLE[:5])
    assert checked_state(good, parts) == good
    with pytest.raises(LedgerError) as refused:
        checked_state(bad(what, good), parts)
    assert "Sari" not in str(refused.value)


def test_nothing_of_what_is_refused_is_written(case: Case) -> None:
    good = full(by_caption(case).values())
    ident, _one = case.chart_views.save(good, "Good")
    before = case.ledger.sequence
    for what in HOSTILE:
        with pytest.raises(LedgerError):
            case.chart_views.save(bad(what, good), "Bad")
        with pytest.raises(LedgerError):
            case.chart_views.save_on(ident, bad(what, good), base=1)
    assert case.ledger.sequence == before


def test_everything_that_the_browser_keeps_is_known_here() -> None:
    """A part that is added on one side only would make every save fail, or be lost."""

    def fields(file: str, name: str) -> set[str]:
        body = re.search(rf"export interface {name} {{(.*?)\n}}", (CHART / file).read_text(encoding="utf-8"), re.DOTALL)
        assert body
        return set(re.findall(r"readonly (\w+)\??:", body[1]))

    parts = parts_of(load_world())
    assert fields("savedview.ts", "State") == set(parts)
    told = fields("view.ts", "View") - {"nodes", "edges", "of"}  # entities are ids
    assert told | {"ids", "viewport", "shared"} == set(parts)  # what groups share stands beside them
    for file, name, part in (
        ("filter.ts", "Filter", "filter"),
        ("view.ts", "Look", "look"),
        ("savedview.ts", "Sight", "viewport"),
    ):
        for field in fields(file, name):
            with pytest.raises(LedgerError) as refused:
                parts[part]({field: object()})
            assert refused.value.where != "record", "the field is known: it is its value that is refused"
        assert parts[part]({}) == {}


def test_a_name_that_names_somebody_protected_is_refused_and_masked_when_they_become_so(
    case: Case, tmp_path: Path
) -> None:
    views, chart = case.chart_views, full(by_caption(case).values())
    before = case.ledger.sequence
    for name in ("Sari Invented Wulandari", "around QUIET  WITNESS teller, Batam"):
        with pytest.raises(AccessDenied):
            views.save(chart, name)
    assert case.ledger.sequence == before
    ident, _one = views.save(chart, "Money of Other Recruiter Man")
    assert views.one(ident).name == "Money of Other Recruiter Man"
    stored = case.ledger.events(before)[0]
    assert "Recruiter" not in json.dumps(dict(stored.detail))  # the name is beside the chain
    case.import_file(tmp_path / "later.csv", tmp_path / "m.yaml")
    assert views.one(ident).name == MASK
    assert views.opened(ident).view.name == MASK
    with pytest.raises(AccessDenied):
        views.rename(ident, "Money of Other Recruiter Man")
    views.rename(ident, "Money of a victim")
    assert views.views()[0].name == "Money of a victim"


def test_somebody_who_was_faster_is_not_overwritten(case: Case) -> None:
    chart = full(by_caption(case).values())
    ident, _one = case.chart_views.save(chart, "Shared")
    with Case.open(case.folder, analyst="Budi") as other:
        assert other.chart_views.save_on(ident, {**chart, "pinned": []}, base=1) == 2
        with pytest.raises(OvertakenError) as late:
            case.chart_views.save_on(ident, {**chart, "marked": []}, base=1)
        assert (late.value.theirs.number, late.value.theirs.analyst) == (2, "Budi")
        assert case.chart_views.save_on(ident, {**chart, "marked": []}, base=2) == 3
        found = [other.chart_views.opened(ident, n).today.state for n in (1, 2, 3)]
        assert found == [chart, {**chart, "pinned": []}, {**chart, "marked": []}]


def test_of_two_at_the_same_moment_one_is_told(case: Case) -> None:
    ident, _one = case.chart_views.save(full(by_caption(case).values()), "Shared")
    newest = case.chart_views.one(ident).newest.seq
    entry = Entry("Ana", SAVED, ident, {"state": full(by_caption(case).values())})
    assert case.ledger.record_next(entry, newest) is not None
    assert case.ledger.record_next(entry, newest) is None
    assert len(case.chart_views.one(ident).versions) == 2


def test_who_was_joined_stands_at_one_place_until_the_judgement_is_undone(case: Case) -> None:
    found = by_caption(case)
    left, right = found["Made Up Recruiter"], found["Made Up Recruter"]
    victim = next(ident for name, ident in found.items() if name.startswith("Victim"))
    chart = state(left, right, victim, hidden=[right], pinned=[right], groups=[["g1", [right, victim], [5, 5]]])
    ident, _one = case.chart_views.save(chart, "Recruiters")
    seq = case.judge(left, right, Verdict.SAME, reason="one letter")
    opened = case.chart_views.opened(ident)
    kept = next(one for one in (left, right) if case.snapshot().code_of(one) is not None)
    assert opened.today.state["ids"] == [kept, victim]
    assert opened.today.state["pos"] == [chart["pos"][chart["ids"].index(kept)], chart["pos"][2]]
    assert opened.today.state["pinned"] == [kept]
    assert opened.today.state["hidden"] == []  # one of the two was seen
    assert opened.today.state["groups"] == [["g1", [one for one in (kept, victim) if one != left], [5, 5]]]
    assert (opened.today.joined, opened.today.gone) == (1, 0)
    alone = state(right if kept == left else left)
    other, _one = case.chart_views.save(alone, "Alone")
    assert case.chart_views.opened(other).today.state["ids"] == [kept]
    case.undo(seq)
    assert case.chart_views.opened(ident).today.state == chart
    assert case.chart_views.opened(other).today.state == alone


def test_who_is_not_in_the_graph_any_more_is_told_and_comes_back_at_its_place(case: Case) -> None:
    chart = full(by_caption(case).values())
    ident, _one = case.chart_views.save(chart, "All")
    batch = case.batches()[1].batch_id
    case.reverse(batch)
    today = case.chart_views.opened(ident).today
    there = set(by_caption(case).values())
    assert set(today.state["ids"]) == there & set(chart["ids"])  # type: ignore[arg-type]
    assert (today.joined, today.gone) == (0, 2)
    assert checked_state(today.state, parts_of(load_world())) == today.state
    case.restore(batch)
    assert case.chart_views.opened(ident).today.state == chart


GROUPS = ["g1", "g2", "g3"]


@st.composite
def charts(draw: st.DrawFn) -> dict[str, Any]:
    """States that a browser could send: everybody in one group at most, groups in later groups."""
    on = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, unique=True))
    holders = {one: draw(st.sampled_from(["", *GROUPS])) for one in on}
    holders |= {group: draw(st.sampled_from(["", *GROUPS[at + 1 :]])) for at, group in enumerate(GROUPS)}
    groups = [[group, [one for one, held in holders.items() if held == group], [0, 1]] for group in GROUPS]
    things = [*on, *GROUPS, *(f"{one}~{two}~OWES" for one in on for two in on)]
    marks = {part: draw(st.lists(st.sampled_from(things), unique=True)) for part in ("hidden", "pinned", "marked")}
    focus = draw(st.none() | st.lists(st.sampled_from(on), unique=True))
    return state(*on, groups=groups, focus=focus, **marks)


@given(charts(), st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([None, *PEOPLE])))
def test_a_view_of_today_is_a_whole_chart_and_counts_whoever_left(chart: dict[str, Any], moved: dict[str, Any]) -> None:
    current = {one: moved.get(one, one) for one in chart["ids"]}
    today = as_of_today(chart, current)
    now = [str(one) for one in today.state["ids"]]  # type: ignore[union-attr]
    assert sorted(now) == sorted({one for one in current.values() if one is not None})
    assert today.gone == sum(one is None for one in current.values())
    assert len(chart["ids"]) - today.gone - len(now) <= today.joined
    if now:
        assert checked_state(today.state, parts_of(load_world())) == today.state
    places = dict(zip(chart["ids"], map(tuple, chart["pos"]), strict=True))
    assert {tuple(at) for at in today.state["pos"]} <= set(places.values())  # type: ignore[union-attr,arg-type]
    seen = {current[one] for one in chart["ids"] if one not in chart["hidden"]}
    assert not seen & set(today.state["hidden"])  # type: ignore[arg-type]
