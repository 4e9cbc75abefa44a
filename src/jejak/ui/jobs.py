"""Long work in the background: it tells how far it is, can be stopped, and its result is still there after a reload.

A job runs in a thread of the server and belongs to the case, not to a tab. Whoever asks later gets its state by its id.
"""

from __future__ import annotations

import logging
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

from jejak.schemas.errors import JejakError

log = logging.getLogger(__name__)

#: So many finished jobs are kept with their results.
KEPT = 50


class State(StrEnum):
    """Where a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class Stopped(Exception):  # noqa: N818 - a request that was met, not an error
    """Raised inside a job that was asked to stop, at its next step."""


@dataclass(eq=False)
class Job:
    """One piece of work.

    Attributes:
        id: Its id, counted from 1 on this server.
        kind: What made it, for the page that shows its result.
        title: What the reader is told.
        href: Where its result is shown.
        state: Where it stands.
        stage: What it is doing now, a word of whoever does it.
        done: Parts done of this stage.
        total: Parts in all, where known.
        result: What it gave; None until it is done.
        error: Why it failed; None for an error that is no `JejakError` (the log says more).
        asked: What it was asked for, for the page that shows it.
    """

    id: str
    kind: str
    title: str
    href: str
    state: State = State.RUNNING
    stage: str = ""
    done: int = 0
    total: int | None = None
    result: object = None
    error: JejakError | None = None
    asked: object = None
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def update(self, stage: str, done: int, total: int | None) -> None:
        """Tell how far it is.

        Raises:
            Stopped: It was asked to stop.
        """
        self.stage, self.done, self.total = stage, done, total
        if self._stop.is_set():
            raise Stopped

    def tick(self, done: int, total: int) -> None:
        """`update` without a stage, as computations tell it."""
        self.update(self.stage, done, total)

    def stop(self) -> None:
        """Ask it to stop at its next step."""
        self._stop.set()

    @property
    def stopping(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.is_set()

    @property
    def seconds(self) -> float:
        """How long it has run, or ran."""
        return (self.ended or time.monotonic()) - self.started


class Jobs:
    """All jobs of one case on one server, newest first."""

    def __init__(self) -> None:
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._lock = threading.Lock()
        self._numbers = count(1)

    def start(self, kind: str, title: str, href: str, work: Callable[[Job], object], *, asked: object = None) -> Job:
        """Begin a job; ``href`` may hold ``{id}``, which becomes the id of the job.

        ``work`` runs in a thread of its own, in the language of the caller.
        """
        with self._lock:
            number = str(next(self._numbers))
            job = Job(number, kind, title, href.format(id=number), asked=asked)
            self._jobs[number] = job
            over = [one.id for one in self._jobs.values() if one.state is not State.RUNNING]
            for old in over[: max(0, len(over) - KEPT)]:
                del self._jobs[old]
        context = copy_context()
        threading.Thread(target=context.run, args=(_run, job, work), name=f"job-{number}", daemon=True).start()
        return job

    def get(self, ident: str | None) -> Job | None:
        """A job by its id."""
        return self._jobs.get(ident or "")

    def all(self) -> list[Job]:
        """Every job that is kept, newest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))


def _run(job: Job, work: Callable[[Job], object]) -> None:
    state = State.FAILED
    try:
        job.result, state = work(job), State.DONE
    except Stopped:
        state = State.STOPPED
    except JejakError as error:
        job.error, state = error, State.STOPPED if job.stopping else State.FAILED
    except ExceptionGroup as group:
        job.error = next((one for one in group.exceptions if isinstance(one, JejakError)), None)
        if job.error is None:
            log.error("job %s failed with %s", job.kind, sorted({type(one).__name__ for one in group.exceptions}))  # noqa: TRY400
    except Exception as error:  # noqa: BLE001 -- whatever it is, the job must end, and its message may carry names
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("job %s failed with %s\n%s", job.kind, type(error).__name__, where)  # noqa: TRY400
    job.ended = time.monotonic()
    job.state = state
