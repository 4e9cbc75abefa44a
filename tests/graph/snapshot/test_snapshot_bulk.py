"""Many nodes, links or claims at once are the same as one by one, in the order asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np

from jejak.graph.snapshot import build_snapshot
from jejak.schemas.world import load_world


def test_bulk_access_is_access_one_by_one(case: Any) -> None:
    account = case.entity("one", "a", "account", id_scheme="account", id_value="111", id_valid=True)
    for number in range(3):
        person = case.entity("one", f"p{number}", name=f"Person {number}", props={"roles": ["organiser"]})
        case.link("one", "HOLDS_ACCOUNT", person, account)
        when = datetime(2024, 5, 1 + number, tzinfo=UTC)
        case.link("one", "TRANSFERRED", person, account, amount=Decimal("10.50"), currency="USD", t_utc=when)
    case.link("two", "HOLDS_ACCOUNT", case.entity("two", "p", name="Last"), case.entity("two", "a", "account"))
    snapshot = build_snapshot(case, load_world())
    codes, rows = [3, 0, 2, 0], np.arange(snapshot.n_links)[::-1]
    assert snapshot.nodes_of(codes) == [snapshot.node(code) for code in codes]
    assert snapshot.links_of(rows) == [snapshot.link(int(row)) for row in rows]
    assert snapshot.claims_of_nodes(codes) == [snapshot.node_claims(code) for code in codes]
    assert snapshot.claims_of_links(rows) == [snapshot.link_claims(int(row)) for row in rows]
    assert snapshot.nodes_of([]) == snapshot.links_of([]) == snapshot.claims_of_nodes([]) == []
