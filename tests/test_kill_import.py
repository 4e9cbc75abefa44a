"""An import killed with SIGKILL at random moments: nothing lost, nothing half-visible, the next run completes."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jejak.case import Case

KILLS = 20
ROWS = 4000
MAPPING = """
mapping: transfers
version: 1
source: {format: csv}
defaults: {grade: A2, handling: P, zone: UTC, region: ID, currency: IDR}
entities:
  sender: {type: account, key: [from], properties: {number: from}}
  receiver: {type: account, key: [to], same_as: sender, properties: {number: to}}
links:
  - {type: TRANSFERRED, from: sender, to: receiver, time: at, amount: amount}
"""
CHILD = """
import sys
from pathlib import Path
from jejak.case import Case
with Case.open(Path(sys.argv[1]), analyst="child") as case:
    print("ready", flush=True)
    for name in sys.argv[3:]:
        case.import_file(Path(name), Path(sys.argv[2]))
        print("done", flush=True)
"""


def write_file(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rows = []
    for _ in range(ROWS):
        day, source, target = rng.randrange(1, 29), 10**9 + rng.randrange(500), 10**9 + rng.randrange(500)
        rows.append(f"2024-01-{day:02d} 10:00:00,{source},{target},{rng.randrange(1, 10**6)}")
    path.write_text("at,from,to,amount\n" + "\n".join(rows) + "\n")


@pytest.mark.slow
def test_twenty_kills_of_an_import(tmp_path: Path) -> None:
    rng = random.Random(2)
    mapping, folder = tmp_path / "m.yaml", tmp_path / "k.case"
    mapping.write_text(MAPPING)
    files = [tmp_path / f"f{number}.csv" for number in range(4 * KILLS + 4)]
    for number, file in enumerate(files):
        write_file(file, number)
    Case.create(folder, analyst="tester").close()
    finished, kills = 0, 0
    while kills < KILLS:
        left = [str(file) for file in files[finished : finished + 4]]
        command = [sys.executable, "-c", CHILD, str(folder), str(mapping), *left]
        child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.0, 1.2))
        child.kill()
        said = child.stdout.read().count("done")
        child.wait()
        kills += 1
        assert Case.verify_folder(folder) == []
        with Case.open(folder, analyst="tester") as case:
            live = case.batches()
            assert [b.status for b in live] == ["live"] * len(live)
            assert all(b.rows_in == b.rows_ok + b.rows_rejected == ROWS for b in live)
            assert len(live) in {finished + said, finished + said + 1}
            finished = min(len(live), len(files) - 4)
    with Case.open(folder, analyst="tester") as case:
        for file in files[:6]:
            case.import_file(file, mapping)
        assert len({b.file for b in case.batches()}) == len(case.batches()) >= 6
        assert case.snapshot().n_links == sum(b.n_links for b in case.batches())
    assert Case.verify_folder(folder) == []
