"""The property types: each owns how a value is cleaned, checked, shown and weighed.

Invariant: ``CLEANER_VERSION`` rises with every change that can give another value for the same text.
"""

from __future__ import annotations

from collections.abc import Mapping

from jejak.schemas.ptypes.accounts import Account
from jejak.schemas.ptypes.amounts import Currency, Money, Number, Percent
from jejak.schemas.ptypes.base import CleanContext, Cleaned, PropertyType
from jejak.schemas.ptypes.moments import Date, DateTime
from jejak.schemas.ptypes.national_ids import MyKad, Nik
from jejak.schemas.ptypes.online import Email, Handle, Url
from jejak.schemas.ptypes.phone import Phone
from jejak.schemas.ptypes.places import Country, Geo
from jejak.schemas.ptypes.plain import Code, Identifier, Name, Text
from jejak.schemas.ptypes.transport import Imo, Mmsi, Plate
from jejak.schemas.ptypes.travel_documents import Mrz, Passport

__all__ = ["CLEANER_VERSION", "PTYPES", "CleanContext", "Cleaned", "PropertyType"]

CLEANER_VERSION = 2

_ALL: tuple[PropertyType, ...] = (
    Text(), Name(), Date(), DateTime(), Money(), Currency(), Phone(), Nik(), MyKad(), Passport(), Mrz(), Account(),
    Plate(), Imo(), Mmsi(), Email(), Handle(), Url(), Geo(), Country(), Code(), Number(), Percent(), Identifier(),
)  # fmt: skip

PTYPES: Mapping[str, PropertyType] = {ptype.name: ptype for ptype in _ALL}
