"""What people install: the wheel and the source distribution hold every module exactly once, and the chart's bundle."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "jejak"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder


def modules() -> set[str]:
    return {path.relative_to(ROOT / "src").as_posix() for path in SOURCES.rglob("*.py")}


def test_the_wheel_holds_every_module_once(built: Path) -> None:
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        names = Counter(wheel.namelist())
    assert {name for name in names if name.endswith(".py")} == modules()
    assert set(names.values()) == {1}
    assert "jejak/ui/chart/dist/linkchart.js" in names
    assert "jejak/schemas/types/person.yaml" in names
    assert "jejak/demo/mappings/interviews.yaml" in names
    assert not [name for name in names if name.endswith((".ts", ".mjs"))]


def test_the_source_distribution_holds_every_module_once(built: Path) -> None:
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = Counter(name.partition("/")[2] for name in archive.getnames())
    held = {name for name in names if name.startswith("src/jejak/") and name.endswith(".py")}
    assert held == {f"src/{module}" for module in modules()}
    assert set(names.values()) == {1}
    assert "ingest" not in names
