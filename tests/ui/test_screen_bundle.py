"""The chart's bundle: from these sources, with notices, by a lock without addresses; and a look for every type."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from jejak.analysis.role_hints import PARTS
from jejak.schemas.looks import layer_colours, look_of, part_icon
from jejak.schemas.world import load_world
from jejak.ui import chart

REPOSITORY = Path(__file__).resolve().parents[2]
CHART = REPOSITORY / "src" / "jejak" / "ui" / "chart"
LOOKS = REPOSITORY / "src" / "jejak" / "schemas" / "looks.json"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", REPOSITORY / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_bundle_in_use_was_made_from_the_sources(hook: ModuleType) -> None:
    assert (Path(chart.__file__).parent / chart.SCRIPT).is_file()
    assert hook.is_fresh(CHART), "run: python hatch_build.py"


def test_any_change_of_a_source_makes_the_bundle_stale(hook: ModuleType, tmp_path: Path) -> None:
    copy = tmp_path / "chart"
    shutil.copytree(CHART, copy, ignore=shutil.ignore_patterns("node_modules", "test"))
    (copy / "dist" / "linkchart.sha256").write_text(hook.digest(copy))
    assert hook.is_fresh(copy)
    style = copy / "src" / "style.ts"
    style.write_text(style.read_text() + "\n")
    assert not hook.is_fresh(copy)
    (copy / "dist" / "linkchart.js").unlink()
    (copy / "dist" / "linkchart.sha256").write_text(hook.digest(copy))
    assert not hook.is_fresh(copy)


def test_the_lock_names_no_address_and_pins_by_hash() -> None:
    text = (CHART / "package-lock.json").read_text()
    assert "://" not in text
    assert "funding" not in text
    packages = json.loads(text)["packages"]
    assert all("integrity" in entry for name, entry in packages.items() if name)
    wanted = json.loads((CHART / "package.json").read_text())
    pins = wanted["dependencies"] | wanted["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in pins.values())
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in pins.items())


def test_notices_of_all_that_is_inside_come_with_it() -> None:
    notices = (CHART / "dist" / "LICENSES.txt").read_text()
    for name in (
        "cytoscape 3",
        "cytoscape-fcose",
        "cytoscape-dagre",
        "cose-base",
        "layout-base",
        "world-atlas 2",
        "dagre (MIT)",
        "graphlib (MIT)",
    ):
        assert name in notices
    assert notices.count("Permission is hereby granted") >= 7


def test_every_entity_type_has_an_icon_and_a_look() -> None:
    looks = json.loads(LOOKS.read_text(encoding="utf-8"))["kinds"]
    assert set(load_world().entity_types) <= looks.keys()
    assert all(look_of(kind).icon and look_of(kind).fill.startswith("#") for kind in looks)


def test_every_layer_has_a_colour() -> None:
    assert {kind.layer for kind in load_world().link_types.values() if kind.layer} <= layer_colours().keys()


def test_every_part_has_an_icon() -> None:
    assert all(map(part_icon, PARTS))


@pytest.mark.slow
def test_the_pure_parts_pass_their_own_tests(tmp_path: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("vitest needs npm; the built bundle is tested in the browser")
    import subprocess  # noqa: PLC0415

    copy = tmp_path / "chart"
    shutil.copytree(CHART, copy, ignore=shutil.ignore_patterns("node_modules", "dist"))
    shutil.copy2(LOOKS, copy / "src")
    for step in (["ci", "--ignore-scripts"], ["run", "check"], ["test"]):
        done = subprocess.run([npm, *step], cwd=copy, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
