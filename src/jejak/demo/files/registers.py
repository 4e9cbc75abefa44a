"""What public registers send: placement licences and companies with their directors."""

from __future__ import annotations

from jejak.demo.files.desk import Desk, Row
from jejak.demo.story import Story


def licences(desk: Desk, story: Story, file: str) -> None:
    """The licence list: directors by name only."""
    rows = []
    for one in story.companies:
        if one.licence:
            written = desk.name(one.directors[0], upper=True)
            cells = (one.licence, one.name, written, one.address, one.phone, one.licence_status, one.opened, one.closed)
            rows.append(Row(cells, ((one.directors[0].key, written),), ((one.key, one.name),)))
    header = (
        "No. SIP3MI",
        "Nama Perusahaan",
        "Penanggung Jawab",
        "Alamat",
        "Telepon",
        "Status",
        "Tanggal Terbit",
        "Tanggal Cabut",
    )
    desk.table(file, header, rows, delimiter=";", preamble="Daftar P3MI;;;;;;;\r\nKementerian;;;;;;;\r\n\r\n")


def companies(desk: Desk, story: Story, file: str) -> None:
    """The company register: one row per director."""
    rows = []
    for one in story.companies:
        for director in one.directors:
            written = desk.name(director)
            ident = desk.gap(director.mykad or director.nik, 0.3)
            cells = (
                one.registration,
                one.name,
                one.country,
                one.kind,
                one.opened,
                one.closed,
                one.address,
                one.phone,
                written,
                ident,
            )
            rows.append(Row(cells, ((director.key, written),), ((one.key, one.name),)))
    header = (
        "reg_no",
        "company",
        "country",
        "kind",
        "incorporated",
        "dissolved",
        "address",
        "phone",
        "director",
        "director_id",
    )
    desk.table(file, header, rows, delimiter="\t")
