"""Commands about graph stores and the screen: sync, query, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.ui.cli.importing import BarProgress
from jejak.ui.cli.keeping import numbers, warn_unless_it_holds
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt, StoreOpt
from jejak.ui.cli.output import Format, say, show_json, show_table


def sync(
    case: CaseArg,
    *,
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="neo4j://host:port; default: JEJAK_NEO4J_URI. The password comes from JEJAK_NEO4J_PASSWORD."
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace the graph of another case on that server.")
    ] = False,
    offline: Annotated[
        Path | None,
        typer.Option("--offline", help="A new folder for files that fill an empty Neo4j while its server is stopped."),
    ] = None,
    findings: Annotated[
        str, typer.Option("--findings", metavar="NUMBER,…", help="Kept findings that the nodes show; all others go.")
    ] = "",
    analyst: AnalystOpt = None,
) -> None:
    """Bring a Neo4j server to the state of the case. Example: `jejak sync batam.case --to neo4j://localhost:7687`."""
    if offline is not None:
        if to or replace or findings:
            raise typer.BadParameter(
                "--offline writes files; --to, --replace and --findings belong to the sync after it"
            )
        _write_offline(case, offline)
        return
    chosen = numbers(findings)
    with Case.open(case, analyst=analyst) as opened:
        kept = [opened.keeping.one(number) for number in chosen]
        for one in kept:
            warn_unless_it_holds(one, opened.keeping.standing(one))
        with BarProgress() as bar:
            report = opened.sync(to, replace=replace, findings=chosen, progress=bar)
    rows = [
        ("sequence", report.sequence), ("rows changed", report.changed),
        ("entities", report.counts.nodes), ("links", report.counts.links),
        *((f"entities with found_{one.analysis}", report.marked.get(f"found_{one.analysis}", 0)) for one in kept),
    ]  # fmt: skip
    show_table("Synchronised", ("what", "count"), rows)


def _write_offline(case: Path, folder: Path) -> None:
    with Case.open(case) as opened:
        files = opened.sync_offline(folder)
    rows = [("sequence", files.sequence), ("entities", files.nodes), ("links", files.links)]
    show_table(f"Written to {files.folder}", ("what", "count"), rows)
    say(f"1. Stop the server and run {files.script} on its machine (needs neo4j-admin).")
    say(f"2. Start the server and run: jejak sync {case} --to neo4j://HOST:7687. It checks and completes the copy.")


def query(
    case: CaseArg,
    statement: Annotated[str, typer.Argument(help="One read-only Cypher statement.", show_default=False)],
    *,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds.")] = 30.0,
    limit: Annotated[int, typer.Option(min=1, help="At most so many rows.")] = 1000,
    store: StoreOpt = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Ask in Cypher, read-only. Example: `jejak query batam.case "MATCH (n:Person) RETURN count(n)"`."""
    with Case.open(case) as opened:
        result = opened.query(statement, store=store, timeout=timeout, max_rows=limit)
    if fmt is Format.JSON:
        show_json(result)
        return
    show_table(
        "", list(result.columns), [[str(cell) if cell is not None else None for cell in row] for row in result.rows]
    )
    if result.truncated:
        say(f"Only the first {limit} rows are shown.")


def serve(
    case: CaseArg,
    *,
    store: StoreOpt = None,
    host: Annotated[str, typer.Option(help="Address to listen on; another one only inside a container.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free port.")] = 0,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    analyst: AnalystOpt = None,
) -> None:
    """Open the investigation screen on this machine only. Example: `jejak serve batam.case`."""
    from jejak.ui.serve import serve as run  # noqa: PLC0415 -- Dash takes a second to import; other commands need not wait

    with Case.open(case, analyst=analyst, default_store=store) as opened:
        run(opened, host=host, port=port, open_browser=browser, announce=say)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (sync, query, serve):
        app.command()(command)
