"""What ferry operators send: manifests with bookings and the phone that booked."""

from __future__ import annotations

from jejak.demo.files.desk import Desk, Row
from jejak.demo.story import Story


def manifest(desk: Desk, story: Story, file: str) -> None:
    """Central Indonesian time, month names in Indonesian, capitals; some passports, contacts and birth dates missing.

    What stands in the columns is what the passenger list of the maritime convention on facilitation asks for.
    """
    months = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
    rows = []
    for s in sorted(story.sailings, key=lambda s: (s.at, s.booking, s.passenger.number)):
        with desk.hand(s.passenger.key):
            written = desk.name(s.passenger, upper=True, patronymic=0.05)
            passport, contact = desk.gap(s.passenger.passport, 0.12), desk.gap(s.contact, 0.35)
        with desk.apart():
            born = desk.gap(desk.born(s.passenger, "%d/%m/%Y"), 0.05)
            sex = desk.gap(s.passenger.sex.replace("M", "L").replace("F", "P"), 0.05)
        cells = (
            f"{s.at.day} {months[s.at.month - 1]} {s.at.year}", f"{s.at:%H:%M}", s.service, s.origin, s.destination,
            s.booking, written, sex, born, passport, contact,
        )  # fmt: skip
        rows.append(Row(cells, ((s.passenger.key, written),)))
    header = (
        "Tanggal", "Jam", "Kapal", "Asal", "Tujuan", "Kode Booking", "Nama Penumpang", "JK", "Tgl Lahir", "No Paspor",
        "Kontak",
    )  # fmt: skip
    desk.table(file, header, rows)
