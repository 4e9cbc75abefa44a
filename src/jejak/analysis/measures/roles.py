"""Role hints: which part every actor may play, in the order of the chain, each with its facts; what is stated first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.analysis.declaration import Analysis, Cell, Finding, Outcome
from jejak.analysis.listing import listable_codes
from jejak.analysis.parameters import Parameters, parameter
from jejak.analysis.role_hints import CHAIN, PARTS, STAGES, RoleHint, stated_hints
from jejak.analysis.role_patterns import role_hints
from jejak.analysis.selection import chosen_ltypes
from jejak.schemas.errors import AnalysisError

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = ("id", "caption", "etype", "part", "stage", "stated", "why", "count", "links")
#: Brokers and organisers stand above the stages and come first, employers and others without a stage last.
_ABOVE = ("organiser", "broker")


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesParameters(Parameters):
    """Which hints are listed."""

    graph: str = parameter("whole", "The whole graph.", choices=("whole",))
    parts: tuple[str, ...] = parameter((), "Only these parts; none named means all.", names="part")
    stated: bool = parameter(False, "Only parts that a source states, without those that patterns suggest.")


def compute(snapshot: Snapshot, parameters: RolesParameters) -> Outcome:
    """List the hints of every listed actor; O(links log links).

    Raises:
        AnalysisError: when a part is unknown.
    """
    for part in parameters.parts:
        if part not in PARTS:
            raise AnalysisError("there is no such part", where=part, hint=f"use one of: {', '.join(PARTS)}")
    listed, ltypes = listable_codes(snapshot, parameters.listed), chosen_ltypes(snapshot, parameters)
    told = [
        (code, hint)
        for code, hints in role_hints(snapshot, stated_hints(snapshot)).items()
        for hint in _wanted(snapshot, parameters, ltypes, hints)
        if code in listed
    ]
    told.sort(key=lambda item: (_place(item[1]), item[1].hint, not item[1].stated, -_count(item[1]), item[0]))
    shown = told[: parameters.top] if parameters.top else told
    summary: dict[str, Cell] = {
        "hints": len(told),
        "actors": len({code for code, _ in told}),
        "by_patterns": sum(not hint.stated for _, hint in told),
    }
    rows = tuple(_row(snapshot, code, hint) for code, hint in shown)
    return Outcome(COLUMNS, rows, summary, tuple(_finding(snapshot, code, hint) for code, hint in shown))


def _wanted(
    snapshot: Snapshot, parameters: RolesParameters, ltypes: Collection[str], hints: Iterable[RoleHint]
) -> Iterator[RoleHint]:
    """The hints of the chosen parts, and, where link types are chosen, those that rest on such a link."""
    for hint in hints:
        part = not parameters.parts or hint.hint in parameters.parts
        layer = not ltypes or any(snapshot.link(row).ltype in ltypes for row in hint.rows)
        if part and layer and (hint.stated or not parameters.stated):
            yield hint


def _place(hint: RoleHint) -> int:
    if hint.hint in _ABOVE:
        return -1
    return CHAIN.index(STAGES[hint.hint]) if hint.hint in STAGES else len(CHAIN)


def _count(hint: RoleHint) -> int:
    return int(hint.reason.numbers.get("n", 1))


def _row(snapshot: Snapshot, code: int, hint: RoleHint) -> tuple[Cell, ...]:
    node = snapshot.node(code)
    stage = STAGES.get(hint.hint, "")
    return (
        node.id, node.caption, node.etype, hint.hint, stage, hint.stated, hint.reason.code, _count(hint),
        len(hint.rows),
    )  # fmt: skip


def _finding(snapshot: Snapshot, code: int, hint: RoleHint) -> Finding:
    links = tuple(snapshot.link_id(row) for row in hint.rows)
    return Finding((snapshot.id_of(code),), float(_count(hint)), (hint.reason,), links)


ANALYSIS = Analysis(
    "roles", 1, "Role hints: which part every actor may play, and why", RolesParameters, compute, ranks=False
)
