"""Known values: published specimens and the forms that real files have."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from jejak.schemas.ptypes import PTYPES, CleanContext, Cleaned

ID = CleanContext(region="ID", zone="Asia/Jakarta", currency="IDR")
MY = CleanContext(region="MY", zone="Asia/Kuala_Lumpur", currency="MYR")
BARE = CleanContext()


def clean(name: str, text: str, ctx: CleanContext = BARE) -> Cleaned:
    return PTYPES[name].clean(text, ctx)


@pytest.mark.parametrize(
    ("text", "ctx", "value"),
    [
        ("5 Mei 1990", BARE, "1990-05-05"),
        ("Sabtu, 5 Agustus 1990", BARE, "1990-08-05"),
        ("5 Ogos 1990", BARE, "1990-08-05"),
        ("3 Mac 2020", BARE, "2020-03-03"),
        ("17-Agu-2019", BARE, "2019-08-17"),
        ("Mar 25, 2015", BARE, "2015-03-25"),
        ("Mei 1990", BARE, "1990-05"),
        ("1990", BARE, "1990"),
        ("1990-00-00", BARE, "1990"),
        ("1990-02-00", BARE, "1990-02"),
        ("02/1990", BARE, "1990-02"),
        ("20240501", BARE, "2024-05-01"),
        ("2024/5/1", BARE, "2024-05-01"),
        ("05/03/2024", ID, "2024-03-05"),
        ("05/03/2024", CleanContext(region="US"), "2024-05-03"),
        ("05/03/2024", CleanContext(region="ID", day_first=False), "2024-05-03"),
        ("03/13/2024", ID, "2024-03-13"),
        ("05.03.24", ID, "2024-03-05"),
        ("05/03/90", ID, "1990-03-05"),
        ("05/03/24", CleanContext(region="ID", reference=date(2020, 1, 1)), "1924-03-05"),
        ("2024-05-01 10:20", BARE, "2024-05-01"),
        ("01 Jan 2024", CleanContext(format="%d %b %Y"), "2024-01-01"),
        ("Jan 2024", CleanContext(format="%b %Y"), "2024-01"),
    ],
)
def test_dates(text: str, ctx: CleanContext, value: str) -> None:
    assert clean("date", text, ctx).value == value


@pytest.mark.parametrize("text", ["05/03/2024", "31/02/2020", "hari ini", "0000-00-00", "99/99/9999", "5 Mei", "123"])
def test_what_is_no_date_or_two_dates_is_refused(text: str) -> None:
    assert clean("date", text).value is None


def test_a_date_that_contradicts_its_source_says_so() -> None:
    assert clean("date", "03/13/2024", ID).issues == ("day and month stand the other way round",)
    assert clean("date", "13/03/2024", ID).issues == ()


@given(day=st.dates(date(1927, 6, 1), date(2118, 1, 1)))
def test_spreadsheet_days_count_from_the_end_of_1899(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days  # as Excel counts after 28 February 1900
    assert clean("date", str(serial)).value == day.isoformat()


@given(
    day=st.dates(date(1900, 1, 1), date(2099, 12, 31)),
    locale=st.sampled_from(["en", "id", "ms"]),
    form=st.sampled_from(["long", "d MMM y", "full"]),
)
def test_dates_in_words_of_three_languages(day: date, locale: str, form: str) -> None:
    assert clean("date", format_date(day, form, locale)).value == day.isoformat()


@pytest.mark.parametrize(
    ("text", "ctx", "value", "offset", "precision"),
    [
        ("2024-05-01 10:20:30", ID, "2024-05-01T03:20:30Z", "420", "second"),
        ("01/05/2024 10.20", MY, "2024-05-01T02:20:00Z", "480", "minute"),
        ("01/05/2024 10.20 WIB", MY, "2024-05-01T03:20:00Z", "420", "minute"),
        ("1 Mei 2024 pukul 10:20", ID, "2024-05-01T03:20:00Z", "420", "minute"),
        ("2024-05-01T10:20:30.123+08:00", ID, "2024-05-01T02:20:30Z", "480", "second"),
        ("2024-05-01T03:04:05Z", ID, "2024-05-01T03:04:05Z", "0", "second"),
        ("01/05/2024 12:04 AM", ID, "2024-04-30T17:04:00Z", "420", "minute"),
        ("01/05/2024 3:04 PTG", MY, "2024-05-01T07:04:00Z", "480", "minute"),
        ("45000.5", ID, "2023-03-15T05:00:00Z", "420", "second"),
        ("1714526400", ID, "2024-05-01T01:20:00Z", "0", "second"),
        ("2024-05-01", ID, "2024-05-01T00:00:00Z", None, "day"),
        ("Mei 2024", ID, "2024-05-01T00:00:00Z", None, "month"),
        ("2024-05-01 10:20", BARE, "2024-05-01T10:20:00Z", None, "minute"),
        ("12/31/2024 10:20", CleanContext(zone="Asia/Kuala_Lumpur", format="%m/%d/%Y %H:%M"),
         "2024-12-31T02:20:00Z", "480", "minute"),
        ("Mar 25, 2015", CleanContext(zone="UTC", format="%b %d, %Y"), "2015-03-25T00:00:00Z", None, "day"),
    ],
)  # fmt: skip
def test_times(text: str, ctx: CleanContext, value: str, offset: str | None, precision: str) -> None:
    cleaned = clean("datetime", text, ctx)
    assert (cleaned.value, cleaned.extra.get("tz_offset"), cleaned.extra["precision"]) == (value, offset, precision)


@pytest.mark.parametrize(
    "text", ["2024-05-01 25:00", "10:20", "Mei 2024 10:20", "2024-05-01 10:61", "2024-05-01 10:00 +99:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    assert clean("datetime", text, ID).value is None


@given(
    moment=st.datetimes(datetime(1990, 1, 1), datetime(2049, 12, 31)).map(lambda m: m.replace(microsecond=0)),  # noqa: DTZ001
    zone=st.sampled_from(["Asia/Jakarta", "Asia/Makassar", "Asia/Kuala_Lumpur", "UTC"]),
)
def test_local_times_agree_with_the_time_zone_data(moment: datetime, zone: str) -> None:
    expected = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert clean("datetime", moment.isoformat(" "), CleanContext(zone=zone)).value == expected.strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


def test_an_hour_that_came_twice_is_reported() -> None:
    assert clean("datetime", "2024-10-27 01:30", CleanContext(zone="Europe/London")).issues


@pytest.mark.parametrize(
    ("text", "ctx", "value", "currency"),
    [
        ("1.234,56", BARE, "1234.56", None),
        ("1,234.56", BARE, "1234.56", None),
        ("1.234.567", BARE, "1234567", None),
        ("Rp 1.234.567,00", BARE, "1234567", "IDR"),
        ("Rp. 500.000,-", BARE, "500000", "IDR"),
        ("Rp1.500", BARE, "1500", "IDR"),
        ("RM1,234.50", BARE, "1234.5", "MYR"),
        ("1.234", ID, "1234", "IDR"),
        ("1,234", MY, "1234", "MYR"),
        ("USD 5", ID, "5", "USD"),
        ("5 EUR", ID, "5", "EUR"),
        ("(500)", BARE, "-500", None),
        ("-Rp 1.000,50", BARE, "-1000.5", "IDR"),
        ("1 234,50", BARE, "1234.5", None),
        ("5.689852347E7", CleanContext(currency="USD"), "56898523.47", "USD"),
        (".5", BARE, "0.5", None),
        ("0.125", BARE, "0.125", None),
        ("99999999999999999999.12345678", BARE, "99999999999999999999.12345678", None),
    ],
)
def test_amounts(text: str, ctx: CleanContext, value: str, currency: str | None) -> None:
    cleaned = clean("money", text, ctx)
    assert (cleaned.value, cleaned.extra.get("currency")) == (value, currency)


@pytest.mark.parametrize(("text", "ctx"), [("1.234", BARE), ("1,234", BARE), ("1,234", ID), ("1.234", MY)])
def test_an_unclear_mark_is_reported(text: str, ctx: CleanContext) -> None:
    cleaned = clean("money", text, ctx)
    assert cleaned.valid is None
    assert cleaned.issues == ("the mark may be a decimal point or thousands",)


@pytest.mark.parametrize("text", ["12x", "dua juta", "1.23.456", "1,2,3", "--5", "5 6 7", "12,5 juta"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert clean("money", text, ID).value is None


@given(
    amount=st.decimals(0, 10**12, places=2),
    case=st.sampled_from([("id_ID", ID), ("ms_MY", MY), ("en_US", CleanContext(region="US", currency="USD"))]),
)
def test_amounts_written_by_babel_are_read_back(amount: Decimal, case: tuple[str, CleanContext]) -> None:
    locale, ctx = case
    written = format_decimal(amount, "#,##0.00", locale=locale)
    assert Decimal(clean("money", written, ctx).value or "nan") == amount


@pytest.mark.parametrize(
    ("text", "ctx", "value"),
    [
        ("0812-3456-7890", ID, "+6281234567890"),
        ("81234567890", ID, "+6281234567890"),
        ("6281234567890", BARE, "+6281234567890"),
        ("62 812 3456 7890", ID, "+6281234567890"),
        ("0062 812 3456 7890", ID, "+6281234567890"),
        ("HP: 0812 3456 7890", ID, "+6281234567890"),
        ("011-1234 5678", MY, "+601112345678"),
        ("+60 11-1234 5678", ID, "+601112345678"),
    ],
)
def test_phones(text: str, ctx: CleanContext, value: str) -> None:
    cleaned = clean("phone", text, ctx)
    assert (cleaned.value, cleaned.valid) == (value, True)


@pytest.mark.parametrize("text", ["0812", "abc", "0812-3456-7890", "1" * 30])
def test_what_is_no_phone_is_refused(text: str) -> None:
    assert clean("phone", text).value is None


@given(region=st.sampled_from(["ID", "MY", "SG", "TH", "PH"]), kind=st.sampled_from([0, 1]))
def test_specimens_of_the_phone_library_are_valid(region: str, kind: int) -> None:
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    assert clean("phone", national, CleanContext(region=region)).value == expected


def test_a_nik_of_nunukan_is_valid() -> None:
    cleaned = clean("nik", "6503.0147.0805.0001")
    assert cleaned.valid
    assert cleaned.extra == {"sex": "F", "birth_date": "2005-08-07"}


def test_a_nik_says_when_its_century_is_open() -> None:
    assert clean("nik", "3201010708250001").extra["ambiguous_century"] == "1925-08-07 2025-08-07"
    bounded = CleanContext(reference=date(2024, 1, 1))
    assert clean("nik", "3201010708250001", bounded).extra["birth_date"] == "1925-08-07"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("320101070825000", "16 digits"),
        ("9901010708900001", "province"),
        ("3201013102900001", "birth date"),
        ("3201010708900000", "serial"),
        ("3200010708900001", "regency"),
    ],
)
def test_a_wrong_nik_is_kept_but_not_valid(number: str, told: str) -> None:
    cleaned = clean("nik", number)
    assert cleaned.value == number
    assert cleaned.valid is False
    assert told in " ".join(cleaned.issues)


def test_all_38_provinces_are_known() -> None:
    valid = [code for code in range(100) if clean("nik", f"{code:02d}01010708900001").valid]
    assert len(valid) == 38
    assert {65, 92, 93, 94, 95, 96} <= set(valid)


def test_mykad() -> None:
    cleaned = clean("mykad", "050101-61-1235")
    assert (cleaned.value, cleaned.valid) == ("050101611235", True)
    assert cleaned.extra == {"sex": "M", "birth_date": "2005-01-01", "birth_place_code": "61"}
    assert clean("mykad", "900230-61-1234").valid is False
    assert clean("mykad", "900201-00-1234").valid is False
    assert PTYPES["mykad"].caption("050101611235") == "050101-61-1235"


#: The specimens of ICAO Doc 9303, parts 4 to 6.
SPECIMENS = {
    "TD3": "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "TD2": "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
    "TD1": "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
}


@pytest.mark.parametrize("kind", SPECIMENS)
def test_the_specimens_of_icao_are_read(kind: str) -> None:
    cleaned = clean("mrz", SPECIMENS[kind])
    assert cleaned.valid
    assert cleaned.extra["number"] == ("L898902C3" if kind == "TD3" else "D23145890")
    assert (cleaned.extra["surname"], cleaned.extra["given_names"]) == ("ERIKSSON", "ANNA MARIA")
    assert (cleaned.extra["birth_date"], cleaned.extra["expiry_date"]) == ("1974-08-12", "2012-04-15")


@pytest.mark.parametrize("kind", SPECIMENS)
def test_one_changed_digit_is_found(kind: str) -> None:
    zone = SPECIMENS[kind].replace("740812", "740813")
    cleaned = clean("mrz", zone)
    assert cleaned.valid is False
    assert "the check digit of the birth date is wrong" in cleaned.issues
    assert cleaned.extra == {}


@pytest.mark.parametrize(
    ("number", "valid"), [("IMO 9074729", True), ("9074728", False), ("IMO 8814275", True), ("907472", False)]
)
def test_imo_numbers(number: str, valid: bool) -> None:
    assert clean("imo", number).valid is valid


def test_passports_are_never_refused_for_their_pattern() -> None:
    assert clean("passport", "b 1234567", ID).valid
    odd = clean("passport", "XYZ12345678", ID)
    assert (odd.value, odd.valid) == ("XYZ12345678", None)


@pytest.mark.parametrize(
    ("name", "text", "value", "valid"),
    [
        ("account", "123-456-7890", "1234567890", None),
        ("account", "62", "62", False),
        ("account", "0000000000", "0000000000", False),
        ("account", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432", True),  # specimen of the IBAN registry
        ("account", "GB82 WEST 1234 5698 7654 33", "GB82WEST12345698765433", None),
        ("mmsi", "525012345", "525012345", True),
        ("mmsi", "925012345", "925012345", False),
        ("plate", "BP 1234 XY", "BP1234XY", None),
        ("email", "<Mailto:A@B.Co>", "a@b.co", True),
        ("email", "a@b", None, False),
        ("email", "A.b@B.co.id", "a.b@b.co.id", True),
        ("handle", "@Budi", "budi", False),
        ("handle", "tiktok:@Budi", "tiktok:budi", None),
        ("handle", "https://www.facebook.com/budi.s/", "facebook:budi.s", None),
        ("url", "HTTP://www.Example.com/a/?utm_source=x&id=3#f", "https://example.com/a?id=3", True),
        ("url", "not a url", None, False),
        ("geo", "1.05 S 104.03 E", "-1.05,104.03", True),
        ("geo", "0,0", "0,0", False),
        ("geo", "100, 10", None, False),
        ("percent", "12,5 %", "12.5", True),
        ("percent", "120 persen", "120", False),
        ("number", "1.5e3", "1500", True),
        ("currency", "Rp", "IDR", True),
        ("currency", "XQQ", None, False),
        ("identifier", "AHU-0012345.ah.01", "AHU0012345AH01", None),
        ("identifier", "00000000", "00000000", False),
        ("name", "N12", "N12", None),
        ("name", "  Siti\tAminah ", "Siti Aminah", None),
    ],
)
def test_other_values(name: str, text: str, value: str | None, valid: bool | None) -> None:
    cleaned = clean(name, text)
    assert (cleaned.value, cleaned.valid) == (value, valid)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("IDN", "ID"), ("id", "ID"), ("Indonesia", "ID"), ("MYS", "MY"), ("Kemboja", "KH"), ("Kamboja", "KH"),
        ("Jerman", "DE"),
        ("the Netherlands", "NL"), ("Côte d’Ivoire", "CI"), ("Saint Kitts & Nevis", "KN"), ("UK", "GB"),
        ("Korea Selatan", "KR"),
    ],
)  # fmt: skip
def test_countries(text: str, code: str) -> None:
    assert clean("country", text).value == code


def test_a_state_that_split_up_is_not_guessed() -> None:
    assert clean("country", "YUG").issues == ("a state that split into several",)
    assert clean("country", "EU").value is None


def test_every_country_of_the_fincen_files_is_known(shared_data: Callable[[str], Path]) -> None:
    pairs: set[tuple[str, str]] = set()
    for name, columns in (
        (
            "fincen/download_transactions_map.csv",
            [("originator_iso", "originator_bank_country"), ("beneficiary_iso", "beneficiary_bank_country")],
        ),
        ("fincen/download_bank_connections.csv", [("entity_b_iso_code", "entity_b_country")]),
    ):
        with shared_data(name).open(encoding="utf-8", errors="replace", newline="") as file:
            for row in csv.DictReader(file):
                pairs |= {(row[code], row[country]) for code, country in columns}
    assert len({code for code, _ in pairs}) == 157
    assert [code for code, _ in pairs if clean("country", code).value is None] == []
    # names agree with codes, except the three that are misspelt or damaged in the file itself
    odd = {name for code, name in pairs if clean("country", name).value != clean("country", code).value}
    assert odd == {"Manaco", "C\ufffdte d'Ivoire", "Cura\ufffdao"}


@settings(max_examples=30)
@given(region=st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_every_region_with_phones_is_a_country(region: str) -> None:
    assert clean("country", region).value == region


@pytest.mark.parametrize(
    ("raw", "value"),
    [('PJSC "Bank Vostok"', 'PJSC "Bank Vostok"'), ('"Budi"', "Budi"), ('"Budi', "Budi"), ("Ma'ruf", "Ma'ruf"),
     ('Budi "Jangkung" Santoso', 'Budi "Jangkung" Santoso'), ('"A" "B"', '"A" "B"')],
)  # fmt: skip
def test_quotes_within_a_name_stay_in_pairs(raw: str, value: str) -> None:
    assert PTYPES["name"].clean(raw, CleanContext()).value == value
