"""Phone numbers in E.164, read with the region of their source.

Invariant: a possible number that is not assigned is kept with a doubt; only what cannot be a number is refused.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, unusable

_PREFIX_MARKS = re.compile(r"^(?:tel|telp|hp|wa|no|phone|whatsapp)\.?\s*[:.]?\s*", re.IGNORECASE)


class Phone(PropertyType):
    """A phone number."""

    name = "phone"
    strong = True
    scheme = "phone"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        text = _PREFIX_MARKS.sub("", ascii_digits(text))
        number, valid = _best(_forms(text, ctx.region), ctx.region)
        if number is None:
            return unusable(
                "not a phone number" if ctx.region or text.startswith("+") else "a local number without its region"
            )
        if not valid and not phonenumbers.is_possible_number(number):
            return unusable("too short or too long for a phone number")
        value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        region = phonenumbers.region_code_for_number(number)
        issues = () if valid else ("not an assigned range of numbers",)
        return Cleaned(value, True if valid else None, issues, {"region": region} if region else {})

    def caption(self, value: str) -> str:
        """The number in groups, as it is dialled from abroad."""
        number = _parse(value, None)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else value


def _best(forms: list[str], region: str | None) -> tuple[PhoneNumber | None, bool]:
    """The first form that is a valid number, else the first that is a number at all; and whether it is valid."""
    first = None
    for form in forms:
        number = _parse(form, region)
        if number is not None and phonenumbers.is_valid_number(number):
            return number, True
        first = first or number
    return first, False


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
