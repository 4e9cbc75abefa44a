"""What immigration and the consulate send: passport applications and interviews of rescued people."""

from __future__ import annotations

from datetime import date

from jejak.demo.files.desk import Desk, Row
from jejak.demo.population import Person
from jejak.demo.story import Story

REUSED_RATE = 0.004
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


def passports(desk: Desk, story: Story, file: str) -> None:
    """Applications with guarantors; some numbers of identity cards are missing, a few passports are reused."""
    rng, rows = desk.rng, []
    usual_people = [p for p in story.people if p.passport and p.key not in story.trapped]
    applicants = [p for p in usual_people if p.passport in story.guarantors or p.group or rng.random() < 0.55]
    for one in applicants:
        number = rng.choice(applicants).passport if rng.random() < REUSED_RATE else one.passport
        rows.append(_application(desk, story, one, number))
    for one in story.people:
        if one.passport and one.key in story.trapped:
            with desk.hand(one.key):
                rows.append(_application(desk, story, one, one.passport))
    header = (
        "No Paspor", "Nama Lengkap", "Tanggal Lahir", "Tempat Lahir", "JK", "NIK", "No HP", "Alamat", "Tanggal Terbit",
        "Nama Penjamin", "HP Penjamin",
    )  # fmt: skip
    desk.table(file, header, desk.shuffled(rows), encoding="utf-16")


def _application(desk: Desk, story: Story, one: Person, number: str) -> Row:
    rng = desk.rng
    guarantor = story.guarantors.get(one.passport)
    written = desk.name(one, upper=True)
    sponsor = desk.name(guarantor) if guarantor else ""
    usual = date(rng.choice((2022, 2023)), rng.randrange(1, 13), rng.randrange(1, 29))
    day = story.issued.get(one.passport, usual)
    issued = f"{day.day:02d} {MONTHS[day.month - 1]} {day.year}"
    cells = (
        number, written, desk.born(one, "%d/%m/%Y"), one.place, one.sex.replace("M", "L").replace("F", "P"),
        desk.gap(one.nik, 0.3),
        desk.gap(one.phones[0], 0.3), one.address, issued, sponsor, guarantor.phones[-1] if guarantor else "",
    )  # fmt: skip
    mentions = [(one.key, written)] + ([(guarantor.key, sponsor)] if guarantor else [])
    return Row(cells, tuple(mentions))


def interviews(desk: Desk, story: Story, file: str) -> None:
    """Answers coded with HTCDS; recruiters by alias, half of them with a phone."""
    rows = []
    fronts = {(one.group, one.name): one.key for one in story.companies}
    for number, told in enumerate(sorted(story.interviews, key=lambda i: (i.at, i.victim.number)), 1):
        victim = desk.name(told.victim)
        mover = desk.name(told.transporter) if told.transporter else ""
        phone = told.recruiter.phones[-1] if desk.rng.random() < 0.5 else ""
        cells = (
            f"WW-{number:04d}", f"{told.at:%d.%m.%Y}", victim, desk.born(told.victim, "%Y-%m-%d"),
            desk.gap(told.victim.passport, 0.5),
            desk.gap(told.victim.phones[0], 0.4), told.alias, phone, told.agency, told.employer, told.house, mover,
            told.method, told.means, told.exploitation,
        )  # fmt: skip
        mentions: list[tuple[Person, str]] = [(told.victim, victim), (told.recruiter, told.alias)]
        mentions += [(told.transporter, mover)] if told.transporter else []
        mentions += [(told.boss, told.employer)] if told.boss else []
        named = [(fronts.get((told.victim.group, name)), name) for name in (told.agency, told.employer)]
        companies = tuple((key, name) for key, name in named if key)
        rows.append(Row(cells, tuple((one.key, written) for one, written in mentions), companies))
    header = (
        "interview_no", "date", "victim_name", "victim_birth_date", "victim_passport", "victim_phone", "recruiter",
        "recruiter_phone",
        "agency", "employer", "house", "transporter", "method", "means", "exploitation",
    )  # fmt: skip
    desk.table(file, header, rows)
