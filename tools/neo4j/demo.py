"""The demo case in a real Neo4j: the one of JEJAK_NEO4J_URI, or a server that is started and stopped for it."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from server import Neo4jServer, new_password


def main() -> int:
    """Run `jejak demo --store neo4j` with the given arguments against a server."""
    command = [sys.executable, "-m", "jejak.ui.cli", "demo", "--store", "neo4j", *sys.argv[1:]]
    if os.environ.get("JEJAK_NEO4J_URI"):
        return subprocess.run(command, check=False).returncode
    with tempfile.TemporaryDirectory(prefix="jejak-neo4j-") as folder:
        server = Neo4jServer(Path(folder), new_password())
        server.start()
        try:
            environment = {**os.environ, "JEJAK_NEO4J_URI": server.uri, "JEJAK_NEO4J_PASSWORD": server.password}
            return subprocess.run(command, check=False, env=environment).returncode
        except KeyboardInterrupt:
            return 0
        finally:
            server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
