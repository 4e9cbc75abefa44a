"""What banks and a remittance agent send: two layouts of statements, the holders of accounts, and a ledger workbook."""

from __future__ import annotations

from datetime import timedelta

import xlsxwriter

from jejak.demo.files.desk import Desk, Row
from jejak.demo.stage import START
from jejak.demo.story import Story


def rupiah(amount: float) -> str:
    """1234567.0 as `1.234.567,00`."""
    return f"{amount:,.2f}".replace(",", "_").replace(".", ",").replace("_", ".")


def indonesian(desk: Desk, story: Story, file: str) -> None:
    """Semicolons, rupiah as `1.234.567,00`, day first, western Indonesian time."""
    rows = [
        Row(
            (
                str(n),
                f"{t.at:%d/%m/%Y %H:%M:%S}",
                t.source,
                t.target,
                rupiah(t.amount),
                "IDR",
                desk.rng.choice(("BI-FAST", "RTGS", "TRF")),
                t.note,
            )
        )
        for n, t in enumerate(
            sorted((t for t in story.transfers if t.currency == "IDR" and t.source), key=lambda t: (t.at, t.source)), 1
        )
    ]
    header = ("No", "Tanggal", "Rekening Asal", "Rekening Tujuan", "Jumlah", "Mata Uang", "Kanal", "Berita")
    desk.table(file, header, rows, delimiter=";", encoding="cp1252")


def malaysian(desk: Desk, story: Story, file: str) -> None:
    """Commas, ringgit as `1,234.56`, ISO dates, Malaysian time, a byte order mark."""
    chosen = sorted((t for t in story.transfers if t.currency == "MYR" and t.source), key=lambda t: (t.at, t.source))
    rows = [
        Row(
            (
                f"TX{n:08d}",
                f"{t.at + timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
                t.source,
                t.target,
                f"{t.amount:,.2f}",
                "DuitNow",
                t.note,
            )
        )
        for n, t in enumerate(chosen, 1)
    ]
    header = ("Transaction ID", "Date Time", "From Account", "To Account", "Amount (RM)", "Channel", "Reference")
    desk.table(file, header, rows, encoding="utf-8-sig")


def holders(desk: Desk, story: Story, file: str) -> None:
    """Who opened which account, with what the form said; a third of the numbers of identity cards are missing."""
    rows = []
    for one in story.people:
        for account in one.accounts:
            with desk.hand(one.key):
                written = desk.name(one, upper=True, patronymic=0.0)
                ident = desk.gap(one.nik or one.mykad, 0.35)
                born, phone = desk.born(one, "%d-%m-%Y"), desk.gap(one.phones[0], 0.2)
            cells = (account, written, ident, born, phone, one.address, one.country)
            rows.append(Row(cells, ((one.key, written),)))
    rows += [
        Row((c.account, c.name, c.registration, "", c.phone, c.address, c.country), companies=((c.key, c.name),))
        for c in story.companies
    ]
    rows = desk.shuffled(rows)
    header = ("Nomor Rekening", "Nama Pemilik", "NIK / No. ID", "Tanggal Lahir", "No. HP", "Alamat", "Negara")
    desk.table(file, header, rows, delimiter=";")


def remittances(desk: Desk, story: Story, file: str) -> None:
    """A workbook with a title block; month first, Malaysian time."""
    rows = []
    for number, t in enumerate(sorted((t for t in story.transfers if t.remitter), key=lambda t: (t.at, t.target)), 1):
        if t.remitter is None or t.receiver is None:
            continue
        with desk.hand(t.remitter.key):
            sender, receiver = desk.name(t.remitter), desk.name(t.receiver)
            phone = desk.gap(t.remitter.phones[0], 0.1)
            ident = desk.gap(t.remitter.mykad or t.remitter.passport, 0.15)
        cells = (
            f"KC{number:06d}",
            f"{t.at + timedelta(hours=1):%m/%d/%Y %H:%M}",
            sender,
            ident,
            phone,
            receiver,
            t.target,
            f"{t.amount:.2f}",
            "MYR",
        )
        rows.append(Row(cells, ((t.remitter.key, sender), (t.receiver.key, receiver))))
    rows = desk.spoil(rows)
    desk.remember(file, rows)
    book = xlsxwriter.Workbook(str(desk.folder / file), {"strings_to_numbers": False, "in_memory": True})
    book.set_properties({"created": START, "author": "Kirim Cepat"})
    sheet = book.add_worksheet("Ledger")
    sheet.write_string(0, 0, "KIRIM CEPAT SDN BHD")
    sheet.write_string(1, 0, "Outward remittance ledger, times in MYT")
    header = (
        "Slip",
        "Date",
        "Sender",
        "Sender ID",
        "Sender phone",
        "Beneficiary",
        "Beneficiary account",
        "Amount",
        "Currency",
    )
    for column, title in enumerate(header):
        sheet.write_string(3, column, title)
    for line, row in enumerate(rows, 4):
        for column, text in enumerate(row.cells):
            if text:
                sheet.write_string(line, column, text)
    book.close()
