"""FinCEN Files (ICIJ): the published totals, and what pandas and NetworkX were found to give, through the chain."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pytest

from jejak.analysis.registry import run
from jejak.case import Case
from jejak.graph.ledger.records import Verdict

from .conftest import EXAMPLES, SETS, Data, Real, captions, flows, property_sum, with_records

MILLION = 10**6
SET = "fincen-transactions"


@pytest.fixture
def transactions(real: Real) -> Case:
    return real(SET)


def day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()


def millions(amount: Decimal) -> float:
    return round(float(amount) / MILLION, 1)


# Totals (published)


def test_totals(transactions: Case) -> None:
    """4,507 rows, 18,153 transactions, $35,682,247,985.01, 2000-02-08 to 2017-11-03."""
    snapshot = transactions.snapshot()
    assert [(batch.rows_in, batch.rows_ok) for batch in transactions.batches()] == [(4507, 4507)]
    assert snapshot.n_links == 4507
    assert property_sum(snapshot, "count") == 18153
    assert sum(flows(snapshot).values()) == Decimal("35682247985.01")
    assert set(snapshot.links.column("currency").to_pylist()) == {"USD"}
    begins, ends = (snapshot.links.column(name).drop_null().to_pylist() for name in ("ts_ms", "te_ms"))
    assert (day(min(begins)), day(max(ends))) == ("2000-02-08", "2017-11-03")


def test_traps(transactions: Case) -> None:
    """The number of transactions is empty in 111 rows, the dates in 6; such rows stay in."""
    snapshot = transactions.snapshot()
    links = snapshot.links_of(range(snapshot.n_links))
    assert sum("count" not in link.props for link in links) == 111
    assert sum(link.ts_ms is None and link.te_ms is None for link in links) == 6
    assert sum((link.ts_ms is None) != (link.te_ms is None) for link in links) == 0


def test_reports_and_filers(transactions: Case) -> None:
    """534 reports of 26 filers; who filed and how much, looked up from every link in the record that states it.

    The graph holds the money once, between the banks that moved it; a filer only reports it and is no end of a link.
    """
    linked = with_records(transactions)
    assert len({record["icij_sar_id"] for _, records in linked for record in records}) == 534
    filed: Counter[str] = Counter()
    for link, records in linked:
        assert len(records) == 1
        assert link.amount == Decimal(records[0]["amount_transactions"])
        filed[records[0]["filer_org_name"]] += link.amount
    assert len(filed) == 26
    assert [(name, round(float(amount) / 10**9, 2)) for name, amount in filed.most_common(4)] == [
        ("The Bank of New York Mellon Corp.", 23.64),
        ("Deutsche Bank AG", 6.14),
        ("JP Morgan Chase & Co.", 2.40),
        ("Standard Chartered Plc", 1.65),
    ]


# The graph of banks (recomputed)


def test_banks_and_components(transactions: Case) -> None:
    summary = run("components", transactions.snapshot()).summary
    assert (summary["nodes"], summary["groups"], summary["largest"]) == (2277, 175, 1865)
    assert len(flows(transactions.snapshot())) == 2690


def test_biggest_flows(transactions: Case) -> None:
    snapshot = transactions.snapshot()
    names = captions(snapshot)
    first = [(names[a], names[b], millions(amount)) for (a, b), amount in list(flows(snapshot).items())[:4]]
    assert first == [
        ("Amsterdam Trade Bank NV", "Rosbank", 2747.0),
        ("Rigensis Bank AS", "ING Netherland NV", 1201.2),
        ("ING Netherland NV", "Rigensis Bank AS", 1199.2),
        ("JPMorgan Chase Bank", "Deutsche Bank AG", 1082.7),
    ]


def test_who_says_so(transactions: Case) -> None:
    """From the biggest flow one step leads to file, record and cells, as the reader of the case shows them."""
    snapshot = transactions.snapshot()
    arc = next(iter(flows(snapshot)))
    row = next(r for r, ends in enumerate(zip(snapshot.src, snapshot.dst, strict=True)) if ends == arc)
    claim = transactions.claims(snapshot.link_id(row))[0]
    assert claim.file == "download_transactions_map.csv"
    cells = {name: text or "" for name, text in transactions.record(claim)}
    assert (cells["originator_bank"], cells["beneficiary_bank"]) == ("Amsterdam Trade Bank NV", "Rosbank")
    assert cells == with_records(transactions)[row][1][0]


def test_the_round_trip_closes_when_an_analyst_joins_the_ids(shared_data: Data, tmp_path: Path) -> None:
    """Rigensis → ING and back: the four ids are two banks, and the rules rightly join nobody by name alone.

    By id no cycle of the two is there; two judgements make it one, and taking them back takes it away.
    """
    file, mapping = SETS[SET]
    with Case.create(tmp_path / "round-trip.case", analyst="tester") as case:
        case.import_file(shared_data(file), EXAMPLES / mapping)
        before = case.snapshot()
        there, back = list(flows(before))[1:3]
        assert [captions(before)[code] for code in there] == [captions(before)[code] for code in reversed(back)]
        assert not set(there) & set(back)
        pairs = list(zip(there, reversed(back), strict=True))
        judged = [
            case.judge(before.id_of(a), before.id_of(b), Verdict.SAME, reason="one bank, two ids") for a, b in pairs
        ]
        joined = case.snapshot()
        assert joined.n_nodes == 2275
        ids = [next(i for i in map(before.id_of, pair) if joined.code_of(i) is not None) for pair in pairs]
        first, other = (joined.code_of(ident) or 0 for ident in ids)
        money = flows(joined)
        assert [millions(money[first, other]), millions(money[other, first])] == [1201.2, 1199.2]
        for seq in reversed(judged):
            case.undo(seq)
        assert flows(case.snapshot()) == flows(before)


def test_flows_between_countries(real: Real) -> None:
    """NL→RU 2,836.4 m, LV→RU 2,140.8, LV→CH 1,731.1, where a node is a bank in one country.

    With a node for each id LV→RU would be 2,180.8: 54 ids stand for branches in several countries, and an entity has
    one country, that of its first record.
    """
    snapshot = real("fincen-branches").snapshot()
    assert (snapshot.n_nodes, sum(flows(snapshot).values())) == (2358, Decimal("35682247985.01"))
    countries = snapshot.nodes.column("country").to_pylist()
    corridors: Counter[tuple[str, str]] = Counter()
    for (source, target), amount in flows(snapshot).items():
        corridors[countries[source], countries[target]] += amount
    assert [(pair, millions(amount)) for pair, amount in corridors.most_common(3)] == [
        (("NL", "RU"), 2836.4), (("LV", "RU"), 2140.8), (("LV", "CH"), 1731.1),
    ]  # fmt: skip


def test_every_spelling_of_a_bank_is_kept(transactions: Case) -> None:
    """An id that is written in several ways keeps all as aliases; spaces, last commas and quotes do not count."""
    snapshot = transactions.snapshot()
    ends = zip(snapshot.src.tolist(), snapshot.dst.tolist(), with_records(transactions), strict=True)
    written: dict[int, set[str]] = {}
    for source, target, (_, (record,)) in ends:
        for code, name in ((source, record["originator_bank"]), (target, record["beneficiary_bank"])):
            written.setdefault(code, set()).add(" ".join(name.split()).rstrip(",\"'"))
    kept = {code: {name.rstrip("\"'") for name in snapshot.node(code).props["alias"]} for code in written}
    assert kept == written
    assert sum(len(names) > 1 for names in kept.values()) == 116


def test_measures_equal_networkx(transactions: Case) -> None:
    graph = transactions.snapshot().to_networkx(directed=False)
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    cores, degrees = nx.core_number(graph), dict(graph.degree())
    rows = run("kcore", transactions.snapshot(), top=0).records()
    assert sorted((row["core"], row["degree"]) for row in rows) == sorted(
        (cores[code], degrees[code]) for code in graph
    )


def test_the_same_run_gives_the_same_digest(transactions: Case) -> None:
    assert transactions.run("louvain").digest == transactions.run("louvain").digest


# Connections (published)


def test_connections(real: Real) -> None:
    """1,401 reports, 15 filers, 2,197 banks, 141 countries; 15 rows say the same as another one and share its claim."""
    case = real("fincen-connections")
    snapshot = case.snapshot()
    assert [(batch.rows_in, batch.rows_rejected) for batch in case.batches()] == [(5498, 0)]
    linked = with_records(case)
    records = [record for _, said in linked for record in said]
    assert len(records) == snapshot.links.column("n_claims").to_numpy().sum() == 5498 - 15
    assert len({record["icij_sar_id"] for record in records}) == 1401
    filers = {record["filer_org_name_id"] for record in records}
    banks = {record["entity_b_id"] for record in records}
    assert (len(filers), len(banks), snapshot.n_nodes) == (15, 2197, 15 + 2197)
    # filers state no country, banks all do
    countries = snapshot.nodes.column("country").to_pylist()
    assert (len(set(countries) - {None}), countries.count(None)) == (141, 15)
    assert snapshot.n_links == len({(record["filer_org_name_id"], record["entity_b_id"]) for record in records})
