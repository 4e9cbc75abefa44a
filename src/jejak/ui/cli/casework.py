"""Commands about the case itself: new, batches, reverse, restore, resolve, undo, verify, types."""

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


def resolve(
    case: CaseArg,
    left: Annotated[str | None, typer.Argument(help="Id of an entity.")] = None,
    right: Annotated[str | None, typer.Argument(help="Id of another entity.")] = None,
    *,
    same: Annotated[bool | None, typer.Option("--same/--not-same", help="The decision.")] = None,
    reason: Annotated[str, typer.Option(help="Why, in your words; no names please.")] = "",
    undo: Annotated[int | None, typer.Option(help="Take back the judgement with this sequence number.")] = None,
    analyst: AnalystOpt = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Show how entities were joined, judge two of them, or undo.

    Example: `jejak resolve batam.case ID1 ID2 --same --reason "same photo"`.
    """
    with Case.open(case, analyst=analyst) as opened:
        if undo is not None:
            opened.undo(undo)
            say(f"Judgement {undo} is taken back.")
        elif left and right and same is not None:
            seq = opened.judge(left, right, same=same, reason=reason)
            say(f"Noted as {seq}. Undo with: jejak resolve {case} --undo {seq}")
        elif left or right or same is not None:
            raise typer.BadParameter("give two ids and --same or --not-same")
        report = opened.resolution_report()
    if fmt is Format.JSON:
        show_json(report)
        return
    show_table(
        "Resolution",
        ("what", "count"),
        [("entities stated", report.stated), ("entities in the graph", report.in_graph)],
    )
    show_table(
        "Judgements",
        ("number", "left", "right", "decision", "by"),
        [(j.number, j.left, j.right, j.decision, j.by) for j in report.judgements],
        empty="No judgement yet.",
    )


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
    for command in (new, batches, reverse, resolve, verify, types):
        app.command()(command)
