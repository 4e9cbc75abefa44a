"""NetworkX's own tests, all of them, answered by the engine wherever it offers a function."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from jejak.analysis.engine.backend_info import FUNCTIONS

SUITE = Path(__file__).with_name("suite")
#: Functions that NetworkX tests by nothing that we answer; each has its own comparison here.
UNTESTED: dict[str, str] = {}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_networkx_passes_its_own_tests_with_our_functions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment = {
        **os.environ,
        "NETWORKX_TEST_BACKEND": "jejak",
        "NETWORKX_FALLBACK_TO_NX": "True",
        "JEJAK_SUITE_COUNTS": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(SUITE), os.environ.get("PYTHONPATH", "")]),
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "engine_suite", "-p", "no:dash"]
    command += ["-n", "2", "--pyargs", "networkx"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    summary = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert int(re.findall(r"(\d+) passed", summary)[0]) > 6_500
    counts: Counter[str] = Counter()
    for path in tmp_path.glob("*.json"):
        counts.update(json.loads(path.read_text()))
    with capsys.disabled():
        print(f"\n{summary}\ncalls answered: {dict(sorted(counts.items()))}")  # noqa: T201  the figures are the point
    assert set(FUNCTIONS) - set(counts) == set(UNTESTED)
