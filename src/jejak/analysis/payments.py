"""Who pays whom: transfers read as payments between the actors that hold the accounts, each with its link rows.

An account of several holders pays for each of them: the rows do not say who of them gave the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

from jejak.analysis.listing import UNKNOWN_PARTY, column
from jejak.analysis.parameters import ACTORS
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Payer and payee, node codes.
Payment = tuple[int, int]


def payments(snapshot: Snapshot) -> Mapping[Payment, list[int]]:
    """Link rows of the transfers from one actor to another, ordered; O(links × holders of an account)."""
    types, etypes = load_world().link_types, column(snapshot, "etype")
    ltypes: list[str] = snapshot.links.column("ltype").to_pylist()
    links = list(zip(ltypes, snapshot.src.tolist(), snapshot.dst.tolist(), strict=True))
    holders: dict[int, set[int]] = defaultdict(set)
    for ltype, source, target in links:
        if types[ltype].holds and etypes[source] in ACTORS and etypes[target] not in ACTORS:
            holders[target].add(source)
    found: dict[Payment, list[int]] = defaultdict(list)
    for row, (ltype, source, target) in enumerate(links):
        if ltype != "TRANSFERRED" or UNKNOWN_PARTY in (etypes[source], etypes[target]):
            continue
        for payer in [source] if etypes[source] in ACTORS else sorted(holders.get(source, ())):
            for payee in [target] if etypes[target] in ACTORS else sorted(holders.get(target, ())):
                if payer != payee:
                    found[payer, payee].append(row)
    return dict(sorted(found.items()))
