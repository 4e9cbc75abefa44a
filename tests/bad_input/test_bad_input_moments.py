"""What goes wrong in the middle of an import: Ctrl-C, a file that changes, a second writer."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bad_input.desk import BadInput, Desk, clear_message, unharmed
from jejak.graph.ledger import Ledger

IMPORT = ("import", "a.case", "big.csv", "-m", "m.yaml")
ROWS = 250_000  # two parts
#: What the import leaves in the case's tmp when it has come so far.
COPIED, BEGUN, CLEANED = "source/big.csv", "draft/*/spill", "draft/*/rows0.parquet"
STATED, DRAFTED = "draft/*/pool*", "draft/*/draft"


def write_big(desk: Desk) -> None:
    lines = (f"2024-01-{n % 28 + 1:02d} 10:00:00,{10**9 + n % 5000},{2 * 10**9 + n % 7000},{n}" for n in range(ROWS))
    desk.write("big.csv", "at,from,to,amount\n" + "\n".join(lines) + "\n")


def wait_for(found: Callable[[], object], seconds: float = 60) -> None:
    """Wait until something is there; it comes within seconds or never."""
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.005)


def reached(desk: Desk, place: str) -> Callable[[], object]:
    return lambda: list((desk.case / "tmp").glob(f"work-*/inside/{place}"))


@pytest.mark.parametrize("place", [COPIED, BEGUN, CLEANED, STATED, DRAFTED])
def test_ctrl_c_leaves_nothing_behind(desk: Desk, place: str) -> None:
    write_big(desk)
    before = desk.state()
    process = desk.started(*IMPORT)
    wait_for(reached(desk, place))
    process.send_signal(signal.SIGINT)
    said = desk.ended(process)
    assert (said.returncode, said.stdout, said.stderr) == (130, "", "Stopped; nothing half-done is left behind.\n")
    unharmed(desk, before)


def test_what_a_killed_import_worked_on_is_removed_by_the_next_command(desk: Desk) -> None:
    write_big(desk)
    before = desk.state()
    process = desk.started(*IMPORT)
    wait_for(reached(desk, BEGUN))
    desk.jejak("stats", "a.case")
    assert reached(desk, BEGUN)()  # the import lives, and so does what it works on
    process.kill()
    desk.ended(process)
    assert list((desk.case / "tmp").iterdir())
    assert desk.jejak("stats", "a.case").returncode == 0
    unharmed(desk, before)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc to see what is loaded")
def test_ctrl_c_while_the_program_loads_is_silent(desk: Desk) -> None:
    before = desk.state()
    process = desk.started(*IMPORT)
    maps = Path(f"/proc/{process.pid}/maps")
    wait_for(lambda: "multiarray" in maps.read_text(errors="replace"))
    process.send_signal(signal.SIGINT)
    said = desk.ended(process)
    assert (said.returncode, said.stdout) == (130, "")
    assert "Traceback" not in said.stderr
    unharmed(desk, before)


@pytest.mark.parametrize("dry", [(), ("--dry-run",)])
def test_a_file_that_changes_meanwhile_is_refused(desk: Desk, dry: tuple[str, ...]) -> None:
    write_big(desk)
    stop = threading.Event()

    def grow() -> None:
        while not stop.wait(0.01):
            with desk.path("big.csv").open("a") as file:
                file.write("2024-01-01 10:00:00,1000000001,2000000001,1\n")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        said = desk.jejak(*IMPORT, *dry)
    finally:
        stop.set()
        writer.join()
    code, hint = (3, "import") if dry else (4, "import it when it is complete")
    clear_message(BadInput("growing file", "", code, (r"big.csv: the file .*changed", hint)), said)
    unharmed(desk, desk.state())
    assert desk.state().sequence == 3


def test_a_file_that_is_pulled_out_meanwhile_is_refused(desk: Desk) -> None:
    write_big(desk)
    before = desk.state()
    process = desk.started(*IMPORT)
    wait_for(reached(desk, BEGUN))
    moved = desk.path("big.csv").rename(desk.path("gone.csv"))
    said = desk.ended(process)
    clear_message(BadInput("pulled out", "", 4, (r"big.csv: cannot read or write: it is not there", "check")), said)
    moved.rename(desk.path("big.csv"))
    unharmed(desk, before)


def test_the_second_writer_is_told_who_writes(desk: Desk) -> None:
    before = desk.state()
    desk.write("more.csv", desk.path("good.csv").read_text().replace("-01-", "-02-"))
    with Ledger.open(desk.case) as ledger, ledger.lock("analyst one"):
        said = desk.jejak("import", "a.case", "more.csv", "-m", "m.yaml")
        reading = desk.jejak("stats", "a.case")
    busy = (r"a.case: this case is being written by process \d+ of analyst one, since 20", "wait until it has finished")
    clear_message(BadInput("busy", "", 4, busy), said)
    assert reading.returncode == 0
    desk.path("more.csv").unlink()
    unharmed(desk, before)


def test_two_imports_at_once_are_two_imports(desk: Desk) -> None:
    """Nobody need wait: an import holds the case only while it is adopted."""
    for month in ("02", "03"):
        desk.write(f"{month}.csv", desk.path("good.csv").read_text().replace("-01-", f"-{month}-"))
    both = [desk.started("import", "a.case", f"{month}.csv", "-m", "m.yaml") for month in ("02", "03")]
    assert [desk.ended(process).returncode for process in both] == [0, 0]
    with Ledger.open(desk.case) as ledger:
        assert sorted(batch.file for batch in ledger.batches()) == ["02.csv", "03.csv", "good.csv"]
        assert ledger.verify() == []
