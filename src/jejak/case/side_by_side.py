"""Two entities side by side: what each states, the source records behind it, and what speaks for and against one.

Invariant: all of it is masked as everywhere else: of protected people nothing but what the graph shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jejak.case.identities import Why, reasons_of
from jejak.graph.model import Node
from jejak.graph.resolution.model import Model
from jejak.graph.resolution.pairing import weigh_pair
from jejak.schemas.errors import ResolutionError

if TYPE_CHECKING:
    from jejak.case.facade import Case

MOST_RECORDS = 20  # of one entity that are shown


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """One record behind an entity: where it stands, how it is graded, and its cells as the case team may see them."""

    file: str
    record: int
    grade: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its node, its records (the first ones), and how many there are."""

    node: Node
    records: tuple[SourceRecord, ...]
    all_records: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both sides; ``score`` is the probability that they are one, ``None`` where their kind is not compared."""

    left: Side
    right: Side
    score: float | None
    why: tuple[Why, ...]

    def lines(self) -> list[tuple[str, str, str]]:
        """Every property that either has, with what each says of it."""
        one, other = ({"caption": side.node.caption, **side.node.props} for side in (self.left, self.right))
        return [(name, _text(one.get(name)), _text(other.get(name))) for name in dict.fromkeys([*one, *other])]


def side_by_side(case: Case, left: str, right: str, model: Model) -> Comparison:
    """Put two entities side by side.

    Raises:
        ResolutionError: An id is unknown.
    """
    one, other = _side(case, left), _side(case, right)
    found = weigh_pair(case.ledger, case.world, model, left, right)
    if found is None:
        return Comparison(one, other, None, ())
    return Comparison(one, other, found.score, reasons_of(model, found))


def _side(case: Case, ident: str) -> Side:
    snapshot = case.snapshot()
    code = snapshot.code_of(ident)
    if code is None:
        raise ResolutionError("there is no entity with this id", where=ident, hint="find ids with `jejak search`")
    claims = case.claims(ident)
    records = [
        SourceRecord(
            ref.file, ref.locator, ref.grade or "",
            tuple((name, value) for name, value in case.record(ref) if value),
        )
        for ref in claims[:MOST_RECORDS]
    ]  # fmt: skip
    return Side(snapshot.node(code), tuple(records), len(claims))


def _text(value: str | list[str] | None) -> str:
    return "; ".join(value) if isinstance(value, list) else value or ""
