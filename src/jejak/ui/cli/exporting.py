"""Commands for what leaves the case: export and verify-export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case, verify_export
from jejak.schemas.errors import AccessDenied
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, say, show_json, show_table


def export(
    case: CaseArg,
    folder: Annotated[Path, typer.Argument(help="New folder for the package.", show_default=False)],
    *,
    ids: Annotated[
        list[str] | None, typer.Option("--id", help="Only these entities; repeatable. Default: the whole graph.")
    ] = None,
    syndicate: Annotated[int | None, typer.Option(help="Only the syndicate of this rank.")] = None,
    profile: Annotated[str, typer.Option(help="L2 (partner agency) or L0 (case team).")] = "L2",
    kinds: Annotated[
        list[str] | None, typer.Option("--as", help="graphml, gexf, csv, json, html; repeatable. Default: all.")
    ] = None,
    analyst: AnalystOpt = None,
    reveal: Annotated[bool, typer.Option("--reveal", hidden=True)] = False,
    reason: Annotated[str, typer.Option("--reason", hidden=True)] = "",
) -> None:
    """Write an evidence graph with its manifest. Example: `jejak export batam.case out/ --syndicate 1`."""
    if reveal or reason:
        raise AccessDenied(
            "no profile of a package shows protected names, whatever the reason",
            where=f"profile {profile}",
            hint="export without --reveal; single names are opened on the screen, with a reason that is logged",
        )
    with Case.open(case, analyst=analyst) as opened:
        chosen = opened.syndicate_ids(syndicate) if syndicate else ids
        written = opened.export(folder, ids=chosen, profile_code=profile, kinds=kinds)
    say(f"Wrote {len(written)} files to {folder} under profile {profile}. Check with: jejak verify-export {folder}")


def verify_export_command(
    folder: Annotated[Path, typer.Argument(help="Folder of an exported package.", show_default=False)],
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Check a package against its manifest; needs no case. Example: `jejak verify-export out/`."""
    faults = verify_export(folder)
    if fmt is Format.JSON:
        show_json(faults)
    elif faults:
        show_table("Faults", ("file", "what"), [(f.file, f.what) for f in faults])
    else:
        say("Verified: every file is as the manifest says.")
    if faults:
        raise typer.Exit(6)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(export)
    app.command("verify-export")(verify_export_command)
