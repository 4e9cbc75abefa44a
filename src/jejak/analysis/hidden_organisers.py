"""Hidden organisers: who pays actors of several stages of the chain, and is never seen with a victim."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

from jejak.analysis.dealings import Dealings
from jejak.analysis.payments import payments
from jejak.analysis.reasons import Reason
from jejak.analysis.role_hints import STAGES as CHAIN_STAGES
from jejak.analysis.role_hints import RoleHint

#: Stages of the chain that somebody may pay for: the chain without the money itself.
STAGES: Mapping[str, str] = {part: stage for part, stage in CHAIN_STAGES.items() if stage != "finance"}
#: Parts that meet people: who plays one is no hidden organiser, whoever he pays.
MEETING = frozenset({*STAGES, "employer"})
#: Fewest stages paid, and least share of all payees who are of the chain.
LEAST_STAGES, LEAST_SHARE = 2, 0.2


@dataclass(frozen=True, slots=True)
class Paid:
    """Stages of the chain that somebody pays, each with a payee of its own, and the link rows of the payments."""

    stages: tuple[str, ...]
    rows: tuple[int, ...]

    @property
    def reason(self) -> Reason:
        """Why somebody may be an organiser."""
        return Reason("pays_stages", {"n": len(self.stages)}, self.stages)


def hidden_organisers(
    dealings: Dealings,
    hints: Mapping[int, Sequence[RoleHint]],
    actors: Collection[int],
    *,
    stages: int = LEAST_STAGES,
    share: float = LEAST_SHARE,
) -> Mapping[int, Paid]:
    """Which ``actors`` pay enough stages, each by a payee of its own, meet no victim, nor play a part that does.

    Who pays many others besides is a till or a bank, not an organiser. O(links).
    """
    paid: dict[int, dict[int, list[int]]] = defaultdict(dict)
    for (payer, payee), rows in payments(dealings.snapshot, dealings.held).items():
        paid[payer][payee] = rows
    found: dict[int, Paid] = {}
    for payer, payees in sorted(paid.items()):
        parts = {one: {hint.hint for hint in hints.get(one, ())} for one in (payer, *payees)}
        of_payee = {payee: {STAGES[part] for part in parts[payee] if part in STAGES} for payee in payees}
        chain = {payee: own for payee, own in of_payee.items() if own}
        meets = payer in dealings.near or not parts[payer].isdisjoint(MEETING)
        if payer not in actors or meets or len(chain) < share * len(payees):
            continue
        told = _own_stages(chain)
        if len(told) >= stages:
            found[payer] = Paid(told, tuple(sorted({row for payee in chain for row in payees[payee]})))
    return found


def _own_stages(chain: Mapping[int, set[str]]) -> tuple[str, ...]:
    """As many stages as can each have a payee of its own: one man of two parts is no chain."""
    graph: nx.Graph[Hashable] = nx.Graph((payee, stage) for payee, own in chain.items() for stage in sorted(own))
    matched = nx.bipartite.hopcroft_karp_matching(graph, top_nodes=list(chain)) if chain else {}
    return tuple(sorted(str(matched[payee]) for payee in chain if payee in matched))
