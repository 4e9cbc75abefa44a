"""What makes a group a syndicate: a sum of stated parts, each with its reason; and what nobody has seen of it yet.

Look-alikes are common and lawful (a large family, a dormitory, a savings group, a payroll): most are bound by one
layer, or cover no stage of the chain, so one layer alone halves the score and parts without victims stay low.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import log2, log10
from types import MappingProxyType

from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import CHAIN, STAGES

#: The most that each part adds; together 100. A judgement of ours.
POINTS: Mapping[str, float] = MappingProxyType(
    {
        "stages": 30.0, "victims": 25.0, "layers": 10.0, "money": 8.0, "sources": 7.0, "shared": 7.0,
        "countries": 5.0, "cohesion": 4.0, "active": 4.0,
    }
)  # fmt: skip
#: How much of a part is all of it: stages, layers beside the first, sources beside the first, shared things, days.
_ALL_STAGES, _MORE_LAYERS, _MORE_SOURCES, _THINGS, _DAYS = 4, 4, 3, 5, 180
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One addend of a score, and what explains it."""

    name: str
    points: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class Facts:
    """What the score of a group is made of.

    Attributes:
        parts: Parts that its members may play.
        victims: Protected people tied to it.
        moved: Others tied to it who were recruited, placed or moved.
        layers: Layers that bind it.
        transfers: Between its members.
        sources: Files that the binding links rest on.
        countries: Of its members, where known.
        shared: Objects that members share.
        cohesion: Share of the weight of its ties that stays inside.
        first: Time of the first dated link that binds it, in ms since 1970; None without any.
        last: Of the last one.
    """

    parts: tuple[str, ...]
    victims: int
    moved: int
    layers: tuple[str, ...]
    transfers: int
    sources: int
    countries: tuple[str, ...]
    shared: int
    cohesion: float
    first: int | None
    last: int | None

    @property
    def stages(self) -> tuple[str, ...]:
        """Stages of the chain that its parts cover, in the order of the chain."""
        covered = {STAGES[part] for part in self.parts if part in STAGES}
        return tuple(stage for stage in CHAIN if stage in covered)


def score_parts(facts: Facts, one_layer: float) -> tuple[ScorePart, ...]:
    """The parts of a score; ``one_layer`` is the factor on the score of what a single layer binds."""
    people = {"victims": facts.victims, "moved": facts.moved}
    shares = (
        (len(facts.stages) / _ALL_STAGES, Reason("stages", codes=facts.stages)),
        (log2(1 + facts.victims + 0.5 * facts.moved) / 4, Reason("victims", people)),
        ((len(facts.layers) - 1) / _MORE_LAYERS, Reason("layers", codes=facts.layers)),
        (log10(1 + facts.transfers) / 3, Reason("money", {"transfers": facts.transfers})),
        ((facts.sources - 1) / _MORE_SOURCES, Reason("sources", {"n": facts.sources})),
        (len(facts.countries) - 1, Reason("countries", codes=facts.countries)),
        (facts.shared / _THINGS, Reason("shared", {"things": facts.shared})),
        (facts.cohesion, Reason("cohesion", {"share": facts.cohesion})),
        _activity(facts),
    )
    parts = [ScorePart(why.code, POINTS[why.code] * min(1.0, max(0.0, share)), why) for share, why in shares]
    if len(facts.layers) <= 1:
        lost = sum(part.points for part in parts) * (one_layer - 1)
        parts.append(ScorePart("one_layer", lost, Reason("one_layer", codes=facts.layers)))
    return tuple(parts)


def missing(facts: Facts) -> tuple[Reason, ...]:
    """What the data do not show of a group, so that it can be looked for."""
    told = []
    unseen = tuple(stage for stage in CHAIN if stage not in facts.stages)
    if unseen:
        told.append(Reason("missing_stages", codes=unseen))
    if not facts.victims:
        told.append(Reason("missing_victims"))
    if not facts.transfers:
        told.append(Reason("missing_money"))
    if facts.sources < 2:
        told.append(Reason("missing_sources", {"n": facts.sources}))
    if facts.first is None:
        told.append(Reason("missing_dates"))
    return tuple(told)


def _activity(facts: Facts) -> tuple[float, Reason]:
    if facts.first is None or facts.last is None:
        return 0.0, Reason("active", {"days": 0})
    days = (facts.last - facts.first) // _DAY_MS + 1
    return days / _DAYS, Reason("active", {"days": days}, (_day(facts.first), _day(facts.last)))


def _day(ms: int) -> str:
    return f"{datetime.fromtimestamp(ms / 1000, UTC):%Y-%m-%d}"
