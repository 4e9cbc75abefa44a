"""A selection of the graph as a profile lets it be seen: the only thing that exporters get to read.

Names are shown by allow-list: an actor of a shown class, or an object all of whose actors are of shown classes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from jejak.analysis.declaration import ACTORS
from jejak.analysis.listing import PROTECTED_ROLES, UNKNOWN_PARTY
from jejak.evidence.profiles import Profile
from jejak.evidence.pseudonyms import export_id, pseudonyms
from jejak.graph.model import ClaimRef, Link, Node, Subgraph
from jejak.schemas.errors import ExportError
from jejak.schemas.grading import PROTECTED, Handling
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Places that are no secret of anybody; shown whoever passed there.
PUBLIC_TYPES = frozenset({"border_point"})
#: Characters that XML 1.0 cannot carry, and that no name needs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_LENGTH = {"year": 4, "month": 7, "day": 10, "minute": 16}


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A node as it leaves the case; ``shown`` is false where ``label`` is a pseudonym."""

    id: str
    label: str
    etype: str
    shown: bool
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownEdge:
    """A link as it leaves the case. Every link is an edge of its own, with its own id."""

    id: str
    source: str
    target: str
    ltype: str
    attributes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The nodes and edges that may leave, sorted by id, the claims behind them, and what was left out (counts only)."""

    nodes: tuple[ShownNode, ...]
    edges: tuple[ShownEdge, ...]
    evidence: Mapping[str, tuple[ClaimRef, ...]]
    left_out: Mapping[str, int]

    def clear_values(self) -> frozenset[str]:
        """Every text that is shown on purpose; the pre-flight check does not take it for a leak."""
        shown = [node for node in self.nodes if node.shown]
        return frozenset(node.label for node in shown) | {value for node in shown for _, value in node.attributes}


def disclose(snapshot: Snapshot, selection: Subgraph, profile: Profile, key: bytes) -> Disclosure:
    """Apply a profile to a selection.

    Args:
        snapshot: The whole graph: whose an object is, is decided there and not in the selection.
        selection: What the analyst chose to export.
        profile: Who may see what.
        key: Key of this export.
    """
    kept = [node for node in selection.nodes if node.protection not in profile.removed]
    claims = {node.id: _permitted(snapshot.node_claims(_code(snapshot, node.id)), profile) for node in kept}
    clear = {node.id for node in kept if claims[node.id] and _may_show(snapshot, node, profile)}
    names = pseudonyms(key, (node for node in kept if node.id not in clear))
    ids = {node.id: export_id(key, "node", node.id) for node in kept}
    nodes = [_node(node, ids[node.id], names.get(node.id), profile) for node in kept]
    evidence = {ids[node.id]: claims[node.id] for node in kept}
    edges: list[ShownEdge] = []
    inside = [link for link in selection.links if link.source in ids and link.target in ids]
    for link in inside:
        row = snapshot.link_of(link.id)
        if row is None:
            raise _foreign(link.id)
        behind = _permitted(snapshot.link_claims(row), profile)
        if behind:
            edge_id = export_id(key, "link", link.id)
            edges.append(
                _edge(link, edge_id, (ids[link.source], ids[link.target]), precision=_precision(snapshot, row))
            )
            evidence[edge_id] = behind
    left_out = {
        "nodes_removed": len(selection.nodes) - len(kept),
        "links_with_removed_nodes": len(selection.links) - len(inside),
        "links_not_permitted": len(inside) - len(edges),
        "names_masked": len(names),
    }
    nodes.sort(key=lambda node: node.id)
    edges.sort(key=lambda edge: edge.id)
    return Disclosure(tuple(nodes), tuple(edges), evidence, left_out)


def _code(snapshot: Snapshot, identifier: str) -> int:
    code = snapshot.code_of(identifier)
    if code is None:
        raise _foreign(identifier)
    return code


def _foreign(identifier: str) -> ExportError:
    return ExportError(
        "The selection names something that is not in the graph.",
        where=identifier,
        hint="The case has changed since: select again.",
    )


def _permitted(claims: list[ClaimRef], profile: Profile) -> tuple[ClaimRef, ...]:
    return tuple(c for c in claims if not profile.needs_permission or c.handling == Handling.PERMITTED)


def _may_show(snapshot: Snapshot, node: Node, profile: Profile) -> bool:
    if node.masked or node.protection in PROTECTED or node.etype == UNKNOWN_PARTY:
        return False
    if node.etype in ACTORS:
        return node.protection in profile.shown and PROTECTED_ROLES.isdisjoint(node.roles)
    if node.etype in PUBLIC_TYPES:
        return True
    actors = _actors_of(snapshot, _code(snapshot, node.id))
    return all(actor.protection in profile.shown and not actor.masked for actor in actors) and (
        bool(actors) or "" in profile.shown
    )


def _actors_of(snapshot: Snapshot, code: int) -> list[Node]:
    codes: set[int] = set()
    for side in (snapshot.out, snapshot.inc):
        codes.update(side.nodes[side.offsets[code] : side.offsets[code + 1]].tolist())
    return [node for node in map(snapshot.node, sorted(codes)) if node.etype in ACTORS]


def _node(node: Node, identifier: str, pseudonym: str | None, profile: Profile) -> ShownNode:
    shown = pseudonym is None
    kind = load_world().entity_types.get(node.etype)
    public = {name for name, prop in kind.properties.items() if prop.public} if kind else set()
    allowed = public if not shown else None if profile.properties is None else public | profile.properties
    attributes = {
        "country": node.country or "",
        "sources": str(node.n_sources),
        "claims": str(node.n_claims),
        "best_grade": node.best_grade or "",
        "roles": "; ".join(sorted(set(node.roles) - PROTECTED_ROLES)) if shown else "",
    }
    for name, value in node.props.items():
        if allowed is None or name in allowed:
            attributes.setdefault(name, value if isinstance(value, str) else "; ".join(value))
    return ShownNode(identifier, clean(pseudonym or node.caption), node.etype, shown, _tidy(attributes))


def _edge(link: Link, identifier: str, ends: tuple[str, str], *, precision: str | None) -> ShownEdge:
    attributes = {
        "time": _time(link.ts_ms, precision),
        "time_end": _time(link.te_ms, precision),
        "amount": "" if link.amount is None else format(link.amount.normalize(), "f"),
        "currency": link.currency or "",
        "channel": link.channel or "",
        "role": "" if link.role in PROTECTED_ROLES else link.role or "",
        "claims": str(link.n_claims),
        "best_grade": link.best_grade or "",
    }
    for name, value in link.props.items():
        attributes.setdefault(name, value if isinstance(value, str) else "; ".join(value))
    return ShownEdge(identifier, ends[0], ends[1], link.ltype, _tidy(attributes))


def _precision(snapshot: Snapshot, row: int) -> str | None:
    value: str | None = snapshot.links.column("t_precision")[row].as_py()
    return value


def _time(ms: int | None, precision: str | None) -> str:
    """ISO 8601, no finer than the source said."""
    if ms is None:
        return ""
    text = (_EPOCH + timedelta(milliseconds=ms)).strftime("%Y-%m-%dT%H:%M:%S")
    return text[: _TIME_LENGTH.get(precision or "", 19)] + (
        "" if (precision or "") in {"year", "month", "day"} else "Z"
    )


def _tidy(attributes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, clean(value)) for name, value in sorted(attributes.items()) if value)


def clean(text: str) -> str:
    """Take out the control characters that no exchange format carries."""
    return _CONTROL.sub("", text)
