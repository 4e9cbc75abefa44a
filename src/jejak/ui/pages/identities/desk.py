"""The desk of one server: the queue that was found last, and the steps that `Z` takes back. It belongs to the case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import count

from flask import current_app

from jejak.case.queue import PairIds, Queue
from jejak.schemas.i18n import _
from jejak.ui.door import CaseDoor
from jejak.ui.jobs import Job, State
from jejak.ui.session import case, jobs
from jejak.ui.work_panel import watch

KIND = "identities"
ACCEPTING = "identities-accept"
PATH = "/identities"
_KEY = "jejak-identities"


@dataclass(slots=True)
class Desk:
    """What lasts between two presses.

    Attributes:
        steps: Numbers of the steps made here and the pair of each, the last one at the end.
        previews: Pairs that a preview showed, by its number: nothing else is accepted by it.
        bare: A queue without suggestions, for pairs that somebody names.
    """

    steps: list[tuple[int, PairIds | None]] = field(default_factory=list)
    previews: dict[str, Sequence[PairIds]] = field(default_factory=dict)
    bare: Queue | None = None
    numbers: count[int] = field(default_factory=lambda: count(1))

    def preview(self, pairs: Sequence[PairIds]) -> str:
        """Keep the pairs of a preview, in place of those of an earlier one; returns its number."""
        number = str(next(self.numbers))
        self.previews = {number: pairs}
        return number


def desk() -> Desk:
    """The desk of the current request's server."""
    found: Desk = current_app.extensions.setdefault(_KEY, Desk())
    return found


def latest(kind: str = KIND) -> Job | None:
    """The job of a kind that began last."""
    return next((job for job in jobs().all() if job.kind == kind), None)


def found_queue() -> Queue | None:
    """The queue that was found last."""
    done = (job.result for job in jobs().all() if job.kind == KIND and job.state is State.DONE)
    return next((one for one in done if isinstance(one, Queue)), None)


def queue() -> Queue:
    """The queue that was found last, else one without suggestions."""
    here, door = desk(), case()
    found = found_queue() or here.bare
    if found is None:
        found = here.bare = Queue(door.identities, lambda: door.identities, ())
    return found


def find() -> Job:
    """Look for pairs in the background."""
    door = case()
    watch()
    return jobs().start(KIND, _("Who may be one"), PATH, lambda job: _find(door, job))


def _find(door: CaseDoor, job: Job) -> Queue:
    here = replace(door.identities, progress=job.update)
    listed = here.listed()
    return Queue(replace(here, progress=None), lambda: door.identities, listed)
