"""Case folders that are none, are damaged, or are of another time."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from bad_input.desk import BadInput, Desk

PAGE = 4096


def no_case(desk: Desk) -> None:
    desk.path("plain").mkdir()
    desk.write("plain/notes.txt", "nothing")


def other_database(desk: Desk) -> None:
    desk.path("other").mkdir()
    with closing(sqlite3.connect(desk.path("other/case.db"))) as connection:
        connection.execute("CREATE TABLE mine (x)")
        connection.commit()


def no_database(desk: Desk) -> None:
    desk.path("text").mkdir()
    desk.write("text/case.db", "these are words, not a database. " * 200)


def empty_database(desk: Desk) -> None:
    desk.path("void").mkdir()
    desk.write("void/case.db", "")


def newer(desk: Desk) -> None:
    shutil.copytree(desk.case, desk.path("newer.case"))
    with closing(sqlite3.connect(desk.path("newer.case/case.db"))) as connection:
        connection.execute("PRAGMA user_version = 99")


def segment(desk: Desk, name: str) -> Path:
    """One file of the only segment."""
    (folder,) = (desk.case / "segments").iterdir()
    return folder / name


def flip(path: Path, place: int) -> None:
    """Change one byte of a file."""
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[place] ^= 0xFF
    path.write_bytes(content)
    path.chmod(0o444)


def forget(desk: Desk) -> None:
    """Drop what can be rebuilt, so that a command reads the segments themselves."""
    shutil.rmtree(desk.case / "cache")


def spoil_page(desk: Desk, page: int) -> None:
    """Overwrite one page of case.db with garbage."""
    path = desk.case / "case.db"
    with path.open("r+b") as file:
        file.seek(PAGE * (page - 1))
        file.write(b"\xa5" * PAGE)


def root_page(desk: Desk, table: str) -> int:
    """The page where the rows of a table begin."""
    with closing(sqlite3.connect(desk.case / "case.db")) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return int(page)


CASES = [
    BadInput("missing case", "stats gone.case", 4, ("gone.case: there is no case folder", "jejak new")),
    BadInput(
        "missing case, import",
        "import gone.case good.csv -m m.yaml",
        4,
        ("gone.case: there is no case folder", "jejak new"),
    ),
    BadInput("missing case, verify", "verify gone.case", 4, ("gone.case: there is no case folder", "jejak new")),
    BadInput("file as case", "stats good.csv", 4, ("good.csv: this is a file, no case folder", "jejak new")),
    BadInput("folder as case", "stats plain", 4, ("plain: this is no case folder", "jejak new"), no_case),
    BadInput(
        "another database",
        "stats other",
        4,
        ("other/case.db: this SQLite file is no Jejak ledger", "jejak new"),
        other_database,
    ),
    BadInput(
        "text as database", "stats text", 4, ("text/case.db: the ledger's database is damaged", "backup"), no_database
    ),
    BadInput(
        "empty database",
        "stats void",
        4,
        ("void/case.db: this SQLite file is no Jejak ledger", "jejak new"),
        empty_database,
    ),
    BadInput(
        "newer case",
        "stats newer.case",
        4,
        (r"newer.case/case.db: this case was written by a newer Jejak \(ledger version 99\)", "update Jejak"),
        newer,
    ),
    BadInput(
        "import into a newer case", "import newer.case good.csv -m m.yaml", 4, ("newer Jejak", "update Jejak"), newer
    ),
    BadInput(
        "new where something is", "new a.case", 4, ("a.case: there is something at this place already", "another name")
    ),
    BadInput(
        "new over a file", "new good.csv", 4, ("good.csv: there is something at this place already", "another name")
    ),
    BadInput(
        "new inside a file",
        "new good.csv/x.case",
        4,
        ("good.csv: cannot read or write: a file stands where a folder is needed", "another place"),
    ),
]

READING = (
    "stats a.case",
    "batches a.case",
    "search a.case 1000",
    f"show a.case {'f' * 32}",
    f"path a.case {'f' * 32} {'e' * 32}",
    "resolve a.case",
    f"role a.case {'f' * 32} --list",
    "analyse a.case degree",
    "syndicates a.case",
    "export a.case out",
    "query a.case 'MATCH (n) RETURN n'",
    "verify a.case",
    "import a.case good.csv -m m.yaml",
    "reverse a.case abcd",
)
