"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.ui.cli.output import Format

CaseArg = Annotated[Path, typer.Argument(help="The case folder, NAME.case.", show_default=False)]
FormatOpt = Annotated[Format, typer.Option("--format", help="How to print: a table or JSON.")]
AnalystOpt = Annotated[str | None, typer.Option("--analyst", help="Who does it; default: the operating system's user.")]
LimitOpt = Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many rows.")]
StoreOpt = Annotated[
    str | None, typer.Option("--store", help="`neo4j` to be answered by the Neo4j of JEJAK_NEO4J_URI.")
]
ModelOpt = Annotated[Path | None, typer.Option(help="YAML with weights that differ from the built-in model's.")]
