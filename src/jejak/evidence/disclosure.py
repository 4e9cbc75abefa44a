"""A selection of the graph as a profile lets it be seen: the only thing that exporters get to read.

Names are shown by allow-list: an actor of a shown class, or an object all of whose actors are of shown classes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from jejak.analysis.listing import PROTECTED_ROLES, UNKNOWN_PARTY
from jejak.analysis.parameters import ACTORS
from jejak.evidence.chart import Chart, Closed
from jejak.evidence.charted import Selected, ShownChart, charted
from jejak.evidence.closed import bundled, folded, group_nodes
from jejak.evidence.profiles import PROSE, Profile
from jejak.evidence.pseudonyms import export_id, pseudonyms
from jejak.evidence.reveal import PEOPLE, names_anybody, refuse_unless_openable, wanted_values
from jejak.evidence.shown import LIST_SEPARATOR, ShownEdge, ShownNode
from jejak.evidence.wanted import is_plain_word, words_of
from jejak.graph.model import ClaimRef, Link, Node, Subgraph
from jejak.schemas.errors import ExportError
from jejak.schemas.grading import PROTECTED, Handling
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Places that are no secret of anybody; shown whoever passed there.
PUBLIC_TYPES = frozenset({"border_point"})
#: Attribute that marks a protected person whose name was opened for this package.
REVEALED = "revealed"
#: Properties that name a person; each of them alone gives the person away.
_NAMING = frozenset({"name", "alias", "nik", "mykad", "passport_no"})
#: Characters that XML 1.0 cannot carry, and that no name needs.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_LENGTH = {"year": 4, "month": 7, "day": 10, "minute": 16}


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The nodes and edges that may leave, sorted by id, the claims behind them, and what was left out (counts only).

    ``masked`` holds names and identifiers of the people whom the profile hides although the case team sees them: they
    must be found nowhere in the package. ``places`` are where nodes stand on the analyst's chart, by their ids here;
    ``chart`` is how it shows them.
    """

    nodes: tuple[ShownNode, ...]
    edges: tuple[ShownEdge, ...]
    evidence: Mapping[str, tuple[ClaimRef, ...]]
    left_out: Mapping[str, int]
    masked: frozenset[str] = frozenset()
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    chart: ShownChart = field(default_factory=ShownChart)

    def clear_values(self) -> frozenset[str]:
        """Every text that is shown whole and on purpose; the pre-flight check does not take it for a leak."""
        found = {node.label for node in self.nodes} | self.chart.words()
        for name, value in chain.from_iterable(item.attributes for items in (self.nodes, self.edges) for item in items):
            if name not in PROSE:
                found.update((value, *value.split(LIST_SEPARATOR)))
        return frozenset(found)

    def prose(self) -> frozenset[str]:
        """Free texts of shown entities, and those that are drawn."""
        texts = (value for node in self.nodes if node.shown for name, value in node.attributes if name in PROSE)
        return frozenset(texts) | self.chart.prose()


def disclose(
    snapshot: Snapshot, selection: Subgraph, profile: Profile, key: bytes, *, opened: Mapping[str, str] | None = None,
    chart: Chart | None = None, hidden: Collection[str] = (),
) -> Disclosure:  # fmt: skip
    """Apply a profile to a selection.

    Args:
        snapshot: The whole graph: whose an object is, is decided there and not in the selection.
        selection: What the analyst chose to export.
        profile: Who may see what.
        key: Key of this export.
        opened: Clear names of protected people that are shown on purpose, by canonical id.
        chart: How the analyst's chart shows them, and what is drawn on it.
        hidden: Clear values that no text on the chart may hold.

    Raises:
        AccessDenied: The profile does not open one of these names.
        ExportError: The selection is one of another graph.
    """
    seen = chart or Chart()
    clear_names = opened or {}
    refuse_unless_openable(selection.nodes, clear_names, profile)
    kept = [node for node in selection.nodes if node.protection not in profile.removed]
    folds = folded(seen.groups, {node.id for node in kept}, key)
    codes = [_code(snapshot, node.id) for node in kept]
    behind = snapshot.claims_of_nodes(codes)
    claims = {node.id: _permitted(said, profile) for node, said in zip(kept, behind, strict=True)}
    court = _Court(snapshot, profile)
    clear = {node.id for node, code in zip(kept, codes, strict=True) if claims[node.id] and court.may_show(node, code)}
    alone = [node for node in kept if node.id not in folds.members]
    names = pseudonyms(key, (node for node in alone if node.id not in clear and node.id not in clear_names))
    ids = {node.id: folds.members.get(node.id) or export_id(key, "node", node.id) for node in kept}
    nodes = [
        _revealed(node, ids[node.id], clear_names[node.id], profile)
        if node.id in clear_names
        else _node(node, ids[node.id], names.get(node.id), profile)
        for node in alone
    ]
    nodes += group_nodes(seen.groups, [n for n in kept if n.id in folds.members], folds, court.called)
    inside = [link for link in selection.links if link.source in ids and link.target in ids]
    edges, evidence = _edges(snapshot, inside, ids, profile=profile, key=key)
    masked = frozenset(text for node in selection.nodes if node.id not in clear for text in _naming(node))
    left = [link for link in inside if export_id(key, "link", link.id) in evidence]
    selected = Selected(ids, folds, clear - folds.members.keys(), left, _names_any({*masked, *hidden}))
    shown = charted(seen, selected, profile)
    left_out = {
        "nodes_removed": len(selection.nodes) - len(kept),
        "links_with_removed_nodes": len(selection.links) - len(inside),
        "links_not_permitted": len(inside) - len(edges),
        "names_masked": len(names),
    }
    edges, evidence = bundled(edges, evidence, frozenset(folds.groups.values()), key)
    evidence = _with_nodes(evidence, ids, claims)
    nodes = sorted((_looking(node, shown) for node in nodes), key=lambda node: node.id)
    stand = {ident: place for one, place in seen.places.items() if (ident := selected.single(one))}
    if chart:
        left_out |= {"inside_closed_groups": len(folds.members), **shown.left_out}
    return Disclosure(tuple(nodes), tuple(edges), evidence, left_out, masked, stand, shown)


def _names_any(values: Collection[str]) -> Callable[[str], bool]:
    """Tells whether a text holds one of these."""
    wanted = wanted_values(values)
    return lambda text: names_anybody(text, wanted)


def _with_nodes(
    evidence: Mapping[str, tuple[ClaimRef, ...]], ids: Mapping[str, str], claims: Mapping[str, tuple[ClaimRef, ...]]
) -> dict[str, tuple[ClaimRef, ...]]:
    """The claims behind links, and those behind nodes; behind a closed group those of all its members."""
    found = dict(evidence)
    for one, said in claims.items():
        found[ids[one]] = tuple(dict.fromkeys((*found.get(ids[one], ()), *said)))
    return found


def _looking(node: ShownNode, chart: ShownChart) -> ShownNode:
    """A node with what is told of how the chart shows it."""
    more = chart.attributes.get(node.id)
    return replace(node, attributes=tuple(sorted({**dict(node.attributes), **more}.items()))) if more else node


def _edges(
    snapshot: Snapshot, links: list[Link], ids: Mapping[str, str], *, profile: Profile, key: bytes
) -> tuple[list[ShownEdge], dict[str, tuple[ClaimRef, ...]]]:
    """The links that may leave, sorted by their ids, and the claims behind them."""
    rows = [_row(snapshot, link.id) for link in links]
    precisions = snapshot.links.column("t_precision").take(pa.array(rows, pa.int64())).to_pylist()
    edges: list[ShownEdge] = []
    evidence: dict[str, tuple[ClaimRef, ...]] = {}
    for link, said, precision in zip(links, snapshot.claims_of_links(rows), precisions, strict=True):
        permitted = _permitted(said, profile)
        if permitted:
            edge_id = export_id(key, "link", link.id)
            edges.append(_edge(link, edge_id, (ids[link.source], ids[link.target]), precision=precision))
            evidence[edge_id] = permitted
    edges.sort(key=lambda edge: edge.id)
    return edges, evidence


def _naming(node: Node) -> Iterator[str]:
    """Names of two words or more, and identifiers, of a person whom the case team sees."""
    if node.masked or node.etype not in PEOPLE:
        return
    for name, value in (("name", node.caption), *node.props.items()):
        for text in (value if isinstance(value, list) else [value]) if name in _NAMING else ():
            if not is_plain_word(words_of(text)):
                yield text


def _row(snapshot: Snapshot, identifier: str) -> int:
    row = snapshot.link_of(identifier)
    if row is None:
        raise _foreign(identifier)
    return row


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


class _Court:
    """Decides whose names a profile shows; O(links of the nodes asked for)."""

    def __init__(self, snapshot: Snapshot, profile: Profile) -> None:
        self._snapshot = snapshot
        self._sides = (snapshot.out, snapshot.inc)
        self._profile = profile
        masked = np.array(snapshot.nodes.column("masked").to_pylist(), np.bool_)
        self._actor = _among(snapshot, "etype", ACTORS)
        self._fit = _among(snapshot, "protection", profile.shown) & ~masked

    def may_show(self, node: Node, code: int) -> bool:
        """Tell whether a node's name is shown: by its own class, or by those of all actors around an object."""
        if node.masked or node.protection in PROTECTED or node.etype == UNKNOWN_PARTY:
            return False
        if node.etype in ACTORS:
            return node.protection in self._profile.shown and PROTECTED_ROLES.isdisjoint(node.roles)
        if node.etype in PUBLIC_TYPES:
            return True
        around = np.concatenate([side.nodes[side.offsets[code] : side.offsets[code + 1]] for side in self._sides])
        actors = around[self._actor[around]]
        return bool(self._fit[actors].all()) and (actors.size > 0 or "" in self._profile.shown)

    def called(self, group: Closed) -> str:
        """What the members of a closed group have in common, by a name only where the profile shows it."""
        code = self._snapshot.code_of(group.holder) if group.holder else None
        if code is None:
            return group.called if self._profile.conclusions else ""
        node = self._snapshot.node(code)
        claims = _permitted(self._snapshot.node_claims(code), self._profile)
        gone = node.protection in self._profile.removed
        return clean(node.caption) if claims and not gone and self.may_show(node, code) else ""


def _among(snapshot: Snapshot, column: str, values: Collection[str]) -> npt.NDArray[np.bool_]:
    return np.array([value in values for value in snapshot.nodes.column(column).to_pylist()], np.bool_)


def _node(node: Node, identifier: str, pseudonym: str | None, profile: Profile) -> ShownNode:
    shown = pseudonym is None
    public = _public(node.etype)
    allowed = public if not shown else None if profile.properties is None else public | profile.properties
    attributes = {
        "country": node.country or "",
        "sources": str(node.n_sources),
        "claims": str(node.n_claims),
        "best_grade": node.best_grade or "",
    }
    if shown:
        attributes["roles"] = LIST_SEPARATOR.join(sorted(set(node.roles) - PROTECTED_ROLES))
        dated = (one.text for one in node.role_times if one.role not in PROTECTED_ROLES)
        attributes["role_times"] = LIST_SEPARATOR.join(dated)
    for name, value in node.props.items():
        if allowed is None or name in allowed:
            attributes.setdefault(name, value if isinstance(value, str) else LIST_SEPARATOR.join(value))
    return ShownNode(identifier, clean(pseudonym or node.caption), node.etype, shown, _tidy(attributes))


def _revealed(node: Node, identifier: str, name: str, profile: Profile) -> ShownNode:
    """A masked node under its clear name: what is said of it stays what a masked one says, and the mark is added."""
    masked = _node(node, identifier, name, profile)
    return replace(masked, shown=True, attributes=tuple(sorted([*masked.attributes, (REVEALED, "yes")])))


@cache
def _public(etype: str) -> frozenset[str]:
    kind = load_world().entity_types.get(etype)
    return frozenset(name for name, prop in kind.properties.items() if prop.public) if kind else frozenset()


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
        attributes.setdefault(name, value if isinstance(value, str) else LIST_SEPARATOR.join(value))
    return ShownEdge(identifier, ends[0], ends[1], link.ltype, _tidy(attributes))


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
