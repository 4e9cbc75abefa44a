"""Network shares are refused by the type of the file system that holds the folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from jejak.graph.ledger import network
from jejak.schemas.errors import LedgerError

MOUNTS = """\
overlay / overlay rw,relatime,lowerdir=/a:/b 0 0
proc /proc proc rw 0 0
tmpfs /tmp tmpfs rw 0 0
/dev/sda1 /home ext4 rw 0 0
server:/export /home/team nfs4 rw,vers=4.2 0 0
//server/share /mnt/case\\040files cifs rw 0 0
user@host:/x /mnt/remote fuse.sshfs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
/dev/sdb1 /mnt/usb vfat rw 0 0
/dev/sdc1 /mnt/hidden ext4 rw 0 0
server:/other /mnt/hidden nfs rw 0 0
server:/third /mnt/back nfs rw 0 0
/dev/sdd1 /mnt/back xfs rw 0 0
broken line
"""


@pytest.mark.parametrize(
    ("path", "filesystem", "refused"),
    [
        ("/work/a.case", "overlay", False),
        ("/tmp/a.case", "tmpfs", False),  # noqa: S108
        ("/home/ana/a.case", "ext4", False),
        ("/home/teamwork/a.case", "ext4", False),
        ("/home/team", "nfs4", True),
        ("/home/team/x/y/a.case", "nfs4", True),
        ("/mnt/case files/a.case", "cifs", True),
        ("/mnt/remote/a.case", "fuse.sshfs", True),
        ("/mnt/c/Users/a.case", "9p", True),
        ("/mnt/usb/a.case", "vfat", False),
        ("/mnt/hidden/a.case", "nfs", True),
        ("/mnt/back/a.case", "xfs", False),
    ],
)
def test_the_innermost_and_last_mount_decides(path: str, filesystem: str, *, refused: bool) -> None:
    found = network.filesystem_of(PurePosixPath(path), MOUNTS)
    assert found == filesystem
    assert (found in network.NETWORK_TYPES) is refused


def test_no_mounts_no_answer() -> None:
    assert network.filesystem_of(PurePosixPath("/a"), "") is None


@pytest.mark.parametrize(
    ("path", "unc"),
    [
        (r"\\server\share\a.case", True),
        ("//server/share/a.case", True),
        (r"\\?\UNC\server\share\a.case", True),
        (r"C:\cases\a.case", False),
        (r"\\?\C:\cases\a.case", False),
        (r"\\.\C:\cases", False),
        (r"cases\a.case", False),
    ],
)
def test_windows_shares_are_known_by_their_path(path: str, *, unc: bool) -> None:
    assert network.is_unc(path) is unc


def test_a_case_on_a_share_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/share nfs4 rw 0 0\n")
    monkeypatch.setattr(network, "_MOUNTS", mounts)
    network.refuse_share(tmp_path / "disk" / "a.case")
    with pytest.raises(LedgerError, match="cannot live on a network share"):
        network.refuse_share(tmp_path / "share" / "a.case")
