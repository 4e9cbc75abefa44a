"""The six planted syndicates of the corridor: who does what in each, and how it shows in money, phones and voyages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from jejak.demo import patterns
from jejak.demo.population import Person
from jejak.demo.stage import DAYS, Stage
from jejak.demo.story import Advert, Company, Interview

#: Codes that interviewers choose among, each desk as it sees fit.
METHODS = (
    "ThroughFamilyOrFamilyEvents", "ThroughOnlineSocialNetworks", "ThroughAnOnlineAdvertisement", "x_VillageBroker",
    "x_TrainingCentre", "x_CrossBorderShuttle",
)  # fmt: skip
MEANS = ("DebtBondage", "WithholdsDocuments", "FalsePromises", "RestrictsMovement", "PhysicalThreats")
PURPOSES = ("ForcedLabour", "Servitude", "x_ForcedCriminality")


@dataclass(slots=True)
class Ring:
    """One planted group while it is being played."""

    name: str
    stage: Stage
    people: list[Person]
    cast: dict[str, list[Person]] = field(default_factory=dict)
    fronts: list[Company] = field(default_factory=list)
    burners: dict[int, str] = field(default_factory=dict)

    def hire(self, role: str, count: int, *, country: str = "ID") -> list[Person]:
        """Give roles to people of the population, who go on with their life; some get a second, hidden phone."""
        free = [p for p in self.people if p.country == country and not p.group]
        chosen = self.stage.rng.sample(free, count)
        for one in chosen:
            one.group, one.role = self.name, role
            self.burners[one.number] = (
                self.stage.registry.phone(country) if self.stage.rng.random() < 0.5 else one.phones[0]
            )
        self.cast.setdefault(role, []).extend(chosen)
        return chosen

    def victims(self, count: int) -> list[Person]:
        """New people who are deceived; they are known to few files."""
        new = [self.stage.registry.person() for _ in range(count)]
        for one in new:
            one.group, one.role = self.name, "victim"
        self.cast.setdefault("victim", []).extend(new)
        return new

    def get(self, *roles: str) -> list[Person]:
        """Members with any of these roles."""
        return [p for role in roles for p in self.cast.get(role, [])]

    def talk(self, one: Person, other: Person, times: int) -> None:
        """Calls between two members, mostly on their second phones."""
        rng = self.stage.rng
        for _ in range(times):
            pair = [
                self.burners.get(p.number, p.phones[0]) if rng.random() < 0.8 else p.phones[0] for p in (one, other)
            ]
            if pair[0] != pair[1]:
                caller, callee = rng.sample(pair, 2)
                self.stage.call(caller, callee, self.stage.moment())

    def chain(self, order: list[list[Person]], times: int) -> None:
        """Neighbouring levels talk; each member knows one or two of the next level only."""
        for upper, lower in pairwise(order):
            for one in lower:
                for boss in self.stage.rng.sample(upper, min(len(upper), 1 + (self.stage.rng.random() < 0.3))):
                    self.talk(one, boss, times)

    def pay_up(self, source: Person | Company, target: Person | Company, amount: float, times: int) -> None:
        """Repeated payments with varied amounts and idle words."""
        rng = self.stage.rng
        for _ in range(times):
            scale = 1 if source.country == "ID" else 1 / 3500
            note = rng.choice(("", "", "bayar", "utang", "belanja", "titipan"))
            self.stage.pay(source, target, amount * rng.uniform(0.7, 1.3) * scale, self.stage.moment(), note)

    def voyage(self, batch: list[Person], route: int, escort: Person, day: int) -> None:
        """Victims cross with an escort who comes back alone; the escort's phone books half of the times."""
        at = self.stage.moment(day, day + 1)
        contact = self.burners.get(escort.number, escort.phones[0])
        self.stage.sail([*batch, *([escort] if escort.passport else [])], route, at, contact)
        if escort.passport:
            self.stage.sail([escort], route, at + timedelta(days=2), contact, back=True)

    def told(
        self, victim: Person, *, house: str, employer: str | Person, agency: str = "", method: str, means: str,
        purpose: str,
    ) -> None:  # fmt: skip
        """What a rescued victim says: aliases, half-known names, a phone."""
        rng = self.stage.rng
        recruiter = rng.choice(self.get("recruiter_calo_sponsor", "field_agent"))
        alias = rng.choice((recruiter.name.split()[0], f"Pak {recruiter.name.split()[-1]}", recruiter.name))
        movers = self.get("boat_operator_tekong", "escort", "transporter")
        transporter = rng.choice(movers) if movers and rng.random() < 0.5 else None
        house = rng.choice((house, "rumah kos", "mess", "penampungan", "", "", ""))
        boss = employer if isinstance(employer, Person) else None
        named = employer if isinstance(employer, str) else employer.name
        if rng.random() >= (0.25 if boss else 0.45):  # who keeps house for somebody seldom learns the full name
            boss, named = None, rng.choice(("", "", "kilang", "ladang", "rumah majikan", "kantor"))
        elif not boss and all(named != front.name for front in self.fronts):
            self.stage.story.employers[named] = self.name
        method, means, purpose = (
            code if rng.random() < 0.5 else rng.choice(codes)
            for code, codes in ((method, METHODS), (means, MEANS), (purpose, PURPOSES))
        )
        agency = agency if rng.random() < 0.4 else ""
        self.stage.story.interviews.append(
            Interview(
                self.stage.moment(400, DAYS),
                victim,
                recruiter,
                alias,
                agency,
                named,
                house,
                transporter,
                method,
                means,
                purpose,
                boss,
            )
        )

    def plant(self, pattern: str, subjects: Sequence[Person | Company]) -> None:
        """Note a red-flag pattern that is now in the data."""
        self.stage.story.patterns.append(
            {"pattern": pattern, "group": self.name, "subjects": [s.key for s in subjects]}
        )


def family_chain(ring: Ring) -> None:
    """An organiser's kin recruit villagers of Lombok; money flows up through a mule."""
    top, money = ring.hire("organiser", 1), ring.hire("financier", 1)
    calo, mules = ring.hire("recruiter_calo_sponsor", 4), ring.hire("money_mule", 3)
    tekong, forger = ring.hire("boat_operator_tekong", 2), ring.hire("document_forger", 1)
    boss = ring.hire("exploiter_employer", 1, country="MY")
    victims = ring.victims(14)
    ring.chain([top, calo], 9)
    ring.chain([top, money, mules], 6)
    ring.chain([calo, tekong], 7)
    ring.chain([calo, forger], 4)
    ring.talk(money[0], boss[0], 8)
    for index, victim in enumerate(victims):
        recruiter = calo[index % len(calo)]
        ring.talk(victim, recruiter, 3)
        ring.stage.story.guarantors[victim.passport] = recruiter if index % 2 else forger[0]
        ring.stage.remit(boss[0], mules[index % 3], 900 + 25 * index, ring.stage.moment(200, 520))
        ring.told(
            victim,
            house="Rumah kos Jalan Melur",
            employer=boss[0],
            method="ThroughFamilyOrFamilyEvents",
            means="DebtBondage",
            purpose="ForcedLabour",
        )
    for trip, start in enumerate(range(0, 14, 3)):
        ring.voyage(victims[start : start + 3], 2, tekong[trip // 4], 150 + 25 * trip)
    for mule in mules:
        ring.pay_up(mule, money[0], 5_500_000, 7)
    strangers = [p for p in ring.people if p.country == "MY" and not p.group]
    depositors = [boss[0], *ring.stage.rng.sample(strangers, 6)]
    patterns.funnel(ring.stage, mules[0], depositors, money[0], 300)
    ring.pay_up(money[0], top[0], 18_000_000, 6)
    ring.pay_up(top[0], tekong[0], 3_000_000, 5)
    ring.plant("RF-19", tekong[:1])
    ring.plant("RF-37", mules[:1])


def licensed_front(ring: Ring) -> None:
    """A licensed agency places some workers lawfully and others without papers through field agents."""
    directors, staff = ring.hire("agency_director", 2), ring.hire("agency_staff", 3)
    agents, harbour = ring.hire("field_agent", 4), ring.hire("harbourer", 2)
    escorts, official = ring.hire("escort", 2), ring.hire("corrupt_official", 1)
    front = ring.stage.company("P3MI", "ID", directors, group=ring.name)
    partner = ring.stage.company("MY_employment_agency", "MY", ring.hire("broker", 1, country="MY"), group=ring.name)
    ring.fronts += [front, partner]
    victims = ring.victims(20)
    ring.chain([directors, staff, agents], 8)
    ring.chain([directors, harbour], 5)
    ring.chain([staff, escorts], 6)
    for index, victim in enumerate(victims):
        victim.address = victim.address if index % 3 else "Jl. Penampungan 4, Batam"
        ring.pay_up(victim, agents[index % 4], 4_000_000, 2)
        ring.told(
            victim,
            house="Penampungan Batam",
            employer=partner.name,
            agency=front.name,
            method="x_VillageBroker",
            means="WithholdsDocuments",
            purpose="ForcedLabour",
        )
    for start in range(0, 20, 6):
        ring.voyage(victims[start : start + 6], 0, escorts[start // 6 % 2], 120 + 15 * start)
        bribe = ring.stage.moment(122 + 15 * start, 132 + 15 * start)
        patterns.pay_at(ring.stage, directors[0], official[0], 5_000_000 * ring.stage.rng.uniform(0.7, 1.3), bribe)
    for agent in agents:
        ring.pay_up(agent, staff[0], 6_000_000, 5)
    ring.pay_up(staff[0], front, 20_000_000, 6)
    ring.pay_up(partner, front, 60_000_000, 8)
    ring.plant("RF-48", [official[0]])
    ring.plant("RF-29", [*agents])


def phoenix_agency(ring: Ring) -> None:
    """An agency loses its licence and returns under another name with the same phone and a relative as director."""
    old_director, new_director = ring.hire("agency_director", 1), ring.hire("nominee_director", 1)
    owner, calo = ring.hire("organiser", 1), ring.hire("recruiter_calo_sponsor", 5)
    handler, escorts = ring.hire("document_handler", 2), ring.hire("escort", 2)
    old = ring.stage.company("P3MI", "ID", old_director, group=ring.name)
    new = ring.stage.company("P3MI", "ID", new_director, opened=120, group=ring.name)
    old.licence_status, old.closed = "revoked", "2024-04-30"
    new.phone = old.phone
    new.address = old.address.replace("Blok", "Blk.")
    ring.fronts += [old, new]
    victims = ring.victims(16)
    ring.chain([owner, old_director + new_director], 8)
    ring.chain([owner, handler, escorts], 6)
    ring.chain([old_director, calo[:2]], 6)
    ring.chain([new_director, calo[2:]], 6)
    for index, victim in enumerate(victims):
        agency = old if index < 6 else new
        ring.pay_up(victim, calo[index % 5], 3_500_000, 1)
        ring.told(
            victim,
            house="",
            employer=("Kilang Getah Selatan", "Kilang Perabot Muar")[index % 2],
            agency=agency.name,
            method="ThroughOnlineSocialNetworks",
            means="FalsePromises",
            purpose="ForcedLabour",
        )
    for number, one in enumerate(handler):
        patterns.document_mill(ring.stage, victims[number::2], one, date(2023, 3 + 6 * number, 6))
    for start in range(0, 16, 4):
        ring.voyage(victims[start : start + 4], 1, escorts[start // 4 % 2], 60 + 20 * start)
    for index, one in enumerate(calo):
        ring.pay_up(one, handler[index % 2], 4_000_000, 4)
    for one in handler:
        ring.pay_up(one, owner[0], 12_000_000, 4)
    ring.pay_up(new, owner[0], 25_000_000, 4)
    ring.plant("RF-09", [old, new])
    ring.plant("RF-25", [*handler])


def plantation(ring: Ring) -> None:
    """Debt bondage on a Sabah estate: a foreman sweeps wages back to the employer."""
    employer, mandor = ring.hire("exploiter_employer", 2, country="MY"), ring.hire("supervisor_mandor", 3)
    tekong, calo = ring.hire("boat_operator_tekong", 2), ring.hire("recruiter_calo_sponsor", 3)
    enforcer, lender = ring.hire("enforcer", 1), ring.hire("financier", 1)
    estate = ring.stage.company("employer", "MY", employer, group=ring.name)
    ring.fronts.append(estate)
    victims = ring.victims(24)
    ring.chain([employer, mandor, enforcer], 7)
    ring.chain([mandor, tekong, calo], 5)
    ring.chain([employer, lender], 5)
    for index, victim in enumerate(victims):
        victim.address = victim.address if index % 2 else "Kongsi 3, Ladang Sungai Merah, Tawau"
        patterns.swept_wages(ring.stage, estate, victim, mandor[index % 3], (250, 281, 311))
        ring.told(
            victim,
            house="Kongsi 3",
            employer=estate.name,
            method="x_CrossBorderShuttle",
            means="DebtBondage",
            purpose="ForcedLabour",
        )
    for start in range(0, 24, 8):
        ring.voyage(victims[start : start + 8], 3, tekong[start // 8 % 2], 90 + 6 * start)
    for one in mandor:
        ring.pay_up(one, lender[0], 14_000_000, 6)
    ring.pay_up(lender[0], employer[0], 30_000_000, 5)
    ring.pay_up(mandor[0], tekong[0], 4_000_000, 4)
    ring.pay_up(tekong[0], calo[0], 2_500_000, 4)
    ring.plant("RF-30", [*mandor])
    ring.plant("RF-01", [estate])


def domestic_ring(ring: Ring) -> None:
    """Women for households: a trainer, a travel agent who pays every ticket, employers who never meet."""
    top, trainer = ring.hire("organiser", 1), ring.hire("harbourer", 2)
    calo, payer = ring.hire("recruiter_calo_sponsor", 4), ring.hire("transporter", 1)
    broker = ring.hire("broker", 2, country="MY")
    employers = ring.hire("exploiter_employer", 4, country="MY")
    mules = ring.hire("money_mule", 2)
    victims = ring.victims(15)
    ring.chain([top, trainer, calo], 7)
    ring.chain([top, payer], 8)
    ring.chain([top, broker, employers], 5)
    for index, victim in enumerate(victims):
        ring.talk(victim, trainer[index % 2], 2)
        ring.pay_up(employers[index % 4], broker[index % 2], 9_000_000, 1)
        ring.stage.sail(
            [victim], index % 3, ring.stage.moment(100 + 4 * index, 102 + 4 * index), ring.burners[payer[0].number]
        )
        ring.told(
            victim,
            house="BLK Melati",
            employer=employers[index % 4],
            method="x_TrainingCentre",
            means="RestrictsMovement",
            purpose="Servitude",
        )
    for one in broker:
        for mule in mules:
            ring.stage.remit(one, mule, 2400, ring.stage.moment(150, 500))
            ring.pay_up(one, mule, 6_000_000, 3)
    for mule in mules:
        ring.pay_up(mule, top[0], 8_000_000, 6)
    for one in calo:
        ring.pay_up(trainer[0], one, 1_500_000, 4)
    ring.pay_up(top[0], payer[0], 2_000_000, 6)
    ring.plant("RF-17", [*payer])


def scam_recruiter(ring: Ring) -> None:
    """Adverts for well-paid office work lead to a scam compound; money comes back in crypto-like round trips."""
    top, posters = ring.hire("organiser", 1, country="MY"), ring.hire("recruiter_calo_sponsor", 3)
    escorts, money = ring.hire("escort", 2), ring.hire("money_collector", 2)
    mules, handler = ring.hire("money_mule", 4), ring.hire("document_handler", 1)
    victims = ring.victims(12)
    ring.chain([top, posters], 8)
    ring.chain([top, money, mules], 6)
    ring.chain([posters, escorts, handler], 5)
    rng = ring.stage.rng
    for index in range(15):
        poster = posters[index % 3]
        text = rng.choice((
            "Lowongan admin online luar negeri, gaji 15 juta, tiket ditanggung, tanpa pengalaman",
            "Dicari CS online gaji 15jt, tiket & visa gratis, berangkat minggu ini",
        ))  # fmt: skip
        ring.stage.story.adverts.append(
            Advert(
                ring.stage.moment(),
                rng.choice(("facebook", "telegram", "tiktok")),
                f"karir.asia{index % 5}",
                text,
                ring.burners[poster.number],
            )
        )
    for index, victim in enumerate(victims):
        ring.talk(victim, posters[index % 3], 3)
        ring.told(
            victim,
            house="Blok C",
            employer="Asia Digital Office",
            method="ThroughAnOnlineAdvertisement",
            means="PhysicalThreats",
            purpose="x_ForcedCriminality",
        )
    for start in range(0, 12, 3):
        ring.voyage(victims[start : start + 3], 0, escorts[start // 3 % 2], 100 + 30 * start)
    for round_, mule in enumerate(mules[:2]):
        patterns.round_trip(ring.stage, [top[0], mule, money[0], money[1]], 12_000_000, 180 + 90 * round_)
    for mule in mules:
        ring.pay_up(top[0], mule, 7_000_000, 3)
        ring.pay_up(mule, money[0], 6_500_000, 4)
    ring.pay_up(money[0], money[1], 15_000_000, 5)
    ring.pay_up(money[1], posters[0], 5_000_000, 4)
    ring.pay_up(money[1], top[0], 14_000_000, 3)
    ring.plant("RF-14", [*posters])
    ring.plant("RF-41", [top[0], *mules[:2], *money])


SHAPES: dict[str, Callable[[Ring], None]] = {
    "family_chain": family_chain,
    "licensed_front": licensed_front,
    "phoenix_agency": phoenix_agency,
    "plantation": plantation,
    "domestic_ring": domestic_ring,
    "scam_recruiter": scam_recruiter,
}


def play(stage: Stage, people: list[Person]) -> list[Ring]:
    """Plant all six syndicates among the people."""
    rings = []
    for name, shape in SHAPES.items():
        ring = Ring(name, stage, people)
        shape(ring)
        rings.append(ring)
    for ring in rings:  # second phones become known to nobody's forms, so they stay out of `phones`
        for one in ring.get(*(role for role in ring.cast if role != "victim")):
            if one.number % 3 == 0 and ring.burners.get(one.number):
                one.phones.append(ring.burners[one.number])
            elif ring.burners[one.number] not in one.phones:
                stage.story.unregistered[one.key] = [ring.burners[one.number]]
    return rings
