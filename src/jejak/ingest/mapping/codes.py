"""Code lists as a mapping meets them: folded names to codes, and the constants that a mapping may write.

Invariant: a text is a code only if the world's list (or ISO 4217) has it, whatever its case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Mapping as Dict

from jejak.ingest.mapping.model import Value
from jejak.schemas.ptypes import PTYPES, CleanContext
from jejak.schemas.world import World

CodeNames = Dict[str, str]
ROLE_CODES = "role"
_CURRENCY_NAMES = {"rm": "MYR", "rp": "IDR", "s$": "SGD", "us$": "USD"}
_LINK_TYPES = {"time": "datetime", "end": "datetime", "amount": "money"}


def code_names(world: World, codes: str) -> CodeNames:
    """The codes of a list by their folded form."""
    return {code.casefold(): code for code in world.code_lists[codes].codes}


def bad_codes(texts: Iterable[str], world: World, codes: str) -> list[str]:
    """The texts that are not in the code list."""
    known = code_names(world, codes) if codes in world.code_lists else {}
    return [text for text in texts if text.casefold() not in known]


def currency_code(text: str) -> str | None:
    """An ISO 4217 code (its form is checked, not whether a country uses it), or none."""
    folded = text.strip().casefold()
    found = _CURRENCY_NAMES.get(folded, folded.upper())
    return found if re.fullmatch(r"[A-Z]{3}", found) else None


def bad_constant(kind: str, value: Value, world: World) -> str | None:  # noqa: ARG001 - kinds may need the world
    """What is wrong with a constant of a property type or a link field; ``None`` when it can be used."""
    text = value.value or ""
    if kind == "currency":
        return None if currency_code(text) else "this is no currency code"
    ptype = PTYPES.get(_LINK_TYPES.get(kind, kind))
    if ptype is None:
        return None
    context = CleanContext(value.region, value.zone, value.currency, value.format, value.day_first, None)
    cleaned = ptype.clean(text, context)
    return None if cleaned.value is not None else f"this constant cannot be used: {'; '.join(cleaned.issues)}"
