"""A page of docs/ that is made from declarations: written, or held against them."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def made(name: str, text: str) -> int:
    """Write a page; with ``--check`` on the command line, only say whether it is up to date (0) or stale (1)."""
    path = DOCS / name
    if "--check" in sys.argv[1:]:
        return 0 if path.is_file() and path.read_text(encoding="utf-8") == text else 1
    path.write_text(text, encoding="utf-8", newline="\n")
    return 0
