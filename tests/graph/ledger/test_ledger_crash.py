"""Kill the process anywhere: what is committed stays, nothing half-done shows, the next start repairs."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jejak.graph.ledger import Batch, BatchStatus, Ledger, Source
from jejak.schemas.errors import LedgerError

ANALYST = "analyst one"
OTHER_DISK = Path("/dev/shm")  # noqa: S108 a file system of its own on Linux
SCRIPT = Path(__file__).with_name("adopt_forever.py")


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours may catch it."""


def stop_at(step: str) -> Callable[[str], None]:
    def listen(reached: str) -> None:
        if reached == step:
            raise Killed

    return listen


def assert_whole(ledger: Ledger) -> None:
    assert ledger.verify() == []
    assert not list(ledger.folder.tmp.iterdir())
    kept = ledger.batches(live_only=False)
    assert BatchStatus.CLAIMED not in {batch.status for batch in kept}
    for batch in kept:
        folder = ledger.segment_path(batch.batch_id)
        for name, sha in json.loads((folder / "manifest.json").read_text())["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha


@pytest.mark.parametrize("step", ["claimed", "brought", "renamed", "live"])
@pytest.mark.parametrize("predecessor", [False, True])
@pytest.mark.parametrize("moved", [False, True])
def test_adoption_stopped_at_each_step(
    case: Path, source: Source, draft: Callable[..., object], step: str, *, predecessor: bool, moved: bool
) -> None:
    made = [draft(version="1"), draft(version="2")]

    def adopt(ledger: Ledger, number: int) -> Batch:
        folder = made[number].folder
        if moved:
            folder = Path(tempfile.mkdtemp(dir=case.parent)) / "draft"
            shutil.copytree(made[number].folder, folder)
        return ledger.adopt(folder, source_sha=source.sha, file="f", analyst=ANALYST, moved=moved)

    with Ledger.open(case) as ledger:
        if predecessor:
            adopt(ledger, 0)
        before = ledger.state()
        ledger.on_step = stop_at(step)
        with pytest.raises(Killed):
            adopt(ledger, 1)
        if step != "live":
            assert ledger.state() == before
    with Ledger.open(case) as ledger:
        assert_whole(ledger)
        finished = step in {"renamed", "live"}
        assert len(ledger.batches(live_only=False)) == predecessor + finished
        assert len(ledger.batches()) == (1 if finished else predecessor)
        batch = adopt(ledger, 1)
        assert ledger.batches() == [batch]
        assert_whole(ledger)


def test_a_damaged_segment_stays_until_its_replacement_is_proven(
    case: Path, source: Source, draft: Callable[..., object]
) -> None:
    made = draft()
    with Ledger.open(case) as ledger:
        batch = ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
        damaged = ledger.segment_path(batch.batch_id) / "links.parquet"
        damaged.chmod(0o600)
        damaged.write_bytes(b"damaged")
        ledger.on_step = stop_at("brought")
        with pytest.raises(Killed):
            ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
        assert damaged.read_bytes() == b"damaged"
    with Ledger.open(case) as ledger:
        ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
        assert [fault.where.split("/")[0] for fault in ledger.verify()] == ["lost"]


@pytest.mark.skipif(not OTHER_DISK.is_dir(), reason="needs a second disk")
def test_a_draft_moves_across_disks(case: Path, source: Source, draft: Callable[..., object]) -> None:
    with tempfile.TemporaryDirectory(dir=OTHER_DISK) as other:
        folder = Path(other) / "draft"
        shutil.copytree(draft().folder, folder)
        with Ledger.open(case) as ledger:
            ledger.adopt(folder, source_sha=source.sha, file="f", analyst=ANALYST, moved=True)
            assert_whole(ledger)
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize("step", ["source claimed", "source in place"])
def test_receiving_stopped_at_each_step(case: Path, tmp_path: Path, step: str) -> None:
    path = tmp_path / "upload"
    path.write_text("bytes")
    with Ledger.open(case) as ledger:
        ledger.on_step = stop_at(step)
        with pytest.raises(Killed):
            ledger.receive_source(path, origin="x", analyst=ANALYST)
        assert ledger.sources() == []
    with Ledger.open(case) as ledger:
        assert_whole(ledger)
        assert ledger.sources() == []
        assert not list(ledger.folder.sources.iterdir())
        source = ledger.receive_source(path, origin="x", analyst=ANALYST)
        assert ledger.source_path(source.sha).read_text() == "bytes"


def test_a_claimed_batch_with_a_damaged_segment_is_dropped(
    case: Path, source: Source, draft: Callable[..., object]
) -> None:
    made = draft()
    with Ledger.open(case) as ledger:
        ledger.on_step = stop_at("renamed")
        with pytest.raises(Killed):
            ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
    (path,) = (case / "segments").glob("*/links.parquet")
    path.chmod(0o600)
    path.write_bytes(b"torn")
    with Ledger.open(case) as ledger:
        assert_whole(ledger)
        assert ledger.batches(live_only=False) == []


def test_an_error_at_the_last_step_undoes_the_claim(
    ledger: Ledger, source: Source, draft: Callable[..., object]
) -> None:
    made = draft()

    def fail(step: str) -> None:
        if step == "renamed":
            raise LedgerError("the disk went away")

    ledger.on_step = fail
    with pytest.raises(LedgerError, match="went away"):
        ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
    assert_whole(ledger)
    assert ledger.batches(live_only=False) == []


def test_leftovers_of_others_stay_in_tmp_for_a_day(case: Path) -> None:
    fresh, stale = case / "tmp" / "draft-a", case / "tmp" / "draft-b"
    for folder in (fresh, stale):
        folder.mkdir()
        (folder / "file").write_text("x")
    os.utime(stale, (time.time() - 100_000,) * 2)
    with Ledger.open(case):
        assert fresh.exists()
        assert not stale.exists()


def killed_after(case: Path, template: Path, number: int, moments: random.Random) -> list[str]:
    """Let a process work for a few rounds, kill it a random moment later; returns what it had acknowledged."""
    arguments = [sys.executable, str(SCRIPT), str(case), str(template), str(number)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    said = [process.stdout.readline() for _ in range(moments.randint(1, 2))]
    time.sleep(moments.uniform(0, 0.06))
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in said + rest.splitlines(keepends=True) if line.endswith("\n")]


def test_twenty_kills_at_random_moments(case: Path, source: Source, draft: Callable[..., object]) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    moments = random.Random(seed)
    template = draft().folder
    acknowledged: list[str] = []
    for kill in range(20):
        acknowledged += killed_after(case, template, kill * 10_000, moments)
        with Ledger.open(case) as ledger:
            assert_whole(ledger)
            events = {f"{event.seq} {event.hash}" for event in ledger.events()}
            assert set(acknowledged) <= events, f"seed {seed}, kill {kill}: an acknowledged change is gone"
    with Ledger.open(case) as ledger:
        assert len(ledger.batches(live_only=False)) >= 20
        batch = ledger.adopt(template, source_sha=source.sha, file="f", analyst=ANALYST)
        assert ledger.batch(batch.batch_id).status == "live"
        assert_whole(ledger)
