"""An analyst's desk for tests of bad input: a case with one good import, good files, and the real command line.

Invariant: `unharmed` is the whole of "nothing was written": the same events, the same files, nothing left in tmp.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bad_input.loaded import Loaded
from jejak.case import Case
from jejak.graph.ledger import Ledger

MAPPING = """mapping: transfers
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: UTC, region: ID, currency: IDR}
entities:
  sender: {type: account, key: [from], properties: {number: from}}
  receiver: {type: account, key: [to], same_as: sender, properties: {number: to}}
links:
  - {type: TRANSFERRED, from: sender, to: receiver, time: at, amount: amount}
"""
TABLE = "at,from,to,amount\n" + "".join(
    f"2024-01-{day:02d} 10:00:00,10000000{day:02d},20000000{day % 3:02d},{day * 1000}\n" for day in range(1, 21)
)
#: A mapping for every other format: the same columns, found by their names.
ANY_FORMAT = MAPPING.replace("source: {format: csv}\n", "")
#: The command line of the product.
PROGRAM = (sys.executable, "-m", "jejak.ui.cli")
Said = subprocess.CompletedProcess[str]


@dataclass(frozen=True, slots=True)
class Desk:
    """One folder with everything of one test in it; commands run there, as an analyst would run them."""

    root: Path
    loaded: Loaded

    @property
    def case(self) -> Path:
        """The case folder."""
        return self.root / "a.case"

    @property
    def tmp(self) -> Path:
        """Where the commands put their temporary files."""
        return self.root / "tmp"

    def path(self, name: str) -> Path:
        """A file on the desk."""
        return self.root / name

    def write(self, name: str, content: str | bytes) -> Path:
        """Put a file on the desk."""
        path = self.path(name)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def jejak(self, *arguments: str, **environment: str) -> Said:
        """Run one command to its end."""
        return self.loaded.run(arguments, folder=self.root, environment=self.environment(environment))

    def started(self, *arguments: str, program: Sequence[str] = PROGRAM, **environment: str) -> subprocess.Popen[str]:
        """Start one command as a shell does."""
        return subprocess.Popen(
            [*program, *arguments], cwd=self.root, env=self.environment(environment), stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ended(self, process: subprocess.Popen[str]) -> Said:
        """Wait for a started command."""
        out, err = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def environment(self, more: dict[str, str]) -> dict[str, str]:
        """A wide terminal without colour, no setting of the machine that the tests run on, and a tmp of its own."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("JEJAK_")}
        return {**kept, "COLUMNS": "500", "NO_COLOR": "1", "JEJAK_ANALYST": "tester", "TMPDIR": str(self.tmp), **more}

    def state(self) -> State:
        """Everything that a command may have written, except what can be rebuilt."""
        files = {
            str(path.relative_to(self.root)): path.stat().st_size
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and not _passing(path.relative_to(self.root))
        }
        with Ledger.open(self.case) as ledger:
            return State(
                ledger.sequence, ledger.head, files, tuple(sorted(path.name for path in (self.case / "tmp").iterdir()))
            )


@dataclass(frozen=True, slots=True)
class State:
    """The chain and the files on a desk, by name and size."""

    sequence: int
    head: str
    files: dict[str, int]
    unfinished: tuple[str, ...]


def _passing(path: Path) -> bool:
    """The lock, SQLite's journal and what is built again when missing."""
    return path.name in {"writer.lock", "case.db-wal", "case.db-shm", "case.db"} or path.parts[1:2] == ("cache",)


def lay_out(root: Path, loaded: Loaded) -> Desk:
    """Make a desk: a good table and its mapping, imported into a case."""
    desk = Desk(root, loaded)
    desk.tmp.mkdir(parents=True)
    desk.write("good.csv", TABLE)
    desk.write("m.yaml", MAPPING)
    desk.write("any.yaml", ANY_FORMAT)
    with Case.create(desk.case, analyst="tester") as case:
        case.import_file(desk.path("good.csv"), desk.path("m.yaml"))
        case.snapshot()
    return desk


def copied(desk: Desk, root: Path) -> Desk:
    """The same desk elsewhere, to be spoiled."""
    shutil.copytree(desk.root, root, dirs_exist_ok=True)
    return Desk(root, desk.loaded)


Make = Callable[[Desk], object]


@dataclass(frozen=True, slots=True)
class BadInput:
    """One wrong thing that a person does, and what the command line owes for it.

    Attributes:
        name: What is wrong.
        command: The words of the command; the desk is its working folder.
        code: The documented exit code.
        says: Regular expressions, each of which the message matches: what, where, what to do.
        make: Puts the wrong thing on the desk.
        faults: How many messages; each is one fault with one hint.
        environment: Variables that the command sees.
    """

    name: str
    command: str
    code: int
    says: tuple[str, ...]
    make: Make | None = None
    faults: int = 1
    environment: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def clear_message(bad: BadInput, said: Said) -> None:
    """One message for each fault: what, where and what to do; no traceback, and nothing that looks like a result."""
    shown = f"exit code {said.returncode}\n{said.stdout}\n{said.stderr}"
    assert said.returncode == bad.code, shown
    assert "Traceback" not in said.stderr, shown
    for expression in bad.says:
        assert re.search(expression, said.stderr), f"{expression} is not in: {shown}"
    if bad.code == 2:
        assert "Usage: " in said.stderr, shown
    else:
        assert said.stderr.count("✗ ") == said.stderr.count("\n  → ") == bad.faults, shown
    assert said.stdout == "", shown


def unharmed(desk: Desk, before: State) -> None:
    """Nothing was written, here or in tmp, and the case is whole."""
    assert desk.state() == before
    assert before.unfinished == ()
    assert list(desk.tmp.iterdir()) == []
    assert Case.verify_folder(desk.case) == []
