"""Patterns of role hints: each planted one is found with its links, and its innocent look-alike is not."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from jejak.analysis.registry import run
from jejak.analysis.role_hints import PARTS, RoleHint, stated_hints
from jejak.analysis.role_patterns import role_hints
from jejak.graph.snapshot import Snapshot
from jejak.schemas.errors import AnalysisError

START = date(2024, 3, 1)


def day(number: int) -> str:
    return (START + timedelta(days=number)).isoformat()


def hints(snapshot: Snapshot, name: str) -> dict[str, RoleHint]:
    """The hints of whoever has this name, by the code of their reason."""
    code = next(code for code in range(snapshot.n_nodes) if snapshot.node(code).caption == name)
    return {hint.reason.code: hint for hint in role_hints(snapshot, stated_hints(snapshot)).get(code, ())}


def sail(case: Any, who: list[int], when: int, *, back: bool = False) -> None:
    ends = ("Kukup", "Karimun") if back else ("Karimun", "Kukup")
    trip = case.add("trip", None, props={"origin": ends[0], "destination": ends[1], "booking_ref": f"N{when}{back}"})
    for person in who:
        case.link("TRAVELLED_ON", person, trip, t=day(when))


def account(case: Any, *holders: int) -> int:
    number = len(case.entities)
    made: int = case.add("account", id_scheme="account", id_value=f"ACC{number:06d}")
    for holder in holders:
        case.link("HOLDS_ACCOUNT", holder, made)
    return made


def test_who_leads_new_people_across_and_comes_back_alone_may_be_a_transporter(
    tiny: ModuleType, tmp_path: Path
) -> None:
    case = tiny.TinyCase()
    escort, trader, father = case.people(["Tekong", "Pedagang", "Bapak"])
    child = case.add("person", "Anak")
    for number in range(5):
        led = case.people([f"Penumpang {number} {other}" for other in range(2)])
        sail(case, [escort, *led], 20 * number)
        if number < 4:  # has not come back from the last one yet
            sail(case, [escort], 20 * number + 2, back=True)
        mates = case.people([f"Teman {number}"])
        sail(case, [trader, *mates], 20 * number)
        sail(case, [trader, *mates], 20 * number + 2, back=True)
        sail(case, [father, child], 20 * number)
        sail(case, [father], 20 * number + 2, back=True)
    snapshot = case.snapshot(tmp_path)
    found = hints(snapshot, "Tekong")["shuttles"]
    assert (found.hint, found.stated, found.reason.numbers) == ("transporter", False, {"n": 5})
    assert len(found.rows) == 9
    assert {snapshot.link(row).ltype for row in found.rows} == {"TRAVELLED_ON"}
    assert "shuttles" not in hints(snapshot, "Pedagang")
    assert "shuttles" not in hints(snapshot, "Bapak")


def test_ways_that_are_far_apart_are_no_shuttle(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    (seldom,) = case.people(["Jarang"])
    for number in range(5):
        sail(case, [seldom, *case.people([f"Penumpang {number}"])], 60 * number)
        sail(case, [seldom], 60 * number + 1, back=True)
    assert "shuttles" not in hints(case.snapshot(tmp_path), "Jarang")


def test_who_pays_for_many_and_meets_no_victim_may_be_a_financier(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    names = ["Pemodal", "Pemandu", "Kenalan", "Ayah"]
    unseen, guide, known, father = case.people(names)
    phones = {}
    for payer in (unseen, guide, known, father):
        phones[payer] = case.add("phone", None, id_scheme="phone", id_value=f"+62812000{payer:04d}")
        case.link("USES", payer, phones[payer])
    victims = [case.add("person", f"Korban {number}", protection="V1") for number in range(6)]
    children = case.people([f"Anak {number}" for number in range(6)])
    case.link("CONTACTED", phones[known], victims[0])
    for number, (victim, child) in enumerate(zip(victims, children, strict=True)):
        case.link("FAMILY_OF", father, child)
        for payer, people in ((unseen, [victim]), (guide, [victim, guide]), (known, [victim]), (father, [child])):
            trip = case.add("trip", None, props={"booking_ref": f"{payer}-{number}"})
            for person in people:
                case.link("TRAVELLED_ON", person, trip, t=day(8 * number))
            case.link("PAID_FOR", phones[payer], trip)
    snapshot = case.snapshot(tmp_path)
    found = hints(snapshot, "Pemodal")["pays_journeys"]
    assert (found.hint, found.stated, found.reason.numbers) == ("financier", False, {"n": 6})
    assert {snapshot.link(row).ltype for row in found.rows} == {"PAID_FOR"}
    for other in ("Pemandu", "Kenalan", "Ayah"):
        assert "pays_journeys" not in hints(snapshot, other), other


def test_many_remittances_to_one_who_is_no_family_may_be_collected(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    collector, mother, shop, slow = case.people(["Pengumpul", "Ibu", "Warung", "Lambat"])
    accounts = {one: account(case, one) for one in (collector, mother, shop, slow)}
    for number in range(7):
        (sender,) = case.people([f"Pengirim {number}"])
        case.link("FAMILY_OF", mother, sender)
        for payee, channel, apart in (
            (collector, "remittance", 3), (mother, "remittance", 3), (shop, "transfer", 3), (slow, "remittance", 12),
        ):  # fmt: skip
            case.link(
                "TRANSFERRED", sender, accounts[payee], amount="300", currency="MYR", channel=channel,
                t=day(apart * number),
            )  # fmt: skip
    snapshot = case.snapshot(tmp_path)
    found = hints(snapshot, "Pengumpul")["fan_in"]
    assert (found.hint, found.reason.numbers, len(found.rows)) == ("money", {"n": 7}, 7)
    for other in ("Ibu", "Warung", "Lambat"):
        assert "fan_in" not in hints(snapshot, other), other


@pytest.mark.parametrize(
    ("share", "after", "currency", "payers", "found"),
    [
        ("0.95", 0, "IDR", 4, True),
        ("0.95", 3, "IDR", 4, False),  # days later
        ("0.80", 0, "IDR", 4, False),  # lives on a fifth of it
        ("0.95", 0, "MYR", 4, False),  # another currency cannot be compared
        ("0.95", 0, "IDR", 1, False),  # one employer pays: a wage
    ],
)
def test_what_passes_through_an_account_is_told_from_what_stays(  # noqa: PLR0917  one for each column
    tiny: ModuleType, tmp_path: Path, share: str, after: int, currency: str, payers: int, found: bool
) -> None:
    case = tiny.TinyCase()
    (mule,) = case.people(["Kurir Uang"])
    (above,) = case.people(["Atasan"])
    through, senders = account(case, mule), case.people([f"Penyetor {number}" for number in range(payers)])
    for number in range(4):
        amount = 1_000_000 + number
        case.link(
            "TRANSFERRED", senders[number % payers], through, amount=str(amount), currency="IDR", t=day(9 * number)
        )
        left = str(round(amount * float(share)))
        case.link("TRANSFERRED", through, above, amount=left, currency=currency, t=day(9 * number + after))
    seen = hints(case.snapshot(tmp_path), "Kurir Uang")
    assert ("passes_on" in seen) is found
    if found:
        assert (seen["passes_on"].hint, seen["passes_on"].reason.numbers) == ("money", {"n": 4})
        assert len(seen["passes_on"].rows) == 8


def test_what_is_worth_nothing_or_has_a_date_of_another_age_passes_through_no_account(
    tiny: ModuleType, tmp_path: Path
) -> None:
    case = tiny.TinyCase()
    empty, old = case.people(["Kosong", "Lama"])
    (above,) = case.people(["Atasan"])
    accounts = {one: account(case, one) for one in (empty, old, above)}
    for number in range(4):
        (sender,) = case.people([f"Penyetor {number}"])
        case.link("TRANSFERRED", sender, accounts[empty], amount="0", currency="IDR", t=day(9 * number))
        case.link("TRANSFERRED", accounts[empty], above, amount="0", currency="IDR", t=day(9 * number))
        case.link("TRANSFERRED", sender, accounts[old], amount="100", currency="IDR", t=f"19{number}0-01-01")
        case.link("TRANSFERRED", accounts[old], above, amount="95", currency="IDR", t=f"19{number}0-01-01")
    snapshot = case.snapshot(tmp_path)
    assert "passes_on" not in hints(snapshot, "Kosong")
    assert hints(snapshot, "Lama")["passes_on"].reason.numbers == {"n": 4}


def test_two_employed_victims_make_an_exploiter_and_two_workers_do_not(tiny: ModuleType, tmp_path: Path) -> None:
    case = tiny.TinyCase()
    estate, shop = (case.add("organisation", name, id_scheme="reg", id_value=name) for name in ("Ladang A", "Toko B"))
    for number in range(2):
        case.link("EMPLOYED_BY", case.add("person", f"Korban {number}", protection="V1"), estate)
        case.link("EMPLOYED_BY", case.add("person", f"Pekerja {number}"), shop)
    snapshot = case.snapshot(tmp_path)
    assert hints(snapshot, "Ladang A")["employs_victims"].hint == "exploiter"
    assert set(hints(snapshot, "Toko B")) == {"employs"}


def test_the_analysis_lists_what_is_stated_first_and_never_a_victim(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    victim = case.add("person", "Tersembunyi", protection="V1", roles=["victim", "recruiter_calo_sponsor"])
    case.link("RECRUITED_BY", case.add("person", "Baru"), victim)
    snapshot = case.snapshot(tmp_path)
    result = run("roles", snapshot)
    records = result.records()
    assert {"transporter", "recruiter"} <= {str(one["part"]) for one in records}
    assert snapshot.id_of(victim) not in repr((result.rows, result.findings))
    assert len(result.findings) == len(records)
    for one, finding in zip(records, result.findings, strict=True):
        assert finding.subjects == (one["id"],)
        assert len(finding.links) == one["links"]
        assert one["part"] in PARTS
    only = run("roles", snapshot, parts=["recruiter"], stated=True).records()
    assert {one["part"] for one in only} == {"recruiter"}
    assert run("roles", snapshot).digest == result.digest


def test_an_unknown_part_is_refused_in_one_sentence(tiny: ModuleType, tmp_path: Path) -> None:
    case, _ = tiny.chain_ring()
    with pytest.raises(AnalysisError, match="there is no such part") as refused:
        run("roles", case.snapshot(tmp_path), parts=["boss"])
    assert "recruiter" in str(refused.value)
