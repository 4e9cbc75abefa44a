"""Numbers of bank accounts, wallets and cards.

Invariant: a number too short to tell accounts apart is kept, but never said to identify one.
"""

from __future__ import annotations

import re

from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType, ascii_digits, compact, unusable

USUAL_LENGTHS = {"ID": range(8, 17), "MY": range(7, 17)}
SHORTEST = 5
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
_CHAIN = re.compile(
    r"(?:0x[0-9a-fA-F]{40}|bc1[a-z0-9]{11,71}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|T[1-9A-HJ-NP-Za-km-z]{33})"
)


class Account(PropertyType):
    """An account number: digits of a bank, an IBAN with its check, or an address on a blockchain."""

    name = "account"
    strong = True
    scheme = "account"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        if _CHAIN.fullmatch(text) and not text.isdigit():
            return Cleaned(text.lower() if text.startswith(("0x", "bc1")) else text, None, (), {"kind": "crypto"})
        value = compact(ascii_digits(text), " -./'")
        if not (value.isascii() and value.isalnum()):
            return unusable("letters and digits are needed")
        if _IBAN.fullmatch(value):
            return _iban(value)
        if len(value) < SHORTEST:
            return Cleaned(value, False, ("too short to identify an account",))
        if len(set(value)) == 1:
            return Cleaned(value, False, ("one digit over and over: a filler",))
        usual = USUAL_LENGTHS.get(ctx.region or "")
        doubt = usual is not None and (not value.isdigit() or len(value) not in usual)
        return Cleaned(value, None, ("not the usual length in its region",) if doubt else ())

    def specificity(self, value: str) -> float:
        """Banks share short numbers more often than long ones."""
        return min(len(value) / 12, 0.95)


def _iban(value: str) -> Cleaned:
    if int("".join(str(int(char, 36)) for char in value[4:] + value[:4])) % 97 == 1:
        return Cleaned(value, True, (), {"kind": "iban", "country": value[:2]})
    return Cleaned(value, None, ("like an IBAN, but its check digits are wrong",))
