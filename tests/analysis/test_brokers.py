"""Brokers and hidden organisers: planted ones are found, look-alikes are not, victims are never listed."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import networkx as nx
import pytest

from jejak.analysis.declaration import Result
from jejak.analysis.measures.brokers import POINTS
from jejak.analysis.payments import holders, payments
from jejak.analysis.registry import run
from jejak.graph.snapshot import Snapshot


def row(result: Result, name: str) -> dict[str, object]:
    return next(dict(one) for one in result.records() if one["caption"] == name)


@pytest.fixture
def rings(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """Two rings, one on each side of the border; a broker joins them, a gofer has as many ties inside one."""
    case = tiny.TinyCase()
    here = [case.add("person", f"Batam {number}", country="ID") for number in range(6)]
    there = [case.add("person", f"Johor {number}", country="MY") for number in range(6)]
    broker, gofer = case.add("person", "Perantara", country="ID"), case.add("person", "Pesuruh", country="ID")
    for ring in (here, there):
        for number, one in enumerate(ring):
            for other in ring[number + 1 :]:
                case.link("ASSOCIATE_OF", one, other)
    for other in (here[0], here[1], there[0], there[1]):
        case.link("ASSOCIATE_OF", broker, other)
    for other in here[:4]:
        case.link("ASSOCIATE_OF", gofer, other)
    return case.snapshot(tmp_path)  # type: ignore[no-any-return]


def test_a_broker_between_two_rings_is_first_and_told_why(rings: Snapshot) -> None:
    result = run("brokers", rings)
    assert result.records()[0]["caption"] == "Perantara"
    broker, gofer = row(result, "Perantara"), row(result, "Pesuruh")
    assert float(str(broker["score"])) > 2 * float(str(gofer["score"]))
    assert (broker["cut"], gofer["cut"]) == (POINTS["cut"], 0.0)
    assert (broker["border"], gofer["border"]) == (POINTS["border"], 0.0)
    first = result.findings[0]
    assert {reason.code for reason in first.explanation} == {
        "stands_between", "spans_gaps", "holds_together", "joins_groups", "crosses_border",
    }  # fmt: skip
    code = rings.code_of(first.subjects[0])
    ends = {
        tuple(sorted((int(rings.src[r]), int(rings.dst[r])))) for r in map(rings.link_of, first.links) if r is not None
    }
    assert ends
    assert all(code in pair for pair in ends), "the links are the broker's own"


def test_parts_equal_what_networkx_says(rings: Snapshot) -> None:
    graph = nx.Graph(zip(rings.src.tolist(), rings.dst.tolist(), strict=True))
    between, holes = nx.betweenness_centrality(graph), nx.constraint(graph)
    cut, most = set(nx.articulation_points(graph)), max(between.values())
    for one in run("brokers", rings, top=0).records():
        code = rings.code_of(str(one["id"]))
        assert one["between"] == pytest.approx(POINTS["between"] * between[code] / most, abs=1e-3)
        assert one["gaps"] == pytest.approx(POINTS["gaps"] * max(0.0, 1 - holes[code]), abs=1e-3)
        assert one["cut"] == (POINTS["cut"] if code in cut else 0.0)
        assert one["score"] == pytest.approx(sum(float(str(one[part])) for part in POINTS), abs=1e-3)


@pytest.fixture
def chain(tiny: ModuleType, tmp_path: Path) -> Snapshot:
    """A financier who pays three stages; a recruiter who pays two and knows victims; an employer who pays many."""
    case = tiny.TinyCase()
    victims = [case.add("person", f"Korban {number}", protection="V1", roles=["victim"]) for number in range(3)]
    recruiter, transporter, keeper = (
        case.add("person", name, roles=[role])
        for name, role in (
            ("Calo", "recruiter_calo_sponsor"),
            ("Tekong", "boat_operator_tekong"),
            ("Ibu Kos", "harbourer"),
        )
    )
    financier = case.add("person", "Pemodal")
    employer = case.add("organisation", "Kilang Jaya")
    workers = [case.add("person", f"Pekerja {number}", roles=["field_agent"] if number else []) for number in range(3)]
    accounts = {
        one: case.add("account", id_scheme="account", id_value=f"ACC{one:06d}") for one in (financier, recruiter)
    }
    for holder, account in accounts.items():
        case.link("HOLDS_ACCOUNT", holder, account)
    for victim in victims:
        case.link("RECRUITED_BY", victim, recruiter)
    case.link("TRANSFERRED", accounts[financier], accounts[recruiter], amount="100", currency="MYR")
    for payee in (transporter, keeper):
        case.link("TRANSFERRED", accounts[financier], payee, amount="100", currency="MYR")
        case.link("TRANSFERRED", recruiter, payee, amount="50", currency="MYR")
    for worker in workers:
        case.link("EMPLOYED_BY", worker, employer)
        case.link("TRANSFERRED", employer, worker, amount="10", currency="MYR")
    case.link("TRANSFERRED", employer, transporter, amount="10", currency="MYR")
    return case.snapshot(tmp_path)  # type: ignore[no-any-return]


def test_who_pays_the_chain_and_meets_no_victim_is_found(chain: Snapshot) -> None:
    result = run("brokers", chain, top=0)
    assert result.summary["hidden"] == 1
    assert row(result, "Pemodal")["hidden"] == POINTS["hidden"]
    for other in ("Calo", "Kilang Jaya"):
        assert row(result, other)["hidden"] == 0.0
    finding = next(one for one in result.findings if any(reason.code == "pays_stages" for reason in one.explanation))
    told = next(reason for reason in finding.explanation if reason.code == "pays_stages")
    assert told.codes == ("accommodation", "recruitment", "transport")
    assert {chain.link(row).ltype for row in map(chain.link_of, finding.links) if row is not None} == {"TRANSFERRED"}
    assert run("brokers", chain, stages=4).summary["hidden"] == 0


def test_a_known_victim_of_his_own_makes_him_no_hidden_organiser(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    financier = case.add("person", "Pemodal")
    victim = case.add("person", "Korban", protection="V1", roles=["victim"])
    for name, role in (("Calo", "recruiter_calo_sponsor"), ("Tekong", "boat_operator_tekong")):
        payee = case.add("person", name, roles=[role])
        case.link("TRANSFERRED", financier, payee, amount="5", currency="MYR")
    assert run("brokers", case.snapshot(tmp_path / "without")).summary["hidden"] == 1
    case.link("ASSOCIATE_OF", financier, victim)
    assert run("brokers", case.snapshot(tmp_path / "with")).summary["hidden"] == 0


def test_protected_people_are_never_listed(chain: Snapshot) -> None:
    result = run("brokers", chain, top=0)
    victims = {chain.id_of(code) for code in range(chain.n_nodes) if chain.node(code).protection == "V1"}
    assert len(victims) == 3
    assert not victims & {str(one["id"]) for one in result.records()}
    assert not victims & {subject for finding in result.findings for subject in finding.subjects}


def test_payments_are_read_through_accounts(chain: Snapshot) -> None:
    names = {
        (chain.node(a).caption, chain.node(b).caption): len(rows)
        for (a, b), rows in payments(chain, holders(chain)).items()
    }
    assert names["Pemodal", "Calo"] == 1
    assert names["Calo", "Tekong"] == 1
    assert ("Calo", "Pemodal") not in names


def test_the_same_again_and_nothing_where_there_is_nobody(rings: Snapshot, tiny: ModuleType, tmp_path: Path) -> None:
    assert run("brokers", rings).digest == run("brokers", rings).digest
    assert run("brokers", tiny.TinyCase().snapshot(tmp_path / "empty")).rows == ()


def payer_of_two(tiny: ModuleType) -> tuple[object, int]:
    """Somebody who pays a recruiter and a boatman: a hidden organiser unless something else is known."""
    case = tiny.TinyCase()
    payer = case.add("person", "Pembayar")
    for name, role in (("Calo", "recruiter_calo_sponsor"), ("Tekong", "boat_operator_tekong")):
        case.link("TRANSFERRED", payer, case.add("person", name, roles=[role]), amount="5", currency="MYR")
    return case, payer


@pytest.mark.parametrize("kind", ["none", "phones", "accounts", "many payees"])
def test_what_clears_a_payer(tiny: ModuleType, tmp_path: Path, kind: str) -> None:
    case, payer = payer_of_two(tiny)
    victim = case.add("person", "Korban", protection="V1", roles=["victim"])
    if kind in {"phones", "accounts"}:
        etype, holds, event = {
            "phones": ("phone", "USES", "CONTACTED"), "accounts": ("account", "HOLDS_ACCOUNT", "TRANSFERRED"),
        }[kind]  # fmt: skip
        his, hers = (case.add(etype, id_scheme=etype, id_value=f"+6281100000{number}") for number in range(2))
        case.link(holds, payer, his)
        case.link(holds, victim, hers)
        case.link(event, his, hers)
    if kind == "many payees":
        for number in range(30):
            other = case.add("person", f"Pelanggan {number}")
            case.link("TRANSFERRED", payer, other, amount="5", currency="MYR")
    assert run("brokers", case.snapshot(tmp_path)).summary["hidden"] == (1 if kind == "none" else 0)


def test_one_payee_of_two_parts_a_shop_and_a_joint_account_are_no_chain(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    both = case.add("person", "Serba", roles=["recruiter_calo_sponsor", "boat_operator_tekong"])
    case.link("TRANSFERRED", case.add("person", "Satu"), both, amount="5", currency="MYR")
    shop, agency = case.add("organisation", "Kedai"), case.add("organisation", "Agensi", roles=["agency_director"])
    for number in range(2):
        case.link("EMPLOYED_BY", case.add("person", f"Pekerja {number}"), shop)
    customer = case.add("person", "Pelanggan")
    for payee in (shop, agency):
        case.link("TRANSFERRED", customer, payee, amount="5", currency="MYR")
    account = case.add("account", id_scheme="account", id_value="JOINT001")
    for holder in case.people(["Suami", "Istri"]):
        case.link("HOLDS_ACCOUNT", holder, account)
    for payee in (both, agency, case.add("person", "Tekong", roles=["boat_operator_tekong"])):
        case.link("TRANSFERRED", account, payee, amount="5", currency="MYR")
    assert run("brokers", case.snapshot(tmp_path)).summary["hidden"] == 0


def test_victims_abroad_make_no_border_and_no_group(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    calo, mate = case.add("person", "Calo", country="ID"), case.add("person", "Teman", country="ID")
    case.link("ASSOCIATE_OF", calo, mate)
    for number in range(3):
        victim = case.add("person", f"Korban {number}", protection="V1", roles=["victim"], country="MY")
        case.link("ASSOCIATE_OF", calo, victim)
    one = row(run("brokers", case.snapshot(tmp_path)), "Calo")
    assert (one["border"], one["groups"]) == (0.0, 0.0)
    assert one["cut"] == POINTS["cut"], "they take part in the rest"


@pytest.mark.parametrize("network", ["rings", "chain"])
def test_every_finding_rests_on_links(network: str, request: pytest.FixtureRequest) -> None:
    findings = run("brokers", request.getfixturevalue(network), top=0).findings
    assert findings
    assert all(finding.links for finding in findings)
