"""Every pattern that truth.json claims can be read from the files, by its definition and its usual parameters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import AgencyFiles, Record

RATE = 3500
MONTHS = (
    ["januari", "jan"], ["februari", "feb"], ["maret", "mar"], ["april", "apr"], ["mei"], ["juni", "jun"],
    ["juli", "jul"], ["agustus", "agu"], ["september", "sep"], ["oktober", "okt"], ["november", "nov"],
    ["desember", "des"],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paid:
    """One transfer: true payer and payee where the account is somebody's, rupiah, western Indonesian time."""

    source: str
    target: str
    rupiah: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Planted:
    """One entry of the truth's patterns."""

    group: str
    subjects: tuple[str, ...]


def number_of(text: str) -> str:
    """A telephone number as digits, however it is written."""
    number = "".join(ch for ch in text if ch.isdigit())
    return f"62{number[1:]}" if number.startswith("08") else number


def indonesian_day(text: str) -> datetime:
    day, month, year = text.split()
    number = next(n for n, names in enumerate(MONTHS, 1) if month.casefold() in names)
    return datetime(int(year), number, int(day))  # noqa: DTZ001 -- the wall clock of the file


class Evidence:
    """What the tests below look for, read from the records of the files."""

    def __init__(self, files: AgencyFiles) -> None:
        self.files = files
        self.truth = files.truth
        self.owner = {a: key for key, person in files.people.items() for a in person["accounts"]}  # type: ignore[attr-defined]
        self.paid = sorted(filter(None, map(self._transfer, files.records)), key=lambda p: p.at)
        self.parties: dict[str, list[Record]] = defaultdict(list)
        for record in self.of("ferry_manifest.csv"):
            if record.named and record.cells.get("Kode Booking"):
                self.parties[record.cells["Kode Booking"]].append(record)

    def of(self, file: str) -> list[Record]:
        return [record for record in self.files.records if record.file == file]

    def people(self, group: str, *roles: str) -> set[str]:
        return {key for role in roles for key in self.truth["groups"][group].get(role, ())}

    def _transfer(self, record: Record) -> Paid | None:
        cells = record.cells
        try:
            if record.file == "bank_nusantara_mutasi.csv":
                ends, amount = (cells["Rekening Asal"], cells["Rekening Tujuan"]), cells["Jumlah"]
                at = datetime.strptime(cells["Tanggal"], "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007
                rupiah = float(amount.replace(".", "").replace(",", "."))
            elif record.file == "bank_melayu_statement.csv":
                ends, amount = (cells["From Account"], cells["To Account"]), cells["Amount (RM)"]
                at = datetime.strptime(cells["Date Time"], "%Y-%m-%d %H:%M:%S") - timedelta(hours=1)  # noqa: DTZ007
                rupiah = float(amount.replace(",", "")) * RATE
            elif record.file == "remittance_ledger.xlsx":
                ends, amount = (cells["Sender"], cells["Beneficiary account"]), cells["Amount"]
                at = datetime.strptime(cells["Date"], "%m/%d/%Y %H:%M") - timedelta(hours=1)  # noqa: DTZ007
                rupiah = float(amount) * RATE
            else:
                return None
        except (KeyError, ValueError):  # a spoilt row
            return None
        return Paid(self.owner.get(ends[0], ends[0]), self.owner.get(ends[1], ends[1]), rupiah, at)

    def at(self, record: Record) -> datetime:
        return indonesian_day(record.cells["Tanggal"])


def within(times: Collection[datetime], least: int, span: timedelta) -> bool:
    ordered = sorted(times)
    return any(ordered[i + least - 1] - ordered[i] <= span for i in range(len(ordered) - least + 1))


def shared_address(seen: Evidence, planted: Planted) -> bool:
    homes = Counter(
        record.cells["Alamat"]
        for record in seen.of("paspor_permohonan.csv")
        if record.named & seen.people(planted.group, "victim") and record.cells.get("Alamat")
    )
    return homes.most_common(1)[0][1] >= 8


def phoenix(seen: Evidence, planted: Planted) -> bool:
    names = {seen.truth["companies"][key]["name"] for key in planted.subjects}
    rows = {r.cells["Nama Perusahaan"]: r.cells for r in seen.of("daftar_p3mi.csv") if r.cells.get("Telepon")}
    old, new = sorted((rows[name] for name in names), key=lambda cells: cells["Status"] != "revoked")
    offices = [cells["Alamat"].replace("Blk.", "Blok") for cells in (old, new)]
    again = datetime.fromisoformat(new["Tanggal Terbit"]) - datetime.fromisoformat(old["Tanggal Cabut"])
    return old["Status"] == "revoked" and old["Telepon"] == new["Telepon"] and len({*offices}) == 1 and again.days < 730


def adverts(seen: Evidence, planted: Planted) -> bool:
    used = {
        number: key for key in planted.subjects
        for number in [*seen.truth["people"][key]["phones"], *seen.truth["unregistered_phones"].get(key, ())]
    }  # fmt: skip
    posted = Counter(used.get(r.cells["phone"]) for r in seen.of("adverts.jsonl"))
    return all(posted[key] >= 5 for key in planted.subjects)


def many_tickets(seen: Evidence, planted: Planted) -> bool:
    paid: dict[str, dict[str, datetime]] = defaultdict(dict)
    for party in seen.parties.values():
        for record in party:
            if record.cells.get("Kontak") and record.named & seen.people(planted.group, "victim"):
                paid[number_of(record.cells["Kontak"])][min(record.named)] = seen.at(record)
    return any(within(times.values(), 5, timedelta(days=60)) for times in paid.values())


def shuttle(seen: Evidence, planted: Planted) -> bool:
    out, back = [], 0
    for party in seen.parties.values():
        aboard = {person for record in party for person in record.named}
        if planted.subjects[0] in aboard and len(aboard) > 1:
            out.append(seen.at(party[0]))
        elif planted.subjects[0] in aboard:
            back += 1
    return within(out, 4, timedelta(days=120)) and back >= 4


def document_mill(seen: Evidence, planted: Planted) -> bool:
    issued: dict[str, list[datetime]] = defaultdict(list)
    for record in seen.of("paspor_permohonan.csv"):
        for one in record.named & set(planted.subjects) if record.cells.get("Nama Penjamin") else ():
            issued[one].append(indonesian_day(record.cells["Tanggal Terbit"]))
    return all(within(issued[one], 8, timedelta(days=14)) for one in planted.subjects)


def placement_fee(seen: Evidence, planted: Planted) -> bool:
    victims = seen.people(planted.group, "victim")
    return all(any(p.source in victims and p.target == one for p in seen.paid) for one in planted.subjects)


def swept_wages(seen: Evidence, planted: Planted) -> bool:
    swept: dict[str, set[str]] = defaultdict(set)
    for worker in seen.people(planted.group, "victim"):
        wages = [p for p in seen.paid if p.target == worker and p.source not in seen.files.people]
        for gone in (p for p in seen.paid if p.source == worker and p.target in planted.subjects):
            if any(
                timedelta(0) < gone.at - w.at <= timedelta(hours=72) and gone.rupiah >= 0.7 * w.rupiah for w in wages
            ):
                swept[gone.target].add(worker)
    return all(len(swept[one]) >= 3 for one in planted.subjects)


def funnel(seen: Evidence, planted: Planted) -> bool:
    account, day = planted.subjects[0], timedelta(days=1)
    received = [p for p in seen.paid if p.target == account]
    for first in received:
        week = [p for p in received if timedelta(0) <= p.at - first.at <= 7 * day]
        gone = [p.rupiah for p in seen.paid if p.source == account and timedelta(0) < p.at - week[-1].at <= day]
        enough = len(week) >= 8 and len({p.source for p in week}) >= 5
        if enough and sum(gone) >= 0.8 * sum(p.rupiah for p in week):
            return True
    return False


def round_trip(seen: Evidence, planted: Planted) -> bool:
    inside = [p for p in seen.paid if p.source in planted.subjects and p.target in planted.subjects]

    def goes_on(path: list[Paid]) -> bool:
        if len(path) >= 3 and path[-1].target == path[0].source:
            return True
        following = (p for p in inside if p.source == path[-1].target and p.at > path[-1].at)
        near = (p for p in following if p.at - path[0].at <= timedelta(days=30) and len(path) < 6)
        return any(0.8 <= p.rupiah / path[-1].rupiah <= 1.0 and goes_on([*path, p]) for p in near)

    return any(goes_on([first]) for first in inside)


def benefit(seen: Evidence, planted: Planted) -> bool:
    victims = seen.people(planted.group, "victim")
    crossings = [seen.at(r) for party in seen.parties.values() for r in party if r.named & victims]
    paid = [
        p.at
        for p in seen.paid
        if p.target == planted.subjects[0] and p.source in seen.people(planted.group, "agency_director")
    ]
    return any(abs(at - crossing) <= timedelta(days=14) for at in paid for crossing in crossings)


READERS: dict[str, Callable[[Evidence, Planted], bool]] = {
    "RF-01": shared_address, "RF-09": phoenix, "RF-14": adverts, "RF-17": many_tickets, "RF-19": shuttle,
    "RF-25": document_mill, "RF-29": placement_fee, "RF-30": swept_wages, "RF-37": funnel, "RF-41": round_trip,
    "RF-48": benefit,
}  # fmt: skip


@pytest.fixture(scope="module")
def seen(agency_files: AgencyFiles) -> Evidence:
    return Evidence(agency_files)


def test_every_pattern_has_a_reader_and_each_group_a_pattern(seen: Evidence) -> None:
    planted = seen.truth["patterns"]
    assert {p["pattern"] for p in planted} == set(READERS)
    assert {p["group"] for p in planted} == set(seen.truth["groups"])


@pytest.mark.parametrize("pattern", sorted(READERS))
def test_the_pattern_is_in_the_files(seen: Evidence, pattern: str) -> None:
    for planted in seen.truth["patterns"]:
        if planted["pattern"] == pattern:
            assert READERS[pattern](seen, Planted(planted["group"], tuple(planted["subjects"])))
