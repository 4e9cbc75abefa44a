"""Files that look wrong and are not: they are imported whole, as ordinary ones are."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
import xlsxwriter

from bad_input.desk import TABLE, Desk
from jejak.graph.ledger import Ledger

ROWS = TABLE.count("\n") - 1


def accepted(desk: Desk, name: str) -> int:
    """Import a file and tell how many of its rows were accepted."""
    said = desk.jejak("import", "a.case", name, "-m", "any.yaml")
    assert said.returncode == 0, said.stderr
    assert said.stderr == ""
    with Ledger.open(desk.case) as ledger:
        batch = ledger.batches()[-1]
        assert ledger.verify() == []
    assert batch.rows_in == batch.rows_ok
    return batch.rows_ok


def test_three_hundred_columns(desk: Desk) -> None:
    more = ",".join(f"extra {n}" for n in range(296))
    lines = [
        f"{line},{more if not at else more.replace('extra', str(at))}" for at, line in enumerate(TABLE.splitlines())
    ]
    assert lines[1].count(",") == 299
    desk.write("wide.csv", "\n".join(lines))
    assert accepted(desk, "wide.csv") == ROWS


def test_formulas_with_their_results(desk: Desk) -> None:
    with xlsxwriter.Workbook(str(desk.path("sums.xlsx"))) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(TABLE.splitlines()):
            *cells, amount = line.split(",")
            sheet.write_row(at, 0, cells)
            if at:
                sheet.write_formula(at, 3, f"={amount}*1", value=int(amount))
            else:
                sheet.write(at, 3, amount)
    assert accepted(desk, "sums.xlsx") == ROWS


@pytest.mark.parametrize(
    "name", ["two\nlines.csv", "[red]x.csv", "😀.csv", "-dash.csv", "a'b;--.csv", "x" * 250 + ".csv"]
)
def test_file_names_that_nobody_thought_of(desk: Desk, name: str) -> None:
    desk.write(name, TABLE.replace("-01-", "-03-"))
    assert accepted(desk, f"./{name}") == ROWS


@pytest.mark.skipif(sys.platform != "linux", reason="other systems know no such names")
def test_a_file_name_that_is_no_text(desk: Desk) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    try:
        Path(desk.root / name).write_text(TABLE.replace("-01-", "-03-"))
    except OSError:
        pytest.skip("this disk takes no such names")
    assert accepted(desk, name) == ROWS
