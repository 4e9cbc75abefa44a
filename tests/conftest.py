"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest_plugins = ["neo4j_fixtures"]

REPOSITORY = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Path of a real data file by its name; absent data is a failure under CI and a stated skip elsewhere."""
    root = Path(os.environ.get("JEJAK_DATA", REPOSITORY.parent / "shared" / "data"))

    def find(name: str) -> Path:
        path = root / name
        if not path.exists():
            why = f"the data file {name} is not there: set JEJAK_DATA to the folder that holds it"
            if os.environ.get("CI"):
                pytest.fail(why)
            pytest.skip(why)
        return path

    return find
