"""The page Import without a browser: who may send a file, what its answers are, and what each choice changes."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dash import no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate
from flask.testing import FlaskClient

from jejak.case import Case, Receipt
from jejak.case.arrivals import LARGEST
from jejak.case.trying import Trial
from jejak.ui.app import create_app
from jejak.ui.desk import Waiting
from jejak.ui.jobs import Job, State
from jejak.ui.pages.importing import batch_list, bringing, layout, mapping, reading, trying, uploading
from jejak.ui.session import jobs, screen

BASE = "http://127.0.0.1:8050"
TOKEN = "right"  # noqa: S105 -- of the test
ROWS = "nama,no hp,tanggal\nBudi Contoh,081234567890,1 Mei 2024\nAni Contoh,12,2 Mei 2024\n"
HEADER = {uploading.NAME: "orang%20dan%20hp.csv"}


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case.create(tmp_path / "t.case", analyst="tester") as opened:
        yield opened


@pytest.fixture
def client(case: Case) -> FlaskClient:
    made = create_app(case, token=TOKEN).server.test_client()
    made.get(f"/?start={TOKEN}", base_url=BASE)
    return made


def post(client: FlaskClient, content: bytes = ROWS.encode(), **more: Any) -> Any:
    given = {"headers": HEADER, "base_url": BASE, "data": content, **more}
    return client.post(uploading.UPLOAD, **given)


@pytest.fixture
def inside(case: Case) -> Iterator[None]:
    app = create_app(case, token=TOKEN).server
    with app.test_request_context("/import", base_url=BASE):
        app.preprocess_request()
        yield


@pytest.fixture
def waiting(inside: None, case: Case) -> Waiting:
    del inside  # it is there for the request that it opens
    return screen().desk.take(case.intake, case.intake.files.receive("orang.csv", [ROWS.encode()]))


@pytest.fixture
def pressed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Say what triggered the next callback."""

    def press(ident: object, value: object = 1) -> None:
        for module in (reading, mapping, batch_list):
            found = SimpleNamespace(triggered_id=ident, triggered=[{"value": value}])
            monkeypatch.setattr(module, "ctx", found)

    return press


def search(one: Waiting) -> str:
    return f"?file={one.arrival.id}"


def texts(shown: object) -> str:
    """All that a component says."""
    if isinstance(shown, Component):
        return " ".join(texts(getattr(shown, name, "")) for name in ("children", "label"))
    return " ".join(map(texts, shown)) if isinstance(shown, list | tuple) else str(shown or "")


def done(job: Job) -> Job:
    while job.state is State.RUNNING:
        time.sleep(0.01)
    return job


def test_a_file_is_taken_from_the_one_browser_of_this_screen_alone(case: Case, client: FlaskClient) -> None:
    stranger = create_app(case, token="other").server.test_client()  # noqa: S106
    assert post(stranger).status_code == 401
    assert post(client, headers={**HEADER, "Origin": "http://evil.example"}).status_code == 403
    assert post(client, base_url="http://evil.example").status_code == 421
    assert post(client, headers={}).status_code == 400, "no form of another site can set the header"
    assert case.intake.files.all() == []
    answer = post(client)
    assert answer.status_code == 200
    arrival = case.intake.files.get(answer.json["id"])
    assert arrival is not None
    assert arrival.name == "orang dan hp.csv"
    assert arrival.path.read_bytes() == ROWS.encode()


def test_what_cannot_be_taken_is_told_in_one_sentence(case: Case, client: FlaskClient) -> None:
    assert post(client, b"\x7fELF\x02\x01\x01\x00" * 200).json["error"].startswith("This is a binary file")
    large = post(client, b"", headers={**HEADER, "Content-Length": str(LARGEST + 1)})
    assert large.status_code == 413
    assert "Type its path" in large.json["error"]
    assert list((case.folder / "tmp").iterdir()) == []


@pytest.mark.usefixtures("inside")
def test_a_path_that_is_none_is_told_beside_the_box(case: Case) -> None:
    assert uploading.take_path(None, None, None) == (no_update, no_update), "nothing was pressed yet"
    address, said = uploading.take_path(1, None, "statement.csv")
    assert address is no_update
    assert "whole path" in str(said)
    path = case.folder.parent / "orang.csv"
    path.write_text(ROWS)
    address, said = uploading.take_path(None, 1, str(path))
    assert str(address).startswith("/import?file=")
    assert "orang" not in str(address), "an address holds ids only"
    assert said == ""


@pytest.mark.usefixtures("inside")
def test_a_file_that_is_gone_is_told_and_the_page_goes_on() -> None:
    assert "does not wait any more" in texts(layout({"file": "0" * 16, "step": "map"}))
    with pytest.raises(PreventUpdate):
        trying.start(1, "?file=0")


def test_reading_otherwise_proposes_anew_until_the_analyst_has_decided(
    waiting: Waiting, case: Case, pressed: Any
) -> None:
    pressed({"type": "import-read", "name": "encoding"}, "utf-8")
    assert reading.change([], None, search(waiting)) is no_update, "it is read so already"
    pressed({"type": "import-read", "name": "header_row"}, 2)
    reading.change([], None, search(waiting))
    assert waiting.look(case.intake).columns[0] == "Budi Contoh"
    pressed("import-anew")
    reading.change([], 1, search(waiting))
    assert waiting.look(case.intake).columns == ("nama", "no hp", "tanggal")
    waiting.put(case.intake, "tanggal", "e|person|birth_date")
    pressed({"type": "import-read", "name": "delimiter"}, ";")
    said = texts(reading.change([], None, search(waiting)))
    assert "birth_date" in waiting.text, "what the analyst decided stays"
    assert "Next" in said or "header" in said


@pytest.mark.usefixtures("inside")
def test_a_file_without_a_header_is_read_when_its_columns_are_named(case: Case, pressed: Any) -> None:
    one = screen().desk.take(case.intake, case.intake.files.receive("a.csv", [b"1;2\n3;4\n"]))
    assert one.text == ""
    assert "header" in texts(reading.layout(one))
    pressed({"type": "import-read", "name": "columns"}, "from, to")
    assert "Next" in texts(reading.change([], None, search(one)))
    assert case.intake.data(one.text)["source"]["columns"] == ["from", "to"]
    pressed({"type": "import-read", "name": "encoding"}, "klingon")
    assert "no such encoding" in texts(reading.change([], None, search(one)))


def test_a_choice_changes_the_mapping_and_a_select_that_is_only_shown_does_not(
    waiting: Waiting, case: Case, pressed: Any
) -> None:
    before = waiting.text
    shown = ["e|person|name", "e|phone|number", ""]
    pressed({"type": "import-becomes", "at": 0}, shown[0])
    assert mapping.becomes(shown, search(waiting), 1) == (no_update,) * 5
    assert waiting.text == before
    pressed({"type": "import-becomes", "at": 2})
    answer = mapping.becomes([*shown[:2], "e|person|birth_date"], search(waiting), 1)
    assert answer[2] == waiting.text
    assert answer[4] == 2, "the preview follows"
    assert case.intake.data(waiting.text)["entities"]["person"]["properties"]["birth_date"] == "tanggal"
    pressed({"type": "import-class", "entity": "person"}, "S")
    mapping.change([], [], [], None, [], search(waiting), 1)
    pressed({"type": "import-key", "entity": "person"}, ["nama"])
    mapping.change([], [], [], None, [], search(waiting), 1)
    pressed({"type": "import-default", "name": "zone"}, "Asia/Jakarta")
    mapping.change([], [], [], None, [], search(waiting), 1)
    data = case.intake.data(waiting.text)
    assert data["entities"]["person"]["protection"] == "S"
    assert data["entities"]["person"]["key"] == ["nama"]
    assert data["defaults"]["zone"] == "Asia/Jakarta"
    pressed({"type": "import-remove", "kind": "entity", "name": "phone"}, 1)
    mapping.change([], [], [1], None, [], search(waiting), 1)
    assert "phone" not in case.intake.data(waiting.text)["entities"]
    assert case.intake.faults(waiting.text) == []


def test_yaml_with_faults_is_refused_line_by_line_and_the_mapping_stays(waiting: Waiting) -> None:
    before = waiting.text
    layout_, said = mapping.write(1, "mapping: x\nentities:\n  a: {type: persn, key: [nama]}\n", search(waiting))
    assert layout_ is no_update
    assert "line 3: No entity type is called 'persn'" in texts(said)
    assert waiting.text == before
    assert mapping.write(1, "a: [", search(waiting))[0] is no_update
    _shown, said = mapping.write(1, before.replace("title:", "title: x"), search(waiting))
    assert said == ""


def test_a_mapping_that_lacks_columns_is_told_before_anything_is_tried(waiting: Waiting, case: Case) -> None:
    waiting.write(case.intake, waiting.text.replace("no hp", "telepon"))
    assert "telepon" in texts(mapping.fit_notes(waiting))
    assert "does not fit" in texts(trying.layout(waiting))
    waiting.put(case.intake, "no hp", "e|phone|number")
    phone = case.intake.data(waiting.text)["entities"]["phone"]
    assert (phone["key"], phone["properties"]) == (["no hp"], {"number": "no hp"}), "it takes all places of the other"
    assert case.intake.data(waiting.text)["links"], "and no link is lost"


def test_a_saved_mapping_is_offered_for_the_next_file(waiting: Waiting, case: Case, pressed: Any) -> None:
    pressed("import-save")
    assert mapping.save(None, None, search(waiting)) == (no_update, no_update)
    case.intake.mappings.save(waiting.text.replace("orang.csv", "People and phones"))
    again = screen().desk.take(case.intake, case.intake.files.receive("b.csv", [ROWS.encode()]))
    assert "People and phones fits this file" in texts(mapping.layout(again))
    said, hidden = mapping.save(1, None, search(waiting))
    assert "saved already" in str(said)
    assert hidden is False, "now the button that replaces it is there"


def test_from_the_trial_to_the_report_and_the_way_back(waiting: Waiting, case: Case, pressed: Any) -> None:
    assert "Not tried yet" in texts(bringing.layout(waiting))
    job = done(trying.begin(waiting, case.intake))
    assert isinstance(job.result, Trial)
    said = texts(trying.layout(waiting))
    assert "Values and records that cannot be used: 2" in said
    assert "(12)" in said, "nobody is protected, so the raw text may be shown"
    answer = uploading.rejects(job.id)
    answer.direct_passthrough = False
    assert b"too short" in io.BytesIO(answer.get_data()).read()
    assert uploading.rejects("99").status_code == 404
    parts = [{"part": name} for name in ("source", "information", "handling")]
    assert bringing.grade([], [], search(waiting)) is no_update
    bringing.grade(["B", "2", "P"], parts, search(waiting))
    assert case.intake.data(waiting.text)["defaults"]["grade"] == "B2"
    assert waiting.unchanged(case.intake), "another grade needs no other trial"
    waiting.origin = "Bank, letter of 3 May"
    job = done(bringing.begin(waiting, case))
    assert isinstance(job.result, Receipt), job.error
    assert "The file is in the case" in texts(bringing.layout(waiting))
    assert case.ledger.sources()[0].origin == waiting.origin
    batch = case.batches()[0]
    assert batch.default_grade == "B2"
    pressed({"type": "batch-ask", "id": batch.batch_id})
    _opened, effect, asked, *_rest = batch_list.ask([1])
    assert asked == {"id": batch.batch_id, "live": True}
    assert "leave the graph" in texts(effect)
    assert "a reason" in str(batch_list.confirm(1, asked, "no")[1]).lower()
    assert case.batches()[0].status == "live"
    done(batch_list.begin(case, asked, "a wrong file"))
    assert case.batches()[0].status == "reversed"
    assert "meanwhile" in str(batch_list.confirm(1, asked, "a wrong file")[1])
    assert "only a live batch" in str(done(batch_list.begin(case, asked, "a wrong file")).error)
    assert case.batches()[0].status == "reversed", "what was to be reversed is never taken back instead"
    done(batch_list.begin(case, {"id": batch.batch_id, "live": False}, "the right one"))
    assert case.batches()[0].status == "live"


def test_a_changed_mapping_makes_the_trial_void(waiting: Waiting, case: Case) -> None:
    done(trying.begin(waiting, case.intake))
    waiting.put(case.intake, "no hp", "")
    assert "changed since the last trial" in texts(trying.layout(waiting))
    assert "Not tried yet" in texts(bringing.layout(waiting))


def test_a_stopped_import_can_be_begun_again(waiting: Waiting, case: Case) -> None:
    done(trying.begin(waiting, case.intake))
    real = case.intake.bring_in

    def stopped(*given: Any, **more: Any) -> Receipt:
        jobs().get(waiting.bringing or str(len(jobs().all()))).stop()  # type: ignore[union-attr]
        return real(*given, **more)

    case.intake.bring_in = stopped  # type: ignore[method-assign]
    job = done(bringing.begin(waiting, case))
    assert job.state is State.STOPPED
    assert case.batches() == []
    said = texts(bringing.layout(waiting))
    assert "stopped; nothing was kept" in said
    assert "Import" in said


def test_two_presses_begin_one_trial_and_a_file_at_work_is_not_thrown_away(
    waiting: Waiting, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    go = threading.Event()
    monkeypatch.setattr(trying, "watch", lambda: None)
    monkeypatch.setattr(uploading, "notify", lambda text, *_: said.append(text))
    monkeypatch.setattr(case.intake, "try_out", lambda *_: go.wait(10))
    for _ in range(2):
        trying.start(1, search(waiting))
    assert len(jobs().all()) == 1
    assert uploading.discard(1, search(waiting)) is no_update
    assert "being stopped" in said[-1]
    assert waiting.arrival.path.exists()
    go.set()
    done(jobs().all()[0])
    assert uploading.discard(1, search(waiting)) == "/import"
    assert not waiting.arrival.path.exists()
