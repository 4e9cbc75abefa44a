"""The stage of a story: its clock, its people and the everyday verbs by which anything happens."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from jejak.demo.population import Person, Registry
from jejak.demo.story import Call, Company, Sailing, Story, Transfer

START = datetime(2024, 1, 8)  # noqa: DTZ001 -- wall-clock time of the place; each agency's file says which zone it means
DAYS = 540
_COMPANY = [
    "Sinar",
    "Bahari",
    "Karya",
    "Mandiri",
    "Cahaya",
    "Timur",
    "Bintang",
    "Harapan",
    "Nusa",
    "Jaya",
    "Mutiara",
    "Abadi",
    "Samudra",
    "Makmur",
    "Putra",
    "Utama",
    "Anugerah",
    "Lestari",
    "Bumi",
    "Sentosa",
    "Tunas",
    "Mekar",
]
#: Routes: service, origin, destination.
ROUTES = (
    ("MV Citra 7", "Batam Centre", "Stulang Laut"), ("MV Ocean 3", "Sekupang", "Puteri Harbour"),
    ("MV Mulia 2", "Tanjung Balai Karimun", "Kukup"), ("MV Purnama", "Nunukan", "Tawau"),
    ("MV Dumai Line", "Dumai", "Melaka"),
)  # fmt: skip


class Stage:
    """Everything that a scene needs: randomness, people, and verbs that add to the story."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.registry = Registry(rng)
        self.story = Story(people=self.registry.people)

    def draw_from(self, rng: random.Random) -> None:
        """From now on everything is drawn from another generator."""
        self.rng = self.registry.rng = rng

    def moment(self, first: int = 0, last: int = DAYS) -> datetime:
        """A random waking minute between two days of the story."""
        day = START + timedelta(days=self.rng.randrange(first, max(last, first + 1)))
        return day + timedelta(
            hours=self.rng.randrange(6, 22), minutes=self.rng.randrange(60), seconds=self.rng.randrange(60)
        )

    def banked(self, person: Person) -> str:
        """The first account of a person, opened if there is none."""
        if not person.accounts:
            person.accounts.append(self.registry.account(person.country))
        return person.accounts[0]

    def pay(self, source: Person | Company, target: Person | Company, amount: float, at: datetime, note: str) -> None:
        """A bank transfer in the payer's currency."""
        currency = "IDR" if source.country == "ID" else "MYR"
        unit = 1000 if currency == "IDR" else 1
        self.story.transfers.append(
            Transfer(
                at, self._account(source), self._account(target), max(round(amount / unit), 1) * unit, currency, note
            )
        )

    def remit(self, sender: Person, receiver: Person, amount: float, at: datetime) -> None:
        """A remittance from Malaysia to a person's account in Indonesia, written down by an agent."""
        self.story.transfers.append(
            Transfer(at, "", self.banked(receiver), round(amount, 2), "MYR", "remittance", sender, receiver)
        )

    def call(self, caller: str, callee: str, at: datetime) -> None:
        """A call between two phones."""
        self.story.calls.append(Call(at, caller, callee, int(self.rng.expovariate(1 / 140)) + 3))

    def sail(self, people: list[Person], route: int, at: datetime, contact: str, *, back: bool = False) -> None:
        """People on one boat under one booking; ``back`` is the way home."""
        service, origin, destination = ROUTES[route]
        if back:
            origin, destination = destination, origin
        booking = f"{self.rng.choice('BKTN')}{self.rng.randrange(10**5, 10**6)}"
        self.story.sailings += [Sailing(at, service, origin, destination, one, booking, contact) for one in people]

    def company(
        self, kind: str, country: str, directors: list[Person], *, opened: int = -900, group: str = ""
    ) -> Company:
        """A new organisation with a register number, an address and an account."""
        rng, serial = self.rng, len(self.story.companies) + 1
        words = " ".join(rng.sample(_COMPANY, 2 + (serial % 2)))
        name = f"PT {words}" if country == "ID" else f"{words} Sdn Bhd"
        number = (
            f"9{120100000000 + serial * 7717 % 899999999999:012d}"[:13] if country == "ID" else f"2019010{serial:05d}"
        )
        one = Company(
            f"C{serial:04d}", name, country, kind, number,
            f"Ruko {rng.choice(_COMPANY)} Blok {rng.choice('ABCDEF')} No. {rng.randrange(1, 60)}, {directors[0].place}",
            directors, f"{START + timedelta(days=opened):%Y-%m-%d}", group=group,
        )  # fmt: skip
        one.phone, one.account = self.registry.phone(country), self.registry.account(country)
        if kind == "P3MI":
            one.licence, one.licence_status = f"SIP3MI-{serial:04d}/{2015 + serial % 8}", "active"
        self.story.companies.append(one)
        return one

    def _account(self, party: Person | Company) -> str:
        return self.banked(party) if isinstance(party, Person) else party.account
