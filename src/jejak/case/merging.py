"""What two entities say of the same things, and what joining them would change in the graph; nothing is written.

Invariant: all of it comes from one snapshot, so protected people are pseudonyms here too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from jejak.graph.ledger.records import Judgement, Verdict
from jejak.graph.model import Node
from jejak.graph.protection import RANK
from jejak.graph.resolution import check_judgements
from jejak.graph.resolution.groups import MOST_MEMBERS, Bridge, groups
from jejak.graph.resolution.standing import joining
from jejak.graph.snapshot import Snapshot
from jejak.graph.snapshot.secrets import HIDDEN
from jejak.schemas.errors import ResolutionError
from jejak.schemas.grading import Protection
from jejak.schemas.names import person_name
from jejak.schemas.world import World

#: Of these one subject has one: two values contradict each other. Others may be several, or are worded differently.
_ONE_ONLY = frozenset(
    {"birth_date", "sex", "nationality", "nik", "mykad", "deceased_date", "registration_no", "tax_no", "country"}
)
_NAMES = frozenset({"name", "alias", "father_name", "mother_name"})
_TOLD_ELSEWHERE = frozenset({"roles", "identifiers"})
_MARK = 8  # letters of an id in the caption of an entity without a name
_SHOWN_AROUND = frozenset(
    {"phone", "account", "identity_document", "address", "email", "social_account", "device", "vehicle", "sim"}
)
MOST_AROUND = 8  # of one kind on one side that are shown


class Agreement(StrEnum):
    """How two sides fit together in one thing."""

    EQUAL = "equal"
    PARTLY = "partly"
    DIFFERENT = "different"
    ONE_SIDED = "one_sided"
    MASKED = "masked"  # pseudonyms that differ tell nothing


@dataclass(frozen=True, slots=True)
class Line:
    """What both state of one property, every value that records state."""

    name: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Around:
    """What both have of one kind (phones, accounts, addresses …): those in common first, the first ones of many."""

    etype: str
    left: tuple[Node, ...]
    right: tuple[Node, ...]
    totals: tuple[int, int]
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Change:
    """What joining two entities would change.

    Attributes:
        links: How many links the left one has, the right one, and the joined one.
        claims: Likewise, how many records state them.
        common: How many neighbours they have in common.
        between: How many links of each type lead from one to the other now: of one with itself then.
        roles: Codes of roles that only one of them has, from the left and from the right, where both have any.
        protection: Class that the joined one would have, as far as these two decide it.
        newly: The side that would become protected: ``left``, ``right`` or ''.
        follow: How many phones, accounts, documents and the like of that side would be masked with it.
        child: Whether the joined one would count as a child, or may have been one.
        conflicts: Properties of which the joined one would state several values that contradict each other.
        members: Of how many entities the joined one would consist by decisions.
        bridge: Where this decision alone would hold two parts together: how many entities on either side.
        refused: Why the judgements forbid it; None where they do not.
    """

    links: tuple[int, int, int]
    claims: tuple[int, int]
    common: int
    between: tuple[tuple[str, int], ...]
    roles: tuple[tuple[str, ...], tuple[str, ...]]
    protection: str
    newly: str
    follow: int
    child: bool
    conflicts: tuple[str, ...]
    members: int
    bridge: tuple[int, int] | None
    refused: ResolutionError | None

    @property
    def large(self) -> bool:
        """Whether the joined one would be stated as more entities than one subject is likely to be."""
        return self.members > MOST_MEMBERS


Stated = dict[str, tuple[str, ...]]


def lines(snapshot: Snapshot, left: int, right: int) -> tuple[Line, ...]:
    """The properties of two entities row by row, those that both state first."""
    one, other = _stated(snapshot, left), _stated(snapshot, right)
    found = [
        Line(name, one.get(name, ()), other.get(name, ()), fit(name, one.get(name, ()), other.get(name, ())))
        for name in dict.fromkeys([*one, *other])
    ]
    return tuple(sorted(found, key=lambda line: line.agreement is Agreement.ONE_SIDED))


def fit(name: str, left: tuple[str, ...], right: tuple[str, ...]) -> Agreement:
    """Like `agreement`; names in another order or spelling are alike, and what is hidden tells nothing."""
    shown = [tuple(value for value in side if HIDDEN not in value) for side in (left, right)]
    if left and right and not all(shown):
        return Agreement.MASKED
    found = agreement(*shown)
    if name in _NAMES and found is Agreement.DIFFERENT:
        words = [{frozenset(person_name(value).given) - {""} for value in side} for side in shown]
        return Agreement.PARTLY if words[0] & words[1] else found
    return found


def _stated(snapshot: Snapshot, code: int) -> Stated:
    """All values of all properties; where records differ, the best one is followed by the others."""
    node = snapshot.node(code)
    named = not (node.masked or node.caption.endswith(node.id[:_MARK].upper()))
    born: str | None = snapshot.nodes.column("birth_date")[code].as_py()
    said: dict[str, list[str]] = {"name": [node.caption] * named, "birth_date": [born] if born else []}
    said["country"] = [node.country] if node.country and not node.masked else []
    for name, value in sorted(node.props.items()):
        if name not in _TOLD_ELSEWHERE:
            said.setdefault(name.removesuffix("_all"), []).extend(_several(value))
    return {name: tuple(dict.fromkeys(values)) for name, values in said.items() if values}


def _several(value: str | list[str] | None) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def agreement(left: Iterable[str], right: Iterable[str]) -> Agreement:
    """How the values of two sides fit together; case and spaces do not count."""
    one, other = ({" ".join(value.casefold().split()) for value in side} for side in (left, right))
    if not (one and other):
        return Agreement.ONE_SIDED
    if one == other:
        return Agreement.EQUAL
    return Agreement.PARTLY if one & other else Agreement.DIFFERENT


def around(snapshot: Snapshot, left: int, right: int) -> tuple[Around, ...]:
    """What tells people apart or together beside their properties, by kind."""
    sides = [{int(code) for code in _neighbours(snapshot, code)} for code in (left, right)]
    codes = sorted(sides[0] | sides[1])
    nodes = dict(zip(codes, snapshot.nodes_of(codes), strict=True))
    kinds = sorted({node.etype for node in nodes.values()} & _SHOWN_AROUND)
    return tuple(_kind_around(kind, [[nodes[code] for code in sorted(side)] for side in sides]) for kind in kinds)


def _kind_around(etype: str, sides: Sequence[Sequence[Node]]) -> Around:
    one, other = ([node for node in side if node.etype == etype] for side in sides)
    both = {*map(_called, one)} & {*map(_called, other)}
    first = [tuple(sorted(side, key=lambda node: (_called(node) not in both, node.caption))) for side in (one, other)]
    shown = [side[:MOST_AROUND] for side in first]
    fits = agreement(map(_called, one), map(_called, other))
    if fits is Agreement.DIFFERENT and any(node.masked for node in (*one, *other)):
        fits = Agreement.MASKED
    return Around(etype, shown[0], shown[1], (len(one), len(other)), fits)


def _called(node: Node) -> str:
    """What makes two of a kind one for a reader: a text, such as that of an address; a pseudonym is one's own."""
    return " ".join(node.caption.casefold().split())


def _neighbours(snapshot: Snapshot, code: int) -> Iterator[np.int32]:
    for side in (snapshot.out, snapshot.inc):
        yield from side.nodes[side.offsets[code] : side.offsets[code + 1]]


def change(
    snapshot: Snapshot, world: World, judged: Sequence[Judgement], pair: tuple[str, str], codes: tuple[int, int]
) -> Change:
    """What joining two entities would change.

    Args:
        snapshot: The graph.
        world: Entity and link types.
        judged: The live judgements.
        pair: Ids that a judgement would name.
        codes: What these are in the snapshot.
    """
    left, right = snapshot.nodes_of(codes)
    beside = [{int(code) for code in _neighbours(snapshot, one)} - {*codes} for one in codes]
    between = _between(snapshot, codes)
    degrees = [_degree(snapshot, code) for code in codes]
    inside = sum(count for _, count in between)
    newly = {(True, False): "right", (False, True): "left"}.get((left.masked, right.masked), "")
    members, bridge = _group(judged, pair)
    return Change(
        links=(degrees[0], degrees[1], degrees[0] + degrees[1] - inside),
        claims=(left.n_claims, right.n_claims),
        common=len(beside[0] & beside[1]),
        between=between,
        roles=_roles(left, right),
        protection=max((left.protection, right.protection), key=lambda name: RANK.get(name, 0)),
        newly=newly,
        follow=_following(snapshot, world, codes[newly == "right"]) if newly else 0,
        child=_child(snapshot, codes, (left, right)),
        conflicts=_conflicts(snapshot, codes),
        members=members,
        bridge=bridge,
        refused=refusal(judged, pair),
    )


def refusal(judged: Sequence[Judgement], pair: tuple[str, str]) -> ResolutionError | None:
    """Why the live judgements do not allow that a pair is judged the same; None where they do."""
    left, right = sorted(pair)
    try:
        check_judgements(judged, [Judgement(0, left, right, Verdict.SAME, "", "", "")])
    except ResolutionError as error:
        return error
    return None


def _degree(snapshot: Snapshot, code: int) -> int:
    return sum(int(side.offsets[code + 1] - side.offsets[code]) for side in (snapshot.out, snapshot.inc))


def _between(snapshot: Snapshot, codes: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    """Types and numbers of the links from one to the other, either way."""
    found: Counter[str] = Counter()
    for one, other in (codes, codes[::-1]):
        span = slice(snapshot.out.offsets[one], snapshot.out.offsets[one + 1])
        rows = snapshot.out.links[span][snapshot.out.nodes[span] == other]
        found.update(link.ltype for link in snapshot.links_of(rows.astype(np.int64)))
    return tuple(sorted(found.items()))


def _roles(left: Node, right: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    one, other = set(left.roles), set(right.roles)
    if not (one and other) or one == other:
        return (), ()
    return tuple(sorted(one - other)), tuple(sorted(other - one))


def _following(snapshot: Snapshot, world: World, code: int) -> int:
    """How many objects that somebody holds would be masked with the holder."""
    rows = [
        int(row) for side in (snapshot.out, snapshot.inc) for row in side.links[slice(*side.offsets[code : code + 2])]
    ]
    held = [link for link in snapshot.links_of(rows) if world.link_types[link.ltype].holds]
    ids = {end for link in held for end in (link.source, link.target)} - {snapshot.id_of(code)}
    ends = [place for place in map(snapshot.code_of, sorted(ids)) if place is not None]
    return sum(
        not node.masked and world.entity_types[node.etype].protected_with_holder for node in snapshot.nodes_of(ends)
    )


def _child(snapshot: Snapshot, codes: tuple[int, int], sides: tuple[Node, Node]) -> bool:
    """Whether the joined one would be a victim whose birth dates may make a child, and is not shown as one on both."""
    classes = {node.protection for node in sides}
    if not classes & {Protection.VICTIM, Protection.CHILD} or classes == {Protection.CHILD}:
        return False
    return Protection.CHILD in classes or any(snapshot.age_flag(code) for code in codes)


def _conflicts(snapshot: Snapshot, codes: tuple[int, int]) -> tuple[str, ...]:
    return tuple(
        line.name
        for line in lines(snapshot, *codes)
        if line.agreement is Agreement.DIFFERENT and line.name in _ONE_ONLY
    )


def _group(judged: Sequence[Judgement], pair: tuple[str, str]) -> tuple[int, tuple[int, int] | None]:
    """How many entities decisions would join with this pair, and the parts that it alone would hold together."""
    ties = [(one.left, one.right) for one in joining(judged)]
    found = groups([*_reached(ties, pair), pair])[0]
    wanted = tuple(sorted(pair))
    bridges: Iterator[Bridge] = (one for one in found.bridges if (one.left, one.right) == wanted)
    bridge = next(bridges, None)
    return len(found.members), bridge.parts if bridge else None


def _reached(ties: Sequence[tuple[str, str]], pair: tuple[str, str]) -> list[tuple[str, str]]:
    """The ties that hang together with one of a pair."""
    ways: dict[str, list[tuple[str, str]]] = {}
    for tie in ties:
        for end in tie:
            ways.setdefault(end, []).append(tie)
    waiting, seen, found = list(pair), set(pair), dict[tuple[str, str], None]()
    for here in waiting:
        for tie in ways.get(here, ()):
            found[tie] = None
            fresh = [end for end in tie if end not in seen]
            seen.update(fresh)
            waiting += fresh
    return list(found)
