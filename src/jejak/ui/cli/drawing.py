"""Stating an entity or a link by hand on the command line; a malformed value writes nothing."""

from __future__ import annotations

from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.by_hand import Stated
from jejak.case.hand_record import DEFAULT_GRADE, HandClaim, HandEntity, HandLink, Statement
from jejak.schemas.grading import Handling
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, say, show_json

TypeArg = Annotated[
    str, typer.Argument(metavar="TYPE", help="Type of an entity, such as person, or of a link, such as USES.")
]
EndArg = Annotated[str | None, typer.Argument(help="Id of an end of the link.")]
BasisOpt = Annotated[str, typer.Option(help="Who told it, or which document says it; no protected names please.")]
SetOpt = Annotated[list[str] | None, typer.Option("--set", help="A property of the entity: name='Budi Contoh'.")]
GradeOpt = Annotated[str, typer.Option(help="Grade, B2 at best.")]
HandlingOpt = Annotated[Handling, typer.Option(help="P: may be shared lawfully; C: on conditions.")]
SinceOpt = Annotated[str, typer.Option(help="Since when the link or the role holds: 2024, 2024-05 or 2024-05-31.")]
UntilOpt = Annotated[str, typer.Option(help="Until when, in the same form.")]
AmountOpt = Annotated[str, typer.Option(help="Amount of a payment.")]
CurrencyOpt = Annotated[str, typer.Option(help="Its currency, such as IDR.")]
RoleOpt = Annotated[str, typer.Option(help="Code of a role of the person or organisation.")]
ProtectionOpt = Annotated[str, typer.Option(help="Protection class of a person: V1, V2, W1, S or N.")]


def draw(
    case: CaseArg, kind: TypeArg, source: EndArg = None, target: EndArg = None, *, basis: BasisOpt,
    properties: SetOpt = None, grade: GradeOpt = DEFAULT_GRADE, handling: HandlingOpt = Handling.CONDITIONAL,
    since: SinceOpt = "", until: UntilOpt = "", amount: AmountOpt = "", currency: CurrencyOpt = "",
    role: RoleOpt = "", protection: ProtectionOpt = "", analyst: AnalystOpt = None, fmt: FormatOpt = Format.TABLE,
) -> None:  # fmt: skip
    """State an entity, or a link between two, by hand: a claim with you as its source.

    Example: `jejak draw batam.case USES ID ID --since 2024-05 --basis "told by the harbour master"`.
    """
    claim: HandClaim
    if source or target:
        if not source or not target or properties or role or protection:
            raise typer.BadParameter("a link takes two ids, and no --set, --role or --protection")
        claim = HandLink(kind, source, target, since, until, amount, currency)
    else:
        if amount or currency:
            raise typer.BadParameter("--amount and --currency go with a link between two ids")
        claim = HandEntity(kind, _pairs(properties or []), protection, role, since, until)
    with Case.open(case, analyst=analyst) as opened:
        stated = opened.by_hand.write(claim, Statement(basis, grade, handling))
    if fmt is Format.JSON:
        show_json(stated)
    else:
        _told(stated, str(case))


def _pairs(texts: list[str]) -> dict[str, str]:
    found = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not mark or not name.strip():
            raise typer.BadParameter(f"--set takes name=value, not {text!r}")
        found[name.strip()] = value
    return found


def _told(stated: Stated, case: str) -> None:
    if stated.node:
        say(f"Stated: {stated.node.etype} {stated.node.caption}, id {stated.node.id}")
    elif stated.link:
        say(f"Stated: {stated.link.source} {stated.link.ltype} {stated.link.target}, id {stated.link.id}")
    say(f"Take it back with: jejak reverse {case} {stated.batch_id[:12]}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(draw)
