"""Commands that read the graph: stats, search, show, path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Annotated

import typer

from jejak.case import Case
from jejak.case.searching import OpenedHit
from jejak.graph.model import Node
from jejak.schemas.errors import SchemaError, StoreError
from jejak.schemas.world import load_world
from jejak.ui.cli.options import AnalystOpt, CaseArg, FormatOpt, LimitOpt, StoreOpt
from jejak.ui.cli.output import Format, say, show_json, show_table
from jejak.ui.kept_words import state_words
from jejak.ui.words import why_word


def stats(case: CaseArg, fmt: FormatOpt = Format.TABLE, store: StoreOpt = None) -> None:
    """Count what is in the graph, by type. Example: `jejak stats batam.case`."""
    with Case.open(case) as opened, opened.store(store) as graph:
        counts, name, sequence = graph.counts(), graph.name, graph.sequence
        head = opened.head
    if fmt is Format.JSON:
        show_json({"counts": counts, "store": name, "sequence": sequence, "head": head})
        return
    show_table(f"{counts.nodes:,} entities", ("type", "count"), most_first(counts.by_etype))
    show_table(f"{counts.links:,} links", ("type", "count"), most_first(counts.by_ltype))
    say(f"Answered by {name} at sequence {sequence}; chain head {head[:16]}.")


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts by type, the most frequent one first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def search(
    case: CaseArg,
    text: Annotated[str, typer.Argument(help="Words of a name, or an identifier or a part of it.")],
    *,
    etype: Annotated[list[str] | None, typer.Option("--type", help="Only this entity type; repeatable.")] = None,
    limit: LimitOpt = 50,
    reveal: Annotated[
        bool, typer.Option("--reveal", help="Search the clear names of victims and witnesses instead.")
    ] = False,
    reason: Annotated[
        str, typer.Option(help="Why names are revealed, in your words, without names. It is logged for ever.")
    ] = "",
    analyst: AnalystOpt = None,
    fmt: FormatOpt = Format.TABLE,
) -> None:
    """Find entities by name or identifier. Example: `jejak search batam.case "sinar harapan"`."""
    if not text.strip():
        raise typer.BadParameter("give at least one word or an identifier", param_hint="'text'")
    if reason and not reveal:
        raise typer.BadParameter("give --reveal with it", param_hint="--reason")
    if reveal and etype:
        raise typer.BadParameter("with --reveal only people are searched", param_hint="--type")
    check_types(etype or [])
    with Case.open(case, analyst=analyst) as opened:
        if reveal:
            show_opened(opened.searching.protected(text, reason, limit=limit), fmt)
            return
        hits = opened.searching.find(text, etypes=etype, limit=limit)
    if fmt is Format.JSON:
        show_json([{**asdict(hit.node), "why": hit.why.code} for hit in hits])
        return
    show_table(
        f"{len(hits)} found",
        ("id", "type", "caption", "class", "claims", "sources", "why"),
        [
            (n.id, n.etype, n.caption, n.protection, n.n_claims, n.n_sources, why_word(hit.why))
            for hit in hits
            for n in [hit.node]
        ],
        empty="Nothing found. Protected names are not searchable; try an id, an organisation or a part of a number.",
    )


def show_opened(hits: Sequence[OpenedHit], fmt: Format) -> None:
    """Print protected people who were found; the log has it already."""
    if fmt is Format.JSON:
        show_json([{**asdict(hit), "why": hit.why.code} for hit in hits])
        return
    show_table(
        f"{len(hits)} protected people found",
        ("id", "caption", "clear name", "why"),
        [(hit.id, hit.caption, hit.name, why_word(hit.why)) for hit in hits],
        empty="No protected person found whose name may be opened. The search is in the log.",
    )


def check_types(names: list[str]) -> None:
    """Refuse a type that does not exist: finding nothing of it would be a false answer.

    Raises:
        SchemaError: There is no such entity type.
    """
    known = load_world().entity_types
    for name in names:
        if name not in known:
            close = " or ".join(get_close_matches(name.lower(), known, n=2))
            hint = f"Did you mean {close}?" if close else "`jejak types` lists them all."
            raise SchemaError("there is no such entity type", where=name[:40], hint=hint)


def show(
    case: CaseArg,
    ident: Annotated[str, typer.Argument(metavar="ID", help="Id of an entity or a link.")],
    limit: LimitOpt = 50,
    fmt: FormatOpt = Format.TABLE,
    store: StoreOpt = None,
) -> None:
    """Show an entity or a link, its neighbours and who says so. Example: `jejak show batam.case ID`."""
    with Case.open(case) as opened, opened.store(store) as graph:
        claims = opened.claims(ident)
        node = None if ":" in ident else graph.get(ident)
        if node is None and not claims:
            raise StoreError("nothing has this id", where=ident, hint="find ids with `jejak search`")
        around = graph.neighbours(ident, limit=limit) if node else None
        age = opened.age_note(ident) if node else ""
        kept = [(one, row, opened.keeping.standing(one)) for one, row in opened.keeping.of(ident)] if node else []
    if fmt is Format.JSON:
        findings = [
            {"number": one.seq, "analysis": one.analysis, **asdict(row), **asdict(stands)} for one, row, stands in kept
        ]
        show_json({"node": node, "age": age, "around": around, "claims": claims, "findings": findings})
        return
    if node and around:
        show_table(
            node.caption,
            ("property", "value"),
            [
                ("type", node.etype),
                ("id", node.id),
                *([("age", age)] if age else []),
                *([("roles", "; ".join(_roles(node)))] if node.roles else []),
                *((k, str(v)) for k, v in node.props.items()),
            ],
        )
        if kept:
            show_table(
                "Kept findings",
                ("number", "analysis", "rank", "score", "group", "by", "state"),
                [
                    (one.seq, one.analysis, row.rank, row.score, row.group, one.analyst, state_words(stands))
                    for one, row, stands in kept
                ],
            )
        captions = {n.id: n.caption for n in around.nodes}
        show_table(
            f"{len(around.links)} links",
            ("link", "type", "from", "to", "amount", "currency"),
            [
                (x.id, x.ltype, captions[x.source], captions[x.target], str(x.amount or ""), x.currency)
                for x in around.links[:limit]
            ],
        )
    show_table(
        "Who says so",
        ("file", "record", "table", "grade", "sha256"),
        [(c.file, c.locator, c.table, c.grade, c.source_sha[:16]) for c in claims[:limit]],
    )


def _roles(node: Node) -> list[str]:
    """Codes of its roles, each dated one with its times."""
    dated = {one.role for one in node.role_times}
    return sorted([*(role for role in node.roles if role not in dated), *(one.text for one in node.role_times)])


def path(
    case: CaseArg,
    start: Annotated[str, typer.Argument(help="Id of an entity.")],
    end: Annotated[str, typer.Argument(help="Id of another entity.")],
    *,
    hops: Annotated[int, typer.Option(min=1, max=12, help="At most so many steps.")] = 6,
    fmt: FormatOpt = Format.TABLE,
    store: StoreOpt = None,
) -> None:
    """Find the shortest paths between two entities. Example: `jejak path batam.case ID1 ID2`."""
    with Case.open(case) as opened, opened.store(store) as graph:
        for ident in (start, end):
            if graph.get(ident) is None:
                raise StoreError("no entity has this id", where=ident, hint="find ids with `jejak search`")
        paths = graph.shortest_paths(start, end, max_hops=hops)
        nodes = graph.subgraph({node for found in paths for node in found.nodes}).nodes
    captions = {n.id: n.caption for n in nodes}
    if fmt is Format.JSON:
        show_json({"paths": paths, "nodes": nodes})
        return
    show_table(
        f"{len(paths)} shortest paths",
        ("steps", "path"),
        [(len(p.nodes) - 1, " → ".join(captions.get(n, n) for n in p.nodes)) for p in paths],
        empty=f"No path of at most {hops} steps.",
    )


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (stats, search, show, path):
        app.command()(command)
