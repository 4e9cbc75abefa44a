"""Plain values: text, names, codes and identifiers without a rule of their own.

Invariant: letters and their case stay as the source has them, except that identifiers are in capitals.
"""

from __future__ import annotations

from jejak.schemas.ptypes.base import MISSING, CleanContext, Cleaned, PropertyType, compact, unusable


class Text(PropertyType):
    """Free text with single spaces."""

    name = "text"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - text is text everywhere
        return Cleaned(text)

    def specificity(self, value: str) -> float:
        """Longer texts are rarer."""
        return min(len(value) / 100, 0.5)


_EDGES = " ,;:`_"


class Name(PropertyType):
    """A name of a person or organisation; must hold a letter."""

    name = "name"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - names are names everywhere
        name = _unquoted(text.strip(_EDGES))
        if any(char.isalpha() for char in name):
            return Cleaned(name)
        # numbered actors of research data sets: usable as a caption, doubtful as a name
        return unusable("no name in it") if name in MISSING else Cleaned(name, None, ("a name without letters",))

    def specificity(self, value: str) -> float:
        """Names of several words are rarer."""
        return min(0.1 + 0.15 * len(value.split()), 0.6)


def _unquoted(name: str) -> str:
    """A name without quotes around all of it and without one that lost its other half; those within it stay."""
    for quote in "\"'":
        count = name.count(quote)
        if (count == 2 and name.startswith(quote) and name.endswith(quote)) or count == 1:
            name = name.strip(_EDGES + quote)
    return name


class Code(PropertyType):
    """One value of a closed list; the list itself decides which."""

    name = "code"

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - codes are the same everywhere
        return Cleaned(text)


class Identifier(PropertyType):
    """A number or code that somebody issued, without a rule that could be checked."""

    name = "identifier"
    strong = True

    def _clean(self, text: str, ctx: CleanContext) -> Cleaned:  # noqa: ARG002 - no rule, so no region
        value = compact(text)
        if not any(char.isalnum() for char in value):
            return unusable("no letter or digit in it")
        if len(set(value)) == 1 and len(value) > 3:
            return Cleaned(value, False, ("one character over and over: a filler",))
        return Cleaned(value)

    def specificity(self, value: str) -> float:
        """Longer identifiers are rarer."""
        return min(len(value) / 10, 0.95)
