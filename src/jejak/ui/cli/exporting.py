"""Commands for what leaves the case: export and verify-export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case, Opening, export_summary, verify_export
from jejak.schemas.i18n import _
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
        list[str] | None,
        typer.Option("--as", help="graphml, gexf, csv, json, html, svg, pdf, png; repeatable. Default: all."),
    ] = None,
    reveal: Annotated[
        list[str] | None,
        typer.Option(
            help="Show the clear name of this protected person; repeatable. `all`: of all in the selection. L0 only."
        ),
    ] = None,
    reason: Annotated[
        str, typer.Option(help="Why names are revealed, in your words, without names. It is logged for ever.")
    ] = "",
    analyst: AnalystOpt = None,
) -> None:
    """Write an evidence graph with its manifest. Example: `jejak export batam.case out/ --syndicate 1`."""
    if reason and not reveal:
        raise typer.BadParameter("give --reveal with it: an id, or `all`", param_hint="--reason")
    opening = Opening(tuple(reveal), reason) if reveal else None
    with Case.open(case, analyst=analyst) as opened:
        chosen = ids if syndicate is None else opened.syndicate_ids(syndicate)
        written = opened.export(folder, ids=chosen, profile_code=profile, kinds=kinds, opening=opening)
    say(f"Wrote {len(written)} files to {folder} under profile {profile}. Check with: jejak verify-export {folder}")
    say_what_is_revealed(folder)


def verify_export_command(
    folder: Annotated[Path, typer.Argument(help="Folder of an exported package.", show_default=False)],
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Check a package against its manifest; needs no case. Example: `jejak verify-export out/`."""
    faults, summary = verify_export(folder), export_summary(folder)
    if fmt is Format.JSON:
        show_json({"faults": faults, "package": summary})
    else:
        if faults:
            show_table("Faults", ("file", "what"), [(f.file, f.what) for f in faults])
        else:
            say("Verified: every file is as the manifest says.")
        say_what_is_revealed(folder)
    if faults:
        raise typer.Exit(6)


def say_what_is_revealed(folder: Path) -> None:
    """Tell whose protected names a package shows on purpose: how many, by whom, why; nothing when it shows none."""
    found = export_summary(folder).revealed
    if found is not None:
        line = _("Holds the clear names of {n} protected people, for the case team only: event {event}, {analyst}.")
        say(line.format(n=found.people, event=found.event, analyst=found.analyst))
        say(_("Reason: {reason}").format(reason=found.reason))


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(export)
    app.command("verify-export")(verify_export_command)
