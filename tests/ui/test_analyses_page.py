"""The analyses page on a small real case: every form and result in words, the same bytes as the command line, runs."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dash.development.base_component import Component
from playwright.sync_api import expect
from typer.testing import CliRunner

from jejak.analysis.declaration import Result
from jejak.analysis.parameters import NAMES, defaults, specs
from jejak.analysis.registry import ANALYSES, chosen
from jejak.case import Case
from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import use_language
from jejak.ui import parameter_words, result_words
from jejak.ui.app import create_app
from jejak.ui.cli import app as command_line
from jejak.ui.jobs import Job, State
from jejak.ui.pages.analyses import actions, form, outcome, view
from jejak.ui.pages.analyses.plot import plot
from jejak.ui.pages.analyses.rows import Rows
from jejak.ui.session import jobs
from named import by_caption
from ring_case import MAPPING, ROWS

#: How long a browser waits for an answer on a busy machine, in ms.
SLOW = 60_000  # an analysis runs meanwhile, on a machine that has more to do
#: Fewer runs than usual, so that the tests are quick.
QUICK = {"runs": 3, "seeds": 2}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    folder = tmp_path_factory.mktemp("analyses")
    (folder / "m.yaml").write_text(MAPPING)
    (folder / "rows.csv").write_text(ROWS)
    with Case.create(folder / "a.case", name="A", analyst="tester") as opened:
        assert opened.import_file(folder / "rows.csv", folder / "m.yaml").rows_ok == 3
        yield opened


@pytest.fixture(autouse=True)
def asking(case: Case, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    """A request of the screen; what only a running callback can do is left out. A browser asks by itself."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    monkeypatch.setattr(actions, "watch", lambda: None)
    monkeypatch.setattr(actions, "notify", lambda *_: None)
    with create_app(case, token="t").server.test_request_context("/"):  # noqa: S106
        yield


def given(case: Case, name: str) -> dict[str, object]:
    """Values that an analysis needs, and few runs."""
    known, found = defaults(ANALYSES[name].parameters), by_caption(case)
    ends = {"source": found["Yusran Yy"], "target": found["PT Rara Rr"]}
    return {key: value for key, value in {**QUICK, **ends, "bits": 0.0, "least_score": 0.0}.items() if key in known}


def ended(job: Job) -> Job:
    while job.state is State.RUNNING:
        time.sleep(0.01)
    return job


def components(shown: object) -> Iterator[Component]:
    """Every component inside one, however deep."""
    if isinstance(shown, Component):
        yield shown
        yield from components(getattr(shown, "children", None))
    elif isinstance(shown, list | tuple):
        for one in shown:
            yield from components(one)


def by_id(shown: object, ident: object) -> Any:
    return next(one for one in components(shown) if getattr(one, "id", None) == ident)


def field(shown: object, name: str) -> Any:
    return next(
        one
        for one in components(shown)
        if getattr(one, "id", None) in ({"type": form.FIELD, "name": name}, {"type": form.SWITCH, "name": name})
    )


# Words


def test_every_parameter_has_words_and_says_what_it_names() -> None:
    for analysis in ANALYSES.values():
        for name, spec in specs(analysis.parameters).items():
            assert name in parameter_words.NAMES, name
            assert set(spec.choices) <= set(parameter_words.CHOICES.get(name, spec.choices))
            assert not spec.unit or spec.unit in parameter_words.UNITS, spec.unit
            assert spec.names in {"", *NAMES}
            assert len(spec.choices) < 2 or name in parameter_words.CHOICES, name


@pytest.mark.parametrize("name", ANALYSES)
def test_every_column_and_figure_of_a_result_has_words(case: Case, name: str) -> None:
    result = case.run(name, **given(case, name))  # type: ignore[arg-type]
    rows = Rows.of(result)
    assert result.rows, "the case is made so that every analysis finds something"
    assert [one for one in rows.read if one not in result_words.COLUMNS] == []
    assert [one for one in result.summary if not result_words.knows_figure(one)] == []
    assert len(rows.data()) == len(result.rows)
    shown = outcome.outcome(outcome.Shown(result))
    assert "Zulaiha" not in str(shown)


# The form


@pytest.mark.parametrize("name", ANALYSES)
def test_a_form_sends_back_its_defaults(name: str) -> None:
    shown = form.form(name)
    known = {one.name: one for one in form.fields(name)}
    sent: dict[str, object] = {}
    for one in components(shown):
        ident = getattr(one, "id", None)
        if isinstance(ident, dict) and ident["type"] in (form.FIELD, form.SWITCH):
            sent[ident["name"]] = getattr(one, "checked", None) if known[ident["name"]].switch else one.value
    assert set(sent) == {one.name for one in known.values() if not one.fixed}
    needed = {"source": "0" * 32, "target": "1" * 32} if name == "paths" else {}
    assert chosen(name, form.read(name, {**sent, **needed})) == chosen(name, needed)


def test_lists_offer_what_the_case_has() -> None:
    shown = form.form("degree")
    assert {"value": "corporate", "label": "companies"} in field(shown, "layers").data
    assert "travel" not in {one["value"] for one in field(shown, "layers").data}
    assert {"TRANSFERRED", "RECRUITED_BY"} <= {one["value"] for one in field(shown, "ltypes").data}
    assert "USES" not in {one["value"] for one in field(shown, "ltypes").data}
    assert field(shown, "graph").data[1] == {"value": "actors", "label": "Actors alone"}


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert field(form.form("pagerank"), "tolerance").value == "0.000000001"
    assert field(form.form("pagerank"), "damping").decimalSeparator == "."
    use_language("id")
    assert field(form.form("pagerank"), "damping").decimalSeparator == ","
    assert form.read("pagerank", {"tolerance": "0.000000001"}) == {"tolerance": 1e-9}


def test_entities_are_taken_from_the_selection_and_shown_by_caption(case: Case) -> None:
    yusran, wawa = by_caption(case)["Yusran Yy"], by_caption(case)["PT Wawa Ww"]
    assert actions.take(1, [yusran, wawa], None) == (
        [{"value": yusran, "label": "Yusran Yy"}, {"value": wawa, "label": "PT Wawa Ww"}],
        yusran,
    )
    assert actions.take(1, [yusran], [wawa, yusran])[1] == [wawa, yusran]
    assert field(form.form("paths", {"source": yusran}), "source").data[0]["label"] == "Yusran Yy"


@pytest.mark.parametrize(
    ("name", "sent", "where", "says"),
    [
        ("degree", {"half_life": 0.5}, "half_life", "Half-life: The number is out of bounds → use 1 to 36500"),
        ("degree", {"top": ""}, "top", "Most rows: The parameter must be a whole number"),
        ("degree", {"as_of": "1 May"}, "as_of", "As of: The text has another form → write a day as in 2026-03-31"),
        ("paths", {}, "source", "Begin: The parameter must be given → choose an entity"),
    ],
)
def test_a_fault_is_one_sentence_at_its_field(name: str, sent: Any, where: str, says: str) -> None:
    fault = form.fault(name, form.read(name, sent))
    assert fault is not None
    assert fault.name == where
    assert fault.says.startswith(says)
    assert jobs().all() == [], "nothing has begun"


# Running


def test_a_run_goes_on_in_the_background_and_is_there_after_a_reload() -> None:
    job = ended(actions.start("degree", {"top": 2}))
    asked = {"name": "degree", "job": job.id}
    assert job.href == f"/analyses?name=degree&job={job.id}"
    page = view.layout(asked)
    assert len(by_id(page, "analysis-grid").rowData) == 2
    assert field(page, "top").value == 2, "the form shows what was asked"
    assert by_id(page, "analysis-waiting").data is False
    assert actions.follow({}, f"?name=degree&job={job.id}", waiting=False)[1] is not False, "it is drawn once"
    assert actions.follow({}, f"?name=degree&job={job.id}", waiting=True)[1] is False


def test_another_analysis_or_a_lost_job_shows_no_result() -> None:
    job = ended(actions.start("degree", {}))
    assert view.shown_of({"name": "kcore", "job": job.id}) is None
    assert "not there any more" in str(view.body({"name": "degree", "job": "99"}))


def test_a_result_of_an_earlier_graph_is_neither_shown_nor_saved_nor_kept(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ended(actions.start("degree", {}))
    asked = {"name": "degree", "job": job.id}
    assert view.shown_of(asked) is job.result
    monkeypatch.setattr(Case, "sequence", property(lambda one: one.ledger.graph_sequence + 1))
    assert view.shown_of(asked) is None
    assert "The graph has changed since this result" in str(view.body(asked))
    assert "Yusran Yy" not in str(view.body(asked))
    monkeypatch.undo()
    assert view.shown_of(asked) is job.result
    assert case.acts.flush()
    assert case.ledger.events()[-1].kind == "question_asked"


def test_a_run_that_fails_is_told_at_the_form() -> None:
    job = ended(actions.start("degree", {"layers": ["travel"]}))
    assert job.state is State.FAILED
    told = by_id(view.layout({"name": "degree", "job": job.id}), "analysis-fault").children
    assert "travel: The case has no link of this layer" in str(told)


def test_a_run_stops_when_it_is_asked_to(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_name: str, **_given: object) -> None:
        from jejak.analysis.engine.control import current  # noqa: PLC0415

        while True:
            current().tick(1, 2)
            time.sleep(0.01)

    monkeypatch.setattr(case, "run", endless)
    job = actions.start("degree", {})
    asked = {"name": "degree", "job": job.id}
    assert "Stop" in str(view.body(asked))
    job.stop()
    assert ended(job).state is State.STOPPED
    assert "nothing was kept" in str(view.body(asked))


# What is shown


def shown(case: Case, name: str) -> outcome.Shown:
    return outcome.Shown(case.run(name, **given(case, name)))  # type: ignore[arg-type]


def test_a_row_leads_to_the_records_that_say_so(case: Case) -> None:
    rows = Rows.of(shown(case, "brokers").result)
    told = outcome.detail(rows, 0)
    assert "rows.csv" in str(told)
    button = next(one for one in components(told) if getattr(one, "className", "") == "jejak-source")
    assert set(button.id["subject"].split(",")) <= set(rows.links(0))
    assert "On shortest ways between others" in str(told)


def test_an_unstable_place_is_never_a_bare_rank(case: Case) -> None:
    rows = Rows.of(shown(case, "ranking").result)
    assert [column["field"] for column in rows.columns()][3:5] == ["betweenness", "reasons"]
    assert all("of the runs with doubted links" in row.get("reasons", "") for row in rows.data() if row["betweenness"])
    use_language("id")
    assert "proses dengan tautan diragukan" in rows.data()[0]["reasons"]


def test_numbers_are_sorted_by_value_and_read_in_the_language(case: Case) -> None:
    use_language("id")
    row = Rows.of(shown(case, "ranking").result).data()[0]
    assert isinstance(row["percentile"], float)
    assert row["percentile_text"].endswith("%")
    assert row["etype"] in {"Orang", "Organisasi"}


def test_whoever_is_named_in_a_reason_is_called_by_caption(case: Case) -> None:
    text = str([row.get("reasons") for row in Rows.of(shown(case, "missing_links").result).data()])
    assert "With the fewest ties among them: " in text
    assert "Xaverius Xx" in text


@pytest.mark.parametrize(
    ("name", "kind"),
    [("disruption", "LineChart"), ("degree", "Ol"), ("communities", "Ol"), ("syndicates", "Ol"), ("paths", None)],
)
def test_the_picture_is_chosen_by_the_columns(case: Case, name: str, kind: str | None) -> None:
    drawn, wide = plot(Rows.of(shown(case, name).result))
    assert wide == (kind == "LineChart")
    assert (drawn is None) if kind is None else kind in {type(one).__name__ for one in components(drawn)}


def test_events_of_slices_are_counted_over_time(case: Case) -> None:
    card = case.run("degree").card
    columns = ("slice", "starts", "event", "group")
    rows = ((1, "2024-01-01", "born", 1), (1, "2024-01-01", "born", 2), (2, "2024-04-01", "ended", 1))
    drawn, wide = plot(Rows.of(Result(card, columns, rows, {})))
    bars = next(one for one in components(drawn) if type(one).__name__ == "BarChart")
    assert bars.data == [{"when": "1 Jan 2024", "born": 2}, {"when": "1 Apr 2024", "ended": 1}]
    assert wide


# Out and kept


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_files_are_byte_for_byte_those_of_the_command_line(case: Case, kind: str) -> None:
    made = actions.file_of(kind, outcome.Shown(case.run("degree")))
    told = CliRunner().invoke(
        command_line, ["analyse", str(case.folder), "degree", "--format", kind, "--limit", "100000"]
    )
    assert told.exit_code == 0
    assert base64.b64decode(str(made["content"])) == told.stdout_bytes


def test_the_run_card_is_told_in_words_and_copied_as_rerun_reads_it(case: Case) -> None:
    made = outcome.outcome(shown(case, "ranking"))
    text = next(one.value for one in components(made) if type(one).__name__ == "CopyButton")
    assert json.loads(text)["card"]["analysis"] == "ranking"
    assert "Actors alone" in str(by_id(made, "analysis-card"))


def test_a_finding_is_kept_opened_run_again_and_taken_back(case: Case, tmp_path: Path) -> None:
    job = ended(actions.start("degree", {"top": 3}))
    listed, _closed = actions.keep(1, "who knows whom", f"?name=degree&job={job.id}")
    kept = case.keeping.findings()[-1]
    assert kept.note == "who knows whom"
    assert "holds" in str(listed)
    page = view.layout({"name": "degree", "finding": str(kept.seq)})
    assert "Yusran Yy" in str(by_id(page, "analysis-grid").rowData)
    assert "who knows whom" in str(page)
    again = ended(actions.start_again(kept.seq))
    assert "The same result again" in str(view.body({"name": "degree", "job": again.id}))
    case.import_file(_more(tmp_path), tmp_path / "m.yaml")
    other = ended(actions.start_again(kept.seq))
    told = str(view.body({"name": "degree", "job": other.id}))
    assert "Another result" in told
    assert "Import" in told
    case.keeping.undo(kept.seq)
    assert "no kept finding of this number" in str(view.body({"name": "degree", "finding": str(kept.seq)}))


def _more(folder: Path) -> Path:
    (folder / "m.yaml").write_text(MAPPING)
    path = folder / "more.csv"
    path.write_text("victim,recruiter,keeper,payer,sum,day\nTuti Tt,Yusran Yy,Salim Ss,PT Wawa Ww,5,2024-10-03\n")
    return path


def test_a_note_that_names_somebody_protected_is_refused() -> None:
    job = ended(actions.start("degree", {}))
    with pytest.raises(Exception, match="protected"):
        actions.keep(1, "Zulaiha Zz told us", f"?name=degree&job={job.id}")


def test_whoever_asks_for_no_analysis_is_told_what_to_do() -> None:
    text = str(view.layout({"name": "nonsense"}))
    assert "Choose an analysis on the left" in text
    assert all(f"/analyses?name={name}" in text for name in ANALYSES)


def test_a_needed_parameter_is_refused_at_every_door(case: Case) -> None:
    with pytest.raises(AnalysisError, match="must be given"):
        case.run("paths")


@pytest.mark.browser
def test_the_page_in_a_browser_from_a_fault_to_a_kept_finding(case: Case, open_screen: Callable[[Any], Any]) -> None:
    screen = open_screen(case)
    page = screen.page
    screen.open(f"/analyses?name=paths&sel={by_caption(case)['Yusran Yy']}")
    page.click("#analysis-run")
    expect(page.locator("#analysis-fault")).to_contain_text("Begin: The parameter must be given → choose an entity")
    page.locator("button", has_text="Take the selected").first.click()
    expect(page.locator("input[value='Yusran Yy']").first).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("a")
    page.click("a[href='/analyses?name=disruption']")
    page.click("#analysis-run")
    page.wait_for_url("**/analyses?name=disruption&job=1**")
    page.wait_for_selector("#analysis-curves .recharts-line", timeout=SLOW)
    page.locator("#analysis-result .ag-row", has_text="Xaverius Xx").first.click()
    page.locator("#analysis-detail button.jejak-source").first.click()
    expect(page.locator("#record")).to_contain_text("mapping ring", timeout=SLOW)
    page.keyboard.press("Escape")
    page.reload()
    page.click("text=Keep as finding …")
    page.fill("#analysis-note", "who keeps control")
    page.click("#analysis-keep")
    expect(page.locator("#analysis-kept")).to_contain_text("who keeps control", timeout=SLOW)
    page.locator("#analysis-kept >> text=Run again").first.click()
    expect(page.locator("#analysis-result")).to_contain_text("The same result again", timeout=SLOW)
    page.locator("#analysis-kept >> text=Take back").first.click()
    expect(page.locator("#analysis-kept")).not_to_contain_text("who keeps control", timeout=SLOW)
    assert screen.faults == []
    assert [url for url in screen.requests if not url.startswith((screen.address, "data:", "blob:"))] == []
