"""Delimited text: records, their numbers and what is rejected, against passes of the csv module of our own."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.ingest.readers import ReaderOptions, Table, open_tables

COLUMNS = ("alpha", "beta", "gamma")
CELLS = st.text(alphabet='ab1 é,;"|', max_size=6)
QUOTED = st.one_of(CELLS, st.builds(lambda a, b: f"{a}\n{b}", CELLS, CELLS))


def read(folder: Path, text: str | bytes, **options: object) -> Table:
    path = folder / "source.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (table,) = open_tables(path, ReaderOptions(**options))  # type: ignore[arg-type]
    return table


def rows(table: Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for batch in table.batches() for row in batch.to_pylist()]


def rejects(table: Table) -> list[tuple[int, str]]:
    return [(reject.rec, reject.reason) for reject in table.rejects]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(QUOTED, min_size=3, max_size=3), min_size=1, max_size=30), st.sampled_from("\n\r"))
def test_what_csv_writes_is_read_exactly(content: list[list[str]], end: str) -> None:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n" if end == "\r" else "\n")
    writer.writerows([COLUMNS, *content])
    with TemporaryDirectory() as folder:
        table = read(Path(folder), out.getvalue(), delimiter=",", header_row=1)
        found = rows(table)
    assert table.columns == COLUMNS
    assert found == [(rec, *(cell or None for cell in row)) for rec, row in enumerate(content, 1)]
    assert table.rejects == []


LINES = st.one_of(
    st.just("1,b,c"), st.just("1,b"), st.just("1,b,c,d"), st.just(""), st.just('"x,y",b,c'), st.just("1,b,c,"),
    st.just(",,"), st.just("1,2,3,4,5"),
)  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(LINES, max_size=60))
def test_numbers_of_records_and_rejects_are_those_of_an_independent_count(lines: list[str]) -> None:
    """Blank lines are no records; a wrong count of cells is a reject; blanks beyond the header are no cells."""
    good, bad, rec = [], [], 0
    for row in csv.reader(lines):
        if not row:
            continue
        rec += 1
        if len(row) == 3 or (len(row) > 3 and not any(row[3:])):
            good.append((rec, *(cell or None for cell in row[:3])))
        else:
            bad.append((rec, f"{len(row)} cells instead of 3"))
    with TemporaryDirectory() as folder:
        table = read(Path(folder), "\n".join(["alpha,beta,gamma", *lines]) + "\n", delimiter=",", header_row=1)
        assert rows(table) == good
        assert rejects(table) == bad


def test_numbers_are_exact_behind_many_rejects(tmp_path: Path) -> None:
    """Of 20,000 records each 61st is broken; every other keeps its own number."""
    lines = [f"{rec},x" if rec % 61 == 0 else f"{rec},x,y" for rec in range(1, 20_001)]
    table = read(tmp_path, "\n".join(["number,beta,gamma", *lines]))
    found = rows(table)
    assert all(str(row[0]) == row[1] for row in found)
    assert [reject.rec for reject in table.rejects] == list(range(61, 20_001, 61))
    assert len(found) + len(table.rejects) == 20_000


@pytest.mark.parametrize(
    "broken",
    ['2,"open,c', '2,b,"open', '"2,b,c', '2,"say ""so,c'],
    ids=["middle", "last", "first", "doubled"],
)
@pytest.mark.parametrize("quoted_after", [False, True])
def test_an_unclosed_quote_costs_its_own_record_only(tmp_path: Path, broken: str, quoted_after: bool) -> None:
    after = [f'{rec},"b, {rec}",c' if quoted_after else f"{rec},b,c" for rec in range(3, 500)]
    table = read(tmp_path, "\n".join(["alpha,beta,gamma", "1,b,c", broken, *after]) + "\n")
    found = rows(table)
    assert [row[0] for row in found] == [1, *range(3, 500)]
    assert [row[1] for row in found] == ["1", *(str(rec) for rec in range(3, 500))]
    assert rejects(table) == [(2, "an unclosed quote")]
    assert table.rejects[0].raw == broken


def test_an_unclosed_quote_in_the_last_line(tmp_path: Path) -> None:
    table = read(tmp_path, 'alpha,beta,gamma\n1,b,c\n2,"b,c')
    assert [row[0] for row in rows(table)] == [1]
    assert rejects(table) == [(2, "an unclosed quote")]


def test_a_quote_that_a_later_one_closes_does_not_hide_whole_records(tmp_path: Path) -> None:
    """The quotes of records 2 and 5 pair up into a record of the right width; the records between show it."""
    lines = ["1,b,c,d", '2,"b,c,d', "3,b,c,d", "4,b,c,d", '5,b",c,d', "6,b,c,d"]
    table = read(tmp_path, "\n".join(["alpha,beta,gamma,delta", *lines]))
    assert [row[0] for row in rows(table)] == [1, 3, 4, 5, 6]
    assert rejects(table) == [(2, "an unclosed quote")]


def test_stray_quotes(tmp_path: Path) -> None:
    """A quote within plain text is text; one within a quoted cell is a fault, not a guess."""
    table = read(tmp_path, 'alpha,beta,gamma\n1,5" pipe,c\n2,"PT "Maju" Jaya",c\n3,b,c\n')
    assert rows(table) == [(1, "1", '5" pipe', "c"), (3, "3", "b", "c")]
    assert rejects(table) == [(2, "a quote inside a quoted cell")]


def test_many_unclosed_quotes_over_the_ends_of_blocks(tmp_path: Path) -> None:
    """Three megabytes of long lines with a broken one now and then: no other record is lost or misnumbered."""
    lines = [f'{rec},"open,c' if rec % 97 == 0 else f"{rec},{'x' * 900},c" for rec in range(1, 3_001)]
    table = read(tmp_path, "\n".join(["alpha,beta,gamma", *lines]))
    assert [int(str(row[1])) for row in rows(table)] == [rec for rec in range(1, 3_001) if rec % 97]
    assert [reject.rec for reject in table.rejects] == list(range(97, 3_001, 97))


def test_a_second_pass_gives_the_same(tmp_path: Path) -> None:
    table = read(tmp_path, 'alpha,beta,gamma\n1,b,c\n2,b\n3,"b,c\n')
    assert (rows(table), rejects(table)) == (rows(table), rejects(table))


def test_a_cell_of_three_megabytes_is_a_cell(tmp_path: Path) -> None:
    table = read(tmp_path, f'alpha,beta\n1,"{"x," * 1_500_000}"\n2,b\n')
    assert [(row[1], len(str(row[2]))) for row in rows(table)] == [("1", 3_000_000), ("2", 1)]


def test_empty_cells_are_null_and_zeros_and_spaces_are_kept(tmp_path: Path) -> None:
    table = read(tmp_path, 'alpha,beta,gamma\n007,"", x \n')
    assert rows(table) == [(1, "007", None, " x ")]


def test_columns_are_found_by_name_not_by_place(tmp_path: Path) -> None:
    first = read(tmp_path, "alpha,beta\n1,2\n")
    one = next(first.batches()).select(["alpha", "beta"]).to_pylist()
    second = read(tmp_path, "beta,alpha\n2,1\n")
    assert next(second.batches()).select(["alpha", "beta"]).to_pylist() == one


def test_a_name_with_a_star_is_one_file(tmp_path: Path) -> None:
    for name in ("a1.csv", "a*.csv"):
        (tmp_path / name).write_text(f"alpha,beta\n{name},x\n", encoding="utf-8")
    (table,) = open_tables(tmp_path / "a*.csv", ReaderOptions())
    assert rows(table) == [(1, "a*.csv", "x")]


def test_a_column_may_be_called_rec(tmp_path: Path) -> None:
    table = read(tmp_path, "rec,beta\nx,y\n")
    batch = next(table.batches())
    assert [column.to_pylist() for column in batch.columns] == [[1], ["x"], ["y"]]
