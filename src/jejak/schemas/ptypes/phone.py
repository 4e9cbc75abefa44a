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
        numbers = [found for found in (_parse(form, ctx.region) for form in _forms(text, ctx.region)) if found]
        if not numbers:
            return unusable(
                "not a phone number" if ctx.region or text.startswith("+") else "a local number without its region"
            )
        valid = next((number for number in numbers if phonenumbers.is_valid_number(number)), None)
        number = valid or numbers[0]
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
