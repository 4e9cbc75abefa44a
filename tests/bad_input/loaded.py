"""The command line, loaded once: each command runs `main()` in a process of its own, forked from a loaded one.

Loading takes two seconds and the command a tenth of one; there are more than a hundred commands. Streams, exit codes,
environment and working folder are those of a process; tests of signals and limits start the real thing.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

FORKS = """
import json, os, sys, tempfile, traceback
from jejak.ui.cli import main

def run(job):
    os.chdir(job["folder"])
    os.environ.clear()
    os.environ.update(job["environment"])
    tempfile.tempdir = None
    for number, place in enumerate(job["streams"]):
        os.dup2(os.open(place, os.O_RDWR | os.O_CREAT | os.O_TRUNC * (number > 0), 0o600), number)
    sys.argv = ["jejak", *job["arguments"]]
    try:
        main()
        return 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        return 1

for line in sys.stdin:
    child = os.fork()
    if not child:
        code = run(json.loads(line))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class Loaded:
    """A process that has loaded the command line and runs commands on demand, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._streams = [os.devnull, str(folder / "stdout"), str(folder / "stderr")]
        self._process = subprocess.Popen(
            [sys.executable, "-c", FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "COLUMNS": "500", "NO_COLOR": "1"},
        )  # fmt: skip

    def run(
        self, arguments: Sequence[str], *, folder: Path, environment: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        job = {"arguments": arguments, "folder": str(folder), "environment": environment, "streams": self._streams}
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        said = [Path(place).read_text(encoding="utf-8") for place in self._streams[1:]]
        return subprocess.CompletedProcess(list(arguments), code, *said)

    def close(self) -> None:
        """End the process."""
        self._process.communicate()
