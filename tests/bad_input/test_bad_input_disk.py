"""Disks: full, over quota, read-only, on a network. Each is one message, and the case is as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from pyarrow import csv

from bad_input.desk import BadInput, Desk, Said, clear_message, copied, unharmed

FULL = ("disk full: nothing was written", "free some space")
ROWS = 60_000
QUOTA = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
from jejak.ui.cli import main
main()
"""
SHARE = """
import sys
from pathlib import Path
from jejak.graph.ledger import network
network._MOUNTS = Path(sys.argv.pop(1))
from jejak.ui.cli import main
main()
"""


def write_big(path: Path) -> None:
    lines = (f"2024-01-{n % 28 + 1:02d} 10:00:00,{10**9 + n % 9000},{2 * 10**9 + n},{n}" for n in range(ROWS))
    path.write_text("at,from,to,amount\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(("name", "part"), [("big.csv", 0.5), ("big.parquet", 1.001)])
def test_a_quota_at_any_stage_is_a_full_disk(desk: Desk, name: str, part: float) -> None:
    """No file may grow beyond the limit: the copy of the source meets it, or what is made of a small one."""
    write_big(desk.path("big.csv"))
    pq.write_table(csv.read_csv(desk.path("big.csv")), desk.path("big.parquet"), compression="zstd")
    size = desk.path(name).stat().st_size
    before = desk.state()
    program = (sys.executable, "-c", QUOTA, str(int(size * part)))
    said = desk.ended(desk.started("import", "a.case", name, "-m", "any.yaml", program=program))
    clear_message(BadInput("quota", "", 4, (rf"/a\.case: {FULL[0]}", FULL[1])), said)
    unharmed(desk, before)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MB; needs the right to mount."""
    place = tmp_path / "small"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=16m", "none", str(place)]
    if sys.platform != "linux" or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs Linux and root; the quota test covers the same code")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def with_room(desk: Desk, megabytes: float, *arguments: str) -> Said:
    """Run a command while only so much room is left on the disk of the desk."""
    free = os.statvfs(desk.root)
    filler = desk.write("filler", bytes(max(0, int(free.f_bavail * free.f_frsize - megabytes * 1e6))))
    try:
        return desk.jejak(*arguments)
    finally:
        filler.unlink()


def test_a_disk_that_is_full_at_any_stage(good_desk: Desk, small_disk: Path, tmp_path: Path) -> None:
    write_big(tmp_path / "big.csv")
    desk = copied(good_desk, small_disk)
    before = desk.state()
    command = ("import", "a.case", str(tmp_path / "big.csv"), "-m", "m.yaml")
    refused = 0
    for megabytes in (0.1, 1, 2, 3.5, 4.5, 5.5, 6.5, 8, 10, 12, 14):
        said = with_room(desk, megabytes, *command)
        if not said.returncode:
            break
        refused += 1
        clear_message(BadInput("full disk", "", 4, (r"a\.case\S*: .*(disk|room)", "space|room")), said)
        unharmed(desk, before)
    assert refused >= 4
    assert said.returncode == 0, said.stderr


@pytest.mark.parametrize(
    "command", ["stats a.case", "export a.case out --as csv", "verify a.case", "reverse a.case LIVE"]
)
def test_other_commands_on_a_full_disk(good_desk: Desk, small_disk: Path, command: str) -> None:
    desk = copied(good_desk, small_disk)
    before = desk.state()
    (segment,) = (desk.case / "segments").iterdir()
    said = with_room(desk, 0, *command.replace("LIVE", segment.name).split())
    assert "Traceback" not in said.stderr, said.stderr
    assert said.returncode == 0 or said.stderr.count("\n  → ") == 1, said.stderr
    assert said.returncode == 0 or desk.state() == before
    assert not desk.path("out").exists() or said.returncode == 0


@pytest.fixture
def read_only(good_desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    """A desk that can only be read, as a DVD or a share of evidence is."""
    desk = copied(good_desk, tmp_path / "sealed")
    if os.geteuid():
        for folder in [desk.root, *(path for path in desk.root.rglob("*") if path.is_dir())]:
            folder.chmod(0o500)
        yield desk
        for folder in [desk.root, *(path for path in desk.root.rglob("*") if path.is_dir())]:
            folder.chmod(0o700)
        return
    for options in (["--bind"], ["-o", "remount,bind,ro"]):
        command = ["mount", *options, str(desk.root), str(desk.root)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip("root without the right to mount can write everywhere")
    yield desk
    subprocess.run(["umount", "-l", str(desk.root)], check=True)


READ_ONLY = [
    ("import a.case good.csv -m m.yaml", r"a\.case"),
    ("import a.case good.csv -m m.yaml --dry-run", r"a\.case"),
    ("stats a.case", r"a\.case"),
    ("reverse a.case abcd", r"a\.case"),
    ("verify a.case", r"a\.case"),
    ("new b.case", r"b\.case"),
    ("map good.csv -o made.yaml", r"made\.yaml"),
]


@pytest.mark.parametrize(("command", "where"), READ_ONLY, ids=[command for command, _ in READ_ONLY])
def test_a_place_that_can_only_be_read(read_only: Desk, tmp_path: Path, command: str, where: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    before = sorted(str(path) for path in read_only.root.rglob("*"))
    said = read_only.jejak(*command.split(), TMPDIR=str(tmp_path / "elsewhere"))
    code = 3 if command.startswith("map") else 4
    clear_message(
        BadInput(
            "read-only",
            command,
            code,
            (where + r".*: .*(can only be read|cannot be written|must be writable|no right)", "→ .*(disk|place|room)"),
        ),
        said,
    )
    assert sorted(str(path) for path in read_only.root.rglob("*")) == before
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("new b.case", "nfs4"),
        ("stats a.case", "cifs"),
        ("import a.case good.csv -m m.yaml", "fuse.sshfs"),
        ("verify a.case", "9p"),
    ],
)
def test_a_case_on_a_network_share(desk: Desk, tmp_path: Path, command: str, kind: str) -> None:
    """The list of mounts is ours; all else is the real command line."""
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/cases {desk.root} {kind} rw 0 0\n")
    before = desk.state()
    program = (sys.executable, "-c", SHARE, str(mounts))
    said = desk.ended(desk.started(*command.split(), program=program))
    clear_message(
        BadInput("share", "", 4, (r"\.case: a case cannot live on a network share", "disk of this computer")), said
    )
    unharmed(desk, before)
