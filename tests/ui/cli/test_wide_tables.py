"""A table that would be too narrow to be read is printed as blocks, with every value and no empty ones."""

from __future__ import annotations

import pytest
from rich.console import Console

from jejak.ui.cli import output

COLUMNS = ["rank", "names", *(f"figure_{n}" for n in range(10)), "note"]
ROWS = [[1, "Rina Satu; Budi Dua", *range(10), None], [2, "[bold]x", *range(10), "last"]]


@pytest.mark.parametrize(("width", "blocks"), [(80, True), (400, False)])
def test_a_wide_table_is_told_in_blocks_where_it_does_not_fit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int, blocks: bool
) -> None:
    monkeypatch.setattr(output, "out", Console(width=width, highlight=False))
    output.show_table("Result", COLUMNS, ROWS)
    told = capsys.readouterr().out
    assert ("┃" not in told) is blocks
    assert told.count("figure_9") == (2 if blocks else 1)
    assert told.count("note") == 1
    for text in ("Result", "Rina Satu; Budi Dua", "[bold]x", "last"):
        assert text in told
