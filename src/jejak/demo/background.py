"""Ordinary life: families, shops, payrolls and lawful look-alikes, in which the planted groups are hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from jejak.demo.population import Person
from jejak.demo.stage import Stage
from jejak.demo.story import Advert, Company


@dataclass(frozen=True, slots=True)
class Size:
    """How large a demo case is: people, transfers, calls and sailings of ordinary life."""

    persons: int
    transfers: int
    calls: int
    sailings: int


SIZES = {
    "small": Size(2600, 13000, 9000, 900),
    "medium": Size(57000, 280000, 120000, 12000),
    "large": Size(195000, 960000, 300000, 40000),
}


def population(stage: Stage, size: Size) -> list[Person]:
    """Families of one to six who share an address and, half of the time, a phone."""
    rng, people = stage.rng, list[Person]()
    while len(people) < size.persons:
        country = "MY" if rng.random() < 0.22 else "ID"
        head = stage.registry.person(country=country)
        people.append(head)
        for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
            kin = stage.registry.person(country=country, place=head.place, adult=rng.random() < 0.7)
            kin.address = head.address
            if rng.random() < 0.5:
                kin.phones = list(head.phones)
            people.append(kin)
    return people


def economy(stage: Stage, people: list[Person], size: Size) -> list[Company]:
    """Shops, employers and lawful agencies; skewed random payments, calls and voyages among everybody."""
    rng = stage.rng
    companies = [
        stage.company(
            rng.choice(("employer", "employer", "travel_agency", "P3MI", "labour_outsourcer")),
            "MY" if rng.random() < 0.4 else "ID", rng.sample(people, rng.choice((1, 1, 2))),
            opened=-rng.randrange(200, 4000),
        )
        for _ in range(max(size.persons // 60, 12))
    ]  # fmt: skip
    circles = [rng.sample(people, 9) for _ in range(len(people) // 6)]
    for _ in range(size.transfers):
        if rng.random() < 0.35:
            payer, payee = rng.choice(people), rng.choice(companies)
            stage.pay(
                payer, payee, 10 ** rng.uniform(4.6, 6.6) / (1 if payer.country == "ID" else 3500), stage.moment(), ""
            )
            continue
        circle = rng.choice(circles)
        payer, other = rng.sample(circle, 2) if rng.random() < 0.8 else (rng.choice(people), rng.choice(people))
        if payer is not other:
            stage.pay(
                payer, other, 10 ** rng.uniform(4.7, 6.9) / (1 if payer.country == "ID" else 3500), stage.moment(), ""
            )
    for _ in range(size.calls):
        circle = rng.choice(circles)
        caller, callee = rng.sample(circle, 2) if rng.random() < 0.85 else (rng.choice(people), rng.choice(people))
        if caller.phones[0] != callee.phones[0]:
            stage.call(caller.phones[0], callee.phones[0], stage.moment())
    for _ in range(size.sailings):
        party = rng.sample(rng.choice(circles), rng.choice((1, 1, 1, 2, 3)))
        stage.sail([p for p in party if p.passport], rng.randrange(5), stage.moment(), party[0].phones[0])
    for index in range(size.sailings // 12):
        poster, handle = (
            rng.choice(people),
            f"{rng.choice(('loker', 'karir', 'kerja'))}.{rng.choice(('asia', 'batam', 'johor'))}{index % 9}",
        )
        wage = rng.choice((3, 4, 5, 7, 12, 15))
        job = rng.choice(("admin", "kasir", "CS online", "operator", "perawat lansia"))
        text = f"Lowongan {job}, gaji {wage} juta, tiket ditanggung"
        stage.story.adverts.append(
            Advert(stage.moment(), rng.choice(("facebook", "telegram", "tiktok")), handle, text, poster.phones[0])
        )
    return companies


def lookalikes(stage: Stage, people: list[Person], companies: list[Company]) -> None:
    """Eight innocent shapes that a hasty rule would accuse."""
    rng, found = stage.rng, stage.story.lookalikes
    indonesians = [p for p in people if p.country == "ID"]
    dormitory = rng.sample(indonesians, 24)
    owner = rng.choice(companies)
    for one in dormitory:
        one.address = f"Asrama {owner.name}, registered dormitory 12"
    found["registered_dormitory"] = [p.key for p in dormitory]
    agency = stage.company("P3MI", "ID", rng.sample(people, 2), opened=-2500)
    workers = rng.sample(indonesians, 18)
    for one in workers:
        stage.story.guarantors[one.passport] = agency.directors[0]
        stage.sail([one], 0, stage.moment(100, 400), agency.phone)
        stage.pay(agency, one, 500000, stage.moment(90, 400), "uang saku")
    found["lawful_agency"] = [agency.key, *(p.key for p in [*agency.directors, *workers])]
    clan = rng.sample(indonesians, 14)
    for one in clan:
        one.address = clan[0].address
        for kin in rng.sample(clan, 4):
            stage.pay(one, kin, rng.uniform(1e5, 2e6), stage.moment(), "keluarga") if kin is not one else None
    found["large_family"] = [p.key for p in clan]
    arisan = rng.sample(people, 16)
    for turn in range(16):
        for one in arisan:
            if one is not arisan[turn]:
                stage.pay(
                    one,
                    arisan[turn],
                    500000 if one.country == "ID" else 150,
                    stage.moment(turn * 30, turn * 30 + 3),
                    "arisan",
                )
    found["savings_group"] = [p.key for p in arisan]
    school = stage.company("other", "ID", [rng.choice(people)], opened=-5000)
    payers = rng.sample(indonesians, 60)
    for one in payers:
        stage.pay(one, school, 750000, stage.moment(), "SPP")
    found["school_account"] = [school.key, *(p.key for p in payers)]
    pilgrims, guide = rng.sample(indonesians, 22), rng.choice(indonesians)
    at = stage.moment(200, 210)
    stage.sail([guide, *pilgrims], 4, at, guide.phones[0])
    stage.sail([guide, *pilgrims], 4, at + timedelta(days=12), guide.phones[0], back=True)
    found["pilgrim_tour"] = [p.key for p in [guide, *pilgrims]]
    payroll, staff = rng.choice(companies), rng.sample(people, 40)
    for month in range(17):
        for one in staff:
            stage.pay(
                payroll,
                one,
                4200000 if payroll.country == "ID" else 1700,
                stage.moment(month * 30 + 27, month * 30 + 28),
                "gaji",
            )
    found["payroll"] = [payroll.key, *(p.key for p in staff)]
    twin, other = rng.sample(indonesians, 2)
    other.name = twin.name
    found["two_of_one_name"] = [twin.key, other.key]
