"""Dirty synthetic transfers with a known seed: the same rows on every machine, nobody in them is real."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

SEED = 20261125
HEADER = (
    "ref", "when", "amount", "currency", "from_account", "from_name", "from_phone", "to_account", "to_name", "status",
)  # fmt: skip
_SYLLABLES = ("sa", "ri", "wa", "ti", "bu", "di", "no", "ra", "ka", "mi", "lu", "ha", "yo", "pu", "ne", "da")
_CURRENCIES = ("IDR", "IDR", "IDR", "MYR", "USD")
_START = datetime(2023, 1, 1)  # noqa: DTZ001 a wall-clock time on purpose

MAPPING = """
mapping: bench-transfers
version: 1
source: {format: csv}
defaults: {grade: B2, handling: P, zone: Asia/Jakarta, region: ID, currency: IDR, day_first: true}
entities:
  payer_account: {type: account, key: [from_account], properties: {number: from_account}}
  payee_account: {type: account, key: [to_account], same_as: payer_account,
                  properties: {number: to_account, holder_name: to_name}}
  phone: {type: phone, key: [from_phone], properties: {number: from_phone}}
  payer:
    type: person
    key: [from_account]
    roles: [{column: status, map: {korban: victim}}]
    properties: {name: from_name, phone_text: from_phone}
links:
  - {type: TRANSFERRED, from: payer_account, to: payee_account, time: when, amount: amount, currency: currency,
     reference: ref}
  - {type: HOLDS_ACCOUNT, from: payer, to: payer_account}
  - {type: USES, from: payer, to: phone}
"""


def usual_people(rows: int) -> int:
    """How many people pay each other in ``rows`` transfers, where nobody says otherwise."""
    return max(rows // 13, 10)


def write_transfers(path: Path, rows: int, people: int | None = None, *, seed: int = SEED) -> None:
    """Write ``rows`` records; about one in 3,000 is broken, one of the ``people`` in 1,000 is a victim."""
    rng = random.Random(seed)  # noqa: S311 a seeded sequence is what is wanted
    holders = [_holder(rng) for _ in range(people or usual_people(rows))]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(HEADER)
        writer.writerows(_records(rng, holders, rows))


def _holder(rng: random.Random) -> tuple[str, str, str, str]:
    name = " ".join(
        "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).capitalize() for _ in range(rng.choice((2, 2, 3)))
    )
    digits = f"8{rng.randint(1, 9)}{rng.randint(10**7, 10**8 - 1)}"
    phone = rng.choice((f"+62{digits}", f"0{digits}", f"62{digits}", f"0{digits[:3]}-{digits[3:7]}-{digits[7:]}"))
    status = "korban" if rng.random() < 0.001 else ""
    return f"{rng.randint(10**9, 10**13)}", name, phone, status


def _records(rng: random.Random, holders: list[tuple[str, str, str, str]], rows: int) -> Iterator[list[str]]:
    for number in range(rows):
        account, name, phone, status = rng.choice(holders)
        other, other_name, _, _ = rng.choice(holders)
        record = [
            f"TRX{number:09d}", _when(rng), _amount(rng), rng.choice(_CURRENCIES),
            _dashed(rng, account), _spelled(rng, name), phone, _dashed(rng, other), _spelled(rng, other_name), status,
        ]  # fmt: skip
        yield record[:-3] if rng.random() < 0.0003 else record


def _when(rng: random.Random) -> str:
    moment = _START + timedelta(seconds=rng.randrange(3 * 365 * 86_400))
    dice = rng.random()
    if dice < 0.85:
        return moment.strftime("%Y-%m-%d %H:%M:%S")
    if dice < 0.95:
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.strftime("%d/%m/%Y %H:%M") if dice < 0.999 else "tidak jelas"


def _amount(rng: random.Random) -> str:
    whole, dice = rng.randint(5, 50_000) * 1000, rng.random()
    if dice < 0.9:
        return f"{whole}.{rng.randint(0, 99):02d}"
    return "Rp " + f"{whole:,}".replace(",", ".") + ",00" if dice < 0.999 else "n.n."


def _dashed(rng: random.Random, account: str) -> str:
    return f"{account[:4]}-{account[4:]}" if rng.random() < 0.05 else account


def _spelled(rng: random.Random, name: str) -> str:
    dice = rng.random()
    if dice < 0.6:
        return name
    if dice < 0.8:
        return name.upper()
    return name.replace(" ", "  ") if dice < 0.9 else f"{name}."
