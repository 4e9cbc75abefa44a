"""One line of two gigabytes: refused in bounded memory, and nothing of it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bad_input.desk import BadInput, Desk, clear_message, unharmed

GIGABYTES = 2
MOST_MEMORY_MB = 600


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
    process = desk.started("import", "a.case", "line.csv", "-m", "any.yaml")
    assert process.stderr
    assert process.stdout
    message, out = process.stderr.read(), process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    said = type(desk.jejak("types"))(process.args, process.returncode, out, message)
    clear_message(
        BadInput("line", "", 3, (r"line\.csv, line 2: a line is longer than 16 million letters", "no table")), said
    )
    unharmed(desk, before)
    assert used.ru_maxrss / (1 << 10) < MOST_MEMORY_MB
    desk.path("line.csv").unlink()
