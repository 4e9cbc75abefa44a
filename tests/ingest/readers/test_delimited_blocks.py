"""Blocks of lines that are read at once give exactly what reading record by record gives."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from jejak.ingest.readers import open_tables
from jejak.ingest.readers.quoting import RecordSplitter
from jejak.ingest.readers.table import ReaderOptions

LINES = st.lists(st.text(st.sampled_from('ab "",;\x1f\x0b\x85é\u2028\ufeff'), max_size=8), min_size=1, max_size=12)


def read(path: Path, columns: tuple[str, ...]) -> tuple[list[object], list[object]]:
    options = ReaderOptions(format="csv", delimiter=",", encoding="utf-8", columns=columns)
    (table,) = open_tables(path, options)
    rows = [tuple(row.values()) for batch in table.batches() for row in batch.to_pylist()]
    return rows, list(table.rejects)


@given(lines=LINES, width=st.integers(1, 3), ended=st.booleans())
def test_blocks_give_what_single_records_give(
    tmp_path_factory: object, lines: list[str], width: int, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("blocks") / "a.csv"  # type: ignore[attr-defined]
    path.write_text("x\n" + "\n".join(lines) + "\n" * ended, encoding="utf-8", newline="")
    columns = tuple(f"c{number}" for number in range(width))
    with patch.object(RecordSplitter, "_block", lambda *_: None):
        slow = read(path, columns)
    assert read(path, columns) == slow


def test_empty_cells_of_a_single_column_are_records(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text('a\n""\n\n""\nb\n')
    assert read(path, ("c",)) == ([(1, "a"), (2, None), (3, None), (4, "b")], [])
