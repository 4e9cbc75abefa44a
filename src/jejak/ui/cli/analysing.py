"""Commands that analyse: analyse and syndicates."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from jejak.case import Case
from jejak.schemas.i18n import _
from jejak.ui.cli.options import CaseArg, FormatOpt, LimitOpt
from jejak.ui.cli.output import Format, say, show_json, show_table
from jejak.ui.reasons import part_word, reason_words


def _lead() -> str:
    return _("For review, not a finding: a rank is a lead, never guilt.")


def analyse(
    case: CaseArg,
    name: Annotated[str, typer.Argument(help="Name of an analysis; without it, they are listed.")] = "",
    limit: LimitOpt = 20,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Run an analysis, or list them. Example: `jejak analyse batam.case betweenness`."""
    with Case.open(case) as opened:
        if not name:
            _list(opened.analyses(), fmt)
            return
        result = opened.run(name)
    if fmt is Format.JSON:
        shown = {"columns": result.columns, "rows": result.rows[:limit], "summary": result.summary}
        show_json({**shown, "card": result.card, "digest": result.digest})
        return
    show_table(name, result.columns, result.rows[:limit])
    show_table("Summary", ("what", "value"), list(result.summary.items()))
    say(f"{_lead()} Run card: sequence {result.card.sequence}, digest {result.digest[:16]}.")


def _list(analyses: list[tuple[str, str]], fmt: Format) -> None:
    if fmt is Format.JSON:
        show_json([{"name": name, "title": title} for name, title in analyses])
    else:
        show_table("Analyses", ("name", "what it tells"), analyses)


def syndicates(case: CaseArg, limit: LimitOpt = 10, fmt: FormatOpt = Format.TABLE) -> None:
    """Rank the groups that look like syndicates, with reasons. Example: `jejak syndicates batam.case`."""
    with Case.open(case) as opened:
        groups = opened.syndicates(limit)
    if fmt is Format.JSON:
        show_json([{**asdict(group), "why": [*map(reason_words, group.reasons)]} for group in groups])
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
                "; ".join(f"{m.caption} ({part_word(m.role)})" if m.role else m.caption for m in g.members[:3]),
                "; ".join(reason_words(reason) for reason in g.reasons[:3]),
            )
            for g in groups
        ],
        empty="No group stands out. Import more layers (travel, communication, money) and try again.",
    )
    say(_lead())


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (analyse, syndicates):
        app.command()(command)
