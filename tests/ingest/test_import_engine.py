"""The memory of an import grows with its rows, and stays within the machine."""

from __future__ import annotations

from jejak.ingest.engine import memory_mb


def test_memory_grows_with_the_rows_within_the_machine() -> None:
    assert memory_mb(0) == memory_mb(90_000_000) == 400
    sizes = [memory_mb(10**power) for power in range(6, 16)]
    assert sizes == sorted(sizes)
    assert memory_mb(10**15) < 10**6
