"""The engine of an import: bounded memory, locked settings."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from jejak.ingest.engine import MEMORY_MB, open_engine


def test_the_engine_is_bounded_and_locked(tmp_path: Path) -> None:
    with open_engine(tmp_path) as engine:
        query = "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'"
        (limit,) = engine.execute(query).fetchall()[0]
        amount, unit = str(limit).split()
        assert float(amount) * {"MiB": 2**20, "GiB": 2**30}[unit] == pytest.approx(MEMORY_MB * 1e6, rel=0.01)
        for forbidden in ("SET memory_limit='8GB'", "COPY (SELECT 1) TO '/tmp/elsewhere.csv'"):
            with pytest.raises(duckdb.Error):
                engine.execute(forbidden)


def test_what_does_not_fit_goes_to_the_scratch_folder(tmp_path: Path) -> None:
    with open_engine(tmp_path) as engine:
        engine.execute(
            "CREATE TABLE t AS SELECT range AS n, hash(range)::VARCHAR || 'abcdefghijklmnop' AS x FROM range(9000000)"
        )
        assert list((tmp_path / "spill").iterdir())
        assert engine.execute("SELECT count(*), count(DISTINCT n) FROM t").fetchall() == [(9_000_000, 9_000_000)]
