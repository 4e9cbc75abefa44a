"""What happened: transfers, calls, trips, placements and companies, before any agency writes it down."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from jejak.demo.population import Person


@dataclass(slots=True)
class Company:
    """An organisation with its register entry; ``group`` is set for the fronts of a planted syndicate."""

    key: str
    name: str
    country: str
    kind: str
    registration: str
    address: str
    directors: list[Person]
    opened: str
    closed: str = ""
    licence: str = ""
    licence_status: str = ""
    phone: str = ""
    account: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money from one account to another; ``remitter`` is set when a remittance agent wrote it down."""

    at: datetime
    source: str
    target: str
    amount: float
    currency: str
    note: str
    remitter: Person | None = None
    receiver: Person | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A call or message between two phones."""

    at: datetime
    caller: str
    callee: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Sailing:
    """A person on a boat; ``contact`` is the phone that booked."""

    at: datetime
    service: str
    origin: str
    destination: str
    passenger: Person
    booking: str
    contact: str


@dataclass(frozen=True, slots=True)
class Interview:
    """What a rescued person told; ``boss`` is set where the employer that was named is a person."""

    at: datetime
    victim: Person
    recruiter: Person
    alias: str
    agency: str
    employer: str
    house: str
    transporter: Person | None
    method: str
    means: str
    exploitation: str
    boss: Person | None = None


@dataclass(frozen=True, slots=True)
class Advert:
    """A job advert on a social network."""

    at: datetime
    platform: str
    handle: str
    text: str
    phone: str


@dataclass(slots=True)
class Story:
    """Everything that happened in one demo case, and the patterns that were planted in it."""

    people: list[Person] = field(default_factory=list)
    companies: list[Company] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    sailings: list[Sailing] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)
    adverts: list[Advert] = field(default_factory=list)
    guarantors: dict[str, Person] = field(default_factory=dict)
    issued: dict[str, date] = field(default_factory=dict)  # of passports whose day matters to the story
    employers: dict[str, str] = field(default_factory=dict)  # name → group: no file but the interviews knows them
    unregistered: dict[str, list[str]] = field(default_factory=dict)  # phones that no file ties to their user
    patterns: list[dict[str, object]] = field(default_factory=list)
    lookalikes: dict[str, list[str]] = field(default_factory=dict)
    identities: dict[str, list[list[str]]] = field(default_factory=dict)  # by kind: people who must stay apart
    trapped: set[str] = field(default_factory=set)  # people who are there for those groups alone
