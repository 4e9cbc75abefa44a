"""One SQL statement over a table, block by block on two threads: all rows at once would fill the memory with words."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import SimpleQueue

import duckdb
import pyarrow as pa

_THREADS = 2


def run_in_blocks(query: str, blocks: Iterable[pa.Table]) -> pa.Table:
    """The answers of all blocks, in their order; the statement reads its block as ``claims``.

    Args:
        query: A statement that looks at the rows of one block only.
        blocks: At least one block.
    """
    engines: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    def run(block: pa.Table) -> pa.Table:
        engine = engines.get()
        engine.register("claims", block)
        answer = engine.sql(query).to_arrow_table()
        engine.unregister("claims")
        engines.put(engine)
        return answer

    with ExitStack() as held, ThreadPoolExecutor(_THREADS) as pool:
        for _ in range(_THREADS):
            engines.put(held.enter_context(duckdb.connect(config={"threads": "1"})))
        return pa.concat_tables(pool.map(run, blocks))
