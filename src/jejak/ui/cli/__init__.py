"""The command line: verbs that mirror the case façade; errors become one message and a documented exit code."""

from __future__ import annotations

import errno
import logging
import os
import sys

try:  # loading takes a second or two, and Ctrl-C during it is no fault of the program
    import typer

    from jejak.schemas import errors
    from jejak.schemas.i18n import use_language
    from jejak.ui.cli import (
        analysing,
        casework,
        demo,
        drawing,
        exporting,
        importing,
        keeping,
        matching,
        reading,
        resolving,
        roles,
        stores,
        warming,
    )
    from jejak.ui.cli.output import complain, warn
except KeyboardInterrupt:
    raise SystemExit(130) from None

EXIT_CODES: dict[type[errors.JejakError], int] = {
    errors.SchemaError: 3,
    errors.MappingError: 3,
    errors.RecordError: 3,
    errors.LedgerError: 4,
    errors.ResolutionError: 4,
    errors.StoreError: 5,
    errors.AnalysisError: 3,
    errors.ExportError: 6,
    errors.AccessDenied: 7,
}
INTERRUPTED = 130

app = typer.Typer(
    name="jejak",
    help="From messy case files to one sourced graph, its syndicates, and evidence that holds.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for module in (
    demo,
    casework,
    importing,
    drawing,
    resolving,
    roles,
    matching,
    reading,
    analysing,
    keeping,
    exporting,
    stores,
    warming,
):
    module.register(app)


def flatten(error: BaseException) -> list[errors.JejakError]:
    """All Jejak errors inside an error or a group of errors; empty when something else is among them."""
    if isinstance(error, errors.JejakError):
        return [error]
    if isinstance(error, BaseExceptionGroup):
        parts = [flatten(inner) for inner in error.exceptions]
        return [] if any(not part for part in parts) else [one for part in parts for one in part]
    return []


def exit_code(error: errors.JejakError) -> int:
    """The documented exit code of an error."""
    return next((code for kind, code in EXIT_CODES.items() if isinstance(error, kind)), 1)


def log_to_stderr(level: str) -> None:
    """Log from a level on.

    Raises:
        SchemaError: There is no such level.
    """
    if level not in logging.getLevelNamesMapping():
        raise errors.SchemaError(
            "there is no such log level", where=f"JEJAK_LOG={level[:20]}", hint="Use INFO or DEBUG."
        )
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")


def main() -> None:
    """Run the command line; the only place where an error becomes text and an exit code."""
    try:
        use_language(os.environ.get("JEJAK_LANGUAGE", "en"))
        log_to_stderr(os.environ.get("JEJAK_LOG", "WARNING").upper())
        app()
    except (KeyboardInterrupt, SystemExit) as stop:
        if isinstance(stop, SystemExit) and stop.code != INTERRUPTED:
            raise
        warn("Stopped; nothing half-done is left behind.")
        sys.exit(INTERRUPTED)
    except (errors.JejakError, BaseExceptionGroup) as error:
        faults = flatten(error)
        if not faults:
            raise
        if isinstance(error, BaseExceptionGroup) and len(faults) > 1:
            complain(f"{error.message} ({len(faults)}):", style="bold red")
        for fault in faults:
            complain(f"✗ {fault}")
        sys.exit(exit_code(faults[0]))
    except (OSError, MemoryError) as error:
        complain(f"✗ {of_the_machine(error)}")
        sys.exit(1)


def of_the_machine(error: OSError | MemoryError) -> errors.JejakError:
    """What the machine refused, when no room of ours knew better."""
    if isinstance(error, MemoryError):
        hint = "Close other programs, or take a machine with more memory."
        return errors.JejakError("there is not enough memory for this", hint=hint)
    if error.errno in {errno.EADDRINUSE, errno.EADDRNOTAVAIL}:
        hint = "Give another --port; 0 takes a free one. The --host must be an address of this machine."
        return errors.JejakError(f"the screen cannot listen there: {error.strerror}", hint=hint)
    where = str(error.filename) if error.filename else None
    hint = "Check that the place exists, that you may use it, and that the disk has room."
    return errors.JejakError(f"the system refused: {error.strerror or error}", where=where, hint=hint)
