"""Groups of nodes as a table: largest first, with the protected counted and never listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from jejak.analysis.declaration import Cell, Outcome
from jejak.analysis.listing import listable_codes, protected_codes
from jejak.analysis.parameters import Parameters

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

COLUMNS = ("group", "size", "protected", "id", "caption", "etype")


def ordered_groups(groups: Sequence[Collection[int]]) -> list[list[int]]:
    """Sort groups by size (largest first), then by their lowest code; members by code."""
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group[:1]))


def paths(groups: Sequence[Collection[int]], piece: Mapping[int, int]) -> dict[int, str]:
    """For each member its group's number as `grouping` gives it, and behind a dot that of its piece: ``3.1``.

    Pieces count from 1, largest first, then by lowest code. A group of one piece, or where everybody is a piece of his
    own, is not split: ``3``.
    """
    found: dict[int, str] = {}
    for number, group in enumerate(ordered_groups(groups), start=1):
        parts: dict[int, list[int]] = defaultdict(list)
        for code in group:
            parts[piece[code]].append(code)
        split = 1 < len(parts) < len(group)
        for place, part in enumerate(ordered_groups(list(parts.values())), start=1):
            found.update(dict.fromkeys(part, f"{number}.{place}" if split else str(number)))
    return found


def grouping(
    snapshot: Snapshot, parameters: Parameters, groups: Sequence[Collection[int]], *, summary: Mapping[str, Cell]
) -> Outcome:
    """List the members of every group; ``parameters.top`` bounds the rows, largest groups first.

    ``size`` counts all members of a group, ``protected`` those that may not be listed.
    """
    keep = listable_codes(snapshot, parameters.listed)
    hidden = protected_codes(snapshot)
    ordered = ordered_groups(groups)
    rows: list[tuple[Cell, ...]] = []
    for number, group in enumerate(ordered, start=1):
        if parameters.top and len(rows) >= parameters.top:
            break
        guarded = sum(code in hidden for code in group)
        nodes = (snapshot.node(code) for code in group if code in keep)
        rows.extend((number, len(group), guarded, node.id, node.caption, node.etype) for node in nodes)
    if parameters.top:
        del rows[parameters.top :]
    counted = {
        "nodes": sum(len(group) for group in ordered),
        "groups": len(ordered),
        "largest": len(ordered[0]) if ordered else 0,
        **summary,
    }
    return Outcome(COLUMNS, tuple(rows), counted)
