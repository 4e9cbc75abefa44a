"""Invented people with the identifiers, phones and accounts that their countries would give them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

_MALE = [
    "Agus",
    "Ahmad",
    "Bambang",
    "Budi",
    "Dedi",
    "Eko",
    "Fajar",
    "Hadi",
    "Hendra",
    "Iwan",
    "Joko",
    "Kurniawan",
    "Lukman",
    "Mulyadi",
    "Nanang",
    "Rahmat",
    "Rizal",
    "Rudi",
    "Slamet",
    "Sugeng",
    "Sutrisno",
    "Taufik",
    "Wahyu",
    "Yanto",
    "Yusuf",
    "Zainal",
    "Arif",
    "Dodi",
    "Gunawan",
    "Hasan",
    "Irfan",
    "Junaidi",
]
_FEMALE = [
    "Ani",
    "Asih",
    "Dewi",
    "Dian",
    "Endang",
    "Fitri",
    "Indah",
    "Ika",
    "Kartini",
    "Lestari",
    "Lina",
    "Maya",
    "Murni",
    "Nining",
    "Nurul",
    "Ratna",
    "Rini",
    "Rohani",
    "Rosidah",
    "Sari",
    "Siti",
    "Sri",
    "Sulastri",
    "Sumiati",
    "Suparti",
    "Tuti",
    "Umi",
    "Wati",
    "Wulan",
    "Yanti",
    "Yuni",
    "Zubaidah",
]
_LAST = [
    "Susilo",
    "Wijaya",
    "Pratama",
    "Santoso",
    "Hidayat",
    "Saputra",
    "Nugroho",
    "Setiawan",
    "Hartono",
    "Kusuma",
    "Wibowo",
    "Siregar",
    "Nasution",
    "Lubis",
    "Harahap",
    "Hasibuan",
    "Ginting",
    "Manurung",
    "Suryadi",
    "Permana",
    "Firmansyah",
    "Maulana",
    "Rahayu",
    "Utami",
    "Lestari",
    "Handayani",
    "Puspita",
    "Anggraini",
    "Safitri",
    "Wahyuni",
    "Marlina",
    "Astuti",
    "Purnomo",
    "Sutanto",
    "Gunardi",
    "Basuki",
    "Darmawan",
    "Cahyono",
    "Prasetyo",
    "Mulyono",
]
_MALAY = [
    "Azlan",
    "Faizal",
    "Hafiz",
    "Ismail",
    "Kamal",
    "Nazri",
    "Rahim",
    "Roslan",
    "Shahrul",
    "Zulkifli",
    "Aminah",
    "Farah",
    "Haslina",
    "Latifah",
    "Noraini",
    "Rohana",
    "Salmah",
    "Zaleha",
]
#: NIK prefixes (first registration) of the provinces that the corridor starts in.
PLACES = {
    "Batam": "217101", "Tanjung Pinang": "217201", "Karimun": "210201", "Nunukan": "650301", "Sambas": "610101",
    "Lombok Timur": "520301", "Cilacap": "330101", "Malang": "350701", "Indramayu": "321201", "Kupang": "530301",
    "Medan": "127101", "Tanjung Balai": "127401",
}  # fmt: skip


@dataclass(slots=True)
class Person:
    """One true person; ``group`` and ``role`` are the planted truth, empty for the innocent."""

    number: int
    name: str
    sex: str
    born: date
    place: str
    country: str = "ID"
    nik: str = ""
    mykad: str = ""
    passport: str = ""
    phones: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    address: str = ""
    father: str = ""
    group: str = ""
    role: str = ""

    @property
    def key(self) -> str:
        """The truth's name for this person."""
        return f"P{self.number:06d}"


def nik(prefix: str, born: date, sex: str, serial: int) -> str:
    """An Indonesian identity number: a woman's day of birth is raised by 40."""
    day = born.day + (40 if sex == "F" else 0)
    return f"{prefix}{day:02d}{born:%m%y}{serial:04d}"


def mykad(born: date, sex: str, serial: int) -> str:
    """A Malaysian identity number: the last digit is odd for men."""
    return f"{born:%y%m%d}01{(serial % 999):03d}{(serial % 5) * 2 + (1 if sex == 'M' else 0)}"


class Registry:
    """Makes people, phones and accounts; nothing is given twice unless the story says so."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.people: list[Person] = []
        self._serial = 0

    def _next(self) -> int:
        self._serial += 1
        return self._serial

    def person(self, *, country: str = "ID", adult: bool = True, place: str = "", sex: str = "") -> Person:
        """A new person of a country with an identity number, a phone and an address."""
        rng, serial = self.rng, self._next()
        sex = sex or rng.choice("MF")
        born = date(1960, 1, 1) + timedelta(days=rng.randrange(365 * (43 if adult else 48)))
        place = place or rng.choice(sorted(PLACES))
        if country == "MY":
            name = f"{rng.choice(_MALAY)} {rng.choice(('bin', 'binti'))} {rng.choice(_MALAY)}"
        else:
            name = f"{rng.choice(_MALE if sex == 'M' else _FEMALE)} {rng.choice(_LAST)}"
            name = rng.choice(_FEMALE if sex == "F" else _MALE) if rng.random() < 0.08 else name
        one = Person(len(self.people) + 1, name, sex, born, place, country)
        one.father = rng.choice(_MALE)
        if country == "MY":
            one.mykad = mykad(born, sex, serial)
            one.address = f"No {rng.randrange(1, 400)}, Jalan {rng.choice(_MALAY)} {rng.randrange(1, 30)}, Johor"
        else:
            one.nik = nik(PLACES[place], born, sex, serial % 9998 + 1)
            one.passport = f"{rng.choice('ABCX')}{1000000 + serial * 7 % 8999999:07d}"
            one.address = f"Jl. {rng.choice(_LAST)} No. {rng.randrange(1, 300)}, {place}"
        one.phones.append(self.phone(country))
        self.people.append(one)
        return one

    def phone(self, country: str = "ID") -> str:
        """A new mobile number in E.164."""
        serial = self._next()
        return (
            f"+62812{10000000 + serial * 37 % 89999999:08d}"
            if country == "ID"
            else f"+6012{2000000 + serial * 37 % 7999999:07d}"
        )

    def account(self, country: str = "ID") -> str:
        """A new bank account number."""
        serial = self._next()
        return (
            f"{1000000000 + serial * 7919 % 8999999999:010d}"
            if country == "ID"
            else f"{510000000000 + serial * 7919 % 89999999999:012d}"
        )
