"""Who is who on the command line: what was joined, suggestions, decisions one by one or by the file, and their undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.identities import Identities, Pair, read_decisions, reasons, without_doubtful, write_pairs
from jejak.case.side_by_side import Comparison, SourceRecord, side_by_side
from jejak.case.views import ResolutionReport
from jejak.graph.ledger.records import Verdict
from jejak.graph.resolution.model import load_model
from jejak.schemas.i18n import use_language
from jejak.ui.cli.importing import BarProgress
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt, ModelOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn, warn_of_blocks

_SHOWN = 20


LeftArg = Annotated[str | None, typer.Argument(help="Id of an entity.")]
RightArg = Annotated[str | None, typer.Argument(help="Id of another entity.")]
SameOpt = Annotated[bool | None, typer.Option("--same/--not-same", help="The decision.")]
UnsureOpt = Annotated[bool, typer.Option("--unsure", help="Nobody can say: both stay apart, and protected alike.")]
ReasonOpt = Annotated[str, typer.Option(help="Why, in your words; no names please.")]
UndoOpt = Annotated[int | None, typer.Option(help="Take back the judgement with this sequence number.")]
SuggestOpt = Annotated[bool, typer.Option("--suggest", help="List pairs that may be one, and why.")]
ApplyOpt = Annotated[bool, typer.Option("--apply", help="Accept all suggestions from --least on, as one step.")]
ReviewOpt = Annotated[Path | None, typer.Option(help="Take decisions from a CSV file that --suggest --out wrote.")]
UndoStepOpt = Annotated[int | None, typer.Option(help="Take back all judgements of one --apply or --review.")]
LeastOpt = Annotated[float | None, typer.Option(help="Probability from which a pair is listed or accepted.")]
PairsOpt = Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most so many pairs.")]
OutOpt = Annotated[Path | None, typer.Option(help="Write the suggestions to this CSV file.")]
EstimateOpt = Annotated[bool, typer.Option("--estimate", help="Fit the model to this case first, without labels.")]
HistoryOpt = Annotated[str | None, typer.Option(metavar="ID", help="Show what happened to one entity, and why.")]
AllOpt = Annotated[bool, typer.Option("--all", help="With --apply: also weak bridges and groups that are too large.")]
YesOpt = Annotated[bool, typer.Option("--yes", help="With --apply: do it; without, only a preview is shown.")]
LanguageOpt = Annotated[str, typer.Option(help="Of the reasons: en, id or ms.")]


def resolve(
    case: CaseArg, left: LeftArg = None, right: RightArg = None, *, same: SameOpt = None, unsure: UnsureOpt = False,
    reason: ReasonOpt = "", undo: UndoOpt = None, suggest: SuggestOpt = False, apply: ApplyOpt = False,
    review: ReviewOpt = None, undo_step: UndoStepOpt = None, least: LeastOpt = None, limit: PairsOpt = None,
    out: OutOpt = None, estimate: EstimateOpt = False, model: ModelOpt = None, yes: YesOpt = False,
    everything: AllOpt = False, history: HistoryOpt = None,
    language: LanguageOpt = "en", analyst: AnalystOpt = None, fmt: FormatOpt = Format.TABLE,
) -> None:  # fmt: skip
    """Show how entities were joined, compare two, list suggestions, judge, or undo.

    Example: `jejak resolve batam.case ID1 ID2 --same --reason "same photo"`.
    """
    verdict = _verdict(left, right, same=same, unsure=unsure)
    _one_thing(verdict or left, undo, suggest or None, apply or None, review, undo_step, history)
    use_language(language)
    with Case.open(case, analyst=analyst) as opened:
        if history:
            _history(opened.identities, history, fmt)
            return
        if suggest or apply or review or undo_step is not None:
            found = replace(opened.identities, estimate=estimate, changes=model)
            if suggest:
                _suggest(found, least, limit, out, fmt)
            elif apply:
                _apply(case, found, least, everything=everything, yes=yes, reason=reason)
            elif review is not None:
                _noted(case, *found.decide(read_decisions(review), reason=reason))
            elif undo_step is not None:
                say(f"{found.undo(undo_step)} judgements are taken back.")
            return
        if left and right and not verdict:
            _compared(side_by_side(opened, left, right, load_model(model)), fmt)
            return
        if undo is not None:
            opened.undo(undo)
            say(f"Judgement {undo} is taken back.")
        elif left and right and verdict:
            seq = opened.judge(left, right, verdict, reason=reason)
            say(f"Noted as {seq}. Undo with: jejak resolve {case} --undo {seq}")
        _report(opened.resolution_report(), fmt)


def _verdict(left: str | None, right: str | None, *, same: bool | None, unsure: bool) -> Verdict | None:
    """The one decision that was asked for, if any."""
    chosen = [Verdict.SAME] * (same is True) + [Verdict.NOT_SAME] * (same is False) + [Verdict.UNSURE] * unsure
    if bool(left or right or chosen) and not (left and right and len(chosen) <= 1):
        raise typer.BadParameter("give two ids, and one of --same, --not-same, --unsure to judge them")
    return chosen[0] if chosen else None


def _one_thing(*asked: object) -> None:
    """Refuse two actions at once: one of them would be left out in silence."""
    if sum(one is not None for one in asked) > 1:
        raise typer.BadParameter(
            "do one thing at a time: judge, --undo, --suggest, --apply, --review, --undo-step or --history"
        )


def _report(report: ResolutionReport, fmt: Format) -> None:
    if fmt is Format.JSON:
        show_json(report)
        return
    show_table(
        "Resolution",
        ("what", "count"),
        [("entities stated", report.stated), ("entities in the graph", report.in_graph)],
    )
    if report.reused:
        show_table(
            "Numbers that several entities carry: a reused identity, or one person under two names",
            ("scheme", "entities"),
            [(one.scheme, " ".join(one.ids)) for one in report.reused],
        )
    if report.ages:
        shown = report.ages[:_SHOWN]
        show_table(
            f"Under age, or perhaps so, by a birth date or an identity number (RF-23): {len(report.ages):,}",
            ("id", "shown as", "flag"),
            [(one.id, one.caption, one.flag) for one in shown],
        )
    show_table(
        "Judgements",
        ("number", "left", "right", "decision", "by", ""),
        [(j.number, j.left, j.right, j.decision, j.by, "disputed" * j.disputed) for j in report.judgements],
        empty="No judgement yet.",
    )
    _doubtful(report)


def _doubtful(report: ResolutionReport) -> None:
    if report.bridges:
        show_table(
            "One decision alone holds two parts together: look again",
            ("left", "right", "entities on either side"),
            [(one.left, one.right, f"{one.parts[0]} and {one.parts[1]}") for one in report.bridges],
        )
    if report.large:
        show_table(
            "Joined of many: look again", ("entities", "ids"), [(len(ids), " ".join(ids)) for ids in report.large]
        )


def _history(found: Identities, ident: str, fmt: Format) -> None:
    events = found.history(ident)
    if fmt is Format.JSON:
        show_json(events)
        return
    show_table(
        f"History of {ident}",
        ("number", "when", "by", "what", "about", "stands", "reason"),
        [(one.number, one.at, one.by, one.what, one.about, one.standing, one.reason) for one in events],
    )


def _compared(found: Comparison, fmt: Format) -> None:
    if fmt is Format.JSON:
        show_json(found)
        return
    show_table("Side by side", ("property", "left", "right"), found.lines())
    for name, side in (("left", found.left), ("right", found.right)):
        show_table(
            f"Records behind the {name} one: {side.all_records:,}",
            ("file", "record", "grade", "cells"),
            [
                (r.file, r.record, r.grade, "; ".join(f"{column}: {text}" for column, text in r.cells))
                for r in side.records
            ],
        )
    if found.score is None:
        say("Entities of this kind are not compared.")
        return
    title = f"One with a probability of {found.score:.4f}: what speaks for (+) and against (-)"
    show_table(title, ("feature", "says", "bits"), [(w.feature, w.says, f"{w.bits:+.1f}") for w in found.why])


def _cells(record: SourceRecord) -> str:
    return "; ".join(f"{column}: {text}" for column, text in record.cells)


def _noted(case: Path, number: int, count: int) -> None:
    say(f"{count:,} decisions noted." + (f" Undo with: jejak resolve {case} --undo-step {number}" if count else ""))


@contextmanager
def _told(found: Identities) -> Iterator[Identities]:
    """The same with a bar on standard error while pairs are scored; Ctrl-C stops it."""
    with BarProgress() as bar:
        yield replace(found, progress=bar.update)


def _found(found: Identities, least: float | None, limit: int | None) -> list[Pair]:
    with _told(found) as telling:
        return telling.suggestions(least, limit=limit)


def _suggest(found: Identities, least: float | None, limit: int | None, out: Path | None, fmt: Format) -> None:
    if out is not None:
        count = write_pairs(out, _found(found, least, limit))
        say(f"{count} pairs written to {out}. Fill the column decision, then: jejak resolve CASE --review {out}")
        return
    pairs = _found(found, least, limit or _SHOWN)
    reports = found.reports(least)
    if fmt is Format.JSON:
        show_json({"pairs": pairs, "reports": reports})
        return
    show_table(
        "May be one",
        ("probability", "left", "right", "shown as", "why"),
        [
            (pair.score, pair.left, pair.right, f"{pair.left_caption} | {pair.right_caption}", reasons(pair.why))
            for pair in pairs
        ],
        empty="Nobody looks like somebody else.",
    )
    for report in reports:
        say(f"{report.kind}: {report.subjects:,} entities, {report.candidates:,} pairs looked at.")
        warn_of_blocks(report.rules)
    say("A suggestion is a lead: nothing was joined.")


def _apply(case: Path, found: Identities, least: float | None, *, everything: bool, yes: bool, reason: str) -> None:
    if least is None:
        raise typer.BadParameter("say from which probability on, with --least")
    with _told(found) as telling:
        every = list(telling.probable(least))
    pairs = every if everything else without_doubtful(every)
    seen = found.preview(pairs)
    say(f"{seen.pairs:,} pairs would join {seen.entities:,} entities into {seen.groups:,}; largest {seen.largest:,}.")
    if everything and (seen.bridges or seen.large):
        warn(f"  {len(seen.bridges):,} pairs alone hold two parts together; {seen.large:,} groups are very large.")
    if len(pairs) < len(every):
        kept = f"  {len(every) - len(pairs):,} pairs are left for a look each: they alone hold two parts of a group"
        warn(f"{kept} together, or the group is too large for one. See --suggest; --all takes them too.")
    if not yes:
        say("Nothing was joined. Repeat with --yes to accept them as one step, which one undo takes back.")
        return
    _noted(case, *found.decide([(pair.left, pair.right, Verdict.SAME) for pair in pairs], reason=reason))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(resolve)
