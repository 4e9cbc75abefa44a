"""What an analysis looks at: links of some layers, some time and some grade; what is left out is counted and kept.

Invariant: nodes keep their codes, and nobody becomes less protected by what is left out. The narrowed snapshot keeps
the digest of the whole one: what was left out stands in the parameters of the run card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.analysis.listing import PROTECTED_ROLES
from jejak.analysis.parameters import Parameters
from jejak.graph.snapshot.adjacency import adjacency
from jejak.graph.snapshot.claims import ClaimLists
from jejak.schemas.errors import AnalysisError
from jejak.schemas.grading import is_grade
from jejak.schemas.role_times import RoleTime
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

Rows = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Selection:
    """A narrowed snapshot, and the link rows of the whole one that it lacks, by the reason why.

    ``roles`` counts the roles that it lacks because of their time; None where no time is asked for or no role is dated.
    """

    snapshot: Snapshot
    left_out: Mapping[str, Rows]
    roles: int | None = None


def chosen_ltypes(snapshot: Snapshot, parameters: Parameters) -> tuple[str, ...]:
    """The link types that ``layers`` and ``ltypes`` name together; none where neither names any.

    Raises:
        AnalysisError: when a layer or type is unknown, or the case has no link of it.
    """
    if not parameters.layers and not parameters.ltypes:
        return ()
    types = load_world().link_types
    present = set(snapshot.links.column("ltype").unique().to_pylist())
    for name in parameters.ltypes:
        if name not in types:
            raise AnalysisError("there is no such link type", where=name, hint="see docs/types.md")
    layers = sorted({kind.layer for kind in types.values()})
    for layer in parameters.layers:
        if layer not in layers:
            raise AnalysisError("there is no such layer", where=layer, hint=f"use one of: {', '.join(layers)}")
    wanted = {name for name, kind in types.items() if kind.layer in parameters.layers} | set(parameters.ltypes)
    for layer in parameters.layers:
        if not any(types[name].layer == layer for name in present):
            there = sorted({types[name].layer for name in present})
            raise AnalysisError("the case has no link of this layer", where=layer, hint=f"it has: {', '.join(there)}")
    return tuple(sorted(wanted))


def entity_code(snapshot: Snapshot, ident: str) -> int:
    """The code of an entity that a parameter names.

    Raises:
        AnalysisError: There is no such entity.
    """
    code = snapshot.code_of(ident)
    if code is None:
        hint = "look its id up with `jejak search`: joining changes ids"
        raise AnalysisError("there is no such entity", where=ident, hint=hint)
    return code


def select(snapshot: Snapshot, parameters: Parameters) -> Selection:
    """Leave out what is too badly graded, not of the time, undated where a time is asked for, or of who is excluded.

    O(links + claims).

    A link stays when one of its claims is graded well enough. An event counts at its time, a lasting link as long as it
    lasted; a lasting link without a date stays. A role stays when it has no date, or when its time touches the one
    asked for; roles that protect stay in any case. Layers and link types are left to the analysis: it may need to know
    whose a phone is even where it looks at calls alone.

    Raises:
        AnalysisError: An excluded entity is unknown.
    """
    if not any((parameters.min_grade, parameters.as_of, parameters.since, parameters.until, parameters.exclude)):
        return Selection(snapshot, {})
    left_out: dict[str, Mask] = {}
    if parameters.min_grade:
        left_out["grade"] = ~passing(snapshot.relation_claims, parameters.min_grade)
    nodes, roles = _with_roles(snapshot, parameters)
    left_out |= _out_of_time(snapshot, parameters)
    if parameters.exclude:
        left_out["excluded"] = _of_excluded(snapshot, parameters.exclude)
    gone = np.zeros(snapshot.n_links, np.bool_)
    told: dict[str, Rows] = {}
    for reason, mask in left_out.items():
        told[reason] = np.flatnonzero(mask & ~gone)
        gone |= mask
    return Selection(_only(replace(snapshot, nodes=nodes), np.flatnonzero(~gone)), told, roles)


def passing(claims: ClaimLists, least: str) -> Mask:
    """Which nodes or links have a claim whose source and information are both at least so good; F and 6 never are."""
    grades = claims.table.column("grade").combine_chunks().dictionary_encode()
    names = grades.dictionary.to_pylist()
    good = np.array([_as_good(name, least) for name in names] + [False], np.bool_)
    codes = grades.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    counted = np.concatenate([np.zeros(1, np.int64), np.cumsum(good[codes])])
    return counted[claims.offsets[1:]] > counted[claims.offsets[:-1]]


def _as_good(grade: str | None, least: str) -> bool:
    if grade is None or not is_grade(grade) or grade[0] == "F" or grade[1] == "6":
        return False
    return grade[0] <= least[0] and grade[1] <= least[1]


def _with_roles(snapshot: Snapshot, parameters: Parameters) -> tuple[pa.Table, int | None]:
    """The nodes with the roles that stay, and how many are left out by their time.

    The one place where filters touch roles: a role that protects stays whatever is asked for. Others stay where a good
    claim states the node, and at their time.
    """
    nodes = snapshot.nodes
    spans = _spans(nodes) if parameters.as_of or parameters.since or parameters.until else {}
    if not spans and not parameters.min_grade:
        return nodes, None
    good = passing(snapshot.entity_claims, parameters.min_grade) if parameters.min_grade else None
    first, last = _asked(parameters)
    kept, away = nodes.column("roles").to_pylist(), 0
    for code in range(len(kept)) if good is not None else sorted(spans):
        names = kept[code] or []
        times = spans.get(code, {})
        timely = [name for name in names if name in PROTECTED_ROLES or _holds(times.get(name), first, last)]
        away += len(names) - len(timely)
        kept[code] = [name for name in timely if good is None or good[code] or name in PROTECTED_ROLES]
    place = nodes.column_names.index("roles")
    column = pa.array(kept, pa.list_(pa.string()))
    return nodes.set_column(place, nodes.schema.field("roles"), column), away if spans else None


def _spans(nodes: pa.Table) -> dict[int, dict[str, list[RoleTime]]]:
    """When the dated roles of each node hold, by node code and role; empty where the case dates none."""
    column = nodes.column("role_times")
    if column.null_count == len(column):
        return {}
    found: dict[int, dict[str, list[RoleTime]]] = {}
    for code, texts in enumerate(column.to_pylist()):
        for one in map(RoleTime.parse, texts or ()):
            found.setdefault(code, {}).setdefault(one.role, []).append(one)
    return found


def _holds(times: Sequence[RoleTime] | None, first: str, last: str) -> bool:
    """Whether a role holds at some time that is asked for; one without a date holds at all times."""
    return times is None or any(one.overlaps(first, last) for one in times)


def _asked(parameters: Parameters) -> tuple[str, str]:
    """First and last day asked for, as ISO dates, '' where it is open; a day of ``as_of`` narrows the others."""
    first = max(parameters.as_of, parameters.since)
    ends = [day for day in (parameters.as_of, parameters.until) if day]
    return first, min(ends, default="")


def _of_excluded(snapshot: Snapshot, ids: Sequence[str]) -> Mask:
    """Links of entities that bind nobody."""
    away = np.array([entity_code(snapshot, ident) for ident in ids], np.int64)
    gone: Mask = np.isin(snapshot.src, away) | np.isin(snapshot.dst, away)
    return gone


def _out_of_time(snapshot: Snapshot, parameters: Parameters) -> dict[str, Mask]:
    if not (parameters.as_of or parameters.since or parameters.until):
        return {}
    began, dated = _times(snapshot, "ts_ms")
    ended, closed = _times(snapshot, "te_ms")
    event = event_rows(snapshot)
    out = np.zeros(snapshot.n_links, np.bool_)
    if parameters.as_of:
        day = _day(parameters.as_of)
        out |= (dated & (began >= _ms(day + _DAY))) | (~event & closed & (ended < _ms(day)))
    if parameters.since:
        start = _ms(_day(parameters.since))
        out |= (event & dated & (began < start)) | (~event & closed & (ended < start))
    if parameters.until:
        out |= dated & (began >= _ms(_day(parameters.until) + _DAY))
    return {"time": out, "undated": event & ~dated}


def _times(snapshot: Snapshot, name: str) -> tuple[Rows, Mask]:
    column = snapshot.links.column(name).combine_chunks()
    return column.fill_null(0).to_numpy(zero_copy_only=False), column.is_valid().to_numpy(zero_copy_only=False)


def event_rows(snapshot: Snapshot) -> Mask:
    """Which links are events, of one time, and not lasting."""
    types = load_world().link_types
    encoded = snapshot.links.column("ltype").combine_chunks()
    encoded = encoded if pa.types.is_dictionary(encoded.type) else encoded.dictionary_encode()
    flags = np.array([types[name].event for name in encoded.dictionary.to_pylist()], np.bool_)
    return flags[encoded.indices.to_numpy(zero_copy_only=False)] if len(encoded) else np.zeros(0, np.bool_)


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _only(snapshot: Snapshot, rows: Rows) -> Snapshot:
    links = snapshot.links.take(pa.array(rows)).combine_chunks()
    src, dst = links.column("src").to_numpy(), links.column("dst").to_numpy()
    return replace(
        snapshot,
        links=links,
        out=adjacency(src, dst, snapshot.n_nodes),
        inc=adjacency(dst, src, snapshot.n_nodes),
        relation_claims=_claims_of(snapshot.relation_claims, rows),
    )


def _claims_of(claims: ClaimLists, rows: Rows) -> ClaimLists:
    lengths = claims.offsets[rows + 1] - claims.offsets[rows]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
    at = np.repeat(claims.offsets[rows] - offsets[:-1], lengths) + np.arange(int(offsets[-1]))
    return ClaimLists(claims.kind, offsets, claims.table.take(pa.array(at)).combine_chunks())
