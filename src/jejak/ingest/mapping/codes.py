"""Code lists as a mapping meets them: folded names to codes, and the constants that a mapping may write.

Invariant: a text is a code only if the list has it as a code or as a label in one of the three languages.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Dict

from jejak.ingest.mapping.model import Value
from jejak.schemas.grading import Protection
from jejak.schemas.ptypes import PTYPES, CleanContext
from jejak.schemas.world import World

CodeNames = Dict[str, str]
ROLE_CODES = "role"
PROTECTION_CODES = "protection"  # not a list of the world: its words are fixed in `schemas.grading`
_LINK_TYPES = {"time": "datetime", "end": "datetime", "amount": "money"}


def code_names(world: World, codes: str) -> CodeNames:
    """The codes of a list by their folded form; labels count where they name one code only."""
    if codes == PROTECTION_CODES:
        return {str(code).casefold(): str(code) for code in Protection}
    listed = world.code_lists[codes].codes
    by_label: dict[str, set[str]] = {}
    for code, labels in listed.items():
        for label in labels.values():
            by_label.setdefault(label.casefold(), set()).add(code)
    names = {label: next(iter(found)) for label, found in by_label.items() if len(found) == 1}
    return names | {code.casefold(): code for code in listed}


def bad_codes(texts: Iterable[str], world: World, codes: str) -> list[str]:
    """The texts that are not in the code list."""
    known = code_names(world, codes)
    return [text for text in texts if text.casefold() not in known]


def bad_constant(kind: str, value: Value) -> str | None:
    """What is wrong with a constant of a property type or a link field; ``None`` when it can be used."""
    ptype = PTYPES.get(_LINK_TYPES.get(kind, kind))
    if ptype is None:
        return None
    context = CleanContext(value.region, value.zone, value.currency, value.format, value.day_first, None)
    cleaned = ptype.clean(value.value or "", context)
    return None if cleaned.value is not None else f"this constant cannot be used: {'; '.join(cleaned.issues)}"
