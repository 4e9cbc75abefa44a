"""Match a case against a list from outside: hits with reasons and provenance, and what of the list was not used."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.cross_lists import Hit, ListMatches, ListOptions, write_hits
from jejak.case.identities import reasons
from jejak.schemas.i18n import _, use_language
from jejak.ui.cli.options import CaseArg, FormatOpt, ModelOpt
from jejak.ui.cli.output import Format, say, show_json, show_table, warn, warn_of_blocks

_SHOWN = 20
_FAULTS_SHOWN = 5


class Kind(StrEnum):
    """What entries of a list can be."""

    PERSON = "person"
    ORGANISATION = "organisation"


ListArg = Annotated[Path, typer.Argument(metavar="LIST", help="The list; it is not imported.", show_default=False)]
LeastOpt = Annotated[float | None, typer.Option(help="Probability from which a hit is listed.")]
KindOpt = Annotated[
    Kind | None, typer.Option(help="Only these; an entry that does not say what it is counts as one of them.")
]
ColumnOpt = Annotated[
    list[str] | None, typer.Option(metavar="FIELD=HEADER", help="Which column states a field; may be repeated.")
]
RegionOpt = Annotated[str | None, typer.Option(help="Country of local phones and dates in the list, such as ID or MY.")]
SheetOpt = Annotated[str | None, typer.Option(help="Sheet of a workbook.")]
HitsOpt = Annotated[int | None, typer.Option("--limit", "-n", min=1, help="At most so many hits.")]
OutOpt = Annotated[Path | None, typer.Option(help="Write the hits to this CSV file.")]
LanguageOpt = Annotated[str | None, typer.Option(help="Of the reasons: en, id or ms.", show_default=False)]


def match(
    case: CaseArg, listed: ListArg, *, least: LeastOpt = None, kind: KindOpt = None, column: ColumnOpt = None,
    region: RegionOpt = None, sheet: SheetOpt = None, limit: HitsOpt = None, out: OutOpt = None,
    model: ModelOpt = None, language: LanguageOpt = None, fmt: FormatOpt = Format.TABLE,
) -> None:  # fmt: skip
    """Match the case against a list without importing it.

    Example: `jejak match batam.case watchlist.csv --least 0.9 --column "name=Nama Terlapor"`.
    """
    if language is not None:
        use_language(language)
    options = ListOptions(_columns(column or []), kind, region, sheet)
    with Case.open(case) as opened:
        found = replace(opened.cross_lists, changes=model).match(listed, options, least=least)
    written = None if out is None else write_hits(out, found.hits[:limit])
    hits = found.hits[: limit or (_SHOWN if fmt is Format.TABLE else None)]
    if fmt is Format.JSON:
        shown = {name: getattr(found, name) for name in _TOLD}
        show_json({**shown, "hits": hits, "hits_found": len(found.hits)})
        return
    if written is None:
        _table(found, hits)
    else:
        say(f"{written:,} hits written to {out}.")
    _told(found)


_TOLD = ("file", "sha256", "format", "entries", "used", "ignored", "others", "unread", "faults", "reports")


def _columns(given: list[str]) -> dict[str, list[str]]:
    """Headers by field."""
    found: dict[str, list[str]] = {}
    for text in given:
        field, between, header = text.partition("=")
        if not (field.strip() and between and header.strip()):
            raise typer.BadParameter(f"{text!r} is not FIELD=HEADER", param_hint="--column")
        found.setdefault(field.strip(), []).append(header.strip())
    return found


def _table(found: ListMatches, hits: tuple[Hit, ...]) -> None:
    show_table(
        f"May be on the list {found.file}",
        ("probability", "id", "shown as", "record", "id in the list", "name in the list", "why"),
        [(hit.score, hit.entity, hit.caption, hit.record, hit.own_id, hit.name, reasons(hit.why)) for hit in hits],
        empty=_("Nobody in the case looks like somebody on the list."),
    )
    if len(hits) < len(found.hits):
        say(f"{len(found.hits) - len(hits):,} more hits; see them with --limit or --out.")


def _told(found: ListMatches) -> None:
    """How the list was read and compared; what was not used is never left unsaid."""
    say(f"{found.file} ({found.format}, sha256 {found.sha256}): {found.entries:,} entries.")
    say("Read as: " + "; ".join(f"{column} = {field}" for column, field in found.used.items()))
    if found.ignored:
        warn(f"Ignored, nothing is compared by it: {', '.join(found.ignored)}")
    if found.others:
        warn("Neither people nor organisations: " + ", ".join(f"{n:,} {what}" for what, n in found.others.items()))
    if found.unread:
        warn(f"Other tables that were not read: {', '.join(found.unread)}; choose one with --sheet.")
    if found.faults:
        warn(f"{len(found.faults):,} values or records cannot be used:")
        for fault in found.faults[:_FAULTS_SHOWN]:
            warn(f"  record {fault.record}{f', {fault.column}' if fault.column else ''}: {fault.reason}")
    for report in found.reports:
        say(
            f"{report.kind}: {report.subjects:,} entities, {report.entries:,} entries, "
            f"{report.candidates:,} pairs looked at."
        )
        warn_of_blocks(report.rules)
    say(_("A hit is a lead, never proof: nothing was imported or joined."))


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(match)
