"""Commands that analyse: analyses, analyse, rerun and syndicates."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jejak.analysis.declaration import Finding, Result
from jejak.analysis.engine.control import running
from jejak.analysis.parameters import FORMS, ParameterValue, Spec, defaults, parsed, specs
from jejak.analysis.registry import ANALYSES, get
from jejak.case import Case
from jejak.case.reruns import rerun as run_again
from jejak.case.views import Member
from jejak.schemas.errors import AnalysisError
from jejak.schemas.i18n import _, told
from jejak.ui.cli.importing import BarProgress
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt, LimitOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn
from jejak.ui.reasons import hinted_part, reason_words
from jejak.ui.result_files import result_csv, result_json, why


class ResultFormat(StrEnum):
    """Output formats of a result."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


NameArg = Annotated[str, typer.Argument(help="Name of an analysis; see `jejak analyses`.", show_default=False)]
ListedNameArg = Annotated[str, typer.Argument(help="Name of an analysis: its parameters are listed.")]
CardArg = Annotated[
    str,
    typer.Argument(
        metavar="CARD", help="JSON that an analysis printed, or the number of a kept finding.", show_default=False
    ),
]
KeepOpt = Annotated[bool, typer.Option("--keep", help="Keep the result in the case as a finding.")]
NoteOpt = Annotated[str, typer.Option(metavar="TEXT", help="With --keep: why, in your words; no protected names.")]
ParamOpt = Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A parameter; may be repeated.")]
LayerOpt = Annotated[str | None, typer.Option(metavar="LAYER,…", help="Only links of these layers.")]
AsOfOpt = Annotated[str | None, typer.Option(metavar="DATE", help="Only what was so, or had happened, on this day.")]
FromOpt = Annotated[str | None, typer.Option("--from", metavar="DATE", help="Only what was so on this day or later.")]
ToOpt = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Only what was so on this day or earlier.")]
GradeOpt = Annotated[
    str | None, typer.Option(metavar="GRADE", help="Only claims with source and information graded at least so well.")
]
ResultOpt = Annotated[ResultFormat, typer.Option("--format", help="How to print: a table, JSON with run card, or CSV.")]

#: So many entities of a finding stand in a table; JSON has all of them.
_NAMED = 3


def _lead() -> str:
    return _("For review, not a finding: a rank is a lead, never guilt.")


def analyses(name: ListedNameArg = "", fmt: FormatOpt = Format.TABLE) -> None:
    """List the analyses, or the parameters of one. Example: `jejak analyses betweenness`."""
    if name:
        _show_parameters(name, fmt)
        return
    rows = [(one.name, told(one.title)) for one in ANALYSES.values()]
    if fmt is Format.JSON:
        show_json([{"name": name, "title": title} for name, title in rows])
    else:
        show_table("Analyses", ("name", "what it tells"), rows)


def analyse(
    case: CaseArg, name: NameArg, *, param: ParamOpt = None, layer: LayerOpt = None, as_of: AsOfOpt = None,
    since: FromOpt = None, until: ToOpt = None, min_grade: GradeOpt = None, limit: LimitOpt = 20,
    keep: KeepOpt = False, note: NoteOpt = "", analyst: AnalystOpt = None, fmt: ResultOpt = ResultFormat.TABLE,
) -> None:  # fmt: skip
    """Run an analysis. Example: `jejak analyse batam.case betweenness --layer money,travel --min-grade B2`."""
    if note and not keep:
        raise typer.BadParameter("give --keep with it", param_hint="--note")
    named = {"layers": layer, "as_of": as_of, "since": since, "until": until, "min_grade": min_grade}
    given = _given(name, param or [], {key: text for key, text in named.items() if text is not None})
    with Case.open(case, analyst=analyst) as opened:
        with BarProgress() as bar, running(tick=lambda done, of: bar.update(name, done, of)):
            result = opened.run(name, **given)
        kept = opened.keeping.keep(result, note=note) if keep else None
    _show(result, limit, fmt)
    if kept is not None:  # not among the rows of JSON or CSV
        tell = say if fmt is ResultFormat.TABLE else warn
        tell(f"Kept as {kept}. Take it back with: jejak findings {case} --undo {kept}")


def rerun(case: CaseArg, card: CardArg, fmt: FormatOpt = Format.TABLE) -> None:
    """Run a result again and tell whether it is the same. Example: `jejak rerun batam.case card.json`.

    Ends with 1 when it is not the same.
    """
    with Case.open(case) as opened:
        again = run_again(opened, opened.keeping.card(int(card)) if card.isdecimal() else _text(Path(card)))
    if fmt is Format.JSON:
        figures = {"same": again.same, "expected": again.expected, "digest": again.result.digest}
        show_json({**figures, "differs": again.differs, "changes": again.changes})
    elif again.same:
        say(f"The same result: digest {again.expected[:16]}.")
    else:
        columns = ("sequence", "when", "analyst", "what", "of")
        rows = [(event.seq, event.at, event.analyst, event.kind, event.subject) for event in again.changes]
        show_table("Changed since then", columns, rows, empty="The case has not changed since then.")
        say(f"Another result: digest {again.result.digest[:16]}, it was {again.expected[:16]}.")
        say(f"Not as on the card: {', '.join(again.differs) or 'the result alone'}.")
    if not again.same:
        raise typer.Exit(1)


def syndicates(case: CaseArg, limit: LimitOpt = 10, fmt: FormatOpt = Format.TABLE) -> None:
    """Rank the groups that look like syndicates, with reasons. Example: `jejak syndicates batam.case`."""
    with Case.open(case) as opened:
        groups = opened.syndicates(limit)
    if fmt is Format.JSON:
        told = [
            {"why": [*map(reason_words, g.reasons)], "to_look_into": [*map(reason_words, g.missing)]} for g in groups
        ]
        show_json([{**asdict(group), **words} for group, words in zip(groups, told, strict=True)])
        return
    show_table(
        "Syndicates",
        ("rank", "score", "members", "victims", "leading roles", "why"),
        [
            (
                g.rank,
                g.score,
                len(g.members),
                g.n_victims,
                "; ".join(f"{m.caption}{_part(m)}" for m in g.members[:3]),
                "; ".join(reason_words(reason) for reason in g.reasons[:3]),
            )
            for g in groups
        ],
        empty="No group stands out. Import more layers (travel, communication, money) and try again.",
    )
    say("Weaker groups, most of them families and friends: jejak analyse CASE syndicates --param least_score=0")
    say(_lead())


def _part(member: Member) -> str:
    return f" ({hinted_part(member.role, stated=member.stated)})" if member.role else ""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (analyses, analyse, rerun, syndicates):
        app.command()(command)


def _given(name: str, params: list[str], named: Mapping[str, str]) -> dict[str, ParameterValue]:
    """Parameters from ``--param`` and from the options that stand for one."""
    wanted = get(name).parameters
    texts: dict[str, str] = {}
    for text in params:
        key, equals, value = text.partition("=")
        if not equals:
            raise AnalysisError("write a parameter as NAME=VALUE", where=text[:40], hint=f"see `jejak analyses {name}`")
        texts[key.strip()] = value
    return {key: parsed(wanted, key, value) for key, value in {**texts, **named}.items()}


def _show(result: Result, limit: int, fmt: ResultFormat) -> None:
    if fmt is ResultFormat.JSON:
        sys.stdout.write(result_json(result, limit))
    elif fmt is ResultFormat.CSV:
        sys.stdout.write(result_csv(result, limit))
    else:
        show_table(result.card.analysis, result.columns, result.rows[:limit])
        if result.findings:
            reasons = [(_of(one), "; ".join(why(one)), len(one.links)) for one in result.findings[:limit]]
            show_table("Why", ("of", "why", "links"), reasons)
        show_table("Summary", ("what", "value"), list(result.summary.items()))
        say(f"{_lead()} Run card: sequence {result.card.sequence}, digest {result.digest[:16]}.")


def _of(finding: Finding) -> str:
    """Whom a finding is about; of many, the first few."""
    first, rest = finding.subjects[:_NAMED], len(finding.subjects) - _NAMED
    return " ".join([*first, *([f"and {rest} more"] if rest > 0 else [])])


def _show_parameters(name: str, fmt: Format) -> None:
    analysis = get(name)
    known, declared = defaults(analysis.parameters), specs(analysis.parameters)
    title = told(analysis.title)
    if fmt is Format.JSON:
        shown = {
            one: {**asdict(spec), "default": known[one], "says": told(spec.says)} for one, spec in declared.items()
        }
        show_json({"name": name, "version": analysis.version, "title": title, "parameters": shown})
        return
    rows = [(one, _plain(known[one]), _allowed(spec), told(spec.says)) for one, spec in declared.items()]
    show_table(f"{name}: {title}", ("parameter", "default", "allowed", "meaning"), rows)


def _plain(value: ParameterValue) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _allowed(spec: Spec) -> str:
    if spec.choices:
        return ", ".join(spec.choices)
    if spec.form:
        return FORMS[spec.form].allowed
    low = "" if spec.least is None else f"from {spec.least:g}"
    high = "" if spec.most is None else f"to {spec.most:g}"
    return " ".join(word for word in (low, high, spec.unit) if word)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AnalysisError(
            "the card cannot be read", where=path.name, hint="give the JSON that was printed"
        ) from error
