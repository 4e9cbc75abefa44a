"""Judging badly, from the command line: one clear message, and not one decision of many is written."""

from __future__ import annotations

import shlex

import pytest

from bad_input.bad_identities import AT_ONCE, BY_FILE, ONE_BY_ONE, entities
from bad_input.desk import BadInput, Desk, clear_message, unharmed

ALL = [*ONE_BY_ONE, *BY_FILE, *AT_ONCE]


@pytest.mark.parametrize("bad", ALL, ids=str)
def test_one_clear_message_and_no_decision_written(desk: Desk, bad: BadInput) -> None:
    command = bad.command.format(**entities(desk))
    if bad.make:
        bad.make(desk)
    before = desk.state()
    clear_message(bad, desk.jejak(*shlex.split(command)))
    unharmed(desk, before)


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({bad.name for bad in ALL}) == len(ALL)
