"""Build an offline bundle: the wheel of Jejak, all wheels it needs for Linux and Windows, and how to install them."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = {
    "linux": ["manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"],
    "windows": ["win_amd64"],
}
README = """Jejak, offline bundle
=====================

On a machine without a network, with Python 3.11:

    python -m venv jejak-env
    jejak-env/bin/python -m pip install --no-index --find-links {platform} jejak
    jejak-env/bin/jejak --help

On Windows the folder is called jejak-env\\Scripts. Use the folder that fits: linux or windows.
"""


def run(*command: str) -> None:
    """Run a command of this environment's Python and stop when it fails."""
    subprocess.run([sys.executable, "-m", *command], check=True, cwd=ROOT)


def main() -> None:
    """Write ``dist/bundle``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "dist" / "bundle")
    parser.add_argument("--platform", choices=sorted(PLATFORMS), action="append", help="default: all")
    chosen = parser.parse_args()
    for name in chosen.platform or sorted(PLATFORMS):
        folder = chosen.out / name
        folder.mkdir(parents=True, exist_ok=True)
        run("pip", "wheel", "-q", "--no-deps", "-w", str(folder), ".")
        tags = [part for tag in PLATFORMS[name] for part in ("--platform", tag)]
        command = ["pip", "download", "-q", "--only-binary", ":all:", "--python-version", "3.11"]
        command += ["--implementation", "cp"]
        # abi none and abi3 wheels are wanted too; the hashes of the pins are checked on the way
        command += ["--abi", "cp311", "--abi", "abi3", "--abi", "none", *tags]
        run(*command, "--no-deps", "-r", "requirements/base.txt", "-d", str(folder))
    (chosen.out / "README.txt").write_text(README.format(platform="linux"), encoding="utf-8")
    sys.stdout.write(f"{chosen.out}\n")


if __name__ == "__main__":
    main()
