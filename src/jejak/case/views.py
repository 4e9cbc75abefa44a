"""What the doors are shown of an analysis: captions by the store's allow-list, ids, scores and the links behind them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankedActor:
    """One line of a ranking; protected people are never in one."""

    id: str
    caption: str
    etype: str
    score: float


@dataclass(frozen=True, slots=True)
class Member:
    """A named member of a group with the role that the facts hint at."""

    id: str
    caption: str
    role: str


@dataclass(frozen=True, slots=True)
class SyndicateView:
    """A ranked group: its members, why it stands out, and the links that bind it. Victims are counted, never listed."""

    rank: int
    score: float
    members: tuple[Member, ...]
    reasons: tuple[str, ...]
    n_victims: int
    money: dict[str, str]
    link_ids: tuple[str, ...]
