"""Phone numbers in E.164, read with the region of their source.

Invariant: a possible number that is not assigned is kept with a doubt; only what cannot be a number is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumber, PhoneNumberFormat

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, unusable

_PREFIX_MARKS = re.compile(r"^(?:tel|telp|hp|wa|no|phone|whatsapp)\.?\s*[:.]?\s*", re.IGNORECASE)


class Phone(PropertyType):
    """A phone number."""

    name = "phone"
    strong = True
    scheme = "phone"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        text = _PREFIX_MARKS.sub("", ascii_digits(text))
        mobile = _mobile(text, ctx.region) if ctx.region else None
        if mobile is not None:
            return Cleaned(mobile, True, (), {"region": ctx.region or ""})
        number, region = _best(_forms(text, ctx.region), ctx.region)
        if number is None:
            return unusable(
                "not a phone number" if ctx.region or text.startswith("+") else "a local number without its region"
            )
        if not region and not phonenumbers.is_possible_number(number):
            return unusable("too short or too long for a phone number")
        value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        if not region:
            known = phonenumbers.region_code_for_number(number)
            return Cleaned(value, None, ("not an assigned range of numbers",), {"region": known} if known else {})
        return Cleaned(value, True, (), {"region": region})

    def caption(self, value: str) -> str:
        """The number in groups, as it is dialled from abroad."""
        number = _parse(value, None)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else value


@dataclass(frozen=True, slots=True)
class _Mobiles:
    """How mobile numbers of a country that shares its code with no other are written."""

    code: str
    trunk: str
    number: re.Pattern[str]
    local: re.Pattern[str]
    lengths: frozenset[int]


@cache
def _mobiles(region: str) -> _Mobiles | None:
    known = PhoneMetadata.metadata_for_region(region)
    code = phonenumbers.country_code_for_region(region)
    if known is None or known.mobile is None or known.general_desc is None or not known.mobile.national_number_pattern:
        return None
    if len(phonenumbers.region_codes_for_country_code(code)) > 1 or not known.national_prefix:
        return None
    local = known.general_desc.national_number_pattern or ""
    number = re.compile(f"(?={local}$)(?:{known.mobile.national_number_pattern})")
    lengths = frozenset(known.mobile.possible_length)
    return _Mobiles(str(code), known.national_prefix, number, re.compile(local), lengths)


def _mobile(text: str, region: str) -> str | None:
    """A plainly written mobile number of the source's country: what the library finds, some ten times faster."""
    known, written = _mobiles(region), text.replace("-", "").replace(" ", "")
    if known is None or not text[-1:].isdigit():
        return None
    head = f"+{known.code}" if written.startswith("+") else known.trunk
    if written.startswith(known.code) and not known.local.fullmatch(written):
        head = known.code  # the plus sign was lost, and without it this is no number of the country itself
    number = written.removeprefix(head)
    plain = len(number) < len(written) and number.isascii() and number.isdigit()
    if not plain or len(number) not in known.lengths or number.startswith(known.trunk):
        return None
    return f"+{known.code}{number}" if known.number.fullmatch(number) else None


def _best(forms: list[str], region: str | None) -> tuple[PhoneNumber | None, str | None]:
    """The first form that is a valid number and its region, else the first that is a number at all."""
    first = None
    for form in forms:
        number = _parse(form, region)
        found = phonenumbers.region_code_for_number(number) if number is not None else None
        if number is not None and found and phonenumbers.is_valid_number_for_region(number, found):
            return number, found
        first = first or number
    return first, None


def _forms(text: str, region: str | None) -> list[str]:
    """The text, and what it means when its plus sign or first zero was lost on the way."""
    digits = re.sub(r"\D", "", text)
    if text.startswith("+"):
        return [text]
    if digits.startswith("00"):
        return [f"+{digits[2:]}"]
    forms = [text]
    if region:
        code = str(phonenumbers.country_code_for_region(region))
        if digits.startswith(code):
            forms.append(f"+{digits}")
        elif not digits.startswith("0"):
            forms.append(f"0{digits}")  # spreadsheets drop the first zero
    elif digits.startswith(("62", "60", "65")) and len(digits) >= 10:
        forms.append(f"+{digits}")
    return forms


def _parse(text: str, region: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException:
        return None
