"""Fixtures that every room's tests share."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from jejak.schemas.i18n import use_language

pytest_plugins = ["neo4j_fixtures"]

# speed belongs to benchmarks: no example fails for being slow on a busy machine; CI draws the same examples every time
settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("anywhere"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "anywhere")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # so a shell starts work in its background, and what that starts
    signal.signal(signal.SIGINT, signal.default_int_handler)

#: What is dear to start: tests that use it run one after the other on one process when several share the tests.
_SERVERS = {"neo4j": "neo4j_server", "browser": "browser"}


def _server(item: pytest.Item) -> str:
    """Which of the servers a test uses; empty for none."""
    used = getattr(item, "fixturenames", ())
    return next((n for n, fixture in _SERVERS.items() if fixture in used or item.get_closest_marker(n)), "")


@pytest.hookimpl(tryfirst=True)  # the marks must be there before those who share the tests look at them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of one server on one process; they come first, so that the many small ones fill what is left."""
    for item in items:
        if name := _server(item):
            item.add_marker(pytest.mark.xdist_group(name))
    items.sort(key=lambda item: not _server(item))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test begins in English, whatever language a command or a page of the test before it spoke."""
    use_language("en")
    yield
    use_language("en")


REPOSITORY = Path(__file__).resolve().parents[1]
INCLUDED = REPOSITORY / "tests" / "data"  # sets whose licence allows it, see its NOTICE


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """Path of a real data file by its name; absent data is a failure under CI and a stated skip elsewhere.

    Files that the repository holds itself come first, so that everybody runs the published figures of those.
    """
    root = Path(os.environ.get("JEJAK_DATA", REPOSITORY.parent / "shared" / "data"))

    def find(name: str) -> Path:
        if (INCLUDED / name).exists():
            return INCLUDED / name
        path = root / name
        if not path.exists():
            why = f"the data file {name} is not there: set JEJAK_DATA to the folder that holds it"
            if os.environ.get("CI"):
                pytest.fail(why)
            pytest.skip(why)
        return path

    return find
