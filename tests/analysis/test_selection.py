"""What is left out by grade, time, layer and type; what a date means for an event and for what lasts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.parameters import ACTORS, Parameters, checked
from jejak.analysis.registry import run
from jejak.analysis.selection import passing, select
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError
from jejak.schemas.grading import is_grade

DAYS = {"march": "2026-03-10", "april": "2026-04-10"}


@pytest.fixture
def graph(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """Calls and employment of four people: dated, undated, ended, well and badly graded."""
    case = tiny.TinyCase()
    a, b, c, d = case.people(["Adi", "Budi", "Citra", "Dewi"])
    phones = [case.add("phone", id_scheme="phone", id_value=f"+6281200000{i}") for i in range(2)]
    case.link("USES", a, phones[0], grade="A1")
    case.link("USES", b, phones[1], grade="A1")
    case.link("CONTACTED", *phones, t=DAYS["march"], grade="B2")
    case.link("CONTACTED", *phones, t=DAYS["april"], grade="C3")
    case.link("CONTACTED", *phones, grade="F6")
    case.link("EMPLOYED_BY", c, d, t="2025-01-01", t_end=datetime(2025, 12, 31, tzinfo=UTC), grade="B2")
    case.link("EMPLOYED_BY", c, a, t="2026-04-01", grade="A5")
    case.link("EMPLOYED_BY", b, d, grade="B1")
    return case.snapshot(tmp_path)


def day(ms: int | None) -> str | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def kept(snapshot: Snapshot, **given: object) -> list[tuple[str, str | None]]:
    """Type and day of the links that stay, in order."""
    selection = select(snapshot, checked(Parameters, given))
    links = selection.snapshot.links
    days = [
        None if ms is None else datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
        for ms in links.column("ts_ms").to_pylist()
    ]
    lost = sum(rows.size for rows in selection.left_out.values())
    assert links.num_rows + lost == snapshot.n_links, "each link is kept, or left out for one reason"
    return sorted(zip(links.column("ltype").to_pylist(), days, strict=True), key=str)


def test_nothing_asked_for_leaves_nothing_out(graph: Snapshot) -> None:
    assert select(graph, Parameters()).snapshot is graph


def test_a_grade_asks_for_source_and_information(graph: Snapshot) -> None:
    assert kept(graph, min_grade="B2") == [
        ("CONTACTED", "2026-03-10"), ("EMPLOYED_BY", "2025-01-01"), ("EMPLOYED_BY", None),
        ("USES", None), ("USES", None),
    ]  # fmt: skip
    assert ("EMPLOYED_BY", "2026-04-01") not in kept(graph, min_grade="A4"), "a good source with doubtful information"
    assert len(kept(graph, min_grade="E5")) == graph.n_links - 1, "F6 never passes"


def test_a_day_is_read_for_events_and_for_what_lasts(graph: Snapshot) -> None:
    assert kept(graph, as_of="2026-03-10") == [
        ("CONTACTED", "2026-03-10"), ("EMPLOYED_BY", None), ("USES", None), ("USES", None),
    ]  # fmt: skip
    assert ("CONTACTED", "2026-03-10") not in kept(graph, as_of="2026-03-09")
    assert ("EMPLOYED_BY", "2025-01-01") in kept(graph, as_of="2025-12-31")


def test_a_time_from_and_to_has_both_its_days(graph: Snapshot) -> None:
    within = kept(graph, since="2026-03-10", until="2026-03-10")
    assert ("CONTACTED", "2026-03-10") in within
    assert ("CONTACTED", "2026-04-10") not in within
    assert ("EMPLOYED_BY", "2025-01-01") not in within
    assert ("EMPLOYED_BY", "2026-04-01") in kept(graph, since="2026-05-01"), "it had not ended"


def test_what_is_left_out_is_in_the_summary_and_on_the_card(graph: Snapshot) -> None:
    result = run("degree", graph, min_grade="B2", since="2026-03-01", layers=["communication"])
    assert {key: value for key, value in result.summary.items() if key.startswith("left_out")} == {
        "left_out_grade": 3, "left_out_time": 1, "left_out_undated": 0,
    }  # fmt: skip
    assert result.card.filters == {
        "layers": ("communication",), "since": ("2026-03-01",), "min_grade": ("B2",), "listed": ACTORS,
    }  # fmt: skip
    assert result.digest != run("degree", graph).digest


def test_a_layer_that_is_not_there_is_told(graph: Snapshot) -> None:
    with pytest.raises(AnalysisError, match="no link of this layer") as error:
        run("degree", graph, layers=["money"])
    assert error.match("communication, employment")
    with pytest.raises(AnalysisError, match="no such layer"):
        run("degree", graph, layers=["moon"])
    with pytest.raises(AnalysisError, match="no such link type"):
        run("degree", graph, ltypes=["CALLS"])


def test_ids_and_claims_stay_with_their_links(graph: Snapshot) -> None:
    narrowed = select(graph, checked(Parameters, {"min_grade": "B2"})).snapshot
    assert narrowed.n_nodes == graph.n_nodes
    for row in range(narrowed.n_links):
        before = graph.link_of(narrowed.link_id(row))
        assert before is not None
        assert narrowed.link(row) == graph.link(before)
        assert narrowed.link_claims(row) == graph.link_claims(before)
    for code in range(graph.n_nodes):
        ends = narrowed.dst[narrowed.out.links[narrowed.out.offsets[code] : narrowed.out.offsets[code + 1]]]
        assert ends.tolist() == narrowed.dst[narrowed.src == code].tolist()


def test_nobody_becomes_less_protected(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    case.add("person", "Sari", roles=["victim", "money_mule"], grade="F6")
    case.add("person", "Tono", roles=["broker"], grade="F6")
    case.add("person", "Umar", roles=["broker"], grade="B2")
    snapshot = case.snapshot(tmp_path)
    narrowed = select(snapshot, checked(Parameters, {"min_grade": "B2"})).snapshot
    assert protected_codes(narrowed) == protected_codes(snapshot)
    assert listable_codes(narrowed, ACTORS) == listable_codes(snapshot, ACTORS)
    roles = dict(
        zip(narrowed.nodes.column("caption").to_pylist(), narrowed.nodes.column("roles").to_pylist(), strict=True)
    )
    assert (roles["Tono"], roles["Umar"]) == ([], ["broker"])
    assert ["victim"] in roles.values()


def test_passing_equals_looking_at_every_claim(graph: Snapshot) -> None:
    for least in ("A1", "B2", "C3", "E5", "F6"):
        slow = [
            any(
                c.grade and is_grade(c.grade) and "F" not in c.grade and "6" not in c.grade
                and c.grade[0] <= least[0] and c.grade[1] <= least[1]
                for c in graph.link_claims(row)
            )
            for row in range(graph.n_links)
        ]  # fmt: skip
        assert np.array_equal(passing(graph.relation_claims, least), slow)


def test_who_is_excluded_binds_nobody_and_is_counted(graph: Snapshot) -> None:
    hub = max(
        range(graph.n_nodes), key=lambda code: sum(code in ends for ends in zip(graph.src, graph.dst, strict=True))
    )
    ident = graph.id_of(hub)
    selection = select(graph, checked(Parameters, {"exclude": [ident]}))
    gone = [row for row in range(graph.n_links) if hub in (graph.src[row], graph.dst[row])]
    assert selection.left_out["excluded"].tolist() == gone
    assert len(gone) > 0
    assert hub not in {*selection.snapshot.src.tolist(), *selection.snapshot.dst.tolist()}
    assert run("components", graph, exclude=[ident]).summary["left_out_excluded"] == len(gone)


@pytest.mark.parametrize("ident", ["0" * 32, "nobody", ""])
def test_an_unknown_excluded_entity_is_told(graph: Snapshot, ident: str) -> None:
    with pytest.raises(AnalysisError, match="there is no such entity"):
        select(graph, checked(Parameters, {"exclude": [ident]}))
