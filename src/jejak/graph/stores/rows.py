"""From the property maps of a Cypher store back to nodes and links; names and amounts in the form stores take."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal

from jejak.graph.model import Link, Node
from jejak.schemas.errors import StoreError
from jejak.schemas.role_times import RoleTime

_NO_MINOR_UNIT = frozenset(
    {
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
        "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF",
    }
)  # fmt: skip
_THREE_DIGITS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
LARGEST_MINOR = 2**53  # beyond this a JavaScript client of the server would round
_TYPE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def label_of(etype: str) -> str:
    """The readable second label of an entity type: ``identity_document`` becomes ``IdentityDocument``."""
    return checked_name("".join(part.capitalize() for part in etype.split("_")))


def checked_name(name: str) -> str:
    """Return a type name that may stand in a statement, where parameters cannot.

    Raises:
        StoreError: It holds anything but letters, digits and underscores.
    """
    if _TYPE_NAME.fullmatch(name) is None:
        raise StoreError("a type name holds characters that a store does not accept", where=repr(name)[:80])
    return name


def minor_digits(currency: str) -> int:
    """Decimal digits of a currency's minor unit (ISO 4217)."""
    return 0 if currency in _NO_MINOR_UNIT else 3 if currency in _THREE_DIGITS else 2


def split_amount(amount: Decimal | None, currency: str | None) -> tuple[int | None, str | None]:
    """An amount as whole minor units where that is exact, as text otherwise."""
    if amount is None:
        return None, None
    if currency:
        minor = amount.scaleb(minor_digits(currency))
        if minor == minor.to_integral_value() and abs(minor) <= LARGEST_MINOR:
            return int(minor), None
    return None, f"{amount.normalize():f}"


def joined_amount(minor: int | None, text: str | None, currency: str | None) -> Decimal | None:
    """The amount that ``split_amount`` was given."""
    if minor is not None and currency:
        return Decimal(minor).scaleb(-minor_digits(currency))
    return None if text is None else Decimal(text)


def node_of(row: Mapping[str, object]) -> Node:
    """The node behind a property map."""
    return Node(
        id=str(row["id"]),
        etype=str(row["etype"]),
        caption=str(row.get("caption") or ""),
        protection=str(row.get("protection") or ""),
        masked=bool(row.get("masked")),
        country=_text(row.get("country")),
        roles=_texts(row.get("roles")),
        role_times=tuple(map(RoleTime.parse, _texts(row.get("role_times")))),
        n_claims=_number(row.get("n_claims")) or 0,
        n_sources=_number(row.get("n_sources")) or 0,
        best_grade=_text(row.get("best_grade")),
        props=_props(row.get("props")),
    )


def link_of(row: Mapping[str, object], ends: tuple[str, str], ltype: str) -> Link:
    """The link behind a property map, its ends and its type."""
    currency = _text(row.get("currency"))
    return Link(
        id=str(row["id"]),
        ltype=ltype,
        source=ends[0],
        target=ends[1],
        ts_ms=_number(row.get("ts_ms")),
        te_ms=_number(row.get("te_ms")),
        amount=joined_amount(_number(row.get("amount_minor")), _text(row.get("amount_text")), currency),
        currency=currency,
        channel=_text(row.get("channel")),
        role=_text(row.get("role")),
        n_claims=_number(row.get("n_claims")) or 0,
        best_grade=_text(row.get("best_grade")),
        props=_props(row.get("props")),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _props(value: object) -> dict[str, str | list[str]]:
    loaded: dict[str, str | list[str]] = json.loads(value) if isinstance(value, str) and value else {}
    return loaded
