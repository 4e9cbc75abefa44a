"""AMLSim (simulated bank data): sums, arcs and the payments of its three labelled alerts, through the chain."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot

from .conftest import Data, Real, captions, flows, source_rows

#: Hub: (senders, money), of the labels.
ALERTS = {"62": (21, Decimal("4915.68")), "28": (16, Decimal("3433.76")), "95": (14, Decimal("2822.82"))}


def fans(snapshot: Snapshot) -> dict[str, tuple[int, Decimal]]:
    """For each account that suspicious payments go to: how many accounts send them, and how much."""
    names, senders, money = captions(snapshot), dict[str, set[int]](), Counter[str]()
    for row, link in enumerate(snapshot.links_of(range(snapshot.n_links))):
        if link.props["suspicious"] == "yes":
            hub = names[int(snapshot.dst[row])]
            senders.setdefault(hub, set()).add(int(snapshot.src[row]))
            money[hub] += link.amount
    return {hub: (len(found), Decimal(money[hub])) for hub, found in senders.items()}


def test_totals(real: Real) -> None:
    """10,333 transactions, 5,666,934.12 in total, 100 accounts, 600 distinct arcs."""
    snapshot = real("amlsim-transactions").snapshot()
    assert (snapshot.n_links, snapshot.n_nodes, real("amlsim-accounts").snapshot().n_nodes) == (10_333, 100, 100)
    assert (len(flows(snapshot)), sum(flows(snapshot).values())) == (600, Decimal("5666934.12"))


def test_alerts_in_all_transactions(real: Real) -> None:
    """The labels of the transactions: three hubs, no other. Finding them without labels is a matter of patterns."""
    assert fans(real("amlsim-transactions").snapshot()) == ALERTS


def test_alerts_in_their_own_file(real: Real, shared_data: Data) -> None:
    """51 payments into three hubs; sender and hub of each alert are the accounts that the list of alerts names."""
    snapshot = real("amlsim-alerts").snapshot()
    assert fans(snapshot) == ALERTS
    assert snapshot.n_links == 51
    rows = run("degree", snapshot, listed=["account"], top=3).records()
    assert [(row["caption"], row["degree"]) for row in rows] == [("62", 21), ("28", 16), ("95", 14)]
    named: dict[str, set[str]] = {}
    for row in source_rows(shared_data("amlsim/alert_accounts.csv")):
        assert (row["alert_type"], row["is_sar"]) == ("fan_in", "True")
        named.setdefault(row["alert_id"], set()).add(row["acct_id"])
    names = captions(snapshot)
    parties: dict[str, set[str]] = {}
    for source, hub in zip(snapshot.src.tolist(), snapshot.dst.tolist(), strict=True):
        parties.setdefault(names[hub], {names[hub]}).add(names[source])
    assert sorted(map(sorted, parties.values())) == sorted(map(sorted, named.values()))
