"""What happened to one entity: which sources state it, and who decided what about it, when and why.

Invariant: nothing is left out that was taken back or replaced: it is told as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc
import pyarrow.parquet as pq

from jejak.graph.ledger import Ledger
from jejak.graph.ledger.records import EventKind, Judgement, Role
from jejak.graph.model import ClaimRef
from jejak.graph.resolution.standing import Pair, disputed, joining, pair_of
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import ResolutionError
from jejak.schemas.role_times import RoleTime

STATED, TAKEN_BACK, ROLE, ROLE_WITHDRAWN = "stated", "taken_back", "role", "role_withdrawn"
_ENDS: dict[str, str] = {EventKind.JUDGEMENT_UNDONE: TAKEN_BACK, EventKind.ROLE_WITHDRAWN: ROLE_WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Happening:
    """One event in the life of an entity.

    Attributes:
        number: Of the event in the ledger.
        at: When, UTC.
        by: The analyst.
        what: ``stated``, ``same``, ``not_same``, ``unsure``, ``taken_back``, ``role`` or ``role_withdrawn``.
        about: The file and how many claims; the other entity; the number of what was taken back; the role
            and its dates.
        standing: Whether it holds today; ``disputed`` where analysts differ, else ``yes`` or ``no``.
        reason: In the analyst's words.
    """

    number: int
    at: str
    by: str
    what: str
    about: str
    standing: str
    reason: str


def history(ledger: Ledger, snapshot: Snapshot, ident: str) -> tuple[Happening, ...]:
    """Everything that happened to an entity and to those that were joined to it, in order.

    Args:
        ledger: The events.
        snapshot: The graph at its present state.
        ident: Its id; one that it had before it was joined to another will do.

    Raises:
        ResolutionError: No entity has or had this id.
    """
    judged = ledger.judgements(live_only=False)
    code = current_node(snapshot, judged, ident)
    claims = snapshot.node_claims(code)
    ekeys = frozenset(ekeys_of(ledger, claims))
    doubted = disputed(one for one in judged if one.live)
    decided = {one.seq: _decision(one, doubted, ekeys) for one in judged if ekeys & {one.left, one.right}}
    roles = {one.seq: _role(one) for one in ledger.roles(live_only=False) if one.ekey in ekeys}
    found = [*_stated(ledger, claims), *decided.values(), *roles.values()]
    for event in ledger.events(kinds=_ENDS):
        what = _ENDS.get(event.kind)
        if what and int(event.subject) in (decided if what == TAKEN_BACK else roles):
            found.append(Happening(event.seq, event.at, event.analyst, what, event.subject, "yes", event.note))
    return tuple(sorted(found, key=lambda one: one.number))


def current_node(snapshot: Snapshot, judged: Sequence[Judgement], ident: str) -> int:
    """The node that an id stands for now: its own, or the one that judgements joined it to.

    Raises:
        ResolutionError: No entity has or had this id.
    """
    code = _reached(snapshot, ident, _ties(judged))
    if code is not None:
        return code
    raise ResolutionError("no entity has this id", where=ident, hint="find ids with `jejak search`")


def joined_nodes(snapshot: Snapshot, judged: Sequence[Judgement], idents: Iterable[str]) -> dict[str, int]:
    """The nodes of many ids, through what they were judged to be the same as; none of those of whom nothing is left."""
    ties = _ties(judged)
    reached = {ident: _reached(snapshot, ident, ties) for ident in idents}
    return {ident: code for ident, code in reached.items() if code is not None}


def _ties(judged: Sequence[Judgement]) -> dict[str, list[str]]:
    """Ids that judgements join, each with those beside it."""
    found: dict[str, list[str]] = {}
    for tie in joining([one for one in judged if one.live]):
        found.setdefault(tie.left, []).append(tie.right)
        found.setdefault(tie.right, []).append(tie.left)
    return found


def _reached(snapshot: Snapshot, ident: str, ties: Mapping[str, Sequence[str]]) -> int | None:
    """The node of an id or, where it has none, of the nearest id that judgements join to it."""
    waiting, seen = [ident], {ident}
    for here in waiting:
        code = snapshot.code_of(here)
        if code is not None:
            return code
        fresh = [end for end in ties.get(here, ()) if end not in seen]
        seen.update(fresh)
        waiting += fresh
    return None


def ekeys_of(ledger: Ledger, claims: Sequence[ClaimRef]) -> Iterator[str]:
    """The ids under which the claims of an entity are stated."""
    rows: dict[str, list[int]] = {}
    for ref in claims:
        rows.setdefault(ref.batch_id, []).append(ref.row)
    for batch_id, places in rows.items():
        column = pq.read_table(ledger.segment_path(batch_id) / "entities.parquet", columns=["ekey"]).column("ekey")
        yield from (key.hex() for key in pc.unique(column.take(places)).to_pylist())


def _stated(ledger: Ledger, claims: Sequence[ClaimRef]) -> Iterator[Happening]:
    counts = Counter(ref.batch_id for ref in claims)
    for batch in ledger.batches():
        if batch.batch_id in counts:
            about = f"{batch.file}: {counts[batch.batch_id]}"
            yield Happening(batch.seq, batch.at, batch.analyst, STATED, about, "yes", "")


def _decision(one: Judgement, doubted: frozenset[Pair], ekeys: frozenset[str]) -> Happening:
    others = [end for end in (one.left, one.right) if end not in ekeys]
    about = others[0] if others else f"{one.left} {one.right}"
    standing = "no" if not one.live else "disputed" if pair_of(one) in doubted else "yes"
    return Happening(one.seq, one.at, one.analyst, str(one.verdict), about, standing, one.reason)


def _role(one: Role) -> Happening:
    about = RoleTime(one.role, one.t_from, one.t_to).text
    return Happening(one.seq, one.at, one.analyst, ROLE, about, "yes" if one.live else "no", one.reason)
