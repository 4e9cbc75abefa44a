"""The command `warm`: compile the engine's loops once, so that no analysis waits for it."""

from __future__ import annotations

import typer

from jejak.ui.cli.importing import BarProgress
from jejak.ui.cli.output import say, warn


def warm() -> None:
    """Compile the loops that analyses of large graphs run in, once for this machine. Example: `jejak warm`."""
    # Loading the compiler takes half a second; other commands need not wait.
    from jejak.analysis.engine.warm import warm as run  # noqa: PLC0415

    with BarProgress() as bar:
        report = run(lambda done, of: bar.update("compiling", done, of))
    say(
        f"{report.compiled:,} loops compiled, {report.loaded:,} found compiled, in {report.seconds:.1f} s"
        f" ({report.functions} functions)."
    )
    if report.lasting:
        say(f"Compiled code is kept in {report.folder}.")
        return
    if report.folder is None:
        warn("No place can be written for compiled code: every process compiles for itself, and starts slower.")
    else:
        warn("The folder with compiled code is read-only: what is missing there is compiled by every process.")
    warn("  → Set NUMBA_CACHE_DIR to a folder that you may write to, and run this command again.")


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(warm)
