"""One private DuckDB engine per import: bounded memory, no network, no file outside its scratch folder.

Invariant: settings are locked before the first byte of a source file is seen.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_LEAST_MB = 400  # Python and Arrow come on top: for a million rows they stay together below 800 MB


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def parquet(path: Path) -> str:
    """A Parquet file as an SQL table."""
    return f"read_parquet({quoted(str(path))})"


def memory_mb(rows_bytes: int) -> int:
    """How much memory an import may take: its joins hold the distinct values of all columns, and cannot spill them all.

    Never more than half of what the machine has, where the system tells.
    """
    wanted = max(_LEAST_MB, 3 * rows_bytes // 2_000_000)
    if not hasattr(os, "sysconf"):
        return wanted
    half = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2_000_000
    return max(_LEAST_MB, min(wanted, half))


@contextmanager
def open_engine(scratch: Path, rows_bytes: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that can only read and write below ``scratch``; ``rows_bytes`` is how much there is to work on."""
    spill = scratch / "spill"
    spill.mkdir()
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{memory_mb(rows_bytes)}MB",
        "threads": "2",
        "temp_directory": str(spill),
    }
    connection = duckdb.connect(":memory:", config=config)
    try:
        connection.execute("SET TimeZone='UTC'")
        connection.execute("SET preserve_insertion_order=false")
        # the optimiser would otherwise hash the large side of the joins and run out of memory
        connection.execute("SET disabled_optimizers='join_order,build_side_probe_side'")
        connection.execute(f"SET allowed_directories=[{quoted(str(scratch) + '/')}]")
        connection.execute("SET enable_external_access=false")
        connection.execute("SET lock_configuration=true")
        yield connection
    finally:
        connection.close()
