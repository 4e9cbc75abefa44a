"""Marks of vehicles and vessels: plates, IMO numbers and MMSI.

Invariant: check digits are checked where a mark has them; a plate is only compared with the usual form of its region.
"""

from __future__ import annotations

import re

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, compact, unusable

_PLATES = {"ID": re.compile(r"[A-Z]{1,2}\d{1,4}[A-Z]{0,3}"), "MY": re.compile(r"[A-Z]{1,3}\d{1,4}[A-Z]?")}
_MMSI_COUNTRIES = {"525": "ID", "533": "MY", "563": "SG", "564": "SG", "565": "SG", "566": "SG"}


class Plate(PropertyType):
    """A registration plate, without spaces."""

    name = "plate"
    strong = True
    scheme = "plate"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        value = compact(text)
        if not value.isalnum() or not any(char.isdigit() for char in value) or len(value) > 12:
            return unusable("not a registration plate")
        usual = _PLATES.get(ctx.region or "")
        doubt = usual is not None and usual.fullmatch(value) is None
        return Cleaned(value, None, ("not the usual form in its region",) if doubt else ())

    def caption(self, value: str) -> str:
        """Letters and digits apart."""
        return " ".join(re.findall(r"[A-Z]+|\d+", value)) or value

    def specificity(self, value: str) -> float:
        """Plates of different countries can be equal."""
        return 0.8 if value else 0.0


class Imo(PropertyType):
    """IMO number of a vessel: seven digits, the last one checks the others (weights 7 to 2)."""

    name = "imo"
    strong = True
    scheme = "imo"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - one numbering for the world
        digits = compact(ascii_digits(text)).removeprefix("IMO").lstrip(":#")
        if not re.fullmatch(r"\d{1,10}", digits):
            return unusable("not an IMO number")
        if len(digits) != 7:
            return Cleaned(digits, False, ("an IMO number has 7 digits",))
        total = sum(int(digit) * weight for digit, weight in zip(digits, range(7, 1, -1), strict=False))
        good = total % 10 == int(digits[6]) and digits != "0000000"
        return Cleaned(digits, good, () if good else ("the check digit is wrong",))

    def caption(self, value: str) -> str:
        """The number with its mark."""
        return f"IMO {value}"


class Mmsi(PropertyType):
    """Maritime Mobile Service Identity: nine digits; those of ships begin with 2 to 7 and their country."""

    name = "mmsi"
    strong = True
    scheme = "mmsi"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - one numbering for the world
        digits = compact(ascii_digits(text)).removeprefix("MMSI").lstrip(":#")
        if not re.fullmatch(r"\d{1,12}", digits):
            return unusable("not an MMSI")
        if len(digits) != 9:
            return Cleaned(digits, False, ("an MMSI has 9 digits",))
        country = _MMSI_COUNTRIES.get(digits[:3])
        good = digits[0] in "234567"
        return Cleaned(
            digits, good, () if good else ("not the number of a ship",), {"country": country} if country else {}
        )
