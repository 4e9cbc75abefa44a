"""Everything wrong that a person can hand in: one clear message, the documented exit code, and nothing written."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from bad_input.bad_cases import CASES
from bad_input.bad_files import FILES
from bad_input.bad_lists import LISTS
from bad_input.bad_words import MAPPINGS, WORDS
from bad_input.desk import BadInput, Desk, clear_message, unharmed
from jejak.graph.ledger import Ledger


def live_batch(desk: Desk) -> str:
    with Ledger.open(desk.case) as ledger:
        return ledger.batches()[0].batch_id


@pytest.mark.parametrize("bad", [*FILES, *LISTS, *MAPPINGS, *WORDS, *CASES], ids=str)
def test_one_clear_message_and_nothing_written(desk: Desk, bad: BadInput) -> None:
    if bad.make:
        bad.make(desk)
    before = desk.state()
    said = desk.jejak(*shlex.split(bad.command.replace("LIVE", live_batch(desk))), **bad.environment)
    clear_message(bad, said)
    unharmed(desk, before)


NAMELESS = """
import os, pwd
def nobody(number):
    raise KeyError("uid not found")
pwd.getpwuid = nobody
for name in ("LOGNAME", "USER", "LNAME", "USERNAME", "JEJAK_ANALYST"):
    os.environ.pop(name, None)
from jejak.ui.cli import main
main()
"""


def test_a_user_without_a_name_may_read_but_not_write(desk: Desk) -> None:
    """As in a container that runs under a number."""
    before = desk.state()
    program = (sys.executable, "-c", NAMELESS)
    said = desk.ended(desk.started("import", "a.case", "good.csv", "-m", "m.yaml", program=program))
    clear_message(BadInput("nameless", "", 4, ("every write needs the analyst's name", "set JEJAK_ANALYST")), said)
    reading = desk.ended(desk.started("stats", "a.case", program=program))
    assert reading.returncode == 0, reading.stderr
    unharmed(desk, before)


def test_every_case_has_a_name_of_its_own() -> None:
    names = [bad.name for bad in (*FILES, *LISTS, *MAPPINGS, *WORDS, *CASES)]
    assert len(set(names)) == len(names)


def test_every_exit_code_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    for code in {bad.code for bad in (*FILES, *LISTS, *MAPPINGS, *WORDS, *CASES)}:
        assert f"\n| {code} | " in page
