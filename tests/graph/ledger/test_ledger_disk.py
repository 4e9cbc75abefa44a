"""A full disk is one sentence, and leaves the case as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jejak.graph.ledger import Ledger, Source
from jejak.schemas.errors import LedgerError

ANALYST = "analyst one"
LIMITED = """
import json, resource, sys
from pathlib import Path
from jejak.graph.ledger import Ledger
from jejak.schemas.errors import LedgerError
case, draft, sha, big, limit = sys.argv[1:]
said = []
with Ledger.open(Path(case)) as ledger:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
    for act in (
        lambda: ledger.adopt(Path(draft), source_sha=sha, file="f", analyst="a"),
        lambda: ledger.receive_source(Path(big), origin="x", analyst="a"),
    ):
        try:
            act()
        except LedgerError as error:
            said.append(error.what)
print(json.dumps(said))
"""


def assert_unchanged(case: Path, before: object) -> None:
    with Ledger.open(case) as ledger:
        assert ledger.state() == before
        assert ledger.verify() == []
        assert not list(ledger.folder.tmp.iterdir())
        assert len(list(ledger.folder.sources.iterdir())) == len(ledger.sources())
        assert len(list(ledger.folder.segments.iterdir())) == len(ledger.batches(live_only=False))


def test_a_file_over_the_quota_is_refused_whole(
    case: Path, source: Source, draft: Callable[..., object], tmp_path: Path
) -> None:
    made, big = draft(rows=20_000), tmp_path / "big"
    big.write_bytes(os.urandom(1 << 20))
    limit = 512 << 10
    assert (made.folder / "entities.parquet").stat().st_size > limit
    with Ledger.open(case) as ledger:
        before = ledger.state()
    arguments = [sys.executable, "-c", LIMITED, str(case), str(made.folder), source.sha, str(big), str(limit)]
    found = subprocess.run(arguments, capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == ["disk full: nothing was written"] * 2
    assert_unchanged(case, before)
    with Ledger.open(case) as ledger:
        assert ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST).n_entities == 20_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB; needs the right to mount."""
    place = tmp_path / "small"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("mounting a small disk needs root; the quota test covers the same code")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="tmpfs is of Linux")
def test_a_disk_that_is_full_at_any_byte(small_disk: Path, tmp_path: Path, new_draft: Callable[..., object]) -> None:
    upload = tmp_path / "upload"
    upload.write_text("x")
    filler = small_disk / "filler"
    case = small_disk / "a.case"
    with Ledger.create(case, "Small", ANALYST) as ledger:
        source = ledger.receive_source(upload, origin="x", analyst=ANALYST)
        made = new_draft(tmp_path / "draft", source.sha, rows=500)
    need = sum(path.stat().st_size for path in made.folder.iterdir())
    with Ledger.open(case) as ledger:
        before = ledger.state()
    refused = 0
    for left in range(0, need + 120_000, 12_000):
        free = os.statvfs(small_disk)
        filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - left)))
        try:
            with Ledger.open(case) as ledger:
                ledger.adopt(made.folder, source_sha=source.sha, file="f", analyst=ANALYST)
        except LedgerError as error:
            refused += 1
            assert "disk" in error.what  # noqa: PT017
        else:
            break
        finally:
            filler.unlink()
        assert_unchanged(case, before)
    assert refused > 2
    with Ledger.open(case) as ledger:
        assert len(ledger.batches()) == 1
        assert ledger.verify() == []


def test_a_folder_without_the_right_to_write_is_one_sentence(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        target = Path("/proc/jejak.case")  # root may write everywhere else
    else:
        (tmp_path / "locked").mkdir(mode=0o500)
        target = tmp_path / "locked" / "a.case"
    with pytest.raises(LedgerError, match="cannot read or write"):
        Ledger.create(target, "X", ANALYST)
