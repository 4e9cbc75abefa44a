"""Kept findings on the command line: who kept what, whether it still holds, and its undo."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.csv_files import harmless
from jejak.case.keeping import Kept, Standing
from jejak.ui.cli.analysing import ResultFormat
from jejak.ui.cli.options import AnalystOpt, CaseArg
from jejak.ui.cli.output import Cell, say, show_json, show_table, warn
from jejak.ui.kept_words import state_words

_COLUMNS = ("number", "when", "analyst", "analysis", "entities", "state", "note")

UndoOpt = Annotated[int | None, typer.Option(help="Take back the kept finding with this number.")]
ResultOpt = Annotated[ResultFormat, typer.Option("--format", help="How to print: a table, JSON with all rows, or CSV.")]


def findings(
    case: CaseArg, *, undo: UndoOpt = None, analyst: AnalystOpt = None, fmt: ResultOpt = ResultFormat.TABLE
) -> None:
    """List the kept findings and whether they still hold. Example: `jejak findings batam.case`."""
    with Case.open(case, analyst=analyst) as opened:
        if undo is not None:
            opened.keeping.undo(undo)
            say(f"Finding {undo} is taken back.")
            return
        keeping = opened.keeping
        told = [(kept, keeping.standing(kept)) for kept in keeping.findings()]
    if fmt is ResultFormat.JSON:
        show_json([{**asdict(kept), **asdict(stands), "holds": stands.holds} for kept, stands in told])
        return
    rows = [_row(kept, stands) for kept, stands in told]
    if fmt is ResultFormat.CSV:
        cells = ([harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
        csv.writer(sys.stdout, lineterminator="\n").writerows([_COLUMNS, *cells])
    else:
        show_table("Kept findings", _COLUMNS, rows, empty="Nothing is kept. Keep a result with `jejak analyse --keep`.")


def numbers(text: str) -> list[int]:
    """Numbers of kept findings, written with commas between them; each once."""
    words = [word.strip() for word in text.split(",") if word.strip()]
    wrong = next((word for word in words if not (word.isascii() and word.isdecimal())), None)
    if wrong is not None:
        raise typer.BadParameter(f"{wrong[:20]} is no number of a kept finding", param_hint="--findings")
    return sorted({int(word) for word in words})


def warn_unless_it_holds(kept: Kept, stands: Standing) -> None:
    """Tell whoever shows a finding elsewhere that it is not of this graph, or does not show everybody."""
    if not stands.holds:
        warn(f"Finding {kept.seq} ({kept.analysis}): {state_words(stands)}.")
    if kept.left_out:
        warn(f"Finding {kept.seq} ({kept.analysis}): {kept.left_out} of its entities are not listed any more.")


def _row(kept: Kept, stands: Standing) -> tuple[Cell, ...]:
    return (kept.seq, kept.at, kept.analyst, kept.analysis, len(kept.rows), state_words(stands), kept.note)


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(findings)
