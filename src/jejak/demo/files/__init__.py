"""The agencies' files: each module writes what one desk would send, with that desk's faults."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from jejak.demo.files import banks, papers, phones, registers, travel
from jejak.demo.files.desk import Desk
from jejak.demo.story import Story


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """A file of the demo case, the mapping that reads it and who sends it."""

    name: str
    mapping: str
    origin: str
    write: Callable[[Desk, Story, str], None]


FILES = (
    AgencyFile("bank_nusantara_mutasi.csv", "bank_nusantara", "Bank Nusantara, Jakarta", banks.indonesian),
    AgencyFile("bank_melayu_statement.csv", "bank_melayu", "Bank Melayu, Kuala Lumpur", banks.malaysian),
    AgencyFile("kyc_rekening.csv", "kyc_rekening", "Bank Nusantara, Jakarta", banks.holders),
    AgencyFile("remittance_ledger.xlsx", "remittance_ledger", "Kirim Cepat remittance, Johor Bahru", banks.remittances),
    AgencyFile("daftar_p3mi.csv", "daftar_p3mi", "Labour ministry", registers.licences),
    AgencyFile("company_register.csv", "company_register", "Company registers", registers.companies),
    AgencyFile("paspor_permohonan.csv", "paspor_permohonan", "Immigration office Batam", papers.passports),
    AgencyFile("interviews.csv", "interviews", "Victim interviews, consulate Johor Bahru", papers.interviews),
    AgencyFile("ferry_manifest.csv", "ferry_manifest", "Ferry operators", travel.manifest),
    AgencyFile("cdr_export.csv", "cdr_export", "Telecom operator", phones.calls),
    AgencyFile("adverts.jsonl", "adverts", "Open-source desk", phones.adverts),
)
