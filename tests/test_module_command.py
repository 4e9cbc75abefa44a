"""`python -m jejak` is the command `jejak`: same output, same exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("jejak.exe" if sys.platform == "win32" else "jejak")


def run(*words: str) -> tuple[int, str, str]:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("words", "code"),
    [(("types", "--format", "json"), 0), (("stats", "no-such.case"), 4), (("types", "--language", "xx"), 3)],
)
def test_the_module_does_what_the_command_does(words: tuple[str, ...], code: int) -> None:
    found = run(sys.executable, "-m", "jejak", *words)
    assert found[0] == code, found[2]
    if COMMAND.exists():
        assert run(str(COMMAND), *words) == found


def test_without_a_verb_it_lists_the_verbs() -> None:
    _, out, _ = run(sys.executable, "-m", "jejak")
    assert all(verb in out for verb in ("import", "syndicates", "serve", "verify-export"))
