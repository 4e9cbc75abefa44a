"""One private DuckDB engine per import: bounded memory, no network, no file outside its scratch folder.

Invariant: settings are locked before the first byte of a source file is seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

MEMORY_MB = 360  # whatever the size of the source: Python and Arrow come on top, all within 800 MB


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def parquet(*paths: Path) -> str:
    """Parquet files as an SQL table; names of folders are not looked into for columns."""
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}], hive_partitioning=false)"


@contextmanager
def open_engine(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an engine that can only read and write below ``scratch``."""
    spill = scratch / "spill"
    spill.mkdir()
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "memory_limit": f"{MEMORY_MB}MB",
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
        with suppress(duckdb.Error):  # still in use where Ctrl-C was pressed twice; the process ends then
            connection.close()
