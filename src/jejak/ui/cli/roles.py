"""Roles on the command line: state one for a time, list who says so, withdraw it; whom that protects is told."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.roles import RoleChange, StatedRole, roles_of, state_role, withdraw_role
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn

IdArg = Annotated[str | None, typer.Argument(metavar="[ID]", help="Id of a person or an organisation.")]
RoleArg = Annotated[str | None, typer.Argument(help="Code of the role, such as recruiter_calo_sponsor.")]
SinceOpt = Annotated[str, typer.Option(help="Since when: a year, a month or a day, such as 2023-04.")]
UntilOpt = Annotated[str, typer.Option(help="Until when, in the same form.")]
ProtectionOpt = Annotated[str, typer.Option(help="Protection class that goes with it: V1, V2, W1, S or N.")]
NoteOpt = Annotated[str, typer.Option(help="Why, in your words; no names please.")]
ListOpt = Annotated[bool, typer.Option("--list", help="List who states which role, for when.")]
WithdrawOpt = Annotated[int | None, typer.Option(help="Withdraw the role that was stated under this number.")]


def role(
    case: CaseArg, ident: IdArg = None, code: RoleArg = None, *, since: SinceOpt = "", until: UntilOpt = "",
    protection: ProtectionOpt = "", note: NoteOpt = "", listed: ListOpt = False, withdraw: WithdrawOpt = None,
    analyst: AnalystOpt = None, fmt: FormatOpt = Format.TABLE,
) -> None:  # fmt: skip
    """State a role of somebody, list who says so, or withdraw it.

    Example: `jejak role batam.case ID broker --since 2023-04 --note "two statements"`.
    """
    _one_thing(code, listed=listed, withdraw=withdraw)
    if not code and (since or until or protection):
        raise typer.BadParameter("--since, --until and --protection go with a role that you state")
    with Case.open(case, analyst=analyst) as opened:
        if withdraw is not None:
            if ident:
                raise typer.BadParameter("--withdraw takes the number alone, without an id")
            _withdrawn(withdraw, withdraw_role(opened, withdraw, note=note))
        elif not ident:
            raise typer.BadParameter("give the id of a person or an organisation")
        elif code:
            if not note.strip():
                raise typer.BadParameter("say why with --note: a role is a claim, and others must be able to judge it")
            period = (since.strip(), until.strip())
            _stated(case, state_role(opened, ident, code, period=period, protection=protection, note=note))
        else:
            _show(roles_of(opened, ident), ident, fmt)


def _one_thing(code: str | None, *, listed: bool, withdraw: int | None) -> None:
    """Refuse two actions at once, and none."""
    if bool(code) + listed + (withdraw is not None) != 1:
        raise typer.BadParameter("do one thing: give an id and a role, an id and --list, or --withdraw")


def _stated(case: Path, change: RoleChange) -> None:
    number = change.role.seq
    say(f"Noted as {number}. Withdraw with: jejak role {case} --withdraw {number}")
    if change.masked and not change.was_masked:
        warn(
            f"This entity is protected from now on{_more(change)}: your screens, searches and the next exports "
            "hide the name. What left the case before still shows it."
        )


def _withdrawn(number: int, change: RoleChange) -> None:
    say(f"Role {number} is withdrawn.")
    if change.was_masked and not change.masked:
        warn(
            f"This entity is not protected any more{_more(change)}: nothing else protects it, and the name "
            "is shown again."
        )


def _more(change: RoleChange) -> str:
    return f", with {change.with_it:,} that belong to it or may be it" if change.with_it else ""


def _show(stated: tuple[StatedRole, ...], ident: str, fmt: Format) -> None:
    if fmt is Format.JSON:
        show_json(stated)
        return
    show_table(
        f"Roles of {ident}",
        ("number", "role", "since", "until", "by", "record", "grade", "when", "stands", "note"),
        [
            (
                one.number, one.role, one.t_from, one.t_to, one.by, one.record, one.grade, one.at,
                "yes" if one.stands else "withdrawn", one.note,
            )
            for one in stated
        ],
        empty="Nobody states a role.",
    )  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(role)
