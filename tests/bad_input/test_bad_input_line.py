"""One line of two gigabytes: refused in bounded memory, and nothing of it stays."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bad_input.desk import PROGRAM, BadInput, Desk, clear_message, unharmed

GIGABYTES = 2
MOST_MEMORY_MB = 600
#: A small process starts the command and writes down its peak: from a large one it would inherit the peak of that.
MEASURED = """import resource, subprocess, sys
done = subprocess.run(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(done.returncode)"""


def write_line(path: Path) -> None:
    """A header, then one line of letters."""
    piece = b"x" * (16 << 20)
    with path.open("wb") as file:
        file.write(b"at,from,to,amount\n")
        for _ in range(GIGABYTES << 6):
            file.write(piece)


@pytest.mark.slow
def test_a_line_of_two_gigabytes(desk: Desk) -> None:
    write_line(desk.path("line.csv"))
    before = desk.state()
    peak = desk.root.parent / "peak"
    program = (sys.executable, "-c", MEASURED, str(peak), *PROGRAM)
    said = desk.ended(desk.started("import", "a.case", "line.csv", "-m", "any.yaml", program=program))
    clear_message(
        BadInput("line", "", 3, (r"line\.csv, line 2: a line is longer than 16 million letters", "no table")), said
    )
    unharmed(desk, before)
    assert int(peak.read_text()) / (1 << 10) < MOST_MEMORY_MB
    desk.path("line.csv").unlink()
