"""Commands that bring files in: map and import."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from jejak.case import Case, Receipt, propose
from jejak.schemas.errors import MappingError
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, err, say, show_json, show_table


class BarProgress:
    """A progress bar on standard error with rate and remaining time; one bar per stage."""

    def __init__(self) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"),
            TextColumn("{task.fields[rate]}"), TimeElapsedColumn(), TimeRemainingColumn(), console=err, transient=True,
            disable=not err.is_terminal,
        )  # fmt: skip
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> BarProgress:
        """Show the bars."""
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the bars."""
        self._bar.stop()

    def update(self, stage: str, done: int, total: int | None) -> None:
        """Move the bar of one stage; a stage whose total is not known yet only counts."""
        if stage not in self._tasks:
            self._tasks[stage] = self._bar.add_task(stage, total=total, rate="")
        task = self._tasks[stage]
        speed = next(t.speed for t in self._bar.tasks if t.id == task)
        self._bar.update(task, completed=done, total=total, rate=f"{speed:,.0f}/s" if speed else "")


def propose_map(
    file: Annotated[Path, typer.Argument(help="The file to look at.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write the proposed mapping here; default: print it.")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook.")] = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Propose a mapping for a file. Example: `jejak map statement.csv -o bank.yaml`."""
    if out is not None and out.exists():
        raise typer.BadParameter(f"{out} exists already; choose another name")
    proposal = propose(file, sheet=sheet)
    if out is not None:
        _write_new(out, proposal.yaml)
    if fmt is Format.JSON:
        show_json({"mapping": proposal.yaml, "guesses": proposal.guesses})
        return
    show_table(
        "Guesses",
        ("column", "becomes", "confidence", "why"),
        [(g.column, g.target, g.confidence, g.reason) for g in proposal.guesses],
    )
    if out is None:
        sys.stdout.write(proposal.yaml)
    else:
        say(f"Written to {out}. Read it, correct it, then: jejak import CASE {file} --mapping {out} --dry-run")


def _write_new(path: Path, text: str) -> None:
    """Write a new file whole, or none."""
    opened = False
    try:
        with path.open("x", encoding="utf-8") as file:
            opened = True
            file.write(text)
    except OSError as error:
        if opened:
            path.unlink()
        hint = "Check that the folder exists, may be written and has room."
        raise MappingError(f"the mapping cannot be written: {error.strerror}", where=str(path), hint=hint) from error


def import_file(
    case: CaseArg,
    file: Annotated[Path, typer.Argument(help="The file as received.", show_default=False)],
    *,
    mapping: Annotated[Path, typer.Option("--mapping", "-m", help="The mapping YAML.", show_default=False)],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show counts, samples and rejects; write nothing.")
    ] = False,
    origin: Annotated[str, typer.Option(help="From whom the file was received.")] = "",
    analyst: AnalystOpt = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Import one file through a mapping. Example: `jejak import batam.case statement.csv -m bank.yaml`."""
    with Case.open(case, analyst=analyst) as opened, BarProgress() as bar:
        receipt = opened.import_file(file, mapping, dry_run=dry_run, origin=origin, progress=bar)
    if fmt is Format.JSON:
        show_json(receipt)
    else:
        show_receipt(receipt)


def show_receipt(receipt: Receipt) -> None:
    """Print what an import did, in the order in which an analyst asks."""
    rows: list[tuple[str, str | int]] = [
        ("file", receipt.file), ("sha256", receipt.source_sha), ("table", receipt.table), ("mapping", receipt.mapping),
        ("rows read", receipt.rows_in), ("rows accepted", receipt.rows_ok), ("rows rejected", receipt.rows_rejected),
        ("values left out", receipt.n_rejects - receipt.rows_rejected), ("entities stated", receipt.n_entities),
        ("links stated", receipt.n_links), ("read as", "; ".join(receipt.notes)),
    ]  # fmt: skip
    rows += [
        (f"money {currency}", f"{total} = {claimed} in claims + {lost} rejected")
        for currency, (total, claimed, lost) in receipt.money.items()
    ]
    if receipt.batch_id:
        rows += [("batch", receipt.batch_id[:16]), ("what happened", receipt.outcome), ("chain head", receipt.head)]
    show_table("Dry run: nothing was written" if receipt.dry_run else "Imported", ("", ""), rows)
    if receipt.rejects:
        show_table("First rejects", ("record", "column", "reason", "severity"), receipt.rejects)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command("map")(propose_map)
    app.command("import")(import_file)
