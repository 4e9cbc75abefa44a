"""A fresh desk for each test, copied from one that is made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bad_input.desk import Desk, copied, lay_out
from bad_input.loaded import Loaded


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    program = Loaded(tmp_path_factory.mktemp("loaded"))
    yield program
    program.close()


@pytest.fixture(scope="session")
def good_desk(tmp_path_factory: pytest.TempPathFactory, loaded: Loaded) -> Desk:
    return lay_out(tmp_path_factory.mktemp("desk"), loaded)


@pytest.fixture
def desk(good_desk: Desk, tmp_path: Path) -> Desk:
    return copied(good_desk, tmp_path / "desk")
