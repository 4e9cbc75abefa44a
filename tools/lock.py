"""Write the hashed pins of requirements/ again; the files name no host."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "base.txt": [],
    "dev.txt": ["--extra", "cypher", "--group", "test", "--group", "check"],
}


def main() -> None:
    """Install uv in a scratch environment and compile each file."""
    with tempfile.TemporaryDirectory(prefix="jejak-lock-") as scratch:
        venv.create(scratch, with_pip=True)
        python = Path(scratch) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        subprocess.run([python, "-m", "pip", "install", "-q", "uv"], check=True)
        for name, options in FILES.items():
            command = [python, "-m", "uv", "pip", "compile", "-q", "--universal", "--python-version", "3.11"]
            command += ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url"]
            # pip before 24 looks for the newest release of an extra that is not named, and then misses its hash.
            command += ["--no-strip-extras"]
            command += [*options, "pyproject.toml", "-o", f"requirements/{name}"]
            subprocess.run(command, check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
