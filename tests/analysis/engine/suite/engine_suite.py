"""A pytest plugin for NetworkX's own suite: counts which calls our functions answered, and marks what must differ.

`test_networkx_suite.py` loads it in a process of its own. Each worker writes its counts to ``$JEJAK_SUITE_COUNTS``.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jejak.analysis.engine.offers import Offer

#: Tests that must fail with our functions, by the end of their name, with the reason.
DIFFERENT: dict[str, str] = {}
_COUNTS: Counter[str] = Counter()


def pytest_configure() -> None:
    """Count every call that one of our functions answers."""
    answer = Offer.__call__

    def counting(self: Offer[..., Any], *args: object, **kwargs: object) -> object:
        result = answer(self, *args, **kwargs)
        _COUNTS[self.function.__name__] += 1
        return result

    Offer.__call__ = counting  # type: ignore[method-assign]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that must fail; one that passes after all is told."""
    for item in items:
        for name, reason in DIFFERENT.items():
            if item.nodeid.endswith(name):
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


def pytest_sessionfinish() -> None:
    """Write what was counted."""
    folder = Path(os.environ["JEJAK_SUITE_COUNTS"])
    (folder / f"{os.getpid()}.json").write_text(json.dumps(_COUNTS))
