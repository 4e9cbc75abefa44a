"""One writer, many readers: who waits, who is told what, and what kill -9 leaves of the lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from jejak.graph.ledger import Batch, Ledger, Source
from jejak.schemas.errors import LedgerError

ANALYST = "analyst one"
HOLD = """
import sys
from pathlib import Path
from jejak.graph.ledger import Ledger
with Ledger.open(Path(sys.argv[1])) as ledger, ledger.lock("analyst two"):
    print("held", flush=True)
    sys.stdin.readline()
"""


@contextmanager
def another_writer(case: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that holds the writer lock until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(case)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    try:
        yield process
    finally:
        process.communicate("\n")


def test_a_second_writer_is_told_who_is_first_and_readers_read_on(
    case: Path, source: Source, draft: Callable[..., object]
) -> None:
    made = draft()
    with another_writer(case) as process, Ledger.open(case, wait=0.1) as ledger:
        with pytest.raises(LedgerError) as caught:
            ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
        assert f"process {process.pid} of analyst two, since 20" in str(caught.value)
        assert ledger.batches() == []
        assert ledger.sources() == [source]
        assert ledger.verify() == []
        assert ledger.record("name_opened", "x", {}, ANALYST).seq == ledger.sequence
    with Ledger.open(case) as ledger:
        assert ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST).status == "live"


def test_kill_9_frees_the_lock(case: Path) -> None:
    with another_writer(case) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        with Ledger.open(case, wait=5) as ledger, ledger.lock(ANALYST):
            assert ledger.record("note", "x", {}, ANALYST).seq == 2


def test_the_lock_is_reentrant_and_excludes_other_openings(
    case: Path, source: Source, adopt: Callable[..., Batch]
) -> None:
    with Ledger.open(case, wait=0.1) as other:
        with other.lock(ANALYST), other.lock(ANALYST):
            with pytest.raises(LedgerError, match=f"process {os.getpid()} of {ANALYST}"):
                adopt()
            other.receive_source(case.parent / "bank.csv", origin="x", analyst=ANALYST)
        assert adopt().source_sha == source.sha


def test_the_lock_excludes_other_threads_of_the_same_opening(ledger: Ledger) -> None:
    failures: list[str] = []

    def write() -> None:
        try:
            with ledger.lock("thread"):
                pass
        except LedgerError as error:
            failures.append(error.what)

    with ledger.lock(ANALYST):
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
    assert len(failures) == 1
    write()
    assert len(failures) == 1


def test_errors_of_the_caller_pass_through_the_lock(ledger: Ledger) -> None:
    with pytest.raises(FileNotFoundError), ledger.lock(ANALYST):
        (ledger.folder.root / "nothing").read_text()
    with ledger.lock(ANALYST):
        pass


def test_many_threads_write_one_unbroken_chain(ledger: Ledger, case: Path) -> None:
    faults: list[Exception] = []

    def write(name: str) -> None:
        try:
            with Ledger.open(case) as own:
                for number in range(10):
                    own.record("note", str(number), {}, name)
                    assert own.sequence >= number
        except LedgerError as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(f"analyst {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert ledger.sequence == 41
    assert ledger.verify() == []


def test_two_processes_adopt_the_same_draft_once(case: Path, source: Source, draft: Callable[..., object]) -> None:
    made = draft()
    script = (
        "import sys; from pathlib import Path; from jejak.graph.ledger import Ledger\n"
        "case, folder, sha = sys.argv[1:]\n"
        "with Ledger.open(Path(case)) as ledger:\n"
        "    print('ready', flush=True); sys.stdin.readline()\n"
        "    print(ledger.adopt(Path(folder), source_sha=sha, file='f', analyst='a').batch_id)\n"
    )
    arguments = [sys.executable, "-c", script, str(case), str(made.folder), source.sha]
    both = [subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for process in both:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in both:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    answers = {process.communicate()[0].strip() for process in both}
    with Ledger.open(case) as ledger:
        assert answers == {ledger.batches()[0].batch_id}
        kinds = [event.kind for event in ledger.events(since=source.seq)]
        assert kinds == ["batch_adopted", "import_repeated"]
        assert ledger.verify() == []
