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
