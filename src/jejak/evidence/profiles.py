"""Disclosure profiles as data: who is shown, what of them, what is left out; what is not listed is not shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from jejak.schemas.errors import ExportError
from jejak.schemas.grading import Protection

#: Properties that identify a suspect, an organisation or what only they hold. No free text, no names of relatives.
IDENTITY = frozenset(
    {
        "name", "alias", "birth_date", "nationality", "nik", "mykad", "passport_no", "registration_no", "tax_no",
        "licence_no", "number", "institution", "institution_code", "url", "handle", "imo", "mmsi", "plate",
        "service_no", "full", "village", "district", "regency", "province", "postcode",
    }
)  # fmt: skip

#: Free texts that may speak of anybody.
PROSE = frozenset({"note", "description", "text"})


@dataclass(frozen=True, slots=True)
class Profile:
    """One column of the table in `domain.md` 7.2.

    Attributes:
        code: Short name, ``L0`` … ``L5``.
        title: For whom, in words.
        shown: Protection classes whose names are shown; ``''`` is "not yet classed".
        removed: Classes that are left out together with their links, and counted.
        properties: Properties of shown entities that leave besides the public ones; None means all that the graph has.
        needs_permission: Only claims with handling code P (lawful sharing permitted) leave.
        openable: Protected classes of which single names may be opened with a reason that is logged.
        remarks: What analysts draw and write on a chart may leave; it may speak of anybody.
        conclusions: Sizes by a measure, communities and parts of a chart may leave; they rest on all claims, also on
            those that may not be shared.
    """

    code: str
    title: str
    shown: frozenset[str]
    removed: frozenset[str]
    properties: frozenset[str] | None
    needs_permission: bool
    openable: frozenset[str] = frozenset()
    remarks: bool = False
    conclusions: bool = False


L0 = Profile(
    code="L0",
    title="case team: victims, children and witnesses are masked",
    shown=frozenset({"", Protection.SUSPECT.value, Protection.THIRD_PARTY.value}),
    removed=frozenset(),
    properties=None,
    needs_permission=False,
    openable=frozenset({Protection.VICTIM.value, Protection.WITNESS.value}),
    remarks=True,
    conclusions=True,
)
L2 = Profile(
    code="L2",
    title="partner agency: names of suspects and organisations only",
    shown=frozenset({Protection.SUSPECT.value}),
    removed=frozenset({Protection.CHILD.value, Protection.THIRD_PARTY.value}),
    properties=IDENTITY,
    needs_permission=True,
)

PROFILES: Mapping[str, Profile] = MappingProxyType({profile.code: profile for profile in (L0, L2)})


def profile(code: str) -> Profile:
    """Return a profile by its code.

    Raises:
        ExportError: when there is no such profile.
    """
    if code not in PROFILES:
        raise ExportError("There is no such profile.", where=code, hint=f"Choose one of: {', '.join(PROFILES)}.")
    return PROFILES[code]
