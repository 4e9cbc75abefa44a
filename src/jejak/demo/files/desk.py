"""A writing desk: it spells names as clerks do, repeats and spoils rows, and remembers who was meant where."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jejak.demo.population import Person

_SPELLINGS = (
    ("Muhammad", "Moh."), ("Ahmad", "Achmad"), ("Susilo", "Soesilo"), ("Wijaya", "Widjaja"), ("Nurul", "Noeroel"),
    ("Yusuf", "Jusuf"), ("Sutrisno", "Soetrisno"), ("Dewi", "Dewie"), ("Siti", "St."), ("Sumiati", "Soemiati"),
    ("Cahyono", "Tjahjono"), ("Joko", "Djoko"), ("Zainal", "Jainal"), ("Aminah", "Aminah Bt"), ("Faizal", "Faisal"),
)  # fmt: skip
_GARBAGE = ("#REF!", "\\N", "????", "--- page 2 ---", "TOTAL", "ERR:502")
GARBAGE_RATE = 0.001
DUPLICATE_RATE = 0.004


@dataclass(frozen=True, slots=True)
class Row:
    """One record before it is written: its cells and who is meant by which written name."""

    cells: tuple[str, ...]
    mentions: tuple[tuple[str, str], ...] = ()  # (person's key, name as written)
    companies: tuple[tuple[str, str], ...] = ()  # (company's key, name as written)


@dataclass(slots=True)
class Desk:
    """Where one demo case's files are written."""

    folder: Path
    rng: random.Random
    mentions: list[tuple[str, int, str, str]] = field(default_factory=list)  # file, record, person, written name
    companies: list[tuple[str, int, str, str]] = field(default_factory=list)  # file, record, company, written name
    trapped: frozenset[str] = frozenset()
    second: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311

    @contextmanager
    def hand(self, key: str) -> Iterator[None]:
        """Draw from the second generator while a trapped person is written, so that nobody else's draws move."""
        usual = self.rng
        self.rng = self.second if key in self.trapped else usual
        try:
            yield
        finally:
            self.rng = usual

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Draw from the second generator, so that whoever comes later is written as if nothing had been drawn."""
        usual, self.rng = self.rng, self.second
        try:
            yield
        finally:
            self.rng = usual

    def shuffled(self, rows: list[Row]) -> list[Row]:
        """The rows in a random order; those of trapped people are strewn among the others."""
        mixed = [row for row in rows if _first(row) not in self.trapped]
        self.rng.shuffle(mixed)
        for row in rows:
            if _first(row) in self.trapped:
                mixed.insert(self.second.randrange(len(mixed) + 1), row)
        return mixed

    def name(self, person: Person, *, upper: bool = False, patronymic: float = 0.1) -> str:
        """A name as a clerk hears it: old spelling, abbreviation, swapped order, patronymic, capitals."""
        rng, name = self.rng, person.name
        if rng.random() < 0.3:
            for plain, other in _SPELLINGS:
                name = name.replace(plain, other)
        words = name.split()
        if len(words) == 2 and rng.random() < 0.06:
            name = f"{words[1]} {words[0]}"
        elif person.country == "ID" and rng.random() < patronymic and "bin" not in words:
            name = f"{name} {'binti' if person.sex == 'F' else 'bin'} {person.father}"
        return name.upper() if upper else name

    def born(self, person: Person, pattern: str) -> str:
        """A birth date; one in fifty is another one, one in forty is missing."""
        born, roll = person.born, self.rng.random()
        if roll < 0.02:
            born = date(born.year - self.rng.choice((2, 3, 4)), born.day if born.day <= 12 else born.month, born.month)
        return "" if roll > 0.975 else born.strftime(pattern)

    def gap(self, text: str, rate: float) -> str:
        """The text, or nothing in a share of the cases."""
        return "" if self.rng.random() < rate else text

    def spoil(self, rows: list[Row]) -> list[Row]:
        """Repeat a few records and strew garbage among them."""
        spoiled: list[Row] = []
        for row in rows:
            spoiled.append(row)
            with self.hand(_first(row)):
                if self.rng.random() < DUPLICATE_RATE:
                    spoiled.append(row)
                if self.rng.random() < GARBAGE_RATE:
                    spoiled.append(Row((self.rng.choice(_GARBAGE),)))
        return spoiled

    def remember(self, file: str, rows: Sequence[Row]) -> None:
        """Keep who is meant in which record (first record = 1)."""
        for number, row in enumerate(rows, 1):
            self.mentions += [(file, number, person, written) for person, written in row.mentions]
            self.companies += [(file, number, company, written) for company, written in row.companies]

    def table(
        self, file: str, header: Sequence[str], rows: list[Row], *, delimiter: str = ",", encoding: str = "utf-8",
        preamble: str = "", newline: str = "\r\n",
    ) -> None:  # fmt: skip
        """Write a delimited file with this desk's faults."""
        spoiled = self.spoil(rows)
        text = io.StringIO()
        writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
        writer.writerow(header)
        writer.writerows(row.cells for row in spoiled)
        (self.folder / file).write_bytes((preamble + text.getvalue()).encode(encoding, errors="replace"))
        self.remember(file, spoiled)


def _first(row: Row) -> str:
    """Whom a record is about: the first person that it mentions."""
    return row.mentions[0][0] if row.mentions else ""
