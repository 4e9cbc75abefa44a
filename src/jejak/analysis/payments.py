"""Who pays whom: transfers read as payments between the actors that hold the accounts, each with its link rows.

An account of several holders pays for none of them: the rows do not say who gave the order. It is paid for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import TYPE_CHECKING

from jejak.analysis.listing import UNKNOWN_PARTY, column
from jejak.analysis.parameters import ACTORS
from jejak.schemas.world import load_world

if TYPE_CHECKING:
    from jejak.graph.snapshot import Snapshot

#: Payer and payee, node codes.
Payment = tuple[int, int]


def holders(snapshot: Snapshot) -> Mapping[int, Set[int]]:
    """The actors that hold each thing: an account, a phone, a document; O(links)."""
    types, etypes = load_world().link_types, column(snapshot, "etype")
    found: dict[int, set[int]] = defaultdict(set)
    ends = zip(snapshot.links.column("ltype").to_pylist(), snapshot.src.tolist(), snapshot.dst.tolist(), strict=True)
    for ltype, source, target in ends:
        if types[ltype].holds and etypes[source] in ACTORS and etypes[target] not in ACTORS:
            found[target].add(source)
    return found


def payments(snapshot: Snapshot, held: Mapping[int, Set[int]]) -> Mapping[Payment, list[int]]:
    """Link rows of the transfers from one actor to another, ordered; O(links × holders of an account).

    ``held`` is what `holders` tells of the snapshot.
    """
    etypes = column(snapshot, "etype")
    ltypes: list[str] = snapshot.links.column("ltype").to_pylist()
    links = list(zip(ltypes, snapshot.src.tolist(), snapshot.dst.tolist(), strict=True))
    found: dict[Payment, list[int]] = defaultdict(list)
    for row, (ltype, source, target) in enumerate(links):
        if ltype != "TRANSFERRED" or UNKNOWN_PARTY in (etypes[source], etypes[target]):
            continue
        payers = {source} if etypes[source] in ACTORS else held.get(source, frozenset())
        for payer in payers if len(payers) == 1 else ():
            for payee in [target] if etypes[target] in ACTORS else sorted(held.get(target, ())):
                if payer != payee:
                    found[payer, payee].append(row)
    return dict(sorted(found.items()))
