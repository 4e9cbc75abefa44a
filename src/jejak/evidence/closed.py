"""Closed groups of a chart as they leave: one node each, with the number of its members, and one link to each other.

Invariant: no member of a closed group is in the package by its own id or name; the claims of all of them stand behind
the group, those of all links behind the one that stands for them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from jejak.evidence.chart import Closed
from jejak.evidence.pseudonyms import export_id
from jejak.evidence.shown import LIST_SEPARATOR, ShownEdge, ShownNode
from jejak.graph.model import ClaimRef, Node

GROUP = "group"
#: What the links are called that go to or from a closed group; its attributes tell how many of which types they are.
BUNDLE = "links"
Claims = tuple[ClaimRef, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """Ids in the package of groups, by their own id, and of the group in which each member is, by the member's."""

    groups: Mapping[str, str]
    members: Mapping[str, str]


def folded(groups: Iterable[Closed], there: Collection[str], key: bytes) -> Folded:
    """Which of the entities that are ``there`` lie in which group; a group without any is not there itself."""
    ids: dict[str, str] = {}
    members: dict[str, str] = {}
    for group in groups:
        inside = [one for one in group.members if one in there]
        if inside:
            ids[group.id] = export_id(key, GROUP, group.id)
            members.update(dict.fromkeys(inside, ids[group.id]))
    return Folded(ids, members)


def group_nodes(
    groups: Iterable[Closed], inside: Sequence[Node], folds: Folded, name_of: Callable[[Closed], str]
) -> list[ShownNode]:
    """A node for each group, that tells how many of which types lie in it; one that has no name has a number."""
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for node in inside:
        kinds[folds.members[node.id]][node.etype] += 1
    found: list[ShownNode] = []
    for group in groups:
        ident = folds.groups.get(group.id)
        if ident:
            counts = sorted(kinds[ident].items(), key=lambda item: (-item[1], item[0]))
            types = LIST_SEPARATOR.join(f"{etype} {count}" for etype, count in counts)
            attributes = (("members", str(kinds[ident].total())), ("types", types))
            label = name_of(group) or f"{GROUP.upper()}-{len(found) + 1:02d}"
            found.append(ShownNode(ident, label, GROUP, shown=True, attributes=attributes))
    return found


def bundled(
    edges: Iterable[ShownEdge], claims: Mapping[str, Claims], groups: Collection[str], key: bytes
) -> tuple[list[ShownEdge], dict[str, Claims]]:
    """Put the links at closed groups together, and leave out those within one; sorted by id, with their claims.

    Args:
        edges: Links whose ends are ids in the package.
        claims: What stands behind each.
        groups: Ids in the package of closed groups.
        key: Key of this export.
    """
    kept: list[ShownEdge] = []
    held: dict[tuple[str, str], list[ShownEdge]] = defaultdict(list)
    for edge in edges:
        if edge.source not in groups and edge.target not in groups:
            kept.append(edge)
        elif edge.source != edge.target:
            held[edge.source, edge.target].append(edge)
    behind = {edge.id: claims[edge.id] for edge in kept}
    for (source, target), some in held.items():
        types = sorted({edge.ltype for edge in some})
        attributes = (("link_types", LIST_SEPARATOR.join(types)), ("links", str(len(some))))
        ident = export_id(key, BUNDLE, f"{source}\x1f{target}")
        kept.append(ShownEdge(ident, source, target, BUNDLE, attributes))
        behind[ident] = tuple(dict.fromkeys(claim for edge in some for claim in claims[edge.id]))
    return sorted(kept, key=lambda edge: edge.id), behind
