"""What every property type can do: clean a raw text, caption a value, say how specific it is.

Invariant: cleaning is pure, and a cleaned value cleans to itself.
"""

from __future__ import annotations

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

MISSING = frozenset({"", "-", "--", "—", "n/a", "na", "nan", "nil", "none", "null", "tidak ada", "tiada", "?"})


@dataclass(frozen=True, slots=True)
class CleanContext:
    """What a source says about its values.

    Args:
        region: ISO 3166-1 alpha-2 country that local phones, dates and amounts follow.
        zone: IANA time zone that local times are in.
        currency: ISO 4217 code of amounts without one.
        format: ``strptime`` format of dates; other types say what they make of it.
        day_first: Whether dates put the day before the month.
        reference: Day of the record, which bounds birth dates.
    """

    region: str | None = None
    zone: str | None = None
    currency: str | None = None
    format: str | None = None
    day_first: bool | None = None
    reference: date | None = None


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The outcome of cleaning one raw text.

    Args:
        value: Canonical text; ``None`` when nothing can be used.
        valid: Whether it passed all checks of its form; ``None`` when there is no check or only a doubt.
        issues: Fixed sentences that say what is wrong or doubtful; never the value itself.
        extra: What else the text says, such as currency, offset or precision.
    """

    value: str | None
    valid: bool | None = None
    issues: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


def unusable(issue: str) -> Cleaned:
    """A text that cannot be used, with the reason."""
    return Cleaned(None, False, (issue,))


class PropertyType(ABC):
    """A kind of value.

    Attributes:
        name: Its name in the declarations.
        strong: Whether equal values point to the same thing.
        scheme: Identifier scheme of its values, where it has one.
        missing: Texts that stand for a missing value.
    """

    name: str
    strong: bool = False
    scheme: str | None = None
    missing: frozenset[str] = MISSING

    def clean(self, raw: str, ctx: CleanContext) -> Cleaned:
        """Bring a raw text into its canonical form.

        Args:
            raw: The text as the source writes it.
            ctx: What the source says about its values.

        Returns:
            The cleaned value, or the reason why it cannot be used.
        """
        text = " ".join(printable(raw).split())
        if text.casefold() in self.missing:
            return unusable("empty")
        return self._clean(text, ctx)

    @abstractmethod
    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:
        """Clean a text that is not empty and has single spaces only."""

    def caption(self, value: str) -> str:
        """The value as people read it."""
        return value

    def specificity(self, value: str) -> float:
        """How much a shared value says about who has it: 0 (nothing) to 1 (one of a kind)."""
        return 1.0 if self.strong and value else 0.0


def printable(raw: str) -> str:
    """NFC text without control and format characters; line breaks and tabs become spaces."""
    if raw.isascii() and raw.isprintable():
        return raw
    text = unicodedata.normalize("NFC", raw)
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    return "" if unicodedata.category(char) in {"Cc", "Cf", "Cs"} else char


@lru_cache(maxsize=32)
def _dropping(chars: str) -> dict[int, None]:
    return {ord(char): None for char in chars}


def compact(text: str, drop: str = " -./") -> str:
    """The text in capitals without separators."""
    return text.translate(_dropping(drop)).upper()


def ascii_digits(text: str) -> str:
    """The text with every decimal digit of any script as 0–9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)
