"""The queue of suggestions as analysts work through it: what is left, the next pair, and many at once with a preview.

Invariants: suggestions are computed once and keep their order, whatever is decided meanwhile; nothing is joined but by
a decision; and a pair is shown from a state in which everybody who is protected by now is masked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import RLock

from jejak.case.history import current_node
from jejak.case.identities import Identities, Listed, Preview, without_doubtful
from jejak.case.merging import Around, Change, Line, around, change, lines
from jejak.case.steps import Step, shown_as, steps
from jejak.graph.ledger.records import GRAPH_KINDS, Judgement, Verdict
from jejak.graph.model import ClaimRef, Node
from jejak.graph.resolution.groups import groups
from jejak.graph.resolution.model import Model
from jejak.graph.resolution.standing import disputed, joining, pair_of, standing
from jejak.schemas.errors import ResolutionError

PairIds = tuple[str, str]


class Show(StrEnum):
    """Which pairs of the queue are wanted."""

    OPEN = "open"
    SKIPPED = "skipped"
    DISPUTED = "disputed"
    BRIDGES = "bridges"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A choice of pairs: the lowest and highest probability, the type ('' for all), and what stands on them."""

    least: float = 0.0
    most: float = 1.0
    kind: str = ""
    show: Show = Show.OPEN

    def takes(self, one: Listed) -> bool:
        """Whether a suggestion has the probability and type that are wanted."""
        return self.least <= one.found.score <= self.most and self.kind in {"", one.found.kind}


@dataclass(frozen=True, slots=True)
class Count:
    """How far the work is: pairs decided in this case, left in the queue, disputed, skipped, decisions since."""

    decided: int
    left: int
    disputed: int
    skipped: int
    since: int


@dataclass(frozen=True, slots=True)
class Look:
    """Two entities beside each other.

    Attributes:
        nodes: The two as the graph shows them.
        claims: Who states each of them.
        lines: Their properties row by row.
        around: Their phones, accounts, addresses and the like, row by row.
        said: The judgements that stand on the pair.
        change: What joining them would change.
        joined: Entities that decisions have joined to one of the two since the suggestions were made.
        one: Whether the two are one entity by now.
    """

    nodes: tuple[Node, Node]
    claims: tuple[list[ClaimRef], list[ClaimRef]]
    lines: tuple[Line, ...]
    around: tuple[Around, ...]
    said: tuple[Judgement, ...]
    change: Change
    joined: tuple[Node, ...]
    one: bool


class Holding(StrEnum):
    """Why a pair is not accepted together with many others."""

    BRIDGE = "bridge"  # it alone would hold two parts of a group together
    LARGE = "large"  # the group would be larger than one subject is likely to be
    DENIED = "denied"  # people keep apart what it would join, perhaps only with others
    PROTECTS = "protects"  # somebody would become protected


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting all open pairs from a probability on would do.

    Attributes:
        accepted: The pairs that would be judged the same, the most probable first.
        held: The others, each with the reason why it needs a look of its own.
        seen: What the graph would be like.
    """

    accepted: tuple[Listed, ...]
    held: tuple[tuple[Listed, Holding], ...]
    seen: Preview


@dataclass(frozen=True, slots=True)
class _Judged:
    """What people have decided up to one sequence: ``label`` is equal for ids that decisions join."""

    sequence: int
    live: list[Judgement]
    on: dict[PairIds, frozenset[str]]
    disputed: frozenset[PairIds]
    label: dict[str, str]

    def joined(self, pair: PairIds) -> bool:
        return self.of(pair[0]) == self.of(pair[1])

    def of(self, ident: str) -> str:
        return self.label.get(ident, ident)


@dataclass(frozen=True, slots=True)
class _Joined:
    """A suggestion between what decisions have made of its ends."""

    left: str
    right: str
    listed: Listed = field(compare=False)


class Queue:
    """Suggestions of one state of the graph; several threads may share it.

    Args:
        here: The state that the suggestions come from.
        fresh: Gives the present state.
        listed: The suggestions, the most useful decision first.
    """

    def __init__(self, here: Identities, fresh: Callable[[], Identities], listed: Sequence[Listed]) -> None:
        self._here, self._fresh = here, fresh
        self._safe = here.snapshot.sequence  # up to this event nobody can have become protected since ``_here``
        self._lock = RLock()
        self.listed = tuple(listed)
        self._place = {_ordered((one.found.left, one.found.right)): at for at, one in enumerate(listed)}
        self._skipped: set[PairIds] = set()
        self._known: _Judged | None = None
        self._began = len(self._judged().live)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types that are suggested."""
        return tuple(sorted({one.found.kind for one in self.listed}))

    @property
    def model(self) -> Model:
        """The weights that the suggestions were made with."""
        return self._here.model

    def found(self, pair: PairIds) -> Listed | None:
        """The suggestion of a pair."""
        place = self._place.get(_ordered(pair))
        return None if place is None else self.listed[place]

    # What is left

    def count(self) -> Count:
        """How far the work is."""
        judged = self._judged()
        left = sum(self._open(one, judged) for one in self.listed)
        skipped = sum(self._open(self.listed[self._place[pair]], judged) for pair in self._skipped)
        since = len(judged.live) - self._began
        return Count(len(judged.on), left, len(judged.disputed), skipped, since)

    def pairs(self, wanted: Wanted) -> list[PairIds]:
        """The pairs that are wanted, in the order of the queue."""
        judged = self._judged()
        if wanted.show is Show.DISPUTED:
            return sorted(judged.disputed)
        chosen = [one for one in self.listed if wanted.takes(one) and self._open(one, judged)]
        if wanted.show is Show.BRIDGES:
            return self._bridges(chosen, judged)
        skipped = wanted.show is Show.SKIPPED
        return [pair for pair in map(_ids, chosen) if (_ordered(pair) in self._skipped) == skipped]

    def next(self, pair: PairIds | None, wanted: Wanted) -> PairIds | None:
        """The next wanted pair after one, else the first one; None where nothing is left."""
        left = self.pairs(wanted)
        at = self._place.get(_ordered(pair), -1) if pair else -1
        return next((one for one in left if self._place.get(_ordered(one), -1) > at), left[0] if left else None)

    def beside(self, pair: PairIds, wanted: Wanted, step: int) -> PairIds | None:
        """The pair before (-1) or after (1) one, those that were decided meanwhile too; None at the end."""
        if wanted.show in {Show.DISPUTED, Show.BRIDGES}:
            walk = self.pairs(wanted)
        else:
            walk = [_ids(one) for one in self.listed if wanted.takes(one)]
        places = {_ordered(one): at for at, one in enumerate(walk)}
        at = places.get(_ordered(pair), -1) + step
        return walk[at] if 0 <= at < len(walk) else None

    def skip(self, pair: PairIds) -> None:
        """Leave a pair for later."""
        if _ordered(pair) in self._place:
            self._skipped.add(_ordered(pair))

    def _open(self, one: Listed, judged: _Judged) -> bool:
        pair = _ordered(_ids(one))
        return pair not in judged.on and not judged.joined(pair)

    def _bridges(self, chosen: Sequence[Listed], judged: _Judged) -> list[PairIds]:
        made = {(one.left, one.right): _ids(one.listed) for one in _collapsed(chosen, judged)}
        weak = [(bridge.left, bridge.right) for group in groups(made) for bridge in group.bridges]
        kept = {made.get(pair) or made[pair[1], pair[0]] for pair in weak}
        return [pair for pair in map(_ids, chosen) if pair in kept]

    def _judged(self) -> _Judged:
        ledger = self._here.ledger
        with self._lock:
            sequence = ledger.sequence
            if self._known is None or self._known.sequence != sequence:
                live = ledger.judgements(live_only=True)
                parts = groups((one.left, one.right) for one in joining(live))
                label = {member: group.members[0] for group in parts for member in group.members}
                self._known = _Judged(sequence, live, standing(live), disputed(live), label)
            return self._known

    # One pair

    def look(self, pair: PairIds) -> Look:
        """Put a pair side by side.

        Raises:
            ResolutionError: No entity has or had one of the ids, both are the same id, or their types differ.
        """
        if pair[0] == pair[1]:
            hint = "name two different entities"
            raise ResolutionError("an entity cannot be compared with itself", where=pair[0], hint=hint)
        here, judged = self._sight(), self._judged()
        snapshot = here.snapshot
        left, right = (_code(here, judged, ident) for ident in pair)
        one, other = snapshot.nodes_of([left, right])
        if one.etype != other.etype:
            raise ResolutionError(
                "two entities of different types cannot be the same",
                where=f"{pair[0]} and {pair[1]}",
                hint="look at both with `jejak show`",
            )
        return Look(
            nodes=(one, other),
            claims=(snapshot.node_claims(left), snapshot.node_claims(right)),
            lines=lines(snapshot, left, right),
            around=around(snapshot, left, right),
            said=tuple(
                replace(said, reason=here.masking.note(said.reason))
                for said in judged.live
                if pair_of(said) == _ordered(pair)
            ),
            change=change(snapshot, here.findings.world, judged.live, pair, (left, right)),
            joined=self._joined(here, judged, pair, {left, right}),
            one=left == right or judged.joined(pair),
        )

    def _joined(self, here: Identities, judged: _Judged, pair: PairIds, shown: set[int]) -> tuple[Node, ...]:
        labels = {judged.of(ident) for ident in pair}
        members = sorted(ident for ident, label in judged.label.items() if label in labels)
        codes = {code for code in map(here.snapshot.code_of, members) if code is not None}
        return tuple(here.snapshot.nodes_of(sorted(codes - shown)))

    def _sight(self) -> Identities:
        """A state in which everybody who is protected by now is masked: that of the suggestions while it is one."""
        with self._lock:
            if self._here.ledger.graph_sequence != self._safe:
                self._here = self._fresh()
                self._safe = self._here.snapshot.sequence
            return self._here

    # Decisions

    def decide(self, pair: PairIds, verdict: Verdict, *, reason: str) -> int:
        """Judge a pair; returns the number that takes it back, 0 where the analyst has said so already.

        Raises:
            ResolutionError: It contradicts another judgement; nothing is written.
        """
        with self._lock:
            here, harmless = self._sight(), self._harmless(pair, verdict)
            number, count = here.decide([(*pair, verdict)], reason=reason)
            since = here.ledger.events(self._safe, GRAPH_KINDS)
            if harmless and 0 < count == len(since):  # nobody else has written anything that may protect somebody
                self._safe = number + count - 1
            self._skipped.discard(_ordered(pair))
            return number

    def _harmless(self, pair: PairIds, verdict: Verdict) -> bool:
        """Whether a judgement makes nobody protected: both are, or neither is, and nobody else has said otherwise."""
        judged, snapshot = self._judged(), self._here.snapshot
        if _ordered(pair) in judged.on:
            return False
        masked = {snapshot.node(_code(self._here, judged, ident)).masked for ident in pair}
        return verdict is Verdict.NOT_SAME or len(masked) == 1

    def undo(self, number: int) -> int:
        """Take back all judgements of one step; returns how many."""
        return self._here.undo(number)

    def stands(self, number: int) -> bool:
        """Whether anything of a step is left that nobody has taken back."""
        return any(step.number == number and step.left for step in self.steps())

    def steps(self) -> tuple[Step, ...]:
        """All decisions of the case, the latest step first; a reason that names somebody protected is masked."""
        here = self._sight()
        return steps(here.ledger, here.masking.note)

    def shown_as(self, idents: Sequence[str]) -> dict[str, Node]:
        """What the graph shows for ids that suggestions and judgements name."""
        return shown_as(self._sight().snapshot, self._judged().live, idents)

    def accepting(self, wanted: Wanted, *, protecting: bool = False) -> Acceptance:
        """What accepting all open pairs of a choice would do; written nowhere.

        Args:
            wanted: The choice.
            protecting: Also the pairs in which somebody would become protected.
        """
        here, judged = self._sight(), self._judged()
        chosen = [one for one in self.listed if wanted.takes(one) and self._open(one, judged)]
        chosen.sort(key=lambda one: -one.found.score)
        every = _collapsed(chosen, judged)
        why: dict[_Joined, Holding] = dict.fromkeys(_denied(every, judged), Holding.DENIED)
        if not protecting:
            why |= {one: Holding.PROTECTS for one in _protecting(here, judged, every) if one not in why}
        allowed = [one for one in every if one not in why]
        kept = without_doubtful(allowed)
        crowded = {end for group in groups((o.left, o.right) for o in allowed) if group.large for end in group.members}
        for one in set(allowed) - set(kept):
            why[one] = Holding.LARGE if one.left in crowded else Holding.BRIDGE
        held = tuple((one.listed, why[one]) for one in every if one in why)
        return Acceptance(tuple(one.listed for one in every if one not in why), held, here.preview(kept))

    def accept(self, pairs: Sequence[PairIds], *, reason: str) -> tuple[int, int]:
        """Judge pairs the same as one step: all or none; returns the number that takes it back, and how many.

        Raises:
            ResolutionError: One of them contradicts another judgement; nothing is written.
        """
        return self._sight().decide([(*pair, Verdict.SAME) for pair in pairs], reason=reason)


def _code(here: Identities, judged: _Judged, ident: str) -> int:
    code = here.snapshot.code_of(ident)
    return current_node(here.snapshot, judged.live, ident) if code is None else code


def _ids(one: Listed) -> PairIds:
    return one.found.left, one.found.right


def _ordered(pair: PairIds) -> PairIds:
    return (pair[0], pair[1]) if pair[0] < pair[1] else (pair[1], pair[0])


def _collapsed(chosen: Sequence[Listed], judged: _Judged) -> list[_Joined]:
    """Suggestions between what decisions have made of their ends, as a fresh look at the graph would give them."""
    return [_Joined(judged.of(one.found.left), judged.of(one.found.right), one) for one in chosen]


def _protecting(here: Identities, judged: _Judged, every: Sequence[_Joined]) -> list[_Joined]:
    """Those of which one half is protected, and the other would be."""
    masked: list[bool] = here.snapshot.nodes.column("masked").to_pylist()
    return [one for one in every if len({masked[_code(here, judged, ident)] for ident in _ids(one.listed)}) > 1]


def _denied(every: Sequence[_Joined], judged: _Judged) -> set[_Joined]:
    """Those that would join, perhaps only together with others, what people keep apart."""
    label = {
        member: number
        for number, group in enumerate(groups((one.left, one.right) for one in every))
        for member in group.members
    }
    apart = [pair for pair, verdicts in judged.on.items() if verdicts != {str(Verdict.SAME)}]
    clashing = Counter(
        label[judged.of(left)]
        for left, right in apart
        if judged.of(left) in label and label[judged.of(left)] == label.get(judged.of(right))
    )
    return {one for one in every if label[one.left] in clashing}
