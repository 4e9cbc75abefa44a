"""Every text that the screen shows of a case: pages, forms, results, and the answers to what a reader does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dash import Dash, dcc
from dash.development.base_component import Component

from jejak.analysis.parameters import specs
from jejak.analysis.registry import ANALYSES
from jejak.case import Case
from jejak.case.queue import Holding, Queue, Wanted
from jejak.graph.entity_table import Listing
from jejak.graph.ledger import Event, EventKind, Fault
from jejak.graph.model import Node
from jejak.schemas.errors import AnalysisError
from jejak.ui import shell, top_search, who_says_so, work_panel
from jejak.ui.jobs import Job, State, Stopped
from jejak.ui.pages import PAGES, syndicates
from jejak.ui.pages import identities as identities_page
from jejak.ui.pages.analyses import actions as analyses
from jejak.ui.pages.analyses import form, outcome, rows, view
from jejak.ui.pages.audit import page as audit_page
from jejak.ui.pages.audit.subjects import Subjects
from jejak.ui.pages.audit.words import _KINDS, event_words
from jejak.ui.pages.chart import actions, expanding, following, opening, saving, sources, view_list
from jejak.ui.pages.entities import listing as entity_listing
from jejak.ui.pages.entities import one as profile_page
from jejak.ui.pages.entities import table
from jejak.ui.pages.home import leads, news, saved
from jejak.ui.pages.home import quality as home_quality
from jejak.ui.pages.identities import desk, finding, many, past, working
from jejak.ui.pages.importing import batch_list, bringing, mapping, preview, reading, trying
from jejak.ui.pages.sources import checking, listing, records, rejects, single
from jejak.ui.pages.sources.checking import Checked
from jejak.ui.pages.syndicates.bonds import together
from jejak.ui.session import jobs, screen

#: Properties of components that people read or hear.
SHOWN = {
    "children", "label", "title", "placeholder", "description", "aria-label", "headerName", "localeText", "data",
    "words",
}  # fmt: skip


def texts(shown: object, *, read: bool = True) -> Iterator[str]:
    """Every text of a component, however deep."""
    if isinstance(shown, str):
        if read:
            yield shown
    elif isinstance(shown, Component) and not isinstance(shown, dcc.Store):
        for name in shown._prop_names:
            value = getattr(shown, name, None)
            yield from texts(value, read=name in SHOWN)
        for name in shown.available_wildcard_properties and [p for p in vars(shown) if p.startswith("aria-")]:
            yield from texts(getattr(shown, name), read=name in SHOWN)
    elif isinstance(shown, dict):
        for name, value in shown.items():
            yield from texts(value, read=(read or name in SHOWN) and name != "value")
    elif isinstance(shown, list | tuple):
        for one in shown:
            yield from texts(one, read=read)


def pages(app: Dash, case: Case, language: str) -> list[str]:
    """Every text of the frame, the pages and the answers to what a reader does, in one language."""
    with app.server.test_request_context("/", headers={"Cookie": f"jejak_language={language}"}):
        app.server.preprocess_request()
        shown: list[object] = [shell.layout(), *(shell.route(page.path, "") for page in PAGES if page.path != "/chart")]
        shown += list(analysed(case))
        shown += [
            syndicates.groups(list(case.syndicates()), ""),
            *map(together, case.syndicates()),
            top_search.find(None),
            top_search.find("yusran"),
            top_search.find("Yusron"),
        ]
        shown += entities(case)
        shown += work()
        shown += saved_views(case)
        shown += account(case)
        shown += importing_steps(case)
        shown += [expanding.offer({"id": node.id, "crowded": True})[:2] for node in nodes(case)]
        shown += [top_search.find("nobody at all"), actions.status({"shown": 1, "total": 1234, "links": 5678})[0]]
        shown += [one for node in nodes(case) for one in around(node, case)]
        shown += list(identities(case))
        return [text for one in shown for text in texts(one)]


def entities(case: Case) -> list[object]:
    """The rows of the table and the profiles, and what stands there when nothing is found."""
    nobody: table.Filters = {
        "text": None, "etype": None, "roles": None, "country": None, "protection": None, "n_sources": None,
        "n_links": None, "near": None,
    }  # fmt: skip
    rows, line = table.rows({"startRow": 0, "endRow": 99}, nobody)
    assert isinstance(rows, dict)
    shown: list[object] = [
        line,
        [list(entity_listing.cells(row).values()) for row in case.entities.block(Listing(), 0, 99)[0]],
    ]
    shown.append(table.rows({"startRow": 0, "endRow": 9}, {**nobody, "n_links": 999})[1])
    shown += [table.layout({"near": nodes(case)[0].id}), table.chosen(["a"], {**nobody, "text": ""})[0]]
    for node in nodes(case):
        shown += [profile_page.layout(node.id), profile_page.show("", node.id), profile_page.groups("", node.id)]
    return [*shown, profile_page.show("", "0" * 32)]


def account(case: Case) -> Iterator[object]:
    """Sources, one of them with its records and rejects, the audit trail and the home page's answers."""
    book = case.account.sources
    row = book.all()[0]
    sha, batch = row.source.sha, row.live[0]
    at: Any = {"sha": sha, "batch": batch.batch_id, "record": 1, "first": 0}
    yield [listing.layout({}), single.layout({"id": sha}), single.layout({"id": "0" * 64}), records.show(at)[0]]
    for one in book.page_of(batch, 1).records:
        yield [records.beside(book.page_of(batch, 1), one), records.beside(book.page_of(batch, 1), None)]
    yield [rejects.show(at), home_quality.show(None), leads.findings(None), leads.groups(None)]
    yield [checking.shown_check(done(result)) for result in (Checked(1, "0" * 64, ()), Checked(1, "0" * 64, FAULTS))]
    yield [news._news([]), news._news(events(case)), audit_page.check(None)]
    subjects = Subjects()
    yield [audit_page.beside(None, subjects), audit_page.layout({}), audit_page.layout({"subject": nodes(case)[0].id})]
    for event in events(case):
        yield audit_page.beside(event, subjects)
        yield [event_words(event), [one.text for one in subjects.of(event)]]


FAULTS = (Fault("sources/" + "0" * 64, "is missing"), Fault("event 7", "was changed after it was written"))


def done(result: Checked) -> Job:
    job = jobs().start(checking.KIND, "#", "/", lambda _job: result)
    while job.state is State.RUNNING:
        time.sleep(0.01)
    return job


def events(case: Case) -> list[Event]:
    """One event of each kind that the screen has words for; the same whenever it is asked."""
    known = {one.kind: one for one in reversed(case.ledger.events())}
    plain = known[EventKind.CASE_CREATED]
    detail = {"record": 1, "first": 1, "last": 3, "batch": "0" * 64, "ids": [nodes(case)[0].id], "rows_ok": 3}
    more: dict[str, Any] = {
        **detail,
        "rows_in": 3,
        "left": nodes(case)[0].id,
        "right": nodes(case)[1].id,
        "hits": 1,
        "new": 2,
    }
    made = [
        replace(plain, kind=str(kind), subject="7", detail={**more, "verdict": "same", "role": "victim"})
        for kind in _KINDS
    ]
    return [replace(one, seq=n) for n, one in enumerate([known["source_received"], known["batch_adopted"], *made], 1)]


def analysed(case: Case) -> Iterator[object]:
    """Every form, every result that this case gives, what a row rests on, and what was kept of one."""
    found = {node.caption: node.id for node in nodes(case)}
    ends = {"source": found["Yusran Yy"], "target": found["PT Wawa Ww"]}
    for name, analysis in ANALYSES.items():
        yield view.layout({"name": name})
        given = {
            key: value
            for key, value in {**ends, "runs": 3, "bits": 0.0, "least_score": 0.0}.items()
            if key in specs(analysis.parameters)
        }
        result = case.run(name, **given)  # type: ignore[arg-type]
        yield outcome.outcome(outcome.Shown(result))
        told = rows.Rows.of(result)
        yield [text for row in told.data() for key, text in row.items() if key.endswith("_text") or key == "reasons"]
        yield outcome.detail(told, 0) if result.rows else None
    fault = form.fault("degree", {"top": -1})
    yield fault.says if fault else None
    kept = case.keeping.findings()[-1]
    yield view.layout({"name": "degree", "finding": str(kept.seq)})
    job = analyses.start_again(kept.seq)
    while job.state is State.RUNNING:
        time.sleep(0.01)
    yield view.body({"name": "degree", "job": job.id})


def identities(case: Case) -> Iterator[object]:
    """The page Identities with pairs, a queue of which everything is low enough to be suggested, and decisions."""
    people = [node.id for node in nodes(case) if node.etype == "person"]
    here = case.identities
    queue = Queue(here, lambda: case.identities, here.listed(0.0))
    desk.desk().bare = queue
    job = jobs().start(desk.KIND, "#", "/", lambda _job: queue)
    while job.state is State.RUNNING:
        time.sleep(0.01)
    for pair in pairwise(people):
        yield list(working._seen(queue, pair, Wanted(), queued=True))[:3]
        yield working._seen(queue, pair, Wanted(), queued=False)[0]
    yield [finding._running(job), finding._stopped(), finding._nothing(), working._done(Wanted())]
    yield [working._done(Wanted(kind="person")), many.layout(), list(map(many.holding_word, Holding)), past.listed(0)]
    yield many.preview(10.0, "", True, None)[0]
    yield many.preview(10.0, "", False, None)[0]
    yield many.preview(100.0, "", False, None)[0]
    yield [past.listed(0), past.of_one(people[0]), identities_page.layout({"a": people[0], "b": people[1]})]


def saved_views(case: Case) -> list[object]:
    """The list of saved views with one that was taken away, and what is told of an open one; written once."""
    views, ids = case.chart_views, [node.id for node in nodes(case)]
    if not views.views():
        state = {"ids": ids, "pos": [[0, 0]] * len(ids), "hidden": []}
        here, _one = views.save(state, "zz")
        views.save_on(here, {**state, "hidden": ids[:1]}, base=1)
        views.restore(here, 1)
        views.take_away(views.save(state, "xx")[0])
    here = views.views()[0].id
    told = [saving.open_name({"id": here, "version": 1, "changed": flag}, None) for flag in (True, False)]
    return [
        *told,
        view_list.listed(""),
        view_list.listed("?"),
        saved.show(None),
        opening.changes(1, 1),
        following.sentences({"a": "b", "c": None}),
        view_list.dialog(),
    ]


def work() -> list[object]:
    """The list of jobs with one of every end."""

    def fail(_job: Job) -> None:
        raise AnalysisError("there is no such analysis", hint="see `jejak analyses`")

    def stopped(_job: Job) -> None:
        raise Stopped

    for number, task in enumerate((lambda _job: None, fail, stopped)):
        job = jobs().start("test", f"#{number}", "/", task)
        while job.state is State.RUNNING:
            time.sleep(0.01)
    return [work_panel.layout(), list(work_panel.tick(None, None, []))[:2]]


STEPS_ROWS = """xxname,xxmangsa,xxphone,xxday,xxother
Budi Zz,Ani Zz,081234567890,2024-05-01,
Tono Zz,Ina Zz,0812,2024-05-02,zz
"""
STEPS_MAPPING = """mapping: xxm
source: {format: csv}
defaults: {zone: UTC, region: ID}
entities:
  xxa: {type: person, key: [xxname], properties: {name: xxname}}
  xxb: {type: person, roles: [victim], properties: {name: xxmangsa}}
  xxc: {type: phone, key: [xxphone], properties: {number: xxphone}}
links:
  - {type: RECRUITED_BY, from: xxb, to: xxa, time: xxday}
  - {type: USES, from: xxa, to: xxc}
"""


def importing_steps(case: Case) -> list[object]:
    """Every step of an import, and of a file that cannot be read."""
    waiting = screen().desk.take(case.intake, case.intake.files.receive("zz.csv", [STEPS_ROWS.encode()]))
    shown: list[object] = [reading.layout(waiting), mapping.layout(waiting), bringing.layout(waiting)]
    assert not waiting.write(case.intake, STEPS_MAPPING)
    shown += [mapping.layout(waiting), preview.layout(waiting), trying.layout(waiting)]
    finished(trying.begin(waiting, case.intake))
    shown += [trying.layout(waiting), bringing.layout(waiting), batch_list._effect(case.intake.batches()[0])]
    unread = screen().desk.take(case.intake, case.intake.files.receive("zz.csv", [b"1,2\n3,4\n"]))
    shown += [reading.layout(unread), shell.route("/import", f"?file={unread.arrival.id}&step=map")]
    for file in (waiting, unread):
        screen().desk.discard(case.intake, file.arrival.id)
    return shown


def finished(job: Job) -> None:
    while job.state is State.RUNNING:
        time.sleep(0.01)
    assert job.state is State.DONE


def nodes(case: Case) -> list[Node]:
    snapshot = case.snapshot()
    return sorted(map(snapshot.node, range(snapshot.n_nodes)), key=lambda node: node.id)


def around(node: Node, case: Case) -> Iterator[object]:
    """The detail of an entity, of each of its links, and a record behind it."""
    yield sources.show(node.id, "tab")
    feed = screen().feeds.of("tab")
    actions.expand(feed, [node.id])
    drawn = feed.since(0)[-1]["add"]
    yield [text for some in drawn.values() for one in some for text in (one["label"], one.get("kindLabel", ""))]
    for bundle in sorted(feed.bundles):
        yield sources.show(bundle, "tab")
    claim = case.claims(node.id)[0]
    yield who_says_so.record_view(claim, case.record(claim))
