"""Fetch what the tests need beyond Python (Maven, Java, Chromium, Poppler, Neo4j), or say what is missing and fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
PACKAGES = {"mvn": "maven", "chromium": "chromium", "pdftotext": "poppler-utils"}


def missing() -> list[str]:
    """Programs that are not on the path."""
    lacking = [name for name in ("mvn", "pdftotext") if shutil.which(name) is None]
    return lacking if any(shutil.which(name) for name in BROWSERS) else [*lacking, "chromium"]


def install(programs: list[str]) -> None:
    """Install Debian packages where this is Debian and we may."""
    apt = shutil.which("apt-get")
    if not programs or apt is None:
        return
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if prefix and shutil.which("sudo") is None:
        return
    packages = [PACKAGES[name] for name in programs]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*prefix, apt, "update", "-qq"], check=False, env=environment, stdout=subprocess.DEVNULL)
    command = [*prefix, apt, "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=False, env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    """Prepare the machine; 0 when everything is there, 1 with a list of what is missing."""
    install(missing())
    lacking = missing()
    if lacking:
        names = ", ".join(PACKAGES[name] for name in lacking)
        sys.stderr.write(f"Missing for the tests: {names}. Install them and run the command again.\n")
        return 1
    return subprocess.run([sys.executable, "tools/neo4j/server.py", "fetch"], check=False, cwd=ROOT).returncode


if __name__ == "__main__":
    raise SystemExit(main())
