"""The command `demo`: files, import, syndicates, screen; nothing beyond what a user could do by hand."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.demo.background import SIZES
from jejak.demo.run import build_demo
from jejak.demo.scoring import Truth, score, true_groups
from jejak.ui.cli import analysing
from jejak.ui.cli.importing import BarProgress
from jejak.ui.cli.output import Format, say, show_table


def demo(
    *,
    size: Annotated[str, typer.Option(help=f"One of {', '.join(SIZES)}.")] = "small",
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 7,
    out: Annotated[Path, typer.Option(help="Folder for the case, the agencies' files and truth.json.")] = Path(
        "demo-out"
    ),
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Open the screen at the end.")] = True,
    store: Annotated[str | None, typer.Option(help="`neo4j`: sync to JEJAK_NEO4J_URI and answer from there.")] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
) -> None:
    """Make the demo case, print its syndicates and open the screen. Example: `jejak demo --size small --no-serve`."""
    if size not in SIZES:
        raise typer.BadParameter(f"size is one of {', '.join(SIZES)}")
    begun = time.monotonic()
    with BarProgress() as bar:
        made = build_demo(out, size=size, seed=seed, progress=bar, say=say)
    say(f"Case {made.case}: {len(made.receipts)} files imported in {time.monotonic() - begun:.0f} s.")
    if store == "neo4j":
        _follow(made.case)
    analysing.syndicates(made.case, limit=10, fmt=Format.TABLE)
    _compare(made.case, made.truth)
    with Case.open(made.case, default_store=store) as case, case.store() as graph:
        say(f"Answered by {graph.name} at sequence {graph.sequence}. After {time.monotonic() - begun:.0f} s.")
    if serve:
        from jejak.ui.serve import serve as run  # noqa: PLC0415 -- Dash takes a second to import

        with Case.open(made.case, default_store=store) as case:
            run(case, port=0, open_browser=browser, announce=say)


def _follow(folder: Path) -> None:
    with Case.open(folder) as case, BarProgress() as bar:
        case.sync(progress=bar)
        with case.store("snapshot") as here, case.store("neo4j") as there:
            mine, theirs = here.counts(), there.counts()
    rows = [("entities", mine.nodes, theirs.nodes), ("links", mine.links, theirs.links)]
    show_table("Both stores", ("", "embedded snapshot", "Neo4j"), rows)
    if mine != theirs:
        raise typer.Exit(5)


def _compare(folder: Path, truth_path: Path) -> None:
    truth = Truth(truth_path)
    with Case.open(folder) as case:
        groups = [[(m.id, m.caption) for m in group.members] for group in case.syndicates(50)]
        result = score(truth, true_groups(truth, groups, case.claims))
    show_table("Planted syndicates (truth.json)", ("planted group", "best Jaccard"), sorted(result.best.items()))
    false = ", ".join(map(str, result.false)) or "none"
    say(f"Precision of the first ten: {result.precision:.2f}; false among them: ranks {false}.")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(demo)
