"""Commands about the case itself: new, batches, reverse, verify, types."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.schemas.i18n import use_language
from jejak.schemas.world import load_world
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make, by custom NAME.case.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="Name of the case; default: the folder's name.")] = None,
    analyst: AnalystOpt = None,
) -> None:
    """Make an empty case. Example: `jejak new batam.case`."""
    with Case.create(folder, name=name, analyst=analyst) as case:
        say(f"Made {case.folder}. Next: jejak map FILE, then jejak import {case.folder} FILE --mapping M.yaml")


def batches(case: CaseArg, fmt: FormatOpt = Format.TABLE, analyst: AnalystOpt = None) -> None:
    """List every import of a case, live or not. Example: `jejak batches batam.case`."""
    with Case.open(case, analyst=analyst) as opened:
        rows = opened.batches()
    if fmt is Format.JSON:
        show_json(rows)
        return
    columns = ("batch", "file", "mapping", "status", "rows", "accepted", "rejected", "entities", "links", "by")
    show_table(
        "Batches",
        columns,
        [
            (
                b.batch_id[:12], b.file, b.mapping, b.status, b.rows_in, b.rows_ok, b.rows_rejected, b.n_entities,
                b.n_links, b.analyst,
            )
            for b in rows
        ],
        empty="No file has been imported yet. Next: jejak import CASE FILE --mapping M.yaml",
    )  # fmt: skip


def reverse(
    case: CaseArg,
    batch: Annotated[str, typer.Argument(help="The batch's id or its beginning.")],
    back: Annotated[bool, typer.Option("--back", help="Take the reversal back.")] = False,
    analyst: AnalystOpt = None,
) -> None:
    """Take a whole import out of the graph, or back in with --back. Example: `jejak reverse batam.case 3f2a`."""
    with Case.open(case, analyst=analyst) as opened:
        done = opened.restore(batch) if back else opened.reverse(batch)
        say(f"Batch {done.batch_id[:12]} ({done.file}) is now {done.status}. Nothing was deleted.")


def verify(
    case: CaseArg,
    head: Annotated[
        str | None, typer.Option(help="A chain head that you wrote down earlier, e.g. from a receipt.")
    ] = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Check every source, segment, count and the event chain. Example: `jejak verify batam.case --head 9c1f…`."""
    faults = Case.verify_folder(case, head=head)
    if fmt is Format.JSON:
        show_json(faults)
    elif faults:
        show_table("Faults", ("where", "what"), [(f.where, f.what) for f in faults])
    else:
        say("Verified: every source, segment, count and the event chain are as they were written.")
    if faults:
        warn("Do not go on working in this case; restore it from a copy and compare.")
        raise typer.Exit(1)


def types(fmt: FormatOpt = Format.TABLE, language: Annotated[str, typer.Option(help="en, id or ms")] = "en") -> None:
    """List entity and link types with their properties. Example: `jejak types --language id`."""
    use_language(language)
    world = load_world()
    if fmt is Format.JSON:
        show_json({"entities": dict(world.entity_types), "links": dict(world.link_types), "digest": world.digest})
        return
    show_table(
        "Entity types",
        ("type", "label", "group", "layer", "properties"),
        [
            (t.name, t.labels.get(language, t.name), t.group, t.layer, ", ".join(t.properties))
            for t in world.entity_types.values()
        ],
    )
    show_table(
        "Link types",
        ("type", "label", "layer", "from", "to"),
        [
            (t.name, t.labels.get(language, t.name), t.layer, ", ".join(t.sources), ", ".join(t.targets))
            for t in world.link_types.values()
        ],
    )


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (new, batches, reverse, verify, types):
        app.command()(command)
