"""Red-flag patterns of `domain.md` 4.3, played so that they hold with its default parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from jejak.demo.population import Person
from jejak.demo.stage import Stage
from jejak.demo.story import Company

#: Rupiah in a ringgit, about.
RATE = 3500


def pay_at(stage: Stage, source: Person | Company, target: Person | Company, rupiah: float, at: datetime) -> None:
    """One payment of an amount in rupiah, in the payer's currency, with idle words."""
    note = stage.rng.choice(("", "", "bayar", "utang", "belanja", "titipan"))
    stage.pay(source, target, rupiah if source.country == "ID" else rupiah / RATE, at, note)


def funnel(stage: Stage, account: Person, depositors: Sequence[Person], collector: Person, day: int) -> None:
    """RF-37: nine small remittances of many people within five days, and nearly all of it leaves on the day after."""
    amounts = [stage.rng.uniform(240, 420) for _ in range(9)]
    for index, amount in enumerate(amounts):
        stage.remit(depositors[index % len(depositors)], account, amount, stage.moment(day, day + 5))
    last = max(t.at for t in stage.story.transfers[-len(amounts) :])
    leaves = last + timedelta(hours=stage.rng.randrange(3, 20))
    pay_at(stage, account, collector, sum(amounts) * RATE * stage.rng.uniform(0.86, 0.95), leaves)


def round_trip(stage: Stage, parties: Sequence[Person], rupiah: float, day: int) -> None:
    """RF-41: money goes round within a month, a little less at each hop."""
    at = stage.moment(day, day + 2)
    for source, target in pairwise([*parties, parties[0]]):
        pay_at(stage, source, target, rupiah, at)
        rupiah *= stage.rng.uniform(0.86, 0.97)
        at += timedelta(days=stage.rng.randrange(1, 5), hours=stage.rng.randrange(1, 12))


def swept_wages(stage: Stage, employer: Company, worker: Person, foreman: Person, months: Sequence[int]) -> None:
    """RF-30: a wage comes in, and within three days most of it goes to the foreman."""
    for day in months:
        at, wage = stage.moment(day, day + 3), stage.rng.uniform(2_300_000, 3_200_000)
        pay_at(stage, employer, worker, wage, at)
        later = at + timedelta(hours=stage.rng.randrange(3, 60))
        pay_at(stage, worker, foreman, wage * stage.rng.uniform(0.75, 0.9), later)


def document_mill(stage: Stage, holders: Sequence[Person], guarantor: Person, first: date) -> None:
    """RF-25: passports of many people, issued within days of each other, all with one guarantor."""
    for one in holders:
        stage.story.guarantors[one.passport] = guarantor
        stage.story.issued[one.passport] = first + timedelta(days=stage.rng.randrange(12))
