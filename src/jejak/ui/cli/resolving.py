"""Who is who on the command line: what was joined, suggestions, decisions one by one or by the file, and their undo."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.identities import Identities, Pair, read_decisions, write_pairs
from jejak.graph.ledger.records import Verdict
from jejak.schemas.i18n import use_language
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn

_SHOWN = 20


def resolve(
    case: CaseArg,
    left: Annotated[str | None, typer.Argument(help="Id of an entity.")] = None,
    right: Annotated[str | None, typer.Argument(help="Id of another entity.")] = None,
    *,
    same: Annotated[bool | None, typer.Option("--same/--not-same", help="The decision.")] = None,
    unsure: Annotated[
        bool, typer.Option("--unsure", help="Nobody can say: both stay apart, and protected alike.")
    ] = False,
    reason: Annotated[str, typer.Option(help="Why, in your words; no names please.")] = "",
    undo: Annotated[int | None, typer.Option(help="Take back the judgement with this sequence number.")] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="List pairs that may be one, and why.")] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Accept all suggestions from --least on, as one step.")
    ] = False,
    review: Annotated[
        Path | None, typer.Option(help="Take decisions from a CSV file that --suggest --out wrote.")
    ] = None,
    undo_step: Annotated[int | None, typer.Option(help="Take back all judgements of one --apply or --review.")] = None,
    least: Annotated[float | None, typer.Option(help="Probability from which a pair is listed or accepted.")] = None,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most so many pairs.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the suggestions to this CSV file.")] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Fit the model to this case first, without labels.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --apply: do it; without, only a preview is shown.")] = False,
    language: Annotated[str, typer.Option(help="Of the reasons: en, id or ms.")] = "en",
    analyst: AnalystOpt = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Show how entities were joined, list suggestions, judge, or undo.

    Example: `jejak resolve batam.case ID1 ID2 --same --reason "same photo"`.
    """
    verdicts = [verdict for verdict, chosen in ((Verdict.SAME, same is True), (Verdict.NOT_SAME, same is False),
                (Verdict.UNSURE, unsure)) if chosen]  # fmt: skip
    if bool(left or right or verdicts) and not (left and right and len(verdicts) == 1):
        raise typer.BadParameter("give two ids and one of --same, --not-same, --unsure")
    use_language(language)
    with Case.open(case, analyst=analyst) as opened:
        found = replace(opened.identities, estimate=estimate) if suggest or apply or review or undo_step else None
        if found is not None and suggest:
            _suggest(found, least, limit, out, fmt)
            return
        if found is not None and apply:
            _apply(case, found, least, yes=yes, reason=reason)
            return
        if found is not None and review is not None:
            number, count = found.decide(read_decisions(review), reason=reason)
            say(
                f"{count} decisions noted."
                + (f" Undo with: jejak resolve {case} --undo-step {number}" if count else "")
            )
        elif found is not None and undo_step is not None:
            say(f"{found.undo(undo_step)} judgements are taken back.")
        elif undo is not None:
            opened.undo(undo)
            say(f"Judgement {undo} is taken back.")
        elif left and right:
            seq = opened.judge(left, right, verdicts[0], reason=reason)
            say(f"Noted as {seq}. Undo with: jejak resolve {case} --undo {seq}")
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


def _suggest(found: Identities, least: float | None, limit: int | None, out: Path | None, fmt: Format) -> None:
    if out is not None:
        count = write_pairs(out, found.suggestions(least, limit=limit))
        say(f"{count} pairs written to {out}. Fill the column decision, then: jejak resolve CASE --review {out}")
        return
    pairs = found.suggestions(least, limit=limit or _SHOWN)
    reports = found.reports(least)
    if fmt is Format.JSON:
        show_json({"pairs": pairs, "reports": reports})
        return
    show_table(
        "May be one",
        ("probability", "left", "right", "shown as", "why"),
        [
            (pair.score, pair.left, pair.right, f"{pair.left_caption} | {pair.right_caption}", _reasons(pair))
            for pair in pairs
        ],
        empty="Nobody looks like somebody else.",
    )
    for report in reports:
        say(f"{report.kind}: {report.subjects:,} entities, {report.candidates:,} pairs looked at.")
        for rule in report.rules:
            if rule.overfull:
                warn(f"  {rule.rule}: {rule.overfull:,} blocks were too large and left out; largest {rule.left_out:,}.")
    say("A suggestion is a lead: nothing was joined.")


def _reasons(pair: Pair) -> str:
    return "; ".join(f"{why.feature}: {why.says} ({why.bits:+.1f})" for why in pair.why)


def _apply(case: Path, found: Identities, least: float | None, *, yes: bool, reason: str) -> None:
    if least is None:
        raise typer.BadParameter("say from which probability on, with --least")
    pairs = found.suggestions(least)
    seen = found.preview(pairs)
    say(f"{seen.pairs:,} pairs would join {seen.entities:,} entities into {seen.groups:,}; largest {seen.largest:,}.")
    if not yes:
        say("Nothing was joined. Repeat with --yes to accept them as one step, which one undo takes back.")
        return
    number, count = found.decide([(pair.left, pair.right, Verdict.SAME) for pair in pairs], reason=reason)
    say(f"{count:,} judgements noted." + (f" Undo with: jejak resolve {case} --undo-step {number}" if count else ""))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(resolve)
