"""Long work in the background: how far it is, how it ends, and that its result stays."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import current_language, use_language
from jejak.ui.jobs import KEPT, Job, Jobs, State

PERSON = "Siti Rahayu"


def ended(job: Job) -> Job:
    for _ in range(500):
        if job.state is not State.RUNNING:
            return job
        threading.Event().wait(0.01)
    raise AssertionError("the job does not end")


def test_a_job_tells_how_far_it_is_and_keeps_its_result() -> None:
    told, go = threading.Event(), threading.Event()

    def work(job: Job) -> str:
        job.update("reading", 3, 10)
        told.set()
        assert go.wait(5)
        return "the result"

    jobs = Jobs()
    job = jobs.start("test", "A test", "/here?job={id}", work)
    assert told.wait(5)
    assert (job.state, job.stage, job.done, job.total, job.href) == (State.RUNNING, "reading", 3, 10, "/here?job=1")
    go.set()
    assert (ended(job).state, job.result) == (State.DONE, "the result")
    assert jobs.get(job.id) is job
    assert jobs.get("nothing") is jobs.get(None) is None


def test_a_job_that_is_asked_to_stop_ends_at_its_next_step_without_a_result() -> None:
    began = threading.Event()

    def work(job: Job) -> None:
        while True:
            job.tick(1, 2)
            began.set()

    job = Jobs().start("test", "", "/", work)
    assert began.wait(5)
    job.stop()
    assert job.stopping
    assert (ended(job).state, job.result, job.error) == (State.STOPPED, None, None)


def _refused(_job: Job) -> None:
    raise AnalysisError("there is no such analysis")


def _broken(_job: Job) -> None:
    raise KeyError(PERSON)


def _several(_job: Job) -> None:
    raise ExceptionGroup("faults", [AnalysisError("there is no such layer"), AnalysisError("another")])


@pytest.mark.parametrize(
    ("work", "told"),
    [(_refused, "there is no such analysis"), (_several, "there is no such layer"), (_broken, None)],
)
def test_a_job_that_fails_says_why_and_the_log_holds_no_words_of_a_foreign_error(
    work: Callable[[Job], None], told: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    job = ended(Jobs().start("test", "", "/", work))
    assert job.state is State.FAILED
    assert (job.error.what if job.error else None) == told
    assert PERSON not in caplog.text
    assert ("KeyError" in caplog.text) is (told is None)


def test_a_job_speaks_the_language_of_whoever_began_it() -> None:
    use_language("ms")
    job = Jobs().start("test", "", "/", lambda _job: current_language())
    use_language("en")
    assert ended(job).result == "ms"


def test_only_the_latest_results_are_kept_and_no_running_job_is_lost() -> None:
    jobs, go = Jobs(), threading.Event()
    first = jobs.start("test", "", "/", lambda _job: go.wait(20))
    for _ in range(KEPT + 5):
        ended(jobs.start("test", "", "/", lambda _job: None))
    assert first in jobs.all()
    assert len(jobs.all()) <= KEPT + 2
    assert [int(one.id) for one in jobs.all()] == sorted((int(one.id) for one in jobs.all()), reverse=True)
    go.set()
    ended(first)
