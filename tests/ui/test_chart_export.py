"""An export of the chart: what the browser tells of it, what the case adds, and what the package holds in the end."""

from __future__ import annotations

import base64
import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import timed_case
from jejak.case import Case
from jejak.case.charting import NodeStanding
from jejak.case.dated_parts import DatedPart
from jejak.evidence import PROFILES, Boxed, Pointer
from jejak.evidence.charted import HIDDEN
from jejak.schemas.errors import ExportError
from jejak.schemas.i18n import use_language
from jejak.ui.app import create_app
from jejak.ui.pages.chart import export
from jejak.ui.pages.chart.seen import Seen, chart_of, part_at
from timed_case import ms

VICTIM = "Fitri Ff"
LATER = "\nDewi Dd,,Fitri Ff,,,,recruited,2024-07-02,,\n"
NO_FILTER = {
    "mode": "dim", "kinds": {}, "parts": {}, "layers": {}, "degree": 0, "amount": 0, "currency": "", "from": None,
    "to": None, "undated": True, "grade": "",
}  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    made = timed_case.timed_case(tmp_path_factory.mktemp("export"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(case: Case) -> Any:
    return create_app(case, token="t")  # noqa: S106


@pytest.fixture
def ids(case: Case, app: Any) -> Iterator[dict[str, str]]:
    with app.server.test_request_context("/"):
        app.server.preprocess_request()
        yield timed_case.ids_of(case)
    use_language("en")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    monkeypatch.setattr(export, "notify", lambda text, *_: told.append(text))
    return told


def view(ids: dict[str, str], **more: Any) -> dict[str, Any]:
    pos = {one: [100.0 * at, 50.0] for at, one in enumerate(sorted(ids.values()))}
    look = {"size": "same", "width": "count", "communities": False}
    plain = {"pos": pos, "groups": {}, "drawings": {}, "filter": NO_FILTER, "look": look, "focus": None}
    return {**plain, "hidden": [], "pinned": [], "marked": [], "pale": [], "closed": [], "within": [], **more}


def lines_among(case: Case, *wanted: str) -> list[str]:
    with case.store() as store:
        return sorted({f"{one.source}~{one.target}~{one.ltype}" for one in store.subgraph(wanted).links})


def seen(case: Case, ids: dict[str, str], *names: str, opened: Any = None, **more: Any) -> Seen:
    chosen = [ids[name] for name in names or ids]
    return Seen.of(chosen, lines_among(case, *chosen), view(ids, **more), opened)


def exported(
    shown: Seen, profile: str = "L0", kinds: tuple[str, ...] = ("csv", "svg"), *, remarks: bool = True
) -> dict[str, bytes]:
    lines = ["~".join(line) for line in shown.lines]
    file, still_open = export.export(1, (shown.shown, lines, shown.view, shown.opened), (profile, kinds, remarks))
    assert still_open is False
    packed = zipfile.ZipFile(io.BytesIO(base64.b64decode(file["content"])))  # type: ignore[index]
    return {name: packed.read(name) for name in packed.namelist()}


def test_only_ids_and_lines_are_taken_from_the_browser(ids: dict[str, str]) -> None:
    one, two = ids["Adi"], ids["Budi"]
    taken = Seen.of(
        [one, "x", "<b>"], [f"{one}~{two}~TRANSFERRED", "~g1~x", f"{one}~{two}~"], {"closed": [["g1", [two, 3]]]}, None
    )
    assert (taken.shown, taken.lines, taken.groups) == ((one,), {(one, two, "TRANSFERRED")}, {"g1": (two,)})


@pytest.mark.parametrize("place", [None, [1], ["a", 2], [1, 1e9], [float("nan"), 0], {"x": 1}])
def test_a_place_that_is_none_is_refused_in_a_sentence(case: Case, ids: dict[str, str], place: Any) -> None:
    with pytest.raises(ExportError, match="no place on a chart"):
        chart_of(seen(case, ids, "Adi", pos={ids["Adi"]: place}), with_remarks=True)


def test_the_part_of_a_day_is_the_one_of_the_screen() -> None:
    spring = DatedPart("recruiter", "recruiter", ms("2024-03-01"), ms("2024-06-01"))
    autumn, above = DatedPart("transporter", "driver", ms("2024-09-01")), DatedPart("organiser", "organiser")
    standing = NodeStanding(2, "recruiter", 0, (above, spring, autumn))
    days = {None: spring, ms("2024-05-31"): spring, ms("2024-07-01"): above, ms("2024-09-01"): autumn}
    assert {at: part_at(standing, at) for at in days} == days
    assert part_at(NodeStanding(0), 5) is None
    assert part_at(NodeStanding(1, "recruiter", 0), 5) == DatedPart("recruiter")


def test_period_filter_sizes_and_parts_are_told_in_words_and_numbers(case: Case, ids: dict[str, str]) -> None:
    chosen = {
        **NO_FILTER, "kinds": {"phone": True}, "from": ms("2024-01-01"), "to": ms("2024-02-01"), "degree": 2,
        "amount": 1500, "currency": "IDR", "grade": "B3", "undated": False,
    }  # fmt: skip
    look = {"size": "degree", "width": "amount", "communities": True}
    chart = chart_of(seen(case, ids, "Adi", "Budi", "victim", filter=chosen, look=look), with_remarks=True)
    assert chart.told[:2] == (
        "Period of links: 1 Jan 2024 to 31 Jan 2024; links without a date are left out",
        (
            "Filter: without these types: Phone number; at least 2 neighbours on the chart; "
            "sums of at least 1,500 IDR; grade B3 or better"
        ),
    )  # fmt: skip
    removed = chart_of(seen(case, ids, "Adi", filter={**chosen, "mode": "remove"}), with_remarks=True)
    assert "What does not fit is not in this package." in removed.told
    assert chart.told[-1] == f"Shown: 3 of {len(ids)} entities of the chart"
    assert chart.filters == {
        "mode": "dim", "kinds": "phone", "degree": "2", "amount": "1500", "currency": "IDR", "grade": "B3",
        "first_day": "2024-01-01", "last_day": "2024-01-31", "undated": "no",
    }  # fmt: skip
    assert chart.concluded[0].startswith("Size: neighbours in the case.")
    assert chart.concluded[-1] == "Badges: parts that sources state, as of 31 Jan 2024."
    assert chart.parts[ids["Adi"]].name == "broker", "the recruiter of 2023"
    assert ids["victim"] not in chart.parts
    assert chart.measure
    assert chart.measure.across[ids["Adi"]] == pytest.approx(24 + 54 * 2 / 7), "three neighbours in the case"


@pytest.mark.parametrize("size", ["chart", "degree", "betweenness"])
def test_nobody_protected_has_a_size_in_the_package(
    case: Case, ids: dict[str, str], said: list[str], size: str
) -> None:
    files = exported(seen(case, ids, look={"size": size, "width": "count"}))
    rows = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode("utf-8-sig"))))
    sized = {row["label"] for row in rows if row["chart_value"]}
    assert "Adi Aa" in sized
    assert not any(label.startswith("VICTIM") for label in sized)
    assert json.loads(files["manifest.json"])["chart"]["size"] in {
        size,
        f"neighbours_{'on_chart' if size == 'chart' else 'in_case'}",
    }
    del said


def test_what_is_removed_is_absent_and_what_is_closed_is_one(case: Case, ids: dict[str, str], said: list[str]) -> None:
    group = {
        "id": "g1",
        "members": [ids["Adi"], ids["victim"]],
        "at": [10, 20],
        "of": {"kind": "community", "id": f"1.{case.sequence}"},
    }
    inside = [line for line in lines_among(case, *ids.values()) if ids["Adi"] in line or ids["victim"] in line]
    shown = Seen.of([ids["Budi"], ids["Eko"]], [f"{ids['Eko']}~{ids['Budi']}~EMPLOYED_BY"], view(
        ids, groups={"g1": group}, closed=[["g1", [ids["Adi"], ids["victim"]]]],
        within=[line for line in inside if ids["Budi"] in line or ids["Eko"] in line],
    ), None)  # fmt: skip
    files = exported(shown)
    rows = list(csv.DictReader(io.StringIO(files["nodes.csv"].decode("utf-8-sig"))))
    assert {(row["label"], row["etype"], row["members"]) for row in rows} == {
        ("Budi Bb", "person", ""), ("Eko Ee", "person", ""), ("Community 1", "group", "2"),
    }  # fmt: skip
    links = list(csv.DictReader(io.StringIO(files["links.csv"].decode("utf-8-sig"))))
    assert sorted((row["ltype"], row["links"]) for row in links) == [
        ("EMPLOYED_BY", ""),
        ("links", "1"),
        ("links", "3"),
    ]
    assert said == [
        "Exported 3 entities under profile L0. Inside closed groups, so told by their number alone: 2 entities."
    ]


def drawn(case: Case, *texts: str) -> dict[str, Any]:
    numbers = [case.notes.chart_texts.write(text) for text in texts]
    found = {
        f"d{at}": {"id": f"d{at}", "kind": "text", "at": [0, 80 * at], "size": [190, 44], "text": one}
        for at, one in enumerate(numbers)
    }
    return {**found, "d9": {"id": "d9", "kind": "arrow", "from": [0, 0], "to": [90, 90], "text": 0}}


def test_drawings_leave_with_their_texts_or_are_told_to_have_stayed(
    case: Case, ids: dict[str, str], said: list[str]
) -> None:
    shown = seen(case, ids, "Adi", drawings=drawn(case, "Met at the harbour"))
    chart = chart_of(shown, with_remarks=True)
    assert chart.remarks == (Boxed("text", (0, 0), (190, 44), "Met at the harbour"), Pointer((0, 0), (90, 90)))
    assert b"Met at the harbour" in exported(shown)["chart.svg"]
    assert b"harbour" not in exported(shown, remarks=False)["chart.svg"]
    partner = exported(shown, "L2")
    assert b"harbour" not in partner["chart.svg"]
    assert json.loads(partner["manifest.json"])["left_out"]["drawings"] == 2
    assert ["Drawings that stay in the case: 2." in text for text in said] == [False, True, True]


def test_a_text_that_names_who_became_protected_later_is_unreadable(tmp_path: Path, said: list[str]) -> None:
    later = timed_case.timed_case(tmp_path)
    with later:
        drawings = drawn(later, "Eko Ee paid for the boat", "Nothing of anybody")
        (tmp_path / "later.csv").write_text(
            "who,other,victim,part,since,until,kind,begin,finish,sum\nDewi Dd,,Eko Ee,,,,recruited,2024-07-02,,\n"
        )
        later.import_file(tmp_path / "later.csv", tmp_path / "m.yaml")
        app = create_app(later, token="t")  # noqa: S106
        with app.server.test_request_context("/"):
            app.server.preprocess_request()
            ids = timed_case.ids_of(later)
            for profile in PROFILES:
                files = exported(
                    seen(later, ids, "Adi", "Budi", drawings=drawings), profile, ("csv", "svg", "html", "graphml")
                )
                assert not any(b"Eko" in content for content in files.values())
                assert (HIDDEN.encode() in files["chart.svg"]) == PROFILES[profile].remarks
    assert "Texts made unreadable: 1." in said[0]


def test_the_same_state_has_the_same_digest_and_another_one_another(
    case: Case, ids: dict[str, str], said: list[str]
) -> None:
    plain = seen(case, ids, "Adi", "Budi")
    first, second = (json.loads(exported(plain)["manifest.json"])["chart"]["state"] for _time in range(2))
    assert first == second
    (event,) = case.ledger.events(kinds=("package_exported",))[-1:]
    assert event.detail["chart"] == first
    moved = seen(case, ids, "Adi", "Budi", pos={one: [5, 5] for one in ids.values()})
    filtered = seen(case, ids, "Adi", "Budi", filter={**NO_FILTER, "to": ms("2024-02-01")})
    pale = seen(case, ids, "Adi", "Budi", pale=[ids["Adi"]])
    digests = {chart_of(one, with_remarks=True).state for one in (plain, moved, filtered, pale)}
    assert first in digests
    assert len(digests) == 4
    del said


def test_the_open_view_is_named_to_the_case_team_alone(case: Case, ids: dict[str, str], said: list[str]) -> None:
    state = {"ids": [ids["Adi"]], "pos": [[0, 0]]}
    ident, version = case.chart_views.save(state, "Ring of spring")
    shown = seen(case, ids, "Adi", opened={"id": ident, "version": version, "changed": False})
    assert b"View: Ring of spring, version 1" in exported(shown)["chart.svg"]
    partner = exported(shown, "L2")
    assert not any(b"Ring of spring" in content for content in partner.values())
    assert json.loads(partner["manifest.json"])["chart"]["view"] == {
        "id": ident,
        "name": "",
        "version": 1,
        "changed": False,
    }
    assert chart_of(seen(case, ids, "Adi", opened={"id": "f" * 16, "version": 1}), with_remarks=True).view is None
    del said


def test_an_empty_chart_and_no_format_are_refused_in_a_sentence(case: Case, ids: dict[str, str]) -> None:
    with pytest.raises(ExportError, match="chart is empty"):
        export.export(1, ([], [], {}, {}), ("L2", ("svg",), False))
    with pytest.raises(ExportError, match="no format"):
        export.export(1, ([ids["Adi"]], [], {}, {}), ("L2", (), False))
    del case


def test_the_choice_of_drawings_follows_the_profile() -> None:
    checked, disabled, why = export.remarks("L2")
    assert (checked, disabled) == (False, True)
    assert "stay in the case" in str(why)
    assert export.remarks("L0")[:2] == (True, False)
