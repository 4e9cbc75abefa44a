"""One measured stage per process: does it, then prints its figures as one line of JSON."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

from measuring import peak_mb

#: Where each stage stands; only what it needs is loaded, so that its memory is its own.
STAGES = {
    "data": "ingesting", "import": "ingesting", "adopt": "ingesting", "snapshot": "graphing", "reopen": "graphing",
    "lookups": "asking", "search": "asking", "cypher": "asking", "neo4j": "serving", "offline": "serving",
}  # fmt: skip

if __name__ == "__main__":
    stage = getattr(importlib.import_module(STAGES[sys.argv[1]]), f"stage_{sys.argv[1]}")
    found = stage(Path(sys.argv[2]), *map(int, sys.argv[3:]))
    print(json.dumps(found | {"peak_mb": peak_mb()}))
