"""No page has a grave accessibility fault, in light and dark, by the rules of axe-core (a tool of the tests alone)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jejak.ui.pages import PAGES

pytestmark = pytest.mark.browser

#: Faults of these weights fail; the others are advice.
GRAVE = {"serious", "critical"}
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
    .map(v => [v.impact, v.id, v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + ' ' + (n.any[0]?.message || ''))])"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The script of axe-core, fetched by npm as the lock beside it pins it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes by npm")
    folder = tmp_path_factory.mktemp("axe")
    shutil.copytree(Path(__file__).parent / "accessibility", folder, dirs_exist_ok=True)
    done = subprocess.run([npm, "ci", "--ignore-scripts"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return (folder / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_page_has_a_grave_fault(
    memory_case: Any, open_screen: Callable[[Any], Any], axe: str, *, dark: bool
) -> None:
    screen = open_screen(memory_case)
    page = screen.page
    if dark:
        page.click("label[for='dark']")
    found = []
    for path in [one.path for one in PAGES] + [f"/chart?focus={1:032x}&sel={1:032x}"]:
        screen.open(path)
        page.wait_for_timeout(1500)  # answers, and fading in
        page.evaluate(axe)
        found += [(path, *fault) for fault in page.evaluate(RUN) if fault[0] in GRAVE]
    assert found == []
